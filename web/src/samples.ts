// Scripts to begin with: each runs on a server on which nothing is yet, again and again.

export interface Sample {
  name: string;
  about: string;
  sql: string;
}

const PLACE = 'CREATE DATABASE IF NOT EXISTS samples;\nUSE SCHEMA samples.public;\n';

export const samples: Sample[] = [
  {
    name: 'A first look',
    about: 'Who and where you are, and a few rows made from nothing.',
    sql: `SELECT CURRENT_USER(), CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_VERSION();

-- A thousand measurements: look at them as a chart.
SELECT DATEADD(minute, SEQ4(), '2024-01-01'::TIMESTAMP_NTZ) AS measured_on,
       ROUND(20 + 5 * SIN(SEQ4() / 60) + UNIFORM(0::FLOAT, 1::FLOAT, RANDOM()), 2) AS celsius
FROM TABLE(GENERATOR(ROWCOUNT => 1000));

SHOW DATABASES;
`,
  },
  {
    name: 'Tables and MERGE',
    about: 'Create, fill and change a table, in a transaction.',
    sql: `${PLACE}
CREATE OR REPLACE TABLE stock (item VARCHAR NOT NULL, amount INT, price NUMBER(10, 2));
INSERT INTO stock VALUES ('lamp', 4, 19.90), ('chair', 10, 49.00), ('table', 2, 129.50);

CREATE OR REPLACE TEMPORARY TABLE delivery (item VARCHAR, amount INT);
INSERT INTO delivery VALUES ('lamp', 20), ('shelf', 6);

BEGIN;
MERGE INTO stock USING delivery ON stock.item = delivery.item
  WHEN MATCHED THEN UPDATE SET amount = stock.amount + delivery.amount
  WHEN NOT MATCHED THEN INSERT (item, amount) VALUES (delivery.item, delivery.amount);
UPDATE stock SET price = 35.00 WHERE price IS NULL;
COMMIT;

SELECT *, amount * price AS worth FROM stock ORDER BY worth DESC;
`,
  },
  {
    name: 'Semi-structured data',
    about: 'VARIANT: paths, FLATTEN, and objects made from rows.',
    sql: `${PLACE}
CREATE OR REPLACE TABLE orders AS
SELECT PARSE_JSON(column1) AS doc
FROM VALUES ('{"id": 1, "guest": {"name": "Ada"}, "items": [{"sku": "a", "n": 2}, {"sku": "b", "n": 1}]}'),
            ('{"id": 2, "guest": {"name": "Grace"}, "items": [{"sku": "a", "n": 5}]}');

SELECT doc:id::INT AS id, doc:guest.name::VARCHAR AS guest, ARRAY_SIZE(doc:items) AS items FROM orders;

SELECT o.doc:id::INT AS id, i.index, i.value:sku::VARCHAR AS sku, i.value:n::INT AS n
FROM orders o, LATERAL FLATTEN(INPUT => o.doc:items) i
ORDER BY id, i.index;

SELECT OBJECT_AGG(sku, n::VARIANT) AS totals
FROM (SELECT i.value:sku::VARCHAR AS sku, SUM(i.value:n::INT) AS n
      FROM orders o, LATERAL FLATTEN(INPUT => o.doc:items) i GROUP BY sku);
`,
  },
  {
    name: 'Windows and QUALIFY',
    about: 'Running totals, ranks, and the best of each group.',
    sql: `${PLACE}
CREATE OR REPLACE TABLE sales AS
SELECT DATEADD(day, MOD(SEQ4(), 90), '2024-01-01'::DATE) AS sold_on,
       DECODE(MOD(SEQ4(), 3), 0, 'north', 1, 'south', 'west') AS region,
       UNIFORM(10, 500, RANDOM(7)) AS amount
FROM TABLE(GENERATOR(ROWCOUNT => 5000));

SELECT sold_on, SUM(amount) AS of_day,
       SUM(SUM(amount)) OVER (ORDER BY sold_on) AS so_far,
       AVG(SUM(amount)) OVER (ORDER BY sold_on ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_average
FROM sales GROUP BY sold_on ORDER BY sold_on;

-- The three best days of each region.
SELECT region, sold_on, SUM(amount) AS of_day
FROM sales GROUP BY region, sold_on
QUALIFY ROW_NUMBER() OVER (PARTITION BY region ORDER BY of_day DESC) <= 3
ORDER BY region, of_day DESC;

SELECT * FROM (SELECT region, MONTHNAME(sold_on) AS month, amount FROM sales)
PIVOT (SUM(amount) FOR month IN ('Jan', 'Feb', 'Mar')) ORDER BY region;
`,
  },
  {
    name: 'Trees and recursion',
    about: 'A WITH that calls itself.',
    sql: `WITH RECURSIVE staff (id, boss, name) AS (
  SELECT * FROM VALUES (1, NULL, 'Ada'), (2, 1, 'Grace'), (3, 1, 'Edsger'), (4, 2, 'Barbara'), (5, 4, 'Donald')
), tree AS (
  SELECT id, name, 0 AS depth, name AS path FROM staff WHERE boss IS NULL
  UNION ALL
  SELECT s.id, s.name, t.depth + 1, t.path || ' > ' || s.name FROM staff s JOIN tree t ON s.boss = t.id
)
SELECT REPEAT('  ', depth) || name AS who, path FROM tree ORDER BY path;
`,
  },
  {
    name: 'Stages and files',
    about: 'Unload a table into a stage, look at the file, load it again.',
    sql: `${PLACE}
CREATE OR REPLACE STAGE exchange FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '"');
CREATE OR REPLACE TABLE cities (name VARCHAR, people INT);
INSERT INTO cities VALUES ('Oslo', 709037), ('Turin', 841600), ('Graz', 302749);

COPY INTO @exchange/cities.csv FROM cities SINGLE = TRUE HEADER = TRUE OVERWRITE = TRUE
  FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_OPTIONALLY_ENCLOSED_BY = '"');
LIST @exchange;
SELECT METADATA$FILENAME AS file, METADATA$FILE_ROW_NUMBER AS line, $1 AS name, $2 AS people FROM @exchange/cities.csv;

CREATE OR REPLACE TABLE cities_again LIKE cities;
COPY INTO cities_again FROM @exchange/cities.csv;
SELECT * FROM cities_again ORDER BY people DESC;
`,
  },
  {
    name: 'Functions of your own',
    about: 'SQL functions that give a value and a table.',
    sql: `${PLACE}
CREATE OR REPLACE FUNCTION gross(net NUMBER(10, 2), rate NUMBER(4, 2))
  RETURNS NUMBER(12, 2) AS 'net * (1 + rate)';

CREATE OR REPLACE FUNCTION numbers_to(most INT)
  RETURNS TABLE (n INT) AS 'SELECT SEQ4() + 1 AS n FROM TABLE(GENERATOR(ROWCOUNT => 100)) WHERE n <= most';

SELECT n, gross(n * 10, 0.19) AS with_tax FROM TABLE(numbers_to(5)) ORDER BY n;
`,
  },
];

"""One object described by DESCRIBE, SHOW COLUMNS, INFORMATION_SCHEMA, GET_DDL and a query's columns."""

import json
import re

import pytest

import sql_file

COLUMNS = """
  i INT NOT NULL, n NUMBER(10,2), dec DECIMAL(5,4), big NUMBER(38,10), f FLOAT, r DOUBLE,
  s VARCHAR, s10 VARCHAR(10), c CHAR, b BOOLEAN, d DATE, t TIME, t3 TIME(3),
  ntz TIMESTAMP_NTZ, ntz3 TIMESTAMP_NTZ(3), ltz TIMESTAMP_LTZ(6), tz TIMESTAMP_TZ(0),
  v VARIANT, o OBJECT, a ARRAY, bi BINARY, bi8 BINARY(8), "mixed Case" VARCHAR(3) NOT NULL
"""


def described(cur, kind, name):
    cur.execute(f"DESCRIBE {kind} {name}")
    return {row[0]: (row[1], row[3] == "Y") for row in cur}


def shown_type(text):
    kind = json.loads(text)
    name = kind["type"]
    if name == "FIXED":
        name = f"NUMBER({kind['precision']},{kind['scale']})"
    elif name == "TEXT":
        name = f"VARCHAR({kind['length']})"
    elif name == "REAL":
        name = "FLOAT"
    elif name == "BINARY":
        name = f"BINARY({kind['length']})"
    elif name.startswith("TIME"):
        name = f"{name}({kind['scale']})"
    return name, kind["nullable"]


def shown(cur, kind, name):
    cur.execute(f"SHOW COLUMNS IN {kind} {name}")
    return {row[2]: shown_type(row[3]) for row in cur}


def listed(cur, name):
    cur.execute("SELECT column_name, data_type, numeric_precision, numeric_scale, "
                "character_maximum_length, datetime_precision, is_nullable "
                "FROM information_schema.columns WHERE table_name = %s", (name,))
    columns = {}
    for column, kind, precision, scale, length, fraction, nullable in cur:
        if kind == "NUMBER":
            kind = f"NUMBER({precision},{scale})"
        elif kind == "TEXT":
            kind = f"VARCHAR({length})"
        elif kind == "BINARY":
            kind = f"BINARY({length})"
        elif kind.startswith("TIME"):
            kind = f"{kind}({fraction})"
        columns[column] = (kind, nullable == "YES")
    return columns


def result_columns(cur):
    """The columns of the last result, types with their lengths."""
    columns = {}
    for column in cur.description:
        kind = sql_file.type_text(column)
        kind = {"VARCHAR": "VARCHAR(16777216)", "BINARY": "BINARY(8388608)"}.get(kind, kind)
        columns[column.name] = (kind, column.is_nullable)
    return columns


def selected(cur, name):
    cur.execute(f"SELECT * FROM {name} LIMIT 0")
    return result_columns(cur)


def types_of(columns):
    return [(name, kind) for name, (kind, _) in columns.items()]


@pytest.mark.parametrize("kind", ["TABLE", "VIEW"])
def test_every_way_to_ask_gives_the_same_types(cur, schema, kind):
    cur.execute(f"CREATE TABLE everything ({COLUMNS})")
    cur.execute("CREATE VIEW all_of_it AS SELECT * FROM everything")
    name = "EVERYTHING" if kind == "TABLE" else "ALL_OF_IT"
    expected = described(cur, kind, name)
    assert len(expected) == 23
    for other in (shown(cur, kind, name), listed(cur, name), selected(cur, name)):
        assert sorted(types_of(other)) == sorted(types_of(expected))
        if kind == "TABLE":
            assert other == expected


def test_the_ddl_makes_the_same_table(cur, schema):
    cur.execute(f"CREATE TABLE everything ({COLUMNS})")
    expected = described(cur, "TABLE", "EVERYTHING")
    ddl = cur.execute("SELECT GET_DDL('TABLE', 'everything')").fetchone()[0]
    cur.execute(re.sub(r"(?i)\beverything\b", "again", ddl, count=1))
    assert described(cur, "TABLE", "again") == expected


def test_show_tables_and_information_schema_agree(cur, schema):
    cur.execute("CREATE TABLE one (a INT) COMMENT = 'first'")
    cur.execute("CREATE TRANSIENT TABLE two (a INT)")
    cur.execute("INSERT INTO one VALUES (1), (2), (3)")
    cur.execute("SHOW TABLES IN SCHEMA")
    names = [column.name for column in cur.description]
    shown_tables = {}
    for row in cur:
        row = dict(zip(names, row))
        shown_tables[row["name"]] = (row["kind"], row["rows"], row["comment"] or None)
    cur.execute("SELECT table_name, is_transient, row_count, comment FROM information_schema.tables "
                "WHERE table_schema = 'PUBLIC'")
    listed_tables = {name: ("TRANSIENT" if transient == "YES" else "TABLE", count, comment or None)
                     for name, transient, count, comment in cur}
    assert shown_tables == listed_tables
    assert shown_tables == {"ONE": ("TABLE", 3, "first"), "TWO": ("TRANSIENT", 0, None)}


def test_a_view_and_its_query_have_the_same_columns(cur, schema):
    query = ("SELECT 1 AS a, 'x' AS b, 1.50 AS c, SUM(column1) AS d, CURRENT_DATE AS e, "
             "AVG(column1) AS f, COUNT(*) AS g, [1] AS h, NULL AS i FROM VALUES (1), (2)")
    cur.execute(f"CREATE VIEW v AS {query}")
    cur.execute(query)
    direct = types_of(result_columns(cur))
    assert [name for name, _ in direct] == list("ABCDEFGHI")
    assert types_of(selected(cur, "v")) == direct
    assert types_of(described(cur, "VIEW", "v")) == direct

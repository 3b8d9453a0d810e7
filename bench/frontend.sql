WITH recent AS (
    SELECT o_orderkey, o_custkey, o_orderdate, o_totalprice
    FROM orders
    WHERE o_orderdate >= DATEADD(month, -3, '1998-08-02'::DATE)
      AND o_orderstatus IN ('F', 'O')
),
lines AS (
    SELECT l.l_orderkey,
           SUM(l.l_extendedprice * (1 - l.l_discount)) AS revenue,
           COUNT(*) AS line_count,
           MAX(l.l_shipdate) AS last_shipped
    FROM lineitem AS l
    JOIN recent AS r ON r.o_orderkey = l.l_orderkey
    GROUP BY l.l_orderkey
),
ranked AS (
    SELECT c.c_custkey, UPPER(TRIM(c.c_name)) AS customer, n.n_name AS nation,
           r.o_orderkey, r.o_orderdate, COALESCE(s.revenue, 0) AS revenue, s.line_count,
           DATEDIFF(day, r.o_orderdate, s.last_shipped) AS days_to_ship,
           ROW_NUMBER() OVER (PARTITION BY c.c_custkey ORDER BY r.o_orderdate DESC, r.o_orderkey) AS turn
    FROM recent AS r
    JOIN customer AS c ON c.c_custkey = r.o_custkey
    JOIN nation AS n ON n.n_nationkey = c.c_nationkey
    LEFT JOIN lines AS s ON s.l_orderkey = r.o_orderkey
)
SELECT nation, customer, o_orderkey, TO_CHAR(o_orderdate, 'YYYY-MM') AS month, ROUND(revenue, 2) AS revenue,
       CASE WHEN days_to_ship > 30 THEN 'late' WHEN days_to_ship IS NULL THEN 'open' ELSE 'in time' END AS state
FROM ranked
WHERE turn = 1 AND revenue > 1000
QUALIFY RANK() OVER (PARTITION BY nation ORDER BY revenue DESC) <= 10 ORDER BY nation, revenue DESC, customer

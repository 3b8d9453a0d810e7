"""TPC-H: its data from DuckDB's generator, loaded through a connector; its queries; their answers.

The answers are DuckDB's own on the same data. Sums and counts are exact there; averages and
quotients are doubles, so those of DuckDB are computed anew from exact sums, to Snowflake's scale."""

import decimal
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

EXTENSIONS = os.environ.get("SNOWGLOBE_EXTENSIONS",
                            Path(__file__).resolve().parents[1] / "deps" / "extensions")
FOLDER = Path(__file__).resolve().parent / "tpch"
QUERIES = range(1, 23)
TABLES = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"]
BATCH = 20_000
LOADERS = 3


def generate(scale, path=":memory:"):
    """A DuckDB connection with the data."""
    raw = duckdb.connect(path, config={"extension_directory": str(EXTENSIONS),
                                       "threads": 2})
    raw.execute("LOAD tpch")
    raw.execute(f"CALL dbgen(sf = {scale})")
    return raw


def query(number):
    return (FOLDER / f"q{number:02}.sql").read_text()


def as_sent(raw, table):
    """The columns of a table in SQL, in the form that is cheapest to send: text of all but keys."""
    columns = raw.execute(f"DESCRIBE {table}").fetchall()
    return ", ".join(f"{name}::VARCHAR" if kind.startswith(("DECIMAL", "DATE")) else name
                     for name, kind, *_ in columns), len(columns)


def batches(raw):
    """Statements and the rows to bind to them: some at a time, all tables."""
    for table in TABLES:
        columns, count = as_sent(raw, table)
        rows = raw.execute(f"SELECT {columns} FROM {table}")
        while batch := rows.fetchmany(BATCH):
            yield f"INSERT INTO {table} VALUES ({', '.join('?' * count)})", batch


def load(raw, connect):
    """Makes the tables in a database TPCH and fills them by array binding.

    Most of the time goes into the connector's gzip of what it sends, which threads share."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE tpch")
        for statement in (FOLDER / "schema.sql").read_text().split(";\n")[:-1]:
            cursor.execute(statement)
    connections = [connect(database="TPCH", schema="PUBLIC") for _ in range(LOADERS)]
    source, lock = batches(raw), threading.Lock()

    def work(connection):
        with connection.cursor() as cursor:
            while True:
                with lock:
                    insert, rows = next(source, (None, None))
                if not rows:
                    return
                cursor.executemany(insert, rows)

    with ThreadPoolExecutor(LOADERS) as pool:
        list(pool.map(work, connections))
    for connection in connections:
        connection.close()


# ---- answers ----

def exact_text(number):
    """The query for DuckDB with averages and quotients left as sums and counts."""
    text = query(number)
    changes = {
        1: [("AVG(l_quantity) AS avg_qty, AVG(l_extendedprice) AS avg_price, AVG(l_discount) AS avg_disc",
             "SUM(l_quantity), SUM(l_extendedprice), SUM(l_discount)")],
        8: [("SUM(IFF(nation = 'BRAZIL', volume, 0)) / SUM(volume) AS mkt_share",
             "SUM(CASE WHEN nation = 'BRAZIL' THEN volume ELSE 0 END), SUM(volume)")],
        14: [("\n  / SUM(", ", SUM(")],
        17: [("SUM(l_extendedprice) / 7.0", "SUM(l_extendedprice)"),
             ("0.2 * AVG(l_quantity)", "0.2 * SUM(l_quantity) / COUNT(l_quantity)")],
    }
    for old, new in changes.get(number, []):
        assert old in text, (number, old)
        text = text.replace(old, new)
    return text


def duckdb_text(text):
    """Snowflake's date functions in DuckDB's words."""
    text = re.sub(r"DATEADD\('?(\w+)'?, (-?\d+), ('[^']*'::DATE)\)", r"(\3 + INTERVAL (\2) \1)::DATE", text)
    text = re.sub(r"ADD_MONTHS\(('[^']*'::DATE), (\d+)\)", r"(\1 + INTERVAL \2 month)::DATE", text)
    return text


def divided(dividend, divisor, scale):
    with decimal.localcontext() as context:
        context.prec = 76
        return (decimal.Decimal(dividend) / decimal.Decimal(divisor)).quantize(
            decimal.Decimal(1).scaleb(-scale), decimal.ROUND_HALF_UP)


def with_averages(number, row):
    """Puts averages and quotients back into a row of sums; their scales are Snowflake's: of an
    average six more than its argument's (at most 12), of a quotient the dividend's and six more
    (at most 12, but never less than the dividend's own)."""
    if number == 1:
        count = row[9]
        return (*row[:6], *(divided(total, count, 8) for total in row[6:9]), count)
    if number == 8:
        return (row[0], divided(row[1], row[2], 10))
    if number == 14:
        return (divided(row[0], row[1], 12),)
    if number == 17:
        return (divided(row[0], 7, 8),)
    return row


def expected_rows(raw, number):
    rows = raw.execute(duckdb_text(exact_text(number))).fetchall()
    return [with_averages(number, row) for row in rows]

"""COPY INTO a table from a staged CSV file, and into a location, beside raw DuckDB that does the same."""

import gzip
import shutil
import statistics
import time

import duckdb

from results import make_wide
from sides import ROWS

COLUMNS = {"id": ("INT", "BIGINT"), "name": ("VARCHAR", "VARCHAR"), "price": ("NUMBER(12,2)", "DECIMAL(12,2)"),
           "d": ("DATE", "DATE"), "t": ("TIMESTAMP_NTZ", "TIMESTAMP"), "f": ("FLOAT", "DOUBLE"), "b": ("BOOLEAN", "BOOLEAN"),
           "remark": ("VARCHAR", "VARCHAR")}
FILE = """COPY (SELECT range AS id, 'name ' || range * 7919 % 100000 AS name, (range * 37 % 10000000 / 100)::DECIMAL(12, 2) AS price,
 '1992-01-01'::DATE + (range % 10000)::INT AS d, '2020-01-01'::TIMESTAMP + to_seconds(range * 13) AS t, range / 7e0 AS f,
 range % 2 = 0 AS b, 'some text, of ' || range || ' words' AS remark FROM range({rows})) TO '{path}' (HEADER)"""
COPY = "COPY INTO loaded FROM '@~/{name}' FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"') FORCE = TRUE"

TOTAL = "SELECT COUNT(*), SUM(id), SUM(price) FROM loaded"


def table(side):
    return "CREATE OR REPLACE TABLE loaded (" + ", ".join(f"{name} {types[side]}" for name, types in COLUMNS.items()) + ")"


def timed(execute, sql):
    begin = time.perf_counter()
    execute(sql)
    return (time.perf_counter() - begin) * 1000


def gzipped(path):
    packed = path.with_name(path.name + ".gz")
    with open(path, "rb") as plain, gzip.open(packed, "wb", compresslevel=6) as out:
        shutil.copyfileobj(plain, out)
    return packed


def case_copy(bench):
    path = bench.folder / "rows.csv"
    raw = duckdb.connect(str(bench.folder / "copy.db"), config={"threads": 2})
    raw.execute(FILE.format(rows=ROWS, path=path))
    with bench.server.connect(database="BENCH", schema="PUBLIC") as ours:
        cursor = ours.cursor()
        for packed in (False, True):
            cursor.execute(f"PUT file://{path} @~ AUTO_COMPRESS={packed}")
            name = path.name + (".gz" if packed else "")
            read = gzipped(path) if packed else path
            taken, engine = [], []
            for _ in range(3 if bench.quick else 7):
                cursor.execute(table(0))
                raw.execute(table(1))
                taken.append(timed(cursor.execute, COPY.format(name=name)))
                engine.append(timed(raw.execute, f"COPY loaded FROM '{read}' (HEADER, QUOTE '\"')"))
            assert cursor.execute(TOTAL).fetchone() == raw.execute(TOTAL).fetchone()
            bench.add_ratio(f"COPY of CSV {ROWS:,} x 8{', gzip' if packed else ''}", statistics.median(taken), 0,
                            statistics.median(engine), must=1.5, goal=1.15)
    raw.close()


# What is written: the options of ours, and of raw DuckDB's COPY TO.
UNLOADS = {"CSV": ("TYPE = CSV COMPRESSION = NONE", "FORMAT csv, HEADER false"),
           "CSV, gzip": ("TYPE = CSV", "FORMAT csv, HEADER false, COMPRESSION gzip"),
           "Parquet": ("TYPE = PARQUET", "FORMAT parquet")}


def case_unload(bench):
    make_wide(bench)
    with bench.server.connect(database="BENCH", schema="PUBLIC") as ours, \
            duckdb.connect(str(bench.wide_path), config={"threads": 2}) as raw:
        cursor = ours.cursor()
        for what, (format_of_ours, format_of_raw) in UNLOADS.items():
            taken, engine = [], []
            for _ in range(3 if bench.quick else 7):
                taken.append(timed(cursor.execute,
                                   f"COPY INTO @~/unload/ FROM wide FILE_FORMAT = ({format_of_ours}) OVERWRITE = TRUE"))
                assert cursor.fetchone()[0] == ROWS
                engine.append(timed(raw.execute, f"COPY wide TO '{bench.folder / 'unloaded'}' ({format_of_raw})"))
            cursor.execute("REMOVE @~/unload/")
            bench.add_ratio(f"unload to {what} {ROWS:,} x 8", statistics.median(taken), 0, statistics.median(engine), must=1.5,
                            goal=1.15)

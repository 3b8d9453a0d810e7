"""Parquet: COPY INTO a table from a staged file beside raw DuckDB that reads it, and write_pandas beside raw DuckDB that
inserts the same frame plus the writing of the file."""

import statistics

import duckdb
from snowflake.connector.pandas_tools import write_pandas

from load_files import FILE, TOTAL, table, timed
from sides import ROWS

FORMAT = "FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE) FORCE = TRUE"
COPIES = {"MATCH_BY_COLUMN_NAME": f"COPY INTO loaded FROM @~/rows.parquet {FORMAT} MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",
          "SELECT $1:c": "COPY INTO loaded FROM (SELECT $1:id, $1:name, $1:price, $1:d, $1:t, $1:f, $1:b, $1:remark "
                         f"FROM @~/rows.parquet) {FORMAT}"}
RAW = "INSERT INTO loaded SELECT * FROM read_parquet('{path}')"


def written(bench, raw):
    path = bench.folder / "rows.parquet"
    raw.execute(FILE.format(rows=ROWS, path=path).replace("(HEADER)", "(FORMAT parquet, COMPRESSION snappy)"))
    return path


def case_parquet(bench):
    raw = duckdb.connect(str(bench.folder / "parquet.db"), config={"threads": 2})
    path = written(bench, raw)
    with bench.server.connect(database="BENCH", schema="PUBLIC") as ours:
        cursor = ours.cursor()
        cursor.execute(f"PUT file://{path} @~ AUTO_COMPRESS=FALSE OVERWRITE=TRUE")
        for name, sql in COPIES.items():
            taken, engine = [], []
            for _ in range(3 if bench.quick else 7):
                cursor.execute(table(0))
                raw.execute(table(1))
                taken.append(timed(cursor.execute, sql))
                engine.append(timed(raw.execute, RAW.format(path=path)))
            assert cursor.execute(TOTAL).fetchone() == raw.execute(TOTAL).fetchone()
            bench.add_ratio(f"COPY of Parquet {ROWS:,} x 8, {name}", statistics.median(taken), 0, statistics.median(engine),
                            must=1.3, goal=1.15)
    raw.close()


def case_write_pandas(bench):
    raw = duckdb.connect(str(bench.folder / "pandas.db"), config={"threads": 2})
    path = written(bench, raw)
    df = raw.execute(f"SELECT * REPLACE (price::DOUBLE AS price) FROM read_parquet('{path}')").df()
    df.columns = [name.upper() for name in df.columns]
    raw.register("df", df)
    with bench.server.connect(database="BENCH", schema="PUBLIC") as ours:
        cursor = ours.cursor()
        taken, file, engine = [], [], []
        for _ in range(3 if bench.quick else 7):
            cursor.execute(table(0))
            raw.execute(table(1))
            taken.append(timed(lambda df: write_pandas(ours, df, "LOADED", compression="snappy", use_logical_type=True), df))
            file.append(timed(lambda df: df.to_parquet(bench.folder / "frame.parquet", compression="snappy"), df))
            engine.append(timed(raw.execute, "INSERT INTO loaded SELECT * FROM df"))
        assert cursor.execute(TOTAL).fetchone() == raw.execute(TOTAL).fetchone()
        bench.add_ratio(f"write_pandas {ROWS:,} x 8", statistics.median(taken), statistics.median(file),
                        statistics.median(engine), must=2, goal=1.3)
    raw.close()

"""COPY INTO a location at S3: the files are there when all of them are whole, and none after a failure."""

import gzip

import pytest
from snowflake.connector import DatabaseError


def test_rows_are_unloaded_and_load_again(cur, store, bucket, keys):
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/out' {keys}")
    cur.execute("CREATE TABLE t AS SELECT SEQ4() AS n, 'text ' || SEQ4() AS v FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    assert cur.execute("COPY INTO @s/a/ FROM (SELECT * FROM t ORDER BY n)").fetchone()[0] == 1000
    lines = gzip.decompress(store.get(bucket, "out/a/data_0_0_0.csv.gz")).decode().splitlines()
    assert lines == [f"{n},text {n}" for n in range(1000)]
    with pytest.raises(DatabaseError, match="Files already existing at the unload destination: @s/a/"):
        cur.execute("COPY INTO @s/a/ FROM t")
    cur.execute("COPY INTO @s/a/ FROM (SELECT * FROM t LIMIT 10) OVERWRITE = TRUE FILE_FORMAT = (TYPE = CSV)")
    cur.execute("COPY INTO @s/p/ FROM t PARTITION BY ('part=' || n % 2) FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE")
    names = store.names(bucket)
    assert [name.rsplit("/", 1)[0] for name in names] == ["out/a", "out/p/part=0", "out/p/part=1"]
    cur.execute("CREATE TABLE back LIKE t")
    cur.execute("COPY INTO back FROM @s/p/ FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert cur.execute("SELECT COUNT(*) FROM (SELECT * FROM back INTERSECT SELECT * FROM t)").fetchone() == (1000,)


def test_a_failed_unload_leaves_nothing(cur, store, bucket, keys):
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/' {keys}")
    with pytest.raises(DatabaseError, match="Division by zero"):
        cur.execute("COPY INTO @s FROM (SELECT 1 / (SEQ4() - 99999) FROM TABLE(GENERATOR(ROWCOUNT => 100000)))"
                    " MAX_FILE_SIZE = 20000")
    assert store.names(bucket) == []

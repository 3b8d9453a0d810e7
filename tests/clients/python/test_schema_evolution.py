"""Table schema evolution: docs.snowflake.com/en/user-guide/data-load-schema-evolution."""

import json

import pyarrow as pa
import pytest
from snowflake.connector.errors import ProgrammingError

CSV = ("FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE) "
       "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
JSON = "FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"


@pytest.fixture
def put(cur, schema, tmp_path):
    cur.execute("CREATE STAGE s")

    def put(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        cur.execute(f"PUT 'file://{path}' @s AUTO_COMPRESS = FALSE OVERWRITE = TRUE")

    return put


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def columns(cur):
    return [(row[0], row[1], row[3]) for row in rows(cur, "DESCRIBE TABLE t")]


def records(cur):
    shown = {row[2]: row[11] for row in rows(cur, "SHOW COLUMNS IN TABLE t")}
    found = dict(rows(cur, "SELECT column_name, schema_evolution_record FROM information_schema.columns "
                           "WHERE table_name = 'T'"))
    assert shown == found
    return {name: json.loads(record) for name, record in shown.items() if record}


def test_columns_are_added_and_not_null_ends(cur, put):
    cur.execute("CREATE TABLE t (a INT, must VARCHAR NOT NULL) ENABLE_SCHEMA_EVOLUTION = TRUE")
    assert rows(cur, "SHOW TABLES LIKE 'T'")[0][[c.name for c in cur.description].index("enable_schema_evolution")] == "Y"
    put("one.csv", "a,b,when\n1,x,2024-05-06\n")
    (loaded,) = rows(cur, f"COPY INTO t FROM @s {CSV}")
    assert loaded[:4] == ("s/one.csv", "LOADED", 1, 1)
    query = cur.sfqid
    assert columns(cur) == [("A", "NUMBER(38,0)", "Y"), ("MUST", "VARCHAR(16777216)", "Y"),
                            ("B", "VARCHAR(16777216)", "Y"), ("WHEN", "DATE", "Y")]
    assert rows(cur, 'SELECT a, must, b, "WHEN"::VARCHAR FROM t') == [(1, None, "x", "2024-05-06")]
    found = records(cur)
    assert {name: record["evolutionType"] for name, record in found.items()} == {
        "MUST": "DROP_NOT_NULL", "B": "ADD_COLUMN", "WHEN": "ADD_COLUMN"}
    assert found["B"]["evolutionMode"] == "COPY" and found["B"]["fileName"] == "one.csv"
    assert found["B"]["queryId"] == query and found["B"]["triggeringTime"].endswith("Z")


def test_json_and_parquet(cur, put):
    import io
    import pyarrow.parquet as pq

    cur.execute("CREATE TABLE t (a INT) ENABLE_SCHEMA_EVOLUTION = TRUE")
    put("one.json", '{"a": 1, "o": {"x": 1}}\n{"a": 2, "n": 1.5}')
    rows(cur, f"COPY INTO t FROM @s FILES = ('one.json') {JSON}")
    assert columns(cur)[1:] == [("O", "OBJECT", "Y"), ("N", "NUMBER(2,1)", "Y")]
    out = io.BytesIO()
    pq.write_table(pa.table({"a": [3], "Flag": [True]}), out)
    put("two.parquet", out.getvalue())
    rows(cur, "COPY INTO t FROM @s FILES = ('two.parquet') FILE_FORMAT = (TYPE = PARQUET) "
              "MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")
    assert [name for name, _, _ in columns(cur)] == ["A", "O", "N", "a", "Flag"]
    assert rows(cur, 'SELECT a, "a", "Flag", n FROM t ORDER BY a, n') == [
        (1, None, None, None), (2, None, None, pytest.approx(1.5)), (None, 3, True, None)]


def test_without_the_property_nothing_evolves(cur, put):
    cur.execute("CREATE TABLE t (a INT)")
    put("one.csv", "a,b\n1,x\n")
    rows(cur, f"COPY INTO t FROM @s {CSV}")
    assert columns(cur) == [("A", "NUMBER(38,0)", "Y")] and records(cur) == {}
    cur.execute("ALTER TABLE t SET ENABLE_SCHEMA_EVOLUTION = TRUE")
    rows(cur, f"COPY INTO t FROM @s {CSV} FORCE = TRUE")
    assert [name for name, _, _ in columns(cur)] == ["A", "B"]
    assert rows(cur, "SELECT * FROM t ORDER BY b") == [(1, "x"), (1, None)]


def test_not_in_a_transaction_and_not_without_end(cur, put):
    cur.execute("CREATE TABLE t (a INT) ENABLE_SCHEMA_EVOLUTION = TRUE")
    put("one.csv", "a,b\n1,x\n")
    cur.execute("BEGIN")
    with pytest.raises(ProgrammingError, match="schema evolution in a transaction"):
        cur.execute(f"COPY INTO t FROM @s {CSV}")
    cur.execute("ROLLBACK")
    put("one.csv", ",".join(f"c{n}" for n in range(101)) + "\n" + ",".join("1" * 101) + "\n")
    with pytest.raises(ProgrammingError, match="at most 100 columns"):
        cur.execute(f"COPY INTO t FROM @s {CSV}")
    assert [name for name, _, _ in columns(cur)] == ["A"]

"""Files of AVRO: docs.snowflake.com/en/sql-reference/sql/copy-into-table and .../create-file-format (TYPE = AVRO),
docs.snowflake.com/en/user-guide/querying-stage. What becomes of the logical types is not documented: as tools that load
Avro into Snowflake count on, a decimal is a number, dates and times are the numbers that they are made of."""

import gzip
import io
import json
from decimal import Decimal

import fastavro
import pytest
from snowflake.connector.errors import ProgrammingError

from avro_files import CODECS, avro, block, datum, header

SCHEMA = json.dumps({"type": "record", "name": "row", "fields": [
    {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"], "default": None}]})
ROWS = [{"id": 1, "name": "one"}, {"id": 2, "name": None}, {"id": 3, "name": " v\u00e9 "}]


@pytest.fixture
def put(cur, schema, tmp_path):
    cur.execute("CREATE STAGE s FILE_FORMAT = (TYPE = AVRO)")
    cur.execute("CREATE FILE FORMAT f TYPE = AVRO")

    def put(name, content):
        (tmp_path / name).write_bytes(content)
        cur.execute(f"PUT 'file://{tmp_path / name}' @s AUTO_COMPRESS=FALSE OVERWRITE=TRUE SOURCE_COMPRESSION=NONE")

    return put


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def failure(cur, sql):
    with pytest.raises(ProgrammingError) as caught:
        cur.execute(sql).fetchall()
    return caught.value.errno, caught.value.sqlstate, caught.value.raw_msg


def test_a_record_is_a_variant(cur, put):
    put("a.avro", avro(SCHEMA, ROWS))
    cur.execute("CREATE TABLE t (v VARIANT)")
    assert rows(cur, "COPY INTO t FROM @s") == [
        ("s/a.avro", "LOADED", 3, 3, 1, 0, None, None, None, None)]
    assert [json.loads(v) for v, in rows(cur, "SELECT v FROM t ORDER BY v:id")] == ROWS
    assert rows(cur, "SELECT $1:id::INT, $1:name::VARCHAR, METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM @s") == [
        (row["id"], row["name"], "a.avro", at) for at, row in enumerate(ROWS, 1)]


def test_columns_by_name_and_by_expression(cur, put):
    put("a.avro", avro(SCHEMA, ROWS))
    cur.execute("CREATE TABLE t (name VARCHAR, id INT, other INT)")
    cur.execute("COPY INTO t FROM @s MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(cur, "SELECT id, name, other FROM t ORDER BY id") == [(r["id"], r["name"], None) for r in ROWS]
    cur.execute("TRUNCATE TABLE t")
    cur.execute("COPY INTO t FROM @s MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE FORCE = TRUE "
                "FILE_FORMAT = (TYPE = AVRO TRIM_SPACE = TRUE NULL_IF = ('one'))")
    assert rows(cur, "SELECT id, name FROM t ORDER BY id") == [(1, None), (2, None), (3, "v\u00e9")]
    cur.execute("TRUNCATE TABLE t")
    cur.execute("COPY INTO t (id, name) FROM (SELECT $1:id * 10, UPPER($1:name) FROM @s) FORCE = TRUE")
    assert rows(cur, "SELECT id, name FROM t ORDER BY id") == [(10, "ONE"), (20, None), (30, " V\u00c9 ")]


TYPES = [  # the type; a value; as a VARIANT prints it, TYPEOF, and what INFER_SCHEMA says
    ("null", None, "null", "NULL_VALUE", None),
    ("boolean", True, "true", "BOOLEAN", "BOOLEAN"),
    ("int", -2147483648, "-2147483648", "INTEGER", "NUMBER(38, 0)"),
    ("long", 9223372036854775807, "9223372036854775807", "INTEGER", "NUMBER(38, 0)"),
    ("float", 1.5, "1.500000000000000e+00", "DOUBLE", "REAL"),
    ("double", 0.1, "1.000000000000000e-01", "DOUBLE", "REAL"),
    ("bytes", b"\x00\xff", '"00FF"', "BINARY", "BINARY"),
    ("string", 'a "b" \n \u00e9', '"a \\"b\\" \\n \u00e9"', "VARCHAR", "TEXT"),
    ({"type": "fixed", "name": "two", "size": 2}, b"\x01\x02", '"0102"', "BINARY", "BINARY"),
    ({"type": "enum", "name": "suit", "symbols": ["HEARTS", "SPADES"]}, "SPADES", '"SPADES"', "VARCHAR", "TEXT"),
    ({"type": "array", "items": "int"}, [3, 1], "[3,1]", "ARRAY", "VARIANT"),
    ({"type": "map", "values": "long"}, {"b": 1, "a": 2}, '{"a":2,"b":1}', "OBJECT", "VARIANT"),
    (["null", "int", "string"], "x", '"x"', "VARCHAR", "VARIANT"),
    ({"type": "record", "name": "point", "fields": [{"name": "y", "type": "int"}, {"name": "x", "type": "int"}]},
     {"y": 1, "x": 2}, '{"x":2,"y":1}', "OBJECT", "VARIANT"),
    ({"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}, Decimal("-12345678.90"), "-12345678.9",
     "DECIMAL", "NUMBER(10, 2)"),
    ({"type": "fixed", "name": "money", "size": 16, "logicalType": "decimal", "precision": 38, "scale": 0},
     Decimal("9" * 38), "9" * 38, "INTEGER", "NUMBER(38, 0)"),
    ({"type": "int", "logicalType": "date"}, 19000, "19000", "INTEGER", "NUMBER(38, 0)"),
    ({"type": "long", "logicalType": "timestamp-micros"}, 1, "1", "INTEGER", "NUMBER(38, 0)"),
    ({"type": "string", "logicalType": "uuid"}, "00000000-0000-0000-0000-000000000001",
     '"00000000-0000-0000-0000-000000000001"', "VARCHAR", "TEXT"),
]


def test_every_type(cur, put):
    fields = [{"name": f"f{at}", "type": kind[0]} for at, kind in enumerate(TYPES)]
    schema = json.dumps({"type": "record", "name": "all", "namespace": "test", "fields": fields})
    put("a.avro", avro(schema, [{f"f{at}": kind[1] for at, kind in enumerate(TYPES)}]))
    for at, (_, _, printed, kind, _) in enumerate(TYPES):
        assert rows(cur, f"SELECT TO_JSON($1:f{at}), TYPEOF($1:f{at}) FROM @s") == [(printed, kind)], TYPES[at]
    inferred = rows(cur, "SELECT column_name, type, nullable, expression FROM TABLE(INFER_SCHEMA("
                         "LOCATION => '@s', FILE_FORMAT => 'f')) ORDER BY order_id")
    nulls = {"f0", "f12"}
    assert [row for row in inferred if row[0] != "f0"] == [
        (f"f{at}", kind[4], f"f{at}" in nulls, f"$1:f{at}::{kind[4]}") for at, kind in enumerate(TYPES) if at]


def test_bytes_become_binary(cur, put):
    schema = json.dumps({"type": "record", "name": "r", "fields": [{"name": "B", "type": "bytes"}]})
    put("a.avro", avro(schema, [{"B": b"\x00\xff"}]))
    cur.execute("CREATE TABLE t (b BINARY)")
    cur.execute("COPY INTO t FROM @s MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")
    assert rows(cur, "SELECT b FROM t") == [(b"\x00\xff",)]
    assert rows(cur, "SELECT $1:B::BINARY FROM @s") == [(b"\x00\xff",)]


def test_records_that_hold_themselves(cur, put):
    schema = json.dumps({"type": "record", "name": "node", "namespace": "a.b", "fields": [
        {"name": "value", "type": "int"}, {"name": "next", "type": ["null", "node"]}]})
    value = None
    for at in range(300):
        value = {"value": at, "next": value}
    put("a.avro", avro(schema, [value]))
    assert rows(cur, "SELECT $1:next.next.value FROM @s") == [("297",)]
    put("deep.avro", header(schema) + block([b"\x00\x02" * 100000 + b"\x00\x00"]))
    assert "larger than a VARIANT" in failure(cur, "SELECT $1 FROM @s/deep.avro")[2]


@pytest.mark.parametrize("codec", CODECS)
def test_codecs(cur, put, codec):
    values = [{"id": at, "name": "x" * (at % 50)} for at in range(5000)]
    put("a.avro", avro(SCHEMA, values, codec))
    assert rows(cur, "SELECT COUNT(*), SUM($1:id), SUM(LEN($1:name)) FROM @s") == [
        (5000, sum(range(5000)), sum(len(v["name"]) for v in values))]


def test_files_of_other_writers_and_compressed_as_a_whole(cur, put):
    for codec in ("null", "deflate"):
        out = io.BytesIO()
        fastavro.writer(out, json.loads(SCHEMA), ROWS, codec=codec)
        put(f"{codec}.avro", out.getvalue())
        put(f"{codec}.avro.gz", gzip.compress(out.getvalue()))
    assert rows(cur, "SELECT METADATA$FILENAME, COUNT(*) FROM @s GROUP BY 1 ORDER BY 1") == [
        (name, 3) for name in ("deflate.avro", "deflate.avro.gz", "null.avro", "null.avro.gz")]


def test_an_unknown_codec_is_named(cur, put):
    put("a.avro", header(SCHEMA, "xz"))
    assert failure(cur, "SELECT $1 FROM @s") == (
        2, "0A000", "Unsupported feature 'AVRO with the codec xz' (file 'a.avro').")


def test_characters_that_are_none(cur, put):
    broken = datum(SCHEMA, {"id": 2, "name": "xx"}).replace(b"xx", b"x\xff")
    put("a.avro", header(SCHEMA) + block([datum(SCHEMA, ROWS[0]), broken, datum(SCHEMA, ROWS[2])]))
    cur.execute("CREATE TABLE t (id INT, name VARCHAR)")
    by_name = "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
    assert failure(cur, f"COPY INTO t FROM @s {by_name}")[0] == 100144
    ((_, status, parsed, loaded, _, errors, message, line, *_),) = rows(cur, f"COPY INTO t FROM @s {by_name} ON_ERROR = CONTINUE")
    assert (status, parsed, loaded, errors, line) == ("PARTIALLY_LOADED", 3, 2, 1, 2) and "UTF8" in message
    assert rows(cur, "SELECT id FROM t ORDER BY id") == [(1,), (3,)]
    cur.execute(f"COPY INTO t FROM @s {by_name} FORCE = TRUE FILE_FORMAT = (TYPE = AVRO REPLACE_INVALID_CHARACTERS = TRUE)")
    assert rows(cur, "SELECT name FROM t WHERE id = 2") == [("x\ufffd",)]


def test_tables_made_from_the_schema(cur, put):
    put("a.avro", avro(SCHEMA, ROWS))
    cur.execute("CREATE TABLE t USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) FROM TABLE("
                "INFER_SCHEMA(LOCATION => '@s', FILE_FORMAT => 'f')))")
    assert [row[:2] + row[3:4] for row in rows(cur, "DESCRIBE TABLE t")] == [
        ("id", "NUMBER(38,0)", "N"), ("name", "VARCHAR(16777216)", "Y")]
    cur.execute("COPY INTO t FROM @s MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")
    assert rows(cur, 'SELECT SUM("id") FROM t') == [(6,)]


def test_external_tables(cur, put):
    put("a.avro", avro(SCHEMA, ROWS))
    cur.execute("CREATE STAGE e FILE_FORMAT = (TYPE = AVRO)")
    cur.execute("COPY FILES INTO @e FROM @s")
    cur.execute("CREATE EXTERNAL TABLE x (id INT AS (VALUE:id::INT), name VARCHAR AS (VALUE:name::VARCHAR)) "
                "LOCATION = @e FILE_FORMAT = (TYPE = AVRO)")
    assert rows(cur, "SELECT id, name FROM x ORDER BY id") == [(r["id"], r["name"]) for r in ROWS]


def test_nothing_is_unloaded_as_avro(cur, put):
    cur.execute("CREATE TABLE t (a INT)")
    assert failure(cur, "COPY INTO @s FROM t")[0] != 0
    assert failure(cur, "COPY INTO @s FROM t FILE_FORMAT = (TYPE = AVRO)") == (
        2, "0A000", "Unsupported feature 'unloading to AVRO'.")

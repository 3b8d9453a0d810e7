"""Files of stages as DataFrames: read with a schema and without, loaded, unloaded, and as streams.

docs.snowflake.com/en/developer-guide/snowpark/reference/python/latest: DataFrameReader, DataFrame.copy_into_table,
DataFrameWriter.copy_into_location, FileOperation."""

import datetime
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from snowflake.snowpark import functions as F
from snowflake.snowpark import types as T
from snowflake.snowpark.column import METADATA_FILE_ROW_NUMBER, METADATA_FILENAME

CSV = 'id,name,score,day\n1,one,1.5,2020-01-01\n2,"two, too",2.5,2020-02-01\n3,,,\n'
ROWS = [(1, "one", Decimal("1.5"), datetime.date(2020, 1, 1)),
        (2, "two, too", Decimal("2.5"), datetime.date(2020, 2, 1)), (3, None, None, None)]
JSON = '{"fruit": "Apple", "size": 1, "nested": {"a": [1, 2]}}\n{"fruit": "Pear", "size": 2.5}\n'
QUOTED = {"field_optionally_enclosed_by": '"'}


@pytest.fixture(scope="module")
def stage(session, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "a.csv").write_text(CSV)
    (folder / "b.json").write_text(JSON)
    pq.write_table(pa.table({"ID": [1, 2], "Name": ["x", None], "list": [[1, 2], None],
                             "at": pa.array([datetime.datetime(2020, 1, 1, 1, 2, 3, 456), None])}), folder / "c.parquet")
    session.sql("CREATE STAGE files").collect()
    put = session.file.put(f"file://{folder}/*", "@files", auto_compress=False)
    assert sorted((one.source, one.status) for one in put) == [
        ("a.csv", "UPLOADED"), ("b.json", "UPLOADED"), ("c.parquet", "UPLOADED")]
    return "@files"


def rows(frame):
    return [tuple(row) for row in frame.collect()]


def fields(frame):
    return [(field.name, field.datatype.simple_string()) for field in frame.schema]


def test_csv_with_a_schema(session, stage):
    schema = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("name", T.StringType())])
    reader = session.read.schema(schema).options(QUOTED).option("skip_header", 1)
    assert rows(reader.csv(f"{stage}/a.csv")) == [row[:2] for row in ROWS]
    named = reader.with_metadata(METADATA_FILENAME, METADATA_FILE_ROW_NUMBER.as_("n")).csv(f"{stage}/a.csv")
    assert rows(named.select("METADATA$FILENAME", "n", "id")) == [("a.csv", at, at) for at in (1, 2, 3)]


@pytest.mark.parametrize("options, names", [
    ({"parse_header": True}, ['"id"', '"name"', '"score"', '"day"']),
    ({"skip_header": 1}, ['"c1"', '"c2"', '"c3"', '"c4"'])])
def test_csv_whose_schema_is_inferred(session, stage, options, names):
    frame = session.read.options({"infer_schema": True, **QUOTED, **options}).csv(f"{stage}/a.csv")
    assert fields(frame) == list(zip(names, ["bigint", "string", "decimal(2,1)", "date"]))
    assert rows(frame) == ROWS
    assert rows(frame.filter(F.col(names[0]) == 2).select(names[1])) == [("two, too",)]


def test_csv_that_does_not_convert(session, stage):
    schema = T.StructType([T.StructField("a", T.IntegerType()), T.StructField("b", T.IntegerType())])
    frame = session.read.schema(schema).options({**QUOTED, "skip_header": 1, "try_cast": True}).csv(f"{stage}/a.csv")
    assert rows(frame) == [(1, None), (2, None), (3, None)]


def test_json(session, stage):
    frame = session.read.json(f"{stage}/b.json")
    value = F.col("$1")
    assert rows(frame.select(value["fruit"].cast("string"), value["nested"]["a"][1].cast("int"))) == [
        ("Apple", 2), ("Pear", None)]
    inferred = session.read.option("infer_schema", True).json(f"{stage}/b.json")
    assert [name for name, _ in fields(inferred)] == ['"fruit"', '"nested"', '"size"']
    assert rows(inferred.select('"fruit"', '"size"')) == [("Apple", Decimal("1.0")), ("Pear", Decimal("2.5"))]
    assert session.read.option("pattern", ".*[.]json").json(stage).count() == 2


def test_parquet(session, stage):
    frame = session.read.parquet(f"{stage}/c.parquet")
    assert fields(frame) == [("ID", "bigint"), ('"Name"', "string"), ('"list"', "variant"), ('"at"', "timestamp_ntz")]
    assert rows(frame) == [(1, "x", "[\n  1,\n  2\n]", datetime.datetime(2020, 1, 1, 1, 2, 3, 456)), (2, None, None, None)]
    untyped = session.read.option("infer_schema", False).parquet(f"{stage}/c.parquet")
    assert rows(untyped.select(F.col("$1")["ID"].cast("int"))) == [(1,), (2,)]


def test_loading(session, stage):
    loaded = session.read.parquet(f"{stage}/c.parquet").copy_into_table("from_parquet")
    assert [(row["status"], row["rows_loaded"]) for row in loaded] == [("LOADED", 2)]
    assert rows(session.table("from_parquet").select("ID", '"Name"')) == [(1, "x"), (2, None)]
    session.sql("CREATE TABLE fruits (fruit STRING, size FLOAT, upper STRING)").collect()
    frame = session.read.json(f"{stage}/b.json")
    frame.copy_into_table("fruits", target_columns=["fruit", "size", "upper"], transformations=[
        F.sql_expr("$1:fruit::STRING"), F.sql_expr("$1:size::FLOAT"), F.upper(F.sql_expr("$1:fruit::STRING"))])
    assert rows(session.table("fruits").sort("size")) == [("Apple", 1.0, "APPLE"), ("Pear", 2.5, "PEAR")]
    assert frame.copy_into_table("fruits", target_columns=["fruit"], transformations=[F.sql_expr("$1:fruit::STRING")],
                                 force=False)[0]["status"].startswith("Copy executed with 0 files processed")


def test_unloading(session, stage):
    frame = session.create_dataframe([[1, "a"], [2, "b"]], schema=["id", "k"])
    (told,) = frame.write.copy_into_location(
        f"{stage}/out/x.csv", file_format_type="csv", header=True, single=True, overwrite=True,
        format_type_options={"COMPRESSION": "NONE"})
    assert told["rows_unloaded"] == 2
    assert session.file.get_stream(f"{stage}/out/x.csv").read() == b"ID,K\n1,a\n2,b\n"
    frame.write.parquet(f"{stage}/parts/", partition_by=F.col("k"))
    found = [row[0].split("/")[2] for row in session.sql(f"LIST {stage}/parts").collect()]
    assert sorted(found) == ["a", "b"] and session.read.parquet(f"{stage}/parts/").count() == 2


def test_streams(session, stage, tmp_path):
    put = session.file.put_stream(io.BytesIO(b"hello\n"), f"{stage}/s/h.txt", auto_compress=False)
    assert (put.source_size, put.target_compression, put.status) == (6, "NONE", "UPLOADED")
    assert session.file.get_stream(f"{stage}/s/h.txt").read() == b"hello\n"
    session.file.put_stream(io.BytesIO(b"packed"), f"{stage}/s/p.txt")
    assert session.file.get_stream(f"{stage}/s/p.txt.gz", decompress=True).read() == b"packed"
    (got,) = session.file.get(f"{stage}/s/h.txt", str(tmp_path))
    assert got.status == "DOWNLOADED" and (tmp_path / "h.txt").read_bytes() == b"hello\n"
    assert sorted(session.file.copy_files(f"{stage}/s/", f"{stage}/copied/")) == ["copied/h.txt", "copied/p.txt.gz"]
    assert session.file.remove(f"{stage}/s/h.txt") == ["files/s/h.txt"]

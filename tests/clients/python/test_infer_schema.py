"""INFER_SCHEMA and CREATE TABLE ... USING TEMPLATE: docs.snowflake.com/en/sql-reference/functions/infer_schema,
docs.snowflake.com/en/sql-reference/sql/create-table."""

import datetime
import decimal
import io

import pyarrow as pa
import pytest
from snowflake.connector.errors import ProgrammingError

@pytest.fixture
def stage(cur, schema, tmp_path):
    """Puts bytes under a name into @s."""
    cur.execute("CREATE STAGE s")
    for kind in ("PARQUET", "JSON", "CSV"):
        cur.execute(f"CREATE FILE FORMAT {kind}_f TYPE = {kind}")
    cur.execute("CREATE FILE FORMAT logical_f TYPE = PARQUET USE_LOGICAL_TYPE = TRUE")
    cur.execute("CREATE FILE FORMAT header_f TYPE = CSV PARSE_HEADER = TRUE")

    def put(name, content):
        folder, _, file = name.rpartition("/")
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        cur.execute(f"PUT 'file://{path}' @s/{folder} AUTO_COMPRESS = FALSE OVERWRITE = TRUE")

    return put


def infer(cur, options, columns="*"):
    return cur.execute(f"SELECT {columns} FROM TABLE(INFER_SCHEMA({options})) ORDER BY order_id").fetchall()


def failure(cur, sql):
    with pytest.raises(ProgrammingError) as caught:
        cur.execute(sql).fetchall()
    return caught.value.errno, caught.value.raw_msg


def parquet(columns, **options):
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({name: pa.array(values, eval(kind, {"pa": pa}))
                             for name, (kind, values) in columns.items()}), out, **options)
    return out.getvalue()


def test_the_columns_of_the_answer(cur, stage):
    stage("geography/cities.parquet", parquet({
        "continent": ("pa.string()", ["Europe"]),
        "country": ("pa.struct([('name', pa.string())])", [{"name": "France"}]),
        "COUNTRY": ("pa.list_(pa.int64())", [[1]])}))
    assert infer(cur, "LOCATION => '@s', FILE_FORMAT => 'parquet_f'") == [
        ("continent", "TEXT", True, "$1:continent::TEXT", "geography/cities.parquet", 0),
        ("country", "VARIANT", True, "$1:country::VARIANT", "geography/cities.parquet", 1),
        ("COUNTRY", "VARIANT", True, "$1:COUNTRY::VARIANT", "geography/cities.parquet", 2)]
    assert [(c.name, c.type_code) for c in cur.description] == [
        ("COLUMN_NAME", 2), ("TYPE", 2), ("NULLABLE", 13), ("EXPRESSION", 2), ("FILENAMES", 2), ("ORDER_ID", 0)]
    assert infer(cur, "LOCATION => '@s/geography/cities.parquet', FILE_FORMAT => 'parquet_f', IGNORE_CASE => TRUE") == [
        ("CONTINENT", "TEXT", True, "GET_IGNORE_CASE ($1, CONTINENT)::TEXT", "geography/cities.parquet", 0),
        ("COUNTRY", "VARIANT", True, "GET_IGNORE_CASE ($1, COUNTRY)::VARIANT", "geography/cities.parquet", 1)]


DAY = datetime.datetime(2024, 5, 6, 7, 8, 9)

# As the table at USE_VECTORIZED_SCANNER says: docs.snowflake.com/en/sql-reference/sql/create-file-format
TYPES = {
    "pa.int8()": ([1], "NUMBER(38, 0)", "NUMBER(38, 0)"),
    "pa.uint64()": ([1], "NUMBER(38, 0)", "NUMBER(38, 0)"),
    "pa.float32()": ([1.5], "REAL", "REAL"),
    "pa.float64()": ([1.5], "REAL", "REAL"),
    "pa.bool_()": ([True], "BOOLEAN", "BOOLEAN"),
    "pa.decimal128(10, 2)": ([decimal.Decimal("1.25")], "NUMBER(10, 2)", "NUMBER(10, 2)"),
    "pa.string()": (["x"], "TEXT", "TEXT"),
    "pa.binary()": ([b"x"], "BINARY", "BINARY"),
    "pa.date32()": ([DAY.date()], "DATE", "DATE"),
    "pa.time64('ns')": ([DAY.time()], "NUMBER(38, 0)", "TIME"),
    "pa.timestamp('us')": ([DAY], "TIMESTAMP_NTZ", "TIMESTAMP_NTZ"),
    "pa.timestamp('ns')": ([DAY], "NUMBER(38, 0)", "TIMESTAMP_NTZ"),
    "pa.timestamp('us', 'UTC')": ([DAY], "TIMESTAMP_NTZ", "TIMESTAMP_LTZ"),
    "pa.timestamp('ns', 'UTC')": ([DAY], "NUMBER(38, 0)", "TIMESTAMP_LTZ"),
    "pa.null()": ([None], "NUMBER(38, 0)", "NUMBER(38, 0)"),
}


def test_types_of_parquet(cur, stage):
    stage("t.parquet", parquet({kind: (kind, values) for kind, (values, _, _) in TYPES.items()}))
    for at, name in ((1, "parquet_f"), (2, "logical_f")):
        assert infer(cur, f"LOCATION => '@s', FILE_FORMAT => '{name}'", "column_name, type") == [
            (kind, answer[at]) for kind, answer in TYPES.items()]


def test_int96_is_a_timestamp(cur, stage):
    stage("t.parquet", parquet({"t": ("pa.timestamp('ns')", [DAY])}, use_deprecated_int96_timestamps=True))
    assert infer(cur, "LOCATION => '@s', FILE_FORMAT => 'parquet_f'", "type") == [("TIMESTAMP_NTZ",)]
    assert cur.execute("SELECT $1:t::TIMESTAMP_NTZ FROM @s (FILE_FORMAT => 'parquet_f')").fetchall() == [(DAY,)]


def test_several_files_are_one_schema(cur, stage):
    import pyarrow.parquet as pq

    def required(name, kind, value):
        out = io.BytesIO()
        pq.write_table(pa.table([pa.array([value], kind)], pa.schema([pa.field(name, kind, nullable=False)])), out)
        return out.getvalue()

    stage("a.parquet", required("n", pa.int64(), 1))
    assert infer(cur, "LOCATION => '@s', FILE_FORMAT => 'parquet_f'", "column_name, nullable") == [("n", False)]
    stage("b.parquet", parquet({"n": ("pa.float64()", [1.5]), "m": ("pa.string()", ["x"])}))
    assert infer(cur, "LOCATION => '@s', FILE_FORMAT => 'parquet_f'") == [
        ("n", "REAL", True, "$1:n::REAL", "a.parquet, b.parquet", 0),
        ("m", "TEXT", True, "$1:m::TEXT", "b.parquet", 1)]
    only = "LOCATION => '@s', FILE_FORMAT => 'parquet_f', "
    assert infer(cur, only + "MAX_FILE_COUNT => 1", "column_name") == [("n",)]
    assert infer(cur, only + "FILES => ('b.parquet')", "column_name") == [("n",), ("m",)]
    assert infer(cur, only + "FILES => ('a.parquet', 'b.parquet')", "column_name") == [("n",), ("m",)]
    assert failure(cur, f"SELECT * FROM TABLE(INFER_SCHEMA({only} FILES => ('c.parquet')))")[0] == 91016
    assert infer(cur, "LOCATION => '@s/none', FILE_FORMAT => 'parquet_f'") == []


def test_types_of_json(cur, stage):
    stage("a.json", '{"b": true, "d": "2024-05-06", "t": "2024-05-06T07:08:09", "n": 12, "f": 1E2, "o": {"x": 1},\n'
                    ' "l": [1], "s": "text", "z": null}\n{"n": 3.75, "s": 1, "late": 1}')
    found = infer(cur, "LOCATION => '@s', FILE_FORMAT => 'json_f'", "column_name, type, nullable, expression")
    assert sorted(found) == sorted(
        (name, kind, True, f"$1:{name}::{kind}") for name, kind in {
            "b": "BOOLEAN", "d": "DATE", "t": "TIMESTAMP_NTZ", "n": "NUMBER(4, 2)", "f": "REAL", "o": "OBJECT",
            "l": "ARRAY", "s": "TEXT", "z": "TEXT", "late": "NUMBER(1, 0)"}.items())
    assert "late" not in [row[0] for row in infer(
        cur, "LOCATION => '@s', FILE_FORMAT => 'json_f', MAX_RECORDS_PER_FILE => 1")]


CSV = "col_bool,col_date,col_ts,n,a text\ntrue,2024-05-06,2024-05-06 07:08:09,-12.5,x\n,,,100,\n"


def test_types_of_csv(cur, stage):
    stage("csv/a.csv", CSV)
    kinds = ["BOOLEAN", "DATE", "TIMESTAMP_NTZ", "NUMBER(4, 1)", "TEXT"]
    assert infer(cur, "LOCATION => '@s/csv/', FILE_FORMAT => 'header_f'") == [
        (name, kind, True, f"${at + 1}::{kind}", "csv/a.csv", at)
        for at, (name, kind) in enumerate(zip(["col_bool", "col_date", "col_ts", "n", "a text"], kinds))]
    assert infer(cur, "LOCATION => '@s/csv/', FILE_FORMAT => 'csv_f'", "column_name, type") == [
        (f"c{at}", "TEXT") for at in range(1, 6)]


def test_a_table_is_made_of_a_schema(cur, stage):
    stage("csv/a.csv", CSV)
    cur.execute("CREATE TABLE t USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY order_id)"
                " FROM TABLE(INFER_SCHEMA(LOCATION => '@s/csv/', FILE_FORMAT => 'header_f', IGNORE_CASE => TRUE)))")
    assert [row[:4] for row in cur.execute("DESCRIBE TABLE t").fetchall()] == [
        ("COL_BOOL", "BOOLEAN", "COLUMN", "Y"), ("COL_DATE", "DATE", "COLUMN", "Y"),
        ("COL_TS", "TIMESTAMP_NTZ(9)", "COLUMN", "Y"), ("N", "NUMBER(4,1)", "COLUMN", "Y"),
        ("A TEXT", "VARCHAR(16777216)", "COLUMN", "Y")]
    cur.execute("CREATE OR REPLACE TEMPORARY TABLE t USING TEMPLATE (SELECT [{'COLUMN_NAME': 'a\"b', 'TYPE': 'INT', "
                "'NULLABLE': false}]) COMMENT = 'made'")
    assert [row[:4] for row in cur.execute("DESCRIBE TABLE t").fetchall()] == [
        ('a"b', "NUMBER(38,0)", "COLUMN", "N")]


@pytest.mark.parametrize("query", [
    "SELECT 1", "SELECT NULL", "SELECT []", "SELECT [{'TYPE': 'INT'}]",
    "SELECT [{'COLUMN_NAME': 'a', 'TYPE': 'INT DEFAULT 1'}]",
    "SELECT [{'COLUMN_NAME': 'a', 'TYPE': 'INT) AS SELECT (1'}]"])
def test_what_is_no_template_makes_no_table(cur, schema, query):
    assert failure(cur, f"CREATE TABLE t USING TEMPLATE ({query})")[0] == 1008
    assert cur.execute("SHOW TABLES").fetchall() == []


def test_bad_arguments(cur, stage):
    stage("a.parquet", b"PAR1 not at all PAR1")
    call = "SELECT * FROM TABLE(INFER_SCHEMA({}))".format
    for options, code in (("LOCATION => '@s'", 938), ("FILE_FORMAT => 'parquet_f'", 938),
                          ("LOCATION => '@s', FILE_FORMAT => 'nothing'", 2003),
                          ("LOCATION => 's', FILE_FORMAT => 'parquet_f'", 1008),
                          ("LOCATION => '@nowhere', FILE_FORMAT => 'parquet_f'", 2003),
                          ("LOCATION => '@s', FILE_FORMAT => 'parquet_f', KIND => 'ICEBERG'", 2),
                          ("LOCATION => '@s', FILE_FORMAT => 'parquet_f', OTHER => 1", 1015),
                          ("LOCATION => '@s', FILE_FORMAT => 'parquet_f'", 100097)):
        assert (failure(cur, call(options))[0], options) == (code, options)

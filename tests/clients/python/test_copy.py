"""COPY INTO a table, and queries of staged files: docs.snowflake.com/en/sql-reference/sql/copy-into-table,
.../create-file-format, docs.snowflake.com/en/user-guide/querying-stage."""

import bz2
import gzip
import zlib

import pyarrow as pa
import pytest
from snowflake.connector.errors import ProgrammingError

STAGE = "@%t"


def gz(content):
    """The same bytes each time: they name tests."""
    return gzip.compress(content, mtime=0)


@pytest.fixture
def put(cur, schema, tmp_path):
    def put(name, content, stage=STAGE):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        cur.execute(f"PUT 'file://{path}' {stage} AUTO_COMPRESS=FALSE OVERWRITE=TRUE "
                    "SOURCE_COMPRESSION=NONE")

    return put


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def copy(cur, options="", table="t"):
    return rows(cur, f"COPY INTO {table} {options}")


def failure(cur, sql):
    with pytest.raises(ProgrammingError) as caught:
        cur.execute(sql).fetchall()
    return caught.value.errno, caught.value.sqlstate, caught.value.raw_msg


@pytest.fixture
def table(cur, schema):
    cur.execute("CREATE OR REPLACE TABLE t (a INTEGER, b VARCHAR)")
    yield
    cur.execute(f"REMOVE {STAGE}")


# ---- a load, its answer and what is remembered of it ----

def test_a_file_is_loaded_once(cur, table, put):
    put("good.csv", "1,x\n2,y\n")
    assert copy(cur) == [("good.csv", "LOADED", 2, 2, 1, 0, None, None, None, None)]
    assert [c[0] for c in cur.description] == [
        "file", "status", "rows_parsed", "rows_loaded", "error_limit", "errors_seen", "first_error",
        "first_error_line", "first_error_character", "first_error_column_name"]
    assert copy(cur) == [("Copy executed with 0 files processed.",)]
    assert [c[0] for c in cur.description] == ["status"]
    assert copy(cur, "FILES = ('good.csv')")[0][:2] == ("good.csv", "LOAD_SKIPPED")
    assert copy(cur, "FORCE = TRUE")[0][1] == "LOADED"
    assert rows(cur, "SELECT * FROM t ORDER BY 1, 2") == [(1, "x"), (1, "x"), (2, "y"), (2, "y")]


def test_a_changed_file_is_loaded_again(cur, table, put):
    put("a.csv", "1,x\n")
    copy(cur)
    put("a.csv", "2,y\n")
    assert copy(cur)[0][:4] == ("a.csv", "LOADED", 1, 1)


def test_truncate_forgets_what_was_loaded_and_delete_does_not(cur, table, put):
    put("a.csv", "1,x\n")
    copy(cur)
    cur.execute("DELETE FROM t")
    assert copy(cur) == [("Copy executed with 0 files processed.",)]
    cur.execute("TRUNCATE TABLE t")
    assert copy(cur)[0][1] == "LOADED"


def test_a_rolled_back_load_is_forgotten(cur, table, put):
    put("a.csv", "1,x\n")
    cur.execute("BEGIN")
    assert copy(cur)[0][1] == "LOADED"
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(1,)]
    cur.execute("ROLLBACK")
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(0,)]
    assert copy(cur)[0][1] == "LOADED"


def test_purge_removes_what_was_loaded(cur, table, put):
    put("good.csv", "1,x\n")
    put("bad.csv", "x,y\n")
    copy(cur, "ON_ERROR = CONTINUE PURGE = TRUE")
    assert [row[0] for row in rows(cur, f"LIST {STAGE}")] == ["bad.csv"]


def test_size_limit_takes_files_until_it_is_exceeded(cur, table, put):
    put("s1.csv", "1,a\n2,b\n")
    put("s2.csv", "3,c\n4,d\n")
    assert len(copy(cur, "SIZE_LIMIT = 1 FORCE = TRUE")) == 1
    assert len(copy(cur, "SIZE_LIMIT = 8 FORCE = TRUE")) == 2


def test_pattern_chooses_files(cur, table, put):
    put("a1.csv", "1,x\n")
    put("b1.csv", "2,y\n")
    assert copy(cur, "PATTERN = '.*b[0-9][.]csv'")[0][0] == "b1.csv"


def test_files_without_records_are_loaded(cur, table, put):
    put("empty.csv", "")
    put("head.csv", "a,b\n")
    assert copy(cur, "FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)") == [
        ("empty.csv", "LOADED", 0, 0, 1, 0, None, None, None, None),
        ("head.csv", "LOADED", 0, 0, 1, 0, None, None, None, None)]


# ---- what cannot be loaded ----

HINT = ("\n  If you would like to continue loading when an error is encountered, use other values such as "
        "'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please "
        "run 'info loading_data' in a SQL client.")
BAD = "1,x\nNOPE,y\n3,z\n"
NOT_NUMERIC = "Numeric value 'NOPE' is not recognized"


def test_abort_statement_loads_nothing(cur, table, put):
    put("good.csv", "1,x\n")
    put("zbad.csv", BAD)
    assert failure(cur, "COPY INTO t") == (
        100038, "22018", NOT_NUMERIC + "\n  File 'zbad.csv', line 2, character 1\n"
        "  Row 2, column \"T\"[\"A\":1]" + HINT)
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(0,)]


@pytest.mark.parametrize("on_error, answer", [
    ("CONTINUE", ("PARTIALLY_LOADED", 3, 2, 3, 1)),
    ("SKIP_FILE", ("LOAD_FAILED", 3, 0, 1, 1)),
    ("SKIP_FILE_1", ("LOAD_FAILED", 3, 0, 1, 1)),
    ("SKIP_FILE_2", ("PARTIALLY_LOADED", 3, 2, 2, 1)),
    ("'SKIP_FILE_60%'", ("LOAD_FAILED", 3, 0, 1, 1)),
    ("'SKIP_FILE_70%'", ("PARTIALLY_LOADED", 3, 2, 2, 1)),
])
def test_on_error(cur, table, put, on_error, answer):
    put("bad.csv", BAD)
    assert copy(cur, f"ON_ERROR = {on_error}") == [
        ("bad.csv", *answer, NOT_NUMERIC, 2, 1, '"T"["A":1]')]
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(answer[2],)]


def test_on_error_is_one_of_its_words(cur, table):
    for value in ("KEEP_GOING", "2", "'SKIP_FILE_x'", "'SKIP_FILE_101%'"):
        assert failure(cur, f"COPY INTO t ON_ERROR = {value}")[0] == 1008


@pytest.mark.parametrize("content, error, line, character, column", [
    ("1,a,extra\n2,b\n", "Number of columns in file (3) does not match that of the corresponding table (2), use "
     "file format option error_on_column_count_mismatch=false to ignore this error", 2, 1, '"T"[3]'),
    ("1\n2,b\n", "Number of columns in file (1) does not match that of the corresponding table (2), use file "
     "format option error_on_column_count_mismatch=false to ignore this error", 2, 1, '"T"["A":1]'),
    ("1,a,extra\n", "Number of columns in file (3) does not match that of the corresponding table (2), use file "
     "format option error_on_column_count_mismatch=false to ignore this error", 1, 10, '"T"[3]'),
    ("1,a\n2,b,extra\n", "Field delimiter ',' found while expecting record delimiter '\\n'", 2, 4,
     '"T"["B":2]'),
    ("1,a\n2\n", "End of record reached while expected to parse column '\"T\"[\"B\":2]'", 2, 2, '"T"["B":2]'),
    ("1,a\n\n2,b\n", "End of record reached while expected to parse column '\"T\"[\"B\":2]'", 2, 1,
     '"T"["B":2]'),
    ("1,a\n2,\xff\n".encode("latin-1"), "Invalid UTF8 detected in string '0xFF'", 2, 3, '"T"["B":2]'),
])
def test_records_that_cannot_be_read(cur, table, put, content, error, line, character, column):
    put("bad.csv", content)
    (row,) = copy(cur, "ON_ERROR = CONTINUE")
    assert row[5:] == (1, error, line, character, column)
    assert row[3] == row[2] - 1


@pytest.mark.parametrize("content, error, line, character", [
    ('"x"y,1\n', "Found character 'y' instead of field delimiter ','", 1, 4),
    ('1,"x" \n', "Found character ' ' instead of record delimiter '\\n'", 1, 6),
    ('1,"x\n2,y\n', "End of record reached while expected to parse column '\"T\"[\"B\":2]'", 3, 1),
])
def test_enclosed_fields_that_do_not_end_well(cur, table, put, content, error, line, character):
    put("bad.csv", content)
    (row,) = copy(cur, "ON_ERROR = CONTINUE FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"')")
    assert row[6:9] == (error, line, character)


def test_validation_mode_returns_errors(cur, table, put):
    cur.execute("CREATE OR REPLACE TABLE t (a INTEGER, b VARCHAR(3) NOT NULL)")
    put("bad.csv", "1,x\nNOPE,y\n3,long\n4,\n5\n6,z\n")
    assert copy(cur, "VALIDATION_MODE = RETURN_ERRORS") == [
        (NOT_NUMERIC, "bad.csv", 2, 1, 4, "conversion", 100038, "22018", '"T"["A":1]', 2, 2, "NOPE,y\n"),
        ("User character length limit (3) exceeded by string 'long'", "bad.csv", 3, 3, 13, "conversion", 100074,
         "54000", '"T"["B":2]', 3, 3, "3,long\n"),
        ("NULL result in a non-nullable column", "bad.csv", 4, 3, 20, "conversion", 100072, "22000",
         '"T"["B":2]', 4, 4, "4,\n"),
        ("End of record reached while expected to parse column '\"T\"[\"B\":2]'", "bad.csv", 5, 2, 22,
         "parsing", 100068, "22000", '"T"["B":2]', 5, 5, "5\n")]
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(0,)]


def test_validation_mode_returns_rows(cur, table, put):
    put("good.csv", "1,x\n2,y\n3,z\n")
    assert copy(cur, "VALIDATION_MODE = RETURN_2_ROWS") == [(1, "x"), (2, "y")]
    assert [c[0] for c in cur.description] == ["A", "B"]
    assert copy(cur)[0][1] == "LOADED"


def test_a_file_that_is_named_must_be_there(cur, table, put):
    put("good.csv", "1,x\n")
    number, state, message = failure(cur, "COPY INTO t FILES = ('good.csv', 'none.csv')")
    assert (number, state) == (91016, "22000")
    assert message.startswith("Remote file '@%T/none.csv' was not found.")
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(0,)]
    good, none = copy(cur, "FILES = ('good.csv', 'none.csv') ON_ERROR = CONTINUE")
    assert good[1] == "LOADED" and none[:6] == ("none.csv", "LOAD_FAILED", 0, 0, 1, 1)


def test_numbers_wider_than_64_bits_are_no_errors(cur, table, put):
    put("wide.csv", f"1,x\nNOPE,y\n{10 ** 30},z\n")
    assert copy(cur, "ON_ERROR = CONTINUE")[0][2:6] == (3, 2, 3, 1)
    assert rows(cur, "SELECT a FROM t ORDER BY 1") == [(1,), (10 ** 30,)]


# ---- the options of CSV ----

QUOTED = "FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"


@pytest.mark.parametrize("content, options, expected", [
    ("1|x\n", "FIELD_DELIMITER = '|'", [(1, "x")]),
    ("1||x|||2||y|||", "FIELD_DELIMITER = '::' RECORD_DELIMITER = ';;'", None),
    ("1::x;;2::y;;", "FIELD_DELIMITER = '::' RECORD_DELIMITER = ';;'", [(1, "x"), (2, "y")]),
    ("1\x01x\n", "FIELD_DELIMITER = '\\\\001'", [(1, "x")]),
    ("1\tx\r\n2\ty\r\n", "FIELD_DELIMITER = '\\t'", [(1, "x"), (2, "y")]),
    ("1,x\r\n2,y", "", [(1, "x"), (2, "y")]),
    ('1,"a, b"\n2,"say ""hi"""\n', QUOTED, [(1, "a, b"), (2, 'say "hi"')]),
    ('1,"two\nlines"\n', QUOTED, [(1, "two\nlines")]),
    ('1,"a"b\n', "", [(1, '"a"b')]),
    ('1,a"b"\n', QUOTED, [(1, 'a"b"')]),
    ("1,'a, b'\n", "FIELD_OPTIONALLY_ENCLOSED_BY = ''''", [(1, "a, b")]),
    ('1,"a\\"b"\n', QUOTED + " ESCAPE = '\\\\'", [(1, 'a"b')]),
    ("1,a\\,b\n", "", [(1, "a,b")]),
    ("1,a\\\nb\n", "", [(1, "a\nb")]),
    ("1,a\\b\n", "ESCAPE_UNENCLOSED_FIELD = NONE", [(1, "a\\b")]),
    ("1,\\N\n", "", [(1, None)]),
    ("1,NULL\n2,nil\n3,\\N\n", "NULL_IF = ('NULL', 'nil')", [(1, None), (2, None), (3, "N")]),
    ("1,\n", "", [(1, None)]),
    ("1,\n", "EMPTY_FIELD_AS_NULL = FALSE", [(1, "")]),
    ('1,""\n', QUOTED, [(1, "")]),
    ("1,  \n", "TRIM_SPACE = TRUE", [(1, None)]),
    (' 1 , " x y " \n', "TRIM_SPACE = TRUE " + QUOTED, [(1, " x y ")]),
    ("1, x \n", "", [(1, " x ")]),
    ("a,b\nc\n1,x\n", "SKIP_HEADER = 2", [(1, "x")]),
    ("1,x\n\n2,y\n", "SKIP_BLANK_LINES = TRUE", [(1, "x"), (2, "y")]),
    ("1\n2,y,z\n", "ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE", [(1, None), (2, "y")]),
    ("\ufeff1,x\n", "", [(1, "x")]),
    ("1,é\n".encode("latin-1"), "ENCODING = 'ISO-8859-1'", [(1, "é")]),
    ("1,é\n2,☃\n".encode("utf-16"), "ENCODING = 'UTF-16'", [(1, "é"), (2, "☃")]),
    ("1,é\n".encode("cp1252"), "ENCODING = WINDOWS1252", [(1, "é")]),
    ("1,a\xffb\n".encode("latin-1"), "REPLACE_INVALID_CHARACTERS = TRUE", [(1, "a\ufffdb")]),
    (gz(b"1,x\n") + gz(b"2,y\n"), "", [(1, "x"), (2, "y")]),
    (bz2.compress(b"1,x\n"), "COMPRESSION = BZ2", [(1, "x")]),
    (bz2.compress(b"1,x\n"), "", [(1, "x")]),
    (zlib.compress(b"1,x\n"), "COMPRESSION = DEFLATE", [(1, "x")]),
    (zlib.compress(b"1,x\n")[2:-4], "COMPRESSION = RAW_DEFLATE", [(1, "x")]),
])
def test_options_of_csv(cur, table, put, content, options, expected):
    put("a.csv", content)
    if expected is None:
        assert failure(cur, f"COPY INTO t FILE_FORMAT = (TYPE = CSV {options})")
        return
    copy(cur, f"FILE_FORMAT = (TYPE = CSV {options})")
    assert rows(cur, "SELECT * FROM t ORDER BY 1") == expected


def test_formats_of_dates_and_bytes(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (d DATE, ti TIME, ts TIMESTAMP_NTZ, b BINARY)")
    put("a.csv", "31/12/2020,23:59,12|31|2020 01,YWJj\n")
    copy(cur, "FILE_FORMAT = (TYPE = CSV DATE_FORMAT = 'DD/MM/YYYY' TIME_FORMAT = 'HH24:MI' "
         "TIMESTAMP_FORMAT = 'MM|DD|YYYY HH24' BINARY_FORMAT = BASE64)")
    assert rows(cur, "SELECT d::VARCHAR, ti::VARCHAR, ts::VARCHAR, b FROM t") == [
        ("2020-12-31", "23:59:00", "2020-12-31 01:00:00.000", b"abc")]


def test_semi_structured_columns_take_json(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (v VARIANT, o OBJECT, a ARRAY)")
    put("a.csv", '1|{"x":2}|[3]\n||\n')
    copy(cur, "FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|')")
    assert rows(cur, "SELECT v, o:x, a[0] FROM t") == [("1", "2", "3"), (None, None, None)]


def test_texts_may_be_cut(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (a VARCHAR(3))")
    put("a.csv", "abcdef\n")
    assert failure(cur, "COPY INTO t")[:2] == (100074, "54000")
    copy(cur, "TRUNCATECOLUMNS = TRUE")
    copy(cur, "ENFORCE_LENGTH = FALSE FORCE = TRUE")
    copy(cur, "FROM (SELECT $1 FROM @%t) TRUNCATECOLUMNS = TRUE FORCE = TRUE")
    assert rows(cur, "SELECT * FROM t") == [("abc",)] * 3


# ---- columns, defaults, queries ----

def test_columns_that_are_not_named_get_their_defaults(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (id INT AUTOINCREMENT, a INT, b VARCHAR DEFAULT 'none')")
    put("a.csv", "1\n2\n")
    copy(cur, table="t (a)")
    assert rows(cur, "SELECT * FROM t ORDER BY id") == [(1, 1, "none"), (2, 2, "none")]


def test_a_query_transforms(cur, table, put):
    put("a.csv", "x,1,extra\ny,2\n")
    copy(cur, "FROM (SELECT t.$2 * 10, UPPER($1) || METADATA$FILENAME || METADATA$FILE_ROW_NUMBER "
         f"FROM {STAGE} t)")
    assert rows(cur, "SELECT * FROM t ORDER BY 1") == [(10, "Xa.csv1"), (20, "Ya.csv2")]
    assert failure(cur, f"COPY INTO t FROM (SELECT $1, $2 FROM {STAGE} WHERE $1 = 'x')")[0] == 2


def test_staged_files_are_queried(cur, table, put):
    put("a.csv", '1,"x, y"\n2,z\n')
    cur.execute(f"CREATE OR REPLACE FILE FORMAT quoted TYPE = CSV {QUOTED}")
    query = f"SELECT $1, t.$2, $3 FROM {STAGE}/a.csv (FILE_FORMAT => 'quoted', PATTERN => '.*csv') t"
    assert rows(cur, query) == [("1", "x, y", None), ("2", "z", None)]
    assert rows(cur, f"SELECT COUNT(*), MAX(METADATA$FILENAME) FROM {STAGE}") == [(2, "a.csv")]
    assert rows(cur, f"SELECT $1 FROM {STAGE}/none") == []
    assert failure(cur, f"SELECT * FROM {STAGE}")[0] == 1003
    put("b.csv", '"x"y\n')
    assert failure(cur, f"SELECT $1 FROM {STAGE}/b.csv (FILE_FORMAT => quoted)")[2] == (
        "Found character 'y' instead of field delimiter ','\n  File 'b.csv', line 1, character 4\n"
        "  Row 1, column \"TRANSIENT_STAGE_TABLE\"[\"$1\":1]")


def test_large_files_are_read_in_order_and_whole(cur, table, put):
    put("big.csv.gz", gz("".join(f"{i},{'x' * (i % 97)}\n" for i in range(200_000)).encode()))
    assert copy(cur)[0][2:4] == (200_000, 200_000)
    assert rows(cur, "SELECT COUNT(*), SUM(a), SUM(COALESCE(LENGTH(b), 0)) FROM t") == [
        (200_000, sum(range(200_000)), sum(i % 97 for i in range(200_000)))]
    assert rows(cur, f"SELECT COUNT(*) FROM {STAGE} WHERE METADATA$FILE_ROW_NUMBER = $1 + 1") == [(200_000,)]


@pytest.mark.parametrize("content", [
    gz(b"1,x\n" * 1000)[:-20], b"\x1f\x8b\x08garbage", bz2.compress(b"1,x\n" * 1000)[:-5]])
def test_damaged_files_are_an_error(cur, table, put, content):
    put("bad.gz", content)
    number, _, message = failure(cur, "COPY INTO t")
    assert number == 100097 and message.startswith("Error reading file 'bad.gz'")
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(0,)]


# ---- JSON and Parquet: a row is one VARIANT ----

JSON = "FILE_FORMAT = (TYPE = JSON)"
STRIPPED = "FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE)"


@pytest.fixture
def variants(cur, schema):
    cur.execute("CREATE OR REPLACE TABLE t (v VARIANT)")
    yield
    cur.execute(f"REMOVE {STAGE}")


@pytest.mark.parametrize("content, options, expected", [
    ('{"a":1}\n{"a":"}"}\n', JSON, ['{"a":1}', '{"a":"}"}']),
    ('{"a":\n1}{"b":2} 3 "x y" null', JSON, ['{"a":1}', '{"b":2}', "3", '"x y"', "null"]),
    ('[{"a":1},[2,3],"x,]"]', STRIPPED, ['{"a":1}', "[2,3]", '"x,]"']),
    ('[{"a":1},[2,3]]', JSON, ['[{"a":1},[2,3]]']),
    ('{"a":1,"a":2}', JSON[:-1] + " ALLOW_DUPLICATE = TRUE)", ['{"a":2}']),
    (gz(b'{"a":1}'), JSON, ['{"a":1}']),
    ("", JSON, []),
    ("[]", STRIPPED, []),
])
def test_documents_of_json(cur, variants, put, content, options, expected):
    put("a.json", content)
    copy(cur, options)
    assert [row[0] for row in rows(cur, "SELECT TO_JSON(v) FROM t")] == expected


def test_documents_that_are_not_json(cur, variants, put):
    put("a.json", '{"a":1}\n{"a":\n')
    assert failure(cur, f"COPY INTO t {JSON}")[0] == 100069
    (row,) = copy(cur, f"{JSON} ON_ERROR = CONTINUE")  # The rest of the file is lost.
    assert row[1:6] == ("PARTIALLY_LOADED", 2, 1, 2, 1) and row[7:] == (2, None, None)
    assert row[6].startswith("Error parsing JSON: ")


def test_members_match_columns_by_name(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, \"b\" VARCHAR, c DATE)")
    put("a.json", '{"A":1,"b":"x","c":"2020-01-01"}\n{"a":2,"B":"y","d":0}\n')
    copy(cur, f"{JSON} MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    copy(cur, f"{JSON} MATCH_BY_COLUMN_NAME = CASE_SENSITIVE FORCE = TRUE")
    assert rows(cur, "SELECT a, \"b\", c::VARCHAR FROM t") == [
        (1, "x", "2020-01-01"), (2, "y", None), (1, "x", None), (None, None, None)]
    assert "one and only one column of type variant" in failure(cur, f"COPY INTO t {JSON} FORCE = TRUE")[2]


def test_parquet(cur, schema, put):
    import pyarrow.parquet as parquet
    import io

    out = io.BytesIO()
    parquet.write_table(pa.table({"A": [1, None], "b": ["é", None], "f": [1.5, None]}), out)
    cur.execute("CREATE OR REPLACE TABLE t (a INT, b VARCHAR, f FLOAT)")
    put("a.parquet", out.getvalue())
    cur.execute("CREATE OR REPLACE FILE FORMAT p TYPE = PARQUET")
    cur.execute("CREATE OR REPLACE FILE FORMAT vectorized TYPE = PARQUET USE_VECTORIZED_SCANNER = TRUE")
    assert rows(cur, f"SELECT $1:A::INT, $1:b, METADATA$FILE_ROW_NUMBER FROM {STAGE} (FILE_FORMAT => p)") == [
        (1, '"é"', 1), (None, None, 2)]
    assert rows(cur, f"SELECT $1:b, $1 FROM {STAGE} (FILE_FORMAT => vectorized)")[1] == (
        "null", '{\n  "A": null,\n  "b": null,\n  "f": null\n}')
    copy(cur, "FILE_FORMAT = (FORMAT_NAME = p) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    (row,) = copy(cur, f"FROM (SELECT $1:A, $1:b, $1:f FROM {STAGE}) FILE_FORMAT = (TYPE = PARQUET) FORCE = TRUE")
    assert row[:4] == ("a.parquet", "LOADED", 2, 2)
    assert rows(cur, "SELECT * FROM t") == [(1, "é", 1.5), (None, None, None)] * 2
    put("bad.parquet", b"PAR1 not at all PAR1")
    failure(cur, "COPY INTO t FILES = ('bad.parquet') FILE_FORMAT = (FORMAT_NAME = p) "
            "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(4,)]
    assert [row[:4] for row in copy(cur, "FILE_FORMAT = (FORMAT_NAME = p) FORCE = TRUE ON_ERROR = CONTINUE "
                                         "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")] == [
        ("a.parquet", "LOADED", 2, 2), ("bad.parquet", "LOAD_FAILED", 0, 0)]
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(6,)]


@pytest.mark.parametrize("group", [700_001, 100_000])
def test_all_rows_of_a_large_row_group_are_loaded_once(cur, schema, put, group):
    """A file of few row groups is read by several threads: each row once, in the file's order."""
    import pyarrow.parquet as parquet
    import io

    count, out = 700_001, io.BytesIO()
    values = [str(n) if n != 450_000 else "none" for n in range(count)]
    parquet.write_table(pa.table({"n": range(count), "v": values}), out, row_group_size=group)
    cur.execute("CREATE OR REPLACE TABLE t (n INT, v VARCHAR)")
    put("a.parquet", out.getvalue())
    cur.execute("CREATE OR REPLACE TABLE u (v INT, n INT, place INT)")
    (row,) = copy(cur, "FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert row[:4] == ("a.parquet", "LOADED", count, count)
    assert rows(cur, "SELECT COUNT(*), COUNT(DISTINCT n), MIN(n), MAX(n), COUNT_IF(v <> n::VARCHAR) FROM t") == [
        (count, count, 0, count - 1, 1)]
    assert [n for n, in rows(cur, "SELECT n FROM t")] == list(range(count))
    load = f"FROM (SELECT {{}}, $1:n, METADATA$FILE_ROW_NUMBER FROM {STAGE}) FILE_FORMAT = (TYPE = PARQUET)"
    assert "Failed to cast variant value" in failure(cur, f"COPY INTO u {load.format('$1:v')}")[2]
    copy(cur, load.format("TRY_TO_NUMBER($1:v::VARCHAR)"), "u")
    assert rows(cur, "SELECT COUNT(*), COUNT(v), COUNT_IF(v <> n), COUNT_IF(place <> n + 1) FROM u") == [
        (count, count - 1, 0, 0)]
    cur.execute("CREATE OR REPLACE TABLE w (v INT, n INT)")
    (row,) = copy(cur, f"FROM {STAGE} FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
                       " ON_ERROR = CONTINUE", "w")
    assert row[1:4] == ("PARTIALLY_LOADED", count, count - 1)
    assert rows(cur, "SELECT COUNT(*), COUNT_IF(v <> n), SUM(n) FROM w") == [
        (count - 1, 0, count * (count - 1) // 2 - 450_000)]


@pytest.mark.parametrize("kind, options, text", [
    ("JSON", "", "00Ff"), ("JSON", "BINARY_FORMAT = BASE64", "AP8="), ("JSON", "BINARY_FORMAT = UTF8", "\u00e9"),
    ("JSON", "TRIM_SPACE = TRUE", " 00FF "), ("CSV", "BINARY_FORMAT = BASE64 PARSE_HEADER = TRUE ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE", "AP8="),
    ("PARQUET", "BINARY_AS_TEXT = FALSE", b"\x00\xff"), ("PARQUET", "", b"00FF")])
def test_binary_columns(cur, schema, put, kind, options, text):
    """docs.snowflake.com/en/sql-reference/sql/create-file-format: BINARY_FORMAT, BINARY_AS_TEXT"""
    if kind == "PARQUET":
        import pyarrow.parquet as parquet
        import io

        out = io.BytesIO()
        parquet.write_table(pa.table({"b": pa.array([text, None], pa.binary())}), out)
        text = out.getvalue()
    else:
        text = f'{{"b":"{text}"}}\n{{"b":null}}' if kind == "JSON" else f'b,c\n{text},\n,'
    put("b.file", text, "@~")
    cur.execute("CREATE TABLE t (b BINARY)")
    cur.execute(f"COPY INTO t FROM @~/b.file FILE_FORMAT = (TYPE = {kind} {options}) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    expected = "\u00e9".encode() if "UTF8" in options else b"\x00\xff"
    assert sorted(rows(cur, "SELECT b FROM t"), key=str) == [(None,), (bytearray(expected),)]


def test_a_stage_has_a_format(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, b VARCHAR)")
    cur.execute("CREATE OR REPLACE FILE FORMAT piped TYPE = CSV FIELD_DELIMITER = '|'")
    cur.execute("CREATE OR REPLACE STAGE st FILE_FORMAT = (FORMAT_NAME = piped)")
    put("a.csv", "1|x\n", "@st")
    assert rows(cur, "SELECT $2 FROM @st") == [("x",)]
    assert copy(cur, "FROM @st")[0][:2] == ("st/a.csv", "LOADED")


def test_files_of_other_types_say_so(cur, table, put):
    put("a.orc", "x")
    assert failure(cur, "COPY INTO t FILE_FORMAT = (TYPE = ORC)")[0] == 2


def test_user_sql_cannot_read_files(cur, schema):
    for sql in ("SELECT * FROM TABLE(read_parquet('/etc/passwd'))", "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM '/etc/passwd'"):
        failure(cur, sql)


# ---- the history ----

def test_histories_tell_of_loads(cur, table, put):
    put("a.csv", "1,x\nNOPE,y\n")
    copy(cur, "ON_ERROR = CONTINUE")
    copy(cur, "ON_ERROR = SKIP_FILE FORCE = TRUE")
    history = ("SELECT file_name, row_count, row_parsed, file_size, first_error_message, first_error_line_number, "
               "first_error_character_pos, first_error_column_name, error_count, error_limit, status, table_name "
               "FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'T', "
               "START_TIME => DATEADD(HOUR, -1, CURRENT_TIMESTAMP())))")
    assert rows(cur, history) == [
        ("a.csv", 1, 2, 11, NOT_NUMERIC, 2, 1, '"T"["A":1]', 1, 2, "Partially loaded", "T"),
        ("a.csv", 0, 2, 11, NOT_NUMERIC, 2, 1, '"T"["A":1]', 1, 1, "Load failed", "T")]
    assert rows(cur, "SELECT file_name, status, row_count, error_count FROM INFORMATION_SCHEMA.LOAD_HISTORY "
                "WHERE table_name = 'T' AND schema_name = CURRENT_SCHEMA()")[-2:] == [
        ("a.csv", "PARTIALLY_LOADED", 1, 1), ("a.csv", "LOAD_FAILED", 0, 1)]
    assert failure(cur, "SELECT * FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'NOWHERE', "
                   "START_TIME => CURRENT_TIMESTAMP()))")[:2] == (2003, "42S02")


# ---- columns by name: docs.snowflake.com/en/sql-reference/sql/copy-into-table, MATCH_BY_COLUMN_NAME and
# INCLUDE_METADATA; PARSE_HEADER of .../create-file-format ----

def headed(mismatch="FALSE"):
    return (f"FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE {QUOTED} ERROR_ON_COLUMN_COUNT_MISMATCH = {mismatch}) "
            "FORCE = TRUE ON_ERROR = CONTINUE MATCH_BY_COLUMN_NAME = ")


def test_fields_match_columns_by_the_header(cur, table, put):
    put("a.csv", 'b,"A",other\nx,1,9\n"y ""q""",2,8\n')
    put("b.csv", "A\n3\n")
    assert [row[:4] for row in copy(cur, headed() + "CASE_INSENSITIVE")] == [
        ("a.csv", "LOADED", 2, 2), ("b.csv", "LOADED", 1, 1)]
    assert rows(cur, "SELECT * FROM t ORDER BY a") == [(1, "x"), (2, 'y "q"'), (3, None)]
    cur.execute("TRUNCATE TABLE t")
    copy(cur, headed() + "CASE_SENSITIVE")
    assert rows(cur, "SELECT * FROM t ORDER BY a") == [(1, None), (2, None), (3, None)]


def test_a_fault_of_a_matched_field_names_its_column(cur, table, put):
    put("a.csv", "b,a\nx,1\ny,z\n")
    (row,) = copy(cur, headed("TRUE") + "CASE_INSENSITIVE")
    assert row == ("a.csv", "PARTIALLY_LOADED", 2, 1, 2, 1, "Numeric value 'z' is not recognized", 3, 3, '"T"["A":1]')
    put("a.csv", "b\nx\n")
    (row,) = copy(cur, headed("TRUE") + "CASE_INSENSITIVE")
    assert row[1:6] == ("LOAD_FAILED", 1, 0, 1, 1) and row[6].startswith("Number of columns in file (1)")


def test_files_with_only_a_header_or_nothing(cur, table, put):
    put("empty.csv", "")
    put("head.csv", "a,b")
    assert [row[:4] for row in copy(cur, headed("TRUE") + "CASE_INSENSITIVE")] == [
        ("empty.csv", "LOADED", 0, 0), ("head.csv", "LOADED", 0, 0)]


def test_a_wanted_name_stands_once_in_a_header(cur, table, put):
    put("a.csv", "a,c,A\n1,2,3\n")
    assert failure(cur, "COPY INTO t " + headed().replace("CONTINUE", "ABORT_STATEMENT") + "CASE_INSENSITIVE")[0] == 100097
    assert copy(cur, headed() + "CASE_SENSITIVE")[0][:4] == ("a.csv", "LOADED", 1, 1)
    assert rows(cur, "SELECT * FROM t") == [(3, None)]


@pytest.mark.parametrize("content, options", [
    ("a\n1\n2\n", headed("TRUE")), ('{"a":1}{"A":2}', f"{JSON} FORCE = TRUE MATCH_BY_COLUMN_NAME = ")])
def test_columns_of_metadata(cur, schema, put, content, options):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, name VARCHAR, n INT, seen TIMESTAMP_NTZ)")
    put("a.file", content)
    copy(cur, options + "CASE_INSENSITIVE INCLUDE_METADATA = (name = METADATA$FILENAME, "
         "n = METADATA$FILE_ROW_NUMBER, seen = METADATA$START_SCAN_TIME)")
    assert rows(cur, "SELECT a, name, n, DATEDIFF(hour, seen, CURRENT_TIMESTAMP()::TIMESTAMP_NTZ) FROM t ORDER BY n") == [
        (1, "a.file", 1, 0), (2, "a.file", 2, 0)]
    cur.execute(f"REMOVE {STAGE}")


@pytest.mark.parametrize("options, number", [
    ("INCLUDE_METADATA = (b = METADATA$FILENAME)", 1008),
    (headed() + "CASE_SENSITIVE INCLUDE_METADATA = (none = METADATA$FILENAME)", 904),
    (headed() + "CASE_SENSITIVE INCLUDE_METADATA = (b = METADATA$NONE)", 1008),
    ("MATCH_BY_COLUMN_NAME = CASE_SENSITIVE", 1008),
    ("FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE)", 1008),
    ("FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE SKIP_HEADER = 1)", 1008)])
def test_options_that_do_not_go_together(cur, table, put, options, number):
    put("a.csv", "a,b\n1,x\n")
    assert failure(cur, f"COPY INTO t {options}")[0] == number
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(0,)]


# ---- options of JSON and XML: docs.snowflake.com/en/sql-reference/sql/create-file-format ----

@pytest.mark.parametrize("content, options, expected", [
    ('{"a":null,"b":[null,null,3,null],"c":{"d":null}} [null] null', "STRIP_NULL_VALUES = TRUE",
     ['{"b":[undefined,undefined,3],"c":{}}', "[]", "null"]),
    ('{"a":017,"b":-010,"c":08,"d":0,"e":0.5}', "ENABLE_OCTAL = TRUE", ['{"a":15,"b":-8,"c":8,"d":0,"e":0.5}']),
    ('{"a":017}', "", ['{"a":17}']),
    (b'{"a":"x\xff"}', "IGNORE_UTF8_ERRORS = TRUE", ['{"a":"x\ufffd"}']),
    (b'{"a":"x\xff"}', "REPLACE_INVALID_CHARACTERS = TRUE", ['{"a":"x\ufffd"}']),
    ('\ufeff{"a":1}', "", ['{"a":1}']),
    ('{"a":1} 2\n3', "MULTI_LINE = FALSE", ['{"a":1}', "2", "3"]),
])
def test_options_of_json(cur, variants, put, content, options, expected):
    put("a.json", content)
    copy(cur, f"FILE_FORMAT = (TYPE = JSON {options})")
    assert [row[0] for row in rows(cur, "SELECT TO_JSON(v) FROM t")] == expected


@pytest.mark.parametrize("content, options, message", [
    (b'{"b":1} {"a":"x\xff"} 3', "", "Invalid UTF8 detected"),
    ('1\n[2,\n3]', "MULTI_LINE = FALSE", "incomplete array value, pos 4"),
    ('[1,', "STRIP_OUTER_ARRAY = TRUE", "incomplete array value"),
    ('[1,,3]', "STRIP_OUTER_ARRAY = TRUE", "missing array element"),
    ('1 {"a"} 3', "", "missing colon, pos 5"),
])
def test_documents_before_a_faulty_one_are_loaded(cur, variants, put, content, options, message):
    put("a.json", content)
    options = f"FILE_FORMAT = (TYPE = JSON {options})"
    assert failure(cur, f"COPY INTO t {options}")[0] == 100069
    (row,) = copy(cur, f"{options} ON_ERROR = CONTINUE")
    assert row[1:9] == ("PARTIALLY_LOADED", 2, 1, 2, 1, f"Error parsing JSON: {message}", 2, None)
    assert copy(cur, f"{options} ON_ERROR = SKIP_FILE FORCE = TRUE")[0][1:4] == ("LOAD_FAILED", 2, 0)
    assert rows(cur, "SELECT COUNT(*) FROM t") == [(1,)]


def test_members_that_become_columns_are_trimmed_and_null(cur, schema, put):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, b VARCHAR, c VARIANT)")
    put("a.json", '{"a":" 1 ","b":" N ","c":" N "}{"a":"x","b":" y","c":"N"}')
    copy(cur, "FILE_FORMAT = (TYPE = JSON TRIM_SPACE = TRUE NULL_IF = ('N', 'x')) "
         "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(cur, "SELECT a, b, c::VARCHAR FROM t") == [(1, None, " N "), (None, "y", "N")]


@pytest.mark.parametrize("content, options, expected", [
    ('<a x="1"> t <b>12</b></a>\n<c/>', "", ['<a x="1">t<b>12</b></a>', "<c></c>"]),
    ('<?xml version="1.0"?><r y="2"><a>1</a><!-- --> x <c> true </c></r>', "STRIP_OUTER_ELEMENT = TRUE",
     ["<a>1</a>", "<c>true</c>"]),
    ("<a> 1 </a>", "PRESERVE_SPACE = TRUE DISABLE_AUTO_CONVERT = TRUE", ["<a> 1 </a>"]),
    ("<r/>", "STRIP_OUTER_ELEMENT = TRUE", []),
    ("", "", []),
    (b"<a>\xff</a>", "IGNORE_UTF8_ERRORS = TRUE", ["<a>\ufffd</a>"]),
])
def test_documents_of_xml(cur, variants, put, content, options, expected):
    put("a.xml", content)
    copy(cur, f"FILE_FORMAT = (TYPE = XML {options})")
    assert [row[0] for row in rows(cur, "SELECT TO_XML(v) FROM t")] == expected


def test_values_of_xml_have_types_unless_told_otherwise(cur, variants, put):
    put("a.xml", "<a>12</a>")
    copy(cur, "FILE_FORMAT = (TYPE = XML)")
    copy(cur, "FILE_FORMAT = (TYPE = XML DISABLE_AUTO_CONVERT = TRUE) FORCE = TRUE")
    assert rows(cur, "SELECT TYPEOF(v:\"$\") FROM t") == [("INTEGER",), ("VARCHAR",)]


@pytest.mark.parametrize("content, options", [
    ("<a/><b>", ""), ("<r><a/><b></r>", "STRIP_OUTER_ELEMENT = TRUE"), ("<r><a/>", "STRIP_OUTER_ELEMENT = TRUE"),
    ("<a/>text", ""), (b"<a/><b>\xff</b>", "")])
def test_xml_before_a_fault_is_loaded(cur, variants, put, content, options):
    put("a.xml", content)
    options = f"FILE_FORMAT = (TYPE = XML {options})"
    assert failure(cur, f"COPY INTO t {options}")[0] == 100100
    (row,) = copy(cur, f"{options} ON_ERROR = CONTINUE")
    assert row[1:6] == ("PARTIALLY_LOADED", 2, 1, 2, 1) and row[6].startswith("Error parsing XML: ")
    assert rows(cur, "SELECT TO_XML(v) FROM t") == [("<a></a>",)]


def test_what_snowflake_wrote_of_its_own_values_is_refused(cur, variants, put):
    put("a.xml", '<SnowflakeData type="OBJECT"/>')
    assert failure(cur, "COPY INTO t FILE_FORMAT = (TYPE = XML)")[0] == 2
    copy(cur, "FILE_FORMAT = (TYPE = XML DISABLE_SNOWFLAKE_DATA = TRUE)")
    assert rows(cur, "SELECT v:\"@\"::VARCHAR FROM t") == [("SnowflakeData",)]


def test_brotli(cur, table, put):
    packed = pa.compress(b"1,x\n2,y\n" * 50_000, codec="brotli", asbytes=True)
    put("a.csv.br", packed)
    put("b.csv", packed)
    assert [row[1:4] for row in copy(cur, "FILES = ('a.csv.br')")] == [("LOADED", 100_000, 100_000)]
    assert copy(cur, "FILES = ('b.csv') FILE_FORMAT = (TYPE = CSV COMPRESSION = BROTLI)")[0][1:4] == (
        "LOADED", 100_000, 100_000)
    put("a.csv.br", packed[:-3])
    assert failure(cur, "COPY INTO t FILES = ('a.csv.br')")[0] == 100097
    put("a.csv.br", packed + b"more")
    assert failure(cur, "COPY INTO t FILES = ('a.csv.br')")[0] == 100097
    assert rows(cur, "SELECT COUNT(*), SUM(a) FROM t") == [(200_000, 300_000)]


def test_a_damaged_file_is_left_out_as_a_whole(cur, table, put):
    put("bad.csv.gz", gz(b"1,x\n" * 1000)[:-20])
    put("good.csv", "2,y\n")
    message = "Error reading file 'bad.csv.gz': its compressed bytes are cut short."
    for option in ("CONTINUE", "SKIP_FILE", "SKIP_FILE_100000"):
        assert copy(cur, f"ON_ERROR = {option} FORCE = TRUE") == [
            ("bad.csv.gz", "LOAD_FAILED", 0, 0, {"CONTINUE": 1, "SKIP_FILE": 1}.get(option, 100_000), 1, message, None,
             None, None),
            ("good.csv", "LOADED", 1, 1, {"CONTINUE": 1, "SKIP_FILE": 1}.get(option, 100_000), 0, None, None, None, None)]
    assert rows(cur, "SELECT * FROM t") == [(2, "y")] * 3
    assert copy(cur, "VALIDATION_MODE = RETURN_ERRORS") == [
        (message, "bad.csv.gz", None, None, None, "other", 100097, "22000", None, 0, 0, None)]


# ---- docs.snowflake.com/en/sql-reference/functions/validate ----

def validate(cur, table, job):
    return rows(cur, f"SELECT file, line, character, byte_offset, category, code, row_number, rejected_record"
                     f" FROM TABLE(VALIDATE({table}, JOB_ID => {job})) ORDER BY file, line")


def test_what_was_wrong_in_loaded_files_is_listed(cur, table, put):
    put("a.csv", "1,x\nq,y\n3,ok,more\n")
    put("b.csv", "4,v\n")
    put("c.csv", "bad,v\n")
    copy(cur, "FILES = ('a.csv', 'b.csv') ON_ERROR = CONTINUE")
    job = f"'{cur.sfqid}'"
    expected = [("a.csv", 2, 1, 4, "conversion", 100038, 2, "q,y\n"),
                ("a.csv", 3, 5, 12, "parsing", 100016, 3, "3,ok,more\n")]
    for written in ("'_last'", "_last", job):
        assert validate(cur, "t", written) == expected
    assert [c[0] for c in cur.execute("SELECT * FROM TABLE(VALIDATE('t', JOB_ID => '_last'))").description] == [
        "ERROR", "FILE", "LINE", "CHARACTER", "BYTE_OFFSET", "CATEGORY", "CODE", "SQL_STATE", "COLUMN_NAME", "ROW_NUMBER",
        "ROW_START_LINE", "REJECTED_RECORD"]
    cur.execute("CREATE OR REPLACE TABLE saved AS SELECT * FROM TABLE(VALIDATE(t, JOB_ID => _last))")
    cur.execute("BEGIN")
    cur.execute(f"INSERT INTO saved SELECT * FROM TABLE(VALIDATE(t, JOB_ID => {job}))")
    cur.execute(f"INSERT INTO saved SELECT * FROM TABLE(VALIDATE(t, JOB_ID => {job}))")
    cur.execute("COMMIT")
    assert rows(cur, "SELECT COUNT(*), COUNT(DISTINCT error) FROM saved") == [(6, 2)]
    copy(cur, "FILES = ('b.csv') FORCE = TRUE")  # ON_ERROR = ABORT_STATEMENT
    assert validate(cur, "t", "_last") == [] and validate(cur, "t", job) == expected
    cur.execute("CREATE OR REPLACE TABLE other (a INT)")
    assert validate(cur, "other", "_last") == []
    assert failure(cur, f"SELECT * FROM TABLE(VALIDATE(other, JOB_ID => {job}))")[0] == 1008


def test_of_other_statements_nothing_is_listed(cur, table, put):
    put("a.csv", "1,x\n")
    copy(cur, "FROM (SELECT $1, $2 FROM @%t) ON_ERROR = CONTINUE")
    assert failure(cur, "SELECT * FROM TABLE(VALIDATE(t, JOB_ID => _last))")[0] == 2
    cur.execute("SELECT 1")
    assert failure(cur, f"SELECT * FROM TABLE(VALIDATE(t, JOB_ID => '{cur.sfqid}'))")[0] == 1008
    assert failure(cur, "SELECT * FROM TABLE(VALIDATE(none, JOB_ID => _last))")[0] == 2003

"""STAGE_FILE_FORMAT and STAGE_COPY_OPTIONS of a table: docs.snowflake.com/en/sql-reference/sql/create-table; which options
are stronger: docs.snowflake.com/en/user-guide/data-load-prepare. And what no format is read from: ORC."""

import pytest
from snowflake.connector.errors import ProgrammingError


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def failure(cur, sql):
    with pytest.raises(ProgrammingError) as caught:
        cur.execute(sql).fetchall()
    return caught.value.errno, caught.value.raw_msg


@pytest.fixture
def table(cur, schema):
    cur.execute("CREATE FILE FORMAT semicolons TYPE = CSV FIELD_DELIMITER = ';'")
    cur.execute("CREATE TABLE t (a INT, b VARCHAR) STAGE_FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|' COMPRESSION = NONE) "
                "STAGE_COPY_OPTIONS = (ON_ERROR = CONTINUE)")


def test_a_table_s_own_stage_is_written_and_read_so(cur, table):
    cur.execute("COPY INTO @%t FROM (SELECT '1', 'x,y' UNION ALL SELECT 'no', 'z')")
    assert [row[0] for row in rows(cur, "LIST @%t")] == ["data_0_0_0.csv"]
    assert sorted(rows(cur, "SELECT $1, $2 FROM @%t")) == [("1", "x,y"), ("no", "z")]
    ((_, status, parsed, loaded, *_),) = rows(cur, "COPY INTO t")
    assert (status, parsed, loaded) == ("PARTIALLY_LOADED", 2, 1)
    assert failure(cur, "COPY INTO t FORCE = TRUE ON_ERROR = ABORT_STATEMENT")[0] == 100038


def test_a_stage_is_stronger_than_the_table_and_the_statement_than_both(cur, table):
    cur.execute("CREATE STAGE plain")
    cur.execute("CREATE STAGE said FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';') COPY_OPTIONS = (ON_ERROR = ABORT_STATEMENT)")
    cur.execute("COPY INTO @plain FROM (SELECT 'no|x') FILE_FORMAT = (ESCAPE_UNENCLOSED_FIELD = NONE)")
    cur.execute("COPY INTO @said FROM (SELECT 'no', 'x')")
    assert [row[1:4] for row in rows(cur, "COPY INTO t FROM @plain")] == [("LOAD_FAILED", 1, 0)]
    assert failure(cur, "COPY INTO t FROM @said")[0] == 100038
    assert [row[1] for row in rows(cur, "COPY INTO t FROM @said ON_ERROR = SKIP_FILE")] == ["LOAD_FAILED"]


def test_altered_unset_copied_and_described(cur, table):
    described = "DESCRIBE TABLE {} TYPE = STAGE ->> SELECT \"property\", \"property_value\" FROM $1 WHERE \"property\" IN ({})"
    assert rows(cur, described.format("t", "'FIELD_DELIMITER', 'ON_ERROR'")) == [("FIELD_DELIMITER", "|"), ("ON_ERROR", "CONTINUE")]
    cur.execute("ALTER TABLE t SET STAGE_FILE_FORMAT = (FORMAT_NAME = semicolons)")
    cur.execute("CREATE TABLE u CLONE t")
    for name in ("t", "u"):
        assert rows(cur, described.format(name, "'FORMAT_NAME', 'ON_ERROR'"))[0][1].endswith(".SEMICOLONS")
    cur.execute("COPY INTO @%u FROM (SELECT 1, 'x')")
    assert rows(cur, "SELECT $1, $2 FROM @%u") == [("1", "x")]
    cur.execute("ALTER TABLE t UNSET STAGE_FILE_FORMAT")
    cur.execute("ALTER TABLE t UNSET STAGE_COPY_OPTIONS")
    assert rows(cur, described.format("t", "'FIELD_DELIMITER', 'ON_ERROR'")) == [
        ("FIELD_DELIMITER", ","), ("ON_ERROR", "ABORT_STATEMENT")]


@pytest.mark.parametrize("options, code", [
    ("STAGE_COPY_OPTIONS = (NONSENSE = 1)", 1420), ("STAGE_COPY_OPTIONS = (ON_ERROR = PERHAPS)", 1008),
    ("STAGE_FILE_FORMAT = (TYPE = WHAT)", 1008), ("STAGE_FILE_FORMAT = (FORMAT_NAME = nowhere)", 2003)])
def test_what_cannot_be_said(cur, table, options, code):
    assert failure(cur, f"ALTER TABLE t SET {options}")[0] == code
    assert failure(cur, f"CREATE TABLE other (a INT) {options}")[0] == code


def test_a_stage_with_a_named_format_is_unloaded_to_so(cur, table):
    cur.execute("CREATE STAGE s FILE_FORMAT = (FORMAT_NAME = semicolons)")
    cur.execute("COPY INTO @s FROM (SELECT 1, 'x')")
    assert rows(cur, "SELECT $1, $2 FROM @s") == [("1", "x")]


@pytest.mark.parametrize("sql", [
    "SELECT $1 FROM @s (FILE_FORMAT => orc)", "COPY INTO t FROM @s FILE_FORMAT = (TYPE = ORC)",
    "COPY INTO @s FROM t FILE_FORMAT = (TYPE = ORC)", "SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@s', FILE_FORMAT => 'orc'))",
    "CREATE EXTERNAL TABLE x LOCATION = @s FILE_FORMAT = (TYPE = ORC)"])
def test_orc_is_refused_by_name(cur, table, tmp_path, sql):
    cur.execute("CREATE STAGE s")
    cur.execute("CREATE FILE FORMAT orc TYPE = ORC")
    (tmp_path / "a.orc").write_bytes(b"ORC")
    cur.execute(f"PUT 'file://{tmp_path}/a.orc' @s AUTO_COMPRESS = FALSE")
    code, message = failure(cur, sql)
    assert code == 2 and "Unsupported feature '" in message and "ORC" in message

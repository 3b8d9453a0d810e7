"""Pipes that are told of files by ALTER PIPE REFRESH: docs.snowflake.com/en/sql-reference/sql/create-pipe,
.../alter-pipe, docs.snowflake.com/en/user-guide/data-load-snowpipe-intro."""

import json
import time

import pytest
from snowflake.connector.errors import ProgrammingError

from harness import until

WAIT_SECONDS = 30


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def status(cur, pipe="p"):
    return json.loads(rows(cur, f"SELECT SYSTEM$PIPE_STATUS('{pipe}')")[0][0])


def until_idle(cur, pipe="p"):
    return until(lambda: (s := status(cur, pipe))["pendingFileCount"] == 0 and s)


def history(cur, columns="FILE_NAME, STATUS", table="t"):
    return rows(cur, f"SELECT {columns} FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => '{table}', "
                     "START_TIME => DATEADD(HOUR, -1, CURRENT_TIMESTAMP()))) ORDER BY LAST_LOAD_TIME, FILE_NAME")


@pytest.fixture
def put(cur, schema, tmp_path):
    def put(name, content, stage="@st"):
        path = tmp_path / name
        path.write_text(content)
        cur.execute(f"PUT 'file://{path}' {stage} AUTO_COMPRESS=FALSE OVERWRITE=TRUE")

    cur.execute("CREATE OR REPLACE TABLE t (a INTEGER, b VARCHAR)")
    cur.execute("CREATE OR REPLACE STAGE st")
    return put


def test_a_refresh_sends_the_files_of_the_stage_and_the_pipe_loads_them_once(cur, put):
    put("a.csv", "1,x\n2,y\n")
    put("b.csv", "3,z\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    assert rows(cur, "ALTER PIPE p REFRESH") == [("a.csv", "SENT"), ("b.csv", "SENT")]
    assert [c[0] for c in cur.description] == ["File", "Status"]
    until_idle(cur)
    assert rows(cur, "SELECT * FROM t ORDER BY a") == [(1, "x"), (2, "y"), (3, "z")]
    assert rows(cur, "ALTER PIPE p REFRESH") == []
    assert history(cur, "FILE_NAME, STATUS, ROW_COUNT, PIPE_NAME, PIPE_RECEIVED_TIME IS NOT NULL") == [
        ("a.csv", "Loaded", 2, "P", True), ("b.csv", "Loaded", 1, "P", True)]


def test_a_pipe_knows_a_file_by_its_name_alone(cur, put):
    put("a.csv", "1,x\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    cur.execute("ALTER PIPE p REFRESH")
    until_idle(cur)
    put("a.csv", "2,y\n")
    assert rows(cur, "ALTER PIPE p REFRESH") == []
    assert rows(cur, "SELECT a FROM t") == [(1,)]


def test_copy_does_not_know_what_a_pipe_loaded_but_a_refresh_knows_what_copy_loaded(cur, put):
    put("a.csv", "1,x\n")
    cur.execute("COPY INTO t FROM @st")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    put("b.csv", "2,y\n")
    assert rows(cur, "ALTER PIPE p REFRESH") == [("b.csv", "SENT")]
    until_idle(cur)
    assert [row[0] for row in rows(cur, "COPY INTO t FROM @st")] == ["st/b.csv"]
    assert rows(cur, "SELECT a FROM t ORDER BY 1") == [(1,), (2,), (2,)]


def test_a_file_with_an_error_is_skipped_and_no_other(cur, put):
    put("bad.csv", "1,x\nnot a number,y\n")
    put("good.csv", "2,z\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    cur.execute("ALTER PIPE p REFRESH")
    until_idle(cur)
    assert rows(cur, "SELECT * FROM t") == [(2, "z")]
    assert history(cur, "FILE_NAME, STATUS, ROW_COUNT, ERROR_COUNT, FIRST_ERROR_MESSAGE, FIRST_ERROR_LINE_NUMBER") == [
        ("bad.csv", "Load failed", 0, 1, "Numeric value 'not a number' is not recognized", 2),
        ("good.csv", "Loaded", 1, 0, None, None)]


def test_on_error_continue_loads_the_rest_of_a_file(cur, put):
    put("bad.csv", "1,x\nnot a number,y\n2,z\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st ON_ERROR = CONTINUE")
    cur.execute("ALTER PIPE p REFRESH")
    until_idle(cur)
    assert rows(cur, "SELECT a FROM t ORDER BY a") == [(1,), (2,)]
    assert history(cur) == [("bad.csv", "Partially loaded")]


def test_an_expression_that_fails_keeps_its_own_file_out(cur, put):
    put("bad.csv", "0,x\n")
    put("good.csv", "2,y\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM (SELECT 10 / $1::INT, UPPER($2) FROM @st)")
    cur.execute("ALTER PIPE p REFRESH")
    until_idle(cur)
    assert rows(cur, "SELECT * FROM t") == [(5, "Y")]
    assert sorted(history(cur)) == [("bad.csv", "Load failed"), ("good.csv", "Loaded")]
    assert history(cur, "FIRST_ERROR_MESSAGE")[-1][0] in (None, "Division by zero")


def test_prefix_pattern_and_time_choose_the_files(cur, put):
    put("one.csv", "1,x\n", "@st/d")
    put("two.csv", "2,x\n", "@st/d/e")
    put("three.txt", "3,x\n", "@st/d/e")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st/d PATTERN = '.*[.]csv'")
    assert rows(cur, "ALTER PIPE p REFRESH PREFIX = 'e/' MODIFIED_AFTER = '2999-01-01T00:00:00-07:00'") == []
    assert rows(cur, "ALTER PIPE p REFRESH PREFIX = 'e/'") == [("e/two.csv", "SENT")]
    until_idle(cur)
    assert rows(cur, "ALTER PIPE p REFRESH") == [("one.csv", "SENT")]
    until_idle(cur)
    assert rows(cur, "SELECT a FROM t ORDER BY a") == [(1,), (2,)]
    with pytest.raises(ProgrammingError, match="MODIFIED_AFTER"):
        cur.execute("ALTER PIPE p REFRESH MODIFIED_AFTER = '2001-01-01T00:00:00Z'")


def test_a_paused_pipe_loads_when_it_is_resumed(cur, put):
    put("a.csv", "1,x\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    cur.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    cur.execute("ALTER PIPE p REFRESH")
    paused = status(cur)
    assert (paused["executionState"], paused["pendingFileCount"]) == ("PAUSED", 1)
    assert paused["oldestPendingFilePath"] == "a.csv"
    assert rows(cur, "SELECT * FROM t") == []
    cur.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE")
    idle = until_idle(cur)
    assert (idle["executionState"], idle["lastIngestedFilePath"]) == ("RUNNING", "a.csv")
    assert rows(cur, "SELECT a FROM t") == [(1,)]


def test_what_stops_a_pipe_is_told_and_ends(cur, put):
    put("a.csv", "1,x\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    cur.execute("DROP TABLE t")
    cur.execute("ALTER PIPE p REFRESH")
    stopped = until(lambda: (s := status(cur))["executionState"] != "RUNNING" and s)
    assert (stopped["executionState"], stopped["pendingFileCount"]) == ("STOPPED_MISSING_TABLE", 1)
    assert "does not exist" in stopped["error"]
    cur.execute("CREATE TABLE t (a INTEGER, b VARCHAR)")
    cur.execute("ALTER PIPE p REFRESH")
    assert until_idle(cur)["executionState"] == "RUNNING"
    assert rows(cur, "SELECT a FROM t") == [(1,)]


def test_a_pipe_whose_files_are_loaded_is_never_said_to_be_stopped(cur, put):
    """Its state changes with the commit of its files, not some time later."""
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    for number in range(5):
        put(f"{number}.csv", f"{number},x\n")
        cur.execute("DROP TABLE t")
        cur.execute("ALTER PIPE p REFRESH")
        until(lambda: status(cur)["executionState"] == "STOPPED_MISSING_TABLE")
        cur.execute("CREATE TABLE t (a INTEGER, b VARCHAR)")
        cur.execute("ALTER PIPE p REFRESH")
        end = time.monotonic() + WAIT_SECONDS
        while (now := status(cur))["pendingFileCount"]:
            assert time.monotonic() < end, "nothing happened"
        assert (now["executionState"], now.get("error")) == ("RUNNING", None)


def test_a_pipe_is_resumed_by_force(cur, put):
    """docs.snowflake.com/en/sql-reference/functions/system_pipe_force_resume"""
    put("a.csv", "1,x\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    cur.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    cur.execute("ALTER PIPE p REFRESH")
    assert status(cur)["executionState"] == "PAUSED"
    assert "resumed" in rows(cur, "SELECT SYSTEM$PIPE_FORCE_RESUME('p')")[0][0]
    assert until_idle(cur)["executionState"] == "RUNNING"
    assert rows(cur, "SELECT a FROM t") == [(1,)]
    cur.execute("SELECT SYSTEM$PIPE_FORCE_RESUME('public.p', 'staleness_check_override, ownership_transfer_check_override')")
    with pytest.raises(ProgrammingError, match="NOWHERE"):
        cur.execute("SELECT SYSTEM$PIPE_FORCE_RESUME('nowhere')")


def test_what_was_wrong_in_the_files_of_a_pipe_is_told(cur, put):
    """docs.snowflake.com/en/sql-reference/functions/validate_pipe_load"""
    put("good.csv", "1,x\n")
    put("bad.csv", "2,y\nz,w\nq,r\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st ON_ERROR = CONTINUE")
    cur.execute("ALTER PIPE p REFRESH")
    until_idle(cur)
    hour = "START_TIME => DATEADD(HOUR, -1, CURRENT_TIMESTAMP())"
    told = rows(cur, f"SELECT * FROM TABLE(VALIDATE_PIPE_LOAD(PIPE_NAME => 'p', {hour}))")
    assert [c[0] for c in cur.description] == [
        "ERROR", "FILE", "LINE", "CHARACTER", "BYTE_OFFSET", "CATEGORY", "CODE", "SQL_STATE", "COLUMN_NAME",
        "ROW_NUMBER", "ROW_START_LINE", "REJECTED_RECORD"]
    assert [(row[1], row[2], row[6], row[9], row[11]) for row in told] == [
        ("bad.csv", 2, 100038, 2, "z,w\n"), ("bad.csv", 3, 100038, 3, "q,r\n")]
    function = "TABLE(INFORMATION_SCHEMA.VALIDATE_PIPE_LOAD(PIPE_NAME => 'PUBLIC.P'"
    assert len(rows(cur, f"SELECT * FROM {function}, {hour}))")) == 2
    assert rows(cur, f"SELECT * FROM {function}, {hour}, END_TIME => DATEADD(MINUTE, -30, CURRENT_TIMESTAMP())))") == []
    with pytest.raises(ProgrammingError, match="does not exist or not authorized"):
        cur.execute(f"SELECT * FROM TABLE(VALIDATE_PIPE_LOAD(PIPE_NAME => 'nowhere', {hour}))")


def test_names_in_a_pipe_are_of_its_own_schema(cur, put, conn):
    put("a.csv", "1,x\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    home = rows(cur, "SELECT CURRENT_SCHEMA()")[0][0]
    cur.execute("CREATE OR REPLACE SCHEMA elsewhere")
    try:
        cur.execute(f"ALTER PIPE {home}.p REFRESH")
        until_idle(cur, f"{home}.p")
        assert rows(cur, f"SELECT a FROM {home}.t") == [(1,)]
    finally:
        cur.execute("DROP SCHEMA elsewhere")
        cur.execute(f"USE SCHEMA {home}")


def test_a_pipe_made_anew_loads_anew(cur, put):
    put("a.csv", "1,x\n")
    for _ in range(2):
        cur.execute("CREATE OR REPLACE PIPE p AS COPY INTO t FROM @st")
        cur.execute("ALTER PIPE p REFRESH")
        until_idle(cur)
    assert rows(cur, "SELECT a FROM t") == [(1,), (1,)]


def test_a_file_that_is_gone_is_told_of(cur, put):
    put("a.csv", "1,x\n")
    put("b.csv", "2,y\n")
    cur.execute("CREATE PIPE p AS COPY INTO t FROM @st")
    cur.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    cur.execute("ALTER PIPE p REFRESH")
    cur.execute("REMOVE @st/a.csv")
    cur.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE")
    until_idle(cur)
    assert rows(cur, "SELECT a FROM t") == [(2,)]
    assert sorted(history(cur, "FILE_NAME, STATUS, FIRST_ERROR_MESSAGE")) == [
        ("a.csv", "Load failed", "Remote file was not found."), ("b.csv", "Loaded", None)]

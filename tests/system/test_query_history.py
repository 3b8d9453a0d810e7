"""QUERY_HISTORY outlives the server, stopped or killed, is bounded, and waits where it cannot be written."""

import resource
import threading

from harness import PROGRAM, until

HISTORY = "SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY"
FACTS = ("SELECT query_text, execution_status, error_code, rows_produced, query_type, user_name, query_tag,"
         f" end_time IS NOT NULL FROM {HISTORY} WHERE query_text ILIKE '%{{}}%' AND query_text NOT ILIKE '%query_history%'"
         " ORDER BY start_time, query_id DESC")


def session_of(server):
    session = server.raw()
    session.login()
    return session


def wal(server):
    return server.folder / "data" / "snowglobe.duckdb.wal"


def wait_until_written(server, text):
    """Its bytes are in the engine's log, which is where a killed server's successor finds them: few statements of a
    second are not compressed."""
    until(lambda: wal(server).exists() and text.encode() in wal(server).read_bytes())


def facts(server, marker):
    return session_of(server).rows(FACTS.format(marker))


def test_a_stop_keeps_what_was_run(start_server):
    server = start_server()
    session = session_of(server)
    session.rows("ALTER SESSION SET QUERY_TAG = 'my tag'")
    session.rows("SELECT 'first marker' AS a FROM TABLE(GENERATOR(ROWCOUNT => 3))")
    assert not session.query("SELECT 1/0, 'second marker'")["success"]
    server.stop()
    server.start()
    assert facts(server, "marker") == [
        ["SELECT 'first marker' AS a FROM TABLE(GENERATOR(ROWCOUNT => 3))", "SUCCESS", None, "3", "SELECT", "SNOWGLOBE",
         "my tag", "1"],
        ["SELECT 1/0, 'second marker'", "FAIL", "100051", "0", "SELECT", "SNOWGLOBE", "my tag", "1"]]


def test_a_kill_forgets_what_was_not_written_only(start_server):
    server = start_server()
    session_of(server).rows("SELECT 'written marker'")
    wait_until_written(server, "written marker")
    server.stop(kill=True)
    server.start()
    assert [row[:2] for row in facts(server, "marker")] == [["SELECT 'written marker'", "SUCCESS"]]


def ignore_the_end(session, sql):
    try:
        session.query(sql)
    except OSError:
        pass


def test_what_ran_when_the_server_was_killed_is_an_incident(start_server):
    server = start_server()
    long = "SELECT SYSTEM$WAIT(60), 'long marker'"
    thread = threading.Thread(target=ignore_the_end, args=(session_of(server), long))
    thread.start()
    wait_until_written(server, "long marker")
    server.stop(kill=True)
    thread.join()
    server.start()
    assert [row[:3] for row in facts(server, "marker")] == [[long, "INCIDENT", "603"]]
    session = session_of(server)
    assert session.rows("SELECT execution_status, error_message FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.QUERY_HISTORY())"
                        " WHERE query_text LIKE '%long ' || 'marker%'") == [
        ["FAILED_WITH_INCIDENT", "SQL execution internal error: the server ended while the statement ran."]]


def test_a_stop_says_of_what_ran_that_it_was_cancelled(start_server):
    server = start_server("--grace-seconds", "1")
    thread = threading.Thread(target=ignore_the_end, args=(session_of(server), "SELECT SYSTEM$WAIT(60), 'long marker'"))
    thread.start()
    wait_until_written(server, "long marker")
    server.stop()
    thread.join()
    server.start()
    assert [row[1:3] for row in facts(server, "long marker")] == [["FAIL", "604"]]


def test_secrets_are_not_on_the_disk(start_server):
    server = start_server()
    session_of(server).query("CREATE USER eve PASSWORD = 'hush hush'")
    wait_until_written(server, "PASSWORD = '****'")
    server.stop()
    for path in (server.folder / "data").glob("snowglobe.duckdb*"):
        assert b"hush hush" not in path.read_bytes()


def test_the_count_is_bounded(start_server):
    server = start_server("--history-count", "100")
    session = session_of(server)
    for i in range(300):
        session.rows(f"SELECT {i}")
    until(lambda: int(session.rows(f"SELECT COUNT(*) FROM {HISTORY}")[0][0]) <= 110 + 10)
    assert session.rows(f"SELECT COUNT(*) FROM {HISTORY} WHERE query_text = 'SELECT 299'") == [["1"]]
    assert session.rows(f"SELECT COUNT(*) FROM {HISTORY} WHERE query_text = 'SELECT 0'") == [["0"]]


def test_without_any_it_is_in_memory_alone(start_server):
    server = start_server("--history-count", "0")
    session_of(server).rows("SELECT 'a marker'")
    assert len(facts(server, "a marker")) == 1
    server.stop()
    server.start()
    assert facts(server, "a marker") == []


def limited(folder):
    """The program, which is told of a file that must not grow by an error and not by a signal."""
    script = folder / "limited"
    script.write_text(f"#!/bin/sh\ntrap '' XFSZ\nexec {PROGRAM} \"$@\"\n")
    script.chmod(0o755)
    return script


def test_a_full_disk_stops_no_query(start_server, tmp_path):
    server = start_server(program=limited(tmp_path))
    session = session_of(server)
    session.rows("SELECT 'before marker'")
    wait_until_written(server, "before marker")
    full = wal(server).stat().st_size
    assert full > server.log.stat().st_size + 2000
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    assert session.rows("SELECT 'full marker'") == [["full marker"]]
    until(lambda: "Query history cannot be written" in server.log_text())
    assert session.rows("SELECT 'a later full marker'") == [["a later full marker"]]
    assert len(facts(server, "full marker")) == 2
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    wait_until_written(server, "a later full marker")
    server.stop(kill=True)
    server.start()
    assert len(facts(server, "full marker")) == 2

"""Long and asynchronous queries as the connectors run them (docs.snowflake.com/en/developer-guide/python-connector/
python-connector-example, "Performing an asynchronous query"), their time limits, cancelling, and query tags."""

import threading
import time
import uuid

import pytest
import snowflake.connector
from snowflake.connector.constants import QueryStatus

MAJOR = int(snowflake.connector.__version__.split(".")[0])


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    """A server that answers "in progress" after a second."""
    from harness import Server
    with Server(tmp_path_factory.mktemp("hasty"), "--answer-seconds", "1") as server:
        yield server


@pytest.fixture
def connection(hasty):
    with hasty.connect() as connection:
        connection.cursor().execute("CREATE DATABASE IF NOT EXISTS long_queries")
        yield connection


def wait(connection, query_id):
    while connection.is_still_running(connection.get_query_status(query_id)):
        time.sleep(0.05)


def test_a_long_query_is_waited_for(connection):
    assert connection.cursor().execute("SELECT SYSTEM$WAIT(3)").fetchall() == [("waited 3 seconds",)]


def test_an_asynchronous_query_is_asked_about_and_its_result_fetched(connection):
    cursor = connection.cursor()
    cursor.execute_async("SELECT SYSTEM$WAIT(1), 7 AS seven")
    query_id = cursor.sfqid
    assert connection.get_query_status(query_id) in (QueryStatus.RUNNING, QueryStatus.QUEUED)
    wait(connection, query_id)
    assert connection.get_query_status_throw_if_error(query_id) == QueryStatus.SUCCESS
    cursor.get_results_from_sfqid(query_id)
    assert cursor.fetchall() == [("waited 1 seconds", 7)]
    assert [column[0] for column in cursor.description][1] == "SEVEN"


def test_a_result_is_fetched_while_its_query_runs_and_by_another_connection(hasty, connection):
    cursor = connection.cursor()
    cursor.execute_async("SELECT SYSTEM$WAIT(2)")
    with hasty.connect() as other, other.cursor() as fetching:
        fetching.get_results_from_sfqid(cursor.sfqid)
        assert fetching.fetchall() == [("waited 2 seconds",)]


@pytest.mark.parametrize("sql, errno", [("SELECT 1 / 0", 100051), ("SELECT * FROM long_queries.public.nowhere", 2003)])
def test_an_asynchronous_failure_is_raised_when_it_is_asked_for(connection, sql, errno):
    cursor = connection.cursor()
    cursor.execute_async(sql)
    wait(connection, cursor.sfqid)
    status = connection.get_query_status(cursor.sfqid)
    assert status == QueryStatus.FAILED_WITH_ERROR and connection.is_an_error(status)
    with pytest.raises(snowflake.connector.ProgrammingError) as failure:
        connection.get_query_status_throw_if_error(cursor.sfqid)
    assert failure.value.errno == errno or str(errno) in str(failure.value)
    with pytest.raises(snowflake.connector.Error):
        cursor.get_results_from_sfqid(cursor.sfqid)
        cursor.fetchall()


def test_an_asynchronous_change_is_made(connection):
    cursor = connection.cursor()
    cursor.execute("CREATE OR REPLACE TABLE long_queries.public.changed (a INT)")
    cursor.execute_async("INSERT INTO long_queries.public.changed VALUES (1), (2)")
    wait(connection, cursor.sfqid)
    cursor.get_results_from_sfqid(cursor.sfqid)
    assert cursor.fetchall() == [(2,)]
    assert cursor.execute("SELECT COUNT(*) FROM long_queries.public.changed").fetchall() == [(2,)]


def test_an_unknown_query_has_no_status(connection):
    assert connection.get_query_status(str(uuid.uuid4())) == QueryStatus.NO_DATA


def test_a_query_ends_after_the_timeout_of_execute(connection):
    cursor = connection.cursor()
    began = time.monotonic()
    with pytest.raises(snowflake.connector.Error) as failure:
        # Connector 5 takes `timeout` and does nothing with it: there the statement has a parameter of its own.
        limit = {"timeout": 1} if MAJOR < 5 else {"_statement_params": {"STATEMENT_TIMEOUT_IN_SECONDS": 1}}
        cursor.execute("SELECT SYSTEM$WAIT(30)", **limit)
    assert failure.value.errno in (604, 630), failure.value
    assert time.monotonic() - began < 10
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_network_timeout_does_not_break_a_query_that_is_polled_for(hasty):
    with hasty.connect(network_timeout=20) as connection:
        assert connection.cursor().execute("SELECT SYSTEM$WAIT(3)").fetchall() == [("waited 3 seconds",)]


def test_a_query_is_cancelled_from_another_cursor(hasty, connection):
    cursor, failures = connection.cursor(), []

    def run():
        try:
            cursor.execute("SELECT SYSTEM$WAIT(30) /* to be cancelled */")
        except snowflake.connector.Error as failure:
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    with hasty.connect() as other, other.cursor() as helper:
        query_id = None
        while not query_id:
            found = helper.execute("SELECT QUERY_ID FROM TABLE(long_queries.INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER()) WHERE EXECUTION_STATUS = 'RUNNING' "
                                   "AND ENDSWITH(QUERY_TEXT, '/* to be cancelled */') AND NOT CONTAINS(QUERY_TEXT, 'HISTORY')").fetchone()
            query_id = found and found[0]
        helper.execute(f"SELECT SYSTEM$CANCEL_QUERY('{query_id}')")
        assert helper.fetchall() == [(f"query [{query_id}] terminated.",)]
        thread.join(20)
        assert [failure.errno for failure in failures] == [604]
        assert helper.connection.get_query_status(query_id) in (QueryStatus.ABORTED, QueryStatus.FAILED_WITH_ERROR)


# ---- query tags ----

def tags(connection, mark):
    rows = connection.cursor().execute(
        "SELECT QUERY_TEXT, QUERY_TAG FROM TABLE(long_queries.INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION()) "
        f"WHERE STARTSWITH(QUERY_TEXT, 'SELECT ''{mark}') ORDER BY START_TIME, QUERY_TEXT").fetchall()
    return [tag for _, tag in rows]


def test_query_tags_come_from_the_login_the_session_and_the_statement(hasty):
    with hasty.connect(session_parameters={"QUERY_TAG": "from the login"}) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 'tag 1'")
        cursor.execute("ALTER SESSION SET QUERY_TAG = 'from the session'")
        cursor.execute("SELECT 'tag 2'")
        cursor.execute("SELECT 'tag 3'", _statement_params={"QUERY_TAG": "from the statement"})
        cursor.execute("SELECT 'tag 4'")
        cursor.execute("SELECT 'tag 5'; SELECT 'tag 6'", num_statements=2, _statement_params={"QUERY_TAG": "of several"})
        cursor.execute("ALTER SESSION UNSET QUERY_TAG")
        cursor.execute("SELECT 'tag 7'")
        assert [tag for tag in tags(connection, "tag")] == [
            "from the login", "from the session", "from the statement", "from the session", "of several", "of several", "of several", ""]
        rows = cursor.execute("SELECT DISTINCT QUERY_TAG FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY WHERE QUERY_TAG LIKE 'from the %' ORDER BY 1").fetchall()
        assert rows == [("from the login",), ("from the session",), ("from the statement",)]

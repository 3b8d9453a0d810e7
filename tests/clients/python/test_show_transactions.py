"""SHOW TRANSACTIONS and SHOW LOCKS: docs.snowflake.com/en/sql-reference/sql/show-transactions, show-locks."""

import threading
import time

import pytest
from snowflake.connector.errors import ProgrammingError

TRANSACTIONS = ["id", "user", "session", "name", "started_on", "state", "scope"]
LOCKS = [
    "resource", "type", "transaction", "transaction_started_on", "status", "acquired_on", "query_id", "session",
]


def shown(cursor, sql, session):
    """The rows of one session."""
    cursor.execute(sql)
    names = [column.name for column in cursor.description]
    rows = [dict(zip(names, row)) for row in cursor.fetchall()]
    return names, [row for row in rows if str(row["session"]) == session]


@pytest.fixture
def one(server):
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE DATABASE SHOWN")
        cursor.execute("CREATE TABLE t (a INT) AS SELECT 1")
        yield cursor
        cursor.execute("ROLLBACK")
        cursor.execute("DROP DATABASE SHOWN")


@pytest.fixture
def other(server, one):
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("USE SCHEMA SHOWN.PUBLIC")
        yield cursor


def session_of(cursor):
    return cursor.execute("SELECT CURRENT_SESSION()").fetchone()[0]


def test_a_transaction_is_shown_to_all_sessions_while_it_runs(one, other):
    session = session_of(one)
    assert shown(other, "SHOW TRANSACTIONS", session) == (TRANSACTIONS, [])
    one.execute("BEGIN NAME mine")
    number = one.execute("SELECT CURRENT_TRANSACTION()").fetchone()[0]
    for sql in ("SHOW TRANSACTIONS", "SHOW TRANSACTIONS IN ACCOUNT"):
        (row,) = shown(other, sql, session)[1]
        assert str(row["id"]) == number
        assert (row["name"], row["state"], row["scope"]) == ("MINE", "running", 0)
        assert row["user"] == one.execute("SELECT CURRENT_USER()").fetchone()[0]
        assert row["started_on"] is not None
    one.execute("COMMIT")
    assert shown(other, "SHOW TRANSACTIONS", session)[1] == []
    one.execute("BEGIN")
    assert len(shown(other, "SHOW TRANSACTIONS", session)[1][0]["name"]) == 36
    one.execute("ROLLBACK")
    assert shown(other, "SHOW TRANSACTIONS", session)[1] == []


def test_locks_are_held_and_waited_for(one, server):
    """The one that waits does so in a thread, by plain HTTP: connector 5.2 loses a context variable there at times."""
    other = server.raw()
    other.login()
    other.rows("USE SCHEMA SHOWN.PUBLIC")
    session, waiter = session_of(one), other.rows("SELECT CURRENT_SESSION()")[0][0]
    one.execute("BEGIN")
    one.execute("UPDATE t SET a = 2")
    query = one.sfqid
    names, (held,) = shown(one, "SHOW LOCKS", session)
    assert names == LOCKS
    assert (held["resource"], held["type"], held["status"]) == ("SHOWN.PUBLIC.T", "PARTITIONS", "HOLDING")
    assert held["query_id"] == query
    assert str(held["transaction"]) == one.execute("SELECT CURRENT_TRANSACTION()").fetchone()[0]
    assert held["acquired_on"] is not None
    thread = threading.Thread(target=other.rows, args=("UPDATE t SET a = 3",))
    thread.start()
    deadline = time.monotonic() + 30
    waiting = []
    while not waiting and time.monotonic() < deadline:
        waiting = shown(one, "SHOW LOCKS", waiter)[1]
    assert [(row["status"], row["acquired_on"]) for row in waiting] == [("WAITING", None)]
    one.execute("COMMIT")
    thread.join()
    assert shown(one, "SHOW LOCKS", session)[1] == []
    assert shown(one, "SHOW LOCKS", waiter)[1] == []
    assert shown(one, "SHOW TRANSACTIONS", waiter)[1] == []
    other.close()


@pytest.mark.parametrize("sql", ["SHOW TRANSACTIONS LIKE 'x'", "SHOW LOCKS LIMIT 1"])
def test_they_take_no_pattern(one, sql):
    with pytest.raises(ProgrammingError) as caught:
        one.execute(sql)
    assert caught.value.errno == 1003

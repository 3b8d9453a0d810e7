"""Several statements in one request: docs.snowflake.com/en/developer-guide/python-connector/python-connector-example,
"Executing multiple statements"."""

import uuid

import pytest
import snowflake.connector


@pytest.fixture
def cursor(server):
    with server.connect() as connection, connection.cursor() as cursor:
        name = f"multi_{uuid.uuid4().hex[:8]}"
        cursor.execute(f"CREATE DATABASE {name}")
        yield cursor
        connection.cursor().execute(f"DROP DATABASE {name}")


def results(cursor):
    """The rows of each statement, the first of which the cursor stands at."""
    rows = [cursor.fetchall()]
    while cursor.nextset():
        rows.append(cursor.fetchall())
    return rows


SCRIPT = "CREATE TABLE t (a INT, s VARCHAR); INSERT INTO t VALUES (1, 'one;'), (2, 'it''s'); SELECT * FROM t ORDER BY a; -- end\nSELECT 'last' AS l"


def test_all_results_come_in_order(cursor):
    cursor.execute(SCRIPT, num_statements=4)
    assert results(cursor) == [[("Table T successfully created.",)], [(2,)], [(1, "one;"), (2, "it's")], [("last",)]]


def test_any_number(cursor):
    cursor.execute(SCRIPT, num_statements=0)
    assert len(results(cursor)) == 4
    cursor.execute("SELECT 1", num_statements=0)
    assert results(cursor) == [[(1,)]]


@pytest.mark.parametrize("count, real", [(1, 2), (3, 2)])
def test_another_number_is_an_error_and_nothing_runs(cursor, count, real):
    with pytest.raises(snowflake.connector.ProgrammingError, match=f"Actual statement count {real} did not match the desired statement count {count}") as failure:
        cursor.execute("CREATE TABLE t (a INT); SELECT 1", num_statements=count)
    assert failure.value.errno == 8
    assert cursor.execute("SHOW TABLES").fetchall() == []


def test_a_failure_ends_it_and_keeps_what_came_before(cursor):
    with pytest.raises(snowflake.connector.ProgrammingError) as failure:
        cursor.execute("CREATE TABLE t (a INT); INSERT INTO t VALUES (1); SELECT * FROM nowhere; INSERT INTO t VALUES (2)", num_statements=4)
    assert failure.value.errno == 2003
    assert cursor.execute("SELECT * FROM t").fetchall() == [(1,)]


def test_a_transaction_within(cursor):
    cursor.execute("CREATE TABLE t (a INT); BEGIN; INSERT INTO t VALUES (1); ROLLBACK; BEGIN; INSERT INTO t VALUES (2); COMMIT", num_statements=7)
    assert cursor.execute("SELECT * FROM t").fetchall() == [(2,)]


def test_the_session_may_say_how_many(cursor):
    cursor.execute("ALTER SESSION SET MULTI_STATEMENT_COUNT = 0")
    cursor.execute("SET x = 5; SELECT $x + 1")
    assert results(cursor)[-1] == [(6,)]
    assert cursor.execute("SELECT 7").fetchall() == [(7,)]


def test_a_statement_of_many_is_found_by_its_own_id(cursor):
    cursor.execute("SELECT 1 AS a; SELECT 2 AS b", num_statements=2)
    first = cursor.sfqid
    assert cursor.nextset()
    second = cursor.sfqid
    for query, value in (first, 1), (second, 2):
        assert cursor.execute(f"SELECT * FROM TABLE(RESULT_SCAN('{query}'))").fetchall() == [(value,)]
    texts = dict(cursor.execute("SELECT QUERY_ID, QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION())").fetchall())
    assert (texts[first], texts[second]) == ("SELECT 1 AS a", "SELECT 2 AS b")

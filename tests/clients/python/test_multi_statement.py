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


def failure_of(cursor, sql, count=0, binds=None):
    with pytest.raises(snowflake.connector.ProgrammingError) as failure:
        cursor.execute(sql, binds, num_statements=count)
    return failure.value


def wrapped(statement, line, position, inner):
    """The words around the failure of one of several: the example under "Handling errors when submitting multiple
    statements" of docs.snowflake.com/en/developer-guide/sql-api/submitting-multiple-statements."""
    return (f'JavaScript execution error: Uncaught Execution of multiple statements failed on statement "{statement}" '
            f"(at line {line}, position {position}).\n{inner} in SYSTEM$MULTISTMT at '    throw `Execution of multiple "
            "statements failed on statement {0} (at line {1}, position {2}).`.replace('{1}', LINES[i])' position 4\n"
            "stackstrace: \nSYSTEM$MULTISTMT line: 10")


def test_a_failure_ends_it_and_keeps_what_came_before(cursor):
    failure = failure_of(cursor, "create or replace table table1 (i int); insert into table1 (i) values (1); "
                                 "insert into table1 (i) values ('This is not a valid integer.'); insert into table1 (i) values (2); "
                                 "select i from table1 order by i", 5)
    assert (failure.errno, failure.sqlstate) == (100132, "P0000")
    assert wrapped("insert into table1 (i) values ...", 1, 75,
                   "DML operation to table TABLE1 failed on column I with error: "
                   "Numeric value 'This is not a valid integer.' is not recognized") in failure.msg
    assert cursor.execute("SELECT * FROM table1").fetchall() == [(1,)]


@pytest.mark.parametrize("sql, statement, line, position, inner", [
    ("SELECT 1; SELECT 1/0", "SELECT 1/0", 1, 10, "Division by zero"),
    ("SELECT 1;\nSELECT 2;\n  SELECT 'ünïcödé', 'ünïcödé' / 1;", "SELECT 'ünïcödé', 'ünïcödé' / ...", 3, 2,
     "Numeric value 'ünïcödé' is not recognized"),
])
def test_a_failure_names_its_statement_and_its_place(cursor, sql, statement, line, position, inner):
    assert wrapped(statement, line, position, inner) in failure_of(cursor, sql).msg


def test_what_cannot_be_read_runs_nothing(cursor):
    failure = failure_of(cursor, "CREATE TABLE t (a INT);\nSELEKT 1")
    assert failure.errno == 1003 and "Execution of multiple" not in failure.msg
    assert cursor.execute("SHOW TABLES").fetchall() == []


def test_a_failure_within_a_transaction_leaves_it_open(cursor):
    failure_of(cursor, "CREATE TABLE t (a INT); BEGIN; INSERT INTO t VALUES (1); SELECT 1/0; COMMIT")
    assert cursor.execute("SELECT CURRENT_TRANSACTION() IS NULL, COUNT(*) FROM t").fetchall() == [(False, 1)]
    cursor.execute("ROLLBACK")
    assert cursor.execute("SELECT COUNT(*) FROM t").fetchall() == [(0,)]


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


# ---- bound values go to the ? of one statement after the other ----

@pytest.fixture
def binding(server):
    with server.connect(paramstyle="qmark") as connection, connection.cursor() as cursor:
        yield cursor


def test_values_are_given_out_in_order(binding):
    binding.execute("SELECT ?; SELECT 'none'; SELECT ?, ? + 1; SELECT UPPER(?)", (1, "two", 3, "four"), num_statements=4)
    assert results(binding) == [[(1,)], [("none",)], [("two", 4)], [("FOUR",)]]


@pytest.mark.parametrize("sql, values, statement, position, inner", [
    ("SELECT ?; SELECT ?", (1,), "SELECT ?", 10, "SQL compilation error: error line 1 at position 7\nBind variable ? not set."),
    ("SELECT ?; SELECT ?", (1, None), "SELECT ?", 10, "SQL compilation error: error line 1 at position 7\nBind variable ? not set."),
    ("SELECT 1; SELECT :1", (1,), "SELECT :1", 10, "SQL compilation error: error line 1 at position 7\nBind variable :1 not set."),
    ("SELECT CASE WHEN ? THEN 1 ELSE 2 END; SELECT 0", (True,), "SELECT CASE WHEN ? THEN 1 ELSE...", 0,
     "Unsupported type for binding argument 2true"),
], ids=["too few", "NULL", "numbered", "boolean"])
def test_what_the_service_does_not_bind_there_is_its_error(binding, sql, values, statement, position, inner):
    """Pull request 1235 of snowflakedb/drivers, issues 704 and 1001 of the Node and Go drivers."""
    failure = failure_of(binding, sql, 2, values)
    assert failure.errno == 100132 and wrapped(statement, 1, position, inner) in failure.msg


# ---- ids ----

def test_each_statement_is_the_last_query_of_the_next(cursor):
    cursor.execute("SELECT 1; SELECT LAST_QUERY_ID(); SELECT LAST_QUERY_ID(-2)", num_statements=3)
    first = cursor.sfqid
    assert results(cursor)[1:] == [[(first,)], [(first,)]]


def test_asynchronous_statements_are_found_by_the_id_of_the_whole(cursor):
    cursor.execute_async("SELECT 5; SELECT 6", num_statements=2)
    with cursor.connection.cursor() as other:
        other.get_results_from_sfqid(cursor.sfqid)
        assert results(other) == [[(5,)], [(6,)]]

"""What a transaction sees of others, and when it can do again what it has done.

Snowflake's transactions are READ COMMITTED: a statement sees what others had committed when it began, and all that its
own transaction has done (https://docs.snowflake.com/en/sql-reference/transactions, "READ COMMITTED isolation"). The engine
shows one state from its transaction's beginning, so that is begun again with the changes done again, if that does the
same; so it is after a failed statement, which aborts the engine's transaction."""

import threading
import time

import pytest

from test_concurrency import LOCK_TIMED_OUT, Later, cancel, schema, server, SQL_CANCELLED  # noqa: F401

FAILING = "INSERT INTO wrong (n) SELECT CHR(120 + SEQ4())::INT FROM TABLE(GENERATOR(ROWCOUNT => 1))"


@pytest.fixture
def two(schema):  # noqa: F811
    """Two sessions; tables t (1, 2, 3), s (1, 2, 3), empty `log` and `wrong`, views over t and s."""
    a = schema("CREATE TABLE t (n INT, m INT) AS SELECT * FROM VALUES (1, 10), (2, 20), (3, 30)")
    a.rows("CREATE TABLE s (n INT, m INT) AS SELECT * FROM VALUES (1, 100), (2, 200), (3, 300)")
    a.rows("CREATE TABLE log (n INT, m INT)")
    a.rows("CREATE TABLE wrong (n INT)")
    a.rows("CREATE VIEW inner_s AS SELECT * FROM s WHERE n > 0")
    a.rows("CREATE VIEW v AS WITH c AS (SELECT n, m FROM inner_s) SELECT * FROM c")
    a.rows("BEGIN")
    return a, schema()


def fail_while_running(session):
    """A failure in the engine: it aborts its transaction, whose changes are done again."""
    return session.query(FAILING)


def survives(session):
    answer = fail_while_running(session)
    return answer["code"] == "100038"


def is_rolled_back(answer):
    return answer["code"] == LOCK_TIMED_OUT and "rolled back" in answer["message"]


def table(session, name):
    return [tuple(int(value) for value in row) for row in session.rows(f"SELECT n, m FROM {name} ORDER BY n, m")]


# ---- done again after a failure ----

# What the transaction did, and what another session commits after it: done again, each statement would change as many
# rows as it did, but other rows or to other values.
OTHER_ROWS = {
    "update by a subquery": ("UPDATE t SET m = 0 WHERE n IN (SELECT n FROM s WHERE m = 100)",
                             "UPDATE s SET m = CASE n WHEN 1 THEN 200 ELSE 100 END WHERE n < 3"),
    "update from": ("UPDATE t SET m = s.m FROM s WHERE s.n = t.n", "UPDATE s SET m = m + 1"),
    "update by a value": ("UPDATE t SET m = (SELECT MAX(m) FROM s)", "INSERT INTO s VALUES (4, 400)"),
    "update through a view": ("UPDATE t SET m = v.m FROM v WHERE v.n = t.n", "UPDATE s SET m = m + 1"),
    "update of the newest": ("UPDATE t SET m = 0 WHERE n = (SELECT MAX(n) FROM t)", "INSERT INTO t VALUES (4, 40)"),
    "delete": ("DELETE FROM t WHERE n = (SELECT MIN(n) FROM s)", "DELETE FROM s WHERE n = 1"),
    "delete using": ("DELETE FROM t USING s WHERE s.n = t.n AND s.m = 100",
                     "UPDATE s SET m = CASE n WHEN 1 THEN 200 ELSE 100 END WHERE n < 3"),
    "delete using a view": ("DELETE FROM t USING v WHERE v.n = t.n AND v.m = 100",
                            "UPDATE s SET m = CASE n WHEN 1 THEN 200 ELSE 100 END WHERE n < 3"),
    "merge": ("MERGE INTO t USING s ON s.n = t.n WHEN MATCHED AND s.m = 100 THEN UPDATE SET m = s.m"
              " WHEN NOT MATCHED THEN INSERT VALUES (s.n, s.m)",
              "UPDATE s SET m = CASE n WHEN 1 THEN 200 ELSE 100 END WHERE n < 3"),
    "merge and delete": ("MERGE INTO t USING (SELECT MAX(n) AS n FROM v) s ON s.n = t.n WHEN MATCHED THEN DELETE",
                         "DELETE FROM s WHERE n = 3"),
    "insert select": ("INSERT INTO log SELECT * FROM s", "UPDATE s SET m = m + 1"),
    "insert from a view": ("INSERT INTO log SELECT * FROM v", "UPDATE s SET m = m + 1"),
    "insert of a subquery": ("INSERT INTO log SELECT 1, (SELECT SUM(m) FROM s)", "UPDATE s SET m = m + 1"),
    "insert from itself": ("INSERT INTO t SELECT MAX(n) + 1, 0 FROM t", "INSERT INTO t VALUES (9, 90)"),
    "insert overwrite": ("INSERT OVERWRITE INTO t VALUES (5, 50)", "INSERT INTO t VALUES (9, 90)"),
    "insert overwrite from itself": ("INSERT OVERWRITE INTO t SELECT n, 0 FROM t", "INSERT INTO t VALUES (9, 90)"),
    "insert of drawn numbers over others": ("INSERT OVERWRITE INTO t SELECT 1, RANDOM()", "INSERT INTO t VALUES (9, 90)"),
}


@pytest.mark.parametrize("name", OTHER_ROWS)
def test_what_would_do_something_else_is_not_done_again(two, name):
    a, b = two
    mine, theirs = OTHER_ROWS[name]
    a.rows(mine)
    b.rows(theirs)
    before = {one: table(b, one) for one in ("t", "s", "log")}
    answer = fail_while_running(a)
    assert is_rolled_back(answer), answer
    assert {one: table(a, one) for one in before} == before
    assert a.rows("SELECT CURRENT_TRANSACTION()") == [[None]]
    b.rows("UPDATE t SET m = -1")  # Its locks are gone.
    b.rows("DELETE FROM s")


@pytest.mark.parametrize("name", OTHER_ROWS)
def test_what_nobody_disturbed_is_done_again(two, name):
    """Commits to other tables, and changes that were rolled back, do not count."""
    a, b = two
    a.rows(OTHER_ROWS[name][0])
    before = {one: table(a, one) for one in ("t", "s", "log")}
    b.rows("CREATE TABLE other (n INT) AS SELECT 1")
    b.rows("UPDATE other SET n = 2")
    b.rows("INSERT INTO wrong VALUES (1)")
    b.rows("BEGIN")
    b.rows(OTHER_ROWS[name][1].replace("INTO t VALUES", "INTO s VALUES"))
    b.rows("ROLLBACK")
    for _ in range(2):
        assert survives(a)
        assert {one: table(a, one) for one in before} == before
    a.rows("COMMIT")
    assert {one: table(b, one) for one in before} == before


def test_a_transaction_of_others_counts_when_it_commits(two):
    a, b = two
    b.rows("BEGIN")
    b.rows("UPDATE s SET m = m + 1")
    a.rows("INSERT INTO log SELECT * FROM s")
    assert survives(a)
    b.rows("COMMIT")
    assert is_rolled_back(fail_while_running(a))


def test_ddl_of_others_counts(two):
    a, b = two
    a.rows("INSERT INTO log SELECT * FROM s")
    b.rows("CREATE OR REPLACE TABLE s (n INT, m INT) AS SELECT * FROM VALUES (7, 7), (8, 8), (9, 9)")
    answer = fail_while_running(a)
    assert is_rolled_back(answer), answer
    a.rows("BEGIN")
    a.rows("INSERT INTO log SELECT * FROM s")
    b.rows("DROP TABLE s")
    answer = fail_while_running(a)
    assert is_rolled_back(answer), answer
    assert table(a, "log") == []


def test_plain_inserts_are_done_again_whatever_others_do(two):
    a, b = two
    a.rows("INSERT INTO t VALUES (7, 70), (8, 80)")
    a.rows("INSERT INTO t SELECT 9, 9 * 10")
    a.rows("INSERT INTO t SELECT SEQ4() + 100, 0 FROM TABLE(GENERATOR(ROWCOUNT => 2))")
    b.rows("INSERT INTO t VALUES (4, 40)")
    b.rows("UPDATE t SET m = m + 1")
    b.rows("DELETE FROM t WHERE n = 1")
    b.rows("DELETE FROM s")
    assert survives(a)
    expected = [(2, 21), (3, 31), (4, 41), (7, 70), (8, 80), (9, 90), (100, 0), (101, 0)]
    assert table(a, "t") == expected
    a.rows("COMMIT")
    assert table(b, "t") == expected


def test_drawn_numbers_are_done_again_whatever_others_do(two):
    """The rows of an INSERT that draws are kept: what it read does not matter any more."""
    a, b = two
    a.rows("INSERT INTO log SELECT n, RANDOM() FROM s")
    before = table(a, "log")
    b.rows("UPDATE s SET n = -n")
    assert survives(a)
    assert table(a, "log") == before and table(a, "s")[0] == (-3, 300)
    a.rows("COMMIT")


@pytest.mark.parametrize("sample", ["SAMPLE (500 ROWS)", "SAMPLE (50)"])
def test_a_sample_is_kept(two, sample):
    """https://docs.snowflake.com/en/sql-reference/constructs/sample: each time other rows."""
    a, b = two
    b.rows("INSERT INTO s SELECT SEQ4(), 0 FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    a.rows(f"INSERT INTO log SELECT * FROM s {sample}")
    before = table(a, "log")
    b.rows("INSERT INTO s VALUES (0, 0)")
    assert survives(a)
    assert table(a, "log") == before
    a.rows("UPDATE log SET m = 1 WHERE n IN (SELECT n FROM s SAMPLE (1 ROWS))")
    assert is_rolled_back(fail_while_running(a))


BY_ORDER = ["INSERT INTO log SELECT n, m FROM big LIMIT 5",
            "INSERT INTO log SELECT TOP 5 n, m FROM big ORDER BY m",
            "INSERT INTO log SELECT n, m FROM big QUALIFY ROW_NUMBER() OVER (PARTITION BY m ORDER BY 1) = 1",
            "INSERT INTO log SELECT ANY_VALUE(n), m FROM big GROUP BY m",
            "UPDATE t SET m = (SELECT MAX_BY(n, m) FROM big)",
            "DELETE FROM t WHERE n IN (SELECT SUM(n::FLOAT) FROM big GROUP BY m)",
            "MERGE INTO t USING (SELECT ANY_VALUE(n) AS n FROM big) x ON x.n = t.n WHEN NOT MATCHED THEN INSERT VALUES (x.n, 0)"]


@pytest.mark.parametrize("rows, kept", [(1000, True), (200000, False)])
def test_what_depends_on_the_order_of_many_rows_is_not_done_again(two, rows, kept):
    """The engine reads few rows in the same order each time; of more than one row group it does not."""
    a, b = two
    b.rows(f"CREATE TABLE big (n INT, m INT) AS SELECT SEQ4(), MOD(SEQ4(), 10) FROM TABLE(GENERATOR(ROWCOUNT => {rows}))")
    for sql in BY_ORDER:
        a.rows("BEGIN")
        a.rows(sql)
        b.rows("INSERT INTO wrong VALUES (1)")
        answer = fail_while_running(a)
        assert (answer["code"] == "100038") == kept and is_rolled_back(answer) != kept, (sql, answer)
        a.rows("ROLLBACK")
    a.rows("BEGIN")
    a.rows("INSERT INTO log SELECT m, COUNT(DISTINCT n) + SUM(n) + MAX(n) FROM big GROUP BY m")
    a.rows("UPDATE t SET m = (SELECT AVG(n) FROM big)")
    assert survives(a)


def test_a_row_changed_by_any_of_several_is_not_changed_again(two):
    a, b = two
    a.rows("INSERT INTO s VALUES (1, 111)")
    a.rows("UPDATE t SET m = s.m FROM s WHERE s.n = t.n AND t.n = 1")
    before = table(a, "t")
    assert before[0][1] in (100, 111)
    b.rows("INSERT INTO log VALUES (1, 1)")
    assert table(a, "log") == [] and table(a, "t") == before
    assert is_rolled_back(fail_while_running(a))


# ---- READ COMMITTED ----

OWN = {
    "insert": ("INSERT INTO t VALUES (4, 40)", [(1, 10), (2, 20), (3, 30), (4, 40)]),
    "update": ("UPDATE t SET m = m + 1", [(1, 11), (2, 21), (3, 31)]),
    "delete": ("DELETE FROM t WHERE n > 1", [(1, 10)]),
    "merge": ("MERGE INTO t USING (SELECT 1 AS n UNION ALL SELECT 4) x ON x.n = t.n WHEN MATCHED THEN UPDATE SET m = 0"
              " WHEN NOT MATCHED THEN INSERT VALUES (x.n, 40)", [(1, 0), (2, 20), (3, 30), (4, 40)]),
    "truncate": ("TRUNCATE TABLE t", []),
    "overwrite": ("INSERT OVERWRITE INTO t VALUES (5, 50)", [(5, 50)]),
    "overwrite itself": ("INSERT OVERWRITE INTO t SELECT n, -m FROM t", [(1, -10), (2, -20), (3, -30)]),
}


@pytest.mark.parametrize("name", OWN)
def test_after_its_own_change_a_transaction_sees_what_others_commit(two, name):
    a, b = two
    change, mine = OWN[name]
    a.rows(change)
    assert table(a, "t") == mine
    b.rows("UPDATE s SET m = m + 1")
    assert table(a, "s") == [(1, 101), (2, 201), (3, 301)]
    assert table(a, "t") == mine
    b.rows("BEGIN")
    b.rows("DELETE FROM s WHERE n = 1")
    assert len(table(a, "s")) == 3
    b.rows("COMMIT")
    assert table(a, "v") == [(2, 201), (3, 301)]
    b.rows("INSERT INTO log VALUES (7, 7)")
    assert a.rows("SELECT (SELECT MAX(n) FROM log), COUNT(*) FROM t") == [["7", str(len(mine))]]
    a.rows("ROLLBACK")
    assert table(a, "t") == [(1, 10), (2, 20), (3, 30)]
    assert table(a, "s") == [(2, 201), (3, 301)]


def test_inserts_of_both_are_seen(two):
    a, b = two
    a.rows("INSERT INTO t VALUES (4, 40)")
    b.rows("INSERT INTO t VALUES (5, 50)")
    assert table(a, "t") == [(1, 10), (2, 20), (3, 30), (4, 40), (5, 50)]
    b.rows("UPDATE t SET m = 0 WHERE n = 1")
    assert table(a, "t") == [(1, 0), (2, 20), (3, 30), (4, 40), (5, 50)]
    assert len(table(b, "t")) == 4
    a.rows("COMMIT")
    assert len(table(b, "t")) == 5


@pytest.mark.parametrize("statement, expected", [
    ("UPDATE s SET m = m + 1", [(2, 0), (3, 301), (4, 401)]),
    ("UPDATE s SET m = 0 WHERE n = 4", [(2, -1), (3, 300), (4, 0)]),
    ("DELETE FROM s WHERE m < 0", [(3, 300), (4, 400)]),
    ("MERGE INTO s USING (SELECT 4 AS n) x ON x.n = s.n WHEN MATCHED THEN UPDATE SET m = 5"
     " WHEN NOT MATCHED THEN INSERT VALUES (9, 9)", [(2, -1), (3, 300), (4, 5)]),
    ("INSERT INTO s SELECT n + 10, m FROM v WHERE n = 4", [(2, -1), (3, 300), (4, 400), (14, 400)]),
    ("INSERT OVERWRITE INTO s SELECT n, m FROM v WHERE n = 4", [(4, 400)]),
])
def test_a_change_sees_what_others_committed(two, statement, expected):
    a, b = two
    a.rows("INSERT INTO t VALUES (4, 40)")
    b.rows("INSERT INTO s VALUES (4, 400)")
    b.rows("UPDATE s SET m = -1 WHERE n = 2")
    b.rows("DELETE FROM s WHERE n = 1")
    a.rows(statement)
    assert table(a, "s") == expected
    a.rows("COMMIT")
    assert table(b, "s") == expected and len(table(b, "t")) == 4


def test_a_change_that_waited_sees_what_it_waited_for(two):
    a, b = two
    a.rows("INSERT INTO t VALUES (4, 40)")
    b.rows("BEGIN")
    b.rows("UPDATE s SET m = 0 WHERE n = 1")
    b.rows("INSERT INTO s VALUES (4, 0)")
    waiting = Later(a, "DELETE FROM s WHERE m = 0")
    assert waiting.still_waits()
    b.rows("COMMIT")
    assert waiting.result()["success"], waiting.answer
    assert table(a, "s") == [(2, 200), (3, 300)] and len(table(a, "t")) == 4
    a.rows("COMMIT")


def test_values_and_row_counts_are_of_now(two):
    a, b = two
    a.rows("INSERT INTO log VALUES (1, 1)")
    b.rows("INSERT INTO s VALUES (4, 400)")
    a.rows("SET x = (SELECT COUNT(*) FROM v)")
    assert a.rows("SELECT $x") == [["4"]]
    b.rows("INSERT INTO s VALUES (5, 500)")
    counts = "SELECT row_count FROM INFORMATION_SCHEMA.TABLES WHERE table_name IN ('S', 'LOG') ORDER BY 1"
    assert a.rows(counts) == [["1"], ["5"]]
    b.rows("INSERT INTO s VALUES (6, 600)")
    names = [column["name"] for column in a.query("SHOW TABLES LIKE 'S'")["data"]["rowtype"]]
    assert a.rows("SHOW TABLES LIKE 'S'")[0][names.index("rows")] == "6"


def test_where_its_changes_cannot_be_done_again_a_transaction_reads_one_state(two):
    """Weaker than Snowflake's READ COMMITTED: see docs/architecture.md."""
    a, b = two
    a.rows("UPDATE t SET m = s.m FROM s WHERE s.n = t.n")
    b.rows("UPDATE s SET m = m + 1")
    b.rows("INSERT INTO log VALUES (1, 1)")
    assert table(a, "s") == [(1, 100), (2, 200), (3, 300)]
    assert table(a, "log") == []
    assert table(a, "t") == [(1, 100), (2, 200), (3, 300)]
    a.rows("INSERT INTO log VALUES (2, 2)")
    a.rows("COMMIT")
    assert table(a, "s") == [(1, 101), (2, 201), (3, 301)]
    assert table(a, "log") == [(1, 1), (2, 2)] and table(a, "t") == [(1, 100), (2, 200), (3, 300)]


def test_its_own_changes_are_seen_whatever_others_do(two):
    a, b = two
    for number in range(4, 20):
        a.rows(f"INSERT INTO t VALUES ({number}, 0)")
        a.rows(f"INSERT INTO log SELECT n, m FROM t WHERE n = {number}")
        b.rows(f"INSERT INTO s VALUES ({number}, 0)")
        assert a.rows("SELECT COUNT(*) FROM s") == [[str(number)]]
        assert a.rows("SELECT COUNT(*) FROM t") == [[str(number)]]
        assert a.rows("SELECT COUNT(*) FROM log") == [[str(number - 3)]]
        assert number % 4 or survives(a)
    a.rows("COMMIT")
    assert b.rows("SELECT COUNT(*), MAX(n) FROM log") == [["16", "19"]]


def test_temporary_tables_take_part(two):
    a, b = two
    a.rows("COMMIT")
    a.rows("CREATE TEMPORARY TABLE mine (n INT, m INT) AS SELECT 1, 1")
    a.rows("BEGIN")
    a.rows("INSERT INTO mine SELECT n, m FROM log")
    a.rows("UPDATE mine SET m = m + 1")
    b.rows("INSERT INTO s VALUES (4, 400)")
    assert len(table(a, "s")) == 4 and table(a, "mine") == [(1, 2)]
    assert survives(a)
    a.rows("COMMIT")
    assert table(a, "mine") == [(1, 2)]


def test_a_copy_stays_what_it_was_while_its_source_changes(schema):  # noqa: F811
    """Whatever moment the others' commits come at: done again exactly, or rolled back, and never half of each."""
    a = schema("CREATE TABLE s (n INT, m INT) AS SELECT SEQ4(), 0 FROM TABLE(GENERATOR(ROWCOUNT => 200))")
    a.rows("CREATE TABLE log (n INT, m INT)")
    a.rows("CREATE TABLE quiet (n INT)")
    a.rows("CREATE TABLE wrong (n INT)")
    stopped = threading.Event()

    def disturb(session):
        while not stopped.is_set():
            began = time.monotonic()
            session.rows("UPDATE s SET m = m + 1")
            session.rows("INSERT INTO quiet VALUES (1)")
            time.sleep(max(0.01, 2 * (time.monotonic() - began)))  # Where statements are slow, pauses are long.

    sessions = [schema() for _ in range(2)]
    others = [threading.Thread(target=disturb, args=(session,)) for session in sessions]
    for other in others:
        other.start()
    kept = lost = 0
    try:
        while (kept < 20 or lost < 5) and kept + lost < 2000:
            a.rows("BEGIN")
            a.rows("INSERT INTO log SELECT n, m FROM s")
            before = a.rows("SELECT SUM(m), MIN(m), MAX(m), COUNT(*) FROM log")
            a.rows("SELECT COUNT(*) FROM quiet")
            assert a.rows("SELECT SUM(m), MIN(m), MAX(m), COUNT(*) FROM log") == before
            answer = fail_while_running(a)
            after = a.rows("SELECT SUM(m), MIN(m), MAX(m), COUNT(*) FROM log")
            if is_rolled_back(answer):
                lost += 1
                assert after == [[None, None, None, "0"]]
            else:
                kept += 1
                assert answer["code"] == "100038" and after == before
            a.rows("ROLLBACK")
    finally:
        stopped.set()
        for other in others:
            other.join()
    assert kept >= 20 and lost >= 5, (kept, lost)


def test_many_writers_and_one_long_transaction(schema):  # noqa: F811
    """Each read sees all that was committed before it, and the transaction's own rows once."""
    a = schema("CREATE TABLE t (n INT)")
    a.rows("CREATE TABLE s (who INT, n INT)")
    a.rows("BEGIN")
    a.rows("INSERT INTO t VALUES (0)")
    others = [schema() for _ in range(4)]
    seen = 0
    for round in range(25):
        running = [Later(other, f"INSERT INTO s VALUES ({i}, {round})") for i, other in enumerate(others)]
        assert all(later.result()["success"] for later in running[:2])
        a.rows(f"INSERT INTO t VALUES ({round})")
        count = int(a.rows("SELECT COUNT(*) FROM s")[0][0])
        assert count >= seen + 2
        assert all(later.result()["success"] for later in running)
        seen = int(a.rows("SELECT COUNT(*) FROM s")[0][0])
        assert seen == 4 * (round + 1)
        assert a.rows("SELECT COUNT(*) FROM t") == [[str(round + 2)]]
    a.rows("COMMIT")
    assert others[0].rows("SELECT COUNT(*) FROM t") == [["26"]]


def test_a_statement_that_begins_anew_can_be_cancelled_and_waits_as_before(two, schema):  # noqa: F811
    a, b = two
    c = schema()
    c.token = a.token
    a.rows("INSERT INTO t VALUES (4, 40)")
    b.rows("BEGIN")
    b.rows("UPDATE s SET m = 0")
    waiting = Later(a, "UPDATE s SET m = 1")
    assert waiting.still_waits()
    assert cancel(c, waiting.request)["success"]
    assert waiting.result()["code"] == SQL_CANCELLED
    b.rows("COMMIT")
    assert table(a, "s") == [(1, 0), (2, 0), (3, 0)] and len(table(a, "t")) == 4
    a.rows("COMMIT")

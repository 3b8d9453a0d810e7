"""Sessions that meet: writers wait for each other, readers never do, a transaction survives its failures."""

import threading
import time
import uuid

import pytest

from harness import Server

SQL_CANCELLED = "000604"
LOCK_TIMED_OUT = "000625"
DEADLOCK = "000624"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("concurrency"), "--grace-seconds", "0") as server:
        yield server
        assert server.stop() == 0, server.log_text()[-4000:]


@pytest.fixture
def schema(server, request):
    """A schema of the test's own, and a way to open sessions in it that close with the test."""
    name = f"D_{uuid.uuid4().hex}".upper()
    first = server.raw()
    first.login()
    first.rows(f"CREATE DATABASE {name}")
    opened = [first]

    def session(sql="SELECT 1"):
        one = server.raw()
        one.login(query=f"?databaseName={name}&schemaName=PUBLIC")
        one.rows(sql)
        opened.append(one)
        return one

    yield session
    first.rows(f"DROP DATABASE {name}")
    for one in opened:
        one.close()


class Later(threading.Thread):
    """A statement that is on its way."""

    def __init__(self, session, sql):
        super().__init__()
        self.session, self.sql, self.request, self.answer = session, sql, str(uuid.uuid4()), None
        self.start()

    def run(self):
        self.answer = self.session.post(f"/queries/v1/query-request?requestId={self.request}",
                                        {"sqlText": self.sql, "asyncExec": False, "sequenceId": 1})

    def result(self):
        self.join(timeout=100)
        assert not self.is_alive(), self.sql
        return self.answer

    def still_waits(self, seconds=0.3):
        self.join(timeout=seconds)
        return self.is_alive()


def in_parallel(jobs):
    """Runs functions on threads of their own and gives back what went wrong."""
    wrong = []

    def guarded(job):
        try:
            job()
        except BaseException as error:  # noqa: BLE001
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, "\n".join(repr(error)[:600] for error in wrong)


def cancel(server_session, request):
    return server_session.post(f"/queries/v1/abort-request?requestId={uuid.uuid4()}",
                               {"sqlText": None, "requestId": request})


# ---- writers ----

@pytest.mark.parametrize("second", ["UPDATE t SET n = n + 10", "DELETE FROM t WHERE n = 99",
                                    "MERGE INTO t USING (SELECT 1 AS n) s ON t.n = s.n WHEN MATCHED THEN UPDATE SET n = 11",
                                    "TRUNCATE TABLE t", "ALTER TABLE t ADD COLUMN x INT"])
def test_a_second_writer_waits_for_the_first(schema, second):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = n + 1")
    waiting = Later(b, second)
    assert waiting.still_waits()
    a.rows("COMMIT")
    assert waiting.result()["success"], waiting.answer


def test_a_writer_sees_what_it_waited_for(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = n + 1")
    waiting = Later(b, "UPDATE t SET n = n * 10")
    assert waiting.still_waits()
    a.rows("COMMIT")
    assert waiting.result()["success"]
    assert b.rows("SELECT n FROM t") == [["20"]]


def test_updates_from_many_sessions_all_count(schema):
    schema("CREATE TABLE t (n INT) AS SELECT 0")
    sessions = [schema() for _ in range(8)]

    def work(session):
        for round in range(10):
            if round % 2:
                session.rows("UPDATE t SET n = n + 1")
                continue
            session.rows("BEGIN")
            session.rows("UPDATE t SET n = n + 1")
            session.rows("COMMIT")

    in_parallel([lambda s=s: work(s) for s in sessions])
    assert sessions[0].rows("SELECT n FROM t") == [["80"]]


def test_many_waiters_do_not_keep_the_holder_from_its_commit(schema):
    a = schema("CREATE TABLE t (n INT) AS SELECT 0")
    others = [schema() for _ in range(100)]
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 1")
    waiting = [Later(session, "UPDATE t SET n = n + 1") for session in others]
    assert waiting[-1].still_waits(1)
    begin = time.monotonic()
    a.rows("COMMIT")
    assert time.monotonic() - begin < 10
    assert all(later.result()["success"] for later in waiting)
    assert a.rows("SELECT n FROM t") == [["101"]]


def test_the_lock_timeout_ends_a_wait(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema("ALTER SESSION SET LOCK_TIMEOUT = 1")
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    begin = time.monotonic()
    answer = b.query("UPDATE t SET n = 3")
    assert not answer["success"] and answer["code"] == LOCK_TIMED_OUT, answer
    assert 0.9 < time.monotonic() - begin < 10
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM t") == [["2"]]
    assert b.rows("UPDATE t SET n = 3")
    assert b.rows("SELECT n FROM t") == [["3"]]


def test_a_statement_that_waits_can_be_cancelled(schema):
    a, b, c = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema(), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    waiting = Later(b, "UPDATE t SET n = 3")
    assert waiting.still_waits()
    c.token = b.token
    assert cancel(c, waiting.request)["success"]
    assert waiting.result()["code"] == SQL_CANCELLED
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM t") == [["2"]]


def test_a_statement_timeout_ends_a_wait(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    assert b.query("UPDATE t SET n = 3")["code"] == "000630"
    a.rows("COMMIT")


def test_a_deadlock_fails_one_of_the_two(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema("CREATE TABLE u (n INT) AS SELECT 1")
    for session, table in ((a, "t"), (b, "u")):
        session.rows("BEGIN")
        session.rows(f"UPDATE {table} SET n = n + 1")
    waiting = Later(a, "UPDATE u SET n = n + 100")
    assert waiting.still_waits()
    answer = b.query("UPDATE t SET n = n + 100")
    assert not answer["success"] and answer["code"] == DEADLOCK, answer
    b.rows("COMMIT")  # What it did before stays.
    assert waiting.result()["success"]
    a.rows("COMMIT")
    assert a.rows("SELECT t.n, u.n FROM t, u") == [["2", "102"]]


def test_inserts_never_wait(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("INSERT INTO t VALUES (2)")
    a.rows("UPDATE t SET n = n + 10")
    b.rows("BEGIN")
    b.rows("INSERT INTO t VALUES (3)")
    b.rows("COMMIT")
    a.rows("COMMIT")
    assert a.rows("SELECT n FROM t ORDER BY n") == [["3"], ["11"], ["12"]]


def test_inserts_in_parallel_all_arrive(schema):
    schema("CREATE TABLE t (id INT AUTOINCREMENT, n INT)")
    sessions = [schema() for _ in range(8)]

    def work(session, number):
        for round in range(20):
            session.rows(f"INSERT INTO t (n) VALUES ({number}), ({round})")

    in_parallel([lambda s=s, i=i: work(s, i) for i, s in enumerate(sessions)])
    assert sessions[0].rows("SELECT COUNT(*), COUNT(DISTINCT id) FROM t") == [["320", "320"]]


# ---- what a transaction sees ----

def test_readers_never_wait_and_see_what_is_committed(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    assert a.rows("SELECT n FROM t") == [["2"]]
    assert b.rows("SELECT n FROM t") == [["1"]]
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM t") == [["2"]]


def test_reads_in_a_transaction_see_what_others_committed_meanwhile(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    assert a.rows("SELECT n FROM t") == [["1"]]
    b.rows("UPDATE t SET n = 2")
    assert a.rows("SELECT n FROM t") == [["2"]]
    a.rows("UPDATE t SET n = n * 10")
    assert a.rows("SELECT n FROM t") == [["20"]]
    a.rows("COMMIT")


def test_a_transaction_that_wrote_finds_what_others_made_meanwhile(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema("CREATE TABLE old (n INT) AS SELECT 1")
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    b.rows("CREATE TABLE new (n INT) AS SELECT 5")
    b.rows("ALTER TABLE old ADD COLUMN m INT DEFAULT 7")
    assert a.rows("SELECT n FROM new") == [["5"]]
    assert a.rows("SELECT m FROM old") == [["7"]]
    b.rows("CREATE OR REPLACE TABLE new (n INT) AS SELECT 6")
    a.rows("INSERT INTO new VALUES (7)")
    b.rows("CREATE TABLE newest (n INT)")
    assert len(a.rows("SHOW TABLES")) == 4
    a.rows("SET v = (SELECT COUNT(*) FROM newest)")
    assert a.rows("SELECT n, $v FROM t") == [["2", "0"]]
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM new ORDER BY n") == [["6"], ["7"]]


def test_a_rollback_undoes_and_lets_others_go_on(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("DELETE FROM t")
    waiting = Later(b, "UPDATE t SET n = n + 1")
    assert waiting.still_waits()
    a.rows("ROLLBACK")
    assert waiting.result()["success"]
    assert b.rows("SELECT n FROM t") == [["2"]]


def test_a_session_that_leaves_rolls_back(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    waiting = Later(b, "UPDATE t SET n = n + 10")
    assert waiting.still_waits()
    a.close()
    a.token = None
    assert waiting.result()["success"]
    assert b.rows("SELECT n FROM t") == [["11"]]


def test_without_autocommit_a_change_begins_a_transaction(schema):
    a, b = schema("CREATE TABLE t (n INT)"), schema()
    a.rows("ALTER SESSION SET AUTOCOMMIT = FALSE")
    a.rows("INSERT INTO t VALUES (1)")
    assert b.rows("SELECT n FROM t") == []
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM t") == [["1"]]
    a.rows("DELETE FROM t")
    a.rows("ROLLBACK")
    assert b.rows("SELECT n FROM t") == [["1"]]
    a.rows("INSERT INTO t VALUES (2)")
    a.rows("CREATE TABLE u (n INT)")  # DDL commits.
    assert b.rows("SELECT n FROM t ORDER BY n") == [["1"], ["2"]]


# ---- failures inside a transaction ----

@pytest.mark.parametrize("failing", ["INSERT INTO t SELECT 'x'::INT", "SELECT 1 / 0 FROM t", "SELECT nowhere FROM t",
                                     "INSERT INTO t VALUES (NULL)", "UPDATE t SET n = 'y'", "SELEC 1",
                                     "DELETE FROM t WHERE 1 / 0 = n", "SET v = (SELECT 'z'::INT)"])
def test_a_failed_statement_keeps_the_transaction_open(schema, failing):
    a, b = schema("CREATE TABLE t (n INT NOT NULL)"), schema()
    a.rows("BEGIN")
    a.rows("INSERT INTO t VALUES (1)")
    a.rows("UPDATE t SET n = n + 1")
    assert not a.query(failing)["success"]
    assert a.rows("SELECT n FROM t") == [["2"]]
    assert b.rows("SELECT n FROM t") == []
    a.rows("INSERT INTO t VALUES (5)")
    assert not a.query(failing)["success"]
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM t ORDER BY n") == [["2"], ["5"]]


FAILING = "INSERT INTO t (n) SELECT CHR(120 + SEQ4())::INT FROM TABLE(GENERATOR(ROWCOUNT => 1))"


def fail_while_running(session):
    """A failure in the engine, after which the transaction's changes are made again."""
    assert session.query(FAILING)["code"] == "100038"


def test_numbers_that_a_transaction_drew_stay_the_same(schema):
    a = schema("CREATE TABLE t (id INT AUTOINCREMENT, n INT, r FLOAT, u VARCHAR, s INT)")
    a.rows("CREATE SEQUENCE s")
    a.rows("BEGIN")
    a.rows("INSERT INTO t (n, r, u, s) SELECT SEQ4(), RANDOM() / 3, UUID_STRING(), s.NEXTVAL FROM TABLE(GENERATOR(ROWCOUNT => 3000))")
    a.rows("INSERT INTO t (n) VALUES (-1), (-2)")
    before = a.rows("SELECT * FROM t ORDER BY id")
    assert len(before) == 3002
    fail_while_running(a)
    assert a.rows("SELECT * FROM t ORDER BY id") == before
    a.rows("DELETE FROM t WHERE n > 5")
    before = a.rows("SELECT * FROM t ORDER BY id")
    fail_while_running(a)
    a.rows("COMMIT")
    assert a.rows("SELECT * FROM t ORDER BY id") == before


def test_values_of_all_types_stay_the_same(schema):
    a = schema("CREATE TABLE t (id INT AUTOINCREMENT, n INT, d NUMBER(12,3), w NUMBER(38,2), i NUMBER(3,0), f FLOAT,"
               " v VARCHAR, b BOOLEAN, bi BINARY, dt DATE, ti TIME, ntz TIMESTAMP_NTZ, ltz TIMESTAMP_LTZ, tz TIMESTAMP_TZ,"
               " va VARIANT, o OBJECT, ar ARRAY)")
    a.rows("BEGIN")
    a.rows("INSERT INTO t (d, w, i, f, v, b, bi, dt, ti, ntz, ltz, tz, va, o, ar) SELECT -1.125, 123456789012345678901234.56,"
           " 7, 1e-300, 'it''s \u20ac and longer than twelve', TRUE, TO_BINARY('00FF'), '0001-02-03', '23:59:59.123456789',"
           " '9999-12-31 23:59:59.999999999', '1969-12-31 23:59:59.5', '2024-02-29 01:02:03 +05:30', PARSE_JSON('{\"a\":[1,null,1e10]}'),"
           " OBJECT_CONSTRUCT('k', DATE '2020-01-01', 'x', 1.50), ARRAY_CONSTRUCT(1, NULL, 'x', TRUE)")
    a.rows("INSERT INTO t (n) VALUES (99999999999999999999999999999999999999), (NULL)")
    before = a.rows("SELECT *, TYPEOF(o:k) FROM t ORDER BY id")
    fail_while_running(a)
    assert a.rows("SELECT *, TYPEOF(o:k) FROM t ORDER BY id") == before
    a.rows("COMMIT")
    assert a.rows("SELECT *, TYPEOF(o:k) FROM t ORDER BY id") == before


def test_what_cannot_be_done_again_is_rolled_back_and_said(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = ABS(RANDOM())")
    answer = a.query(FAILING)
    assert answer["code"] == LOCK_TIMED_OUT and "rolled back" in answer["message"], answer
    assert a.rows("SELECT n FROM t") == [["1"]]
    assert b.rows("UPDATE t SET n = 2")  # Its locks are gone, too.
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = n + 1")
    b.rows("INSERT INTO t VALUES (10)")
    answer = a.query(FAILING)  # Done again, the UPDATE would change two rows.
    assert answer["code"] == LOCK_TIMED_OUT and "rolled back" in answer["message"], answer
    assert a.rows("SELECT n FROM t ORDER BY n") == [["2"], ["10"]]
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = ABS(RANDOM())")
    answer = a.query("SELECT 1 / (n - n) FROM t")
    assert answer["code"] == LOCK_TIMED_OUT and "rolled back" in answer["message"], answer
    b.rows("UPDATE t SET n = n + 1")
    assert a.rows("SELECT n FROM t ORDER BY n") == [["3"], ["11"]]


def test_a_writer_that_waited_for_ddl_sees_the_table_as_it_is_now(schema):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    c = schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    ddl = Later(b, "ALTER TABLE t ADD COLUMN m INT DEFAULT 6")
    assert ddl.still_waits()
    later = Later(c, "UPDATE t SET m = m * 10")
    wrong = later.result()  # The table that it sees has no such column.
    assert wrong["code"] == "000904", wrong
    later = Later(c, "UPDATE t SET n = n * 10")
    assert later.still_waits()
    a.rows("COMMIT")
    assert ddl.result()["success"] and later.result()["success"]
    assert a.rows("SELECT * FROM t") == [["20", "6"]]


@pytest.mark.parametrize("ddl", ["DROP TABLE t", "CREATE OR REPLACE TABLE t (m INT) AS SELECT 7"])
def test_a_table_is_dropped_or_replaced_while_a_transaction_that_changed_it_is_open(schema, ddl):
    a, b = schema("CREATE TABLE t (n INT) AS SELECT 1"), schema()
    a.rows("BEGIN")
    a.rows("UPDATE t SET n = 2")
    later = Later(b, ddl)
    assert later.result()["success"], later.answer
    b.rows("ALTER TABLE IF EXISTS t RENAME TO replaced")
    a.rows("COMMIT")
    b.rows("UNDROP TABLE t")
    assert b.rows("SELECT n FROM t") == [["2"]]


def test_a_cancelled_statement_keeps_the_transaction_open(schema):
    a, b, c = schema("CREATE TABLE t (n INT)"), schema(), schema()
    c.token = a.token
    a.rows("BEGIN")
    a.rows("INSERT INTO t SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    for _ in range(5):
        running = Later(a, "INSERT INTO t SELECT COUNT(*) FROM t a, t b, t c, t d WHERE a.n + b.n + c.n + d.n < 0")
        assert running.still_waits(0.1)
        while not cancel(c, running.request)["success"]:
            assert running.is_alive()
        assert running.result()["code"] == SQL_CANCELLED
        assert a.rows("SELECT COUNT(*) FROM t") == [["1000"]]
    a.rows("COMMIT")
    assert b.rows("SELECT COUNT(*) FROM t") == [["1000"]]


def test_a_failed_widening_keeps_the_transaction(schema):
    """A number that needs more than 64 bits makes the table wide in the middle of a transaction."""
    a, b = schema("CREATE TABLE t (n INT)"), schema()
    a.rows("BEGIN")
    a.rows("INSERT INTO t VALUES (1)")
    a.rows("INSERT INTO t VALUES (99999999999999999999999999999999999999)")
    assert not a.query("INSERT INTO t VALUES (999999999999999999999999999999999999999)")["success"]
    a.rows("INSERT INTO t VALUES (2)")
    assert b.rows("SELECT n FROM t") == []
    a.rows("COMMIT")
    assert b.rows("SELECT n FROM t ORDER BY n") == [["1"], ["2"], ["9" * 38]]


# ---- many at once ----

def test_fifty_sessions_run_two_hundred_small_statements_each(schema):
    schema("CREATE TABLE t (who INT, n INT)")
    sessions = [schema() for _ in range(50)]

    def work(session, number):
        for round in range(50):
            assert session.rows(f"SELECT {number} + {round}") == [[str(number + round)]]
            session.rows(f"INSERT INTO t VALUES ({number}, {round})")
            assert session.rows(f"SELECT COUNT(*) FROM t WHERE who = {number}") == [[str(round + 1)]]
            session.rows(f"SET v = {round}")

    in_parallel([lambda s=s, i=i: work(s, i) for i, s in enumerate(sessions)])
    assert sessions[0].rows("SELECT COUNT(*), COUNT(DISTINCT who), SUM(n) FROM t") == [["2500", "50", "61250"]]


def test_ddl_goes_on_under_load(schema):
    """Readers and writers of a table that is replaced, altered and renamed all the time see one state or another."""
    schema("CREATE TABLE t (n INT, m VARCHAR) AS SELECT 1, 'x'")
    schema("CREATE VIEW v AS SELECT n + 1 AS m FROM t")
    schema("CREATE TABLE kept (n INT)")
    done = threading.Event()
    inserted = [0]

    def change():
        session = schema()
        try:
            for round in range(25):
                session.rows(f"CREATE OR REPLACE TABLE t (n INT, m VARCHAR) AS SELECT {round}, 'x'")
                session.rows("ALTER TABLE t ADD COLUMN extra VARCHAR DEFAULT 'y'")
                session.rows("ALTER TABLE t DROP COLUMN extra")
                session.rows(f"CREATE TABLE other_{round} (n INT)")
                session.rows(f"ALTER TABLE other_{round} RENAME TO another_{round}")
                session.rows(f"ALTER TABLE kept ADD COLUMN c{round} INT")
                session.rows(f"DROP TABLE another_{round}")
                session.rows("CREATE OR REPLACE VIEW v AS SELECT n + 1 AS m FROM t")
        finally:
            done.set()

    def read(sql):
        session = schema()
        while not done.is_set():
            assert len(session.rows(sql)) == 1

    def insert():
        session = schema()
        while not done.is_set():
            session.rows("INSERT INTO kept (n) VALUES (1)")
            inserted[0] += 1

    in_parallel([change, insert, lambda: read("SELECT n, m FROM t"), lambda: read("SELECT m FROM v"),
                 lambda: read("SELECT COUNT(*) FROM kept"), lambda: read("SHOW TABLES LIKE 'kept'"),
                 lambda: read("SET x = (SELECT COUNT(*) FROM t)"),
                 lambda: read("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES")])
    assert schema().rows("SELECT COUNT(*) FROM kept") == [[str(inserted[0])]]


def test_temporary_tables_belong_to_their_sessions(schema):
    schema("CREATE TABLE t (n INT) AS SELECT -1")
    sessions = [schema() for _ in range(6)]

    def work(session, number):
        for round in range(5):
            session.rows(f"CREATE OR REPLACE TEMPORARY TABLE t (n INT) AS SELECT {number * 100 + round}")
            assert session.rows("SELECT n FROM t") == [[str(number * 100 + round)]]
            session.rows("BEGIN")
            session.rows("UPDATE t SET n = n + 1")
            assert not session.query("INSERT INTO t SELECT 'x'::INT")["success"]
            assert session.rows("SELECT n FROM t") == [[str(number * 100 + round + 1)]]
            session.rows("ROLLBACK")
            session.rows("DROP TABLE t")
            assert session.rows("SELECT n FROM t") == [["-1"]]

    in_parallel([lambda s=s, i=i: work(s, i) for i, s in enumerate(sessions)])


def test_clients_that_come_and_go_leave_nothing(server, schema):
    def work():
        for _ in range(20):
            session = schema()
            session.rows("CREATE TEMPORARY TABLE gone (n INT) AS SELECT 1")
            session.rows("BEGIN")
            session.rows("INSERT INTO gone VALUES (2)")
            session.close()
            session.token = None

    in_parallel([work] * 6)
    assert schema().rows("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE table_name = 'GONE'") == [["0"]]


def test_clients_that_drop_the_line_disturb_nobody(server, schema):
    """A request whose client is gone goes on; its session lives."""
    session = schema("CREATE TABLE t (n INT) AS SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 2000))")
    for _ in range(10):
        hasty = server.raw(timeout=0.05)
        hasty.token = session.token
        with pytest.raises(OSError):
            hasty.query("SELECT COUNT(*) FROM t a, t b, t c WHERE a.n + b.n + c.n < 0")
        hasty.http.close()
        other = schema()
        assert other.rows("SELECT COUNT(*) FROM t") == [["2000"]]
        canceller = schema()
        canceller.rows("SELECT 1")


def test_a_server_stops_under_load(tmp_path):
    with Server(tmp_path, "--grace-seconds", "1") as server:
        setup = server.raw()
        setup.login()
        setup.rows("CREATE DATABASE d")
        setup.rows("CREATE TABLE d.public.t (n INT) AS SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 3000))")
        stopped = threading.Event()

        def work(sql):
            try:
                session = server.raw()
                session.login(query="?databaseName=D&schemaName=PUBLIC")
                while not stopped.is_set():
                    session.query(sql)
            except (OSError, AssertionError, ValueError, ConnectionError):
                pass
            except Exception:  # The line is cut.
                pass

        threads = [threading.Thread(target=work, args=(sql,)) for sql in
                   ["SELECT COUNT(*) FROM t a, t b, t c WHERE a.n + b.n + c.n < 0"] * 3 +
                   ["SELECT 1"] * 4 + ["INSERT INTO t VALUES (1)"] * 2 + ["CREATE OR REPLACE TABLE u AS SELECT 1 AS a"]]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        begin = time.monotonic()
        assert server.stop() == 0, server.log_text()[-3000:]
        stopped.set()
        assert time.monotonic() - begin < 20
        for thread in threads:
            thread.join()
        log = server.log_text()
        assert "stopped" in log and "do not end" not in log, log[-3000:]


def test_sessions_drop_and_bring_back_one_table(schema):
    """Of a name there is one table or none, whoever drops, replaces and brings back at once."""
    allowed = {"002002", "002003", "090025"}
    steps = ["CREATE OR REPLACE TABLE t AS SELECT 1 AS a", "DROP TABLE t", "UNDROP TABLE t",
             "SELECT a FROM t", "SHOW TABLES HISTORY LIKE 'T'", "DROP TABLE IF EXISTS t"]

    def work(session, offset):
        for turn in range(60):
            answer = session.query(steps[(turn * 5 + offset) % len(steps)])
            assert answer["success"] or answer["code"] in allowed, answer

    sessions = [schema() for _ in range(4)]
    in_parallel([lambda s=s, i=i: work(s, i) for i, s in enumerate(sessions)])
    session = schema("CREATE OR REPLACE TABLE t AS SELECT 1 AS a")
    there = [row for row in session.rows("SHOW TABLES HISTORY LIKE 'T'") if row[11] is None]
    assert len(there) == 1
    assert session.rows("SELECT a FROM t") == [["1"]]


def test_a_transaction_ends_well_in_a_schema_that_is_dropped_meanwhile(schema):
    one, other = schema("CREATE SCHEMA s"), schema()
    one.rows("CREATE TABLE s.t (a INT)")
    one.rows("BEGIN")
    one.rows("INSERT INTO s.t VALUES (1)")
    other.rows("DROP SCHEMA s")
    assert one.query("INSERT INTO s.t VALUES (2)")["code"] == "002003"
    one.rows("COMMIT")
    other.rows("UNDROP SCHEMA s")
    assert other.rows("SELECT a FROM s.t") == [["1"]]


def test_files_that_others_remove_are_not_in_a_list(schema):
    session, listing, ended = schema("CREATE STAGE st"), schema(), []
    changing = schema("CREATE TABLE t AS SELECT RANDSTR(100, RANDOM()) AS c FROM TABLE(GENERATOR(ROWCOUNT => 5000))")

    def change():
        for _ in range(15):
            changing.rows("COPY INTO @st/x/ FROM t FILE_FORMAT = (COMPRESSION = NONE) MAX_FILE_SIZE = 10000")
            changing.rows("REMOVE @st/x/")
        ended.append(True)

    def look():
        while not ended:
            for name, size, *_ in listing.rows("LIST @st"):
                assert name.startswith("st/x/") and int(size) > 0

    in_parallel([change, look])
    assert session.rows("LIST @st") == []

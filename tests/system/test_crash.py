"""What was acknowledged survives SIGKILL, twenty times over; what was not is there whole or not at all."""

import http.client
import random
import threading
import time

from harness import Server

KILLS = 20
ROWS_OF_A_TRANSACTION = 3
ENOUGH = 5  # Acknowledgements that each writer waits for before a kill may come.


def session_in(server, database):
    session = server.raw()
    session.login(query=f"?databaseName={database}&schemaName=PUBLIC")
    return session


def after_a_kill(server, database):
    """A session with the server that was killed and started again."""
    server.stop(kill=True)
    server.start()
    return session_in(server, database)


class Writer(threading.Thread):
    """Works against the server until it is gone; `acknowledged` grows with every answer."""

    def __init__(self, server, numbers):
        super().__init__()
        self.session = server.raw(timeout=30)
        self.session.login("snowglobe", "snowglobe", "?databaseName=CRASH&schemaName=PUBLIC")
        self.numbers = numbers
        self.acknowledged = []
        self.wrong = None

    def run(self):
        try:
            while True:
                number = next(self.numbers)
                self.write(number)
                self.acknowledged.append(number)
        except (OSError, http.client.HTTPException):
            pass
        except AssertionError as error:
            self.wrong = error

    def must(self, sql):
        answer = self.session.query(sql)
        assert answer["success"], answer


class Autocommits(Writer):
    def write(self, number):
        self.must(f"INSERT INTO single VALUES ({number}, 'row {number}')")


class Transactions(Writer):
    def write(self, number):
        self.must("BEGIN")
        for part in range(ROWS_OF_A_TRANSACTION):
            self.must(f"INSERT INTO grouped VALUES ({number}, {part})")
        self.must("COMMIT")


class Changes(Writer):
    """DDL: a table is made with rows, gets a column, is replaced, an old one is dropped."""

    def write(self, number):
        self.must(f"CREATE TABLE made_{number} AS SELECT {number} AS a UNION ALL SELECT -1")
        self.must(f"ALTER TABLE made_{number} ADD COLUMN b INT DEFAULT 7")
        self.must(f"CREATE OR REPLACE TABLE replaced AS SELECT {number} AS a")
        self.must(f"CREATE SEQUENCE seq_{number} START = {number}")
        self.must(f"DROP TABLE IF EXISTS made_{number - 2}")


class Undrops(Writer):
    """Drops and brings back a table and a schema, so that a kill comes in either state."""

    def write(self, number):
        for kind, name in ("TABLE", "comes"), ("SCHEMA", "back"):
            self.must(f"DROP {kind} IF EXISTS {name}")
            self.must(f"UNDROP {kind} {name}")


def numbers_from(start):
    while True:
        yield start
        start += 1


def check_single(session, acknowledged):
    rows = session.rows("SELECT n, COUNT(*), MAX(v) FROM single GROUP BY n")
    assert all(count == "1" for _, count, _ in rows), "a row is there twice"
    assert all(text == f"row {n}" for n, _, text in rows)
    there = {int(n) for n, *_ in rows}
    assert acknowledged <= there, f"lost: {sorted(acknowledged - there)[:10]}"
    return there


def check_grouped(session, acknowledged):
    rows = session.rows("SELECT n, COUNT(*), SUM(part) FROM grouped GROUP BY n")
    assert all((count, total) == ("3", "3") for _, count, total in rows), "a part of a transaction"
    there = {int(n) for n, *_ in rows}
    assert acknowledged <= there, f"lost: {sorted(acknowledged - there)[:10]}"
    return there


def check_changes(session, acknowledged):
    """Every table that is listed works and is whole; what was done before is done."""
    names = {row[1] for row in session.rows("SHOW TABLES IN SCHEMA CRASH.PUBLIC")}
    last = max(acknowledged, default=None)
    for name in sorted(names):
        if not name.startswith("MADE_"):
            continue
        number = name.removeprefix("MADE_")
        assert session.rows(f"SELECT a FROM {name} ORDER BY a") == [["-1"], [number]]
        described = [row[0] for row in session.rows(f"DESCRIBE TABLE {name}")]
        assert described in (["A"], ["A", "B"])
        selected = session.rows(f"SELECT * FROM {name} WHERE a > 0")
        assert selected == [[number, "7"] if "B" in described else [number]]
    if last is not None:
        assert f"MADE_{last}" in names and f"MADE_{last - 2}" not in names
        assert int(session.rows("SELECT a FROM replaced")[0][0]) in (last, last + 1)
        assert session.query(f"CREATE SEQUENCE seq_{last}")["code"] == "002002"
    for name in names:
        if name.startswith("MADE_") and int(name[5:]) not in (last, last and last - 1):
            session.rows(f"DROP TABLE {name}")
            session.rows(f"CREATE TABLE {name} AS SELECT {name[5:]} AS a UNION ALL SELECT -1")
            session.rows(f"DROP TABLE {name}")


def wait_until_busy(writers):
    deadline = time.monotonic() + 60
    while not all(len(writer.acknowledged) >= ENOUGH for writer in writers):
        assert not [writer.wrong for writer in writers if writer.wrong]
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_acknowledged_rows_survive_twenty_kills(tmp_path):
    chance = random.Random(20)
    with Server(tmp_path) as server:
        setup = server.raw()
        setup.login()
        setup.rows("CREATE DATABASE crash")
        setup.rows("CREATE TABLE single (n INT, v VARCHAR)")
        setup.rows("CREATE TABLE grouped (n INT, part INT)")
        kept = {"single": set(), "grouped": set(), "changes": set()}
        begin = 10
        for _ in range(KILLS):
            writers = [Autocommits(server, numbers_from(begin)),
                       Transactions(server, numbers_from(begin)),
                       Changes(server, numbers_from(begin))]
            for writer in writers:
                writer.start()
            wait_until_busy(writers)
            time.sleep(chance.uniform(0, 0.03))  # The moment within a statement.
            server.stop(kill=True)
            for writer in writers:
                writer.join()
                assert writer.wrong is None
            server.start()
            session = session_in(server, "CRASH")
            for name, writer in zip(kept, writers):
                kept[name] |= set(writer.acknowledged)
            there = check_single(session, kept["single"]) | check_grouped(session, kept["grouped"])
            check_changes(session, set(writers[2].acknowledged))
            begin = max(there | set(writers[2].acknowledged)) + 10
            session.close()
        assert server.stop() == 0


def test_an_open_transaction_is_gone_after_a_kill(tmp_path):
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        session.rows("CREATE DATABASE d")
        session.rows("CREATE TABLE t (a INT)")
        session.rows("BEGIN")
        session.rows("INSERT INTO t VALUES (1)")
        session = after_a_kill(server, "D")
        assert session.rows("SELECT COUNT(*) FROM t") == [["0"]]
        assert session.rows("INSERT INTO t VALUES (2)") == [["1"]]


def test_numbers_of_a_sequence_are_not_given_twice(tmp_path):
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        session.rows("CREATE DATABASE d")
        session.rows("CREATE SEQUENCE s")
        session.rows("CREATE TABLE t (id INT AUTOINCREMENT, v INT)")
        given = []
        for _ in range(3):
            given.append(session.rows("SELECT s.NEXTVAL")[0][0])
            session.rows("INSERT INTO t (v) VALUES (1), (2)")
            session = after_a_kill(server, "D")
        assert len(set(given)) == 3
        assert session.rows("SELECT COUNT(*), COUNT(DISTINCT id) FROM t") == [["6", "6"]]


def test_functions_and_clones_survive_a_kill(tmp_path):
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        session.rows("CREATE DATABASE d")
        session.rows("CREATE TABLE t (a INT)")
        session.rows("INSERT INTO t VALUES (1), (2)")
        session.rows("CREATE FUNCTION f(x INT, y INT DEFAULT 5) RETURNS INT AS 'SELECT COUNT(*) + x + y FROM t'")
        session.rows("CREATE FUNCTION g(n INT) RETURNS TABLE (m INT) AS 'SELECT a * n FROM t'")
        session.rows("CREATE TEMPORARY FUNCTION h() RETURNS INT AS '1'")
        session.rows("CREATE DATABASE e CLONE d")
        session = after_a_kill(server, "E")
        session.rows("DROP DATABASE d")
        assert session.rows("SELECT f(1), f(1, 1), (SELECT SUM(m) FROM TABLE(g(10)))") == [["8", "4", "30"]]
        assert not session.query("SELECT h()")["success"]


def comes_back(session, kind, name):
    """Whatever the kill cut off: it is there, or it was dropped and comes back."""
    answer = session.query(f"UNDROP {kind} {name}")
    assert answer["success"] or answer["code"] == "002002", answer


def test_what_was_dropped_comes_back_after_a_kill(tmp_path):
    chance = random.Random(7)
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        session.rows("CREATE DATABASE crash")
        session.rows("CREATE SCHEMA back")
        session.rows("CREATE TABLE inside AS SELECT 7 AS a")
        session.rows("CREATE VIEW seen AS SELECT a + 1 AS b FROM crash.back.inside")
        session.rows("USE SCHEMA crash.public")
        session.rows("CREATE TABLE comes AS SELECT 1 AS a UNION ALL SELECT 2")
        session.rows("CREATE TABLE gone (a INT) DATA_RETENTION_TIME_IN_DAYS = 0")
        session.rows("DROP TABLE gone")
        for _ in range(6):
            writer = Undrops(server, numbers_from(1))
            writer.start()
            wait_until_busy([writer])
            time.sleep(chance.uniform(0, 0.02))
            server.stop(kill=True)
            writer.join()
            assert writer.wrong is None
            server.start()
            session = session_in(server, "CRASH")
            comes_back(session, "SCHEMA", "back")
            comes_back(session, "TABLE", "comes")
            assert session.rows("SELECT SUM(a) FROM comes") == [["3"]]
            assert session.rows("SELECT a, b FROM back.inside, back.seen") == [["7", "8"]]
            assert session.query("UNDROP TABLE gone")["code"] == "090025"

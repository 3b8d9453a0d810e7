"""Keys of hybrid tables hold between sessions, whichever of them comes first."""

import threading
import time

import pytest


@pytest.fixture
def pair(server):
    """Two sessions in one schema, by plain HTTP: one waits for the other."""
    one, two = server.raw(), server.raw()
    for session in one, two:
        session.login()
    one.rows("CREATE OR REPLACE DATABASE hybrid_pair")
    one.rows("CREATE HYBRID TABLE h (a INT PRIMARY KEY, n INT)")
    one.rows("CREATE HYBRID TABLE p (a INT PRIMARY KEY)")
    one.rows("CREATE HYBRID TABLE c (id INT PRIMARY KEY, a INT REFERENCES p (a))")
    one.rows("CREATE TABLE other (x FLOAT)")
    one.rows("INSERT INTO p VALUES (1), (2)")
    two.rows("USE SCHEMA hybrid_pair.public")
    yield one, two
    one.rows("DROP DATABASE hybrid_pair")
    for session in one, two:
        session.close()


def code_of(session, sql):
    answer = session.query(sql)
    return None if answer["success"] else answer["data"]["errorCode"]


def waits(one, two, sql):
    """Runs a statement of `two`, which must be seen to wait until `one` has committed; its error's code."""
    codes = []
    thread = threading.Thread(target=lambda: codes.append(code_of(two, sql)))
    thread.start()
    deadline = time.monotonic() + 30
    while not [row for row in one.rows("SHOW LOCKS") if "WAITING" in row]:
        assert not codes and time.monotonic() < deadline
    assert not codes
    one.rows("COMMIT")
    thread.join()
    return codes[0]


@pytest.mark.parametrize("first, second, code, kept, rows", [
    pytest.param("INSERT INTO h VALUES (1, 1)", "INSERT INTO h VALUES (1, 2)", "200001",
                 "SELECT n FROM h", [["1"]], id="the second of two equal keys"),
    pytest.param("INSERT INTO c VALUES (1, 1)", "DELETE FROM p WHERE a = 1", "200008",
                 "SELECT COUNT(*) FROM p", [["2"]], id="the end of a parent that got a child"),
    pytest.param("DELETE FROM p WHERE a = 2", "INSERT INTO c VALUES (2, 2)", "200009",
                 "SELECT COUNT(*) FROM c", [["0"]], id="a child of a parent that goes"),
])
def test_the_second_waits_and_is_refused(pair, first, second, code, kept, rows):
    one, two = pair
    one.rows("BEGIN")
    one.rows(first)
    assert waits(one, two, second) == code
    assert one.rows(kept) == two.rows(kept) == rows


def test_a_transaction_sees_keys_that_came_after_its_beginning(pair):
    one, two = pair
    two.rows("BEGIN")
    two.rows("INSERT INTO other VALUES (1)")
    one.rows("INSERT INTO h VALUES (5, 5)")
    assert code_of(two, "INSERT INTO h VALUES (5, 6)") == "200001"
    assert code_of(two, "INSERT INTO h VALUES (6, 6)") is None
    two.rows("COMMIT")
    assert one.rows("SELECT a FROM h ORDER BY a") == [["5"], ["6"]]


def test_what_cannot_see_them_is_refused(pair):
    one, two = pair
    one.rows("INSERT INTO other VALUES (1)")
    two.rows("BEGIN")
    two.rows("UPDATE other SET x = RANDOM()")
    one.rows("INSERT INTO h VALUES (5, 5)")
    assert code_of(two, "INSERT INTO h VALUES (5, 6)") == "000625"
    two.rows("COMMIT")
    assert one.rows("SELECT n FROM h") == [["5"]]

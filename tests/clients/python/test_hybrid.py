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
    """Runs a statement of `two`, which must wait until `one` has committed; its error's code."""
    codes = []
    thread = threading.Thread(target=lambda: codes.append(code_of(two, sql)))
    thread.start()
    deadline = time.monotonic() + 30
    while not [row for row in one.rows("SHOW LOCKS") if "WAITING" in row] and time.monotonic() < deadline:
        assert not codes
    assert not codes
    one.rows("COMMIT")
    thread.join()
    return codes[0]


def test_the_second_of_two_equal_keys_fails(pair):
    one, two = pair
    one.rows("BEGIN")
    one.rows("INSERT INTO h VALUES (1, 1)")
    assert waits(one, two, "INSERT INTO h VALUES (1, 2)") == "200001"
    assert two.rows("SELECT n FROM h") == [["1"]]


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


def test_a_parent_that_got_a_child_stays(pair):
    one, two = pair
    one.rows("BEGIN")
    one.rows("INSERT INTO c VALUES (1, 1)")
    assert waits(one, two, "DELETE FROM p WHERE a = 1") == "200008"
    assert one.rows("SELECT COUNT(*) FROM p") == [["2"]]


def test_a_child_of_a_parent_that_goes_is_refused(pair):
    one, two = pair
    one.rows("BEGIN")
    one.rows("DELETE FROM p WHERE a = 2")
    assert waits(one, two, "INSERT INTO c VALUES (2, 2)") == "200009"
    assert one.rows("SELECT COUNT(*) FROM c") == [["0"]]

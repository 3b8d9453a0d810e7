"""Logins and changes of users that meet: what is checked is still so when it is noted."""

import threading

import pytest

from harness import Server
from totp import passcode

LOCKED = "390102"
WRONG = "390100"
PASSCODE_WRONG = "390127"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("logins"), "--grace-seconds", "0") as server:
        yield server
        assert server.stop() == 0, server.log_text()[-4000:]


@pytest.fixture
def admin(server):
    raw = server.raw()
    raw.login()
    yield raw
    raw.close()


def at_once(server, count, job):
    """What the job gives on each of so many connections, which begin together."""
    barrier, answers = threading.Barrier(count), [None] * count

    def run(index):
        raw = server.raw()
        barrier.wait()
        answers[index] = job(raw, index)
        raw.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=100)
    assert None not in answers
    return answers


def test_one_passcode_lets_one_in(server, admin):
    for turn in range(10):
        user = f"ONCE_{turn}"
        admin.rows(f"CREATE USER {user} PASSWORD = 'x'")
        good = passcode(admin.rows(f"ALTER USER {user} ENROLL MFA")[0][0])
        answers = at_once(server, 4, lambda raw, _: raw.login(user, "x", PASSCODE=good))
        assert [answer["success"] for answer in answers].count(True) == 1, answers
        assert {answer["code"] for answer in answers if not answer["success"]} == {PASSCODE_WRONG}


def test_five_guesses_are_judged_however_many_come_at_once(server, admin):
    admin.rows("CREATE USER GUESSED PASSWORD = 'x'")
    answers = at_once(server, 16, lambda raw, index: raw.login("GUESSED", f"guess {index}"))
    codes = [answer["code"] for answer in answers]
    assert codes.count(WRONG) == 5 and codes.count(LOCKED) == 11, codes


def test_passcodes_guessed_at_once_lock_too(server, admin):
    admin.rows("CREATE USER PASSCODES PASSWORD = 'x'")
    admin.rows("ALTER USER PASSCODES ENROLL MFA")
    answers = at_once(server, 12, lambda raw, _: raw.login("PASSCODES", "x", PASSCODE="none"))
    codes = [answer["code"] for answer in answers]
    assert codes.count(PASSCODE_WRONG) == 5 and codes.count(LOCKED) == 7, codes


def test_changes_of_one_user_do_not_undo_each_other(server, admin):
    admin.rows("CREATE USER SHARED PASSWORD = 'x'")

    def add(raw, index):
        raw.login()
        return raw.query(f"ALTER USER SHARED ADD PROGRAMMATIC ACCESS TOKEN T{index}")

    answers = at_once(server, 8, add)
    assert all(answer["success"] for answer in answers), answers
    names = {row[0] for row in admin.rows("SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER SHARED")}
    assert names == {f"T{index}" for index in range(8)}


def test_a_change_of_a_user_keeps_its_failed_logins(server, admin):
    admin.rows("CREATE USER CHANGED PASSWORD = 'x'")
    for number in range(4):
        raw = server.raw()
        assert raw.login("CHANGED", f"wrong {number}")["code"] == WRONG
        raw.close()
        admin.rows(f"ALTER USER CHANGED SET COMMENT = '{number}'")
    codes = [answer["code"] for answer in at_once(server, 2, lambda raw, _: raw.login("CHANGED", "wrong"))]
    assert sorted(codes) == [WRONG, LOCKED]

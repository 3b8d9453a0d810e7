"""No room on the disk, not enough memory: an error that says so, no crash, and nothing acknowledged is lost."""

import os
from pathlib import Path

import pytest

from harness import PROGRAM, Server

FILE_KB = 12000


@pytest.fixture
def small_disk(tmp_path):
    """A program whose files may not grow beyond some size, as on a disk that is full."""
    program = tmp_path / "small_disk"
    program.write_text(f'#!/bin/bash\nulimit -f {FILE_KB}\nexec "{Path(PROGRAM).resolve()}" "$@"\n')
    program.chmod(0o755)
    return program


def session_in(server, database):
    session = server.raw()
    session.login(query=f"?databaseName={database}&schemaName=PUBLIC")
    return session


def fill(session):
    """Inserts until there is no room; gives the number of rows that were acknowledged."""
    rows = 0
    for _ in range(100):
        answer = session.query("INSERT INTO t SELECT SEQ4(), RANDSTR(60, RANDOM()) FROM TABLE(GENERATOR(ROWCOUNT => 20000))")
        if not answer["success"]:
            assert answer["code"] == "000603" and "File too large" in answer["message"], answer
            return rows
        rows += 20000
    pytest.fail("the disk is not full")


def test_a_full_disk_is_an_error_and_loses_nothing(tmp_path, small_disk):
    with Server(tmp_path / "s", program=small_disk) as server:
        setup = server.raw()
        setup.login()
        setup.rows("CREATE DATABASE d")
        session = session_in(server, "D")
        session.rows("CREATE TABLE t (n INT, v VARCHAR)")
        rows = fill(session)
        for _ in range(5):  # Whatever is acknowledged now counts, too.
            rows += 10 * session.query("INSERT INTO t SELECT SEQ4(), 'x' FROM TABLE(GENERATOR(ROWCOUNT => 10))")["success"]
        assert server.is_alive() and server.raw().login()["success"]
        assert server.stop() == 0
    with Server(tmp_path / "s") as server:
        session = session_in(server, "D")
        assert int(session.rows("SELECT COUNT(*) FROM t")[0][0]) == rows
        session.rows("INSERT INTO t VALUES (1, 'again')")
        assert server.stop() == 0


def test_too_little_memory_is_an_error_and_keeps_the_transaction(tmp_path):
    with Server(tmp_path, "--memory-limit", "100MB") as server:
        setup = server.raw()
        setup.login()
        setup.rows("CREATE DATABASE d")
        session = session_in(server, "D")
        session.rows("CREATE TABLE t (n INT)")
        session.rows("BEGIN")
        session.rows("INSERT INTO t VALUES (1)")
        big = "LISTAGG(RANDSTR(1000, RANDOM())) FROM TABLE(GENERATOR(ROWCOUNT => 300000))"
        for sql in (f"SELECT {big}", f"INSERT INTO t SELECT LENGTH({big[:big.index(' FROM')]}){big[big.index(' FROM'):]}"):
            answer = session.query(sql)
            assert answer["code"] == "000603" and "more memory than the server may use" in answer["message"], answer
        assert session.rows("SELECT n FROM t") == [["1"]]
        session.rows("COMMIT")
        assert session_in(server, "D").rows("SELECT n FROM t") == [["1"]]
        assert server.stop() == 0, server.log_text()[-2000:]


def test_without_room_at_the_start_the_server_says_so(tmp_path):
    program = tmp_path / "no_disk"
    program.write_text(f'#!/bin/bash\ntrap "" XFSZ\nulimit -f 0\nexec "{Path(PROGRAM).resolve()}" "$@"\n')
    program.chmod(0o755)
    server = Server(tmp_path / "s", program=program)
    os.makedirs(server.folder)
    with pytest.raises((RuntimeError, OSError)):
        server.start()
    assert server.process.wait(timeout=60) > 0  # It ended by itself.

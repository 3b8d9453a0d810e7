"""snowglobe backup, restore and status: what a backup holds, while others write, and what becomes of it when
something is killed or damaged."""

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from harness import PROGRAM, Server, until


def run(*arguments, check=True, **options):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options)
    if check:
        assert done.returncode == 0, done.stderr
    return done


def backup(server, to, **options):
    return run("backup", "--data", server.folder / "data", "--to", to, **options)


def restored(file, folder):
    """A server on what the backup holds."""
    run("restore", "--from", file, "--data", folder / "data")
    return Server(folder)


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def session_of(server, database="D", user="snowglobe", password="snowglobe"):
    session = server.raw()
    session.login(user, password)
    session.rows(f"USE SCHEMA {database}.PUBLIC")
    return session


class Writer(threading.Thread):
    """A counter and its log, a row each, changed together in one transaction, and files beside them."""

    def __init__(self, server):
        super().__init__()
        self.session, self.done, self.ends, self.wrong = session_of(server), 0, False, None

    def run(self):
        try:
            while not self.ends:
                number = self.done + 1
                self.session.rows("BEGIN")
                self.session.rows(f"UPDATE counter SET n = {number}")
                self.session.rows(f"INSERT INTO log VALUES ({number}, 'row {number}')")
                if number % 10 == 0:
                    self.session.rows("DELETE FROM unloaded")
                    self.session.rows(f"INSERT INTO unloaded VALUES ({number})")
                self.session.rows("COMMIT")
                if number % 10 == 0:
                    self.session.rows(f"COPY INTO @s/{number}.csv FROM (SELECT n FROM unloaded) SINGLE = TRUE")
                    self.session.rows("DELETE FROM unloaded")
                self.done = number
        except Exception as wrong:  # It is told where it is waited for.
            self.wrong = wrong


def prepare(server):
    session = server.raw()
    session.login()
    session.rows("CREATE DATABASE d")
    session.rows("CREATE TABLE counter (n INT)")
    session.rows("INSERT INTO counter VALUES (0)")
    session.rows("CREATE TABLE log (n INT, v VARCHAR)")
    session.rows("CREATE TABLE unloaded (n INT)")
    session.rows("CREATE STAGE s FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)")
    return session


def check(session, at_least=0):
    """The counter, its log and the files are of one moment."""
    number = int(session.rows("SELECT n FROM counter")[0][0])
    rows = session.rows("SELECT COUNT(*), COUNT(DISTINCT n), MAX(n) FROM log")
    assert rows == [[str(number), str(number), str(number) if number else None]]
    assert number >= at_least
    files = {row[0].split("/")[1].split(".")[0] for row in session.rows("LIST @s")}
    waiting = {row[0] for row in session.rows("SELECT n FROM unloaded")}
    tens = {str(n) for n in range(10, number + 1, 10)}
    assert files | waiting == tens, "what left the table is in its file"
    return number


def test_backups_while_others_write_are_of_one_moment(tmp_path):
    with Server(tmp_path / "live") as server:
        prepare(server)
        writer = Writer(server)
        writer.start()
        taken = []
        for number in range(5):
            until(lambda: writer.done >= 15 * (number + 1) or writer.wrong)
            before = writer.done
            file = tmp_path / f"{number}.backup"
            backup(server, file)
            assert file.stat().st_mode & 0o777 == 0o600
            taken.append((file, before))
            held = (server.folder / "data" / "stages" / "new").glob("*/stages")
            assert not list(held), "the server has let go when the command ends"
        writer.ends = True
        writer.join()
        assert writer.wrong is None
        assert not list((server.folder / "data" / "stages" / "new").iterdir()), "nothing is left of them"
        assert server.stop() == 0
    for number, (file, before) in enumerate(taken):
        with restored(file, tmp_path / f"back-{number}") as back:
            assert check(session_of(back), before) <= writer.done
            assert back.stop() == 0


def test_all_that_is_kept_is_in_it(tmp_path):
    with Server(tmp_path / "live", https=True) as server:
        session = prepare(server)
        session.rows("CREATE USER ann PASSWORD = 'Pass-word-1'")
        session.rows("CREATE SEQUENCE q START = 5")
        session.rows("SELECT q.NEXTVAL")
        session.rows("CREATE VIEW v AS SELECT n + 1 AS m FROM counter")
        session.rows("CREATE HYBRID TABLE keyed (id INT PRIMARY KEY, v VARCHAR)")
        session.rows("INSERT INTO keyed VALUES (1, 'é')")
        session.rows("CREATE TABLE kinds AS SELECT 1.50::NUMBER(9,2) a, '2024-01-01 10:00:00.123456789'::TIMESTAMP_NTZ b,"
                     " PARSE_JSON('{\"x\":[1]}') c, TO_BINARY('ff') d, TRUE e, 1e300::FLOAT f")
        session.rows("CREATE TABLE gone AS SELECT 9 AS n")
        session.rows("DROP TABLE gone")
        session.rows("COPY INTO @s/odd FROM (SELECT 'x') SINGLE = TRUE")
        session.rows("COPY INTO '@s/sub/a b%20ü.csv' FROM (SELECT 1) SINGLE = TRUE")
        kinds, listed = session.rows("SELECT * FROM kinds"), session.rows("LIST @s")
        session.rows("BEGIN")
        session.rows("INSERT INTO counter VALUES (77)")
        backup(server, tmp_path)
        session.rows("COMMIT")
        certificate = server.ca.read_bytes()
        server.stop()
        assert len(list(tmp_path.glob("snowglobe-*Z.backup"))) == 1
        file = next(tmp_path.glob("snowglobe-*Z.backup"))
        stopped = tmp_path / "stopped.backup"
        assert backup(server, stopped).stdout == f"{stopped}: {stopped.stat().st_size / 1000:.3g} kB\n"
    for number, made in enumerate((file, stopped)):
        with restored(made, tmp_path / f"back-{number}") as back:
            there = session_of(back)
            assert there.rows("SELECT COUNT(*), SUM(n) FROM counter") == [["1", "0"] if number == 0 else ["2", "77"]]
            assert there.rows("SELECT * FROM kinds") == kinds
            assert there.rows("LIST @s") == listed
            assert there.rows("SELECT $1 FROM '@s/sub/a b%20ü.csv'") == [["1"]]
            assert there.rows("SELECT m FROM v")[0] == ["1"]
            assert int(there.rows("SELECT q.NEXTVAL")[0][0]) > 5
            assert not there.query("INSERT INTO keyed VALUES (1, 'again')")["success"]
            there.rows("UNDROP TABLE gone")
            assert there.rows("SELECT n FROM gone") == [["9"]]
            session_of(back, user="ann", password="Pass-word-1")
            assert back.ca.read_bytes() == certificate
            assert back.stop() == 0


def test_a_folder_in_use_is_never_written_over(tmp_path):
    file = tmp_path / "a.backup"
    with Server(tmp_path / "live") as server:
        prepare(server)
        backup(server, file)
        before = file.read_bytes()
        done = backup(server, file, check=False)
        assert done.returncode == 1 and "there already" in done.stderr and file.read_bytes() == before
        done = run("restore", "--from", file, "--data", server.folder / "data", check=False)
        assert done.returncode == 1 and "not empty" in done.stderr
        check(session_of(server))
        server.stop()
        done = run("restore", "--from", file, "--data", server.folder / "data", check=False)
        assert done.returncode == 1 and "not empty" in done.stderr
    done = run("backup", "--data", tmp_path / "nothing", "--to", tmp_path / "b.backup", check=False)
    assert done.returncode == 1
    assert not (tmp_path / "b.backup").exists() and not (tmp_path / "nothing").exists()
    for wrong in (["backup"], ["restore"], ["backup", "--to"], ["restore", "--from", file], ["status", "--what"]):
        assert run(*wrong, check=False).returncode == 2


def test_a_damaged_backup_is_refused_and_nothing_is_made(tmp_path):
    file, chance = tmp_path / "a.backup", random.Random(5)
    with Server(tmp_path / "live") as server:
        session = prepare(server)
        session.rows("INSERT INTO log SELECT SEQ4(), MD5(SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => 20000))")
        server.stop()
        backup(server, file)
    whole = file.read_bytes()
    damaged = {"empty": b"", "no backup": b"hello" * 1000}
    for cut in (1, 100, len(whole) // 2, len(whole) - 1000, len(whole) - 1):
        damaged[f"cut at {cut}"] = whole[:cut]
    for _ in range(12):
        at = chance.randrange(len(whole) - 20)
        damaged[f"byte {at}"] = whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1:]
    for name, content in damaged.items():
        bad = tmp_path / "bad.backup"
        bad.write_bytes(content)
        folder = tmp_path / "new" / "data"
        done = run("restore", "--from", bad, "--data", folder, check=False)
        if done.returncode == 0:  # A byte that no reader looks at, such as padding.
            check(session_of(Server(tmp_path / "new").start()))
            raise AssertionError(f"{name}: it was restored")
        assert done.returncode == 1, (name, done)
        assert "damaged" in done.stderr and "Nothing was restored" in done.stderr, (name, done.stderr)
        assert set(tree(folder)) <= {"snowglobe.lock"}, name
    shutil.rmtree(tmp_path / "new")
    with restored(file, tmp_path / "new") as back:
        assert session_of(back).rows("SELECT COUNT(*) FROM log") == [["20000"]]


def test_killed_in_the_middle_nothing_half_written_stays(tmp_path):
    chance = random.Random(9)
    with Server(tmp_path / "live") as server:
        session = prepare(server)
        session.rows("CREATE TABLE big AS SELECT SEQ4() AS n, RANDSTR(200, RANDOM()) AS v"
                     " FROM TABLE(GENERATOR(ROWCOUNT => 200000))")
        folder, new = tmp_path / "backups", server.folder / "data" / "stages" / "new"
        folder.mkdir()
        began = time.monotonic()
        backup(server, tmp_path / "whole.backup")
        took = time.monotonic() - began
        for _ in range(6):  # The one who writes the file.
            process = subprocess.Popen([PROGRAM, "backup", "--data", server.folder / "data", "--to", folder / "x"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, took))  # The moment is what is drawn.
            process.kill()
            process.wait()
            if (folder / "x").exists():  # Killed when the file had its name, it is whole.
                run("restore", "--from", folder / "x", "--data", tmp_path / "looked")
                shutil.rmtree(tmp_path / "looked")
                (folder / "x").unlink()
            assert list(folder.iterdir()) == []
            until(lambda: not list(new.iterdir()))
        check(session)
        process = subprocess.Popen([PROGRAM, "backup", "--data", server.folder / "data", "--to", folder / "x"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until(lambda: list(new.iterdir()))
        server.stop(kill=True)  # And the one who holds the moment.
        told = process.communicate()[1]
        if process.returncode == 0:  # It had all it needed.
            (folder / "x").rename(tmp_path / "y")
        else:
            assert told and list(folder.iterdir()) == []
        server.start()
        assert not list(new.iterdir())
        check(session_of(server))
        assert server.stop() == 0
    place = tmp_path / "back" / "data"
    for _ in range(5):
        process = subprocess.Popen([PROGRAM, "restore", "--from", tmp_path / "whole.backup", "--data", place],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: (place / "restoring").exists() or process.poll() is not None)
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        process.wait()
        if (place / "restoring").exists():
            with pytest.raises(RuntimeError, match="cut off"):
                Server(tmp_path / "back").start()
        else:  # It was done before it was killed.
            shutil.rmtree(place)
    with restored(tmp_path / "whole.backup", tmp_path / "back") as back:
        assert session_of(back).rows("SELECT COUNT(*) FROM big") == [["200000"]]
        check(session_of(back))


def test_a_server_that_stops_waits_for_no_backup(tmp_path):
    with Server(tmp_path / "live") as server:
        session = prepare(server)
        session.rows("CREATE TABLE big AS SELECT SEQ4() AS n, RANDSTR(200, RANDOM()) AS v"
                     " FROM TABLE(GENERATOR(ROWCOUNT => 200000))")
        new = server.folder / "data" / "stages" / "new"
        process = subprocess.Popen([PROGRAM, "backup", "--data", server.folder / "data", "--to", tmp_path / "x"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until(lambda: list(new.iterdir()))
        busy = backup(server, tmp_path / "z", check=False)
        assert busy.returncode in (0, 1) and (busy.returncode == 0 or "another backup" in busy.stderr)
        assert server.stop() == 0
        told = process.communicate()[1]
        assert process.returncode == 0 or told
        assert (tmp_path / "x").exists() == (process.returncode == 0)


def test_status_tells_whether_a_server_runs(tmp_path):
    server = Server(tmp_path)
    status = lambda *given, **options: run("status", *given, check=False, **options)
    here = ("--data", tmp_path / "data")
    assert status(*here).returncode == 3
    with server:
        session = prepare(server)
        done = status(*here, "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["processId"] == server.process.pid and told["httpPort"] == server.http_port
        assert told["sessions"] == 1 and told["statements"] >= 5 and told["failedStatements"] == 0
        assert told["memoryBytes"] > 1_000_000 and told["uptimeSeconds"] >= 0
        assert told["engineAnswers"] is True and told["folderIsWritable"] is True
        assert told["version"] == run("version").stdout.split()[1]
        done = status(env={**os.environ, "SNOWGLOBE_DATA": str(tmp_path / "data")})
        assert done.returncode == 0 and "sessions" in done.stdout
        assert (tmp_path / "data" / "control.sock").stat().st_mode & 0o777 == 0o600
        session.close()
        server.process.send_signal(signal.SIGSTOP)
        try:
            assert status(*here).returncode == 1
        finally:
            server.process.send_signal(signal.SIGCONT)
        server.stop(kill=True)
        assert status(*here).returncode == 3
        server.start()
        assert status(*here).returncode == 0
        address = f"http://127.0.0.1:{server.http_port}"
        assert status("--address", address).returncode == 0
        done = status("--address", f"{address}/elsewhere")
        assert done.returncode == 1 and "answers with status 404" in done.stderr
    assert status("--address", "http://127.0.0.1:1").returncode == 3


def test_a_path_longer_than_a_sockets_address_works(tmp_path):
    folder = tmp_path / ("x" * 120)
    with Server(folder) as server:
        prepare(server)
        assert run("status", "--data", folder / "data").returncode == 0
        backup(server, tmp_path / "a.backup")

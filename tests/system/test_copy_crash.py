"""A COPY that SIGKILL ends leaves the table as it was and its file to be loaded; what was answered stays."""

import threading
import time

import snowflake.connector
from harness import Server

ROWS = 300_000
KILLS = 4


def begin_copy(server):
    """A thread that loads the file, and what it was told."""
    connection = server.connect(database="D", schema="PUBLIC")
    told = []

    def run():
        try:
            told.extend(connection.cursor().execute("COPY INTO t FROM @~ FILES = ('big.csv')").fetchall())
        except (snowflake.connector.errors.Error, OSError):
            pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return told


def test_a_killed_copy_is_whole_or_not_at_all(tmp_path):
    file = tmp_path / "big.csv"
    file.write_text("".join(f"{i},some text {i}\n" for i in range(ROWS)))
    server = Server(tmp_path / "server").start()
    try:
        cur = server.connect().cursor()
        cur.execute("CREATE DATABASE d")
        cur.execute(f"PUT 'file://{file}' @~ AUTO_COMPRESS=FALSE")
        for kill in range(KILLS):
            cur.execute("CREATE OR REPLACE TABLE d.public.t (a INT, b VARCHAR)")
            told = begin_copy(server)
            time.sleep(0.05 + 0.25 * kill)
            acknowledged = bool(told)
            server.stop(kill=True)
            server.start()
            cur = server.connect(database="D", schema="PUBLIC").cursor()
            (count,) = cur.execute("SELECT COUNT(*) FROM t").fetchone()
            assert count in (0, ROWS)
            assert count == ROWS or not acknowledged
            again = cur.execute("COPY INTO t FROM @~ FILES = ('big.csv')").fetchall()
            assert again[0][1] == ("LOAD_SKIPPED" if count else "LOADED")
            assert cur.execute("SELECT COUNT(*), SUM(a) FROM t").fetchone() == (ROWS, sum(range(ROWS)))
    finally:
        server.stop()

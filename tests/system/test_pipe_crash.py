"""A server that ends in the middle of a pipe's load goes on after it starts: each file is loaded once."""

import json
import time

import pytest

from harness import Server

ROWS = 200_000
FILES = 3
KILLS = 4
WAIT_SECONDS = 60
STOP_SECONDS = 10


def pending(cur):
    status = cur.execute("SELECT SYSTEM$PIPE_STATUS('d.public.p')").fetchone()[0]
    return json.loads(status)["pendingFileCount"]


def end_server(server, is_killed):
    """A server that is told to stop does not wait for what its pipes load."""
    begin = time.monotonic()
    code = server.stop(kill=is_killed)
    assert is_killed or (code == 0 and time.monotonic() - begin < STOP_SECONDS)


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "stopped"])
def test_a_load_of_a_pipe_that_was_ended_is_done_once(tmp_path, is_killed):
    for file in range(FILES):
        (tmp_path / f"{file}.csv").write_text("".join(f"{i},some text {i}\n" for i in range(ROWS)))
    server = Server(tmp_path / "server").start()
    try:
        cur = server.connect().cursor()
        cur.execute("CREATE DATABASE d")
        cur.execute("CREATE STAGE st")
        cur.execute(f"PUT 'file://{tmp_path}/*.csv' @st AUTO_COMPRESS=FALSE")
        for kill in range(KILLS):
            cur.execute("CREATE OR REPLACE TABLE d.public.t (a INT, b VARCHAR)")
            cur.execute("CREATE OR REPLACE PIPE d.public.p AS COPY INTO t FROM @st")
            assert len(cur.execute("ALTER PIPE d.public.p REFRESH").fetchall()) == FILES
            time.sleep(0.05 + 0.2 * kill)
            end_server(server, is_killed)
            server.start()
            cur = server.connect(database="D", schema="PUBLIC").cursor()
            end = time.monotonic() + WAIT_SECONDS
            while pending(cur):
                assert time.monotonic() < end
                time.sleep(0.05)
            assert cur.execute("SELECT COUNT(*), SUM(a) FROM t").fetchone() == (
                FILES * ROWS, FILES * sum(range(ROWS)))
            assert cur.execute("SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 't', "
                               "START_TIME => DATEADD(HOUR, -1, CURRENT_TIMESTAMP()))) WHERE STATUS = 'Loaded'"
                               ).fetchone() == (FILES,)
    finally:
        server.stop()

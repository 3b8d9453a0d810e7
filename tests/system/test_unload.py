"""COPY INTO a location: GET brings what is unloaded, and what fails or is killed leaves no file."""

import csv
import gzip
import io
import threading
import time

import pytest
import snowflake.connector
from harness import Server

ROWS = 600_000
KILLS = 3


@pytest.fixture(name="server")
def one_server(tmp_path):
    server = Server(tmp_path / "server").start()
    yield server
    server.stop()


def test_get_brings_what_was_unloaded(server, tmp_path):
    rows = [(i, f'a "text", {i}\n\\ \u00e9', None if i % 3 else "") for i in range(1000)]
    with server.connect(paramstyle="pyformat") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        cursor.execute("CREATE TABLE t (n INT, t VARCHAR, e VARCHAR)")
        cursor.executemany("INSERT INTO t VALUES (%s, %s, %s)", rows)
        cursor.execute("COPY INTO @~/got/ FROM (SELECT * FROM t ORDER BY n) FILE_FORMAT = (TYPE = CSV"
                       " FIELD_OPTIONALLY_ENCLOSED_BY = '\"' NULL_IF = ('NULL'))")
        size = cursor.execute("LIST @~/got/").fetchone()[1]
        cursor.execute(f"GET @~/got/ 'file://{tmp_path}/'")
    path = tmp_path / "data_0_0_0.csv.gz"
    assert path.stat().st_size == size
    text = gzip.decompress(path.read_bytes()).decode()
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [[str(n), t, "NULL" if e is None else e] for n, t, e in rows]
    assert text.startswith('0,"a ""text"", 0\n\\ \u00e9",""\n1,"a ""text"", 1\n\\ \u00e9",NULL\n')


def begin_unload(server, kind):
    """A thread that unloads, and what it was told."""
    connection = server.connect(database="D", schema="PUBLIC")
    told = []

    def run():
        try:
            told.extend(connection.cursor().execute(
                f"COPY INTO @~/killed/ FROM t FILE_FORMAT = (TYPE = {kind}) MAX_FILE_SIZE = 1000000").fetchall())
        except (snowflake.connector.errors.Error, OSError):
            pass

    threading.Thread(target=run, daemon=True).start()
    return told


@pytest.mark.parametrize("kind", ["CSV", "PARQUET"])
def test_a_killed_unload_leaves_whole_files_only(server, kind):
    cursor = server.connect().cursor()
    cursor.execute("CREATE DATABASE d")
    cursor.execute(f"CREATE TABLE d.public.t AS SELECT SEQ4() AS n, 'text ' || SEQ4() AS t FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))")
    for kill in range(KILLS):
        told = begin_unload(server, kind)
        time.sleep(0.05 + 0.3 * kill)
        acknowledged = bool(told)
        server.stop(kill=True)
        server.start()
        cursor = server.connect(database="D", schema="PUBLIC").cursor()
        files = cursor.execute("LIST @~/killed/").fetchall()
        assert files or not acknowledged
        assert not list((server.folder / "data" / "stages" / "new").iterdir())
        if kind == "CSV":  # Each can be read to its end; all of them are all rows.
            (rows,) = cursor.execute("SELECT COUNT(*) FROM @~/killed/").fetchone()
            assert rows == ROWS or not acknowledged
        cursor.execute("REMOVE @~/killed/")
    cursor.execute(f"COPY INTO @~/killed/ FROM t FILE_FORMAT = (TYPE = {kind})")
    assert cursor.fetchone()[0] == ROWS


@pytest.mark.parametrize("kind", ["CSV", "PARQUET"])
def test_a_full_stage_is_an_error_that_leaves_nothing(tmp_path, kind):
    server = Server(tmp_path / "server", "--stage-limit", "200000").start()
    try:
        cursor = server.connect().cursor()
        cursor.execute("CREATE DATABASE d")
        source = "(SELECT RANDSTR(100, RANDOM()) AS t FROM TABLE(GENERATOR(ROWCOUNT => {})))"
        with pytest.raises(snowflake.connector.errors.Error, match="the stages are full"):
            cursor.execute(f"COPY INTO @~/full/ FROM {source.format(50000)} FILE_FORMAT = (TYPE = {kind}) MAX_FILE_SIZE = 20000")
        assert cursor.execute("LIST @~").fetchall() == []
        assert not list((server.folder / "data" / "stages" / "new").iterdir())
        cursor.execute(f"COPY INTO @~/full/ FROM {source.format(50)} FILE_FORMAT = (TYPE = {kind})")
        assert cursor.fetchone()[0] == 50
    finally:
        server.stop()


def long_or_short(n):
    return f"{n} " + ("x" * 3000 if 9000 <= n < 14000 else "y")


@pytest.mark.parametrize("kind,row", [("CSV", lambda n: f"{n},{long_or_short(n)}\n"),
                                      ("JSON", lambda n: f'{{"N":{n},"T":"{long_or_short(n)}"}}\n')])
def test_many_batches_keep_their_order(server, tmp_path, kind, row):
    """Batches are encoded by several threads, and those of long texts, between the others, by one."""
    count, limit = 30_000, 500_000
    columns = "n, t" if kind == "CSV" else "OBJECT_CONSTRUCT('N', n, 'T', t)"
    options = f"FILE_FORMAT = (TYPE = {kind} COMPRESSION = NONE) MAX_FILE_SIZE = {limit}"
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        cursor.execute("CREATE TABLE t AS SELECT n, n || ' ' || IFF(n >= 9000 AND n < 14000, REPEAT('x', 3000), 'y') AS t"
                       f" FROM (SELECT ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS n FROM TABLE(GENERATOR(ROWCOUNT => {count})))")
        files = cursor.execute(f"COPY INTO @~/many/ FROM (SELECT {columns} FROM t ORDER BY n) {options}"
                               " DETAILED_OUTPUT = TRUE").fetchall()
        cursor.execute(f"GET @~/many/ 'file://{tmp_path}/'")
        with pytest.raises(snowflake.connector.errors.ProgrammingError, match="Division by zero"):
            cursor.execute(f"COPY INTO @~/failed/ FROM (SELECT {columns} FROM t WHERE 1 / (29999 - n) < 2) {options}")
        assert cursor.execute("LIST @~/failed/").fetchall() == []
    assert not list((server.folder / "data" / "stages" / "new").iterdir())
    texts = [(tmp_path / name.rpartition("/")[2]).read_text() for name, _, _ in files]
    assert [(len(text), text.count("\n")) for text in texts] == [(size, rows) for _, size, rows in files]
    assert max(map(len, texts)) <= limit < min(map(len, texts[:-1])) * 1.5
    assert "".join(texts) == "".join(map(row, range(count)))

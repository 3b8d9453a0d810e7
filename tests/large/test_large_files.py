"""COPY of files far larger than the server's memory, out of a local folder: `make large-test`.

A file is one block of rows many times over; as gzip it is one member many times over, which RFC 1952
(section 2.2) allows."""

import gzip
import json
from pathlib import Path

import pytest

from harness import Server

MEMORY = 256  # MB, of the engine.
MOST = 512  # MB, of the whole process.
BLOCK_ROWS = 400_000


def csv_row(number):
    return f"{number},name {number},{number / 7:.6f},2026-11-{number % 28 + 1:02d},{'x' * (number % 60)}\n"


def json_row(number):
    return json.dumps({"id": number, "name": f"name {number}", "amount": number / 7, "note": "x" * (number % 60)}) + "\n"


def write_large(path, row, size):
    """So many bytes before compression, or a little more; gives how many rows there are."""
    block = "".join(map(row, range(BLOCK_ROWS))).encode()
    times = -(-size // len(block))
    written = gzip.compress(block, 1) if path.suffix == ".gz" else block
    with open(path, "wb") as file:
        for _ in range(times):
            file.write(written)
    return times * BLOCK_ROWS


def peak_mb(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@pytest.mark.parametrize("name, row, gigabytes, columns, copied", [
    ("rows.csv", csv_row, 5, "id INT, name VARCHAR, amount NUMBER(20, 6), d DATE, note VARCHAR", "@s"),
    ("rows.csv.gz", csv_row, 5, "id INT, name VARCHAR, amount NUMBER(20, 6), d DATE, note VARCHAR", "@s"),
    ("rows.json.gz", json_row, 5, "id INT, name VARCHAR",
     "(SELECT $1:id::INT, $1:name::VARCHAR FROM @s)"),
])
def test_memory_does_not_grow_with_the_file(tmp_path, name, row, gigabytes, columns, copied):
    place = tmp_path / "place"
    place.mkdir()
    rows = write_large(place / name, row, gigabytes << 30)
    with Server(tmp_path / "server", "--memory-limit", f"{MEMORY}MB", "--stage-folders", str(place)) as server:
        with server.connect(client_session_keep_alive=False) as connection:
            cur = connection.cursor()
            cur.execute("CREATE DATABASE d")
            cur.execute(f"CREATE STAGE s URL = 'file://{place}/'")
            cur.execute(f"CREATE TABLE t ({columns})")
            kind = "JSON" if "json" in name else "CSV"
            result = cur.execute(f"COPY INTO t FROM {copied} FILE_FORMAT = (TYPE = {kind})").fetchall()
            assert [line[1:4] for line in result] == [("LOADED", rows, rows)]
            assert cur.execute("SELECT COUNT(*), COUNT(DISTINCT id), MAX(id), COUNT(DISTINCT name) FROM t").fetchall() \
                == [(rows, BLOCK_ROWS, BLOCK_ROWS - 1, BLOCK_ROWS)]
        peak = peak_mb(server)
    print(f"{name}: {rows:,} rows, {peak:.0f} MB at most")
    assert peak < MOST

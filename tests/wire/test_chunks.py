"""The chunks of a large result over plain HTTP."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

ROWS = 100_000


def fetch(url):
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    connection.request("GET", place.path)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type"), answer.read()


def large(session):
    data = session.query(f"SELECT SEQ4(), RPAD('', 100, 'x') FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))")["data"]
    assert data["total"] == data["returned"] == ROWS
    return data


def test_the_rows_of_all_chunks_follow_those_of_the_answer(server):
    session = server.raw()
    session.login()
    data = large(session)
    assert len(data["chunks"]) > 1
    rows = data["rowset"]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda chunk: fetch(chunk["url"]), data["chunks"]))
    for chunk, (status, kind, body) in zip(data["chunks"], parts):
        assert status == 200 and kind == "application/octet-stream"
        assert len(body) == chunk["uncompressedSize"] == chunk["compressedSize"]
        part = json.loads(b"[" + body + b"]")
        assert len(part) == chunk["rowCount"]
        rows += part
    assert [int(row[0]) for row in rows] == list(range(ROWS))


def test_a_chunk_is_read_twice_and_after_the_session(server):
    session = server.raw()
    session.login()
    url = large(session)["chunks"][0]["url"]
    first = fetch(url)
    session.close()
    assert fetch(url) == first


def test_a_key_is_not_guessed(server):
    session = server.raw()
    session.login()
    url = large(session)["chunks"][0]["url"]
    key = url.rpartition("/")[2].partition(".")[0]
    assert len(key) == 32
    base = url.rpartition("/")[0]
    for bad in (f"{base}/{key}.9999", f"{base}/{key}.-1", f"{base}/{key}", f"{base}/{key}.x", f"{base}/{'0' * 32}.0", f"{base}/..%2f{key}.0",
                f"{base}/{key[:-1]}.0"):
        assert fetch(bad)[0] == 404, bad

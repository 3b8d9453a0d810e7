"""Results that are made while they are fetched: what fails in the middle, what is cancelled, what memory they take."""

import json
import threading
import time
import uuid

import pytest

ARROW = {"CLIENT_APP_ID": "PythonConnector", "CLIENT_APP_VERSION": "4.6.0"}


def numbers(expression, rows):
    return (f"SELECT {expression} AS v, n, 'a text that is not short ' || n AS t "
            f"FROM (SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => {rows})))")


def kept_files(server):
    return list((server.folder / "data" / "results").iterdir())


def download(session, url):
    status, _, content = session.request("GET", "/" + url.split("/", 3)[3])
    assert status == 200, content[:200]
    return content


def json_rows(session, data):
    rows = list(data["rowset"])
    for chunk in data.get("chunks", []):
        content = download(session, chunk["url"])
        part = json.loads(b"[" + content + b"]")
        assert len(part) == chunk["rowCount"] and len(content) == chunk["uncompressedSize"]
        rows += part
    return rows


@pytest.fixture
def server(start_server):
    return start_server()


def peak_kb(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def login(server, **data):
    session = server.raw()
    session.login(**data)
    return session


def test_an_overflow_after_many_rows_begins_anew_with_wide_integers(server):
    session = login(server)
    answer = session.query(numbers("n * IFF(n < 990000, 1, 10000000000000000)", 1_000_000))
    assert answer["success"], answer
    rows = json_rows(session, answer["data"])
    assert len(rows) == answer["data"]["total"] == 1_000_000
    assert sorted(int(row[1]) for row in rows) == list(range(1_000_000))
    assert all(int(row[0]) == int(row[1]) * (1 if int(row[1]) < 990000 else 10**16) for row in rows)
    session.close()


def test_an_error_after_many_rows_leaves_nothing_and_a_session_that_goes_on(server):
    session = login(server)
    session.rows("CREATE DATABASE d")
    session.rows("CREATE TABLE d.public.t (a INT)")
    before = kept_files(server)
    session.rows("BEGIN")
    session.rows("INSERT INTO d.public.t VALUES (1), (2)")
    last = session.rows("SELECT LAST_QUERY_ID()")
    for _ in range(2):
        answer = session.query(numbers("1 / (n - 990000)", 1_000_000))
        assert not answer["success"] and answer["code"] == "100051", answer
        assert "rowset" not in (answer["data"] or {}) and "chunks" not in (answer["data"] or {})
        assert kept_files(server) == before
    assert session.rows("SELECT LAST_QUERY_ID(-2)") == last
    assert session.rows("SELECT SUM(a) FROM d.public.t") == [["3"]]
    session.rows("COMMIT")
    assert session.rows("SELECT COUNT(*) FROM d.public.t") == [["2"]]
    session.close()


def test_a_cancel_while_rows_are_written_ends_the_statement(server):
    session, other = login(server), login(server)
    request = str(uuid.uuid4())
    answers = []
    before = len(kept_files(server))
    thread = threading.Thread(target=lambda: answers.append(session.post(
        f"/queries/v1/query-request?requestId={request}",
        {"sqlText": numbers("n", 200_000_000), "asyncExec": False, "sequenceId": 1})))
    thread.start()
    deadline = time.monotonic() + 60
    while len(kept_files(server)) == before and time.monotonic() < deadline:
        time.sleep(0.01)  # Until the first rows are on the disk.
    other.token = session.token
    began = time.monotonic()
    assert other.post(f"/queries/v1/abort-request?requestId={uuid.uuid4()}",
                      {"sqlText": "", "requestId": request})["success"]
    thread.join(timeout=60)
    assert time.monotonic() - began < 20
    assert answers[0]["code"] == "000604" and len(kept_files(server)) == before
    assert session.rows("SELECT 1") == [["1"]]
    session.close()


def test_a_timeout_while_rows_are_written_ends_the_statement(server):
    session = login(server)
    before = len(kept_files(server))
    session.rows("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    answer = session.query(numbers("n", 200_000_000))
    assert answer["code"] == "000630", answer
    assert len(kept_files(server)) == before
    session.close()


def test_ten_million_rows_take_little_memory(start_server):
    server = start_server("--memory-limit", "192MB")
    session = login(server, **ARROW)
    answer = session.query(
        "SELECT n, n * 2 AS b, n / 3 AS c, 'name ' || n AS d, DATEADD(day, n % 10000, '2020-01-01'::DATE) AS e,"
        " n % 2 = 0 AS f FROM (SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 10000000)))")
    assert answer["success"], answer
    data = answer["data"]
    assert data["total"] == 10_000_000 and len(data["chunks"]) > 50
    assert sum(chunk["rowCount"] for chunk in data["chunks"]) < data["total"]
    assert peak_kb(server) < 512 * 1024
    session.close()

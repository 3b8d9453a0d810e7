"""Results that are made while they are fetched: what fails in the middle, what is cancelled, what memory they take."""

import json
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness import PROGRAM, Server, until

ARROW = {"CLIENT_APP_ID": "PythonConnector", "CLIENT_APP_VERSION": "4.6.0"}


def numbers(expression, rows):
    return (f"SELECT {expression} AS v, n, 'a text that is not short ' || n AS t "
            f"FROM (SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => {rows})))")


def results_files(server, of_small):
    return [file for file in (server.folder / "data" / "results").iterdir() if (file.suffix == ".small") == of_small]


def kept_files(server):
    return results_files(server, of_small=False)


def path_of(data):
    return "/" + data["chunks"][0]["url"].split("/", 3)[3]


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
    for _ in range(6):
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


# ---- what is kept ----

EVERY_TYPE = (
    "SELECT n, n::NUMBER(10,2) / 4 AS d, n::FLOAT / 3 AS f, 'text ' || n AS t, n % 2 = 0 AS b,"
    " DATEADD(day, n % 9999, '1990-01-01'::DATE) AS da, TIMEADD(second, n % 86400, '00:00:00.123456789'::TIME(9)) AS ti,"
    " TIMESTAMPADD(second, -n, '2001-02-03 04:05:06.789012345'::TIMESTAMP_NTZ(9)) AS nt,"
    " TIMESTAMPADD(second, n, '2001-02-03 04:05:06.789'::TIMESTAMP_NTZ(3)) AS n3,"
    " ('2001-02-03 04:05:06.789012345 ' || IFF(n % 2 = 0, '+02:00', '-09:30'))::TIMESTAMP_TZ(9) AS tz,"
    " TO_BINARY('00FF' || LPAD(n, 10, '0'), 'HEX') AS bi, OBJECT_CONSTRUCT('n', n, 'd', '2020-01-01'::DATE) AS o,"
    " ARRAY_CONSTRUCT(n, NULL, 'x') AS a, n::VARIANT AS v, (n / 8)::DECFLOAT AS df, TO_GEOGRAPHY('POINT(1 2)') AS g,"
    " [n, 1]::VECTOR(INT, 2) AS ve, IFF(n % 3 = 0, NULL, n * 10000000000000000000) AS w, NULL AS nothing"
    " FROM (SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => {})))")


def get_result(session, query_id):
    _, _, content = session.request("GET", f"/queries/{query_id}/result")
    return json.loads(content)


def test_a_result_of_every_type_is_scanned_as_it_was(server):
    session = login(server)
    for count in (5, 60_000):
        first = session.query(EVERY_TYPE.format(count))
        assert first["success"], first
        assert bool(first["data"].get("chunks")) == (count > 5)
        again = session.query(f"SELECT * FROM TABLE(RESULT_SCAN('{first['data']['queryId']}'))")
        assert again["success"], again
        types = [[(c["name"], c["type"], c["scale"], c["precision"]) for c in answer["data"]["rowtype"]] for answer in (first, again)]
        assert types[0] == types[1]
        rows = json_rows(session, first["data"])
        assert json_rows(session, again["data"]) == rows and len(rows) == count
        sums = session.rows(f"SELECT COUNT(*), SUM(n), COUNT(DISTINCT o), SUM(o:n), COUNT(DISTINCT tz), MAX(LENGTH(t)), SUM(w)"
                            f" FROM TABLE(RESULT_SCAN('{first['data']['queryId']}')) WHERE n >= 0")
        total = count * (count - 1) // 2
        wide = sum(n * 10**19 for n in range(count) if n % 3)
        assert sums == [[str(count), str(total), str(count), str(total), "2", str(len(f"text {count - 1}")), str(wide)]]
    session.close()


def test_a_flow_takes_results_of_any_size(server):
    session = login(server)
    rows = session.rows("SELECT SEQ8() AS n, 'some text that is long enough ' || SEQ8() AS t FROM TABLE(GENERATOR(ROWCOUNT => 1000000))"
                        " ->> SELECT COUNT(*), SUM(n), MAX(LENGTH(t)) FROM $1")
    assert rows == [["1000000", str(999_999 * 500_000), "36"]]
    session.close()


def test_results_survive_a_server_that_is_killed(start_server):
    server = start_server()
    session = login(server, **ARROW)
    large = session.query(numbers("n", 300_000))["data"]
    mixed = session.query(EVERY_TYPE.format(20_000))["data"]
    bytes_before = [download(session, chunk["url"]) for chunk in large["chunks"]]
    server.wait_until_results_are_whole()
    server.stop(kill=True)
    (server.folder / "data" / "results" / "0123.part").write_bytes(b"torn")
    server.start()
    session = login(server, **ARROW)
    assert [download(session, chunk["url"]) for chunk in large["chunks"]] == bytes_before
    assert len(kept_files(server)) == 2
    again = get_result(session, large["queryId"])
    assert again["success"], again
    again = again["data"]
    for name in ("rowsetBase64", "total", "rowtype", "queryResultFormat", "statementTypeId"):
        assert again[name] == large[name], name
    assert [chunk["url"].rsplit("/")[-1] for chunk in again["chunks"]] == [
        chunk["url"].rsplit("/")[-1] for chunk in large["chunks"]]
    again = get_result(session, mixed["queryId"])["data"]
    assert [download(session, chunk["url"]) for chunk in again["chunks"]] == [
        download(session, chunk["url"]) for chunk in mixed["chunks"]]
    other = login(server)  # Reads JSON: written anew from what is kept.
    data = get_result(other, large["queryId"])["data"]
    assert data["queryResultFormat"] == "json"
    assert sorted(int(row[0]) for row in json_rows(other, data)) == list(range(300_000))
    assert other.rows(f"SELECT COUNT(*), SUM(n) FROM TABLE(RESULT_SCAN('{large['queryId']}'))") == [
        ["300000", str(299_999 * 150_000)]]
    status = json.loads(other.request("GET", f"/monitoring/queries/{large['queryId']}")[2])
    assert status["data"]["queries"][0]["status"] == "SUCCESS"


def is_saved(server, query_id):
    return any(query_id.encode() in file.read_bytes() for file in results_files(server, of_small=True))


@pytest.mark.parametrize("kill", [False, True], ids=["a clean stop", "a kill"])
def test_small_results_survive(start_server, kill):
    """A kill forgets what ended less than half a second before."""
    server = start_server()
    session = login(server)
    answer = session.query(EVERY_TYPE.format(3))
    shown = session.query("SHOW PARAMETERS LIKE 'TIMEZONE'")
    if kill:
        until(lambda: is_saved(server, shown["data"]["queryId"]))
        session.query("SELECT 'just before'")
    server.stop(kill)
    for file in results_files(server, of_small=True):
        assert file.stat().st_mode & 0o777 == 0o600
        with file.open("ab") as torn:
            torn.write(b"torn")
    server.start()
    session = login(server)
    for before in (answer, shown):
        again = get_result(session, before["data"]["queryId"])
        assert again["data"]["rowset"] == before["data"]["rowset"]
        assert again["data"]["rowtype"] == before["data"]["rowtype"]
    found = session.rows(f"SELECT \"value\" FROM TABLE(RESULT_SCAN('{shown['data']['queryId']}'))")
    assert found == [[shown["data"]["rowset"][0][1]]]
    assert session.rows(f"SELECT SUM(o:n) FROM TABLE(RESULT_SCAN('{answer['data']['queryId']}'))") == [["3"]]


def test_a_result_is_its_users_alone_and_its_chunks_are_for_who_has_the_url(server):
    session = login(server)
    session.rows("CREATE USER ann PASSWORD = 'a password' MUST_CHANGE_PASSWORD = FALSE")
    data = session.query(numbers("n", 100_000))["data"]
    other = login(server, user="ann", password="a password")
    assert get_result(other, data["queryId"])["code"] == "000612"
    assert not other.query(f"SELECT * FROM TABLE(RESULT_SCAN('{data['queryId']}'))")["success"]
    url = data["chunks"][0]["url"]
    key, _, part = url.rsplit("/")[-1].partition(".")
    assert len(key) == 32 and len(set(key)) > 5
    content = download(session, url)
    other.token = None
    assert download(other, url) == content
    for wrong in (f"{key}.0.0", f"{key}.99", f"{key}.-1", f"{key}.", key, f"{key[:-1]}.{part}", f"{key}.1x", "../snowglobe.duckdb"):
        assert other.request("GET", f"/results/{wrong}")[0] == 404


def test_chunks_are_downloaded_in_parallel_and_more_than_once(server):
    data = login(server).query(numbers("n", 400_000))["data"]
    urls = [chunk["url"] for chunk in data["chunks"]] * 4
    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(lambda url: download(server.raw(), url), urls))
    for i, chunk in enumerate(data["chunks"]):
        copies = contents[i::len(data["chunks"])]
        assert len(copies) == 4 and len(set(copies)) == 1 and len(copies[0]) == chunk["uncompressedSize"]


def test_the_oldest_results_go_by_size_and_by_age(start_server):
    server = start_server("--result-limit", "20MB", "--result-seconds", "3")
    session = login(server)
    first = session.query(numbers("n", 200_000))["data"]
    second = session.query(numbers("n", 200_000))["data"]
    assert session.request("GET", path_of(first))[0] == 404
    assert session.request("GET", path_of(second))[0] == 200
    deadline = time.monotonic() + 30
    while session.request("GET", path_of(second))[0] == 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert kept_files(server) == []
    assert get_result(session, first["queryId"])["code"] in (None, "000612")



def test_a_full_disk_is_a_clear_error_and_leaves_nothing(tmp_path):
    program = tmp_path / "small_disk"
    program.write_text(f'#!/bin/bash\nulimit -f 12000\nexec "{Path(PROGRAM).resolve()}" "$@"\n')
    program.chmod(0o755)
    with Server(tmp_path / "s", program=program) as server:
        session = login(server)
        for _ in range(2):
            answer = session.query(numbers("n", 2_000_000))
            assert not answer["success"] and answer["code"] == "000603", answer
            assert "could not be written: File too large" in answer["message"]
            assert kept_files(server) == []
        data = session.query(numbers("n", 20_000))["data"]
        assert len(json_rows(session, data)) == 20_000
        assert server.stop() == 0


def test_a_killed_server_is_an_error_and_the_connector_reads_on_after_its_start(start_server):
    server = start_server()
    raw = login(server)
    data = raw.query(numbers("n", 300_000))["data"]
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(numbers("n", 200_000))
        query = cursor.sfqid
        server.wait_until_results_are_whole()
        server.stop(kill=True)
        with pytest.raises(OSError):
            download(server.raw(), data["chunks"][1]["url"])
        server.start()
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.get_results_from_sfqid(query)
        assert sum(row[0] for row in cursor.fetchall()) == 199_999 * 100_000


def test_clients_that_read_slowly_or_go_delay_nobody(server):
    session = login(server)
    data = session.query(numbers("n", 300_000))["data"]
    request = f"GET {path_of(data)} HTTP/1.1\r\nHost: 127.0.0.1:{server.http_port}\r\n\r\n".encode()
    readers = []
    for _ in range(300):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(60)
        reader.connect(("127.0.0.1", server.http_port))
        reader.sendall(request)
        assert reader.recv(64).startswith(b"HTTP/1.1 200")
        readers.append(reader)
    began = time.monotonic()
    assert session.rows("SELECT 1") == [["1"]]
    whole = download(session, data["chunks"][0]["url"])
    assert time.monotonic() - began < 20
    for reader in readers[:-1]:
        reader.close()  # In the middle of the chunk.
    content = b""
    while not content.endswith(whole[-100:]):
        content += readers[-1].recv(1 << 20)
    readers[-1].close()
    assert whole.endswith(content[-len(whole) // 2:])
    assert download(session, data["chunks"][0]["url"]) == whole
    session.close()

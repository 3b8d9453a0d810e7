"""What clients and networks do wrong, and a server that is told to stop meanwhile: others are served, nothing is lost."""

import json
import os
import signal
import socket
import struct
import threading
import time
import uuid

import pytest

from harness import Server, until

LONG = "SELECT SYSTEM$WAIT(60)"
LARGE = "SELECT SEQ8() AS n, REPEAT('x', 400) AS s FROM TABLE(GENERATOR(ROWCOUNT => 200000))"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("faulty")) as server:
        yield server


@pytest.fixture
def session(faulty):
    session = faulty.raw()
    session.login()
    yield session
    session.close()


def connect(server, receive_buffer=None):
    plain = socket.socket()
    if receive_buffer:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    plain.settimeout(60)
    plain.connect(("127.0.0.1", server.http_port))
    return plain


def reset(plain):
    """Closes without a word of farewell."""
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plain.close()


def query_bytes(token, sql, request=None, **fields):
    body = json.dumps({"sqlText": sql, **fields}).encode()
    return (f"POST /queries/v1/query-request?requestId={request or uuid.uuid4()} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Snowflake Token=\"{token}\"\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def read_answer(file):
    """One answer from a socket's file: status, headers, body."""
    status = int(file.readline().split()[1])
    headers = {}
    while (line := file.readline().strip()):
        name, value = line.split(b":", 1)
        headers[name.decode().lower()] = value.strip().decode()
    return status, headers, file.read(int(headers["content-length"]))


def chunk_request(session):
    """The bytes that ask for a chunk of a large result, and how many rows it has."""
    chunk = session.query(LARGE)["data"]["chunks"][0]
    path = chunk["url"].split("/", 3)[3]
    return f"GET /{path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


# ---- clients that are slow, or gone ----

def test_two_thousand_slow_readers_keep_nobody_waiting(faulty, session):
    """They ask for 8 MB or so each and take a byte now and then; what they do not take stays in the server's files."""
    asked = chunk_request(session)
    files, memory = open_files(faulty), faulty.memory_kb()
    slow = [connect(faulty, receive_buffer=4096) for _ in range(2000)]
    try:
        for plain in slow:
            plain.sendall(asked)
        other, times = faulty.raw(), []
        other.login()
        for number in range(400):
            for plain in slow[number * 5:number * 5 + 5]:
                assert plain.recv(1)
            began = time.monotonic()
            assert other.rows(f"SELECT {number}") == [[str(number)]]
            times.append(time.monotonic() - began)
        other.close()
        times.sort()
        assert times[395] < 1.0, f"99 of 100 take at most {times[395]:.3f} s"
        assert faulty.memory_kb() - memory < 512 * 1024
    finally:
        for plain in slow:
            reset(plain)
    until(lambda: open_files(faulty) < files + 100)
    assert session.rows("SELECT 1") == [["1"]]


def test_clients_gone_in_the_middle_of_chunks_and_of_bodies_leave_nothing(faulty, session):
    asked = chunk_request(session)
    large_inline = query_bytes(session.token, "SELECT REPEAT('x', 1000) FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    half = query_bytes(session.token, "SELECT " + "1 + " * 10000 + "1")[:-20000]
    files = open_files(faulty)
    for number in range(60):
        plain = connect(faulty, receive_buffer=4096)
        plain.sendall([asked, large_inline, half][number % 3])
        if number % 3 < 2:
            assert plain.recv(50 + number).startswith(b"HTTP/1.1 200")
        reset(plain)
    until(lambda: open_files(faulty) <= files + 2)
    assert session.rows("SELECT 1") == [["1"]]


def test_a_change_whose_client_is_gone_is_made_once_and_answered_to_who_asks_again(faulty, session):
    session.rows("CREATE OR REPLACE DATABASE gone")
    session.rows("CREATE TABLE t (a INT)")
    request = str(uuid.uuid4())
    sql = "INSERT INTO t SELECT 1 FROM (SELECT SYSTEM$WAIT(300, 'MILLISECONDS') AS w) WHERE w IS NOT NULL"
    plain = connect(faulty)
    plain.sendall(query_bytes(session.token, sql, request))
    reset(plain)
    answer = session.post(f"/queries/v1/query-request?requestId={request}&retryCount=1&retryReason=0", {"sqlText": sql})
    assert answer["success"] and answer["data"]["rowset"] == [["1"]]
    assert session.rows("SELECT COUNT(*) FROM t") == [["1"]]
    session.rows("DROP DATABASE gone")


# ---- many at once, in halves, in a row ----

def test_five_hundred_requests_of_one_session_are_answered_while_others_go_on(faulty, session):
    first = connect(faulty)
    first.sendall(query_bytes(session.token, "SELECT SYSTEM$WAIT(3)"))
    time.sleep(0.2)
    queued = [connect(faulty) for _ in range(500)]
    for number, plain in enumerate(queued):
        plain.sendall(query_bytes(session.token, f"SELECT {number}"))
    other, slowest = faulty.raw(), 0
    other.login()
    for number in range(50):
        began = time.monotonic()
        assert other.rows(f"SELECT {number}") == [[str(number)]]
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 2, slowest
    assert session.post("/session/heartbeat", b"")["success"]
    for number, plain in enumerate(queued):
        status, _, body = read_answer(plain.makefile("rb"))
        assert status == 200 and json.loads(body)["data"]["rowset"] == [[str(number)]]
        plain.close()
    first.close()
    other.close()


def test_a_request_in_many_pieces_is_one_request(faulty, session):
    whole = query_bytes(session.token, "SELECT 'in pieces'")
    plain = connect(faulty)
    for at in range(0, len(whole), 7):
        plain.sendall(whole[at:at + 7])
        time.sleep(0.001)
    assert json.loads(read_answer(plain.makefile("rb"))[2])["data"]["rowset"] == [["in pieces"]]
    plain.close()


def test_requests_sent_in_a_row_are_answered_in_their_order(faulty, session):
    plain = connect(faulty)
    plain.sendall(b"".join(query_bytes(session.token, f"SELECT {number}") for number in range(20)))
    file = plain.makefile("rb")
    answers = [json.loads(read_answer(file)[2])["data"]["rowset"] for _ in range(20)]
    assert answers == [[[str(number)]] for number in range(20)]
    plain.close()


# ---- a server that stops ----

def begin_long(server, sql):
    """Asks for a long statement on a line of its own; gives the list that its answer comes into, and the thread."""
    asking, answers = server.raw(), []
    asking.login("snowglobe", "snowglobe", "?databaseName=STOPPED&schemaName=PUBLIC")
    thread = threading.Thread(target=lambda: answers.append(asking.query(sql)))
    thread.start()
    return answers, thread


def test_a_server_that_stops_ends_what_runs_and_sends_new_ones_away(tmp_path):
    with Server(tmp_path, "--grace-seconds", "2") as server:
        session = server.raw()
        session.login()
        session.rows("CREATE DATABASE stopped")
        session.rows("CREATE TABLE t (a INT)")
        session.rows("INSERT INTO t VALUES (1)")
        cancelled, waits = begin_long(server, LONG)
        changing, changes = begin_long(server, "UPDATE t SET a = 2 WHERE (SELECT SYSTEM$WAIT(60)) IS NOT NULL")
        in_time, ends = begin_long(server, "INSERT INTO t SELECT 10 FROM (SELECT SYSTEM$WAIT(1) AS w) WHERE w IS NOT NULL")
        session.query("SELECT SYSTEM$WAIT(200, 'MILLISECONDS')")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: "stopping" in server.log_text())
        time.sleep(0.1)
        status, headers, _ = session.request("POST", f"/queries/v1/query-request?requestId={uuid.uuid4()}",
                                             json.dumps({"sqlText": "INSERT INTO t VALUES (99)"}).encode())
        assert status == 503 and int(headers["Retry-After"]) > 0
        for thread in (waits, changes, ends):
            thread.join(30)
        assert cancelled[0]["code"] == "000604" and changing[0]["code"] == "000604"
        assert in_time[0]["success"] and in_time[0]["data"]["rowset"] == [["1"]]
        assert server.process.wait(30) == 0 and "stopped" in server.log_text().splitlines()[-1]
    with Server(tmp_path) as server:
        session = server.raw()
        session.login("snowglobe", "snowglobe", "?databaseName=STOPPED&schemaName=PUBLIC")
        assert session.rows("SELECT a FROM t ORDER BY a") == [["1"], ["10"]]


def test_asynchronous_statements_end_with_the_server(tmp_path):
    with Server(tmp_path, "--grace-seconds", "0") as server:
        session = server.raw()
        session.login()
        for _ in range(20):
            assert session.query(LONG, asyncExec=True)["code"] == "333334"
        began = time.monotonic()
        assert server.stop() == 0 and time.monotonic() - began < 10

"""What no client should send: each gets an error in the protocol's own form, and the server lives on."""

import gzip
import json
import socket
import threading
import time
import uuid

import pytest

from harness import Server

QUERY = "/queries/v1/query-request?requestId="
LOGIN = "/session/v1/login-request"
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("bad")) as server:
        yield server
        assert server.is_alive(), server.log_text()[-4000:]


@pytest.fixture
def session(server):
    """A session that works; after the test it must still."""
    session = server.raw()
    session.login()
    yield session
    assert server.is_alive(), server.log_text()[-4000:]
    assert session.rows("SELECT 1") == [["1"]]
    session.close()


def is_error(answer):
    """An error in the form that every client reads: text codes, a message, no success."""
    assert answer["success"] is False
    assert isinstance(answer["code"], str) and len(answer["code"]) == 6 and answer["code"].isdigit()
    assert isinstance(answer["message"], str) and answer["message"]
    return answer["code"]


def query_path():
    return QUERY + str(uuid.uuid4())


# ---- bodies ----

MALFORMED = [
    b"", b"{", b"null", b"[]", b"42", b'"text"', b"{}", b"not json", b'{"sqlText": }', b'{"sqlText": "SELECT 1"',
    b'{"sqlText": "SELECT 1"} trailing', b'{"sqlText": null}', b'{"sqlText": 1}', b'{"sqlText": ["SELECT 1"]}',
    b'{"sqlText": "SELECT ?", "bindings": "x"}', b'{"sqlText": "SELECT ?", "bindings": {"1": 5}}',
    b'{"sqlText": "SELECT ?", "bindings": {"1": {"type": "FIXED", "value": [["1"]]}}}',
    b'{"sqlText": "SELECT ?", "bindings": {"1": {"type": "FIXED", "value": {"a": 1}}}}',
    b'{"sqlText": "SELECT ?", "bindings": {"1": {"type": "FIXED", "value": "abc"}}}',
    b'{"sqlText": "SELECT ?", "bindings": {"0": {"type": "FIXED", "value": "1"}}}',
    b'{"sqlText": "SELECT ?", "bindings": {"x": {"type": "FIXED", "value": "1"}}}',
    b'{"sqlText": "SELECT ?", "bindings": {"99999999999": {"type": "FIXED", "value": "1"}}}',
    b'{"sqlText": "SELECT ?"}', b'{"sqlText": "SELECT \xff\xfe"}', b'{"sqlText": "SELECT \'\\ud800\'"}',
    b'{"sqlText": "SELECT 1\\u0000, 2"}', b"\x00\x01\x02\x03", b'\xef\xbb\xbf{"sqlText": 1}',
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:60]))
def test_malformed_bodies_get_an_error(session, body):
    is_error(session.post(query_path(), body))


def test_deeply_nested_json_gets_an_error(session):
    is_error(session.post(query_path(), b'{"sqlText": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"))
    is_error(session.post(query_path(), b'{"a": ' * 100_000))


@pytest.mark.parametrize("extra", [
    {"unknown": {"deep": [1, 2, {"x": None}]}, "asyncExec": None, "sequenceId": "seven"},
    {"asyncExec": False, "bindings": None, "parameters": None, "bindStage": None, "describeOnly": False},
    {"queryContextDTO": {"entries": [{"id": 1}]}, "dataframeAst": "x", "isInternal": True},
], ids=["unknown", "nulls", "others"])
def test_fields_that_are_not_known_change_nothing(session, extra):
    answer = session.post(query_path(), {"sqlText": "SELECT 1", **extra})
    assert answer["success"] and answer["data"]["rowset"] == [["1"]]


def test_wrong_types_of_fields_are_errors_or_ignored_but_answered(session):
    for field in ("asyncExec", "describeOnly", "parameters", "bindings", "sequenceId", "bindStage"):
        for value in ("x", 17, 1.5, [], [1], {"a": {"b": 1}}, "\u0000"):
            answer = session.post(query_path(), {"sqlText": "SELECT 1", field: value})
            assert answer["success"] or is_error(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"data": 1}', b'{"data": {}}', b'{"data": null}',
                                  b'{"data": {"LOGIN_NAME": 1, "PASSWORD": 2}}',
                                  b'{"data": {"LOGIN_NAME": "snowglobe", "PASSWORD": null}}',
                                  b'{"data": {"LOGIN_NAME": "\xff", "PASSWORD": "x"}}',
                                  b'{"data": {"LOGIN_NAME": "x", "PASSWORD": "' + b"p" * MEGABYTE + b'"}}'],
                         ids=lambda body: repr(body[:50]))
def test_malformed_logins_are_refused(server, session, body):
    is_error(server.raw().post(LOGIN, body))


def test_session_parameters_of_any_kind_do_not_hinder_a_login(server, session):
    other = server.raw()
    assert other.login(SESSION_PARAMETERS={"NOSUCH": 1, "TIMEZONE": {"a": 1}, "AUTOCOMMIT": "maybe",
                                           "QUERY_TAG": "x" * 10_000, "": None})["success"]
    other.close()


# ---- gzip ----

def gzip_post(session, body):
    return session.post(query_path(), body, {"Content-Encoding": "gzip"})


def test_a_gzip_body_is_read(session):
    answer = gzip_post(session, gzip.compress(json.dumps({"sqlText": "SELECT 7"}).encode()))
    assert answer["data"]["rowset"] == [["7"]]


@pytest.mark.parametrize("body", [
    b"not gzip", b"\x1f\x8b", b"",
    gzip.compress(b'{"sqlText": "SELECT 1"}')[:-6],
    gzip.compress(b'{"sqlText": "SELECT 1"}')[:15],
    gzip.compress(b'{"sqlText": "SELECT 1"}').replace(b"\x1f\x8b\x08", b"\x1f\x8b\x07", 1),
], ids=["text", "head", "empty", "without-tail", "cut", "method"])
def test_bad_gzip_is_an_error(server, session, body):
    status, _, content = session.request("POST", query_path(), body, {"Content-Encoding": "gzip"})
    assert status in (200, 400)
    if status == 200:
        is_error(json.loads(content))


def test_a_gzip_bomb_is_refused_in_small_memory(server, session):
    bomb = gzip.compress(b" " * (1024 * MEGABYTE), 9)
    before = server.memory_kb()
    status, _, content = session.request("POST", query_path(), bomb, {"Content-Encoding": "gzip"})
    assert status in (200, 413)
    if status == 200:
        is_error(json.loads(content))
    assert server.memory_kb() - before < 600 * 1024


# ---- statements ----

def test_a_statement_of_50_mb_gets_an_error(session):
    code = is_error(session.query("SELECT '" + "x" * (50 * MEGABYTE) + "'"))
    assert code == "001795"


def test_a_statement_of_one_megabyte_runs(session):
    text = "x" * MEGABYTE
    assert session.rows(f"SELECT LENGTH('{text}')") == [[str(MEGABYTE)]]


@pytest.mark.parametrize("sql", [
    "SELECT " + "(" * 10_000 + "1" + ")" * 10_000,
    "SELECT " + "(" * 10_000,
    "SELECT " + ")" * 10_000,
    "SELECT " + "(SELECT " * 10_000 + "1" + ")" * 10_000,
    "SELECT " + "ABS(" * 10_000 + "1" + ")" * 10_000,
    "SELECT " + "NOT " * 100_000 + "TRUE",
    "SELECT " + "- " * 100_000 + "1",
    "SELECT 1" + " + 1" * 100_000,
    "SELECT 1 WHERE " + " OR ".join(f"1 = {n}" for n in range(50_000)),
    "SELECT " + "CASE WHEN TRUE THEN " * 5_000 + "1" + " END" * 5_000,
    "SELECT 1" + " UNION ALL SELECT 1" * 10_000,
    "SELECT * FROM " + "(SELECT * FROM " * 5_000 + "t" + ")" * 5_000,
    "SELECT " + "[" * 10_000 + "]" * 10_000,
    "SELECT '1'" + "::INT::VARCHAR" * 10_000,
    "SELECT " + ", ".join(f"{n} AS c{n}" for n in range(5_000)),
    "SELECT 1 IN (" + ", ".join(map(str, range(100_000))) + ")",
    "SELECT v" + ":a" * 20_000 + " FROM (SELECT PARSE_JSON('{}') AS v)",
    "SELECT PARSE_JSON('" + "[" * 100_000 + "')",
    "SELECT PARSE_JSON('" + "[" * 100_000 + "]" * 100_000 + "')",
    "WITH " + ", ".join(f"a{n} AS (SELECT 1 AS x)" for n in range(3_000)) + " SELECT 1",
    "SELECT REPEAT('x', 100000000000)",
    "SELECT '" + "%" * 10_000 + "' LIKE '" + "%_" * 5_000 + "'",
    "SELECT REGEXP_LIKE('" + "a" * 40 + "b', '(a*)*(a*)*(a*)*c')",
], ids=lambda sql: sql[:28])
def test_statements_without_measure_are_answered(session, sql):
    answer = session.query(sql)
    assert answer["success"] or is_error(answer)


@pytest.mark.parametrize("sql", [
    "", " ", ";", "--", "/*", "/* open", "'", '"', "$$", "SELECT $$open", "SELECT 'open", 'SELECT "open', "SELECT \\",
    "SELECT 'a\\", "\x01", "SELECT \x7f", "SELECT `a`", "SELECT ?", "SELECT :1 : : 1",
    "SELECT 1e999999", "SELECT .", "SELECT ..", "SELECT 1..2",
    "SELECT * FROM", "SELECT FROM WHERE", "CREATE", "CREATE TABLE", "DROP", "ALTER SESSION SET", "SELECT ,", "(((", ")))",
    "SELECT 1 1 1", "SELECT \u202e1", "SELECT \U0001f4a9", "INSERT INTO", "MERGE", "SELECT 1;;;; SELECT", "\ufeffSELECT",
], ids=lambda sql: repr(sql[:30]))
def test_what_is_no_statement_is_an_error(session, sql):
    is_error(session.query(sql))


def test_two_statements_where_one_is_allowed_are_refused(session):
    assert is_error(session.query("SELECT 1; SELECT 2")) == "000008"
    session.rows("CREATE DATABASE two")
    session.rows("CREATE TABLE t (a INT)")
    is_error(session.query("INSERT INTO t VALUES (1); DROP TABLE t"))
    assert session.rows("SELECT COUNT(*) FROM t") == [["0"]]
    assert session.rows("SELECT 1;") == [["1"]]
    assert session.rows("SELECT ';--' ; -- end") == [[";--"]]
    session.rows("DROP DATABASE two")


@pytest.mark.parametrize("sql", [
    "ATTACH '/tmp/x.db'", "PRAGMA database_list", "COPY (SELECT 1) TO '/tmp/x'", "INSTALL httpfs", "LOAD httpfs",
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM duckdb_settings()", "SELECT * FROM duckdb_tables()", "SELECT * FROM sqlite_master",
    "SELECT * FROM \"/etc/passwd\"", "SELECT getenv('HOME')", "SELECT current_setting('threads')", "CALL pragma_version()",
    "SET enable_external_access = true", "RESET ALL", "EXPORT DATABASE '/tmp/x'", "SELECT * FROM _snowglobe.users",
    "SELECT * FROM TABLE(read_csv('/etc/passwd'))", "CREATE MACRO m() AS 1", "SELECT * FROM glob('/*')", "CHECKPOINT",
    "SELECT sg_anything(1)", "SELECT query('SELECT 1')", "FROM t", "SUMMARIZE t", "DETACH snowglobe",
    "SELECT * FROM pg_catalog.pg_class", "SELECT rowid FROM (SELECT 1)",
], ids=lambda sql: sql[:34])
def test_the_engine_is_out_of_reach(session, sql):
    answer = session.query(sql)
    if sql.startswith("SET enable_external_access"):  # A variable of the session by Snowflake's rules.
        assert is_error(session.query("SELECT * FROM read_csv('/etc/passwd')"))
        return
    code = is_error(answer)
    assert code not in ("000603", "300002"), answer["message"]


def test_names_with_every_letter_stay_names(session):
    session.rows("CREATE DATABASE letters")
    for number, name in enumerate(["a'b", "a;b", "a--b", "a/*b", "a.b", "a\\b", "é\u0301", "💥", "x" * 255, " ", "\t", "%s", ""]):
        quoted = '"' + name.replace('"', '""') + '"'
        session.rows(f"CREATE TABLE {quoted} ({quoted} INT)")
        session.rows(f"INSERT INTO {quoted} ({quoted}) VALUES ({number})")
        assert session.rows(f"SELECT {quoted} FROM {quoted}") == [[str(number)]]
        session.rows(f"DROP TABLE {quoted}")
    session.rows("DROP DATABASE letters")


# ---- tokens ----

@pytest.mark.parametrize("header", [None, "", "Snowflake", 'Snowflake Token=""', 'Snowflake Token="None"', 'Snowflake Token="x',
                                    'Snowflake Token="' + "x" * 4000 + '"', "Bearer x", "Basic c25vd2dsb2JlOnNub3dnbG9iZQ=="])
def test_wrong_tokens_are_refused(server, session, header):
    stranger = server.raw()
    headers = {} if header is None else {"Authorization": header}
    for path in (query_path(), "/session/heartbeat", "/queries/v1/abort-request", "/session?delete=true",
                 "/session/token-request"):
        code = is_error(stranger.post(path, {"sqlText": "SELECT 1", "requestId": str(uuid.uuid4())}, headers))
        assert code.startswith("390")


def test_a_token_ends_with_its_session(server, session):
    other = server.raw()
    other.login()
    token = other.token
    other.close()
    other.token = token
    assert is_error(other.query("SELECT 1")) in ("390111", "390104", "390112")


def test_the_master_token_is_not_for_queries(server, session):
    other = server.raw()
    other.login()
    other.token, other.master = other.master, other.token
    is_error(other.query("SELECT 1"))
    is_error(other.post("/session/token-request", {"oldSessionToken": "x", "requestType": "RENEW"},
                        {"Authorization": f'Snowflake Token="{other.master}"'}))


def test_an_expired_token_says_so(tmp_path):
    with Server(tmp_path, "--token-seconds", "1", "--session-seconds", "60") as server:
        session = server.raw()
        session.login()
        assert session.rows("SELECT 1") == [["1"]]
        deadline = time.monotonic() + 20
        while (answer := session.query("SELECT 1"))["success"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert is_error(answer) == "390112"
        renewed = session.post("/session/token-request", {"oldSessionToken": session.token, "requestType": "RENEW"},
                               {"Authorization": f'Snowflake Token="{session.master}"'})
        session.token = renewed["data"]["sessionToken"]
        assert session.rows("SELECT 2") == [["2"]]


@pytest.mark.parametrize("wrong", ["01a1fe39-0f38-7000-82da-a97f79b402b0", "nonsense", "..", "%00", "x" * 3000, "%F0%28"])
def test_unknown_query_ids_are_errors(session, wrong):
    status, _, content = session.request("GET", f"/queries/{wrong}/result")
    assert status == 404 or is_error(json.loads(content))
    status, _, content = session.request("GET", f"/monitoring/queries/{wrong}")
    assert status == 404 or json.loads(content)["data"]["queries"] == []
    session.post(f"/queries/{wrong}/abort-request", {"requestId": wrong})


def test_without_a_session_no_result_is_given(server, session):
    query_id = session.query("SELECT 'mine'")["data"]["queryId"]
    status, _, content = server.raw().request("GET", f"/queries/{query_id}/result")
    assert status == 200 and is_error(json.loads(content)).startswith("3901")
    assert b"mine" not in content


def test_another_session_cannot_cancel_a_query(server, session):
    """Results are the user's, in all his sessions, as on the service; running queries are not."""
    other = server.raw()
    other.login()
    request = str(uuid.uuid4())
    answer = {}

    def run():
        answer.update(session.post(QUERY + request, {
            "sqlText": "SELECT SUM(SEQ8()) FROM TABLE(GENERATOR(ROWCOUNT => 20000000))"}))

    thread = threading.Thread(target=run)
    thread.start()
    for _ in range(5):
        other.post("/queries/v1/abort-request", {"sqlText": "x", "requestId": request})
    thread.join()
    assert answer["success"], answer
    other.close()


# ---- HTTP ----

@pytest.mark.parametrize("path", ["/nowhere", "/queries", "/queries/v1", "/queries/v2/query-request", "/session/v1",
                                  "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/queries//v1//nothing", "/" + "x" * 4000])
def test_unknown_paths_are_not_found(session, path):
    for method in ("GET", "POST"):
        assert session.request(method, path, b"" if method == "POST" else None)[0] in (404, 414, 431)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "NOSUCH"])
def test_other_verbs_are_refused(server, session, method):
    other = server.raw()
    status = other.request(method, "/queries/v1/query-request")[0]
    assert status in (404, 405, 501)


def raw_socket(server, data, timeout=20):
    """Sends bytes as they are; gives what comes back until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", server.http_port), timeout) as plain:
        try:
            plain.sendall(data)
            plain.settimeout(1)
            return plain.recv(65536)
        except (socket.timeout, ConnectionError):
            return b""


@pytest.mark.parametrize("data", [
    b"\r\n\r\n", b"GARBAGE\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 1000, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: " + b"x" * 1_000_000 + b"\r\n\r\n", b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
    b"POST /session/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /session/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /session/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /session/heartbeat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"POST /session/heartbeat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
], ids=lambda data: repr(data[:24]) + str(len(data)))
def test_what_is_no_http_does_no_harm(server, session, data):
    answer = raw_socket(server, data)
    assert not answer or answer.startswith(b"HTTP/1.")


def test_a_body_larger_than_its_bound_is_refused(server, session):
    head = f"POST {query_path()} HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 31}\r\n\r\n".encode()
    answer = raw_socket(server, head + b"x" * MEGABYTE)
    assert not answer or b" 413 " in answer.split(b"\r\n")[0] or b" 40" in answer.split(b"\r\n")[0]


def test_slow_and_vanishing_clients_hinder_nobody(server, session):
    body = json.dumps({"sqlText": "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 20000000))"}).encode()
    head = (f"POST {query_path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Snowflake Token=\"{session.token}\"\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode()
    slow = []
    for cut in (5, 40, len(head) - 2, len(head) + 5, len(head) + len(body) - 1, len(head) + len(body)):
        for _ in range(20):
            plain = socket.create_connection(("127.0.0.1", server.http_port), 20)
            plain.sendall((head + body)[:cut])
            slow.append(plain)
    begin = time.monotonic()
    for _ in range(20):
        assert session.rows("SELECT 1") == [["1"]]
    assert time.monotonic() - begin < 10
    for plain in slow:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        plain.close()
    assert session.rows("SELECT 2") == [["2"]]


def test_a_client_that_leaves_mid_answer_does_no_harm(server, session):
    sql = "SELECT REPEAT('x', 1000) FROM TABLE(GENERATOR(ROWCOUNT => 20000))"
    body = json.dumps({"sqlText": sql}).encode()
    for _ in range(5):
        plain = socket.create_connection(("127.0.0.1", server.http_port), 20)
        plain.sendall(f"POST {query_path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Snowflake Token=\"{session.token}\"\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        plain.recv(100)
        plain.close()


def test_many_sessions_at_once_that_never_leave(server, session):
    """Sessions whose clients vanish stay until they expire; others still get in."""
    for _ in range(200):
        one = server.raw()
        assert one.login()["success"]
        one.http.close()


def test_wrong_logins_in_a_row_do_not_shut_out_others(server, session):
    for _ in range(50):
        is_error(server.raw().login("snowglobe", "wrong"))
    other = server.raw()
    assert other.login()["success"]
    other.close()


def test_requests_in_parallel_of_one_session_are_all_answered(server, session):
    answers = []

    def ask(number):
        one = server.raw()
        one.token = session.token
        answers.append(one.query(f"SELECT {number}")["success"])
        one.http.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 50


def test_nothing_of_all_this_is_in_the_log_in_the_clear(server, session):
    assert "wrong" not in server.log_text() or "PASSWORD" not in server.log_text()
    session.query("CREATE USER x PASSWORD = 'hunter2hunter2'")
    session.query("ALTER USER x SET PASSWORD = 'hunter2hunter2'")
    assert "hunter2hunter2" not in server.log_text()

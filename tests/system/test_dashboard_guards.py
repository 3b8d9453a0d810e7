"""Every operation of the dashboard's API, as its own description lists them, asked by those who may not."""

import http.client
import json
import re
import socket

import pytest

from harness import until
from test_dashboard_doors import GUEST, Browser

UNWATCHED = ("/metrics", "/health")  # Whoever watches the server may not have signed in.
OTHER = {"user": "guards_other", "password": "Other-password-1"}


@pytest.fixture(scope="module")
def guest(server):
    return Browser(server).sign_in(**GUEST)


@pytest.fixture(scope="module")
def other(server, guest):
    guest.execute(f"CREATE OR REPLACE USER guards_other PASSWORD = '{OTHER['password']}' DEFAULT_ROLE = 'PUBLIC'")
    return Browser(server).sign_in(**OTHER)


@pytest.fixture(scope="module")
def operations(guest):
    """Method, path with something in the place of its parameters, what its body is, whether it is open to all."""
    document = guest.ask("GET", "/api/openapi.json")[1]
    listed = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            body = list(operation.get("requestBody", {}).get("content", {"": None}))[0]
            listed.append((method.upper(), re.sub(r"\{\w+\}", "x", path), body, operation.get("security") == []))
    assert len(listed) > 10
    return listed


def send(server, method, path, kind, origin=True, data=b"{}", **headers):
    host = f"localhost:{server.http_port}"
    shown = {"Host": host, "Origin": f"http://{host}" if origin else None, "Content-Type": kind or None, **headers}
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=60)
    connection.request(method, path, data if kind else None, {name.replace("_", "-"): value for name, value in shown.items() if value})
    answer = connection.getresponse()
    answer.text = answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize("headers", [
    {}, {"Cookie": "snowglobe_dashboard=wrong"}, {"Cookie": "snowglobe_dashboard="}, {"Cookie": "SNOWGLOBE_DASHBOARD=x; a=b"},
    {"Authorization": "Bearer wrong"}, {"Authorization": 'Snowflake Token="wrong"'}, {"Authorization": "Basic c25vd2dsb2JlOnNub3dnbG9iZQ=="}])
def test_nobody_is_answered_who_has_not_signed_in(server, operations, headers):
    for method, path, kind, is_open in operations:
        answer = send(server, method, path, kind, **headers)
        if is_open:
            assert answer.status in (200, 302, 400, 404), (method, path)
        else:
            assert answer.status == 401, (method, path, answer.text)
            error = json.loads(answer.text)["error"]
            assert error["code"].startswith("39") and set(json.loads(answer.text)) == {"error"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8084", "127.0.0.1.evil.example", "localhost.evil.example", "evil", "[::1", "0"])
def test_no_other_name_leads_here_for_who_has_a_cookie(server, guest, operations, host):
    for method, path, kind, _ in operations:
        if path not in UNWATCHED:
            answer = send(server, method, path, kind, Host=host, Origin=f"http://{host}", Cookie=guest.cookie)
            assert answer.status == 421, (method, path, answer.text)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost", "http://localhost.evil.example", None])
def test_no_other_page_changes_anything(server, guest, operations, origin):
    for method, path, kind, _ in operations:
        if kind:
            answer = send(server, method, path, kind, Origin=origin, Cookie=guest.cookie)
            assert answer.status == 403, (method, path, answer.text)
    assert guest.ask("GET", "/api/me")[0].status == 200, "nobody was signed out"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json"])
def test_what_a_form_can_send_changes_nothing(server, guest, operations, kind):
    """Without asking first, a browser sends these types for any page."""
    for method, path, wanted, _ in operations:
        if wanted:
            answer = send(server, method, path, kind, Cookie=guest.cookie)
            assert answer.status == 415, (method, path, answer.text)


def test_no_answer_may_be_kept_framed_or_taken_for_something_else(server, guest, operations):
    for cookie in (guest.cookie, None):
        for method, path, kind, _ in operations:
            if path == "/api/logout":
                continue
            headers = send(server, method, path, kind, Cookie=cookie).headers
            assert headers["X-Content-Type-Options"] == "nosniff", (method, path)
            assert headers["Referrer-Policy"] == "no-referrer", (method, path)
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], (method, path)
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin", (method, path)
            assert headers["Cache-Control"] == ("no-cache" if path == "/dashboard" else "no-store"), (method, path)
            assert "Access-Control-Allow-Origin" not in headers


def test_no_other_method_does_anything(server, guest, operations):
    known = {}
    for method, path, _, _ in operations:
        known.setdefault(path, set()).add(method)
    for path, methods in known.items():
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - methods:
            answer = send(server, method, path, "application/json", Cookie=guest.cookie)
            assert answer.status == 405 and answer.headers["Allow"], (method, path, answer.status)


# ---- bodies ----

BODIES = {
    "deep": b'{"sql":' + b"[" * 100000 + b"]" * 100000 + b"}", "open": b'{"sql": "SELECT 1"', "latin1": b'{"sql": "SELECT \'\xe4\'"}',
    "surrogate": b'{"sql": "\\ud800"}', "array": b"[]", "empty": b"", "number": b"1", "bom": b"\xef\xbb\xbf{}",
    "twice": b'{"sql": "SELECT 1", "sql": "SELECT 2"', "nan": b'{"sql": NaN}', "binary": bytes(range(256))}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_are_no_json_are_refused(server, guest, operations, name):
    for method, path, kind, _ in operations:
        if kind == "application/json" and path not in ("/api/logout", "/api/queries/x/cancel"):
            answer = send(server, method, path, kind, data=BODIES[name], Cookie=guest.cookie)
            assert answer.status in (400, 404), (path, answer.status, answer.text)
            assert json.loads(answer.text)["error"]["message"]


def test_a_body_that_is_too_large_is_refused(server, guest):
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=60) as connection:
        connection.sendall(f"POST /api/execute HTTP/1.1\r\nHost: localhost:{server.http_port}\r\nOrigin: {guest.origin}\r\nCookie: {guest.cookie}\r\n"
                           f"Content-Type: application/json\r\nContent-Length: {10**12}\r\n\r\n".encode())
        assert connection.makefile("rb").readline().split()[1] == b"413"


def test_bodies_that_do_not_end_hinder_nobody(server, guest):
    slow = []
    for _ in range(40):
        connection = socket.create_connection(("127.0.0.1", server.http_port))
        connection.sendall(f"POST /api/execute HTTP/1.1\r\nHost: localhost:{server.http_port}\r\nContent-Type: application/json\r\n"
                           "Content-Length: 100\r\n\r\n{".encode())
        slow.append(connection)
    assert guest.execute("SELECT 1")[1]["rows"] == [["1"]]
    for connection in slow:
        connection.close()


@pytest.mark.parametrize("query", ["from=-1", "from=x", "from=99999999999999999999", "count=0", "count=-5", "count=99999999", "from=%00", "from=%ff", "from=1&from=2"])
def test_numbers_that_are_none_do_no_harm(guest, query):
    done = guest.execute("SELECT 1")[1]["queryId"]
    answer, body = guest.ask("GET", f"/api/queries/{done}/rows?{query}")
    assert answer.status == 200 and body["totalRows"] == 1


# ---- another user's ----

def test_what_is_another_users_is_not_found_by_its_id(guest, other, operations):
    """Statement, result and worksheet: whoever knows their numbers has no more than who does not."""
    answer, body = guest.execute("SELECT 'secret' AS s, SYSTEM$WAIT(0)", session="new")
    session, query = answer.headers["X-Snowglobe-Session"], body["queryId"]
    asked = 0
    for method, path, kind, _ in operations:
        if path.startswith("/api/queries/x") or path.startswith("/api/sessions/x"):
            mine = path.replace("/queries/x", f"/queries/{query}").replace("/sessions/x", f"/sessions/{session}")
            answer, text = other.ask(method, mine if kind else f"{mine}?format=csv", {"column": 0, "x": 0, "y": []} if kind else None)
            assert answer.status == 404 and "secret" not in json.dumps(text), (method, path, text)
            asked += 1
    assert asked >= 4
    assert other.execute("SELECT 1", session=session)[0].status == 410
    assert guest.execute("SELECT 1", session=session)[0].status == 200, "it was not closed"


def test_another_users_running_statement_goes_on(guest, other):
    running = guest.execute("SELECT SYSTEM$WAIT(2), 'done'", waitMs=0)[1]["queryId"]
    assert other.ask("POST", f"/api/queries/{running}/cancel", {})[0].status == 404
    assert guest.ask("GET", f"/api/queries/{running}/answer")[1]["rows"][0][1] == "done"


# ---- signing in ----

def test_guessing_passwords_locks_the_user_as_for_drivers(start_server):
    server = start_server()
    guest = Browser(server).sign_in(**GUEST)
    guest.execute("CREATE USER guessed PASSWORD = 'Guessed-password-1'")
    codes = [Browser(server).ask("POST", "/api/login", {"user": "guessed", "password": f"wrong {n}"})[1]["error"]["code"] for n in range(7)]
    assert codes == ["390100"] * 5 + ["390102"] * 2
    answer, body = Browser(server).ask("POST", "/api/login", {"user": "guessed", "password": "Guessed-password-1"})
    assert answer.status == 401 and body["error"]["code"] == "390102", "not even the right one is taken"
    history = guest.execute("SELECT COUNT(*) FROM TABLE(snowflake.information_schema.LOGIN_HISTORY()) WHERE user_name = 'GUESSED' AND is_success = 'NO'")[1]
    assert history["rows"] == [["8"]]


def test_unknown_users_and_wrong_passwords_get_one_answer(server):
    answers = [Browser(server).ask("POST", "/api/login", {"user": user, "password": "wrong"})[1] for user in ("guards_nobody", "guards_other")]
    assert answers[0] == answers[1] and answers[0]["error"]["code"] == "390100"


def test_signing_out_ends_the_cookie_on_the_server(server, other):
    browser = Browser(server).sign_in(**OTHER)
    answer, _ = browser.ask("POST", "/api/logout", {})
    assert "Max-Age=0" in answer.headers["Set-Cookie"] and browser.ask("GET", "/api/me")[0].status == 401
    assert other.ask("GET", "/api/me")[0].status == 200, "another browser's stays"


def test_no_secret_is_in_the_log(server, guest, other):
    token = guest.execute("ALTER USER guards_other ADD PROGRAMMATIC ACCESS TOKEN guards_log")[1]["rows"][0][1]
    Browser(server).ask("GET", "/api/me", Authorization=f"Bearer {token}")
    Browser(server).ask("POST", "/api/login", {"user": "guards_other", "password": "Secret-guess-1"})
    until(lambda: "login refused" in server.log_text())
    for secret in (token, guest.cookie.split("=")[1], "Secret-guess-1", OTHER["password"]):
        assert secret not in server.log_text()

"""Who may call the dashboard's API: no cookie, another's cookie, other sites' pages, other names, other paths."""

import http.client
import json
import socket
import subprocess

import pytest

from harness import PROGRAM, Server

GUEST = {"user": "snowglobe", "password": "snowglobe"}


class Browser:
    """What a browser would send from a page of `origin`."""

    def __init__(self, server):
        self.server = server
        self.host = f"localhost:{server.http_port}"
        self.origin = f"http://{self.host}"
        self.cookie = None

    def ask(self, method, path, body=None, **headers):
        shown = {"Host": self.host, "Cookie": self.cookie,
                 "Origin": self.origin if method == "POST" else None,
                 "Content-Type": "application/json" if body is not None else None, **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http_port, timeout=60)
        connection.request(method, path, body=json.dumps(body) if body is not None else None,
                           headers={name.replace("_", "-"): value for name, value in shown.items() if value})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, json.loads(text) if "json" in answer.headers["Content-Type"] else text

    def sign_in(self, **user):
        answer, body = self.ask("POST", "/api/login", user)
        assert answer.status == 200, body
        self.set_cookie = answer.headers["Set-Cookie"]
        self.cookie = self.set_cookie.split(";")[0]
        return self

    def execute(self, sql, **body):
        return self.ask("POST", "/api/execute", {"sql": sql, **body})


@pytest.fixture
def guest(server):
    return Browser(server).sign_in(**GUEST)


def test_the_cookie_is_no_scripts_and_no_other_sites(guest):
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(guest.set_cookie.split("; "))


@pytest.mark.parametrize("method, path", [
    ("GET", "/api/me"), ("POST", "/api/execute"), ("GET", "/api/queries/x/rows"),
    ("GET", "/api/queries/x/answer"), ("GET", "/api/queries"), ("GET", "/api/queries/x"), ("GET", "/api/queries/x/plan"),
    ("POST", "/api/queries/x/cancel")])
@pytest.mark.parametrize("cookie", [None, "snowglobe_dashboard=", "snowglobe_dashboard=wrong", "other=1; snowglobe_dashboard"])
def test_nobody_is_answered_who_is_not_signed_in(server, method, path, cookie):
    browser = Browser(server)
    browser.cookie = cookie
    answer, body = browser.ask(method, path, {"sql": "SELECT 1"} if method == "POST" else None)
    assert answer.status == 401 and "error" in body


@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"}, {"Origin": None}])
def test_another_page_sends_nothing(guest, headers):
    answer, body = guest.ask("POST", "/api/execute", {"sql": "SELECT 1"}, **headers)
    assert answer.status == 403, body


def test_a_form_sends_nothing(guest):
    answer, _ = guest.ask("POST", "/api/execute", {"sql": "SELECT 1"}, Content_Type="text/plain")
    assert answer.status == 415


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example"])
def test_other_names_lead_nowhere(server, host):
    with socket.create_connection(("127.0.0.1", server.http_port)) as connection:
        connection.sendall(f"GET /api/me HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert connection.makefile("rb").readline().split()[1] in (b"421", b"400")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]:8084", "localhost", "LOCALHOST:80"])
def test_own_names_are_taken(server, host):
    answer, _ = Browser(server).ask("GET", "/dashboard", Host=host)
    assert answer.status == 200


# ---- names by which the server is reached ----

LISTED = "snow.example.com, compose-name,https://proxy.example.com,https://other.example.com:444"


@pytest.fixture(scope="module")
def named_server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("named"), "--dashboard-hosts", LISTED) as server:
        yield server


@pytest.mark.parametrize("host, status", [
    ("snow.example.com", 200), ("SNOW.example.com:8084", 200), ("compose-name:80", 200), ("proxy.example.com", 200), ("other.example.com", 200),
    ("localhost", 200), ("example.com", 421), ("evil.snow.example.com", 421), ("snow.example.com.evil.example", 421), ("https", 421), ("444", 421)])
def test_names_of_the_option_are_taken_and_no_others(named_server, host, status):
    assert Browser(named_server).ask("GET", "/dashboard", Host=host)[0].status == status


@pytest.mark.parametrize("host, origin, status", [
    ("snow.example.com", "http://snow.example.com", 200), ("snow.example.com", "https://snow.example.com", 403),
    ("proxy.example.com", "https://proxy.example.com", 200), ("proxy.example.com", "https://proxy.example.com:444", 403),
    ("localhost", "https://other.example.com:444", 200), ("snow.example.com", "http://compose-name", 403),
    ("proxy.example.com", "https://evil.example", 403), ("proxy.example.com", "null", 403)])
def test_pages_come_from_where_the_option_says(named_server, host, origin, status):
    answer, _ = Browser(named_server).ask("POST", "/api/login", GUEST, Host=host, Origin=origin)
    assert answer.status == status
    if status == 200:
        assert ("; Secure" in answer.headers["Set-Cookie"]) == origin.startswith("https:")


@pytest.mark.parametrize("hosts", ["snow example", "snow.example.com:80", "https://", "http://a/b", "*", "*.example.com", "a,,b", "https://a:0", "https://a:x"])
def test_a_list_of_names_that_is_none_ends_the_server(tmp_path, hosts):
    done = subprocess.run([PROGRAM, "serve", "--dashboard-hosts", hosts, "--http-port", "0"], capture_output=True, text=True, timeout=30)
    assert done.returncode and "dashboard-hosts" in done.stderr


def test_a_program_with_a_token_calls_by_any_name(server, guest):
    token = guest.execute("ALTER USER snowglobe ADD PROGRAMMATIC ACCESS TOKEN dashboard_name")[1]["rows"][0][1]
    program = Browser(server)
    program.origin = None
    shown = {"Host": "snowglobe:8084", "Authorization": f"Bearer {token}"}
    assert program.ask("POST", "/api/execute", {"sql": "SELECT 1"}, **shown)[0].status == 200
    assert program.ask("POST", "/api/login", GUEST, **shown)[0].status == 421, "whoever may guess passwords has the right name"
    assert program.ask("GET", "/api/me", Host="snowglobe:8084", Cookie=guest.cookie, Authorization="Basic eDp5")[0].status == 421
    assert program.ask("GET", "/api/me", Host="snowglobe:8084", Cookie=guest.cookie, Authorization="Bearer x")[0].status == 401


def test_no_page_logs_in_as_a_driver(server):
    """A page whose name was made to lead here could try the well-known password, and read the token."""
    body = {"data": {"LOGIN_NAME": "snowglobe", "PASSWORD": "snowglobe", "ACCOUNT_NAME": "x", "CLIENT_APP_ID": "x", "CLIENT_APP_VERSION": "1"}}
    browser = Browser(server)
    _, answer = browser.ask("POST", "/session/v1/login-request", body, Origin="http://evil.example:8084", Host="evil.example:8084")
    assert not answer["success"]
    browser.origin = None
    assert browser.ask("POST", "/session/v1/login-request", body)[1]["success"]


# ---- assets ----

@pytest.mark.parametrize("path", [
    "/dashboard/../src/main.ts", "/dashboard/%2e%2e/%2e%2e/etc/passwd", "/dashboard//etc/passwd", "/dashboard/assets/",
    "/dashboard/assets/..", "/dashboard/index.html%00.js", "/dashboard/..%2f..%2fetc/passwd", "/dashboard/..%5c..%5cetc%5cpasswd",
    "/dashboard/....//etc/passwd", "/dashboard/%2e/index.html/..", "/dashboard/%252e%252e/etc/passwd", "/dashboard/assets%00", "/dashboard/%ff%fe",
    "/dashboard/" + "a/" * 3000, "/dashboard/\\\\host\\share", "/dashboard/file:///etc/passwd"])
def test_no_path_leads_out_of_the_pages(server, path):
    answer, _ = Browser(server).ask("GET", path)
    assert answer.status in (400, 404)


def test_scripts_come_from_this_server_alone(server):
    answer, _ = Browser(server).ask("GET", "/dashboard")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'" and policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"


def test_results_and_sessions_are_their_users(server, guest):
    guest.execute("CREATE OR REPLACE USER dashboard_other PASSWORD = 'Other-password-1'")
    other = Browser(server).sign_in(user="dashboard_other", password="Other-password-1")
    answer, body = guest.execute("SELECT 'secret' AS s", session="new")
    session, query = answer.headers["X-Snowglobe-Session"], body["queryId"]
    assert guest.ask("GET", f"/api/queries/{query}/rows")[1]["rows"] == [["secret"]]
    assert other.ask("GET", f"/api/queries/{query}/rows")[0].status == 404
    assert other.ask("GET", f"/api/queries/{query}/answer")[0].status == 404
    assert other.ask("POST", f"/api/queries/{query}/cancel", {})[0].status == 404
    answer, body = other.execute("SELECT 1", session=session)
    assert answer.status == 410 and body["error"]["message"] == "This worksheet's session has ended."


def test_a_drivers_session_is_no_worksheets(server, guest):
    with server.connect() as connection:
        assert guest.execute("SELECT 1", session=str(connection.session_id))[0].status == 410


def test_signing_out_ends_the_cookie(guest):
    guest.ask("POST", "/api/logout", {})
    assert guest.ask("GET", "/api/me")[0].status == 401


def test_a_program_shows_a_token(server):
    with server.connect() as connection:
        token = connection.cursor().execute(
            "ALTER USER snowglobe ADD PROGRAMMATIC ACCESS TOKEN dashboard_token").fetchone()[1]
    program = Browser(server)
    program.origin = None
    answer, body = program.ask("POST", "/api/execute", {"sql": "SELECT 1 AS x"}, Authorization=f"Bearer {token}")
    assert (answer.status, body["rows"]) == (200, [["1"]])


@pytest.mark.parametrize("body, status", [({}, 400), ({"sql": 1}, 400), ({"sql": "SELECT 1", "session": "x"}, 410), ([], 400)])
def test_bad_bodies_are_refused(guest, body, status):
    assert guest.ask("POST", "/api/execute", body)[0].status == status


def test_a_new_password_ends_the_cookies_of_the_one_before(server, guest):
    guest.execute("CREATE OR REPLACE USER dashboard_changed PASSWORD = 'Changed-password-1'")
    browser = Browser(server).sign_in(user="dashboard_changed", password="Changed-password-1")
    assert browser.ask("GET", "/api/me")[0].status == 200
    guest.execute("ALTER USER dashboard_changed SET PASSWORD = 'Changed-password-2'")
    assert browser.ask("GET", "/api/me")[0].status == 401
    assert Browser(server).sign_in(user="dashboard_changed", password="Changed-password-2").ask("GET", "/api/me")[0].status == 200


@pytest.mark.parametrize("end", ["SET DISABLED = TRUE", None])
def test_a_cookie_ends_with_its_user(server, guest, end):
    guest.execute("CREATE OR REPLACE USER dashboard_ends PASSWORD = 'Ended-password-1'")
    browser = Browser(server).sign_in(user="dashboard_ends", password="Ended-password-1")
    guest.execute(f"ALTER USER dashboard_ends {end}" if end else "DROP USER dashboard_ends")
    assert browser.ask("GET", "/api/me")[0].status == 401
    guest.execute("CREATE OR REPLACE USER dashboard_ends PASSWORD = 'Ended-password-1'")
    assert browser.ask("GET", "/api/me")[0].status == 401


def test_a_token_for_one_role_signs_in_for_that_role_alone(server, guest):
    token = guest.execute("ALTER USER snowglobe ADD PROGRAMMATIC ACCESS TOKEN dashboard_role ROLE_RESTRICTION = 'PUBLIC'")[1]["rows"][0][1]
    browser = Browser(server).sign_in(user="snowglobe", password=token)
    assert browser.execute("SELECT CURRENT_ROLE()")[1]["rows"] == [["PUBLIC"]]
    assert browser.execute("USE ROLE ACCOUNTADMIN")[0].status == 422


def test_what_is_told_once_is_shown_and_not_kept(guest):
    answer, body = guest.execute("ALTER USER snowglobe ADD PROGRAMMATIC ACCESS TOKEN dashboard_once")
    assert answer.status == 200 and body["rows"][0][0] == "DASHBOARD_ONCE"
    assert guest.ask("GET", f"/api/queries/{body['queryId']}/rows")[0].status == 404

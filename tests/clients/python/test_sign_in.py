"""Signing in with a browser: EXTERNALBROWSER, its id token, and this server's own OAuth.

docs.snowflake.com/en/user-guide/admin-security-fed-auth-use, .../oauth-custom. The browser is a script
(tests/clients/browser.py), which the drivers start through the variable BROWSER."""

import base64
import hashlib
import http.client
import json
import re
import sys
import urllib.parse
from pathlib import Path

import pytest
from snowflake.connector import DatabaseError, ProgrammingError

from harness import MAJOR

BROWSER = Path(__file__).resolve().parents[1] / "browser.py"
LOCAL = "LOCAL_APPLICATION"


@pytest.fixture
def user(cur, request):
    name = re.sub(r"\W", "_", request.node.name).upper()
    cur.execute(f"CREATE OR REPLACE USER {name} PASSWORD = 'x' DEFAULT_ROLE = PUBLIC")
    yield name
    cur.execute(f"DROP USER IF EXISTS {name}")


@pytest.fixture
def browser(monkeypatch, server, user):
    """The drivers' browser signs in as this user."""
    def sign_in(name=user, password="x", **more):
        for key, value in {"USER": name, "PASSWORD": password, "CA": str(server.ca), **more}.items():
            monkeypatch.setenv(f"SIGN_IN_{key}", value)
    monkeypatch.setenv("BROWSER", f"{sys.executable} {BROWSER} %s &")
    sign_in()
    return sign_in


class Page:
    """A browser by hand, without following where it is sent."""

    def __init__(self, server):
        self.http = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=30)

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, headers=None, **fields):
        return self.ask("POST", path, urllib.parse.urlencode(fields),
                        {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def ask(self, method, path, body=None, headers=None):
        self.http.request(method, path, body, headers or {})
        answer = self.http.getresponse()
        return answer.status, answer.headers, answer.read().decode()


@pytest.fixture
def page(server):
    page = Page(server)
    yield page
    page.http.close()


def begin(server, port="40000"):
    raw = server.raw()
    answer = raw.post("/session/authenticator-request",
                      {"data": {"AUTHENTICATOR": "EXTERNALBROWSER", "BROWSER_MODE_REDIRECT_PORT": port}})
    raw.close()
    return answer


def form_of(url):
    return urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["form"][0]


def login(server, **data):
    raw = server.raw()
    answer = raw.login(None, None, **data)
    raw.close()
    return answer


def token_of(page, server, user, password="x"):
    data = begin(server)["data"]
    status, headers, _ = page.post("/sign-in/form", form=form_of(data["ssoUrl"]), user=user, password=password)
    assert status == 303 and headers["Location"].startswith("http://localhost:40000/?token=")
    return urllib.parse.parse_qs(urllib.parse.urlparse(headers["Location"]).query)["token"][0], data["proofKey"]


# ---- EXTERNALBROWSER ----

@pytest.mark.parametrize("https", [False, True])
def test_a_browser_logs_in(server, user, browser, https):
    if MAJOR >= 5 and not https:
        pytest.skip("5.x goes to https alone")
    by = {"https": https, "user": user, "password": None, "authenticator": "externalbrowser",
          "client_store_temporary_credential": False}
    with server.connect(**by) as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone() == (user, "PUBLIC")
    browser("snowglobe", "snowglobe")
    with pytest.raises(DatabaseError, match="differs from the user currently logged in at the IDP"):
        server.connect(**by)


def test_a_token_is_taken_once_and_with_its_proof(server, user, page):
    token, proof = token_of(page, server, user)
    other = begin(server)["data"]["proofKey"]
    by = {"AUTHENTICATOR": "EXTERNALBROWSER", "LOGIN_NAME": user.lower(), "TOKEN": token}
    assert login(server, **by, PROOF_KEY=proof)["success"]
    assert login(server, **by, PROOF_KEY=proof)["code"] == "390100"
    token, proof = token_of(page, server, user)
    assert login(server, AUTHENTICATOR="EXTERNALBROWSER", TOKEN=token, PROOF_KEY=other)["code"] == "390100"
    assert login(server, AUTHENTICATOR="EXTERNALBROWSER", TOKEN=token)["code"] == "390100"


@pytest.fixture
def caching(cur):
    cur.execute("ALTER ACCOUNT SET ALLOW_ID_TOKEN = TRUE")
    yield
    cur.execute("ALTER ACCOUNT UNSET ALLOW_ID_TOKEN")


def test_no_id_token_is_given_unless_the_account_allows_it(server, user, page):
    token, proof = token_of(page, server, user)
    answer = login(server, AUTHENTICATOR="EXTERNALBROWSER", LOGIN_NAME=user, TOKEN=token, PROOF_KEY=proof,
                   SESSION_PARAMETERS={"CLIENT_STORE_TEMPORARY_CREDENTIAL": True})
    assert answer["success"] and not answer["data"].get("idToken")


def test_an_id_token_needs_no_browser(server, cur, user, page, caching):
    token, proof = token_of(page, server, user)
    answer = login(server, AUTHENTICATOR="EXTERNALBROWSER", LOGIN_NAME=user, TOKEN=token, PROOF_KEY=proof,
                   SESSION_PARAMETERS={"CLIENT_STORE_TEMPORARY_CREDENTIAL": True})
    known = answer["data"]["idToken"]
    assert known and answer["data"]["idTokenValidityInSeconds"] == 14400
    assert login(server, AUTHENTICATOR="ID_TOKEN", LOGIN_NAME=user, TOKEN=known)["success"]
    for bad in [{"LOGIN_NAME": "snowglobe", "TOKEN": known}, {"LOGIN_NAME": user, "TOKEN": "x"}]:
        assert login(server, AUTHENTICATOR="ID_TOKEN", **bad)["code"] == "390195"
    cur.execute("ALTER ACCOUNT SET ALLOW_ID_TOKEN = FALSE")
    assert login(server, AUTHENTICATOR="ID_TOKEN", LOGIN_NAME=user, TOKEN=known)["code"] == "390195"
    cur.execute("ALTER ACCOUNT SET ALLOW_ID_TOKEN = TRUE")
    cur.execute(f"ALTER USER {user} SET DISABLED = TRUE")
    assert login(server, AUTHENTICATOR="ID_TOKEN", LOGIN_NAME=user, TOKEN=known)["code"] == "390101"


def test_the_page_refuses_and_locks(server, user, page):
    form = form_of(begin(server)["data"]["ssoUrl"])
    assert page.get(f"/sign-in?form={form}")[0] == 200
    for _ in range(5):
        status, _, text = page.post("/sign-in/form", form=form, user=user, password="y")
        assert status == 403 and "Incorrect username or password" in text
    status, _, text = page.post("/sign-in/form", form=form, user=user, password="x")
    assert status == 403 and "temporarily locked" in text
    status, headers, _ = page.post("/sign-in/form", form=form, answer="deny")
    assert headers["Location"] == "http://localhost:40000/?error=access_denied"
    assert page.post("/sign-in/form", form=form, user=user, password="x")[0] == 400


def test_the_page_is_closed_to_others(server, page):
    form = form_of(begin(server)["data"]["ssoUrl"])
    status, headers, text = page.post("/sign-in/form", form=form, user='"><script>alert(1)</script>', password="y")
    assert status == 403 and "<script" not in text and "&quot;&gt;&lt;script&gt;" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"] and headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    for bad in ["x", "", "%00", "%ff"]:
        assert page.get(f"/sign-in?form={bad}")[0] == 400
    assert page.post("/sign-in/form")[0] == 400


@pytest.mark.parametrize("port", ["", "x", "0", "65536", "80/evil", None])
def test_a_port_is_a_number(server, port):
    assert begin(server, port)["code"] == "390400"


# ---- OAuth ----

def authorize(page, **more):
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {"response_type": "code", "client_id": LOCAL, "redirect_uri": "http://127.0.0.1:40001/", "state": "s&1",
             "code_challenge": challenge, "code_challenge_method": "S256", **more}
    asked = {name: value for name, value in asked.items() if value is not None}
    return page.get("/oauth/authorize?" + urllib.parse.urlencode(asked))


def code_of(page, user, **more):
    status, headers, _ = authorize(page, **more)
    assert status == 303, status
    status, headers, _ = page.post("/sign-in/form", form=form_of(headers["Location"]), user=user, password="x")
    assert status == 303
    back = urllib.parse.parse_qs(urllib.parse.urlparse(headers["Location"]).query)
    assert back["state"] == ["s&1"]
    return back["code"][0]


def tokens(page, client=(LOCAL, LOCAL), **fields):
    basic = base64.b64encode(":".join(client).encode()).decode()
    status, _, text = page.post("/oauth/token-request", {"Authorization": f"Basic {basic}"}, **fields)
    return status, json.loads(text)


def exchange(page, code, **more):
    return tokens(page, **{"grant_type": "authorization_code", "code": code, "redirect_uri": "http://127.0.0.1:40001/",
                           "code_verifier": "v" * 43, **more})


@pytest.fixture
def client(cur, request):
    name = re.sub(r"\W", "_", request.node.name).upper() + "_C"

    def make(options="OAUTH_CLIENT_TYPE = 'CONFIDENTIAL' OAUTH_REDIRECT_URI = 'https://app.example.com/back'"):
        cur.execute(f"CREATE OR REPLACE SECURITY INTEGRATION {name} TYPE = OAUTH ENABLED = TRUE OAUTH_CLIENT = CUSTOM {options}")
        shown = json.loads(cur.execute(f"SELECT SYSTEM$SHOW_OAUTH_CLIENT_SECRETS('{name}')").fetchone()[0])
        return shown["OAUTH_CLIENT_ID"], shown["OAUTH_CLIENT_SECRET"]
    make.name = name
    yield make
    cur.execute(f"DROP INTEGRATION IF EXISTS {name}")


def tokens_at(server):
    """4.x asks for tokens with the certificates of the system alone; 5.x asks at https alone."""
    if MAJOR == 4:
        return {"oauth_token_request_url": f"{server.url}/oauth/token-request"}
    return {"oauth_token_request_url": f"https://127.0.0.1:{server.https_port}/oauth/token-request"}


def code_at(server):
    """5.x makes the address of the page without the port, and then knows no client of its own."""
    if MAJOR == 4:
        return tokens_at(server)
    return {"oauth_authorization_url": f"https://127.0.0.1:{server.https_port}/oauth/authorize",
            "oauth_client_id": LOCAL, "oauth_client_secret": LOCAL, **tokens_at(server)}


@pytest.mark.skipif(MAJOR < 4, reason="3.13 has no such authenticator")
def test_a_driver_goes_through_authorization_code(server, user, browser):
    with server.connect(https=True, user=user, password=None, authenticator="OAUTH_AUTHORIZATION_CODE", role="sysadmin",
                        **code_at(server)) as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone() == (user, "SYSADMIN")


@pytest.mark.skipif(MAJOR < 4, reason="3.13 has no such authenticator")
def test_a_driver_goes_through_client_credentials(server, cur, client):
    number, secret = client()
    cur.execute(f"CREATE OR REPLACE USER {client.name} TYPE = SERVICE DEFAULT_ROLE = PUBLIC")
    with server.connect(https=True, user=client.name, password=None, authenticator="OAUTH_CLIENT_CREDENTIALS",
                        oauth_client_id=number, oauth_client_secret=secret,
                        **tokens_at(server)) as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone() == (client.name, "PUBLIC")
    cur.execute(f"DROP USER {client.name}")


def test_a_code_becomes_tokens_once(server, user, page):
    code = code_of(page, user, scope="session:role:sysadmin refresh_token")
    status, given = exchange(page, code)
    assert status == 200 and given["token_type"] == "Bearer" and given["expires_in"] == 600
    assert given["username"] == user and given["scope"] == "session:role:SYSADMIN"
    by = {"AUTHENTICATOR": "OAUTH", "LOGIN_NAME": user}
    assert login(server, **by, TOKEN=given["access_token"])["data"]["sessionInfo"]["roleName"] == "SYSADMIN"
    assert login(server, AUTHENTICATOR="OAUTH", LOGIN_NAME="x", TOKEN=given["access_token"])["code"] == "390309"
    assert exchange(page, code) == (400, {**exchange(page, code)[1], "error": "invalid_grant"})
    status, again = tokens(page, grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert status == 200 and again["access_token"] != given["access_token"] and "refresh_token" not in again
    assert login(server, **by, TOKEN=again["access_token"])["success"]


def test_refresh_tokens_for_one_use(page, user):
    given = exchange(page, code_of(page, user, scope="offline_access"), enable_single_use_refresh_tokens="true")[1]
    status, again = tokens(page, grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert status == 200 and again["refresh_token"] != given["refresh_token"]
    assert tokens(page, grant_type="refresh_token", refresh_token=given["refresh_token"])[1]["error"] == "invalid_grant"
    assert tokens(page, grant_type="refresh_token", refresh_token=again["refresh_token"])[0] == 200


def test_a_code_is_for_who_asked_for_it(page, user, client):
    other = client()
    for more in [{"code_verifier": "w" * 43}, {"code_verifier": ""}, {"redirect_uri": "http://127.0.0.1:1/"}, {"client": other}]:
        assert exchange(page, code_of(page, user), **more)[1]["error"] == "invalid_grant"
    for bad in [(LOCAL, "x"), ("x", "x"), ("", ""), (other[0], "x")]:
        assert tokens(page, bad, grant_type="client_credentials") == (
            401, {"error": "invalid_client", "error_description": "This is an invalid client.", "data": None, "success": False})
    assert tokens(page, grant_type="password")[1]["error"] == "unsupported_grant_type"
    assert tokens(page, grant_type="client_credentials")[1]["error"] == "unauthorized_client"


def test_a_browser_goes_where_it_may(page, client):
    number = client()[0]
    assert authorize(page, client_id=number, redirect_uri="https://app.example.com/back")[0] == 303
    for bad in [{"client_id": "x"}, {"client_id": None}, {"redirect_uri": "https://evil.example.com"}, {"redirect_uri": None},
                {"redirect_uri": "http://127.0.0.1.evil.example.com/"}, {"redirect_uri": "http://127.0.0.1:1@evil.example.com/"},
                {"client_id": number, "redirect_uri": "https://app.example.com/back2"}]:
        status, headers, _ = authorize(page, **bad)
        assert status == 400 and "Location" not in headers, bad
    for bad, error in [({"response_type": "token"}, "unsupported_response_type"), ({"code_challenge": None}, "invalid_request"),
                       ({"code_challenge_method": "plain"}, "invalid_request"), ({"scope": "session:role:nowhere"}, "invalid_scope")]:
        status, headers, _ = authorize(page, **bad)
        assert headers["Location"] == f"http://127.0.0.1:40001/?error={error}&state=s%261"


def test_clients_are_blocked_from_roles(page, user, client):
    number = client()[0]
    _, headers, _ = authorize(page, client_id=number, redirect_uri="https://app.example.com/back", scope="session:role:accountadmin")
    _, headers, _ = page.post("/sign-in/form", form=form_of(headers["Location"]), user=user, password="x")
    assert headers["Location"] == "https://app.example.com/back?error=invalid_scope&state=s%261"

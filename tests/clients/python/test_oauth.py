"""OAuth: access tokens of configured issuers, by published keys and by keys in SQL.

docs.snowflake.com/en/user-guide/oauth-ext-custom,
docs.snowflake.com/en/sql-reference/sql/create-security-integration-oauth-external
"""

import base64
import http.server
import json
import re
import threading
import time

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from snowflake.connector import DatabaseError, ProgrammingError


def plain(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size):
    return plain(value.to_bytes(size, "big"))


class Issuer:
    """An identity provider: keys that it publishes at a port of its own, and tokens signed by them."""

    def __init__(self):
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.asked = 0
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.asked += 1
                body = json.dumps(issuer.keys()).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        self.name = f"https://issuer-{self.server.server_port}.example.com"

    def keys(self):
        n, point = self.rsa.public_key().public_numbers(), self.ec.public_key().public_numbers()
        return {"keys": [
            {"kty": "RSA", "kid": "r", "use": "sig", "alg": "RS256", "n": number(n.n, 256), "e": number(n.e, 3)},
            {"kty": "EC", "kid": "e", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)},
            {"kty": "oct", "kid": "o", "k": plain(b"secret")}]}

    def public(self):
        der = self.rsa.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def token(self, user, algorithm="RS256", kid="r", key=None, **claims):
        now = int(time.time())
        payload = {"iss": self.name, "sub": user, "iat": now, "exp": now + 60, "aud": "snow", "scp": "session:role:public"}
        payload = {name: value for name, value in {**payload, **claims}.items() if value is not None}
        header = {"alg": algorithm, "typ": "JWT", **({"kid": kid} if kid else {})}
        text = ".".join(plain(json.dumps(part).encode()) for part in (header, payload))
        if algorithm == "ES256":
            r, s = utils.decode_dss_signature(self.ec.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
            return f"{text}.{plain(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
        return f"{text}.{plain((key or self.rsa).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def issuer():
    issuer = Issuer()
    yield issuer
    issuer.close()


@pytest.fixture
def integration(cur, issuer, request):
    name = re.sub(r"\W", "_", request.node.name).upper()

    def make(options=None, more=""):
        options = options or f"EXTERNAL_OAUTH_JWS_KEYS_URL = '{issuer.url}'"
        cur.execute(f"""CREATE OR REPLACE SECURITY INTEGRATION {name} TYPE = EXTERNAL_OAUTH ENABLED = TRUE
            EXTERNAL_OAUTH_TYPE = CUSTOM EXTERNAL_OAUTH_ISSUER = '{issuer.name}'
            EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub' EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'login_name'
            EXTERNAL_OAUTH_AUDIENCE_LIST = ('snow', 'other') {options} {more}""")
        return name
    yield make
    cur.execute(f"DROP INTEGRATION IF EXISTS {name}")


@pytest.fixture
def user(cur, request):
    name = re.sub(r"\W", "_", request.node.name).upper() + "_U"
    cur.execute(f"CREATE OR REPLACE USER {name} DEFAULT_ROLE = PUBLIC EMAIL = '{name}@example.com'")
    yield name
    cur.execute(f"DROP USER IF EXISTS {name}")


def code(server, token, role=None, **data):
    raw = server.raw()
    path = "/session/v1/login-request" + (f"?roleName={role}" if role else "")
    answer = raw.post(path, {"data": {"AUTHENTICATOR": "OAUTH", "TOKEN": token, **data}})
    raw.close()
    return answer["code"] and int(answer["code"])


@pytest.mark.parametrize("https", [False, True])
def test_a_token_of_an_issuer_logs_in(server, issuer, integration, user, https):
    integration()
    options = {"user": user, "password": None, "authenticator": "oauth", "token": issuer.token(user)}
    with server.connect(https=https, **options) as connection, connection.cursor() as cursor:
        assert cursor.execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone() == (user, "PUBLIC")
        with pytest.raises(ProgrammingError, match="002043"):
            cursor.execute("USE ROLE sysadmin")
    with pytest.raises(DatabaseError, match="Invalid OAuth access token"):
        server.connect(https=https, **{**options, "token": issuer.token("nobody")})


def test_keys_are_fetched_once(server, issuer, integration, user):
    integration()
    for _ in range(3):
        assert code(server, issuer.token(user)) is None
    asked = issuer.asked
    assert code(server, issuer.token(user, "ES256", "e")) is None
    assert code(server, issuer.token(user, kid="none")) == 390303
    assert issuer.asked == asked


def test_keys_given_in_sql(server, issuer, integration, user):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    integration(f"EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '{issuer.public()}'")
    assert code(server, issuer.token(user, kid=None)) is None
    assert code(server, issuer.token(user, key=other)) == 390303
    assert code(server, issuer.token(user, "ES256", "e")) == 390303


def test_what_makes_a_token_invalid(server, issuer, integration, user):
    integration()
    now = int(time.time())
    assert code(server, issuer.token(user.lower())) is None
    assert code(server, issuer.token(user, aud=["a", "other"]), LOGIN_NAME=user.lower()) is None
    for bad in [issuer.token(user, iss="https://elsewhere"), issuer.token(user, aud="theirs"), issuer.token(user, aud=None),
                issuer.token(user, exp=None), issuer.token(user, nbf=now + 300), issuer.token("nobody"),
                issuer.token(None), issuer.token(user, algorithm="none"), issuer.token(user, algorithm="HS256"),
                issuer.token(user)[:-3], issuer.token(user) + "x", "x", "a.b.c", ""]:
        assert code(server, bad) == 390303, bad
    assert code(server, issuer.token(user, exp=now - 120)) == 390318
    assert code(server, issuer.token(user), LOGIN_NAME="snowglobe") == 390309


def test_roles_come_from_the_scopes(server, issuer, integration, user):
    name = integration()
    for scope in ["session:role:sysadmin session:role:public", ["session:role:PUBLIC"], "a,session:role:public,b"]:
        assert code(server, issuer.token(user, scp=scope)) is None, scope
    assert code(server, issuer.token(user, scp=None, scope="session:role:public")) is None
    assert code(server, issuer.token(user, scp="session:role:sysadmin")) == 390317
    assert code(server, issuer.token(user, scp="session:role:sysadmin"), role="sysadmin") is None
    for scope in ["", None, "session:role-any", "session:role:nowhere", "x:session:role:public"]:
        assert code(server, issuer.token(user, scp=scope)) == 390317, scope
    for role in ["accountadmin", "securityadmin"]:
        assert code(server, issuer.token(user, scp=f"session:role:{role}"), role=role) == 390317


def test_any_role_where_it_is_allowed(server, cur, issuer, integration, user):
    name = integration(more="EXTERNAL_OAUTH_ANY_ROLE_MODE = ENABLE")
    anyone = issuer.token(user, scp="session:role-any")
    assert code(server, anyone, role="sysadmin") is None and code(server, anyone, role="accountadmin") == 390317
    cur.execute(f"ALTER SECURITY INTEGRATION {name} SET EXTERNAL_OAUTH_BLOCKED_ROLES_LIST = ('SYSADMIN')")
    assert code(server, anyone, role="sysadmin") == 390317 and code(server, anyone, role="public") is None
    cur.execute(f"ALTER SECURITY INTEGRATION {name} UNSET EXTERNAL_OAUTH_BLOCKED_ROLES_LIST")
    cur.execute(f"ALTER SECURITY INTEGRATION {name} SET EXTERNAL_OAUTH_ALLOWED_ROLES_LIST = ('SYSADMIN')")
    assert code(server, anyone, role="sysadmin") is None and code(server, anyone, role="public") == 390317


def test_users_are_found_by_their_email(server, cur, issuer, integration, user):
    integration(more="")
    cur.execute(f"ALTER SECURITY INTEGRATION {integration()} SET EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'EMAIL_ADDRESS'"
                " EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = ('upn', 'email')")
    assert code(server, issuer.token("x", email=f"{user}@EXAMPLE.com")) is None
    assert code(server, issuer.token(user)) == 390303


def test_disabled_dropped_and_locked_out(server, cur, issuer, integration, user):
    name = integration()
    cur.execute(f"ALTER USER {user} SET DISABLED = TRUE")
    assert code(server, issuer.token(user)) == 390101
    cur.execute(f"ALTER USER {user} SET DISABLED = FALSE")
    cur.execute(f"ALTER INTEGRATION {name} SET ENABLED = FALSE")
    assert code(server, issuer.token(user)) == 390303
    cur.execute(f"ALTER INTEGRATION {name} SET ENABLED = TRUE")
    assert code(server, issuer.token(user)) is None
    cur.execute(f"DROP INTEGRATION {name}")
    assert code(server, issuer.token(user)) == 390303
    cur.execute(f"SELECT DISTINCT first_authentication_factor FROM SNOWFLAKE.ACCOUNT_USAGE.LOGIN_HISTORY WHERE user_name = '{user}'")
    assert cur.fetchall() == [("OAUTH_ACCESS_TOKEN",)]


def test_an_issuer_that_does_not_answer(server, issuer, integration, user):
    integration("EXTERNAL_OAUTH_JWS_KEYS_URL = 'http://127.0.0.1:1/keys'")
    assert code(server, issuer.token(user)) == 390303
    assert "127.0.0.1:1/keys cannot be fetched" in server.log_text()


def test_integrations_are_shown_and_described(cur, issuer, integration):
    name = integration(more="COMMENT = 'ours'")
    row = cur.execute(f"SHOW SECURITY INTEGRATIONS LIKE '{name}'").fetchone()
    assert row[:5] == (name, "EXTERNAL_OAUTH - CUSTOM", "SECURITY", "true", "ours")
    said = {row[0]: row[1:] for row in cur.execute(f"DESC SECURITY INTEGRATION {name}").fetchall()}
    assert said["EXTERNAL_OAUTH_ISSUER"] == ("String", issuer.name, "")
    assert said["EXTERNAL_OAUTH_AUDIENCE_LIST"] == ("List", "snow,other", "")
    assert said["EXTERNAL_OAUTH_ANY_ROLE_MODE"][1:] == ("DISABLE", "DISABLE")
    assert "OAUTH_CLIENT_ID" not in said


def test_clients_have_secrets(cur, request):
    cur.execute("CREATE OR REPLACE SECURITY INTEGRATION secrets_c TYPE = OAUTH ENABLED = TRUE OAUTH_CLIENT = CUSTOM"
                " OAUTH_CLIENT_TYPE = 'CONFIDENTIAL' OAUTH_REDIRECT_URI = 'https://localhost.com'")
    shown = json.loads(cur.execute("SELECT SYSTEM$SHOW_OAUTH_CLIENT_SECRETS('SECRETS_C')").fetchone()[0])
    assert sorted(shown) == ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_CLIENT_SECRET_2"] and len(set(shown.values())) == 3
    said = {row[0]: row[2] for row in cur.execute("DESC INTEGRATION secrets_c").fetchall()}
    assert said["OAUTH_CLIENT_ID"] == shown["OAUTH_CLIENT_ID"]
    assert not {shown["OAUTH_CLIENT_SECRET"], shown["OAUTH_CLIENT_SECRET_2"]} & set(said.values())
    cur.execute("DROP INTEGRATION secrets_c")


@pytest.mark.parametrize("sql, words", [
    ("CREATE SECURITY INTEGRATION i ENABLED = TRUE", "Missing option"),
    ("CREATE SECURITY INTEGRATION i TYPE = SCIM", "Unsupported feature 'SECURITY INTEGRATION TYPE = SCIM'"),
    ("CREATE SECURITY INTEGRATION i TYPE = EXTERNAL_OAUTH ENABLED = TRUE", "EXTERNAL_OAUTH_TYPE"),
    ("CREATE SECURITY INTEGRATION i TYPE = EXTERNAL_OAUTH COLOUR = 'red'", "COLOUR"),
    ("CREATE SECURITY INTEGRATION i TYPE = EXTERNAL_OAUTH EXTERNAL_OAUTH_RSA_PUBLIC_KEY = 'x'", "EXTERNAL_OAUTH_RSA_PUBLIC_KEY"),
    ("CREATE SECURITY INTEGRATION i TYPE = OAUTH OAUTH_CLIENT = CUSTOM OAUTH_CLIENT_TYPE = 'PUBLIC' OAUTH_REDIRECT_URI = 'http://x'",
     "OAUTH_ALLOW_NON_TLS_REDIRECT_URI"),
    ("CREATE SECURITY INTEGRATION i TYPE = OAUTH OAUTH_CLIENT = LOOKER", "OAUTH_CLIENT"),
    ("DROP INTEGRATION nowhere_i", "'NOWHERE_I' does not exist"),
    ("ALTER INTEGRATION nowhere_i SET ENABLED = TRUE", "'NOWHERE_I' does not exist"),
    ("DESC INTEGRATION nowhere_i", "'NOWHERE_I' does not exist"),
])
def test_what_is_refused(cur, sql, words):
    with pytest.raises(ProgrammingError, match=words):
        cur.execute(sql)


def test_integrations_are_there_after_a_restart(start_server):
    server = start_server()
    issuer = Issuer()
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE USER ada DEFAULT_ROLE = PUBLIC")
        cursor.execute(f"""CREATE SECURITY INTEGRATION i TYPE = EXTERNAL_OAUTH ENABLED = TRUE EXTERNAL_OAUTH_TYPE = CUSTOM
            EXTERNAL_OAUTH_ISSUER = '{issuer.name}' EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = ('sub')
            EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME' EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '{issuer.public()}'""")
    server.stop()
    server.start()
    assert code(server, issuer.token("ada")) is None
    issuer.close()

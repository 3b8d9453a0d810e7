"""Every kind of bearer token that the SQL API takes, and how it refuses what it does not take.

docs.snowflake.com/en/developer-guide/sql-api/authenticating"""

import base64
import json
import time

import pytest

from key_pair import plain
from rest_client import STATEMENTS

ISSUER = "https://issuer.example.com"


@pytest.fixture(scope="module")
def issuer(admin, key):
    """An identity provider with this key, whose tokens the server takes."""
    admin.execute(f"""CREATE OR REPLACE SECURITY INTEGRATION test_bearers TYPE = EXTERNAL_OAUTH ENABLED = TRUE
        EXTERNAL_OAUTH_TYPE = CUSTOM EXTERNAL_OAUTH_ISSUER = '{ISSUER}' EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '{key.public}'
        EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub' EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'login_name'""")

    def token(user, **claims):
        return key.token(user, **{"iss": ISSUER, "sub": user, "scp": "session:role:public", **claims})
    yield token
    admin.execute("DROP INTEGRATION test_bearers")


def ask(api, token, kind=None, **body):
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "rest-tests/1.0"}
    if kind:
        headers["X-Snowflake-Authorization-Token-Type"] = kind
    return api.http.post(api.url + STATEMENTS, json={"statement": "SELECT CURRENT_USER(), CURRENT_ROLE()", **body}, headers=headers)


@pytest.mark.parametrize("kind", ["OAUTH", None])
def test_a_token_of_an_issuer(api, issuer, kind):
    answer = ask(api, issuer(api.user), kind, role="PUBLIC")
    assert (answer.status_code, answer.json().get("data")) == (200, [[api.user, "PUBLIC"]])


@pytest.mark.parametrize("kind", ["PROGRAMMATIC_ACCESS_TOKEN", None])
def test_a_programmatic_access_token(api, admin, kind):
    admin.execute(f"ALTER USER {api.user} ADD PROGRAMMATIC ACCESS TOKEN t{len(kind or '')}")
    secret = admin.fetchone()[1]
    answer = ask(api, secret, kind)
    assert (answer.status_code, answer.json()["data"][0][0]) == (200, api.user)


def test_what_is_no_access_token_of_anybody(api):
    refused = ask(api, "x", "PROGRAMMATIC_ACCESS_TOKEN")
    assert (refused.status_code, refused.json()["code"]) == (401, "394400")


@pytest.mark.parametrize("claims, code, why", [
    ({"iss": "https://elsewhere.example.com"}, "390303", "EXTERNAL_OAUTH_ACCESS_TOKEN_ISSUER_NOT_FOUND"),
    ({"iss": ""}, "390303", "EXTERNAL_OAUTH_MISSING_ISSUER"),
    ({"nbf": int(time.time()) + 600}, "390303", "EXTERNAL_OAUTH_ACCESS_TOKEN_NOT_YET_VALID"),
    ({"sub": None}, "390303", "EXTERNAL_OAUTH_USER_CLAIM_MISSING"),
    ({"exp": int(time.time()) - 600}, "390318", "EXTERNAL_OAUTH_ACCESS_TOKEN_EXPIRED"),
])
def test_a_token_that_is_not_taken_and_why(api, admin, issuer, claims, code, why):
    answer = ask(api, issuer(api.user, **claims), "OAUTH").json()
    assert answer["code"] == code, answer
    number = answer["message"].split("[")[1].rstrip("]")
    said = json.loads(admin.execute(f"SELECT SYSTEM$GET_LOGIN_FAILURE_DETAILS('{number}')").fetchone()[0])
    assert said["errorCode"] == why and said["clientType"] == "OTHER"


def test_tokens_that_are_none(api, issuer):
    head, body, _ = issuer(api.user).split(".")
    for token in ["x", "a.b.c", f"{head}.{body}.{plain(b'x' * 256).decode()}", base64.b64encode(b"x").decode()]:
        answer = ask(api, token, "OAUTH")
        assert (answer.status_code, answer.json()["code"]) == (401, "390303"), token
    answer = ask(api, "x", "SAML")
    assert (answer.status_code, answer.json()["code"]) == (400, "390400")


def test_a_role_that_the_token_has_not(api, issuer):
    answer = ask(api, issuer(api.user), "OAUTH", role="SYSADMIN")
    assert (answer.status_code, answer.json()["code"]) == (401, "390317")

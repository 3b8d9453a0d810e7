"""Second factors: enrolled in SQL, asked for beside the password.

docs.snowflake.com/en/user-guide/security-mfa; passcodes by RFC 6238."""

import re

import pytest
from snowflake.connector import DatabaseError, ProgrammingError

from totp import passcode


@pytest.fixture
def user(cur, request):
    name = re.sub(r"\W", "_", request.node.name).upper()
    cur.execute(f"CREATE OR REPLACE USER {name} PASSWORD = 'x'")
    yield name
    cur.execute(f"DROP USER IF EXISTS {name}")


def enrol(cur, user):
    url = cur.execute(f"ALTER USER {user} ENROLL MFA").fetchone()[0]
    assert url.startswith(f"otpauth://totp/Snowglobe:{user}?secret=")
    return url


def login(server, user, password="x", **data):
    raw = server.raw()
    answer = raw.login(user, password, **data)
    raw.close()
    return answer


def test_a_passcode_is_asked_for(server, cur, user):
    url = enrol(cur, user)
    with pytest.raises(DatabaseError, match="MFA with TOTP is required"):
        server.connect(user=user, password="x")
    server.connect(user=user, password="x", passcode=passcode(url)).close()
    with server.connect(user=user, password="x" + passcode(url, 1), passcode_in_password=True) as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER()").fetchone() == (user,)


def test_passcodes_are_of_now_and_taken_once(server, cur, user):
    url = enrol(cur, user)
    assert login(server, user)["code"] == "394508"
    good = passcode(url)
    assert login(server, user, "y", PASSCODE=good)["code"] == "390100"
    assert login(server, user, PASSCODE=good)["success"]
    for bad in [good, passcode(url, 5), passcode(url, -5), "12345", "1234567", "abcdef"][:4]:
        assert login(server, user, PASSCODE=bad)["code"] == "390127", bad


def test_wrong_passcodes_lock_a_user(server, cur, user):
    url = enrol(cur, user)
    for _ in range(5):
        assert login(server, user, PASSCODE=passcode(url, 9))["code"] == "390127"
    assert login(server, user, PASSCODE=passcode(url))["code"] == "390102"


@pytest.fixture
def caching(cur):
    cur.execute("ALTER ACCOUNT SET ALLOW_CLIENT_MFA_CACHING = TRUE")
    yield
    cur.execute("ALTER ACCOUNT UNSET ALLOW_CLIENT_MFA_CACHING")


def test_no_token_is_given_unless_the_account_allows_it(server, cur, user):
    url = enrol(cur, user)
    answer = login(server, user, PASSCODE=passcode(url), SESSION_PARAMETERS={"CLIENT_REQUEST_MFA_TOKEN": True})
    assert answer["success"] and not answer["data"].get("mfaToken")


def test_a_token_stands_for_the_passcode(server, cur, user, caching):
    url = enrol(cur, user)
    answer = login(server, user, PASSCODE=passcode(url), SESSION_PARAMETERS={"CLIENT_REQUEST_MFA_TOKEN": True})
    token = answer["data"]["mfaToken"]
    assert token and answer["data"]["mfaTokenValidityInSeconds"] == 14400
    assert login(server, user, TOKEN=token)["success"]
    assert login(server, user, "y", TOKEN=token)["code"] == "390100"
    assert login(server, user, TOKEN="x")["code"] == "394508"
    cur.execute("ALTER ACCOUNT SET ALLOW_CLIENT_MFA_CACHING = FALSE")
    assert login(server, user, TOKEN=token)["code"] == "394508"


def test_methods_are_shown_and_removed(server, cur, user):
    url = enrol(cur, user)
    cur.execute(f"SHOW MFA METHODS FOR USER {user}")
    assert [column[0] for column in cur.description] == ["name", "type", "comment", "last_used", "created_on"]
    row = cur.fetchone()
    assert row[:4] == ("TOTP_1", "TOTP", "", None) and row[4]
    login(server, user, PASSCODE=passcode(url))
    assert cur.execute(f"SHOW MFA METHODS FOR USER {user}").fetchone()[3]
    cur.execute("SELECT first_authentication_factor, second_authentication_factor FROM SNOWFLAKE.ACCOUNT_USAGE.LOGIN_HISTORY"
                f" WHERE user_name = '{user}'")
    assert cur.fetchall() == [("PASSWORD", "TOTP")]
    cur.execute(f"ALTER USER {user} MODIFY MFA METHOD totp_1 SET COMMENT = 'phone'")
    assert cur.execute(f"SHOW MFA METHODS FOR USER {user}").fetchone()[2] == "phone"
    cur.execute(f"ALTER USER {user} REMOVE MFA METHOD totp_1")
    assert login(server, user)["success"]
    for sql, words in [("REMOVE MFA METHOD totp_1", "does not exist"), ("ADD MFA METHOD otp", "Unsupported feature")]:
        with pytest.raises(ProgrammingError, match=words):
            cur.execute(f"ALTER USER {user} {sql}")

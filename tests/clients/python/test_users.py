"""Users made in SQL: logging in with a password and with a key pair."""

import json
import re
import time

import pytest
from snowflake.connector import DatabaseError, ProgrammingError

from harness import MAJOR
from key_pair import Key, plain

HOUR = 3600


@pytest.fixture(scope="module")
def keys():
    return Key(), Key()


@pytest.fixture
def users(cur, request):
    """Makes users that go with the test."""
    made = []

    def make(options=""):
        name = re.sub(r"\W", "_", f"{request.node.name}_{len(made)}").upper()
        cur.execute(f"CREATE OR REPLACE USER {name} {options}")
        made.append(name)
        return name
    yield make
    for name in made:
        cur.execute(f"DROP USER IF EXISTS {name}")


def refused(server, number, words, **options):
    with pytest.raises(DatabaseError, match=words) as error:
        server.connect(**options).close()
    if MAJOR >= 5:
        assert error.value.errno == number


def by_key(user, key):
    # Core takes the key in base64 as well as bytes, the older ones bytes.
    return {"user": user, "password": None, "authenticator": "SNOWFLAKE_JWT", "private_key": key.der}


def code(server, token, **data):
    raw = server.raw()
    answer = raw.login(None, None, AUTHENTICATOR="SNOWFLAKE_JWT", TOKEN=token, **data)
    raw.close()
    return answer["code"] and int(answer["code"])


# ---- passwords ----

def test_a_user_made_in_sql_logs_in_with_its_defaults(server, users):
    user = users("PASSWORD = 'ab''c' DEFAULT_ROLE = sysadmin DEFAULT_WAREHOUSE = \"w x\" DEFAULT_NAMESPACE = d.\"s\"")
    with server.connect(user=user.lower(), password="ab'c") as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER()").fetchone() == (user,)
        assert (connection.role, connection.warehouse) == ("SYSADMIN", "w x")
        assert (connection.database, connection.schema) == ("D", "s")
    with server.connect(user=user, password="ab'c", role="public", database="e", warehouse="w") as connection:
        assert (connection.role, connection.database, connection.schema) == ("PUBLIC", "E", "PUBLIC")
        assert connection.warehouse == "W"


def test_the_guest_stays_when_users_are_made(server, users):
    users("PASSWORD = 'x'")
    server.connect().close()


def test_the_login_name_logs_in_and_not_the_name(server, users, request):
    login = f"{request.node.name}@example.com"
    user = users(f"PASSWORD = 'x' LOGIN_NAME = '{login}'")
    with server.connect(user=login, password="x") as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER()").fetchone() == (user,)
    refused(server, 390100, "Incorrect username or password", user=user, password="x")


def test_a_password_is_changed_and_taken_away(server, users, cur):
    user = users("PASSWORD = 'old'")
    server.connect(user=user, password="old").close()
    cur.execute(f"ALTER USER {user} SET PASSWORD = 'new'")
    refused(server, 390100, "Incorrect username or password", user=user, password="old")
    server.connect(user=user, password="new").close()
    cur.execute(f"ALTER USER {user} UNSET PASSWORD")
    refused(server, 390100, "Incorrect username or password", user=user, password="new")


def test_disabled_dropped_and_outdated_users_are_refused(server, users, cur):
    user = users("PASSWORD = 'x' DISABLED = TRUE")
    refused(server, 390101, "User access disabled", user=user, password="x")
    refused(server, 390100, "Incorrect username or password", user=user, password="y")
    cur.execute(f"ALTER USER {user} SET DISABLED = FALSE MUST_CHANGE_PASSWORD = TRUE")
    refused(server, 390106, "Specified password has expired", user=user, password="x")
    cur.execute(f"ALTER USER {user} SET MUST_CHANGE_PASSWORD = FALSE DEFAULT_ROLE = nobody_has_it")
    refused(server, 390189, "configured default role 'NOBODY_HAS_IT'", user=user, password="x")
    cur.execute(f"DROP USER {user}")
    refused(server, 390100, "Incorrect username or password", user=user, password="x")


def test_a_service_has_no_password(server, users, cur):
    user = users("PASSWORD = 'x'")
    cur.execute(f"ALTER USER {user} SET TYPE = SERVICE")
    refused(server, 390100, "Incorrect username or password", user=user, password="x")


def test_five_wrong_passwords_lock_a_user(server, users, cur):
    user, other = users("PASSWORD = 'x'"), users("PASSWORD = 'x'")
    raw = server.raw()
    for _ in range(4):
        assert raw.login(user, "y")["code"] == "390100"
    assert raw.login(user, "x")["success"]
    for _ in range(5):
        assert raw.login(user, "y")["code"] == "390100"
    refused(server, 390102, "temporarily locked", user=user, password="x")
    server.connect(user=other, password="x").close()
    cur.execute(f"SHOW USERS LIKE '{user}'")
    row = dict(zip([column[0] for column in cur.description], cur.fetchone()))
    assert row["mins_to_unlock"] == "15" and row["locked_until_time"]
    cur.execute(f"ALTER USER {user} SET MINS_TO_UNLOCK = 0")
    server.connect(user=user, password="x").close()
    raw.close()


# ---- key pairs ----

@pytest.mark.parametrize("https", [False, True])
def test_a_key_pair_logs_in(server, users, keys, https):
    user = users(f"TYPE = SERVICE RSA_PUBLIC_KEY = '{keys[0].public}'")
    with server.connect(https=https, **by_key(user, keys[0])) as connection:
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT CURRENT_USER()").fetchone() == (user,)
    refused(server, 394304, "JWT token is invalid", https=https, **by_key(user, keys[1]))


def test_the_history_tells_how_they_came(server, users, cur, keys):
    user = users(f"PASSWORD = 'x' RSA_PUBLIC_KEY = '{keys[0].public}'")
    server.connect(user=user, password="x").close()
    server.connect(**by_key(user, keys[0])).close()
    cur.execute("SELECT first_authentication_factor FROM SNOWFLAKE.ACCOUNT_USAGE.LOGIN_HISTORY"
                f" WHERE user_name = '{user}' AND is_success = 'YES' ORDER BY 1")
    assert cur.fetchall() == [("PASSWORD",), ("RSA_KEYPAIR",)]


def test_keys_are_rotated(server, users, cur, keys):
    user = users(f"RSA_PUBLIC_KEY = '{keys[0].public}'")
    cur.execute(f"ALTER USER {user} SET RSA_PUBLIC_KEY_2 = '{keys[1].public}'")
    for key in keys:
        server.connect(**by_key(user, key)).close()
    cur.execute(f"ALTER USER {user} UNSET RSA_PUBLIC_KEY")
    server.connect(**by_key(user, keys[1])).close()
    refused(server, 394304, "JWT token is invalid", **by_key(user, keys[0]))
    cur.execute(f"DESCRIBE USER {user}")
    said = {row[0]: row[1] for row in cur.fetchall()}
    assert (said["RSA_PUBLIC_KEY_FP"], said["RSA_PUBLIC_KEY_2_FP"]) == ("null", keys[1].fingerprint)


def test_a_key_of_a_disabled_or_dropped_user_is_refused(server, users, cur, keys):
    user = users(f"RSA_PUBLIC_KEY = '{keys[0].public}' DISABLED = TRUE")
    refused(server, 390101, "User access disabled", **by_key(user, keys[0]))
    refused(server, 394304, "JWT token is invalid", **by_key(user, keys[1]))
    cur.execute(f"DROP USER {user}")
    refused(server, 394300, "JWT token is invalid", **by_key(user, keys[0]))


def test_tokens_are_taken_in_their_time(server, users, keys):
    user, key, now = users(f"RSA_PUBLIC_KEY = '{keys[0].public}'"), keys[0], int(time.time())
    for good in [{}, {"iat": now * 1000, "exp": now * 1000 + 60000}, {"iat": now + 30, "exp": now + 90},
                 {"exp": now - 30, "iat": now - 90}, {"iat": now - HOUR + 30, "exp": now + 10 * HOUR},
                 {"nbf": 1444478400}]:
        assert code(server, key.token(user, **good)) is None, good
    for bad, number in [({"iat": now - 300, "exp": now - 120}, 394303), ({"iat": now + 300, "exp": now + 360}, 394302),
                        ({"iat": now - HOUR - 120, "exp": now + 10 * HOUR}, 394303), ({"nbf": now + 300}, 394302),
                        ({"exp": None}, 394301), ({"iat": None}, 394301), ({"iat": -1}, 394301), ({"exp": "soon"}, 394301)]:
        assert code(server, key.token(user, **bad)) == number, bad


def test_a_token_is_taken_again_in_its_time(server, users, keys):
    """docs.snowflake.com/en/developer-guide/sql-api/authenticating: one token for the requests of an hour."""
    token = keys[0].token(users(f"RSA_PUBLIC_KEY = '{keys[0].public}'"))
    assert [code(server, token) for _ in range(3)] == [None] * 3


def test_tokens_are_from_who_they_say(server, users, keys):
    user, other = (users(f"RSA_PUBLIC_KEY = '{key.public}'") for key in keys)
    key = keys[0]
    good = key.token(user)
    assert code(server, good, LOGIN_NAME=user.lower()) is None
    head, body, sign = good.split(".")
    for number, tokens in {
            394300: [key.token(user, sub=f"LOCAL.{user}X"), key.token(user, sub=user), f"{head}.{plain(b'{}').decode()}.{sign}"],
            394304: [key.token(other), key.token(user, iss=f"LOCAL.{user}.{keys[1].fingerprint}"),
                     key.token(user, iss=f"LOCAL.{user}"), key.token(user, iss=f"LOCAL.{other}.{key.fingerprint}")],
            394305: [key.token(user, algorithm="none"), key.token(user, algorithm="HS256")],
            394306: [f"{head}.{body}.{'A' * 342}"],
            390144: [f"{head}.{body}", f"{head}.{body}.", key.token(user).replace("e", "+"), good + "=", "", "..", "x" * 20000]}.items():
        for bad in tokens:
            assert code(server, bad) == number, bad
    assert code(server, good, LOGIN_NAME=other) == 394300


# docs.snowflake.com/en/sql-reference/functions/system_get_login_failure_details
def test_a_refusal_tells_an_administrator_why(server, users, cur, keys):
    def details(token, **data):
        raw = server.raw()
        answer = raw.login(None, None, AUTHENTICATOR="SNOWFLAKE_JWT", TOKEN=token, **data)
        raw.close()
        number = re.fullmatch(r"JWT token is invalid\. \[([0-9a-f-]{36})\]", answer["message"])[1]
        return json.loads(cur.execute(f"SELECT SYSTEM$GET_LOGIN_FAILURE_DETAILS('{number}')").fetchone()[0])
    user = users(f"RSA_PUBLIC_KEY = '{keys[0].public}'")
    said = details(keys[1].token(user), CLIENT_APP_ID="JDBC", CLIENT_APP_VERSION="4.0.1")
    assert abs(said.pop("timestamp") - time.time()) < 60
    assert said == {"clientIP": "127.0.0.1", "clientType": "JDBC_DRIVER", "clientVersion": "4.0.1", "username": user,
                    "errorCode": "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH"}
    said = details("x.y.z")
    assert (said["errorCode"], said["username"]) == ("JWT_TOKEN_INVALID", None)
    cur.execute("SELECT error_code, error_message FROM SNOWFLAKE.ACCOUNT_USAGE.LOGIN_HISTORY"
                f" WHERE user_name = '{user}' AND is_success = 'NO'")
    assert cur.fetchall() == [(394304, "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH")]
    with pytest.raises(ProgrammingError, match="No login failure with the id 'x' is known"):
        cur.execute("SELECT SYSTEM$GET_LOGIN_FAILURE_DETAILS('x')")


def test_a_refused_token_has_a_reference(server, users):
    answer = server.raw().login(None, None, AUTHENTICATOR="SNOWFLAKE_JWT", TOKEN="x.y.z")
    found = re.fullmatch(r"JWT token is invalid\. \[([0-9a-f-]{36})\]", answer["message"])
    assert found and found[1] in server.log_text()


def test_users_are_there_after_a_restart(start_server, keys):
    server = start_server()
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE USER ada PASSWORD = 'x' RSA_PUBLIC_KEY = '{keys[0].public}' COMMENT = 'it''s'")
        cursor.execute("ALTER USER snowglobe SET PASSWORD = 'mine'")
        cursor.execute("CREATE USER gone PASSWORD = 'x'")
        cursor.execute("DROP USER gone")
    server.stop()
    server.start()
    server.connect(user="ada", password="x").close()
    server.connect(**by_key("ada", keys[0])).close()
    refused(server, 390100, "Incorrect username or password")
    refused(server, 390100, "Incorrect username or password", user="gone", password="x")
    with server.connect(password="mine") as connection, connection.cursor() as cursor:
        assert cursor.execute("SHOW USERS LIKE 'ada'").fetchone()[9] == "it's"

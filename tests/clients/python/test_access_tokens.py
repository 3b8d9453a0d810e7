"""Programmatic access tokens: made, shown, changed, rotated and taken away in SQL, and logged in with.

docs.snowflake.com/en/user-guide/programmatic-access-tokens
"""

import re

import pytest
from snowflake.connector import DatabaseError, ProgrammingError

from harness import MAJOR


@pytest.fixture
def user(cur, request):
    name = re.sub(r"\W", "_", request.node.name).upper()
    cur.execute(f"CREATE OR REPLACE USER {name} PASSWORD = 'x'")
    yield name
    cur.execute(f"DROP USER IF EXISTS {name}")


def make(cur, user, name="t", options=""):
    row = cur.execute(f"ALTER USER {user} ADD PROGRAMMATIC ACCESS TOKEN {name} {options}").fetchone()
    assert [column[0] for column in cur.description] == ["token_name", "token_secret"]
    assert row[0] == name.upper()
    return row[1]


def shown(cur, user):
    cur.execute(f"SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER {user}")
    names = [column[0] for column in cur.description]
    return {row[0]: dict(zip(names, row)) for row in cur.fetchall()}


def by_token(user, secret):
    return {"user": user, "password": None, "authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": secret}


def answer(server, secret, **data):
    raw = server.raw()
    try:
        return raw.login(None, None, AUTHENTICATOR="PROGRAMMATIC_ACCESS_TOKEN", TOKEN=secret, **data)
    finally:
        raw.close()


def who(server, **options):
    with server.connect(**options) as connection, connection.cursor() as cursor:
        return cursor.execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone()


@pytest.mark.skipif(MAJOR < 4, reason="3.13 has no such authenticator")
@pytest.mark.parametrize("https", [False, True])
def test_a_token_logs_in(server, cur, user, https):
    assert who(server, https=https, **by_token(user, make(cur, user))) == (user, "ACCOUNTADMIN")


def test_a_token_is_taken_as_a_password(server, cur, user):
    secret = make(cur, user)
    assert who(server, user=user, password=secret) == (user, "ACCOUNTADMIN")
    with pytest.raises(DatabaseError, match="Programmatic access token is invalid"):
        server.connect(user="snowglobe", password=secret)


def test_a_login_name_need_not_be_told_and_must_be_right(server, cur, user):
    secret = make(cur, user)
    assert answer(server, secret)["data"]["displayUserName"] == user
    assert answer(server, secret, LOGIN_NAME=user.lower())["success"]
    assert answer(server, secret, LOGIN_NAME="snowglobe")["code"] == "394400"


def test_wrong_tokens_are_refused_in_the_same_words(server, cur, user):
    secret = make(cur, user)
    last = "0" if secret[-1] != "0" else "1"
    for bad in ["", "x", secret[:-1], secret[:-1] + last, secret + "0", secret.upper(), "sgpat-" + "0" * 16 + "-" + "0" * 64]:
        refused = answer(server, bad)
        assert (refused["code"], refused["message"]) == ("394400", "Programmatic access token is invalid."), bad


def test_a_token_for_a_role_has_no_other(server, cur, user):
    secret = make(cur, user, options="ROLE_RESTRICTION = 'sysadmin'")
    with server.connect(user=user, password=secret) as connection, connection.cursor() as cursor:
        assert cursor.execute("SELECT CURRENT_ROLE()").fetchone() == ("SYSADMIN",)
        cursor.execute("USE ROLE sysadmin")
        with pytest.raises(ProgrammingError, match="002043"):
            cursor.execute("USE ROLE accountadmin")
    with pytest.raises(DatabaseError, match="Role 'PUBLIC' specified"):
        server.connect(user=user, password=secret, role="public")
    with pytest.raises(ProgrammingError, match="Role 'NOWHERE' does not exist"):
        make(cur, user, "u", "ROLE_RESTRICTION = 'nowhere'")


def test_services_need_a_role(server, cur, user):
    cur.execute(f"ALTER USER {user} UNSET PASSWORD")
    cur.execute(f"ALTER USER {user} SET TYPE = SERVICE")
    with pytest.raises(ProgrammingError, match="ROLE_RESTRICTION is required"):
        make(cur, user)
    secret = make(cur, user, options="ROLE_RESTRICTION = 'PUBLIC'")
    assert answer(server, secret)["data"]["sessionInfo"]["roleName"] == "PUBLIC"


def test_what_show_tells(server, cur, user):
    make(cur, user, "one", "ROLE_RESTRICTION = 'PUBLIC' COMMENT = 'it''s' DAYS_TO_EXPIRY = 3"
                           " MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT = 10")
    make(cur, user, "two")
    rows = shown(cur, user)
    assert list(rows) == ["ONE", "TWO"]
    one, two = rows.values()
    assert list(one) == ["name", "user_name", "role_restriction", "expires_at", "status", "comment", "created_on",
                         "created_by", "mins_to_bypass_network_policy_requirement", "rotated_to"]
    assert (one["user_name"], one["role_restriction"], one["comment"], one["created_by"]) == (
        user, "PUBLIC", "it's", "SNOWGLOBE")
    assert (one["expires_at"] - one["created_on"]).days == 3 and one["mins_to_bypass_network_policy_requirement"] == 10
    assert (two["role_restriction"], two["status"], two["rotated_to"]) == (None, "ACTIVE", None)
    assert (two["expires_at"] - two["created_on"]).days == 15
    cur.execute(f"SHOW USERS LIKE '{user}'")
    assert dict(zip([c[0] for c in cur.description], cur.fetchone()))["has_pat"] == "true"


def test_tokens_are_changed(server, cur, user):
    secret = make(cur, user)
    cur.execute(f"ALTER USER {user} MODIFY PROGRAMMATIC ACCESS TOKEN t SET DISABLED = TRUE COMMENT = 'c'")
    assert shown(cur, user)["T"]["status"] == "DISABLED" and shown(cur, user)["T"]["comment"] == "c"
    assert answer(server, secret)["code"] == "394400"
    cur.execute(f"ALTER USER {user} MODIFY PAT t UNSET DISABLED, COMMENT")
    cur.execute(f"ALTER USER {user} MODIFY PAT t RENAME TO u")
    assert answer(server, secret)["success"]
    assert [row["comment"] for row in shown(cur, user).values()] == [""] and list(shown(cur, user)) == ["U"]
    cur.execute(f"ALTER USER {user} REMOVE PROGRAMMATIC ACCESS TOKEN u")
    assert answer(server, secret)["code"] == "394400" and not shown(cur, user)


def test_rotating_gives_a_new_secret_and_ends_the_old_one(server, cur, user):
    old = make(cur, user)
    row = cur.execute(f"ALTER USER {user} ROTATE PROGRAMMATIC ACCESS TOKEN t").fetchone()
    assert [column[0] for column in cur.description] == ["token_name", "token_secret", "rotated_token_name"]
    assert row[0] == "T" and row[1] != old
    assert answer(server, old)["success"] and answer(server, row[1])["success"]
    rows = shown(cur, user)
    assert rows[row[2]]["rotated_to"] == "T" and rows["T"]["rotated_to"] is None
    again = cur.execute(f"ALTER USER {user} ROTATE PAT t EXPIRE_ROTATED_TOKEN_AFTER_HOURS = 0").fetchone()
    assert answer(server, row[1])["code"] == "394400" and answer(server, again[1])["success"]
    assert shown(cur, user)[again[2]]["status"] == "EXPIRED"
    with pytest.raises(ProgrammingError, match="has expired"):
        cur.execute(f"ALTER USER {user} MODIFY PAT {again[2]} SET COMMENT = 'x'")


def test_ones_own_token_needs_no_name(server, cur, user):
    with server.connect(user=user, password="x") as connection, connection.cursor() as cursor:
        secret = cursor.execute("ALTER USER ADD PAT mine").fetchone()[1]
        cursor.execute("SHOW USER PATS")
        assert [row[:2] for row in cursor.fetchall()] == [("MINE", user)]
    assert answer(server, secret)["success"]


def test_what_is_refused(cur, user):
    make(cur, user)
    for sql, words in [("ADD PAT t", "Object 'T' already exists"), ("ADD PAT a.b", "has one part"),
                       ("ADD PAT u DAYS_TO_EXPIRY = 0", "DAYS_TO_EXPIRY"), ("ADD PAT u DAYS_TO_EXPIRY = 366", "DAYS_TO_EXPIRY"),
                       ("ADD PAT u COLOUR = 'red'", "COLOUR"), ("REMOVE PAT u", "'U' does not exist"),
                       ("MODIFY PAT u SET COMMENT = 'x'", "'U' does not exist"), ("MODIFY PAT t SET DISABLED = 3", "DISABLED"),
                       ("ROTATE PAT t EXPIRE_ROTATED_TOKEN_AFTER_HOURS = -1", "EXPIRE_ROTATED_TOKEN_AFTER_HOURS")]:
        with pytest.raises(ProgrammingError, match=words):
            cur.execute(f"ALTER USER {user} {sql}")
    cur.execute(f"ALTER USER {user} ADD PAT IF NOT EXISTS t")
    for i in range(14):
        make(cur, user, f"n{i}")
    with pytest.raises(ProgrammingError, match="which is the most"):
        make(cur, user, "sixteenth")


def test_a_disabled_user_is_refused(server, cur, user):
    secret = make(cur, user)
    cur.execute(f"ALTER USER {user} SET DISABLED = TRUE")
    assert answer(server, secret)["code"] == "390101"
    assert shown(cur, user)["T"]["status"] == "DISABLED"


def test_the_history_tells_of_tokens(server, cur, user):
    answer(server, make(cur, user))
    cur.execute("SELECT first_authentication_factor, is_success FROM SNOWFLAKE.ACCOUNT_USAGE.LOGIN_HISTORY"
                f" WHERE user_name = '{user}'")
    assert cur.fetchall() == [("PROGRAMMATIC_ACCESS_TOKEN", "YES")]


def test_a_secret_is_told_once(server, cur, user):
    secret = make(cur, user)
    with pytest.raises(ProgrammingError):
        cur.execute("SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))")
    assert secret not in server.log_text()
    assert not any(secret in str(row) for row in shown(cur, user).values())


def test_tokens_are_there_after_a_restart(start_server):
    server = start_server()
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE USER ada PASSWORD = 'x'")
        secret = make(cursor, "ada")
    server.stop()
    server.start()
    assert answer(server, secret)["success"]

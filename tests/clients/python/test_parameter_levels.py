"""Session parameters said by the account, by a user, and in the session itself.

docs.snowflake.com/en/sql-reference/parameters#parameter-hierarchy-and-types, .../sql/show-parameters"""

import pytest
from snowflake.connector import ProgrammingError


@pytest.fixture
def house(start_server):
    """A server of the test's own, since what the account says is for all."""
    server = start_server()
    yield server
    assert server.stop() == 0


@pytest.fixture
def admin(house):
    with house.connect() as connection:
        yield connection.cursor()


def seen(cur, name, scope=""):
    """Value and level."""
    cur.execute(f"SHOW PARAMETERS LIKE '{name}' {scope}")
    rows = cur.fetchall()
    assert len(rows) == 1, rows
    return rows[0][1], rows[0][3]


def as_user(house, name, **options):
    return house.connect(user=name, password="x", **options)


def test_the_session_goes_before_the_user_and_the_user_before_the_account(house, admin):
    admin.execute("CREATE USER lea PASSWORD = 'x' WEEK_START = 3 TIMEZONE = 'Asia/Tokyo'")
    admin.execute("ALTER ACCOUNT SET TIMEZONE = 'UTC', WEEK_START = 1, DATE_OUTPUT_FORMAT = 'DD.MM.YYYY'")
    with as_user(house, "lea", session_parameters={"WEEK_START": 5}) as connection:
        cur = connection.cursor()
        assert seen(cur, "WEEK_START") == ("5", "SESSION")
        assert seen(cur, "TIMEZONE", "IN SESSION") == ("Asia/Tokyo", "USER")
        assert seen(cur, "DATE_OUTPUT_FORMAT", "FOR SESSION") == ("DD.MM.YYYY", "ACCOUNT")
        assert seen(cur, "JSON_INDENT") == ("2", "")
        assert seen(cur, "WEEK_START", "IN USER") == ("3", "USER")
        assert seen(cur, "WEEK_START", "IN ACCOUNT") == ("1", "ACCOUNT")
        assert cur.execute("SELECT TO_VARCHAR('2024-02-29'::DATE)").fetchone() == ("29.02.2024",)
        assert cur.execute("SELECT TO_VARCHAR(CURRENT_TIMESTAMP(), 'TZHTZM')").fetchone() == ("+0900",)
        assert cur.execute("SELECT DAYOFWEEK('2017-01-01'::DATE)").fetchone() == (3,)
        cur.execute("ALTER SESSION UNSET WEEK_START")
        assert seen(cur, "WEEK_START") == ("3", "USER")
        assert cur.execute("SELECT DAYOFWEEK('2017-01-01'::DATE)").fetchone() == (5,)


def test_the_login_tells_drivers_what_was_inherited(house, admin):
    admin.execute("CREATE USER ben PASSWORD = 'x'")
    admin.execute("ALTER USER ben SET TIMEZONE = 'UTC', CLIENT_PREFETCH_THREADS = 7, QUERY_TAG = 'his'")
    admin.execute("ALTER ACCOUNT SET CLIENT_SESSION_KEEP_ALIVE = TRUE")
    raw = house.raw()
    told = {row["name"]: row["value"] for row in raw.login("ben", "x")["data"]["parameters"]}
    assert (told["TIMEZONE"], told["CLIENT_PREFETCH_THREADS"]) == ("UTC", 7)
    assert told["CLIENT_SESSION_KEEP_ALIVE"] is True and told["QUERY_TAG"] == "his"
    raw.close()


def test_unset_gives_back_what_is_above(house, admin):
    admin.execute("ALTER ACCOUNT SET TIMEZONE = 'UTC'")
    admin.execute("CREATE USER eva PASSWORD = 'x' TIMEZONE = 'Asia/Tokyo'")
    assert seen(admin, "TIMEZONE", "FOR USER eva") == ("Asia/Tokyo", "USER")
    admin.execute("ALTER USER eva UNSET TIMEZONE")
    assert seen(admin, "TIMEZONE", "FOR USER eva") == ("UTC", "ACCOUNT")
    admin.execute("ALTER ACCOUNT UNSET TIMEZONE")
    assert seen(admin, "TIMEZONE", "FOR USER eva") == ("America/Los_Angeles", "")
    assert seen(admin, "TIMEZONE", "IN ACCOUNT") == ("America/Los_Angeles", "")


def test_what_runs_is_left_as_it_is(house, admin):
    before = seen(admin, "WEEK_START")
    admin.execute("ALTER ACCOUNT SET WEEK_START = 4")
    assert seen(admin, "WEEK_START") == before == ("0", "")
    with house.connect() as later:
        assert seen(later.cursor(), "WEEK_START") == ("4", "ACCOUNT")


def test_they_are_kept_over_a_restart(house, admin):
    admin.execute("ALTER ACCOUNT SET WEEK_START = 6, ALLOW_ID_TOKEN = TRUE")
    admin.execute("CREATE USER ida PASSWORD = 'x' JSON_INDENT = 0")
    house.stop(kill=True)
    house.start()
    with as_user(house, "ida") as connection:
        cur = connection.cursor()
        assert seen(cur, "WEEK_START") == ("6", "ACCOUNT")
        assert seen(cur, "JSON_INDENT") == ("0", "USER")
        assert seen(cur, "ALLOW_ID_TOKEN", "IN ACCOUNT") == ("true", "ACCOUNT")


def test_what_only_the_account_has_is_shown_there_alone(admin):
    assert seen(admin, "ALLOW_CLIENT_MFA_CACHING", "IN ACCOUNT") == ("false", "")
    for scope in ["", "IN SESSION", "IN USER"]:
        assert admin.execute(f"SHOW PARAMETERS LIKE 'ALLOW%' {scope}").fetchall() == []
    for sql in ["ALTER SESSION SET ALLOW_ID_TOKEN = TRUE", "ALTER USER snowglobe SET ALLOW_ID_TOKEN = TRUE"]:
        with pytest.raises(ProgrammingError):
            admin.execute(sql)


def test_all_or_nothing_is_set(admin):
    for sql in ["ALTER ACCOUNT SET WEEK_START = 2, TIMEZONE = 'Nowhere/Town'",
                "ALTER ACCOUNT SET WEEK_START = 2, NETWORK_POLICY = 'p'"]:
        with pytest.raises(ProgrammingError):
            admin.execute(sql)
    assert seen(admin, "WEEK_START", "IN ACCOUNT") == ("0", "")
    with pytest.raises(ProgrammingError, match="invalid value"):
        admin.execute("CREATE USER bad PASSWORD = 'x' WEEK_START = 9")
    assert admin.execute("SHOW USERS LIKE 'BAD'").fetchall() == []


def test_scopes_that_are_not_there_are_refused(admin):
    for scope in ["FOR USER nobody", "IN WAREHOUSE nowhere"]:
        with pytest.raises(ProgrammingError, match="does not exist"):
            admin.execute(f"SHOW PARAMETERS {scope}")
    with pytest.raises(ProgrammingError, match="Unsupported feature"):
        admin.execute("SHOW PARAMETERS IN TASK t")

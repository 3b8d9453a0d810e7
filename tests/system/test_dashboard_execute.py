"""POST /api/execute as programs use it: context, parameters, bound values, several statements, paging, time limits, tokens."""

import http.client
import json

import pytest

from key_pair import Key


class Api:
    """What a program sends with a token."""

    def __init__(self, server, authorization, **headers):
        self.server, self.headers = server, {"Authorization": authorization, **headers}

    def send(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http_port, timeout=60)
        sent = {**self.headers, **({"Content-Type": "application/json"} if body is not None else {})}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        text = json.loads(answer.read())
        connection.close()
        return answer, text

    def execute(self, sql, status=200, **body):
        answer, text = self.send("POST", "/api/execute", {"sql": sql, **body})
        assert answer.status == status, text
        self.session = answer.headers["X-Snowglobe-Session"]
        return text

    def rows(self, sql, **body):
        return self.execute(sql, **body)["rows"]


@pytest.fixture(scope="module")
def admin(server):
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE OR REPLACE DATABASE api_execute")
        cursor.execute("CREATE OR REPLACE SCHEMA api_execute.\"Mixed\"")
        cursor.execute("CREATE OR REPLACE WAREHOUSE api_wh")
        yield cursor


def add_token(admin, name, user="snowglobe", **options):
    words = " ".join(f"{key} = {value}" for key, value in options.items())
    admin.execute(f"ALTER USER {user} REMOVE PROGRAMMATIC ACCESS TOKEN {name}") if exists(admin, user, name) else None
    return admin.execute(f"ALTER USER {user} ADD PROGRAMMATIC ACCESS TOKEN {name} {words}").fetchone()[1]


def exists(admin, user, name):
    return name.upper() in {row[0] for row in admin.execute(f"SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER {user}")}


@pytest.fixture(scope="module")
def api(server, admin):
    return Api(server, f"Bearer {add_token(admin, 'api_execute')}")


# ---- sessions ----

def test_a_statement_without_a_session_has_its_own_that_ends_with_it(api):
    (mine,), = api.rows("SELECT CURRENT_SESSION()")
    assert api.session is None
    assert api.execute("SELECT 1", status=410, session=mine)["error"]["message"] == "This worksheet's session has ended."


def test_a_new_session_stays(api):
    api.execute("SET x = 41", session="new")
    mine = api.session
    assert api.rows("SELECT $x + 1", session=mine) == [["42"]] and api.rows("SELECT $x", session=int(mine)) == [["41"]]


def test_a_statement_goes_on_when_its_own_session_is_not_waited_for(api):
    query = api.execute("SELECT SYSTEM$WAIT(1), 7", status=202, waitMs=0)["queryId"]
    answer, body = api.send("GET", f"/api/queries/{query}/answer")
    assert answer.status == 200 and body["rows"][0][1] == "7"


# ---- context ----

CONTEXT = "SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE(), CURRENT_SCHEMA()"


def test_the_context_holds_for_the_statement(api):
    context = {"role": "PUBLIC", "warehouse": "API_WH", "database": "API_EXECUTE", "schema": "Mixed"}
    body = api.execute(CONTEXT, context=context)
    assert body["rows"] == [["PUBLIC", "API_WH", "API_EXECUTE", "Mixed"]] and body["context"] == context


def test_a_session_goes_on_with_the_context(api):
    api.execute("SELECT 1", session="new", context={"database": "API_EXECUTE"})
    session = api.session
    assert api.rows(CONTEXT, session=session)[0][2:] == ["API_EXECUTE", "PUBLIC"]
    assert api.rows(CONTEXT, session=session, context={"schema": "Mixed", "role": None})[0][2:] == ["API_EXECUTE", "Mixed"]
    assert api.rows(CONTEXT, session=session)[0][2:] == ["API_EXECUTE", "Mixed"]


@pytest.mark.parametrize("context", [
    {"role": "NOWHERE"}, {"warehouse": "NOWHERE"}, {"database": "NOWHERE"}, {"database": "api_execute"},
    {"database": "API_EXECUTE", "schema": "NOWHERE"}, {"schema": "PUBLIC"}])
def test_a_context_that_is_not_there_runs_nothing(api, context):
    body = api.execute("SELECT 1", status=422, context=context)
    assert body["status"] == "failed" and body["queryId"] and body["error"]["code"] == "002043"


def test_a_context_holds_as_a_whole_or_not_at_all(api):
    before = api.rows(CONTEXT, session="new")
    session = api.session
    api.execute("SELECT 1", status=422, session=session, context={"role": "PUBLIC", "database": "NOWHERE"})
    assert api.rows(CONTEXT, session=session) == before


# ---- parameters ----

def test_parameters_hold_for_one_statement(api):
    show = "SELECT '2024-02-29 01:02:03'::TIMESTAMP_NTZ::TIMESTAMP_LTZ::VARCHAR"
    options = {"timezone": "Asia/Tokyo", "TIMESTAMP_LTZ_OUTPUT_FORMAT": "YYYY TZHTZM"}
    assert api.rows(show, session="new", parameters=options) == [["2024 +0900"]]
    assert api.rows(show, session=api.session) != [["2024 +0900"]]


def test_numbers_and_booleans_are_taken_as_they_are(api):
    options = {"ROWS_PER_RESULTSET": 2, "QUERY_TAG": "api", "AUTOCOMMIT": True}
    body = api.execute("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 9))", parameters=options)
    assert body["totalRows"] == 2


@pytest.mark.parametrize("parameters", [
    {"NO_SUCH_PARAMETER": 1}, {"TIMEZONE": "Moon/Base"}, {"ROWS_PER_RESULTSET": "many"}, {"AUTOCOMMIT": None},
    {"QUERY_TAG": ["a"]}, {"ALLOW_ID_TOKEN": True}, [], "x"])
def test_parameters_that_are_not_good_are_refused(api, parameters):
    answer, body = api.send("POST", "/api/execute", {"sql": "SELECT 1", "parameters": parameters})
    assert answer.status == 400 and body["error"]["message"], body


# ---- bound values ----

@pytest.mark.parametrize("kind, value, shown", [
    ("FIXED", "42", "42"), ("FIXED", 42, "42"), ("REAL", "1.5", "1.5"), ("TEXT", "it's <b>", "it's <b>"), ("BOOLEAN", "true", "true"),
    ("BOOLEAN", True, "true"), ("DATE", "1709164800000", "2024-02-29"), ("TEXT", None, None), ("BINARY", "c0de", "C0DE")])
def test_a_value_is_bound_by_its_type(api, kind, value, shown):
    sql = "SELECT ?" if kind != "BOOLEAN" else "SELECT ?::VARCHAR"
    assert api.rows(sql, bindings={"1": {"type": kind, "value": value}}) == [[shown]]


def test_several_values_are_bound_in_their_order(api):
    bindings = {"2": {"type": "TEXT", "value": "b"}, "1": {"type": "FIXED", "value": "1"}}
    assert api.rows("SELECT ?, ?", bindings=bindings) == [["1", "b"]]


def test_arrays_insert_a_row_for_each(api):
    api.execute("CREATE OR REPLACE TABLE api_execute.public.bound (n INT, t VARCHAR)")
    body = api.execute("INSERT INTO api_execute.public.bound VALUES (?, ?)",
                       bindings={"1": {"type": "FIXED", "value": ["1", "2"]}, "2": {"type": "TEXT", "value": ["x", None]}})
    assert body["rowsInserted"] == 2
    assert api.rows("SELECT * FROM api_execute.public.bound ORDER BY n") == [["1", "x"], ["2", None]]


def test_a_value_that_is_missing_is_told(api):
    assert api.execute("SELECT ?", status=422)["error"]["code"] == "002049"


@pytest.mark.parametrize("bindings", [[], {"1": "x"}, {"1": {"type": "TEXT", "value": {}}}, {"0": {"type": "TEXT", "value": "x"}}])
def test_bindings_that_are_malformed_are_refused(api, bindings):
    assert api.send("POST", "/api/execute", {"sql": "SELECT 1", "bindings": bindings})[0].status == 400


# ---- several statements ----

def test_one_statement_is_one(api):
    error = api.execute("SELECT 1; SELECT 2", status=422)["error"]
    assert error["message"] == "Actual statement count 2 did not match the desired statement count 1."


def test_several_run_when_it_is_asked(api):
    body = api.execute("SET v = 5; SELECT $v * 2; SELECT $v * 3", parameters={"MULTI_STATEMENT_COUNT": 0})
    assert body["rows"] == [["Multiple statements executed successfully."]]
    parts = [api.send("GET", f"/api/queries/{one['queryId']}/answer")[1] for one in body["statements"]]
    assert [part["rows"] for part in parts][1:] == [[["10"]], [["15"]]]
    assert [part["statementTypeId"] for part in parts] == [one["statementTypeId"] for one in body["statements"]]


def test_the_number_of_statements_is_checked(api):
    assert api.execute("SELECT 1; SELECT 2; SELECT 3", status=422, parameters={"MULTI_STATEMENT_COUNT": 2})["error"]["code"] == "000008"


# ---- rows, time ----

TEN_THOUSAND = "SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 10000)) ORDER BY n"


@pytest.mark.parametrize("count, came", [(0, 0), (1, 1), (500, 500), (4999, 4999), (10**9, 5000), (None, 500)])
def test_as_many_rows_come_as_are_asked_for(api, count, came):
    body = api.execute(TEN_THOUSAND, count=count)
    assert (len(body["rows"]), body["totalRows"], body["firstRow"]) == (came, 10000, 0)


def test_the_pages_of_a_result_are_the_whole_result(api):
    body = api.execute(TEN_THOUSAND, count=100)
    rows = body["rows"]
    while len(rows) < body["totalRows"]:
        page = api.send("GET", f"/api/queries/{body['queryId']}/rows?from={len(rows)}&count=4000")[1]
        rows = rows[:page["firstRow"]] + page["rows"]
    assert [int(n) for n, in rows] == list(range(10000))


def test_the_time_is_limited(api):
    error = api.execute("CALL SYSTEM$WAIT(60)", status=422, timeout=1)["error"]
    assert error["code"] == "000630" and "timeout" in error["message"]


# ---- errors ----

def test_an_error_has_its_place_and_its_query(api):
    body = api.execute("SELECT 1,\n  nowhere", status=422)
    assert body["queryId"] and body["error"].items() >= {"code": "000904", "sqlState": "42000", "line": 2, "column": 2}.items()


@pytest.mark.parametrize("body", [
    {"sql": "SELECT 1", "binding": {}}, {"sql": "SELECT 1", "context": {"rol": "X"}}, {"sql": "SELECT 1", "context": "X"},
    {"sql": "SELECT 1", "timeout": -1}, {"sql": "SELECT 1", "count": "many"}, {"sql": "SELECT 1", "waitMs": []},
    {"sql": "SELECT 1", "session": {}}, {"sql": None}, {"sql": ["SELECT 1"]}, "SELECT 1", 7, []])
def test_what_is_not_understood_is_refused(api, body):
    answer, body = api.send("POST", "/api/execute", body)
    assert answer.status == 400 and body["error"]["message"] and body["error"]["code"]


# ---- tokens ----

def test_a_drivers_session_token_says_who_it_is(server, admin):
    admin.execute("CREATE OR REPLACE USER api_driver PASSWORD = 'Driver-password-1' DEFAULT_NAMESPACE = 'API_EXECUTE.PUBLIC'")
    with server.connect(user="api_driver", password="Driver-password-1") as connection:
        program = Api(server, f'Snowflake Token="{connection.rest.token}"')
        assert program.rows("SELECT CURRENT_USER(), CURRENT_DATABASE(), CURRENT_SESSION()::VARCHAR <> ?", bindings={
            "1": {"type": "TEXT", "value": str(connection.session_id)}}) == [["API_DRIVER", "API_EXECUTE", "true"]]
        assert program.send("GET", "/api/me")[1]["user"] == "API_DRIVER"
        master = Api(server, f'Snowflake Token="{connection.rest.master_token}"')
        assert master.send("GET", "/api/me")[0].status == 401
    answer, body = program.send("GET", "/api/me")
    assert answer.status == 401 and body["error"]["code"] == "390111"


def test_a_key_pair_says_who_it_is(server, admin):
    key = Key()
    admin.execute(f"CREATE OR REPLACE USER api_key RSA_PUBLIC_KEY = '{key.public}'")
    assert Api(server, f"Bearer {key.token('API_KEY')}").rows("SELECT CURRENT_USER()") == [["API_KEY"]]


def test_a_token_for_one_role_is_good_for_no_other(server, admin):
    program = Api(server, f"Bearer {add_token(admin, 'api_role', ROLE_RESTRICTION=chr(39) + 'PUBLIC' + chr(39))}")
    assert program.rows("SELECT CURRENT_ROLE()") == [["PUBLIC"]]
    assert program.execute("USE ROLE ACCOUNTADMIN", status=422)["error"]["code"] == "002043"
    assert program.execute("SELECT 1", status=422, context={"role": "ACCOUNTADMIN"})["error"]["code"] == "002043"


@pytest.mark.parametrize("authorization", [
    "Bearer", "Bearer ", "Bearer x", "Bearer " + "x" * 5000, "Snowflake Token=", 'Snowflake Token=""', 'Snowflake Token="None"',
    "Basic c25vd2dsb2JlOnNub3dnbG9iZQ==", "Bearer a.b.c"])
def test_other_tokens_are_refused(server, authorization):
    answer, body = Api(server, authorization).send("POST", "/api/execute", {"sql": "SELECT 1"})
    assert answer.status == 401 and body["error"]["message"]


def test_a_token_that_was_removed_is_good_no_more(server, admin):
    program = Api(server, f"Bearer {add_token(admin, 'api_removed')}")
    assert program.rows("SELECT 1") == [["1"]]
    admin.execute("ALTER USER snowglobe REMOVE PROGRAMMATIC ACCESS TOKEN api_removed")
    assert program.send("GET", "/api/me")[0].status == 401

"""Logging in, staying, leaving; errors and descriptions as the connectors give them."""

import json
import threading
import time
import urllib.request
import uuid

import pytest
import snowflake.connector
from snowflake.connector import DatabaseError, ProgrammingError

from conftest import MAJOR


def one(connection, sql, *arguments):
    with connection.cursor() as cursor:
        return cursor.execute(sql, *arguments).fetchone()


# ---- logging in ----

def test_select_over_http(conn):
    assert one(conn, "SELECT 1") == (1,)


def test_select_over_https(server):
    with server.connect(https=True) as connection:
        assert one(connection, "SELECT 'snow'") == ("snow",)


def test_wrong_password_is_refused(server):
    with pytest.raises(DatabaseError) as error:
        server.connect(password="wrong")
    assert "Incorrect username or password was specified" in str(error.value)
    assert error.value.errno == (390100 if MAJOR >= 5 else 250001)


def test_unknown_user_is_refused_in_the_same_words(server):
    with pytest.raises(DatabaseError, match="Incorrect username or password was specified"):
        server.connect(user="nobody")


def test_unknown_role_is_refused(server):
    with pytest.raises(DatabaseError, match="(?i)role 'NO_SUCH_ROLE'.*does not exist"):
        server.connect(role="no_such_role")


def test_the_configured_user_may_log_in_and_the_guest_may_not(start_server):
    server = start_server("--user", "ada", "--password", "s3cret pass\u00e9")
    with server.connect(user="ADA", password="s3cret pass\u00e9") as connection:
        assert one(connection, "SELECT CURRENT_USER()") == ("ADA",)
    with pytest.raises(DatabaseError):
        server.connect()
    assert "s3cret" not in server.log.read_text()


def test_names_given_at_login_are_current(server):
    with server.connect(role="sysadmin", warehouse="wh", database="db", schema='"sc"') as connection:
        assert (connection.role, connection.warehouse) == ("SYSADMIN", "WH")
        assert (connection.database, connection.schema) == ("DB", "sc")


def test_the_default_role_is_accountadmin(conn):
    assert conn.role == "ACCOUNTADMIN"
    assert conn.database is None


def test_session_parameters_of_the_login_are_set(server):
    parameters = {"QUERY_TAG": "nightly", "TIMEZONE": "Europe/Berlin", "NO_SUCH_PARAMETER": 1}
    with server.connect(session_parameters=parameters) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SHOW PARAMETERS LIKE 'QUERY_TAG'")
            assert cursor.fetchone()[1] == "nightly"
            cursor.execute("SHOW PARAMETERS LIKE 'TIMEZONE'")
            assert cursor.fetchone()[1] == "Europe/Berlin"


# ---- staying and leaving ----

def test_tokens_are_renewed_without_notice(start_server):
    server = start_server("--token-seconds", "1")
    with server.connect() as connection:
        for _ in range(3):
            time.sleep(1.2)  # The token's own life, which nothing shows to the client.
            assert one(connection, "SELECT 1") == (1,)


def login(server, **data):
    body = json.dumps({"data": {"LOGIN_NAME": "snowglobe", "PASSWORD": "snowglobe", **data}})
    status, answer = server.post("/session/v1/login-request", body)
    assert status == 200
    return json.loads(answer)["data"]


def call(server, path, body, token):
    status, answer = server.post(path, json.dumps(body),
                                 {"Authorization": f'Snowflake Token="{token}"'})
    assert status == 200
    return json.loads(answer)


def test_renewal_gives_new_tokens_and_the_old_one_lives_on_for_a_while(server):
    session = login(server)
    answer = call(server, "/session/token-request",
                  {"oldSessionToken": session["token"], "requestType": "RENEW"},
                  session["masterToken"])
    renewed = answer["data"]
    assert answer["success"] and renewed["sessionId"] == session["sessionId"]
    for token in (renewed["sessionToken"], session["token"]):
        assert call(server, "/session/heartbeat", {}, token)["success"]


def test_a_session_token_cannot_renew(server):
    session = login(server)
    answer = call(server, "/session/token-request", {"requestType": "RENEW"}, session["token"])
    assert (answer["success"], answer["code"]) == (False, "390113")


def test_heartbeat_and_logout(server):
    token = login(server)["token"]
    assert call(server, "/session/heartbeat", {}, token)["success"]
    assert call(server, "/session?delete=true", {}, token)["success"]
    answer = call(server, "/session/heartbeat", {}, token)
    assert (answer["success"], answer["code"]) == (False, "390111")


def test_requests_without_a_token_are_refused(server):
    status, answer = server.post("/queries/v1/query-request", '{"sqlText": "select 1"}')
    assert status == 200
    assert json.loads(answer)["code"] == "390101"


# ---- bad requests ----

@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b"{}", b'{"sqlText": null}', b'{"sqlText": 5}',
    b'{"sqlText": "\xff\xfe"}', b"[" * 100000, b'{"sqlText": "select 1", "bindings": {"-1": {}}}',
])
def test_bad_bodies_get_an_error_and_no_more(server, body):
    token = login(server)["token"]
    status, answer = server.post(f"/queries/v1/query-request?requestId={uuid.uuid4()}", body,
                                 {"Authorization": f'Snowflake Token="{token}"'})
    assert status == 200
    answer = json.loads(answer)
    assert (answer["success"], answer["code"]) == (False, "390400")
    assert call(server, "/session/heartbeat", {}, token)["success"]


def test_unknown_paths_are_not_found(server):
    assert server.post("/nowhere", "{}")[0] == 404


def test_slashes_in_a_row_are_one(server):
    token = login(server)["token"]
    assert call(server, "//session///heartbeat", {}, token)["success"]


def test_a_request_sent_again_is_not_run_again(server):
    token = login(server)["token"]
    path = f"/queries/v1/query-request?requestId={uuid.uuid4()}"
    name = f"REPLAYED_{uuid.uuid4().hex}"  # It can be made once only.
    first = call(server, path, {"sqlText": f"CREATE DATABASE {name}"}, token)
    second = call(server, path + "&retryCount=1", {"sqlText": f"CREATE DATABASE {name}"}, token)
    assert first["success"] and second == first


# ---- statements ----

LONG = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000000)) a, " \
       "TABLE(GENERATOR(ROWCOUNT => 100000000)) b"


def test_errors_carry_number_state_and_query_id(cur):
    with pytest.raises(ProgrammingError) as error:
        cur.execute("SELECT * FROM NO_SUCH_DB.PUBLIC.T")
    assert error.value.errno == 2003
    assert error.value.sqlstate in ("02000", "42S02")
    assert error.value.sfqid
    with pytest.raises(ProgrammingError) as error:
        cur.execute("SELEC 1")
    assert (error.value.errno, error.value.sqlstate) == (1003, "42000")
    assert "syntax error line 1 at position 0 unexpected 'SELEC'" in str(error.value)
    assert cur.execute("SELECT 1").fetchone() == (1,)


def test_description_has_types_and_sizes(cur):
    cur.execute("SELECT 1::NUMBER(10,2) AS n, 'x'::VARCHAR(7) AS \"v\", TRUE AS b, 1.5::FLOAT AS f")
    n, v, b, f = cur.description
    assert (n[0], n[1], n[4], n[5]) == ("N", 0, 10, 2)
    assert (v[0], v[1], v[3]) == ("v", 2, 7)
    assert (b[0], b[1]) == ("B", 13)
    assert (f[0], f[1]) == ("F", 1)


def test_every_statement_has_an_id(cur):
    cur.execute("SELECT 1")
    first = cur.sfqid
    cur.execute("SELECT 2")
    assert uuid.UUID(first) and first != cur.sfqid


def test_final_names_follow_use(conn, schema):
    assert (conn.database, conn.schema) == (schema, "PUBLIC")
    one(conn, f"CREATE SCHEMA {schema}.other")
    assert conn.schema == "OTHER"
    one(conn, "USE SCHEMA public")
    assert conn.schema == "PUBLIC"


def test_alter_session_is_told_to_the_client(conn):
    one(conn, "ALTER SESSION SET AUTOCOMMIT = FALSE")
    if MAJOR < 5:
        assert conn._session_parameters["AUTOCOMMIT"] is False
    one(conn, "ALTER SESSION UNSET AUTOCOMMIT")


def test_values_of_every_type_arrive(cur):
    cur.execute("SELECT 42, 12345678901234567890123456789012345678, -2.25, 'h\u00e9llo\\n\"', NULL, "
                "TRUE, FALSE, TO_DATE('1969-12-31'), TO_BINARY('DEADBEEF', 'HEX')")
    row = cur.fetchone()
    assert row[:2] == (42, 12345678901234567890123456789012345678)
    assert float(row[2]) == -2.25 and str(row[2]) == "-2.25"
    assert row[3:7] == ('h\u00e9llo\n"', None, True, False)
    assert str(row[7]) == "1969-12-31"
    assert bytes(row[8]) == b"\xde\xad\xbe\xef"


def test_many_rows_arrive_in_order(cur):
    cur.execute("SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 100000)) ORDER BY n")
    assert cur.rowcount == 100000
    assert [row[0] for row in cur] == list(range(100000))


def test_a_statement_can_be_cancelled(server):
    session = login(server)
    request = str(uuid.uuid4())
    result = {}

    def run():
        result.update(call(server, f"/queries/v1/query-request?requestId={request}",
                           {"sqlText": LONG}, session["token"]))

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = call(server, f"/queries/v1/abort-request?requestId={uuid.uuid4()}",
                      {"sqlText": LONG, "requestId": request}, session["token"])
        if answer["success"]:
            break
    thread.join(60)
    assert (result["code"], result["data"]["sqlState"]) == ("000604", "57014")
    assert result["message"] == "SQL execution canceled"


def test_a_statement_has_a_timeout(conn):
    one(conn, "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    with pytest.raises(ProgrammingError) as error:
        one(conn, LONG)
    assert error.value.errno == 630


def test_the_timeout_of_execute_cancels(conn):
    with pytest.raises(ProgrammingError) as error:
        with conn.cursor() as cursor:
            cursor.execute(LONG, timeout=1)
    assert error.value.errno in (604, 630)


def test_other_sessions_go_on_while_one_is_busy(server):
    with server.connect() as busy, server.connect() as other:
        query_id = busy.cursor().execute_async(LONG)["queryId"]
        assert one(other, "SELECT 1") == (1,)
        assert busy.is_still_running(busy.get_query_status(query_id))
        session = login(server)
        answer = call(server, f"/queries/{query_id}/abort-request", {}, session["token"])
        assert answer["success"]
        deadline = time.monotonic() + 30
        while busy.is_still_running(busy.get_query_status(query_id)):
            assert time.monotonic() < deadline


def test_an_asynchronous_result_is_fetched_by_id(server):
    token = login(server)["token"]
    started = call(server, f"/queries/v1/query-request?requestId={uuid.uuid4()}",
                   {"sqlText": "SELECT 7", "asyncExec": True}, token)
    assert started["success"] and started["code"] in (None, "333334")
    query_id = started["data"]["queryId"]
    request = urllib.request.Request(f"{server.url}/queries/{query_id}/result",
                                     headers={"Authorization": f'Snowflake Token="{token}"'})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.loads(answer.read())["data"]["rowset"] == [["7"]]


# ---- the server's life ----

def test_a_second_server_on_the_same_data_is_refused(start_server):
    first = start_server()
    with pytest.raises(RuntimeError, match=f"in use by another server \\(process {first.process.pid}\\)"):
        start_server()


def test_a_server_stops_in_order_and_keeps_its_data(start_server):
    server = start_server()
    with server.connect() as connection:
        one(connection, "CREATE DATABASE kept")
        one(connection, "CREATE TABLE kept.public.t AS SELECT 1 AS a")
    assert server.stop() == 0
    server.start()
    with server.connect() as connection:
        assert one(connection, "SELECT a FROM kept.public.t") == (1,)


def test_stopping_does_not_wait_for_ever(start_server):
    server = start_server("--grace-seconds", "1")
    token = login(server)["token"]
    call(server, f"/queries/v1/query-request?requestId={uuid.uuid4()}",
         {"sqlText": LONG, "asyncExec": True}, token)
    assert server.stop() == 0

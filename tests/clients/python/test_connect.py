"""Logging in, staying, leaving; errors and descriptions as the connectors give them."""

import json
import threading
import time
import uuid

import pytest
import snowflake.connector
from snowflake.connector import DatabaseError, ProgrammingError

from harness import MAJOR


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
    assert "s3cret" not in server.log_text()


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


def logged_in(server):
    raw = server.raw()
    assert raw.login()["success"]
    return raw


def renew(raw, token):
    """Asks for new tokens as the owner of that token."""
    return raw.post("/session/token-request", {"oldSessionToken": raw.token, "requestType": "RENEW"},
                    {"Authorization": f'Snowflake Token="{token}"'})


def heartbeat(raw, token=None):
    header = {"Authorization": f'Snowflake Token="{token}"'} if token else {}
    return raw.post("/session/heartbeat", {}, header)


def test_renewal_gives_new_tokens_and_the_old_one_lives_on_for_a_while(server):
    raw = logged_in(server)
    renewed = renew(raw, raw.master)["data"]
    assert renewed["sessionId"]
    for token in (renewed["sessionToken"], raw.token):
        assert heartbeat(raw, token)["success"]


def test_a_session_token_cannot_renew(server):
    raw = logged_in(server)
    answer = renew(raw, raw.token)
    assert (answer["success"], answer["code"]) == (False, "390113")


def test_heartbeat_and_logout(server):
    raw = logged_in(server)
    assert heartbeat(raw)["success"]
    assert raw.post("/session?delete=true", {})["success"]
    answer = heartbeat(raw)
    assert (answer["success"], answer["code"]) == (False, "390111")


def test_requests_without_a_token_are_refused(server):
    answer = server.raw().query("select 1")
    assert (answer["success"], answer["code"]) == (False, "390101")


# ---- bad requests ----

@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b"{}", b'{"sqlText": null}', b'{"sqlText": 5}',
    b'{"sqlText": "\xff\xfe"}', b"[" * 100000, b'{"sqlText": "select 1", "bindings": {"-1": {}}}',
])
def test_bad_bodies_get_an_error_and_no_more(server, body):
    raw = logged_in(server)
    answer = raw.post(f"/queries/v1/query-request?requestId={uuid.uuid4()}", body)
    assert (answer["success"], answer["code"]) == (False, "390400")
    assert heartbeat(raw)["success"]


def test_unknown_paths_are_not_found(server):
    assert server.raw().request("POST", "/nowhere", b"{}")[0] == 404


def test_slashes_in_a_row_are_one(server):
    assert logged_in(server).post("//session///heartbeat", {})["success"]


def test_a_request_sent_again_is_not_run_again(server):
    raw = logged_in(server)
    path = f"/queries/v1/query-request?requestId={uuid.uuid4()}"
    body = {"sqlText": f"CREATE DATABASE REPLAYED_{uuid.uuid4().hex}"}  # It can be made once only.
    first = raw.post(path, body)
    assert first["success"] and raw.post(path + "&retryCount=1", body) == first


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


def cancel_when_it_runs(cancel):
    """Asks for a cancellation until there is something to cancel."""
    deadline = time.monotonic() + 30
    while not cancel()["success"]:
        assert time.monotonic() < deadline


def test_a_statement_can_be_cancelled(server):
    raw, other = logged_in(server), server.raw()
    other.token = raw.token
    request = str(uuid.uuid4())
    result = {}

    def run():
        result.update(raw.post(f"/queries/v1/query-request?requestId={request}", {"sqlText": LONG}))

    thread = threading.Thread(target=run)
    thread.start()
    cancel_when_it_runs(lambda: other.post(
        f"/queries/v1/abort-request?requestId={uuid.uuid4()}",
        {"sqlText": LONG, "requestId": request}))
    thread.join(60)
    assert (result["code"], result["data"]["sqlState"]) == ("000604", "57014")
    assert result["message"] == "SQL execution canceled"


def test_a_statement_has_a_timeout(conn):
    one(conn, "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    with pytest.raises(ProgrammingError) as error:
        one(conn, LONG)
    assert error.value.errno == 630


@pytest.mark.skipif(MAJOR >= 5, reason="5.2 does not tell the server of it")
def test_the_timeout_of_execute_cancels(conn):
    with pytest.raises(ProgrammingError) as error:
        with conn.cursor() as cursor:
            cursor.execute(LONG, timeout=1)
    assert error.value.errno in (604, 630)


def test_a_parameter_of_one_statement_is_for_that_statement(server):
    raw = logged_in(server)
    answer = raw.query(LONG, parameters={"STATEMENT_TIMEOUT_IN_SECONDS": 1})
    assert answer["code"] == "000630"
    assert raw.rows("SHOW PARAMETERS LIKE 'STATEMENT_TIMEOUT_IN_SECONDS'")[0][1] == "172800"


def test_other_sessions_go_on_while_one_is_busy(server):
    with server.connect() as busy, server.connect() as other:
        query_id = busy.cursor().execute_async(LONG)["queryId"]
        assert one(other, "SELECT 1") == (1,)
        assert busy.is_still_running(busy.get_query_status(query_id))
        assert logged_in(server).post(f"/queries/{query_id}/abort-request", {})["success"]
        deadline = time.monotonic() + 30
        while busy.is_still_running(busy.get_query_status(query_id)):
            assert time.monotonic() < deadline


def test_an_asynchronous_result_is_fetched_by_id(server):
    raw = logged_in(server)
    started = raw.query("SELECT 7", asyncExec=True)
    assert started["success"] and started["code"] in (None, "333334")
    status, _, body = raw.request("GET", f"/queries/{started['data']['queryId']}/result")
    assert status == 200
    assert json.loads(body)["data"]["rowset"] == [["7"]]


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
    logged_in(server).query(LONG, asyncExec=True)
    assert server.stop() == 0

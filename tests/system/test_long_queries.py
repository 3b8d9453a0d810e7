"""Statements that outlive their request: waiting, asking how they are, cancelling, time limits, clients that are gone,
requests that are sent again (protocol.md of the drivers, and docs.snowflake.com/en/sql-reference/parameters)."""

import json
import threading
import time
import uuid

import pytest

LONG = "SELECT SYSTEM$WAIT(60)"
ENGINE_BOUND = ("SELECT SUM(a.n + b.n) FROM (SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) a, "
                "(SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) b")
QUERY = "/queries/v1/query-request?requestId="


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    """A server that answers "in progress" after a second, and counts a client as lost after two."""
    from harness import Server
    with Server(tmp_path_factory.mktemp("hasty"), "--answer-seconds", "1", "--detached-seconds", "2") as server:
        session = server.raw()
        session.login()
        for name in ("ada", "eve"):
            session.rows(f"CREATE USER {name} PASSWORD = 'Passw0rd!{name}'")
        session.rows("CREATE DATABASE long")
        session.rows("CREATE WAREHOUSE long")
        session.close()
        yield server


@pytest.fixture
def session(hasty):
    session = login(hasty)
    yield session
    session.close()


def login(server, user="snowglobe", **parameters):
    session = server.raw()
    password = "snowglobe" if user == "snowglobe" else f"Passw0rd!{user}"
    assert session.login(user, password, "?databaseName=LONG&schemaName=PUBLIC", SESSION_PARAMETERS=parameters)["success"]
    return session


def submit(session, sql, **fields):
    """Begins a statement and gives its query id."""
    answer = session.query(sql, asyncExec=True, **fields)
    assert answer["success"] and answer["code"] == "333334", answer
    return answer["data"]["queryId"]


def get(session, path):
    status, _, content = session.request("GET", path)
    assert status == 200, (status, content[:300])
    return json.loads(content)


def result(session, query_id):
    """Asks for the result until it is there."""
    while (answer := get(session, f"/queries/{query_id}/result"))["code"] == "333334":
        pass
    return answer


def status(session, query_id):
    queries = get(session, f"/monitoring/queries/{query_id}")["data"]["queries"]
    return queries[0]["status"] if queries else None


def wait_for_status(session, query_id, wanted, seconds=30):
    deadline = time.monotonic() + seconds
    while (now := status(session, query_id)) != wanted:
        assert time.monotonic() < deadline, (now, wanted)
        time.sleep(0.01)


def cancel(session, query_id):
    return session.post(f"/queries/{query_id}/abort-request?requestId={uuid.uuid4()}", {})


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


# ---- in progress ----

def test_a_request_is_told_that_its_statement_goes_on_and_polls_are_held(session):
    answer = session.query("SELECT SYSTEM$WAIT(3)")
    query_id = answer["data"]["queryId"]
    assert answer == {"data": {"queryId": query_id, "getResultUrl": f"/queries/{query_id}/result", "queryAbortsAfterSecs": 2,
                               "progressDesc": None},
                      "code": "333333", "message": "Query execution in progress.", "success": True}
    began = time.monotonic()
    answer = get(session, answer["data"]["getResultUrl"])
    assert answer["code"] == "333334" and 0.9 < time.monotonic() - began < 2.5  # Held, and told again.
    answer = result(session, query_id)
    assert answer["success"] and answer["data"]["rowset"] == [["waited 3 seconds"]] and answer["data"]["queryId"] == query_id


def test_the_same_request_waits_for_the_same_statement(session):
    request = QUERY + str(uuid.uuid4())
    body = {"sqlText": "SELECT SYSTEM$WAIT(2), RANDOM()"}
    first = session.post(request, body)
    second = session.post(request + "&retryCount=1&retryReason=0&clientStartTime=1738794687270&request_guid=" + str(uuid.uuid4()), body)
    assert first["code"] == "333333" and first["data"]["queryId"] == second["data"]["queryId"]
    third = result(session, first["data"]["queryId"])
    assert session.post(request + "&retry=true", body)["data"]["rowset"] == third["data"]["rowset"]


def test_a_result_is_given_by_id_to_every_session_of_the_user_and_to_no_other(hasty, session):
    query_id = submit(session, "SELECT 'mine' AS a")
    assert result(session, query_id)["data"]["rowset"] == [["mine"]]
    again, other = login(hasty), login(hasty, "eve")
    assert result(again, query_id)["data"]["rowset"] == [["mine"]]
    answer = get(other, f"/queries/{query_id}/result")
    assert not answer["success"] and answer["code"] == "000612" and "mine" not in json.dumps(answer)
    assert status(other, query_id) is None
    assert cancel(other, query_id)["code"] == "000605"
    again.close()
    other.close()


def test_a_running_statement_is_known_to_the_users_other_sessions(hasty, session):
    query_id = submit(session, LONG)
    other, stranger = login(hasty), login(hasty, "ada")
    wait_for_status(other, query_id, "RUNNING")
    assert get(other, f"/queries/{query_id}/result")["code"] == "333334"
    assert status(stranger, query_id) is None and cancel(stranger, query_id)["code"] == "000605"
    assert stranger.rows(f"SELECT SYSTEM$CANCEL_QUERY('{query_id}')") == [["Identified SQL statement is not currently executing."]]
    assert status(session, query_id) == "RUNNING"
    assert cancel(other, query_id)["success"]
    assert result(session, query_id)["code"] == "000604"
    other.close()
    stranger.close()


# ---- status names ----

def test_a_statement_is_queued_behind_those_of_its_session(session):
    first, second = submit(session, LONG), submit(session, "SELECT 2")
    wait_for_status(session, first, "RUNNING")
    assert status(session, second) == "QUEUED"
    assert cancel(session, first)["success"]
    wait_for_status(session, second, "SUCCESS")
    assert result(session, second)["data"]["rowset"] == [["2"]]
    assert status(session, first) == "ABORTED"


def test_a_statement_that_waits_for_a_lock_is_blocked(hasty, session):
    session.rows("CREATE OR REPLACE TABLE locked (a INT)")
    session.rows("INSERT INTO locked VALUES (1)")
    holder = login(hasty)
    holder.rows("BEGIN")
    holder.rows("UPDATE locked SET a = 2")
    query_id = submit(session, "UPDATE locked SET a = a + 10")
    wait_for_status(session, query_id, "BLOCKED")
    holder.rows("COMMIT")
    wait_for_status(session, query_id, "SUCCESS")
    assert session.rows("SELECT a FROM locked") == [["12"]]
    holder.close()


def test_a_blocked_statement_can_be_cancelled(hasty, session):
    session.rows("CREATE OR REPLACE TABLE locked (a INT)")
    session.rows("INSERT INTO locked VALUES (1)")
    holder = login(hasty)
    holder.rows("BEGIN")
    holder.rows("UPDATE locked SET a = 2")
    query_id = submit(session, "DELETE FROM locked")
    wait_for_status(session, query_id, "BLOCKED")
    assert cancel(session, query_id)["success"]
    assert result(session, query_id)["code"] == "000604"
    holder.rows("COMMIT")
    assert session.rows("SELECT a FROM locked") == [["2"]]
    holder.close()


def test_lock_timeout_ends_the_wait_for_a_lock(hasty, session):
    session.rows("CREATE OR REPLACE TABLE locked (a INT)")
    session.rows("INSERT INTO locked VALUES (1)")
    holder = login(hasty)
    holder.rows("BEGIN")
    holder.rows("UPDATE locked SET a = 2")
    answer = session.query("UPDATE locked SET a = 3", parameters={"LOCK_TIMEOUT": 1})
    answer = result(session, answer["data"]["queryId"])
    assert answer["code"] == "000625" and "LOCK_TIMEOUT" in answer["message"].upper().replace(" ", "_"), answer
    holder.rows("ROLLBACK")
    assert session.rows("SELECT a FROM locked") == [["1"]]
    holder.close()


# ---- cancelling by SQL ----

@pytest.mark.parametrize("sql", [LONG, ENGINE_BOUND], ids=["waiting", "computing"])
def test_a_query_is_cancelled_by_sql(hasty, session, sql):
    other = login(hasty)
    query_id = submit(session, sql)
    wait_for_status(session, query_id, "RUNNING")
    assert other.rows(f"SELECT SYSTEM$CANCEL_QUERY('{query_id}')") == [[f"query [{query_id}] terminated."]]
    answer = result(session, query_id)
    assert answer["code"] == "000604" and answer["data"]["sqlState"] == "57014" and answer["message"] == "SQL execution canceled"
    assert other.rows(f"SELECT SYSTEM$CANCEL_QUERY('{query_id}')") == [["Identified SQL statement is not currently executing."]]
    other.close()


@pytest.mark.parametrize("sql", ["SELECT SYSTEM$CANCEL_QUERY('{}')", "call system$cancel_query('{}');"])
def test_a_session_cancels_what_it_runs_itself(session, sql):
    query_id = submit(session, LONG)
    wait_for_status(session, query_id, "RUNNING")
    assert session.rows(sql.format(query_id)) == [[f"query [{query_id}] terminated."]]
    assert result(session, query_id)["code"] == "000604"
    assert session.rows(sql.format(query_id)) == [["Identified SQL statement is not currently executing."]]
    session_id = session.rows("SELECT CURRENT_SESSION()")[0][0]
    queries = [submit(session, LONG) for _ in range(2)]
    assert session.rows(f"SELECT SYSTEM$CANCEL_ALL_QUERIES({session_id})") == [["all queries cancelled."]]
    assert {result(session, query_id)["code"] for query_id in queries} == {"000604"}


def test_all_queries_of_a_session_are_cancelled_by_sql(hasty, session):
    other = login(hasty)
    session_id = session.rows("SELECT CURRENT_SESSION()")[0][0]
    queries = [submit(session, LONG) for _ in range(5)]
    wait_for_status(session, queries[0], "RUNNING")
    assert other.rows(f"SELECT SYSTEM$CANCEL_ALL_QUERIES({session_id})") == [["all queries cancelled."]]
    assert {result(session, query_id)["code"] for query_id in queries} == {"000604"}
    assert session.rows("SELECT 1") == [["1"]]
    other.close()


def test_a_cancelled_change_has_changed_nothing(session):
    session.rows("CREATE OR REPLACE TABLE half (n INT)")
    query_id = submit(session, "INSERT INTO half SELECT a.n FROM (SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 20000))) a, "
                               "(SELECT SEQ8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 200000))) b WHERE (a.n * b.n) % 100000 = 7")
    wait_for_status(session, query_id, "RUNNING")
    time.sleep(0.2)
    cancel(session, query_id)
    assert result(session, query_id)["code"] == "000604"
    assert session.rows("SELECT COUNT(*) FROM half") == [["0"]]


# ---- time limits ----

def timed_out(session, sql=LONG, **fields):
    """The seconds that the message names."""
    answer = session.query(sql, **fields)
    answer = result(session, answer["data"]["queryId"])
    assert answer["code"] == "000630" and answer["data"]["sqlState"] == "57014", answer
    begin, end = "Statement reached its statement or warehouse timeout of ", " second(s) and was canceled."
    assert answer["message"].startswith(begin) and answer["message"].endswith(end)
    assert status(session, answer["data"]["queryId"]) == "FAILED_WITH_ERROR"
    return int(answer["message"][len(begin):-len(end)])


@pytest.mark.parametrize("sql", [LONG, ENGINE_BOUND], ids=["waiting", "computing"])
def test_a_statement_ends_after_the_sessions_timeout(session, sql):
    session.rows("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    began = time.monotonic()
    assert timed_out(session, sql) == 1
    assert time.monotonic() - began < 10
    session.rows("ALTER SESSION UNSET STATEMENT_TIMEOUT_IN_SECONDS")
    assert session.rows("SELECT SYSTEM$WAIT(500, 'MILLISECONDS')")


@pytest.mark.parametrize("of_session, of_warehouse, holds", [(1, 5, 1), (5, 1, 1), (0, 1, 1), (1, 0, 1)])
def test_the_lowest_timeout_that_is_not_zero_holds(session, of_session, of_warehouse, holds):
    """docs.snowflake.com/en/sql-reference/parameters#statement-timeout-in-seconds"""
    session.rows(f"ALTER WAREHOUSE long SET STATEMENT_TIMEOUT_IN_SECONDS = {of_warehouse}")
    session.rows("USE WAREHOUSE long")
    session.rows(f"ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = {of_session}")
    assert timed_out(session) == holds
    session.rows("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 100")
    session.rows("ALTER WAREHOUSE long UNSET STATEMENT_TIMEOUT_IN_SECONDS")


def test_no_timeout_in_either_place_is_the_longest_one(session):
    session.rows("ALTER WAREHOUSE long SET STATEMENT_TIMEOUT_IN_SECONDS = 0")
    session.rows("USE WAREHOUSE long")
    session.rows("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 0")
    assert session.rows("SELECT SYSTEM$WAIT(200, 'MILLISECONDS')")
    session.rows("ALTER WAREHOUSE long UNSET STATEMENT_TIMEOUT_IN_SECONDS")


def test_a_statement_may_have_a_timeout_of_its_own(session):
    assert timed_out(session, parameters={"STATEMENT_TIMEOUT_IN_SECONDS": 1}) == 1
    assert timed_out(session, parameters={"STATEMENT_TIMEOUT_IN_SECONDS": "1"}) == 1
    assert session.rows("SHOW PARAMETERS LIKE 'STATEMENT_TIMEOUT_IN_SECONDS'")[0][1] == "172800"


def test_a_login_may_set_the_timeout(hasty):
    session = login(hasty, STATEMENT_TIMEOUT_IN_SECONDS=1)
    assert timed_out(session) == 1
    session.close()


@pytest.mark.parametrize("setting", ["ALTER SESSION SET", "ALTER WAREHOUSE long SET"])
def test_a_statement_is_not_queued_for_longer_than_it_may(session, setting):
    """docs.snowflake.com/en/sql-reference/parameters#statement-queued-timeout-in-seconds"""
    session.rows("USE WAREHOUSE long")
    session.rows(f"{setting} STATEMENT_QUEUED_TIMEOUT_IN_SECONDS = 1")
    first, second = submit(session, LONG), submit(session, "SELECT 2")
    wait_for_status(session, second, "FAILED_WITH_ERROR")
    assert result(session, second)["code"] == "000630"
    assert status(session, first) == "RUNNING"
    assert cancel(session, first)["success"]
    wait_for_status(session, first, "ABORTED")
    session.rows("ALTER WAREHOUSE long UNSET STATEMENT_QUEUED_TIMEOUT_IN_SECONDS")


# ---- clients that are gone ----

def test_without_abort_detached_query_a_statement_goes_on_to_its_end(hasty, session):
    gone = login(hasty)
    gone.rows("CREATE OR REPLACE TABLE after_all (a INT)")
    query_id = gone.query("INSERT INTO after_all SELECT 1 FROM (SELECT SYSTEM$WAIT(4) AS w) WHERE w IS NOT NULL")["data"]["queryId"]
    gone.http.close()
    wait_for_status(session, query_id, "SUCCESS")
    assert session.rows("SELECT a FROM after_all") == [["1"]]


def test_with_abort_detached_query_a_lost_client_s_statement_is_aborted(hasty, session):
    gone = login(hasty, ABORT_DETACHED_QUERY=True)
    query_id = gone.query(LONG)["data"]["queryId"]
    assert status(session, query_id) == "RUNNING"
    gone.http.close()
    wait_for_status(session, query_id, "ABORTED", seconds=15)
    assert result(session, query_id)["code"] == "000604"


def test_with_abort_detached_query_a_client_that_asks_is_not_lost(hasty):
    session = login(hasty, ABORT_DETACHED_QUERY=True)
    answer = session.query("SELECT SYSTEM$WAIT(4)")
    assert result(session, answer["data"]["queryId"])["data"]["rowset"] == [["waited 4 seconds"]]
    query_id = submit(session, "SELECT SYSTEM$WAIT(4)")
    while status(session, query_id) in ("QUEUED", "RUNNING"):
        session.post("/session/heartbeat", b"")
        time.sleep(0.2)
    assert status(session, query_id) == "SUCCESS"
    session.close()


def test_the_end_of_a_session_aborts_what_it_waits_for_but_nothing_asynchronous(hasty, session):
    """docs.snowflake.com/en/sql-reference/parameters#abort-detached-query"""
    leaving, helper = login(hasty), login(hasty)
    helper.token = leaving.token
    waited_for = leaving.query("SELECT SYSTEM$WAIT(50)")["data"]["queryId"]
    left_alone = submit(leaving, "SELECT SYSTEM$WAIT(1) AS later")
    helper.close()
    wait_for_status(session, waited_for, "ABORTED")
    assert result(session, left_alone)["data"]["rowset"] == [["waited 1 seconds"]]
    assert leaving.query("SELECT 1")["code"] == "390111"


# ---- requests that are sent again ----

def test_a_request_from_many_connections_at_once_runs_once(hasty, session):
    session.rows("CREATE OR REPLACE TABLE once (a INT)")
    request, answers = str(uuid.uuid4()), []

    def send(number):
        one = hasty.raw()
        one.token = session.token
        path = f"{QUERY}{request}&request_guid={uuid.uuid4()}" + (f"&retryCount={number}" if number else "")
        answers.append(one.post(path, {"sqlText": "INSERT INTO once SELECT 1 FROM (SELECT SYSTEM$WAIT(300, 'MILLISECONDS') AS w) WHERE w IS NOT NULL"}))
        one.http.close()

    threads = [in_thread(lambda number=number: send(number)) for number in range(20)]
    for thread in threads:
        thread.join()
    assert len(answers) == 20 and {answer["data"]["queryId"] for answer in answers} == {answers[0]["data"]["queryId"]}
    assert all(answer["data"]["rowset"] == [["1"]] for answer in answers)
    assert session.rows("SELECT COUNT(*) FROM once") == [["1"]]


def test_a_change_is_not_done_again_after_thousands_of_other_statements(session):
    session.rows("CREATE OR REPLACE TABLE once (a INT)")
    request = f"{QUERY}{uuid.uuid4()}"
    first = session.post(request, {"sqlText": "INSERT INTO once VALUES (1)"})
    for number in range(1500):
        session.rows(f"SELECT {number}")
    again = session.post(request + "&retryCount=2", {"sqlText": "INSERT INTO once VALUES (1)"})
    assert again["data"]["queryId"] == first["data"]["queryId"] and again["data"]["rowset"] == [["1"]]
    assert session.rows("SELECT COUNT(*) FROM once") == [["1"]]


# ---- asynchronous statements of every kind ----

def test_asynchronous_changes_and_definitions_are_done(session):
    for sql, rows in [("CREATE OR REPLACE TABLE later (a INT)", [["Table LATER successfully created."]]),
                      ("INSERT INTO later VALUES (1), (2)", [["2"]]), ("UPDATE later SET a = a + 1", [["2", "0"]]),
                      ("ALTER SESSION SET QUERY_TAG = 'later'", [["Statement executed successfully."]]),
                      ("SHOW PARAMETERS LIKE 'QUERY_TAG'", None), ("DROP TABLE later", [["LATER successfully dropped."]])]:
        answer = result(session, submit(session, sql))
        assert answer["success"], answer
        assert rows is None or answer["data"]["rowset"] == rows


@pytest.mark.parametrize("sql, code", [("SELEC 1", "001003"), ("SELECT * FROM nowhere", "002003"), ("SELECT 1 / 0", "100051"), ("", "000900")])
def test_an_asynchronous_failure_is_told_with_the_result(session, sql, code):
    query_id = submit(session, sql)
    wait_for_status(session, query_id, "FAILED_WITH_ERROR")
    one = get(session, f"/monitoring/queries//{query_id}")["data"]["queries"][0]
    answer = result(session, query_id)
    assert (one["errorCode"], one["errorMessage"]) == (code, answer["message"]) and answer["code"] == code


def test_several_statements_are_cancelled_as_one(session):
    session.rows("CREATE OR REPLACE TABLE never (a INT)")
    parent = submit(session, f"SELECT 1; {LONG}; INSERT INTO never VALUES (1)", parameters={"MULTI_STATEMENT_COUNT": 3})
    wait_for_status(session, parent, "RUNNING")
    time.sleep(0.3)  # Most often the second statement has begun.
    assert cancel(session, parent)["success"]
    assert result(session, parent)["code"] == "000604"
    assert session.rows("SELECT COUNT(*) FROM never") == [["0"]]
    assert timed_out(session, f"SELECT 1; {LONG}", parameters={"MULTI_STATEMENT_COUNT": 2, "STATEMENT_TIMEOUT_IN_SECONDS": 1}) == 1


def test_several_asynchronous_statements_in_one_request(session):
    parent = submit(session, "CREATE OR REPLACE TABLE many (a INT); INSERT INTO many VALUES (1); SELECT a FROM many",
                    parameters={"MULTI_STATEMENT_COUNT": 3})
    answer = result(session, parent)
    children = answer["data"]["resultIds"].split(",")
    assert answer["data"]["rowset"] == [["Multiple statements executed successfully."]] and len(children) == 3
    assert [status(session, child) for child in children] == ["SUCCESS"] * 3
    assert result(session, children[2])["data"]["rowset"] == [["1"]]

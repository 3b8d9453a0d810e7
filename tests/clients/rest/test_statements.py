"""Submitting statements, their status, their partitions, cancelling them."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from rest_client import STATEMENTS, Client, new_id

ROWS = 60000
LARGE = f"SELECT SEQ8() AS n, RPAD(TO_VARCHAR(SEQ8()), 100, 'x') AS t FROM TABLE(GENERATOR(ROWCOUNT => {ROWS})) ORDER BY n"


def links(answer):
    """The partitions that the Link header names, by their rel."""
    found = re.findall(r'<(/api/v2/statements/[^>?]+\?[^>]*partition=(\d+))>; rel="(\w+)"', answer.headers["Link"])
    return {rel: (path, int(partition)) for path, partition, rel in found}


def test_a_large_result_comes_in_partitions(api):
    answer = api.submit(LARGE)
    result = answer.json()
    parts = result["resultSetMetaData"]["partitionInfo"]
    assert len(parts) > 2 and sum(part["rowCount"] for part in parts) == result["resultSetMetaData"]["numRows"] == ROWS
    assert len(result["data"]) == parts[0]["rowCount"]
    assert links(answer)["last"][1] == len(parts) - 1
    rows = result["data"]
    for number, part in enumerate(parts[1:], 1):
        more = api.status(result["statementHandle"], partition=number)
        assert more.headers["Content-Encoding"] == "gzip"
        assert set(more.json()) == {"data"} and len(more.json()["data"]) == part["rowCount"]
        rows += more.json()["data"]
    assert rows == [[str(n), str(n).ljust(100, "x")] for n in range(ROWS)]


def test_links_lead_through_the_partitions(api):
    answer = api.submit(LARGE)
    seen, number = len(answer.json()["data"]), 0
    while "next" in links(answer):
        path, number = links(answer)["next"]
        before = links(answer)
        answer = api.get(path)
        assert links(answer)["prev"][1] == number - 1 and links(answer)["first"][1] == 0
        assert links(answer)["last"][1] == before["last"][1]
        seen += len(answer.json()["data"])
    assert seen == ROWS and number == links(answer)["last"][1]


def test_partitions_are_fetched_at_the_same_time_and_more_than_once(api):
    result = api.run(LARGE)
    numbers = list(range(1, len(result["resultSetMetaData"]["partitionInfo"]))) * 3
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: requests.get(f"{api.url}{STATEMENTS}/{result['statementHandle']}",
                                                       params={"partition": n}, headers=api.headers()).json(), numbers))
    third = len(numbers) // 3
    assert answers[:third] == answers[third:2 * third] == answers[2 * third:]
    assert sum(len(one["data"]) for one in answers[:third]) + len(result["data"]) == ROWS


def test_a_handle_outlives_many_large_results(api):
    first = api.run(LARGE)["statementHandle"]
    for _ in range(40):
        api.run(LARGE.replace(f"{ROWS}", "5000"))
    assert len(api.status(first, partition=1).json()["data"]) > 0


def test_a_partition_that_is_not_there_is_told(api):
    result = api.run("SELECT 1")
    for partition in ("1", "-1", "x"):
        answer = api.status(result["statementHandle"], partition=partition)
        assert answer.status_code == 400 and answer.json()["code"] == "391917", partition


def test_an_asynchronous_statement_is_polled_by_its_url(api):
    answer = api.submit("SELECT 6 * 7", {"async": "true"})
    assert answer.status_code == 202 and answer.json()["code"] == "333334"
    assert answer.json()["statementStatusUrl"].startswith(f"{STATEMENTS}/{answer.json()['statementHandle']}?requestId=")
    result = api.wait(answer.json()["statementHandle"])
    assert result.json()["data"] == [["42"]] and result.json()["code"] == "090001"


def test_a_statement_that_takes_long_is_answered_202(start_server, key):
    server = start_server("--answer-seconds", "1")
    with server.connect() as connection:
        connection.cursor().execute(f"CREATE USER slow RSA_PUBLIC_KEY = '{key.public}'")
    api = Client(server.url, "SLOW", key)
    request = new_id()
    answer = api.submit("SELECT SYSTEM$WAIT(3)", {"requestId": request})
    assert answer.status_code == 202 and answer.json()["code"] == "333334"
    again = api.submit("SELECT SYSTEM$WAIT(3)", {"requestId": request, "retry": "true"})
    assert again.status_code == 202 and again.json()["statementHandle"] == answer.json()["statementHandle"]
    assert api.wait(answer.json()["statementHandle"]).json()["data"] == [["waited 3 seconds"]]


def test_a_statement_is_cancelled(api):
    handle = api.submit("SELECT SYSTEM$WAIT(60)", {"async": "true"}).json()["statementHandle"]
    answer = api.cancel(handle)
    assert answer.status_code == 200 and answer.json()["code"] == "000604"
    ended = api.wait(handle)
    assert ended.status_code == 422
    assert (ended.json()["code"], ended.json()["sqlState"]) == ("000604", "57014")


def test_a_cancelled_request_of_several_statements_stops(api):
    handle = api.submit("SELECT 1; SELECT SYSTEM$WAIT(60)", {"async": "true"},
                        parameters={"MULTI_STATEMENT_COUNT": "0"}).json()["statementHandle"]
    deadline = threading.Event()
    while api.cancel(handle).status_code != 200:
        assert not deadline.wait(0.05)
    ended = api.wait(handle)
    assert ended.status_code == 422 and ended.json()["code"] == "000604"


def test_a_request_with_the_same_id_runs_once_even_at_the_same_time(api):
    api.run("CREATE OR REPLACE TABLE once (a INT)")
    request = new_id()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Client(api.url, api.user, api.key).submit(
            "INSERT INTO once VALUES (1)", {"requestId": request, "retry": "true"}), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["statementHandle"] for answer in answers}) == 1
    assert api.rows("SELECT COUNT(*) FROM once") == [["1"]]


def test_the_request_ids_of_another_user_are_others(api, admin, key):
    admin.execute(f"CREATE OR REPLACE USER same_id RSA_PUBLIC_KEY = '{key.public}'")
    request = new_id()
    first = api.run("SELECT CURRENT_USER()", {"requestId": request})
    second = Client(api.url, "SAME_ID", key).run("SELECT CURRENT_USER()", {"requestId": request})
    assert (first["data"], second["data"]) == ([[api.user]], [["SAME_ID"]])


def test_a_transaction_is_a_request_of_several_statements(api):
    api.run("CREATE OR REPLACE TABLE kept (a INT)")
    several = {"MULTI_STATEMENT_COUNT": "0"}
    api.run("BEGIN; INSERT INTO kept VALUES (1); ROLLBACK", parameters=several)
    api.run("BEGIN; INSERT INTO kept VALUES (2); COMMIT", parameters=several)
    api.run("BEGIN; INSERT INTO kept VALUES (3)", parameters=several)  # left open: rolled back
    assert api.rows("SELECT a FROM kept") == [["2"]]


def test_nothing_of_a_session_stays(api):
    api.run("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'; SET x = 1", parameters={"MULTI_STATEMENT_COUNT": "2"})
    assert api.submit("SELECT $x").status_code == 422
    assert api.rows("SHOW PARAMETERS LIKE 'TIMEZONE'")[0][1] != "Asia/Tokyo"


def test_what_a_request_sets_is_its_own(api):
    tag = new_id()
    api.run("SELECT 1", parameters={"Query_Tag": tag})
    rows = api.rows("SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE QUERY_TAG = ?",
                    bindings={"1": {"type": "TEXT", "value": tag}})
    assert rows == [["SELECT 1"]]


def test_many_requests_leave_no_session_behind(server, api):
    for _ in range(300):
        api.run("SELECT 1")
    before = server.memory_kb()
    for _ in range(1500):
        api.run("SELECT 1")
    # Answers stay, some 5 KB each, up to a bound; a session is many times as large.
    assert server.memory_kb() - before < 16 << 10
    assert api.rows("SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE EXECUTION_STATUS = 'RUNNING'") == [["1"]]


def test_too_many_statements_at_a_time_are_refused(start_server, key):
    server = start_server()
    with server.connect() as connection:
        connection.cursor().execute(f"CREATE USER many RSA_PUBLIC_KEY = '{key.public}'")
    api = Client(server.url, "MANY", key)
    headers = api.headers()
    handles, refused = [], None
    while refused is None and len(handles) < 1100:
        answer = api.http.post(api.url + STATEMENTS, params={"async": "true"}, headers=headers,
                               json={"statement": "SELECT SYSTEM$WAIT(120)"})
        if answer.status_code == 202:
            handles.append(answer.json()["statementHandle"])
        else:
            refused = answer
    assert refused.status_code == 429
    assert refused.json() == {"code": "390505", "message": "Too many requests."}
    for handle in handles:
        api.http.post(f"{api.url}{STATEMENTS}/{handle}/cancel", headers=headers)
    assert api.wait(handles[-1]).status_code == 422


def test_the_api_is_served_over_https(server, api):
    secure = Client(f"https://localhost:{server.https_port}", api.user, api.key, verify=str(server.ca))
    assert secure.rows("SELECT 1") == [["1"]]


@pytest.mark.parametrize("claims", [{"exp": 1}, {"iss": "LOCAL.TEST_STATEMENTS.SHA256:nothing"}])
def test_a_token_that_is_not_valid_is_refused(api, claims):
    token = api.key.token(api.user, **claims)
    answer = api.post(STATEMENTS, headers={"Authorization": f"Bearer {token}"}, statement="SELECT 1")
    assert answer.status_code == 401 and answer.json()["code"] == "390144"


def test_the_kind_of_a_token_need_not_be_said(api):
    answer = api.http.post(api.url + STATEMENTS, json={"statement": "SELECT 1"},
                           headers={"Authorization": api.headers()["Authorization"]})
    assert answer.json()["data"] == [["1"]]


def test_a_programmatic_access_token_logs_in(api, admin):
    admin.execute(f"ALTER USER {api.user} ADD PROGRAMMATIC ACCESS TOKEN rest_token")
    secret = admin.fetchone()[1]
    for kind in ({"X-Snowflake-Authorization-Token-Type": "PROGRAMMATIC_ACCESS_TOKEN"}, {}):
        answer = requests.post(api.url + STATEMENTS, json={"statement": "SELECT CURRENT_USER()"},
                               headers={"Authorization": f"Bearer {secret}", **kind})
        assert answer.json()["data"] == [[api.user]], answer.text


def test_a_token_of_one_role_stays_in_it(api, admin):
    admin.execute(f"ALTER USER {api.user} ADD PROGRAMMATIC ACCESS TOKEN one_role ROLE_RESTRICTION = 'SYSADMIN'")
    headers = {"Authorization": f"Bearer {admin.fetchone()[1]}"}

    def submit(statement, **body):
        return requests.post(api.url + STATEMENTS, json={"statement": statement, **body}, headers=headers)

    assert submit("SELECT CURRENT_ROLE()").json()["data"] == [["SYSADMIN"]]
    assert submit("USE ROLE ACCOUNTADMIN; SELECT 1", parameters={"MULTI_STATEMENT_COUNT": "2"}).status_code == 422
    assert submit("SELECT 1", role="ACCOUNTADMIN").status_code in (401, 422)


def test_an_unknown_kind_of_token_is_told(api):
    answer = api.post(STATEMENTS, headers={"X-Snowflake-Authorization-Token-Type": "PASSWORD"}, statement="SELECT 1")
    assert answer.status_code == 400 and answer.json()["code"] == "390400"

"""Handles of statements whose answers are not in the server's memory any more: their results are kept, with their types."""

import time

from rest_client import STATEMENTS, Client, new_id

# Partitions whose texts depend on what the request asked for: formats, the zone, NULL as a text.
LARGE = """SELECT SEQ8() AS n, DATEADD(minute, SEQ8(), '2024-02-28 23:00:00 +0200'::TIMESTAMP_TZ) AS tz,
    DATEADD(minute, SEQ8(), '2024-02-28 23:00:00'::TIMESTAMP_LTZ) AS ltz, DATEADD(day, SEQ8(), '2020-01-01'::DATE) AS d,
    IFF(SEQ8() % 3 = 0, NULL, SEQ8() / 4) AS q, TO_BINARY(LPAD(SEQ8(), 6, '0'), 'HEX') AS b, OBJECT_CONSTRUCT('é', SEQ8()) AS o,
    SEQ8() % 2 = 0 AS even, RPAD('', 100, 'x') AS t FROM TABLE(GENERATOR(ROWCOUNT => 60000)) ORDER BY n"""
SETTINGS = {"DATE_OUTPUT_FORMAT": "DD.MM.YYYY", "BINARY_OUTPUT_FORMAT": "BASE64", "TIMEZONE": "Asia/Kathmandu",
            "TIMESTAMP_LTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS TZHTZM"}


def user(server, key, name):
    with server.connect() as connection:
        connection.cursor().execute(f"CREATE OR REPLACE DATABASE {name}")
        connection.cursor().execute(f"CREATE OR REPLACE USER {name} RSA_PUBLIC_KEY = '{key.public}' "
                                    f"DEFAULT_NAMESPACE = '{name}.PUBLIC'")
    return Client(server.url, name, key)


def after_start(server, api):
    server.start()
    return Client(server.url, api.user, api.key)


def everything(api, handle):
    """The ResultSet as its handle gives it, without what differs each time, and its partitions."""
    answer = api.status(handle)
    assert answer.status_code == 200, answer.text
    result = answer.json()
    assert result.pop("statementStatusUrl").startswith(f"{STATEMENTS}/{handle}?requestId=")
    rows = [api.status(handle, partition=number).json()
            for number in range(1, len(result["resultSetMetaData"]["partitionInfo"]))]
    return result, rows


def test_a_handle_survives_a_server_that_is_killed(start_server, key):
    server = start_server()
    api = user(server, key, "KEEPER")
    handles = [api.run(LARGE)["statementHandle"], api.run(LARGE, {"nullable": "false"}, parameters=SETTINGS)["statementHandle"]]
    before = [everything(api, handle) for handle in handles]
    assert all(len(rows) > 1 for _, rows in before) and before[0] != before[1]
    assert before[1][0]["data"][0][3:6] == ["01.01.2020", "null", "AAAA"]
    server.wait_until_results_are_whole()
    server.stop(kill=True)
    api = after_start(server, api)
    assert [everything(api, handle) for handle in handles] == before
    last = len(before[0][1])
    answer = api.status(handles[0], partition=last)
    assert answer.headers["Content-Encoding"] == "gzip" and f"partition={last - 1}" in answer.headers["Link"]
    assert 'rel="next"' in api.status(handles[0]).headers["Link"]
    answer = api.status(handles[0], partition=last + 1)
    assert answer.status_code == 400 and answer.json()["code"] == "391917"
    assert api.cancel(handles[0]).status_code == 422


def test_small_results_and_those_of_several_statements_survive_a_clean_stop(start_server, key):
    server = start_server()
    api = user(server, key, "KEEPER")
    api.run("CREATE TABLE t (n INT)")
    several = api.run("INSERT INTO t VALUES (1), (2); SELECT n, NULL AS x FROM t ORDER BY n",
                      parameters={"MULTI_STATEMENT_COUNT": "2"})
    handles = [several["statementHandle"], *several["statementHandles"],
               api.run("INSERT INTO t VALUES (?)", bindings={"1": {"type": "FIXED", "value": "3"}})["statementHandle"],
               api.run("SELECT n FROM t WHERE n > 5")["statementHandle"]]
    before = [everything(api, handle) for handle in handles]
    assert before[0][0]["statementHandles"] == several["statementHandles"] and before[3][0]["stats"]["numRowsInserted"] == 1
    failed = api.submit("SELECT nowhere").json()["statementHandle"]
    server.stop()
    api = after_start(server, api)
    assert [everything(api, handle) for handle in handles] == before
    for handle in (failed, new_id()):
        answer = api.status(handle)
        assert answer.status_code == 422 and answer.json()["message"] == f"Statement {handle} not found"


def test_a_kept_result_is_for_its_user_and_its_api_alone(start_server, key):
    server = start_server()
    api = user(server, key, "KEEPER")
    user(server, key, "OTHER")
    handle = api.run("SELECT 1")["statementHandle"]
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT CURRENT_USER()")
        admin, driven = cursor.fetchone()[0], cursor.sfqid
        cursor.execute(f"ALTER USER {admin} SET RSA_PUBLIC_KEY = '{key.public}'")
    server.stop()
    api = after_start(server, api)
    assert api.status(handle).status_code == 200
    assert Client(server.url, "OTHER", key).status(handle).status_code == 422
    assert Client(server.url, admin, key).status(driven).status_code == 422

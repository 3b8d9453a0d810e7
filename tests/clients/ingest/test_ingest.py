"""SimpleIngestManager of snowflake-ingest, and what the documentation promises of the three endpoints:
docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis, .../data-load-snowpipe-rest-load."""

import datetime
from urllib.parse import urlsplit

import pytest
import requests
from snowflake.ingest import SimpleIngestManager, StagedFile
from snowflake.ingest.error import IngestResponseError

from harness import until


def manager(server, pipe, pem, user="LOADER"):
    url = urlsplit(server.url)
    return SimpleIngestManager(account="local", user=user, pipe=pipe, private_key=pem, scheme="http",
                               host=url.hostname, port=url.port)


def test_files_are_loaded_and_told_of_once(server, cur, pipe, put, private_pem):
    put("a.csv", "1,x\n2,y\n")
    put("b.csv", "3,z\n")
    ingest = manager(server, pipe, private_pem)
    answer = ingest.ingest_files([StagedFile("a.csv", 8), StagedFile("b.csv", None)])
    assert answer["responseCode"] == "SUCCESS" and answer["requestId"]
    events = []

    def both():
        history = ingest.get_history()
        assert history["pipe"] == pipe and history["completeResult"] is True
        events.extend(history["files"])
        return len(events) >= 2

    until(both)
    assert ingest.get_history()["files"] == []
    assert cur.execute("SELECT * FROM t ORDER BY a").fetchall() == [(1, "x"), (2, "y"), (3, "z")]
    told = {event["path"]: event for event in events}
    assert sorted(told) == ["a.csv", "b.csv"]
    first = told["a.csv"]
    assert (first["status"], first["complete"], first["fileSize"], first["rowsInserted"], first["rowsParsed"],
            first["errorsSeen"], first["errorLimit"]) == ("LOADED", True, 8, 2, 2, 0, 1)
    assert first["timeReceived"] <= first["lastInsertTime"] and first["lastInsertTime"].endswith("Z")
    assert first["stageLocation"].startswith("stages/")


def test_a_file_is_loaded_once_however_often_it_is_sent(server, cur, pipe, put, private_pem):
    put("a.csv", "1,x\n")
    ingest = manager(server, pipe, private_pem)
    for _ in range(3):
        ingest.ingest_files([StagedFile("a.csv", 4), StagedFile("/a.csv", 4)])
    until(lambda: ingest.get_history(recent_seconds=60)["files"])
    until(lambda: ingest.get_history()["statistics"]["activeFilesCount"] == 0)
    assert cur.execute("SELECT a FROM t").fetchall() == [(1,)]


def test_what_is_wrong_with_a_file_is_told(server, cur, pipe, put, private_pem):
    put("bad.csv", "1,x\nno number,y\n")
    ingest = manager(server, pipe, private_pem)
    ingest.ingest_files([StagedFile("bad.csv", 0), StagedFile("missing.csv", 0)])
    files = []

    def both():
        files.extend(ingest.get_history()["files"])
        return len(files) >= 2

    until(both)
    bad, missing = sorted(files, key=lambda file: file["path"])
    assert (bad["path"], bad["status"], bad["rowsInserted"], bad["errorsSeen"]) == ("bad.csv", "LOAD_FAILED", 0, 1)
    assert bad["firstError"] == "Numeric value 'no number' is not recognized"
    assert (bad["firstErrorLineNum"], bad["firstErrorCharacterPos"]) == (2, 1)
    assert bad["firstErrorColumnName"] == '"T"["A":1]'
    assert (missing["path"], missing["status"]) == ("missing.csv", "LOAD_FAILED")
    assert "not found" in missing["firstError"]
    assert cur.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)


def test_a_range_of_the_history(server, cur, pipe, put, private_pem):
    put("a.csv", "1,x\n")
    ingest = manager(server, pipe, private_pem)
    begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=5)
    ingest.ingest_files([StagedFile("a.csv", 4)])
    until(lambda: ingest.get_history()["files"])
    history = ingest.get_history_range(begin.isoformat())
    assert [file["path"] for file in history["files"]] == ["a.csv"]
    assert history["pipe"] == pipe and history["completeResult"] is True
    assert history["rangeStartTime"] == history["rangeEndTime"] == history["files"][0]["lastInsertTime"]
    early = ingest.get_history_range("2020-01-01T00:00:00Z", begin.isoformat())
    assert early["files"] == [] and early["startTimeInclusive"] == "2020-01-01T00:00:00.000Z"


def test_paths_below_the_location_of_the_pipe(server, cur, pipe, put, private_pem):
    put("a.csv", "1,x\n", "@st/in/2026")
    put("b.csv", "2,x\n", "@st/in/2026")
    cur.execute("CREATE OR REPLACE PIPE p AS COPY INTO t FROM @st/in/")
    ingest = manager(server, pipe, private_pem)
    ingest.ingest_files([StagedFile("2026/a.csv", 4), StagedFile("in/2026/b.csv", 4)])
    files = []

    def both():
        files.extend(ingest.get_history()["files"])
        return len(files) >= 2

    until(both)
    assert sorted(file["path"] for file in files) == ["2026/a.csv", "2026/b.csv"]
    assert cur.execute("SELECT a FROM t ORDER BY 1").fetchall() == [(1,), (2,)]


def test_names_as_sql_reads_them(server, cur, pipe, put, private_pem):
    put("a.csv", "1,x\n")
    manager(server, pipe.lower(), private_pem).ingest_files([StagedFile("a.csv", 4)])
    until(lambda: cur.execute("SELECT COUNT(*) FROM t").fetchone() == (1,))


def refused(call, status):
    with pytest.raises(IngestResponseError) as caught:
        call()
    assert caught.value.http_error_code == status
    return caught.value


def test_a_pipe_that_is_not_there(server, cur, pipe, private_pem):
    ingest = manager(server, pipe + "X", private_pem)
    assert refused(lambda: ingest.ingest_files([StagedFile("a", 1)]), 404).code == "390404"
    refused(ingest.get_history, 404)


def test_a_user_or_key_that_is_not_known(server, cur, pipe, private_pem):
    refused(manager(server, pipe, private_pem, "NOBODY").get_history, 401)
    from cryptography.hazmat.primitives import serialization
    from key_pair import Key
    other = Key().private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                        serialization.NoEncryption()).decode()
    refused(manager(server, pipe, other).get_history, 401)


def test_requests_that_are_no_such(server, cur, pipe, key):
    url = f"{server.url}/v1/data/pipes/{pipe}"
    headers = {"Authorization": f"Bearer {key.token('LOADER')}"}
    with requests.Session() as http:
        http.trust_env = False
        for body in ("", "{}", '{"files":[]}', '{"files":[{"size":1}]}', '{"files":[{"path":"a","size":"x"}]}',
                     '{"files":[' + '{"path":"a"},' * 5000 + '{"path":"a"}]}', '{"files":[{"path":"' + "x" * 1025 + '"}]}'):
            answer = http.post(url + "/insertFiles", body, headers={**headers, "Content-Type": "application/json"})
            assert answer.status_code == 400, body[:40]
            assert answer.json()["success"] is False and answer.json()["code"] == "390400"
        assert http.get(url + "/insertReport", headers=headers, params={"beginMark": "x"}).status_code == 400
        assert http.get(url + "/loadHistoryScan", headers=headers).status_code == 400
        assert http.get(url + "/loadHistoryScan", headers=headers,
                        params={"startTimeInclusive": "yesterday"}).status_code == 400
        assert http.get(url + "/insertReport").status_code == 401
        assert http.get(url + "/insertFiles", headers=headers).status_code == 405


def test_a_list_as_plain_text(server, cur, pipe, put, key):
    put("a.csv", "1,x\n")
    put("b.csv", "2,x\n")
    with requests.Session() as http:
        http.trust_env = False
        answer = http.post(f"{server.url}/v1/data/pipes/{pipe}/insertFiles?requestId=mine", "a.csv\n/b.csv\n",
                           headers={"Authorization": f"Bearer {key.token('LOADER')}", "Content-Type": "text/plain"})
    assert answer.status_code == 200 and answer.json()["requestId"] == "mine"
    until(lambda: cur.execute("SELECT COUNT(*) FROM t").fetchone() == (2,))

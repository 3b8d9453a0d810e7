"""Staged files over plain HTTP, in both ways in which drivers move them."""

import base64
import hashlib
import http.client
import os
from urllib.parse import quote, urlsplit

import pytest

CORE = {"CLIENT_CAPABILITIES": {}}


def send(method, url, body=None, **headers):
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, place.path + (f"?{place.query}" if place.query else ""), body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


@pytest.fixture
def session(server):
    session = server.raw()
    session.login()
    session.query("CREATE OR REPLACE DATABASE stage_objects")
    session.query("CREATE STAGE st")
    yield session
    session.query("DROP DATABASE stage_objects")
    session.close()


@pytest.fixture
def core(server, session):
    core = server.raw()
    core.login(query="?databaseName=stage_objects&schemaName=PUBLIC", **CORE)
    yield core
    core.close()


def put_url(session, name, options=""):
    data = session.query(f"PUT 'file:///tmp/{name}' @st/sub {options}")["data"]
    assert data["stageInfo"]["creds"] == {}
    return data["stageInfo"]["presignedUrl"]


def get_url(session, place):
    (url,) = session.query(f"GET {place} file:///tmp/")["data"]["presignedUrls"]
    return url


def token_of(session, sql):
    info = session.query(sql)["data"]["stageInfo"]
    assert "presignedUrl" not in info
    return f"{info['endPoint']}/{info['location']}", f"Bearer {info['creds']['GCS_ACCESS_TOKEN']}"


def names(session, place="@st"):
    return [row[0] for row in session.rows(f"LIST {place}")]


def test_the_plan_of_a_put_has_what_drivers_read(session):
    data = session.query("PUT 'file:///data/in/part*.csv' @st/sub PARALLEL=8 SOURCE_COMPRESSION=BZ2 OVERWRITE=TRUE")["data"]
    assert data["command"] == "UPLOAD" and data["src_locations"] == ["/data/in/part*.csv"]
    assert data["parallel"] == 8 and data["sourceCompression"] == "bzip2"
    assert data["overwrite"] is True and data["autoCompress"] is True and data["statementTypeId"] == 28930
    info = data["stageInfo"]
    assert info["locationType"] == "GCS" and info["location"].endswith("/sub/") and info["path"] == "sub/"
    assert info["endPoint"] is None and info["isClientSideEncrypted"] is False


def test_the_name_in_a_url_is_the_last_part_behind_its_wildcards(session):
    for file, name in (("/a/b c.csv", "b%20c.csv"), ("x.gz", "x.gz"), ("/a/part*part1.csv.gz", "part1.csv.gz"), ("/a/p[0-9]?q", "q")):
        assert urlsplit(put_url(session, file)).path.endswith(f"/sub%2F{name}"), file


def test_a_file_is_put_and_fetched_by_signed_urls(session):
    body = os.urandom(300_000)
    url = put_url(session, "a.bin")
    status, _, answer = send("PUT", url, body)
    assert (status, answer) == (200, b"")
    assert names(session) == ["st/sub/a.bin"]
    assert send("GET", url)[0] == 403 and send("HEAD", url)[0] == 403
    url = get_url(session, "@st/sub/a.bin")
    status, headers, content = send("GET", url)
    assert (status, content) == (200, body)
    assert headers["Content-Type"] == "application/octet-stream" and headers["Content-Encoding"] is None
    assert headers["x-goog-meta-sfc-digest"] == base64.b64encode(hashlib.sha256(body).digest()).decode()
    status, headers, content = send("HEAD", url)
    assert (status, headers["Content-Length"], content) == (200, "300000", b"")
    assert send("PUT", url, b"other")[0] == 403


def test_parts_of_a_file(session):
    send("PUT", put_url(session, "p"), b"0123456789")
    url = get_url(session, "@st/sub/p")
    for asked, status, said, content in (
        ("bytes=0-0", 206, "bytes 0-0/10", b"0"),
        ("bytes=2-5", 206, "bytes 2-5/10", b"2345"),
        ("bytes=8-", 206, "bytes 8-9/10", b"89"),
        ("bytes=-3", 206, "bytes 7-9/10", b"789"),
        ("bytes=5-99", 206, "bytes 5-9/10", b"56789"),
        ("bytes=0-1,3-4", 200, None, b"0123456789"),
        ("lines=1-2", 200, None, b"0123456789"),
    ):
        got, headers, body = send("GET", url, Range=asked)
        assert (got, headers["Content-Range"], body) == (status, said, content), asked
    status, headers, _ = send("GET", url, Range="bytes=10-")
    assert (status, headers["Content-Range"]) == (416, "bytes */10")


def test_an_existing_file_is_kept_or_replaced(session):
    send("PUT", put_url(session, "k"), b"first")
    assert send("PUT", put_url(session, "k"), b"second")[0] == 200
    assert send("GET", get_url(session, "@st/sub/k"))[2] == b"first"
    assert send("PUT", put_url(session, "k", "OVERWRITE=TRUE"), b"third")[0] == 200
    assert send("GET", get_url(session, "@st/sub/k"))[2] == b"third"


def test_a_bearer_token_is_good_for_its_folder(session, core):
    base, token = token_of(core, "PUT file:///x @st/sub")
    url = base + quote("a ü/b", safe="")
    assert send("HEAD", url, Authorization=token)[0] == 404
    assert send("PUT", url, b"one", Authorization=token, x_goog_if_generation_match="0")[0] == 200
    assert send("PUT", url, b"two", Authorization=token, x_goog_if_generation_match="0")[0] == 412
    status, headers, _ = send("HEAD", url, Authorization=token)
    assert (status, headers["Content-Length"]) == (200, "3")
    assert names(session) == ["st/sub/a ü/b"]
    other = base.replace("/sub/", "/other/")
    assert send("PUT", other + "x", b"no", Authorization=token)[0] == 401
    assert send("PUT", base.replace("/sub/", "/") + "x", b"no", Authorization=token)[0] == 401
    base, token = token_of(core, "GET @st/sub file:///x")
    assert send("GET", base + "sub/" + quote("a ü/b"), Authorization=token)[2] == b"one"
    assert send("PUT", base + "sub/c", b"no", Authorization=token)[0] == 403


def test_what_is_not_signed_is_refused(session):
    url = put_url(session, "s")
    assert send("PUT", url.partition("?")[0], b"x")[0] == 403
    assert send("PUT", url[:-1] + ("0" if url[-1] != "0" else "1"), b"x")[0] == 400
    assert send("PUT", url.replace("sub%2Fs", "sub%2Ft"), b"x")[0] == 400
    assert send("PUT", url.replace("sub%2Fs", "sub%2F..%2F..%2Fs"), b"x")[0] == 400
    assert send("GET", url.replace("/stages/", "/stages/../"))[0] in (400, 404)
    assert send("PUT", url.partition("?")[0] + "?ticket=p-f-5-9999999999999-" + "0" * 64, b"x")[0] == 400
    assert names(session) == []


def test_names_that_leave_their_folder_are_refused(session):
    for place in ("@st/..", "@st/a/../../b", "@st/./x", "@st/a//b"):
        answer = session.query(f"PUT file:///tmp/x {place}")
        assert answer["success"] is False and "cannot be sent or fetched" in answer["message"], place


def test_a_dropped_stage_takes_nothing(session):
    url = put_url(session, "late")
    session.query("DROP STAGE st")
    assert send("PUT", url, b"x")[0] == 404


def test_chunked_bodies_of_any_size(session):
    block = os.urandom(1 << 20)
    place = urlsplit(put_url(session, "chunked"))
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.request("PUT", f"{place.path}?{place.query}", iter([block] * 70 + [b"end"]), encode_chunked=True,
                       headers={"Transfer-Encoding": "chunked"})
    assert connection.getresponse().status == 200
    digest = hashlib.md5(block * 70 + b"end").hexdigest()
    (row,) = session.rows("LIST @st")
    assert row[1:3] == [str(70 * (1 << 20) + 3), digest]


def test_full_stages_say_so(start_server, tmp_path):
    server = start_server("--stage-limit", "100000")
    session = server.raw()
    session.login()
    session.query("CREATE DATABASE d")
    session.query("CREATE STAGE st")
    assert send("PUT", put_url(session, "a"), b"x" * 60_000)[0] == 200
    status, _, said = send("PUT", put_url(session, "b"), b"x" * 60_000)
    assert status == 413 and b"full" in said
    assert names(session) == ["st/sub/a"]
    session.query("REMOVE @st")
    assert send("PUT", put_url(session, "b"), b"x" * 60_000)[0] == 200
    session.close()

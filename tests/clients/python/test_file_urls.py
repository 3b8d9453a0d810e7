"""URLs of staged files: what SQL gives, and what they answer.

docs.snowflake.com/en/sql-reference/functions/build_stage_file_url, .../build_scoped_file_url, .../get_presigned_url"""

import http.client
import urllib.parse

import pytest


@pytest.fixture
def stage(cur, schema, tmp_path):
    (tmp_path / "a b.txt").write_text("hello")
    cur.execute("CREATE STAGE s DIRECTORY = (ENABLE = TRUE)")
    cur.execute(f"PUT 'file://{tmp_path}/a b.txt' @s/sub AUTO_COMPRESS = FALSE")
    cur.execute("ALTER STAGE s REFRESH")
    return f"{schema}/PUBLIC/S"


def fetch(url, token=None, method="GET", **headers):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    if token:
        headers["Authorization"] = f'Snowflake Token="{token}"'
    connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def one(cur, sql):
    return cur.execute(f"SELECT {sql}").fetchone()[0]


def test_a_stage_file_url_is_for_every_user(cur, conn, stage):
    url = one(cur, "BUILD_STAGE_FILE_URL(@s, 'sub/a b.txt')")
    assert url.endswith(f"/api/files/{stage}/sub%2Fa%20b.txt")
    assert cur.execute("SELECT FILE_URL, BUILD_STAGE_FILE_URL(@s, RELATIVE_PATH) FROM DIRECTORY(@s)").fetchall() == [(url, url)]
    token = conn.rest.token
    assert fetch(url, token) == (200, b"hello")
    assert fetch(url, token, Range="bytes=1-2") == (206, b"el")
    assert fetch(url, token, method="HEAD")[0] == 200
    assert fetch(url)[0] == fetch(url, "nonsense")[0] == 401
    assert fetch(url, Authorization="Bearer nonsense")[0] == 401
    for wrong in (url + "x", url.replace("/S/", "/T/"), url.replace("/PUBLIC/", "/NO/"), url.partition("/sub")[0]):
        assert fetch(wrong, token)[0] == 404, wrong
    assert fetch(url, token, method="PUT")[0] == 405


def test_a_scoped_url_is_for_the_one_who_asked(cur, conn, server, stage):
    (url,), = cur.execute("SELECT BUILD_SCOPED_FILE_URL(@s, RELATIVE_PATH) FROM DIRECTORY(@s)").fetchall()
    assert f"/api/files/{cur.sfqid}/" in url
    assert fetch(url, conn.rest.token) == (200, b"hello")
    assert fetch(url)[0] == 401
    assert fetch(url.replace("a%20b", "a%20c"), conn.rest.token)[0] == 403
    assert fetch(url.partition("?")[0], conn.rest.token)[0] == 403
    name = f"other_{stage.split('/')[0]}"
    cur.execute(f"CREATE USER {name} PASSWORD = 'Secret-1234-x'")
    other = server.connect(user=name, password="Secret-1234-x")
    assert fetch(url, other.rest.token)[0] == 403
    assert fetch(one(cur, "BUILD_STAGE_FILE_URL(@s, 'sub/a b.txt')"), other.rest.token)[0] == 200
    other.close()
    cur.execute(f"DROP USER {name}")
    cur.execute("DROP STAGE s")
    assert fetch(url, conn.rest.token)[0] == 404


def test_a_presigned_url_needs_no_login(cur, stage):
    (url, short), = cur.execute("SELECT GET_PRESIGNED_URL(@s, RELATIVE_PATH), GET_PRESIGNED_URL(@s, RELATIVE_PATH, SIZE) "
                                "FROM DIRECTORY(@s)").fetchall()
    assert fetch(url) == fetch(short) == (200, b"hello")
    assert fetch(url.replace("a%20b", "a%20c"))[0] == 400
    assert one(cur, "GET_PRESIGNED_URL(@s, NULL)") is None
    for seconds in (0, -1, 7 * 24 * 3600 + 1):
        with pytest.raises(Exception, match="EXPIRATION_TIME"):
            cur.execute(f"SELECT GET_PRESIGNED_URL(@s, 'a', {seconds})")


def test_paths_there_and_back(cur, stage):
    rows = cur.execute("SELECT GET_RELATIVE_PATH(@s, GET_ABSOLUTE_PATH(@s, RELATIVE_PATH)) FROM DIRECTORY(@s)").fetchall()
    assert rows == [("sub/a b.txt",)]
    with pytest.raises(Exception, match="is not at the location of the stage"):
        cur.execute("SELECT GET_RELATIVE_PATH(@s, 's3://elsewhere/x')")
    with pytest.raises(Exception, match="needs to be constant"):
        cur.execute("SELECT GET_ABSOLUTE_PATH(RELATIVE_PATH, 'x') FROM DIRECTORY(@s)")
    with pytest.raises(Exception, match="does not exist or not authorized"):
        cur.execute("SELECT BUILD_STAGE_FILE_URL(@nowhere, 'x')")

"""Files that the dashboard takes: into the user's own stage, of bounded size, from pages of this server alone."""

import http.client
import json
from urllib.parse import quote

import pytest

from test_dashboard_doors import GUEST, Browser


@pytest.fixture
def guest(server):
    return Browser(server).sign_in(**GUEST)


def put(browser, name, data, **headers):
    """Sends bytes, or pieces of them without saying how many come."""
    shown = {"Origin": browser.origin, "Content-Type": "application/octet-stream", "Cookie": browser.cookie,
             "Host": browser.host, **headers}
    connection = http.client.HTTPConnection("127.0.0.1", browser.server.http_port, timeout=120)
    connection.request("PUT", "/api/uploads/" + quote(name, safe=""), data,
                       {header.replace("_", "-"): value for header, value in shown.items() if value})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if "json" in answer.headers["Content-Type"] else text


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def listed(browser, stage="@~"):
    answer, body = browser.execute(f"LIST {literal(stage)}")
    assert answer.status == 200, body
    return {row[0]: int(row[1]) for row in body["rows"]}


@pytest.mark.parametrize("name", ["a.csv", "it's \"here\".csv", "back\\slash", "ünï©ödé 雪.csv", "100%.csv", "<script>.csv", "...", "a b"])
def test_a_file_is_there_for_sql_until_it_is_removed(guest, name):
    status, body = put(guest, name, b"1,x\n2,y\n")
    assert (status, body["bytes"]) == (200, 8), body
    assert body["stage"] == body["folder"] + name
    assert list(listed(guest, body["folder"])) == [body["stage"].removeprefix("@~/")]
    rows = guest.execute(f"SELECT $1, $2 FROM {literal(body['stage'])}")[1]["rows"]
    assert rows == [["1", "x"], ["2", "y"]]
    guest.execute(f"REMOVE {literal(body['folder'])}")
    assert listed(guest, body["folder"]) == {}


def test_two_files_of_one_name_do_not_meet(guest):
    first, second = put(guest, "a.csv", b"1\n")[1], put(guest, "a.csv", b"2\n")[1]
    assert first["stage"] != second["stage"]
    assert guest.execute(f"SELECT $1 FROM {literal(first['stage'])}")[1]["rows"] == [["1"]]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../../etc/passwd", "a\0b", "a\nb", "x" * 256])
def test_a_bad_name_is_refused(guest, name):
    before = listed(guest)
    assert put(guest, name, b"x")[0] == (400 if name else 404)
    assert listed(guest) == before


def test_an_empty_file_is_a_file(guest):
    status, body = put(guest, "empty.csv", b"")
    assert (status, body["bytes"]) == (200, 0)


def test_a_large_file_goes_to_the_disk(server, guest):
    before = server.memory_kb()
    line = b"0123456789abcdef" * 63 + b"0123456789abcde\n"
    status, body = put(guest, "large.csv", (line * 1024 for _ in range(100)), Content_Length=str(100 << 20))
    assert (status, body["bytes"]) == (200, 100 << 20)
    assert server.memory_kb() - before < 64 << 10
    assert guest.execute(f"SELECT COUNT(*) FROM {literal(body['stage'])}")[1]["rows"] == [[str(100 << 10)]]
    guest.execute(f"REMOVE {literal(body['folder'])}")


def test_what_is_too_large_leaves_nothing(server, guest):
    before = set(listed(guest))
    status, _ = put(guest, "huge.csv", iter(()), Content_Length=str((1 << 30) + 1))  # It need not be sent.
    assert status == 413
    assert set(listed(guest)) == before
    assert list((server.folder / "data" / "stages" / "new").iterdir()) == []


@pytest.mark.parametrize("headers, status", [
    ({"Cookie": None}, 401), ({"Cookie": None, "Origin": None}, 401), ({"Cookie": "snowglobe_dashboard=wrong"}, 401),
    ({"Origin": "http://evil.example"}, 403), ({"Origin": None}, 403), ({"Content_Type": "text/plain"}, 415),
    ({"Host": "evil.example"}, 421)])
def test_who_may_not_puts_nothing(server, guest, headers, status):
    before = set(listed(guest))
    assert put(guest, "a.csv", b"x", **headers)[0] == status
    assert set(listed(guest)) == before
    assert list((server.folder / "data" / "stages" / "new").iterdir()) == []


def test_a_file_is_its_users(guest, server):
    guest.execute("CREATE OR REPLACE USER dashboard_uploader PASSWORD = 'Other-password-1'")
    other = Browser(server).sign_in(user="dashboard_uploader", password="Other-password-1")
    body = put(guest, "mine.csv", b"1\n")[1]
    assert listed(other) == {}
    assert guest.execute(f"SELECT $1 FROM {literal(body['stage'])}")[1]["rows"] == [["1"]]
    assert other.execute(f"SELECT $1 FROM {literal(body['stage'])}")[1]["rows"] == []


def test_a_program_puts_a_file_with_a_token(server, guest):
    token = guest.execute("ALTER USER snowglobe ADD PROGRAMMATIC ACCESS TOKEN uploads")[1]["rows"][0][1]
    program = Browser(server)
    status, body = put(program, "a.csv", b"1\n", Origin=None, Authorization=f"Bearer {token}")
    assert status == 200, body
    assert guest.execute(f"SELECT $1 FROM {literal(body['stage'])}")[1]["rows"] == [["1"]]
    guest.execute("ALTER USER snowglobe REMOVE PROGRAMMATIC ACCESS TOKEN uploads")

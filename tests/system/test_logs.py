"""The server's log: its forms, its file, and what must never be in it."""

import base64
import json
import re
import shutil
import signal
import subprocess
import urllib.error
import urllib.request

import pytest
from harness import ROOT, Server, until
from key_pair import Key

LOGROTATE = shutil.which("logrotate") or "/usr/sbin/logrotate"


def events(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_line_of_json_is_an_event(tmp_path):
    with Server(tmp_path, "--log-format", "json", "--log-level", "debug") as server:
        session = server.raw()
        session.login()
        session.rows("SELECT 1")
        assert not session.query("SELECT nothing")["success"]
        assert server.stop() == 0
    told = events(server.log)
    assert all({"time", "level", "what"} <= event.keys() for event in told)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"]) for event in told)
    assert {event["level"] for event in told} <= {"debug", "info", "warn", "error"}
    ran = next(event for event in told if event["what"].endswith("rows: SELECT 1"))
    assert isinstance(ran["session"], int) and len(ran["query"]) == 36
    request = next(event for event in told if event.get("route") == "/queries/v1/query-request")
    assert request["what"] == "request" and request["method"] == "POST" and request["status"] == 200
    assert request["bytes"] > 0 and request["ms"] > 0 and request["peer"] == "127.0.0.1"


def test_requests_are_told_when_asked_for(tmp_path):
    for choice in ("on", "off"):
        with Server(tmp_path / choice, "--log-requests", choice) as server:
            session = server.raw()
            session.login()
            status, *_ = session.request("GET", "/no/such/secret-path")
            assert status == 404
            server.stop()
        lines = [line for line in server.log_text().splitlines() if " INFO request " in line]
        assert bool(lines) == (choice == "on")
        assert "secret-path" not in server.log_text()
    assert " DEBUG " not in server.log_text()


@pytest.mark.parametrize("given", [("--log-format", "xml"), ("--log-level", "loud"), ("--log-requests", "maybe"),
                                   ("--log-file", "/no/such/folder/log")])
def test_a_log_that_cannot_be_is_refused_at_the_start(tmp_path, given):
    with pytest.raises(RuntimeError, match=given[1] if given[0] == "--log-file" else given[0][2:]):
        Server(tmp_path, *given).start()


def test_logrotate_moves_the_file_and_no_line_is_lost(tmp_path):
    log = tmp_path / "snowglobe.log"
    server = Server(tmp_path, "--log-format", "json", "--log-file", log, "--log-requests", "on")
    server.spawn()
    try:
        ready = until(lambda: log.exists() and re.search(r"ready at http://127.0.0.1:(\d+)", log.read_text()))
        server.http_port = int(ready[1])
        assert log.stat().st_mode & 0o777 == 0o600
        session = server.raw()
        session.login()
        # What the package installs, with this test's file and process.
        rules = (ROOT / "packaging" / "snowglobe.logrotate").read_text()
        rules = re.sub(r"^/var/log/\S+", str(log), rules, flags=re.M)
        rules = re.sub(r"^ *su .*$", "", rules, flags=re.M)
        rules = re.sub(r"systemctl is-active [^;]*", f"kill -0 {server.process.pid}", rules)
        rules = re.sub(r"systemctl kill .*", f"kill -HUP {server.process.pid}", rules)
        config = tmp_path / "logrotate.conf"
        config.write_text(rules)
        config.chmod(0o600)
        moved = tmp_path / "snowglobe.log.1"
        done = subprocess.run([LOGROTATE, "--force", "--state", tmp_path / "state", config],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        until(lambda: log.exists() and "opened anew" in log.read_text())
        session.rows("SELECT 1")
        until(lambda: "/queries/v1/query-request" in log.read_text())
        assert "/session/v1/login-request" in moved.read_text()
        assert log.stat().st_mode & 0o777 == 0o600
        assert events(moved) and events(log)
    finally:
        assert server.stop() == 0
    assert "stopped" in log.read_text()


def test_what_cannot_be_opened_anew_goes_on_as_before(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    log = folder / "log"
    server = Server(tmp_path, "--log-file", log)
    server.spawn()
    try:
        until(lambda: log.exists() and "ready" in log.read_text())
        folder.rename(tmp_path / "elsewhere")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "cannot be written" in (tmp_path / "elsewhere" / "log").read_text())
    finally:
        assert server.stop() == 0
    assert "stopped" in (tmp_path / "elsewhere" / "log").read_text()


def test_no_secret_is_ever_in_the_log(tmp_path):
    """Whatever is wrong with a login or a statement: names may be told, secrets may not."""
    secrets = []

    def secret(name):
        secrets.append(f"Hide-{name}-8d1f")
        return secrets[-1]

    first = secret("first")
    environment = {"SNOWGLOBE_USER": "admin", "SNOWGLOBE_PASSWORD": first}
    with Server(tmp_path, "--log-level", "debug", "--log-format", "json", env=environment) as server:
        session = server.raw()
        login = lambda user, **data: session.post("/session/v1/login-request", {"data": {
            "LOGIN_NAME": user, "ACCOUNT_NAME": "local", "CLIENT_APP_ID": "test", "CLIENT_APP_VERSION": "1",
            **data}})
        assert not login("admin", PASSWORD=secret("wrong-password"))["success"]
        assert not login("nobody", PASSWORD=secret("wrong-user"))["success"]
        assert not login("admin", PASSWORD=first + secret("mfa"), passcode="123456",
                         AUTHENTICATOR="USERNAME_PASSWORD_MFA")["success"]
        claims = base64.urlsafe_b64encode(json.dumps({"iss": "x", "sub": "ADMIN"}).encode()).decode()
        assert not login("admin", TOKEN=f"{claims}.{claims}.{secret('jwt')}", AUTHENTICATOR="SNOWFLAKE_JWT")["success"]
        assert not login("admin", TOKEN=secret("oauth"), AUTHENTICATOR="OAUTH")["success"]
        assert not login("admin", TOKEN=secret("pat"), AUTHENTICATOR="PROGRAMMATIC_ACCESS_TOKEN")["success"]
        answer = login("admin", PASSWORD=first)
        assert answer["success"], answer
        session.token = answer["data"]["token"]
        secrets += [answer["data"]["token"], answer["data"]["masterToken"]]
        for sql in (
                f"CREATE USER one PASSWORD = '{secret('create')}'",
                f"ALTER USER one SET PASSWORD = '{secret('alter')}'",
                f"CREATE USER two PASSWORD '{secret('wrong-syntax')}'",
                f"create or replace user three password=$${secret('dollars')}$$",
                "CREATE DATABASE d", "CREATE STAGE s",
                f"CREATE STAGE outside URL = 's3://b/' CREDENTIALS = (AWS_KEY_ID = 'id' AWS_SECRET_KEY = '{secret('s3')}')",
        ):
            session.query(sql)
        given = session.query("ALTER USER admin ADD PROGRAMMATIC ACCESS TOKEN named")
        if given["success"]:
            secrets.append(given["data"]["rowset"][0][1])
            assert not login("nobody", TOKEN=secrets[-1], AUTHENTICATOR="PROGRAMMATIC_ACCESS_TOKEN")["success"]
        key = Key()
        session.rows(f"ALTER USER admin SET RSA_PUBLIC_KEY = '{key.public}'")
        secrets.append(key.token("ADMIN"))
        answer = login("admin", TOKEN=secrets[-1], AUTHENTICATOR="SNOWFLAKE_JWT")
        assert answer["success"], answer
        secrets.append(key.token("ADMIN", exp=1))
        assert not login("admin", TOKEN=secrets[-1], AUTHENTICATOR="SNOWFLAKE_JWT")["success"]
        url = session.rows("SELECT GET_PRESIGNED_URL(@s, 'x.csv')")[0][0]
        secrets.append(url.split("?", 1)[1][-40:] if "?" in url else url.rsplit("/", 2)[-2])
        for address in (url, url + secret("query"), f"{server.url}/api/v2/statements/x?token={secret('token')}",
                        f"{server.url}/oauth/authorize?client_secret={secret('oauth-query')}"):
            try:
                urllib.request.urlopen(address).read()
            except urllib.error.HTTPError as error:
                assert error.code >= 400
        for header in (f'Snowflake Token="{secret("header")}"', f"Bearer {secret('bearer')}"):
            session.request("POST", "/session/heartbeat", "{}", {"Authorization": header})
            session.request("POST", "/api/v2/statements", json.dumps({"statement": "SELECT 1"}), {"Authorization": header})
        session.request("POST", "/session/v1/login-request", "not JSON " + secret("body"))
        assert server.stop() == 0
    text = server.log_text()
    assert "CREATE USER" in text, "statements are in the log at this level"
    assert [found for found in secrets if found in text] == []

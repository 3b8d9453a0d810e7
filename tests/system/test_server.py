"""The program as it is run: options, certificates, who may log in, logs, stopping, starting again."""

import os
import re
import signal
import socket
import ssl
import subprocess
import time

import pytest

from harness import PROGRAM, Server

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (ERROR|WARN|INFO|DEBUG) \S.*")


def run(*arguments, env=None):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **(env or {})})


# ---- the command line ----

def test_help_and_version_are_told():
    assert re.match(r"(snowglobe )?\d+\.\d+\.\d+", run("version").stdout)
    assert "serve" in run("help").stdout
    text = run("help", "serve").stdout
    for name in ("data", "host", "http-port", "https-port", "user", "password", "log-level", "config"):
        assert f"--{name}" in text


@pytest.mark.parametrize("arguments, words", [
    (["--http-prot", "1"], "http-port"), (["--http-port", "x"], "http-port"), (["--http-port", "70000"], "http-port"),
    (["--http-port"], "http-port"), (["stray"], "stray"), (["--log-level", "loud"], "log-level"),
    (["--log-format", "xml"], "text or json"),
    (["--user", "ada"], "password"), (["--cert", "/nowhere.pem"], "key"), (["--config", "/nowhere.conf"], "/nowhere.conf"),
    (["--http-port", "off", "--https-port", "off"], "off"), (["--token-seconds", "0"], "token-seconds"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else value)
def test_wrong_options_are_refused_with_a_word(tmp_path, arguments, words):
    ended = run("serve", "--data", str(tmp_path / "d"), *arguments)
    assert ended.returncode == 2
    assert words in ended.stderr and len(ended.stderr.strip().splitlines()) <= 3


def test_flags_win_over_variables_and_variables_over_the_file(tmp_path):
    config = tmp_path / "snowglobe.conf"
    config.write_text("# a comment\nuser = from_file\npassword = 'p1 # not a comment'  # one\n"
                      "account = FILE_ACCOUNT\ntoken_seconds = 1000\n")
    env = {"SNOWGLOBE_USER": "from_env", "SNOWGLOBE_CONFIG": str(config), "SNOWGLOBE_TOKEN_SECONDS": "2000"}
    with Server(tmp_path / "s", "--user", "from_flag", env=env) as server:
        session = server.raw()
        assert not session.login("from_file", "p1 # not a comment")["success"]
        assert not session.login("from_env", "p1 # not a comment")["success"]
        answer = session.login("from_flag", "p1 # not a comment")
        assert answer["success"] and answer["data"]["validityInSeconds"] == 2000
        assert session.rows("SELECT CURRENT_USER(), CURRENT_ACCOUNT()") == [["FROM_FLAG", "FILE_ACCOUNT"]]


def test_a_variable_that_is_no_option_is_an_error(tmp_path):
    ended = run("serve", "--data", str(tmp_path), env={"SNOWGLOBE_HTP_PORT": "1"})
    assert ended.returncode == 2 and "HTP_PORT" in ended.stderr


def test_a_port_in_use_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = run("serve", "--data", str(tmp_path / "d"), "--http-port", str(taken.getsockname()[1]),
                    "--https-port", "off")
    assert ended.returncode == 1 and "in use" in ended.stderr


# ---- one server for one folder; stopping; starting again ----

def test_a_data_folder_that_is_none_is_told_with_its_reason(tmp_path):
    (tmp_path / "file").write_text("")
    ended = run("serve", "--data", str(tmp_path / "file"), "--http-port", "0", "--https-port", "off")
    assert ended.returncode == 1 and "Not a directory" in ended.stderr


def test_a_second_server_on_the_same_data_is_refused(tmp_path):
    with Server(tmp_path) as server:
        ended = run("serve", "--data", str(tmp_path / "data"), "--http-port", "0", "--https-port", "off")
        assert ended.returncode == 1 and str(server.process.pid) in ended.stderr
        assert server.is_alive()
    with Server(tmp_path) as server:
        assert server.is_alive()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_order(tmp_path, number):
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        server.process.send_signal(number)
        assert server.process.wait(30) == 0
        assert "stopped" in server.log_text().splitlines()[-1]


def test_everything_is_there_after_a_restart(tmp_path):
    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        for sql in ["CREATE DATABASE d COMMENT = 'c'", "CREATE SCHEMA s", 'CREATE TABLE "mixed" (a INT DEFAULT 3, b VARCHAR NOT NULL, '
                    'c NUMBER(38,0), PRIMARY KEY (a)) COMMENT = \'t\'', 'INSERT INTO "mixed" (b, c) VALUES (\'x\', 99999999999999999999999999)',
                    'CREATE VIEW v AS SELECT c + 1 AS d FROM "mixed"', "CREATE SEQUENCE q START 5 INCREMENT 2", "CREATE WAREHOUSE w",
                    "CREATE TEMPORARY TABLE gone (a INT)", "CREATE TRANSIENT TABLE tr (a INT)", "SET x = 1"]:
            session.rows(sql)
        first = int(session.rows("SELECT q.NEXTVAL")[0][0])
        before = {what: [row[1:] for row in session.rows(f"SHOW {what}")] for what in ("SCHEMAS", "VIEWS", "SEQUENCES")}
        assert server.stop() == 0
        server.start()
        session = server.raw()
        session.login("snowglobe", "snowglobe", "?databaseName=D&schemaName=S&warehouse=W")
        assert session.rows('SELECT * FROM "mixed"') == [["3", "x", "99999999999999999999999999"]]
        assert session.rows("SELECT d FROM v") == [["100000000000000000000000000"]]
        assert int(session.rows("SELECT q.NEXTVAL")[0][0]) > first
        assert [row[1] for row in session.rows("SHOW TABLES")] == ["TR", "mixed"]
        assert not session.query("SELECT $x")["success"] and not session.query("SELECT * FROM gone")["success"]
        for what in ("SCHEMAS", "VIEWS"):
            assert [row[1:] for row in session.rows(f"SHOW {what}")] == before[what]
        assert session.query('INSERT INTO "mixed" (a) VALUES (4)')["code"] == "100072"


def test_last_changes_are_the_same_after_a_restart_and_later_after_a_crash(tmp_path):
    where = "?databaseName=D&schemaName=PUBLIC"

    def last(session, table):
        return int(session.rows(f"SELECT SYSTEM$LAST_CHANGE_COMMIT_TIME('{table}')")[0][0])

    with Server(tmp_path) as server:
        session = server.raw()
        session.login()
        for sql in ["CREATE DATABASE d", "CREATE TABLE changed (a INT)", "CREATE TABLE untouched (a INT)",
                    "INSERT INTO changed VALUES (1)"]:
            session.rows(sql)
        before = [last(session, "changed"), last(session, "untouched")]
        assert server.stop() == 0
        server.start()
        session = server.raw()
        session.login("snowglobe", "snowglobe", where)
        assert [last(session, "changed"), last(session, "untouched")] == before
        session.rows("INSERT INTO changed VALUES (2)")
        again = last(session, "changed")
        assert again > before[0] and last(session, "untouched") == before[1]
        server.stop(kill=True)
        server.start()
        session = server.raw()
        session.login("snowglobe", "snowglobe", where)
        assert last(session, "changed") > again


def test_what_the_folder_holds_is_for_its_owner_only(tmp_path):
    with Server(tmp_path, https=True):
        data = tmp_path / "data"
        assert os.stat(data).st_mode & 0o077 == 0
        keys = list(data.rglob("*key*.pem"))
        assert keys and all(os.stat(key).st_mode & 0o077 == 0 for key in keys)


# ---- who may log in ----

def own_address():
    """An address of this machine that is not the loopback one, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


def test_the_guest_comes_from_this_machine_only(tmp_path):
    address = own_address()
    if not address:
        pytest.skip("this machine has the loopback address only")
    with Server(tmp_path, "--host", "0.0.0.0") as server:
        assert server.raw().login()["success"]
        away = server.raw()
        away.http = type(away.http)(address, server.http_port, timeout=20)
        answer = away.login()
        assert not answer["success"] and answer["code"] == "390100"
        assert "no user is configured" in server.log_text()


def test_a_configured_user_comes_from_anywhere(tmp_path):
    address = own_address()
    if not address:
        pytest.skip("this machine has the loopback address only")
    with Server(tmp_path, "--host", "0.0.0.0", "--user", "ada", "--password", "p") as server:
        away = server.raw()
        away.http = type(away.http)(address, server.http_port, timeout=20)
        assert away.login("ada", "p")["success"]
        assert "no user is configured" not in server.log_text()


def test_the_password_may_be_changed_by_a_restart(tmp_path):
    with Server(tmp_path, "--user", "ada", "--password", "old") as server:
        assert server.raw().login("ada", "old")["success"]
    with Server(tmp_path, "--user", "ada", "--password", "new") as server:
        assert not server.raw().login("ada", "old")["success"]
        assert server.raw().login("ada", "new")["success"]


# ---- TLS ----

def hello(server, low, high, ca=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = low, high
    context.load_verify_locations(ca or server.ca)
    with socket.create_connection(("127.0.0.1", server.https_port), 20) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            return secure.version(), secure.getpeercert(), secure.cipher()


def test_tls_is_1_2_or_newer(tmp_path):
    with Server(tmp_path, https=True) as server:
        version = ssl.TLSVersion
        assert hello(server, version.TLSv1_3, version.TLSv1_3)[0] == "TLSv1.3"
        assert hello(server, version.TLSv1_2, version.TLSv1_2)[0] == "TLSv1.2"
        with pytest.warns(DeprecationWarning), pytest.raises((ssl.SSLError, OSError)):
            hello(server, version.TLSv1, version.TLSv1_1)


def test_the_certificate_is_ecdsa_for_this_machine_and_is_kept(tmp_path):
    with Server(tmp_path, https=True) as server:
        begin = hello(server, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
        names = {value for _, value in begin[1]["subjectAltName"]}
        assert {"localhost", "127.0.0.1"} <= names
        assert "ECDSA" in begin[2][0]
        text = subprocess.run(["openssl", "x509", "-noout", "-text", "-in", server.ca], capture_output=True, text=True).stdout
        assert "prime256v1" in text and "TLS Web Server Authentication" in text
        old = server.ca.read_bytes()
    with Server(tmp_path, https=True) as server:
        assert server.ca.read_bytes() == old


def test_an_own_certificate_is_honoured(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=own",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)
    with Server(tmp_path / "s", "--cert", str(cert), "--key", str(key), https=True) as server:
        found = hello(server, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3, ca=cert)[1]
        assert (("commonName", "own"),) in found["subject"]


def test_an_own_certificate_that_is_not_there_is_not_made(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    ended = run("serve", "--data", str(tmp_path / "d"), "--http-port", "0", "--https-port", "0", "--cert", str(cert), "--key", str(key))
    assert ended.returncode == 1 and f"{cert}: No such file or directory" in ended.stderr
    assert not cert.exists() and not key.exists()


def test_a_key_of_another_certificate_is_refused(tmp_path):
    for name in ("a", "b"):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x",
                        "-keyout", tmp_path / f"{name}.key", "-out", tmp_path / f"{name}.pem"], check=True, capture_output=True)
    ended = run("serve", "--data", str(tmp_path / "d"), "--http-port", "0", "--https-port", "0",
                "--cert", str(tmp_path / "a.pem"), "--key", str(tmp_path / "b.key"))
    assert ended.returncode == 1 and ended.stderr


# ---- the log ----

def test_log_lines_have_one_form(tmp_path):
    with Server(tmp_path, "--log-level", "debug", https=True) as server:
        session = server.raw()
        session.login()
        session.rows("SELECT 'line\nbreak'")
        session.query("SELECT nowhere")
        session.query("SELECT 1 /* \x1b[31m */")
        session.close()
        server.stop()
        lines = server.log_text().splitlines()
        assert len(lines) > 5
        assert not [line for line in lines if not LINE.fullmatch(line)]
        assert not [line for line in lines if "\x1b" in line]


def test_statements_are_logged_with_their_session_and_id(tmp_path):
    with Server(tmp_path, "--log-level", "debug") as server:
        session = server.raw()
        number = session.login()["data"]["sessionId"]
        query_id = session.query("SELECT 4711")["data"]["queryId"]
        deadline = time.monotonic() + 10
        while query_id not in server.log_text():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        line = next(line for line in server.log_text().splitlines() if query_id in line)
        assert str(number) in line


def test_no_secret_is_ever_logged(tmp_path):
    secret = "s3cr3t-of-the-test"
    env = {"SNOWGLOBE_PASSWORD": secret}
    with Server(tmp_path, "--user", "ada", "--log-level", "debug", env=env) as server:
        session = server.raw()
        session.login("ada", secret)
        token, master = session.token, session.master
        for sql in [f"CREATE USER u PASSWORD = '{secret}'", f"ALTER USER u SET PASSWORD='{secret}'",
                    f"CREATE SECRET x TYPE = PASSWORD USERNAME = 'u' PASSWORD = '{secret}'",
                    f"CREATE SECRET x TYPE = GENERIC_STRING SECRET_STRING = '{secret}'",
                    f"CREATE STAGE s URL = 's3://b' CREDENTIALS = (AWS_KEY_ID = 'k' AWS_SECRET_KEY = '{secret}')",
                    f"COPY INTO t FROM 's3://b' CREDENTIALS=(AWS_TOKEN='{secret}')"]:
            session.query(sql)
        server.raw().login("ada", secret + "x")
        server.raw().login(secret, "x")
        session.close()
        server.stop()
        log = server.log_text()
        assert secret + "x" not in log and token not in log and master not in log
        assert f"'{secret}'" not in log


def test_the_level_says_what_is_logged(tmp_path):
    with Server(tmp_path, "--log-level", "info") as server:
        session = server.raw()
        session.login()
        session.rows("SELECT 4711")
        server.stop()
        assert " DEBUG " not in server.log_text() and " INFO " in server.log_text()

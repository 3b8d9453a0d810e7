"""What the server tells of itself while it works: its numbers, its sessions, what it is, its metrics and its health."""

import hashlib
import http.client
import json
import socket
import ssl
import time

import pytest

from harness import until
from prometheus_client.parser import text_string_to_metric_families
from test_dashboard_doors import GUEST, Browser


@pytest.fixture
def guest(server):
    return Browser(server).sign_in(**GUEST)


def stats(browser):
    answer, body = browser.ask("GET", "/api/stats")
    assert answer.status == 200, body
    return body


# ---- /api/stats ----

def test_statements_are_counted_by_how_they_ended(server, guest):
    before = stats(guest)
    with server.connect() as connection:
        cursor = connection.cursor()
        for sql in ["SELECT 1", "SELECT 2", "SELECT seq4() FROM TABLE(GENERATOR(ROWCOUNT => 10))"]:
            cursor.execute(sql).fetchall()
        with pytest.raises(Exception, match="NOWHERE"):
            cursor.execute("SELECT nowhere")
    after = stats(guest)
    grown = {name: after[name] - before[name] for name in
             ("total_queries", "successful_queries", "failed_queries", "result_rows")}
    assert grown == {"total_queries": 4, "successful_queries": 3, "failed_queries": 1, "result_rows": 12}
    assert after["result_bytes"] > before["result_bytes"]


def test_the_last_hour_is_told_by_minutes(start_server):
    guest = Browser(start_server()).sign_in(**GUEST)  # Whose statements are the only ones.
    now = time.time() * 1000
    guest.execute("SELECT SYSTEM$WAIT(200, 'MILLISECONDS')")
    guest.execute("SELECT nowhere")
    minutes = stats(guest)["minutes"]
    assert len(minutes) == 60
    assert all(later["on"] - earlier["on"] == 60000 for earlier, later in zip(minutes, minutes[1:]))
    assert now - 60000 < minutes[-1]["on"] <= time.time() * 1000
    recent = [minute for minute in minutes[-2:] if minute["queries"]]
    assert sum(minute["failed"] for minute in recent) >= 1
    assert max(minute["p95_ms"] for minute in recent) >= 190
    assert all(minute["p50_ms"] is None for minute in minutes if not minute["queries"])


def test_percentiles_are_those_of_what_ran(start_server):
    browser = Browser(start_server()).sign_in(**GUEST)
    fresh = stats(browser)
    assert (fresh["total_queries"], fresh["average_query_duration_ms"], fresh["p50_ms"], fresh["p99_ms"]) == (0, None, None, None)
    for _ in range(9):
        browser.execute("SELECT 1")
    browser.execute("SELECT SYSTEM$WAIT(500, 'MILLISECONDS')")
    then = stats(browser)
    assert 0 < then["p50_ms"] <= then["p90_ms"] <= then["p95_ms"] <= then["p99_ms"]
    assert then["p95_ms"] >= 480
    assert then["average_query_duration_ms"] >= 50


def test_what_runs_and_what_waits_is_told(server, guest):
    _, running = guest.execute("SELECT SYSTEM$WAIT(30)", session="new", waitMs=0)
    until(lambda: stats(guest)["running_queries"] >= 1)
    assert stats(guest)["active_sessions"] >= 1 and stats(guest)["connections"] >= 1
    guest.ask("POST", f"/api/queries/{running['queryId']}/cancel", {})


def test_memory_and_storage_are_told(server, guest):
    guest.execute("CREATE OR REPLACE TABLE live_storage AS SELECT seq8() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    told = stats(guest)
    assert told["memory"]["process_bytes"] > told["memory"]["engine_bytes"] >= 0
    parts = told["storage"]
    assert parts["total_bytes"] == sum(parts[f"{part}_bytes"] for part in ("database", "results", "stages", "other"))
    assert parts["database_bytes"] > 0 and parts["free_bytes"] > 0
    assert told["results_kept"]["count"] >= 1


# ---- /metrics ----

def fetch(server, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=60)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def metrics(server):
    answer, text = fetch(server, "/metrics")
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    assert all(family.documentation and family.type != "unknown" for family in families)
    return {sample.name + json.dumps(dict(sorted(sample.labels.items()))): sample.value for family in families
            for sample in family.samples}


def at(samples, name, **labels):
    return samples.get(name + json.dumps(dict(sorted(labels.items()))), 0)


def test_metrics_count_statements_by_warehouse_and_how_they_ended(server):
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE OR REPLACE WAREHOUSE live_counted")
        before = metrics(server)
        cursor.execute("SELECT 1").fetchall()
        with pytest.raises(Exception, match="NOWHERE"):
            cursor.execute("SELECT nowhere")
        cursor.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
        with pytest.raises(Exception, match="timeout"):
            cursor.execute("SELECT SYSTEM$WAIT(20)")
        after = metrics(server)
    house = {"warehouse": "LIVE_COUNTED"}
    grown = {status: at(after, "snowflake_queries_total", status=status, **house)
             - at(before, "snowflake_queries_total", status=status, **house) for status in ("success", "error", "cancelled", "timeout")}
    assert grown == {"success": 2, "error": 1, "cancelled": 0, "timeout": 1}
    total = at(after, "snowflake_queries_total", status="success", **house) + 2
    assert at(after, "snowflake_query_duration_seconds_count", **house) == total
    assert at(after, "snowflake_query_duration_histogram_seconds_bucket", le="+Inf", **house) == total
    assert at(after, "snowflake_query_duration_seconds", quantile="0.99", **house) >= 0.9
    assert at(after, "snowflake_query_duration_seconds_sum", **house) >= 0.9
    assert at(after, "snowflake_warehouse_state", state="STARTED", **house) == 1
    assert at(after, "snowflake_warehouse_state", state="SUSPENDED", **house) == 0


def test_buckets_of_durations_never_fall(server):
    with server.connect() as connection:
        connection.cursor().execute("SELECT 1")
    text = fetch(server, "/metrics")[1]
    buckets = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name.endswith("_bucket"):
                buckets.setdefault(sample.labels["warehouse"], []).append((float(sample.labels["le"]), sample.value))
    assert buckets
    for counts in buckets.values():
        assert counts == sorted(counts) and [value for _, value in counts] == sorted(value for _, value in counts)


def test_labels_of_any_name_are_read_back(server):
    name = 'li"ve\\né'
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute('CREATE OR REPLACE WAREHOUSE "{}"'.format(name.replace('"', '""')))
        cursor.execute("SELECT 1")
        assert at(metrics(server), "snowflake_queries_total", warehouse=name, status="success") >= 1
        cursor.execute('DROP WAREHOUSE "{}"'.format(name.replace('"', '""')))


def test_metrics_count_requests_by_endpoint_and_never_by_path(server):
    before = metrics(server)
    fetch(server, "/queries/some-secret/result")
    fetch(server, "/no/such/secret")
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port)
    connection.request("PUT", "/api/me")
    connection.getresponse().read()
    after = metrics(server)
    text = fetch(server, "/metrics")[1]
    assert "secret" not in text
    for endpoint, code in [("/queries/*/result", "200"), ("other", "404"), ("/api/me", "405"), ("/metrics", "200")]:
        labels = {"endpoint": endpoint, "code": code}
        assert at(after, "snowflake_http_requests_total", **labels) == at(before, "snowflake_http_requests_total", **labels) + 1


def test_metrics_count_what_copy_loads(server, tmp_path):
    (tmp_path / "good.csv").write_text("1\n2\nx\n")
    with server.connect(database="LIVE_COPY", schema="PUBLIC") as connection:
        cursor = connection.cursor()
        for sql in ["CREATE OR REPLACE DATABASE live_copy", "CREATE TABLE t (n INT)", f"PUT file://{tmp_path}/good.csv @%t",
                    "COPY INTO t ON_ERROR = CONTINUE"]:
            cursor.execute(sql)
        with pytest.raises(Exception, match="not recognized"):
            cursor.execute("COPY INTO t FORCE = TRUE")
    told = metrics(server)
    assert at(told, "snowflake_copy_rows_loaded_total", table="LIVE_COPY.PUBLIC.T") == 2
    assert at(told, "snowflake_copy_errors_total", table="LIVE_COPY.PUBLIC.T") == 2


def test_metrics_say_nothing_of_users_and_statements(server, guest):
    guest.execute("SELECT 'live-secret-value' AS live_secret_column")
    text = fetch(server, "/metrics")[1].lower()
    assert "secret" not in text and 'user' not in text


def test_metrics_of_the_process_and_the_engine_are_there(server):
    told = metrics(server)
    assert 0 < at(told, "snowglobe_engine_memory_bytes") < at(told, "process_resident_memory_bytes")
    assert at(told, "process_cpu_seconds_total") > 0 and at(told, "process_open_fds") > 3
    assert time.time() - 24 * 3600 < at(told, "process_start_time_seconds") <= time.time()
    assert at(told, "snowglobe_up") == 1 and at(told, "snowglobe_storage_bytes", part="database") > 0


@pytest.mark.parametrize("host, status", [("localhost", 200), ("10.1.2.3:8084", 200), ("snowglobe:8084", 200), ("evil.example", 421)])
def test_monitors_may_know_the_server_by_the_name_of_its_container(server, host, status):
    assert fetch(server, "/metrics", Host=host)[0].status == status
    assert fetch(server, "/health", Host=host)[0].status == 200


def test_metrics_may_want_a_token(start_server):
    server = start_server(env={"SNOWGLOBE_METRICS_TOKEN": "only-for-the-monitor"})
    for headers in [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer only-for-the-monito"},
                    {"Authorization": "Bearer "}, {"Authorization": "only-for-the-monitor"}]:
        answer, text = fetch(server, "/metrics", **headers)
        assert answer.status == 401 and "snowflake_" not in text
    assert fetch(server, "/metrics", Authorization="Bearer only-for-the-monitor", Host="any.example")[0].status == 200
    assert fetch(server, "/health")[0].status == 200
    assert "only-for-the-monitor" not in server.log_text()


# ---- /health ----

def health(server):
    answer, text = fetch(server, "/health")
    return answer.status, json.loads(text)


def test_a_server_that_works_is_healthy(server):
    status, told = health(server)
    assert status == 200 and told["status"] == "healthy" and told["engine"] == told["storage"] == "ok"
    assert 0 < told["latency_ms"] < 60000 and told["stopping"] is False


def test_a_folder_that_takes_no_bytes_is_told_and_forgotten(start_server):
    server = start_server()
    data = server.folder / "data"
    assert health(server)[0] == 200
    data.rename(server.folder / "away")  # Its disk was taken away.
    until(lambda: health(server)[0] == 503)
    assert health(server)[1]["status"] == "unhealthy" and health(server)[1]["storage"] == "failing"
    (server.folder / "away").rename(data)
    until(lambda: health(server)[0] == 200)


def test_a_server_that_stops_is_not_healthy(start_server):
    server = start_server("--grace-seconds", "60")
    browser = Browser(server).sign_in(**GUEST)
    _, running = browser.execute("SELECT SYSTEM$WAIT(50)", waitMs=0)
    until(lambda: stats(browser)["running_queries"] == 1)
    server.process.terminate()
    until(lambda: health(server)[0] == 503)
    assert health(server)[1]["stopping"] is True and health(server)[1]["engine"] == "ok"
    browser.ask("POST", f"/api/queries/{running['queryId']}/cancel", {})
    assert server.process.wait(timeout=60) == 0


# ---- /api/sessions ----

def sessions(browser):
    answer, body = browser.ask("GET", "/api/sessions")
    assert answer.status == 200, body
    return body["sessions"]


def session_of(browser, connection):
    return next((one for one in sessions(browser) if one["id"] == str(connection.session_id)), None)


def close(browser, session):
    return browser.ask("POST", f"/api/sessions/{session}/close", {})


def test_a_session_is_listed_with_what_it_is_left_with(server, guest):
    with server.connect(application="LiveTool") as connection:
        cursor = connection.cursor()
        for sql in ["CREATE OR REPLACE DATABASE live_listed", "USE ROLE SYSADMIN", "CREATE OR REPLACE WAREHOUSE live_house"]:
            cursor.execute(sql)
        told = session_of(guest, connection)
        assert (told["role"], told["warehouse"], told["database"], told["schema"]) == ("SYSADMIN", "LIVE_HOUSE", "LIVE_LISTED", "PUBLIC")
        assert told["user"] == "SNOWGLOBE" and told["isOwn"] and told["remoteAddress"] == "127.0.0.1" and not told["isEncrypted"]
        assert "Python" in told["client"]["driver"] and told["client"]["version"]
        assert told["createdOn"] <= told["lastUsedOn"] < told["expiresOn"] and told["running"] == []
    until(lambda: session_of(guest, connection) is None)


def test_what_a_session_runs_is_listed_without_secrets(server, guest):
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute_async("SELECT SYSTEM$WAIT(60), 1")
        running = until(lambda: session_of(guest, connection)["running"])
        assert running[0]["queryId"] == cursor.sfqid and running[0]["sql"] == "SELECT SYSTEM$WAIT(60), 1"
        assert connection.cursor().execute(f"SELECT SYSTEM$CANCEL_QUERY('{cursor.sfqid}')").fetchall()


def test_the_servers_own_jobs_are_no_sessions(start_server):
    browser = Browser(start_server()).sign_in(**GUEST)
    assert sessions(browser) == [] and stats(browser)["active_sessions"] == 0


def test_a_closed_session_is_gone_for_its_driver(server, guest):
    raw = server.raw()
    raw.login()
    raw.rows("CREATE OR REPLACE TABLE live_closed_db.public.t (n INT)") if raw.query(
        "CREATE OR REPLACE DATABASE live_closed_db")["success"] else None
    raw.rows("BEGIN")
    raw.rows("INSERT INTO live_closed_db.public.t VALUES (1)")
    session = str(raw.rows("SELECT CURRENT_SESSION()")[0][0])
    answer, body = close(guest, session)
    assert (answer.status, body) == (200, {"closed": True})
    refused = raw.query("SELECT 1")
    assert not refused["success"] and refused["code"] == "390111"
    assert guest.execute("SELECT COUNT(*) FROM live_closed_db.public.t")[1]["rows"] == [["0"]]
    assert guest.execute("INSERT INTO live_closed_db.public.t VALUES (2)")[0].status == 200  # Nothing is locked any more.
    assert session not in [one["id"] for one in sessions(guest)]


def test_closing_cancels_what_runs(server, guest):
    answer, running = guest.execute("SELECT SYSTEM$WAIT(60)", session="new", waitMs=0)
    session = answer.headers["X-Snowglobe-Session"]
    assert close(guest, session)[0].status == 200
    answer, body = guest.ask("GET", f"/api/queries/{running['queryId']}/answer")
    assert answer.status == 422 and body["error"]["code"] == "000604"
    assert guest.execute("SELECT 1", session=session)[0].status == 410
    assert close(guest, session)[0].status == 404


@pytest.mark.parametrize("session", ["0", "-1", "x", "12345", "99999999999999999999", "%00", "1;2"])
def test_a_session_that_is_none_cannot_be_closed(guest, session):
    assert close(guest, session)[0].status == 404


def test_another_users_sessions_are_for_the_account_administrator(server, guest):
    guest.execute("CREATE OR REPLACE USER live_other PASSWORD = 'Other-password-1' DEFAULT_ROLE = PUBLIC")
    other = Browser(server).sign_in(user="live_other", password="Other-password-1")
    own = other.execute("SELECT 1", session="new")[0].headers["X-Snowglobe-Session"]
    with server.connect() as connection:
        assert own in [one["id"] for one in sessions(guest)]
        assert [one["id"] for one in sessions(other)] == [own] and sessions(other)[0]["isOwn"]
        assert not next(one for one in sessions(guest) if one["id"] == own)["isOwn"]
        assert close(other, connection.session_id)[0].status == 404
        assert connection.cursor().execute("SELECT 1").fetchall() == [(1,)]
    assert close(guest, own)[0].status == 200
    assert sessions(other) == []


# ---- /api/server ----

def test_the_server_tells_what_it_is(server, guest):
    _, told = guest.ask("GET", "/api/server")
    assert told["reached"] == {"protocol": "http", "host": "localhost", "port": server.http_port}
    assert told["listening"] == {"host": "127.0.0.1", "httpPort": server.http_port, "httpsPort": server.https_port}
    assert told["dataFolder"] == str(server.folder / "data") and told["limits"]["threads"] == 2
    assert told["limits"]["memoryBytes"] > 2**20 and told["isDefaultPasswordInUse"] is True
    assert guest.execute("SELECT CURRENT_VERSION(), CURRENT_ACCOUNT()")[1]["rows"] == [[told["snowflakeVersion"], told["account"]]]


def test_the_certificate_is_the_one_that_clients_see(server, guest):
    context = ssl.create_default_context(cafile=str(server.ca))
    with socket.create_connection(("127.0.0.1", server.https_port)) as plain, context.wrap_socket(plain, server_hostname="localhost") as tls:
        digest = hashlib.sha256(tls.getpeercert(True)).hexdigest().upper()
        not_after = ssl.cert_time_to_seconds(tls.getpeercert()["notAfter"])
    told = guest.ask("GET", "/api/server")[1]["tls"]
    assert told["fingerprint"].replace(":", "") == digest and told["notAfterOn"] == not_after * 1000
    assert told["isSelfSigned"] and "CN=localhost" in told["subject"]


def test_a_password_that_was_changed_is_no_default(start_server):
    server = start_server()
    browser = Browser(server).sign_in(**GUEST)
    assert browser.ask("GET", "/api/server")[1]["isDefaultPasswordInUse"] is True
    browser.execute("ALTER USER snowglobe SET PASSWORD = 'Better-password-1'")
    browser = Browser(server).sign_in(user="snowglobe", password="Better-password-1")
    told = browser.ask("GET", "/api/server")[1]
    assert told["isDefaultPasswordInUse"] is False and told["tls"] is None and told["listening"]["httpsPort"] is None
    assert "Better" not in json.dumps(told)

"""The statements that ran, as the dashboard's API lists them: filters, pages, details, plans, and whose they are."""

import time

import pytest

from harness import until
from test_dashboard_doors import GUEST, Browser

MANY = 100_000
LISTED_MS = 1000  # On a machine that may be busy; `make bench history` measures what it is.


@pytest.fixture(scope="module")
def own_server(tmp_path_factory):
    """One whose statements are those of these tests."""
    from harness import Server
    with Server(tmp_path_factory.mktemp("queries")) as server:
        yield server


@pytest.fixture
def guest(own_server):
    return Browser(own_server).sign_in(**GUEST)


def queries(browser, **asked):
    """All members of the answer; texts as they are, since they need no escaping here."""
    query = "&".join(f"{name.rstrip('_')}={value}" for name, value in asked.items())
    answer, body = browser.ask("GET", "/api/queries" + ("?" + query if query else ""))
    assert answer.status == 200, body
    return body


def texts(browser, **asked):
    return [query["sql"] for query in queries(browser, **asked)["queries"]]


def details(browser, query_id):
    answer, body = browser.ask("GET", f"/api/queries/{query_id}")
    assert answer.status == 200, body
    return body


def test_each_filter_leaves_what_it_names(guest):
    before = time.time_ns() // 1_000_000
    for sql in ("SELECT 'filtered', 1", "SELECT 'filtered', 1/0", "CREATE OR REPLACE DATABASE filtered"):
        guest.execute(sql)
    assert texts(guest, text="FILTERED")[:3] == ["CREATE OR REPLACE DATABASE filtered", "SELECT 'filtered', 1/0", "SELECT 'filtered', 1"]
    assert texts(guest, text="filtered", status="failed") == ["SELECT 'filtered', 1/0"]
    assert texts(guest, text="filtered", type="CREATE") == ["CREATE OR REPLACE DATABASE filtered"]
    assert texts(guest, text="filtered", status="succeeded", type="SELECT") == ["SELECT 'filtered', 1"]
    assert texts(guest, text="filtered", user="SNOWGLOBE", limit=1) == ["CREATE OR REPLACE DATABASE filtered"]
    assert texts(guest, text="filtered", user="NOBODY") == texts(guest, text="filtered", warehouse="NONE") == []
    assert len(texts(guest, text="filtered", from_=before)) == 3
    assert texts(guest, text="filtered", to=before - 1000) == []
    session = queries(guest, text="filtered", limit=1)["queries"][0]["sessionId"]
    assert texts(guest, session=session)[0] == "CREATE OR REPLACE DATABASE filtered"


def test_pages_follow_each_other_while_statements_go_on(guest):
    for number in range(7):
        guest.execute(f"SELECT 'paged {number}'")
    page = queries(guest, text="paged", limit=3)
    found = [query["sql"] for query in page["queries"]]
    while page["next"]:
        guest.execute("SELECT 'paged later'")
        page = queries(guest, text="paged", limit=3, next=page["next"])
        found += [query["sql"] for query in page["queries"]]
    assert found == [f"SELECT 'paged {number}'" for number in reversed(range(7))]


def test_details_say_where_the_time_went(guest):
    answer, body = guest.execute("SELECT COUNT(*), SYSTEM$WAIT(200, 'MILLISECONDS') FROM TABLE(GENERATOR(ROWCOUNT => 10))")
    found = details(guest, body["queryId"])
    stages = found["stages"]
    assert found["status"] == "succeeded" and found["rows"] == 1 and found["bytes"] > 100
    assert stages["executeMs"] >= 190
    assert 0 < stages["parseMs"] < stages["executeMs"] and stages["bindMs"] > 0 and stages["encodeMs"] > 0
    assert sum(stages.values()) <= found["durationMs"] + 0.01
    assert found["client"]["application"] == "Snowglobe Dashboard"
    assert found["hasResult"] is True and found["endedOn"] >= found["startedOn"]


def test_details_say_what_went_wrong_and_what_was_changed(guest):
    guest.execute("CREATE OR REPLACE DATABASE changed")
    guest.execute("CREATE TABLE changed.public.t (a INT)")
    _, body = guest.execute("INSERT INTO changed.public.t VALUES (1), (2)")
    assert details(guest, body["queryId"])["rowsInserted"] == 2
    _, body = guest.execute("SELECT nowhere FROM changed.public.t")
    found = details(guest, body["queryId"])
    assert (found["status"], found["errorCode"], found["hasResult"]) == ("failed", "000904", False)
    assert "NOWHERE" in found["errorMessage"]


def test_what_runs_is_listed_and_what_was_cancelled(guest):
    _, begun = guest.execute("SELECT SYSTEM$WAIT(60)", waitMs=0)
    until(lambda: [query["queryId"] for query in queries(guest, status="running")["queries"]] == [begun["queryId"]])
    running = details(guest, begun["queryId"])
    assert running["endedOn"] is None and running["durationMs"] >= 0
    guest.ask("POST", f"/api/queries/{begun['queryId']}/cancel", {})
    until(lambda: details(guest, begun["queryId"])["status"] == "cancelled")
    assert texts(guest, status="cancelled") == ["SELECT SYSTEM$WAIT(60)"]
    assert queries(guest, status="running")["queries"] == []


def operations(operator):
    return [operator["operation"], *(found for below in operator["inputs"] for found in operations(below))]


def test_a_plan_is_a_tree(guest):
    guest.execute("CREATE OR REPLACE DATABASE planned")
    guest.execute("CREATE TABLE planned.public.t (a INT, b INT)")
    _, body = guest.execute("SELECT a, SUM(b) FROM planned.public.t WHERE b > 1 GROUP BY a ORDER BY a")
    answer, plan = guest.ask("GET", f"/api/queries/{body['queryId']}/plan")
    assert answer.status == 200 and len(plan["operators"]) == 1
    found = operations(plan["operators"][0])
    assert found[0] == "Result" and found[-1] == "TableScan" and "Filter" in found


def test_what_has_no_plan_says_so(guest):
    _, body = guest.execute("CREATE OR REPLACE DATABASE unplanned")
    answer, said = guest.ask("GET", f"/api/queries/{body['queryId']}/plan")
    assert answer.status == 422 and "EXPLAIN" in said["error"]["message"]


def test_secrets_are_not_told(guest):
    guest.execute("CREATE USER told PASSWORD = 'hush hush'")
    assert texts(guest, text="CREATE%20USER%20told") == ["CREATE USER told PASSWORD = '****'"]
    assert texts(guest, text="hush") == []


def test_others_statements_are_an_administrators_matter(own_server, guest):
    guest.execute("CREATE USER IF NOT EXISTS bob PASSWORD = 'bobs own' DEFAULT_ROLE = PUBLIC")
    bob = Browser(own_server).sign_in(user="bob", password="bobs own")
    _, own = bob.execute("SELECT 'of bob'")
    _, other = guest.execute("SELECT 'of the administrator'")
    assert "SELECT 'of bob'" in texts(guest, user="BOB") and "SELECT 'of bob'" in texts(guest)
    assert {query["user"] for query in queries(bob, limit=1000)["queries"]} == {"BOB"}
    assert texts(bob, user="SNOWGLOBE") == []
    assert details(bob, own["queryId"])["sql"] == "SELECT 'of bob'"
    for path in ("", "/plan", "/rows", "/answer"):
        assert bob.ask("GET", f"/api/queries/{other['queryId']}{path}")[0].status == 404
    assert details(guest, own["queryId"])["hasResult"] is False
    for asked in ("QUERY_HISTORY()", "QUERY_HISTORY_BY_USER('SNOWGLOBE')", "QUERY_HISTORY_BY_USER()"):
        _, body = bob.execute(f"SELECT DISTINCT user_name FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.{asked})")
        assert body["rows"] == ([] if "SNOWGLOBE" in asked else [["BOB"]]), body


def run_many(server, count):
    """Statements of their own, a thousand in a request; the first of each has a mark."""
    session = server.raw()
    session.login()
    for number in range(count // 1000):
        answer = session.query(f"SELECT 'marker {number}'" + 999 * ";SELECT 1", parameters={"MULTI_STATEMENT_COUNT": 1000})
        assert answer["success"], answer


def fastest_ms(ask, rounds=5):
    taken = []
    for _ in range(rounds):
        began = time.monotonic()
        ask()
        taken.append((time.monotonic() - began) * 1000)
    return min(taken)


def test_a_hundred_thousand_are_listed_and_filtered_at_once(start_server):
    server = start_server()
    browser = Browser(server).sign_in(**GUEST)
    run_many(server, MANY)
    assert len(texts(browser, text="marker", limit=1000)) >= MANY // 1000
    last = queries(browser, limit=1000)["next"]
    for asked in ({}, {"status": "failed"}, {"status": "succeeded"}, {"user": "SNOWGLOBE"}, {"user": "NOBODY"},
                  {"warehouse": "NONE"}, {"type": "SELECT"}, {"text": "marker%205"}, {"text": "none%20such"},
                  {"session": 1}, {"from_": 1, "to": int(time.time() * 1000)}, {"next": last}, {"next": 1000}):
        taken = fastest_ms(lambda asked=asked: queries(browser, **asked))
        print(f"{taken:6.1f} ms {asked}")
        assert taken < LISTED_MS, asked
    old = queries(browser, next=1000, limit=1)["queries"][0]["queryId"]
    assert fastest_ms(lambda: details(browser, old)) < LISTED_MS

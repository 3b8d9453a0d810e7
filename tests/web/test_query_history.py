"""The query history: what ran is listed, filtered, kept up to date, told in full, planned, run again and cancelled."""

import re
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

ROWS = "SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 42)) -- history {}"


@pytest.fixture
def session(server):
    session = server.raw()
    session.login()
    yield session
    session.close()


@pytest.fixture
def history(signed_in):
    signed_in.get_by_role("navigation", name="Panels").get_by_role("link", name="Query history").click()
    expect(signed_in.get_by_role("heading", name="Query history")).to_be_visible()
    return signed_in


def filter_text(page, text, count=None):
    """The list is that of the text afterwards, which is asked for a moment after the last key."""
    with page.expect_response(lambda response: parse_qs(urlsplit(response.url).query).get("text") == [text]):
        page.get_by_role("searchbox", name="Text").fill(text)
    if count is not None:
        expect(rows(page)).to_have_count(count)


def rows(page):
    return page.get_by_role("table", name="Queries").locator("tbody tr")


def pane(page):
    return page.get_by_role("complementary", name="Query")


def test_what_ran_is_listed_with_its_facts(session, history):
    session.rows(ROWS.format("listed"))
    filter_text(history, "HISTORY listed")
    row = rows(history)
    expect(row).to_have_count(1)
    for text in ("Succeeded", "history listed", "SELECT", "SNOWGLOBE", "42"):
        expect(row).to_contain_text(text)
    expect(history).to_have_title("Query history · Snowglobe")


def test_filters_leave_what_they_name(session, history):
    session.rows("SELECT 'filtered one'")
    session.query("SELECT 'filtered two', nothing")
    session.rows("CREATE DATABASE IF NOT EXISTS filtered_three")
    filter_text(history, "filtered")
    expect(rows(history)).to_have_count(3)
    history.get_by_label("Status").select_option("Failed")
    expect(rows(history)).to_have_count(1)
    expect(rows(history)).to_contain_text("filtered two")
    history.get_by_role("button", name="Clear").click()
    filter_text(history, "filtered")
    history.get_by_label("Type", exact=True).fill("create")
    expect(rows(history)).to_have_count(1)
    expect(rows(history)).to_contain_text("filtered_three")
    history.get_by_label("Type", exact=True).fill("")
    history.get_by_label("Time", exact=True).select_option("Last hour")
    expect(rows(history)).to_have_count(3)
    history.get_by_label("User", exact=True).fill("NOBODY")
    expect(history.get_by_text("No query is like that.")).to_be_visible()
    history.get_by_role("button", name="Show all").click()
    expect(rows(history).first).to_be_visible()
    history.get_by_label("Warehouse", exact=True).fill("NO_SUCH")
    expect(rows(history)).to_have_count(0)


def test_new_ones_come_by_themselves(session, history):
    filter_text(history, "history live")
    expect(history.get_by_text("No query is like that.")).to_be_visible()
    session.rows(ROWS.format("live 1"))
    expect(rows(history)).to_have_count(1)
    session.rows(ROWS.format("live 2"))
    expect(rows(history)).to_have_count(2)
    expect(rows(history).first).to_contain_text("live 2")


def test_what_is_looked_at_does_not_move(session, history):
    """More pages are loaded, and new queries wait to be shown."""
    session.query("SELECT 'many 0'" + "".join(f"; SELECT 'many {number}'" for number in range(1, 150)), parameters={"MULTI_STATEMENT_COUNT": 150})
    filter_text(history, "select 'many")
    expect(rows(history)).to_have_count(100)
    history.get_by_role("button", name="Load more").click()
    expect(rows(history)).to_have_count(151)  # The request as a whole is one, too.
    seen = history.get_by_role("link", name="SELECT 'many 40'", exact=True)
    seen.scroll_into_view_if_needed()
    before = seen.bounding_box()["y"]
    session.rows("SELECT 'many later'")
    fresh = history.get_by_role("button", name="1 new")
    expect(fresh).to_be_visible()
    assert abs(seen.bounding_box()["y"] - before) < 1
    fresh.click()
    expect(rows(history).first).to_contain_text("many later")


def test_details_tell_all(session, history):
    session.query("SELECT 1/0 -- history details")
    filter_text(history, "history details")
    history.get_by_role("link", name="SELECT 1/0 -- history details").click()
    details = pane(history)
    expect(details).to_contain_text("100051")
    expect(details).to_contain_text("Division by zero")
    expect(details.get_by_label("Text of the query")).to_have_text("SELECT 1/0 -- history details")
    stages = details.get_by_role("list", name="Time by stage")
    for stage in ("Parse", "Bind", "Plan", "Execute", "Encode"):
        expect(stages).to_contain_text(stage)
    for fact in ("ACCOUNTADMIN", "raw 1", "Session"):
        expect(details).to_contain_text(fact)
    expect(history).to_have_url(re.compile(r"#/queries/[0-9a-f-]{36}$"))
    details.press("Escape")
    expect(details).to_have_count(0)
    expect(history).to_have_url(re.compile(r"#/queries$"))


def test_an_address_leads_to_a_query(session, signed_in):
    query_id = session.query("SELECT 'by its address'")["data"]["queryId"]
    signed_in.goto(f"/dashboard#/queries/{query_id}")
    expect(pane(signed_in)).to_contain_text("by its address")
    expect(signed_in.get_by_role("link", name="Query history")).to_have_attribute("class", re.compile("active"))
    signed_in.goto("/dashboard#/queries/none")
    expect(pane(signed_in).get_by_role("alert")).to_contain_text("not found")


def test_a_plan_is_shown_as_a_tree(session, history):
    session.rows("CREATE OR REPLACE DATABASE history_plans")
    session.rows("CREATE TABLE history_plans.public.cities (name VARCHAR, people INT)")
    session.rows("SELECT name, SUM(people) FROM history_plans.public.cities WHERE people > 3 GROUP BY name -- history plan")
    filter_text(history, "-- history plan", 1)
    rows(history).first.click()
    pane(history).get_by_role("tab", name="Plan").click()
    plan = pane(history).get_by_role("tabpanel", name="Plan")
    for operator in ("Aggregate", "Filter", "TableScan"):
        expect(plan.get_by_text(operator, exact=True)).to_be_visible()
    expect(plan.locator("ul ul ul").get_by_text("TableScan", exact=True)).to_be_visible()
    expect(plan).to_contain_text("CITIES")


def test_what_has_no_plan_says_why(session, history):
    session.rows("CREATE OR REPLACE DATABASE history_unplanned")
    filter_text(history, "history_unplanned", 1)
    rows(history).first.click()
    pane(history).get_by_role("tab", name="Plan").click()
    expect(pane(history).get_by_role("tabpanel", name="Plan")).to_contain_text("EXPLAIN")


def test_a_query_is_run_again_in_a_worksheet(session, history):
    session.rows("SELECT 'run me again'")
    filter_text(history, "run me again", 1)
    rows(history).first.click()
    pane(history).get_by_role("button", name="Open in a worksheet").click()
    expect(history).to_have_url(re.compile("#/worksheets$"))
    expect(history.get_by_label("Statement", exact=True).locator("visible=true")).to_have_text("SELECT 'run me again'")


def test_its_id_is_copied(session, history):
    history.context.grant_permissions(["clipboard-read", "clipboard-write"])
    query_id = session.query("SELECT 'copied'")["data"]["queryId"]
    history.goto(f"/dashboard#/queries/{query_id}")
    pane(history).get_by_role("button", name="Copy the id").click()
    expect(pane(history).get_by_role("status")).to_have_text("The id is on the clipboard.")
    assert history.evaluate("navigator.clipboard.readText()") == query_id


def test_what_runs_is_cancelled(session, history):
    thread = threading.Thread(target=session.query, args=("SELECT SYSTEM$WAIT(60) -- history cancel",))
    thread.start()
    filter_text(history, "-- history cancel", 1)
    expect(rows(history)).to_contain_text("Running")
    rows(history).first.click()
    pane(history).get_by_role("button", name="Cancel").click()
    expect(pane(history)).to_contain_text("SQL execution canceled")
    expect(rows(history)).to_contain_text("Cancelled")
    thread.join()


def test_a_narrow_page_shows_one_thing_at_a_time(session, history):
    history.set_viewport_size({"width": 400, "height": 800})
    session.rows("SELECT 'narrow'")
    filter_text(history, "'narrow'")
    history.get_by_role("link", name="SELECT 'narrow'").click()
    assert pane(history).bounding_box()["width"] > 380
    pane(history).get_by_role("button", name="Close").click()
    expect(rows(history)).to_have_count(1)

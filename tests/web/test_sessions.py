"""The panel of sessions: who is here, what they run, and how one is closed."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def driver(server):
    with server.connect(warehouse="web_sessions_wh") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE OR REPLACE WAREHOUSE web_sessions_wh")
        cursor.execute("CREATE OR REPLACE DATABASE web_sessions")
        yield connection


@pytest.fixture
def panel(signed_in, driver):
    signed_in.get_by_role("link", name="Sessions").click()
    expect(row(signed_in, driver)).to_be_visible()
    return signed_in


def row(page, connection):
    return page.get_by_role("row").filter(has_text=str(connection.session_id))


def test_a_session_is_shown_with_its_client_and_place(panel, driver):
    expect(row(panel, driver)).to_contain_text("SNOWGLOBE")
    expect(row(panel, driver)).to_contain_text("yours")
    expect(row(panel, driver)).to_contain_text("Python")
    expect(row(panel, driver)).to_contain_text("WEB_SESSIONS.PUBLIC")
    expect(row(panel, driver)).to_contain_text("WEB_SESSIONS_WH")
    expect(row(panel, driver)).to_contain_text("127.0.0.1, HTTP")
    expect(row(panel, driver)).to_contain_text("nothing")


def test_what_it_runs_appears_and_goes(panel, driver):
    cursor = driver.cursor()
    cursor.execute_async("SELECT SYSTEM$WAIT(60), 'seen in the browser'")
    expect(row(panel, driver)).to_contain_text("running")
    expect(row(panel, driver)).to_contain_text("seen in the browser")
    driver.cursor().execute(f"SELECT SYSTEM$CANCEL_QUERY('{cursor.sfqid}')")
    expect(row(panel, driver)).to_contain_text("nothing")


def test_sessions_are_filtered(panel, driver, server):
    with server.connect() as other:
        expect(row(panel, other)).to_be_visible()
        panel.get_by_role("searchbox", name="Filter sessions").fill("web_sessions.public python")
        expect(row(panel, driver)).to_be_visible()
        expect(row(panel, other)).to_have_count(0)
        panel.get_by_role("searchbox").fill("no such session")
        expect(panel.get_by_text("No session is like that.")).to_be_visible()
        panel.get_by_role("button", name="Show all").click()
        expect(row(panel, other)).to_be_visible()


def test_only_mine_leaves_out_the_others(panel, driver, server):
    driver.cursor().execute("CREATE OR REPLACE USER web_other PASSWORD = 'Other-password-1'")
    with server.connect(user="web_other", password="Other-password-1") as other:
        expect(row(panel, other)).to_contain_text("WEB_OTHER")
        expect(row(panel, other)).not_to_contain_text("yours")
        panel.get_by_label("Only mine").check()
        expect(row(panel, other)).to_have_count(0)
        expect(row(panel, driver)).to_be_visible()


def test_closing_asks_first_and_may_be_left(panel, driver):
    panel.get_by_role("button", name=f"Close session {driver.session_id}").click()
    dialog = panel.get_by_role("dialog", name="Close this session?")
    expect(dialog).to_contain_text(str(driver.session_id))
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    for _ in range(6):  # The focus stays inside.
        panel.keyboard.press("Tab")
        assert panel.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    panel.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert driver.cursor().execute("SELECT 1").fetchall() == [(1,)]


def test_a_closed_session_is_gone_here_and_for_its_driver(panel, driver):
    panel.get_by_role("button", name=f"Close session {driver.session_id}").click()
    panel.get_by_role("button", name="Close the session").click()
    expect(panel.get_by_role("status")).to_contain_text(f"Session {driver.session_id} is closed.")
    expect(row(panel, driver)).to_have_count(0)
    with pytest.raises(Exception, match="390111|no longer exists"):
        driver.cursor().execute("SELECT 1", _no_retry=True)


def test_an_empty_panel_says_what_to_do(signed_in):
    signed_in.route("**/api/sessions", lambda route: route.fulfill(json={"sessions": [], "isAll": True}))
    signed_in.get_by_role("link", name="Sessions").click()
    signed_in.get_by_role("link", name="How to connect a client").click()
    expect(signed_in.get_by_role("heading", name="Connect a client")).to_be_visible()


def test_a_narrow_page_scrolls_the_table_alone(panel, driver):
    panel.set_viewport_size({"width": 400, "height": 800})
    expect(row(panel, driver)).to_be_visible()
    assert panel.evaluate("document.documentElement.scrollWidth <= innerWidth")

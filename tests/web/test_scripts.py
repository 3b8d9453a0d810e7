"""What others wrote into names, values and files is shown and never run: nothing of it becomes part of the page."""

import pytest
from editor import run
from playwright.sync_api import expect
from visits import click, enter, open_context, panels, settle, visit

RUNS = "window.ran = (window.ran || 0) + 1"
EVIL = f"<img src=x onerror=\"{RUNS}\"><svg onload=\"{RUNS}\"><script>{RUNS}</script>"
NAME = f"<img src=x onerror={RUNS.replace(' ', '')}>".replace('"', "")
FORMULA = "javascript:" + RUNS


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def text(value):
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


@pytest.fixture(scope="module", autouse=True)
def evil(server):
    """A database in which every name, comment and value is a script, and statements that say so."""
    with server.connect() as connection:
        cursor = connection.cursor()
        for sql in (
            f"CREATE OR REPLACE DATABASE {quoted(NAME)} COMMENT = {text(EVIL)}",
            f"CREATE OR REPLACE TABLE {quoted(NAME)} ({quoted(NAME)} VARCHAR COMMENT {text(EVIL)}, v VARIANT) COMMENT = {text(EVIL)}",
            f"INSERT INTO {quoted(NAME)} SELECT {text(EVIL)}, OBJECT_CONSTRUCT({text(EVIL)}, {text(EVIL)})",
            f"CREATE OR REPLACE VIEW {quoted('v' + NAME)} AS SELECT * FROM {quoted(NAME)}",
            f"CREATE OR REPLACE SEQUENCE {quoted(NAME)} COMMENT = {text(EVIL)}",
            f"CREATE OR REPLACE STAGE {quoted(NAME)} COMMENT = {text(EVIL)}",
            f"ALTER SESSION SET QUERY_TAG = {text(EVIL)}",
            f"SELECT {text(EVIL)} AS {quoted(EVIL)}"):
            cursor.execute(sql)
        with pytest.raises(Exception):
            cursor.execute(f"SELECT {quoted(EVIL)}")
        yield


@pytest.fixture
def page(browser, server):
    context = open_context(browser, server)
    page = context.new_page()
    forbidden = []
    page.add_init_script("addEventListener('securitypolicyviolation', event => console.log('forbidden: ' + event.violatedDirective + ' ' + event.blockedURI))")
    page.on("console", lambda message: forbidden.append(message.text) if "forbidden: " in message.text or "Content Security Policy" in message.text else None)
    page.on("dialog", lambda dialog: forbidden.append(dialog.message))
    enter(page)
    yield page
    assert page.evaluate("window.ran") is None
    assert page.locator("img[src='x'], main script, [onerror], [onload], a[href^='javascript:']").count() == 0
    context.close()
    assert forbidden == []


def test_in_columns_and_values(page):
    run(page, f"SELECT {text(EVIL)} AS {quoted(EVIL)}, OBJECT_CONSTRUCT({text(EVIL)}, {text(FORMULA)}) AS v")
    expect(page.get_by_role("columnheader").filter(has_text="onerror")).to_be_visible()
    expect(page.get_by_role("gridcell").filter(has_text="<script>").first).to_be_visible()
    page.get_by_role("gridcell").filter(has_text="<script>").first.dblclick()
    settle(page)


def test_in_the_words_of_an_error(page):
    run(page, f"SELECT {quoted(EVIL)}")
    expect(page.get_by_role("alert").filter(has_text="onerror")).to_be_visible()


def test_in_every_panel(page):
    for _, address in panels(page):
        visit(page, address)
        for _ in range(6):  # What is folded is unfolded, level by level.
            closed = page.locator("main [role=treeitem][aria-expanded=false], main details:not([open]) > summary")
            if not closed.count():
                break
            click(closed.first)
            settle(page)
        for row in page.locator("main tr, main [role=row], main [role=treeitem]").filter(has_text="onerror").all()[:3]:
            if row.is_visible():
                click(row)
                settle(page)


def test_in_what_is_proposed(page):
    run(page, f"SELECT * FROM {quoted(NAME)}.PUBLIC.{quoted(NAME)}")
    expect(page.get_by_role("gridcell").filter(has_text="<script>").first).to_be_visible()
    page.get_by_role("textbox", name="Statement").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("SELECT \"<")
    page.keyboard.press("Control+Space")
    settle(page)


def test_in_an_address(page):
    page.goto("/dashboard#/" + EVIL.replace(" ", "%20"))
    settle(page)
    page.goto("/dashboard?q=" + EVIL.replace(" ", "%20") + "#/databases/" + EVIL.replace(" ", "%20").replace("/", "%2f"))
    settle(page)


def test_the_policy_is_in_force(browser, server):
    """A script that was put into the page would not run: neither one in its text, nor an attribute, nor one of another server."""
    context = open_context(browser, server)
    page = context.new_page()
    enter(page)
    page.evaluate("""() => {
        window.refused = [];
        addEventListener('securitypolicyviolation', event => window.refused.push(event.effectiveDirective));
        const script = document.createElement('script'), far = document.createElement('script'), holder = document.createElement('div');
        script.textContent = 'window.ran = 1';
        far.src = 'http://127.0.0.1:9/x.js';
        holder.innerHTML = '<img src="data:," onerror="window.ran = 1"><iframe src="http://127.0.0.1:9/"></iframe><form action="http://127.0.0.1:9/"></form>';
        document.body.append(script, holder, far);
        holder.querySelector('form').submit();
        fetch('http://127.0.0.1:9/').catch(() => {});
    }""")
    wanted = ["script-src-elem", "script-src-attr", "connect-src", "frame-src", "form-action"]
    page.wait_for_function("wanted => wanted.every(one => window.refused.includes(one))", arg=wanted)
    assert page.evaluate("window.ran") is None and page.evaluate("window.refused.filter(one => one === 'script-src-elem').length") == 2
    context.close()

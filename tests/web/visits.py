"""All panels of the dashboard, as its menu lists them, with something to be seen in each."""

from conftest import sign_in
from playwright.sync_api import expect

SEED = [
    "CREATE DATABASE IF NOT EXISTS visits",
    "CREATE OR REPLACE TABLE visits.public.trips (id INT, city VARCHAR, km NUMBER(10,2), seen TIMESTAMP_NTZ, more VARIANT)",
    "INSERT INTO visits.public.trips SELECT 1, 'Oslo', 12.5, '2024-02-29 12:00', PARSE_JSON('{\"a\": [1, 2]}')",
    "CREATE OR REPLACE VIEW visits.public.far AS SELECT * FROM visits.public.trips WHERE km > 10",
    "CREATE OR REPLACE SEQUENCE visits.public.numbers",
    "CREATE OR REPLACE STAGE visits.public.files",
    "SELECT city, SUM(km) FROM visits.public.trips GROUP BY ALL",
]


def seed(server):
    """Objects, statements that went well and one that failed."""
    with server.connect() as connection:
        for sql in SEED:
            connection.cursor().execute(sql)
        try:
            connection.cursor().execute("SELECT nowhere")
        except Exception as error:
            assert "NOWHERE" in str(error)


def open_context(browser, server, **options):
    return browser.new_context(base_url=f"http://localhost:{server.http_port}", reduced_motion="reduce", **options)


def enter(page):
    page.set_default_timeout(30000)
    page.goto("/dashboard")
    sign_in(page)
    settle(page)


def settle(page):
    """What the panel waits for has come, and is drawn."""
    expect(page.get_by_role("main")).not_to_be_empty()
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def panels(page):
    """Titles and addresses of all panels."""
    links = page.locator("nav#menu a").evaluate_all(  # Closed on narrow pages.
        "links => links.map(link => [link.textContent.trim() || link.ariaLabel, link.getAttribute('href')])")
    assert links
    return links


def visit(page, address):
    """As who follows the menu's link does, also where the menu is closed."""
    page.evaluate("address => location.hash = address.slice(address.indexOf('#'))", address)
    page.wait_for_function("""address => {  // The panel's program has come, and is what is shown.
        const link = [...document.querySelectorAll('nav#menu a')].find(one => one.getAttribute('href') === address);
        return document.title.startsWith(link.textContent.trim() || link.ariaLabel);
    }""", arg=address)
    settle(page)


def look_closer(page):
    """Unfolds what is folded in a panel, and opens the details of what is listed first; whether there was such a thing."""
    has_looked = False
    for _ in range(4):
        closed = page.locator("main [role=treeitem][aria-expanded=false]").filter(has_text="VISITS").or_(
            page.locator("main details:not([open]) > summary"))
        if not closed.count() or not closed.first.is_visible():
            break
        click(closed.first)
        settle(page)
        has_looked = True
    row = page.locator("main table:not(.for-readers) tbody tr, main [role=treeitem] [role=treeitem]").first
    if row.count() and row.is_visible():
        click(row)
        settle(page)
        has_looked = True
    return has_looked


def click(locator):
    """Also where a chart lies above the table that says the same for who cannot see it."""
    locator.evaluate("element => element.click()")

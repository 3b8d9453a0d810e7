"""The overview: counters and charts of the real server, asked for while somebody looks at them."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def overview(signed_in, server):
    with server.connect() as connection:
        cursor = connection.cursor()
        for _ in range(5):
            cursor.execute("SELECT 1").fetchall()
        with pytest.raises(Exception, match="NOWHERE"):
            cursor.execute("SELECT nowhere")
    signed_in.get_by_role("link", name="Overview").click()
    expect(figure(signed_in, "Statements")).not_to_have_text("–")
    return signed_in


def figure(page, title):
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title, exact=True)).locator(".figure")


def number(page, title):
    return int(figure(page, title).inner_text().replace(",", ""))


def test_counters_follow_the_server(overview, server):
    before = number(overview, "Statements")
    assert number(overview, "Failed") >= 1
    with server.connect() as connection:
        connection.cursor().execute("SELECT 2").fetchall()
        expect(figure(overview, "Statements")).not_to_have_text(f"{before:,}")
        assert number(overview, "Sessions") >= 1
    assert number(overview, "Statements") > before


def test_figures_have_their_units(overview):
    expect(figure(overview, "Memory")).to_have_text(re.compile(r"^\d[\d.]* (MB|GB)$"))
    expect(figure(overview, "Storage")).to_have_text(re.compile(r"^\d[\d.]* (kB|MB|GB)$"))
    expect(figure(overview, "Average duration")).to_have_text(re.compile(r"^\d[\d.]* (µs|ms|s)$"))
    expect(figure(overview, "Uptime")).to_have_text(re.compile(r"\d (s|min|h)"))


CHARTS = ["Statements per minute in the last hour", "Latency of statements by minute in the last hour, in milliseconds",
          "Sessions, running and waiting statements", "Memory of the process and of the engine"]


def test_charts_are_drawn_and_told_as_tables(overview):
    for title in CHARTS:
        chart = overview.get_by_role("img", name=title)
        expect(chart).to_be_visible()
        assert chart.evaluate("canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0)"), title
        table = overview.get_by_role("table", name=title)
        expect(table.get_by_role("row").nth(1)).to_be_attached()


def test_the_table_of_the_last_hour_has_what_ran(overview):
    rows = overview.get_by_role("table", name="Statements per minute in the last hour").get_by_role("row")
    expect(rows).to_have_count(61)
    told = [[int(cell) for cell in row.get_by_role("cell").all_inner_texts()] for row in rows.all()[1:]]
    assert sum(succeeded for succeeded, _ in told) >= 5 and sum(failed for _, failed in told) >= 1


def test_nothing_is_asked_while_the_page_is_hidden(own_window, overview):
    asked = []
    overview.clock.install()
    overview.reload()
    overview.on("request", lambda request: asked.append(request.url) if request.url.endswith("/api/stats") else None)
    hide = """hidden => { Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
                         Object.defineProperty(document, 'visibilityState', { get: () => hidden ? 'hidden' : 'visible', configurable: true });
                         document.dispatchEvent(new Event('visibilitychange')); }"""
    with overview.expect_response("**/api/stats"):
        pass
    overview.evaluate(hide, True)
    overview.evaluate("() => fetch('/api/me')")  # What was on its way is answered, and told of here.
    asked.clear()
    overview.clock.fast_forward("10:00")
    overview.evaluate("() => fetch('/api/me')")
    assert not asked
    with overview.expect_request("**/api/stats"):
        overview.evaluate(hide, False)


def test_no_figure_moves_another(overview):
    boxes = lambda: [card.bounding_box() for card in overview.locator(".card").all()]  # noqa: E731
    before = boxes()
    with overview.expect_response("**/api/stats"):
        pass
    assert boxes() == before


def test_a_narrow_page_shows_the_same(overview):
    overview.set_viewport_size({"width": 400, "height": 800})
    expect(figure(overview, "Sessions")).to_be_visible()
    assert overview.evaluate("document.documentElement.scrollWidth <= innerWidth")
    main = overview.get_by_role("region", name="Overview")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")

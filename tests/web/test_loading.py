"""How the pages load: soon, small, from this machine alone, and without moving about."""

import gzip
import http.client
import re

import pytest
from visits import enter, open_context, panels, seed, settle, visit

FIRST_PAINT_MS = 1000
SCRIPT_BYTES = 600_000
LAYOUT_SHIFT = 0.05


@pytest.fixture(scope="module", autouse=True)
def something_to_see(server):
    seed(server)


def paint_ms(browser, server):
    """When a browser that knows nothing yet draws something of the page."""
    context = open_context(browser, server)
    page = context.new_page()
    page.goto("/dashboard")
    time = page.evaluate("""() => new Promise(done => new PerformanceObserver(list => {
        const paint = list.getEntries().find(entry => entry.name === 'first-contentful-paint');
        if (paint) done(paint.startTime);
    }).observe({ type: 'paint', buffered: true }))""")
    context.close()
    return time


def test_something_is_drawn_within_a_second(browser, server):
    times = [paint_ms(browser, server) for _ in range(3)]
    assert min(times) < FIRST_PAINT_MS, times


def fetch(server, path):
    """The text, and how many bytes it was on its way."""
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    packed = answer.read()
    connection.close()
    assert answer.status == 200, path
    text = gzip.decompress(packed) if answer.headers["Content-Encoding"] == "gzip" else packed
    return text.decode(), len(packed)


def test_all_scripts_together_are_small(server):
    page, _ = fetch(server, "/dashboard")
    waiting, sizes = set(re.findall(r"/dashboard/(assets/[\w.-]+\.js)", page)), {}
    assert waiting
    while waiting:
        path = waiting.pop()
        text, sizes[path] = fetch(server, f"/dashboard/{path}")
        named = set(re.findall(r"[\w-]+-[\w-]{8}\.js", text))
        waiting |= {f"assets/{name}" for name in named} - set(sizes)
    assert sum(sizes.values()) < SCRIPT_BYTES, sorted(sizes.items(), key=lambda one: -one[1])


def test_no_request_leaves_the_machine(browser, server):
    asked = []
    context = open_context(browser, server)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    enter(page)
    for _, address in panels(page):
        visit(page, address)
    context.close()
    own = (f"http://localhost:{server.http_port}/", "data:", "blob:")
    assert asked and [url for url in asked if not url.startswith(own)] == []


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_moves_while_a_panel_loads(browser, server, width):
    context = open_context(browser, server, viewport={"width": width, "height": 800})
    page = context.new_page()
    enter(page)
    moved = {}
    for title, address in panels(page):
        page.goto("about:blank")
        page.goto(address if address.startswith("/") else f"/dashboard{address}")
        settle(page)
        moved[title] = page.evaluate("""() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) sum += entry.value; }))
              .observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })""")
    context.close()
    assert {title: sum for title, sum in moved.items() if sum > LAYOUT_SHIFT} == {}

"""The dashboard in a browser: Debian's Chromium against the real server. Pictures of it are kept in build/web-pictures."""

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
PICTURES = Path(__file__).resolve().parents[2] / "build" / "web-pictures"
PATIENCE_MS = 20000
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZE = {"width": 1280, "height": 720}


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Window:
    """The window that the tests of a worker use one after the other, each time as if it were new: a new one makes the browser start
    processes and compile the pages again, which costs four times what most tests do."""

    def __init__(self, browser, server):
        self.browser, self.server, self.page = browser, server, None
        self.has_seen_failure = False  # Of which something may be left.

    def open(self):
        """Its page, at a picture of the server: nothing runs there, and nothing is kept from the test before."""
        if self.has_seen_failure:
            self.close()
        if not self.page:
            self.page = self.browser.new_context(base_url=f"http://localhost:{self.server.http_port}").new_page()
        page, context = self.page, self.page.context
        for other in context.pages:
            if other != page:
                other.close()
        page.unroute_all()
        context.set_offline(False)
        context.clear_permissions()
        page.emulate_media(color_scheme="null", reduced_motion="null")
        page.set_viewport_size(SIZE)
        page.mouse.move(0, 0)
        page.goto("/dashboard/assets/icon.svg")
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        context.clear_cookies()
        return page

    def close(self):
        if self.page:
            self.page.context.close()
        self.page, self.has_seen_failure = None, False


@pytest.fixture(scope="session")
def window(browser, server):
    window = Window(browser, server)
    yield window
    window.close()


@pytest.fixture
def own_window(window):
    """For tests that do to their window what cannot be undone; named before what opens it."""
    window.close()
    yield
    window.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.failed and "window" in item.funcargs:
        item.funcargs["window"].has_seen_failure = True
    return report


@pytest.fixture
def page(window, request):
    """A page on which nothing may go wrong that the browser tells of: no error, nothing that the policy forbids."""
    page = window.open()
    told = []
    hear_error = lambda error: told.append(str(error))  # noqa: E731
    hear_words = lambda message: told.append(message.text) if "Content Security Policy" in message.text else None  # noqa: E731
    page.on("pageerror", hear_error)
    page.on("console", hear_words)
    page.set_default_timeout(PATIENCE_MS)
    yield page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{request.node.name}.png")
    page.remove_listener("pageerror", hear_error)
    page.remove_listener("console", hear_words)
    assert not told


def sign_in(page):
    page.get_by_label("User").fill("snowglobe")
    page.get_by_label("Password").fill("snowglobe")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def enter_dashboard(page):
    """As who signed in some time ago: without the page where one does."""
    status = page.evaluate("""async () => (await fetch('/api/login', { method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: 'snowglobe', password: 'snowglobe', passcode: '' }) })).status""")
    assert status == 200
    page.goto("/dashboard")
    page.get_by_role("button", name="Sign out").wait_for()


@pytest.fixture
def signed_in(page):
    enter_dashboard(page)
    return page

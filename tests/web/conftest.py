"""The dashboard in a browser: Debian's Chromium against the real server. Pictures of it are kept in build/web."""

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


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, server, request):
    """A page on which nothing may go wrong that the browser tells of: no error, nothing that the policy forbids."""
    context = browser.new_context(base_url=f"http://localhost:{server.http_port}")
    page = context.new_page()
    told = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if "Content Security Policy" in message.text else None)
    page.set_default_timeout(PATIENCE_MS)
    yield page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{request.node.name}.png")
    context.close()
    assert not told


def sign_in(page):
    page.get_by_label("User").fill("snowglobe")
    page.get_by_label("Password").fill("snowglobe")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


@pytest.fixture
def signed_in(page):
    page.goto("/dashboard")
    sign_in(page)
    return page

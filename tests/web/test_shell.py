"""The frame around the panels: menu, header, theme, the login page, and what is told when the server is gone."""

import re

from conftest import sign_in
from playwright.sync_api import expect


def ask_the_server(page):
    page.get_by_role("button", name="Run", exact=True).click()


def test_the_menu_names_the_panel_that_is_shown(signed_in):
    link = signed_in.get_by_role("navigation", name="Panels").get_by_role("link", name="Worksheets")
    expect(link).to_have_attribute("aria-current", "page")
    expect(signed_in).to_have_title("Worksheets · Snowglobe")
    expect(signed_in).to_have_url(re.compile(r"/dashboard#/worksheets$"))


def test_the_servers_address_alone_leads_to_the_dashboard(signed_in):
    signed_in.goto("/")
    expect(signed_in).to_have_url(re.compile(r"/dashboard#/worksheets$"))
    expect(signed_in.get_by_role("region", name="Worksheet")).to_be_visible()


def test_an_address_that_leads_nowhere_leads_to_the_worksheets(signed_in):
    signed_in.goto("/dashboard#/nowhere")
    expect(signed_in).to_have_url(re.compile(r"#/worksheets$"))
    expect(signed_in.get_by_role("region", name="Worksheet")).to_be_visible()


def test_the_menu_becomes_icons_and_stays_so(signed_in):
    menu = signed_in.get_by_role("navigation", name="Panels")
    wide = menu.bounding_box()["width"]
    signed_in.get_by_role("button", name="Menu").click()
    signed_in.reload()
    expect(menu.get_by_role("link", name="Worksheets")).to_be_visible()
    assert menu.bounding_box()["width"] < wide / 2


def test_the_header_says_who_is_signed_in_and_that_the_server_is_there(signed_in):
    header = signed_in.get_by_role("banner")
    expect(header).to_contain_text("SNOWGLOBE")
    expect(header).to_contain_text("ACCOUNTADMIN")
    expect(header).to_contain_text("Connected")


def test_the_footer_tells_what_the_server_does(signed_in):
    footer = signed_in.get_by_role("contentinfo")
    expect(footer).to_contain_text(re.compile(r"\d+ sessions?"))
    expect(footer).to_contain_text(re.compile(r"\d+ statements? since the start, \d+ failed"))
    before = int(re.search(r"([\d,]+) statements? since", footer.inner_text())[1].replace(",", ""))
    ask_the_server(signed_in)
    signed_in.wait_for_function("""before => Number(document.querySelector('footer').innerText
        .match(/([\\d,]+) statements? since/)[1].replace(',', '')) > before""", arg=before)


LIGHT, DARK = "rgb(245, 248, 251)", "rgb(18, 24, 31)"


def test_a_theme_is_kept(signed_in):
    body = signed_in.locator("body")
    signed_in.emulate_media(color_scheme="light")
    expect(body).to_have_css("background-color", LIGHT)
    signed_in.get_by_role("button", name="Dark").click()
    expect(body).to_have_css("background-color", DARK)
    signed_in.reload()
    expect(signed_in.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    expect(body).to_have_css("background-color", DARK)
    signed_in.get_by_role("button", name="As the system").click()
    expect(body).to_have_css("background-color", LIGHT)
    signed_in.emulate_media(color_scheme="dark")
    expect(body).to_have_css("background-color", DARK)


def test_a_server_that_is_gone_is_told_once_until_it_is_back(signed_in):
    banner = signed_in.get_by_text("The server cannot be reached, trying again")
    signed_in.context.set_offline(True)
    ask_the_server(signed_in)
    expect(banner).to_have_count(1)
    expect(signed_in.get_by_role("banner")).to_contain_text("Not reachable")
    signed_in.context.set_offline(False)
    expect(banner).to_have_count(0)
    expect(signed_in.get_by_role("banner")).to_contain_text("Connected")


def test_pages_that_begin_without_a_server_go_on_when_it_is_there(page):
    page.route("**/api/me", lambda route: route.abort())
    page.goto("/dashboard")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.unroute("**/api/me")
    expect(page.get_by_role("heading", name="Sign in to Snowglobe")).to_be_visible()


def test_who_is_not_signed_in_any_more_signs_in_and_is_back(signed_in):
    signed_in.context.clear_cookies()
    ask_the_server(signed_in)
    expect(signed_in.get_by_text("You are not signed in any more")).to_be_visible()
    sign_in(signed_in)
    expect(signed_in).to_have_url(re.compile(r"#/worksheets$"))
    ask_the_server(signed_in)
    expect(signed_in.get_by_role("gridcell").first).to_be_visible()


def test_the_first_tab_stop_leads_past_the_menu(signed_in):
    signed_in.reload()
    signed_in.get_by_role("button", name="Sign out").wait_for()
    signed_in.keyboard.press("Tab")
    expect(signed_in.get_by_role("link", name="Skip to the panel")).to_be_focused()
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("main")).to_be_focused()
    expect(signed_in).to_have_url(re.compile(r"#/worksheets$"))


def test_a_narrow_page_has_its_menu_in_a_drawer(signed_in):
    signed_in.set_viewport_size({"width": 400, "height": 800})
    menu, button = signed_in.get_by_role("navigation", name="Panels"), signed_in.get_by_role("button", name="Menu")
    expect(menu).to_be_hidden()
    button.click()
    expect(menu.get_by_role("link", name="Worksheets")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    signed_in.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= 400
    expect(signed_in.get_by_role("button", name="Sign out")).to_be_in_viewport()

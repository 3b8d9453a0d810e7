"""For those who see little, or use no mouse: axe over every panel, and every panel by keyboard alone."""

import pytest
from axe import serious_problems
from editor import run
from playwright.sync_api import expect
from visits import enter, look_closer, open_context, panels, seed, settle, visit

LOOKS = [(theme, width) for theme in ("light", "dark") for width in (1280, 400)]


@pytest.fixture(scope="module", autouse=True)
def something_to_see(server):
    seed(server)


def problems(page, where):
    return [f"{where}: {problem}" for problem in serious_problems(page)]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def page(request, browser, server):
    theme, width = request.param
    context = open_context(browser, server, color_scheme=theme, viewport={"width": width, "height": 800})
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_serious_where_one_signs_in(page):
    page.goto("/dashboard")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not problems(page, "login")


def test_axe_finds_nothing_serious_in_any_panel(page):
    enter(page)
    found = []
    for title, address in panels(page):
        visit(page, address)
        found += problems(page, title)
        if look_closer(page):
            found += problems(page, f"{title}, closer")
    assert not found, "\n".join(found)


def test_axe_finds_nothing_serious_in_a_worksheet_at_work(page):
    enter(page)
    run(page, "SELECT city, km, more FROM visits.public.trips")
    expect(page.get_by_text("Oslo")).to_be_visible()
    found = problems(page, "result")
    run(page, "SELECT nowhere")
    expect(page.get_by_role("alert").filter(has_text="NOWHERE")).to_be_visible()
    assert not found + problems(page, "error"), "\n".join(found)


# ---- the keyboard ----

FOCUSABLE = "button, a[href], input, select, textarea, [contenteditable=true], [tabindex='0']"
# In these, one is reached by Tab and the others by arrows.
COMPOSITE = "[role=tablist], [role=grid], [role=treegrid], [role=tree], [role=menu], [role=listbox], [role=toolbar], [role=radiogroup], .cm-editor"


def reach(page, locator, most=60):
    """Tab until it has the focus."""
    for _ in range(most):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {locator}")


@pytest.fixture
def wide_page(browser, server):
    context = open_context(browser, server, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    enter(page)
    yield page
    context.close()


def test_every_panel_is_opened_by_keyboard(wide_page):
    page = wide_page
    for title, address in panels(page):
        page.get_by_text("Skip to the panel").focus()  # Where Tab comes first.
        reach(page, page.get_by_role("navigation").locator(f"a[href='{address}']"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("navigation").locator("a[aria-current=page]")).to_have_attribute("href", address)
        expect(page.locator("main"), title).to_be_focused()


def test_the_first_tab_skips_the_menu(wide_page):
    wide_page.evaluate("document.activeElement.blur(); document.body.focus()")
    reach(wide_page, wide_page.get_by_text("Skip to the panel"), most=3)
    wide_page.keyboard.press("Enter")
    expect(wide_page.locator("main")).to_be_focused()


def test_tab_comes_by_everything_that_can_be_clicked(wide_page):
    page = wide_page
    for title, address in panels(page):
        visit(page, address)
        page.locator("main").focus()
        # What is seen and can be used, outside of those in which arrows walk.
        page.evaluate("""([focusable, composite]) => {
            window.toReach = [...document.querySelectorAll('main')[0].querySelectorAll(focusable)].filter(one =>
              one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.disabled && !one.closest(composite) &&
              one.type !== 'file' && one.type !== 'radio' && one.tabIndex >= 0);
            window.lost = [...document.querySelectorAll('main')[0].querySelectorAll('button, a[href], input, select, textarea')].filter(one =>
              one.checkVisibility({ visibilityProperty: true }) && one.tabIndex < 0 && !one.closest(composite)).map(one => one.outerHTML.slice(0, 200));
        }""", [FOCUSABLE, COMPOSITE])
        assert page.evaluate("window.lost") == [], title
        for _ in range(page.evaluate("window.toReach.length") + 40):
            if page.evaluate("document.activeElement.closest('.cm-editor') !== null"):
                page.keyboard.press("Escape")
            page.keyboard.press("Tab")
            if page.evaluate("window.toReach = window.toReach.filter(one => one !== document.activeElement && one.isConnected); window.toReach.length") == 0:
                break
        missed = page.evaluate("window.toReach.map(one => one.outerHTML.slice(0, 200))")
        assert missed == [], title
        settle(page)


def test_what_has_the_focus_is_seen(wide_page):
    """The first ten stops of every panel have an outline, or look otherwise than without the focus."""
    page = wide_page
    look = "element => { const style = getComputedStyle(element); return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor, style.backgroundColor].join() }"
    for title, address in panels(page):
        visit(page, address)
        page.locator("main").focus()
        for _ in range(10):
            page.keyboard.press("Tab")
            one = page.evaluate_handle("document.activeElement").as_element()
            if one.evaluate("element => element === document.body || element.closest('.cm-editor') !== null"):
                break
            focused = one.evaluate(look)
            one.evaluate("element => element.blur()")
            assert one.evaluate(look) != focused, (title, one.evaluate("element => element.outerHTML.slice(0, 200)"))
            one.evaluate("element => element.focus()")

"""Worksheets are kept by the browser: their names, texts, order and sessions."""

import json

from editor import run, write
from playwright.sync_api import expect


def names(page):
    return page.get_by_role("navigation", name="Worksheets").get_by_role("listitem")


def editor(page):
    return page.get_by_role("textbox", name="Statement")


def new_worksheet(page, sql):
    page.get_by_role("button", name="New worksheet").click()
    write(page, sql)


def kept(page):
    return page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('snowglobe.worksheet.')).map(([, text]) => text)")


def test_worksheets_survive_a_reload(signed_in):
    write(signed_in, "SELECT 'first'")
    new_worksheet(signed_in, "SELECT 'second'")
    signed_in.reload()
    expect(names(signed_in)).to_have_text(["Worksheet 1", "Worksheet 2"])
    expect(editor(signed_in)).to_have_text("SELECT 'second'")
    signed_in.get_by_role("button", name="Worksheet 1", exact=True).click()
    expect(editor(signed_in)).to_have_text("SELECT 'first'")


def test_a_worksheet_has_a_session_of_its_own_also_after_a_reload(signed_in):
    run(signed_in, "SET mine = 7")
    expect(signed_in.get_by_role("gridcell")).to_contain_text("executed successfully")
    new_worksheet(signed_in, "SELECT $mine")
    signed_in.keyboard.press("Control+Enter")
    expect(signed_in.get_by_role("alert")).to_contain_text("MINE")
    signed_in.get_by_role("button", name="Worksheet 1", exact=True).click()
    signed_in.reload()
    run(signed_in, "SELECT $mine")
    expect(signed_in.get_by_role("gridcell")).to_have_text("7")


def test_results_stay_while_other_worksheets_and_panels_are_shown(signed_in):
    run(signed_in, "SELECT 'here' AS a")
    expect(signed_in.get_by_role("gridcell")).to_have_text("here")
    new_worksheet(signed_in, "SELECT 2")
    expect(signed_in.get_by_role("gridcell")).to_have_count(0)
    signed_in.get_by_role("button", name="Worksheet 1", exact=True).click()
    expect(signed_in.get_by_role("gridcell")).to_have_text("here")


def test_a_worksheet_is_renamed_by_key_or_by_double_click(signed_in):
    signed_in.get_by_role("button", name="Worksheet 1", exact=True).focus()
    signed_in.keyboard.press("F2")
    signed_in.keyboard.insert_text("Sales <b>")
    signed_in.keyboard.press("Enter")
    expect(names(signed_in)).to_have_text(["Sales <b>"])
    signed_in.get_by_role("button", name="Sales <b>", exact=True).dblclick()
    signed_in.keyboard.insert_text("not this")
    signed_in.keyboard.press("Escape")
    expect(names(signed_in)).to_have_text(["Sales <b>"])
    signed_in.reload()
    expect(names(signed_in)).to_have_text(["Sales <b>"])


def test_closing_a_worksheet_can_be_undone(signed_in):
    write(signed_in, "SELECT 'kept'")
    new_worksheet(signed_in, "SELECT 'other'")
    signed_in.get_by_role("button", name="Close Worksheet 1").click()
    expect(names(signed_in)).to_have_text(["Worksheet 2"])
    signed_in.get_by_role("button", name="Undo").click()
    expect(names(signed_in)).to_have_text(["Worksheet 1", "Worksheet 2"])
    expect(editor(signed_in)).to_have_text("SELECT 'kept'")
    signed_in.reload()
    expect(names(signed_in)).to_have_text(["Worksheet 1", "Worksheet 2"])


def test_a_worksheet_that_is_let_go_leaves_no_session(signed_in):
    run(signed_in, "SELECT CURRENT_SESSION()")
    number = signed_in.get_by_role("gridcell").inner_text()
    is_open = """async (number) => (await (await fetch('/api/sessions')).json()).sessions.some(({ id }) => id === number)"""
    signed_in.get_by_role("button", name="Close Worksheet 1").click()
    assert signed_in.evaluate(is_open, number)
    with signed_in.expect_response("**/close") as closed:
        signed_in.get_by_role("button", name="Let it go").click()
    assert closed.value.status == 200
    assert not signed_in.evaluate(is_open, number)


def test_the_last_worksheet_that_is_closed_leaves_an_empty_one(signed_in):
    signed_in.get_by_role("button", name="Close Worksheet 1").click()
    expect(names(signed_in)).to_have_text(["Worksheet 1"])
    expect(editor(signed_in)).to_have_text("")


def test_worksheets_are_moved_by_keys_and_by_dragging(signed_in):
    new_worksheet(signed_in, "2")
    new_worksheet(signed_in, "3")
    signed_in.get_by_role("button", name="Worksheet 3", exact=True).focus()
    signed_in.keyboard.press("Alt+Shift+ArrowLeft")
    expect(names(signed_in)).to_have_text(["Worksheet 1", "Worksheet 3", "Worksheet 2"])
    names(signed_in).nth(0).drag_to(names(signed_in).nth(2))
    expect(names(signed_in)).to_have_text(["Worksheet 3", "Worksheet 2", "Worksheet 1"])
    signed_in.reload()
    expect(names(signed_in)).to_have_text(["Worksheet 3", "Worksheet 2", "Worksheet 1"])


def test_two_windows_see_each_others_worksheets(signed_in):
    other = signed_in.context.new_page()
    other.goto("/dashboard")
    new_worksheet(other, "SELECT 'of the other'")
    expect(names(signed_in)).to_have_text(["Worksheet 1", "Worksheet 2"])
    signed_in.get_by_role("button", name="Worksheet 2", exact=True).click()
    expect(editor(signed_in)).to_have_text("SELECT 'of the other'")
    write(signed_in, "SELECT 'changed'")
    expect(editor(other)).to_have_text("SELECT 'changed'")


def test_no_secret_is_kept_in_what_ran(signed_in):
    run(signed_in, "CREATE OR REPLACE USER kept_user PASSWORD = 'Sesame-open-1'")
    expect(signed_in.get_by_role("gridcell")).to_contain_text("successfully created")
    write(signed_in, "SELECT 1")
    signed_in.reload()
    expect(editor(signed_in)).to_have_text("SELECT 1")
    sheet = json.loads(kept(signed_in)[0])
    assert sheet["history"][0]["sql"].startswith("CREATE OR REPLACE USER kept_user PASSWORD =")
    assert "Sesame" not in json.dumps(sheet)
    run(signed_in, "DROP USER kept_user")
    expect(signed_in.get_by_role("gridcell")).to_contain_text("successfully dropped")

"""What helps to write: formatting, samples, what ran before, the list of keys."""

import re

import pytest
from editor import run, run_all, write
from playwright.sync_api import expect

SAMPLES = ["A first look", "Tables and MERGE", "Semi-structured data", "Windows and QUALIFY", "Trees and recursion",
           "Stages and files", "Functions of your own"]


def text_of(page):
    return "\n".join(page.locator(".cm-line:visible").all_inner_texts())


def format_it(page, sql):
    write(page, sql)
    page.get_by_role("button", name="Format").click()


def test_a_text_is_formatted_and_that_is_undone(signed_in):
    format_it(signed_in, "select a,b from t where x:Order=1;\n-- between\nselect 2")
    expect(signed_in.locator(".cm-line", has_text="where")).to_have_text("where")
    assert text_of(signed_in) == "select\n  a,\n  b\nfrom\n  t\nwhere\n  x:Order = 1;\n-- between\nselect\n  2"
    signed_in.keyboard.press("Control+z")
    expect(signed_in.locator(".cm-line")).to_have_text(["select a,b from t where x:Order=1;", "-- between", "select 2"])


def test_what_is_selected_is_formatted_alone(signed_in):
    write(signed_in, "select a,b;\nselect c,d")
    signed_in.keyboard.press("Shift+Home")
    signed_in.keyboard.press("Shift+Alt+f")
    expect(signed_in.locator(".cm-line")).to_have_text(["select a,b;", "select", "  c,", "  d"])


def test_what_the_formatter_does_not_know_stays_as_it_is(signed_in):
    format_it(signed_in, "select {'a':1};\nselect a,b from @st/x.csv;\nshow tables ->> select x'ab' from $1")
    expect(signed_in.get_by_text("1 statement stays as it is")).to_be_visible()
    assert text_of(signed_in).split() == "select {'a':1}; select a, b from @st/x.csv; show tables ->> select x'ab' from $1".split()


def test_a_text_that_is_formatted_means_the_same(signed_in):
    sql = "select 'it''s -- /* no; */ \\' so' as a, 1e-3 + .5 as b, \"x\" || $$ d;  e $$ as c /* a; */ from (select 1-1 as \"x\") -- end"
    run(signed_in, sql)
    cells = signed_in.get_by_role("gridcell")
    expect(cells).to_have_count(3)
    before = cells.all_inner_texts()
    signed_in.get_by_role("button", name="Format").click()
    expect(signed_in.locator(".cm-line").nth(1)).to_be_visible()
    run(signed_in, text_of(signed_in))
    expect(cells).to_have_text(before)


def open_samples(page):
    page.get_by_role("button", name="Sample queries").click()
    return page.get_by_role("list", name="Samples").get_by_role("button")


def test_all_samples_are_known_here(signed_in):
    expect(open_samples(signed_in).locator("strong")).to_have_text(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_runs(signed_in, name):
    open_samples(signed_in).filter(has_text=name).click()
    expect(signed_in.get_by_role("region", name=name)).to_be_visible()
    signed_in.get_by_role("button", name="Run all").click()
    expect(signed_in.get_by_role("status")).to_contain_text(re.compile("rows? in"), timeout=20000)
    expect(signed_in.get_by_role("list", name="Statements").locator(".waiting, .running, .failed, .skipped")).to_have_count(0)
    expect(signed_in.get_by_role("gridcell").first).to_be_visible()


def history(page):
    page.get_by_role("button", name="What ran here").click()
    return page.get_by_role("list", name="Statements that ran").get_by_role("button")


def test_what_ran_is_listed_and_put_back(signed_in):
    run_all(signed_in, "SELECT 1 UNION ALL SELECT 2; SELECT '<b>'; SELECT nowhere")
    expect(signed_in.get_by_role("alert")).to_contain_text("NOWHERE")
    write(signed_in, "-- a note")
    signed_in.reload()
    entries = history(signed_in)
    expect(entries).to_have_count(3)
    expect(entries.nth(0)).to_contain_text("failed")
    expect(entries.nth(0)).to_contain_text("invalid identifier 'NOWHERE'")
    expect(entries.nth(1)).to_contain_text("SELECT '<b>'")
    expect(entries.nth(2)).to_contain_text("2 rows")
    entries.nth(1).click()
    expect(signed_in.locator(".cm-line")).to_have_text(["-- a note", "", "SELECT '<b>';", ""])
    signed_in.keyboard.press("Control+Enter")
    expect(signed_in.get_by_role("gridcell")).to_have_text("<b>")


def test_what_ran_is_forgotten_when_asked(signed_in):
    run(signed_in, "SELECT 1")
    expect(signed_in.get_by_role("gridcell")).to_have_text("1")
    expect(history(signed_in)).to_have_count(1)
    signed_in.get_by_role("button", name="Forget all of it").click()
    expect(signed_in.get_by_text("Nothing has run here yet")).to_be_visible()


def test_the_keys_are_listed(signed_in):
    dialog = signed_in.get_by_role("dialog", name="Keyboard shortcuts")
    signed_in.get_by_role("textbox", name="Statement").click()
    signed_in.keyboard.press("F1")
    expect(dialog).to_contain_text("Ctrl Shift Enter")
    signed_in.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    signed_in.get_by_role("button", name="Run", exact=True).focus()
    signed_in.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_a_question_mark_in_a_text_is_only_that(signed_in):
    write(signed_in, "")
    signed_in.keyboard.type("SELECT ?")
    expect(signed_in.get_by_role("textbox", name="Statement")).to_have_text("SELECT ?")
    expect(signed_in.get_by_role("dialog")).to_have_count(0)

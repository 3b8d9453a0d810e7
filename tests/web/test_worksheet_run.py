"""What is run: the statement under the cursor, what is selected, or all of them; each worksheet in its own session."""

import re

import pytest
from editor import cursor_to, run, run_all, write
from playwright.sync_api import expect


def cell(page):
    return page.get_by_role("gridcell")


def outcomes(page):
    return page.get_by_role("list", name="Statements").get_by_role("listitem")


SCRIPT = """SELECT 11; -- 'done;

-- a note; ö
SELECT 22;
SELEC 33;

DECLARE x INT;
BEGIN
  x := 44;
  RETURN x;
END;
SELECT 'ü€𝄞', $$;$$; SELECT 55 AS "ß"
"""


# Each gives another value than the one before, whose result is shown until then.
UNDER_THE_CURSOR = [(1, "Home", "11"), (2, "End", "22"), (1, "End", "11"), (3, "End", "22"), (12, "End", "55"), (4, "Home", "22"), (13, "End", "55")]


def test_the_statement_under_the_cursor_runs(signed_in):
    write(signed_in, SCRIPT)
    for line, at, expected in UNDER_THE_CURSOR:
        cursor_to(signed_in, line, at)
        signed_in.keyboard.press("Control+Enter")
        expect(cell(signed_in), f"line {line}, {at}").to_have_text(expected)


@pytest.mark.parametrize("line", [7, 9, 11])
def test_a_block_is_one_statement(signed_in, line):
    write(signed_in, SCRIPT)
    cursor_to(signed_in, line)
    signed_in.keyboard.press("Control+Enter")
    expect(signed_in.get_by_role("alert")).to_contain_text("Unsupported feature 'Snowflake Scripting'")


def test_a_wrong_statement_is_no_hindrance_to_others_and_is_told_when_it_runs(signed_in):
    write(signed_in, SCRIPT)
    cursor_to(signed_in, 5)
    signed_in.keyboard.press("Control+Enter")
    expect(signed_in.get_by_role("alert")).to_contain_text("unexpected 'SELEC'")
    expect(signed_in.locator(".cm-lintRange-error")).to_have_text("SELEC")


def test_what_is_selected_runs(signed_in):
    write(signed_in, "SELECT 1 + 1")
    for _ in " + 1":
        signed_in.keyboard.press("ArrowLeft")
    signed_in.keyboard.press("Shift+Home")
    signed_in.keyboard.press("Control+Enter")
    expect(cell(signed_in)).to_have_text("1")


def test_a_script_runs_statement_by_statement(signed_in):
    run_all(signed_in, "SET a = 20; -- ;\nSELECT $a + 1;\n\nSELECT 'x' UNION ALL SELECT 'y'")
    expect(outcomes(signed_in)).to_have_count(3)
    expect(outcomes(signed_in).nth(2)).to_contain_text("2 rows")
    expect(cell(signed_in)).to_have_text(["x", "y"])
    outcomes(signed_in).nth(1).get_by_role("button").click()
    expect(cell(signed_in)).to_have_text("21")


def test_a_script_stops_at_the_first_error_which_is_shown_where_it_is(signed_in):
    run_all(signed_in, "SELECT 'ä€𝄞';\nSELECT 2; SELECT 'é',\n  nowhere;\nSELECT 4")
    expect(signed_in.get_by_role("alert")).to_contain_text("invalid identifier 'NOWHERE'")
    expect(signed_in.locator(".cm-lintRange-error")).to_have_text("nowhere")
    expect(outcomes(signed_in).nth(1)).to_contain_text("succeeded")
    expect(outcomes(signed_in).nth(2)).to_contain_text("failed")
    expect(outcomes(signed_in).nth(3)).to_contain_text("not run")
    signed_in.keyboard.press("Control+Home")
    signed_in.keyboard.insert_text("-- a line before\n")
    signed_in.get_by_role("button", name="Show where").click()
    signed_in.keyboard.press("Control+Shift+ArrowRight")
    assert signed_in.evaluate("getSelection().toString()") == "nowhere"


def test_a_script_that_is_cancelled_runs_no_further(signed_in):
    run_all(signed_in, "CALL SYSTEM$WAIT(60);\nSELECT 2")
    signed_in.get_by_role("button", name="Cancel").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("SQL execution canceled")
    expect(outcomes(signed_in).nth(1)).to_contain_text("not run")


def test_a_text_without_statements_runs_nothing(signed_in):
    run(signed_in, " -- nothing;\n;;")
    expect(signed_in.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    expect(signed_in.get_by_text("Write a statement")).to_be_visible()


def test_what_is_proposed_goes_away_when_a_statement_runs(signed_in):
    write(signed_in, "SELECT 1 AS d")
    signed_in.keyboard.press("Control+Space")
    expect(signed_in.get_by_role("listbox")).to_be_visible()
    signed_in.keyboard.press("Control+Enter")
    expect(cell(signed_in)).to_have_text("1")
    expect(signed_in.get_by_role("listbox")).to_have_count(0)


def test_how_long_a_statement_runs_is_told_while_it_runs(signed_in):
    run(signed_in, "CALL SYSTEM$WAIT(60)")
    expect(signed_in.get_by_role("status")).to_contain_text(re.compile("Running, [1-9]"))
    signed_in.get_by_role("button", name="Cancel").click()
    expect(signed_in.get_by_role("status")).to_contain_text("Failed after")


def test_a_statement_outlives_a_network_that_is_gone_for_a_while(signed_in):
    with signed_in.expect_event("requestfailed"):
        signed_in.route("**/answer?*", lambda route: route.abort())
        run(signed_in, "CALL SYSTEM$WAIT(2)")
    signed_in.unroute("**/answer?*")
    expect(cell(signed_in)).to_contain_text("waited 2 seconds")


def end_session(page):
    """The browser asks for a session that the server does not have: its note of the number is changed."""
    page.reload()  # All is written by then.
    page.evaluate("""() => {
        const key = Object.keys(localStorage).find((key) => key.startsWith('snowglobe.worksheet.'));
        localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), session: '1' }));
    }""")
    page.reload()


def test_a_session_that_has_ended_is_opened_anew_with_what_was_in_use(signed_in):
    run_all(signed_in, 'CREATE OR REPLACE DATABASE ended; CREATE SCHEMA "odd "" one"; USE ROLE SYSADMIN; SET x = 1')
    expect(outcomes(signed_in).nth(3)).to_contain_text("1 row")
    end_session(signed_in)
    run(signed_in, "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_ROLE()")
    expect(signed_in.get_by_text("The session of this worksheet had ended")).to_be_visible()
    expect(cell(signed_in)).to_have_text(["ENDED", 'odd " one', "SYSADMIN"])
    run(signed_in, "USE ROLE ACCOUNTADMIN")
    expect(signed_in.get_by_text("The session of this worksheet had ended")).to_have_count(0)
    run(signed_in, "DROP DATABASE ended")
    expect(cell(signed_in)).to_contain_text("successfully dropped")


def test_a_new_session_that_cannot_be_as_the_old_one_says_so(signed_in):
    run(signed_in, "CREATE OR REPLACE DATABASE gone")
    expect(cell(signed_in)).to_contain_text("successfully created")
    signed_in.get_by_role("button", name="New worksheet").click()
    run(signed_in, "DROP DATABASE gone")
    expect(cell(signed_in)).to_contain_text("successfully dropped")
    signed_in.get_by_role("button", name="Close Worksheet 2").click()
    end_session(signed_in)
    run(signed_in, "SELECT 1")
    expect(cell(signed_in)).to_have_text("1")
    expect(signed_in.get_by_text("USE SCHEMA \"GONE\".\"PUBLIC\": ")).to_be_visible()


def test_a_worksheet_fits_a_narrow_page(signed_in):
    signed_in.set_viewport_size({"width": 400, "height": 800})
    run_all(signed_in, "SELECT 1; SELECT 'wide' AS a, 2 AS b, 3 AS c, REPEAT('x', 200) AS d")
    expect(cell(signed_in).first).to_have_text("wide")
    expect(cell(signed_in).first).to_be_in_viewport()
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= 400
    for name in ("Run", "Run all", "Cancel", "Format", "What ran here", "New worksheet"):
        expect(signed_in.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    for name in ("Role", "Warehouse", "Database", "Schema"):
        expect(signed_in.get_by_role("combobox", name=name, exact=True)).to_be_in_viewport(ratio=1)

"""A worksheet: statements are written, run, and their rows looked at."""

from editor import run
from playwright.sync_api import expect


def test_a_wrong_password_is_told(page):
    page.goto("/dashboard")
    page.get_by_label("User").fill("snowglobe")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("Incorrect username or password was specified.")


def test_a_statement_gives_rows(signed_in):
    run(signed_in, "SELECT 1 AS one, 'a <b>' AS txt, NULL AS none, '2024-02-29'::DATE AS d")
    expect(signed_in.get_by_role("status")).to_contain_text("1 row in")
    cells = signed_in.get_by_role("gridcell")
    assert cells.all_inner_texts() == ["1", "a <b>", "NULL", "2024-02-29"]
    for name in ("ONE", "TXT", "NONE", "D"):
        expect(signed_in.get_by_role("columnheader", name=name, exact=True)).to_be_visible()


def test_what_a_session_sets_is_there_for_the_next_statement(signed_in):
    run(signed_in, "SET x = 41")
    expect(signed_in.get_by_role("gridcell")).to_have_text("Statement executed successfully.")
    run(signed_in, "SELECT $x + 1")
    expect(signed_in.get_by_role("gridcell")).to_have_text("42")


def test_an_error_is_told_and_shown_where_it_is(signed_in):
    run(signed_in, "SELECT 1,\n  'ä' AS t, no_such_column")
    expect(signed_in.get_by_role("alert")).to_contain_text("invalid identifier 'NO_SUCH_COLUMN'")
    expect(signed_in.locator(".cm-lintRange-error")).to_have_text("no_such_column")


def test_a_million_rows_are_scrolled(signed_in):
    run(signed_in, "SELECT SEQ4() AS n, 'row ' || n AS t FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) ORDER BY n")
    expect(signed_in.get_by_role("status")).to_contain_text("1,000,000 rows in")
    grid = signed_in.get_by_role("grid", name="Result")
    grid.evaluate("grid => grid.scrollTo(0, grid.scrollHeight)")
    expect(signed_in.get_by_role("gridcell", name="row 999999", exact=True)).to_be_visible()
    grid.evaluate("grid => grid.scrollTo(0, grid.scrollHeight / 2)")
    expect(signed_in.get_by_role("gridcell", name="row 500000", exact=True)).to_be_visible()


def test_a_long_statement_is_cancelled(signed_in):
    run(signed_in, "CALL SYSTEM$WAIT(60)")
    signed_in.get_by_role("button", name="Cancel").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("SQL execution canceled")


def test_signing_out_ends_it(signed_in):
    signed_in.get_by_role("button", name="Sign out").click()
    signed_in.reload()
    expect(signed_in.get_by_role("heading", name="Sign in to Snowglobe")).to_be_visible()

"""The whole of a result, or of what is sorted and filtered, saved as a file."""

import csv
import json

from playwright.sync_api import expect
from test_result_view import grid  # noqa: F401 (a fixture)


def export(page, form):
    """The file that the browser has saved."""
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download(timeout=60000) as saved:
        page.get_by_role("menuitem", name=form).click()
    assert saved.value.suggested_filename.endswith(f".{form.lower()}")
    expect(page.get_by_role("progressbar", name="Export")).to_have_count(0)
    return saved.value.path()


def test_a_million_rows_are_saved_as_csv(grid):  # noqa: F811
    grid.run("SELECT SEQ4() AS n, 'a,\"' || n AS t FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) ORDER BY n")
    with open(export(grid.page, "CSV"), newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1000001 and rows[0] == ["N", "T"] and rows[-1] == ["999999", 'a,"999999']


def test_what_is_filtered_is_saved_as_json(grid):  # noqa: F811
    grid.run("SELECT COLUMN1 AS n, COLUMN2 AS t, PARSE_JSON(COLUMN3) AS v FROM VALUES (1, 'x', '[1]'), (2, '<b>ü</b>', '{\"a\": 1}'), (3, NULL, NULL)")
    grid.keep("N", ">", "1")
    expect(grid.column(0)).to_have_count(2)
    assert json.loads(export(grid.page, "JSON").read_text(encoding="utf-8")) == [{"N": 2, "T": "<b>ü</b>", "V": {"a": 1}}, {"N": 3, "T": None, "V": None}]


def test_an_export_that_fails_says_why(grid):  # noqa: F811
    grid.run("SELECT 1")
    grid.page.route("**/export?*", lambda route: route.fulfill(status=410, json={"error": {"code": "000709", "sqlState": "02000", "message": "It is gone."}}))
    grid.page.get_by_role("button", name="Export", exact=True).click()
    grid.page.get_by_role("menuitem", name="CSV").click()
    expect(grid.page.get_by_role("alert")).to_have_text("It is gone.")

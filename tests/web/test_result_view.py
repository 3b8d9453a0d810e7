"""A result is sorted and filtered over the whole of it, described, its values shown in full, its cells copied."""

import re

import pytest
from playwright.sync_api import expect
from test_worksheet import run


@pytest.fixture
def grid(signed_in):
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return Grid(signed_in)


class Grid:
    """The result of a worksheet's statement."""

    def __init__(self, page):
        self.page = page
        self.element = page.get_by_role("grid", name="Result")

    def run(self, sql):
        run(self.page, sql)
        expect(self.page.get_by_role("status").first).to_contain_text(re.compile(r"rows? in"))
        self.page.keyboard.press("Escape")  # The list of completions.

    def column(self, at):
        return self.page.locator(f".window .cell[data-column='{at}']")

    def cell(self, row, column):
        return self.page.locator(f"[data-row='{row}'][data-column='{column}']")

    def head(self, name):
        return self.page.get_by_role("columnheader", name=name, exact=True)

    def menu(self, name):
        self.page.get_by_role("button", name=f"Filter and describe {name}").click()
        return self.page.get_by_role("dialog", name=f"Column {name}")

    def keep(self, name, condition, value=None):
        dialog = self.menu(name)
        dialog.get_by_label("Condition").select_option(label=condition)
        if value is not None:
            dialog.get_by_label("Value to compare with").fill(value)
        dialog.get_by_role("button", name="Filter", exact=True).click()
        self.page.keyboard.press("Escape")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def copied(self, words):
        expect(self.page.get_by_role("status", name="Clipboard")).to_contain_text(words)
        return self.page.evaluate("navigator.clipboard.readText()")


ODD = "SELECT COLUMN1 AS x, COLUMN2 AS x, COLUMN3 AS \"odd \"\"name\" FROM VALUES (2, 'b', 1), (1, 'a', NULL), (2, 'a', 3), (1, 'NULL', 4)"


def test_columns_sort_up_down_and_back_and_several_at_once(grid):
    grid.run(ODD)
    first = grid.page.get_by_role("button", name="Sort by X", exact=True).first
    first.click()
    expect(grid.column(0)).to_have_text(["1", "1", "2", "2"])
    expect(grid.head("X").first).to_have_attribute("aria-sort", "ascending")
    first.click()
    expect(grid.column(0)).to_have_text(["2", "2", "1", "1"])
    grid.page.get_by_role("button", name="Sort by X", exact=True).nth(1).click(modifiers=["Shift"])
    expect(grid.column(1)).to_have_text(["a", "b", "NULL", "a"])
    expect(grid.page.get_by_role("list", name="Sorted and filtered by")).to_contain_text("by X ↓")
    grid.page.get_by_role("button", name="Clear all").click()
    expect(grid.column(0)).to_have_text(["2", "1", "2", "1"])


def test_filters_hold_together_and_are_taken_off_one_by_one(grid):
    grid.run(ODD)
    grid.keep('odd "name', "is not NULL")
    expect(grid.column(2)).to_have_text(["1", "3", "4"])
    grid.keep('odd "name', ">", "1.5")
    expect(grid.column(2)).to_have_text(["3", "4"])
    expect(grid.page.get_by_text("2 of 4 rows")).to_be_visible()
    grid.page.get_by_role("button", name='Remove the filter odd "name is not NULL').click()
    expect(grid.page.get_by_role("list", name="Sorted and filtered by").get_by_role("listitem")).to_have_count(2)
    grid.page.get_by_role("button", name="Clear all").click()
    expect(grid.column(2)).to_have_text(["1", "NULL", "3", "4"])


def test_a_filter_that_fails_says_why_and_leaves_the_rows(grid):
    grid.run(ODD)
    grid.keep('odd "name', "=", "abc")
    expect(grid.page.get_by_role("alert")).to_contain_text("Numeric value 'abc' is not recognized")
    expect(grid.column(0)).to_have_count(4)


def test_the_value_under_the_mouse_is_kept_or_left_out(grid):
    grid.run(ODD)
    grid.cell(3, 1).click(button="right")
    grid.page.get_by_role("menuitem", name="Leave this value out").click()
    expect(grid.column(1)).to_have_text(["b", "a", "a"])
    grid.cell(1, 2).click(button="right")
    grid.page.get_by_role("menuitem", name="Keep this value").click()
    expect(grid.column(2)).to_have_text(["NULL"])


def test_a_million_rows_are_sorted_and_filtered(grid):
    grid.run("SELECT SEQ4() AS n, 'row ' || n AS t FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) ORDER BY n")
    button = grid.page.get_by_role("button", name="Sort by N", exact=True)
    button.click()
    button.click()
    expect(grid.cell(0, 0)).to_have_text("999999", timeout=60000)
    grid.keep("T", "contains", "ROW 12345")
    expect(grid.page.get_by_text("11 of 1,000,000 rows")).to_be_visible(timeout=60000)
    expect(grid.cell(10, 1)).to_have_text("row 12345")


def test_a_column_is_described(grid):
    grid.run("SELECT IFF(SEQ4() < 100, NULL, SEQ4()) AS n, 'v' || MOD(SEQ4(), 3) AS t FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    dialog = grid.menu("N")
    expect(dialog.get_by_text("900 (90.0 %)")).to_be_visible()
    expect(dialog.locator("dl")).to_contain_text(re.compile(r"NULL\s*100\s*Distinct\s*900\s*Min\s*100\s*Max\s*999\s*Average\s*549.5"))
    expect(dialog.get_by_role("img", name=re.compile("100 to 150: 50, 150 to 200: 50"))).to_be_visible()
    grid.page.keyboard.press("Escape")
    expect(grid.menu("T").get_by_role("list", name="Most frequent values").get_by_role("listitem")).to_have_text([re.compile("v0.*334"), re.compile("v1.*333"), re.compile("v2.*333")])


def test_keys_walk_and_select_and_copy(grid):
    grid.run("SELECT SEQ4() AS n, 'a\tb' AS t, NULL AS none, 'q\"x' AS q FROM TABLE(GENERATOR(ROWCOUNT => 5000)) ORDER BY n")
    grid.cell(0, 0).click()
    grid.press("ArrowDown", "Shift+ArrowDown", "Shift+End", "Control+c")
    assert grid.copied("8 cells are") == '1\t"a\tb"\t\t"q""x"\n2\t"a\tb"\t\t"q""x"'
    grid.press("Control+End")
    expect(grid.cell(4999, 3)).to_have_class(re.compile("active"))
    grid.press("Home", "PageUp", "Control+Home", "PageDown", "ArrowUp")
    expect(grid.page.locator(".cell.active[data-column='0']")).to_be_visible()
    grid.press("Control+a", "Control+c")
    assert grid.copied("20,000 cells are").count("\n") == 4999


def test_cells_are_copied_as_csv_with_headers(grid):
    grid.run(ODD)
    grid.cell(0, 0).click()
    grid.cell(1, 2).click(modifiers=["Shift"])
    grid.cell(1, 2).click(button="right")
    grid.page.get_by_role("menuitem", name="Copy as CSV with headers").click()
    assert grid.copied("6 cells are") == 'X,X,"odd ""name"\r\n2,b,1\r\n1,a,\r\n'


def test_a_variant_is_a_tree_whose_paths_are_copied(grid):
    grid.run("""SELECT PARSE_JSON('{"a": {"b": [{"c d": 12345678901234567890123456789012345678}, null]}, "e": "<b>text</b>"}') AS v, NULL AS n, 'NULL' AS t,
      TO_BINARY('48656C6C6F00FF') AS bin, TO_GEOGRAPHY('POINT(1.5 2)') AS g, REPEAT('long ', 500) AS l""")
    grid.cell(0, 0).dblclick()
    value = grid.page.get_by_role("complementary", name="Value")
    value.get_by_role("button", name="b: [ 2 ]").click()
    value.get_by_role("button", name="0: { 1 }").click()
    expect(value.get_by_text("12345678901234567890123456789012345678")).to_be_visible()
    expect(value.get_by_text('"<b>text</b>"')).to_be_visible()
    value.get_by_text("c d").hover()
    value.get_by_role("button", name="Copy the path V:a.b[0]['c d']").click()
    expect(value.get_by_role("status", name="Copied")).to_contain_text("is on the clipboard")
    assert grid.page.evaluate("navigator.clipboard.readText()") == "V:a.b[0]['c d']"
    for at, words in ((1, "NULL: there is no value."), (2, "NULL"), (3, "48 65 6C 6C 6F 00 FFHello.."), (4, "coordinates[ 2 ]"), (5, "2,500 characters")):
        grid.cell(0, at).click()
        expect(value).to_contain_text(words)
    expect(grid.cell(0, 1)).to_have_class(re.compile("none"))
    grid.press("Enter", "Escape")


def test_columns_are_made_wider_and_hundreds_are_drawn_as_they_are_looked_at(grid):
    grid.run("SELECT " + ", ".join(f"{at} AS c{at}" for at in range(400)))
    assert grid.page.get_by_role("gridcell").count() < 60
    before = grid.head("C0").bounding_box()
    grid.page.mouse.move(before["x"] + before["width"] - 3, before["y"] + 10)
    grid.page.mouse.down()
    grid.page.mouse.move(before["x"] + before["width"] + 97, before["y"] + 10)
    grid.page.mouse.up()
    assert abs(grid.head("C0").bounding_box()["width"] - before["width"] - 100) < 3
    grid.cell(0, 1).click()
    grid.press("End")
    expect(grid.cell(0, 399)).to_be_in_viewport()
    expect(grid.head("C399")).to_be_in_viewport()
    expect(grid.cell(0, -1)).to_be_in_viewport()  # The row's number stays.


def test_a_column_is_as_wide_as_what_its_type_usually_holds(grid):
    times = ", ".join(f"IFF(SEQ4() < 100, NULL, '2025-01-31 12:34:56.789'::{type}) AS {name}" for name, type in (
        ("d", "DATE"), ("n", "TIMESTAMP_NTZ"), ("l", "TIMESTAMP_LTZ"), ("z", "TIMESTAMP_TZ")))
    grid.run(f"SELECT '12:34:56'::TIME AS t, 123456789012 AS whole, 'abcdefghijkl' AS txt, {times} FROM TABLE(GENERATOR(ROWCOUNT => 200))")
    grid.cell(0, 0).click()
    grid.press("Control+ArrowDown")
    expect(grid.cell(199, 3)).to_have_text("2025-01-31")
    cells = grid.page.locator("[role=gridcell][data-row='199']")
    expect(cells).to_have_count(7)
    assert cells.evaluate_all("cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent)") == []


def test_ten_million_rows_reach_their_end(grid):
    grid.run("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 10000000))")
    grid.cell(0, 0).click()
    grid.press("Control+ArrowDown")
    expect(grid.cell(9999999, 0)).to_be_in_viewport()
    expect(grid.cell(9999999, 0)).to_have_text("9999999")
    grid.element.hover()
    grid.page.mouse.wheel(0, -260)
    expect(grid.cell(9999985, 0)).to_be_in_viewport()
    grid.element.evaluate("grid => grid.scrollTo(0, 0)")
    expect(grid.cell(0, 0)).to_be_in_viewport()

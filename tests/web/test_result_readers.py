"""A result for who sees little: axe over the grid at work, the value, the column, the menus and the chart."""

from axe import serious_problems
from test_result_view import grid  # noqa: F401 (a fixture)


def test_axe_finds_nothing_serious_in_a_result(grid):  # noqa: F811
    grid.run("SELECT COLUMN1 AS n, COLUMN2 AS t, PARSE_JSON(COLUMN3) AS v FROM VALUES (1, 'x', '{\"a\": [1, null]}'), (2, NULL, NULL), (3, 'z', '2')")
    grid.keep("N", "<", "3")
    grid.page.get_by_role("button", name="Sort by N", exact=True).click()
    grid.cell(0, 2).dblclick()
    grid.page.get_by_role("complementary", name="Value").wait_for()
    assert serious_problems(grid.page) == []
    dialog = grid.menu("N")
    dialog.get_by_text("Distinct").wait_for()
    assert serious_problems(grid.page) == []
    grid.press("Escape")
    grid.cell(1, 1).click(button="right")
    grid.page.get_by_role("menu", name="Cell").wait_for()
    assert serious_problems(grid.page) == []
    grid.press("Escape")
    grid.page.get_by_role("button", name="Chart", exact=True).click()
    grid.page.get_by_role("img", name="sum of N by T").wait_for()
    grid.page.get_by_role("button", name="Export", exact=True).click()
    assert serious_problems(grid.page) == []

"""A quick chart of a result: chosen here, counted by the server over the whole of it, and a table for who cannot see it."""

import re

import pytest
from playwright.sync_api import expect
from test_result_view import grid  # noqa: F401 (a fixture)

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def chart(grid):  # noqa: F811
    return Charts(grid)


class Charts:
    def __init__(self, grid):  # noqa: F811
        self.grid, self.page = grid, grid.page

    def of(self, sql):
        self.grid.run(sql)
        self.page.get_by_role("button", name="Chart", exact=True).click()

    def choose(self, what, words):
        self.page.get_by_role("form", name="Chart").get_by_label(what, exact=True).select_option(label=words)

    def shows(self, title, rows):
        """The table beside the picture."""
        table = self.page.get_by_role("table", name=title)
        expect(table.locator("tbody tr")).to_have_text([re.compile(r"\s*".join(map(re.escape, row))) for row in rows], timeout=30000)

    def is_drawn(self):
        """Whether the picture has more than one colour."""
        return self.page.locator("canvas").evaluate("""canvas => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const seen = new Set();
            for (let at = 0; at < data.length; at += 4) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
            return seen.size > 2; }""")


def test_texts_with_numbers_are_bars_of_sums(chart):
    chart.of("SELECT COLUMN1 AS city, COLUMN2 AS km FROM VALUES ('Oslo', 5), ('Rome', 1.5), ('Oslo', 2), ('<b>Bern</b>', NULL)")
    chart.shows("sum of KM by CITY", [("Oslo", "7"), ("Rome", "1.5"), ("<b>Bern</b>",)])
    assert chart.is_drawn()
    chart.choose("Aggregation", "average")
    chart.shows("average of KM by CITY", [("Oslo", "3.5"), ("Rome", "1.5"), ("<b>Bern</b>",)])
    chart.choose("Aggregation", "count")
    chart.shows("Rows by CITY", [("Oslo", "2"), ("<b>Bern</b>", "1"), ("Rome", "1")])


def test_times_are_lines_by_units_that_fit(chart):
    chart.of("SELECT DATEADD(DAY, SEQ4(), '2024-01-01'::DATE) AS day, 2 AS n FROM TABLE(GENERATOR(ROWCOUNT => 366))")
    chart.choose("Groups", "quarter")
    chart.shows("sum of N by DAY", [("2024-01-01", "182"), ("2024-04-01", "182"), ("2024-07-01", "184"), ("2024-10-01", "184")])


def test_a_histogram_is_of_the_whole_result(chart):
    chart.of("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) WHERE n < 200000 OR n >= 300000")
    chart.choose("Groups", "about 10")
    ends = ["0", *(f"{at}00,000" for at in range(1, 10)), "1,000,000"]
    chart.shows("How the values of N are spread", [(f"{ends[at]} to {ends[at + 1]}", "0" if at == 2 else "100,000") for at in range(10)])
    assert chart.is_drawn()


def test_points_are_scattered_and_very_many_are_thinned(chart):
    chart.of("SELECT SEQ4() AS a, MOD(SEQ4(), 7) AS b, SEQ4() / 2 AS c FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
    expect(chart.page.get_by_text("Every 50th of 100,000 rows is shown.")).to_be_visible(timeout=30000)
    chart.page.get_by_role("checkbox", name="C", exact=True).check()
    expect(chart.page.get_by_role("table", name="B, C by A")).to_be_attached()
    assert chart.is_drawn()


def test_the_chart_follows_the_filter_and_is_saved(chart):
    chart.grid.run("SELECT COLUMN1 AS t, COLUMN2 AS n FROM VALUES ('a', 1), ('b', 2), ('a', 3)")
    chart.grid.keep("N", ">", "1")
    expect(chart.grid.column(0)).to_have_count(2)
    chart.page.get_by_role("button", name="Chart", exact=True).click()
    chart.shows("sum of N by T", [("a", "3"), ("b", "2")])
    with chart.page.expect_download() as saved:
        chart.page.get_by_role("button", name="Save as PNG").click()
    assert saved.value.path().read_bytes().startswith(PNG) and saved.value.suggested_filename.endswith(".png")


def test_what_cannot_be_drawn_says_what_to_do(chart):
    chart.of("SELECT 'x' AS t")
    chart.choose("Kind", "line")
    chart.choose("Aggregation", "sum")
    expect(chart.page.get_by_text("count its rows instead")).to_be_visible()


def test_a_dark_chart_has_the_dark_colours(chart):
    chart.of("SELECT COLUMN1 AS t, COLUMN2 AS n FROM VALUES ('a', 1), ('b', 2)")
    chart.shows("sum of N by T", [("b", "2"), ("a", "1")])
    colours = "canvas => { const { data } = canvas.getContext('2d').getImageData(canvas.width * 0.3, canvas.height * 0.8, 1, 1); return [...data].join(); }"
    light = chart.page.locator("canvas").evaluate(colours)
    chart.page.get_by_role("button", name="Dark", exact=True).click()
    chart.page.wait_for_function(f"before => ({colours})(document.querySelector('canvas')) !== before", arg=light)


def test_on_a_narrow_page_the_choices_are_above(chart):
    chart.page.set_viewport_size({"width": 400, "height": 800})
    chart.of("SELECT COLUMN1 AS t, COLUMN2 AS n FROM VALUES ('a', 1), ('b', 2)")
    chart.shows("sum of N by T", [("b", "2"), ("a", "1")])
    assert chart.page.evaluate("document.documentElement.scrollWidth") <= 400

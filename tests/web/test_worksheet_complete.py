"""What the editor proposes: keywords, functions, and what exists; and how it shows Snowflake's SQL."""

import pytest
from editor import run, write
from playwright.sync_api import expect

OBJECTS = [
    "CREATE OR REPLACE DATABASE proposed",
    'CREATE TABLE guests (guest_id INT, guest_name VARCHAR, "Odd one" DATE, "ORDER" INT)',
    "CREATE TABLE stays (stay_id INT, guest_ref INT, price NUMBER(10,2))",
    "CREATE SCHEMA archive",
    "CREATE TABLE archive.old_stays (old_id INT)",
]


@pytest.fixture(scope="module")
def objects(server):
    with server.connect() as connection:
        for sql in OBJECTS:
            connection.cursor().execute(sql)


@pytest.fixture
def sheet(signed_in, objects):
    run(signed_in, "USE SCHEMA proposed.public")
    expect(signed_in.get_by_role("gridcell")).to_have_text("Statement executed successfully.")
    return signed_in


def proposals(page):
    return page.get_by_role("listbox").get_by_role("option")


def ask(page, before, after=""):
    """Writes a text and asks what may stand between its two parts."""
    write(page, before + after)
    for _ in after:
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Space")


def one(page, label):
    return proposals(page).filter(has=page.locator(".cm-completionLabel").get_by_text(label, exact=True))


PROPOSALS = [
    ("SELECT * FROM gu", "", "GUESTS"),
    ("SELECT * FROM guests g JOIN ", "", "STAYS"),
    ("SELECT * FROM arch", "", "ARCHIVE"),
    ("SELECT * FROM archive.", "", "OLD_STAYS"),
    ("SELECT * FROM proposed.", "", "ARCHIVE"),
    ("SELECT * FROM proposed.archive.", "", "OLD_STAYS"),
    ("SELECT g.", " FROM stays s JOIN guests AS g ON true", "GUEST_NAME"),
    ("SELECT s.", " FROM guests g, stays s", "PRICE"),
    ("SELECT ", " FROM guests g", "GUEST_ID"),
    ("SELECT guests.", " FROM guests", '"Odd one"'),
    ("SELECT old_stays.", " FROM archive.old_stays", "OLD_ID"),
    ("SELECT 1 FROM guests; SELECT x.", " FROM stays x", "STAY_ID"),
    ("UPDATE stays SET pr", "", "PRICE"),
    ("INSERT INTO stays (gu", ")", "GUEST_REF"),
    ("WITH recent AS (SELECT 1) SELECT * FROM rec", "", "RECENT"),
    ("SELECT date_tr", "", "DATE_TRUNC"),
    ("QUALI", "", "QUALIFY"),
    ("SELECT 1::TIMESTAMP_N", "", "TIMESTAMP_NTZ"),
    ("ALTER SESSION SET QUERY_T", "", "QUERY_TAG"),
]


def test_what_may_be_written_is_proposed(sheet):
    for before, after, expected in PROPOSALS:
        ask(sheet, before, after)
        expect(one(sheet, expected), f"{before}|{after}").to_have_count(1)
        sheet.keyboard.press("Escape")
        expect(proposals(sheet)).to_have_count(0)


def test_columns_of_an_alias_are_those_of_its_table_alone(sheet):
    ask(sheet, "SELECT s.", " FROM guests g JOIN stays s ON true")
    expect(proposals(sheet)).to_have_count(3)
    expect(one(sheet, "PRICE")).to_contain_text("NUMBER(10,2)")


def test_a_function_says_what_it_takes_and_is_written_with_its_parentheses(sheet):
    write(sheet, "")
    sheet.keyboard.type("select dateadd")
    expect(one(sheet, "DATEADD")).to_contain_text("date part")
    expect(sheet.locator(".cm-completionInfo")).to_contain_text("DATEADD(date part, ")
    one(sheet, "DATEADD").click()
    expect(sheet.get_by_role("textbox", name="Statement")).to_have_text("select dateadd()")


@pytest.mark.parametrize("begun, name", [("odd", '"Odd one"'), ("ord", '"ORDER"')])
def test_a_name_is_written_in_quotes_where_it_needs_them(sheet, begun, name):
    ask(sheet, f"SELECT {begun}", " FROM guests")
    one(sheet, name).click()
    expect(sheet.get_by_role("textbox", name="Statement")).to_have_text(f"SELECT {name} FROM guests")


def test_nothing_is_proposed_in_strings_and_comments(sheet):
    ask(sheet, "SELECT 'gue")
    sheet.keyboard.type("s")
    expect(sheet.get_by_role("textbox", name="Statement")).to_have_text("SELECT 'gues")
    expect(proposals(sheet)).to_have_count(0)


COLOURS = [
    ("SELECT 1 -- a note", "--soft", "-- a note"),
    ("SELECT 1 // a note", "--soft", "// a note"),
    ("SELECT $$it's; fine$$", "--code-string", "$$it's; fine$$"),
    ("SELECT 'it\\'s fine'", "--code-string", "'it\\'s fine'"),
    ("LIST @my_stage", "--code-variable", "@my_stage"),
    ("SELECT $var", "--code-variable", "$var"),
    ("x QUALIFY", "--code-keyword", "QUALIFY"),
    ("SELECT x::TIMESTAMP_NTZ", "--code-type", "TIMESTAMP_NTZ"),
    ("SELECT ARRAY_AGG", "--code-function", "ARRAY_AGG"),
]
IS_COLOURED = """([kind, text]) => {
        const probe = document.createElement('i');
        probe.style.color = `var(${kind})`;
        document.body.append(probe);
        const wanted = getComputedStyle(probe).color;
        probe.remove();
        return [...document.querySelectorAll('.cm-line span')].some((span) => span.textContent === text && getComputedStyle(span).color === wanted);
    }"""


def test_the_dialect_is_snowflakes(signed_in):
    for sql, kind, text in COLOURS:
        write(signed_in, sql)
        signed_in.wait_for_function(IS_COLOURED, arg=[kind, text])

"""Role, warehouse, database and schema of a worksheet: chosen, or set by USE."""

import pytest
from editor import run, run_all
from playwright.sync_api import expect


@pytest.fixture
def sheet(signed_in):
    run_all(signed_in, "CREATE OR REPLACE DATABASE picked; CREATE SCHEMA \"<i>odd</i>\"; CREATE OR REPLACE WAREHOUSE picked_wh; USE SCHEMA picked.public")
    expect(signed_in.get_by_role("list", name="Statements").get_by_role("listitem").nth(3)).to_contain_text("1 row")
    return signed_in


def picker(page, name):
    return page.get_by_role("combobox", name=name, exact=True)


def test_use_statements_change_what_is_shown(sheet):
    expect(picker(sheet, "Database")).to_have_value("PICKED")
    expect(picker(sheet, "Schema")).to_have_value("PUBLIC")
    expect(picker(sheet, "Warehouse")).to_have_value("PICKED_WH")
    run(sheet, "USE ROLE SYSADMIN")
    expect(picker(sheet, "Role")).to_have_value("SYSADMIN")


def test_what_is_chosen_is_used(sheet):
    picker(sheet, "Schema").select_option("<i>odd</i>")
    expect(picker(sheet, "Schema")).to_have_value("<i>odd</i>")
    picker(sheet, "Role").select_option("SYSADMIN")
    expect(picker(sheet, "Role")).to_have_value("SYSADMIN")
    run(sheet, "SELECT CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_WAREHOUSE()")
    expect(sheet.get_by_role("gridcell")).to_have_text(["<i>odd</i>", "SYSADMIN", "PICKED_WH"])
    picker(sheet, "Database").select_option("SNOWFLAKE")
    expect(picker(sheet, "Database")).to_have_value("SNOWFLAKE")
    expect(picker(sheet, "Schema")).not_to_have_value("<i>odd</i>")


def test_choosing_leaves_the_result_that_is_shown(sheet):
    run(sheet, "SELECT 'stays'")
    expect(sheet.get_by_role("gridcell")).to_have_text("stays")
    picker(sheet, "Role").select_option("PUBLIC")
    expect(picker(sheet, "Role")).to_have_value("PUBLIC")
    expect(sheet.get_by_role("gridcell")).to_have_text("stays")


def test_what_cannot_be_used_is_told_and_not_chosen(sheet):
    sheet.evaluate("""() => fetch('/api/execute', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                                                    body: JSON.stringify({ sql: 'DROP SCHEMA picked."<i>odd</i>"' }) })""")
    picker(sheet, "Schema").select_option("<i>odd</i>")
    expect(sheet.get_by_role("alert")).to_contain_text("does not exist")
    expect(picker(sheet, "Schema")).to_have_value("PUBLIC")


def test_a_worksheet_keeps_what_is_in_use(sheet):
    expect(picker(sheet, "Database")).to_have_value("PICKED")
    sheet.reload()
    expect(picker(sheet, "Database")).to_have_value("PICKED")
    sheet.get_by_role("button", name="New worksheet").click()
    expect(picker(sheet, "Role")).to_have_value("ACCOUNTADMIN")

"""The database explorer: the tree by mouse and keys, search, what is told of objects, making and dropping them."""

import re

import pytest
from playwright.sync_api import expect

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def run(server):
    """Runs SQL as a driver does."""
    with server.connect() as connection:
        yield lambda sql: connection.cursor().execute(sql).fetchall()


@pytest.fixture
def shop(run):
    """A database with objects of several kinds."""
    run("CREATE OR REPLACE DATABASE shop COMMENT = 'things to sell'")
    run("CREATE TABLE orders (id INT PRIMARY KEY, customer VARCHAR(40) NOT NULL COMMENT 'who', total NUMBER(10,2) DEFAULT 0) COMMENT = 'what was sold'")
    run("INSERT INTO orders SELECT SEQ4(), 'Customer ' || SEQ4(), SEQ4() * 1.5 FROM TABLE(GENERATOR(ROWCOUNT => 250))")
    run("CREATE VIEW big_orders AS SELECT * FROM orders WHERE total > 100")
    run("CREATE STAGE files")
    run("CREATE SEQUENCE numbers")
    run("CREATE FUNCTION twice(a INT) RETURNS INT AS '2 * a'")
    run(f'CREATE TABLE "{SCRIPT}" ("it\'s ""x""" INT)')
    return "SHOP"


@pytest.fixture
def explorer(signed_in, shop):
    signed_in.get_by_role("link", name="Databases").click()
    return signed_in


def item(page, name):
    return page.get_by_role("treeitem", name=name, exact=True)


def open_item(page, *names):
    """Opens one after the other, by the keys that do so."""
    tree = page.get_by_role("tree")
    for name in names:
        item(page, name).click()
        expect(item(page, name)).to_be_visible()
        tree.focus()
        if item(page, name).get_attribute("aria-expanded") == "false":
            tree.press("ArrowRight")
        expect(item(page, name)).to_have_attribute("aria-expanded", "true")


def type_ahead(page, text):
    """The keys of a text, so fast that they are one name."""
    page.get_by_role("tree").evaluate(
        "(tree, text) => { for (const key of text) tree.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })) }", text)


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()


def test_the_tree_leads_from_databases_to_columns(explorer):
    open_item(explorer, "SHOP", "PUBLIC", "Tables", "ORDERS")
    expect(item(explorer, "CUSTOMER")).to_contain_text("VARCHAR(40)")
    expect(item(explorer, "ORDERS")).to_contain_text("250")
    expect(item(explorer, "CUSTOMER")).to_have_attribute("aria-level", "5")
    for kind in ("Views", "Stages", "Sequences", "Functions"):
        expect(item(explorer, kind)).to_be_visible()
    expect(explorer.get_by_role("heading", name="ORDERS")).to_be_visible()


def test_a_names_letters_mean_nothing(explorer):
    open_item(explorer, "SHOP", "PUBLIC", "Tables")
    item(explorer, SCRIPT).click()
    expect(explorer.get_by_role("heading", name=SCRIPT)).to_be_visible()
    expect(explorer.get_by_role("table", name="Columns").get_by_role("cell", name="it's \"x\"")).to_be_visible()
    tab(explorer, "DDL")
    expect(explorer.get_by_role("textbox", name="DDL")).to_contain_text(f'"{SCRIPT}"')
    tab(explorer, "Preview")
    expect(explorer.get_by_text("There are no rows yet.")).to_be_visible()


def test_the_keys_of_a_tree(explorer):
    tree = explorer.get_by_role("tree")
    active = lambda: explorer.locator(f"[id='{tree.get_attribute('aria-activedescendant')}']").get_attribute("aria-label")
    expect(item(explorer, "SHOP")).to_be_visible()
    tree.focus()
    tree.press("End")
    tree.press("Home")
    first = active()
    type_ahead(explorer, "sh")
    expect(item(explorer, "SHOP")).to_have_class(re.compile("active"))
    tree.press("ArrowRight")
    expect(item(explorer, "PUBLIC")).to_be_visible()
    tree.press("ArrowRight")
    expect(item(explorer, "INFORMATION_SCHEMA")).to_have_class(re.compile("active"))
    tree.press("ArrowDown")
    expect(item(explorer, "PUBLIC")).to_have_class(re.compile("active"))
    tree.press("Enter")
    expect(item(explorer, "PUBLIC")).to_have_attribute("aria-selected", "true")
    tree.press("ArrowLeft")
    tree.press("ArrowLeft")
    expect(item(explorer, "SHOP")).to_have_attribute("aria-expanded", "false")
    assert first and active() == "SHOP"


def test_a_table_shows_columns_rows_ddl_and_details(explorer):
    explorer.goto("/dashboard#/databases?kind=table&database=SHOP&schema=PUBLIC&name=ORDERS")
    columns = explorer.get_by_role("table", name="Columns")
    expect(columns.get_by_role("row", name=re.compile("CUSTOMER"))).to_contain_text("who")
    expect(columns.get_by_role("row", name=re.compile("ID"))).to_contain_text("key")
    tab(explorer, "Preview")
    grid = explorer.get_by_role("grid", name="Result")
    expect(grid).to_have_attribute("aria-rowcount", "101")
    explorer.get_by_role("button", name="More rows").click()
    expect(grid).to_have_attribute("aria-rowcount", "251")
    tab(explorer, "DDL")
    expect(explorer.get_by_role("textbox", name="DDL")).to_contain_text("SHOP.PUBLIC.ORDERS")
    tab(explorer, "Details")
    facts = explorer.get_by_role("tabpanel")
    for words in ("Owner", "ACCOUNTADMIN", "what was sold", "250", "Kept after a drop, days"):
        expect(facts).to_contain_text(words)


def test_a_function_is_one_of_its_name_and_arguments(explorer, run):
    run("CREATE FUNCTION shop.public.twice(a VARCHAR) RETURNS VARCHAR AS 'a || a'")
    open_item(explorer, "SHOP", "PUBLIC", "Functions")
    item(explorer, "TWICE(VARCHAR)").click()
    tab(explorer, "DDL")
    expect(explorer.get_by_role("textbox", name="DDL")).to_contain_text("a || a")
    tab(explorer, "Details")
    expect(explorer.get_by_role("tabpanel")).to_contain_text("TWICE(VARCHAR) RETURN VARCHAR")


def test_a_stage_lists_its_files_and_hands_them_out(explorer, run):
    run("COPY INTO @shop.public.files/part/a.csv FROM (SELECT 1, 'x') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE")
    explorer.goto("/dashboard#/databases?kind=stage&database=SHOP&schema=PUBLIC&name=FILES")
    expect(explorer.get_by_role("table", name="Files")).to_contain_text("files/part/a.csv")
    with explorer.expect_download() as download:
        explorer.get_by_role("button", name="Download files/part/a.csv").click()
    assert download.value.suggested_filename == "a.csv"
    assert open(download.value.path()).read() == "1,x\n"


def test_an_empty_stage_and_an_empty_schema_say_what_to_do(explorer, run):
    run("CREATE SCHEMA shop.bare")
    explorer.goto("/dashboard#/databases?kind=schema&database=SHOP&schema=BARE")
    expect(explorer.get_by_text("This schema is empty.")).to_be_visible()
    explorer.goto("/dashboard#/databases?kind=stage&database=SHOP&schema=PUBLIC&name=FILES")
    expect(explorer.get_by_text("There are no files in this stage yet.")).to_be_visible()


def test_search_finds_tables_and_columns_and_leads_there(explorer):
    explorer.get_by_role("searchbox", name="Search names").fill("custom")
    found = explorer.get_by_role("list", name="Found")
    expect(found.get_by_role("listitem")).not_to_have_count(0)
    found.get_by_role("button", name="CUSTOMER SHOP.PUBLIC.ORDERS").click()
    expect(explorer.get_by_role("heading", name="ORDERS", exact=True)).to_be_visible()
    explorer.get_by_role("searchbox", name="Search names").fill("")
    expect(item(explorer, "ORDERS")).to_have_attribute("aria-selected", "true")


def test_search_says_when_nothing_is_found(explorer):
    explorer.get_by_role("searchbox", name="Search names").fill("no such name")
    expect(explorer.get_by_text("Nothing is called so.")).to_be_visible()


def test_an_object_opens_in_a_worksheet(explorer):
    explorer.goto("/dashboard#/databases?kind=view&database=SHOP&schema=PUBLIC&name=BIG_ORDERS")
    explorer.get_by_role("button", name="Open in worksheet").click()
    expect(explorer).to_have_url(re.compile("#/worksheets"))
    expect(explorer.get_by_role("textbox", name="Statement")).to_contain_text("FROM SHOP.PUBLIC.BIG_ORDERS")


def test_a_qualified_name_is_copied(explorer):
    explorer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_item(explorer, "SHOP", "PUBLIC", "Tables")
    item(explorer, SCRIPT).click()
    explorer.get_by_role("button", name="Copy name").click()
    expect(explorer.get_by_role("button", name="Copied")).to_be_visible()
    assert explorer.evaluate("navigator.clipboard.readText()") == f'SHOP.PUBLIC."{SCRIPT}"'


def test_databases_and_schemas_are_made_and_dropped(explorer, run):
    run("DROP DATABASE IF EXISTS made_here")
    explorer.get_by_role("button", name="Create a database").first.click()
    dialog = explorer.get_by_role("dialog")
    dialog.get_by_label("Name").fill("made_here")
    dialog.get_by_label("Comment").fill("it's mine")
    expect(dialog.get_by_text("It will be called MADE_HERE.")).to_be_visible()
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(explorer.get_by_role("heading", name="MADE_HERE")).to_be_visible()
    assert run("SELECT comment FROM snowflake.information_schema.databases WHERE database_name = 'MADE_HERE'") == [("it's mine",)]

    explorer.get_by_role("button", name="Create schema").click()
    dialog.get_by_label("Name").fill('"lower case"')
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(item(explorer, "lower case")).to_have_attribute("aria-selected", "true")

    explorer.get_by_role("button", name="Drop lower case").click()
    drop = dialog.get_by_role("button", name="Drop", exact=True)
    expect(drop).to_be_disabled()
    dialog.get_by_role("textbox").fill("lower")
    expect(drop).to_be_disabled()
    dialog.get_by_role("textbox").fill("lower case")
    drop.click()
    expect(item(explorer, "lower case")).to_have_count(0)
    expect(explorer.get_by_role("heading", name="MADE_HERE")).to_be_visible()
    run("DROP DATABASE made_here")


def test_what_cannot_be_made_says_why(explorer):
    explorer.get_by_role("button", name="Create a database").first.click()
    dialog = explorer.get_by_role("dialog")
    dialog.get_by_label("Name").fill("shop")
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("already exists")


def test_a_refresh_shows_what_others_made_and_keeps_what_is_open(explorer, run):
    open_item(explorer, "SHOP", "PUBLIC", "Tables")
    run("CREATE TABLE shop.public.later (a INT)")
    expect(item(explorer, "LATER")).to_have_count(0)
    explorer.get_by_role("button", name="Refresh", exact=True).click()
    expect(item(explorer, "LATER")).to_be_visible()


def test_what_went_meanwhile_is_told(explorer, run):
    explorer.goto("/dashboard#/databases?kind=table&database=SHOP&schema=PUBLIC&name=GONE")
    expect(explorer.get_by_role("tabpanel").get_by_role("alert")).to_contain_text("does not exist")


def test_thousands_of_nodes_are_scrolled(explorer, run):
    run("CREATE OR REPLACE TABLE shop.public.wide (" + ", ".join(f"c{at:04} INT" for at in range(2000)) + ")")
    explorer.get_by_role("button", name="Refresh", exact=True).click()
    open_item(explorer, "SHOP", "PUBLIC", "Tables", "WIDE")
    tree = explorer.get_by_role("tree")
    expect(item(explorer, "C0000")).to_be_visible()
    assert explorer.get_by_role("treeitem").count() < 200
    tree.press("PageDown")
    type_ahead(explorer, "c1999")
    expect(item(explorer, "C1999")).to_be_visible()
    expect(item(explorer, "C1999")).to_have_attribute("aria-posinset", "2000")


def test_a_narrow_page_shows_one_side_at_a_time(explorer):
    explorer.set_viewport_size({"width": 400, "height": 800})
    item(explorer, "SHOP").click()
    expect(explorer.get_by_role("heading", name="SHOP", exact=True)).to_be_visible()
    expect(explorer.get_by_role("tree")).to_be_hidden()
    assert explorer.evaluate("document.documentElement.scrollWidth") <= 400
    explorer.get_by_role("button", name="Back to the tree").click()
    expect(explorer.get_by_role("tree")).to_be_visible()

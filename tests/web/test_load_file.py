"""A table made of a file that the user picks or drops: each format, what its columns are called, bad rows, bad files,
large ones; and that nothing is left in the user's stage."""

import gzip
import json

import pytest
from harness import until
from playwright.sync_api import expect


@pytest.fixture
def run(server):
    """Runs SQL as a driver does."""
    with server.connect() as connection:
        yield lambda sql: connection.cursor().execute(sql).fetchall()


@pytest.fixture
def schema(signed_in, run):
    """The page of an empty schema."""
    run("CREATE OR REPLACE DATABASE loads")
    signed_in.goto("/dashboard#/databases?kind=schema&database=LOADS&schema=PUBLIC")
    expect(signed_in.get_by_text("This schema is empty.")).to_be_visible()
    return signed_in


def pick(page, name, data):
    page.get_by_label("File to create a table from").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    return page.get_by_role("dialog")


def create(dialog):
    dialog.get_by_role("button", name="Create table", exact=True).click()


def show(page, dialog, words):
    """Ends at the table that was made."""
    expect(dialog.get_by_role("status")).to_contain_text(words)
    dialog.get_by_role("button", name="Show the table").click()
    expect(page.get_by_role("table", name="Columns")).to_be_visible()


def nothing_is_staged(run):
    until(lambda: run("LIST @~/snowglobe_dashboard/") == [])


def columns(run, table):
    return [row[:2] for row in run(f"DESCRIBE TABLE loads.public.{table}")]


CSV = b'id,Name,"a day",amount\n1,"x, ""y""",2024-01-31,1.5\n2,,2024-02-01,20\n'


def test_a_csv_file_becomes_a_table(schema, run):
    dialog = pick(schema, "my orders-2024.csv", CSV)
    expect(dialog.get_by_label("Table")).to_have_value("MY_ORDERS_2024")
    expect(dialog.get_by_label("Name of column 3")).to_have_value("a day")
    expect(dialog.get_by_label("Type of a day")).to_have_value("DATE")
    dialog.get_by_text("SQL", exact=True).click()
    expect(dialog.get_by_role("textbox", name="Statements")).to_contain_text("COPY INTO LOADS.PUBLIC.MY_ORDERS_2024")
    create(dialog)
    show(schema, dialog, "2 rows were loaded")
    expect(schema.get_by_role("treeitem", name="MY_ORDERS_2024")).to_have_attribute("aria-selected", "true")
    assert columns(run, "my_orders_2024") == [("ID", "NUMBER(38,0)"), ("NAME", "VARCHAR(16777216)"), ("a day", "DATE"), ("AMOUNT", "NUMBER(38,1)")]
    assert run("SELECT name, amount::VARCHAR FROM loads.public.my_orders_2024 ORDER BY id") == [('x, "y"', "1.5"), (None, "20.0")]
    nothing_is_staged(run)


@pytest.mark.parametrize("name, data, delimiter, header", [
    ("a.tsv", b"a\tb\n1\tx\n", "\t", True), ("a.csv", b"a;b\n1;x,y\n", ";", True), ("a.csv", b"1|x\n2|y\n", "|", False),
    ("a.csv.gz", gzip.compress(b"a,b\n1,x\n", mtime=0), ",", True), ("a.csv", b"a,a\n1,x\n", ",", False)])
def test_delimiter_and_header_are_found(schema, name, data, delimiter, header):
    dialog = pick(schema, name, data)
    expect(dialog.get_by_label("Delimiter")).to_have_value(delimiter)
    expect(dialog.get_by_label("The first line has names")).to_be_checked(checked=header)
    expect(dialog.get_by_role("table", name="Columns of the file").get_by_role("row")).to_have_count(3)


def test_delimiter_and_header_may_be_chosen(schema, run):
    dialog = pick(schema, "a.csv", b"x;y\nz;1\n")
    expect(dialog.get_by_label("Name of column 1")).to_have_value("X")
    dialog.get_by_label("The first line has names").uncheck()
    expect(dialog.get_by_label("Name of column 1")).to_have_value("C1")
    create(dialog)
    show(schema, dialog, "2 rows were loaded")
    assert run("SELECT * FROM loads.public.a ORDER BY 1") == [("x", "y"), ("z", "1")]


def test_names_and_types_may_be_edited_and_columns_left_out(schema, run):
    dialog = pick(schema, "a.csv", CSV)
    dialog.get_by_label("Take NAME").uncheck()
    dialog.get_by_label("Name of column 1").fill('odd "name"')
    dialog.get_by_label("Type of AMOUNT").fill("VARCHAR(10)")
    create(dialog)
    show(schema, dialog, "2 rows were loaded")
    assert columns(run, "a") == [('odd "name"', "NUMBER(38,0)"), ("a day", "DATE"), ("AMOUNT", "VARCHAR(10)")]
    assert run("SELECT * FROM loads.public.a ORDER BY 1")[0][2] == "1.5"


DOCUMENTS = [{"id": 1, "tags": ["a"], "deep": {"x": 1}}, {"id": 2, "late": "2024-01-01"}]


@pytest.mark.parametrize("name, data", [
    ("docs.json", json.dumps(DOCUMENTS).encode()), ("docs.ndjson", "\n".join(map(json.dumps, DOCUMENTS)).encode()),
    ("docs.json.gz", gzip.compress(json.dumps(DOCUMENTS).encode(), mtime=0))])
def test_json_becomes_a_table(schema, run, name, data):
    dialog = pick(schema, name, data)
    create(dialog)
    show(schema, dialog, "2 rows were loaded")
    assert dict(columns(run, "docs")) == {"ID": "NUMBER(38,0)", "TAGS": "ARRAY", "DEEP": "OBJECT", "LATE": "DATE"}
    assert run("SELECT deep:x::INT, tags[0]::VARCHAR FROM loads.public.docs WHERE id = 1") == [(1, "a")]
    nothing_is_staged(run)


def test_members_of_json_may_be_renamed(schema, run):
    dialog = pick(schema, "docs.json", json.dumps(DOCUMENTS).encode())
    row = dialog.get_by_role("row").filter(has=schema.get_by_label("Type of ID", exact=True))
    row.get_by_label("Name of column").fill("NUMBER_OF_IT")
    create(dialog)
    show(schema, dialog, "2 rows were loaded")
    assert run("SELECT number_of_it FROM loads.public.docs ORDER BY 1") == [(1,), (2,)]


def test_parquet_becomes_a_table(schema, run, tmp_path):
    run("COPY INTO @~/made/p.parquet FROM (SELECT 1 AS a, 'x' AS \"b c\") FILE_FORMAT = (TYPE = PARQUET) SINGLE = TRUE HEADER = TRUE")
    run(f"GET @~/made/p.parquet file://{tmp_path}")
    run("REMOVE @~/made/")
    dialog = pick(schema, "p.parquet", (tmp_path / "p.parquet").read_bytes())
    expect(dialog.get_by_label("Format")).to_have_value("parquet")
    create(dialog)
    show(schema, dialog, "1 row was loaded")
    assert run("SELECT a, \"b c\" FROM loads.public.p") == [(1, "x")]
    nothing_is_staged(run)


BAD_ROWS = b"n,word\n1,a\n" + b"2,b\n" * 10000 + b"none,c\n4,<script>alert(1)</script>\nfive,e\n"


def test_a_row_that_does_not_fit_ends_it_and_nothing_stays(schema, run):
    dialog = pick(schema, "bad.csv", BAD_ROWS)
    expect(dialog.get_by_label("Type of N", exact=True)).to_have_value("NUMBER(38, 0)")
    create(dialog)
    expect(dialog.get_by_role("alert")).to_contain_text("Numeric value 'none' is not recognized")
    expect(dialog.get_by_role("alert")).to_contain_text("line 10003")
    assert run("SHOW TABLES IN SCHEMA loads.public") == []
    dialog.get_by_label("are left out and listed").check()
    create(dialog)
    expect(dialog.get_by_role("status")).to_contain_text("10,002 rows were loaded into BAD; 2 could not be")
    rejected = dialog.get_by_role("table", name="Rejected rows")
    expect(rejected.get_by_role("row")).to_have_count(3)
    expect(rejected).to_contain_text("Numeric value 'five' is not recognized")
    show(schema, dialog, "10,002")
    nothing_is_staged(run)


@pytest.mark.parametrize("name, data, words", [
    ("bad.json", b'{"a": 1,}', "Error parsing JSON"), ("bad.parquet", b"PAR1 is not all", "no Parquet file"),
    ("bad.csv.gz", b"\x1f\x8b\x08 is not all", ""), ("empty.csv", b"", "No columns were found"), ("bad.csv", b"a,b\n\xff\xfe,\x00\n", "")])
def test_a_bad_file_is_refused_and_removed(schema, run, name, data, words):
    dialog = pick(schema, name, data)
    expect(dialog.get_by_role("alert")).to_contain_text(words)
    expect(dialog.get_by_role("button", name="Create table", exact=True)).to_be_disabled()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    nothing_is_staged(run)


def test_a_name_that_is_taken_is_told_and_may_be_changed(schema, run):
    run("CREATE TABLE loads.public.a (mine INT)")
    dialog = pick(schema, "a.csv", CSV)
    create(dialog)
    expect(dialog.get_by_role("alert")).to_contain_text("Object 'LOADS.PUBLIC.A' already exists")
    assert columns(run, "a") == [("MINE", "NUMBER(38,0)")]
    dialog.get_by_label("Table").fill("B")
    create(dialog)
    show(schema, dialog, "2 rows were loaded into B")


@pytest.mark.parametrize("column, words", [("Name of column 2", "Two columns have the same name"), ("Type of ID", "is not written like one")])
def test_what_cannot_be_a_column_is_told(schema, column, words):
    dialog = pick(schema, "a.csv", CSV)
    dialog.get_by_label(column).fill("ID" if "Name" in column else "INT); DROP TABLE x")
    expect(dialog.get_by_role("alert")).to_contain_text(words)
    expect(dialog.get_by_role("button", name="Create table", exact=True)).to_be_disabled()


DROP = """([element, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  for (const type of ['dragenter', 'dragover', 'drop']) element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_a_file_is_dropped_onto_the_page_or_the_tree(schema, run):
    details = schema.get_by_role("region", name="schema PUBLIC")
    schema.evaluate(DROP, [details.element_handle(), "one.csv", "a,b\n1,2\n"])
    dialog = schema.get_by_role("dialog")
    create(dialog)
    show(schema, dialog, "1 row was loaded into ONE")
    folder = schema.get_by_role("treeitem", name="Tables", exact=True)
    schema.evaluate(DROP, [folder.element_handle(), "two.csv", "a,b\n1,2\n"])
    expect(dialog.get_by_label("Table")).to_have_value("TWO")
    create(dialog)
    show(schema, dialog, "1 row was loaded into TWO")


def test_a_large_file_is_sent_and_loaded(schema, run, tmp_path):
    path = tmp_path / "large.csv"
    block = "".join(f"{number},name {number},2024-01-{number % 28 + 1:02},{'x' * 40}\n" for number in range(1000, 3000))
    with path.open("w") as file:
        file.write("id,name,day,filler\n")
        for _ in range(100 * 2**20 // len(block) + 1):
            file.write(block)
    schema.get_by_label("File to create a table from").set_input_files(path)
    dialog = schema.get_by_role("dialog")
    dialog.get_by_label("Name of column 4").wait_for(timeout=120000)
    create(dialog)
    expect(dialog.get_by_role("button", name="Show the table")).to_be_visible(timeout=180000)
    rows = path.read_text().count("\n") - 1
    show(schema, dialog, f"{rows:,} rows were loaded")
    assert run("SELECT COUNT(*) FROM loads.public.large") == [(rows,)]
    nothing_is_staged(run)


def test_a_page_that_is_left_leaves_nothing(schema, run):
    dialog = pick(schema, "a.csv", CSV)
    expect(dialog.get_by_label("Name of column 1")).to_be_visible()
    assert run("LIST @~/snowglobe_dashboard/")
    schema.goto("about:blank")
    nothing_is_staged(run)
    assert run("SHOW TABLES IN SCHEMA loads.public") == []

"""The dashboard's tree of what exists: its levels and pages, names of all kinds of letters, search, who may look."""

from urllib.parse import quote

import pytest

from test_dashboard_doors import GUEST, Browser

# A name is what is stored: no letter of it means anything in a path, in SQL or in a page.
ODD = ["<script>alert(1)</script>", "a/b", "../up", "..", 'with "quotes"', "it's", "back\\slash", "ünï©ödé 雪", "100%", "_x",
       "a?b=c&d#e", "%2F", " spaces ", "new\nline", "lower", "UPPER"]


def path(*names):
    return "/".join(["/api/databases", *(quote(name, safe="") for name in names)])


def quoted(*names):
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


@pytest.fixture
def guest(server):
    return Browser(server).sign_in(**GUEST)


@pytest.fixture
def run(server):
    """Runs SQL as a driver does, and gives its rows."""
    with server.connect() as connection:
        yield lambda sql: connection.cursor().execute(sql).fetchall()


def read(browser, *names, query=""):
    answer, body = browser.ask("GET", path(*names) + query)
    assert answer.status == 200, body
    return body


def find(rows, **wanted):
    return [row for row in rows if all(row[member] == value for member, value in wanted.items())]


def names(rows):
    return [row["name"] for row in rows]


def all_pages(browser, member, *where, limit):
    found, following = [], ""
    while following is not None:
        body = read(browser, *where, query=f"?limit={limit}&next={quote(following)}")
        assert len(body[member]) <= limit
        found, following = found + body[member], body["next"]
    return found


def test_each_level_lists_what_is_in_it(guest, run):
    run("CREATE OR REPLACE DATABASE tree COMMENT = 'a tree'")
    run("CREATE SCHEMA tree.branch COMMENT = 'a branch'")
    run("CREATE TABLE tree.branch.leaf (id INT PRIMARY KEY, word VARCHAR(9) DEFAULT 'x' COMMENT 'a word', late DATE NOT NULL)")
    run("INSERT INTO tree.branch.leaf VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-02')")

    [database] = find(read(guest)["databases"], name="TREE")
    assert (database["comment"], database["owner"], database["kind"], database["isTransient"]) == \
        ("a tree", "ACCOUNTADMIN", "STANDARD", False)
    assert database["createdOn"] > 1_600_000_000_000
    schemas = read(guest, "TREE")["schemas"]
    assert names(schemas) == ["BRANCH", "INFORMATION_SCHEMA", "PUBLIC"] and schemas[0]["comment"] == "a branch"
    [table] = read(guest, "TREE", "BRANCH")["objects"]
    assert (table["kind"], table["name"], table["rows"], table["persistence"]) == ("table", "LEAF", 2, "permanent")
    columns = read(guest, "TREE", "BRANCH", "LEAF")["columns"]
    assert columns == [
        {"name": "ID", "type": "NUMBER(38,0)", "nullable": False, "default": None, "expression": None, "isPrimaryKey": True,
         "comment": None, "position": 1},
        {"name": "WORD", "type": "VARCHAR(9)", "nullable": True, "default": "'x'", "expression": None, "isPrimaryKey": False,
         "comment": "a word", "position": 2},
        {"name": "LATE", "type": "DATE", "nullable": False, "default": None, "expression": None, "isPrimaryKey": False,
         "comment": None, "position": 3}]


def test_a_schema_has_objects_of_all_kinds(guest, run):
    run("CREATE OR REPLACE DATABASE kinds")
    for sql in ["CREATE TABLE t (a INT)", "CREATE TRANSIENT TABLE tt (a INT)", "CREATE VIEW v AS SELECT * FROM t",
                "CREATE MATERIALIZED VIEW mv AS SELECT a FROM t",
                "CREATE DYNAMIC TABLE dt TARGET_LAG = '1 day' WAREHOUSE = w AS SELECT a FROM t",
                "CREATE STAGE s COMMENT = 'files'", "CREATE SEQUENCE q", "CREATE FILE FORMAT f TYPE = CSV",
                "CREATE FUNCTION g(a INT, b VARCHAR DEFAULT 'x') RETURNS INT AS 'a'", "CREATE FUNCTION g(a DATE) RETURNS DATE AS 'a'",
                "CREATE PIPE p AS COPY INTO t FROM @s"]:
        if "DYNAMIC" in sql:
            run("CREATE OR REPLACE WAREHOUSE w")
            run("USE DATABASE kinds")
        run(sql)
    objects = read(guest, "KINDS", "PUBLIC")["objects"]
    assert [(one["kind"], one["name"], one["signature"]) for one in objects] == [
        ("dynamic table", "DT", None), ("table", "T", None), ("table", "TT", None), ("materialized view", "MV", None),
        ("view", "V", None), ("stage", "S", None), ("sequence", "Q", None),
        ("function", "G", "(DATE)"), ("function", "G", "(NUMBER, VARCHAR)"), ("file format", "F", None), ("pipe", "P", None)]
    assert find(objects, name="TT")[0]["persistence"] == "transient"
    assert find(objects, name="G")[1]["returns"] == "NUMBER"
    assert find(objects, name="S")[0]["comment"] == "files"
    assert "VIEWS" in names(read(guest, "KINDS", "INFORMATION_SCHEMA")["objects"])
    assert "TABLE_NAME" in names(read(guest, "KINDS", "INFORMATION_SCHEMA", "TABLES")["columns"])


@pytest.mark.parametrize("name", ODD)
def test_a_name_is_taken_as_it_is_stored(guest, run, name):
    run(f"CREATE OR REPLACE DATABASE {quoted(name)}")
    try:
        run(f"CREATE SCHEMA {quoted(name, name)}")
        run(f"CREATE TABLE {quoted(name, name, name)} ({quoted(name)} INT)")
        assert name in names(read(guest)["databases"])
        assert name in names(read(guest, name)["schemas"])
        assert names(read(guest, name, name)["objects"]) == [name]
        assert names(read(guest, name, name, name)["columns"]) == [name]
        answer, body = guest.ask("GET", f"/api/search?text={quote(name.strip(), safe='')}")
        found = find(body["found"], database=name)
        assert [one["kind"] for one in found] == ["database", "schema", "table", "column"], body
    finally:
        run(f"DROP DATABASE {quoted(name)}")


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_hold_all_rows_once(guest, run, limit):
    run("CREATE OR REPLACE DATABASE paged")
    for number in range(5):
        run(f"CREATE SCHEMA paged.s{number}")
        run(f"CREATE TABLE paged.public.t{number} (a INT)")
        run(f"CREATE VIEW paged.public.\"v'{number}\" AS SELECT 1 AS x")
    run("CREATE SEQUENCE paged.public.last")
    assert names(all_pages(guest, "schemas", "PAGED", limit=limit)) == \
        ["INFORMATION_SCHEMA", "PUBLIC", "S0", "S1", "S2", "S3", "S4"]
    assert names(all_pages(guest, "objects", "PAGED", "PUBLIC", limit=limit)) == \
        [f"T{n}" for n in range(5)] + [f"v'{n}" for n in range(5)] + ["LAST"]
    assert sorted(names(all_pages(guest, "databases", limit=limit))) == sorted(names(read(guest)["databases"]))


@pytest.mark.parametrize("query", ["?limit=0", "?limit=x", "?limit=-1", "?next=x", "?next=99:", "?next=-1:A", "?limit=99999999999999"])
def test_a_bad_page_is_the_first_one(guest, query):
    assert "databases" in read(guest, query=query)


@pytest.mark.parametrize("where", [
    ("NOWHERE",), ("SNOWFLAKE", "NOWHERE"), ("SNOWFLAKE", "ACCOUNT_USAGE", "NOWHERE"), ("NOWHERE", "A"), ("a'; DROP DATABASE x",)])
def test_what_is_not_there_is_not_found(guest, where):
    answer, body = guest.ask("GET", path(*where))
    assert answer.status == 404 and body["error"]["message"]


@pytest.mark.parametrize("target", [
    "/api/databases/a/b/c/d", "/api/databases/a//b", "/api/databases/%ff", "/api/databases/a%00b", "/api/databasesx", "/api/database"])
def test_a_path_that_names_nothing_is_not_found(guest, target):
    assert guest.ask("GET", target)[0].status == 404


@pytest.mark.parametrize("target", ["/api/databases", "/api/databases/SNOWFLAKE", "/api/search?text=a"])
def test_nobody_looks_without_signing_in(server, target):
    assert Browser(server).ask("GET", target)[0].status == 401


def test_another_sessions_temporary_table_is_not_shown(guest, run):
    run("CREATE OR REPLACE DATABASE own")
    run("CREATE TEMPORARY TABLE own.public.mine (a INT)")
    assert read(guest, "OWN", "PUBLIC")["objects"] == []


def test_what_is_dropped_is_gone(guest, run):
    run("CREATE OR REPLACE DATABASE fallen")
    run("CREATE TABLE fallen.public.t (a INT)")
    run("DROP TABLE fallen.public.t")
    assert read(guest, "FALLEN", "PUBLIC")["objects"] == []
    run("DROP DATABASE fallen")
    assert guest.ask("GET", path("FALLEN"))[0].status == 404


def test_a_folding_account_finds_lower_case_names(guest, run):
    run('CREATE OR REPLACE DATABASE "folded"')
    run("ALTER USER snowglobe SET QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE")
    try:
        assert names(read(guest, "folded")["schemas"]) == ["INFORMATION_SCHEMA", "PUBLIC"]
    finally:
        run("ALTER USER snowglobe UNSET QUOTED_IDENTIFIERS_IGNORE_CASE")


def search(browser, text, query=""):
    answer, body = browser.ask("GET", f"/api/search?text={quote(text, safe='')}{query}")
    assert answer.status == 200, body
    return body


def test_search_finds_names_of_all_kinds_best_first(guest, run):
    run("CREATE OR REPLACE DATABASE sought")
    run("CREATE TABLE sought.public.my_needle (a INT)")
    run("CREATE TABLE sought.public.hay (needle_count INT, \"_needle\" INT)")
    run("CREATE VIEW sought.public.needle AS SELECT 1 AS x")
    run("CREATE FUNCTION sought.public.needles(a INT) RETURNS INT AS 'a'")
    body = search(guest, "Needle")
    assert [(one["kind"], one["name"]) for one in body["found"]] == [
        ("view", "NEEDLE"), ("function", "NEEDLES"), ("column", "NEEDLE_COUNT"), ("table", "MY_NEEDLE"), ("column", "_needle")]
    assert body["total"] == 5
    assert body["found"][1]["signature"] == "(NUMBER)"
    assert {member: body["found"][2][member] for member in ("database", "schema", "table")} == \
        {"database": "SOUGHT", "schema": "PUBLIC", "table": "HAY"}
    assert len(search(guest, "needle", "&limit=2")["found"]) == 2
    assert [one["name"] for one in search(guest, "_needle")["found"]] == ["_needle", "MY_NEEDLE"]
    assert search(guest, "n%e")["found"] == []


@pytest.mark.parametrize("query", ["", "?text=", "?text=%20", "?text=%ff", "?text=" + "x" * 257])
def test_search_wants_a_text(guest, query):
    assert guest.ask("GET", "/api/search" + query)[0].status == 400


def test_looking_around_stands_in_no_history(guest, run):
    before = run("SELECT COUNT(*) FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE query_text ILIKE 'SHOW DATABASES%'")
    read(guest)
    search(guest, "x")
    after = run("SELECT COUNT(*) FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE query_text ILIKE 'SHOW DATABASES%'")
    assert before == after

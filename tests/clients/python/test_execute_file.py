"""EXECUTE IMMEDIATE FROM a staged file: docs.snowflake.com/en/sql-reference/sql/execute-immediate-from."""

import pytest
from snowflake.connector.errors import ProgrammingError


@pytest.fixture
def put(cur, schema, tmp_path):
    """Files of a stage by their paths."""
    cur.execute("CREATE STAGE scripts")

    def put(**files):
        for path, text in files.items():
            *folders, name = path.split("__")
            local = tmp_path / f"{name}.sql"
            local.write_bytes(text if isinstance(text, bytes) else text.encode())
            cur.execute(f"PUT 'file://{local}' @scripts/{'/'.join(folders)} AUTO_COMPRESS=FALSE OVERWRITE=TRUE")

    return put


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def failure(cur, sql):
    with pytest.raises(ProgrammingError) as caught:
        cur.execute(sql)
    return caught.value


def test_the_example_of_the_documentation(cur, put):
    put(inventory__create="""CREATE OR REPLACE TABLE my_inventory(
  sku VARCHAR,
  price NUMBER
);

EXECUTE IMMEDIATE FROM './insert.sql';

SELECT sku, price
  FROM my_inventory
  ORDER BY price DESC;
""", inventory__insert="INSERT INTO my_inventory VALUES ('XYZ12345', 10.00), ('XYZ81974', 50.00), ('XYZ34985', 30.00)")
    assert rows(cur, "EXECUTE IMMEDIATE FROM @scripts/inventory/create.sql") == [
        ("XYZ81974", 50), ("XYZ34985", 30), ("XYZ12345", 10)]
    assert [column.name for column in cur.description] == ["SKU", "PRICE"]
    assert rows(cur, "SELECT COUNT(*) FROM my_inventory") == [(3,)]


@pytest.mark.parametrize("quoted", ["@scripts/one.sql", "'@scripts/one.sql'", "$$@scripts/one.sql$$",
                                    "@public.scripts/one.sql"])
def test_how_a_path_is_written(cur, put, quoted):
    put(one="SELECT 1 AS a;")
    assert rows(cur, f"EXECUTE IMMEDIATE FROM {quoted}") == [(1,)]


def test_paths_seen_from_the_file_above(cur, put):
    put(a__b__top="EXECUTE IMMEDIATE FROM '../up.sql'; EXECUTE IMMEDIATE FROM 'beside.sql';"
                  "EXECUTE IMMEDIATE FROM $$/root.sql$$; EXECUTE IMMEDIATE FROM './../../a/./b/down.sql'",
        a__up="CREATE TABLE up (a INT)", a__b__beside="CREATE TABLE beside (a INT)", root="CREATE TABLE root (a INT)",
        a__b__down="SELECT 'down'")
    assert rows(cur, "EXECUTE IMMEDIATE FROM @scripts/a/b/top.sql") == [("down",)]
    assert sorted(row[1] for row in rows(cur, "SHOW TABLES")) == ["BESIDE", "ROOT", "UP"]


def test_a_path_out_of_the_stage_finds_nothing(cur, put):
    put(a__top="EXECUTE IMMEDIATE FROM '../../x.sql'")
    error = failure(cur, "EXECUTE IMMEDIATE FROM @scripts/a/top.sql")
    assert error.errno == 1501 and "File '../../x.sql' not found in stage 'SCRIPTS'." in error.msg


def test_what_was_done_before_a_failure_stays(cur, put):
    put(half="CREATE TABLE kept (a INT);\nINSERT INTO kept VALUES (1);\n  SELECT * FROM nothing_of_the_kind;\nDROP TABLE kept")
    error = failure(cur, "EXECUTE IMMEDIATE FROM @scripts/half.sql")
    assert (error.errno, error.sqlstate) == (2003, "42S02")
    assert ("Uncaught exception of type 'STATEMENT_ERROR' in file @SCRIPTS/half.sql on line 3 at position 2:\n"
            "SQL compilation error:\nObject 'NOTHING_OF_THE_KIND' does not exist or not authorized.") in error.msg
    assert rows(cur, "SELECT a FROM kept") == [(1,)]


def test_a_transaction_of_the_file(cur, put):
    put(undone="CREATE TABLE t (a INT); BEGIN; INSERT INTO t VALUES (1); ROLLBACK; INSERT INTO t VALUES (2); SELECT a FROM t")
    assert rows(cur, "EXECUTE IMMEDIATE FROM @scripts/undone.sql") == [(2,)]


def test_syntax_is_looked_at_before_anything_runs(cur, put):
    put(bad="CREATE TABLE never (a INT);\nSELEC 1;")
    error = failure(cur, "EXECUTE IMMEDIATE FROM @scripts/bad.sql")
    assert error.errno == 1003 and "syntax error line 2 at position 0 unexpected 'SELEC'." in error.msg
    assert rows(cur, "SHOW TABLES") == []


@pytest.mark.parametrize("sql, errno, state, message", [
    ("@scripts/none.sql", 1501, "02000", "File 'none.sql' not found in stage 'SCRIPTS'."),
    ("@scripts/folder/", 1501, "02000", "File 'folder/' not found in stage 'SCRIPTS'."),
    ("@scripts", 1501, "02000", "File '' not found in stage 'SCRIPTS'."),
    ("'./one.sql'", 1503, "42601",
     "Relative file references like './one.sql' cannot be used in top-level EXECUTE IMMEDIATE calls."),
    ("'one.sql'", 1503, "42601", "Relative file references like 'one.sql'"),
    ("@no_stage/one.sql", 2003, "02000", ".NO_STAGE' does not exist or not authorized."),
    ("@scripts/empty.sql", 900, "42601", "Empty SQL statement."),
    ("@scripts/latin.sql", 100144, "22000", "UTF"),
    ("@scripts/loop.sql", 1090, "54001", "nested deeper than 5"),
    ("@scripts/moves.sql", 2, "0A000", "Unsupported feature 'PUT in a file of EXECUTE IMMEDIATE FROM'"),
])
def test_errors(cur, put, sql, errno, state, message):
    put(folder__one="SELECT 1", empty="-- nothing\n", latin=b"SELECT '\xe9'", loop="EXECUTE IMMEDIATE FROM 'loop.sql'",
        moves="PUT file:///tmp/x @scripts")
    error = failure(cur, f"EXECUTE IMMEDIATE FROM {sql}")
    assert (error.errno, error.sqlstate) == (errno, state) and message in error.msg


def test_its_statements_have_ids_results_and_a_history(cur, put):
    put(steps="SELECT 7 AS a UNION ALL SELECT 8; SELECT SUM(a) AS s FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));")
    assert rows(cur, "EXECUTE IMMEDIATE FROM @scripts/steps.sql") == [(15,)]
    outer = cur.sfqid
    assert rows(cur, "SELECT LAST_QUERY_ID()") == [(outer,)]
    assert rows(cur, f"SELECT * FROM TABLE(RESULT_SCAN('{outer}'))") == [(15,)]
    history = rows(cur, "SELECT query_text, rows_produced FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION()) "
                        "WHERE STARTSWITH(query_text, 'SELECT 7') OR STARTSWITH(query_text, 'SELECT SUM')")
    assert sorted(history) == [("SELECT 7 AS a UNION ALL SELECT 8", 2),
                               ("SELECT SUM(a) AS s FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))", 1)]


def test_a_large_result_of_the_last_statement(cur, put):
    put(many="SELECT 1; SELECT SEQ4() AS a, RANDSTR(50, RANDOM()) AS b FROM TABLE(GENERATOR(ROWCOUNT => 60000)) ORDER BY a")
    answer = rows(cur, "EXECUTE IMMEDIATE FROM @scripts/many.sql")
    assert [row[0] for row in answer] == list(range(60000)) and {len(row[1]) for row in answer} == {50}


# ---- templates ----

def test_values_in_their_places(cur, put):
    put(setup="--!jinja\n\nCREATE SCHEMA {{env}};\nCREATE TABLE raw (col OBJECT)\n"
              " DATA_RETENTION_TIME_IN_DAYS = {{ retention_time }};\n{# done #}"
              "SELECT '{{ Text }}', {{ Text | upper }}".replace(" | upper", "2"))
    cur.execute("SET of_session = 'x y'")
    assert rows(cur, "EXECUTE IMMEDIATE FROM @scripts/setup.sql USING (env=>'dev', retention_time=>0, "
                     "\"Text\" => $of_session, Text2 => -1.25)") == [("x y", -1.25)]
    assert rows(cur, "SHOW TABLES LIKE 'RAW' IN SCHEMA dev") != []


def test_a_preview(cur, put):
    put(shown="#!jinja2 and more\r\nSELECT {{ a }}, {{b}}, '{{ c }}', {{d}};\n")
    sql = "EXECUTE IMMEDIATE FROM @scripts/shown.sql USING (a => TRUE, b => NULL, c => $$it$$, d => 12)"
    assert rows(cur, sql + " DRY_RUN = TRUE") == [("#!jinja2 and more\nSELECT True, None, 'it', 12;",)]
    assert [column.name for column in cur.description] == ["rendered file contents"]
    put(runs="#!jinja\nSELECT {{ a }}, {{ d }}")
    assert rows(cur, "EXECUTE IMMEDIATE FROM @scripts/runs.sql USING (a => TRUE, d => 12)") == [(True, 12)]


@pytest.mark.parametrize("text, using, errno, state, message", [
    ("SELECT {{ a }}", "", 1003, "42000", "unexpected '{'"),
    ("SELECT {{ a }}", "USING (A => 1)", 5, "XX000", "jinja2.exceptions.UndefinedError: 'a' is undefined"),
    ("SELECT {{ a }}", "USING (a => CURRENT_DATE())", 1510, "42601", "Unable to use value of template variable 'a'"),
    ("SELECT '{{ a }}{{ a }}'", "USING (a => REPEAT('x', 60000))", 1518, "42601",
     "Size of expanded template exceeds limit of 100,000 bytes."),
    ("SELECT {{ a | upper }}", "USING (a => 'x')", 2, "0A000", "Unsupported feature 'Jinja2 template: {{ a | upper }}'"),
    ("{% if a %}SELECT 1{% endif %}", "USING (a => TRUE)", 2, "0A000", "Unsupported feature 'Jinja2 template: {% if a %}"),
    ("SELECT {{ range }}", "USING (a => 1)", 2, "0A000", "Unsupported feature 'Jinja2 template: {{ range }}'"),
])
def test_errors_of_templates(cur, put, text, using, errno, state, message):
    put(template=text)
    error = failure(cur, f"EXECUTE IMMEDIATE FROM @scripts/template.sql {using}")
    assert (error.errno, error.sqlstate) == (errno, state) and message in error.msg

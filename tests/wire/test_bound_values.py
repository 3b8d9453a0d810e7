"""Bound values by hand: every type into columns of many types (tests/clients/binds.tsv), and every place of a statement where
one may or may not stand (docs.snowflake.com/en/sql-reference/bind-variables)."""

import json
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[1] / "clients" / "binds.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text().splitlines()[1:] if not line.startswith("#")]


@pytest.fixture(scope="module")
def session(server):
    session = server.raw()
    session.login(SESSION_PARAMETERS={"TIMEZONE": "UTC", "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF TZHTZM",
                                      "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF", "TIME_OUTPUT_FORMAT": "HH24:MI:SS.FF"})
    session.rows("CREATE OR REPLACE DATABASE bind_places")
    session.rows("CREATE TABLE t (a INT, s VARCHAR, v VARIANT)")
    session.rows("INSERT INTO t SELECT 1, 'one', PARSE_JSON('{\"k\": 5}')")
    session.rows("INSERT INTO t SELECT 2, 'two', NULL")
    yield session
    session.rows("DROP DATABASE bind_places")
    session.close()


def bound(*values):
    """Bindings by position: (type, value) each."""
    return {str(at): {"type": kind, "value": value} for at, (kind, value) in enumerate(values, 1)}


def text_of(column):
    if column in ("VARIANT", "OBJECT", "ARRAY"):
        return "TO_JSON(c)"
    return "TO_VARCHAR(c)"


@pytest.mark.parametrize("array", [False, True], ids=["one", "many"])
@pytest.mark.parametrize("kind, value, column, stored", ROWS, ids=["-".join(row[:3]) for row in ROWS])
def test_a_value_in_a_column(session, kind, value, column, stored, array):
    value = None if value == "NULL" else value
    session.rows(f"CREATE OR REPLACE TABLE c (c {column})")
    answer = session.query("INSERT INTO c VALUES (?)", bindings=bound((kind, [value, value] if array else value)))
    if stored.startswith("!"):
        assert not answer["success"] and answer["code"] == stored[1:], answer["message"]
        assert session.rows("SELECT COUNT(*) FROM c") == [["0"]]
    else:
        assert answer["success"], answer["message"]
        wanted = None if stored == "NULL" else stored
        assert session.rows(f"SELECT {text_of(column)} FROM c") == [[wanted]] * (2 if array else 1)


# ---- places ----

@pytest.mark.parametrize("sql, values, rows", [
    ("SELECT ?, ? + 1", [("TEXT", "x"), ("FIXED", "2")], [["x", "3"]]),
    ("SELECT a FROM t WHERE a = ? AND s = ?", [("FIXED", "1"), ("TEXT", "one")], [["1"]]),
    ("SELECT a FROM t WHERE a IN (?, ?) ORDER BY a", [("FIXED", "1"), ("FIXED", "2")], [["1"], ["2"]]),
    ("SELECT a FROM t WHERE a BETWEEN ? AND ?", [("FIXED", "2"), ("FIXED", "3")], [["2"]]),
    ("SELECT a FROM t WHERE s LIKE ? ESCAPE ?", [("TEXT", "o%"), ("TEXT", "!")], [["1"]]),
    ("SELECT a FROM t ORDER BY a LIMIT ?", [("FIXED", "1")], [["1"]]),
    ("SELECT a FROM t ORDER BY a LIMIT ? OFFSET ?", [("FIXED", "1"), ("FIXED", "1")], [["2"]]),
    ("SELECT COUNT(*) FROM t GROUP BY a HAVING a > ?", [("FIXED", "1")], [["1"]]),
    ("SELECT CASE WHEN a = ? THEN ? ELSE ? END FROM t ORDER BY a", [("FIXED", "1"), ("TEXT", "y"), ("TEXT", "n")], [["y"], ["n"]]),
    ("SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a DESC) = ?", [("FIXED", "1")], [["2"]]),
    ("SELECT t.a FROM t JOIN t AS u ON t.a = u.a AND u.a = ?", [("FIXED", "2")], [["2"]]),
    ("SELECT a FROM (SELECT a FROM t WHERE a < ?) WHERE a > ?", [("FIXED", "3"), ("FIXED", "1")], [["2"]]),
    ("WITH w AS (SELECT ? AS x) SELECT x FROM w WHERE x = ?", [("FIXED", "7"), ("FIXED", "7")], [["7"]]),
    ("SELECT a FROM t WHERE a = ? UNION ALL SELECT ?", [("FIXED", "1"), ("FIXED", "9")], [["1"], ["9"]]),
    ("SELECT SUBSTR(?, ?, ?)", [("TEXT", "abcdef"), ("FIXED", "2"), ("FIXED", "3")], [["bcd"]]),
    ("SELECT DATEADD(DAY, ?, ?::DATE)", [("FIXED", "1"), ("TEXT", "2024-02-28")], [["19782"]]),
    ("SELECT ?::NUMBER(10,2), CAST(? AS VARCHAR)", [("TEXT", "1.5"), ("FIXED", "2")], [["1.50", "2"]]),
    ("SELECT v[?], GET(v, ?) FROM t WHERE a = 1", [("TEXT", "k"), ("TEXT", "k")], [["5", "5"]]),
    ("SELECT column1 FROM VALUES (?), (?) ORDER BY 1", [("FIXED", "5"), ("FIXED", "4")], [["4"], ["5"]]),
    ("SELECT a FROM IDENTIFIER(?) ORDER BY a LIMIT 1", [("TEXT", "bind_places.public.t")], [["1"]]),
    ("SELECT IDENTIFIER(?) FROM t ORDER BY 1", [("TEXT", "a")], [["1"], ["2"]]),
    ("SELECT a FROM TABLE(?) ORDER BY a LIMIT 1", [("TEXT", "t")], [["1"]]),
    ("SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => ?))", [("FIXED", "3")], [["3"]]),
    ("SELECT value FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))", [("TEXT", "[4]")], [["4"]]),
    ("SELECT value FROM TABLE(SPLIT_TO_TABLE(?, ?)) ORDER BY index", [("TEXT", "a-b"), ("TEXT", "-")], [["a"], ["b"]]),
    ("SET bound_variable = ?", [("TEXT", "v")], [["Statement executed successfully."]]),
    ("USE SCHEMA IDENTIFIER(?)", [("TEXT", "public")], [["Statement executed successfully."]]),
    ("EXECUTE IMMEDIATE ?", [("TEXT", "SELECT 8")], [["8"]]),
    ("SELECT '?', \"?\", $$?$$, ? /* ? */ -- ?\n FROM (SELECT 1 AS \"?\")", [("FIXED", "6")], [["?", "1", "?", "6"]]),
    ("SELECT :2, :1, :2", [("TEXT", "a"), ("TEXT", "b")], [["b", "a", "b"]]),
    ("SELECT ?", [("TEXT", "used"), ("TEXT", "left over")], [["used"]]),
], ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_a_bound_value_may_stand(session, sql, values, rows):
    answer = session.query(sql, bindings=bound(*values))
    assert answer["success"], answer["message"]
    assert answer["data"]["rowset"] == rows


# Each on what those before have left.
CHANGES = [
    ("INSERT INTO changed (a, s) SELECT ?, UPPER(?)", [("FIXED", "3"), ("TEXT", "three")], [["1"]]),
    ("UPDATE changed SET s = ? WHERE a = ?", [("TEXT", "drei"), ("FIXED", "3")], [["1", "0"]]),
    ("MERGE INTO changed USING (SELECT ? AS k) AS u ON changed.a = u.k WHEN MATCHED THEN UPDATE SET s = ? WHEN NOT MATCHED THEN INSERT (a) VALUES (?)",
     [("FIXED", "3"), ("TEXT", "tres"), ("FIXED", "0")], [["0", "1"]]),
    ("DELETE FROM changed WHERE a = ?", [("FIXED", "3")], [["1"]]),
    ("CREATE TABLE IDENTIFIER(?) AS SELECT ? AS x", [("TEXT", "made"), ("FIXED", "4")], [["Table MADE successfully created."]]),
    ("DROP TABLE IDENTIFIER(?)", [("TEXT", "made")], [["MADE successfully dropped."]]),
]


def test_a_bound_value_may_stand_in_a_change(session):
    session.rows("CREATE OR REPLACE TABLE changed (a INT, s VARCHAR)")
    for sql, values, rows in CHANGES:
        answer = session.query(sql, bindings=bound(*values))
        assert answer["success"], (sql, answer["message"])
        assert answer["data"]["rowset"] == rows, sql


@pytest.mark.parametrize("sql, values", [
    ("SELECT a FROM ?", [("TEXT", "t")]), ("SELECT a AS ? FROM t", [("TEXT", "x")]), ("SELECT 1::NUMBER(?, 2)", [("FIXED", "5")]),
    ("SELECT 1::?", [("TEXT", "NUMBER")]), ("SELECT a ? t", [("TEXT", "FROM")]), ("CREATE TABLE ? (a INT)", [("TEXT", "n")]),
    ("CREATE TABLE n (? INT)", [("TEXT", "a")]), ("CREATE TABLE n (a VARCHAR(?))", [("FIXED", "5")]), ("DROP TABLE ?", [("TEXT", "t")]),
    ("SELECT a FROM t ORDER BY a ?", [("TEXT", "DESC")]), ("? 1", [("TEXT", "SELECT")]), ("USE SCHEMA ?", [("TEXT", "public")]),
    ("SELECT 'a' COLLATE ?", [("TEXT", "de")]), ("INSERT INTO t (?) VALUES (1)", [("TEXT", "a")]), ("SELECT :0", [("FIXED", "1")]),
    ("SELECT :-1", [("FIXED", "1")]), ("SELECT :99999999999", [("FIXED", "1")]),
    # github.com/snowflakedb/snowflake-connector-nodejs/issues/387
    ("SHOW OBJECTS LIKE ?", [("TEXT", "t")]), ("SHOW TABLES STARTS WITH ?", [("TEXT", "t")]),
], ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_a_bound_value_may_not_stand(session, sql, values):
    answer = session.query(sql, bindings=bound(*values))
    assert not answer["success"] and answer["code"] in ("001003", "000002"), (answer["code"], answer["message"])


@pytest.mark.parametrize("sql, values, place, name", [
    ("SELECT ?", [], 7, "?"), ("SELECT ?, ?", [("FIXED", "1")], 10, "?"), ("SELECT :1, :3", [("FIXED", "1"), ("FIXED", "2")], 11, ":3"),
    ("INSERT INTO t (a) VALUES (?)", [], 26, "?"), ("SELECT a FROM t LIMIT ?", [], 22, "?"),
])
def test_a_value_that_is_not_given_is_an_error(session, sql, values, place, name):
    answer = session.query(sql, bindings=bound(*values))
    assert answer["code"] == "002049"
    assert answer["message"] == f"SQL compilation error: error line 1 at position {place}\nBind variable {name} not set."


def test_a_gap_in_the_numbers_is_a_value_that_is_not_given(session):
    bindings = {"1": {"type": "FIXED", "value": "1"}, "3": {"type": "FIXED", "value": "3"}}
    assert session.rows("SELECT :1, :3", bindings=bindings) == [["1", "3"]]
    answer = session.query("SELECT :1, :2, :3", bindings=bindings)
    assert answer["code"] == "002049" and "Bind variable :2 not set." in answer["message"]
    assert session.query("SELECT ?, ?, ?", bindings=bindings)["code"] == "002049"


# ---- arrays ----

def test_a_bad_row_of_a_batch_inserts_nothing(session):
    session.rows("CREATE OR REPLACE TABLE batch (a NUMBER(3) NOT NULL, s VARCHAR(2))")
    for values, code in [([("FIXED", ["1", "2000"]), ("TEXT", ["a", "b"])], "100046"), ([("FIXED", ["1", None]), ("TEXT", ["a", "b"])], "100072"),
                         ([("FIXED", ["1", "2"]), ("TEXT", ["a", "bcd"])], "100078"), ([("TEXT", ["1", "x"]), ("TEXT", ["a", "b"])], "100038"),
                         ([("FIXED", ["1", "x"]), ("TEXT", ["a", "b"])], "001008"), ([("FIXED", ["1", "2"]), ("TEXT", ["a"])], "002099")]:
        answer = session.query("INSERT INTO batch VALUES (?, ?)", bindings=bound(*values))
        assert answer["code"] == code, (values, answer["code"], answer["message"])
    assert session.rows("SELECT COUNT(*) FROM batch") == [["0"]]


def test_arrays_of_nearly_as_many_values_as_go_inline(session):
    """The connectors send up to CLIENT_STAGE_ARRAY_BINDING_THRESHOLD, 65,280 values, in the request itself."""
    session.rows("CREATE OR REPLACE TABLE many (a INT, s VARCHAR, d DATE)")
    count = 65279 // 3
    rows = [("FIXED", [None if n % 7 == 0 else str(n) for n in range(count)]), ("TEXT", [f"s{n}" for n in range(count)]),
            ("DATE", [str(n * 86400000) for n in range(count)])]
    assert session.rows("INSERT INTO many VALUES (?, ?, ?)", bindings=bound(*rows)) == [[str(count)]]
    assert session.rows("SELECT COUNT(*), COUNT(a), SUM(a), COUNT(DISTINCT s), MAX(d)::VARCHAR FROM many") == [
        [str(count), str(sum(1 for n in range(count) if n % 7)), str(sum(n for n in range(count) if n % 7)), str(count), "2029-07-28"]]


def test_what_is_no_binding_is_refused(session):
    for bindings in ({"x": {"type": "FIXED", "value": "1"}}, {"0": {"type": "FIXED", "value": "1"}}, {"1": "1"}, 
                     {"1": {"type": "FIXED", "value": [1]}}, {"1": {"type": "FIXED", "value": [["1"]]}}, [1], "1"):
        answer = session.query("SELECT ?", bindings=bindings)
        assert not answer["success"] and answer["code"], (bindings, json.dumps(answer)[:300])


def test_an_array_of_no_values_inserts_no_rows(session):
    session.rows("CREATE OR REPLACE TABLE nothing (a INT, s VARCHAR, v VARIANT)")
    values = bound(("FIXED", []), ("TEXT", []), ("TEXT", []))
    assert session.rows("INSERT INTO nothing VALUES (?, ?, ?)", bindings=values) == [["0"]]
    assert session.rows("SELECT COUNT(*) FROM nothing") == [["0"]]

"""Earlier results by the dashboard's API: sorted, filtered, as charts, described, exported; over the whole, and nobody else's."""

import json

import pytest
from test_dashboard_doors import GUEST, Browser

KINDS = """
SELECT COLUMN1::NUMBER(38,0) AS n, COLUMN2::NUMBER(10,2) AS d, COLUMN3::FLOAT AS f, COLUMN4::VARCHAR AS t, COLUMN5::BOOLEAN AS b,
  COLUMN6::DATE AS day, COLUMN7::TIME AS tm, COLUMN8::TIMESTAMP_NTZ AS ntz, COLUMN9::TIMESTAMP_TZ AS tz, TO_BINARY(COLUMN10) AS bin,
  PARSE_JSON(COLUMN11) AS v, TO_ARRAY(COLUMN1) AS a, OBJECT_CONSTRUCT('k', COLUMN1) AS o, TO_GEOGRAPHY(COLUMN12) AS g,
  COLUMN3::DECFLOAT AS df, [COLUMN1, 2]::VECTOR(INT, 2) AS vec, NULL AS nothing, COLUMN8::TIMESTAMP_LTZ AS ltz
FROM VALUES
  (1, 1.50, 0.5, 'a ''quote''', TRUE, '2024-01-01', '10:00', '2024-01-01 10:00', '2024-01-01 10:00 +0200', 'FF', '{"x": 1}', 'POINT(1 2)'),
  (99999999999999999999999999999999999999, 2.25, 1e300, 'B;--', FALSE, '2024-02-01', '11:30', '2024-02-01', '2024-01-01 09:00 +0000', 'AB', '"text"', 'POINT(3 4)'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""
NAMES = ["n", "d", "f", "t", "b", "day", "tm", "ntz", "tz", "bin", "v", "a", "o", "g", "df", "vec", "nothing", "ltz"]


@pytest.fixture
def guest(server):
    return Browser(server).sign_in(**GUEST)


def result(guest, sql, **body):
    answer, body = guest.execute(sql, **body)
    assert answer.status == 200, body
    return body["queryId"]


def look(guest, query, how, **body):
    answer, body = guest.ask("POST", f"/api/queries/{query}/{how}", body)
    assert answer.status == 200, body
    return body


def column(guest, query, at=0, **view):
    return [row[at] for row in look(guest, query, "view", **view)["rows"]]


def keep(at, operator, value=None):
    return {"column": at, "operator": operator, **({} if value is None else {"value": value})}


# ---- sorted and filtered ----

def test_by_several_columns_of_the_same_name(guest):
    query = result(guest, "SELECT COLUMN1 AS \"a\"\"b\", COLUMN2 AS \"a\"\"b\" FROM VALUES (1, 'x'), (2, 'y'), (1, 'z'), (NULL, 'w')")
    body = look(guest, query, "view", sort=[{"column": 0}, {"column": 1, "descending": True}])
    assert body["rows"] == [["1", "z"], ["1", "x"], ["2", "y"], [None, "w"]]
    assert [one["name"] for one in body["columns"]] == ['a"b', 'a"b'] and body["queryId"] != query
    assert column(guest, query, 1, sort=[{"column": 0, "descending": True}], filters=[keep(1, "notEquals", "z")]) == ["y", "x", "w"]


def test_a_view_of_a_view_and_of_what_show_gives(guest):
    query = result(guest, "SHOW PARAMETERS LIKE 'T%' IN SESSION")
    view = look(guest, query, "view", filters=[keep(0, "contains", "timezone")])
    assert [row[0] for row in view["rows"]] == ["TIMEZONE"]
    assert look(guest, view["queryId"], "view", filters=[keep(0, "isNull")])["totalRows"] == 0


@pytest.mark.parametrize("name, operator, value, rows", [
    ("n", "equals", "99999999999999999999999999999999999999", 1), ("n", "greater", "2.5", 2), ("n", "less", "1e0", 0), ("n", "contains", "999", 1),
    ("d", "equals", "1.5", 1), ("d", "lessOrEqual", "2.2499", 1), ("d", "isNull", None, 1), ("f", "greaterOrEqual", "1E300", 1),
    ("t", "equals", "a 'quote'", 1), ("t", "contains", "b;--", 1), ("t", "contains", "'", 1), ("t", "equals", "' OR 1=1 --", 0), ("t", "contains", "%", 0),
    ("t", "less", "a", 1), ("b", "equals", "true", 1), ("day", "greater", "2024-01-15", 1), ("day", "contains", "-02-", 1), ("tm", "less", "11:00", 1),
    ("ntz", "equals", "2024-01-01 10:00:00", 1), ("tz", "equals", "2024-01-01 08:00 +0000", 1), ("ltz", "isNotNull", None, 2), ("bin", "equals", "FF", 1),
    ("v", "contains", '"X":1', 1), ("v", "equals", '"text"', 1), ("v", "equals", '{ "x" : 1 }', 1), ("o", "notEquals", '{"k":3}', 2), ("day", "notEquals", "2024-01-01", 1), ("tm", "equals", "never", 0), ("a", "equals", "[3]", 1), ("o", "contains", '"k":3', 1), ("g", "contains", "[3,4]", 1),
    ("df", "less", "1", 1), ("vec", "equals", "[1,2]", 1), ("nothing", "isNull", None, 3)])
def test_filters_of_every_type(guest, name, operator, value, rows):
    query = result(guest, KINDS.replace("99999999999999999999999999999999999999, 2]", "5, 2]").replace("[COLUMN1, 2]", "[LEAST(COLUMN1, 9), 2]"))
    assert look(guest, query, "view", filters=[keep(NAMES.index(name), operator, value)])["totalRows"] == rows


@pytest.mark.parametrize("body", [
    {"sort": [{"column": 1}]}, {"sort": [{"column": -1}]}, {"sort": [{}]}, {"filters": [keep(0, "like", "x")]}, {"filters": [keep(0, "equals")]},
    {"filters": [{"column": 0, "operator": "equals", "value": {}}]}, {"filters": [keep("0) OR (1", "isNull")]}, {"sort": [{"column": 0}] * 17}, []])
def test_bad_views_are_refused(guest, body):
    query = result(guest, "SELECT TO_GEOGRAPHY('POINT(1 2)') AS g")
    assert guest.ask("POST", f"/api/queries/{query}/view", body)[0].status == 400


@pytest.mark.parametrize("body", [{"sort": [{"column": 0}]}, {"filters": [keep(0, "less", "x")]}])
def test_what_has_no_order_is_not_sorted(guest, body):
    query = result(guest, "SELECT TO_GEOGRAPHY('POINT(1 2)') AS g")
    answer, body = guest.ask("POST", f"/api/queries/{query}/view", body)
    assert answer.status == 400 and "GEOGRAPHY" in body["error"]["message"]


def test_the_worksheets_session_knows_nothing_of_it(guest):
    answer, body = guest.execute("SELECT 2 AS x UNION ALL SELECT 1", session="new")
    session = answer.headers["X-Snowglobe-Session"]
    assert column(guest, body["queryId"], sort=[{"column": 0}]) == ["1", "2"]
    assert guest.execute("SELECT LAST_QUERY_ID()", session=session)[1]["rows"] == [[body["queryId"]]]


def test_values_look_as_in_the_worksheet(guest):
    answer, _ = guest.execute("ALTER SESSION SET DATE_OUTPUT_FORMAT = 'DD.MM.YYYY', TIMEZONE = 'Asia/Tokyo'", session="new")
    query = result(guest, "SELECT '2024-02-29'::DATE, '2024-02-29 12:00 +0000'::TIMESTAMP_LTZ",
                   session=answer.headers["X-Snowglobe-Session"])
    shown = guest.ask("GET", f"/api/queries/{query}/rows")[1]["rows"]
    assert shown[0][0] == "29.02.2024" and "+0900" in shown[0][1]
    for operator, value in (("contains", "29.02"), ("equals", "29.02.2024"), ("equals", "2024-02-29")):
        assert look(guest, query, "view", filters=[keep(0, operator, value)])["rows"] == shown
    assert look(guest, query, "view", filters=[keep(0, "notEquals", "29.02.2024")])["rows"] == []


def test_what_looks_the_same_is_equal(guest):
    query = result(guest, "SELECT COLUMN1::TIMESTAMP_NTZ(9) FROM VALUES ('2024-01-01 10:00:00.123456789'), ('2024-01-01 10:00:00.124')")
    shown = guest.ask("GET", f"/api/queries/{query}/rows")[1]["rows"]
    assert column(guest, query, filters=[keep(0, "equals", shown[0][0])]) == shown[0]
    assert column(guest, query, filters=[keep(0, "notEquals", shown[0][0])]) == shown[1]


# ---- charts ----

def test_a_chart_of_ranges_covers_the_whole_result(guest):
    query = result(guest, "SELECT SEQ4() AS n, MOD(SEQ4(), 2) AS odd FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
    rows = look(guest, query, "chart", x=0, y=[], aggregate="count", buckets=10)["rows"]
    assert [row[:2] for row in rows] == [[str(at * 10000), "10000"] for at in range(10)] and rows[0][2:] == ["10", "10000"]
    rows = look(guest, query, "chart", x=1, y=[0, 1], aggregate="sum", buckets="value")["rows"]
    assert sorted(row[:3] for row in rows) == [["0", "2499950000", "0"], ["1", "2500000000", "50000"]]
    points = look(guest, query, "chart", x=0, y=[1])
    assert 1000 < points["totalRows"] <= 2000 and points["rows"][0][0] == "0" and int(points["rows"][1][0]) == 50
    assert points["rows"][0][2] == "100000"


def test_a_chart_of_times_has_units_that_fit(guest):
    query = result(guest, "SELECT DATEADD(HOUR, SEQ4(), '2024-01-01'::TIMESTAMP_NTZ) AS at, 1 AS one FROM TABLE(GENERATOR(ROWCOUNT => 2000))")
    rows = look(guest, query, "chart", x=0, y=[1], aggregate="sum")["rows"]
    assert rows[0][-1] == "week" and sum(int(row[1]) for row in rows) == 2000
    rows = look(guest, query, "chart", x=0, aggregate="count", buckets="month")["rows"]
    assert [row[1] for row in rows] == [str(31 * 24), str(29 * 24), str(2000 - 60 * 24)] and rows[1][0].startswith("2024-02-01")


def test_a_chart_of_texts_has_the_largest_groups_first(guest):
    query = result(guest, "SELECT COLUMN1 AS t FROM VALUES ('a'), ('b'), ('b'), (NULL), ('b'), (NULL)")
    assert [row[:2] for row in look(guest, query, "chart", x=0, aggregate="count")["rows"]] == [["b", "3"], [None, "2"], ["a", "1"]]


@pytest.mark.parametrize("values", ["(NULL), (NULL)", "(5), (5)", "('NaN'::FLOAT), ('inf'::FLOAT), (1.5)", "(0.001), (0.0042), (-0.001)"])
def test_ranges_of_odd_numbers(guest, values):
    query = result(guest, f"SELECT COLUMN1::FLOAT AS f FROM VALUES {values}")
    rows = look(guest, query, "chart", x=0, aggregate="count")["rows"]
    finite = {"(NULL), (NULL)": 0, "(5), (5)": 2, "(0.001), (0.0042), (-0.001)": 3}.get(values, 1)
    assert sum(int(row[1]) for row in rows) == finite


@pytest.mark.parametrize("body", [
    {}, {"x": 9, "aggregate": "count"}, {"x": 0}, {"x": 0, "y": [1]}, {"x": 0, "aggregate": "median", "y": [0]}, {"x": 0, "aggregate": "sum", "y": [1]},
    {"x": 0, "aggregate": "count", "buckets": 1}, {"x": 0, "aggregate": "count", "buckets": "month"}, {"x": 1, "aggregate": "count", "buckets": "); DROP"}])
def test_bad_charts_are_refused(guest, body):
    query = result(guest, "SELECT 1 AS n, 'x' AS t")
    assert guest.ask("POST", f"/api/queries/{query}/chart", body)[0].status == 400


# ---- statistics ----

def described(guest, query, at):
    body = look(guest, query, "statistics", column=at)
    return dict(zip([one["name"] for one in body["columns"]], body["rows"][0]))


def test_statistics_of_numbers(guest):
    query = result(guest, "SELECT IFF(SEQ4() < 10, NULL, SEQ4()) AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    got = described(guest, query, 0)
    assert {name: got[name] for name in ("TOTAL", "FILLED", "DIFFERENT", "LEAST", "GREATEST")} == {
        "TOTAL": "1000", "FILLED": "990", "DIFFERENT": "990", "LEAST": "10", "GREATEST": "999"}
    assert float(got["MEAN"]) == 504.5 and float(got["STEP"]) == 50
    assert sum(count for _, count in json.loads(got["HISTOGRAM"])) == 990


def test_statistics_of_texts_name_the_most_frequent(guest):
    query = result(guest, "SELECT 'v' || MOD(SEQ4(), 20) AS t FROM TABLE(GENERATOR(ROWCOUNT => 105))")
    got = described(guest, query, 0)
    assert (got["DIFFERENT"], got["LEAST"], got["GREATEST"], got["MEAN"], got["STEP"]) == ("20", "v0", "v9", None, None)
    assert json.loads(got["HISTOGRAM"])[0] == ["v0", 6] and len(json.loads(got["HISTOGRAM"])) == 10


@pytest.mark.parametrize("name", NAMES)
def test_statistics_of_every_type(guest, name):
    query = result(guest, KINDS.replace("[COLUMN1, 2]", "[LEAST(COLUMN1, 9), 2]"))
    got = described(guest, query, NAMES.index(name))
    filled = {"n": 3, "a": 3, "o": 3, "vec": 3, "nothing": 0}.get(name, 2)
    assert (got["TOTAL"], got["FILLED"]) == ("3", str(filled))
    assert sum(count for _, count in json.loads(got["HISTOGRAM"] or "[]")) == filled


def test_statistics_of_nothing(guest):
    query = result(guest, "SELECT 1 AS n, 'x' AS t, CURRENT_DATE() AS d WHERE FALSE")
    for at in range(3):
        assert described(guest, query, at)["TOTAL"] == "0"


# ---- whose ----

@pytest.mark.parametrize("how", ["view", "chart", "statistics"])
def test_other_users_results_are_unknown(server, guest, how):
    guest.execute("CREATE OR REPLACE USER results_other PASSWORD = 'Other-password-1'")
    other = Browser(server).sign_in(user="results_other", password="Other-password-1")
    query = result(guest, "SELECT 'secret' AS s, 1 AS n")
    body = {"x": 1, "aggregate": "count", "column": 0}
    assert look(guest, query, how, **body)["rows"]
    answer, got = other.ask("POST", f"/api/queries/{query}/{how}", body)
    assert answer.status == 404 and "secret" not in json.dumps(got)


# ---- exported ----

def exported(browser, query, form):
    """Headers and bytes."""
    answer, body = browser.ask("GET", f"/api/queries/{query}/export?format={form}")
    assert answer.status == 200, body
    return answer.headers, body


def test_csv_is_that_of_the_rfc(guest):
    query = result(guest, """SELECT COLUMN1 AS "a,b", COLUMN2 AS "q""q" FROM VALUES
        ('plain', ''), (NULL, NULL), ('say "hi"', 'two\\r\\nlines'), ('=SUM(A1)', '<script>alert(1)</script>'), (' ü 😀 ', ',')""")
    headers, text = exported(guest, query, "csv")
    assert text.decode() == ('"a,b","q""q"\r\n' 'plain,""\r\n' ',\r\n' '"say ""hi""","two\r\nlines"\r\n'
                             '=SUM(A1),<script>alert(1)</script>\r\n' ' ü 😀 ,","\r\n')
    assert headers["Content-Disposition"] == f'attachment; filename="{query}.csv"'
    assert headers["Content-Type"] == "text/csv; charset=utf-8; header=present" and headers["X-Content-Type-Options"] == "nosniff"
    assert int(headers["Content-Length"]) == len(text)


def test_json_has_values_of_its_own_types(guest):
    query = result(guest, KINDS.replace("[COLUMN1, 2]", "[LEAST(COLUMN1, 9), 2]"))
    _, rows = exported(guest, query, "json")
    assert [name.lower() for name in rows[0]] == NAMES
    first, second, third = rows
    assert (first["N"], first["D"], first["F"], first["T"], first["B"], first["DAY"]) == (1, 1.5, 0.5, "a 'quote'", True, "2024-01-01")
    assert (first["V"], first["A"], first["O"], first["BIN"], first["VEC"]) == ({"x": 1}, [1], {"k": 1}, "FF", [1, 2])
    assert second["V"] == "text" and second["N"] == 99999999999999999999999999999999999999
    assert first["G"] == {"coordinates": [1, 2], "type": "Point"} and third["T"] is None and third["V"] is None


def test_json_of_what_json_does_not_have(guest):
    query = result(guest, "SELECT 'NaN'::FLOAT AS x, '-inf'::FLOAT AS x, ARRAY_CONSTRUCT(NULL, 1) AS x, 'a\"\\n\\u0001' AS \"x\"\"y\"")
    _, rows = exported(guest, query, "json")
    assert rows == [{"X": "NaN", "X_2": "-inf", "X_3": [None, 1], 'x"y': 'a"\n\x01'}]


@pytest.mark.parametrize("form, text", [("csv", b"A,B\r\n"), ("json", [])])
def test_no_rows_are_a_file_too(guest, form, text):
    assert exported(guest, result(guest, "SELECT 1 AS a, 2 AS b WHERE FALSE"), form)[1] == text


def test_what_is_exported_is_what_was_sorted(guest):
    view = look(guest, result(guest, "SELECT COLUMN1 AS n FROM VALUES (2), (1), (3)"), "view", sort=[{"column": 0}], filters=[keep(0, "less", "3")])
    assert exported(guest, view["queryId"], "csv")[1] == b"N\r\n1\r\n2\r\n"


def test_a_million_rows_take_little_memory(server, guest):
    """The memory of a part: 2 threads' worth of the engine's own aside, which the query has taken before."""
    query = result(guest, "SELECT SEQ4() AS n, 'row number ' || n AS t, n / 7 AS d, RANDSTR(20, n) AS r FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) ORDER BY n")
    before = server.memory_kb()
    _, text = exported(guest, query, "csv")
    assert text.count(b"\r\n") == 1000001 and text.split(b"\r\n")[-2].startswith(b"999999,row number 999999,142857.000000,")
    assert server.memory_kb() - before < 64 * 1024
    _, rows = exported(guest, query, "json")
    assert len(rows) == 1000000 and rows[500000]["T"] == "row number 500000"
    assert server.memory_kb() - before < 64 * 1024


def test_other_users_results_are_not_exported(server, guest):
    guest.execute("CREATE OR REPLACE USER results_other PASSWORD = 'Other-password-1'")
    other = Browser(server).sign_in(user="results_other", password="Other-password-1")
    query = result(guest, "SELECT 'secret' AS s")
    answer, body = other.ask("GET", f"/api/queries/{query}/export?format=csv")
    assert answer.status == 404 and "Content-Disposition" not in answer.headers
    assert Browser(server).ask("GET", f"/api/queries/{query}/export?format=csv")[0].status == 401


@pytest.mark.parametrize("query", ["..", "%2e%2e%2fx", "x%0d%0aSet-Cookie:%20a=b", "x%22"])
def test_odd_ids_are_unknown(guest, query):
    answer, _ = guest.ask("GET", f"/api/queries/{query}/export?format=csv")
    assert answer.status in (400, 404) and "Set-Cookie" not in answer.headers

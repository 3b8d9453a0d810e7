"""Values of every type, there and back, as "jsonv2" writes them
(docs.snowflake.com/en/developer-guide/sql-api/handling-responses, Getting the data from the results)."""

from decimal import Decimal
from pathlib import Path

import pytest

VALUES = Path(__file__).resolve().parents[1] / "values.tsv"
EXPRESSIONS = [line.split("\t")[0] for line in VALUES.read_text().splitlines()
               if line and not line.startswith(("#", "expression\t"))]


def seconds(text):
    """With nine digits after the point; the offset of a TIMESTAMP_TZ behind it."""
    number, blank, offset = text.partition(" ")
    return f"{Decimal(number):.9f}{blank}{offset}"


CHANGED = {"boolean": lambda text: {"0": "false", "1": "true"}[text], "time": seconds,
           "timestamp_ntz": seconds, "timestamp_ltz": seconds, "timestamp_tz": seconds}


def test_values_are_those_of_drivers_in_another_form(api, server):
    """Each expression of the drivers' table, asked for by both protocols."""
    driver = server.raw()
    driver.login()
    wrong = []
    for expression in EXPRESSIONS:
        expected = driver.query(f"SELECT {expression}")["data"]
        kind, cell = expected["rowtype"][0]["type"], expected["rowset"][0][0]
        if cell is not None:
            cell = CHANGED.get(kind, str)(cell)
        got = api.run(f"SELECT {expression}")
        if got["data"] != [[cell]] or got["resultSetMetaData"]["rowType"] != expected["rowtype"]:
            wrong.append((expression, cell, got["data"]))
    assert not wrong and len(EXPRESSIONS) > 50


@pytest.mark.parametrize("column, kind, value, shown", [
    ("NUMBER", "FIXED", "123", "123"),
    ("NUMBER(38, 0)", "FIXED", "-99999999999999999999999999999999999999", "-99999999999999999999999999999999999999"),
    ("NUMBER(10, 2)", "REAL", "1.25", "1.25"),
    ("FLOAT", "REAL", "-1e-300", "-1e-300"),
    ("VARCHAR", "TEXT", "it's ☃ \\ \"", "it's ☃ \\ \""),
    ("VARCHAR", "TEXT", "", ""),
    ("NUMBER(5, 2)", "TEXT", "1.5", "1.50"),
    ("BOOLEAN", "BOOLEAN", "true", "true"),
    ("BOOLEAN", "BOOLEAN", "false", "false"),
    ("BINARY", "BINARY", "00FFab", "00FFAB"),
    ("DATE", "DATE", "1577836800000", "18262"),
    ("DATE", "TEXT", "2020-02-29", "18321"),
    ("TIME", "TIME", "45296500000000", "45296.500000000"),
    ("TIME", "TEXT", "12:34:56.5", "45296.500000000"),
    ("TIMESTAMP_NTZ", "TIMESTAMP_NTZ", "1577872800123456789", "1577872800.123456789"),
    ("TIMESTAMP_LTZ", "TIMESTAMP_LTZ", "1577872800000000000", "1577872800.000000000"),
    ("TIMESTAMP_TZ", "TIMESTAMP_TZ", "1577872800000000000 960", "1577872800.000000000 960"),
    ("TIMESTAMP_NTZ", "TEXT", "2020-01-01 10:00:00", "1577872800.000000000"),
])
def test_bound_values_come_back(api, column, kind, value, shown):
    api.run(f"CREATE OR REPLACE TABLE bound (v {column})")
    stats = api.run("INSERT INTO bound VALUES (?), (?)",
                    bindings={"1": {"type": kind, "value": value}, "2": {"type": kind, "value": None}})["stats"]
    assert stats["numRowsInserted"] == 2
    assert api.rows("SELECT v FROM bound ORDER BY v NULLS LAST") == [[shown], [None]]


def test_arrays_are_bound(api):
    api.run("CREATE OR REPLACE TABLE many (a NUMBER, b VARCHAR)")
    result = api.run("INSERT INTO many VALUES (?, ?)", bindings={
        "1": {"type": "FIXED", "value": [str(n) for n in range(1000)]},
        "2": {"type": "TEXT", "value": [None if n % 2 else f"t{n}" for n in range(1000)]}})
    assert result["stats"]["numRowsInserted"] == 1000
    assert api.rows("SELECT SUM(a), COUNT(b), MAX(b) FROM many") == [["499500", "500", "t998"]]


def test_a_value_that_is_not_of_its_type_is_told(api):
    answer = api.submit("SELECT ? + 1", bindings={"1": {"type": "FIXED", "value": "abc"}})
    assert answer.status_code == 422 and answer.json()["sqlState"] == "22023"


def test_values_of_several_statements_are_refused(api):
    answer = api.submit("SELECT ?; SELECT ?", parameters={"MULTI_STATEMENT_COUNT": "2"},
                        bindings={"1": {"type": "FIXED", "value": "1"}, "2": {"type": "FIXED", "value": "2"}})
    assert answer.status_code == 422 and answer.json()["code"] == "000002"


def test_formats_make_texts_in_every_partition(api):
    rows = api.rows("SELECT DATEADD(day, SEQ8(), '2020-01-01'::DATE) AS d, RPAD('', 50, 'x') "
                    "FROM TABLE(GENERATOR(ROWCOUNT => 20000)) ORDER BY d", parameters={"DATE_OUTPUT_FORMAT": "DD.MM.YYYY"})
    assert rows[0][0] == "01.01.2020" and rows[366][0] == "01.01.2021" and rows[-1][0] == "03.10.2074"
    assert all(len(row[0]) == 10 and row[0][2] == "." for row in rows)


def test_null_is_a_text_where_that_is_asked_for(api):
    rows = api.rows("SELECT IFF(SEQ8() % 2 = 0, NULL, 1), RPAD('', 50, 'x') FROM TABLE(GENERATOR(ROWCOUNT => 20000))",
                    {"nullable": "false"})
    assert {row[0] for row in rows} == {"null", "1"}

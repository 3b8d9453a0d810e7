"""Results as Arrow: the tables and data frames that the connectors make of them, for every type.

Physical types as the drivers' own converters know them: numbers as narrow as their precision, decimals of 38 digits,
times and timestamps as counts or structs."""

import datetime
import decimal
import uuid

import pytest
import snowflake.connector

from harness import MAJOR

ZONED = datetime.timezone(datetime.timedelta(hours=-7))
ROWS = 5000  # More than the engine gives at once, in several pieces.

# Expression, its Python value, its Arrow type in fetch_arrow_all.
VALUES = [
    ("1", 1, "int8"),
    ("1234", 1234, "int16"),
    ("-123456789", -123456789, "int32"),
    ("123456789012345678", 123456789012345678, "int64"),
    ("12345678901234567890123456789012345678", decimal.Decimal("12345678901234567890123456789012345678"), "decimal128(38, 0)"),
    ("-99999999999999999999999999999999999999", decimal.Decimal("-99999999999999999999999999999999999999"), "decimal128(38, 0)"),
    ("SUM(7)", 7, "int64"),
    ("1.25", decimal.Decimal("1.25"), None),
    ("-0.01::NUMBER(38,10)", decimal.Decimal("-0.01"), None),
    ("1.5::FLOAT", 1.5, "double"),
    ("'-inf'::FLOAT", float("-inf"), "double"),
    ("'é\U0001F600'", "é\U0001F600", "string"),
    ("''", "", "string"),
    ("TRUE", True, "bool"),
    ("'2024-02-29'::DATE", datetime.date(2024, 2, 29), "date32[day]"),
    ("'0001-01-01'::DATE", datetime.date(1, 1, 1), "date32[day]"),
    ("'23:59:59.123456'::TIME", datetime.time(23, 59, 59, 123456), None),
    ("'23:59:59'::TIME(0)", datetime.time(23, 59, 59), None),
    ("'1969-12-31 23:59:59.999999'::TIMESTAMP_NTZ", datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), None),
    ("'2024-02-29 01:02:03'::TIMESTAMP_NTZ(0)", datetime.datetime(2024, 2, 29, 1, 2, 3), None),
    ("'2024-02-29 01:02:03.5 -0700'::TIMESTAMP_TZ", datetime.datetime(2024, 2, 29, 1, 2, 3, 500000, ZONED), None),
    ("'2024-02-29 01:02:03 -0700'::TIMESTAMP_TZ(0)", datetime.datetime(2024, 2, 29, 1, 2, 3, 0, ZONED), None),
    ("'1960-02-29 01:02:03.5 +0000'::TIMESTAMP_LTZ(3)", datetime.datetime(1960, 2, 29, 1, 2, 3, 500000, datetime.timezone.utc), None),
    ("TO_BINARY('00ff', 'HEX')", b"\x00\xff", "binary"),
    ("PARSE_JSON('{\"a\":[1,null]}')", '{\n  "a": [\n    1,\n    null\n  ]\n}', "string"),
    ("ARRAY_CONSTRUCT()", "[]", "string"),
]


@pytest.fixture(scope="module")
def connection(server):
    with server.connect(session_parameters={"TIMEZONE": "UTC"}) as connection:
        name = f"arrow_{uuid.uuid4().hex[:8]}"
        connection.cursor().execute(f"CREATE DATABASE {name}")
        yield connection
        connection.cursor().execute(f"DROP DATABASE {name}")


def fetched(connection, sql):
    return connection.cursor().execute(sql)


@pytest.mark.parametrize("expression, value, arrow", VALUES, ids=[value[0][:40] for value in VALUES])
def test_value(connection, expression, value, arrow):
    sql = f"SELECT {expression} AS v"
    got = fetched(connection, sql).fetchone()[0]
    assert got == value
    assert type(got) is type(value) or isinstance(value, bytes) or isinstance(got, (int, decimal.Decimal))
    table = fetched(connection, sql).fetch_arrow_all()
    assert table.num_rows == 1 and table.column_names == ["V"]
    if arrow:
        assert str(table.schema.field(0).type) == arrow


@pytest.mark.parametrize("expression, value, arrow", VALUES, ids=[value[0][:40] for value in VALUES])
def test_null(connection, expression, value, arrow):
    """Every third row is NULL, in more rows than one piece of the engine holds."""
    sql = f"SELECT IFF(s % 3 = 0, NULL, x) FROM (SELECT SEQ4() AS s FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))) n, (SELECT {expression} AS x) e ORDER BY s"
    rows = [row[0] for row in fetched(connection, sql).fetchall()]
    assert len(rows) == ROWS
    assert all((got is None) == (place % 3 == 0) for place, got in enumerate(rows))
    assert all(got == value for got in rows if got is not None)


def test_only_nulls_of_every_type(connection):
    kinds = ["INT", "NUMBER(38,5)", "FLOAT", "VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ",
             "BINARY", "VARIANT", "OBJECT", "ARRAY"]
    sql = "SELECT " + ", ".join(f"NULL::{kind}" for kind in kinds) + ", NULL FROM TABLE(GENERATOR(ROWCOUNT => 3))"
    assert fetched(connection, sql).fetchall() == [(None,) * (len(kinds) + 1)] * 3


def test_nulls_leave_the_booleans_beside_them_alone(connection):
    """Where TRY_TO_BOOLEAN gives NULL the engine leaves any byte in the column."""
    words = ["no", "maybe", "off", "true", "what"] * 40
    for _ in range(10):
        values = ", ".join(f"('{word}')" for word in words)
        rows = fetched(connection, f"SELECT TRY_TO_BOOLEAN(column1) FROM VALUES {values}").fetchall()
        assert [row[0] for row in rows] == [False, None, False, True, None] * 40


def test_no_rows(connection):
    sql = "SELECT 1 AS a, 'x' AS b WHERE 1 = 0"
    assert fetched(connection, sql).fetchall() == []
    frame = fetched(connection, sql).fetch_pandas_all()
    assert list(frame.columns) == ["A", "B"] and len(frame) == 0
    assert fetched(connection, sql).fetch_arrow_all() is None


def test_data_frame(connection):
    frame = fetched(connection, "SELECT SEQ4() AS n, n / 4 AS q, 'row ' || n AS t, n % 2 = 0 AS even, '2020-01-01'::DATE + n::INT AS d,"
                    " DATEADD(second, n, '2020-01-01'::TIMESTAMP_NTZ) AS ts"
                    f" FROM TABLE(GENERATOR(ROWCOUNT => {ROWS})) ORDER BY n").fetch_pandas_all()
    assert list(frame.columns) == ["N", "Q", "T", "EVEN", "D", "TS"]
    assert len(frame) == ROWS and frame["N"].sum() == ROWS * (ROWS - 1) // 2
    assert frame["Q"].iloc[3] == 0.75 and frame["T"].iloc[ROWS - 1] == f"row {ROWS - 1}"
    assert frame["EVEN"].sum() == ROWS // 2
    assert frame["D"].iloc[59] == datetime.date(2020, 2, 29)
    assert str(frame["TS"].dtype).startswith("datetime64") and frame["TS"].iloc[61] == datetime.datetime(2020, 1, 1, 0, 1, 1)


def test_data_frames_one_by_one(connection):
    cursor = fetched(connection, f"SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))")
    assert sum(len(frame) for frame in cursor.fetch_pandas_batches()) == ROWS


def test_the_session_may_ask_for_json(connection):
    try:
        connection.cursor().execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
        cursor = fetched(connection, "SELECT 1, 'a'")
        assert cursor.fetchall() == [(1, "a")]
        if MAJOR < 5:
            with pytest.raises(snowflake.connector.NotSupportedError):
                fetched(connection, "SELECT 1").fetch_arrow_all()
    finally:
        connection.cursor().execute("ALTER SESSION UNSET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT")


def test_what_is_no_query_comes_as_json(connection):
    for sql in ("SHOW DATABASES", "CREATE OR REPLACE TEMPORARY TABLE t (a INT)", "INSERT INTO t VALUES (1), (2)", "DESCRIBE TABLE t"):
        assert fetched(connection, sql).fetchall()
    assert fetched(connection, "SELECT * FROM t ORDER BY a").fetch_arrow_all().to_pydict() == {"A": [1, 2]}


# ---- large results, which come in chunks ----

LARGE = 200_000


@pytest.fixture(scope="module", params=["ARROW", "JSON"])
def large(request, server):
    """A session in each format, and a query whose rows fill several chunks."""
    with server.connect(session_parameters={"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": request.param}) as connection:
        yield connection, (f"SELECT s AS n, 'row number ' || s AS t, IFF(s % 10 = 0, NULL, s / 8) AS q, SUM(s) OVER (ORDER BY s) AS total"
                           f" FROM (SELECT SEQ8() AS s FROM TABLE(GENERATOR(ROWCOUNT => {LARGE}))) ORDER BY n"), request.param


def test_all_rows_of_a_large_result(large):
    connection, sql, _ = large
    cursor = connection.cursor().execute(sql)
    assert cursor.rowcount == LARGE
    total = 0
    for place, row in enumerate(cursor):
        total += place
        assert row == (place, f"row number {place}", None if place % 10 == 0 else decimal.Decimal(place) / 8, total)
    assert place + 1 == LARGE


def test_a_large_result_as_a_data_frame(large):
    connection, sql, form = large
    if form == "JSON" and MAJOR < 5:
        pytest.skip("this connector makes no data frames of JSON")
    frame = connection.cursor().execute(sql).fetch_pandas_all()
    assert len(frame) == LARGE
    assert int(frame["N"].sum()) == LARGE * (LARGE - 1) // 2
    assert frame["Q"].isna().sum() == LARGE // 10
    assert int(frame["TOTAL"].iloc[-1]) == LARGE * (LARGE - 1) // 2


def test_one_row_of_a_large_result(large):
    connection, sql, _ = large
    cursor = connection.cursor().execute(sql)
    assert cursor.fetchone()[0] == 0
    cursor.close()
    assert connection.cursor().execute("SELECT 1").fetchone() == (1,)

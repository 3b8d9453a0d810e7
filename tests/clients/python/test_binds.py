"""Bound values there and back: one by one and as arrays."""

import datetime as dt
import math
from decimal import Decimal

import pytest
from snowflake.connector import ProgrammingError

COLUMNS = (
    "i INT, n NUMBER(20,4), f FLOAT, s VARCHAR, b BOOLEAN, d DATE, t TIME, ntz TIMESTAMP_NTZ, "
    "bin BINARY"
)
ROWS = [
    (1, Decimal("1234.5678"), 1.5e300, "it's ünï\n", True, dt.date(1969, 12, 31),
     dt.time(23, 59, 59, 999999), dt.datetime(2024, 2, 29, 1, 2, 3, 456789), b"\x00\xff"),
    (None,) * 9,
    (-2, Decimal("-0.0001"), -0.5, "", False, dt.date(1, 1, 1), dt.time(0), dt.datetime(1970, 1, 1),
     b""),
]
MARKS = ",".join("?" * 9)


@pytest.fixture
def cursor(server):
    with server.connect(paramstyle="qmark") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE DATABASE BINDS")
        cursor.execute(f"CREATE TABLE t ({COLUMNS})")
        yield cursor
        cursor.execute("DROP DATABASE BINDS")


def test_scalars_come_back(cursor):
    for row in ROWS:
        cursor.execute(f"INSERT INTO t VALUES ({MARKS})", row)
    assert cursor.execute("SELECT * FROM t").fetchall() == ROWS


def test_arrays_come_back(cursor):
    """Connectors 3 and 4 send an array with None in it as text, dates as bare counts: a column of
    those means what the text means to Snowflake, so None goes with numbers and text only."""
    full = [row for row in ROWS if row[0] is not None]
    cursor.executemany(f"INSERT INTO t VALUES ({MARKS})", full)
    assert cursor.rowcount == len(full)
    cursor.executemany("INSERT INTO t (i, s) VALUES (?, ?)", [(None, "x"), (5, None)])
    empty = (None,) * 9
    assert cursor.execute("SELECT * FROM t").fetchall() == full + [
        empty[:3] + ("x",) + empty[4:], (5,) + empty[1:],
    ]


def test_an_array_of_wide_numbers_widens_the_column(cursor):
    """The statement runs three times: narrow, wide, and after the column has become wide."""
    wide = 10**37 + 1
    cursor.executemany("INSERT INTO t (i, s) VALUES (?, ?)", [(1, "a"), (wide, "b")])
    cursor.executemany("INSERT INTO t (i, s) VALUES (?, ?)", [(-wide, "c"), (None, "d")])
    rows = cursor.execute("SELECT i, s FROM t ORDER BY s").fetchall()
    assert rows == [(1, "a"), (wide, "b"), (-wide, "c"), (None, "d")]


def test_a_failing_array_inserts_nothing(cursor):
    with pytest.raises(Exception, match="Numeric value 'x' is not recognized"):
        cursor.executemany("INSERT INTO t (i) VALUES (?)", [("1",), ("x",)])
    assert cursor.execute("SELECT COUNT(*) FROM t").fetchall() == [(0,)]


def test_a_bind_stands_for_a_name(cursor):
    cursor.execute("INSERT INTO IDENTIFIER(?) (i) VALUES (7)", ("t",))
    assert cursor.execute("SELECT i FROM IDENTIFIER(?)", ("t",)).fetchall() == [(7,)]


def test_many_literal_rows_of_every_shape(cursor):
    """VALUES of many rows goes to the engine as data: each shape must arrive as it was written."""
    rows = [(i, f"{i}.{i:04d}", f"{i}e-3", f"v{i}") for i in range(50)]
    values = ", ".join(f"({i}, {n}, {f}, '{s}')" for i, n, f, s in rows)
    cursor.execute(f"INSERT INTO t (i, n, f, s) VALUES {values}")
    assert cursor.execute("SELECT i, n, f, s FROM t ORDER BY i").fetchall() == [
        (i, Decimal(n), float(f), s) for i, n, f, s in rows
    ]
    digits = "12345678901234567890.123456789"
    cursor.execute(
        "SELECT COUNT(*), MAX(a) FROM (VALUES " + ", ".join([f"({digits})"] * 30) + ") AS v (a)"
    )
    assert cursor.fetchall() == [(30, Decimal(digits))]


def test_no_rows_are_no_rows(cursor):
    cursor.executemany(f"INSERT INTO t VALUES ({MARKS})", [])
    assert cursor.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)


def test_minus_zero_keeps_its_sign(cursor):
    cursor.execute("CREATE TABLE z (f FLOAT)")
    cursor.execute("INSERT INTO z VALUES (?)", (-0.0,))
    cursor.executemany("INSERT INTO z VALUES (?)", [(-0.0,), (-0.0,)])
    cursor.execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'ARROW'")
    signs = [math.copysign(1, value) for (value,) in cursor.execute("SELECT f FROM z").fetchall()]
    assert signs == [-1, -1, -1]


def test_a_text_is_no_json(cursor):
    """docs.snowflake.com/en/user-guide/querying-semistructured: PARSE_JSON in INSERT ... SELECT."""
    cursor.execute("CREATE TABLE j (v VARIANT, a ARRAY, o OBJECT)")
    for column, kind in [("v", "VARIANT"), ("a", "ARRAY"), ("o", "OBJECT")]:
        words = f"expecting {kind} but got VARCHAR"
        with pytest.raises(ProgrammingError, match=words):
            cursor.execute(f"INSERT INTO j ({column}) VALUES (?)", ("{}",))
        with pytest.raises(ProgrammingError, match=words):
            cursor.executemany(f"INSERT INTO j ({column}) VALUES (?)", [("{}",), (None,)])
        cursor.executemany(f"INSERT INTO j ({column}) VALUES (?)", [(None,), (None,)])
    cursor.execute("INSERT INTO j SELECT PARSE_JSON(?), PARSE_JSON(?), PARSE_JSON(?)", ("1", "[2]", '{"k":3}'))
    assert cursor.execute("SELECT COUNT(*), COUNT(v), COUNT(a), COUNT(o) FROM j").fetchone() == (7, 1, 1, 1)

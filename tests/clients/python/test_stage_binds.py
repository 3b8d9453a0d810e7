"""executemany of so many values that the connector sends them through a stage."""

import datetime
import decimal

import pytest

ROWS = 14_000  # By six columns: more than CLIENT_STAGE_ARRAY_BINDING_THRESHOLD, 65280.
NIGHT = datetime.datetime(2024, 2, 29, 23, 59, 59, 123456)
ZONE = datetime.timezone(datetime.timedelta(hours=5, minutes=30))


@pytest.fixture
def qmark(server, schema):
    connection = server.connect(paramstyle="qmark", database=schema, schema="PUBLIC")
    yield connection.cursor()
    connection.close()


def staged(cur):
    """Whether the connector has used the stage for bound values."""
    return any(row[1].startswith("SYSTEM") for row in cur.execute("SHOW STAGES").fetchall())


def test_numbers_and_texts(qmark):
    texts = ["plain", "", None, "a,b", 'say "hi"', "two\nlines", "back\\slash", "ü日本😀", " blank ", "NULL", "\\N",
             "tab\there", "'"]
    qmark.execute("CREATE TABLE t (n INT, d NUMBER(10,2), f FLOAT, s VARCHAR, b BOOLEAN, big NUMBER(38,0))")
    rows = [(i, decimal.Decimal(i) / 4, i * 0.5, texts[i % len(texts)], [True, False, None][i % 3],
             10**37 + i if i % 7 else None) for i in range(ROWS)]
    qmark.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", rows)
    assert qmark.rowcount == ROWS
    assert staged(qmark)
    got = qmark.execute("SELECT * FROM t ORDER BY n").fetchall()
    assert got == rows


def test_dates_and_times(qmark):
    qmark.execute("CREATE TABLE t (n INT, d DATE, t TIME, ntz TIMESTAMP_NTZ, tz TIMESTAMP_TZ)")
    rows = []
    for i in range(ROWS + 3000):
        moment = NIGHT + datetime.timedelta(days=i % 1000, seconds=i)
        rows.append((i, moment.date(), moment.time(), moment, moment.replace(tzinfo=ZONE)))
    qmark.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    assert staged(qmark)
    got = qmark.execute("SELECT n, d, t, ntz, tz FROM t ORDER BY n").fetchall()
    assert got == rows


def test_bytes_and_expressions(qmark):
    qmark.execute("CREATE TABLE t (n INT, b BINARY, j VARIANT, d INT DEFAULT 7)")
    rows = [(i, bytes([i % 256]) * (i % 5), f'{{"a": {i}}}') for i in range(ROWS * 2)]
    qmark.executemany("INSERT INTO t (n, b) VALUES (? + 1, ?)", [row[:2] for row in rows * 2])
    assert staged(qmark)
    assert qmark.execute("SELECT COUNT(*), SUM(d), SUM(LENGTH(b)), MIN(n) FROM t").fetchone() == (
        ROWS * 4, ROWS * 4 * 7, sum(len(row[1]) for row in rows) * 2, 1)


def test_a_hundred_thousand_rows(qmark):
    qmark.execute("CREATE TABLE t (n INT, s VARCHAR, f FLOAT, b BOOLEAN, ntz TIMESTAMP_NTZ)")
    rows = [(i, f"'ü\"{i}" if i % 5 else None, i / 4, i % 2 == 0, NIGHT + datetime.timedelta(hours=i)) for i in range(100_000)]
    qmark.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    assert qmark.rowcount == 100_000
    assert staged(qmark)
    assert qmark.execute("SELECT * FROM t ORDER BY n").fetchall() == rows


def test_a_bad_value_leaves_nothing(qmark):
    qmark.execute("CREATE TABLE t (n INT, s VARCHAR)")
    rows = [(str(i), "x") for i in range(40_000)]
    rows[-1] = ("no number", "x")
    with pytest.raises(Exception, match="no number"):
        qmark.executemany("INSERT INTO t VALUES (?, ?)", rows)
    assert qmark.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)


def test_the_stage_goes_with_the_session(server, schema, cur):
    connection = server.connect(paramstyle="qmark", database=schema, schema="PUBLIC")
    cur.execute("CREATE TABLE t (n INT)")
    with connection.cursor() as other:
        other.executemany("INSERT INTO t VALUES (?)", [(i,) for i in range(70_000)])
        assert staged(other)
    assert not staged(cur)
    connection.close()
    assert cur.execute("SELECT COUNT(*) FROM t").fetchone() == (70_000,)


def test_a_column_of_nothing_goes_anywhere(qmark):
    qmark.execute("CREATE TABLE t (n INT, a ARRAY, v VARIANT, d DATE, b BOOLEAN, f FLOAT)")
    qmark.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", [(i,) + (None,) * 5 for i in range(ROWS)])
    assert staged(qmark)
    assert qmark.execute("SELECT COUNT(n), COUNT(a), COUNT(v), COUNT(d), COUNT(b), COUNT(f) FROM t").fetchone() == (ROWS, 0, 0, 0, 0, 0)

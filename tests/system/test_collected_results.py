"""Large results that all threads make: the same rows in the same order as the stream of JSON gives, whatever the batches hold."""

import base64

import pyarrow.ipc
import pytest
import snowflake.connector

from harness import until

ROWS = 300_000  # Three row groups.
TABLE = f"""CREATE TABLE wide AS SELECT s AS id, s % 1000 AS g, 'name ' || s AS name, s / 7 AS q,
 IFF(s % 7 = 0, NULL, s::NUMBER(38, 0) * IFF(s = 254321, 1000000000000000000000, 1)) AS big,
 DATEADD(second, s, '2020-01-01'::TIMESTAMP_NTZ) AS t, s % 2 = 0 AS b, TO_BINARY(LPAD(s, 8, '0'), 'HEX') AS x
 FROM (SELECT ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS s FROM TABLE(GENERATOR(ROWCOUNT => {ROWS})))"""

# The query, how many rows it gives, whether their order is kept.
QUERIES = [
    ("SELECT * FROM wide", ROWS, True),
    ("SELECT * FROM wide WHERE id % 3 = 0", 100_000, True),
    ("SELECT * FROM wide WHERE id = 5 OR id = 299999", 2, True),
    ("SELECT * FROM wide WHERE id < 0", 0, True),
    ("SELECT * FROM wide WHERE g = 17", 300, True),
    ("SELECT name, big FROM wide WHERE id % 20 = 0", 15_000, True),  # Little of each batch, too much for an answer.
    ("SELECT * FROM wide WHERE id BETWEEN 200000 AND 210000", 10_001, True),
    ("SELECT * FROM wide WHERE id >= 250000", 50_000, True),
    ("SELECT id, big FROM wide ORDER BY id DESC", ROWS, True),
    ("SELECT id FROM wide LIMIT 150000", 150_000, True),
    ("SELECT id, name FROM wide UNION ALL SELECT -id, b::VARCHAR FROM wide", 2 * ROWS, True),
    ("SELECT id % 200000 AS k, COUNT(*), SUM(big) FROM wide GROUP BY 1", 200_000, False),
    ("SELECT a.id, b.name FROM wide a JOIN wide b ON a.id = b.id", ROWS, False),
]


@pytest.fixture(scope="module")
def connection(server):
    with server.connect(database="COLLECTED") as connection:
        for sql in ("CREATE DATABASE collected", "USE SCHEMA collected.public", TABLE):
            connection.cursor().execute(sql)
        yield connection
        connection.cursor().execute("DROP DATABASE collected")


def rows_of(connection, sql, form):
    connection.cursor().execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{form}'")
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchall(), cursor.sfqid


def schemas_of(server, sql):
    """Those of the first rows and of each chunk, as the server writes them."""
    session = server.raw()
    session.login(CLIENT_APP_ID="PythonConnector", CLIENT_APP_VERSION="4.6.0")
    data = session.query(sql)["data"]
    streams = [base64.b64decode(data["rowsetBase64"])]
    for chunk in data["chunks"]:
        streams.append(session.request("GET", "/" + chunk["url"].split("/", 3)[3])[2])
    session.close()
    return [pyarrow.ipc.open_stream(stream).schema for stream in streams]


@pytest.mark.parametrize("sql, count, ordered", QUERIES, ids=[sql for sql, _, _ in QUERIES])
def test_rows_are_those_of_the_stream(connection, sql, count, ordered):
    collected, query = rows_of(connection, sql, "ARROW")
    streamed, _ = rows_of(connection, sql, "JSON")
    assert len(collected) == count
    if ordered:
        assert collected == streamed
    else:
        assert sorted(collected, key=str) == sorted(streamed, key=str)
    if count < 300_000:
        again, _ = rows_of(connection, f"SELECT * FROM TABLE(RESULT_SCAN('{query}'))", "ARROW")
        assert again == collected


@pytest.mark.parametrize("sql", [
    "SELECT id, q, big, name FROM collected.public.wide",  # Numbers of 16 bytes, of which the first ones would fit into 8.
    "SELECT id, q, big FROM collected.public.wide WHERE id % 20 = 0",  # Parts that are put together.
    "SELECT q FROM collected.public.wide ORDER BY id",
    "SELECT IFF(id < 200000, NULL, q) AS q, name FROM collected.public.wide",  # Parts of nothing but NULL.
], ids=["all", "some", "sorted", "NULL"])
def test_all_parts_have_the_same_types(connection, server, sql):
    first, *others = schemas_of(server, sql)
    assert others and all(other.equals(first, check_metadata=True) for other in others)


def test_an_error_in_the_middle_is_the_statements(connection):
    with pytest.raises(snowflake.connector.errors.ProgrammingError, match="Division by zero") as failure:
        rows_of(connection, "SELECT id, 1 / (id - 254321) FROM wide", "ARROW")
    assert failure.value.errno == 100051
    assert rows_of(connection, "SELECT 1", "ARROW")[0] == [(1,)]


def test_a_number_that_turns_out_wide_starts_again(connection):
    """The engine's narrow integers are tried first; the row that needs wide ones comes late."""
    rows, _ = rows_of(connection, "SELECT id * IFF(id = 254321, 100000000000000000000, 1) FROM wide", "ARROW")
    assert len(rows) == ROWS and rows[254_321] == (25432100000000000000000000,) and rows[5] == (5,)


def test_a_transaction_sees_its_own_rows(connection):
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.execute("INSERT INTO wide (id) VALUES (-5)")
    rows, _ = rows_of(connection, "SELECT id FROM wide", "ARROW")
    cursor.execute("ROLLBACK")
    assert len(rows) == ROWS + 1 and rows[-1] == (-5,)
    assert len(rows_of(connection, "SELECT id FROM wide", "ARROW")[0]) == ROWS


def test_it_is_cancelled(connection, server):
    cursor = connection.cursor()
    cursor.execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'ARROW'")
    with pytest.raises(snowflake.connector.errors.ProgrammingError) as failure:
        cursor.execute("SELECT a.id, b.id FROM wide a JOIN wide b ON a.g = b.g", timeout=2)
    assert failure.value.errno == 604
    until(lambda: not list((server.folder / "data" / "results").glob("*.part")))
    assert rows_of(connection, "SELECT 1", "ARROW")[0] == [(1,)]

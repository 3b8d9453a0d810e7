"""The main job on real input: TPC-H at scale 0.1, all 22 queries, before and after a restart."""

import snowflake.connector
import pytest

import tpch
from harness import Server

SCALE = 0.1


@pytest.fixture(scope="module")
def raw():
    return tpch.generate(SCALE)


@pytest.fixture(scope="module")
def server(tmp_path_factory, raw):
    snowflake.connector.paramstyle = "qmark"
    with Server(tmp_path_factory.mktemp("tpch")) as server:
        tpch.load(raw, server.connect)
        yield server


def check_all(server, raw):
    with server.connect(database="TPCH", schema="PUBLIC") as connection:
        with connection.cursor() as cursor:
            for table in tpch.TABLES:
                assert (cursor.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
                        == raw.execute(f"SELECT COUNT(*) FROM {table}").fetchone()), table
            differ = [number for number in tpch.QUERIES
                      if cursor.execute(tpch.query(number)).fetchall() != tpch.expected_rows(raw, number)]
    assert not differ


@pytest.mark.parametrize("number", tpch.QUERIES)
def test_query(server, raw, number):
    with server.connect(database="TPCH", schema="PUBLIC") as connection:
        rows = connection.cursor().execute(tpch.query(number)).fetchall()
    assert rows == tpch.expected_rows(raw, number)
    assert rows


def test_all_again_after_a_restart(server, raw):
    assert server.stop() == 0
    server.start()
    check_all(server, raw)


def test_all_again_after_a_kill(server, raw):
    server.stop(kill=True)
    server.start()
    check_all(server, raw)

"""Fixtures for tests with a connector: connections to the server of tests/conftest.py."""

import os
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


@pytest.fixture
def conn(server):
    connection = server.connect()
    yield connection
    connection.close()


@pytest.fixture
def cur(conn):
    with conn.cursor() as cursor:
        yield cursor


@pytest.fixture
def schema(cur, request):
    """A database and a schema for one test, current in `cur`."""
    name = re.sub(r"\W", "_", f"{request.node.name}_{os.getpid()}").upper()
    cur.execute(f"CREATE OR REPLACE DATABASE {name}")
    cur.execute(f"USE SCHEMA {name}.PUBLIC")
    yield name
    cur.execute(f"DROP DATABASE IF EXISTS {name}")

"""Fixtures: the built server, each with its own data folder and ports, and connections to it."""

import os
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from harness import MAJOR, Server  # noqa: E402, F401


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for many tests; what a test makes there has a name of its own."""
    server = Server(tmp_path_factory.mktemp("server"), https=True).start()
    yield server
    assert server.stop() == 0, server.log_text()[-4000:]


@pytest.fixture
def start_server(tmp_path):
    """Makes servers of a test's own: start_server("--flag", "value")."""
    servers = []

    def start(*flags, folder="server", **options):
        servers.append(Server(tmp_path / folder, *flags, **options))
        return servers[-1].start()

    yield start
    for one in servers:
        one.stop()


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

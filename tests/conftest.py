"""Fixtures of every test that talks to the built server, which is started on its own data folder and ports."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness import Server  # noqa: E402


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

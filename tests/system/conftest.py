"""Fixtures for tests of the whole system: servers of a test's own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import Server  # noqa: E402


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

"""The SQL API as a plain HTTP client uses it: a key pair, `requests`, nothing of Snowflake's."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rest_client import Client  # noqa: E402
from key_pair import Key  # noqa: E402


@pytest.fixture(scope="session")
def key():
    return Key()


@pytest.fixture(scope="module")
def admin(server):
    """A connection that may make users and databases."""
    with server.connect() as connection:
        yield connection.cursor()


@pytest.fixture(scope="module")
def api(server, admin, key, request):
    """A user and a database of the test file's own."""
    name = request.module.__name__.upper()
    admin.execute(f"CREATE OR REPLACE DATABASE {name}")
    admin.execute(f"CREATE OR REPLACE USER {name} RSA_PUBLIC_KEY = '{key.public}' "
                  f"DEFAULT_NAMESPACE = '{name}.PUBLIC'")
    return Client(server.url, name, key)

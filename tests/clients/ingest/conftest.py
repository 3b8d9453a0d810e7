"""The Snowpipe REST API as Snowflake's own SDK for Python uses it: a pipe and a manager for each test."""

import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from key_pair import Key  # noqa: E402


@pytest.fixture(scope="session")
def key():
    return Key()


@pytest.fixture(scope="session")
def private_pem(key):
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption()).decode()


@pytest.fixture
def cur(server, key, request):
    """A user LOADER with a key, and a database of the test's own with a table T, a stage ST and a pipe P."""
    name = request.node.name.upper()[:60]
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE USER loader RSA_PUBLIC_KEY = '{key.public}'")
        cursor.execute(f"CREATE OR REPLACE DATABASE {name}")
        cursor.execute("CREATE TABLE t (a INT, b VARCHAR)")
        cursor.execute("CREATE STAGE st")
        cursor.execute("CREATE PIPE p AS COPY INTO t FROM @st")
        yield cursor
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def pipe(cur):
    return cur.execute("SELECT CURRENT_DATABASE() || '.PUBLIC.P'").fetchone()[0]


@pytest.fixture
def put(cur, tmp_path):
    def put(name, content, stage="@st"):
        path = tmp_path / name
        path.write_text(content)
        cur.execute(f"PUT 'file://{path}' {stage} AUTO_COMPRESS=FALSE OVERWRITE=TRUE")

    return put

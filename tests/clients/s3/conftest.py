"""Fixtures: an S3 server, a server of ours that is told of it, a bucket and a schema for each test."""

import os
import re

import pytest

from harness import Server
from store import Store


@pytest.fixture(scope="session")
def store():
    os.environ.update(AWS_ACCESS_KEY_ID="unused", AWS_SECRET_ACCESS_KEY="unused")
    running = Store().start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def s3_server(store, tmp_path_factory):
    folder = tmp_path_factory.mktemp("s3")
    keys = {"SNOWGLOBE_S3_KEY_ID": store.keys[0], "SNOWGLOBE_S3_SECRET_KEY": store.keys[1]}
    with Server(folder, "--s3-endpoint", store.url, "--s3compat-endpoints",
                f"{store.url},http://127.0.0.1:1", env=keys) as server:
        yield server


@pytest.fixture
def bucket(store, request):
    return store.bucket(re.sub(r"[^a-z0-9]", "-", request.node.name)[:60].strip("-"))


@pytest.fixture
def cur(s3_server, request):
    name = re.sub(r"\W", "_", f"{request.node.name}_{os.getpid()}").upper()
    connection = s3_server.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE DATABASE {name}")
        yield cursor
        cursor.execute(f"DROP DATABASE {name}")
    connection.close()


@pytest.fixture
def keys(store):
    return f"CREDENTIALS = (AWS_KEY_ID = '{store.keys[0]}' AWS_SECRET_KEY = '{store.keys[1]}')"

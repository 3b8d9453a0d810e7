"""Fixtures of the tests with Snowpark: a session, and a database for each file of tests."""

import pytest
from snowflake.snowpark import Session


@pytest.fixture(scope="module")
def session(server, request):
    session = Session.builder.configs({
        "account": "local", "user": "snowglobe", "password": "snowglobe", "host": "127.0.0.1",
        "port": server.http_port, "protocol": "http"}).create()
    name = request.module.__name__.upper()
    session.sql(f"CREATE OR REPLACE DATABASE {name}").collect()
    session.sql("CREATE WAREHOUSE IF NOT EXISTS snowpark_wh").collect()
    session.use_database(name)
    session.use_schema("PUBLIC")
    yield session
    session.sql(f"DROP DATABASE {name}").collect()
    session.close()

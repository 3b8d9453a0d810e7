"""Fixtures of the tests with snowflake-sqlalchemy: engines on a database of each test's own."""

import os
import re

import pytest
import sqlalchemy
from snowflake.sqlalchemy import URL


@pytest.fixture
def make_engine(server):
    """make_engine(database=..., schema=...)"""
    engines = []

    def make(**place):
        url = URL(account="local", user="snowglobe", password="snowglobe", host="127.0.0.1",
                  port=server.http_port, **place)
        engines.append(sqlalchemy.create_engine(url, connect_args={"protocol": "http"}))
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def database(make_engine, request):
    name = re.sub(r"\W", "_", f"{request.node.name}_{os.getpid()}").lower()
    with make_engine().connect() as connection:
        connection.exec_driver_sql(f"CREATE OR REPLACE DATABASE {name}")
        yield name
        connection.exec_driver_sql(f"DROP DATABASE {name}")


@pytest.fixture
def engine(make_engine, database):
    return make_engine(database=database, schema="public")

"""A session for each property, with random numbers that depend on the seed and the property's name only."""

import pytest

from asking import SEED, Asker


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"random cases of PROPERTY_SEED={SEED}")


@pytest.fixture
def ask(server, request):
    with server.connect(session_parameters={"TIMEZONE": "UTC"}) as connection:
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE IF NOT EXISTS property")
            cursor.execute("USE SCHEMA property.public")
        asker = Asker(connection, request.node.name)
        asker.set(PYTHON_CONNECTOR_QUERY_RESULT_FORMAT=asker.random.choice(["ARROW", "JSON"]))
        yield asker
        asker.finish()

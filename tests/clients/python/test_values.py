"""Each expression of values.tsv, selected, is the value that the table says the connector shows: in
rows of both formats, in Arrow tables and in data frames."""

import json
import os
import re

import pytest
import snowflake.connector

import value_table

CONNECTOR = "py" + "".join(re.findall(r"\d+", snowflake.connector.__version__)[:2])
ROWS = value_table.read()[1]


def plain(value):
    """As Python writes it; values of numpy as those of Python that they are."""
    item = getattr(value, "item", None)
    return repr(item() if callable(item) and type(value).__module__ == "numpy" else value)


def in_rows(cursor):
    return plain(cursor.fetchone()[0])


def in_table(cursor):
    column = cursor.fetch_arrow_all().column(0)
    return f"{column.type} {plain(column[0].as_py())}"


def in_frame(cursor):
    frame = cursor.fetch_pandas_all()
    return f"{frame.dtypes.iloc[0]} {plain(frame.iloc[0, 0])}"


FORMS = {"": ("ARROW", in_rows), "_json": ("JSON", in_rows), "_arrow": ("ARROW", in_table), "_pandas": ("ARROW", in_frame)}


@pytest.fixture(scope="module")
def sessions(server):
    opened = {}
    for result_format in ("ARROW", "JSON"):
        parameters = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": result_format}
        opened[result_format] = server.connect(session_parameters=parameters)
    yield opened
    for connection in opened.values():
        connection.close()


def shown(connection, expression, form):
    try:
        with connection.cursor() as cursor:
            return form(cursor.execute("SELECT " + expression))
    except Exception as error:  # What a connector cannot read is an error of any kind.
        # Connector 5.2 names the same failure now AttributeError, now InterfaceError, now ValueError.
        return "error" if CONNECTOR == "py52" else f"error {type(error).__name__}"


@pytest.mark.parametrize("row", ROWS, ids=[row["expression"] for row in ROWS])
def test_value(sessions, row):
    got = {}
    for name, (result_format, form) in FORMS.items():
        if row[CONNECTOR + name] != "-":
            got[CONNECTOR + name] = shown(sessions[result_format], row["expression"], form)
    if "VALUES_SHOWN" in os.environ:
        with open(os.environ["VALUES_SHOWN"], "a") as notes:
            notes.writelines(json.dumps([column, row["expression"], text]) + "\n" for column, text in got.items())
    else:
        assert got == {column: row[column] for column in got}

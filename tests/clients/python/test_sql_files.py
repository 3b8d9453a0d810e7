"""Every golden file of tests/sql through the connector: one test a file.

The connectors differ: old ones run over HTTP, the newest over HTTPS; the oldest reads JSON, the others Arrow."""

import os
from pathlib import Path

import pytest
import snowflake.connector

from harness import MAJOR
from sql_file import problem_with, read_blocks

FOLDER = Path(__file__).resolve().parents[2] / "sql"
FILES = sorted(FOLDER.rglob("*.test"))
HTTPS = MAJOR >= 5
FORMAT = "JSON" if MAJOR < 4 else "ARROW"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER))[:-5])
def test_file(server, path):
    name = "_".join(path.relative_to(FOLDER).with_suffix("").parts).upper() + f"_{os.getpid()}"
    skip = [f"skip {MAJOR}", "only http" if HTTPS else "only https"]
    problems = []
    parameters = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": FORMAT}
    with server.connect(https=HTTPS, session_parameters=parameters) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE DATABASE {name}")
        for block in read_blocks(path, name, skip):
            problem = problem_with(block, cursor, snowflake.connector.Error, MAJOR)
            if problem:
                problems.append(f"{path.name}:{block.line}: {block.sql}\n{problem}")
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    assert not problems, f"{len(problems)} differ\n\n" + "\n\n".join(problems)

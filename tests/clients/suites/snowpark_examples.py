"""A pytest plugin: the examples in Snowpark's own documentation, each a doctest with what Snowflake answered.

Each file of Snowpark gets a session with a database of its own, and all the small files that they load."""

import json
import os
import re
from pathlib import Path

import pytest
from snowflake.snowpark import Session
from snowflake.snowpark.functions import to_timestamp

# The examples say what is in the files that they load.
FILES = {
    "testCSV.csv": "1,one,1.2\n2,two,2.2\n",
    "test2CSV.csv": "3,three,3.3\n4,four,4.4\n",
    "testCSVheader.csv": "id,name,rating\n1,one,1.2\n2,two,2.2\n",
    "testCSVspecialFormat.csv": "id,username,firstname,lastname\n0,admin,none,none\n1,test_user,test,user\n",
    "testJson.json": json.dumps({"fruit": "Apple", "size": "Large", "color": "Red"}),
    "test.xml": "<test><num>1</num><str>str1</str></test>\n<test><num>2</num><str>str2</str></test>\n",
}


def lay_files(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)


def pytest_sessionstart(session):
    lay_files(Path("tests/resources"))


@pytest.fixture(autouse=True, scope="module")
def snowpark_session(request, doctest_namespace):
    session = Session.builder.configs({
        "account": "local", "user": "snowglobe", "password": "snowglobe", "host": "127.0.0.1",
        "port": int(os.environ["SNOWGLOBE_HTTP_PORT"]), "protocol": "http", "warehouse": "WH",
        "role": "SYSADMIN"}).create()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # Several run the examples of one file.
    name = re.sub(r"\W", "_", request.node.name + worker).upper()
    session.sql(f"CREATE OR REPLACE DATABASE {name}").collect()
    session.sql_simplifier_enabled = True
    doctest_namespace.update(session=session, to_timestamp=to_timestamp)
    yield
    session.close()

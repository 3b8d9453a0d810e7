"""A connector that does what it is told, a line of JSON a command, and answers how long it took.

Run by the Python of the connector's own virtual environment; it imports nothing else of the project."""

import datetime
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")  # Of connector 5: advice to whoever writes applications.

import snowflake.connector  # noqa: E402

snowflake.connector.paramstyle = "qmark"
connections = {}


def connect(side, options):
    connections[side] = snowflake.connector.connect(**options)


def run(side, sql):
    connections[side].cursor().execute(sql).fetchall()


def fetch(side, sql, how):
    result = getattr(connections[side].cursor().execute(sql), how)()
    assert len(result) > 0


def bind(side, sql, rows):
    values = [(n, f"text {n}", n / 7, datetime.date(2020, 1, 1 + n % 28)) for n in range(rows)]
    begin = time.perf_counter()
    connections[side].cursor().executemany(sql, values)
    return (time.perf_counter() - begin) * 1000


def login(side, options):
    snowflake.connector.connect(**options).close()


COMMANDS = {"connect": connect, "run": run, "fetch": fetch, "bind": bind, "login": login}

for line in sys.stdin:
    command = json.loads(line)
    work = COMMANDS[command.pop("do")]
    begin = time.perf_counter()
    inner = work(**command)
    print(json.dumps({"ms": inner or (time.perf_counter() - begin) * 1000}), flush=True)
for connection in connections.values():
    connection.close()

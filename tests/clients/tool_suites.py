"""The suites that the makers of tools wrote for them (deps.lock names them), run with their own pytest.

What is not run stands in suites/<name>.later, with the reason."""

import subprocess
from pathlib import Path

CLIENTS = Path(__file__).resolve().parent
ROOT = CLIENTS.parents[1]
SUITES = ROOT / "deps/suites"


def later(name):
    lines = (CLIENTS / "suites" / f"{name}.later").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def prepare(server, *statements):
    with server.connect() as connection:
        for statement in statements:
            connection.cursor().execute(statement)


def run_pytest(tool, environment, report, *arguments):
    environment.update(PYTHONPATH=str(CLIENTS / "suites"), PYTHONDONTWRITEBYTECODE="1", TZ="UTC")
    return subprocess.run(
        [ROOT / "deps" / f"venv-{tool}" / "bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n2",
         "--timeout=120", "--color=no", "--tb=short", f"--junit-xml={report}", *arguments],
        cwd=SUITES / tool, env=environment).returncode


def sqlalchemy_environment(server, environment):
    prepare(server, "CREATE DATABASE testdb", "CREATE WAREHOUSE wh")
    environment.update(
        SNOWFLAKE_ACCOUNT="local", SNOWFLAKE_USER="snowglobe", SNOWFLAKE_PASSWORD="snowglobe",
        SNOWFLAKE_DATABASE="TESTDB", SNOWFLAKE_SCHEMA="PUBLIC", SNOWFLAKE_WAREHOUSE="WH",
        SNOWFLAKE_HOST="127.0.0.1", SNOWFLAKE_PORT=str(server.http_port), SNOWFLAKE_PROTOCOL="http")


def run_dialect(server, environment, report):
    """The tests of snowflake-sqlalchemy that connect."""
    sqlalchemy_environment(server, environment)
    return run_pytest(
        "sqlalchemy", environment, report, "-p", "plain_http", "--ignore=tests/sqlalchemy_test_suite",
        "-m", "integ and not feature_max_lob_size and not aws and not requires_external_volume",
        # These read the dialect's source text, and connect to nothing.
        "--ignore=tests/test_compiler.py", "--ignore=tests/test_unit_structured_types.py",
        *(f"--deselect={test}" for test in later("sqlalchemy")), "tests")


def run_compliance(server, environment, report):
    """SQLAlchemy's tests for every dialect, as snowflake-sqlalchemy runs them."""
    sqlalchemy_environment(server, environment)
    return run_pytest("sqlalchemy", environment, report, "-p", "plain_http", "tests/sqlalchemy_test_suite")


TOOL_SUITES = {"sqlalchemy-dialect": run_dialect, "sqlalchemy-compliance": run_compliance}

"""The suites that the makers of tools wrote for them (deps.lock names them), run with their own pytest.

What is not run stands in suites/<name>.later, with the reason. Not to be had: snowflake-connector-python's sdists
(4.6, 5.2), snowflake-sdk's package and snowflake-jdbc's jars (4.4.1 has none for tests) come without tests."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor
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


def run_pytest(tool, environment, report, *arguments, folder=None):
    environment.update(PYTHONPATH=str(CLIENTS / "suites"), PYTHONDONTWRITEBYTECODE="1", TZ="UTC")
    return subprocess.run(
        [ROOT / "deps" / f"venv-{tool}" / "bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n2",
         "--timeout=120", "--color=no", "--tb=short", f"--junit-xml={report}", *arguments],
        cwd=folder or SUITES / tool, env=environment).returncode


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


GO_CONNECTS = re.compile(r"\b(runDBTest|runSnowflakeConnTest|openDB|openConn)\(|[( ]dsn\)|SNOWFLAKE_TEST_HOST")
GO_SHARDS = 4  # Some tests sleep for half a minute.


def go_tests_that_connect(folder):
    """The names of the tests that reach the server, themselves or by what they call."""
    bodies = {name: body for file in folder.glob("*_test.go")
              for name, body in re.findall(r"^func (?:\([^)]*\) )?(\w+)\(.*?$(.*?)^}", file.read_text(), re.M | re.S)}
    connecting = {name for name, body in bodies.items() if GO_CONNECTS.search(body)}
    while True:
        calls = re.compile(r"\b(" + "|".join(name for name in connecting if not name.startswith("Test")) + r")\(")
        more = {name for name, body in bodies.items() if name not in connecting and calls.search(body)}
        if not more:
            return sorted(name for name in connecting if name.startswith("Test") and name != "TestMain")
        connecting |= more


def go_environment(server):
    prepare(server, "CREATE DATABASE testdb", "CREATE WAREHOUSE testwarehouse")
    return dict(
        GOMODCACHE=str(ROOT / "deps/go/mod"), GOCACHE=str(ROOT / "deps/go/build"), GOFLAGS="-mod=readonly",
        GOPROXY="off", GOTOOLCHAIN="local", TZ="UTC",
        SNOWFLAKE_TEST_ACCOUNT="local", SNOWFLAKE_TEST_USER="snowglobe", SNOWFLAKE_TEST_PASSWORD="snowglobe",
        SNOWFLAKE_TEST_HOST="127.0.0.1", SNOWFLAKE_TEST_PORT=str(server.http_port), SNOWFLAKE_TEST_PROTOCOL="http")


def run_go_tests(folder, program, tests, skipped, environment):
    """What each of the tests came to: "pass", "fail" or "skip", by its name, and what it wrote."""
    done = subprocess.run(
        [ROOT / "deps/go/go", "tool", "test2json", program, "-test.v=test2json", "-test.timeout=300s",
         f"-test.run=^({'|'.join(tests)})$", f"-test.skip={'|'.join(skipped)}"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    outcomes, outputs = dict.fromkeys(tests, "fail"), dict.fromkeys(tests, "")
    for event in map(json.loads, done.stdout.splitlines()):
        test = event.get("Test", "").split("/")[0]
        if event["Action"] == "output" and test in outputs:
            outputs[test] += event["Output"]
        elif event.get("Test") in outcomes and event["Action"] in ("pass", "fail", "skip"):
            outcomes[test] = event["Action"]
    return [(test, outcomes[test], outputs[test]) for test in tests]


def run_gosnowflake(server, environment, report, module, name):
    """The tests of gosnowflake that connect."""
    folder = server.folder / "gosnowflake"
    shutil.copytree(next((ROOT / "deps/go/mod/github.com/snowflakedb").glob(module)), folder)
    program = folder / "suite.test"
    environment.update(go_environment(server))
    built = subprocess.run([ROOT / "deps/go/go", "test", "-c", "-o", program, "."], cwd=folder, env=environment)
    if built.returncode:
        return built.returncode
    # Go takes the first pattern that fits the beginning of a name: the short ones first.
    skipped = sorted(later(name), key=lambda pattern: pattern.count("/"))
    whole = re.compile("|".join(pattern for pattern in skipped if "/" not in pattern))
    tests = [test for test in go_tests_that_connect(folder) if not whole.search(test)]
    with ThreadPoolExecutor(GO_SHARDS) as pool:
        shards = pool.map(lambda first: run_go_tests(folder, program, tests[first::GO_SHARDS], skipped, environment),
                          range(GO_SHARDS))
        outcomes = [outcome for shard in shards for outcome in shard]
    suite = xml.Element("testsuite")
    for test, action, output in outcomes:
        case = xml.SubElement(suite, "testcase", name=test)
        if action != "pass":
            xml.SubElement(case, "failure" if action == "fail" else "skipped").text = re.sub(r"[^\t\n -~]", "?", output)
        if action == "fail":
            print(f"--- {test}\n{output[-3000:]}", flush=True)
    xml.ElementTree(suite).write(report, encoding="utf-8")
    counts = {word: sum(action == word for _, action, _ in outcomes) for word in ("pass", "fail", "skip")}
    print(counts, flush=True)
    return int(counts["fail"] > 0)


def run_gosnowflake1(server, environment, report):
    return run_gosnowflake(server, environment, report, "gosnowflake@*", "gosnowflake")


def run_gosnowflake2(server, environment, report):
    return run_gosnowflake(server, environment, report, "gosnowflake/v2@*", "gosnowflake")


# What most projects need of dbt, in two minutes; the whole takes half an hour.
DBT_BEST = ["tests/functional/adapter/test_basic.py", "tests/functional/adapter/incremental",
            "tests/functional/adapter/utils/test_data_types.py", "tests/functional/adapter/simple_copy"]


def run_dbt_tests(server, environment, report, tests):
    """Functional tests of dbt-snowflake."""
    roles = ["PUBLIC", "USERADMIN", "SECURITYADMIN"]
    prepare(server, "CREATE DATABASE testdb", "CREATE DATABASE altdb", 'CREATE DATABASE "quoted-db"',
            "CREATE WAREHOUSE dbt_testing", "CREATE WAREHOUSE dbt_testing_alt", "CREATE WAREHOUSE altwh")
    environment.update(
        SNOWFLAKE_TEST_ACCOUNT="local", SNOWFLAKE_TEST_USER="snowglobe", SNOWFLAKE_TEST_PASSWORD="snowglobe",
        SNOWFLAKE_TEST_DATABASE="TESTDB", SNOWFLAKE_TEST_ALT_DATABASE="ALTDB", SNOWFLAKE_TEST_QUOTED_DATABASE="quoted-db",
        SNOWFLAKE_TEST_WAREHOUSE="DBT_TESTING", SNOWFLAKE_TEST_ALT_WAREHOUSE="ALTWH", SNOWFLAKE_TEST_ROLE="SYSADMIN",
        SNOWFLAKE_TEST_HOST="127.0.0.1", SNOWFLAKE_TEST_PORT=str(server.http_port), SNOWFLAKE_TEST_PROTOCOL="http",
        DBT_SEND_ANONYMOUS_USAGE_STATS="false", DBT_VERSION_CHECK="false",
        **{f"DBT_TEST_USER_{number}": role for number, role in enumerate(roles, 1)})
    return run_pytest("dbt", environment, report, "-o", "addopts=", "--timeout=600",
                      *(f"--deselect={test}" for test in later("dbt")), *tests)


def run_dbt(server, environment, report):
    return run_dbt_tests(server, environment, report, DBT_BEST)


def run_dbt_whole(server, environment, report):
    return run_dbt_tests(server, environment, report, ["tests/functional"])


def sign_key(server):
    """The file of a key with which the user may sign in, as the suite does."""
    key = server.folder / "key.p8"
    subprocess.run(["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key],
                   check=True)
    key.chmod(0o600)
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], check=True, capture_output=True, text=True).stdout
    prepare(server, f"ALTER USER snowglobe SET RSA_PUBLIC_KEY = '{''.join(public.splitlines()[1:-1])}'")
    return key


# What is about SQL, stages, objects and connections; the rest is about services that are not here.
CLI_TESTS = ["test_config.py", "test_connection.py", "test_encoding.py", "test_object.py", "test_session_token.py",
             "test_single_transaction_autocommit.py", "test_stage.py", "test_temporary_connection.py", "test_utils.py", "sql"]


def run_cli(server, environment, report):
    """The integration tests of Snowflake CLI."""
    prepare(server, "CREATE DATABASE snowcli_db", "CREATE DATABASE snowcli_db_2", "CREATE WAREHOUSE xsmall",
            "CREATE STAGE snowcli_db.public.snowcli_stage DIRECTORY = (ENABLE = TRUE)")
    settings = dict(ACCOUNT="local", USER="snowglobe", HOST="127.0.0.1", PORT=str(server.http_port), PROTOCOL="http",
                    AUTHENTICATOR="SNOWFLAKE_JWT",
                    PRIVATE_KEY_FILE=str(sign_key(server)), WAREHOUSE="XSMALL", ROLE="ACCOUNTADMIN", DATABASE="SNOWCLI_DB")
    environment.update({f"SNOWFLAKE_CONNECTIONS_INTEGRATION_{name}": value for name, value in settings.items()})
    environment.update(TERM="dumb", NO_COLOR="1")
    return run_pytest(
        "cli", environment, report, "-p", "cli_plain_http", "-o", "addopts=", "-m", "integration and not qa_only",
        *(f"--deselect={test}" for test in later("cli")), *(f"tests_integration/{test}" for test in CLI_TESTS))


def run_snowpark(server, environment, report):
    """The examples in Snowpark's documentation, which has them with their results."""
    prepare(server, "CREATE WAREHOUSE wh")
    packages = next((SUITES.parent / "venv-snowpark").glob("lib/python*/site-packages"))
    modules = {*packages.glob("snowflake/snowpark/*.py"), *packages.glob("snowflake/snowpark/_functions/*.py")}
    modules.remove(packages / "snowflake/snowpark/catalog.py")  # Wants another package, snowflake.core.
    folder = Path(environment["HOME"]) / "snowpark"
    folder.mkdir()
    return run_pytest(
        "snowpark", environment, report, "-p", "snowpark_examples", "--doctest-modules", f"--rootdir={packages}",
        "-o", "consider_namespace_packages=true", *(f"--deselect={test}" for test in later("snowpark")),
        *sorted(map(str, modules)), folder=folder)


TOOL_SUITES = {"sqlalchemy-dialect": run_dialect, "sqlalchemy-compliance": run_compliance,
               "gosnowflake": run_gosnowflake1, "gosnowflake2": run_gosnowflake2,
               "dbt": run_dbt, "dbt-whole": run_dbt_whole, "snowpark": run_snowpark, "cli": run_cli}

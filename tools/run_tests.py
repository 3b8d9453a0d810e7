#!/usr/bin/env python3
"""Runs every test against a built server and ends with one line: `N passed, N failed`.

usage: run_tests.py [--preset release] [--suite NAME]... [pytest arguments, e.g. -k login]

Suites: unit (ctest), clients-py46, clients-py52, clients-py313 (tests/clients/python with that
connector), clients-rest (tests/clients/rest: the SQL API), clients-s3 (external stages at a real S3 server), wire (tests/wire), system (tests/system),
clients-ingest (the Snowpipe REST API), clients-sqlalchemy, clients-snowpark,
clients-dbt, clients-cli (those tools), property (tests/property), coverage (tests/coverage), packaging (tests/packaging: the Debian package, units, containers), web (tests/web: the dashboard in a browser), clients-node, clients-go, clients-go2,
clients-jdbc, clients-adbc (drivers' suites in their own languages, tests/clients/node and so on),
suite-sqlalchemy-dialect, suite-sqlalchemy-compliance, suite-gosnowflake, suite-gosnowflake2,
suite-snowpark, suite-dbt, suite-cli (what the makers of tools wrote to test them:
tests/clients/tool_suites.py) and fuzz (a minute of text -> AST -> bind -> emit, with the fuzz preset). Without --suite all
run but suite-gosnowflake, which is three minutes of the older driver (`make gosnowflake-test`), and suite-cli, which is
six minutes of Snowflake CLI (`make cli-test`). Suites that keep one core busy run beside each other, one for each core, as the
others' tests do; what they write is shown when they end. Tests
find the server in SNOWGLOBE_BIN and DuckDB's extensions in SNOWGLOBE_EXTENSIONS. A report by a
sanitizer counts as a failed test.
"""

import argparse
import os
import shutil
import subprocess
import sys
import threading
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5  # pytest's exit code
FUZZ_SECONDS = "60"
PYTEST_SUITES = {
    "clients-py46": ("venv-py46", "tests/clients/python"),
    "clients-py52": ("venv-py52", "tests/clients/python"),
    "clients-py313": ("venv-py313", "tests/clients/python"),
    "clients-rest": ("venv-py46", "tests/clients/rest"),
    "clients-s3": ("venv-s3", "tests/clients/s3"),
    "clients-ingest": ("venv-ingest", "tests/clients/ingest"),
    "clients-sqlalchemy": ("venv-sqlalchemy", "tests/clients/sqlalchemy"),
    "clients-dbt": ("venv-dbt", "tests/clients/dbt"),
    "clients-snowpark": ("venv-snowpark", "tests/clients/snowpark"),
    "clients-cli": ("venv-cli", "tests/clients/cli"),
    "wire": ("venv-py46", "tests/wire"),
    "system": ("venv-py46", "tests/system"),
    "property": ("venv-py46", "tests/property"),
    "coverage": ("venv-py46", "tests/coverage"),
    "packaging": ("venv-py46", "tests/packaging"),
    "web": ("venv-web", "tests/web"),
}
DRIVER_SUITES = {"clients-node": "node", "clients-go": "go", "clients-go2": "go2",
                 "clients-jdbc": "jdbc", "clients-adbc": "adbc",
                 "suite-sqlalchemy-dialect": "sqlalchemy-dialect",
                 "suite-sqlalchemy-compliance": "sqlalchemy-compliance",
                 "suite-gosnowflake": "gosnowflake", "suite-gosnowflake2": "gosnowflake2",
                 "suite-snowpark": "snowpark", "suite-dbt": "dbt", "suite-cli": "cli"}
SUITES = ["unit", *PYTEST_SUITES, *DRIVER_SUITES, "fuzz"]
BY_NAME_ONLY = {"suite-gosnowflake", "suite-cli"}
# These keep about one core busy most of the time: they run beside each other, the longest first.
BESIDE = ["fuzz", "coverage", "suite-gosnowflake", "suite-gosnowflake2", "suite-cli", "suite-dbt", "packaging", "clients-cli",
          "clients-dbt", "clients-jdbc", "suite-sqlalchemy-dialect", "suite-sqlalchemy-compliance", "clients-node", "clients-go",
          "clients-go2", "suite-snowpark", "clients-s3", "clients-snowpark", "clients-ingest", "clients-sqlalchemy", "clients-adbc"]


class Outcome:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def __iadd__(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        return self


def read_junit(path, exit_code):
    """Counts a JUnit file. A run that failed without naming a failed test is one failure itself."""
    outcome = Outcome()
    if path.exists():
        for case in xml.parse(path).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                outcome.failed += 1
            elif case.find("skipped") is not None or case.get("status") in ("disabled", "notrun"):
                outcome.skipped += 1
            else:
                outcome.passed += 1
    if exit_code != 0 and outcome.failed == 0:
        outcome.failed = 1
    return outcome


def run_unit(build, environment, output):
    report = build / "reports" / "unit.xml"
    code = subprocess.run(
        ["ctest", "--test-dir", build, "--output-on-failure", "--no-tests=ignore", "-j",
         str(os.cpu_count()), "--output-junit", report], cwd=ROOT, env=environment, **output).returncode
    return read_junit(report, code)


def run_pytest(suite, build, environment, arguments, output):
    venv, folder = PYTEST_SUITES[suite]
    if not (ROOT / folder).is_dir():
        return Outcome()
    report = build / "reports" / f"{suite}.xml"
    code = subprocess.run(
        [ROOT / "deps" / venv / "bin/python", "-m", "pytest", "-q", "-n", str(os.cpu_count()),
         "--dist", "loadscope", "-p", "no:cacheprovider", f"--junit-xml={report}", folder, *arguments],
        cwd=ROOT, env=environment, **output).returncode
    return read_junit(report, 0 if code == NOTHING_COLLECTED else code)


def run_driver(suite, build, environment, output):
    report = build / "reports" / f"{suite}.xml"
    code = subprocess.run([ROOT / "deps/venv-py46/bin/python", "tests/clients/run_driver.py",
                           DRIVER_SUITES[suite], report], cwd=ROOT, env=environment, **output).returncode
    return read_junit(report, code)


def run_fuzz(environment, output):
    """The program is compiled once more for it: while others wait."""
    make = ["nice", "make", "--no-print-directory", "build", "PRESET=fuzz", "TARGETS=fuzz_bind"]
    code = (subprocess.run(make, cwd=ROOT, env=environment, **output).returncode
            or subprocess.run(["tools/fuzz.sh", FUZZ_SECONDS, "fuzz_bind"], cwd=ROOT, env=environment, **output).returncode)
    return Outcome(passed=int(code == 0), failed=int(code != 0))


def run_suite(suite, build, environment, arguments, **output):
    """`output` are subprocess.run's arguments that say where the suite writes to."""
    if suite == "unit":
        return run_unit(build, environment, output)
    if suite == "fuzz":
        return run_fuzz(environment, output)
    if suite in DRIVER_SUITES:
        return run_driver(suite, build, environment, output)
    return run_pytest(suite, build, environment, arguments, output)


def run_beside(suites, build, environment, arguments):
    """The outcomes by suite. What one writes is shown as a whole."""
    showing = threading.Lock()

    def run(suite):
        log = build / "reports" / f"{suite}.log"
        with open(log, "w") as file:
            outcome = run_suite(suite, build, environment, arguments, stdout=file, stderr=subprocess.STDOUT)
        with showing:
            print(f"=== {suite}\n{log.read_text(errors='replace')}", flush=True)
        return outcome

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(suites, pool.map(run, suites)))


def sanitizer_reports(folder):
    """Prints what sanitizers wrote, and counts each report as a failure."""
    reports = sorted(folder.glob("report.*"))
    for report in reports:
        print(f"--- {report.name}\n{report.read_text(errors='replace')}")
    return Outcome(failed=len(reports))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--preset", default="release")
    parser.add_argument("--suite", action="append", choices=SUITES)
    options, arguments = parser.parse_known_args()
    build = ROOT / "build" / options.preset
    reports = build / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)

    environment = dict(
        os.environ,
        SNOWGLOBE_BIN=str(build / "snowglobe"),
        SNOWGLOBE_EXTENSIONS=str(ROOT / "deps" / "extensions"),
        PYTHONDONTWRITEBYTECODE="1",
    )
    # DuckDB is not instrumented: what it reads and writes, and how its threads hand it on, cannot be judged.
    unseen = f":ignore_noninstrumented_modules=1:suppressions={ROOT / 'tests' / 'tsan.supp'}"
    # Freed memory is held back to find who still uses it: not so much that no test could bound a server's.
    held_back = ":quarantine_size_mb=64"
    for sanitizer, more in (("ASAN", held_back), ("UBSAN", ""), ("TSAN", unseen)):
        environment.setdefault(f"{sanitizer}_OPTIONS", f"log_path={reports}/report:print_stacktrace=1{more}")

    suites = options.suite or [suite for suite in SUITES if suite not in BY_NAME_ONLY]
    beside = [suite for suite in BESIDE if suite in suites]
    if len(beside) == 1:
        beside = []  # It writes as it goes.
    outcomes = {}
    for suite in suites:
        if suite not in beside:
            print(f"=== {suite}", flush=True)
            outcomes[suite] = run_suite(suite, build, environment, arguments)
    outcomes.update(run_beside(beside, build, environment, arguments))

    total, lines = Outcome(), []
    for suite in suites:
        outcome = outcomes[suite]
        lines.append(f"{suite:14} {outcome.passed:5} passed {outcome.failed:4} failed"
                     f" {outcome.skipped:4} skipped")
        total += outcome
    found = sanitizer_reports(reports)
    if found.failed:
        lines.append(f"{'sanitizers':14} {found.failed} reports")
    total += found
    print("\n" + "\n".join(lines))
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    sys.exit(1 if total.failed else 0)


main()

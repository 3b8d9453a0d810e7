"""Runs the suite of a driver in its own language against a server started for it.

usage: run_driver.py node|go|go2|jdbc|adbc|rust|sqlalchemy-dialect|sqlalchemy-compliance|gosnowflake|gosnowflake2|
       snowpark|dbt|dbt-whole|cli REPORT

The suite finds the server in SNOWGLOBE_HTTP_PORT, SNOWGLOBE_HTTPS_PORT and SNOWGLOBE_CA, one whose
tokens live for a second in SNOWGLOBE_HASTY_PORT, and the
table of expressions and their values in SNOWGLOBE_VALUES. The browser that a driver opens is browser.py, which
signs in as the user "visitor", whom the suite makes. The suite leaves a JUnit file at REPORT. With
VALUES_SHOWN=FILE it adds there what the driver shows for each (value_table.py takes it over)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

CLIENTS = Path(__file__).resolve().parent
ROOT = CLIENTS.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import value_table  # noqa: E402
from harness import Server  # noqa: E402
from tool_suites import TOOL_SUITES  # noqa: E402


def run_node(server, environment, report):
    modules = ROOT / "deps/node/node_modules"
    environment.update(NODE_PATH=str(modules), NODE_EXTRA_CA_CERTS=str(server.ca), TZ="UTC")
    tests = sorted(str(file) for file in (CLIENTS / "node").glob("*.test.js"))
    return subprocess.run(
        [ROOT / "deps/nodejs/bin/node", "--test", "--test-force-exit", "--test-timeout=120000", "--test-reporter=spec",
         "--test-reporter-destination=stdout", "--test-reporter=junit",
         f"--test-reporter-destination={report}", *tests],
        cwd=CLIENTS / "node", env=environment).returncode


def run_go(server, environment, report, *flags):
    environment.update(SSL_CERT_FILE=str(server.ca), GOMODCACHE=str(ROOT / "deps/go/mod"),
                       GOCACHE=str(ROOT / "deps/go/build"), GOFLAGS="-mod=readonly",
                       GOPROXY="off", GOTOOLCHAIN="local", TZ="UTC")
    with subprocess.Popen([ROOT / "deps/go/go", "test", "-count=1", "-json", *flags, "."], text=True,
                          cwd=CLIENTS / "go", env=environment, stdout=subprocess.PIPE) as process:
        write_junit(go_outcomes(process.stdout), report)
    return process.returncode


def run_go2(server, environment, report):
    """The same tests with version 2 of the driver, whose modules have a file of their own."""
    return run_go(server, environment, report, "-tags=v2", "-modfile=version2.mod")


def go_outcomes(lines):
    """What `go test -json` says of each test without parts, as name, "pass", "fail" or "skip", and output."""
    outcomes, outputs = {}, {}
    for line in lines:
        event = json.loads(line)
        test, action = event.get("Test"), event["Action"]
        if action in ("output", "build-output"):
            print(event["Output"], end="", flush=True)
            outputs[test] = outputs.get(test, "") + event["Output"]
        elif test and action in ("pass", "fail", "skip"):
            outcomes[test] = action
    whole = {test for test in outcomes if not any(one.startswith(test + "/") for one in outcomes)}
    return [(test, action, outputs.get(test, "")) for test, action in outcomes.items() if test in whole]


def write_junit(outcomes, report):
    suite = xml.Element("testsuite")
    for test, action, output in outcomes:
        case = xml.SubElement(suite, "testcase", name=test)
        if action != "pass":
            xml.SubElement(case, "failure" if action == "fail" else "skipped").text = output
    xml.ElementTree(suite).write(report, encoding="utf-8")


def run_jdbc(server, environment, report):
    jars = sorted(str(jar) for jar in (ROOT / "deps/jdbc").glob("*.jar"))
    console = next(jar for jar in jars if "junit-platform-console" in jar)
    made = server.folder / "jdbc"
    trusted = made / "trusted.p12"
    made.mkdir()
    subprocess.run(["keytool", "-importcert", "-noprompt", "-alias", "snowglobe", "-file", server.ca,
                    "-keystore", trusted, "-storepass", "snowglobe"], check=True)
    subprocess.run(["javac", "-encoding", "UTF-8", "-d", made, "-cp", ":".join(jars),
                    *sorted((CLIENTS / "jdbc").glob("*.java"))], check=True)
    code = subprocess.run(
        ["java", "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", f"-Duser.home={made}",
         f"-Djavax.net.ssl.trustStore={trusted}", "-Djavax.net.ssl.trustStorePassword=snowglobe",
         # The driver's reader of Arrow wants it from Java 17 on.
         "--add-opens=java.base/java.nio=ALL-UNNAMED",
         "-jar", console, "execute", "--disable-banner", "--details=tree", "--disable-ansi-colors",
         "--class-path", ":".join([str(made), *jars]), "--scan-class-path", str(made),
         "--reports-dir", made / "reports"], cwd=made, env=environment).returncode
    shutil.copy(made / "reports/TEST-junit-jupiter.xml", report)
    return code


def run_adbc(server, environment, report):
    environment.update(SSL_CERT_FILE=str(server.ca))
    return subprocess.run(
        [ROOT / "deps/venv-adbc/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--confcutdir=.",
         f"--junit-xml={report}", "."], cwd=CLIENTS / "adbc", env=environment).returncode


def run_rust(server, environment, report):
    """By hand only, where there is a cargo new enough for the driver: Debian 12 has none."""
    code = subprocess.run(["cargo", "test", "--locked", "--test", "driver"], cwd=CLIENTS / "rust",
                          env={**environment, "HOME": os.environ["HOME"],
                               "CARGO_TARGET_DIR": environment.get("CARGO_TARGET_DIR", str(ROOT / "deps/rust"))}).returncode
    write_junit([("rust", "fail" if code else "pass", "")], report)
    return code


def lay_browser(folder):
    """A desktop's way to open an address, which does not wait until the browser has seen it."""
    opener = Path(folder) / "desktop/xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\n"{sys.executable}" "{CLIENTS}/browser.py" "$1" >/dev/null &\n')
    opener.chmod(0o700)
    return opener


DRIVERS = {"node": run_node, "go": run_go, "go2": run_go2, "jdbc": run_jdbc, "adbc": run_adbc,
           "rust": run_rust, **TOOL_SUITES}


def main():
    driver, report = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix=f"snowglobe-{driver}-") as folder:
        values = Path(folder) / "values.tsv"
        values.write_text(value_table.plain())
        hasty = Server(Path(folder) / "hasty", "--token-seconds", "1")  # Its tokens must be renewed.
        browser = lay_browser(folder)
        with Server(folder, https=True) as server, hasty:
            environment = {**os.environ,
                           "PATH": f"{browser.parent}:{os.environ['PATH']}",
                           "BROWSER": str(browser),
                           "SIGN_IN_USER": "visitor",
                           "SIGN_IN_PASSWORD": "visitor's",
                           "SIGN_IN_CA": str(server.ca),
                           "SNOWGLOBE_HTTP_PORT": str(server.http_port),
                           "SNOWGLOBE_HTTPS_PORT": str(server.https_port),
                           "SNOWGLOBE_HASTY_PORT": str(hasty.http_port),
                           "SNOWGLOBE_CA": str(server.ca),
                           "SNOWGLOBE_VALUES": str(values),
                           # Drivers would ask cloud platforms' addresses where they run.
                           "SNOWFLAKE_DISABLE_PLATFORM_DETECTION": "true",
                           "HOME": folder}
            code = DRIVERS[driver](server, environment, Path(report).resolve())
    sys.exit(code)


main()

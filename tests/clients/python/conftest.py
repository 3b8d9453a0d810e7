"""Fixtures: the built server, each with its own data folder and ports, and connections to it.

The connectors differ in how they are told to trust a certificate; `Server.connect` knows.
"""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import snowflake.connector

MAJOR = int(snowflake.connector.__version__.split(".")[0])
READY_SECONDS = 60


class Server:
    """A running `snowglobe serve`; ports are asked of the system."""

    def __init__(self, folder, *flags, https=False, env=None):
        self.folder = Path(folder)
        self.flags = flags
        self.https = https
        self.env = env or {}
        self.process = None

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = self.folder / "server.log"
        command = [os.environ["SNOWGLOBE_BIN"], "serve", "--data", str(self.folder / "data"),
                   "--http-port", "0", "--https-port", "0" if self.https else "off",
                   "--threads", "2", *self.flags]
        with open(self.log, "ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(command, stderr=log, stdout=log,
                                            env={**os.environ, **self.env})
        self._wait_until_ready(begin)
        return self

    def _wait_until_ready(self, begin):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            text = self.log.read_bytes()[begin:].decode(errors="replace")
            ready = re.search(r"ready.*", text)
            if ready and text.endswith("\n"):
                self.http_port = int(re.search(r"http://[^ ]*:(\d+)", ready[0])[1])
                if self.https:
                    self.https_port = int(re.search(r"https://[^ ]*:(\d+)", ready[0])[1])
                return
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{text}")
            time.sleep(0.02)
        raise RuntimeError(f"the server is not ready after {READY_SECONDS} s:\n{text}")

    def stop(self, kill=False):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        return self.process.wait(timeout=60) if self.process else None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def ca(self):
        return self.folder / "data" / "tls" / "ca.pem"

    def connect(self, https=False, **options):
        settings = {
            "user": "snowglobe", "password": "snowglobe", "account": "local",
            "host": "127.0.0.1", "port": self.https_port if https else self.http_port,
            "protocol": "https" if https else "http",
        }
        if https and MAJOR >= 5:
            settings["custom_root_store_path"] = str(self.ca)
        elif https:
            os.environ["REQUESTS_CA_BUNDLE"] = str(self.ca)
            settings["disable_ocsp_checks" if MAJOR == 4 else "insecure_mode"] = True
        return snowflake.connector.connect(**{**settings, **options})

    def post(self, path, body, headers=None):
        """A raw request, for what no connector does. Gives the status and the body."""
        data = body if isinstance(body, bytes) else body.encode()
        request = urllib.request.Request(self.url + path, data, {
            "Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for many tests; what a test makes there has a name of its own."""
    server = Server(tmp_path_factory.mktemp("server"), https=True).start()
    yield server
    assert server.stop() == 0, server.log.read_text(errors="replace")[-4000:]


@pytest.fixture
def start_server(tmp_path):
    """Makes servers of a test's own: start_server("--flag", "value")."""
    servers = []

    def start(*flags, folder="server", **options):
        servers.append(Server(tmp_path / folder, *flags, **options))
        return servers[-1].start()

    yield start
    for one in servers:
        one.stop()


@pytest.fixture
def conn(server):
    connection = server.connect()
    yield connection
    connection.close()


@pytest.fixture
def cur(conn):
    with conn.cursor() as cursor:
        yield cursor


@pytest.fixture
def schema(cur, request):
    """A database and a schema for one test, current in `cur`."""
    name = re.sub(r"\W", "_", f"{request.node.name}_{os.getpid()}").upper()
    cur.execute(f"CREATE OR REPLACE DATABASE {name}")
    cur.execute(f"USE SCHEMA {name}.PUBLIC")
    yield name
    cur.execute(f"DROP DATABASE IF EXISTS {name}")

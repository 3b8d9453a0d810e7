"""A built server under test: started on its own data folder and ports, connected to, killed.

Used by the fixtures of tests/clients/python and tests/system and by bench/. The connectors differ
in how they are told to trust a certificate; `Server.connect` knows."""

import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import time
import uuid
from pathlib import Path

import snowflake.connector

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("SNOWGLOBE_BIN", ROOT / "build" / "release" / "snowglobe")
MAJOR = int(snowflake.connector.__version__.split(".")[0])
READY_SECONDS = 60


def until(question, seconds=30):
    """The answer, once there is one."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)
    return answer


class Server:
    """A running `snowglobe serve`; ports are asked of the system."""

    def __init__(self, folder, *flags, https=False, env=None, program=None):
        self.folder = Path(folder)
        self.log = self.folder / "server.log"
        self.flags = flags
        self.https = https
        self.env = env or {}
        self.program = program or PROGRAM
        self.process = None

    def spawn(self):
        """Starts the program and does not wait; gives where its log begins."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [self.program, "serve", "--data", str(self.folder / "data"),
                   "--http-port", "0", "--https-port", "0" if self.https else "off",
                   "--threads", "2", *self.flags]
        with open(self.log, "ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(command, stderr=log, stdout=log,
                                            env={**os.environ, **self.env})
        return begin

    def start(self):
        self._wait_until_ready(self.spawn())
        return self

    def _wait_until_ready(self, begin):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            text = self.log.read_bytes()[begin:].decode(errors="replace")
            ready = re.search(r"ready.*\n", text)
            if ready:
                self.http_port = self._port(ready[0], "http")
                self.https_port = self._port(ready[0], "https")
                return
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{text}")
            time.sleep(0.01)
        raise RuntimeError(f"the server is not ready after {READY_SECONDS} s:\n{text}")

    @staticmethod
    def _port(line, scheme):
        found = re.search(rf"{scheme}://[^ ]*:(\d+)", line)
        return int(found[1]) if found else None

    def stop(self, kill=False):
        """Ends the server (SIGTERM, or SIGKILL) and gives its exit code."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        return self.process.wait(timeout=60) if self.process else None

    def wait_until_results_are_whole(self):
        """The files of large results get their end and their name a little later than the answers."""
        until(lambda: not list((self.folder / "data" / "results").glob("*.part")))

    def is_alive(self):
        return self.process.poll() is None

    def log_text(self):
        return self.log.read_text(errors="replace")

    def memory_kb(self):
        """Resident memory, with what of the program and its libraries is in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

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

    def raw(self, timeout=120):
        return RawSession(self.http_port, timeout)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.stop()


class RawSession:
    """The protocol by hand, over one kept connection: what no connector would send."""

    def __init__(self, port, timeout=120):
        self.port, self.timeout, self.token, self.master = port, timeout, None, None
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def request(self, method, path, body=None, headers=None):
        """Gives status, headers and body; a connection that was closed is made anew."""
        sent = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            sent["Authorization"] = f'Snowflake Token="{self.token}"'
        sent.update(headers or {})
        try:
            self.http.request(method, path, body, sent)
            answer = self.http.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.http.close()
            raise
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return answer.status, answer.headers, content

    def post(self, path, body, headers=None):
        """Posts JSON (or bytes as they are) and gives the decoded answer, which must be a 200."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        status, _, content = self.request("POST", path, body, headers)
        assert status == 200, (status, content[:500])
        return json.loads(content)

    def login(self, user="snowglobe", password="snowglobe", query="", **data):
        body = {"data": {"CLIENT_APP_ID": "raw", "CLIENT_APP_VERSION": "1", "ACCOUNT_NAME": "local",
                         "LOGIN_NAME": user, "PASSWORD": password, "SESSION_PARAMETERS": {}, **data}}
        answer = self.post("/session/v1/login-request" + query, body)
        if answer["success"]:
            self.token = answer["data"]["token"]
            self.master = answer["data"]["masterToken"]
        return answer

    def query(self, sql, **fields):
        return self.post(f"/queries/v1/query-request?requestId={uuid.uuid4()}",
                         {"sqlText": sql, "asyncExec": False, "sequenceId": 1, **fields})

    def rows(self, sql, **fields):
        answer = self.query(sql, **fields)
        assert answer["success"], answer
        return answer["data"]["rowset"]

    def close(self):
        if self.token:
            self.post("/session?delete=true", b"")
        self.http.close()

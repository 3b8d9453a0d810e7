"""What takes turns in a measurement: the server, its floor, the engine; clients in other processes."""

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import snowflake.connector  # noqa: E402

from harness import Server  # noqa: E402

ROWS = 1_000_000
HEAD = {"CLIENT_APP_ID": "PythonConnector", "CLIENT_APP_VERSION": "4.6.0"}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Floor:
    """The floor, answering what the server answered to the given statement; its chunks too."""

    def __init__(self, bench, sql, schema="bench.PUBLIC", head=HEAD, **fields):
        self.folder = Path(tempfile.mkdtemp(dir=bench.folder))
        session = bench.server.raw()
        login = session.login(**head)
        session.query(f"USE SCHEMA {schema}")
        answer = session.query(sql, **fields)
        assert answer["success"], answer
        described = session.query(sql, describeOnly=True)
        session.close()
        self.port = free_port()
        (self.folder / "chunks").mkdir()
        for chunk in answer["data"].get("chunks") or []:
            name = chunk["url"].rpartition("/")[2]
            with urllib.request.urlopen(chunk["url"]) as body:
                (self.folder / "chunks" / name).write_bytes(body.read())
            chunk["url"] = f"http://127.0.0.1:{self.port}/{name}"
        other = {"data": None, "code": None, "message": None, "success": True}
        for name, body in (("login", login), ("query", answer), ("describe", described), ("other", other)):
            (self.folder / f"{name}.json").write_text(json.dumps(body))
        self.process = subprocess.Popen([bench.tools / "bench_floor", self.folder, str(self.port)],
                                        stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def connect(self, **options):
        return snowflake.connector.connect(
            user="u", password="p", account="local", host="127.0.0.1", port=self.port,
            protocol="http", **options)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, Path(folder)
        self.quick = options.quick
        self.build = (ROOT / options.build).resolve()
        self.tools = self.build / "bench"
        self.server = Server(self.folder / "server", program=self.build / "snowglobe").start()
        self.results = []
        self.idle_kb = self.server.memory_kb()

    def add(self, name, must, passed, goal=None, **values):
        """One line of the report: what the case must keep in words, whether it does, and whether it reaches the goal."""
        values = {key: round(value, 4) if isinstance(value, float) else value
                  for key, value in values.items()}
        self.results.append({"name": name, "must": must, "passed": bool(passed), "goal": goal and bool(goal), **values})
        shown = "  ".join(f"{key} {value}" for key, value in values.items())
        mark = "FAIL" if not passed else "GOAL" if goal else "PASS"
        print(f"{mark}  {name:44} {shown:76} {must}", flush=True)

    def add_ratio(self, name, ours, floor, engine=0.0, *, must, goal, **values):
        """A case that may take so many times as long as the client and the engine alone."""
        of = "(floor + engine)" if engine else "floor"
        ratio = ours / (floor + engine)
        parts = {"ms": ours, "floor": floor, **({"engine": engine} if engine else {}), "ratio": ratio, **values}
        self.add(name, f"<= {must} x {of}, goal {goal}", ratio <= must, goal=ratio <= goal, **parts)

    def add_above(self, name, ours, floor, *, must, goal, **values):
        """A case that may take so many milliseconds more than its floor."""
        self.add(name, f"<= {must} ms above floor, goal {goal}", ours - floor <= must, goal=ours - floor <= goal,
                 ms=ours, floor=floor, above=ours - floor, **values)

    def engine(self, *statements, clients=1, seconds=None, path=None):
        """Statements run in turn by the engine alone."""
        output = subprocess.run(
            [self.tools / "bench_engine", path or self.engine_path, "2", str(clients),
             str(seconds or (0.5 if self.quick else 1.5)), *statements],
            capture_output=True, text=True, check=True)
        return json.loads(output.stdout)

    def load(self, port, token, sql, sessions, seconds, tls=False):
        """`sessions` clients of the raw protocol that ask without a pause."""
        path = self.folder / "requests"
        with open(path, "wb") as file:
            for place in range(sessions):
                text = sql % (place * 7919 % ROWS) if "%d" in sql else sql
                body = json.dumps({"sqlText": text, "asyncExec": False, "sequenceId": 1}).encode()
                request = (f"POST /queries/v1/query-request?requestId={uuid.uuid4()} HTTP/1.1\r\n"
                           f"Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
                           f"Accept: application/snowflake\r\n"
                           f'Authorization: Snowflake Token="{token(place)}"\r\n'
                           f"Content-Length: {len(body)}\r\n\r\n").encode() + body
                file.write(f"{len(request)}\n".encode() + request)
        output = subprocess.run([self.tools / "bench_load", str(port), str(seconds), path, *(["tls"] if tls else [])],
                                capture_output=True, text=True, check=True)
        return json.loads(output.stdout)

    def alternate(self, *sides, rounds=None, engine=()):
        """Medians in milliseconds of functions that take turns; last, of the engine's own statements, which
        are run between the turns, since the machine is not always as fast."""
        rounds = rounds or (15 if self.quick else 60)
        samples = [[] for _ in sides]
        slices = 5 if engine else 1
        alone = []
        for turn in range(rounds + 3):
            if engine and turn % (rounds // slices) == 0 and len(alone) < slices:
                alone.append(self.engine(*engine, seconds=0.3)["p50"] / 1000)
            for side, taken in zip(sides, samples):
                begin = time.perf_counter()
                side()
                if turn >= 3:  # The first ones warm up.
                    taken.append((time.perf_counter() - begin) * 1000)
        return [statistics.median(taken) for taken in samples + ([alone] if engine else [])]


class Client:
    """A connector of another version, in a process of its own (client.py), with a connection to each side."""

    def __init__(self, version):
        self.process = subprocess.Popen([ROOT / "deps" / f"venv-py{version}" / "bin" / "python", ROOT / "bench" / "client.py"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the client ended at {command}"
        return json.loads(answer)

    def connect(self, side, **options):
        self.ask(do="connect", side=side, options={
            "user": "snowglobe", "password": "snowglobe", "account": "local", "host": "127.0.0.1", "protocol": "http",
            **options})

    def measure(self, sides, rounds, rest=0, **command):
        """Medians in milliseconds of the sides, which take turns; the first turn warms up. After each they rest
        so many seconds, that what one still has to write is not in the other's time."""
        taken = [[] for _ in sides]
        for turn in range(rounds + 1):
            for side, times in zip(sides, taken):
                times.append(self.ask(side=side, **command)["ms"])
                time.sleep(rest)
        return [statistics.median(times[1:]) for times in taken]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

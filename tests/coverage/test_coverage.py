"""The probes of functions.tsv and statements.tsv, run against a server: what passes keeps passing.

later.tsv names the rows that need what the server does not have yet; it only shrinks. wrong.tsv names those whose
expectation is not Snowflake's. floors.tsv has the rows of each category that must pass; it only grows:
`python tests/coverage/test_coverage.py` writes what passes now."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from harness import Server  # noqa: E402

GOOD = ("pass", "runs")
LATER = {"data-metric", "notification"}
STATEMENTS = {"select", "grouping", "join", "dml", "create-table", "alter-table", "database-schema", "view", "sequence",
              "session", "show", "information-schema", "account-usage", "transaction", "function"}


def read(name):
    lines = (HERE / name).read_text().splitlines()
    return [line.split("\t") for line in lines[1:] if line]


def run(file, folder):
    """The results of one file's rows, in order."""
    results = Path(folder) / "results.jsonl"
    with Server(Path(folder) / "server") as server:
        done = subprocess.run(
            [sys.executable, HERE / "run_coverage.py", HERE / file, "--port", str(server.http_port), "--user", "snowglobe",
             "--password", "snowglobe", "--skip", HERE / "wrong.tsv", "--results", results],
            capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in results.read_text().splitlines()]


def describe(rows):
    return "\n".join(f"{row['name']}: {row['probe']}\n  wanted {row['expected']}\n  got {row['got']}" for row in rows)


def in_scope(rows, categories=None):
    later = {(file, name) for file, name, _ in read("later.tsv")}
    return [row for row in rows if (row["file"], row["name"]) not in later and row["category"] not in LATER
            and (categories is None or row["category"] in categories)]


class Coverage:
    file = None

    @pytest.fixture(scope="class")
    def rows(self, tmp_path_factory):
        return run(self.file, tmp_path_factory.mktemp("coverage"))

    def test_no_category_falls_below_its_floor(self, rows):
        fallen = []
        for file, category, floor in read("floors.tsv"):
            of = [row for row in rows if (row["file"], row["category"]) == (file, category)]
            if file == self.file and sum(row["status"] in GOOD for row in of) < int(floor):
                fallen += [row for row in of if row["status"] not in GOOD]
        assert not fallen, describe(fallen)

    def test_what_is_needed_later_is_still_needed(self, rows):
        later = {(file, name) for file, name, _ in read("later.tsv")}
        passing = [row["name"] for row in rows if (row["file"], row["name"]) in later and row["status"] in GOOD]
        assert not passing, "take these out of later.tsv: " + ", ".join(passing)


class TestFunctions(Coverage):
    file = "functions.tsv"

    def test_95_of_100_known_answers(self, rows):
        known = [row for row in in_scope(rows) if row["expected"] != "?"]
        wrong = [row for row in known if row["status"] not in GOOD]
        assert len(wrong) <= 0.05 * len(known), describe(wrong)

    def test_99_of_100_run(self, rows):
        wanted = in_scope(rows)
        errors = [row for row in wanted if row["status"] not in GOOD and row["got"].startswith("error")]
        assert len(errors) <= 0.01 * len(wanted), describe(errors)


class TestStatements(Coverage):
    file = "statements.tsv"

    @pytest.mark.parametrize("category", sorted(STATEMENTS))
    def test_95_of_100(self, rows, category):
        wanted = in_scope(rows, {category})
        wrong = [row for row in wanted if row["status"] not in GOOD]
        assert wanted and len(wrong) <= 0.05 * len(wanted), describe(wrong)


def write_floors():
    floors = {(file, category): int(floor) for file, category, floor in read("floors.tsv")}
    for file in ("functions.tsv", "statements.tsv"):
        with tempfile.TemporaryDirectory() as folder:
            passed = {}
            for row in run(file, folder):
                key = (row["file"], row["category"])
                passed[key] = passed.get(key, 0) + (row["status"] in GOOD)
            floors.update({key: max(count, floors.get(key, 0)) for key, count in passed.items()})
    lines = [f"{file}\t{category}\t{floor}\n" for (file, category), floor in floors.items() if floor]
    (HERE / "floors.tsv").write_text("file\tcategory\tpass\n" + "".join(lines))


if __name__ == "__main__":
    write_floors()

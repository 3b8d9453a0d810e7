"""A project with each materialization: seeded, run, run again, tested, snapshotted and documented by dbt."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from dbt.cli.main import dbtRunner

# Without an end, a batch for each day until today.
DAYS = ("--event-time-start", "2024-01-01", "--event-time-end", "2024-01-04")
PROJECT = Path(__file__).resolve().parent / "project"


@pytest.fixture(scope="module")
def connection(server):
    with server.connect() as connection:
        for statement in ("CREATE DATABASE shop", "CREATE WAREHOUSE dbt_wh"):
            connection.cursor().execute(statement)
        yield connection


@pytest.fixture(scope="module")
def rows(connection):
    def rows(sql):
        return connection.cursor().execute(sql).fetchall()
    return rows


@pytest.fixture(scope="module")
def dbt(server, connection, tmp_path_factory):
    """dbt("run", ...): gives the result of each node by its name."""
    folder = tmp_path_factory.mktemp("dbt") / "project"
    shutil.copytree(PROJECT, folder)
    (folder / "profiles.yml").write_text(yaml.safe_dump({"shop": {"target": "local", "outputs": {"local": {
        "type": "snowflake", "account": "local", "user": "snowglobe", "password": "snowglobe", "host": "127.0.0.1",
        "port": server.http_port, "protocol": "http", "database": "shop", "schema": "main",
        "warehouse": "dbt_wh", "threads": 2}}}}))
    runner = dbtRunner()

    def dbt(*arguments):
        done = runner.invoke([*arguments, "--project-dir", str(folder), "--profiles-dir", str(folder)])
        assert done.success, [(one.node.name, one.message) for one in getattr(done.result, "results", [])] or done
        return {one.node.name: str(one.status) for one in getattr(done.result, "results", [])}

    dbt.folder = folder
    return dbt


def test_a_project(dbt, rows):
    assert dbt("seed")["orders"] == "success"
    dbt("run", "--exclude", "by_day")
    dbt("run", "--select", "by_day", *DAYS)
    assert rows("SELECT * FROM shop.main.as_view ORDER BY 1") == [("ann", 2, 15.75), ("bob", 1, 20.0)]
    assert rows("SELECT customer, total FROM shop.main.as_table WHERE customer = 'hook'") == [("hook", 0.0)]
    assert rows("SELECT * FROM shop.main.as_dynamic ORDER BY 1") == [("ann", 10.5), ("bob", 20.0)]
    assert rows("SELECT COUNT(*) FROM shop.main.done") == [(1,)]


def test_what_it_made(dbt, rows):
    kinds = dict(rows("SHOW TERSE OBJECTS IN SCHEMA shop.main ->> SELECT \"name\", \"kind\" FROM $1"))
    assert kinds["AS_VIEW"] == "VIEW" and kinds["AS_TABLE"] == "TABLE" and "TRIMMED" not in kinds
    assert rows("SELECT comment FROM shop.information_schema.tables WHERE table_name = 'AS_TABLE'") == [
        ("What each customer's orders come to",)]
    assert rows("SELECT comment FROM shop.information_schema.columns WHERE table_name = 'AS_TABLE' "
                "AND column_name = 'CUSTOMER'") == [("It's a name",)]


def test_a_second_run_adds_to_what_is_there(dbt, rows):
    rows("UPDATE shop.main.orders SET amount = amount + 1 WHERE id = 2")
    rows("INSERT INTO shop.main.orders VALUES (4, 'cid', 1, '2024-01-04')")
    dbt("run", "--exclude", "by_day", "--vars", json.dumps({"round": 2}))
    new = [(1, 10.5, "1"), (2, 21.0, "2"), (3, 5.25, "2"), (4, 1.0, "2")]
    for model in ("by_merge", "by_deleteinsert"):
        assert rows(f"SELECT id, amount, round FROM shop.main.{model} ORDER BY id") == new
    assert rows("SELECT COUNT(*), COUNT_IF(round = 2) FROM shop.main.by_append") == [(6, 3)]
    dbt("run", "--select", "by_day", *DAYS)
    assert rows("SELECT id FROM shop.main.by_day ORDER BY id") == [(1,), (2,), (3,)]
    dbt("run", "--full-refresh", "--select", "by_append")
    assert rows("SELECT COUNT(*) FROM shop.main.by_append") == [(4,)]


def test_a_snapshot_keeps_what_was(dbt, rows):
    dbt("snapshot")
    rows("UPDATE shop.main.orders SET amount = 0 WHERE id = 1")
    dbt("snapshot")
    assert rows("SELECT amount, dbt_valid_to IS NULL FROM shop.main.kept WHERE id = 1 ORDER BY 2") == [
        (10.5, False), (0.0, True)]


def test_tests_freshness_and_documentation(dbt):
    done = dbt("test")
    assert done["no_negative_totals"] == "pass" and set(done.values()) <= {"pass", "success"}
    assert dbt("source", "freshness")["orders"] == "pass"
    dbt("docs", "generate")
    catalog = json.loads((dbt.folder / "target" / "catalog.json").read_text())
    assert list(catalog["nodes"]["model.shop.as_table"]["columns"]) == ["CUSTOMER", "ORDERS", "TOTAL"]
    assert catalog["nodes"]["model.shop.as_view"]["metadata"]["type"] == "VIEW"
    assert "source.shop.raw.orders" in catalog["sources"]

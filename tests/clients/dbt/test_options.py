"""A project of what dbt-snowflake has besides: contracts, unit tests, functions, snapshots by the ways of YAML, clone, retry."""

import datetime
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from dbt.cli.main import dbtRunner

FOREVER = datetime.datetime(9999, 12, 31)


@pytest.fixture(scope="module")
def rows(server):
    with server.connect() as connection:
        for statement in ("CREATE DATABASE options", "CREATE WAREHOUSE IF NOT EXISTS dbt_wh"):
            connection.cursor().execute(statement)
        yield lambda sql: connection.cursor().execute(sql).fetchall()


@pytest.fixture(scope="module")
def dbt(server, rows, tmp_path_factory):
    """dbt("run", ...): the status of each node by its name; of a run that fails, too."""
    folder = tmp_path_factory.mktemp("options") / "project"
    shutil.copytree(Path(__file__).resolve().parent / "options", folder)
    output = {"type": "snowflake", "account": "local", "user": "snowglobe", "password": "snowglobe", "host": "127.0.0.1",
              "port": server.http_port, "protocol": "http", "database": "options", "schema": "main",
              "warehouse": "dbt_wh", "threads": 2}
    (folder / "profiles.yml").write_text(yaml.safe_dump({"shop": {"target": "local", "outputs": {
        "local": output, "other": {**output, "schema": "other"}}}}))
    runner = dbtRunner()

    def dbt(*arguments, failing=()):
        done = runner.invoke([*arguments, "--project-dir", str(folder), "--profiles-dir", str(folder)])
        results = getattr(done.result, "results", [])
        failed = {one.node.name: one.message for one in results if one.status in ("error", "fail")}
        assert set(failed) == set(failing) and bool(done.success) != bool(failing), failed or done
        return {one.node.name: one.message if one.node.name in failing else str(one.status) for one in results}

    dbt.folder = folder
    return dbt


def test_it_is_built(dbt, rows):
    done = dbt("build")
    assert done["not_null_clustered_note"] == "warn" and done["a_note_is_never_missing"] == done["from_sql"] == "pass"
    shutil.copytree(dbt.folder / "target", dbt.folder / "state")
    tables = dict((row[0], row[1:]) for row in rows(
        'SHOW TABLES IN SCHEMA options.main ->> SELECT "name", "kind", "cluster_by", "automatic_clustering" FROM $1'))
    assert tables["CONTRACTED"] == ("TABLE", "", "OFF") and tables["GROWN"] == ("TRANSIENT", "", "OFF")
    assert tables["CLUSTERED"] == ("TRANSIENT", "LINEAR(to_date(made_at), ID)", "ON")
    assert rows('SHOW VIEWS LIKE \'secured\' IN SCHEMA options.main ->> SELECT "is_secure" FROM $1') == [("true",)]
    assert [(row[0], row[1], row[3], row[5]) for row in rows("DESC TABLE options.main.contracted")] == [
        ("ID", "NUMBER(10,0)", "N", "Y"), ("PRICE", "NUMBER(12,4)", "Y", "N"), ("MADE_AT", "TIMESTAMP_NTZ(9)", "Y", "N"),
        ("FLAGS", "VARIANT", "Y", "N"), ("SEVERAL", "ARRAY", "Y", "N"), ("DAY", "DATE", "Y", "N")]
    assert rows("SELECT comment FROM options.information_schema.tables WHERE table_name = 'CONTRACTED'") == [
        ("What's promised; \"quoted\" and é",)]
    assert rows("SELECT answer, next, months, part, none FROM options.main.headed") == [
        (42, datetime.date(2024, 2, 29), 2, "b", None)]
    assert rows("SELECT COUNT(*) FROM options.main_apart.named_so") == [(3,)]
    tags = rows("SELECT DISTINCT query_tag FROM TABLE(options.information_schema.query_history(result_limit => 1000)) "
                "WHERE query_text ILIKE '%/* {\"app\": \"dbt\"%' OR query_tag <> ''")
    assert {"of the project", "of the model"} <= {tag for tag, in tags}


def test_it_is_built_again_from_changed_rows(dbt, rows):
    rows("UPDATE options.main.items SET price = price + 1, made_at = '2024-02-01' WHERE id = 2")
    rows("DELETE FROM options.main.items WHERE id = 3")
    rows("INSERT INTO options.main.items VALUES (4, 4, '2024-01-09', NULL, 'new')")
    dbt("build", "--exclude", "items", "--vars", json.dumps({"round": 2, "lag": "2 hours", "tmp_relation": "table"}))
    # The predicate hides id 1 from the merge; a column that was taken away is dropped.
    assert rows("SELECT id, first_seen, shouted, larger FROM options.main.grown ORDER BY id, first_seen") == [
        (1, "1", None, None), (1, "2", "it's!", Decimal("10.5000")), (2, "1", None, None),
        (2, "2", "a;b!", Decimal("1.3333")), (3, "1", None, None), (4, "2", "new!", Decimal("4.0000"))]
    assert [row[0] for row in rows("DESC TABLE options.main.grown")] == [
        "ID", "MADE_AT", "PRICE", "FIRST_SEEN", "SHOUTED", "LARGER"]
    assert rows("SELECT id, round FROM options.main.overwritten ORDER BY id") == [(1, 2), (2, 2)]
    assert rows('SHOW DYNAMIC TABLES IN SCHEMA options.main ->> SELECT "name", "target_lag", "cluster_by" FROM $1') == [
        ("LAGGING", "2 hours", "LINEAR(ID)")]


def test_snapshots(dbt, rows):
    kept = rows("SELECT id, price, dbt_valid_to, dbt_is_deleted FROM options.main.by_time ORDER BY id, dbt_valid_from")
    assert [(key, price, until == FOREVER, gone) for key, price, until, gone in kept] == [
        (1, Decimal("10.5000"), True, "False"), (2, Decimal("0.3333"), False, "False"),
        (2, Decimal("1.3333"), True, "False"), (3, None, False, "False"), (3, None, True, "True"),
        (4, Decimal("4.0000"), True, "False")]
    assert rows("SELECT id, to_when IS NULL FROM options.main.by_values ORDER BY id, from_when") == [
        (1, True), (2, False), (2, True), (3, False), (4, True)]


def test_clone(dbt, rows):
    dbt("clone", "--state", str(dbt.folder / "state"), "--target", "other")
    kinds = dict(rows('SHOW OBJECTS IN SCHEMA options.other ->> SELECT "name", "kind" FROM $1'))
    assert (kinds["CONTRACTED"], kinds["BY_TIME"], kinds["SECURED"]) == ("TABLE", "TABLE", "VIEW")
    assert rows("SELECT * FROM options.other.overwritten MINUS SELECT * FROM options.main.overwritten") == []


def test_freshness_by_metadata_and_documentation(dbt):
    assert dbt("source", "freshness")["items"] == "pass"
    dbt("docs", "generate")
    catalog = json.loads((dbt.folder / "target" / "catalog.json").read_text())
    assert catalog["nodes"]["model.options.contracted"]["columns"]["DAY"]["comment"] == "Of it"
    assert catalog["nodes"]["model.options.lagging"]["metadata"]["type"] == "DYNAMIC TABLE"


def test_rows_may_be_none_or_few(dbt, rows):
    dbt("run", "--select", "clustered", "--empty")
    assert rows("SELECT COUNT(*) FROM options.main.clustered") == [(0,)]


NAMED = {
    "null_of_contract": ("{{ config(contract={'enforced': true}) }} select cast(null as number(3,0)) as id",
                         "100072 (22000): NULL result in a non-nullable column"),
    "granted": ("{{ config(grants={'select': ['PUBLIC']}) }} select 1 as id", "Unsupported feature 'GRANT'"),
    "tagged": ("{{ config(table_tag=\"cost='1'\") }} select 1 as id", "Unsupported feature 'TAG'"),
    "guarded": ("{{ config(row_access_policy='options.main.p on (id)') }} select 1 as id",
                "Unsupported feature 'ROW ACCESS POLICY'"),
}


def test_what_is_refused_is_named_and_tried_again(dbt, rows):
    models = dbt.folder / "models" / "refused"
    models.mkdir()
    for name, (sql, _) in NAMED.items():
        (models / f"{name}.sql").write_text("{{ config(materialized='table') }}\n" + sql)
    (models / "schema.yml").write_text(yaml.safe_dump({"models": [{"name": "null_of_contract", "columns": [
        {"name": "id", "data_type": "number(3,0)", "constraints": [{"type": "not_null"}]}]}]}))
    done = dbt("run", "--select", "refused", failing=NAMED)
    for name, (_, message) in NAMED.items():
        assert message in done[name], name
    for name in NAMED:
        (models / f"{name}.sql").write_text("{{ config(materialized='table') }} select 1::number(3,0) as id")
    assert set(dbt("retry")) >= set(NAMED)
    assert rows("SELECT id FROM options.main.granted") == [(1,)]

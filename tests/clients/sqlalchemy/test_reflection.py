"""What the inspector reads of a database: names, columns, keys, comments, sequences, indexes."""

import pytest
from snowflake.sqlalchemy import ARRAY, GEOGRAPHY, OBJECT, TIMESTAMP_TZ, VARIANT
from sqlalchemy import MetaData, Table, inspect, types

TABLES = """
CREATE TABLE parent (
  id INT IDENTITY(5, 2) COMMENT 'the key', name VARCHAR(20) NOT NULL DEFAULT 'x',
  price NUMBER(10, 2), at TIMESTAMP_TZ DEFAULT CURRENT_TIMESTAMP(), "Mixed Case" FLOAT,
  CONSTRAINT parent_key PRIMARY KEY (id), CONSTRAINT parent_name UNIQUE (name, price)
) COMMENT = 'those above';
CREATE TABLE child (a INT, parent_id INT,
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parent (id));
CREATE TABLE "Quoted" ("select" INT, "b c" INT);
CREATE VIEW cheap AS SELECT id FROM parent WHERE price < 1;
CREATE SEQUENCE numbers START 7 INCREMENT 3;
CREATE HYBRID TABLE hybrid (id INT PRIMARY KEY, a INT, b INT, INDEX by_a (a, b));
CREATE TEMPORARY TABLE passing (a INT);
CREATE SCHEMA other;
CREATE TABLE other.far (v VARIANT, o OBJECT, l ARRAY, g GEOGRAPHY, b BINARY, f BOOLEAN, d DATE, t TIME)
"""


@pytest.fixture
def connection(engine):
    with engine.connect() as connection:
        for statement in TABLES.split(";"):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("USE SCHEMA public")
        yield connection


def test_names(connection):
    inspector = inspect(connection)
    assert {"parent", "child", "Quoted", "hybrid"} <= set(inspector.get_table_names())
    assert inspector.get_view_names() == ["cheap"]
    assert "price < 1" in inspector.get_view_definition("cheap")
    assert {"public", "other", "information_schema"} <= set(inspector.get_schema_names())
    assert inspector.get_sequence_names() == ["numbers"]
    assert inspector.get_temp_table_names() == ["passing"]
    assert inspector.has_table("parent") and inspector.has_table("far", schema="other")
    assert not inspector.has_table("far")
    assert inspector.default_schema_name == "public"


def test_columns(connection):
    inspector = inspect(connection)
    columns = {column["name"]: column for column in inspector.get_columns("parent")}
    assert list(columns) == ["id", "name", "price", "at", "Mixed Case"]
    assert columns["id"]["autoincrement"] and columns["id"]["comment"] == "the key"
    assert columns["id"]["identity"].items() >= {"start": 5, "increment": 2}.items()
    assert columns["name"]["type"].length == 20 and not columns["name"]["nullable"]
    assert columns["name"]["default"] == "'x'"
    assert (columns["price"]["type"].precision, columns["price"]["type"].scale) == (10, 2)
    assert isinstance(columns["at"]["type"], TIMESTAMP_TZ)
    assert isinstance(columns["Mixed Case"]["type"], types.Float)
    far = {column["name"]: type(column["type"]) for column in inspector.get_columns("far", schema="other")}
    assert [far[name] for name in "volg"] == [VARIANT, OBJECT, ARRAY, GEOGRAPHY]
    assert issubclass(far["b"], types.LargeBinary | types.BINARY) and issubclass(far["f"], types.Boolean)
    assert issubclass(far["d"], types.Date) and issubclass(far["t"], types.Time)


def test_keys_and_comments(connection):
    inspector = inspect(connection)
    assert inspector.get_pk_constraint("parent") == {"constrained_columns": ["id"], "name": "parent_key"}
    unique, = inspector.get_unique_constraints("parent")
    assert unique["name"] == "parent_name" and unique["column_names"] == ["name", "price"]
    key, = inspector.get_foreign_keys("child")
    assert key["name"] == "child_parent" and key["constrained_columns"] == ["parent_id"]
    assert key["referred_table"] == "parent" and key["referred_columns"] == ["id"]
    assert inspector.get_table_comment("parent")["text"] == "those above"
    assert inspector.get_columns("cheap")[0]["name"] == "id"


def test_indexes_of_a_hybrid_table(connection):
    index, = inspect(connection).get_indexes("hybrid")
    assert index["name"] == "by_a" and index["column_names"] == ["a", "b"] and not index["unique"]


def test_a_whole_schema(connection):
    metadata = MetaData()
    metadata.reflect(connection, views=True)
    assert {"parent", "child", "Quoted", "cheap", "hybrid"} <= set(metadata.tables)
    assert [column.name for column in metadata.tables["Quoted"].columns] == ["select", "b c"]
    key, = metadata.tables["child"].foreign_keys
    assert key.column is metadata.tables["parent"].c.id
    assert Table("far", MetaData(schema="other"), autoload_with=connection).c.v.name == "v"

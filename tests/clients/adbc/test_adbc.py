"""The ADBC driver (Go's driver below an Arrow interface), unmodified, against the server of run_driver.py."""

import datetime
import decimal
import os

import adbc_driver_manager
import adbc_driver_snowflake.dbapi
import pyarrow
import pytest

ROWS = 300_000


def connect(password="snowglobe", protocol="http", autocommit=True, **options):
    port = os.environ["SNOWGLOBE_HTTP_PORT" if protocol == "http" else "SNOWGLOBE_HTTPS_PORT"]
    names = {"account": "local", "uri.host": "127.0.0.1", "uri.port": port, "uri.protocol": protocol, **options}
    settings = {f"adbc.snowflake.sql.{name}": value for name, value in names.items()}
    return adbc_driver_snowflake.dbapi.connect(
        db_kwargs={"username": "snowglobe", "password": password, **settings}, autocommit=autocommit)


@pytest.fixture
def connection(request):
    with connect() as opened, opened.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE DATABASE adbc_{request.node.originalname}")
        yield opened


def table(connection, sql, *binds):
    with connection.cursor() as cursor:
        cursor.execute(sql, *binds)
        return cursor.fetch_arrow_table()


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_password(protocol):
    with connect(protocol=protocol) as connection:
        assert table(connection, "SELECT CURRENT_USER() AS u").to_pylist() == [{"U": "SNOWGLOBE"}]


def test_a_wrong_password_is_refused():
    with pytest.raises(adbc_driver_manager.Error, match="390100"):
        connect(password="other")


VALUES = [
    ("1::NUMBER(5, 0)", "decimal128(5, 0)", decimal.Decimal(1)),
    ("-123456.78::NUMBER(10, 2)", "decimal128(10, 2)", decimal.Decimal("-123456.78")),
    ("99999999999999999999999999999999999999", "decimal128(38, 0)", decimal.Decimal("9" * 38)),
    ("1.5::FLOAT", "double", 1.5),
    ("TRUE", "bool", True),
    ("'naïve ☃ 😀'", "string", "naïve ☃ 😀"),
    ("NULL::VARCHAR", "string", None),
    ("'0001-01-01'::DATE", "date32[day]", datetime.date(1, 1, 1)),
    ("'12:34:56.789'::TIME", "time64[ns]", datetime.time(12, 34, 56, 789000)),
    ("'1969-12-31 23:59:58.5'::TIMESTAMP_NTZ", "timestamp[ns]", datetime.datetime(1969, 12, 31, 23, 59, 58, 500000)),
    ("'2024-07-01 12:00:00 +00:00'::TIMESTAMP_TZ", "timestamp[ns, tz=UTC]",
     datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.timezone.utc)),
    ("TO_BINARY('00ff', 'HEX')", "binary", b"\x00\xff"),
    ("PARSE_JSON('{\"a\": [1]}')", "string", '{\n  "a": [\n    1\n  ]\n}'),
    ("[1, -2]::VECTOR(INT, 2)", "fixed_size_list<item: int32>[2]", [1, -2]),
]


def test_values(connection):
    read = table(connection, "SELECT " + ", ".join(expression for expression, *_ in VALUES))
    assert [str(kind) for kind in read.schema.types] == [kind for _, kind, _ in VALUES]
    assert [column[0].as_py() for column in read.columns] == [value for *_, value in VALUES]


def test_bindings(connection):
    rows = [(1, 1.5, "it's ☃", True), (2, None, None, None)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n NUMBER, f FLOAT, s VARCHAR, b BOOLEAN)")
        cursor.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
        cursor.execute("SELECT * FROM t WHERE n >= ? ORDER BY n", (1,))
        assert cursor.fetchall() == rows


def test_large_result(connection):
    read = table(connection, f"SELECT SEQ4()::INT AS n FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))")
    assert read.num_rows == ROWS
    assert pyarrow.compute.sum(read["N"]).as_py() == ROWS * (ROWS - 1) // 2


@pytest.mark.parametrize("sql, code, state", [
    ("SELEC 1", 1003, "42000"), ("SELECT nothing_like_it", 904, "42000"),
    ("SELECT * FROM nothing_like_it", 2003, "42S02"), ("SELECT 1 / 0", 100051, "22012")])
def test_errors(connection, sql, code, state):
    with pytest.raises(adbc_driver_manager.Error) as error:
        table(connection, sql)
    assert (error.value.vendor_code, error.value.sqlstate) == (code, state)


def test_transactions(connection):
    table(connection, "CREATE TABLE t (n NUMBER)")
    with connect(autocommit=False, db="adbc_test_transactions", schema="public") as transaction:
        table(transaction, "INSERT INTO t VALUES (1)")
        transaction.rollback()
        table(transaction, "INSERT INTO t VALUES (2)")
        transaction.commit()
        table(transaction, "INSERT INTO t VALUES (3)")
    assert table(connection, "SELECT * FROM t").to_pylist() == [{"N": 2}]


def test_catalog(connection):
    table(connection, "CREATE TABLE t (n NUMBER(5, 0) NOT NULL, s VARCHAR)")
    objects = connection.adbc_get_objects(depth="tables", catalog_filter="ADBC_TEST_CATALOG", db_schema_filter="PUBLIC")
    [catalog] = objects.read_all().to_pylist()
    [schema] = catalog["catalog_db_schemas"]
    assert [(one["table_name"], one["table_type"]) for one in schema["db_schema_tables"]] == [("T", "TABLE")]
    fields = connection.adbc_get_table_schema("T", catalog_filter="ADBC_TEST_CATALOG", db_schema_filter="PUBLIC")
    assert fields.names == ["N", "S"] and not fields.field("N").nullable
    assert connection.adbc_get_table_types() == ["TABLE", "VIEW"]

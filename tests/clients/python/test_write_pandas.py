"""write_pandas and read_sql of pandas: what snowflake.connector.pandas_tools sends, with each connector.

docs.snowflake.com/en/developer-guide/python-connector/python-connector-api: write_pandas. What a Parquet file's
annotations mean is the table at USE_VECTORIZED_SCANNER of .../sql-reference/sql/create-file-format."""

import datetime
import decimal
import json
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
import snowflake.connector
from snowflake.connector import pandas_tools as tools

VERSION = int(snowflake.connector.__version__.split(".")[0])
ROWS = [("Mark", 10), ("Luke", 20), ("John", 30), ("Anna", 40), ("Ruth", 50)]


def people():
    return pd.DataFrame(ROWS, columns=["name", "balance"])


def write(conn, df, table, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ok, chunks, rows, answer = tools.write_pandas(conn, df, table, **options)
    assert ok and rows == len(df)
    return chunks, answer


def rows(cur, sql):
    return cur.execute(sql).fetchall()


def kinds(cur, table):
    return {row[0]: row[1] for row in rows(cur, f"DESCRIBE TABLE {table}")}


@pytest.mark.parametrize("quote", [True, False])
@pytest.mark.parametrize("chunk_size", [5, 2])
@pytest.mark.parametrize("compression", ["gzip", "snappy"])
def test_into_a_table_that_is_there(conn, cur, schema, quote, chunk_size, compression):
    names = '"name" STRING, "balance" INT' if quote else "name STRING, balance INT"
    cur.execute(f"CREATE TABLE t ({names})")
    chunks, answer = write(conn, people(), "T" if quote else "t", quote_identifiers=quote, chunk_size=chunk_size,
                           compression=compression)
    assert chunks == -(-5 // chunk_size) and all(row[1] == "LOADED" for row in answer)
    assert sorted(rows(cur, "SELECT * FROM t"), key=lambda r: r[1]) == ROWS
    assert rows(cur, 'LIST @"' + rows(cur, "SHOW STAGES")[0][1] + '"') == []


@pytest.mark.parametrize("quote", [True, False])
@pytest.mark.parametrize("kind, shown", [("", "TABLE"), ("temp", "TEMPORARY"), ("temporary", "TEMPORARY"),
                                         ("transient", "TRANSIENT")])
def test_the_table_is_made(conn, cur, schema, quote, kind, shown):
    write(conn, people(), "made", auto_create_table=True, table_type=kind, quote_identifiers=quote)
    (table,) = rows(cur, "SHOW TABLES LIKE 'made'")
    assert (table[1], table[4]) == ("made" if quote else "MADE", shown)
    assert kinds(cur, f'"{table[1]}"') == (
        {"name": "VARCHAR(16777216)", "balance": "NUMBER(38,0)"} if quote else
        {"NAME": "VARCHAR(16777216)", "BALANCE": "NUMBER(38,0)"})
    assert rows(cur, f'SELECT * FROM "{table[1]}"') == ROWS


@pytest.mark.parametrize("quote", [True, False])
@pytest.mark.parametrize("create", [True, False])
def test_overwrite(conn, cur, schema, quote, create):
    cur.execute('CREATE TABLE "t" ("name" STRING, "balance" INT, "id" INT AUTOINCREMENT)' if quote else
                "CREATE TABLE t (name STRING, balance INT, id INT AUTOINCREMENT)")
    for df in (people(), pd.DataFrame([("Dash", 50)], columns=["name", "balance"])):
        write(conn, df, "t", overwrite=True, auto_create_table=create, quote_identifiers=quote)
    table = '"t"' if quote else "t"
    assert rows(cur, f"SELECT COUNT(*) FROM {table}") == [(1,)]
    other = pd.DataFrame([(2022, "Jan")], columns=["year", "month"])
    if create:
        write(conn, other, "t", overwrite=True, auto_create_table=True, quote_identifiers=quote)
        assert [name.lower() for name in kinds(cur, table)] == ["year", "month"]
    else:
        with pytest.raises(Exception, match="invalid identifier"):
            write(conn, other, "t", overwrite=True, quote_identifiers=quote)
        assert rows(cur, f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_columns_that_are_not_named_get_their_defaults(conn, cur, schema):
    cur.execute('CREATE TABLE "u" ("name" STRING, "balance" INT, "id" INT AUTOINCREMENT, '
                '"key" VARCHAR(36) DEFAULT UUID_STRING(), "ts" TIMESTAMP_LTZ DEFAULT CURRENT_TIMESTAMP)')
    write(conn, people(), "u")
    found = rows(cur, 'SELECT * FROM "u" ORDER BY "balance"')
    assert [row[:2] for row in found] == ROWS
    assert sorted(row[2] for row in found) == [1, 2, 3, 4, 5]
    assert all(len(row[3]) == 36 and isinstance(row[4], datetime.datetime) for row in found)


@pytest.mark.parametrize("names", [["00 name", "bAl_ance"], ['c"ol', '"col"'], ["c'ol", "'col'"], ["チリヌル", "熊猫"],
                                   ["number", "Number"], ["a.b", "a:b"], ["a,b", "a b "]])
def test_names_of_every_kind(conn, cur, schema, names):
    if VERSION >= 5 and names[0].upper() == names[1].upper():
        pytest.skip("connector 5 itself takes the types of such columns for one another")
    df = pd.DataFrame([("1", 2)], columns=names)
    write(conn, df, "odd name's", auto_create_table=True)
    assert list(kinds(cur, '"odd name\'s"')) == names
    assert rows(cur, 'SELECT * FROM "odd name\'s"') == [("1", 2)]


BERLIN = datetime.timezone(datetime.timedelta(hours=2))
WHEN = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456)


def frame():
    return pd.DataFrame({
        "int": [1, -2**62], "float": [1.1, float("nan")], "text": ["é", None], "bool": [True, False],
        "ntz": [WHEN, pd.NaT], "tz": pd.to_datetime([WHEN.replace(tzinfo=BERLIN), None]),
        "date": [WHEN.date(), None], "time": [WHEN.time(), None], "bytes": [b"\x00\xff", None],
        "decimal": [decimal.Decimal("12.50"), None], "list": [[1, 2], None], "dict": [{"x": 1, "y": "z"}, None],
        "category": pd.Categorical(["a", "b"]), "nullable": pd.array([1, None], dtype="Int64"),
        "flag": pd.array([True, None], dtype="boolean"), "string": pd.array(["s", None], dtype="string"),
        "small": pd.array([1, 2], dtype="int8"), "unsigned": np.array([2**64 - 1, 0], dtype="uint64")})


def test_every_type_with_logical_types(conn, cur, schema):
    cur.execute("ALTER SESSION SET TIMEZONE = 'America/New_York'")
    write(conn, frame(), "t", auto_create_table=True, use_logical_type=True)
    assert kinds(cur, '"t"') == {
        "int": "NUMBER(38,0)", "float": "FLOAT", "text": "VARCHAR(16777216)", "bool": "BOOLEAN",
        "ntz": "TIMESTAMP_NTZ(9)", "tz": "TIMESTAMP_LTZ(9)", "date": "DATE", "time": "TIME(9)",
        "bytes": "BINARY(8388608)", "decimal": "NUMBER(4,2)", "list": "VARIANT", "dict": "VARIANT",
        "category": "VARCHAR(16777216)", "nullable": "NUMBER(38,0)", "flag": "BOOLEAN",
        "string": "VARCHAR(16777216)", "small": "NUMBER(38,0)", "unsigned": "NUMBER(38,0)"}
    first, second = rows(cur, 'SELECT * FROM "t"')
    plain = [*first]
    assert plain[5] == WHEN.replace(tzinfo=BERLIN) and plain[5].utcoffset() == datetime.timedelta(hours=-4)
    assert [json.loads(value) for value in plain[10:12]] == [[1, 2], {"x": 1, "y": "z"}]
    assert plain[:5] + plain[6:10] + plain[12:] == [
        1, 1.1, "é", True, WHEN, WHEN.date(), WHEN.time(), b"\x00\xff", decimal.Decimal("12.50"), "a", 1, True, "s", 1,
        2**64 - 1]
    assert [second[0], *second[2:12]] == [-2**62, None, False, *[None] * 8]
    assert second[12:] == ("b", None, None, None, 2, 0)


def test_times_without_logical_types_are_numbers(conn, cur, schema):
    df = pd.DataFrame({"ntz": pd.array([WHEN], dtype="datetime64[ns]"), "date": [WHEN.date()]})
    write(conn, df, "t", auto_create_table=True)
    assert kinds(cur, '"t"') == {"ntz": "NUMBER(38,0)", "date": "DATE"}
    assert rows(cur, 'SELECT * FROM "t"') == [(1714979289123456000, WHEN.date())]


@pytest.mark.parametrize("kind", ["TIMESTAMP_TZ", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ"])
def test_time_zones_into_each_kind_of_column(conn, cur, schema, kind):
    cur.execute("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'")
    cur.execute(f"CREATE TABLE t (dt {kind})")
    write(conn, pd.DataFrame({"DT": [WHEN.replace(tzinfo=BERLIN)]}), "T", use_logical_type=True)
    tokyo = datetime.datetime(2024, 5, 6, 14, 8, 9, 123456)
    ((found,),) = rows(cur, "SELECT * FROM t")
    assert found.replace(tzinfo=None) == tokyo
    assert kind == "TIMESTAMP_NTZ" or found.utcoffset() == datetime.timedelta(hours=9)


def test_nanoseconds_stay(conn, cur, schema):
    moment = pd.Timestamp("2024-05-06 07:08:09.123456789")
    df = pd.DataFrame({"n": [moment], "z": [moment.tz_localize("Europe/Berlin")]})
    cur.execute("ALTER SESSION SET TIMEZONE = 'Europe/Berlin'")
    write(conn, df, "t", auto_create_table=True, use_logical_type=True)
    model = "'YYYY-MM-DD HH24:MI:SS.FF9'"
    assert rows(cur, f'SELECT TO_VARCHAR("n", {model}), TO_VARCHAR("z", {model}) FROM "t"') == [
        ("2024-05-06 07:08:09.123456789",) * 2]


def test_an_empty_frame(conn, cur, schema):
    chunks, _ = write(conn, pd.DataFrame([], columns=["name", "balance"]), "t", auto_create_table=True)
    assert chunks == 1
    assert rows(cur, 'SELECT * FROM "t"') == [] and list(kinds(cur, '"t"')) == ["name", "balance"]


def test_the_index_is_not_written_unless_asked(conn, cur, schema):
    df = people().set_index(pd.Index([7, 8, 9, 10, 11]))
    with pytest.warns(UserWarning, match="non-standard index"):
        tools.write_pandas(conn, df, "t", auto_create_table=True)
    assert list(kinds(cur, '"t"')) == ["name", "balance"]
    assert rows(cur, 'SELECT * FROM "t"') == ROWS
    write(conn, people(), "i", auto_create_table=True, quote_identifiers=False, index=True)
    assert rows(cur, "SELECT * FROM i") == ROWS


@pytest.mark.parametrize("on_error", ["continue", "skip_file", "abort_statement"])
def test_on_error(conn, cur, schema, on_error):
    cur.execute("CREATE TABLE t (a INT)")
    df = pd.DataFrame({"A": ["1", "nope", "3"]})
    if on_error == "abort_statement":
        with pytest.raises(Exception, match="Numeric value 'nope' is not recognized|Failed to cast"):
            tools.write_pandas(conn, df, "T", on_error=on_error)
        assert rows(cur, "SELECT * FROM t") == []
        return
    ok, chunks, count, answer = tools.write_pandas(conn, df, "T", on_error=on_error)
    loaded = [(1,), (3,)] if on_error == "continue" else []
    # Connector 5 gives the rows of the frame.
    assert (ok, chunks, count) == (False, 1, len(df) if VERSION >= 5 else len(loaded))
    assert rows(cur, "SELECT * FROM t") == loaded


def test_in_another_schema(conn, cur, schema):
    cur.execute('CREATE SCHEMA "other one"')
    cur.execute(f"USE SCHEMA {schema}.PUBLIC")
    write(conn, people(), "t", database=schema, schema="other one", auto_create_table=True)
    assert rows(cur, f'SELECT * FROM {schema}."other one"."t"') == ROWS


def test_many_rows_in_chunks(conn, cur, schema):
    df = pd.DataFrame({"n": range(10_000), "s": [f"x{n}" for n in range(10_000)]})
    chunks, _ = write(conn, df, "t", auto_create_table=True, chunk_size=3_000)
    assert chunks == 4
    assert rows(cur, 'SELECT COUNT(*), SUM("n"), COUNT(DISTINCT "s") FROM "t"') == [(10_000, 49_995_000, 10_000)]


def test_there_and_back(conn, cur, schema, monkeypatch):
    # Beside these tests lies a folder `sqlalchemy`, which pandas would take for the library.
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not path.endswith("tests/clients")])
    monkeypatch.delitem(sys.modules, "sqlalchemy", raising=False)
    df = frame().drop(columns=["tz", "list", "dict", "time", "date", "bytes", "decimal", "category", "unsigned"])
    write(conn, df, "t", auto_create_table=True, use_logical_type=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        back = pd.read_sql('SELECT * FROM "t"', conn)
    assert list(back.columns) == list(df.columns)
    for name in df.columns:
        for was, now in zip(df[name], back[name]):
            assert (pd.isna(was) and pd.isna(now)) or was == now, name

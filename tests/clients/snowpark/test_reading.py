"""DataFrames that are read: what is chosen, joined, grouped and reshaped, and how it comes back."""

import copy
import datetime
import decimal

import pytest
from snowflake.snowpark import Window
from snowflake.snowpark import functions as F
from snowflake.snowpark import types as T
from snowflake.snowpark.exceptions import SnowparkSQLException


@pytest.fixture
def trips(session):
    return session.create_dataframe(
        [[1, "a", 1.5, None], [2, "b", 2.5, datetime.date(2020, 1, 31)], [3, "a", None, None]],
        schema=["id", "k", "x", "d"])


def rows(frame):
    return [tuple(row) for row in frame.collect()]


def test_where_a_session_is(session):
    assert session.get_current_database() == '"TEST_READING"' and session.get_current_schema() == '"PUBLIC"'
    session.use_warehouse("snowpark_wh")
    assert session.get_current_warehouse() == '"SNOWPARK_WH"'


def test_a_schema_is_known_before_it_runs(trips):
    assert [(field.name, type(field.datatype)) for field in trips.schema] == [
        ("ID", T.LongType), ("K", T.StringType), ("X", T.DoubleType), ("D", T.DateType)]


def test_choosing(trips):
    assert rows(trips.filter(F.col("id") > 1).select("k", (F.col("x") * 2).alias("y")).sort("id")) == [
        ("b", 5.0), ("a", None)]
    assert trips.sort("id").first()["K"] == "a" and trips.count() == 3
    assert sorted(rows(trips.drop("x", "d").rename("k", "kk").drop_duplicates("kk").select("kk"))) == [("a",), ("b",)]
    assert rows(trips.na.fill({"x": 0.0}).select("x").sort("x")) == [(0.0,), (1.5,), (2.5,)]
    assert rows(trips.na.drop(subset=["d"]).select("id")) == [(2,)]
    assert trips.sample(n=2).count() == 2 and trips.sample(frac=1.0).count() == 3
    assert sum(part.count() for part in trips.random_split([0.5, 0.5], seed=1)) == 3


def test_joining(trips):
    other = trips.select(F.col("k").alias("k2"), F.col("id").alias("id2"))
    assert trips.join(other, F.col("k") == F.col("k2")).count() == 5
    assert trips.join(other.filter(F.col("id2") == 2), F.col("k") == F.col("k2"), "left").count() == 3
    assert sorted(rows(trips.join(copy.copy(trips), "id", "leftsemi").select("id"))) == [(1,), (2,), (3,)]
    assert rows(trips.join(other, trips["id"] < other["id2"], "leftanti").select("id")) == [(3,)]
    assert trips.cross_join(other).count() == 9


def test_sets(trips):
    assert trips.union_all(trips).count() == 6 and trips.union(trips).count() == 3
    assert trips.union_by_name(trips.select("x", "k", "d", "id")).count() == 3
    assert rows(trips.select("k").except_(trips.select("k").filter(F.col("k") == "a"))) == [("b",)]
    assert sorted(rows(trips.select("k").intersect(trips.select("k")))) == [("a",), ("b",)]


def test_grouping(trips):
    grouped = trips.group_by("k").agg(F.sum("id").alias("s"), F.avg("x"), F.count("*"), F.listagg("id", ","))
    assert rows(grouped.sort("k"))[1][:4] == ("b", 2, 2.5, 1)
    assert sorted(rows(trips.rollup("k").agg(F.sum("id"))), key=str) == [("a", 4), ("b", 2), (None, 6)]
    assert trips.cube("k", "id").count().count() == 9
    assert rows(trips.agg(F.max("id"), F.min("k"), F.count_distinct("k"))) == [(3, "a", 2)]


def test_windows(trips):
    window = Window.partition_by("k").order_by("id")
    ranked = trips.select("id", F.row_number().over(window), F.lag("id").over(window),
                          F.sum("id").over(window.rows_between(Window.UNBOUNDED_PRECEDING, Window.CURRENT_ROW)))
    assert sorted(rows(ranked)) == [(1, 1, None, 1), (2, 1, None, 2), (3, 2, 1, 4)]


def test_reshaping(session, trips):
    pivoted = trips.select("id", "k").pivot("k", ["a", "b"]).sum("id")
    assert rows(pivoted) == [(4, 2)]
    wide = session.create_dataframe([[1, 2, 3]], schema=["a", "b", "c"])
    assert sorted(rows(wide.unpivot("v", "n", ["b", "c"]))) == [(1, "B", 2), (1, "C", 3)]
    lists = session.create_dataframe([[1, [5, 6]]], schema=["a", "l"])
    assert sorted(rows(lists.select("a", F.explode("l")))) == [(1, "5"), (1, "6")]
    parts = session.table_function("split_to_table", F.lit("x y"), F.lit(" "))
    assert rows(parts.select("value").sort("index")) == [("x",), ("y",)]
    flat = session.sql("SELECT PARSE_JSON('[1, {\"a\": 2}]') AS v").join_table_function("flatten", F.col("v"))
    assert flat.select(F.col("value")["a"]).count() == 2


def test_values(session):
    at = datetime.datetime(2020, 1, 1, 1, 2, 3, 4)
    frame = session.create_dataframe(
        [[{"a": 1}, [1, "x"], at, decimal.Decimal("1.25"), b"x\0", True, datetime.time(1, 2)], [None] * 7],
        schema=["o", "l", "ts", "n", "b", "f", "t"])
    first, second = frame.collect()
    assert (first["TS"], first["N"], bytes(first["B"]), first["F"]) == (at, decimal.Decimal("1.25"), b"x\0", True)
    assert first["T"] == datetime.time(1, 2) and '"a": 1' in first["O"]
    assert tuple(second) == (None,) * 7


def test_ways_to_fetch(trips):
    frame = trips.sort("id").to_pandas()
    assert list(frame.columns) == ["ID", "K", "X", "D"] and frame["ID"].tolist() == [1, 2, 3]
    assert [row["ID"] for row in trips.sort("id").to_local_iterator()] == [1, 2, 3]
    assert sum(len(batch) for batch in trips.to_pandas_batches()) == 3
    assert len(trips.collect_nowait().result()) == 3
    described = {row["SUMMARY"]: row["ID"] for row in trips.describe().collect()}
    assert described["count"] == 3 and described["max"] == 3
    assert trips._explain_string()


def test_functions(session, trips):
    one = trips.filter(F.col("id") == 2)
    chosen = one.select(
        F.upper("k"), F.coalesce("x", F.lit(0)), F.to_date(F.lit("2020-02-03")), F.dateadd("month", F.lit(1), "d"),
        F.iff(F.col("id") > 1, F.lit("y"), F.lit("n")), F.when(F.col("id") == 1, "one").otherwise("more"),
        F.regexp_replace("k", "b", "c"), F.md5("k"), F.date_trunc("year", "d"), F.to_varchar("d", "YYYY/MM"),
        F.concat_ws(F.lit("-"), "k", F.lit("z")), F.col("k").in_(["a", "b"]), F.col("x").cast("int"),
        F.round("x", 0), F.array_size(F.array_construct("id", "k")), F.greatest("id", F.lit(7)))
    assert rows(chosen) == [(
        "B", 2.5, datetime.date(2020, 2, 3), datetime.date(2020, 2, 29), "y", "more", "c",
        "92eb5ffee6ae2fec3ad71c777531578f", datetime.date(2020, 1, 1), "2020/01", "b-z", True, 3, 3.0, 2, 7)]
    assert rows(session.sql("SELECT ?::INT, ?", params=[1, "x"])) == [(1, "x")]
    assert [row[0] for row in session.range(0, 10, 3).collect()] == [0, 3, 6, 9]
    assert session.generator(F.seq4(), rowcount=5).count() == 5
    assert trips.stat.corr("id", "x") == pytest.approx(1.0)


def test_errors_are_those_of_snowflake(session):
    with pytest.raises(SnowparkSQLException) as caught:
        session.table("nowhere").collect()
    assert caught.value.sql_error_code == 2003

"""What a session runs beside its own thread, what it hands over to SQL, and how it takes it back.

docs.snowflake.com/en/developer-guide/snowpark/reference/python/latest: AsyncJob, Session, DataFrameAnalyticsFunctions."""

import datetime

import pytest
from snowflake.connector.errors import DatabaseError
from snowflake.snowpark import functions as F
from snowflake.snowpark.exceptions import SnowparkSQLException


@pytest.fixture
def pairs(session):
    return session.create_dataframe([[1, "a"], [2, "b"], [3, "a"]], schema=["id", "k"])


def rows(frame):
    return [tuple(row) for row in frame.collect()]


def test_jobs(session, pairs):
    job = session.sql("SELECT 1 AS a").collect_nowait()
    assert job.result("pandas")["A"].tolist() == [1] and job.is_done() and not job.is_failed()
    assert rows(job.to_df()) == [(1,)] and session.create_async_job(job.query_id).result() == job.result()
    assert pairs.count(block=False).result() == 3
    assert len(pairs.to_pandas(block=False).result()) == 3
    assert pairs.write.save_as_table("by_job", mode="overwrite", block=False).result() is None
    table = session.table("by_job")
    assert table.update({"k": F.lit("z")}, table["id"] == 1, block=False).result().rows_updated == 1
    failed = session.sql("SELECT * FROM nowhere").collect_nowait()
    with pytest.raises(DatabaseError, match="does not exist"):
        failed.result()
    assert failed.is_failed()


def test_a_job_is_cancelled(session):
    job = session.sql("SELECT SYSTEM$WAIT(60)").collect_nowait()
    assert not job.is_done()
    job.cancel()
    with pytest.raises(DatabaseError, match="canceled"):
        job.result()
    assert job.status() in ("ABORTING", "ABORTED")
    assert rows(session.sql("SELECT 1")) == [(1,)]


def test_values_bound_to_sql(session):
    chosen = session.sql("SELECT ?::INT AS a, ? AS b, ? AS c", params=[1, None, datetime.date(2020, 1, 1)])
    assert rows(chosen.with_column("d", F.col("a") + 1)) == [(1, None, datetime.date(2020, 1, 1), 2)]
    other = session.sql("SELECT ?::INT AS a", params=[7])
    assert rows(chosen.select("a").union_all(other).sort("a")) == [(1,), (7,)]
    assert rows(chosen.select("a").cross_join(other.select(F.col("a").alias("z")))) == [(1, 7)]
    other.write.save_as_table("bound", mode="overwrite")
    assert rows(session.table("bound")) == [(7,)]


def test_a_transaction(session, pairs):
    pairs.write.save_as_table("kept", mode="overwrite")
    session.sql("BEGIN").collect()
    pairs.write.save_as_table("kept", mode="append")
    session.sql("ROLLBACK").collect()
    assert session.table("kept").count() == 3


def test_ways_to_write_into_a_table_that_is_there(session, pairs):
    pairs.write.save_as_table("there", mode="overwrite")
    swapped = session.create_dataframe([["x", 9]], schema=["k", "id"])
    swapped.write.save_as_table("there", mode="append", column_order="name")
    assert rows(session.table("there").filter("id > 3")) == [(9, "x")]
    with pytest.raises(SnowparkSQLException, match="Numeric value 'x' is not recognized"):
        swapped.write.save_as_table("there", mode="append")
    session.create_dataframe([[1, "new"]], schema=["id", "k"]).write.mode("overwrite").save_as_table(
        "there", overwrite_condition=F.col("id") <= 2)
    assert rows(session.table("there").sort("id")) == [(1, "new"), (3, "a"), (9, "x")]
    pairs.write.insert_into("there", overwrite=True)
    assert session.table("there").count() == 3
    source = session.create_dataframe([[1, "x"], [1, "y"]], schema=["id", "k"])
    table = session.table("there")
    with pytest.raises(SnowparkSQLException, match="Duplicate row detected"):
        table.merge(source, table["id"] == source["id"], [F.when_matched().update({"k": source["k"]})])


def test_a_dynamic_table(session, pairs):
    pairs.write.save_as_table("base", mode="overwrite")
    session.sql("CREATE WAREHOUSE IF NOT EXISTS snowpark_wh").collect()
    session.table("base").create_or_replace_dynamic_table(
        "follows", warehouse="snowpark_wh", lag="1 minute", comment="why", refresh_mode="FULL", initialize="ON_CREATE",
        clustering_keys=["id"], is_transient=True)
    shown = session.sql("SHOW DYNAMIC TABLES LIKE 'follows'").collect()[0]
    assert (shown["comment"], shown["refresh_mode"], shown["target_lag"]) == ("why", "FULL", "1 minute")
    assert session.table("follows").count() == 3


def test_what_moves_over_time(session):
    sales = session.create_dataframe(
        [["A", "2023-01-01", 10], ["A", "2023-01-02", 20], ["A", "2023-01-05", 30], ["B", "2023-01-02", 5]],
        schema=["p", "d", "v"]).with_column("d", F.to_timestamp("d"))
    moving = sales.analytics.moving_agg(aggs={"V": ["SUM", "AVG"]}, window_sizes=[2], order_by=["D"], group_by=["P"])
    assert rows(moving.sort("p", "d").select("V_SUM_2", "V_AVG_2")) == [(10, 10), (30, 15), (50, 25), (5, 5)]
    total = sales.analytics.cumulative_agg(aggs={"V": ["SUM"]}, group_by=["P"], order_by=["D"], is_forward=True)
    assert rows(total.sort("p", "d").select("V_SUM")) == [(60,), (50,), (30,), (5,)]
    lagging = sales.analytics.compute_lag(cols=["V"], lags=[1, 2], order_by=["D"], group_by=["P"])
    assert rows(lagging.sort("p", "d").select("V_LAG_1", "V_LAG_2")) == [
        (None, None), (10, None), (20, 10), (None, None)]
    around = sales.analytics.time_series_agg(
        time_col="D", aggs={"V": ["SUM"]}, windows=["-2D", "2D"], sliding_interval="1D", group_by=["P"])
    assert rows(around.sort("p", "d").select('"V_SUM_-2D"', "V_SUM_2D")) == [(10, 30), (30, 20), (30, 30), (5, 5)]


@pytest.mark.parametrize("switch", ["cte_optimization_enabled", "sql_simplifier_enabled",
                                    "eliminate_numeric_sql_value_cast_enabled", "large_query_breakdown_enabled"])
def test_whatever_sql_snowpark_writes(session, pairs, switch):
    before = getattr(session, switch)
    setattr(session, switch, not before)
    frame = pairs.filter(F.col("id") > 1).with_column("n", F.lit(1))
    both = frame.union_all(frame).join(frame.select(F.col("id").alias("other")), F.col("id") == F.col("other"))
    assert rows(both.group_by("k").agg(F.sum("n")).sort("k")) == [("a", 2), ("b", 2)]
    setattr(session, switch, before)


def test_rows_picked_at_random(session, pairs):
    assert pairs.stat.sample_by("k", {"a": 1.0}).count() == 2
    assert rows(pairs.stat.crosstab("k", "id").select("K").sort("K")) == [("a",), ("b",)]
    assert pairs.stat.approx_quantile("id", [0.5]) == [2.0]
    assert rows(pairs.na.replace({"a": "c"}, subset="k").sort("id")) == [(1, "c"), (2, "b"), (3, "c")]
    assert rows(session.range(10, 0, -3)) == [(10,), (7,), (4,), (1,)]

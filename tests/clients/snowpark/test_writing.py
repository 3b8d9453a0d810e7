"""DataFrames that are written: tables, views, changes of rows, and what a session leaves behind."""

import pytest
from snowflake.snowpark import functions as F
from snowflake.snowpark.exceptions import SnowparkSQLException


@pytest.fixture
def pairs(session):
    return session.create_dataframe([[1, "a"], [2, "b"], [3, "a"]], schema=["id", "k"])


def rows(frame):
    return sorted(tuple(row) for row in frame.collect())


def test_modes_of_save_as_table(session, pairs):
    pairs.write.mode("overwrite").save_as_table("saved")
    pairs.write.mode("append").save_as_table("saved")
    assert session.table("saved").count() == 6
    pairs.write.mode("truncate").save_as_table("saved")
    pairs.write.mode("ignore").save_as_table("saved")
    assert rows(session.table("saved")) == [(1, "a"), (2, "b"), (3, "a")]
    with pytest.raises(SnowparkSQLException, match="already exists"):
        pairs.write.mode("errorifexists").save_as_table("saved")
    pairs.limit(0).write.save_as_table("kept", table_type="transient", clustering_keys=["id"], comment="why")
    kind, comment = session.sql("SHOW TABLES LIKE 'kept'").select('"kind"', '"comment"').collect()[0]
    assert (kind, comment) == ("TRANSIENT", "why")


def test_a_temporary_table_of_a_frame_that_is_no_select(session):
    frame = session.create_dataframe([[1, None]], schema=["id", "d"])
    frame.collect()
    frame.write.save_as_table("passing", table_type="temporary")
    shown = session.sql("SHOW TABLES LIKE 'passing'").select('"kind"').collect()
    assert [row[0] for row in shown] == ["TEMPORARY"] and session.table("passing").count() == 1


def test_changing_rows(session, pairs):
    pairs.write.mode("overwrite").save_as_table("changed")
    table = session.table("changed")
    assert table.update({"k": F.lit("z")}, table["id"] == 1).rows_updated == 1
    assert table.delete(table["id"] == 2).rows_deleted == 1
    merged = table.merge(pairs, table["id"] == pairs["id"], [
        F.when_matched(table["k"] == "z").update({"k": F.concat(pairs["k"], F.lit("!"))}),
        F.when_not_matched().insert({"id": pairs["id"], "k": pairs["k"]})])
    assert (merged.rows_inserted, merged.rows_updated) == (1, 1)
    assert rows(table) == [(1, "a!"), (2, "b"), (3, "a")]
    assert table.drop_table() is None


def test_views_and_dynamic_tables(session, pairs):
    pairs.write.mode("overwrite").save_as_table("base")
    session.table("base").filter(F.col("k") == "a").create_or_replace_view("only_a")
    session.table("base").create_or_replace_temp_view("passing_view")
    assert session.table("only_a").count() == 2 and session.table("passing_view").count() == 3
    session.table("base").group_by("k").count().create_or_replace_dynamic_table(
        "counted", warehouse="snowpark_wh", lag="1 hour")
    assert rows(session.table("counted")) == [("a", 2), ("b", 1)]


def test_a_cached_frame_is_a_temporary_table_that_goes(session, pairs):
    with pairs.cache_result() as cached:
        assert rows(cached) == rows(pairs)
    many = session.create_dataframe([[number, str(number)] for number in range(2000)], schema=["a", "b"])
    assert many.agg(F.sum("a"), F.max(F.length("b"))).collect()[0] == (1999000, 4)


def test_query_tags_and_history(session, pairs):
    session.query_tag = "nightly"
    with session.query_history() as history:
        pairs.count()
    assert session.query_tag == "nightly" and len(history.queries) == 1
    session.query_tag = None


def test_a_frame_of_pandas(session):
    import pandas as pd

    frame = pd.DataFrame({"A": [1, 2], "B": ["x", None], "T": pd.to_datetime(["2024-01-01", "2024-02-01"])})
    made = session.create_dataframe(frame)
    assert [str(field.datatype) for field in made.schema] == [
        "LongType()", "StringType()", "TimestampType(timezone=TimestampTimeZone('ntz'))"]
    assert [tuple(row) for row in made.sort("A").collect()] == [
        (1, "x", frame["T"][0].to_pydatetime()), (2, None, frame["T"][1].to_pydatetime())]
    written = session.write_pandas(frame[["A", "B"]], "WRITTEN", auto_create_table=True, overwrite=True)
    assert [tuple(row) for row in written.sort("A").collect()] == [(1, "x"), (2, None)]

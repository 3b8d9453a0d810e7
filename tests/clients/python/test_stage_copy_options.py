"""COPY_OPTIONS of a stage hold for every COPY from it that does not say otherwise.

docs.snowflake.com/en/sql-reference/sql/create-stage, .../sql-reference/sql/copy-into-table"""

import pytest


@pytest.fixture
def load(cur, schema, tmp_path):
    """A stage with these options and a file of one good record and one bad; what COPY made of it."""
    (tmp_path / "a.csv").write_text("1\nx\n")
    cur.execute("CREATE TABLE t (a INT)")

    def copy(stage_options, own=""):
        cur.execute(f"CREATE OR REPLACE STAGE s COPY_OPTIONS = ({stage_options})")
        cur.execute(f"PUT file://{tmp_path}/a.csv @s AUTO_COMPRESS = FALSE")
        return cur.execute(f"COPY INTO t FROM @s {own}").fetchall()

    return copy


def test_they_hold_where_nothing_is_said(cur, load):
    (row,) = load("ON_ERROR = CONTINUE PURGE = TRUE")
    assert row[1:4] == ("PARTIALLY_LOADED", 2, 1)
    assert cur.execute("LIST @s").fetchall() == []
    (row,) = load("ON_ERROR = 'SKIP_FILE_2'")
    assert row[1:4] == ("PARTIALLY_LOADED", 2, 1)
    (row,) = load("ON_ERROR = SKIP_FILE")
    assert row[1] == "LOAD_FAILED"


def test_the_statement_is_stronger(cur, load):
    with pytest.raises(Exception, match="Numeric value 'x' is not recognized"):
        load("ON_ERROR = CONTINUE", "ON_ERROR = ABORT_STATEMENT")
    (row,) = load("ON_ERROR = SKIP_FILE", "ON_ERROR = CONTINUE")
    assert row[1:4] == ("PARTIALLY_LOADED", 2, 1)

"""What files of Parquet hold with types of their own goes into columns of other types as its VARIANT would.

Page: "Data type conversion" (a value of a file is a VARIANT)."""

import math
import random as randoms
from datetime import datetime, timedelta

import pyarrow
import pyarrow.parquet
import pytest
from snowflake.connector.errors import ProgrammingError

from asking import SEED, rounds


@pytest.fixture(name="random")
def random_of_test(request):
    return randoms.Random(f"{SEED} {request.node.name}")


@pytest.fixture(name="cursor")
def cursor_of_test(server):
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS property")
        cursor.execute("USE SCHEMA property.public")
        cursor.execute("CREATE OR REPLACE FILE FORMAT parquet_rows TYPE = PARQUET USE_LOGICAL_TYPE = TRUE")
        yield cursor


def near(random, value):
    """The value, or one of the doubles beside it."""
    for _ in range(random.randint(0, 2)):
        value = math.nextafter(value, random.choice([-math.inf, math.inf]))
    return value


def random_double(random, scale):
    """Many of them near the middle between two numbers of the scale."""
    kind = random.random()
    digits = random.randint(0, 17 if random.random() < 0.1 else 12)
    if kind < 0.5:
        return near(random, (random.randint(-10**digits, 10**digits) + 0.5) / 10**scale)
    if kind < 0.7:
        return near(random, random.randint(-10**digits, 10**digits) / 10**scale)
    return random.uniform(-1, 1) * 10.0**random.randint(-12, 14)


def random_moment(random):
    year = random.choice([1, 2, 1582, 1969, 1970, 2000, 9999, random.randint(1, 9998)])
    start = datetime(year, random.choice([1, 12]), random.choice([1, 31]))
    return start + timedelta(microseconds=random.choice([0, 1, 86_400_000_000 - 1, random.randrange(86_400_000_000)]))


def stage(cursor, folder, **columns):
    path = folder / "values.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"n": list(range(len(next(iter(columns.values()))))), **columns}), path)
    cursor.execute(f"PUT 'file://{path}' @~/values/ AUTO_COMPRESS = FALSE OVERWRITE = TRUE")


def answer(cursor, sql):
    try:
        return cursor.execute(sql).fetchall()
    except ProgrammingError as error:
        return error.errno, error.msg.partition(":")[2].strip()


FROM_FILE = ("SELECT $1:n::INT AS n, {} AS v FROM @~/values/values.parquet (FILE_FORMAT => parquet_rows) ORDER BY n")


@pytest.mark.parametrize("target, scale", [("NUMBER(38,0)", 0), ("INT", 0), ("NUMBER(12,2)", 2), ("NUMBER(30,9)", 9),
                                           ("NUMBER(38,30)", 30), ("NUMBER(4,0)", 0)])
def test_a_double_becomes_the_number_of_its_variant(cursor, random, tmp_path, target, scale):
    precision = int(target[7:].partition(",")[0]) if "(" in target else 38
    most = 10.0**(precision - scale) * 0.99
    values = [value for value in (random_double(random, scale) for _ in range(rounds(20_000))) if abs(value) < most] + [None]
    stage(cursor, tmp_path, f=values)
    cursor.execute(f"CREATE OR REPLACE TABLE t (n INT, f FLOAT, v {target})")
    cursor.execute("COPY INTO t FROM (SELECT $1:n, $1:f, $1:f FROM @~/values/values.parquet)"
                   " FILE_FORMAT = (FORMAT_NAME = parquet_rows)")
    assert cursor.execute("SELECT f FROM t ORDER BY n").fetchall() == [(value,) for value in values]
    wanted = cursor.execute(f"SELECT n, f::VARIANT::{target} FROM t ORDER BY n").fetchall()
    assert cursor.execute("SELECT n, v FROM t ORDER BY n").fetchall() == wanted
    assert cursor.execute(FROM_FILE.format(f"$1:f::{target}")).fetchall() == wanted
    for wrong in (most * 2, -math.inf, math.nan):
        stage(cursor, tmp_path, f=[1.0, wrong])
        cursor.execute(f"CREATE OR REPLACE TABLE w AS SELECT '{wrong}'::FLOAT AS f")
        said = answer(cursor, f"SELECT f::VARIANT::{target} FROM w")
        assert said[0] and said == answer(cursor, FROM_FILE.format(f"$1:f::{target}"))


@pytest.mark.parametrize("form", ["AUTO", "YYYY-MM-DD HH24:MI:SS.FF"])
def test_a_moment_becomes_the_date_of_its_variant(cursor, random, tmp_path, form):
    values = [random_moment(random) for _ in range(rounds(5000))] + [None]
    cursor.execute(f"ALTER SESSION SET DATE_INPUT_FORMAT = '{form}'")
    stage(cursor, tmp_path, t=pyarrow.array(values, pyarrow.timestamp("us")))
    cursor.execute("CREATE OR REPLACE TABLE t (n INT, t TIMESTAMP_NTZ, d DATE)")
    cursor.execute("COPY INTO t FROM @~/values/values.parquet FILE_FORMAT = (FORMAT_NAME = parquet_rows)"
                   " MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert cursor.execute("SELECT t FROM t ORDER BY n").fetchall() == [(value,) for value in values]
    wanted = [(n, value and value.date()) for n, value in enumerate(values)]
    assert cursor.execute("SELECT n, t::VARIANT::DATE FROM t ORDER BY n").fetchall() == wanted
    assert cursor.execute(FROM_FILE.format("$1:t::DATE")).fetchall() == wanted


def test_a_moment_is_no_date_of_another_format(cursor, tmp_path):
    cursor.execute("ALTER SESSION SET DATE_INPUT_FORMAT = 'DD.MM.YYYY'")
    stage(cursor, tmp_path, t=pyarrow.array([datetime(2020, 5, 6)], pyarrow.timestamp("us")))
    cursor.execute("CREATE OR REPLACE TABLE w AS SELECT '2020-05-06'::TIMESTAMP_NTZ AS t")
    said = answer(cursor, "SELECT t::VARIANT::DATE FROM w")
    assert said[0] == 100071
    assert said == answer(cursor, FROM_FILE.format("$1:t::DATE"))

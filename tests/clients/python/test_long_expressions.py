"""Chains of one operator as programs write them: thousands of terms, the engine takes a depth of 1000."""

from decimal import Decimal
from functools import reduce

import pytest
from snowflake.connector.errors import ProgrammingError

TERMS = 1500


@pytest.fixture(scope="module")
def cursor(server):
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE DATABASE LONG_EXPRESSIONS")
        cursor.execute(
            "CREATE TABLE t AS SELECT 1 AS i, 1.5::NUMBER(10,2) AS d, 0.1::FLOAT AS f, 'a' AS s, NULL::INT AS n"
        )
        yield cursor
        cursor.execute("DROP DATABASE LONG_EXPRESSIONS")


def value(cursor, expression):
    return cursor.execute(f"SELECT {expression} FROM t").fetchone()[0]


def test_texts(cursor):
    assert value(cursor, "||".join("si"[k % 2] for k in range(TERMS))) == "a1" * (TERMS // 2)


def test_whole_numbers(cursor):
    terms = "".join("+-"[k % 3 == 1] + str(k) for k in range(TERMS))
    assert value(cursor, "i" + terms) == 1 + eval(terms.replace("+0", "0", 1))


def test_decimals_keep_their_type(cursor):
    assert value(cursor, "-".join(["d"] * TERMS)) == Decimal("1.5") * (2 - TERMS)
    assert (cursor.description[0].precision, cursor.description[0].scale) == (38, 2)


def test_floats_are_added_in_order(cursor):
    assert value(cursor, "+".join(["f"] * TERMS)) == reduce(lambda a, b: a + b, [0.1] * TERMS)
    expected = reduce(lambda a, b: a - b, [0.1] * TERMS, 1 - 2)
    assert value(cursor, "i - 2 - " + "-".join(["f"] * TERMS)) == expected


def test_a_null_makes_it_null(cursor):
    assert value(cursor, "+".join(["i"] * TERMS + ["n"] + ["i"] * TERMS)) is None


def test_overflow_is_an_error(cursor):
    big = "9" * 38
    with pytest.raises(ProgrammingError) as caught:
        value(cursor, "+".join(["i", big] + ["i"] * TERMS))
    assert caught.value.sqlstate.startswith("22")


@pytest.mark.parametrize("word, expected", [("AND", 1), ("OR", 0)])
def test_conditions(cursor, word, expected):
    compare = {"AND": "<>", "OR": "="}[word]
    condition = f" {word} ".join(f"i {compare} -{k + 1}" for k in range(TERMS))
    assert cursor.execute(f"SELECT COUNT(*) FROM t WHERE {condition}").fetchone()[0] == expected


def test_what_is_too_deep_says_so(cursor):
    with pytest.raises(ProgrammingError) as caught:
        value(cursor, "abs(" * 2000 + "i" + ")" * 2000)
    assert caught.value.errno == 1090

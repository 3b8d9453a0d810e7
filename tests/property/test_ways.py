"""One expression asked in many ways has one value and one type: as constants, as columns of VALUES and of a table, through
subqueries and CASE, in WHERE, and with its arguments bound.

Nothing is said here of what the value is: the other files do that."""


import pytest
import snowflake.connector

from asking import literal, rounds, same, type_of, typed
from test_casts import random_numeral
from test_numbers import number_type, random_number, random_shape
from test_text import random_text
from test_time import random_datetime, random_day
from test_variant import random_value, written

TYPES = ["NUMBER", "NUMBER", "FLOAT", "VARCHAR(40)", "DATE", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "TIME", "BOOLEAN", "BINARY", "JSON"]

EXPRESSIONS = {
    "NUMBER": ["{0} + {1}", "{0} * {1}", "{0} / NULLIF({1}, 0)", "{0} % NULLIF({1}, 0)", "ROUND({0}, 1)", "CEIL({0})", "FLOOR({0}, -1)",
               "TRUNC({0}, 1)", "ABS({0})", "SIGN({0})", "-{0}", "{0} > {1}", "{0}::VARCHAR", "{0}::FLOAT", "{0}::BOOLEAN", "{0}::VARIANT",
               "GREATEST({0}, {1})", "LEAST({0}, {1})", "COALESCE({0}, {1})", "IFF({0} < {1}, {0}, {1})", "NULLIF({0}, {1})",
               "NVL2({0}, {1}, 1)", "DIV0({0}, {1})", "MOD({0}, 7)", "ZEROIFNULL({0})", "{0} BETWEEN {1} AND 5", "{0} IN ({1}, 1, 2.5)",
               "DECODE({0}, {1}, 'same', 0, 'zero', 'other')", "EQUAL_NULL({0}, {1})", "ARRAY_CONSTRUCT({0}, {1})", "HASH({0})",
               "OBJECT_CONSTRUCT('a', {0})", "TO_CHAR({0})", "SQRT(ABS({0}))", "CASE WHEN {0} > 0 THEN {0} ELSE {1} END"],
    "FLOAT": ["{0} + {1}", "{0} * {1}", "{0} / NULLIF({1}, 0)", "ROUND({0}, 1)", "FLOOR({0})", "{0} = {1}", "{0}::NUMBER(20,3)", "{0}::VARCHAR",
              "{0}::VARIANT", "EXP({0} / 1000)", "POWER({0}, 2)", "GREATEST({0}, {1})", "ABS({0})", "ATAN2({0}, {1})", "TO_JSON({0}::VARIANT)"],
    "VARCHAR(40)": ["{0} || {1}", "UPPER({0})", "LOWER({0})", "SUBSTR({0}, 2, 3)", "LENGTH({0})", "{0} < {1}", "{0} LIKE '%a%'", "{0} ILIKE {1}",
                    "REPLACE({0}, 'a', {1})", "SPLIT_PART({0}, ',', 1)", "SPLIT({0}, ',')", "TRY_TO_NUMBER({0})", "TRY_CAST({0} AS FLOAT)",
                    "TRY_TO_DATE({0})", "LPAD({0}, 8, '*')", "MD5({0})", "REVERSE({0})", "{0}::VARIANT", "CONTAINS({0}, {1})",
                    "REGEXP_REPLACE({0}, '[ab]+', '<\\\\0>')", "REGEXP_SUBSTR({0}, 'a.')", "TRANSLATE({0}, 'abc', 'xy')", "NVL({0}, {1})",
                    "CONCAT_WS('-', {0}, {1})", "EDITDISTANCE({0}, {1})", "INITCAP({0})", "ASCII({0})", "HASH({0}, {1})", "TRIM({0})",
                    "LEFT({0}, 2)", "POSITION({1} IN {0})", "COALESCE({0}, 'none')", "HEX_ENCODE({0})", "{0}::VARCHAR(100)",
                    "PARSE_JSON('[' || TO_JSON({0}::VARIANT) || ']')", "CASE WHEN {0} = {1} THEN 'same' ELSE {0} END"],
    "DATE": ["DATEADD(month, 1, {0})", "DATEADD(hour, 1, {0})", "DATEDIFF(day, {0}, {1})", "DATE_TRUNC(quarter, {0})", "LAST_DAY({0})", "{0} + 1",
             "{0} - {1}", "YEAR({0})", "WEEK({0})", "DAYNAME({0})", "TO_CHAR({0}, 'DD MON YYYY')", "{0}::TIMESTAMP_NTZ", "{0}::VARCHAR",
             "{0}::VARIANT", "{0} < {1}", "GREATEST({0}, {1})", "MONTHS_BETWEEN({0}, {1})", "NEXT_DAY({0}, 'fr')", "ADD_MONTHS({0}, -1)",
             "{0}::TIMESTAMP_TZ", "TO_TIMESTAMP({0})", "HASH({0})"],
    "TIMESTAMP_NTZ": ["DATEADD(day, 1, {0})", "DATEADD(ms, 1, {0})", "DATEDIFF(second, {0}, {1})", "DATE_TRUNC(hour, {0})", "{0}::DATE", "{0}::TIME",
                      "{0}::VARCHAR", "{0}::TIMESTAMP_LTZ", "HOUR({0})", "TO_CHAR({0}, 'YYYYMMDDHH24MISSFF3')", "{0} = {1}", "{0}::VARIANT",
                      "TIME_SLICE({0}, 2, 'hour')", "{0}::TIMESTAMP_NTZ(3)", "EXTRACT(epoch_ms FROM {0})", "HASH({0})",
                      "CONVERT_TIMEZONE('UTC', 'Asia/Tokyo', {0})"],
    "TIMESTAMP_TZ": ["DATEADD(day, 1, {0})", "DATEDIFF(minute, {0}, {1})", "{0}::TIMESTAMP_NTZ", "{0}::TIMESTAMP_LTZ", "{0}::VARCHAR", "{0} < {1}",
                     "{0} = {1}", "CONVERT_TIMEZONE('Asia/Tokyo', {0})", "{0}::DATE", "HOUR({0})", "GREATEST({0}, {1})", "{0}::VARIANT"],
    "TIME": ["TIMEADD(minute, 90, {0})", "DATEDIFF(second, {0}, {1})", "HOUR({0})", "{0}::VARCHAR", "{0} < {1}", "DATE_TRUNC(minute, {0})",
             "TO_CHAR({0}, 'HH12:MI AM')", "{0}::TIME(3)", "{0}::VARIANT"],
    "BOOLEAN": ["{0} AND {1}", "{0} OR {1}", "NOT {0}", "{0}::INT", "{0}::VARCHAR", "{0}::VARIANT", "IFF({0}, 1, 2.5)", "BOOLXOR({0}, {1})",
                "{0} = {1}", "COALESCE({0}, {1})"],
    "BINARY": ["LENGTH({0})", "HEX_ENCODE({0})", "MD5({0})", "{0} < {1}", "BASE64_ENCODE({0})", "{0} || {1}", "SUBSTR({0}, 2)", "TO_CHAR({0})"],
    "JSON": ["TYPEOF({0})", "{0}[0]", "{0}:a", "TO_JSON({0})", "{0}::VARCHAR", "{0} = {1}", "ARRAY_SIZE({0})", "IS_OBJECT({0})", "{0}:a.b[0]::VARCHAR",
             "GET({0}, 1)", "COALESCE({0}:a, {1})", "STRIP_NULL_VALUE({0})", "ARRAY_CONSTRUCT({0}, 1)", "NVL({0}[1]::VARCHAR, 'none')"],
}


def random_argument(random, kind, shape):
    if random.random() < 0.08:
        return None
    if kind == "NUMBER":
        return random_number(random, *shape)
    return {"FLOAT": lambda: random.choice([0.0, 1.5, -2.25, random.uniform(-1e6, 1e6), random.randint(-99, 99) / 8]),
            "VARCHAR(40)": lambda: random.choice([random_text(random), random_numeral(random), random_day(random).isoformat()]),
            "DATE": lambda: random_day(random, 1000, 9000),
            "TIMESTAMP_NTZ": lambda: random_datetime(random, 1000, 9000),
            "TIMESTAMP_TZ": lambda: f"{random_datetime(random, 1700, 2200)} {random.choice(['+0000', '+0530', '-0800'])}",
            "TIME": lambda: random_datetime(random).time(),
            "BOOLEAN": lambda: random.random() < 0.5,
            "BINARY": lambda: random.randbytes(random.randint(0, 6)),
            "JSON": lambda: written(random_value(random))}[kind]()


def differs(one, other):
    return not same(one, other) and not (one is None and other is None)


def ways(ask, call, kinds, arguments):
    """Statements that give the call's value, in one column, by the name of the way."""
    # A VARIANT is made of its text.
    inside = [f"PARSE_JSON({{{place}}})" if kind == "JSON" else f"{{{place}}}" for place, kind in enumerate(kinds)]
    plain = ["VARCHAR" if kind == "JSON" else kind for kind in kinds]
    texts = [text.format(*map(typed, arguments, plain)) for text in inside]
    columns = ", ".join(f"{text} AS c{place}" for place, text in enumerate(texts))
    by_name = call.format(*(f"c{place}" for place in range(len(kinds))))
    constant = call.format(*texts)
    rows = ", ".join(["(" + ", ".join(map(literal, arguments)) + ")"] * 2)
    cells = ", ".join(text.format(*(f"column{n + 1}::{kind}" for n, kind in enumerate(plain))) + f" AS c{place}"
                      for place, text in enumerate(inside))
    return {
        "constants": f"SELECT {constant}",
        "a subquery": f"SELECT {by_name} FROM (SELECT {columns})",
        "a CTE": f"WITH t AS (SELECT {columns}) SELECT {by_name} FROM t",
        "columns of VALUES": f"SELECT {by_name} FROM (SELECT {cells} FROM VALUES {rows}) LIMIT 1",
        "a scalar subquery": f"SELECT (SELECT {constant})",
        "a derived column": f"SELECT x FROM (SELECT {by_name} AS x FROM (SELECT {cells} FROM VALUES {rows})) LIMIT 1",
        "a lateral alias": f"SELECT x FROM (SELECT {columns}, {by_name} AS x)",
    }


def check_ways(ask, call, kinds, arguments):
    statements = ways(ask, call, kinds, arguments)
    first = None
    for way, sql in statements.items():
        ask.asked += 1
        try:
            rows, types = ask.run(sql)
            answer = (rows[0][0], types[0])
        except snowflake.connector.errors.Error as error:
            answer = (FailedWith(error), None)
        if first is None:
            first = answer
        elif isinstance(first[0], FailedWith) != isinstance(answer[0], FailedWith) or (
                not isinstance(first[0], FailedWith) and (differs(first[0], answer[0]) or first[1] != answer[1])):
            ask.note(sql, answer, first, f" as by {statements['constants']}")
    if not isinstance(first[0], FailedWith):
        check_where(ask, statements, first[0])
        check_stored(ask, statements, first)


class FailedWith:
    def __init__(self, error):
        self.text = str(getattr(error, "raw_msg", None) or error)

    def __repr__(self):
        return f"error: {self.text}"


def check_stored(ask, statements, first):
    """A table made of the value has its type and gives it back; so does a view."""
    constant = statements["constants"]
    ask.run(f"CREATE OR REPLACE TEMPORARY TABLE stored AS {constant} AS x")
    ask.run(f"CREATE OR REPLACE VIEW seen AS {statements['a subquery'].replace(' FROM (', ' AS x FROM (', 1)}")
    ask.asked += 2
    for source, made in [("stored", f"CREATE TABLE ... AS {constant}"), ("seen", f"CREATE VIEW ... AS {statements['a subquery']}")]:
        rows, types = ask.run(f"SELECT x FROM {source}")
        if differs(first[0], rows[0][0]) or types[0] != first[1]:
            ask.note(made, (rows[0][0], types[0]), first)


def check_where(ask, statements, value):
    """The value is found by comparing it with itself, computed in another way."""
    inner = statements["columns of VALUES"].removesuffix(" LIMIT 1")
    call, source = inner.removeprefix("SELECT ").split(" FROM (SELECT", 1)
    constant = statements["constants"].removeprefix("SELECT ")
    sql = f"SELECT COUNT(*) FROM (SELECT{source} WHERE EQUAL_NULL({call}, {constant})"
    got = ask.run(sql)[0][0][0]
    if got != 2 and value == value:
        ask.note(sql, got, 2)


@pytest.mark.parametrize("kind", dict.fromkeys(TYPES))
def test_one_value_and_type(ask, kind):
    for call in EXPRESSIONS[kind]:
        for _ in range(rounds(2)):
            shapes = [random_shape(ask.random) for _ in range(2)] if kind == "NUMBER" else [None, None]
            kinds = [number_type(shape) if shape else kind for shape in shapes]
            arguments = [random_argument(ask.random, kind, shape) for shape in shapes]
            count = 2 if "{1}" in call else 1
            check_ways(ask, call, kinds[:count], arguments[:count])


def test_bound_arguments(ask, server):
    """A bound value is what the same literal is."""
    with server.connect(session_parameters={"TIMEZONE": "UTC"}, paramstyle="qmark") as connection, connection.cursor() as cursor:
        for kind in ("NUMBER", "FLOAT", "VARCHAR(40)", "DATE", "TIMESTAMP_NTZ", "TIME", "BOOLEAN", "BINARY"):
            for call in EXPRESSIONS[kind]:
                shape = (9, 2)
                kinds = [number_type(shape) if kind == "NUMBER" else kind] * (2 if "{1}" in call else 1)
                arguments = [random_argument(ask.random, kind, shape) for _ in kinds]
                if kind == "TIMESTAMP_NTZ":  # The connector counts seconds in a float.
                    arguments = [moment and moment.replace(microsecond=0) for moment in arguments]
                constant = call.format(*map(typed, arguments, kinds))
                named = call.format(*(f"c{place}" for place in range(len(kinds))))
                cells = ", ".join(f"?::{name} AS c{place}" for place, name in enumerate(kinds))
                answers = []
                for sql, binds in [(f"SELECT {constant}", None), (f"SELECT {named} FROM (SELECT {cells})", arguments)]:
                    ask.asked += 1
                    try:
                        cursor.execute(sql, binds)
                        answers.append((cursor.fetchall()[0][0], type_of(cursor.description[0])))
                    except snowflake.connector.errors.Error as error:
                        answers.append((FailedWith(error), None))
                (one, its_type), (other, other_type) = answers
                failed = [isinstance(value, FailedWith) for value in (one, other)]
                if failed[0] != failed[1] or not failed[0] and (differs(one, other) or its_type != other_type):
                    ask.note(f"{sql} with {arguments}", (other, other_type), (one, its_type))

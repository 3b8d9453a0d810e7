"""Order, grouping and the functions that rest on them, against Python's own sorting.

Pages: ORDER BY, GREATEST, LEAST, MIN, RANK, MEDIAN, LISTAGG, ARRAY_AGG, COUNT. NULL is the largest value in ORDER BY."""

import json
from decimal import Decimal

import pytest

from asking import literal, rounds
from test_numbers import number_type, random_number, random_shape
from test_text import random_text
from test_time import random_datetime, random_day

KINDS = ["NUMBER", "FLOAT", "VARCHAR", "DATE", "TIMESTAMP_NTZ", "BOOLEAN", "BINARY"]


def drawn(random, kind, shape):
    if random.random() < 0.15:
        return None
    if kind == "NUMBER":
        return random_number(random, *shape)
    return {"FLOAT": lambda: random.choice([0.0, -1.5, 2.25, random.randint(-999, 999) / 8, 1e300, -1e300]),
            "VARCHAR": lambda: random_text(random, most=4),
            "DATE": lambda: random_day(random),
            "TIMESTAMP_NTZ": lambda: random_datetime(random),
            "BOOLEAN": lambda: random.random() < 0.5,
            "BINARY": lambda: random.randbytes(random.randint(0, 2))}[kind]()


def key_of(value):
    return value.encode() if isinstance(value, str) else value


def in_order(values, descending, nulls_first):
    some = sorted((value for value in values if value is not None), key=key_of, reverse=descending)
    nulls = [None] * (len(values) - len(some))
    return nulls + some if nulls_first else some + nulls


def column(ask, kind, count):
    shape = random_shape(ask.random) if kind == "NUMBER" else None
    values = [drawn(ask.random, kind, shape) for _ in range(count)]
    name = number_type(shape) if shape else kind
    rows = ", ".join(f"({literal(value)})" for value in values)
    return values, f"(SELECT column1::{name} AS a FROM VALUES {rows})"


def expect(ask, sql, wanted):
    ask.asked += len(wanted)
    got = [tuple(bytes(cell) if isinstance(cell, bytearray) else cell for cell in row) for row in ask.run(sql)[0]]
    if got != wanted:
        ask.note(sql, got, wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_order_by(ask, kind):
    for _ in range(rounds(12)):
        values, source = column(ask, kind, ask.random.randint(1, 60))
        for direction, descending in [("", False), ("DESC", True)]:
            for nulls, first in [("", descending), ("NULLS FIRST", True), ("NULLS LAST", False)]:
                wanted = [(value,) for value in in_order(values, descending, first)]
                expect(ask, f"SELECT a FROM {source} ORDER BY a {direction} {nulls}", wanted)
                expect(ask, f"SELECT a FROM {source} ORDER BY a {direction} {nulls} LIMIT 5 OFFSET 2", wanted[2:7])


@pytest.mark.parametrize("kind", KINDS)
def test_aggregates(ask, kind):
    for _ in range(rounds(25)):
        values, source = column(ask, kind, ask.random.randint(1, 40))
        some = [value for value in values if value is not None]
        low, high = (min(some, key=key_of), max(some, key=key_of)) if some else (None, None)
        expect(ask, f"SELECT COUNT(*), COUNT(a), COUNT(DISTINCT a), COUNT_IF(a IS NULL) FROM {source}",
               [(len(values), len(some), len(set(some)), len(values) - len(some))])
        if kind != "BINARY" and kind != "BOOLEAN":
            expect(ask, f"SELECT MIN(a), MAX(a) FROM {source}", [(low, high)])
        counts = [(value, values.count(value)) for value in in_order(list(set(values)), False, False)]
        expect(ask, f"SELECT a, COUNT(*) FROM {source} GROUP BY a ORDER BY a", counts)
        expect(ask, f"SELECT DISTINCT a FROM {source} ORDER BY a", [(value,) for value, _ in counts])
        ordered = in_order(values, False, False)
        ranks = [(value, ordered.index(value) + 1, [one for one, _ in counts].index(value) + 1) for value in ordered]
        expect(ask, f"SELECT a, RANK() OVER (ORDER BY a), DENSE_RANK() OVER (ORDER BY a) FROM {source} ORDER BY a", ranks)


def test_greatest_and_least(ask):
    """Of numbers of different shapes; NULL when any is, unless NULLs are ignored."""
    for _ in range(rounds(25)):
        shapes = [(precision, scale) for precision, scale in (random_shape(ask.random) for _ in range(3))
                  if precision - scale <= 18 and scale <= 12]
        if not shapes:
            continue
        cases = [tuple(None if ask.random.random() < 0.1 else random_number(ask.random, *shape) for shape in shapes)
                 for _ in range(20)]
        places = ", ".join(f"{{{place}}}" for place in range(len(shapes)))
        kinds = [number_type(shape) for shape in shapes]
        for name, pick in [("GREATEST", max), ("LEAST", min)]:
            ask.check(f"{name}({places})", kinds, [(case, None if None in case else pick(case)) for case in cases])
            some = [(case, pick([number for number in case if number is not None], default=None)) for case in cases]
            ask.check(f"{name}_IGNORE_NULLS({places})", kinds, some)


def test_lists_of_groups(ask):
    for _ in range(rounds(30)):
        values, source = column(ask, "VARCHAR", ask.random.randint(1, 30))
        ordered = sorted((value for value in values if value is not None), key=key_of)
        expect(ask, f"SELECT LISTAGG(a, '|') WITHIN GROUP (ORDER BY a) FROM {source}", [("|".join(ordered),)])
        unique = sorted(set(ordered), key=key_of)
        expect(ask, f"SELECT LISTAGG(DISTINCT a, ',') WITHIN GROUP (ORDER BY a) FROM {source}", [(",".join(unique),)])
        shown = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
        expect(ask, f"SELECT TO_JSON(ARRAY_AGG(a) WITHIN GROUP (ORDER BY a)) FROM {source}", [(shown,)])


def test_medians(ask):
    for _ in range(rounds(40)):
        numbers = [ask.random.randint(-10**6, 10**6) for _ in range(ask.random.randint(1, 30))]
        source = f"(SELECT column1::INT AS a FROM VALUES {', '.join(f'({number})' for number in numbers)})"
        ordered, half = sorted(numbers), (len(numbers) - 1) // 2
        median = Decimal(ordered[half] + ordered[len(numbers) // 2]) / 2
        expect(ask, f"SELECT MEDIAN(a) = {median}, SUM(a), MAX_BY(a, a), MIN_BY(a, -a) FROM {source}",
               [(True, sum(numbers), max(numbers), max(numbers))])


def test_running_sums(ask):
    for _ in range(rounds(25)):
        numbers = [ask.random.randint(-1000, 1000) for _ in range(ask.random.randint(1, 30))]
        before, after = ask.random.randint(0, 3), ask.random.randint(0, 3)
        source = f"(SELECT column1 AS n, column2 AS a FROM VALUES {', '.join(f'({n}, {number})' for n, number in enumerate(numbers))})"
        wanted = []
        for place in range(len(numbers)):
            frame = numbers[max(0, place - before):place + after + 1]
            wanted.append((sum(numbers[:place + 1]), sum(frame), max(frame), numbers[place - 1] if place else None,
                           numbers[place + 2] if place + 2 < len(numbers) else 0, frame[0], place + 1))
        rows = f"ROWS BETWEEN {before} PRECEDING AND {after} FOLLOWING"
        expect(ask, f"SELECT SUM(a) OVER (ORDER BY n), SUM(a) OVER (ORDER BY n {rows}), MAX(a) OVER (ORDER BY n {rows}),"
               f" LAG(a) OVER (ORDER BY n), LEAD(a, 2, 0) OVER (ORDER BY n), FIRST_VALUE(a) OVER (ORDER BY n {rows}),"
               f" ROW_NUMBER() OVER (ORDER BY n) FROM {source} ORDER BY n", wanted)

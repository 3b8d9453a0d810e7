"""NUMBER arithmetic, rounding and sums against Python's decimal.

Rules: "Arithmetic operators" (precision and scale of results), ROUND, TRUNC, CEIL, FLOOR, DIV0, SUM, AVG, MOD,
"Numeric data types". With l digits before the point and s after it."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from snowflake.connector.errors import ProgrammingError

from asking import FAILS, UNSAID, rounds

WIDEST = 10**38


# ---- the reference ----

def at_scale(number, scale, rounding=ROUND_HALF_UP):
    """Rounded to so many digits after the point; before it when the scale is negative."""
    unit = Decimal(1).scaleb(-scale)
    return (number / unit).quantize(Decimal(1), rounding) * unit


def fitting(number, scale):
    """A result has at most 38 digits."""
    return number if abs(number.scaleb(scale)) < WIDEST else FAILS


def result_type(operator, one, two):
    l1, s1, l2, s2 = one[0] - one[1], one[1], two[0] - two[1], two[1]
    lead, scale = {"+": (max(l1, l2) + 1, max(s1, s2)), "-": (max(l1, l2) + 1, max(s1, s2)),
                   "*": (l1 + l2, min(s1 + s2, max(s1, s2, 12))), "/": (l1 + s2, max(s1, min(s1 + 6, 12))),
                   "%": (max(l1, l2), max(s1, s2))}[operator]
    return min(38, lead + scale), scale


def quotient(a, b, scale):
    """Exactly rounded: half of the divisor is compared with what is left over."""
    top, bottom = a.as_integer_ratio(), b.as_integer_ratio()
    n, d = abs(top[0] * bottom[1] * 10**scale), abs(top[1] * bottom[0])
    whole = (2 * n + d) // (2 * d)
    return Decimal(whole if (a < 0) == (b < 0) else -whole).scaleb(-scale)


def comparable(number, scale):
    """What must be brought to a scale where it has more than 38 digits may be an error or not."""
    return fitting(number, scale) is not FAILS


def computed(operator, a, b, scale):
    if operator in "/%" and b == 0:
        return FAILS
    if operator in "+-%" and not (comparable(a, scale) and comparable(b, scale)):
        return UNSAID
    if operator == "/":
        return fitting(quotient(a, b, scale), scale)
    exact = {"+": a + b, "-": a - b, "*": a * b, "%": a % (b or 1)}[operator]
    return fitting(at_scale(exact, scale), scale)


# ---- what is drawn ----

def random_number(random, precision, scale):
    digits = random.choice([precision, random.randint(1, precision), random.randint(1, precision), 1, 2])
    whole = random.choice([random.randrange(10**digits), random.randrange(10**digits), 10**digits - 1, 0, 5, 10**(digits - 1)])
    return Decimal(random.choice([1, -1]) * min(whole, 10**precision - 1)).scaleb(-scale)


def random_shape(random):
    precision = random.choice([1, 2, 4, 9, 10, 18, 19, 20, 37, 38, random.randint(1, 38)])
    return precision, random.choice([0, 0, random.randint(0, min(precision, 37)), min(2, precision), min(precision, 12)])


def number_type(shape):
    return f"NUMBER({shape[0]},{shape[1]})"


# ---- the properties ----

@pytest.mark.parametrize("operator", "+-*/%")
def test_arithmetic(ask, operator):
    for _ in range(rounds(40)):
        one, two = random_shape(ask.random), random_shape(ask.random)
        precision, scale = result_type(operator, one, two)
        cases = []
        for _ in range(20):
            a, b = random_number(ask.random, *one), random_number(ask.random, *two)
            cases.append(((a, b), computed(operator, a, b, scale)))
        ask.check(f"{{0}} {operator} {{1}}", [number_type(one), number_type(two)], cases,
                  number_type((precision, scale)), errors=2)


def test_arithmetic_of_literals(ask):
    """A literal has as many digits as it is written with."""
    for operator in "+-*/%":
        for _ in range(rounds(40)):
            one, two = random_shape(ask.random), random_shape(ask.random)
            a, b = (abs(random_number(ask.random, *shape)) for shape in (one, two))
            texts = [format(number, "f") for number in (a, b)]
            shapes = [(max(len(text.replace(".", "").lstrip("0")), scale, 1), scale)
                      for text, (_, scale) in zip(texts, (one, two))]
            precision, scale = result_type(operator, *shapes)
            ask.check(f"{texts[0]} {operator} {texts[1]}", [], [((), computed(operator, a, b, scale))],
                      number_type((precision, scale)), ("constants",), errors=1)


@pytest.mark.parametrize("name, rounding", [("ROUND", ROUND_HALF_UP), ("TRUNC", ROUND_DOWN), ("CEIL", ROUND_CEILING),
                                            ("FLOOR", ROUND_FLOOR), ("HALF_TO_EVEN", ROUND_HALF_EVEN)])
def test_rounding(ask, name, rounding):
    for _ in range(rounds(30)):
        shape = random_shape(ask.random)
        places = ask.random.choice([None, 0, 1, 2, -1, -2, shape[1], shape[1] - 1, ask.random.randint(-40, 40)])
        call = (f"ROUND({{0}}, {places or 0}, 'HALF_TO_EVEN')" if name == "HALF_TO_EVEN"
                else f"{name}({{0}})" if places is None else f"{name}({{0}}, {places})")
        cases = []
        for _ in range(20):
            number = random_number(ask.random, *shape)
            if ask.random.random() < 0.5:  # A half, if there is room for one.
                number = at_scale(number, places or 0, ROUND_DOWN) + Decimal(5).scaleb(-(places or 0) - 1)
                if number != at_scale(number, shape[1]) or abs(number) >= Decimal(10)**(shape[0] - shape[1]):
                    number = Decimal(0)
            wanted = number if (places or 0) >= shape[1] else at_scale(number, places or 0, rounding)
            cases.append(((number,), fitting(wanted, max(0, min(places or 0, shape[1])))))
        ask.check(call, [number_type(shape)], cases, errors=2)


def test_rounding_to_places_of_a_column(ask):
    for name, rounding in [("ROUND", ROUND_HALF_UP), ("TRUNC", ROUND_DOWN), ("CEIL", ROUND_CEILING), ("FLOOR", ROUND_FLOOR)]:
        shape = (ask.random.randint(6, 30), ask.random.randint(2, 5))
        cases = []
        for _ in range(rounds(150)):
            number, places = random_number(ask.random, *shape), ask.random.randint(-5, 7)
            cases.append(((number, places), number if places >= shape[1] else at_scale(number, places, rounding)))
        ask.check(f"{name}({{0}}, {{1}})", [number_type(shape), "INT"], cases, None, ("columns", "table"))


@pytest.mark.parametrize("name", ["DIV0", "DIV0NULL", "MOD"])
def test_division_functions(ask, name):
    for _ in range(rounds(30)):
        one, two = random_shape(ask.random), random_shape(ask.random)
        precision, scale = result_type("%" if name == "MOD" else "/", one, two)
        cases = []
        for _ in range(20):
            a, b = random_number(ask.random, *one), random_number(ask.random, *two)
            b = None if name == "DIV0NULL" and ask.random.random() < 0.2 else b
            if name != "MOD" and not b:
                wanted = Decimal(0)
            else:
                wanted = computed("%" if name == "MOD" else "/", a, b, scale)
            cases.append(((a, b), wanted))
        ask.check(f"{name}({{0}}, {{1}})", [number_type(one), number_type(two)], cases,
                  number_type((precision, scale)), errors=2)


def test_comparison_of_mixed_numbers(ask):
    for _ in range(rounds(40)):
        one, two = random_shape(ask.random), random_shape(ask.random)
        cases = {operator: [] for operator in ("<", "=", ">=", "<>")}
        for _ in range(20):
            a, b = random_number(ask.random, *one), random_number(ask.random, *two)
            if ask.random.random() < 0.5 and a == at_scale(a, two[1]) and abs(a) < Decimal(10)**(two[0] - two[1]):
                b = a
            if not (comparable(a, max(one[1], two[1])) and comparable(b, max(one[1], two[1]))):
                continue
            for operator, answer in {"<": a < b, "=": a == b, ">=": a >= b, "<>": a != b}.items():
                cases[operator].append(((a, b), answer))
        for operator in cases:
            ask.check(f"{{0}} {operator} {{1}}", [number_type(one), number_type(two)], cases[operator], "BOOLEAN",
                      ("constants", "columns"))


def test_casts_between_shapes(ask):
    for _ in range(rounds(40)):
        one, two = random_shape(ask.random), random_shape(ask.random)
        cases = []
        for _ in range(20):
            number = random_number(ask.random, *one)
            moved = at_scale(number, two[1])
            cases.append(((number,), moved if abs(moved.scaleb(two[1])) < 10**two[0] else FAILS))
        ask.check(f"{{0}}::{number_type(two)}", [number_type(one)], cases, number_type(two), errors=2)
        ask.check(f"TRY_CAST({{0}} AS {number_type(two)})", ["VARCHAR"],
                  [((format(arguments[0], "f"),), None if wanted is FAILS else wanted) for arguments, wanted in cases],
                  number_type(two), ("constants", "columns"))


def test_sums_and_averages(ask):
    """SUM has twelve digits more; AVG's scale is that of SUM / COUNT, which is s + 6 up to 12."""
    for _ in range(rounds(40)):
        shape = random_shape(ask.random)
        numbers = [random_number(ask.random, *shape) for _ in range(ask.random.randint(1, 60))]
        values = ", ".join(f"({format(number, 'f')})" for number in numbers)
        source = f"(SELECT column1::{number_type(shape)} AS a FROM VALUES {values})"
        total = sum(numbers, Decimal(0))
        for call, scale, wanted in [
                ("SUM", shape[1], fitting(total, shape[1])),  # On the way there it may leave 38 digits.
                ("MIN", shape[1], min(numbers)), ("MAX", shape[1], max(numbers)),
                ("AVG", max(shape[1], min(shape[1] + 6, 12)),
                 quotient(total, Decimal(len(numbers)), max(shape[1], min(shape[1] + 6, 12))))]:
            sql = f"SELECT {call}(a) FROM {source}"
            ask.asked += 1
            try:
                rows, kinds = ask.run(sql)
            except ProgrammingError as error:
                if wanted is not FAILS and fitting(sum(map(abs, numbers)), scale) is not FAILS:
                    ask.note(sql, error, wanted)
                continue
            if wanted is FAILS or rows[0][0] != wanted:
                ask.note(sql, rows[0][0], wanted)
            elif call == "SUM" and kinds[0] != number_type((min(38, shape[0] + 12), scale)):
                ask.note(sql, kinds[0], number_type((min(38, shape[0] + 12), scale)))


def test_bits(ask):
    low, high = -2**63, 2**63 - 1
    pairs = [tuple(ask.random.choice([ask.random.randint(low, high), ask.random.randint(-100, 100)]) for _ in "ab")
             for _ in range(rounds(200))]
    for name, reference in [("BITAND", lambda a, b: a & b), ("BITOR", lambda a, b: a | b), ("BITXOR", lambda a, b: a ^ b)]:
        ask.check(f"{name}({{0}}, {{1}})", ["INT", "INT"], [((a, b), reference(a, b)) for a, b in pairs], "NUMBER(38,0)")
    ask.check("BITNOT({0})", ["INT"], [((a,), ~a) for a, _ in pairs], "NUMBER(38,0)")
    ask.check("BITSHIFTRIGHT({0}, {1})", ["INT", "INT"], [((a, b & 31), a >> (b & 31)) for a, b in pairs])
    ask.check("BITSHIFTLEFT({0}, {1})", ["INT", "INT"],
              [((a & 2**20 - 1, b & 31), (a & 2**20 - 1) << (b & 31)) for a, b in pairs])

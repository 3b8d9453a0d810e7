"""VARIANT: what PARSE_JSON reads is what TO_JSON, paths, casts and functions give.

Pages: PARSE_JSON, TO_JSON, GET_PATH, TYPEOF, ARRAY_SIZE, OBJECT_KEYS, ARRAY_CONTAINS, "Semi-structured data types"."""

import json
from decimal import Decimal

from asking import rounds

WAYS = ("constants", "columns", "table")
KEYS = ["a", "b", "c", "key one", "A", "é", "x.y"]
LETTERS = "ab \"\\'\n\té日😀{}[]:,0"


def random_scalar(random):
    return random.choice([
        None, True, False, 0, 1, -7, random.randint(-10**9, 10**9), random.randint(-10**37, 10**37),
        Decimal(random.randint(-10**6, 10**6)) / 100, Decimal("0.5"),
        "", "text", "".join(random.choices(LETTERS, k=random.randint(0, 8)))])


def random_value(random, depth=3):
    kind = random.random()
    if depth == 0 or kind < 0.4:
        return random_scalar(random)
    if kind < 0.7:
        return [random_value(random, depth - 1) for _ in range(random.randint(0, 4))]
    return {key: random_value(random, depth - 1) for key in random.sample(KEYS, random.randint(0, 4))}


def written(value, blank=""):
    """JSON, numbers as they are written."""
    if isinstance(value, dict):
        return "{" + f",{blank}".join(f"{json.dumps(key, ensure_ascii=False)}:{blank}{written(item, blank)}"
                                      for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{blank}" + f",{blank}".join(written(item, blank) for item in value) + "]"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return json.dumps(value, ensure_ascii=False)


def stored(value):
    """As TO_JSON gives it: keys in order, no blanks."""
    if isinstance(value, dict):
        return {key: stored(value[key]) for key in sorted(value, key=str.encode)}
    return [stored(item) for item in value] if isinstance(value, list) else value


def kind_of(value):
    if value is None:
        return "NULL_VALUE"
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int) or isinstance(value, Decimal) and value == value.to_integral_value():
        return "INTEGER"
    return {Decimal: "DECIMAL", str: "VARCHAR", list: "ARRAY", dict: "OBJECT"}[type(value)]


def random_path(random, value):
    """A path that may lead somewhere, and what is there; Ellipsis for nothing."""
    path = ""
    while isinstance(value, (dict, list)) and random.random() < 0.8:
        if isinstance(value, dict):
            key = random.choice([*value, random.choice(KEYS)])
            path += f'["{key}"]' if path or not key.isalpha() or not key.isascii() else key
            value = value.get(key, ...)
        else:
            place = random.randint(0, len(value))
            path += f"[{place}]"
            value = value[place] if place < len(value) else ...
    return path, value


def test_json_round_trip(ask):
    values = [random_value(ask.random) for _ in range(rounds(400))]
    cases = [(written(value, ask.random.choice(["", " ", "\n"])), written(stored(value))) for value in values]
    ask.check("TO_JSON(PARSE_JSON({0}))", [None], cases, None, WAYS)
    ask.check("TO_JSON(PARSE_JSON(TO_JSON(PARSE_JSON({0}))))", [None], cases, None, ("columns",))
    ask.check("TYPEOF(PARSE_JSON({0}))", [None], [(written(value), kind_of(value)) for value in values], None, WAYS)
    ask.check("ARRAY_SIZE(PARSE_JSON({0}))", [None],
              [(written(value), len(value) if isinstance(value, list) else None) for value in values], None, WAYS)
    ask.check("TO_JSON(OBJECT_KEYS(PARSE_JSON({0})))", [None],
              [(written(value), written(list(stored(value)))) for value in values if isinstance(value, dict)], None, WAYS)
    ask.check("CHECK_JSON({0}) IS NULL", [None], [(written(value), True) for value in values], "BOOLEAN", WAYS)
    ask.check("PARSE_JSON({0}) = PARSE_JSON({1})", [None, None],
              [((written(value), written(stored(value))), True) for value in values if value is not None], "BOOLEAN", WAYS)
    for name, kind in [("IS_ARRAY", list), ("IS_OBJECT", dict), ("IS_VARCHAR", str), ("IS_BOOLEAN", bool)]:
        ask.check(f"{name}(PARSE_JSON({{0}}))", [None], [(written(value), isinstance(value, kind)) for value in values],
                  "BOOLEAN", ("columns",))


def test_paths(ask):
    cases = []
    for _ in range(rounds(500)):
        value = random_value(ask.random, 4)
        path, found = random_path(ask.random, value)
        if path:
            cases.append(((written(value), path), None if found is ... else written(stored(found))))
    ask.check("TO_JSON(GET_PATH(PARSE_JSON({0}), {1}))", [None, None], cases, None, WAYS)
    for (text, path), wanted in cases[:rounds(60)]:
        if not path.startswith("["):
            quoted = path.replace('"', "'")  # Within SQL a key in brackets is a text.
            shown = ask.constants(f"TO_JSON(PARSE_JSON({{0}}):{quoted})", [None], [((text,), None)])
            ask.asked += 1
            got = ask.run(shown)[0][0][0]
            if got != wanted:
                ask.note(shown, got, wanted)


def test_scalars(ask):
    values = [random_scalar(ask.random) for _ in range(rounds(500))]
    texts = [value for value in values if isinstance(value, str)]
    ask.check("PARSE_JSON({0})::VARCHAR", [None], [(written(text), text) for text in texts], None, WAYS)
    ask.check("{0}::VARIANT::VARCHAR", ["VARCHAR"], [(text, text) for text in texts], None, WAYS)
    ask.check("TO_JSON({0}::VARIANT)", ["VARCHAR"], [(text, written(text)) for text in texts], None, WAYS)
    numbers = [value for value in values if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]
    ask.check("PARSE_JSON({0})::NUMBER(38,2)", [None],
              [(written(number), Decimal(number)) for number in numbers if abs(number) < 10**36], "NUMBER(38,2)", WAYS)
    ask.check("PARSE_JSON({0})::VARCHAR", [None], [(written(number), written(number)) for number in numbers], None, WAYS)
    truths = [value for value in values if isinstance(value, bool)]
    ask.check("PARSE_JSON({0})::BOOLEAN", [None], [(written(truth), truth) for truth in truths], "BOOLEAN", WAYS)
    ask.check("PARSE_JSON({0})::VARCHAR", [None], [(written(truth), written(truth)) for truth in truths], None, WAYS)
    ask.check("IS_NULL_VALUE(PARSE_JSON({0}))", [None], [(written(value), value is None) for value in values], "BOOLEAN", WAYS)


def test_arrays(ask):
    arrays = [[ask.random.randint(0, 9) for _ in range(ask.random.randint(0, 8))] for _ in range(rounds(200))]
    two = list(zip(arrays, arrays[1:] + arrays[:1]))

    def check(call, reference):
        ask.check(call.replace("{0}", "PARSE_JSON({0})::ARRAY").replace("{1}", "PARSE_JSON({1})::ARRAY"), [None, None],
                  [((written(one), written(other)), written(reference(one, other))) for one, other in two], None, WAYS)

    check("TO_JSON(ARRAY_CAT({0}, {1}))", lambda one, other: one + other)
    check("TO_JSON(ARRAY_SLICE({0}, 1, 3))", lambda one, _: one[1:3])
    check("TO_JSON(ARRAY_SLICE({0}, -3, -1))", lambda one, _: one[-3:-1])
    check("TO_JSON(ARRAY_REVERSE({0}))", lambda one, _: one[::-1])
    check("TO_JSON(ARRAY_SORT({0}))", lambda one, _: sorted(one))
    check("TO_JSON(ARRAY_APPEND({0}, 5))", lambda one, _: one + [5])
    check("TO_JSON(ARRAY_PREPEND({0}, 5))", lambda one, _: [5] + one)
    check("TO_JSON(ARRAY_SORT(ARRAY_DISTINCT({0})))", lambda one, _: sorted(set(one)))
    check("TO_JSON(ARRAYS_OVERLAP({0}, {1})::VARIANT)", lambda one, other: bool(set(one) & set(other)))
    check("TO_JSON(ARRAY_CONTAINS(5::VARIANT, {0})::VARIANT)", lambda one, _: 5 in one)
    check("TO_JSON(NVL(ARRAY_POSITION(5::VARIANT, {0}), -1)::VARIANT)", lambda one, _: one.index(5) if 5 in one else -1)

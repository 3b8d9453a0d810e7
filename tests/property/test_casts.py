"""Conversions between types, and formats of dates and times.

Pages: "Data type conversion", TO_DECIMAL, TO_BOOLEAN, TRY_CAST, "Date and time input and output formats"."""

import re
from datetime import datetime, timedelta
from math import isfinite
from decimal import ROUND_HALF_UP, Decimal

import pytest

from asking import FAILS, rounds
from test_time import random_datetime, random_day

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
TRUE, FALSE = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")


# ---- texts and numbers ----

def random_numeral(random):
    """Mostly a number, sometimes nearly one."""
    text = random.choice(["", "", "-", "+"]) + random.choice(["", "0", "7", "12", "305", "99999", "00012"])
    text += random.choice(["", "", ".", ".5", ".25", ".005", ".995", ".12345"])
    text += random.choice(["", "", "", "e2", "E-1", "e+1"])
    if random.random() < 0.2:
        place = random.randint(0, len(text))
        text = text[:place] + random.choice([" ", ",", "x", "-", "_", "e", "."]) + text[place:]
    return random.choice(["", "", " "]) + text + random.choice(["", "", " "])


def number_of(text, precision, scale):
    if not NUMBER.fullmatch(text.strip(" ")):
        return FAILS
    number = Decimal(text.strip(" "))
    if abs(number.adjusted()) > 400:  # More than Python rounds at once.
        return FAILS if number.adjusted() > 0 and number else Decimal(0)
    number = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    return number if abs(number) < Decimal(10)**(precision - scale) else FAILS


def check_both(ask, of, to, cases, gives=None):
    """CAST as expected, and TRY_CAST, which gives NULL exactly where CAST is an error."""
    ask.check(f"CAST({{0}} AS {to})", [of], cases, gives)
    ask.check(f"TRY_CAST({{0}} AS {to})", [of], [(case, None if wanted is FAILS else wanted) for case, wanted in cases], gives)


@pytest.mark.parametrize("precision, scale", [(38, 0), (10, 2), (4, 0), (5, 5), (12, 4)])
def test_text_to_number(ask, precision, scale):
    texts = [random_numeral(ask.random) for _ in range(rounds(400))]
    check_both(ask, "VARCHAR", f"NUMBER({precision},{scale})", [(text, number_of(text, precision, scale)) for text in texts],
               f"NUMBER({precision},{scale})")
    ask.check(f"TO_NUMBER({{0}}, {precision}, {scale})", [None], [(text, number_of(text, precision, scale)) for text in texts],
              f"NUMBER({precision},{scale})", errors=10)


def test_text_to_float(ask):
    texts = [random_numeral(ask.random) for _ in range(rounds(400))]
    cases = [(text, float(text) if NUMBER.fullmatch(text.strip(" ")) else FAILS) for text in texts]
    check_both(ask, "VARCHAR", "FLOAT", [case for case in cases if case[1] is FAILS or isfinite(case[1])], "FLOAT")


def test_numbers_as_text(ask):
    for scale in (0, 1, 2, 5, 12, 37):
        numbers = [Decimal(ask.random.choice([0, 1, 5, -1, ask.random.randint(-10**6, 10**6), ask.random.randint(-10**37, 10**37)]))
                   .scaleb(-scale) for _ in range(rounds(100))]
        ask.check("{0}::VARCHAR", [f"NUMBER(38,{scale})"], [(number, format(number, "f")) for number in numbers])
        ask.check(f"{{0}}::VARCHAR::NUMBER(38,{scale})", [f"NUMBER(38,{scale})"], [(number, number) for number in numbers])
        ask.check(f"{{0}}::VARIANT::NUMBER(38,{scale})", [f"NUMBER(38,{scale})"], [(number, number) for number in numbers])


def test_floats(ask):
    """Floats that are sums of small powers of two, so that every digit is known."""
    floats = [ask.random.randint(-2**30, 2**30) / 2**ask.random.randint(0, 12) for _ in range(rounds(300))]
    for scale in (0, 1, 3):
        unit = Decimal(1).scaleb(-scale)
        check = [(number, Decimal(number).quantize(unit, ROUND_HALF_UP)) for number in floats]
        ask.check(f"{{0}}::NUMBER(30,{scale})", ["FLOAT"], check, f"NUMBER(30,{scale})")
        ask.check(f"ROUND({{0}}, {scale})", ["FLOAT"], [(number, float(wanted)) for number, wanted in check], "FLOAT")
    ask.check("{0}::FLOAT", ["NUMBER(38,12)"], [(Decimal(number), number) for number in floats], "FLOAT")
    ask.check("{0}::BOOLEAN", ["FLOAT"], [(number, number != 0) for number in floats], "BOOLEAN")
    short = [ask.random.randint(-10**9, 10**9) / 10**ask.random.randint(0, 6) for _ in range(rounds(300))]
    ask.check("{0}::VARCHAR::FLOAT", ["FLOAT"], [(number, number) for number in short], "FLOAT")
    ask.check("{0}::VARIANT::FLOAT", ["FLOAT"], [(number, number) for number in short], "FLOAT")


def test_booleans(ask):
    words = [ask.random.choice([str.lower, str.upper, str.title])(ask.random.choice(TRUE + FALSE + ("maybe", "", "2", "tru", "-")))
             for _ in range(rounds(200))]
    cases = [(word, word.lower() in TRUE if word.lower() in TRUE + FALSE else FAILS) for word in words]
    check_both(ask, "VARCHAR", "BOOLEAN", cases, "BOOLEAN")
    numbers = [ask.random.choice([0, 1, -1, 5, ask.random.randint(-10**9, 10**9)]) for _ in range(rounds(100))]
    ask.check("{0}::BOOLEAN", ["INT"], [(number, number != 0) for number in numbers], "BOOLEAN")
    truths = [ask.random.random() < 0.5 for _ in range(rounds(50))]
    ask.check("{0}::INT", ["BOOLEAN"], [(truth, int(truth)) for truth in truths])
    ask.check("{0}::VARCHAR", ["BOOLEAN"], [(truth, str(truth).lower()) for truth in truths])


def test_dates_and_moments(ask):
    moments = [random_datetime(ask.random) for _ in range(rounds(300))]
    ask.check("{0}::DATE", ["TIMESTAMP_NTZ"], [(moment, moment.date()) for moment in moments], "DATE")
    ask.check("{0}::TIME", ["TIMESTAMP_NTZ"], [(moment, moment.time()) for moment in moments], "TIME(9)")
    ask.check("{0}::TIMESTAMP_NTZ", ["DATE"], [(moment.date(), datetime.combine(moment, datetime.min.time())) for moment in moments])
    ask.check("{0}::VARCHAR", ["DATE"], [(moment.date(), moment.date().isoformat()) for moment in moments])
    ask.check("{0}::VARIANT::TIMESTAMP_NTZ", ["TIMESTAMP_NTZ"], [(moment, moment) for moment in moments])
    ask.check("{0}::VARIANT::DATE", ["DATE"], [(moment.date(), moment.date()) for moment in moments])
    for digits in (0, 3, 6):
        cut = [moment.replace(microsecond=moment.microsecond // 10**(6 - digits) * 10**(6 - digits)) for moment in moments]
        ask.check(f"{{0}}::TIMESTAMP_NTZ({digits})", ["TIMESTAMP_NTZ"], list(zip(moments, cut)), f"TIMESTAMP_NTZ({digits})")


# ---- TRY_CAST and CAST ----

PIECES = ["2024", "1999", "-", "-", "/", "01", "12", "31", "29", "02", " ", "T", ":", "10", "59", "60", "24", ".5", ".123456789", "Z",
          "+01:00", "-0800", "Jan", "feb", "mon", "true", "no", "1", "0", "e5", "AB", "f", ",", "NaN", "inf", "'", "é", "{", "}", "null"]


@pytest.mark.parametrize("to", ["NUMBER(10,2)", "FLOAT", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "TIMESTAMP_LTZ",
                                "VARCHAR(4)", "BINARY"])
def test_try_cast_is_null_where_cast_fails(ask, to):
    texts = ["".join(ask.random.choices(PIECES, k=ask.random.randint(0, 7))) for _ in range(rounds(250))]
    day = random_datetime(ask.random, 1000).isoformat(ask.random.choice(" T"))
    texts += [day[:place] for place in range(len(day))] + [day[:place] + day[place + 1:] for place in range(len(day))]
    sql = f"SELECT TRY_CAST(c0 AS {to}) FROM ({ask.rows(['VARCHAR'], [((text,), None) for text in texts])}) ORDER BY n"
    tried = [row[0] for row in ask.run(sql)[0]]
    cases = [(text, FAILS if value is None else value) for text, value in zip(texts, tried)]
    ask.check(f"CAST({{0}} AS {to})", ["VARCHAR"], cases, None, ("constants", "columns"), errors=40)
    ask.check(f"TRY_CAST({{0}} AS {to})", ["VARCHAR"], [(text, value) for text, value in zip(texts, tried)], None, ("constants",))


@pytest.mark.parametrize("call", ["TO_NUMBER({0}, 12, 3)", "TO_DOUBLE({0})", "TO_BOOLEAN({0})", "TO_DATE({0})", "TO_TIME({0})",
                                  "TO_TIMESTAMP_NTZ({0})", "TO_TIMESTAMP_TZ({0})", "TO_BINARY({0}, 'HEX')", "TO_BINARY({0}, 'BASE64')",
                                  "TO_DATE({0}, 'YYYY-MM-DD')", "TO_DATE({0}, 'AUTO')", "TO_TIME({0}, 'HH24:MI')", "TO_NUMBER({0}, '999.9')",
                                  "PARSE_JSON({0})"])
def test_try_functions_are_null_where_the_others_fail(ask, call):
    texts = ["".join(ask.random.choices(PIECES, k=ask.random.randint(1, 6))) for _ in range(rounds(200))]
    texts += [ask.random.choice(["", " "]) + text for text in ("12:30", "2024-02-29", "2023-02-29", "1.5", "12.25", "[1]", '{"a":1}', "YWI=")]
    sql = f"SELECT {('TRY_' + call).format('c0')} FROM ({ask.rows(['VARCHAR'], [((text,), None) for text in texts])}) ORDER BY n"
    tried = [row[0] for row in ask.run(sql)[0]]
    # The text null is JSON's null, which is a value.
    cases = [(text, FAILS if value is None else value) for text, value in zip(texts, tried)
             if "JSON" not in call or text.strip() not in ("", "null")]
    ask.check(call, ["VARCHAR"], cases, None, ("constants", "columns"), errors=30)


# ---- formats ----

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
DATES = [["YYYY", "MM", "DD"], ["DD", "MON", "YYYY"], ["MMMM", "DD", "YYYY"], ["YYYY", "MON", "DD"], ["MM", "DD", "YYYY"]]
TIMES = [[], ["HH24", "MI", "SS"], ["HH24", "MI"], ["HH12", "MI", "SS", "AM"], ["HH24", "MI", "SS", "FF"]]


def random_format(random):
    """Elements with something between them, and the digits of the second's fraction."""
    digits = random.choice([0, 1, 3, 6, 9])
    written = random.choice(["-", "/", " ", ".", ", ", '"of"']).join(random.choice(DATES))
    time = random.choice(TIMES)
    if time:
        written += random.choice([" ", "T", '"at"']) if "AM" not in time else " "
        written += ":".join(part for part in time if part not in ("AM", "FF"))
        written += " AM" if "AM" in time else f".FF{digits}" if "FF" in time else ""
    return written, digits


def formatted(moment, written, digits):
    names = {"YYYY": f"{moment.year:04}", "MMMM": MONTHS[moment.month - 1], "MON": MONTHS[moment.month - 1][:3],
             "MM": f"{moment.month:02}", "DD": f"{moment.day:02}", "HH24": f"{moment.hour:02}",
             "HH12": f"{(moment.hour + 11) % 12 + 1:02}", "MI": f"{moment.minute:02}", "SS": f"{moment.second:02}",
             "AM": "AM" if moment.hour < 12 else "PM", f"FF{digits}": f"{moment.microsecond:06}000"[:digits]}
    return re.sub(r'"(\w+)"|YYYY|MMMM|MON|MM|DD|HH24|HH12|MI|SS|AM|FF\d', lambda part: part[1] or names[part[0]], written)


def kept(moment, written, digits):
    """What of a moment a format says."""
    parts = {"HH": {"hour": 0}, "MI": {"minute": 0}, "SS": {"second": 0}}
    for part, change in parts.items():
        if part not in written:
            moment = moment.replace(**change)
    microseconds = 10**(6 - min(digits, 6))
    return moment.replace(microsecond=moment.microsecond // microseconds * microseconds if digits and "FF" in written else 0)


def test_formats(ask):
    for _ in range(rounds(40)):
        written, digits = random_format(ask.random)
        quoted = written.replace("'", "''")
        moments = [random_datetime(ask.random, 1000) for _ in range(10)]
        ask.check(f"TO_CHAR({{0}}, '{quoted}')", ["TIMESTAMP_NTZ"],
                  [(moment, formatted(moment, written, digits)) for moment in moments], None, ("constants", "columns"))
        read = [(formatted(moment, written, digits), kept(moment, written, digits)) for moment in moments]
        ask.check(f"TO_TIMESTAMP({{0}}, '{quoted}')", [None], read, "TIMESTAMP_NTZ(9)", ("constants", "columns"))
        ask.check(f"TRY_TO_TIMESTAMP_NTZ({{0}}, '{quoted}')", [None], read, "TIMESTAMP_NTZ(9)", ("constants", "columns"))
        ask.check(f"TO_DATE({{0}}, '{quoted}')", [None], [(text, moment.date()) for text, moment in read], "DATE", ("columns",))


def test_seconds_as_text(ask):
    """A text of digits is seconds since 1970, or milliseconds and so on when there are many (TO_TIMESTAMP)."""
    cases = []
    for _ in range(rounds(200)):
        second = ask.random.randint(31536000, 4 * 10**9)
        for unit in (1, 1000, 10**6):
            count = second * unit
            if unit == 1 and count >= 31536000000 or unit > 1 and count < 31536000000 * (unit // 1000):
                continue
            cases.append((str(count), datetime(1970, 1, 1) + timedelta(seconds=second)))
    ask.check("TO_TIMESTAMP({0})", [None], cases, "TIMESTAMP_NTZ(9)")
    ask.check("TO_DATE({0})", [None], [(text, moment.date()) for text, moment in cases], "DATE")
    days = [random_day(ask.random, 1000) for _ in range(rounds(100))]
    ask.check("TO_DATE({0})", ["VARCHAR"], [(day, day) for day in days], "DATE")


# ---- formats of numbers ----

def random_model(random):
    """Digits, zeros from some place on, groups of thousands, and digits after the point."""
    whole = random.randint(1, 9)
    zeros = random.randint(0, whole)
    digits = "9" * (whole - zeros) + "0" * zeros
    if random.random() < 0.4:
        digits = ",".join(re.findall(r"\d{1,3}", digits[::-1]))[::-1]
    after = random.choice([0, 0, 1, 2, 4])
    return digits + ("." + "0" * after if after else ""), after


def modelled(number, model, after):
    """A number in a model: a sign's place, blanks for digits that are not there, # for too many."""
    number = number.quantize(Decimal(1).scaleb(-after), ROUND_HALF_UP)
    whole, _, fraction = model.partition(".")
    digits = str(abs(int(number))) if int(number) else ""
    places = whole.replace(",", "")
    if len(digits) > len(places):
        return None
    shown = "".join(digit if digit != " " else "0" if "0" in places[:place + 1] else " "
                    for place, digit in enumerate(digits.rjust(len(places))))
    filled, result, started = iter(shown), "", False
    for mark in whole:
        digit = "," if mark == "," else next(filled)
        started = started or digit not in " ,"
        result += " " if digit == "," and not started else digit
    sign = "-" if number < 0 else ""
    text = result.lstrip(" ")
    tail = "." + format(abs(number), "f").partition(".")[2] if fraction else ""
    return (sign + text).rjust(len(whole) + 1) + tail


def test_number_formats(ask):
    for _ in range(rounds(60)):
        model, after = random_model(ask.random)
        numbers = [Decimal(ask.random.choice([0, 5, ask.random.randint(-10**5, 10**5), ask.random.randint(-10**9, 10**9)]))
                   .scaleb(-ask.random.choice([0, after])) for _ in range(10)]
        cases = [(number, modelled(number, model, after)) for number in numbers]
        cases = [(number, text) for number, text in cases if text is not None and (int(number) or "0" in model.partition(".")[0])]
        ask.check(f"TO_CHAR({{0}}, '{model}')", ["NUMBER(20,4)"], cases, None, ("constants", "columns"))
        ask.check(f"TO_NUMBER({{0}}, '{model}', 20, 4)", [None],
                  [(text, number.quantize(Decimal(1).scaleb(-after), ROUND_HALF_UP)) for number, text in cases], "NUMBER(20,4)",
                  ("constants", "columns"))

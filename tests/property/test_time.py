"""Dates and times against a calendar written from the documented rules.

Pages: DATEADD, DATEDIFF, DATE_TRUNC, LAST_DAY, NEXT_DAY, TIME_SLICE, MONTHS_BETWEEN, ADD_MONTHS, DATE_PART,
and "Calendar weeks and weekdays" in "Date & time functions". A moment is nanoseconds since 1970."""

import calendar
from datetime import MAXYEAR, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from asking import FAILS, rounds

DAY = 86400 * 10**9
EPOCH = date(1970, 1, 1)
UNITS = {"hour": 3600 * 10**9, "minute": 60 * 10**9, "second": 10**9, "millisecond": 10**6, "microsecond": 10**3,
         "nanosecond": 1}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SPELLINGS = {"day": ["day", "d", "dd", "days", "dayofmonth"], "month": ["month", "mm", "mon", "mons", "months"],
             "year": ["year", "y", "yy", "yyyy", "yr", "years", "yrs"], "week": ["week", "w", "wk", "weekofyear", "woy", "wy"],
             "quarter": ["quarter", "q", "qtr", "qtrs", "quarters"], "hour": ["hour", "h", "hh", "hr", "hours", "hrs"],
             "minute": ["minute", "m", "mi", "min", "minutes", "mins"], "second": ["second", "s", "sec", "seconds", "secs"],
             "millisecond": ["millisecond", "ms", "msec", "milliseconds"],
             "microsecond": ["microsecond", "us", "usec", "microseconds"],
             "nanosecond": ["nanosecond", "ns", "nsec", "nanosec", "nsecond", "nanoseconds", "nanosecs", "nseconds"]}


# ---- the reference ----

def ordinal(day):
    return day.toordinal() - EPOCH.toordinal()


def month_end(day):
    return calendar.monthrange(day.year, day.month)[1]


def add_months(day, months):
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_months_keeping_the_end(day, months):
    moved = add_months(day, months)
    return moved.replace(day=month_end(moved)) if day.day == month_end(day) else moved


def first_of_week(day, start):
    """WEEK_START 0 means Monday wherever a week begins."""
    return day - timedelta((day.isoweekday() - (start or 1)) % 7)


def truncated(day, part, start=0):
    if part == "week":
        return first_of_week(day, start)
    if part == "day":
        return day
    return date(day.year, 1 + (day.month - 1) // MONTHS[part] * MONTHS[part], 1)


def last_of(day, part, start):
    if part == "day":
        return day
    if part == "week":
        return first_of_week(day, start) + timedelta(6)
    return add_months(truncated(day, part), MONTHS[part]) - timedelta(1)


def units_since(day, part, start=0):
    """The number of a day's unit, counted from any fixed one."""
    if part == "week":
        return ordinal(first_of_week(day, start)) // 7
    if part == "day":
        return ordinal(day)
    return (day.year * 12 + day.month - 1) // MONTHS[part]


def year_of_week(day, start, policy):
    if policy:
        return day.year
    return (first_of_week(day, start) + timedelta(3)).year  # The year that has four days of the week or more.


def week_of_year(day, start, policy):
    year = year_of_week(day, start, policy)
    inside = date(year, 1, 1) if policy else date(year, 1, 4)
    return (first_of_week(day, start) - first_of_week(inside, start)).days // 7 + 1


def day_of_week(day, start):
    return (day.isoweekday() - start) % 7 + 1 if start else day.isoweekday() % 7


def months_between(one, other):
    whole = (one.year - other.year) * 12 + one.month - other.month
    if one.day == other.day or (one.day == month_end(one) and other.day == month_end(other)):
        return Decimal(whole)
    seconds = (one - datetime.combine(one, datetime.min.time())) - (other - datetime.combine(other, datetime.min.time()))
    days = Decimal(one.day - other.day) + Decimal(seconds // timedelta(microseconds=1)) / Decimal(86400 * 10**6)
    return (Decimal(whole) + days / 31).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def slice_of(day, count, part):
    """Begin and end of the slice of so many units, counted from 1970-01-01, that a day is in."""
    if part in MONTHS:
        months = count * MONTHS[part]
        begin = add_months(EPOCH, ((day.year - 1970) * 12 + day.month - 1) // months * months)
        return begin, add_months(begin, months)
    days = count * (7 if part == "week" else 1)
    first = ordinal(first_of_week(EPOCH, 0)) if part == "week" else 0
    begin = EPOCH + timedelta((ordinal(day) - first) // days * days + first)
    return begin, begin + timedelta(days)


def text_of(moment):
    days, rest = divmod(moment, DAY)
    seconds, fraction = divmod(rest, 10**9)
    return (f"{EPOCH + timedelta(days)} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:09}")


# ---- what is drawn ----

def random_day(random, first=1, last=MAXYEAR):
    if random.random() < 0.6:
        first, last = max(first, 1960), min(last, 2040)
    day = date(random.randint(first, last), random.randint(1, 12), random.choice([1, 2, 15, 28, 27, random.randint(1, 28)]))
    if random.random() < 0.4:
        day = day.replace(day=month_end(day) - random.choice([0, 0, 1]))
    if random.random() < 0.2:
        day = date(day.year, *random.choice([(1, 1), (12, 31), (1, 3), (12, 29), (2, 28)]))
    return day


def random_moment(random, first=1, last=MAXYEAR):
    rest = random.choice([0, DAY - 1, DAY // 2, random.randrange(DAY), random.randrange(DAY // 10**9) * 10**9])
    return ordinal(random_day(random, first, last)) * DAY + rest


def random_datetime(random, first=1, last=MAXYEAR):
    moment = random_moment(random, first, last)
    return datetime(1970, 1, 1) + timedelta(microseconds=moment // 1000)


# ---- the properties ----

@pytest.mark.parametrize("part", ["day", "week", *MONTHS])
def test_units_of_days(ask, part):
    random, cases = ask.random, {name: [] for name in ("add", "diff", "trunc")}
    for _ in range(rounds(300)):
        count = random.choice([0, 1, -1, 12, random.randint(-100, 100), random.randint(-1000, 1000)])
        day, other = random_day(random, 1100, 8900), random_day(random)
        days = {"day": 1, "week": 7}.get(part)
        moved = day + timedelta(count * days) if days else add_months(day, count * MONTHS[part])
        cases["add"].append(((count, day), moved))
        cases["diff"].append(((day, other), units_since(other, part) - units_since(day, part)))
        cases["trunc"].append(((day,), truncated(day, part)))
    spelling = random.choice(SPELLINGS[part])
    ask.check(f"DATEADD({spelling}, {{0}}, {{1}})", [None, "DATE"], cases["add"], "DATE")
    ask.check(f"DATEDIFF('{random.choice(SPELLINGS[part])}', {{0}}, {{1}})", ["DATE", "DATE"], cases["diff"], "NUMBER(9,0)")
    ask.check(f"DATE_TRUNC('{random.choice(SPELLINGS[part])}', {{0}})", ["DATE"], cases["trunc"], "DATE")


@pytest.mark.parametrize("part", ["day", "week", *MONTHS])
def test_units_of_days_of_a_moment(ask, part):
    random, cases = ask.random, {name: [] for name in ("add", "diff", "trunc")}
    for _ in range(rounds(200)):
        count = random.choice([0, 1, -1, random.randint(-1000, 1000)])
        moment, other = random_moment(random, 1100, 8900), random_moment(random)
        day, rest = EPOCH + timedelta(moment // DAY), moment % DAY
        days = {"day": 1, "week": 7}.get(part)
        moved = day + timedelta(count * days) if days else add_months(day, count * MONTHS[part])
        cases["add"].append(((count, text_of(moment)), text_of(ordinal(moved) * DAY + rest)))
        cases["diff"].append(((text_of(moment), text_of(other)),
                              units_since(EPOCH + timedelta(other // DAY), part) - units_since(day, part)))
        cases["trunc"].append(((text_of(moment),), text_of(ordinal(truncated(day, part)) * DAY)))
    ask.check(f"TO_CHAR(DATEADD({part}, {{0}}, {{1}}), 'YYYY-MM-DD HH24:MI:SS.FF9')", [None, "TIMESTAMP_NTZ"], cases["add"])
    ask.check(f"DATEDIFF({part}, {{0}}, {{1}})", ["TIMESTAMP_NTZ"] * 2, cases["diff"], "NUMBER(9,0)")
    ask.check(f"TO_CHAR(DATE_TRUNC({part}, {{0}}), 'YYYY-MM-DD HH24:MI:SS.FF9')", ["TIMESTAMP_NTZ"], cases["trunc"])


@pytest.mark.parametrize("part", UNITS)
def test_units_of_time(ask, part):
    random, unit, cases = ask.random, UNITS[part], {name: [] for name in ("add", "diff", "trunc", "time")}
    for _ in range(rounds(200)):
        moment = random_moment(random, 1700, 2200)
        other = moment + random.choice([1, -1, unit, random.randint(-10**9, 10**9), random.randint(-10**16, 10**16)])
        count = random.choice([0, 1, -1, random.randint(-10**5, 10**5), random.randint(-10**9, 10**9)])
        count //= 10**4 if unit >= UNITS["minute"] else 1
        cases["add"].append(((count, text_of(moment)), text_of(moment + count * unit)))
        cases["diff"].append(((text_of(moment), text_of(other)), other // unit - moment // unit))
        cases["trunc"].append(((text_of(moment),), text_of(moment // unit * unit)))
        cases["time"].append(((count, text_of(moment)[11:]), text_of((moment + count * unit) % DAY)[11:]))
    ask.check(f"TO_CHAR(DATEADD({random.choice(SPELLINGS[part])}, {{0}}, {{1}}), 'YYYY-MM-DD HH24:MI:SS.FF9')",
              [None, "TIMESTAMP_NTZ"], cases["add"])
    ask.check(f"DATEDIFF({random.choice(SPELLINGS[part])}, {{0}}, {{1}})", ["TIMESTAMP_NTZ"] * 2, cases["diff"])
    ask.check(f"TO_CHAR(DATE_TRUNC({random.choice(SPELLINGS[part])}, {{0}}), 'YYYY-MM-DD HH24:MI:SS.FF9')",
              ["TIMESTAMP_NTZ"], cases["trunc"])
    ask.check(f"TO_CHAR(TIMEADD({part}, {{0}}, {{1}}), 'HH24:MI:SS.FF9')", [None, "TIME"], cases["time"])


@pytest.mark.parametrize("policy", [0, 1])
@pytest.mark.parametrize("start", range(8))
def test_weeks(ask, start, policy):
    ask.set(WEEK_START=start, WEEK_OF_YEAR_POLICY=policy)
    days = [random_day(ask.random, 2) for _ in range(rounds(150))]
    pairs = [(day, random_day(ask.random, 2)) for day in days]
    ways = ("constants", "columns")
    for name, reference, gives in [
            ("WEEK", lambda day: week_of_year(day, start, policy), "NUMBER(2,0)"),
            ("WEEKOFYEAR", lambda day: week_of_year(day, start, policy), "NUMBER(2,0)"),
            ("YEAROFWEEK", lambda day: year_of_week(day, start, policy), "NUMBER(4,0)"),
            ("DAYOFWEEK", lambda day: day_of_week(day, start), "NUMBER(1,0)"),
            ("WEEKISO", lambda day: day.isocalendar()[1], "NUMBER(2,0)"),
            ("YEAROFWEEKISO", lambda day: day.isocalendar()[0], "NUMBER(4,0)"),
            ("DAYOFWEEKISO", lambda day: day.isoweekday(), "NUMBER(1,0)")]:
        cases = [(day, reference(day)) for day in days]
        ask.check(f"{name}({{0}})", ["DATE"], cases, ways=ways)
        ask.check(f"DATE_PART({name}, {{0}})", ["TIMESTAMP_NTZ"], cases, ways=ways)
    ask.check("DATE_TRUNC(week, {0})", ["DATE"], [(day, first_of_week(day, start)) for day in days], "DATE", ways)
    ask.check("LAST_DAY({0}, week)", ["DATE"], [(day, last_of(day, "week", start)) for day in days if day.year < 9999],
              "DATE", ways)
    ask.check("DATEDIFF(week, {0}, {1})", ["DATE", "DATE"],
              [((one, two), units_since(two, "week", start) - units_since(one, "week", start)) for one, two in pairs],
              None, ways)


def test_parts(ask):
    for name, reference, kind in [
            ("YEAR", lambda day: day.year, "DATE"), ("QUARTER", lambda day: (day.month + 2) // 3, "DATE"),
            ("MONTH", lambda day: day.month, "DATE"), ("DAY", lambda day: day.day, "DATE"),
            ("DAYOFYEAR", lambda day: day.timetuple().tm_yday, "DATE")]:
        cases = [(day, reference(day)) for day in (random_day(ask.random) for _ in range(rounds(200)))]
        ask.check(f"{name}({{0}})", [kind], cases)
        ask.check(f"EXTRACT({name} FROM {{0}})", ["TIMESTAMP_NTZ"], cases)
    for name, reference in [("HOUR", lambda moment: moment % DAY // UNITS["hour"]),
                            ("MINUTE", lambda moment: moment // UNITS["minute"] % 60),
                            ("SECOND", lambda moment: moment // 10**9 % 60),
                            ("NANOSECOND", lambda moment: moment % 10**9),
                            ("EPOCH_SECOND", lambda moment: moment // 10**9),
                            ("EPOCH_MILLISECOND", lambda moment: moment // 10**6),
                            ("EPOCH_MICROSECOND", lambda moment: moment // 10**3),
                            ("EPOCH_NANOSECOND", lambda moment: moment)]:
        moments = [random_moment(ask.random, 1700, 2200) for _ in range(rounds(200))]
        ask.check(f"DATE_PART('{name}', {{0}})", ["TIMESTAMP_NTZ"],
                  [(text_of(moment), reference(moment)) for moment in moments])


def test_neighbouring_days(ask):
    days = [(random_day(ask.random, 2, 9998), ask.random.randrange(7)) for _ in range(rounds(300))]
    spelled = [ask.random.choice([NAMES[to], NAMES[to][:2], NAMES[to][:3], NAMES[to].upper()]) for _, to in days]
    ask.check("NEXT_DAY({0}, {1})", ["DATE", None],
              [((day, name), day + timedelta((to - day.weekday() - 1) % 7 + 1))
               for (day, to), name in zip(days, spelled)], "DATE")
    ask.check("PREVIOUS_DAY({0}, {1})", ["DATE", None],
              [((day, name), day - timedelta((day.weekday() - to - 1) % 7 + 1))
               for (day, to), name in zip(days, spelled)], "DATE")
    ask.check("LAST_DAY({0})", ["DATE"], [(day, last_of(day, "month", 0)) for day, _ in days], "DATE")
    for part in MONTHS:
        ask.check(f"LAST_DAY({{0}}, '{part}')", ["TIMESTAMP_NTZ"], [(day, last_of(day, part, 0)) for day, _ in days], "DATE")


def test_months(ask):
    random = ask.random
    days = [(random_day(random, 1100, 8900), random.choice([random.randint(-30, 30), random.randint(-9999, 9999)]))
            for _ in range(rounds(400))]
    ask.check("ADD_MONTHS({0}, {1})", ["DATE", None],
              [(pair, add_months_keeping_the_end(*pair)) for pair in days], "DATE")
    pairs = [(random_datetime(random), random_datetime(random)) for _ in range(rounds(400))]
    ask.check("MONTHS_BETWEEN({0}, {1})", ["TIMESTAMP_NTZ"] * 2, [(pair, months_between(*pair)) for pair in pairs],
              "NUMBER(18,6)")


@pytest.mark.parametrize("part", ["day", "week", *MONTHS])
def test_slices_of_days(ask, part):
    for count in (1, 2, ask.random.randint(3, 40)):
        days = [random_day(ask.random, 1900, 2100) for _ in range(rounds(100))]
        for place, side in enumerate(["START", "END"]):
            ask.check(f"TIME_SLICE({{0}}, {count}, '{part}', '{side}')", ["DATE"],
                      [(day, slice_of(day, count, part)[place]) for day in days], "DATE", ("constants", "columns"))


@pytest.mark.parametrize("part", ["hour", "minute", "second"])
def test_slices_of_time(ask, part):
    for count in (1, 2, ask.random.randint(3, 400)):
        width = count * UNITS[part]
        moments = [random_moment(ask.random, 1900, 2100) for _ in range(rounds(100))]
        for later, side in enumerate(["START", "END"]):
            ask.check(f"TO_CHAR(TIME_SLICE({{0}}, {count}, '{part}', '{side}'), 'YYYY-MM-DD HH24:MI:SS.FF9')", ["TIMESTAMP_NTZ"],
                      [(text_of(moment), text_of((moment // width + later) * width)) for moment in moments],
                      None, ("constants", "columns"))


def test_texts_that_are_dates(ask):
    """A date written by itself is read by itself; days that do not exist are errors."""
    cases = []
    for _ in range(rounds(500)):
        year, month, day = ask.random.randint(1, 9999), ask.random.randint(0, 13), ask.random.randint(0, 32)
        try:
            cases.append((f"{year:04}-{month:02}-{day:02}", date(year, month, day)))
        except ValueError:
            cases.append((f"{year:04}-{month:02}-{day:02}", FAILS))
    ask.check("TO_DATE({0})", [None], cases, "DATE")
    ask.check("TRY_TO_DATE({0})", [None], [(text, None if day is FAILS else day) for text, day in cases], "DATE")

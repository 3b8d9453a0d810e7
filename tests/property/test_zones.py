"""Time zones against zoneinfo: CONVERT_TIMEZONE, TIMESTAMP_LTZ and TIMESTAMP_TZ, gaps and overlaps included.

A time in an overlap is the first of the two, a time in a gap is as far after the gap's beginning as it is said to be
("Date & time input and output formats", "Working with daylight saving"); in zoneinfo both are fold=0."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from asking import rounds

ZONES = ["America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "Europe/Berlin", "Europe/London",
         "Asia/Kolkata", "Asia/Tokyo", "Asia/Kathmandu", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
         "Pacific/Apia", "Africa/Cairo", "UTC"]
HOUR = timedelta(hours=1)


def changes(zone):
    """Moments at which a zone's offset changes, in UTC."""
    found, day = [], datetime(1995, 1, 1, tzinfo=timezone.utc)
    while day.year < 2037:
        later = day + timedelta(30)
        if day.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            low, high = day, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(microsecond=0))
        day = later
    return found


CHANGES = {name: changes(ZoneInfo(name)) for name in ZONES}


def random_utc(random, name):
    """A moment, mostly near a change of the zone."""
    if CHANGES[name] and random.random() < 0.7:
        return random.choice(CHANGES[name]) + random.choice([-2, -1, 0, 1, 2]) * HOUR / 2 + timedelta(
            seconds=random.choice([0, -1, 1, random.randint(-7200, 7200)]))
    return datetime(1975, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=random.randrange(60 * 365 * 86400))


def random_wall(random, name):
    """What clocks show: before and after a change, within gaps and overlaps."""
    return random_utc(random, name).astimezone(ZoneInfo(name)).replace(tzinfo=None) + random.choice([-1, 0, 0, 1]) * HOUR / 2


def moment_of(wall, name):
    return wall.replace(tzinfo=ZoneInfo(name)).astimezone(timezone.utc)


def shown(moment):
    """TIMESTAMP_TZ as text, with its own offset: of nothing it is Z, as gosnowflake's datetime_test.go has it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S %z").replace("+0000", "Z")


SHOW = "TO_CHAR({}, 'YYYY-MM-DD HH24:MI:SS TZHTZM')"
WAYS = ("constants", "columns")


@pytest.mark.parametrize("name", ZONES)
def test_conversions(ask, name):
    other = ask.random.choice(ZONES)
    walls = [random_wall(ask.random, name) for _ in range(rounds(120))]
    ask.check(f"CONVERT_TIMEZONE('{name}', '{other}', {{0}})", ["TIMESTAMP_NTZ"],
              [(wall, moment_of(wall, name).astimezone(ZoneInfo(other)).replace(tzinfo=None)) for wall in walls],
              "TIMESTAMP_NTZ(9)", WAYS)
    moments = [random_utc(ask.random, name).astimezone(timezone(timedelta(minutes=ask.random.randint(-720, 840))))
               for _ in range(rounds(120))]
    ask.check(SHOW.format(f"CONVERT_TIMEZONE('{name}', {{0}})"), ["TIMESTAMP_TZ"],
              [(shown(moment), shown(moment.astimezone(ZoneInfo(name)))) for moment in moments], None, WAYS)


@pytest.mark.parametrize("name", ZONES)
def test_the_session_zone(ask, name):
    ask.set(TIMEZONE=name)
    zone = ZoneInfo(name)
    walls = [random_wall(ask.random, name) for _ in range(rounds(100))]
    local = [moment_of(wall, name).astimezone(zone) for wall in walls]
    ask.check(SHOW.format("{0}::TIMESTAMP_LTZ"), ["TIMESTAMP_NTZ"], [(w, shown(m)) for w, m in zip(walls, local)], None, WAYS)
    ask.check(SHOW.format("{0}::TIMESTAMP_LTZ"), ["VARCHAR"], [(str(w), shown(m)) for w, m in zip(walls, local)], None, WAYS)
    ask.check(SHOW.format("{0}::TIMESTAMP_TZ"), ["TIMESTAMP_NTZ"], [(w, shown(m)) for w, m in zip(walls, local)], None, WAYS)
    moments = [random_utc(ask.random, name) for _ in range(rounds(100))]
    here = [moment.astimezone(zone) for moment in moments]
    ask.check("DATE_PART(epoch_second, {0}::TIMESTAMP_LTZ)", [None], [(shown(m), int(m.timestamp())) for m in moments], None, WAYS)
    cases = [(shown(moment), wall) for moment, wall in zip(moments, here)]
    for call, reference in [("{0}::TIMESTAMP_LTZ::TIMESTAMP_NTZ", lambda wall: wall.replace(tzinfo=None)),
                            ("{0}::TIMESTAMP_LTZ::DATE", lambda wall: wall.date()),
                            ("{0}::TIMESTAMP_LTZ::TIME", lambda wall: wall.time()),
                            ("HOUR({0}::TIMESTAMP_LTZ)", lambda wall: wall.hour),
                            ("DAYOFYEAR({0}::TIMESTAMP_LTZ)", lambda wall: wall.timetuple().tm_yday),
                            (SHOW.format("{0}::TIMESTAMP_LTZ"), shown),
                            (SHOW.format("{0}::TIMESTAMP_LTZ::TIMESTAMP_TZ"), shown)]:
        ask.check(call, [None], [(text, reference(wall)) for text, wall in cases], None, WAYS)
    ask.check("{0}::TIMESTAMP_TZ::TIMESTAMP_NTZ", [None], [(shown(m), m.replace(tzinfo=None)) for m in moments], None, WAYS)


def test_steps_across_changes(ask):
    """Hours are lengths of time; days and months keep the clock's time (DATEADD on TIMESTAMP_LTZ)."""
    for name in ask.random.sample(ZONES, 5):
        ask.set(TIMEZONE=name)
        zone = ZoneInfo(name)
        hours, days = [], []
        for _ in range(rounds(80)):
            moment, count = random_utc(ask.random, name), ask.random.randint(-30, 30)
            hours.append(((count, shown(moment)), shown((moment + count * HOUR).astimezone(zone))))
            wall = moment.astimezone(zone).replace(tzinfo=None) + timedelta(count)
            days.append(((count, shown(moment)), shown(moment_of(wall, name).astimezone(zone))))
        ask.check(SHOW.format("DATEADD(hour, {0}, {1})"), [None, "TIMESTAMP_LTZ"], hours, None, WAYS)
        ask.check(SHOW.format("DATEADD(day, {0}, {1})"), [None, "TIMESTAMP_LTZ"], days, None, WAYS)


def test_comparison_by_the_moment(ask):
    cases = []
    for _ in range(rounds(300)):
        moments = [random_utc(ask.random, "Europe/Berlin") for _ in "ab"]
        if ask.random.random() < 0.5:
            moments[1] = moments[0]
        here = [moment.astimezone(timezone(timedelta(minutes=ask.random.randint(-720, 840)))) for moment in moments]
        cases.append(((shown(here[0]), shown(here[1])), here[0] < here[1], here[0] == here[1],
                      int(here[1].timestamp()) // 60 - int(here[0].timestamp()) // 60))
    ask.check("{0} < {1}", ["TIMESTAMP_TZ"] * 2, [(case[0], case[1]) for case in cases])
    ask.check("{0} = {1}", ["TIMESTAMP_TZ"] * 2, [(case[0], case[2]) for case in cases])
    ask.check("{0} = {1}", ["TIMESTAMP_TZ", "TIMESTAMP_LTZ"], [(case[0], case[2]) for case in cases])
    ask.check("DATEDIFF(minute, {0}, {1})", ["TIMESTAMP_TZ"] * 2, [(case[0], case[3]) for case in cases])

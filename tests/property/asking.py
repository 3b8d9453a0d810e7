"""Random cases against a built server: many to a statement, and of a wrong one the statement that shows it.

A property is a piece of SQL with places for arguments, a type for each of them, and cases: arguments and
what is expected. Each is asked as constants, as columns of VALUES and as columns of a table, since
these take different ways through the server."""

import decimal
import math
import os
import random
from datetime import date, datetime, time
from decimal import Decimal

import snowflake.connector
from snowflake.connector.constants import FIELD_ID_TO_NAME

decimal.getcontext().prec = 2000  # Nothing is rounded but where it is said.

SEED = os.environ.get("PROPERTY_SEED", "1")
SCALE = float(os.environ.get("PROPERTY_CASES", "1"))
PIECES = {"constants": 150, "columns": 500, "table": 500}
SHOWN = 12


class Fails:
    """Expected instead of a value: the statement ends with an error."""

    def __repr__(self):
        return "an error"


class Unsaid:
    """Expected where the documentation leaves open what comes: such cases are not asked."""


FAILS = Fails()
UNSAID = Unsaid()


def rounds(number):
    """How many cases a property draws; PROPERTY_CASES multiplies it."""
    return max(1, int(number * SCALE))


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, Decimal)):
        text = format(Decimal(value), "f")
        return f"({text})" if text.startswith("-") else text  # Since -1::T is -(1::T).
    if isinstance(value, float):
        return f"'{value!r}'::FLOAT"
    if isinstance(value, bytes):
        return f"TO_BINARY('{value.hex()}', 'HEX')"
    if isinstance(value, (date, datetime, time)):
        value = value.isoformat(*([" "] if isinstance(value, datetime) else []))
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\t", "\\t")
    return f"'{escaped}'"


def typed(value, type_name):
    return f"{literal(value)}::{type_name}" if type_name else literal(value)


def type_of(column):
    """The type of a result's column as SQL says it."""
    name = FIELD_ID_TO_NAME[column.type_code]
    if name == "FIXED":
        return f"NUMBER({column.precision},{column.scale})"
    if name == "TEXT":
        return f"VARCHAR({column.internal_size})"
    if name in ("TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"):
        return f"{name}({column.scale})"
    return {"REAL": "FLOAT"}.get(name, name)


def same(got, expected):
    if isinstance(expected, float) and isinstance(got, float):
        return got == expected or (math.isnan(got) and math.isnan(expected)) \
            or math.isclose(got, expected, rel_tol=1e-14)
    if isinstance(expected, bool) or isinstance(got, bool):
        return got is expected
    got, expected = (bytes(value) if isinstance(value, bytearray) else value for value in (got, expected))
    if isinstance(got, (int, Decimal)) and isinstance(expected, (int, Decimal)):
        return got == expected
    return type(got) is type(expected) and got == expected


class Asker:
    """One session, random numbers of a test's own, and the disagreements found so far."""

    def __init__(self, connection, name):
        self.connection = connection
        self.random = random.Random(f"{SEED}:{name}")
        self.found = []
        self.asked = 0

    def run(self, sql, binds=None):
        """Gives rows and the types of their columns."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, binds, _is_put_get=False)
            return cursor.fetchall(), [type_of(column) for column in cursor.description]

    def set(self, **parameters):
        for name, value in parameters.items():
            self.run(f"ALTER SESSION SET {name} = {literal(value)}")

    def note(self, sql, got, expected, why=""):
        self.found.append(f"{sql};\n    -- gives {got!r}, expected {expected!r}{why}")

    def finish(self):
        assert self.asked
        assert not self.found, (f"{len(self.found)} of {self.asked} disagree (PROPERTY_SEED={SEED}):\n"
                                + "\n".join(self.found[:SHOWN]))

    # One way of asking gives for some cases: SQL whose rows are the results, in the order of the cases.

    @staticmethod
    def constants(template, types, cases):
        calls = [template.format(*map(typed, arguments, types)) for arguments, _ in cases]
        return "SELECT " + ", ".join(calls)

    @staticmethod
    def rows(types, cases):
        """The cases' arguments as columns c0, c1, ..., numbered by n."""
        values = ", ".join(f"({n}, {', '.join(map(literal, arguments))})" for n, (arguments, _) in enumerate(cases))
        cells = [f"column{place + 2}{'::' + name if name else ''} AS c{place}" for place, name in enumerate(types)]
        return f"SELECT column1 AS n, {', '.join(cells)} FROM VALUES {values}"

    def columns(self, template, types, cases):
        call = template.format(*(f"c{place}" for place in range(len(types))))
        return f"SELECT {call} FROM ({self.rows(types, cases)}) ORDER BY n"

    def table(self, template, types, cases):
        self.run(f"CREATE OR REPLACE TEMPORARY TABLE asked AS {self.rows(types, cases)}")
        call = template.format(*(f"c{place}" for place in range(len(types))))
        return f"SELECT {call} FROM asked ORDER BY n"

    def answers(self, way, template, types, cases):
        rows, kinds = self.run(getattr(self, way)(template, types, cases))
        if way == "constants":
            return list(rows[0]), kinds
        return [row[0] for row in rows], kinds * len(rows)

    def show(self, way, template, types, case):
        """The one statement that shows a case."""
        return getattr(self, "constants" if way == "constants" else "columns")(template, types, [case])

    def compare(self, way, template, types, cases, gives):
        try:
            answers, kinds = self.answers(way, template, types, cases)
        except snowflake.connector.errors.ProgrammingError as error:
            if len(cases) == 1:
                if cases[0][1] is not FAILS:
                    self.note(self.show(way, template, types, cases[0]), error.raw_msg or error.msg, cases[0][1])
                return
            if len(self.found) < SHOWN:  # Otherwise enough is known.
                half = len(cases) // 2
                self.compare(way, template, types, cases[:half], gives)
                self.compare(way, template, types, cases[half:], gives)
            return
        for case, answer, kind in zip(cases, answers, kinds, strict=True):
            if not same(answer, case[1]):
                self.note(self.show(way, template, types, case), answer, case[1])
            elif gives and kind != gives:
                self.note(self.show(way, template, types, case), kind, gives, f" (the value is {answer!r})")

    def check(self, template, types, cases, gives=None, ways=("constants", "columns", "table"), errors=25):
        """Asks all cases in each way; of those that must fail, each alone, only `errors` many."""
        cases = [(arguments if isinstance(arguments, tuple) else (arguments,), expected) for arguments, expected in cases]
        good = [case for case in cases if case[1] is not FAILS and case[1] is not UNSAID]
        bad = [case for case in cases if case[1] is FAILS][:rounds(errors)]
        for way in ways:
            for begin in range(0, len(good), PIECES[way]):
                piece = good[begin:begin + PIECES[way]]
                self.asked += len(piece)
                self.compare(way, template, types, piece, gives)
        for case in bad:
            for way in ways[:2]:
                self.asked += 1
                self.compare(way, template, types, [case], None)

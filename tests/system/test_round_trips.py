"""Round trips: values of every type are unloaded into files of each format, and loaded again in each way that COPY has.

One table has a column for each expression of tests/clients/values.tsv and of MORE, and two rows: the values, and NULLs. What
comes back is what was there, but for what LOSSES says, of which Snowflake's documentation says that files do not keep it."""

import re
from pathlib import Path

import pytest
import snowflake.connector
from harness import Server

VALUES = Path(__file__).resolve().parents[1] / "clients" / "values.tsv"
OUTPUT = ("TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM', TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9',"
          " TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9'")

# Values that drivers need not be asked about.
MORE = """\
NULL::FILE
TO_FILE('@files', 'some.txt')
'\\\\N'
'null'
'""'
'"'
','
'a\\\\,b'
'\\\\'
'\\r\\n'
'abc'::CHAR(3)
TO_BINARY('2C0A22', 'HEX')
TO_BINARY('80ff', 'HEX')::BINARY(2)
TO_VARIANT('NaN'::FLOAT)
TO_VARIANT('inf'::FLOAT)
TO_VARIANT('-inf'::FLOAT)
TO_VARIANT(1.7976931348623157e308::FLOAT)
TO_VARIANT(5e-324::FLOAT)
TO_VARIANT(0.0000000000000000000000000000000000001::NUMBER(38, 37))
TO_VARIANT('2024-02-29 12:34:56.5'::TIMESTAMP_LTZ)
ARRAY_CONSTRUCT('2024-02-29'::DATE, '12:34:56'::TIME, TO_BINARY('00ff', 'HEX'), 1.5::FLOAT, TRUE)
OBJECT_CONSTRUCT('d', '2024-02-29'::DATE, 't', '2024-02-29 12:34:56.789 +05:30'::TIMESTAMP_TZ, 'b', TO_BINARY('00ff', 'HEX'))
[1.5, 'NaN'::FLOAT, 1.7976931348623157e308, NULL]::ARRAY(FLOAT)
['a', '', 'é"\\\\,']::ARRAY(VARCHAR)
[TO_BINARY('00ff', 'HEX')]::ARRAY(BINARY)
[{'a': 1, 'b': 'x'}]::ARRAY(OBJECT(a INT, b VARCHAR))
{'a': TO_BINARY('00ff', 'HEX'), 'f': 1.7976931348623157e308::FLOAT}::OBJECT(a BINARY, f FLOAT)
{'n': 9.9999999999999999999999999999999999999, 'v': [1, 'x']}::OBJECT(n NUMBER(38, 37), v ARRAY)
{'k': '12:34:56.123456789'::TIME}::MAP(VARCHAR, TIME)
{'1': '2024-02-29 12:34:56.789 +05:30'}::MAP(INT, TIMESTAMP_TZ)
[1.1754943508222875e-38, 3.4028234663852886e38, -0.1]::VECTOR(FLOAT, 3)
[2147483647, -2147483648]::VECTOR(INT, 2)
TO_GEOGRAPHY('GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))')
TO_GEOMETRY('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))')
TO_GEOMETRY('SRID=4326;POINT(1 2)')
"""

CSV = "TYPE = CSV"
QUOTED = "TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"
PARQUET = "TYPE = PARQUET BINARY_AS_TEXT = FALSE"
FORMATS = {"plain": CSV, "quoted": QUOTED, "json": "TYPE = JSON", "parquet": PARQUET}
LOADS = [("plain", "positional"), ("plain", "match"), ("plain", "transform"),
         ("quoted", "positional"), ("quoted", "match"), ("quoted", "transform"),
         ("json", "match"), ("json", "transform"), ("parquet", "match"), ("parquet", "transform")]

STRUCTURED = ("ARRAY(", "OBJECT(", "MAP(")
SEMI = ("ARRAY", "OBJECT", "MAP", "VARIANT")
FINE = re.compile(r"(TIME|TIMESTAMP_NTZ)\(\d\)")
ORDER = "127"  # The expression whose column tells the two rows apart; it comes first.

# What files do not keep: ways and loads of COPY, the column (type and expression), and what comes back; REFUSED where nothing does.
# Snowflake's documentation: user-guide/data-unload-considerations (1), sql-reference/sql/copy-into-location (2),
# sql-reference/sql/create-file-format (3), sql-reference/data-types-vector (4), sql-reference/data-types-unstructured (5),
# sql-reference/data-types-geospatial (6), sql-reference/data-type-conversion (7).
REFUSED = object()
LOSSES = [
    # Without quotes an empty text is "", which is two characters when it is read again (1), and no hexadecimal number.
    ("plain", "", r"VARCHAR ''$", '""'),
    ("plain", "", r"BINARY\S* TO_BINARY\(''", REFUSED),
    # NULL_IF makes a NULL of every field that is \N, whatever it was (3).
    ("plain|quoted", "", r"VARCHAR '\\\\N'", None),
    # A text of digits has no sign of zero; 0 and -0 are equal.
    ("plain|quoted|json", "", r"FLOAT '-0'", "0"),
    # JSON has floating-point numbers with fewer digits (1); which values are another one then.
    ("json", "", r"FLOAT 2.2250738585072014e-308", "2.225073858507201e-308"),
    ("json", "", r"FLOAT 0.1::FLOAT", "0.3"),
    ("json", "", r"FLOAT 123456789012345678", "1.234567890123457e+17"),
    # No VARIANT has a DECFLOAT.
    ("json", "", r"DECFLOAT", REFUSED),
    # It has one null, which a VARIANT keeps (3: STRIP_NULL_VALUES).
    ("json", "", r"VARIANT NULL", "NULL_VALUE null"),
    # Parquet has neither time zones (2) nor, here, nanoseconds (docs/stages.md).
    ("parquet", "", r"TIMESTAMP_[LT]TZ|TIMESTAMP_TZ", REFUSED),
    # Nested data in VARIANT columns cannot be unloaded to Parquet (2): it is text, of which PARSE_JSON makes what it was.
    ("parquet", "match", r"(VARIANT|ARRAY|OBJECT|MAP)", REFUSED),
    # What is no number, text or truth is a text in JSON and in that of a VARIANT (2).
    ("", "", r"VARIANT TO_VARIANT\('.*(DATE|TIME|TIMESTAMP_\w+)(\(\d\))?\)$|VARIANT TO_VARIANT\(TO_BINARY", "text"),
    # A column of VECTOR is unloaded and loaded as an ARRAY, and cast (4).
    ("", "positional|match", r"VECTOR", REFUSED),
    # GeoJSON has no spatial reference (6).
    ("", "", r"GEOMETRY TO_GEOMETRY\('SRID", "SRID=0;POINT(1 2)"),
]


def expressions():
    lines = [line for line in VALUES.read_text().splitlines() if line and not line.startswith("#")]
    return [line.split("\t")[0] for line in lines[1:]] + MORE.splitlines()


def loss_of(way, load, column):
    """The row of LOSSES for a column: (what comes back,), or none."""
    for ways, loads, pattern, value in LOSSES:
        if ((not ways or way in ways.split("|")) and (not loads or load in loads.split("|"))
                and re.match(pattern, f"{column.kind} {column.expression}")):
            return (value,)
    return None


class Column:
    def __init__(self, number, expression, kind):
        self.name, self.expression, self.kind = f"C{number}", expression, kind

    def is_a(self, *kinds):
        return self.kind.startswith(kinds)

    def shown(self):
        """What is compared: nothing that two values have in common though they differ."""
        if self.is_a(*STRUCTURED):
            return f"TO_JSON({self.name}::VARIANT)"
        if self.is_a(*SEMI):
            return f"TYPEOF({self.name}) || ' ' || TO_JSON({self.name})"
        if self.is_a("VECTOR"):
            return f"{self.name}::ARRAY::VARCHAR"
        if self.is_a("GEO"):
            return f"ST_ASEWKT({self.name})"
        if self.is_a("FILE", "FLOAT"):
            return self.name
        return f"{self.name}::VARCHAR"

    def packed(self):
        """As a member of an object: conversions that Snowflake wants to be written."""
        if self.is_a("VECTOR"):
            return f"{self.name}::ARRAY"
        if self.is_a("GEO"):
            return f"ST_ASGEOJSON({self.name})"
        return f"{self.name}::VARIANT" if self.is_a(*STRUCTURED) else self.name

    def unpacked(self, way, number):
        """What a transformation makes of a field."""
        field = f"${number}" if way in ("plain", "quoted") else f"$1:{self.name}"
        if self.is_a(*SEMI, "VECTOR", "FILE") and way == "parquet":
            field += "::VARCHAR"
        if self.is_a(*SEMI, "VECTOR", "FILE") and way != "json":
            field = f"PARSE_JSON({field})"
        if self.is_a("FILE"):
            return f"TO_FILE({field})"
        if self.is_a("GEO") and way == "parquet":
            field += "::VARCHAR"
        return f"{field}::ARRAY::{self.kind}" if self.is_a("VECTOR") else f"{field}::{self.kind}"


def make_table(cursor):
    """The table a, and its columns."""
    asked = expressions()
    cursor.execute("CREATE TABLE made AS SELECT " + ", ".join(f"{one} AS c{i}" for i, one in enumerate(asked)))
    kinds = [row[1] for row in cursor.execute("DESCRIBE TABLE made").fetchall()]
    kinds = ["VARCHAR" if kind.startswith("VARCHAR") else kind for kind in kinds]
    columns = [Column(i, one, kind) for i, (one, kind) in enumerate(zip(asked, kinds))]
    cursor.execute(f"CREATE TABLE a ({', '.join(f'{one.name} {one.kind}' for one in columns)})")
    cursor.execute("INSERT INTO a SELECT * FROM made")
    cursor.execute(f"INSERT INTO a ({columns[0].name}) VALUES (NULL)")
    return columns


def unload(cursor, way, load, columns):
    folder = f"@~/{way}/{load}/"
    if way == "json":
        members = ", ".join(f"'{one.name}', {one.packed()}" for one in columns)
        selected = f"(SELECT OBJECT_CONSTRUCT_KEEP_NULL({members}) FROM a)"
    else:
        selected = f"(SELECT {', '.join(one.name for one in columns)} FROM a)"
    options = "TYPE = PARQUET" if way == "parquet" else FORMATS[way]
    cursor.execute(f"COPY INTO {folder} FROM {selected} FILE_FORMAT = ({options}) HEADER = {way != 'json'}")
    return folder


def load_again(cursor, way, load, columns, folder):
    """Into the table b."""
    is_csv = way in ("plain", "quoted")
    cursor.execute(f"CREATE OR REPLACE TABLE b ({', '.join(f'{one.name} {one.kind}' for one in columns)})")
    if load == "match":
        header = "PARSE_HEADER = TRUE" if is_csv else ""
        cursor.execute(f"COPY INTO b FROM {folder} FILE_FORMAT = ({FORMATS[way]} {header}) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    elif load == "positional":
        cursor.execute(f"COPY INTO b FROM {folder} FILE_FORMAT = ({FORMATS[way]} SKIP_HEADER = 1)")
    else:
        fields = ", ".join(one.unpacked(way, i + 1) for i, one in enumerate(columns))
        header = "SKIP_HEADER = 1" if is_csv else ""
        cursor.execute(f"COPY INTO b FROM (SELECT {fields} FROM {folder}) FILE_FORMAT = ({FORMATS[way]} {header})")
    return cursor.fetchall()


def rows_of(cursor, table, columns):
    """The row of values before that of NULLs."""
    shown = ", ".join(one.shown() for one in columns)
    rows = cursor.execute(f"SELECT {shown} FROM {table} ORDER BY {columns[0].name} NULLS LAST").fetchall()
    return [[value if value is None else repr(value) if isinstance(value, float) else str(value) for value in row] for row in rows]


def expected(way, load, column, value):
    loss = loss_of(way, load, column)
    if loss and loss[0] == "text":
        return "VARCHAR " + value.split(" ", 1)[1]
    if loss:
        return loss[0] if not column.is_a("FLOAT") else repr(float(loss[0]))
    if way == "parquet" and value and FINE.match(column.kind):
        return value[:-3] + "000"
    return value


@pytest.fixture(name="server", scope="module")
def one_server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(name="made", scope="module")
def made_table(server, tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "some.txt"
    path.write_text("some text")
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        cursor.execute(f"ALTER SESSION SET {OUTPUT}")
        cursor.execute("CREATE STAGE files")
        cursor.execute(f"PUT file://{path} @files AUTO_COMPRESS = FALSE")
        yield cursor, make_table(cursor)


@pytest.mark.parametrize("way,load", LOADS)
def test_values_of_every_type_come_back(made, way, load):
    cursor, columns = made
    kept = [one for one in columns if loss_of(way, load, one) != (REFUSED,)]
    kept.sort(key=lambda one: one.expression != ORDER)
    assert len(kept) > 110
    loaded = load_again(cursor, way, load, kept, unload(cursor, way, load, kept))
    assert [row[1:4] for row in loaded] == [("LOADED", 2, 2)]
    before, after = rows_of(cursor, "a", kept), rows_of(cursor, "b", kept)
    assert after[1] == ["NULL_VALUE null" if way == "json" and one.is_a("VARIANT") else None for one in kept]
    differ = [(one.kind, one.expression, want, got) for one, value, got in zip(kept, before[0], after[0])
              if (want := expected(way, load, one, value)) != got]
    assert differ == []


# What REFUSED says, by an example of each.
REFUSALS = [
    ("plain", "positional", "TO_BINARY('', 'HEX')", 100115),
    ("parquet", "match", "TO_GEOGRAPHY('POINT(1 2)')", None),
    ("parquet", "match", "'2024-02-29 12:34:56'::TIMESTAMP_LTZ", 100171),
    ("parquet", "match", "'2024-02-29 12:34:56'::TIMESTAMP_TZ", 100171),
    ("parquet", "match", "{'a': 1}", 100071),
    ("parquet", "match", "[1]::ARRAY(INT)", 100071),
    ("plain", "positional", "[1, 2]::VECTOR(INT, 2)", 2023),
    ("json", "match", "1::DECFLOAT", 2),
    # Bytes without a logical type are texts unless BINARY_AS_TEXT = FALSE (3).
    ("parquet", "as text", "TO_BINARY('80ff', 'HEX')", 100144),
]


@pytest.mark.parametrize("way,load,expression,error", REFUSALS)
def test_what_does_not_come_back_is_refused(made, way, load, expression, error):
    cursor, _ = made
    cursor.execute(f"CREATE OR REPLACE TABLE one AS SELECT {expression} AS c0")
    kind = cursor.execute("DESCRIBE TABLE one").fetchone()[1]
    selected = "(SELECT OBJECT_CONSTRUCT('C0', c0) FROM one)" if way == "json" else "one"
    options = f"FILE_FORMAT = ({'TYPE = PARQUET' if load == 'as text' else FORMATS[way]})"
    folder = f"@~/refused/{REFUSALS.index((way, load, expression, error))}/"
    matches = "" if way == "plain" else "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
    cursor.execute(f"CREATE OR REPLACE TABLE again (c0 {kind})")

    def there_and_back():
        cursor.execute(f"COPY INTO {folder} FROM {selected} {options} HEADER = {way == 'parquet'}")
        cursor.execute(f"COPY INTO again FROM {folder} {options} {matches}")

    if not error:
        there_and_back()
        return
    with pytest.raises(snowflake.connector.errors.ProgrammingError) as found:
        there_and_back()
    assert found.value.errno == error
    assert cursor.execute("SELECT COUNT(*) FROM again").fetchone() == (0,)

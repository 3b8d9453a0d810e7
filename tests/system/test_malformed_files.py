"""Files with something wrong in them, under every ON_ERROR and VALIDATION_MODE: the right rows are loaded and counted,
the first fault is named with its line, character and byte, and nothing is loaded by halves.

docs.snowflake.com/en/sql-reference/sql/copy-into-table: ON_ERROR, VALIDATION_MODE. Of JSON and XML what comes before a
faulty document is loaded; a file that is damaged is not loaded at all."""

import bz2
import gzip
import io
import itertools

import pyarrow as pa
import pytest
from avro_files import SYNC, block, counted, header, number
from harness import Server
from pyarrow import parquet
from snowflake.connector.errors import ProgrammingError

CSV = "TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"
GOOD = [b"1,one", b'2,"two, ""2"""', b",", b"4,v\xc3\xa9", b'5,"line\nline"']

# name: a record; code, the place in it: character (from 1 on) and byte (from 0 on) of the fault.
RECORDS = {
    "text for a number": (b"x,bad", 100038, 1, 0),
    "too many fields": (b"7,y,extra", 100016, 4, 3),
    "too many fields behind letters": ("7,é,extra".encode(), 100016, 4, 4),
    "too few fields": (b"7", 100068, 2, 1),
    "an empty line": (b"", 100068, 1, 0),
    "a letter behind a quote": (b'7,"y"z', 100065, 6, 5),
    "a quote behind a quoted field": (b'"7""",y', 100038, 1, 0),
    "broken UTF-8": (b"7,\xff", None, 3, 2),
    "half a character": (b"7,\xc3", None, 3, 2),
    "a mark in the middle": (b"\xef\xbb\xbf7,y", 100038, 1, 0),
    "a lone carriage return": (b"7,y\r8,z", 100016, 6, 5),
    "a NUL in a number": (b"7\x00,y", 100038, 1, 0),
}

PACK = {
    "": lambda data: data,
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".bz2": bz2.compress,
    ".zst": lambda data: pa.compress(data, codec="zstd", asbytes=True),
    ".br": lambda data: pa.compress(data, codec="brotli", asbytes=True),
}

# Documents that are none; deep ones too.
DOCUMENTS = [b'{"a":', b'{"a" 1}', b"[1 2]", b"'open", b'{"a":1,"a":2}', b'"\xff"', b'{"a":tru}', b"}", b"[" * 5000, b'{"a":1}}',
             b'{"\\u12":1}', b"nothing"]
ELEMENTS = [b"<a>", b"<a></b>", b"text", b"<a b=c/>", b"<a>&none;</a>", b"<a>\xff</a>", b"<", b"</a>", b"<!-- open", b"<a b='1' b='2'/>"]


class Fault:
    """Where one is: counted as Snowflake counts, in a file of these records."""

    def __init__(self, records, ends, at, fault):
        before = b"".join(record + end for record, end in zip(records[:at], ends))
        _, self.code, self.character, offset = fault
        self.row, self.line, self.byte = at + 1, before.count(b"\n") + 1, len(before) + offset


def csv_files():
    """name, bytes, options, rows, faults"""
    suffixes = itertools.cycle(PACK)
    for name, fault in RECORDS.items():
        for places in ((1,), (3,), (5,), (1, 4), (2, 3, 4)):
            for ends in ((b"\n",) * 9, (b"\r\n",) * 9, (b"\n", b"\r\n") * 5):
                records = list(GOOD)
                for place in places:
                    records.insert(place, fault[0])
                faults = [Fault(records, ends, place, fault) for place in places]
                yield name, b"".join(map(bytes.__add__, records, ends)), next(suffixes), len(records), faults


@pytest.fixture(scope="module")
def cur(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as server, server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        yield cursor


def put(cur, folder, name, content):
    path = folder / name
    path.write_bytes(content)
    cur.execute(f"PUT 'file://{path}' @~ AUTO_COMPRESS=FALSE OVERWRITE=TRUE SOURCE_COMPRESSION=NONE")


def copy(cur, name, options):
    """The answer, or the error; and how many rows are in the table then."""
    cur.execute("TRUNCATE TABLE t")
    try:
        answer = cur.execute(f"COPY INTO t FROM @~ FILES = ('{name}') FORCE = TRUE {options}").fetchall()
    except ProgrammingError as error:
        answer = error
    return answer, cur.execute("SELECT COUNT(*) FROM t").fetchone()[0]


def skipped(option, rows, errors):
    limit = {"SKIP_FILE": 1, "SKIP_FILE_2": 2, "'SKIP_FILE_40%'": max(40 * rows // 100, 1)}.get(option)
    return limit is not None and errors >= limit


def check_places(cur, name, options, rows, faults):
    for option in ("CONTINUE", "SKIP_FILE", "SKIP_FILE_2", "'SKIP_FILE_40%'"):
        loaded = 0 if skipped(option, rows, len(faults)) else rows - len(faults)
        ((*counts, message, line, character, _),), count = copy(cur, name, f"{options} ON_ERROR = {option}")
        assert [counts[1], counts[2], counts[3], counts[5]] == [
            "PARTIALLY_LOADED" if loaded else "LOAD_FAILED", rows, loaded, len(faults)], option
        assert message and (line, character, count) == (faults[0].line, faults[0].character, loaded), option
    error, count = copy(cur, name, options)
    assert count == 0 and faults[0].code in (None, error.errno)
    assert f"line {faults[0].line}, character {faults[0].character}\n  Row {faults[0].row}," in error.raw_msg
    listed, count = copy(cur, name, f"{options} VALIDATION_MODE = RETURN_ERRORS")
    assert count == 0 and [row[2:5] + row[9:10] for row in listed] == [
        (fault.line, fault.character, fault.byte, fault.row) for fault in faults]
    assert copy(cur, name, f"{options} VALIDATION_MODE = RETURN_9_ROWS")[0].errno == error.errno


@pytest.mark.parametrize("kind", RECORDS)
def test_records_that_cannot_be_loaded(cur, tmp_path, kind):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, b VARCHAR)")
    for number, (name, content, suffix, rows, faults) in enumerate(csv_files()):
        if name != kind:
            continue
        put(cur, tmp_path, f"f{number}.csv{suffix}", PACK[suffix](content))
        check_places(cur, f"f{number}.csv{suffix}", f"FILE_FORMAT = ({CSV})", rows, faults)


def test_there_are_enough_files():
    assert len(list(csv_files())) + 2 * len(DOCUMENTS) + 2 * len(ELEMENTS) >= 200


def test_a_quote_that_is_never_closed(cur, tmp_path):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, b VARCHAR)")
    put(cur, tmp_path, "open.csv", b'1,x\n2,"y\n3,z\n')
    ((*counts, _, _, _, _),), count = copy(cur, "open.csv", f"FILE_FORMAT = ({CSV}) ON_ERROR = CONTINUE")
    assert (counts[1:4], count) == (["PARTIALLY_LOADED", 2, 1], 1)
    assert copy(cur, "open.csv", f"FILE_FORMAT = ({CSV})")[0].errno == 100068


def test_a_field_of_17_megabytes(cur, tmp_path):
    cur.execute("CREATE OR REPLACE TABLE t (a INT, b VARCHAR(1000000))")
    put(cur, tmp_path, "huge.csv", b"1,x\n2," + b"y" * 17_000_000 + b"\n3,z\n")
    ((*counts, _, line, character, _),), count = copy(cur, "huge.csv", f"FILE_FORMAT = ({CSV}) ON_ERROR = CONTINUE")
    assert (counts[1:4], line, character, count) == (["PARTIALLY_LOADED", 3, 2], 2, 3, 2)
    assert copy(cur, "huge.csv", f"FILE_FORMAT = ({CSV})")[1] == 0


@pytest.mark.parametrize("bad", [*((b, "JSON", b'{"n":%d}\n') for b in DOCUMENTS), *((b, "XML", b"<n>%d</n>\n") for b in ELEMENTS)])
def test_documents_that_are_none(cur, tmp_path, bad):
    content, kind, good = bad
    cur.execute("CREATE OR REPLACE TABLE t (v VARIANT)")
    for before, suffix in ((0, ".gz"), (2, "")):
        put(cur, tmp_path, f"d.file{suffix}", PACK[suffix](
            b"".join(good % n for n in range(before)) + content + b"\n" + good % 9))
        options = f"FILE_FORMAT = (TYPE = {kind})"
        ((*counts, message, _, _, _),), count = copy(cur, f"d.file{suffix}", f"{options} ON_ERROR = CONTINUE")
        loaded = counts[3]
        assert counts[1] == ("PARTIALLY_LOADED" if loaded else "LOAD_FAILED") and count == loaded >= before
        assert counts[2] == loaded + 1 and counts[5] == 1 and message.startswith(f"Error parsing {kind}: ")
        assert copy(cur, f"d.file{suffix}", f"{options} ON_ERROR = SKIP_FILE")[0][0][1:4] == ("LOAD_FAILED", loaded + 1, 0)
        error, count = copy(cur, f"d.file{suffix}", options)
        assert error.errno == {"JSON": 100069, "XML": 100100}[kind] and count == 0
        listed, count = copy(cur, f"d.file{suffix}", f"{options} VALIDATION_MODE = RETURN_ALL_ERRORS")
        assert [row[9] for row in listed] == [loaded + 1] and count == 0


AVRO_SCHEMA = '{"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"}]}'


def avro_files():
    """name, bytes: a header, two blocks of ten records, and what is wrong."""
    head = header(AVRO_SCHEMA)
    data = [number(n) + counted(b"text %d" % n) for n in range(10)]
    good = block(data)
    packed = {codec: block(data, codec) for codec in ("deflate", "snappy", "zstandard", "bzip2")}
    yield "empty", b""
    yield "text", b"a,b\n1,x\n"
    yield "magic alone", head[:4]
    yield "half a header", head[:40]
    yield "no schema", b"Obj\x01" + b"\0" + SYNC
    yield "a schema that is no JSON", header('{"type":') + good
    yield "a schema of unknown types", header('{"type":"record","name":"r","fields":[{"name":"a","type":"what"}]}') + good
    yield "a field twice", header(AVRO_SCHEMA.replace('"b"', '"a"')) + good
    yield "a deep schema", header('{"type":"array","items":' * 600 + '"int"' + "}" * 600) + good
    yield "metadata without an end", b"Obj\x01" + number(-2**62) + number(5)
    yield "half a block", head + good + good[:-20]
    yield "no mark", head + good + good[:-16]
    yield "another mark", head + good + good[:-16] + b"x" * 16
    yield "too few records", head + number(9) + good[1:]
    yield "too many records", head + number(11) + good[1:]
    yield "fewer than no records", head + number(-1) + good[1:]
    yield "a block of a petabyte", head + number(1) + number(2**50) + b"x" * 100
    yield "a block of less than nothing", head + number(1) + number(-5) + SYNC
    yield "a text of a petabyte", head + number(1) + counted(number(1) + number(2**50) + b"x") + SYNC
    yield "a number without an end", head + number(1) + counted(b"\xff" * 20) + SYNC
    for codec, bytes_ in packed.items():
        whole = header(AVRO_SCHEMA, codec) + bytes_
        yield f"{codec}, damaged", whole[:-30] + bytes(b ^ 255 for b in whole[-30:-20]) + whole[-20:]
        yield f"{codec}, not packed", header(AVRO_SCHEMA, codec) + good


# Records that no VARIANT can hold, among ten good ones; what is read of the file, and loaded.
def avro_records():
    text = [number(n) + counted(b"x") for n in range(10)]
    decimal = '{"type":"record","name":"r","fields":[{"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":99}}]}'
    nothing = '{"type":"array","items":"null"}'
    ones = [number(1) + b"\x01"] * 10
    yield "no UTF-8", header(AVRO_SCHEMA) + block(text[:4] + [text[0][:-1] + b"\xff"] + text[4:]), 11, 10, "Invalid UTF8"
    yield "a large decimal", header(decimal) + block(ones[:4] + [number(17) + b"\x01" * 17] + ones[4:]), 11, 10, "38 digits"
    itself = '{"type":"record","name":"r","fields":[{"name":"a","type":"r"}]}'
    yield "a record in itself", header(itself) + block([b"\0"]), 1, 0, "larger"
    yield "a million million nulls", header(nothing) + block([b"\0", number(10**12) + b"\0", b"\0"]), 2, 1, "larger"


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in avro_files()])
def test_damaged_avro_files(cur, tmp_path, content):
    check_damaged(cur, tmp_path, "damaged.avro", content, "TYPE = AVRO", "v VARIANT")


@pytest.mark.parametrize("content, parsed, loaded, problem", [pytest.param(*file[1:], id=file[0]) for file in avro_records()])
def test_avro_records_that_are_no_variants(cur, tmp_path, content, parsed, loaded, problem):
    cur.execute("CREATE OR REPLACE TABLE t (v VARIANT)")
    put(cur, tmp_path, "records.avro", content)
    options = "FILE_FORMAT = (TYPE = AVRO)"
    ((*counts, message, line, _, _),), count = copy(cur, "records.avro", f"{options} ON_ERROR = CONTINUE")
    status = "PARTIALLY_LOADED" if loaded else "LOAD_FAILED"
    assert (counts[1:4], counts[5], count) == ([status, parsed, loaded], 1, loaded)
    assert problem in message and line == min(5, parsed)
    for option in ("SKIP_FILE", "SKIP_FILE_1"):
        (row,), count = copy(cur, "records.avro", f"{options} ON_ERROR = {option}")
        assert (row[1:4], count) == (("LOAD_FAILED", parsed, 0), 0)
    (row,), count = copy(cur, "records.avro", f"{options} ON_ERROR = SKIP_FILE_2")
    assert (row[1:4], count) == ((status, parsed, loaded), loaded)
    error, count = copy(cur, "records.avro", options)
    assert problem in error.raw_msg and count == 0
    assert len(copy(cur, "records.avro", f"{options} VALIDATION_MODE = RETURN_ERRORS")[0]) == 1


def a_parquet_file():
    out = io.BytesIO()
    parquet.write_table(pa.table({"A": list(range(5000)), "B": [f"text {n}" for n in range(5000)]}), out)
    return out.getvalue()


def damaged_files():
    """name, bytes, file format"""
    plain = b"".join(b"%d,some text %d\n" % (n, n * 7919) for n in range(20_000))
    for suffix in (".gz", ".bz2", ".zst", ".br"):
        whole = PACK[suffix](plain)
        for place in (len(whole) // 3, len(whole) - 2):
            yield f"cut{place}.csv{suffix}", whole[:place], CSV
        if suffix in (".gz", ".bz2"):  # The others have no sum of what they hold.
            yield f"wrong.csv{suffix}", whole[:200] + b"\xff" * 400 + whole[600:], CSV
    yield "magic.csv.gz", b"\x1f\x8b\x08" + b"x" * 50, CSV
    yield "notgzip.csv", plain, f"{CSV} COMPRESSION = GZIP"
    yield "notzstd.csv", plain, f"{CSV} COMPRESSION = ZSTD"
    whole = a_parquet_file()
    yield "nofooter.parquet", whole[:-20], "TYPE = PARQUET"
    yield "brokenfooter.parquet", whole[:-60] + b"\xff" * 52 + whole[-8:], "TYPE = PARQUET"
    yield "half.parquet", whole[:len(whole) // 2], "TYPE = PARQUET"
    yield "text.parquet", plain, "TYPE = PARQUET"
    yield "empty.parquet", b"", "TYPE = PARQUET"


@pytest.mark.parametrize("name, content, kind", [pytest.param(*file, id=file[0]) for file in damaged_files()])
def test_damaged_files(cur, tmp_path, name, content, kind):
    check_damaged(cur, tmp_path, name, content, kind, "v VARIANT" if "PARQUET" in kind else "a INT, b VARCHAR")


def check_damaged(cur, tmp_path, name, content, kind, columns):
    options = f"FILE_FORMAT = ({kind})"
    cur.execute(f"CREATE OR REPLACE TABLE t ({columns})")
    put(cur, tmp_path, name, content)
    error, count = copy(cur, name, options)
    assert isinstance(error, ProgrammingError) and count == 0
    for option in ("CONTINUE", "SKIP_FILE", "SKIP_FILE_5", "'SKIP_FILE_50%'"):
        (row,), count = copy(cur, name, f"{options} ON_ERROR = {option}")
        assert row[1:4] == ("LOAD_FAILED", 0, 0) and row[5] == 1 and row[6] and count == 0, option
    listed, count = copy(cur, name, f"{options} VALIDATION_MODE = RETURN_ERRORS")
    assert len(listed) == 1 and count == 0

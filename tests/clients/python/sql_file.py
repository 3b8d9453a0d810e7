"""Reads golden files (tests/sql/README.md) and writes answers in their form."""

import datetime
import decimal
import re

TYPES = ["NUMBER", "FLOAT", "VARCHAR", "DATE", "TIMESTAMP", "VARIANT", "TIMESTAMP_LTZ",
         "TIMESTAMP_TZ", "TIMESTAMP_NTZ", "OBJECT", "ARRAY", "BINARY", "TIME", "BOOLEAN",
         "GEOGRAPHY", "GEOMETRY", "VECTOR", "MAP", "FILE"]
SEMI = {"VARIANT", "OBJECT", "ARRAY", "MAP", "FILE"}
GEO = {"GEOGRAPHY", "GEOMETRY"}
MAX_LENGTH = {"VARCHAR": 16777216, "BINARY": 8388608}
HEAD = re.compile(r"(statement|error|expressions)\b(.*)")
ERROR = re.compile(r"error(?:\s+(\d{6}|\*) \((\w{5}|\*)\))?$")


class Block:
    """One statement of a file and what it must give."""

    def __init__(self, line, sql):
        self.line, self.sql = line, sql
        self.header = self.rows = self.arrow = self.error = None
        self.message = []
        self.some = None
        self.unordered = False


def split_cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\) \| ", f"{line.strip()} ")]


def expression_block(number, line):
    sql, _, expected = line.rpartition(" => ")
    block = Block(number, "SELECT " + sql.strip())
    error = ERROR.match(expected.strip())
    if error:
        block.error = error.groups()
        return block
    value, kind = re.match(r"('.*'|.*?)(?:  +(.*))?$", expected.strip()).groups("")
    block.rows = [[value.strip()]]
    block.header = [(None, kind.strip() or "*")]
    return block


def column_of(cell):
    if cell == "*":
        return (None, "*")
    name, _, kind = cell.partition(" ")
    while kind and not re.match(r"(\*|[A-Z_]+(\(\d+(,\d+)?\))?)( NOT NULL)?$", kind):
        more, _, kind = kind.partition(" ")
        name += " " + more
    return (name, kind)


def statement_block(head, lines, number):
    body = [index for index, line in enumerate(lines) if line == "----"]
    arrow = [index for index, line in enumerate(lines) if line.startswith("-> ")]
    end = min(body[:1] + arrow[:1] + [len(lines)])
    block = Block(number, "\n".join(lines[:end]))
    error = ERROR.match(head)
    if error:
        block.error = error.groups()
        block.message = lines[end + 1:]
    elif end < len(lines) and lines[end] == "----":
        names = lines[end + 1]
        if names.startswith("some: "):
            block.some = split_cells(names[len("some: "):])
            names = "*"
        block.header = [column_of(cell) for cell in split_cells(names)]
        block.rows = [split_cells(line) for line in lines[end + 2:]]
    elif end < len(lines):
        block.arrow = split_cells(lines[end][3:])
    block.unordered = "unordered" in head
    return block


def read_blocks(path, database, skip=()):
    """The blocks of a file for a database, without those whose head has a word of `skip`."""
    blocks, lines, head, start = [], [], None, 0

    def close():
        if head is None or any(word in head for word in skip):
            return
        if head.startswith("expressions"):
            blocks.extend(expression_block(start + 1 + index, line)
                          for index, line in enumerate(lines) if not line.startswith("#"))
        else:
            clean = re.sub(r" +(only|skip|unordered)\b.*", "", head)
            block = statement_block(clean, lines, start + 1)
            block.unordered = "unordered" in head
            blocks.append(block)

    for number, line in enumerate(path.read_text().replace("$DB", database).split("\n"), 1):
        if head is None:
            if line and not line.startswith("#"):
                if not HEAD.match(line):
                    raise ValueError(f"{path.name}:{number}: not the head of a block: {line}")
                head, lines, start = line, [], number
        elif not line:
            close()
            head = None
        else:
            lines.append(line)
    close()
    return blocks


# ---- answers in the form of the files ----

def type_text(column):
    name = TYPES[column.type_code]
    if name == "NUMBER":
        return f"NUMBER({column.precision},{column.scale})"
    if name in ("TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"):
        return f"{name}({column.scale})"
    if name in MAX_LENGTH and column.internal_size != MAX_LENGTH[name]:
        return f"{name}({column.internal_size})"
    return name


def header_of(description):
    return [(column.name, type_text(column) + ("" if column.is_nullable else " NOT NULL"))
            for column in description]


def without_blanks(json_text):
    """JSON without the white space between its parts."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda part: part[1] or "", json_text)


def escape(text):
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("|", "\\|")
    text = re.sub(r"[\x00-\x1f\x7f]", lambda c: "\\u{%X}" % ord(c[0]), text)
    if text in ("", "NULL") or text != text.strip():
        return f"'{text}'"
    return text


def clock(value):
    text = value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else value.isoformat()
    return re.sub(r"(\.\d*?)0+$", r"\1", text).rstrip(".")


def cell_text(value, kind):
    if value is None:
        return "NULL"
    if kind in SEMI or (kind in GEO and str(value).startswith("{")):
        return escape(without_blanks(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        if value.tzinfo:
            return clock(value.replace(tzinfo=None)) + value.strftime(" %z")
        return clock(value)
    if isinstance(value, datetime.time):
        return clock(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper() or "''"
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, list):  # A VECTOR, as connector 5 gives it: doubles of 32-bit floats.
        return "[" + ", ".join(format(number, ".7g") for number in value) + "]"
    return str(value)


def rows_of(cursor):
    kinds = [TYPES[column.type_code] for column in cursor.description]
    return [[cell_text(value, kind) for value, kind in zip(row, kinds)]
            for row in cursor.fetchall()]


def header_differs(expected, got):
    if len(expected) == 1 and expected[0] == (None, "*") and len(got) != 1:
        return False
    if len(expected) != len(got):
        return True
    for (name, kind), (got_name, got_kind) in zip(expected, got):
        if name is not None and name != got_name:
            return True
        if kind != "*" and kind not in (got_kind, got_kind.replace(" NOT NULL", "")):
            return True
    return False


def show(header, rows):
    lines = [" | ".join(f"{name} {kind}" for name, kind in header)]
    return "\n".join(lines + [" | ".join(row) for row in rows])


def problem_with_error(block, error, major):
    code, state = block.error
    if error is None:
        return f"it must fail with {code} ({state})"
    if not getattr(error, "errno", None):
        return f"{type(error).__name__}: {error}"
    got = (f"{error.errno:06d}", error.sqlstate)
    if code not in (None, "*", got[0]) or state not in (None, "*", got[1]):
        return f"error {got[0]} ({got[1]}): {error.msg}\nexpected {code} ({state})"
    message = error.msg or ""
    for line in block.message:
        if line not in message:
            return f"the message is\n{message}\nand lacks\n{line}"
    return None


def problem_with(block, cursor, connector_error, major):
    """Runs a block; gives None, or what is wrong in words."""
    try:
        cursor.execute(block.sql)
    except connector_error as error:
        if block.error:
            return problem_with_error(block, error, major)
        return f"error {error.errno} ({error.sqlstate}): {error.msg}"
    if block.error:
        return problem_with_error(block, None, major)
    if block.rows is None and block.arrow is None:
        return None
    got = rows_of(cursor)
    header = header_of(cursor.description)
    if block.arrow is not None:
        return None if got == [block.arrow] else f"-> {show(header, got)}\nexpected\n{' | '.join(block.arrow)}"
    if block.some:
        places = {name: place for place, (name, _) in enumerate(header)}
        missing = [name for name in block.some if name not in places]
        if missing:
            return f"no column {missing} in {list(places)}"
        got = [[row[places[name]] for name in block.some] for row in got]
        header = [(name, "*") for name in block.some]
    wanted = block.rows
    if block.unordered:
        got, wanted = sorted(got), sorted(wanted)
    if got == wanted and not header_differs(block.header, header):
        return None
    named = [(name or "*", kind) for name, kind in block.header]
    return f"got\n{show(header, got)}\nexpected\n{show(named, block.rows)}"

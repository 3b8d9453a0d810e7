"""The table of expressions and what each driver shows for their values: values.tsv, read and written.

usage: value_table.py SHOWN...   takes over what suites wrote that ran with VALUES_SHOWN=FILE

A line of the table is an expression and, for each driver and each form of results, what is shown:
JSON, after the kind of value where JSON has none. `=` stands for what the column to the left shows."""

import json
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("values.tsv")


def read():
    """The comments before the table, and its lines as dictionaries without `=`."""
    lines = TABLE.read_text().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    table = []
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{row[0]} has {len(row)} columns, not {len(header)}")
        for place, cell in enumerate(row):
            row[place] = row[place - 1] if cell == "=" else cell
        table.append(dict(zip(header, row)))
    return comments, table


def plain():
    """The table for suites in other languages: no comments, no `=`."""
    table = read()[1]
    return "".join("\t".join(row) + "\n" for row in [table[0].keys(), *(row.values() for row in table)])


def write(comments, table):
    lines = ["\t".join(table[0])]
    for row in table:
        cells = list(row.values())
        lines.append("\t".join(
            "=" if place > 1 and cell == cells[place - 1] else cell for place, cell in enumerate(cells)))
    TABLE.write_text("\n".join(comments + lines) + "\n")


def main():
    comments, table = read()
    rows = {row["expression"]: row for row in table}
    for name in sys.argv[1:]:
        for line in Path(name).read_text().splitlines():
            column, expression, shown = json.loads(line)
            rows[expression][column] = shown
    write(comments, table)


if __name__ == "__main__":
    main()

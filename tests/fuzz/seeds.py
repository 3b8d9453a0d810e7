"""Writes the statements of tests/sql and tests/parse, and what they hold, as seeds for the fuzz targets.

usage: seeds.py FOLDER    a file each, named by its digest, in FOLDER/<stem>"""

import hashlib
import re
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
HEAD = re.compile(r"(statement|error|setup)\b.*")


def statements():
    for path in sorted((TESTS / "sql").rglob("*.test")):
        for block in re.split(r"\n\n+", path.read_text().replace("$DB", "D")):
            lines = [line for line in block.split("\n") if not line.startswith("#")]
            if lines and HEAD.match(lines[0]):
                end = next((i for i, line in enumerate(lines) if line == "----" or line.startswith("-> ")), len(lines))
                yield "\n".join(lines[1:end])
            elif lines and lines[0].startswith("expressions"):
                yield from ("SELECT " + line.rpartition(" => ")[0] for line in lines[1:])
    for path in sorted((TESTS / "parse").glob("*.test")):
        yield from re.findall(r"^parse\n(.*?)\n----$", path.read_text(), re.M | re.S)


def main():
    target = Path(sys.argv[1])
    for sql in statements():
        for stem in ("parse", "bind"):
            folder = target / stem
            folder.mkdir(parents=True, exist_ok=True)
            data = sql.encode()
            (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


main()

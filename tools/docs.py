#!/usr/bin/env python3
"""Writes what the program says of itself into docs/sql.md, docs/coverage.md, docs/api.md and README.md's table of options.

usage: docs.py write|check PROGRAM

`check` writes nothing and fails where a file is stale.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- {}: made by `make docs` -->\n", "<!-- end of {} -->\n"


def ask(program, page):
    return subprocess.run([program, "docs", page], check=True, capture_output=True, text=True).stdout


def between_marks(program, path, page):
    """A file that people write, but for what stands between two marks."""
    begin_mark, end_mark = BEGIN.format(page), END.format(page)
    before, begin, rest = (ROOT / path).read_text().partition(begin_mark)
    _, end, after = rest.partition(end_mark)
    if not begin or not end:
        sys.exit(f"docs: {path} has lost the marks around its {page}")
    return before + begin_mark + "\n" + ask(program, page) + "\n" + end_mark + after


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "check"):
        sys.exit(__doc__)
    program = sys.argv[2]
    pages = {ROOT / "docs/sql.md": ask(program, "sql"), ROOT / "docs/coverage.md": ask(program, "coverage"),
             ROOT / "README.md": between_marks(program, "README.md", "options"),
             ROOT / "docs/api.md": between_marks(program, "docs/api.md", "api")}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    if sys.argv[1] == "check" and stale:
        names = " and ".join(str(path.relative_to(ROOT)) for path in stale)
        sys.exit(f"docs: not what the program says: {names}; run `make docs`")
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(pages[path])
        print(f"docs: wrote {path.relative_to(ROOT)}")


main()

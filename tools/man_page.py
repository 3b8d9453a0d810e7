#!/usr/bin/env python3
"""Writes snowglobe.1 from what the program says of its commands and options.

usage: man_page.py PROGRAM > snowglobe.1
"""

import re
import subprocess
import sys


def ask(program, *words):
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


def plain(text):
    """Text as roff has it."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "\n".join("\\&" + line if line[:1] in (".", "\\(aq"[:1]) and line else line for line in escaped.split("\n"))


def paragraphs(text):
    return "\n.PP\n".join(plain(" ".join(part.split())) for part in text.strip().split("\n\n"))


def options(text):
    found = re.findall(r"^  (--[\w-]+) +(.*)$", text, re.M)
    return "\n".join(f".TP\n.BI {plain(name)} \" value\"\n{plain(doc)}" for name, doc in found)


def command(program, name, doc):
    text = ask(program, "help", name)
    usage, _, rest = text.partition("\n\n")
    if not usage.startswith("usage: "):
        return f".SS snowglobe {plain(name)}\n{plain(doc)}.\n"
    body = re.sub(r"^  --.*\n?", "", rest, flags=re.M)
    return (f".SS snowglobe {plain(name)}\n.nf\n.B {plain(usage.removeprefix('usage: '))}\n.fi\n.PP\n{paragraphs(body)}\n"
            + (options(rest) + "\n" if name == "serve" else ""))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = sys.argv[1]
    version = ask(program, "version").split()[1]
    commands = re.findall(r"^  (\w+) +(.*)$", ask(program, "help"), re.M)
    print(f""".TH SNOWGLOBE 1 "" "snowglobe {version}" "User Commands"
.SH NAME
snowglobe \\- local server for Snowflake clients
.SH SYNOPSIS
.B snowglobe
.I command
.RI [ option ...]
.SH DESCRIPTION
Unmodified Snowflake clients connect to this server and their SQL runs on an engine inside it. Each option of
.B snowglobe serve
may also be a line of a configuration file, or a variable:
.B \\-\\-http\\-port 8084
is
.B http\\-port = 8084
and
.BR SNOWGLOBE_HTTP_PORT=8084 .
.SH COMMANDS""")
    for name, doc in commands:
        print(command(program, name, doc), end="")
    print(""".SH FILES
.TP
.I /etc/snowglobe/snowglobe.conf
what the service is started with
.TP
.I /var/lib/snowglobe
the data folder of the service
.SH SEE ALSO
.I /usr/share/doc/snowglobe/operations.md""")


main()

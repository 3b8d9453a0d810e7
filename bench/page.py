#!/usr/bin/env python3
"""Writes docs/performance.md from the last whole run of make bench and from reasons.tsv.

usage: page.py            (make bench-page)

A row that does not reach its goal, or misses its must, needs a reason there; one without ends this with an error.
"""

import json
import re
import sys

from sides import ROOT

HEAD = """# What things cost

Made by `make bench-page` from the last whole run of `make bench` ({started}, commit {commit}, {cores} cores of {machine},
DuckDB {duckdb}). Times depend on the machine, ratios less so. *Floor* is a server that gives the same answers from memory:
the client and the network, no work. *Engine* is DuckDB alone, in the same run, in turns. *Must* is what a release keeps,
*goal* what is aimed at.

| what | measured | beside | must, goal | reached |
|---|---|---|---|---|
"""
MEASURED = ("ms", "kb", "mb", "per_second", "us_per_byte", "peak_mb")
REASONS_HEAD = {False: "\n## What misses its must, and why\n\n", True: "\n## Where the goal is not reached, and why\n\n"}


def last_run():
    return json.loads((ROOT / "build" / "bench" / "latest.json").read_text())


def reasons():
    lines = (ROOT / "bench" / "reasons.tsv").read_text().splitlines()[1:]
    return [line.split("\t") for line in lines]


def shown(result):
    """What was measured, and all else that was beside it."""
    plain = {key: value for key, value in result.items() if key not in ("name", "must", "passed", "goal")}
    first = next((key for key in MEASURED if key in plain), next(iter(plain)))
    text = f"{plain.pop(first):,} {first.replace('_', ' ')}"
    if "ratio" in plain:
        text += f" = {plain.pop('ratio'):.2f} x"
    return text, ", ".join(f"{key.replace('_', ' ')} {value if isinstance(value, str) else f'{value:,}'}" for key, value in plain.items())


def mark_of(result):
    if not result["passed"]:
        return "**no**"
    return {True: "goal", False: "must", None: "yes"}[result["goal"]]


def find_reason(name, why):
    found = next((reason for pattern, reason in why if re.match(pattern, name)), None)
    return found or sys.exit(f"bench/reasons.tsv says nothing of '{name}'")


def main():
    run = last_run()
    if run["quick"]:
        sys.exit("the last run was a quick one: make bench first")
    why = reasons()
    page = HEAD.format(started=run["started"][:10], commit=run["commit"], cores=run["host"]["cores"],
                       machine=run["host"]["machine"], duckdb=run["versions"]["duckdb"])
    explained = {False: {}, True: {}}
    for result in run["results"]:
        measured, beside = shown(result)
        must = result["must"].replace("<", "&lt;")
        page += f"| {result['name']} | {measured} | {beside} | {must} | {mark_of(result)} |\n"
        if mark_of(result) in ("**no**", "must"):
            names = explained[result["passed"]].setdefault(find_reason(result["name"], why), [])
            names.append(result["name"])
    for passed, reasons_of in explained.items():
        if reasons_of:
            page += REASONS_HEAD[passed]
        for reason, names in reasons_of.items():
            page += f"- **{'; '.join(names)}**: {reason}\n"
    (ROOT / "docs" / "performance.md").write_text(page)


main()

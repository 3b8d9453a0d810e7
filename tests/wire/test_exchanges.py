"""Runs the exchange files of this folder (README.md) against the built server."""

import gzip
import time
from pathlib import Path

import pytest

import exchange
from key_pair import Key

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.exchange"))
KEY = Key()  # of users that log in with a key pair
WAIT_SECONDS = 60  # for what is expected to come `until`


def send(session, one, variables):
    """Sends a request as every driver would, but for the headers that the file writes itself."""
    headers = {name: exchange.fill(value, variables) for name, value in one.request.headers.items()}
    headers.setdefault("User-Agent", "wire/1")
    if "token" in variables:
        headers.setdefault("Authorization", f'Snowflake Token="{variables["token"]}"')
    body = exchange.fill(one.request.body, variables).encode()
    if headers.get("Content-Encoding") == "gzip":
        body = gzip.compress(body)
    path = exchange.fill(one.path, variables)
    return session.request(one.method, path, body if one.method == "POST" else None, headers)


def compare(one, answer, variables):
    """Lines about the differences; what the file captures becomes a variable when there are none."""
    status, headers, content = answer
    text = content.decode()
    if status != one.status:
        return [f"expected HTTP {one.status}, got {status} {text[:500]}"]
    found, wanted = {}, exchange.fill(one.answer.body, variables)
    lines = [line for name, value in {"Content-Type": "application/json", **one.answer.headers}.items()
             for line in exchange.differences(exchange.fill(value, variables), headers[name], name, found)]
    if headers["Content-Type"] == "application/json":
        got = exchange.parse_answer(text)
        lines += exchange.differences(exchange.parse_pattern(wanted), got, "", found)
        if lines and got.get("message"):
            lines.append(f"its message is {got['message']!r}")
    elif text.strip() != wanted:
        lines += exchange.said("the body", wanted, text)
    if not lines:
        variables.update(found)
    return lines


def run(session, one, variables):
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        lines = compare(one, send(session, one, variables), variables)
        if not lines or not one.until or time.monotonic() > deadline:
            return lines
        time.sleep(0.01)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE).with_suffix("")))
def test_exchange(path, request):
    script = exchange.read(path)
    if script.flags is None:
        server = request.getfixturevalue("server")
    else:
        server = request.getfixturevalue("start_server")(*script.flags)
    session, variables = server.raw(), {"key": KEY, "public_key": KEY.public}
    for one in script.exchanges:
        lines = run(session, one, variables)
        assert not lines, "\n    ".join([f"{one.where}: {one.method} {one.path}", *lines])


# ---- the comparison itself ----

@pytest.mark.parametrize("pattern, answer", [
    ('{"a": 1, ...}', '{"a": 1, "b": 2}'), ("[1, ...]", "[1, 2, 3]"), ("[..., 3]", "[1, 2, 3]"), ("[..., 2, ...]", "[1, 2, 3]"),
    ("[...]", "[]"), ('{"a": <int>}', '{"a": 5}'), ('"/q/<uuid:id>/r"', '"/q/01a1fe90-ca1a-7000-b413-c03ecfc16360/r"'),
    ("<any>", "null"), ("<text>", '"x\\ny"'), ('"a...{}"', '"a...{}"'),
])
def test_what_fits_has_no_differences(pattern, answer):
    assert exchange.differences(exchange.parse_pattern(pattern), exchange.parse_answer(answer)) == []


@pytest.mark.parametrize("pattern, answer, line", [
    ('{"a": {"b": [1, 2]}}', '{"a": {"b": [1, 3]}}', "a.b[1]: expected 2, got 3"),
    ('{"a": 1}', '{"a": 1, "b": 2}', "b: expected no such member, got 2"),
    ('{"a": 1, ...}', '{"b": 2}', "a: expected 1, got no such member"),
    ("[1]", "[1, 2]", "[1]: expected no such element, got 2"),
    ("[1, 2]", "[1]", "[1]: expected 2, got no such element"),
    ("[..., 3]", "[3, 4]", "[1]: expected 3, got 4"),
    ('[..., {"n": "A", "v": 1}, ...]', '[{"n": "B", "v": 2}, {"n": "A", "v": 2}]', "[1].v: expected 1, got 2"),
    ("1", "true", "the answer: expected 1, got true"),
    ("1", '"1"', 'the answer: expected 1, got "1"'),
    ("<int>", "true", "the answer: expected <int>, got true"),
    ('{"a": [<uuid>, ...]}', '{"a": null}', 'a: expected [<uuid>, ...], got null'),
    ('"a <int>"', '"a b"', 'the answer: expected "a <int>", got "a b"'),
])
def test_what_does_not_fit_is_told_with_its_place(pattern, answer, line):
    assert exchange.differences(exchange.parse_pattern(pattern), exchange.parse_answer(answer)) == [line]


def test_captures_become_variables():
    found = {}
    exchange.differences(exchange.parse_pattern('{"id": <int:id>, "url": "/<uuid:query>"}'),
                         {"id": 7, "url": "/01a1fe90-ca1a-7000-b413-c03ecfc16360"}, "", found)
    assert exchange.fill("${id} ${query}", found) == "7 01a1fe90-ca1a-7000-b413-c03ecfc16360"
    variables = {}
    assert exchange.fill("${new:one} ${one}", variables) == f"{variables['one']} {variables['one']}"

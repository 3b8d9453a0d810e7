"""Reads exchange files (README.md) and says where an answer differs from what a file expects."""

import json
import re
import uuid
from dataclasses import dataclass, field

from totp import passcode_of

REQUEST = re.compile(r"(GET|POST|PUT|DELETE|HEAD|OPTIONS) (/\S*)$")
ANSWER = re.compile(r"HTTP (\d{3})( until)?$")
HEADER = re.compile(r"([A-Za-z-]+):(.*)$")
VARIABLE = re.compile(r"\$\{(?:new:|jwt:|passcode:)?(\w+)\}")
PLACEHOLDER = re.compile(r"<(\w+)(?::(\w+))?>")
# What a placeholder stands for: its type in JSON, and its text.
KINDS = {
    "any": (object, r".*"),
    "text": (str, r".*"),
    "int": (int, r"-?\d+"),
    "time": (int, r"1\d{12}"),  # milliseconds since 1970, now
    "uuid": (str, r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "token": (str, r'[^"\s]{32,}'),
}
REST = "\ufdd0..."  # `...` in a parsed pattern
MARK = "\ufdd1"  # before a placeholder that stands for a whole value
MISSING = object()


@dataclass
class Message:
    """A request or an answer as the file writes it."""

    headers: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)

    @property
    def body(self):
        return "\n".join(self.lines).strip()


@dataclass
class Exchange:
    where: str
    method: str
    path: str
    request: Message = field(default_factory=Message)
    status: int = 0
    until: bool = False
    answer: Message = field(default_factory=Message)


@dataclass
class Script:
    """A file: the flags of the server it needs (None: any server) and its exchanges."""

    flags: list = None
    exchanges: list = field(default_factory=list)


# ---- reading ----

def read(path):
    script, part = Script(), None
    for number, line in enumerate(path.read_text().split("\n"), 1):
        where = f"{path.name}:{number}"
        request, answer, header = REQUEST.match(line), ANSWER.match(line), HEADER.match(line)
        if line.lstrip().startswith("#"):
            continue
        if request:
            script.exchanges.append(Exchange(where, *request.groups()))
            part = script.exchanges[-1].request
        elif answer:
            last = script.exchanges[-1]
            last.status, last.until = int(answer[1]), bool(answer[2])
            part = last.answer
        elif part is None:
            read_setting(script, path, line, where)
        elif header and not part.lines:
            part.headers[header[1]] = header[2].strip()
        elif line.strip() or part.lines:
            part.lines.append(line)
    unanswered = [one.where for one in script.exchanges if not one.status]
    if unanswered:
        raise ValueError(f"no answer is expected of {unanswered}")
    return script


def read_setting(script, path, line, where):
    word, *rest = line.split() or [""]
    if word == "include":
        script.exchanges += read(path.parent / rest[0]).exchanges
    elif word == "server":
        script.flags = rest
    elif word:
        raise ValueError(f"{where}: neither a request nor a setting: {line}")


def fill(text, variables):
    """Puts in the values of `${name}`; `${new}` is a UUID never seen before, `${new:name}` keeps it;
    `${jwt:USER}` is a token signed with the key of variables["key"], `${passcode:name}` that of a secret, now."""
    def value(found):
        name = found[1]
        if found[0].startswith("${jwt:"):
            return variables["key"].token(name)
        if found[0].startswith("${passcode:"):
            return passcode_of(variables[name])
        if name == "new":
            return str(uuid.uuid4())
        if found[0].startswith("${new:"):
            variables[name] = str(uuid.uuid4())
        return str(variables[name])

    return VARIABLE.sub(value, text)


# ---- comparing ----

def parse_pattern(text):
    """JSON, in which `...` and placeholders may stand for values, as Python values."""
    opened = []

    def part(found):
        token = found[0]
        if token in "{[":
            opened.append(token)
        elif token in "}]":
            opened.pop()
        elif token == "...":
            return json.dumps(REST) + (": 0" if opened[-1] == "{" else "")
        elif token[0] == "<":
            return json.dumps(MARK + token)
        return token

    return json.loads(re.sub(rf'"(?:[^"\\]|\\.)*"|\.\.\.|{PLACEHOLDER.pattern}|[{{}}\[\]]', part, text))


def parse_answer(text):
    """JSON, in which no object may have a member twice."""
    def members(pairs):
        names = [name for name, _ in pairs]
        assert len(set(names)) == len(names), f"a member twice: {names}"
        return dict(pairs)

    return json.loads(text, object_pairs_hook=members)


def shown(value):
    if isinstance(value, str) and value.startswith(MARK):
        return value[1:]
    text = json.dumps(value, ensure_ascii=False).replace(f'"{REST}": 0', "...").replace(f'"{REST}"', "...")
    return re.sub(f'"{MARK}(<[^>]*>)"', r"\1", text)


def said(path, expected, got):
    return [f"{path or 'the answer'}: expected {expected}, got {got}"]


def differences(pattern, got, path="", found=None):
    """Where `got` is not what the pattern describes, one line each; captures go into `found`."""
    found = {} if found is None else found
    if isinstance(pattern, dict) and isinstance(got, dict):
        return object_differences(pattern, got, path, found)
    if isinstance(pattern, list) and isinstance(got, list):
        return array_differences(pattern, got, path, found)
    if isinstance(pattern, str) and PLACEHOLDER.search(pattern):
        return text_differences(pattern, got, path, found)
    if type(pattern) is type(got) and pattern == got:
        return []
    return said(path, shown(pattern), shown(got))


def text_differences(pattern, got, path, found):
    """A text with placeholders in it, or a placeholder alone, which need not be a text."""
    whole = pattern.startswith(MARK)
    first, *pieces = PLACEHOLDER.split(pattern.lstrip(MARK))
    kinds, names, between = pieces[0::3], pieces[1::3], pieces[2::3]
    expression = re.escape(first)
    for kind, text in zip(kinds, between):
        expression += f"({KINDS[kind][1]})" + re.escape(text)
    wanted = KINDS[kinds[0]][0] if whole else str
    fits = isinstance(got, wanted) and not (wanted is int and isinstance(got, bool))
    match = fits and re.fullmatch(expression, got if isinstance(got, str) else shown(got), re.DOTALL)
    if not match:
        return said(path, shown(pattern), shown(got))
    found.update({name: got if whole else value for name, value in zip(names, match.groups()) if name})
    return []


def object_differences(pattern, got, path, found):
    lines = []
    for name in {**pattern, **({} if REST in pattern else got)}:
        at = f"{path}.{name}" if path else name
        if name == REST:
            continue
        if name not in got:
            lines += said(at, shown(pattern[name]), "no such member")
        elif name not in pattern:
            lines += said(at, "no such member", shown(got[name]))
        else:
            lines += differences(pattern[name], got[name], at, found)
    return lines


def array_differences(pattern, got, path, found):
    """Elements in order; `...` stands for any number of them, also for none."""
    at, loose, lines = 0, False, []
    for index, item in enumerate(pattern):
        if item == REST:
            loose = True
            continue
        left = sum(1 for later in pattern[index:] if later != REST)
        if loose and REST not in pattern[index:]:
            at = max(at, len(got) - left)
        elif loose:
            at = nearest(item, got, at, path)
        loose = False
        if at >= len(got):
            return lines + said(f"{path}[{at}]", shown(item), "no such element")
        lines += differences(item, got[at], f"{path}[{at}]", found)
        at += 1
    if not loose and at < len(got):
        lines += said(f"{path}[{at}]", "no such element", shown(got[at]))
    return lines


def nearest(item, got, start, path):
    """Where the element is that differs least from the one wanted."""
    places = range(start, len(got))
    return min(places, key=lambda at: len(differences(item, got[at], path)), default=start)

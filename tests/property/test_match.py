"""LIKE and regular expressions against Python's `re`, as far as the two languages agree.

Pages: LIKE, ILIKE, LIKE ANY, "String functions (regular expressions)". Left out is what differs or is not said: which of two
alternatives of different lengths is taken, matches of nothing, anchors after a start position."""

import json
import re

from asking import rounds


def random_text(random, letters="aabbcABC01_% -é\n", most=25):
    return "".join(random.choices(letters, k=random.randint(0, most)))


# ---- LIKE ----

def like_pattern(random):
    """A pattern and its escape, as pieces: what is written, and the regular expression of the same meaning."""
    escape = random.choice([None, "^", "\\", "!", "a"])
    written, meant = "", ""
    for _ in range(random.randint(0, 6)):
        kind = random.choice(["%", "_", "letter", "letter", "letter", "escaped"])
        letter = random.choice("abcABC01 é-.\n")
        if kind == "escaped" and escape:
            letter = random.choice(["%", "_", escape])
            written += escape
            kind = "letter"
        elif letter == escape or kind == "escaped":
            continue
        written += letter if kind == "letter" else kind
        meant += {"%": "(?s:.*)", "_": "(?s:.)"}.get(kind, re.escape(letter))
    return written, escape, meant


def fitting_text(random, written, escape):
    """A text that the pattern may well match."""
    text = written.replace(escape, "") if escape else written
    text = text.replace("%", random_text(random, most=3)).replace("_", random.choice("ab%_é"))
    return text.swapcase() if random.random() < 0.2 else text


def test_like(ask):
    random = ask.random
    cases = {False: ([], []), True: ([], [])}
    for _ in range(rounds(800)):
        written, escape, meant = like_pattern(random)
        text = random.choice([random_text(random), fitting_text(random, written, escape)])
        arguments = (text, written, escape) if escape else (text, written)
        for place, flags in enumerate([0, re.IGNORECASE]):
            if place and escape and escape.isalpha():
                continue
            cases[escape is not None][place].append((arguments, re.fullmatch(meant, text, flags) is not None))
    for escaped, tail in [(False, ""), (True, " ESCAPE {2}")]:
        for place, name in enumerate(["LIKE", "ILIKE"]):
            # An escape is a constant.
            for escape in sorted({case[0][2] for case in cases[True][place]}) if escaped else [None]:
                chosen = [(case[0][:2], case[1]) for case in cases[escaped][place] if not escaped or case[0][2] == escape]
                shown = f" ESCAPE '{escape * 2 if escape == chr(92) else escape}'" if escape else ""
                ask.check(f"{{0}} {name} {{1}}{shown}", [None, None], chosen, "BOOLEAN")
                ask.check(f"{{0}} NOT {name} {{1}}{shown}", [None, None], [(case, not wanted) for case, wanted in chosen],
                          "BOOLEAN", ("columns",))


def test_like_any_and_all(ask):
    random = ask.random
    for name, together in [("LIKE ANY", any), ("LIKE ALL", all), ("ILIKE ANY", any)]:
        cases = []
        for _ in range(rounds(250)):
            patterns = []
            while len(patterns) < 2:
                written, escape, meant = like_pattern(random)
                if not escape:
                    patterns.append((written, meant))
            text = random.choice([random_text(random), fitting_text(random, patterns[0][0], None)])
            flags = re.IGNORECASE if name.startswith("I") else 0
            cases.append(((text, patterns[0][0], patterns[1][0]),
                          together(re.fullmatch(meant, text, flags) is not None for _, meant in patterns)))
        ask.check(f"{{0}} {name} ({{1}}, {{2}})", [None] * 3, cases, "BOOLEAN")


# ---- regular expressions ----

ATOMS = ["a", "b", "c", "A", "0", "é", ".", "[abc]", "[^a]", "[a-c0]", "[0-9]", r"\d", r"\w", r"\s", r"\S", r"\D", r"\W", "-", "_",
         r"\.", "[[:digit:]]", "[[:alpha:]_]", "(a|b)", "(ab|bc)", "(c)"]
POSIX = {"[[:digit:]]": "[0-9]", "[[:alpha:]_]": "[a-zA-Z_]"}


def regexp(random):
    """A pattern that matches no empty text, and the same for Python; and how many groups it has."""
    written, groups = "", 0
    for place in range(random.randint(1, 4)):
        atom = random.choice(ATOMS)
        if random.random() < 0.2:
            atom = f"({atom}{random.choice(ATOMS)})"
        groups += atom.count("(")
        written += atom + random.choice(["", "", "", "+", "{2}", "{1,2}"] + (["*", "?"] if place else []))
    if random.random() < 0.1:
        written += random.choice(["$", r"\b"])
    python = written
    for posix, plain in POSIX.items():
        python = python.replace(posix, plain)
    return written, python.replace("$", r"\Z"), groups


def flags_of(parameters):
    return re.ASCII | (re.IGNORECASE if "i" in parameters else 0) | (re.DOTALL if "s" in parameters else 0)


def matches(python, parameters, text, start):
    return list(re.compile(python, flags_of(parameters)).finditer(text, start - 1))


def ascii_only(text):
    """Whether é is a letter, and has another case, is not said."""
    return text.replace("é", "e")


def draw(random):
    written, python, groups = regexp(random)
    written, python, text = map(ascii_only, (written, python, random_text(random)))
    return written, python, groups, text


def test_regexp_like(ask):
    cases = {parameters: [] for parameters in ("c", "i", "s")}
    for _ in range(rounds(900)):
        written, python, _, text = draw(ask.random)
        parameters = ask.random.choice(list(cases))
        found = re.search(python, text, flags_of(parameters))
        text = ask.random.choice([text, found[0] if found else text])
        cases[parameters].append(((text, written), re.fullmatch(python, text, flags_of(parameters)) is not None))
    for parameters, some in cases.items():
        ask.check(f"REGEXP_LIKE({{0}}, {{1}}, '{parameters}')", [None, None], some, "BOOLEAN")
    ask.check("{0} RLIKE {1}", [None, None], cases["c"], "BOOLEAN")


def test_regexp_substr(ask):
    cases = {parameters: [] for parameters in ("c", "i", "s", "is")}
    instr = {parameters: [] for parameters in cases}
    for _ in range(rounds(900)):
        written, python, groups, text = draw(ask.random)
        parameters, start, occurrence = ask.random.choice(list(cases)), ask.random.randint(1, 4), ask.random.choice([1, 1, 2, 3])
        group = ask.random.randint(0, groups)
        found = matches(python, parameters, text, start)
        match = found[occurrence - 1] if occurrence <= len(found) else None
        some = group and match and match[group] is None
        cases[parameters].append(((text, written, start, occurrence, group), match[group] if match and not some else None))
        for end in (0, 1):
            if match and not group:
                instr[parameters].append(((text, written, start, occurrence, end), (match.end() if end else match.start()) + 1))
            elif not match:
                instr[parameters].append(((text, written, start, occurrence, end), 0))
    for parameters in cases:
        grouped = [case for case in cases[parameters] if case[0][4]]
        whole = [(case[0][:4], case[1]) for case in cases[parameters] if not case[0][4]]
        ask.check(f"REGEXP_SUBSTR({{0}}, {{1}}, {{2}}, {{3}}, '{parameters}e', {{4}})", [None] * 5, grouped)
        ask.check(f"REGEXP_SUBSTR({{0}}, {{1}}, {{2}}, {{3}}, '{parameters}')", [None] * 4, whole)
        ask.check(f"REGEXP_INSTR({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, '{parameters}')", [None] * 5, instr[parameters])


def test_regexp_count_and_replace(ask):
    counts, replaced, ones = [], [], []
    for _ in range(rounds(700)):
        written, python, groups, text = draw(ask.random)
        start, occurrence = ask.random.randint(1, 4), ask.random.randint(1, 3)
        found = matches(python, "c", text, start)
        counts.append(((text, written, start), len(found)))
        group = ask.random.randint(0, min(groups, 9))
        new = ask.random.choice(["", "X", "<\\0>" if not group else f"<\\{group}>"])
        pieces, one, last = text[:start - 1], text, start - 1
        for number, match in enumerate(found, 1):
            filled = new.replace(f"\\{group}", match[group] or "")
            pieces += text[last:match.start()] + filled
            last = match.end()
            if number == occurrence:
                one = text[:match.start()] + filled + text[match.end():]
        replaced.append(((text, written, new, start), pieces + text[last:] if start <= len(text) + 1 else text))
        ones.append(((text, written, new, start, occurrence), one))
    ask.check("REGEXP_COUNT({0}, {1}, {2})", [None] * 3, counts)
    ask.check("REGEXP_REPLACE({0}, {1}, {2}, {3}, 0)", [None] * 4, replaced)
    ask.check("REGEXP_REPLACE({0}, {1}, {2}, {3}, {4})", [None] * 5, ones)


def test_anchors(ask):
    """^ and $ are the text's ends; with the parameter m those of its lines, too."""
    for parameters in ("c", "m", "im"):
        cases, counts = [], []
        for _ in range(rounds(300)):
            written, _, _ = regexp(ask.random)
            written = ascii_only(written).removesuffix("$").removesuffix(r"\b")
            written = ask.random.choice(["^", ""]) + f"({written})" + ask.random.choice(["$", ""])
            python = written
            for posix, plain in POSIX.items():
                python = python.replace(posix, plain)
            if "m" not in parameters:
                python = python.replace("$", r"\Z")
            flags = flags_of(parameters) | (re.MULTILINE if "m" in parameters else 0)
            text = ascii_only("\n".join(random_text(ask.random, "aabc01 _-", 6) for _ in range(ask.random.randint(1, 3))))
            found = [match[0] for match in re.finditer(python, text, flags)]
            cases.append(((text, written), found[0] if found else None))
            counts.append(((text, written), len(found)))
        ask.check(f"REGEXP_SUBSTR({{0}}, {{1}}, 1, 1, '{parameters}')", [None, None], cases)
        ask.check(f"REGEXP_COUNT({{0}}, {{1}}, 1, '{parameters}')", [None, None], counts)


def test_all_matches(ask):
    """REGEXP_SUBSTR_ALL gives every match, or a group of each."""
    whole, grouped = [], []
    for _ in range(rounds(400)):
        written, python, groups, text = draw(ask.random)
        found = matches(python, "c", text, 1)
        whole.append(((text, written), json.dumps([match[0] for match in found], separators=(",", ":"))))
        if groups and all(match[1] is not None for match in found):
            grouped.append(((text, written), json.dumps([match[1] for match in found], separators=(",", ":"))))
    ask.check("TO_JSON(REGEXP_SUBSTR_ALL({0}, {1}))", [None, None], whole)
    ask.check("TO_JSON(REGEXP_SUBSTR_ALL({0}, {1}, 1, 1, 'e', 1))", [None, None], grouped)

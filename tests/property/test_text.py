"""Functions of text, and encodings and digests, against Python's.

Pages: SUBSTR, LEFT, LPAD, POSITION, SPLIT_PART, SPLIT, STRTOK, TRANSLATE, REPLACE, TRIM, INITCAP, INSERT, EDITDISTANCE,
SOUNDEX, HEX_ENCODE, BASE64_ENCODE, MD5, SHA1, SHA2."""

import base64
import hashlib
import json
import re

import pytest

from asking import rounds

LETTERS = "aabbcABC  ,.-_xyZé日😀"
DELIMITERS = " \t\n\f\r\v!?@\"^#$&~_,.:;+-*%/|\\[](){}<>"


def random_text(random, letters=LETTERS, most=12):
    return "".join(random.choices(letters, k=random.choice([0, 1, 2, random.randint(0, most), random.randint(0, most)])))


def substring(text, start, length=None):
    """Counted from 1, or from the end when negative; 0 is 1. Before the text there is nothing."""
    begin = start - 1 if start > 0 else 0 if start == 0 else len(text) + start
    if begin < 0 or (length is not None and length <= 0):
        return ""
    return text[begin:] if length is None else text[begin:begin + length]


def padded(text, length, pad, left):
    if length <= len(text) or not pad:
        return text[:max(length, 0)]
    fill = (pad * length)[:length - len(text)]
    return fill + text if left else text + fill


def split_part(text, delimiter, part):
    parts = text.split(delimiter) if delimiter else [text]
    part = part or 1
    index = part - 1 if part > 0 else len(parts) + part
    return parts[index] if 0 <= index < len(parts) else ""


def position(part, text, start):
    return text.find(part, start - 1) + 1


def token(text, delimiters, part):
    tokens = [piece for piece in re.split("[" + re.escape(delimiters) + "]", text) if piece] if delimiters else [text]
    return tokens[part - 1] if 0 < part <= len(tokens) else None


def translated(text, source, target):
    table = {}
    for place, letter in enumerate(source):
        table.setdefault(letter, target[place] if place < len(target) else "")
    return "".join(table.get(letter, letter) for letter in text)


def inserted(text, start, length, new):
    return text[:start - 1] + new + text[start - 1 + length:]


def initcap(text, delimiters=DELIMITERS):
    result, first = [], True
    for letter in text:
        result.append(letter.upper() if first else letter.lower())
        first = letter in delimiters
    return "".join(result)


def distance(one, two):
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(two, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


def soundex(name):
    codes = {letter: code for code, letters in enumerate(["", "BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"]) for letter in letters}
    digits, last = [], codes.get(name[0].upper())
    for letter in name[1:].upper():
        code = codes.get(letter)
        if code and code != last:
            digits.append(str(code))
        last = code
    return name[0].upper() + ("".join(digits) + "000")[:3]


def test_parts_of_text(ask):
    random = ask.random
    cases = [(random_text(random), random.randint(-15, 15), random.randint(-2, 14)) for _ in range(rounds(400))]
    ask.check("SUBSTR({0}, {1}, {2})", [None] * 3, [(case, substring(*case)) for case in cases])
    ask.check("SUBSTRING({0}, {1})", [None] * 2, [(case[:2], substring(*case[:2])) for case in cases])
    ask.check("LEFT({0}, {1})", [None] * 2, [((text, n), text[:max(n, 0)]) for text, n, _ in cases])
    ask.check("RIGHT({0}, {1})", [None] * 2, [((text, n), text[-n:] if n > 0 else "") for text, n, _ in cases])
    ask.check("REVERSE({0})", [None], [(text, text[::-1]) for text, _, _ in cases])
    ask.check("REPEAT({0}, {1})", [None] * 2, [((text, n), text * n) for text, n, _ in cases])
    ask.check("LENGTH({0})", [None], [(text, len(text)) for text, _, _ in cases])
    ask.check("OCTET_LENGTH({0})", [None], [(text, len(text.encode())) for text, _, _ in cases])
    ask.check("INSERT({0}, {1}, {2}, {3})", [None] * 4,
              [((text, n, length, "xy"), inserted(text, n, length, "xy")) for text, n, length in cases
               if 0 < n <= len(text) and length >= 0])


def test_padding(ask):
    random = ask.random
    cases = [(random_text(random), random.randint(-1, 20), random_text(random, most=4)) for _ in range(rounds(400))]
    for name, left in [("LPAD", True), ("RPAD", False)]:
        ask.check(f"{name}({{0}}, {{1}}, {{2}})", [None] * 3, [(case, padded(*case, left)) for case in cases])
        ask.check(f"{name}({{0}}, {{1}})", [None] * 2, [(case[:2], padded(*case[:2], " ", left)) for case in cases])


def test_finding(ask):
    random = ask.random
    cases = [(random_text(random, "aab", 2), random_text(random, "aab", 9), random.randint(1, 8)) for _ in range(rounds(400))]
    ask.check("POSITION({0}, {1}, {2})", [None] * 3, [(case, position(*case)) for case in cases if case[0]])
    ask.check("CHARINDEX({0}, {1})", [None] * 2, [(case[:2], position(*case[:2], 1)) for case in cases if case[0]])
    ask.check("CONTAINS({1}, {0})", [None] * 2, [(case[:2], case[0] in case[1]) for case in cases], "BOOLEAN")
    ask.check("STARTSWITH({1}, {0})", [None] * 2, [(case[:2], case[1].startswith(case[0])) for case in cases], "BOOLEAN")
    ask.check("ENDSWITH({1}, {0})", [None] * 2, [(case[:2], case[1].endswith(case[0])) for case in cases], "BOOLEAN")
    ask.check("REGEXP_COUNT({0}, 'a')", [None], [(text, text.count("a")) for _, text, _ in cases])


def test_splitting(ask):
    random = ask.random
    cases = [(random_text(random, "ab,,;"), random.choice([",", ";", ",,", "b,", "", "é"]), random.randint(-5, 5))
             for _ in range(rounds(400))]
    ask.check("SPLIT_PART({0}, {1}, {2})", [None] * 3, [(case, split_part(*case)) for case in cases])
    ask.check("TO_JSON(SPLIT({0}, {1}))", [None] * 2,
              [(case[:2], json.dumps(case[0].split(case[1]), separators=(",", ":"))) for case in cases if case[1]])
    ask.check("STRTOK({0}, {1}, {2})", [None] * 3,
              [((text, marks, part), token(text, marks, part)) for text, marks, part in cases if part > 0 and text and marks])


def test_replacing(ask):
    random = ask.random
    cases = [(random_text(random), random_text(random, most=4), random_text(random, most=4)) for _ in range(rounds(400))]
    ask.check("REPLACE({0}, {1}, {2})", [None] * 3,
              [(case, case[0].replace(*case[1:]) if case[1] else case[0]) for case in cases])
    ask.check("REPLACE({0}, {1})", [None] * 2, [(case[:2], case[0].replace(case[1], "") if case[1] else case[0]) for case in cases])
    ask.check("TRANSLATE({0}, {1}, {2})", [None] * 3, [(case, translated(*case)) for case in cases])
    for name, strip in [("TRIM", str.strip), ("LTRIM", str.lstrip), ("RTRIM", str.rstrip)]:
        ask.check(f"{name}({{0}}, {{1}})", [None] * 2,
                  [((text, marks), strip(text, marks) if marks else text) for text, marks, _ in cases])
        ask.check(f"{name}({{0}})", [None], [(text, strip(text, " ")) for text, _, _ in cases])


def test_letters(ask):
    texts = [random_text(ask.random) for _ in range(rounds(300))]
    ask.check("UPPER({0})", [None], [(text, text.upper()) for text in texts])
    ask.check("LOWER({0})", [None], [(text, text.lower()) for text in texts])
    ask.check("INITCAP({0})", [None], [(text, initcap(text)) for text in texts])
    ask.check("INITCAP({0}, {1})", [None, None], [((text, "-,"), initcap(text, "-,")) for text in texts])
    ask.check("UNICODE({0})", [None], [(text, ord(text[0]) if text else 0) for text in texts])
    ask.check("CHR(UNICODE({0}))", [None], [(text, text[0]) for text in texts if text])
    ask.check("{0} < {1}", [None, None], [((one, two), one.encode() < two.encode()) for one, two in zip(texts, texts[1:])])
    ask.check("{0} = {1}", [None, None], [((one, two), one == two) for one, two in zip(texts, texts[1:])])
    ask.check("{0} || {1}", [None, None], [((one, two), one + two) for one, two in zip(texts, texts[1:])])


def test_likeness(ask):
    random = ask.random
    pairs = [(random_text(random, "abcé", 8), random_text(random, "abcé", 8)) for _ in range(rounds(300))]
    ask.check("EDITDISTANCE({0}, {1})", [None, None], [(pair, distance(*pair)) for pair in pairs])
    ask.check("EDITDISTANCE({0}, {1}, {2})", [None] * 3,
              [((*pair, most), min(distance(*pair), most)) for pair in pairs for most in [random.randint(0, 6)]])
    # Without h and w, about which the variants of Soundex differ.
    names = ["".join(random.choices("abcdefgijklmnopqrstuvxyz", k=random.randint(1, 10))) for _ in range(rounds(300))]
    ask.check("SOUNDEX({0})", [None], [(name, soundex(name)) for name in names])


@pytest.mark.parametrize("of", ["text", "bytes"])
def test_digests(ask, of):
    values = [random_text(ask.random, most=80) for _ in range(rounds(150))]
    if of == "bytes":
        values = [ask.random.randbytes(len(value)) for value in values]
    raw = [value if of == "bytes" else value.encode() for value in values]
    for call, reference in [
            ("MD5({0})", lambda data: hashlib.md5(data).hexdigest()),
            ("SHA1({0})", lambda data: hashlib.sha1(data).hexdigest()),
            ("SHA2({0})", lambda data: hashlib.sha256(data).hexdigest()),
            ("SHA2({0}, 224)", lambda data: hashlib.sha224(data).hexdigest()),
            ("SHA2({0}, 384)", lambda data: hashlib.sha384(data).hexdigest()),
            ("SHA2({0}, 512)", lambda data: hashlib.sha512(data).hexdigest()),
            ("MD5_BINARY({0})", lambda data: hashlib.md5(data).digest()),
            ("SHA2_BINARY({0}, 256)", lambda data: hashlib.sha256(data).digest()),
            ("MD5_NUMBER_LOWER64({0})", lambda data: int.from_bytes(hashlib.md5(data).digest()[8:])),
            ("MD5_NUMBER_UPPER64({0})", lambda data: int.from_bytes(hashlib.md5(data).digest()[:8])),
            ("HEX_ENCODE({0})", lambda data: data.hex().upper()),
            ("HEX_ENCODE({0}, 0)", lambda data: data.hex()),
            ("BASE64_ENCODE({0})", lambda data: base64.b64encode(data).decode()),
            ("BASE64_ENCODE({0}, 0, '-_')", lambda data: base64.b64encode(data, b"-_").decode())]:
        if "NUMBER" in call and of == "bytes":
            continue
        ask.check(call, [None], [(value, reference(data)) for value, data in zip(values, raw)],
                  ways=("constants", "columns"))
    if of == "bytes":
        ask.check("TO_BINARY(HEX_ENCODE({0}), 'HEX')", [None], [(value, value) for value in values])
        ask.check("TO_BINARY(BASE64_ENCODE({0}), 'BASE64')", [None], [(value, value) for value in values])
        ask.check("TO_CHAR({0}, 'HEX')", [None], [(value, value.hex().upper()) for value in values])
    else:
        ask.check("HEX_DECODE_STRING(HEX_ENCODE({0}))", [None], [(value, value) for value in values])
        ask.check("BASE64_DECODE_STRING(BASE64_ENCODE({0}))", [None], [(value, value) for value in values])
        ask.check("TO_BINARY({0}, 'UTF-8')", [None], [(value, value.encode()) for value in values])

#!/usr/bin/env python3
"""Measure how much of Snowflake's SQL a server supports.

Runs the probes of one or more TSV files over the Snowflake Python connector
and counts, per category, how many give the documented answer.

Two kinds of file are told apart by the third column of the header line:
  probe   one SELECT per line; the first cell of the first row is compared.
  script  statements separated by ';;' run in order in a schema of their own,
          in a session of their own; the result of the last one is compared.

Before the probes of a 'probe' file the runner makes a few objects in their
schema (see FIXTURES); a server that lacks some of these loses only the probes
that need them.

In a probe or script <DB>, <SCHEMA> and <TMP> stand for the database, the
schema and a local folder with small sample files; <NL> is a line break.

The expected column:
  text         str() of the cell (functions) or of the cells joined by '|'
               (scripts); NULL for SQL NULL; \\n \\t \\r \\\\ are escapes
  ?            only that it runs
  !error       it must fail, and not for want of the feature;
               '!error 100051,100132' checks the errno
  ~regex       full match on what 'text' would compare
  #N           the last result has N rows
  @a=1|b=~x.*  named cells of the first row (column names without case)
  =r1 // r2    all rows, each as 'text'
An answer that differs only in number scale or JSON layout is counted as
'near': it fails, but shows how much is a matter of form.
Rows of category 'out' are things that a local server is not meant to do;
they are left out unless --include-out is given.
"""
import argparse
import datetime
import decimal
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

FIXTURES = [
    "CREATE WAREHOUSE IF NOT EXISTS COV_WH",
    "USE WAREHOUSE COV_WH",
    "SET COV_VAR = 42",
    "CREATE OR REPLACE TABLE COV_T (ID INT, NAME VARCHAR)",
    "INSERT INTO COV_T VALUES (1, 'a'), (2, 'b')",
    "CREATE OR REPLACE VIEW COV_V AS SELECT * FROM COV_T",
    "CREATE OR REPLACE TABLE COV_C (A INT) CLUSTER BY (A)",
    "CREATE OR REPLACE STREAM COV_STREAM ON TABLE COV_T",
    "INSERT INTO COV_T VALUES (3, 'c')",
    "CREATE OR REPLACE TAG COV_TAG ALLOWED_VALUES 'x', 'y'",
    "ALTER TABLE COV_T SET TAG COV_TAG = 'x'",
    "CREATE OR REPLACE TASK COV_TASK SCHEDULE = '60 MINUTE' AS SELECT 1",
    "CREATE OR REPLACE STAGE COV_STAGE DIRECTORY = (ENABLE = TRUE) ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')",
    "CREATE OR REPLACE PIPE COV_PIPE AS COPY INTO COV_T FROM @COV_STAGE",
    "CREATE OR REPLACE FILE FORMAT COV_PARQUET TYPE = PARQUET",
    "PUT file://<TMP>/people.csv @COV_STAGE AUTO_COMPRESS = FALSE OVERWRITE = TRUE",
    "PUT file://<TMP>/rows.parquet @COV_STAGE AUTO_COMPRESS = FALSE OVERWRITE = TRUE",
]

# Objects of the account that scripts make and leave behind.
CLEANUP = (
    ["DROP DATABASE IF EXISTS COV_DB%d" % i for i in range(1, 10)]
    + ["DROP ROLE IF EXISTS COV_R%d" % i for i in range(1, 10)]
    + ["DROP USER IF EXISTS COV_U%d" % i for i in range(1, 4)]
    + ["DROP WAREHOUSE IF EXISTS %s" % w for w in ("COV_WH", "COV_WH1", "COV_WH2")]
    + ["DROP INTEGRATION IF EXISTS %s" % i for i in ("COV_SI", "COV_EAI", "COV_NI", "COV_SEC", "COV_API", "COV_GIT")]
    + ["DROP RESOURCE MONITOR IF EXISTS COV_RM", "DROP SHARE IF EXISTS COV_SHARE", "DROP NETWORK POLICY IF EXISTS COV_NP",
       "DROP EXTERNAL VOLUME IF EXISTS COV_VOL", "DROP EXTERNAL VOLUME IF EXISTS COV_VOL2",
       "DROP COMPUTE POOL IF EXISTS COV_POOL"]
)


def parse_args(argv):
    e = os.environ.get
    p = argparse.ArgumentParser(description="Run SQL coverage probes against a Snowflake-compatible server.")
    p.add_argument("files", nargs="*", help="TSV files (default: functions.tsv and statements.tsv beside this script)")
    p.add_argument("--host", default=e("SNOWFLAKE_HOST", "127.0.0.1"))
    p.add_argument("--port", type=int, default=int(e("SNOWFLAKE_PORT", "8443")))
    p.add_argument("--protocol", default=e("SNOWFLAKE_PROTOCOL", "http"), choices=["http", "https"])
    p.add_argument("--account", default=e("SNOWFLAKE_ACCOUNT", "test"))
    p.add_argument("--user", default=e("SNOWFLAKE_USER", "test"))
    p.add_argument("--password", default=e("SNOWFLAKE_PASSWORD", "test"))
    p.add_argument("--role", default=e("SNOWFLAKE_ROLE"))
    p.add_argument("--warehouse", default=e("SNOWFLAKE_WAREHOUSE"))
    p.add_argument("--database", default=e("SNOWFLAKE_COVERAGE_DB", "COVERAGE_DB"), help="created when missing")
    p.add_argument("--insecure", action="store_true", help="do not check the TLS certificate's revocation")
    p.add_argument("--timeout", type=int, default=20, help="seconds before a request is given up (default 20)")
    p.add_argument("--give-up", type=int, default=10, metavar="N",
                   help="stop with 2 after N probes in a row that lost the connection (default 10)")
    p.add_argument("--category", action="append", help="only this category (may be repeated)")
    p.add_argument("--name", help="only names matching this regular expression")
    p.add_argument("--include-out", action="store_true", help="also run the rows of category 'out'")
    p.add_argument("--keep", action="store_true", help="leave the objects of the account that scripts made")
    p.add_argument("--skip", action="append", default=[], metavar="FILE",
                   help="leave out the rows that this table names: file, name, reason (may be repeated)")
    p.add_argument("--failures", metavar="FILE", help="write probe, expected and got of every failure")
    p.add_argument("--results", metavar="FILE", help="write one JSON line for every probe")
    p.add_argument("--min-pass", type=float, metavar="PCT", help="exit with 1 below this percentage")
    p.add_argument("--list", action="store_true", help="print the counts per category and stop")
    p.add_argument("-v", "--verbose", action="store_true")
    return p.parse_args(argv)


def skipped(paths):
    rows = set()
    for path in paths:
        with open(path, encoding="utf-8") as f:
            rows.update(tuple(line.split("\t")[:2]) for line in f.read().splitlines()[1:] if line)
    return rows


class Probe:
    __slots__ = ("file", "line", "kind", "name", "category", "sql", "expected")

    def __init__(self, file, line, kind, name, category, sql, expected):
        self.file, self.line, self.kind = file, line, kind
        self.name, self.category, self.sql, self.expected = name, category, sql, expected


def load(path):
    probes, kind = [], None
    with open(path, encoding="utf-8") as f:
        for n, raw in enumerate(f, 1):
            raw = raw.rstrip("\r\n")
            if not raw or raw.startswith("# "):
                continue
            cells = raw.split("\t")
            if len(cells) != 4:
                raise SystemExit("%s:%d: %d columns instead of 4" % (path, n, len(cells)))
            if kind is None:
                kind = cells[2].strip().lower()
                if kind not in ("probe", "script"):
                    raise SystemExit("%s: third column must be probe or script" % path)
                continue
            probes.append(Probe(os.path.basename(path), n, kind, *cells))
    return probes


def unescape(s):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m.group(1), m.group(1)), s)


def text(v):
    if v is None:
        return "NULL"
    if isinstance(v, (bytes, bytearray)):
        return str(bytearray(v))
    if isinstance(v, datetime.timedelta):
        return str(v)
    return str(v)


def row_text(row):
    return "|".join(text(c) for c in row)


def same(want, got):
    if want.startswith("~"):
        return re.fullmatch(want[1:], got, re.S) is not None
    return unescape(want) == got


def check(p, exp, rows, cols):
    """Return (ok, got text)."""
    if p.kind == "probe":
        got = text(rows[0][0]) if rows and len(rows[0]) else "<no row>"
    else:
        got = row_text(rows[0]) if rows else "<no row>"
    if exp == "?":
        return True, got
    if exp.startswith("!error"):
        return False, "no error; " + got
    if re.fullmatch(r"#\d+", exp):
        return len(rows) == int(exp[1:]), "%d rows; first: %s" % (len(rows), got)
    if exp.startswith("@"):
        if not rows:
            return False, got
        named = {c.lower(): text(v) for c, v in zip(cols, rows[0])}
        shown = []
        ok = True
        for part in exp[1:].split("|"):
            k, _, want = part.partition("=")
            have = named.get(k.lower(), "<no such column>")
            shown.append("%s=%s" % (k, have))
            ok = ok and same(want, have)
        return ok, "@" + "|".join(shown)
    if exp.startswith("="):
        want = [unescape(x) for x in exp[1:].split(" // ")]
        have = [row_text(r) for r in rows]
        return want == have, "=" + " // ".join(have[:40])
    return same(exp, got), got


def near(want, got):
    """Same value in another form: number scale or JSON layout."""
    want = unescape(want)
    if want == got:
        return True
    try:
        return decimal.Decimal(want) == decimal.Decimal(got)
    except decimal.InvalidOperation:
        pass
    try:
        a, b = (json.loads(re.sub(r"\bundefined\b", "null", s)) for s in (want, got))
    except ValueError:
        a, b = want.split("|"), got.split("|")
        return len(a) == len(b) > 1 and all(near(x, y) for x, y in zip(a, b))
    return a == b


class Runner:
    def __init__(self, a):
        import snowflake.connector  # imported late so that --help and --list work without it
        self.sf = snowflake.connector
        self.a = a
        self.conn = None
        self.seq = 0
        self.fixed = False
        self.run = "%X" % (int(time.time()) & 0xFFFFFF)
        self.tmp = tempfile.mkdtemp(prefix="coverage")
        self.samples()

    def samples(self):
        def put(name, body, mode="w"):
            with open(os.path.join(self.tmp, name), mode) as f:
                f.write(body)
        put("people.csv", "id,name,age\n1,Ada,36\n2,Bob,41\n3,Cyd,29\n")
        put("plain.csv", "1,red\n2,green\n3,blue\n")
        put("bad.csv", "1,red\nx,green\n3,blue\n")
        put("pipe.txt", "1|one\n2|two\n")
        put("quoted.csv", '1,"a,b","say ""hi"""\n2,"line\nbreak",\n3,\\N,NULL\n')
        put("rows.json", '{"id": 1, "name": "Ada", "tags": ["x", "y"]}\n{"id": 2, "name": "Bob", "tags": []}\n')
        put("script.sql", "CREATE OR REPLACE TABLE from_file AS SELECT 3 AS a;\n")
        os.mkdir(os.path.join(self.tmp, "down"))
        put("array.json", '[{"id": 1}, {"id": 2}, {"id": 3}]\n')
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
            pq.write_table(pa.table({"id": pa.array([1, 2, 3], pa.int64()), "name": ["Ada", "Bob", "Cyd"],
                                     "score": [1.5, 2.5, 3.5]}), os.path.join(self.tmp, "rows.parquet"))
        except ImportError:
            pass

    def connect(self):
        a = self.a
        kw = dict(host=a.host, port=a.port, protocol=a.protocol, account=a.account, user=a.user,
                  password=a.password, login_timeout=a.timeout, network_timeout=a.timeout,
                  socket_timeout=a.timeout,
                  session_parameters={"CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False, "TIMEZONE": "America/Los_Angeles"})
        if a.role:
            kw["role"] = a.role
        if a.warehouse:
            kw["warehouse"] = a.warehouse
        if a.insecure:
            kw["insecure_mode"] = True
        return self.sf.connect(**kw)

    def try_sql(self, conn, sql):
        try:
            conn.cursor().execute(sql)
            return None
        except Exception as ex:  # noqa: BLE001
            return ex

    def open(self, schema):
        conn = self.connect()
        err = self.try_sql(conn, "CREATE DATABASE IF NOT EXISTS %s" % self.a.database)
        err2 = self.try_sql(conn, "USE DATABASE %s" % self.a.database)
        if err2 is not None:
            raise SystemExit("cannot use database %s: %s %s" % (self.a.database, err, err2))
        self.try_sql(conn, "CREATE SCHEMA IF NOT EXISTS %s" % schema)
        err = self.try_sql(conn, "USE SCHEMA %s.%s" % (self.a.database, schema))
        if err is not None:
            raise SystemExit("cannot use schema %s: %s" % (schema, err))
        self.try_sql(conn, "ALTER SESSION SET TIMEZONE = 'America/Los_Angeles'")
        return conn

    def schema(self):
        return "COV%s_S%d" % (self.run, self.seq)

    def fill(self, sql, schema):
        return (sql.replace("<DB>", self.a.database).replace("<SCHEMA>", schema)
                .replace("<TMP>", self.tmp).replace("<NL>", "\n"))

    def run_probe(self, p):
        if self.conn is None or self.conn.is_closed():
            self.conn = self.open("COVERAGE_FN")
            for sql in FIXTURES:
                if self.fixed and sql.startswith(("CREATE", "INSERT", "ALTER", "PUT")):
                    continue
                err = self.try_sql(self.conn, self.fill(sql, "COVERAGE_FN"))
                if err is not None and self.a.verbose:
                    print("fixture failed: %s: %s" % (sql, one_line(err)))
            self.fixed = True
        cur = self.conn.cursor()
        try:
            cur.execute(self.fill(p.sql, "COVERAGE_FN"))
            rows = cur.fetchmany(1000)
            return rows, [d[0] for d in cur.description or []]
        finally:
            cur.close()

    def run_script(self, p):
        self.seq += 1
        schema = self.schema()
        conn = self.open(schema)
        try:
            parts = [s.strip() for s in self.fill(p.sql, schema).split(";;")]
            parts = [s for s in parts if s]
            rows, cols = [], []
            for i, sql in enumerate(parts):
                cur = conn.cursor()
                try:
                    cur.execute(sql)
                    if i == len(parts) - 1:
                        rows = cur.fetchmany(1000)
                        cols = [d[0] for d in cur.description or []]
                except Exception as ex:
                    if i < len(parts) - 1:
                        raise StepError("statement %d of %d: %s" % (i + 1, len(parts), one_line(ex))) from ex
                    raise
                finally:
                    cur.close()
            return rows, cols
        finally:
            self.try_sql(conn, "USE DATABASE %s" % self.a.database)
            self.try_sql(conn, "DROP SCHEMA IF EXISTS %s.%s CASCADE" % (self.a.database, schema))
            try:
                conn.close()
            except Exception:  # noqa: BLE001
                pass

    def one(self, p):
        """Return (status, got): status is pass, runs, near (fails, but only in form) or fail."""
        try:
            rows, cols = self.run_script(p) if p.kind == "script" else self.run_probe(p)
        except StepError as ex:
            return "fail", "error in " + str(ex)
        except Exception as ex:  # noqa: BLE001
            got = "error " + one_line(ex)
            if p.expected.startswith("!error"):
                codes = p.expected[6:].strip()
                if not codes:
                    return ("fail" if missing(ex) else "pass"), got
                return ("pass" if str(getattr(ex, "errno", "")) in codes.split(",") else "fail"), got
            if self.conn is not None and type(ex).__name__ not in ("ProgrammingError", "NotSupportedError"):
                try:
                    self.conn.close()
                except Exception:  # noqa: BLE001
                    pass
                self.conn = None
            return "fail", got
        exp = self.fill(p.expected, "COVERAGE_FN" if p.kind == "probe" else self.schema())
        ok, got = check(p, exp, rows, cols)
        if p.expected == "?":
            return "runs", got
        if not ok and exp[:1] not in ("~", "#", "@", "=", "!") and near(exp, got):
            return "near", got
        if not ok and exp[:1] == "=" == got[:1]:
            a, b = exp[1:].split(" // "), got[1:].split(" // ")
            if len(a) == len(b) and all(near(x, y) for x, y in zip(a, b)):
                return "near", got
        return ("pass" if ok else "fail"), got

    def close(self, cleanup):
        if cleanup:
            try:
                conn = self.connect()
                for name in ("COV_SCH", "COV_SCH2", "COV_SCH3", "COV_SCH4"):
                    self.try_sql(conn, "DROP SCHEMA IF EXISTS %s.%s" % (self.a.database, name))
                for sql in CLEANUP:
                    self.try_sql(conn, sql)
                conn.close()
            except Exception:  # noqa: BLE001
                pass
        if self.conn is not None:
            self.try_sql(self.conn, "DROP SCHEMA IF EXISTS %s.COVERAGE_FN CASCADE" % self.a.database)
            try:
                self.conn.close()
            except Exception:  # noqa: BLE001
                pass
        shutil.rmtree(self.tmp, ignore_errors=True)


class StepError(Exception):
    pass


def missing(ex):
    """An error that says that the server lacks the feature, not that the input is wrong."""
    return (getattr(ex, "errno", None) in (1003, 2140)
            or type(ex).__name__ in ("OperationalError", "InternalServerError", "InterfaceError")
            or re.search(r"(?i)function .* does not exist|not implemented|unsupported|not supported|unknown function",
                         str(ex)) is not None)


def one_line(ex):
    errno = getattr(ex, "errno", None)
    msg = " ".join(str(ex).split())
    return ("%s: %s: %s" % (type(ex).__name__, errno, msg))[:400]


def tsv(s):
    return s.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def main(argv=None):
    a = parse_args(argv)
    files = a.files or [os.path.join(HERE, "functions.tsv"), os.path.join(HERE, "statements.tsv")]
    probes = [p for f in files for p in load(f)]
    skip = skipped(a.skip)
    probes = [p for p in probes if (p.file, p.name) not in skip]
    if a.category:
        probes = [p for p in probes if p.category in a.category]
    if a.name:
        probes = [p for p in probes if re.search(a.name, p.name, re.I)]
    table = {}
    order = []

    def slot(p):
        key = (p.file, p.category)
        if key not in table:
            table[key] = {"pass": 0, "runs": 0, "near": 0, "fail": 0, "out": 0}
            order.append(key)
        return table[key]

    todo = []
    for p in probes:
        if p.category == "out" and not a.include_out:
            slot(p)["out"] += 1
        else:
            slot(p)
            todo.append(p)
    if a.list:
        for key in order:
            n = sum(1 for p in probes if (p.file, p.category) == key)
            print("%-16s %-22s %5d" % (key[0], key[1], n))
        print("%d probes, %d of them out of scope" % (len(probes), len(probes) - len(todo)))
        return 0

    logging.getLogger("snowflake.connector").setLevel(logging.CRITICAL)
    runner = Runner(a)
    failures = open(a.failures, "w", encoding="utf-8") if a.failures else None
    results = open(a.results, "w", encoding="utf-8") if a.results else None
    if failures:
        failures.write("file\tline\tname\tcategory\tprobe\texpected\tgot\n")
    t0 = time.time()
    lost = 0
    scripts = False
    try:
        try:
            runner.connect().close()
        except Exception as ex:  # noqa: BLE001
            print("cannot connect to %s:%d: %s" % (a.host, a.port, one_line(ex)), file=sys.stderr)
            return 2
        for p in todo:
            status, got = runner.one(p)
            scripts = scripts or p.kind == "script"
            lost = lost + 1 if got.startswith("error OperationalError") else 0
            if lost >= a.give_up:
                print("%d probes in a row lost their connection; giving up at %s:%d"
                      % (lost, p.file, p.line), file=sys.stderr)
                return 2
            slot(p)[status] += 1
            if a.verbose:
                print("%-4s %-24s %s" % (status, p.name, got if status != "pass" else ""))
            if failures and status in ("fail", "near"):
                failures.write("\t".join([p.file, str(p.line), p.name, p.category, p.sql, p.expected, tsv(got)]) + "\n")
            if results:
                results.write(json.dumps({"file": p.file, "line": p.line, "name": p.name, "category": p.category,
                                          "probe": p.sql, "expected": p.expected, "got": got, "status": status},
                                         ensure_ascii=False) + "\n")
    finally:
        runner.close(scripts and not a.keep)
        if failures:
            failures.close()
        if results:
            results.close()

    print("%-16s %-22s %6s %6s %6s %6s %6s %8s" % ("file", "category", "pass", "runs", "near", "fail", "out", "rate"))
    tot = {"pass": 0, "runs": 0, "near": 0, "fail": 0, "out": 0}
    for key in order:
        t = table[key]
        n = t["pass"] + t["runs"] + t["near"] + t["fail"]
        for k in tot:
            tot[k] += t[k]
        rate = "%7.1f%%" % (100.0 * (t["pass"] + t["runs"]) / n) if n else "       -"
        print("%-16s %-22s %6d %6d %6d %6d %6d %8s"
              % (key[0], key[1], t["pass"], t["runs"], t["near"], t["fail"], t["out"], rate))
    good, bad = tot["pass"] + tot["runs"], tot["near"] + tot["fail"]
    pct = 100.0 * good / (good + bad) if good + bad else 0.0
    print("exact %d, runs only %d, wrong only in form %d, wrong %d, out of scope %d; %.1f%% in %.0f s"
          % (tot["pass"], tot["runs"], tot["near"], tot["fail"], tot["out"], pct, time.time() - t0))
    print("%d passed, %d failed" % (good, bad))
    return 1 if a.min_pass is not None and pct < a.min_pass else 0


if __name__ == "__main__":
    sys.exit(main())

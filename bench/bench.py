#!/usr/bin/env python3
"""Measures the built server beside its floor and beside raw DuckDB, in the same run, alternating.

usage: bench.py [--build build/release] [--quick] [CASE]...      (make bench, ARGS='--quick select')

The floor is a server that gives the same answers from memory: the client and the network, no work.
The engine is DuckDB 1.5.5 through its C API. Times are medians in milliseconds. A case passes (PASS) when
its measured value keeps what the first release must keep, and may reach what is aimed at (GOAL). All is
written to build/bench/, the last run beside the one before it, and what became more than a tenth worse is named.
"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

import duckdb
import snowflake.connector

from sides import HEAD, ROOT, ROWS, Bench, Floor, Server
import history
import load_files
import load_parquet
import results
import tpch

MANY = 10_000
KEPT = 20_000  # Queries: more than the server keeps of its history, answers and results.
POINT = "SELECT * FROM points WHERE id = %d"
CREATE_POINTS = ("CREATE TABLE points AS SELECT {seq} AS id, {seq} % 1000 AS g, {seq} * 3 AS v,"
                 " 'name ' || {seq} AS name FROM {source}")


# ---- data ----

def prepare(bench):
    session = bench.server.raw(timeout=600)
    session.login()
    session.rows("CREATE DATABASE bench")
    session.rows(CREATE_POINTS.format(
        seq="s", source=f"(SELECT ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS s FROM TABLE(GENERATOR(ROWCOUNT => {ROWS})))"))
    session.rows("CREATE TABLE single (n INT, v VARCHAR)")
    session.rows("CREATE TABLE many (a INT, b VARCHAR, c FLOAT, d DATE)")
    assert session.rows("SELECT COUNT(*), SUM(id) FROM points") == [[str(ROWS), str(ROWS * (ROWS - 1) // 2)]]
    session.close()
    bench.engine_path = bench.folder / "engine.db"
    with duckdb.connect(str(bench.engine_path)) as raw:
        raw.execute(CREATE_POINTS.format(seq="range", source=f"range({ROWS})"))
        raw.execute("CREATE TABLE single (n BIGINT, v VARCHAR)")
        raw.execute("CREATE TABLE many (a BIGINT, b VARCHAR, c DOUBLE, d DATE)")
    duckdb.connect(str(bench.engine_path)).close()


def connect(bench, **options):
    return bench.server.connect(database="BENCH", schema="PUBLIC", **options)


# ---- cases ----

def case_login(bench):
    floor = Floor(bench, "SELECT 1")
    ours, least = bench.alternate(lambda: bench.server.connect().close(), lambda: floor.connect().close(),
                                  rounds=10 if bench.quick else 30)
    floor.close()
    bench.add_ratio("login + close", ours, least, must=1.3, goal=1.1)


def case_select(bench):
    floor = Floor(bench, "SELECT 1")
    with connect(bench) as a, floor.connect() as b:
        ours, least = bench.alternate(lambda: a.cursor().execute("SELECT 1").fetchall(),
                                      lambda: b.cursor().execute("SELECT 1").fetchall(), rounds=300)
    bench.add_ratio("SELECT 1, connector", ours, least, must=1.3, goal=1.1)
    session = bench.server.raw()
    session.login()
    seconds = 1 if bench.quick else 3
    raw = bench.load(bench.server.http_port, lambda _: session.token, "SELECT 1", 1, seconds)
    least = bench.load(floor.port, lambda _: "x", "SELECT 1", 1, seconds)
    engine = bench.engine("SELECT 1")
    ours = raw["p50"] / 1000
    bench.add("SELECT 1, raw HTTP", "<= 0.40 ms, goal 0.15", ours <= 0.40 and not raw["errors"], goal=ours <= 0.15,
              ms=ours, floor=least["p50"] / 1000, engine=engine["p50"] / 1000, errors=raw["errors"])
    session.close()
    floor.close()


def case_point(bench):
    floor = Floor(bench, POINT % 4711)
    number = iter(range(1, 10_000_000))

    def literal(connection):
        return connection.cursor().execute(POINT % (next(number) * 7919 % ROWS)).fetchall()

    def bound(connection):
        return connection.cursor().execute("SELECT * FROM points WHERE id = ?", (next(number) * 7919 % ROWS,)).fetchall()

    snowflake.connector.paramstyle = "qmark"
    with connect(bench) as a, floor.connect() as b:
        for name, ask in (("point query, literal", literal), ("point query, bound", bound)):
            ours, least, engine = bench.alternate(lambda: ask(a), lambda: ask(b), rounds=200, engine=(POINT,))
            bench.add_ratio(name, ours, least, engine, must=1.5, goal=1.2)
    floor.close()


def case_insert(bench):
    floor = Floor(bench, "INSERT INTO single VALUES (1, 'one row')")
    sql = "INSERT INTO single VALUES (%d, 'one row')"
    with connect(bench) as a, floor.connect() as b:
        ours, least, engine = bench.alternate(lambda: a.cursor().execute(sql % 5), lambda: b.cursor().execute(sql % 5),
                                              rounds=100, engine=(sql,))
    floor.close()
    bench.add_ratio("INSERT 1 row, durable", ours, least, engine, must=1.5, goal=1.2)


def case_ddl(bench):
    create, drop = "CREATE TABLE fresh (a INT, b VARCHAR)", "DROP TABLE fresh"
    floor = Floor(bench, "SHOW TABLES LIKE 'nothing'")

    def both(connection):
        connection.cursor().execute(create)
        connection.cursor().execute(drop)

    with connect(bench) as a, floor.connect() as b:
        ours, least, engine = bench.alternate(lambda: both(a), lambda: both(b), rounds=50,
                                              engine=("CREATE TABLE fresh (a BIGINT, b VARCHAR)", drop))
        bench.add_above("CREATE + DROP TABLE, each", ours / 2, least / 2, must=3, goal=1.5, engine=engine / 2)
    floor.close()
    for sql in ("SHOW TABLES", "SELECT * FROM information_schema.tables", "SELECT * FROM information_schema.columns"):
        floor = Floor(bench, sql)
        with connect(bench) as a, floor.connect() as b:
            ours, least = bench.alternate(lambda: a.cursor().execute(sql).fetchall(),
                                          lambda: b.cursor().execute(sql).fetchall(), rounds=50)
            bench.add_above(sql.replace("SELECT * FROM ", ""), ours, least, must=3, goal=1.5)
        floor.close()


def case_many(bench):
    rows = [(n, f"text {n}", n / 7, datetime.date(2020, 1, 1 + n % 28)) for n in range(MANY)]
    rounds = 3 if bench.quick else 8
    floor = Floor(bench, "INSERT INTO many VALUES (1, 'x', 1, '2020-01-01')")

    def run(connection, marks):
        connection.cursor().executemany(f"INSERT INTO many VALUES ({marks})", rows)

    snowflake.connector.paramstyle = "qmark"
    with connect(bench) as a, floor.connect() as b:
        ours, least = bench.alternate(lambda: run(a, "?, ?, ?, ?"), lambda: run(b, "?, ?, ?, ?"), rounds=rounds)
    bench.add_ratio("executemany 10,000, array binding", ours, least, must=1.5, goal=1.2)
    snowflake.connector.paramstyle = "pyformat"
    values = ", ".join(f"({n}, '{t}', {f}, '{d}')" for n, t, f, d in rows)
    raw = duckdb.connect(str(bench.engine_path), config={"threads": 2})
    with connect(bench) as a, floor.connect() as b:
        ours, least, engine = bench.alternate(
            lambda: run(a, "%s, %s, %s, %s"), lambda: run(b, "%s, %s, %s, %s"),
            lambda: raw.execute(f"INSERT INTO many VALUES {values}"), rounds=rounds)
    raw.close()
    snowflake.connector.paramstyle = "qmark"
    bench.add("executemany 10,000, VALUES", "<= 2 x floor, <= raw on top", ours <= 2 * least and ours - least <= engine,
              ms=ours, floor=least, engine=engine, ratio=ours / least)
    floor.close()


def case_tpch(bench):
    path = bench.folder / "tpch.db"
    raw = tpch.generate(0.1, str(path))
    snowflake.connector.paramstyle = "qmark"
    tpch.load(raw, bench.server.connect)
    rounds = 3 if bench.quick else 9
    total, raw_total, worst = 0.0, 0.0, (0.0, 0)
    with bench.server.connect(database="TPCH", schema="PUBLIC") as a:
        for number in tpch.QUERIES:
            text = tpch.query(number)
            plain = tpch.duckdb_text(text).replace("IFF(nation = 'BRAZIL', volume, 0)",
                                                   "CASE WHEN nation = 'BRAZIL' THEN volume ELSE 0 END")
            floor = Floor(bench, text, schema="TPCH.PUBLIC")
            with floor.connect() as b:
                ours, engine, least = bench.alternate(lambda: a.cursor().execute(text).fetchall(),
                                                      lambda: raw.execute(plain).fetchall(),
                                                      lambda: b.cursor().execute(text).fetchall(), rounds=rounds)
            floor.close()
            total, raw_total = total + ours, raw_total + engine + least
            worst = max(worst, (ours - engine, number))
            bench.add(f"TPC-H 0.1, query {number}", "<= raw + 8 ms", ours <= engine + 8, ms=ours, engine=engine,
                      floor=least, above=ours - engine)
    bench.add("TPC-H 0.1, all", "<= 1.10 x (floor + raw), goal 1.03", total <= 1.10 * raw_total,
              goal=total <= 1.03 * raw_total, ms=total, floor_and_raw=raw_total, ratio=total / raw_total, worst_query=worst[1])
    raw.close()


def long_query(size):
    """A query of about so many bytes, in which everything that a query is made of repeats."""
    def part(n):
        return (f"CASE WHEN o_totalprice > {n} THEN 'x{n}' ELSE UPPER(o_comment) END AS a{n},"
                f" o_custkey IN ({n}, {n + 1}, {n + 2}) AND o_orderdate < DATEADD(day, {n}, '1998-01-01'::DATE) AS b{n}")

    return "SELECT " + ",\n".join(part(n) for n in range(size // len(part(1000)))) + "\nFROM orders"


def case_frontend(bench):
    """Tokens to emitted SQL, in process."""
    folder = bench.folder / "frontend"
    folder.mkdir()
    (folder / "setup.sql").write_text("CREATE DATABASE tpch;\n" + (tpch.FOLDER / "schema.sql").read_text())
    queries = [ROOT / "bench" / "frontend.sql"]
    for size in (100_000, 1_000_000):
        queries.append(folder / f"{size}.sql")
        queries[-1].write_text(long_query(size))
    output = subprocess.run([bench.tools / "bench_frontend", folder / "setup.sql", *queries], capture_output=True, text=True,
                            check=True)
    thirty, short, long = (json.loads(line) for line in output.stdout.splitlines())
    bench.add("front end, 30 lines", "<= 0.1 ms", thirty["us"] <= 100, ms=thirty["us"] / 1000)
    a, b = (one["us"] / one["bytes"] for one in (short, long))
    bench.add("front end, 1 MB", "<= 1.3 x as much a byte as 100 KB", b <= 1.3 * a, ms=long["us"] / 1000, us_per_byte=b,
              of_100_kb=a, ratio=b / a)


DOCUMENT = """'{{"user": {{"name": "u' || ({seq} % 1000) || '", "age": ' || (20 + {seq} % 60) || '}}, "tags": ["a", "b"], "items": [{{"sku": "s'
 || ({seq} % 97) || '", "qty": ' || (1 + {seq} % 5) || ', "price": 3.25}}, {{"sku": "s' || ({seq} % 89) || '", "qty": 2, "price": 1.5}}]}}'"""
DOCUMENTS = 500_000
JSON_QUERIES = (
    ("paths", "SELECT doc:user.name::VARCHAR AS n, COUNT(*), SUM(doc:user.age::INT) FROM documents GROUP BY n ORDER BY n",
     ["SELECT doc->>'$.user.name' AS n, count(*), sum((doc->>'$.user.age')::INT) FROM documents GROUP BY n ORDER BY n",
      "SELECT j.user.name AS n, count(*), sum(j.user.age) FROM (SELECT from_json(doc, '{\"user\": {\"name\": \"VARCHAR\", "
      "\"age\": \"INT\"}}') AS j FROM documents) GROUP BY n ORDER BY n"]),
    ("FLATTEN", "SELECT f.value:sku::VARCHAR AS s, SUM(f.value:qty::INT) FROM documents, LATERAL FLATTEN(input => doc:items) f"
     " GROUP BY s ORDER BY s",
     ["SELECT i->>'sku' AS s, sum((i->>'qty')::INT) FROM (SELECT unnest(json_extract(doc, '$.items[*]')) AS i FROM documents)"
      " GROUP BY s ORDER BY s",
      "SELECT i.sku AS s, sum(i.qty) FROM (SELECT unnest(from_json(doc->'items', '[{\"sku\": \"VARCHAR\", \"qty\": \"INT\"}]'))"
      " AS i FROM documents) GROUP BY s ORDER BY s"]))


def case_json(bench):
    count = DOCUMENTS // 10 if bench.quick else DOCUMENTS
    rounds = 2 if bench.quick else 5
    with connect(bench) as a, duckdb.connect(str(bench.folder / "json.db"), config={"threads": 2}) as raw:
        a.cursor().execute("CREATE TABLE documents AS SELECT PARSE_JSON(" + DOCUMENT.format(seq="s") + ") AS doc FROM (SELECT "
                           f"ROW_NUMBER() OVER (ORDER BY NULL) AS s FROM TABLE(GENERATOR(ROWCOUNT => {count})))")
        raw.execute(f"CREATE TABLE documents AS SELECT ({DOCUMENT.format(seq='s')})::JSON AS doc FROM range(1, {count + 1}) r(s)")
        for name, text, plain in JSON_QUERIES:
            rows = [(key, *map(int, values)) for key, *values in a.cursor().execute(text).fetchall()]
            for one in plain:
                assert [(key, *map(int, values)) for key, *values in raw.execute(one).fetchall()] == rows, one
            ours, *engines = bench.alternate(lambda: a.cursor().execute(text).fetchall(),
                                             *(lambda one=one: raw.execute(one).fetchall() for one in plain), rounds=rounds)
            bench.add(f"JSON {count:,}, {name}", "<= 1.3 x the best DuckDB", ours <= 1.3 * min(engines), ms=ours,
                      engine=min(engines), ratio=ours / min(engines))


def case_sessions(bench):
    seconds = 2 if bench.quick else 5
    sessions = [bench.server.raw() for _ in range(100)]
    for session in sessions:
        session.login("snowglobe", "snowglobe", "?databaseName=BENCH&schemaName=PUBLIC")
    for count in (1, 10, 50, 100):
        engine = bench.engine(POINT, clients=count, seconds=seconds)
        ours = bench.load(bench.server.http_port, lambda place: sessions[place].token, POINT, count, seconds)
        ratio = ours["per_second"] / engine["per_second"]
        passed = ratio >= 0.4 and not ours["errors"]
        if count == 100:
            passed = passed and ours["p99"] <= 100_000
        bench.add(f"{count} sessions, point queries",
                  ">= 0.4 x engine, goal 0.7" + (", p99 <= 100 ms" if count == 100 else ""),
                  passed, goal=ratio >= 0.7, per_second=ours["per_second"], engine=engine["per_second"],
                  ratio=ratio, p99_ms=ours["p99"] / 1000, errors=ours["errors"])
    for session in sessions:
        session.close()


def case_memory(bench):
    """On a server of its own, so that what came before is not counted; the history has a case of its own."""
    with Server(bench.folder / "memory", "--history-count", "0", program=bench.build / "snowglobe") as server:
        idle = server.memory_kb()
        bench.add("memory, idle", "<= 60 MB", idle <= 60 * 1024, mb=idle / 1024)
        first = server.raw()
        first.login()
        for _ in range(200):
            first.rows("SELECT 1")
        before = server.memory_kb()
        sessions = [server.raw() for _ in range(200)]
        for session in sessions:
            session.login()
        per_session = (server.memory_kb() - before) / len(sessions)
        bench.add("memory, an open session", "<= 50 KB", per_session <= 50, kb=per_session)
        for session in sessions:
            session.close()
        thousands = 10 if bench.quick else 60  # Memory goes up and down by 4 MB, as what is kept moves on.
        for number in range(KEPT):  # What is kept fills up at first.
            first.rows(f"SELECT {number}, 'text'")
        before = server.memory_kb()
        for number in range(thousands * 1000):
            first.rows(f"SELECT {number}, 'text'")
        slope = (server.memory_kb() - before) / thousands
        bench.add("memory, 1,000 queries", "<= 100 KB", slope <= 100, kb=slope)
        rounds = 300 if bench.quick else 1000
        for part in range(2):
            before = server.memory_kb()
            for _ in range(rounds):
                session = server.raw()
                session.login()
                session.close()
        kept = (server.memory_kb() - before) / rounds
        bench.add("memory, login + close", "0 (within 0.5 KB)", kept <= 0.5, kb=kept)


CASES = {"login": case_login, "select": case_select, "point": case_point, "insert": case_insert, "ddl": case_ddl,
         "many": case_many, "sessions": case_sessions, "memory": case_memory, "history": history.case_history, "tpch": case_tpch,
         "frontend": case_frontend, "json": case_json, "fetch": results.case_fetch, "bind": results.case_bind,
         "tls": results.case_tls, "stream": results.case_stream, "growth": results.case_growth,
         "copy": load_files.case_copy, "unload": load_files.case_unload, "parquet": load_parquet.case_parquet,
         "write_pandas": load_parquet.case_write_pandas}
WORSE = 1.10


# ---- report ----

def compare(results, last):
    """Names what became more than a tenth worse than in the last run."""
    before = {result["name"]: result for result in last.get("results", [])}
    for result in results:
        old, new = before.get(result["name"], {}).get("ms"), result.get("ms")
        if old and new and new > WORSE * old:
            print(f"worse: {result['name']}: {new} ms, was {old} ms")


def write(bench, begin):
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    run = {"schema": "snowglobe-bench/1", "kind": "snowglobe", "commit": commit, "started": begin.isoformat(),
           "quick": bench.quick, "host": {"cores": os.cpu_count(), "machine": platform.machine(),
                                          "load": os.getloadavg()[0]},
           "versions": {"duckdb": duckdb.__version__, "connector": snowflake.connector.__version__},
           "results": bench.results}
    latest = folder / "latest.json"
    if latest.exists():
        compare(bench.results, json.loads(latest.read_text()))
    text = json.dumps(run, indent=1)
    (folder / f"{re.sub('[^0-9T]', '', begin.isoformat()[:19])}.json").write_text(text)
    latest.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("case", nargs="*", choices=[*CASES, []], help=", ".join(CASES))
    options = parser.parse_args()
    begin = datetime.datetime.now(datetime.timezone.utc)
    if os.getloadavg()[0] > (os.cpu_count() or 1) / 2:
        print("the machine is busy: figures will be worse than they are")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        prepare(bench)
        for name in options.case or CASES:
            CASES[name](bench)
        assert bench.server.stop() == 0
    write(bench, begin)
    failed = [result["name"] for result in bench.results if not result["passed"]]
    print(f"{len(bench.results) - len(failed)} of {len(bench.results)} keep their target")
    return 1 if failed else 0


sys.exit(main())

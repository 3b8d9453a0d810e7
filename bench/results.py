"""Large results, bindings and TLS, by the connectors of two generations."""

import http.client
import os

import duckdb

from sides import HEAD, ROWS, Client, Floor, Server

CONNECTORS = {"46": HEAD,
              "52": {"CLIENT_APP_ID": "PythonConnector", "CLIENT_APP_VERSION": "5.2.0",
                     "CLIENT_CAPABILITIES": {"SMK_ID_AS_STRING": True}}}
FETCHED = 100_000  # Rows that fetchall makes tuples of.
REST = 0.2  # Seconds in which a large result is written to the disk.
STREAMED = 10_000_000
COLUMNS = """{seq} AS id, {seq} % 1000 AS g, ({seq} * 7 % 100000 / 100)::{decimal} AS amount, {seq} / 7e0 AS f,
 'name ' || {seq} AS name, DATEADD(day, {seq} % 10000, '2000-01-01'::DATE) AS d,
 DATEADD(second, {seq}, '2020-01-01'::TIMESTAMP_NTZ) AS t, {seq} % 2 = 0 AS b"""
RAW = """CREATE TABLE wide AS SELECT range AS id, range % 1000 AS g, (range * 7 % 100000 / 100)::DECIMAL(12, 2) AS amount,
 range / 7e0 AS f, 'name ' || range AS name, '2000-01-01'::DATE + (range % 10000)::INT AS d,
 '2020-01-01'::TIMESTAMP + to_seconds(range) AS t, range % 2 = 0 AS b FROM range({rows})"""


def make_wide(bench):
    """A table of eight columns on both sides, once."""
    if getattr(bench, "wide_path", None):
        return
    session = bench.server.raw(timeout=600)
    session.login()
    session.query("CREATE TABLE bench.PUBLIC.wide AS SELECT " + COLUMNS.format(seq="s", decimal="NUMBER(12, 2)") +
                  " FROM (SELECT ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS s"
                  f" FROM TABLE(GENERATOR(ROWCOUNT => {ROWS})))")
    assert session.rows("SELECT COUNT(*) FROM bench.PUBLIC.wide") == [[str(ROWS)]]
    session.close()
    bench.wide_path = bench.folder / "wide.db"
    with duckdb.connect(str(bench.wide_path)) as raw:
        raw.execute(RAW.format(rows=ROWS))


def case_fetch(bench):
    make_wide(bench)
    for version, head in CONNECTORS.items():
        client = Client(version)
        client.connect("ours", port=bench.server.http_port, database="BENCH", schema="PUBLIC")
        for rows, ways in ((ROWS, (("fetch_arrow_all", 1.5, 1.15), ("fetch_pandas_all", 1.5, 1.15))),
                           (FETCHED, (("fetchall", 1.3, 1.15),))):
            sql = f"SELECT * FROM bench.PUBLIC.wide WHERE id < {rows}"
            floor = Floor(bench, sql, head=head)
            client.connect("floor", port=floor.port)
            for how, must, goal in ways:
                engine = bench.engine(sql.replace("bench.PUBLIC.", ""), path=bench.wide_path)["p50"] / 1000
                ours, least = client.measure(("ours", "floor"), 4 if bench.quick else 16, rest=REST, do="fetch", sql=sql,
                                             how=how)
                bench.add_ratio(f"{how} {rows:,} x 8, connector {version}", ours, least, engine, must=must, goal=goal)
            floor.close()
        client.close()


def case_bind(bench):
    """What the connector of the new core does with arrays; bench.py has the older one."""
    sql = "INSERT INTO many VALUES (?, ?, ?, ?)"
    client = Client("52")
    one = {"1": {"type": "FIXED", "value": "1"}, "2": {"type": "TEXT", "value": "x"}, "3": {"type": "REAL", "value": "1"},
           "4": {"type": "DATE", "value": "0"}}
    floor = Floor(bench, sql, head=CONNECTORS["52"], bindings=one)
    client.connect("ours", port=bench.server.http_port, database="BENCH", schema="PUBLIC")
    client.connect("floor", port=floor.port)
    ours, least = client.measure(("ours", "floor"), 4 if bench.quick else 12, do="bind", sql=sql, rows=10_000)
    bench.add_ratio("executemany 10,000, array binding, 52", ours, least, must=1.5, goal=1.2)
    ours, least = client.measure(("ours", "floor"), 100, do="run", sql="SELECT 1")
    bench.add_ratio("SELECT 1, connector 52", ours, least, must=1.3, goal=1.1)
    floor.close()
    client.close()


# ---- TLS ----

def https_options(server):
    return {"protocol": "https", "port": server.https_port, "database": "BENCH", "schema": "PUBLIC"}


def case_tls(bench):
    """The same server by both of its doors."""
    with Server(bench.folder / "tls", https=True, program=bench.build / "snowglobe") as server:
        session = server.raw(timeout=600)
        session.login()
        session.rows("CREATE DATABASE bench")
        session.rows("CREATE TABLE bench.PUBLIC.wide AS SELECT " + COLUMNS.format(seq="s", decimal="NUMBER(12, 2)") +
                     " FROM (SELECT ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS s"
                     f" FROM TABLE(GENERATOR(ROWCOUNT => {ROWS})))")
        os.environ["REQUESTS_CA_BUNDLE"] = str(server.ca)
        for version in CONNECTORS:
            trust = {"custom_root_store_path": str(server.ca)} if version == "52" else {"disable_ocsp_checks": True}
            client = Client(version)
            client.connect("plain", port=server.http_port)
            client.connect("tls", **{**https_options(server), **trust})
            for what, command, rounds, rest in (
                    ("SELECT 1", {"do": "run", "sql": "SELECT 1"}, 200, 0),
                    (f"fetch_arrow_all {ROWS:,} x 8",
                     {"do": "fetch", "sql": "SELECT * FROM bench.PUBLIC.wide", "how": "fetch_arrow_all"},
                     4 if bench.quick else 20, REST)):
                tls, plain = client.measure(("tls", "plain"), rounds, rest, **command)
                bench.add(f"TLS, {what}, connector {version}", "<= 1.3 x HTTP", tls <= 1.3 * plain, ms=tls, http=plain,
                          ratio=tls / plain)
            client.close()
        del os.environ["REQUESTS_CA_BUNDLE"]
        sessions = [server.raw() for _ in range(20)]
        for one in sessions:
            one.login()
        rates = [bench.load(port, lambda place: sessions[place].token, "SELECT 1", len(sessions),
                            1 if bench.quick else 3, tls=tls)
                 for tls, port in ((True, server.https_port), (False, server.http_port))]
        bench.add("TLS, SELECT 1, 20 connections", "HTTP <= 1.4 x as many a second",
                  rates[1]["per_second"] <= 1.4 * rates[0]["per_second"] and not rates[0]["errors"],
                  per_second=rates[0]["per_second"], http=rates[1]["per_second"],
                  ratio=rates[1]["per_second"] / rates[0]["per_second"])
        bench.add("TLS, a connection with its handshake", "<= 1.3 ms", rates[0]["connect"] <= 1300,
                  ms=rates[0]["connect"] / 1000, http=rates[1]["connect"] / 1000)
        for one in (session, *sessions):
            one.close()


# ---- memory ----

def peak_kb(server):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def read_all(server, sql):
    """Asks as a connector that reads Arrow does, and reads every chunk to its end; gives rows and bytes."""
    session = server.raw(timeout=600)
    session.login(**HEAD)
    answer = session.query(sql)
    assert answer["success"], answer
    data = answer["data"]
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=600)
    size = 0
    for chunk in data["chunks"]:
        connection.request("GET", "/" + chunk["url"].split("/", 3)[3])
        size += len(connection.getresponse().read())
    connection.close()
    session.close()
    return data["total"], size


def case_stream(bench):
    """Ten million rows by eight columns, on a server of its own."""
    rows = STREAMED // 10 if bench.quick else STREAMED
    sql = ("SELECT " + COLUMNS.format(seq="s", decimal="NUMBER(12, 2)") +
           f" FROM (SELECT SEQ8() AS s FROM TABLE(GENERATOR(ROWCOUNT => {rows})))")
    with Server(bench.folder / "stream", program=bench.build / "snowglobe") as server:
        total, size = read_all(server, sql)
        assert total == rows, total
        peak = peak_kb(server)
        bench.add(f"memory, {rows:,} rows x 8 read", "<= 512 MB at most", peak <= 512 * 1024, mb=peak / 1024,
                  result_mb=size / 2**20)


def case_growth(bench):
    """What 200 results of 200,000 rows leave behind."""
    results = 40 if bench.quick else 200
    sql = ("SELECT " + COLUMNS.format(seq="s", decimal="NUMBER(12, 2)") +
           " FROM (SELECT SEQ8() AS s FROM TABLE(GENERATOR(ROWCOUNT => 200000)))")
    with Server(bench.folder / "growth", program=bench.build / "snowglobe") as server:
        for _ in range(50):  # What is kept of answers and results fills up at first.
            read_all(server, sql)
        before = server.memory_kb()
        for _ in range(results):
            read_all(server, sql)
        grown = (server.memory_kb() - before) / 1024
        bench.add(f"memory, {results} results of 200,000 rows", "<= 10 MB more", grown <= 10, mb=grown)

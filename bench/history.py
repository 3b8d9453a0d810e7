"""What the query history costs: of a statement's processor, of memory, and of time to list it."""

import http.client
import json
import statistics
import time

from sides import Server

MANY = 100_000
AT_ONCE = 1000  # Statements of a request that fills it.
PAIRS = 8
WRITTEN_SECONDS = 1.5  # What has ended is written once a second.
ASKED = ["", "?status=failed", "?user=SNOWGLOBE", "?warehouse=NONE", "?type=SELECT", "?text=no%20such", "?from=1&to=9999999999999"]


def processor(server):
    """Seconds of user and system time, of threads that have ended, too: the process's own clock (clock_getcpuclockid, which
    Python has for threads alone), since the 10 ms of /proc's are a hundredth of a turn."""
    return time.clock_gettime(~server.process.pid << 3 | 2)


def logged_in(server):
    session = server.raw()
    session.login()
    return session


def costs(bench, sides, seconds, turns):
    """Microseconds of processor for a statement of each side. What the machine does besides changes by the second: so the turns are
    short, and what a side writes while the other one's turn is, is its own."""
    asked = [0, 0]
    before = [processor(server) for server, _ in sides]
    for turn in range(turns):
        for at in (0, 1) if turn % 2 else (1, 0):
            server, session = sides[at]
            asked[at] += bench.load(server.http_port, lambda _: session.token, "SELECT 1", 1, seconds)["requests"]
    time.sleep(WRITTEN_SECONDS)
    return [1e6 * (processor(server) - spent) / requests for (server, _), spent, requests in zip(sides, before, asked)]


def pair_costs(bench, folder, seconds, turns):
    """Of two servers that were just started."""
    with Server(folder / "with", program=bench.build / "snowglobe") as server, \
            Server(folder / "without", "--history-count", "0", program=bench.build / "snowglobe") as without:
        sides = [(one, logged_in(one)) for one in (server, without)]
        costs(bench, sides, seconds, 1)  # The first ones warm up.
        return costs(bench, sides, seconds, turns)


def signed_in(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port)
    connection.request("POST", "/api/login", json.dumps({"user": "snowglobe", "password": "snowglobe"}),
                       {"Content-Type": "application/json", "Host": f"localhost:{server.http_port}"})
    answer = connection.getresponse()
    answer.read()
    return connection, {"Host": f"localhost:{server.http_port}", "Cookie": answer.headers["Set-Cookie"].split(";")[0]}


def listed_ms(connection, headers, asked):
    began = time.perf_counter()
    connection.request("GET", "/api/queries" + asked, headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.read()
    return (time.perf_counter() - began) * 1000


def case_history(bench):
    """Beside a server that keeps none, in turns. Where its memory comes to lie makes a server some hundredths faster or slower for as
    long as it runs: so pairs of servers are measured, each for a while."""
    pairs = [pair_costs(bench, bench.folder / f"history-{place}", 0.4, 4 if bench.quick else 10) for place in
             range(1 if bench.quick else PAIRS)]
    ours, least = (statistics.mean(side) for side in zip(*pairs))
    bench.add("history: cost per query", "<= 3 % of SELECT 1's processor", ours <= 1.03 * least, us=ours, without=least,
              percent=100 * (ours / least - 1), pairs=" ".join(f"{100 * (a / b - 1):.1f}" for a, b in pairs))
    with Server(bench.folder / "history", program=bench.build / "snowglobe") as server:
        session = logged_in(server)
        empty = server.memory_kb()
        for _ in range(MANY // AT_ONCE):
            session.query("SELECT 1" + (AT_ONCE - 1) * ";SELECT 1", parameters={"MULTI_STATEMENT_COUNT": AT_ONCE})
        bench.add("memory, 100,000 queries in the history", "<= 200 MB", server.memory_kb() <= 200 * 1024,
                  mb=server.memory_kb() / 1024, empty=empty / 1024)
        time.sleep(2 * WRITTEN_SECONDS)
        connection, headers = signed_in(server)
        slowest = max(sorted(listed_ms(connection, headers, one) for _ in range(5))[2] for one in ASKED)
        bench.add("history: 100,000 queries, the slowest filter", "<= 100 ms", slowest <= 100, ms=slowest)

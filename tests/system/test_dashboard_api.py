"""The description of the dashboard's API that the server serves, against the server: every operation is called, and what
it answers is what the description says, with no member more."""

import copy
import http.client
import json
import re
import subprocess

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from harness import PROGRAM

GUEST = {"user": "snowglobe", "password": "snowglobe"}


class Program:
    """Who signed in, and calls operations by their names."""

    def __init__(self, server):
        self.server = server
        self.headers = {"Origin": f"http://localhost:{server.http_port}", "Host": f"localhost:{server.http_port}"}
        status, headers, _ = self.send("POST", "/api/login", GUEST)
        assert status == 200
        self.headers["Cookie"] = headers["Set-Cookie"].split(";")[0]

    def send(self, method, path, body=None, content_type="application/json"):
        """Gives status, headers and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http_port, timeout=60)
        sent = {**self.headers, **({"Content-Type": content_type} if body is not None else {})}
        data = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.headers, text

    def execute(self, sql, **body):
        return json.loads(self.send("POST", "/api/execute", {"sql": sql, **body})[2])


@pytest.fixture
def program(server):
    return Program(server)


@pytest.fixture
def document(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port)
    connection.request("GET", "/api/openapi.json")  # Nobody needs to have signed in.
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json"
    return json.load(answer)


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_it_is_valid_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_its_operations_are_the_routes_of_the_server(document):
    docs = subprocess.run([PROGRAM, "docs", "coverage"], capture_output=True, text=True, check=True).stdout
    rows = re.findall(r"^\| ([A-Z, ]+) \| `([^`]*)` \|$", docs.split("The dashboard's own")[1], re.M)
    routes = sorted((method.lower(), re.sub(r"\*+", "*", path)) for methods, path in rows for method in methods.split(", "))
    assert sorted((method, re.sub(r"\{\w+\}", "*", path)) for method, path, _ in operations(document)) == routes


def test_what_changes_something_is_no_get(document):
    assert {method for method, _, operation in operations(document) if "requestBody" in operation} <= {"post", "put"}


def test_every_parameter_and_schema_is_used_somewhere(document):
    text = json.dumps(document)
    for kind in ("parameters", "schemas"):
        for name in document["components"][kind]:
            assert f'"#/components/{kind}/{name}"' in text, name


def test_the_parameters_of_a_path_are_those_in_its_braces(document):
    for _, path, operation in operations(document):
        names = [document["components"]["parameters"][one["$ref"].split("/")[-1]] for one in operation["parameters"]]
        assert {one["name"] for one in names if one["in"] == "path"} == set(re.findall(r"\{(\w+)\}", path)), path


def closed(document):
    """The document in which no schema has other members than those that are described."""
    document = copy.deepcopy(document)
    for schema in document["components"]["schemas"].values():
        schema["additionalProperties"] = False
    return document


# ---- each operation, called; a function gives the answers that it got ----

def call_login(program):
    yield 200, program.send("POST", "/api/login", GUEST)
    yield 401, program.send("POST", "/api/login", {**GUEST, "password": "wrong"})
    yield 400, program.send("POST", "/api/login", "{")
    yield 415, program.send("POST", "/api/login", "user=x", "application/x-www-form-urlencoded")


def call_logout(program):
    yield 200, program.send("POST", "/api/logout", {})
    program.headers["Origin"] = "http://evil.example"
    yield 403, program.send("POST", "/api/logout", {})


def call_me(program):
    yield 200, program.send("GET", "/api/me")
    del program.headers["Cookie"]
    yield 401, program.send("GET", "/api/me")
    program.headers["Host"] = "evil.example"
    yield 421, program.send("GET", "/api/me")


def call_execute(program):
    for sql in ("SELECT 1 AS a, NULL", "CREATE OR REPLACE DATABASE described", "CREATE TABLE described.public.t (a INT)",
                "INSERT INTO described.public.t VALUES (1)", "SHOW TABLES", "USE SCHEMA described.public"):
        yield 200, program.send("POST", "/api/execute", {"sql": sql})
    yield 200, program.send("POST", "/api/execute", {"sql": "SELECT 1; SELECT 2", "parameters": {"MULTI_STATEMENT_COUNT": 2}})
    yield 200, program.send("POST", "/api/execute", {"sql": "SELECT 1", "session": "new", "count": 0})
    yield 202, program.send("POST", "/api/execute", {"sql": "CALL SYSTEM$WAIT(2)", "waitMs": 0})
    yield 422, program.send("POST", "/api/execute", {"sql": "SELECT nothing"})
    yield 400, program.send("POST", "/api/execute", {})
    yield 410, program.send("POST", "/api/execute", {"sql": "SELECT 1", "session": "1"})


def call_answer(program):
    path = "/api/queries/{}/answer"
    yield 200, program.send("GET", path.format(program.execute("SELECT 1")["queryId"]))
    yield 422, program.send("GET", path.format(program.execute("SELECT nothing")["queryId"]))
    waits = program.execute("CALL SYSTEM$WAIT(60)", waitMs=0)["queryId"]
    yield 202, program.send("GET", path.format(waits) + "?waitMs=0")
    program.send("POST", f"/api/queries/{waits}/cancel", {})
    yield 404, program.send("GET", path.format("none"))


def call_cancel(program):
    path = "/api/queries/{}/cancel"
    yield 200, program.send("POST", path.format(program.execute("SELECT 1")["queryId"]), {})
    yield 404, program.send("POST", path.format("none"), {})


def call_rows(program):
    path = "/api/queries/{}/rows?from=1&count=1"
    yield 200, program.send("GET", path.format(program.execute("SELECT 1 UNION ALL SELECT NULL")["queryId"]))
    yield 404, program.send("GET", path.format("none"))


def call_queries(program):
    program.execute("SELECT 'described'")
    program.execute("SELECT nothing")
    for asked in ("", "?limit=1", "?status=failed&user=SNOWGLOBE&type=SELECT&text=NOTHING&from=1&to=9999999999999&session=1&warehouse=W",
                  "?status=cancelled", "?status=running", "?status=succeeded&next=2"):
        yield 200, program.send("GET", "/api/queries" + asked)
    for asked in ("?status=done", "?limit=0", "?limit=x", "?from=yesterday", "?next=-1", "?text=" + 1001 * "x"):
        yield 400, program.send("GET", "/api/queries" + asked)


def call_query(program):
    for sql in ("SELECT 1", "SELECT nothing", "BEGIN"):
        yield 200, program.send("GET", "/api/queries/" + program.execute(sql)["queryId"])
    yield 404, program.send("GET", "/api/queries/none")


def call_plan(program):
    path = "/api/queries/{}/plan"
    sql = "SELECT a.seq, COUNT(*) FROM (SELECT SEQ4() AS seq FROM TABLE(GENERATOR(ROWCOUNT => 2))) a, (SELECT 1 AS x) b GROUP BY 1"
    yield 200, program.send("GET", path.format(program.execute(sql)["queryId"]))
    yield 422, program.send("GET", path.format(program.execute("USE ROLE ACCOUNTADMIN")["queryId"]))
    yield 422, program.send("GET", path.format(program.execute("SELECT nothing")["queryId"]))
    yield 404, program.send("GET", path.format("none"))


def call_databases(program):
    program.execute("CREATE OR REPLACE DATABASE described_tree")
    yield 200, program.send("GET", "/api/databases")
    yield 200, program.send("GET", "/api/databases?limit=1")
    program.headers["Cookie"] = "snowglobe_dashboard=none"
    yield 401, program.send("GET", "/api/databases")


def call_schemas(program):
    yield 200, program.send("GET", "/api/databases/SNOWFLAKE")
    yield 404, program.send("GET", "/api/databases/NONE")


def call_objects(program):
    program.execute("CREATE OR REPLACE DATABASE described_tree")
    for made in ("TABLE described_tree.public.t (a INT)", "STAGE described_tree.public.s", "SEQUENCE described_tree.public.q",
                 "FUNCTION described_tree.public.f(a INT) RETURNS INT AS 'a'", "VIEW described_tree.public.v AS SELECT 1 AS x"):
        program.execute("CREATE " + made)
    yield 200, program.send("GET", "/api/databases/DESCRIBED_TREE/PUBLIC")
    yield 404, program.send("GET", "/api/databases/DESCRIBED_TREE/NONE")


def call_columns(program):
    program.execute("CREATE OR REPLACE DATABASE described_tree")
    program.execute("CREATE TABLE described_tree.public.t (a INT PRIMARY KEY, b VARCHAR DEFAULT 'x' COMMENT 'c', c INT AS (a + 1))")
    yield 200, program.send("GET", "/api/databases/DESCRIBED_TREE/PUBLIC/T")
    yield 404, program.send("GET", "/api/databases/DESCRIBED_TREE/PUBLIC/NONE")


def call_search(program):
    program.execute("CREATE OR REPLACE DATABASE described_tree")
    program.execute("CREATE TABLE described_tree.public.described (described INT)")
    yield 200, program.send("GET", "/api/search?text=described")
    yield 400, program.send("GET", "/api/search")


def call_split(program):
    yield 200, program.send("POST", "/api/split", {"sql": "SELECT 1; CREATE USER u PASSWORD = 'x'; oh no"})
    yield 400, program.send("POST", "/api/split", {"sql": 1})


def call_words(program):
    yield 200, program.send("GET", "/api/words")


def call_view(program):
    path = "/api/queries/{}/view"
    known = path.format(program.execute("SELECT 1 AS a UNION ALL SELECT NULL")["queryId"])
    yield 200, program.send("POST", known, {"sort": [{"column": 0, "descending": True}], "filters": [{"column": 0, "operator": "isNotNull"}]})
    yield 422, program.send("POST", known, {"filters": [{"column": 0, "operator": "less", "value": "x"}]})
    yield 400, program.send("POST", known, {"sort": [{"column": 1}]})
    yield 404, program.send("POST", path.format("none"), {})


def call_chart(program):
    path = "/api/queries/{}/chart"
    known = path.format(program.execute("SELECT 1 AS a, 2 AS b")["queryId"])
    yield 200, program.send("POST", known, {"x": 0, "y": [1], "aggregate": "sum"})
    yield 400, program.send("POST", known, {"x": 0})
    yield 404, program.send("POST", path.format("none"), {})


def call_statistics(program):
    path = "/api/queries/{}/statistics"
    known = path.format(program.execute("SELECT 1 AS a")["queryId"])
    yield 200, program.send("POST", known, {"column": 0})
    yield 400, program.send("POST", known, {})
    yield 404, program.send("POST", path.format("none"), {"column": 0})


def call_upload(program):
    yield 200, program.send("PUT", "/api/uploads/a.csv", b"a,b\n1,2\n", "application/octet-stream")
    yield 400, program.send("PUT", "/api/uploads/a%2Fb", b"x", "application/octet-stream")
    yield 415, program.send("PUT", "/api/uploads/a.csv", {})
    program.headers["Origin"] = "http://evil.example"
    yield 403, program.send("PUT", "/api/uploads/a.csv", b"x", "application/octet-stream")


def call_export(program):
    path = "/api/queries/{}/export?format={}"
    known = program.execute("SELECT 1 AS a")["queryId"]
    yield 200, program.send("GET", path.format(known, "csv"))
    yield 200, program.send("GET", path.format(known, "json"))
    yield 400, program.send("GET", path.format(known, "xlsx"))
    yield 404, program.send("GET", path.format("none", "csv"))


def call_openapi(program):
    yield 200, program.send("GET", "/api/openapi.json")


def call_stats(program):
    yield 200, program.send("GET", "/api/stats")
    del program.headers["Cookie"]
    yield 401, program.send("GET", "/api/stats")


def call_sessions(program):
    waits = program.execute("CALL SYSTEM$WAIT(60)", session="new", waitMs=0)["queryId"]
    yield 200, program.send("GET", "/api/sessions")
    program.send("POST", f"/api/queries/{waits}/cancel", {})


def call_closeSession(program):
    session = program.send("POST", "/api/execute", {"sql": "SELECT 1", "session": "new"})[1]["X-Snowglobe-Session"]
    yield 200, program.send("POST", f"/api/sessions/{session}/close", {})
    yield 404, program.send("POST", f"/api/sessions/{session}/close", {})


def call_server(program):
    yield 200, program.send("GET", "/api/server")


def call_metrics(program):
    yield 200, program.send("GET", "/metrics")


def call_health(program):
    yield 200, program.send("GET", "/health")


def call_home(program):
    answer = program.send("GET", "/")
    assert answer[1]["Location"] == "/dashboard"
    yield 302, answer
    program.headers["Host"] = "evil.example"
    yield 421, program.send("GET", "/")


def call_page(program):
    yield 200, program.send("GET", "/dashboard")


def call_asset(program):
    page = program.send("GET", "/dashboard")[2].decode()
    answer = program.send("GET", re.search(r'src="([^"]*)"', page)[1])
    yield 200, answer
    program.headers["If-None-Match"] = answer[1]["ETag"]
    yield 304, program.send("GET", re.search(r'src="([^"]*)"', page)[1])
    yield 404, program.send("GET", "/dashboard/none")


CALLS = {name.removeprefix("call_"): call for name, call in globals().items() if name.startswith("call_")}


def test_every_operation_is_called_below(document):
    assert {operation["operationId"] for _, _, operation in operations(document)} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_answers_are_as_described(document, program, name):
    responses = next(one["responses"] for _, _, one in operations(document) if one["operationId"] == name)
    whole = closed(document)
    for status, (got, headers, text) in CALLS[name](program):
        assert got == status, (status, text)
        content = responses[str(got)].get("content")
        if content is None:
            assert text == b""
        elif "application/json" in content:
            assert headers["Content-Type"] == "application/json" and headers["Cache-Control"] == "no-store"
            schema = {**content["application/json"]["schema"], "components": whole["components"]}
            Draft202012Validator(schema).validate(json.loads(text))
        else:
            assert "*/*" in content or headers["Content-Type"].split(";")[0] in content

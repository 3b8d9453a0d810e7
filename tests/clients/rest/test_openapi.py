"""The description of the SQL API that the server serves, against the server."""

import re
import subprocess

import pytest
import requests
from openapi_spec_validator import validate

from harness import PROGRAM

PATH = "/api/v2/openapi.json"


@pytest.fixture(scope="module")
def document(server):
    answer = requests.get(server.url + PATH)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json"
    return answer.json()


def part(document, reference):
    """What a $ref names."""
    for name in reference["$ref"].removeprefix("#/").split("/"):
        document = document[name]
    return document


def parameters(document, path, method, place):
    named = [part(document, one) for one in document["paths"][path][method]["parameters"]]
    return {one["name"] for one in named if one["in"] == place}


def test_it_is_valid(document):
    validate(document)


def test_its_paths_are_the_routes_of_the_server(document):
    docs = subprocess.run([PROGRAM, "docs", "coverage"], capture_output=True, text=True, check=True).stdout
    routes = {(method.lower(), re.sub(r"\*", "{statementHandle}", path))
              for method, path in re.findall(r"\| (GET|POST) \| `(/api/v2/[^`]*)`", docs)}
    described = {(method, path) for path, item in document["paths"].items() for method in item}
    assert described == routes - {("get", PATH)} and ("get", PATH) in routes


@pytest.mark.parametrize("path, method", [("/api/v2/statements", "post"), ("/api/v2/statements/{statementHandle}", "get")])
def test_each_parameter_of_the_query_string_is_read(document, api, path, method):
    """A value that cannot be right is refused by its name."""
    handle = api.run("SELECT 1")["statementHandle"]
    url = api.url + path.replace("{statementHandle}", handle)
    for name in parameters(document, path, method, "query"):
        answer = requests.request(method, url, params={name: "~"}, headers=api.headers(),
                                  json={"statement": "SELECT 1"} if method == "post" else None)
        assert answer.status_code == 400 and f"'{name}'" in answer.json()["message"], name


def test_each_parameter_of_a_statement_is_taken_and_no_other(document, api):
    known = document["components"]["schemas"]["Parameters"]["properties"]
    values = {"multi_statement_count": "1", "client_result_chunk_size": "48", "rows_per_resultset": "5",
              "use_cached_result": "false", "binary_output_format": "HEX", "timezone": "UTC"}
    for name in known:
        answer = api.submit("SELECT 1", parameters={name: values.get(name, "YYYY")})
        assert answer.status_code == 200, (name, answer.text)
    assert api.submit("SELECT 1", parameters={"autocommit": "true"}).status_code == 400


def matches(document, schema, value):
    """Whether a value has the required members of a schema, and none that the schema does not know."""
    schema = part(document, schema) if "$ref" in schema else schema
    if schema.get("type") == "object":
        assert set(schema.get("required", [])) <= set(value) <= set(schema["properties"]), (schema, value)
        return all(matches(document, schema["properties"][name], one) for name, one in value.items())
    if schema.get("type") == "array":
        return all(matches(document, schema["items"], one) for one in value)
    kinds = {"string": str, "integer": int, "boolean": bool}
    assert isinstance(value, kinds[schema["type"]]) or (value is None and schema.get("nullable")), (schema, value)
    return True


@pytest.fixture(scope="module")
def table(api):
    api.run("CREATE OR REPLACE TABLE described (a INT)")


@pytest.mark.parametrize("statement, query, status", [
    ("SELECT 1 AS a, 'x', NULL", {}, 200), ("CREATE OR REPLACE TABLE other (a INT)", {}, 200),
    ("INSERT INTO described VALUES (1)", {}, 200), ("SELECT 1", {"async": "true"}, 202), ("SELECT nothing", {}, 422),
    ("SELECT 1", {"async": "no"}, 400),
])
def test_answers_are_as_described(document, api, table, statement, query, status):
    answer = api.submit(statement, query)
    responses = document["paths"]["/api/v2/statements"]["post"]["responses"]
    assert answer.status_code == status
    assert matches(document, responses[str(status)]["content"]["application/json"]["schema"], answer.json())

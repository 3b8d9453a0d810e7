"""Snowflake CLI: docs.snowflake.com/en/developer-guide/snowflake-cli/command-reference/overview."""

import csv
import io

JSON = ("--format", "json")


def query(snow, sql):
    return snow("sql", "-q", sql, *JSON)


# ---- snow connection ----

def test_a_connection_is_added_and_tested(snow):
    (listed,) = snow("connection", "list", *JSON)
    assert (listed["connection_name"], listed["is_default"]) == ("local", True)
    assert listed["parameters"]["host"] == "127.0.0.1" and "snowglobe" != listed["parameters"].get("password")
    tested = snow("connection", "test", *JSON)
    assert (tested["Connection name"], tested["Status"], tested["User"]) == ("local", "OK", "snowglobe")
    assert tested["Host"] == "127.0.0.1" and tested["Database"] == "CLI"


def test_a_wrong_password_is_told(run, snow, server):
    code, output = run("sql", "-q", "SELECT 1", "--password", "wrong")
    assert code == 1 and "Incorrect username or password was specified" in " ".join(output.split())


# ---- snow sql ----

def test_formats(snow):
    assert query(snow, "SELECT 1 AS a, 'é' AS b, NULL AS c, 1.50 AS d, TRUE AS e, '2024-05-06'::DATE AS f") == [
        {"A": 1, "B": "é", "C": None, "D": "1.50", "E": True, "F": "2024-05-06"}]
    output = snow("sql", "-q", "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY 1", "--format", "csv")
    assert list(csv.reader(io.StringIO(output))) == [["A", "B"], ["1", "x"], ["2", "y"]]
    assert "| A | B |" in snow("sql", "-q", "SELECT 1 AS a, 'x' AS b")
    assert query(snow, "SELECT 1 AS a; SELECT 2 AS b, 3 AS c") == [[{"A": 1}], [{"B": 2, "C": 3}]]


def test_from_files_and_standard_input(snow, tmp_path):
    one, two = tmp_path / "one.sql", tmp_path / "two.sql"
    one.write_text("CREATE OR REPLACE TABLE filed (n INT);\nINSERT INTO filed VALUES (1), (2); -- two rows\n")
    two.write_text("!source " + str(one) + "\nSELECT SUM(n) AS s FROM filed;\n")
    assert snow("sql", "-f", two, *JSON)[-1] == [{"S": 3}]
    assert snow("sql", "-i", *JSON, stdin="SELECT COUNT(*) AS n FROM filed") == [{"N": 2}]


def test_variables(snow):
    assert snow("sql", "-q", "SELECT '<% word %>' AS w, <% n %> AS n", "-D", "word=hello", "-D", "n=3", *JSON) == [
        {"W": "hello", "N": 3}]
    assert snow("sql", "-q", "SELECT '&{ word }' AS w", "-D", "word=old", *JSON) == [{"W": "old"}]


def test_an_error_is_told(run, snow):
    code, output = run("sql", "-q", "SELECT * FROM nowhere")
    assert code == 1 and "002003 (42S02)" in output and "NOWHERE" in output


# ---- snow object ----

def test_objects(snow):
    query(snow, "CREATE OR REPLACE TABLE things (a INT, b VARCHAR) COMMENT = 'kept'")
    (listed,) = snow("object", "list", "table", "--like", "THINGS", *JSON)
    assert (listed["name"], listed["kind"], listed["comment"]) == ("THINGS", "TABLE", "kept")
    assert [row["name"] for row in snow("object", "describe", "table", "things", *JSON)] == ["A", "B"]
    query(snow, "CREATE SCHEMA made COMMENT = 'by the CLI'; CREATE DATABASE made_db; USE SCHEMA cli.public")
    assert [row["comment"] for row in snow("object", "list", "schema", "--like", "MADE", *JSON)] == ["by the CLI"]
    for kind, name in (("table", "things"), ("schema", "made"), ("database", "made_db")):
        assert "successfully dropped" in snow("object", "drop", kind, name)
    assert snow("object", "list", "table", "--like", "THINGS", *JSON) == []


# ---- snow stage ----

def test_files_of_a_stage(snow, tmp_path):
    snow("stage", "create", "files")
    assert [row["name"] for row in snow("stage", "list", "--like", "FILES", *JSON)] == ["FILES"]
    assert snow("stage", "describe", "files", *JSON)
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "sub").mkdir(parents=True)
    there.mkdir()
    (here / "a.txt").write_text("one")
    (here / "sub" / "b.txt").write_text("two")
    put = snow("stage", "copy", here, "@files/in", "--recursive", *JSON)
    assert sorted((row["source"], row["status"]) for row in put) == [("a.txt", "UPLOADED"), ("sub/b.txt", "UPLOADED")]
    assert sorted(row["name"] for row in snow("stage", "list-files", "@files", *JSON)) == [
        "files/in/a.txt", "files/in/sub/b.txt"]
    assert [row["name"] for row in snow("stage", "list-files", "@files", "--pattern", ".*b[.]txt", *JSON)] == [
        "files/in/sub/b.txt"]
    snow("stage", "copy", "@files/in", there, "--recursive")
    assert {path.name: path.read_text() for path in there.rglob("*.txt")} == {"a.txt": "one", "b.txt": "two"}
    snow("stage", "remove", "@files", "in/a.txt")
    assert [row["name"] for row in snow("stage", "list-files", "@files", *JSON)] == ["files/in/sub/b.txt"]
    assert "successfully dropped" in snow("stage", "drop", "files")


def test_a_stage_and_a_folder_are_compared(snow, tmp_path):
    """By the MD5 that LIST tells of each file."""
    for name, text in (("same.txt", "same"), ("changed.txt", "before"), ("gone.txt", "gone")):
        (tmp_path / name).write_text(text)
    snow("stage", "create", "compared")
    snow("stage", "copy", tmp_path, "@compared", "--no-auto-compress")
    (tmp_path / "changed.txt").write_text("after")
    (tmp_path / "gone.txt").unlink()
    (tmp_path / "new.txt").write_text("new")
    assert snow("stage", "diff", "@compared", tmp_path, *JSON) == {
        "added": ["new.txt"], "deleted": ["gone.txt"], "modified": ["changed.txt"]}
    assert snow("stage", "diff", "compared", tmp_path / "..", *JSON)["deleted"] == ["changed.txt", "gone.txt", "same.txt"]


def test_files_are_executed(run, snow, tmp_path):
    snow("stage", "create", "scripts")
    for name, text in {"1": "CREATE OR REPLACE TABLE of_file (a INT, b VARCHAR);",
                       "2": "INSERT INTO of_file VALUES (1, '{{ text }}');", "bad": "SELECT * FROM nothing_there"}.items():
        (tmp_path / f"{name}.sql").write_text(text)
        snow("stage", "copy", tmp_path / f"{name}.sql", "@scripts")
    done = snow("stage", "execute", "@scripts/?.sql", "-D", "text='of a variable'", *JSON)
    assert [(row["File"], row["Status"], row["Error"]) for row in done] == [
        ("@scripts/1.sql", "SUCCESS", None), ("@scripts/2.sql", "SUCCESS", None)]
    assert query(snow, "SELECT b FROM of_file") == [{"B": "of a variable"}]
    code, output = run("stage", "execute", "@scripts/bad.sql")
    assert code == 1 and "NOTHING_THERE" in output and "does not exist or not authorized" in output

"""Directory tables: which files a stage had when it was refreshed last.

docs.snowflake.com/en/user-guide/data-load-dirtables, .../sql-reference/sql/alter-stage"""

import datetime
import hashlib

import pytest


@pytest.fixture
def put(cur, schema, tmp_path):
    def put_file(name, content, place):
        (tmp_path / name).write_text(content)
        cur.execute(f"PUT 'file://{tmp_path}/{name}' {place} AUTO_COMPRESS = FALSE OVERWRITE = TRUE")

    return put_file


def paths(cur, stage="s"):
    return [row[0] for row in cur.execute(f"SELECT RELATIVE_PATH FROM DIRECTORY(@{stage}) ORDER BY 1")]


def test_a_refresh_registers_what_is_there(cur, schema, put):
    cur.execute("CREATE STAGE s DIRECTORY = (ENABLE = TRUE)")
    put("a.txt", "abc", "@s")
    put("b c.txt", "de", "@s/sub")
    assert paths(cur) == []
    assert cur.execute("ALTER STAGE s REFRESH").fetchall() == [
        ("a.txt", "REGISTERED_NEW", "File registered successfully."),
        ("sub/b c.txt", "REGISTERED_NEW", "File registered successfully.")]
    rows = cur.execute("SELECT * FROM DIRECTORY(@s) ORDER BY SIZE").fetchall()
    assert [one[0] for one in cur.description] == ["RELATIVE_PATH", "SIZE", "LAST_MODIFIED", "MD5", "ETAG", "FILE_URL"]
    first, second = rows
    digest = hashlib.md5(b"de").hexdigest()
    assert first[:2] == ("sub/b c.txt", 2) and first[3:5] == (digest, digest)
    assert first[5].endswith(f"/api/files/{schema}/PUBLIC/S/sub%2Fb%20c.txt")
    age = datetime.datetime.now(datetime.timezone.utc) - second[2]
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=5)
    assert cur.execute("ALTER STAGE s REFRESH").fetchall() == []
    put("a.txt", "other", "@s")
    cur.execute("REMOVE @s/sub")
    assert paths(cur) == ["a.txt", "sub/b c.txt"]
    assert cur.execute("ALTER STAGE s REFRESH").fetchall() == [
        ("a.txt", "REGISTERED_UPDATE", "File updated successfully."),
        ("sub/b c.txt", "UNREGISTERED", "File unregistered successfully.")]
    assert cur.execute("SELECT RELATIVE_PATH, SIZE FROM DIRECTORY(@s)").fetchall() == [("a.txt", 5)]


def test_a_part_of_the_stage_is_refreshed(cur, schema, put):
    cur.execute("CREATE STAGE s DIRECTORY = (ENABLE = TRUE)")
    for name in ("one", "two"):
        put("x.txt", name, f"@s/{name}")
    assert [row[0] for row in cur.execute("ALTER STAGE s REFRESH SUBPATH = 'two/'")] == ["two/x.txt"]
    assert paths(cur) == ["two/x.txt"]
    cur.execute("ALTER STAGE s REFRESH")
    assert paths(cur) == ["one/x.txt", "two/x.txt"]
    cur.execute("REMOVE @s")
    cur.execute("ALTER STAGE s REFRESH SUBPATH = 'one'")
    assert paths(cur) == ["two/x.txt"]


def test_it_is_switched_on_and_off(cur, schema, put):
    cur.execute("CREATE STAGE s")
    put("a.txt", "1", "@s")
    for sql in ("ALTER STAGE s REFRESH", "SELECT * FROM DIRECTORY(@s)"):
        with pytest.raises(Exception, match="directory table of stage 'S' is not enabled"):
            cur.execute(sql)
    cur.execute("ALTER STAGE s SET DIRECTORY = (ENABLE = TRUE)")
    assert paths(cur) == []
    cur.execute("ALTER STAGE s REFRESH")
    assert paths(cur) == ["a.txt"]
    cur.execute("ALTER STAGE s SET DIRECTORY = (ENABLE = FALSE)")
    cur.execute("ALTER STAGE s SET DIRECTORY = (ENABLE = TRUE)")
    assert paths(cur) == []
    with pytest.raises(Exception, match="does not exist"):
        cur.execute("ALTER STAGE nowhere REFRESH")
    assert cur.execute("ALTER STAGE IF EXISTS nowhere REFRESH").fetchall() == []


def test_with_auto_refresh_it_is_always_fresh(cur, schema, put):
    cur.execute("CREATE STAGE s DIRECTORY = (ENABLE = TRUE AUTO_REFRESH = TRUE)")
    put("a.txt", "1", "@s")
    assert paths(cur) == ["a.txt"]
    cur.execute("REMOVE @s")
    assert paths(cur) == []


def test_it_joins_and_is_told_of(cur, schema, put):
    cur.execute("CREATE STAGE s DIRECTORY = (ENABLE = TRUE)")
    put("a.txt", "1", "@s")
    cur.execute("ALTER STAGE s REFRESH")
    cur.execute("CREATE TABLE t (p TEXT)")
    cur.execute("INSERT INTO t VALUES ('a.txt'), ('b.txt')")
    assert cur.execute("SELECT p, SIZE FROM t JOIN DIRECTORY(@s) ON p = RELATIVE_PATH").fetchall() == [("a.txt", 1)]
    assert cur.execute(f"SELECT COUNT(*) FROM DIRECTORY(@{schema}.PUBLIC.s) WHERE SIZE > 100").fetchone() == (0,)
    cur.execute("REMOVE @s")
    cur.execute("ALTER STAGE s REFRESH")
    history = "TABLE(INFORMATION_SCHEMA.STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY(STAGE_NAME => 's'{}))"
    rows = cur.execute("SELECT FILE_NAME, OPERATION_STATUS, MESSAGE, FILE_SIZE, JOB_CREATED_TIME <= CURRENT_TIMESTAMP() "
                       f"FROM {history.format('')} ORDER BY JOB_CREATED_TIME").fetchall()
    assert rows == [("a.txt", "REGISTERED_NEW", "File registered successfully.", 1, True),
                    ("a.txt", "UNREGISTERED", "File unregistered successfully.", 1, True)]
    since = ", START_TIME => DATEADD(day, 1, CURRENT_TIMESTAMP())"
    assert cur.execute(f"SELECT * FROM {history.format(since)}").fetchall() == []
    cur.execute("DROP STAGE s")
    cur.execute("CREATE STAGE s DIRECTORY = (ENABLE = TRUE)")
    assert paths(cur) == [] and cur.execute(f"SELECT * FROM {history.format('')}").fetchall() == []

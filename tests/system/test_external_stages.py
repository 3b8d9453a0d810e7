"""External stages on folders of the machine: only those that the server was told of."""

import os

import pytest

from harness import Server


@pytest.fixture
def place(tmp_path):
    allowed = tmp_path / "allowed"
    (allowed / "sub").mkdir(parents=True)
    (allowed / "a.csv").write_text("1,x\n")
    (allowed / "sub/b.csv").write_text("2,y\n")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "c.csv").write_text("3,z\n")
    os.symlink(secret, allowed / "link")
    os.symlink(secret / "c.csv", allowed / "file_link.csv")
    return allowed


@pytest.fixture
def cur(tmp_path, place):
    folder = tmp_path / "server"
    folder.mkdir()
    with Server(folder, "--stage-folders", f"/nowhere:{place}") as server:
        connection = server.connect()
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        yield cursor
        connection.close()


def names(cur, place):
    return [row[0] for row in cur.execute(f"LIST {place}")]


def fails(cur, sql, message):
    with pytest.raises(Exception, match=message):
        cur.execute(sql)


def test_files_are_listed_copied_and_removed(cur, place):
    cur.execute(f"CREATE STAGE ext URL = 'file://{place}/'")
    assert names(cur, "@ext") == [f"file://{place}/a.csv", f"file://{place}/sub/b.csv"]
    assert names(cur, "@ext/sub/") == [f"file://{place}/sub/b.csv"]
    (row,) = cur.execute("SHOW STAGES").fetchall()
    assert row[1] == "EXT" and row[4] == f"file://{place}/" and row[10] == "EXTERNAL"
    cur.execute("CREATE STAGE inner")
    assert cur.execute("COPY FILES INTO @inner/got/ FROM @ext/sub/").fetchall() == [("got/b.csv",)]
    assert cur.execute("COPY FILES INTO @inner/all FROM @ext").fetchall() == [("all/a.csv",), ("all/sub/b.csv",)]
    assert names(cur, "@inner") == ["inner/all/a.csv", "inner/all/sub/b.csv", "inner/got/b.csv"]
    cur.execute("COPY FILES INTO @ext/new/ FROM @inner/all PATTERN = 'sub/.*'")
    assert (place / "new/sub/b.csv").read_text() == "2,y\n"
    assert cur.execute("COPY FILES INTO @inner/named/ FROM @ext FILES = ('a.csv') DETAILED_OUTPUT = FALSE").fetchall() == [(1,)]
    assert [row[1] for row in cur.execute("REMOVE @ext/new/")] == ["removed"]
    assert not (place / "new/sub/b.csv").exists()
    cur.execute("DROP STAGE ext")
    assert (place / "a.csv").exists()


def test_nothing_else_is_reached(cur, place):
    for url in (f"file://{place.parent}", f"file://{place}/../secret", f"file://{place}/link", "file:///etc", "file:///nowhere/x"):
        fails(cur, f"CREATE STAGE bad URL = '{url}'", "not one that external stages may use")
    cur.execute(f"CREATE STAGE ext URL = 'file://{place}'")
    cur.execute("CREATE STAGE inner")
    fails(cur, "COPY FILES INTO @inner FROM @ext FILES = ('link/c.csv')", "not inside")
    fails(cur, "COPY FILES INTO @inner FROM @ext FILES = ('file_link.csv')", "not inside")
    fails(cur, "COPY FILES INTO @inner FROM @ext FILES = ('../secret/c.csv')", "Invalid name")
    fails(cur, "COPY FILES INTO @inner FROM @ext FILES = ('none.csv')", "was not found")
    fails(cur, "COPY FILES INTO @ext/link/ FROM @ext FILES = ('a.csv')", "not inside")
    fails(cur, f"PUT file://{place}/a.csv @ext", "GET and PUT commands are not supported with external stage")
    fails(cur, f"GET @ext file://{place}/", "GET and PUT commands are not supported with external stage")
    assert names(cur, "@inner") == []


def test_other_clouds_are_not_reached(cur):
    for url in ("gcs://bucket/x", "azure://account.blob.core.windows.net/c/x", "s3gov://b"):
        fails(cur, f"CREATE STAGE s URL = '{url}'", "Unsupported feature 'external stages at")
    for url in ("ftp://host/x", "S3", "bucket/x", "https://host/x"):
        fails(cur, f"CREATE STAGE s URL = '{url}'", f"invalid URL prefix found in: '{url}'")

"""External stages at S3: every statement that works with files, against a real S3 server.

docs.snowflake.com/en/sql-reference/sql/create-stage, .../user-guide/data-load-s3-compatible-storage"""

import gzip
import urllib.request

import pytest
from snowflake.connector import DatabaseError


def fails(cur, sql, number, message):
    with pytest.raises(DatabaseError, match=message) as raised:
        cur.execute(sql)
    assert raised.value.errno == number, raised.value


def listed(cur, place):
    return [row[0] for row in cur.execute(f"LIST {place}")]


def test_files_are_listed_read_and_loaded_once(cur, store, bucket, keys):
    store.put(bucket, "in/a.csv", "1,one\n2,two\n")
    store.put(bucket, "in/sub/b c+ü.csv.gz", gzip.compress(b"3,three\n"))
    store.put(bucket, "in/folder/", "")
    store.put(bucket, "other.csv", "9,no\n")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/in' {keys}")
    rows = cur.execute("LIST @s").fetchall()
    assert [(row[0], row[1]) for row in rows] == [
        (f"s3://{bucket}/in/a.csv", 12), (f"s3://{bucket}/in/sub/b c+ü.csv.gz", len(gzip.compress(b"3,three\n")))]
    assert rows[0][2] == store.client.head_object(Bucket=bucket, Key="in/a.csv")["ETag"].strip('"')
    assert cur.execute("SELECT $1, $2, METADATA$FILENAME FROM @s ORDER BY 1").fetchall() == [
        ("1", "one", "in/a.csv"), ("2", "two", "in/a.csv"), ("3", "three", "in/sub/b c+ü.csv.gz")]
    cur.execute("CREATE TABLE t (a INT, b TEXT)")
    got = cur.execute("COPY INTO t FROM @s/a").fetchall()
    assert [row[:4] for row in got] == [(f"s3://{bucket}/in/a.csv", "LOADED", 2, 2)]
    assert [row[0] for row in cur.execute("COPY INTO t FROM @s")] == [f"s3://{bucket}/in/sub/b c+ü.csv.gz"]
    assert cur.execute("COPY INTO t FROM @s").fetchall()[0][0] == "Copy executed with 0 files processed."
    assert cur.execute("SELECT * FROM t ORDER BY a").fetchall() == [(1, "one"), (2, "two"), (3, "three")]
    store.put(bucket, "in/a.csv", "4,four\n")
    cur.execute("COPY INTO t FROM @s FILES = ('a.csv') PURGE = TRUE")
    assert cur.execute("SELECT COUNT(*), MAX(a) FROM t").fetchone() == (4, 4)
    assert store.names(bucket) == ["in/folder/", "in/sub/b c+ü.csv.gz", "other.csv"]


def test_files_are_copied_and_removed(cur, store, bucket, keys):
    store.put(bucket, "x/a.txt", "abc")
    store.put(bucket, "x/b.txt", "def")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/' {keys}")
    cur.execute("CREATE STAGE inner_one")
    cur.execute("COPY FILES INTO @inner_one/got/ FROM @s/x/")
    assert listed(cur, "@inner_one") == ["inner_one/got/a.txt", "inner_one/got/b.txt"]
    cur.execute("COPY FILES INTO @s/back/ FROM @inner_one/got/ FILES = ('b.txt')")
    cur.execute("COPY FILES INTO @s/twice/ FROM @s/back/")
    assert store.get(bucket, "back/b.txt") == store.get(bucket, "twice/b.txt") == b"def"
    assert cur.execute("REMOVE @s/x/ PATTERN = 'a.*'").fetchall() == [(f"s3://{bucket}/x/a.txt", "removed")]
    assert store.names(bucket) == ["back/b.txt", "twice/b.txt", "x/b.txt"]


def test_large_files_go_in_parts(cur, store, bucket, keys, tmp_path):
    content = b"0123456789abcdef" * (2 << 20)  # 32 MB and a bit more
    (tmp_path / "big.bin").write_bytes(content + b"end")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/' {keys}")
    cur.execute("CREATE STAGE inner_one")
    cur.execute(f"PUT file://{tmp_path}/big.bin @inner_one AUTO_COMPRESS = FALSE")
    cur.execute("COPY FILES INTO @s FROM @inner_one")
    assert store.get(bucket, "big.bin") == content + b"end"
    assert listed(cur, "@s") == [f"s3://{bucket}/big.bin"]
    cur.execute("COPY FILES INTO @inner_one/again/ FROM @s")
    (row,) = cur.execute("LIST @inner_one/again/").fetchall()
    assert row[1] == len(content) + 3


def test_more_files_than_a_page_has(cur, store, bucket, keys):
    store.seed(bucket, {f"p/{i:04}.csv": f"{i}\n" for i in range(1010)})
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/p/' {keys}")
    assert listed(cur, "@s") == [f"s3://{bucket}/p/{i:04}.csv" for i in range(1010)]
    assert len(listed(cur, "@s/100")) == 10
    cur.execute("CREATE TABLE t (a INT)")
    cur.execute("COPY INTO t FROM @s PATTERN = '000.*'")
    assert cur.execute("SELECT COUNT(*), SUM(a) FROM t").fetchone() == (10, 45)


def test_other_formats(cur, store, bucket, keys):
    store.put(bucket, "a.json", '{"a": 1}\n{"a": 2}\n')
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}' {keys} FILE_FORMAT = (TYPE = JSON)")
    assert cur.execute("SELECT $1:a::INT FROM @s ORDER BY 1").fetchall() == [(1,), (2,)]


def test_a_store_of_its_kind_has_an_endpoint(cur, store, bucket, keys):
    store.put(bucket, "a.csv", "1\n")
    endpoint = f"ENDPOINT = '127.0.0.1:{store.port}'"
    cur.execute(f"CREATE STAGE s URL = 's3compat://{bucket}/' {endpoint} {keys}")
    assert listed(cur, "@s") == [f"s3compat://{bucket}/a.csv"]
    assert cur.execute("SELECT $1 FROM @s").fetchall() == [("1",)]
    fails(cur, f"CREATE STAGE e URL = 's3compat://{bucket}/' {keys}", 1003, "ENDPOINT")
    fails(cur, f"CREATE STAGE e URL = 's3compat://{bucket}/' ENDPOINT = 'example.com' {keys}", 3001,
          "option s3compat-endpoints")
    cur.execute(f"CREATE STAGE down URL = 's3compat://{bucket}/' ENDPOINT = '127.0.0.1:1' {keys}")
    fails(cur, "LIST @down", 91003, "Unable to execute HTTP request to 127.0.0.1:1")


def test_what_the_store_refuses(cur, store, bucket, keys):
    store.put(bucket, "a.csv", "1\n")
    cur.execute("CREATE TABLE t (a INT)")
    wrong = f"CREDENTIALS = (AWS_KEY_ID = '{store.keys[0]}' AWS_SECRET_KEY = 'wrong')"
    cur.execute(f"CREATE STAGE wrong URL = 's3://{bucket}/' {wrong}")
    fails(cur, "LIST @wrong", 91003, r"Failure using stage area. Cause: \[.*Status Code: 403; Error Code: SignatureDoesNotMatch")
    fails(cur, "COPY INTO t FROM @wrong", 91003, "SignatureDoesNotMatch")
    cur.execute(f"CREATE STAGE nobody URL = 's3://{bucket}/' CREDENTIALS = (AWS_KEY_ID = 'nobody' AWS_SECRET_KEY = 'x')")
    fails(cur, "SELECT * FROM @nobody", 91003, "InvalidAccessKeyId")
    cur.execute(f"CREATE STAGE nowhere URL = 's3://no-such-bucket-here/' {keys}")
    fails(cur, "LIST @nowhere", 91003, r"bucket does not exist \(Status Code: 404; Error Code: NoSuchBucket\)")
    only_lists = f"CREDENTIALS = (AWS_KEY_ID = '{store.lister[0]}' AWS_SECRET_KEY = '{store.lister[1]}')"
    cur.execute(f"CREATE STAGE lister URL = 's3://{bucket}/' {only_lists}")
    assert len(listed(cur, "@lister")) == 1
    fails(cur, "COPY INTO t FROM @lister", 91003, "AccessDenied")
    fails(cur, "REMOVE @lister", 91003, "AccessDenied")
    assert cur.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)
    assert store.names(bucket) == ["a.csv"]


def test_drivers_do_not_reach_it(cur, bucket, keys, tmp_path):
    (tmp_path / "a.csv").write_text("1\n")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/' {keys}")
    for sql in (f"PUT file://{tmp_path}/a.csv @s", f"GET @s file://{tmp_path}/"):
        fails(cur, sql, 91003, r"\[S GET and PUT commands are not supported with external stage\]")


def test_what_was_fetched_is_removed_again(cur, s3_server, store, bucket, keys):
    store.put(bucket, "a.csv", "1\nx\n")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/' {keys}")
    cur.execute("CREATE TABLE t (a INT)")
    cur.execute("SELECT $1 FROM @s").fetchall()
    cur.execute("COPY INTO t FROM @s ON_ERROR = CONTINUE")
    fails(cur, "COPY INTO t FROM @s FORCE = TRUE", 100038, "x")
    assert list((s3_server.folder / "data/stages/new").iterdir()) == []


def test_secrets_are_not_shown(cur, s3_server, store, bucket, keys):
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/' {keys}")
    seen = []
    for sql in ("SHOW STAGES", "DESCRIBE STAGE s", "SELECT * FROM INFORMATION_SCHEMA.STAGES",
                "SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())"):
        seen.append(str(cur.execute(sql).fetchall()))
    (stage,) = cur.execute("SHOW STAGES").fetchall()
    assert stage[4] == f"s3://{bucket}/" and stage[5] == "Y" and stage[10] == "EXTERNAL"
    assert store.keys[1] not in "".join(seen) and store.keys[1] not in s3_server.log_text()


def test_a_directory_table_is_filled_when_it_is_made(cur, store, bucket, keys):
    store.put(bucket, "in/a.csv", "1\n")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/in/' {keys} DIRECTORY = (ENABLE = TRUE)")
    cur.execute(f"CREATE STAGE later URL = 's3://{bucket}/in/' {keys} DIRECTORY = (ENABLE = TRUE REFRESH_ON_CREATE = FALSE)")
    etag = store.client.head_object(Bucket=bucket, Key="in/a.csv")["ETag"].strip('"')
    assert cur.execute("SELECT RELATIVE_PATH, SIZE, MD5, ETAG FROM DIRECTORY(@s)").fetchall() == [("a.csv", 2, etag, etag)]
    assert cur.execute("SELECT * FROM DIRECTORY(@later)").fetchall() == []
    store.put(bucket, "in/b.csv", "2\n")
    assert [row[:2] for row in cur.execute("ALTER STAGE s REFRESH")] == [("b.csv", "REGISTERED_NEW")]
    wrong = "CREDENTIALS = (AWS_KEY_ID = 'nobody' AWS_SECRET_KEY = 'x')"
    fails(cur, f"CREATE STAGE e URL = 's3://{bucket}/' {wrong} DIRECTORY = (ENABLE = TRUE)", 91003, "InvalidAccessKeyId")
    fails(cur, "LIST @e", 2003, "does not exist")


def test_file_urls_reach_into_the_bucket(cur, s3_server, store, bucket, keys):
    store.put(bucket, "in/a.csv", "1\n")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/in/' {keys}")
    assert cur.execute("SELECT GET_STAGE_LOCATION(@s), GET_ABSOLUTE_PATH(@s, 'a.csv')").fetchone() == (
        f"s3://{bucket}/in/", f"s3://{bucket}/in/a.csv")
    headers = {"Authorization": f'Snowflake Token="{cur.connection.rest.token}"'}
    for function in ("BUILD_STAGE_FILE_URL", "BUILD_SCOPED_FILE_URL"):
        (url,) = cur.execute(f"SELECT {function}(@s, 'a.csv')").fetchone()
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            assert answer.read() == b"1\n"
    fails(cur, "SELECT GET_PRESIGNED_URL(@s, 'a.csv')", 2, "GET_PRESIGNED_URL of a file of an external stage")
    assert list((s3_server.folder / "data/stages/new").iterdir()) == []


def test_tables_are_unloaded_and_loaded_again(cur, store, bucket, keys):
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/out/' {keys}")
    cur.execute("CREATE TABLE t AS SELECT SEQ4() AS a, 'row ' || SEQ4() AS b FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    assert cur.execute("COPY INTO @s/csv/ FROM t").fetchone()[0] == 1000
    assert cur.execute("COPY INTO @s/one.parquet FROM t FILE_FORMAT = (TYPE = PARQUET) SINGLE = TRUE HEADER = TRUE").fetchone()[0] == 1000
    assert store.names(bucket) == ["out/csv/data_0_0_0.csv.gz", "out/one.parquet"]
    fails(cur, "COPY INTO @s/csv/ FROM t", 1030, "Files already existing at the unload destination")
    cur.execute("COPY INTO @s/csv/ FROM (SELECT * FROM t LIMIT 10) OVERWRITE = TRUE")
    cur.execute("CREATE TABLE u LIKE t")
    assert cur.execute("COPY INTO u FROM @s/csv/").fetchone()[2:4] == (10, 10)
    assert cur.execute("COPY INTO u FROM @s/one.parquet FILE_FORMAT = (TYPE = PARQUET) "
                       "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE").fetchone()[2:4] == (1000, 1000)
    assert cur.execute("SELECT COUNT(*), COUNT(DISTINCT b), SUM(a) FROM u").fetchone() == (1010, 1000, 499500 + 45)
    only_lists = f"CREDENTIALS = (AWS_KEY_ID = '{store.lister[0]}' AWS_SECRET_KEY = '{store.lister[1]}')"
    cur.execute(f"CREATE STAGE lister URL = 's3://{bucket}/no/' {only_lists}")
    fails(cur, "COPY INTO @lister FROM t", 91003, "Status Code: 403")


def test_a_copy_names_its_location_itself(cur, s3_server, store, bucket, keys):
    store.put(bucket, "in/a.csv", "1\n")
    store.put(bucket, "in/b.csv", "2\n")
    cur.execute("CREATE TABLE t (a INT)")
    got = cur.execute(f"COPY INTO t FROM 's3://{bucket}/in/a' {keys}").fetchall()
    assert [row[:3] for row in got] == [(f"s3://{bucket}/in/a.csv", "LOADED", 1)]
    got = cur.execute(f"COPY INTO t FROM 's3://{bucket}/in/' {keys} PATTERN = '.*csv'").fetchall()
    assert [row[0] for row in got] == [f"s3://{bucket}/in/b.csv"]
    cur.execute(f"COPY INTO 's3://{bucket}/out/all' FROM t {keys} FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)")
    assert store.names(bucket) == ["in/a.csv", "in/b.csv", "out/all_0_0_0.csv"]
    assert sorted(store.get(bucket, "out/all_0_0_0.csv").split()) == [b"1", b"2"]
    nobody = "CREDENTIALS = (AWS_KEY_ID = 'nobody' AWS_SECRET_KEY = 'x')"
    fails(cur, f"COPY INTO t FROM 's3://{bucket}/in/' {nobody}", 91003, "InvalidAccessKeyId")
    fails(cur, f"COPY INTO t FROM 'gcs://{bucket}/in/'", 2, "external stages at gcs:")
    fails(cur, f"COPY INTO t FROM @~ {keys}", 2, "CREDENTIALS beside a stage")
    fails(cur, f"COPY INTO t FROM 's3://{bucket}/' {keys} STORAGE_INTEGRATION = x", 1003, "CREDENTIALS property is not allowed")
    fails(cur, f"COPY INTO t FROM 's3://{bucket}/' STORAGE_INTEGRATION = nowhere", 2003, "NOWHERE")
    history = cur.execute("SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())").fetchall()
    assert store.keys[1] not in str(history) and store.keys[1] not in s3_server.log_text()

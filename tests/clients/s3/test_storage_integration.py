"""Storage integrations: where stages may be that use the server's own keys.

docs.snowflake.com/en/sql-reference/sql/create-storage-integration, .../alter-storage-integration"""

import pytest

from test_external_stage import fails, listed


@pytest.fixture
def integration(cur, request):
    name = request.node.name.upper()
    yield name
    cur.execute(f"DROP INTEGRATION IF EXISTS {name}")


def create(cur, name, locations, more=""):
    cur.execute(f"""CREATE STORAGE INTEGRATION {name} TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE
        STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::1:role/r' STORAGE_ALLOWED_LOCATIONS = ({locations}) {more}""")


def test_a_stage_uses_it(cur, store, bucket, integration):
    store.put(bucket, "good/a.csv", "1\n")
    create(cur, integration, f"'s3://{bucket}/good/'", f"STORAGE_BLOCKED_LOCATIONS = ('s3://{bucket}/good/secret/')")
    cur.execute(f"CREATE STAGE s URL = 's3://{bucket}/good/' STORAGE_INTEGRATION = {integration}")
    assert listed(cur, "@s") == [f"s3://{bucket}/good/a.csv"]
    (stage,) = cur.execute("SHOW STAGES").fetchall()
    assert stage[5] == "N" and stage[13] == integration
    for path in ("", "goodbye/", "good/secret/", "good/secret/x/"):
        fails(cur, f"CREATE STAGE e URL = 's3://{bucket}/{path}' STORAGE_INTEGRATION = {integration}", 3127,
              f"Location 's3://{bucket}/{path}' is not allowed by integration {integration}. Please use DESC INTEGRATION")
    cur.execute(f"ALTER STORAGE INTEGRATION {integration} SET ENABLED = FALSE")
    fails(cur, "LIST @s", 3001, "is not enabled")
    cur.execute(f"ALTER STORAGE INTEGRATION {integration} SET ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ('*')")
    cur.execute(f"CREATE STAGE whole URL = 's3://{bucket}/' STORAGE_INTEGRATION = {integration}")
    cur.execute(f"DROP INTEGRATION {integration}")
    fails(cur, "LIST @s", 2003, "does not exist or not authorized")
    fails(cur, f"CREATE STAGE e URL = 's3://{bucket}/' STORAGE_INTEGRATION = nowhere", 2003, "NOWHERE")


def test_keys_beside_it_are_refused(cur, bucket, keys, integration):
    create(cur, integration, "'*'")
    fails(cur, f"CREATE STAGE e URL = 's3://{bucket}/' STORAGE_INTEGRATION = {integration} {keys}", 1003,
          "CREDENTIALS property is not allowed on stages that use a storage integration")


def test_it_is_described_and_shown(cur, integration):
    create(cur, integration, "'s3://a/', 's3://b/c/'", "COMMENT = 'mine'")
    rows = {row[0]: row[1:] for row in cur.execute(f"DESC STORAGE INTEGRATION {integration}")}
    assert rows["ENABLED"] == ("Boolean", "true", "false")
    assert rows["STORAGE_PROVIDER"][:2] == ("String", "S3")
    assert rows["STORAGE_ALLOWED_LOCATIONS"][:2] == ("List", "s3://a/,s3://b/c/")
    assert rows["STORAGE_AWS_ROLE_ARN"][1] == "arn:aws:iam::1:role/r"
    assert not any("OAUTH" in key for key in rows)
    (row,) = cur.execute(f"SHOW STORAGE INTEGRATIONS LIKE '{integration}'").fetchall()
    assert row[:5] == (integration, "EXTERNAL_STAGE", "STORAGE", "true", "mine")
    assert cur.execute(f"SHOW SECURITY INTEGRATIONS LIKE '{integration}'").fetchall() == []


def test_what_is_missing_or_not_supported(cur):
    fails(cur, "CREATE STORAGE INTEGRATION e TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE "
          "STORAGE_AWS_ROLE_ARN = 'x'", 1003, "STORAGE_ALLOWED_LOCATIONS")
    fails(cur, "CREATE STORAGE INTEGRATION e TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'GCS' ENABLED = TRUE "
          "STORAGE_ALLOWED_LOCATIONS = ('gcs://b/')", 2, "STORAGE_PROVIDER = GCS")
    fails(cur, "CREATE STORAGE INTEGRATION e TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE "
          "STORAGE_AWS_ROLE_ARN = 'x' STORAGE_ALLOWED_LOCATIONS = ('gcs://b/')", 1008, "gcs://b/")

"""The CLI with a configuration of its own, run inside the tests' process: starting it anew takes seconds."""

import json
import os

import pytest

os.environ.update(SNOWFLAKE_DISABLE_PLATFORM_DETECTION="true", SNOWFLAKE_CLI_IGNORE_NEW_VERSION_WARNING="true")


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """What `snow <arguments>` gives: its exit code and what it writes."""
    from snowflake.cli._app.cli_app import CliAppFactory
    from typer.testing import CliRunner

    runner = CliRunner()
    config = tmp_path_factory.mktemp("snow") / "config.toml"
    config.touch(mode=0o600)
    config.write_text("[cli.logs]\nsave_logs = false\n")

    def run(*arguments, stdin=None):
        result = runner.invoke(CliAppFactory().create_or_get_app(),
                               ["--config-file", str(config), *map(str, arguments)], input=stdin)
        return result.exit_code, result.output

    return run


@pytest.fixture(scope="session")
def connection(server, run):
    code, output = run(
        "connection", "add", "--connection-name", "local", "--account", "local", "--user", "snowglobe", "--password",
        "snowglobe", "--host", "127.0.0.1", "--port", server.http_port, "--protocol", "http", "--database", "CLI",
        "--schema", "PUBLIC", "--default", "--no-interactive")
    assert code == 0, output
    with server.connect() as opened:
        opened.cursor().execute("CREATE OR REPLACE DATABASE cli")
    return "local"


@pytest.fixture
def snow(run, connection):
    """The output of a command that succeeds; of one with --format json the decoded answer."""

    def snow(*arguments, stdin=None):
        code, output = run(*arguments, stdin=stdin)
        assert code == 0, output
        return json.loads(output) if "json" in arguments else output

    return snow

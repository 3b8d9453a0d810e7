"""The settings: what is told of the server, snippets that connect when they are run as they are copied, its security."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
DEPS = ROOT / "deps"


@pytest.fixture
def settings(signed_in):
    signed_in.get_by_role("link", name="Settings", exact=True).click()
    expect(signed_in.get_by_role("tabpanel")).to_contain_text("SELECT 1")
    return signed_in


def snippet(page, client):
    page.get_by_role("tab", name=client, exact=True).click()
    return page.get_by_label(f"How {client} connects", exact=True).inner_text()


def run(*command, stdin=None, cwd=None, **env):
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, text=True, timeout=120, cwd=cwd,
                          env={**os.environ, **env})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_snippet_connects(settings):
    assert run(DEPS / "venv-py46/bin/python", "-c", snippet(settings, "Python")).strip() == "(1,)"


def test_the_sqlalchemy_snippet_connects(settings, server):
    with server.connect() as connection:
        connection.cursor().execute("CREATE DATABASE IF NOT EXISTS mydb")
        connection.cursor().execute("CREATE WAREHOUSE IF NOT EXISTS wh")
    text = snippet(settings, "SQLAlchemy") + "\nfrom sqlalchemy import text\nprint(engine.connect().execute(text('SELECT CURRENT_DATABASE()')).scalar())"
    assert run(DEPS / "venv-sqlalchemy/bin/python", "-c", text).strip() == "MYDB"


def test_the_pandas_snippet_writes_and_reads(settings, server):
    with server.connect() as connection:
        connection.cursor().execute("CREATE DATABASE IF NOT EXISTS mydb")
        connection.cursor().execute('DROP TABLE IF EXISTS mydb.public."orders"')
    text = snippet(settings, "pandas").replace("write_pandas(", "df = pd.DataFrame({'n': [1, 2, 3]})\nwrite_pandas(", 1) + "\nprint(len(back))"
    assert run(DEPS / "venv-py46/bin/python", "-c", text).strip().endswith("3")


def test_the_node_snippet_connects(settings, tmp_path):
    (tmp_path / "connect.js").write_text(snippet(settings, "Node"))
    told = run(DEPS / "nodejs/bin/node", tmp_path / "connect.js", cwd=tmp_path,
               NODE_PATH=str(DEPS / "node/node_modules"), SNOWFLAKE_DISABLE_PLATFORM_DETECTION="true")
    assert "N: 1" in told


def test_the_curl_snippet_is_answered(settings, server):
    with server.connect() as connection:
        token = connection.cursor().execute("ALTER USER snowglobe ADD PROGRAMMATIC ACCESS TOKEN web_curl").fetchone()[1]
    told = run("bash", "-c", snippet(settings, "curl (SQL API)"), TOKEN=token)
    assert '"data":[["42"]]' in told.replace(" ", "")


CLIENTS = ["Python", "SQLAlchemy", "pandas", "dbt", "Snowpark", "Go", "JDBC", "Node", "snow CLI", "curl (SQL API)"]


def test_each_snippet_has_this_servers_place(settings, server):
    for client in CLIENTS:
        text = snippet(settings, client)
        assert str(server.http_port) in text and "8084" not in text and "127.0.0.1" not in text, client
        assert "localhost" in text, client
        assert "SNOWGLOBE" not in text, client


def test_a_snippet_is_copied(settings):
    settings.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = snippet(settings, "Go")
    settings.get_by_role("button", name="Copy How Go connects").click()
    expect(settings.get_by_role("tabpanel")).to_contain_text("Copied")
    assert settings.evaluate("navigator.clipboard.readText()") == text


def test_clients_are_chosen_by_keys_and_the_choice_is_kept(settings):
    settings.get_by_role("tab", name="Python", exact=True).click()
    settings.keyboard.press("ArrowLeft")
    expect(settings.get_by_role("tab", name="curl (SQL API)")).to_be_focused()
    settings.keyboard.press("ArrowRight")
    settings.keyboard.press("ArrowRight")
    expect(settings.get_by_role("tab", name="SQLAlchemy")).to_have_attribute("aria-selected", "true")
    settings.reload()
    expect(settings.get_by_role("tab", name="SQLAlchemy")).to_have_attribute("aria-selected", "true")


def test_the_server_is_described(settings, server):
    for words in [f"http://localhost:{server.http_port}", f"HTTPS {server.https_port}", str(server.folder / "data"), "DuckDB v1"]:
        expect(settings.get_by_role("region", name="Settings")).to_contain_text(words)


def test_the_certificate_is_told(settings, server):
    told = run("openssl", "x509", "-in", server.ca, "-noout", "-fingerprint", "-sha256").strip().split("=")[1]
    expect(settings.get_by_text(told)).to_be_visible()
    expect(settings.get_by_text("CN=localhost")).to_be_visible()


def test_the_default_password_is_warned_of_everywhere(settings):
    expect(settings.get_by_role("list", name="Warnings")).to_contain_text("Default password")
    expect(settings.get_by_label("How to change the password", exact=True)).to_contain_text("ALTER USER snowglobe SET PASSWORD")
    settings.get_by_role("link", name="Worksheets").click()
    settings.get_by_role("banner").get_by_role("link", name="Warnings: Default password").click()
    expect(settings.get_by_role("heading", name="Security")).to_be_visible()


def test_a_password_of_ones_own_ends_the_warning(page, start_server):
    server = start_server()
    with server.connect() as connection:
        connection.cursor().execute("ALTER USER snowglobe SET PASSWORD = 'Better-password-1'")
    page.goto(f"http://localhost:{server.http_port}/dashboard#/settings")
    page.get_by_label("User").fill("snowglobe")
    page.get_by_label("Password").fill("Better-password-1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("No warnings")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Warnings")).to_have_count(0)
    assert "YOUR-PASSWORD" in snippet(page, "Python")


def test_the_speed_is_measured(settings):
    settings.get_by_role("button", name="Measure now").click()
    expect(settings.get_by_text("SELECT 1 from this page: median")).to_be_visible()
    settings.get_by_text("What things cost").click()
    expect(settings.get_by_role("row").filter(has_text="SELECT 1, connector").first).to_be_visible()


def test_a_narrow_page_shows_the_same(settings):
    settings.set_viewport_size({"width": 400, "height": 800})
    assert settings.evaluate("document.documentElement.scrollWidth <= innerWidth")
    main = settings.get_by_role("region", name="Settings")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")

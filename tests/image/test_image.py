"""The image of the Dockerfile, run as docker-compose.yml has it: `make image-test`, as root."""

import json
import os
import re

import pytest

from containers import podman, run, state
from harness import ROOT, Server, until

COMPOSE = ["podman-compose", "-p", "snowtest", "-f", str(ROOT / "docker-compose.yml")]
PASSWORD = "Of-the-test-1"


def compose(*command):
    return run(*COMPOSE, *command, env={**os.environ, "SNOWGLOBE_PASSWORD": PASSWORD})


def is_healthy(container):
    return podman("healthcheck", "run", container, check=False).returncode == 0


def rows(sql):
    """What a client of this machine is answered."""
    server = Server("/nowhere")
    server.http_port = 8084
    with server.connect(user="admin", password=PASSWORD) as connection:
        return connection.cursor().execute(sql).fetchall()


@pytest.fixture(scope="module")
def container():
    """That of docker-compose.yml, healthy."""
    compose("up", "-d", "--no-build")
    try:
        name = podman("ps", "--quiet", "--filter", "label=com.docker.compose.project=snowtest").stdout.strip()
        until(lambda: is_healthy(name), seconds=60)
        yield name
    finally:
        compose("down", "-v")


def test_the_image_is_small():
    image, base = (json.loads(podman("image", "inspect", name).stdout)[0] for name in ("snowglobe", "debian:bookworm-slim"))
    assert image["Size"] - base["Size"] < 150e6


def test_the_server_is_a_user_without_rights_on_files_that_are_read_only(container):
    status = podman("exec", container, "cat", "/proc/1/status").stdout
    assert re.search(r"^Uid:\s+10001\s+10001", status, re.M) and re.search(r"^Gid:\s+10001\s+10001", status, re.M)
    assert re.search(r"^CapEff:\s+0+$", status, re.M) and re.search(r"^NoNewPrivs:\s+1$", status, re.M)
    assert "Read-only file system" in podman("exec", "--user", "0", container, "touch", "/here", check=False).stderr
    assert podman("exec", container, "stat", "-c", "%u %a", "/data", "/data/snowglobe.duckdb").stdout == "10001 700\n10001 600\n"


def test_clients_of_the_machine_reach_its_ports(container, tmp_path):
    assert rows("SELECT 6 * 7, CURRENT_USER()") == [(42, "ADMIN")]
    podman("cp", f"{container}:/data/tls/ca.pem", tmp_path / "ca.pem")
    done = run("curl", "--silent", "--fail", "--cacert", tmp_path / "ca.pem", "https://localhost:8443/health")
    assert json.loads(done.stdout)["status"] == "healthy"


def test_the_log_is_json_lines(container):
    lines = [json.loads(line) for line in podman("logs", container).stderr.splitlines()]
    assert any("is ready" in line["what"] for line in lines)


def test_a_backup_is_copied_out(container, tmp_path):
    """The two commands of docs/operations.md."""
    done = podman("exec", container, "snowglobe", "backup", "--to", "/data/today.backup")
    assert "/data/today.backup" in done.stdout
    podman("cp", f"{container}:/data/today.backup", tmp_path)
    assert (tmp_path / "today.backup").stat().st_size > 1000


def test_it_ends_in_order_and_its_data_is_there_again(container):
    rows("CREATE OR REPLACE DATABASE kept")
    rows("CREATE TABLE kept.public.numbers AS SELECT 1 AS n")
    compose("stop")
    assert state(container)["ExitCode"] == 0 and not state(container)["OOMKilled"]
    assert '"what":"stopped"' in podman("logs", container).stderr
    assert not is_healthy(container)
    compose("start")
    until(lambda: is_healthy(container), seconds=60)
    assert rows("SELECT n FROM kept.public.numbers") == [(1,)]

"""The Debian package's service as systemd runs it, with everything that its unit closes: `make image-test`, as root."""

import pytest

from containers import podman
from harness import Server, until

CONFIGURATION = "/etc/snowglobe/snowglobe.conf"
LOG = "/var/log/snowglobe/snowglobe.log"


class Machine:
    """A container whose first process is systemd; its network is the test's."""

    def __init__(self, name):
        self.name = name

    def run(self, command, check=True):
        return podman("exec", self.name, "sh", "-c", command, check=check)

    def says(self, command):
        return self.run(command, check=False).stdout.strip()

    def service(self, key):
        return self.says(f"systemctl show --property={key} --value snowglobe")


@pytest.fixture
def machine():
    # systemd must be allowed to make the unit's own mounts and limits.
    podman("run", "--detach", "--name", "snowmachine", "--privileged", "--systemd=always", "--network=host", "snowglobe-service")
    machine = Machine("snowmachine")
    try:
        until(lambda: machine.says("systemctl is-active snowglobe") == "active", seconds=60)
        yield machine
    finally:
        podman("rm", "--force", "--time", "10", "snowmachine")


def connect():
    server = Server("/nowhere")
    server.http_port = 8084
    return server.connect()


def test_installed_it_runs_works_and_ends_in_order(machine):
    assert machine.says("systemctl is-enabled snowglobe") == "enabled"
    with connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE made")
        cursor.execute("CREATE TABLE made.public.numbers AS SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))")
        cursor.execute("COPY INTO @made.public.%numbers FROM made.public.numbers")
        assert len(cursor.execute("SELECT n, n::VARCHAR, REGEXP_REPLACE(n::VARCHAR, '(1)', 'x') FROM made.public.numbers").fetchall()) == 1000000
    assert "data folder is writable  true" in machine.run(f"snowglobe status --config {CONFIGURATION}").stdout
    machine.run(f"snowglobe backup --config {CONFIGURATION} --to /root/one.backup")
    machine.run("systemctl stop snowglobe")
    assert (machine.service("Result"), machine.service("ExecMainStatus")) == ("success", "0")
    machine.run("mv /var/lib/snowglobe /root/before && snowglobe restore --from /root/one.backup --data /var/lib/snowglobe")
    machine.run("chown -R snowglobe:snowglobe /var/lib/snowglobe && systemctl start snowglobe")
    with connect() as connection:
        assert connection.cursor().execute("SELECT COUNT(*) FROM made.public.numbers").fetchone() == (1000000,)


def test_a_newer_package_restarts_it(machine):
    before = machine.service("MainPID")
    machine.run("dpkg -i /root/snowglobe_*.deb")
    until(lambda: machine.says("systemctl is-active snowglobe") == "active")
    assert machine.service("MainPID") != before


def test_one_that_dies_comes_back_and_one_told_wrong_things_does_not(machine):
    before = machine.service("MainPID")
    machine.run("systemctl kill --kill-whom=main --signal=KILL snowglobe")
    until(lambda: machine.service("MainPID") not in ("0", before) and machine.says("systemctl is-active snowglobe") == "active")
    machine.run(f"echo 'no-option = 1' >> {CONFIGURATION}")
    assert machine.run("systemctl restart snowglobe", check=False).returncode != 0
    assert machine.says("systemctl is-failed snowglobe") == "failed"
    assert machine.service("NRestarts") == "0" and machine.service("ExecMainStatus") == "2"
    assert f"unknown option 'no-option' in {CONFIGURATION}" in machine.says("journalctl --unit=snowglobe")


def test_its_log_file_is_rotated_whether_it_runs_or_not(machine):
    machine.run(f"sed -i 's/^#log-file/log-file/' {CONFIGURATION} && systemctl restart snowglobe")
    assert machine.says(f"stat -c '%U %a' {LOG}") == "snowglobe 600"
    machine.run("logrotate --force /etc/logrotate.d/snowglobe")
    until(lambda: "opened anew" in machine.says(f"cat {LOG}"))
    assert "is ready" in machine.says(f"cat {LOG}.1")
    machine.run("systemctl stop snowglobe")
    machine.run("logrotate --force /etc/logrotate.d/snowglobe")
    assert "stopped" in machine.says(f"cat {LOG}.1")


def test_removed_it_leaves_its_data_and_purged_nothing(machine):
    machine.run("dpkg --remove snowglobe")
    assert machine.says("systemctl is-active snowglobe") == "inactive"
    machine.run("test -e /var/lib/snowglobe/snowglobe.duckdb")
    machine.run("dpkg --purge snowglobe")
    assert machine.says("ls -d /var/lib/snowglobe /var/log/snowglobe /etc/snowglobe; id --user snowglobe") == ""

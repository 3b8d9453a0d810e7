"""What is shipped: the Debian package and the tarball of the built program, its unit and its man page, each checked by the
tool that would read it, or by doing its steps."""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from commands import run
from harness import PROGRAM, ROOT, Server, until

BUILD = Path(PROGRAM).resolve().parent
VERSION = subprocess.run([PROGRAM, "version"], capture_output=True, text=True).stdout.split()[1]


def make(out):
    run(ROOT / "tools" / "package.sh", BUILD, out, env={**os.environ, "SNOWGLOBE_PACK_LEVEL": "1"})
    return out / f"snowglobe_{VERSION}_amd64.deb", out / f"snowglobe-{VERSION}-linux-amd64.tar.gz"


@pytest.fixture(scope="module")
def made_twice(tmp_path_factory):
    """At the same time, by two cores."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(make, [tmp_path_factory.mktemp(name) for name in ("made", "again")]))


@pytest.fixture(scope="module")
def made(made_twice):
    return made_twice[0]


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    run("dpkg-deb", "--raw-extract", made[0], folder)
    return folder


def test_lintian_finds_nothing(made):
    done = run("lintian", "--allow-root", "--fail-on", "error,warning,info", made[0], check=False)
    assert done.returncode == 0 and not re.findall(r"^[EWI]: ", done.stdout, re.M), done.stdout


def test_the_package_holds_what_it_should(unpacked):
    there = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if not path.is_dir()}
    assert {"usr/bin/snowglobe", "usr/lib/snowglobe/snowglobe", "usr/lib/snowglobe/libduckdb.so",
            "lib/systemd/system/snowglobe.service", "usr/share/man/man1/snowglobe.1.gz", "etc/snowglobe/snowglobe.conf",
            "etc/logrotate.d/snowglobe", "usr/share/doc/snowglobe/copyright"} <= there
    assert (unpacked / "DEBIAN" / "conffiles").read_text().split() == ["/etc/logrotate.d/snowglobe",
                                                                      "/etc/snowglobe/snowglobe.conf"]
    control = (unpacked / "DEBIAN" / "control").read_text()
    assert re.search(rf"^Version: {VERSION}$", control, re.M)
    for library in ("libarchive13", "libmicrohttpd12", "libgnutls30", "adduser"):
        assert re.search(rf"^Depends: .*\b{library}\b", control, re.M), library
    assert run(unpacked / "usr/bin/snowglobe", "version").stdout == f"snowglobe {VERSION}\n"


def test_the_same_program_makes_the_same_bytes(made_twice):
    for one, other in zip(*made_twice):
        assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest(), one.name


def test_the_tarball_runs_where_it_is_unpacked(made, tmp_path):
    with tarfile.open(made[1]) as archive:
        assert {(member.uid, member.gid) for member in archive} == {(0, 0)}
        archive.extractall(tmp_path)
    program = tmp_path / f"snowglobe-{VERSION}-linux-amd64" / "bin" / "snowglobe"
    with Server(tmp_path / "run", program=program) as server:
        session = server.raw()
        session.login()
        assert session.rows("SELECT 6 * 7") == [["42"]]


def test_the_man_page_has_every_command_and_option(unpacked):
    page = unpacked / "usr/share/man/man1/snowglobe.1.gz"
    done = run("man", "--warnings", "-l", page, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "120", "MANROFFSEQ": ""})
    assert done.stderr == ""
    text = re.sub(r".\x08", "", done.stdout)
    for command in re.findall(r"^  (\w+) ", run(PROGRAM, "help").stdout, re.M):
        assert f"snowglobe {command}" in text
    for option in re.findall(r"^  (--[\w-]+) ", run(PROGRAM, "help", "serve").stdout, re.M):
        assert f"{option} value" in text, option


def test_the_unit_is_well_made_and_hardened(unpacked, tmp_path):
    unit = tmp_path / "snowglobe.service"
    text = (unpacked / "lib/systemd/system/snowglobe.service").read_text()
    unit.write_text(text.replace("/usr/bin/snowglobe", str(unpacked / "usr/bin/snowglobe"))
                    .replace("Documentation=man:snowglobe(1)\n", ""))
    done = run("systemd-analyze", "verify", unit, check=False)
    assert done.returncode == 0 and "snowglobe.service:" not in done.stderr, done.stderr
    done = run("systemd-analyze", "security", "--offline=true", "--threshold=20", unit, check=False)
    assert done.returncode == 0, "the exposure is above 2.0:\n" + done.stdout[-2000:]


class NotifySocket:
    """What systemd listens at."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.settimeout(60)
        path.chmod(0o777)

    def next(self):
        return self.socket.recv(4096).decode()


def test_the_service_manager_is_told(tmp_path):
    told = NotifySocket(tmp_path / "notify")
    server = Server(tmp_path, env={"NOTIFY_SOCKET": str(tmp_path / "notify")})
    server.spawn()
    try:
        assert told.next() == "READY=1"
        server.process.send_signal(signal.SIGTERM)
        assert told.next() == "STOPPING=1"
    finally:
        assert server.stop() == 0


def root_of(folder, kind):
    """A Debian to install into: this one's files below a layer of their own, or one from scratch."""
    root = folder / "root"
    if kind == "debootstrap":
        run("debootstrap", "--variant=minbase", "bookworm", root, timeout=1800)
        return root, root
    layers = [folder / name for name in ("upper", "work", "root")]
    for layer in layers:
        layer.mkdir()
    # An overlay's upper layer may lie on no other overlay: memory holds it.
    done = run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", folder / "upper", check=False)
    upper, work = folder / "upper" / "upper", folder / "upper" / "work"
    if done.returncode == 0:
        upper.mkdir()
        work.mkdir()
        done = run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={upper},workdir={work}", root, check=False)
    if done.returncode != 0:
        run("umount", folder / "upper", check=False)
        pytest.skip(f"no file systems can be mounted here: {done.stderr.strip()}")
    return root, upper


def files_in(folder):
    """Names below a folder but for the package manager's own books, and what the kernel keeps there."""
    own = {"var/lib/dpkg", "var/lib/apt", "var/cache", "var/log", "proc", "sys", "dev", "tmp", "run",
           "var/lib/systemd/deb-systemd-helper-enabled", "etc/ld.so.cache"}
    below = lambda place, name: os.path.relpath(os.path.join(place, name), folder)
    names = set()
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if below(place, name) not in own]
        names |= {below(place, name) for name in files}
    return names - own


@pytest.mark.skipif(os.geteuid() != 0, reason="installing takes root")
def test_installed_run_and_purged_nothing_is_left(made, tmp_path):
    kind = os.environ.get("PACKAGE_TEST", "overlay")
    root, layer = root_of(tmp_path, kind)
    inside = lambda *command, **options: run("chroot", root, *command, **options)
    accounts = lambda: [(root / "etc" / name).read_text() for name in ("passwd", "group")]
    run("mount", "-t", "proc", "proc", root / "proc")
    try:
        before, people = files_in(layer), accounts()
        shutil.copy(made[0], root / "tmp" / "snowglobe.deb")
        if kind == "debootstrap":
            inside("apt-get", "update", "-qq")
            inside("apt-get", "install", "-y", "-qq", "--no-install-recommends", "adduser")
            before, people = files_in(layer), accounts()
            inside("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/tmp/snowglobe.deb",
                   env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        else:
            inside("dpkg", "--force-unsafe-io", "--force-depends", "-i", "/tmp/snowglobe.deb")
        owner = inside("stat", "-c", "%U %a", "/var/lib/snowglobe").stdout
        assert owner == "snowglobe 700\n"
        assert inside("stat", "-c", "%U %G %a", "/etc/snowglobe/snowglobe.conf").stdout == "root snowglobe 640\n"
        # The steps of the unit, as its user, on ports that are free.
        told = NotifySocket(root / "tmp" / "notify")
        command = re.search(r"^ExecStart=(.*)$", (root / "lib/systemd/system/snowglobe.service").read_text(), re.M)[1]
        server = subprocess.Popen(
            ["chroot", "--userspec=snowglobe:snowglobe", root, "env", "-i", "NOTIFY_SOCKET=/tmp/notify", "PATH=/usr/bin:/bin",
             *command.split(), "--http-port", "0", "--https-port", "0"],
            stdout=subprocess.DEVNULL, stderr=open(tmp_path / "log", "wb"))
        try:
            assert told.next() == "READY=1"
            status = json.loads(inside("snowglobe", "status", "--config", "/etc/snowglobe/snowglobe.conf", "--json").stdout)
            assert status["engineAnswers"] and status["folderIsWritable"]
            assert inside("stat", "-c", "%U %a", "/var/lib/snowglobe/snowglobe.duckdb").stdout == "snowglobe 600\n"
        finally:
            told.socket.close()
            server.terminate()
            assert server.wait(timeout=60) == 0, (tmp_path / "log").read_text()
        inside("dpkg", "--remove", "snowglobe")
        assert (root / "var/lib/snowglobe/snowglobe.duckdb").exists(), "removing keeps the data"
        inside("dpkg", "--purge", "snowglobe")
        left = files_in(layer) - before
        assert {name for name in left if "snowglobe" in name} == set()
        assert [sorted(text.split("\n")) for text in accounts()] == [sorted(text.split("\n")) for text in people]
    finally:
        run("umount", root / "proc", check=False)
        if kind != "debootstrap":
            until(lambda: run("umount", root, check=False).returncode == 0, seconds=20)
            run("umount", tmp_path / "upper")

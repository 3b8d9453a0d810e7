#!/usr/bin/env python3
"""Fills deps/ with what deps.lock names, each file checked by its SHA-256.

usage: fetch_deps.py build|test

Downloads go through the registries' own clients (`npm pack`, and `unearth` for PyPI, which
fetches an sdist without building it), so that mirrors and proxies are configured as usual.
A part that is already there, from the same lock entry, is not fetched again.
"""

import configparser
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPS = ROOT / "deps"
ATTEMPTS = 3


def run(command, **options):
    """Runs a client a few times, because registries have bad moments."""
    for attempt in range(1, ATTEMPTS + 1):
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True, **options)
        if result.returncode == 0:
            return
        if attempt < ATTEMPTS:
            time.sleep(2 * attempt)
    sys.exit(f"fetch_deps: {' '.join(map(str, command))} failed:\n{result.stdout}")


def unearth():
    """The path of PyPI's download tool, installed into a folder of its own on first use."""
    lock = ROOT / "tools" / "requirements-fetch.lock"
    venv = DEPS / "venv-fetch"
    stamp = venv / ".installed"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != key:
        shutil.rmtree(venv, ignore_errors=True)
        python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
        run([python, "-m", "venv", venv])
        run([venv / "bin/pip", "install", "--quiet", "--require-hashes", "-r", lock])
        stamp.write_text(key)
    return venv / "bin/unearth"


def pip_index():
    """unearth does not read pip's settings: hand a configured index on to it."""
    pip = DEPS / "venv-fetch/bin/pip"
    index = os.environ.get("PIP_INDEX_URL")
    for key in ("global.index-url", "install.index-url", "download.index-url"):
        if not index:
            found = subprocess.run([pip, "config", "get", key], capture_output=True, text=True)
            index = found.stdout.strip() if found.returncode == 0 else None
    return ["--index-url", index] if index else []


def download(part, folder):
    spec = part["package"], part["version"]
    if part["from"] == "npm":
        run(["npm", "pack", "--silent", "--pack-destination", folder, "@".join(spec)], cwd=folder)
    elif part["from"] in ("pypi-sdist", "pypi-wheel"):
        tool = unearth()
        kind = "--no-binary" if part["from"] == "pypi-sdist" else "--only-binary"
        run([tool, "==".join(spec), kind, "--download", folder, *pip_index()])
    else:
        sys.exit(f"fetch_deps: unknown source '{part['from']}' in deps.lock")
    path = Path(folder) / part["file"]
    if not path.exists():
        sys.exit(f"fetch_deps: expected {part['file']}, got {os.listdir(folder)}")
    return path


def verify(path, part):
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != part["sha256"]:
        sys.exit(f"fetch_deps: {part['file']} has SHA-256\n  {found}, but deps.lock says\n"
                 f"  {part['sha256']}")


def takes(part):
    """Pairs of (member in the archive, path below deps/)."""
    lines = [line.strip() for line in part["take"].splitlines() if line.strip()]
    return [tuple(side.strip() for side in line.split("->")) for line in lines]


def unpack(archive, member, target):
    """Writes one member, or all below a folder, to target; nothing can land outside of it."""
    def wanted(name):
        if member.endswith("/"):
            return target / name[len(member):] if name.startswith(member) else None
        return target if name == member else None

    def write(name, source, is_program=False):
        path = wanted(name)
        if not path or ".." in Path(name).parts:
            return 0
        path.parent.mkdir(parents=True, exist_ok=True)
        with source() as reader, open(path, "wb") as writer:
            shutil.copyfileobj(reader, writer)
        path.chmod(0o755 if is_program else 0o644)
        return 1

    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            count = sum(write(info.filename, lambda i=info: packed.open(i))
                        for info in packed.infolist() if not info.is_dir())
    else:
        with tarfile.open(archive) as packed:
            count = sum(write(info.name, lambda i=info: packed.extractfile(i), bool(info.mode & 0o100))
                        for info in packed if info.isfile())
    if not count:
        sys.exit(f"fetch_deps: {archive.name} has no {member}")


def fetch(name, part):
    key = hashlib.sha256(repr(sorted(part.items())).encode()).hexdigest()
    stamp = DEPS / ".have" / name
    if stamp.exists() and stamp.read_text() == key and \
            all((DEPS / to).exists() for _, to in takes(part)):
        return
    print(f"fetching {part['package']} {part['version']} ({name})", flush=True)
    with tempfile.TemporaryDirectory(dir=DEPS, prefix=".fetch-") as folder:
        os.mkdir(f"{folder}/download")
        archive = download(part, f"{folder}/download")
        verify(archive, part)
        for number, (member, to) in enumerate(takes(part)):
            fresh = Path(folder) / f"take-{number}"
            unpack(archive, member, fresh)
            final = DEPS / to
            final.parent.mkdir(parents=True, exist_ok=True)
            if final.is_dir():
                shutil.rmtree(final)
            os.replace(fresh, final)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(key)


def main():
    if sys.argv[1:] not in (["build"], ["test"]):
        sys.exit(__doc__)
    wanted = {"build"} if sys.argv[1] == "build" else {"build", "test"}
    lock = configparser.ConfigParser(interpolation=None)
    lock.read(ROOT / "deps.lock")
    DEPS.mkdir(exist_ok=True)
    with open(DEPS / ".lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        for name in lock.sections():
            if lock[name]["for"] in wanted:
                fetch(name, dict(lock[name]))


main()

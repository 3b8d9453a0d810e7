"""Commands that must succeed."""

import subprocess


def run(*command, check=True, timeout=300, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout, **options)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done

"""What podman runs for these tests, in a network that tools/image.sh made for them."""

import json
import subprocess


def run(*command, check=True, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, **options)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def podman(*command, **options):
    return run("podman", *command, **options)


def state(container):
    return json.loads(podman("inspect", container).stdout)[0]["State"]

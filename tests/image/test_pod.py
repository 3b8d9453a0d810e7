"""The image run as the pod of packaging/kubernetes has it: `make image-test`, as root."""

import base64
import json
import re

import pytest
import yaml

from containers import podman, run, state
from harness import ROOT, until

PASSWORD = "Of-the-test-1"


@pytest.fixture
def pod(tmp_path):
    """The first container of the StatefulSet's pod, running with its volume and its secret, and its row of the manifest."""
    _, stateful = yaml.safe_load_all((ROOT / "packaging" / "kubernetes" / "snowglobe.yaml").read_text())
    spec = stateful["spec"]["template"]["spec"]
    for claim in stateful["spec"]["volumeClaimTemplates"]:
        name = claim["metadata"]["name"]
        spec["volumes"].append({"name": name, "persistentVolumeClaim": {"claimName": name}})
    secret = {key: base64.b64encode(value.encode()).decode() for key, value in (("user", "admin"), ("password", PASSWORD))}
    (tmp_path / "secret").write_text(json.dumps(secret))
    podman("secret", "create", "snowglobe", tmp_path / "secret")
    path = tmp_path / "pod.yaml"
    path.write_text(yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "snowpod"}, "spec": spec}))
    podman("play", "kube", path)
    try:
        yield "snowpod-snowglobe", spec["containers"][0]
    finally:
        podman("play", "kube", "--down", path)
        podman("volume", "prune", "--force")
        podman("secret", "rm", "snowglobe")


def address_of_pod(name):
    infra = json.loads(podman("pod", "inspect", name).stdout)["InfraContainerID"]
    return next(network["IPAddress"] for network in json.loads(podman("inspect", infra).stdout)[0]["NetworkSettings"]["Networks"].values())


def status_of(url):
    done = run("curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", url, check=False)
    return done.stdout


def test_the_pod_answers_its_probes_and_ends_in_order(pod):
    name, manifest = pod
    ports = {port["name"]: port["containerPort"] for port in manifest["ports"]}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        question = manifest[probe]["httpGet"]
        url = f"http://{address_of_pod('snowpod')}:{ports[question['port']]}{question['path']}"
        until(lambda: status_of(url) == "200", seconds=60)
    status = podman("exec", name, "cat", "/proc/1/status").stdout
    assert re.search(r"^Uid:\s+10001\s+10001", status, re.M)
    assert podman("exec", name, "stat", "-c", "%u %a", "/data/snowglobe").stdout == "10001 700\n"
    podman("pod", "stop", "--time", "60", "snowpod")
    assert state(name)["ExitCode"] == 0

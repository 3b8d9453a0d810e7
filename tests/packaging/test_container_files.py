"""The files for containers, each checked by the tool that would read it, or by doing its steps. `make image-test` builds and
runs them."""

import json
import os
import re
import subprocess

import yaml

from commands import run
from harness import PROGRAM, ROOT, Server, until

TOOLS = ROOT / "deps" / "venv-packaging" / "bin"


def test_the_dockerfile_is_well_made():
    run(TOOLS / "hadolint", ROOT / "Dockerfile")
    text = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\d+)", text, re.M)[-1] != "0" and "HEALTHCHECK" in text
    for step in ("tools/setup.sh package", "make package"):
        assert step in text


def test_the_images_variables_and_commands_start_a_server(tmp_path):
    """ENV, ENTRYPOINT, CMD and HEALTHCHECK of the Dockerfile, without its ports."""
    text = (ROOT / "Dockerfile").read_text()
    settings = dict(pair.split("=", 1) for pair in re.search(r"^ENV (.*)$", text, re.M)[1].split())
    settings["SNOWGLOBE_DATA"] = str(tmp_path / "data")
    words = lambda name: json.loads(re.search(rf"{name} (\[.*\])$", text, re.M)[1])
    assert words("ENTRYPOINT") == ["snowglobe"] and words("HEALTHCHECK .* CMD")[0] == "snowglobe"
    environment = {"PATH": os.environ["PATH"], **settings, "SNOWGLOBE_HTTP_PORT": "0", "SNOWGLOBE_HTTPS_PORT": "0"}
    health = lambda: run(PROGRAM, *words("HEALTHCHECK .* CMD")[1:], env=environment, check=False).returncode
    assert health() == 3
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen([PROGRAM, *words("^CMD")], env=environment, stdout=log, stderr=log)
    try:
        until(lambda: "ready" in (tmp_path / "log").read_text())
        assert health() == 0
    finally:
        server.terminate()
        assert server.wait(timeout=60) == 0


def test_compose_takes_its_file():
    environment = {**os.environ, "SNOWGLOBE_PASSWORD": "x"}
    done = run("docker-compose", "-f", ROOT / "docker-compose.yml", "config", env=environment)
    service = yaml.safe_load(done.stdout)["services"]["snowglobe"]
    assert service["volumes"] == ["data:/data:rw"] or service["volumes"][0]["target"] == "/data"
    assert {re.findall(r"\d+", str(port))[-1] for port in service["ports"]} == {"8084", "8443"}
    environment.pop("SNOWGLOBE_PASSWORD")
    done = run("docker-compose", "-f", ROOT / "docker-compose.yml", "config", env=environment, check=False)
    assert done.returncode != 0 and "which password" in done.stderr


def test_the_kubernetes_manifest_is_valid():
    manifest = ROOT / "packaging" / "kubernetes" / "snowglobe.yaml"
    run(TOOLS / "kubernetes-validate", "--strict", manifest)
    service, stateful = yaml.safe_load_all(manifest.read_text())
    pod = stateful["spec"]["template"]["spec"]
    container = pod["containers"][0]
    assert stateful["spec"]["replicas"] == 1
    assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
    assert pod["enableServiceLinks"] is False, "the pod would get variables SNOWGLOBE_..., named for the service"
    claimed = {claim["metadata"]["name"] for claim in stateful["spec"]["volumeClaimTemplates"]}
    assert {mount["name"] for mount in container["volumeMounts"]} - {"tmp"} == claimed
    ports = {port["name"] for port in container["ports"]}
    assert {port["targetPort"] for port in service["spec"]["ports"]} == ports
    options = set(re.findall(r"^  --([\w-]+) ", run(PROGRAM, "help", "serve").stdout, re.M))
    for variable in container["env"]:
        assert variable["name"].removeprefix("SNOWGLOBE_").lower().replace("_", "-") in options


def test_the_probes_of_the_manifest_are_answered(tmp_path):
    _, stateful = yaml.safe_load_all((ROOT / "packaging" / "kubernetes" / "snowglobe.yaml").read_text())
    container = stateful["spec"]["template"]["spec"]["containers"][0]
    with Server(tmp_path) as server:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            # As the kubelet asks: by the pod's address, without a login.
            status, *_ = server.raw().request("GET", container[probe]["httpGet"]["path"], headers={"Host": "10.1.2.3:8084"})
            assert status == 200
        done = run(PROGRAM, "status", "--address", server.url, "--json")
        assert json.loads(done.stdout)["status"] == "healthy"

"""The steps of cloudbuild.yaml that need no cloud, read from the file and run as they stand there."""

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
IN_A_CLOUD = {"scan", "deploy", "rollout", "sync-dags"}
NOT_AGAIN = {"check"}
"""`make test`, which whoever runs these tests has run before them: minutes that would prove nothing more."""
NAMES = ("validate", "train", "evaluate", "publish", "serving")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NEEDED = (
    "a registry that takes images without credentials is needed, and its address in IMAGE_REGISTRY: "
    "docker run --detach --publish 127.0.0.1:5000:5000 registry:2 && export IMAGE_REGISTRY=127.0.0.1:5000"
)
ACCEPT = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json"


@dataclass(frozen=True)
class Built:
    """What running the file's steps left: the output of each, and where images went."""

    registry: str
    said: dict[str, str]

    def get(self, path: str, method: str = "GET") -> Any:
        """Ask the registry; the answer's headers for HEAD, else its JSON."""
        host, _, prefix = self.registry.partition("/")
        url = f"http://{host}/v2/{prefix}/{path}"
        request = urllib.request.Request(url, method=method, headers={"Accept": ACCEPT})
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 - a registry over http
            return response.headers if method == "HEAD" else json.load(response)


def resolved(config: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Environment of the steps: `options.env` with its substitutions, those of others included, replaced."""
    values = {**config["substitutions"], **given}

    def replace(text: str) -> str:
        while names := re.findall(r"\$\{(\w+)\}", text):
            for name in names:
                text = text.replace(f"${{{name}}}", values[name])
        return text

    return dict(replace(entry).split("=", 1) for entry in config["options"]["env"])


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    """All steps but those of a cloud and the check have succeeded, in the file's order."""
    if "IMAGE_REGISTRY" not in os.environ:
        pytest.fail(NEEDED)
    registry = f"{os.environ['IMAGE_REGISTRY']}/cloudbuild-test"
    config = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text("utf-8"))
    given = {"_REGISTRY": registry, "PROJECT_ID": "test", "COMMIT_SHA": COMMIT}
    environment = os.environ | resolved(config, given)
    said: dict[str, str] = {}
    for step in config["steps"]:
        if step["id"] in IN_A_CLOUD | NOT_AGAIN:
            continue
        process = subprocess.run(
            [step["entrypoint"], *step["args"]],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if process.returncode != 0:
            pytest.fail(f"{step['id']} ended with {process.returncode} and said:\n{process.stdout}")
        said[step["id"]] = process.stdout
    yield Built(registry, said)
    references = [f"{registry}/{name}:{COMMIT}" for name in NAMES]
    references += [f"{registry}/layers/{name}:{stage}" for name in NAMES for stage in ("build", "image")]
    subprocess.run(["docker", "image", "rm", *references], capture_output=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_every_room_pass_inside_its_image(built: Built, name: str) -> None:
    said = built.said[f"test-{name}"]
    assert re.search(r"^\d+ passed", said, re.MULTILINE), said


def test_the_run_on_the_built_images_ends_with_an_answer_of_its_model(built: Built) -> None:
    assert "answers with the model in force" in built.said["e2e"]


def test_the_build_manifest_names_the_digests_that_the_registry_has(built: Built) -> None:
    manifest = json.loads((ROOT / "images.json").read_text("utf-8"))
    assert manifest["commit"] == COMMIT
    assert manifest["images"] == {
        name: f"{built.registry}/{name}@{digest}"
        for name in NAMES
        for digest in [built.get(f"{name}/manifests/{COMMIT}", "HEAD")["Docker-Content-Digest"]]
    }


@pytest.mark.parametrize("stage", ["build", "image"])
@pytest.mark.parametrize("name", NAMES)
def test_the_registry_keeps_layers_that_a_later_build_can_use(built: Built, name: str, stage: str) -> None:
    config = built.get(f"layers/{name}/manifests/{stage}")["config"]["digest"]
    assert "moby.buildkit.cache.v0" in built.get(f"layers/{name}/blobs/{config}")

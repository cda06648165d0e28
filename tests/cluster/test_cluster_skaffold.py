"""skaffold.yaml, read and run by the real Skaffold: what it builds again and deploys, and its pipeline."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"validate", "train", "evaluate", "publish", "serving"}
NEEDED = "Skaffold 2.16 or newer is needed on the PATH: skaffold.dev/docs/install"
REGISTRY_NEEDED = "set IMAGE_REGISTRY to a registry that takes images without credentials"


def skaffold(*arguments: str, folder: Path = ROOT, code: int = 0) -> str:
    """Call Skaffold, expect the exit code and return what it printed."""
    if shutil.which("skaffold") is None:
        pytest.fail(NEEDED)
    if "IMAGE_REGISTRY" not in os.environ:
        pytest.fail(REGISTRY_NEEDED)
    quiet = {"SKAFFOLD_UPDATE_CHECK": "false", "SKAFFOLD_INTERACTIVE": "false"}
    repository = {"SKAFFOLD_DEFAULT_REPO": f"{os.environ['IMAGE_REGISTRY']}/skaffold-test"}
    process = subprocess.run(
        ["skaffold", *arguments],
        cwd=folder,
        env=os.environ | quiet | repository,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert process.returncode == code, process.stdout
    return process.stdout


def tags(folder: Path) -> dict[str, str]:
    """Tag that each image would be built as: the same tag, nothing to build."""
    target = folder / "tags.json"
    skaffold("build", "--dry-run", "--file-output", str(target), folder=folder)
    builds = json.loads(target.read_text("utf-8"))["builds"]
    return {build["imageName"]: build["tag"] for build in builds}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the tracked files that Skaffold reads."""
    listed = ["git", "ls-files", "-z", "libs", "steps", "serving", "ci", ".dockerignore", "skaffold.yaml"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def cluster() -> None:
    if "KUBECONFIG" not in os.environ:
        pytest.fail("set KUBECONFIG to a cluster that pulls from IMAGE_REGISTRY")


@pytest.mark.parametrize("profile", ["", "local", "cloud-run"])
def test_skaffold_understands_the_file_in_every_profile(profile: str) -> None:
    said = skaffold("diagnose", *(["--profile", profile] if profile else []))
    assert "apiVersion: skaffold/v4beta13" in said


def test_an_edit_asks_only_for_the_images_that_hold_what_was_edited(checkout: Path) -> None:
    before = tags(checkout)
    assert set(before) == NAMES

    def anew(edited: str) -> set[str]:
        path = checkout / edited
        original = path.read_bytes()
        path.write_bytes(original + b"\n# edited\n")
        after = tags(checkout)
        path.write_bytes(original)
        return {name for name in NAMES if before[name] != after[name]}

    assert anew("steps/train/src/spendcast_train/core.py") == {"train"}
    assert anew("serving/src/spendcast_serving/app.py") == {"serving"}
    assert anew("libs/ingest/src/spendcast_ingest/panel.py") == {"validate"}
    assert anew("libs/storage/src/spendcast_storage/store.py") == NAMES


def test_the_cloud_run_profile_renders_a_service_with_the_built_image(tmp_path: Path) -> None:
    target = tmp_path / "rendered.yaml"
    skaffold("render", "--profile", "cloud-run", "--digest-source", "tag", "--output", str(target))
    rendered = target.read_text("utf-8")
    assert "apiVersion: serving.knative.dev/v1" in rendered
    assert "/skaffold-test/serving:" in rendered
    assert "kind: Deployment" not in rendered


def test_run_deploys_serving_and_verify_runs_the_pipeline(cluster: None, tmp_path: Path) -> None:
    builds = tmp_path / "builds.json"
    try:
        assert "deployment/spendcast-serving is ready" in skaffold("run", "--skip-tests")
        skaffold("build", "--file-output", str(builds))
        for number, build in enumerate(json.loads(builds.read_text("utf-8"))["builds"]):
            pull(f"pull-{number}", build["tag"])
        skaffold("verify", "--build-artifacts", str(builds))
    finally:
        skaffold("delete")


def pull(pod: str, image: str) -> None:
    """Have the image on the node: for a job whose image comes slowly, Skaffold waits until its time is up."""
    kubectl("run", pod, f"--image={image}", "--restart=Never", "--command", "--", "true")
    try:
        kubectl("wait", f"pod/{pod}", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=180s")
    finally:
        kubectl("delete", f"pod/{pod}", "--wait=false")


def test_serving_runs_under_the_restricted_pod_security_standard(cluster: None) -> None:
    manifest = ROOT / "serving/k8s/serving.yaml"
    namespace = "spendcast-restricted"
    enforce = "pod-security.kubernetes.io/enforce=restricted"
    kubectl("create", "namespace", namespace)
    try:
        kubectl("label", "namespace", namespace, enforce)
        said = kubectl("apply", "--dry-run=server", "--namespace", namespace, "--filename", str(manifest))
        assert "violate" not in said
    finally:
        kubectl("delete", "namespace", namespace, "--wait=false")


def kubectl(*arguments: str) -> Any:
    process = subprocess.run(
        ["kubectl", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert process.returncode == 0, process.stdout
    return process.stdout

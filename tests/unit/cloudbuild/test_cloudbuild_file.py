"""cloudbuild.yaml by itself: its form, its order and its variables."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

IMAGES = {"validate", "train", "evaluate", "publish", "serving"}
BUILT_IN = {"PROJECT_ID", "COMMIT_SHA"}

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_STEP = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "name", "entrypoint", "args", "waitFor"],
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "entrypoint": {"enum": ["bash", "make"]},
        "args": {**_TEXTS, "minItems": 1},
        "env": _TEXTS,
        "waitFor": {**_TEXTS, "minItems": 1},
        "timeout": {"type": "string", "pattern": r"^\d+s$"},
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["steps", "images"],
    "properties": {
        "steps": {"type": "array", "minItems": 1, "maxItems": 300, "items": _STEP},
        "images": {**_TEXTS, "uniqueItems": True},
        "timeout": {"type": "string", "pattern": r"^\d+s$"},
        "substitutions": {
            "type": "object",
            "propertyNames": {"pattern": "^_[A-Z0-9_]+$", "maxLength": 100},
            "additionalProperties": {"type": "string", "maxLength": 4000},
        },
        "options": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "dynamicSubstitutions": {"type": "boolean"},
                "requestedVerifyOption": {"enum": ["NOT_VERIFIED", "VERIFIED"]},
                "logging": {"enum": ["LEGACY", "GCS_ONLY", "CLOUD_LOGGING_ONLY", "NONE"]},
                "machineType": {"enum": ["E2_MEDIUM", "E2_HIGHCPU_8", "E2_HIGHCPU_32"]},
                "env": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z_]+=.+$"}},
            },
        },
    },
}
"""What we use of Cloud Build's `Build` resource (API v1), strictly: a field that is not here is a slip."""


def strings(value: Any) -> list[str]:
    """All texts in a nest of lists and mappings."""
    if isinstance(value, dict):
        return [text for member in value.values() for text in strings(member)]
    if isinstance(value, list):
        return [text for member in value for text in strings(member)]
    return [value] if isinstance(value, str) else []


def used(value: Any) -> set[str]:
    """Names of the substitutions in a nest; `$$` is a plain dollar sign."""
    texts = (text.replace("$$", "") for text in strings(value))
    return {name for text in texts for name in re.findall(r"\$\{?([A-Z0-9_]+)", text)}


def predecessors(steps: list[dict[str, Any]], name: str) -> set[str]:
    """All steps that end before the named one begins."""
    waits = {step["id"]: step["waitFor"] for step in steps}
    direct = {before for before in waits[name] if before != "-"}
    return direct.union(*(predecessors(steps, before) for before in direct))


def test_the_file_has_the_form_that_cloud_build_reads(config: dict[str, Any]) -> None:
    jsonschema.validate(config, SCHEMA)


@pytest.mark.parametrize(
    "slip", [{"substitution": {}}, {"timeout": "1h"}, {"substitutions": {"REGION": "x"}}, {"images": "one"}]
)
def test_a_slip_in_the_form_is_seen(config: dict[str, Any], slip: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(config | slip, SCHEMA)


def test_every_step_waits_only_for_steps_that_stand_before_it(config: dict[str, Any]) -> None:
    known = {"-"}
    for step in config["steps"]:
        assert set(step["waitFor"]) <= known, step["id"]
        assert step["id"] not in known
        known.add(step["id"])


def test_every_step_but_the_check_is_a_script_that_is_there(config: dict[str, Any], root: Path) -> None:
    for step in config["steps"][1:]:
        script = step["args"][0]
        assert re.fullmatch(r"ci/[a-z0-9-]+\.sh", script), step["id"]
        assert (root / script).is_file(), step["id"]


def test_every_substitution_resolves_and_is_used(config: dict[str, Any]) -> None:
    declared = set(config["substitutions"])
    assert used(config) <= declared | BUILT_IN
    assert declared <= used(config)
    assert used(config["substitutions"]) <= declared | BUILT_IN
    assert config["options"]["dynamicSubstitutions"] is True


def test_every_substitution_is_documented_with_its_default(config: dict[str, Any], root: Path) -> None:
    page = (root / "docs/engineer/cloud-build.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(_[A-Z_]+)` \| `([^`]+)` \|", page, re.MULTILINE))
    assert rows == config["substitutions"]


def test_scripts_are_told_all_that_they_read(config: dict[str, Any], root: Path) -> None:
    told = {entry.partition("=")[0] for entry in config["options"]["env"]}
    own = {"BASE_IMAGE", "SMOKE_TOKEN", "IMAGES"}  # by hand; from rollout to smoke; from images.sh
    for step in config["steps"][1:]:
        text = (root / step["args"][0]).read_text("utf-8")
        read = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", text))
        assert read <= told | own, step["id"]


def test_make_test_comes_first_and_the_five_images_build_at_once(config: dict[str, Any]) -> None:
    builds = {step["id"]: step for step in config["steps"] if step["args"][0] == "ci/build.sh"}
    assert {step["args"][1] for step in builds.values()} == IMAGES
    assert all(step["waitFor"] == ["check"] for step in builds.values())
    check = config["steps"][0]
    assert (check["id"], check["entrypoint"], check["args"]) == ("check", "make", ["test"])


def test_the_push_waits_for_every_check_and_all_else_for_the_push(
    config: dict[str, Any],
) -> None:
    steps = config["steps"]
    checks = {step["id"] for step in steps if step["id"].startswith("test-")} | {"check", "e2e", "scan"}
    assert checks <= predecessors(steps, "push")
    assert len([step for step in steps if step["args"][0] == "ci/push.sh"]) == 1
    for name in ("manifest", "deploy", "rollout", "sync-dags"):
        assert "push" in predecessors(steps, name)
    assert {"manifest", "deploy"} <= predecessors(steps, "rollout")


def test_provenance_is_asked_for_the_five_images_as_they_are_pushed(
    config: dict[str, Any],
) -> None:
    assert set(config["images"]) == {f"${{_REGISTRY}}/{name}:${{COMMIT_SHA}}" for name in IMAGES}
    assert "IMAGE_REGISTRY=${_REGISTRY}" in config["options"]["env"]
    assert "COMMIT=${COMMIT_SHA}" in config["options"]["env"]
    assert config["options"]["requestedVerifyOption"] == "VERIFIED"

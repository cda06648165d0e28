"""What each image holds, what it does not, and what it says of itself."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
BUILD_BACKEND = "flit-core"
MOST_MEGABYTES = {"validate": 180, "train": 340, "evaluate": 340, "publish": 120, "serving": 120}
FITTING = {"scipy", "sklearn", "joblib", "pandas", "holidays"}
NOT_NEEDED = {
    "validate": {"scipy", "sklearn", "joblib", "flask", "click"},
    "train": {"flask", "click"},
    "evaluate": {"flask", "click"},
    "publish": {*FITTING, "numpy", "flask", "click"},
    "serving": FITTING,
}
NOT_NEEDED_ANYWHERE = {"pip", "setuptools", "docker", "rich", "pytest", "spendcast_cli"}

IMPORTABLE = "import importlib.util, sys; print([n for n in sys.argv[1:] if importlib.util.find_spec(n)])"
DISTRIBUTIONS = (
    "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
)
NOT_COMPILED = """
import importlib.util, pathlib
for path in pathlib.Path("/venv/lib").rglob("*.py"):
    if not pathlib.Path(importlib.util.cache_from_source(path)).exists():
        print(path)
"""
WRITABLE = """
import os
for folder, names, files in os.walk("/venv"):
    if os.access(folder, os.W_OK):
        print(folder)
"""


@pytest.fixture
def python(engine: Any, images: dict[str, Any], name: str) -> Any:
    """What a piece of Python prints inside the image."""

    def run(code: str, *arguments: str) -> str:
        output = engine.containers.run(
            images[name],
            ["-c", code, *arguments],
            entrypoint="/venv/bin/python",
            remove=True,
            network_mode="none",
        )
        return str(output, "utf-8").strip()

    return run


def test_an_image_adds_no_more_to_its_base_than_it_may(images: dict[str, Any], name: str) -> None:
    history = images[name].history()
    own = next(i for i, layer in enumerate(history) if "COPY /venv" in layer["CreatedBy"])
    megabytes = sum(layer["Size"] for layer in history[: own + 1]) / MEGABYTE
    print(f"{name}: {megabytes:.0f} MB over the base image")  # noqa: T201 - a figure for whoever asks with -s
    assert megabytes <= MOST_MEGABYTES[name]


def test_an_image_lacks_what_it_does_not_need(python: Any, name: str) -> None:
    assert python(IMPORTABLE, *sorted(NOT_NEEDED[name] | NOT_NEEDED_ANYWHERE)) == "[]"
    assert python(IMPORTABLE, f"spendcast_{name}") == f"['spendcast_{name}']"


def test_an_image_holds_its_lock_but_for_the_build_backend_and_our_rooms_and_nothing_else(
    python: Any, name: str
) -> None:
    room = ROOT / ("serving" if name == "serving" else f"steps/{name}")
    pins = [
        Requirement(line.partition("\\")[0].strip())
        for line in (room / "requirements.txt").read_text("utf-8").splitlines()
        if "==" in line
    ]
    locked = {
        (pin.name, str(pin.specifier).removeprefix("=="))
        for pin in pins
        if (pin.marker is None or pin.marker.evaluate()) and pin.name != BUILD_BACKEND
    }
    installed = {(re.sub(r"[-_.]+", "-", n).lower(), v) for n, v in json.loads(python(DISTRIBUTIONS)).items()}
    assert {pin for pin in installed if not pin[0].startswith("spendcast-")} == locked


def test_every_module_is_byte_compiled(python: Any) -> None:
    assert python(NOT_COMPILED) == ""


def test_the_images_user_can_change_none_of_its_code(python: Any) -> None:
    assert python(WRITABLE) == ""


def test_an_image_runs_as_nobody_in_particular_and_starts_its_module_without_a_shell(
    images: dict[str, Any], name: str
) -> None:
    config = images[name].attrs["Config"]
    user, group = config["User"].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert config["Entrypoint"] == [
        "/venv/bin/dumb-init",
        "--",
        "/venv/bin/python",
        "-m",
        f"spendcast_{name}",
    ]
    assert not config.get("Cmd")


def test_an_image_says_what_it_is_and_what_it_was_made_from(images: dict[str, Any], name: str) -> None:
    labels = images[name].labels
    assert labels["org.opencontainers.image.title"] == f"spendcast {name}"
    assert re.fullmatch(r"\d+\.\d+\.\d+", labels["org.opencontainers.image.version"])
    assert re.fullmatch(r"[0-9a-f]{40}(-dirty)?", labels["org.opencontainers.image.revision"])
    known = ["git", "cat-file", "-e", labels["org.opencontainers.image.revision"].removesuffix("-dirty")]
    assert subprocess.run(known, cwd=ROOT, check=False).returncode == 0

"""What an edit makes anew: the image of the step, or those of the steps that use the lib."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from images.conftest import IMAGES

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "spendcast-cache-test/"
Build = Callable[[], dict[str, str]]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A copy of all that images are built from."""
    listed = ["git", "ls-files", "-z", "libs", "steps", "serving", ".dockerignore"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def build(engine: Any, context: Path) -> Iterator[Build]:
    """Builds every image from the copy and returns their ids."""
    base = os.environ.get("BASE_IMAGE")

    def call() -> dict[str, str]:
        ids = {}
        for name in IMAGES:
            room = "serving" if name == "serving" else f"steps/{name}"
            command = [
                "docker",
                "build",
                "--quiet",
                "--file",
                f"{room}/Dockerfile",
                "--tag",
                f"{PREFIX}{name}",
            ]
            command += ["--build-arg", f"BASE_IMAGE={base}"] if base else []
            environment = os.environ | {"DOCKER_BUILDKIT": "1"}
            built = subprocess.run(
                [*command, "."], cwd=context, check=True, env=environment, capture_output=True, text=True
            )
            ids[name] = built.stdout.strip()
        return ids

    yield call
    for name in IMAGES:
        engine.images.remove(f"{PREFIX}{name}")


def test_an_edit_makes_anew_only_the_images_that_hold_what_was_edited(context: Path, build: Build) -> None:
    before = build()

    def anew(edited: str) -> set[str]:
        nonlocal before
        with (context / edited).open("a", encoding="utf-8") as file:
            file.write("\n# edited\n")
        earlier, before = before, build()
        return {name for name in IMAGES if earlier[name] != before[name]}

    assert anew("README.md") == set()
    assert anew("steps/publish/src/spendcast_publish/core.py") == {"publish"}
    assert anew("libs/ingest/src/spendcast_ingest/panel.py") == {"validate"}

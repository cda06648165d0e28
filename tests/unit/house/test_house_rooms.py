"""A room's folder holds everything of that room, and its names follow from the folder's."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest


def faults(folder: Path) -> list[str]:
    """What the room in this folder lacks, or names otherwise than its folder."""
    package = f"src/spendcast_{folder.name}"
    needed = ["README.md", "pyproject.toml", f"{package}/__init__.py", f"{package}/py.typed"]
    if folder.parent.name == "steps":
        needed += ["Dockerfile", "requirements.txt", f"{package}/__main__.py"]
    if folder.name == "serving":
        needed += ["Dockerfile", "requirements.txt"]
    found = [f"{folder.name} has no {name}" for name in needed if not (folder / name).is_file()]

    manifest = folder / "pyproject.toml"
    if manifest.is_file():
        distribution = tomllib.loads(manifest.read_text("utf-8"))["project"]["name"]
        if distribution != f"spendcast-{folder.name}":
            found.append(f"{folder.name} calls its distribution {distribution}")
    packages = sorted(path.name for path in folder.glob("src/*") if (path / "__init__.py").is_file())
    if packages != [f"spendcast_{folder.name}"]:
        found.append(f"{folder.name} holds the packages {packages}")
    return found


def test_every_room_is_complete_and_named_after_its_folder(root: Path, rooms: list[Path]) -> None:
    assert [fault for room in rooms for fault in faults(root / room)] == []


def test_every_folder_of_libs_and_steps_is_a_room(
    root: Path, rooms: list[Path], committed: list[Path]
) -> None:
    parents = {"libs", "steps"}
    folders = {Path(*path.parts[:2]) for path in committed if path.parts[0] in parents and path.parts[2:]}
    assert folders | {Path("serving"), Path("cli")} == set(rooms)


def test_the_tools_are_told_of_every_room(root: Path, rooms: list[Path]) -> None:
    tool = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]
    sources = {f"{room}/src" for room in rooms}
    assert set(tool["importlinter"]["root_packages"]) == {f"spendcast_{room.name}" for room in rooms}
    assert sources <= set(tool["mypy"]["files"])
    assert sources <= set(tool["mypy"]["mypy_path"])
    assert sources == {
        str(path.relative_to(root)) for pattern in tool["ruff"]["src"] for path in root.glob(pattern)
    }


@pytest.fixture
def step(tmp_path: Path) -> Path:
    folder = tmp_path / "steps" / "score"
    package = folder / "src" / "spendcast_score"
    package.mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "py.typed"):
        (package / name).touch()
    for name in ("Dockerfile", "README.md", "requirements.txt"):
        (folder / name).touch()
    (folder / "pyproject.toml").write_text('[project]\nname = "spendcast-score"\n', "utf-8")
    return folder


def test_a_complete_step_has_no_fault(step: Path) -> None:
    assert faults(step) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda step: (step / "README.md").unlink(), "score has no README.md"),
        (lambda step: (step / "Dockerfile").unlink(), "score has no Dockerfile"),
        (lambda step: (step / "requirements.txt").unlink(), "score has no requirements.txt"),
        (
            lambda step: (step / "src/spendcast_score/py.typed").unlink(),
            "score has no src/spendcast_score/py.typed",
        ),
        (
            lambda step: (step / "pyproject.toml").write_text('[project]\nname = "scorer"\n', "utf-8"),
            "score calls its distribution scorer",
        ),
        (
            lambda step: (step / "src/spendcast_score").rename(step / "src/scorer"),
            "score holds the packages ['scorer']",
        ),
    ],
)
def test_an_incomplete_or_misnamed_step_is_named(
    step: Path, damage: Callable[[Path], object], fault: str
) -> None:
    damage(step)
    assert fault in faults(step)

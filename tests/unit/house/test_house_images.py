"""What the folder of an image holds, and the rules that its Dockerfile keeps."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ENTRYPOINT = re.compile(r"^ENTRYPOINT (\[.*\])$", re.MULTILINE)
USER = re.compile(r"^USER [1-9]\d*:[1-9]\d*$", re.MULTILINE)
LABELS = ("title", "version", "revision", "licenses")


def rooms_needed(root: Path, room: Path) -> set[str]:
    """Folders of our own that an image installs: its room, and all libs that this leads to."""
    manifest = tomllib.loads((root / room / "pyproject.toml").read_text("utf-8"))
    names = re.findall(r"spendcast-(\w+)", " ".join(manifest["project"]["dependencies"]))
    return {str(room)}.union(*(rooms_needed(root, Path("libs", name)) for name in names))


def dockerfile_faults(name: str, text: str, rooms: set[str]) -> list[str]:
    """What a Dockerfile does otherwise than the house has it.

    Args:
        name: of the image.
        text: the Dockerfile.
        rooms: folders of our own that it must install, and no others.
    """
    stages = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    last = text[text.rindex("\nFROM ") :]
    installs = re.findall(r"\$PIP install (.*)", text)
    copied = {m for m in re.findall(r"^COPY (\S+) \S+$", text, re.MULTILINE) if not m.endswith(".txt")}
    entry = ENTRYPOINT.search(last)
    rules = {
        "has a syntax line, which fetches a frontend": "# syntax=" not in text,
        "does not begin with an official base image as argument": re.search(
            r"\A(#.*\n)*ARG BASE_IMAGE=python:[\w.-]+\n", text
        ),
        "does not build in a stage of its own": len(stages) > 1 and set(stages) == {"${BASE_IMAGE}"},
        "installs without hashes, or ours with more than themselves": installs
        and all("--no-deps --require-hashes" in i or "--no-deps --no-build-isolation" in i for i in installs),
        f"copies {sorted(copied)}, not {sorted(rooms)}": copied == rooms,
        "takes more than the virtualenv into the last stage": re.findall(r"^COPY .*", last, re.MULTILINE)
        == ["COPY --from=build /venv /venv"],
        "does not name a user by number, or names root": USER.search(last),
        "does not start its module without a shell": entry
        and json.loads(entry[1])
        == ["/venv/bin/dumb-init", "--", "/venv/bin/python", "-m", f"spendcast_{name}"],
        "lacks a label": all(f"org.opencontainers.image.{label}=" in last for label in LABELS),
        "has no health check, or is a step with one": ("\nHEALTHCHECK " in last) == (name == "serving"),
    }
    return [f"{name}: {fault}" for fault, kept in rules.items() if not kept]


def folder_faults(folder: Path) -> list[str]:
    """What the folder of an image lacks."""
    needed = ("Dockerfile", "README.md", "pyproject.toml", "requirements.txt")
    found = [f"{folder.name} has no {name}" for name in needed if not (folder / name).is_file()]
    readme = folder / "README.md"
    line = f"spendcast/{folder.name}"
    if readme.is_file() and not re.search(rf"docker run (.*\\\n)*.*{line}\b", readme.read_text("utf-8")):
        found.append(f"{folder.name} does not say how `docker run` starts {line}")
    return found


@pytest.fixture(scope="session")
def image_rooms(rooms: list[Path]) -> list[Path]:
    return [room for room in rooms if room.parts[0] in {"steps", "serving"}]


def test_the_folder_of_every_image_is_complete(root: Path, image_rooms: list[Path]) -> None:
    assert len(image_rooms) == 5
    assert [fault for room in image_rooms for fault in folder_faults(root / room)] == []


def test_every_dockerfile_keeps_the_rules(root: Path, image_rooms: list[Path]) -> None:
    assert [
        fault
        for room in image_rooms
        for fault in dockerfile_faults(
            room.name, (root / room / "Dockerfile").read_text("utf-8"), rooms_needed(root, room)
        )
    ] == []


def test_the_rooms_of_an_image_are_its_own_and_those_that_its_libs_lead_to(root: Path) -> None:
    assert rooms_needed(root, Path("steps/publish")) == {"steps/publish", "libs/contract", "libs/storage"}


GOOD = """# The score image.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
COPY steps/score/requirements.txt ./
RUN $PIP install --no-deps --require-hashes --requirement requirements.txt
COPY libs/storage libs/storage
COPY steps/score steps/score
RUN $PIP install --no-deps --no-build-isolation ./libs/storage ./steps/score

FROM ${BASE_IMAGE}
COPY --from=build /venv /venv
USER 10001:10001
ENTRYPOINT ["/venv/bin/dumb-init", "--", "/venv/bin/python", "-m", "spendcast_score"]
LABEL org.opencontainers.image.title="score" org.opencontainers.image.version="1" \\
      org.opencontainers.image.revision="1" org.opencontainers.image.licenses="Apache-2.0"
"""
ROOMS = {"libs/storage", "steps/score"}


def test_a_dockerfile_that_keeps_the_rules_has_no_fault() -> None:
    assert dockerfile_faults("score", GOOD, ROOMS) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# The", "# syntax=docker/dockerfile:1\n# The", "syntax line"),
        ("=python:", "=registry.example/python:", "official base image"),
        ("FROM ${BASE_IMAGE}\n", "FROM debian\n", "stage of its own"),
        ("--require-hashes ", "", "without hashes"),
        ("--no-build-isolation ", "", "ours with more"),
        ("COPY libs/storage libs/storage\n", "", "copies ['steps/score']"),
        ("USER 10001", "COPY --from=build /build /build\nUSER 10001", "more than the virtualenv"),
        ("10001:10001", "nobody", "user by number"),
        ("10001:10001", "0:0", "names root"),
        (
            '["/venv/bin/dumb-init", "--", "/venv/bin/python", "-m", "spendcast_score"]',
            "python -m spendcast_score",
            "without a shell",
        ),
        ("image.revision", "revision", "lacks a label"),
        ("USER 10001", 'HEALTHCHECK CMD ["true"]\nUSER 10001', "health check"),
    ],
)
def test_a_dockerfile_that_breaks_a_rule_is_named_with_it(old: str, new: str, fault: str) -> None:
    assert old in GOOD
    (found,) = dockerfile_faults("score", GOOD.replace(old, new), ROOMS)
    assert fault in found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "score"
    made.mkdir()
    for name in ("Dockerfile", "pyproject.toml", "requirements.txt"):
        (made / name).touch()
    (made / "README.md").write_text("docker run --rm \\\n  spendcast/score --help\n", "utf-8")
    return made


def test_a_complete_folder_has_no_fault(folder: Path) -> None:
    assert folder_faults(folder) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda folder: (folder / "Dockerfile").unlink(), "score has no Dockerfile"),
        (lambda folder: (folder / "requirements.txt").unlink(), "score has no requirements.txt"),
        (
            lambda folder: (folder / "README.md").write_text("Use docker run.\n", "utf-8"),
            "score does not say how `docker run` starts spendcast/score",
        ),
    ],
)
def test_an_incomplete_folder_is_named(folder: Path, damage: Callable[[Path], object], fault: str) -> None:
    damage(folder)
    assert folder_faults(folder) == [fault]


def test_no_package_holds_a_file_that_images_leave_out_so_code_hashes_alike_in_and_out_of_one(
    root: Path,
) -> None:
    ignored = [line for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("**/")]
    names = [pattern.removeprefix("**/") for pattern in ignored if "__pycache__" not in pattern]
    packages = [package for room in ("libs", "steps", "serving") for package in root.glob(f"{room}/**/src")]
    assert "README.md" in names
    assert packages
    assert [
        path for package in packages for name in names if name != "*.pyc" for path in package.rglob(name)
    ] == []

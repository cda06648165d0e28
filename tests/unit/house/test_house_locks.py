"""What is installed is pinned to hashes, is the same in every image, and names no place to fetch from."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

PINNED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^\s;]+)( ; [^\\]*?)?( --hash=sha256:[0-9a-f]{64})+"
)


def requirements(lock: str) -> list[str]:
    """A lock's logical lines: continued lines joined, comments and blanks left out, spaces made single."""
    joined = (" ".join(line.split()) for line in lock.replace("\\\n", " ").splitlines())
    return [line for line in joined if line and not line.startswith("#")]


def unpinned(lock: str) -> list[str]:
    """Every line that is not one package, its one version and hashes: options and addresses too."""
    return [line for line in requirements(lock) if not PINNED.fullmatch(line)]


def disagreements(locks: Iterable[str]) -> dict[str, set[str]]:
    """Packages that some two locks pin to different versions. A lock may pin one twice, by platform."""
    versions: dict[str, set[frozenset[str]]] = defaultdict(set)
    for lock in locks:
        pins: dict[str, set[str]] = defaultdict(set)
        for pin in filter(None, map(PINNED.fullmatch, requirements(lock))):
            pins[pin["name"]].add(pin["version"])
        for name, pinned in pins.items():
            versions[name].add(frozenset(pinned))
    return {name: set().union(*seen) for name, seen in versions.items() if len(seen) > 1}


@pytest.fixture(scope="module")
def locks(root: Path, committed: list[Path]) -> dict[Path, str]:
    return {path: (root / path).read_text("utf-8") for path in committed if path.name == "requirements.txt"}


def test_every_requirement_is_one_version_with_its_hashes(locks: dict[Path, str]) -> None:
    assert locks
    assert {path: unpinned(lock) for path, lock in locks.items() if unpinned(lock)} == {}


def test_a_package_has_the_same_version_in_every_lock(locks: dict[Path, str]) -> None:
    assert disagreements(locks.values()) == {}


HASH = "--hash=sha256:" + "0" * 64


def test_pins_with_hashes_and_markers_pass() -> None:
    lock = f"# made\nclick==8.5.1 \\\n    {HASH} \\\n    {HASH}\ncffi==2.1 ; os_name == 'nt' \\\n    {HASH}\n"
    assert len(requirements(lock)) == 2
    assert unpinned(lock) == []


@pytest.mark.parametrize(
    "line",
    [
        "click==8.5.1",
        f"click>=8 {HASH}",
        f"click {HASH}",
        "click==8.5.1 --hash=md5:00",
        "--index-url https://packages.example/simple",
        "--find-links wheels",
        "-e libs/storage",
        f"click @ https://packages.example/click.whl {HASH}",
        f"click==8.5.1 {HASH} --index-url=https://packages.example",
    ],
)
def test_anything_else_in_a_lock_is_named(line: str) -> None:
    assert unpinned(line) == [line]


def test_two_locks_with_two_versions_are_named() -> None:
    one, other = f"click==8.5.1 {HASH}\n", f"click==8.5.0 {HASH}\nrich==15 {HASH}\n"
    assert disagreements([one, other]) == {"click": {"8.5.0", "8.5.1"}}
    assert disagreements([one, one]) == {}

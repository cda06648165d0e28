"""What no committed file may be: tied to one machine or registry, named for nothing, or large."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

# Written so that this file, which is among those read, holds none of what it looks for.
REGISTRIES = [
    "pypi\\.org",
    "pythonhosted\\.org",
    "npmjs\\.(org|com)",
    "deb\\.debian\\.org",
    "proxy\\.golang\\.org",
    "crates\\.io",
]
MACHINE_PATH = r"(?<![\w.$}-])/(?:work|farm|root|home|Users)/"
RIG = re.compile(r"shared/(?:rig)\b|SPENDCAST_(?:RIG)")
FORBIDDEN = {
    "a package registry": re.compile("|".join(REGISTRIES), re.IGNORECASE),
    "a path of one machine": re.compile(MACHINE_PATH),
}
SAYS_NOTHING = {"utils", "util", "common", "helpers", "helper", "misc"}
MOST_BYTES = 1_000_000


def forbidden_text(path: Path, text: str) -> list[str]:
    found = [
        f"{path}:{number} names {what}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]
    if path != Path(".ci/run") and RIG.search(text):
        found.append(f"{path} names the rig, which only .ci/run may")
    return found


def empty_names(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if SAYS_NOTHING & {*path.parts, path.stem}]


def too_large(root: Path, paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if (root / path).stat().st_size > MOST_BYTES]


def test_no_committed_file_names_a_registry_a_machine_or_the_rig(root: Path, committed: list[Path]) -> None:
    assert committed
    texts = ((path, (root / path).read_text("utf-8", errors="replace")) for path in committed)
    assert [fault for path, text in texts for fault in forbidden_text(path, text)] == []


def test_no_module_or_folder_has_a_name_that_says_nothing(committed: list[Path]) -> None:
    assert empty_names(committed) == []


def test_no_committed_file_is_over_a_megabyte(root: Path, committed: list[Path]) -> None:
    assert too_large(root, committed) == []


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "pypi" + ".org/project/x",
        "files.python" + "hosted.org",
        "open('/" + "work/data.csv')",
        "cd /" + "home/me/spendcast",
        "../shared" + "/rig/tools",
    ],
)
def test_a_forbidden_text_is_found_with_its_place(text: str) -> None:
    assert len(forbidden_text(Path("docs/page.md"), f"one line\n{text}\n")) == 1


@pytest.mark.parametrize("text", ["pages/home/index.html", "$HOME/work/x", "homework/", "a /homely/ place"])
def test_a_text_that_only_looks_like_a_machine_path_passes(text: str) -> None:
    assert forbidden_text(Path("docs/page.md"), text) == []


def test_names_that_say_nothing_are_found_as_folder_and_as_module() -> None:
    folder, module = Path("libs/utils/x.py"), Path("cli/src/spendcast_cli/helpers.py")
    assert empty_names([folder, module, Path("libs/storage/folder.py")]) == [folder, module]


def test_a_large_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(MOST_BYTES + 1))
    (tmp_path / "small.bin").write_bytes(bytes(MOST_BYTES))
    assert too_large(tmp_path, [Path("large.bin"), Path("small.bin")]) == [Path("large.bin")]

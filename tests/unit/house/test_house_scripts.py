"""Shell scripts stop at the first failure, and every verb of make says what it does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

MAKE_TARGET = re.compile(r"^(?P<name>[A-Za-z][\w.-]*)\s*:(?!=)(?P<rest>.*)$", re.MULTILINE)
HELP = re.compile(r"## \S.*")
SHELL_LINE = re.compile(r"#!.*\b(ba|da|z|k)?sh\b.*")


def is_script(path: Path, first_line: str) -> bool:
    return path.suffix == ".sh" or SHELL_LINE.fullmatch(first_line) is not None


def script_faults(script: Path) -> list[str]:
    """What keeps a script from being called, from parsing, or from stopping at a failure."""
    text = script.read_text("utf-8")
    found = []
    if not text.startswith("#!/usr/bin/env bash\n"):
        found.append("does not begin with #!/usr/bin/env bash")
    if "set -euo pipefail" not in text.splitlines():
        found.append("has no line: set -euo pipefail")
    if not os.access(script, os.X_OK):
        found.append("is not executable")
    parsed = subprocess.run(["bash", "-n", str(script)], check=False, capture_output=True, text=True)
    if parsed.returncode != 0:
        found.append(f"does not parse: {parsed.stderr.strip()}")
    return [f"{script.name} {fault}" for fault in found]


def mute_targets(makefile: str) -> list[str]:
    return [match["name"] for match in MAKE_TARGET.finditer(makefile) if not HELP.search(match["rest"])]


def first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline(200).decode("utf-8", errors="replace").strip()


def test_every_shell_script_runs_by_name_parses_and_is_strict(root: Path, committed: list[Path]) -> None:
    scripts = [root / path for path in committed if is_script(path, first_line(root / path))]
    assert {"run", "setup.sh", "lock.sh"} <= {script.name for script in scripts}
    assert [fault for script in scripts for fault in script_faults(script)] == []


def test_every_verb_of_make_has_a_help_text(root: Path) -> None:
    assert mute_targets((root / "Makefile").read_text("utf-8")) == []


def test_make_alone_lists_every_verb_with_its_text(root: Path) -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=root, check=True, capture_output=True, text=True
    )
    verbs = [match["name"] for match in MAKE_TARGET.finditer((root / "Makefile").read_text("utf-8"))]
    lines = listed.stdout.splitlines()
    assert [line.split()[1] for line in lines] == verbs
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("#!/bin/sh\nset -euo pipefail\n", "bad.sh does not begin with #!/usr/bin/env bash"),
        ("#!/usr/bin/env bash\nset -e\n", "bad.sh has no line: set -euo pipefail"),
        ("#!/usr/bin/env bash\n# set -euo pipefail\n", "bad.sh has no line: set -euo pipefail"),
    ],
)
def test_a_lax_script_is_named(tmp_path: Path, text: str, fault: str) -> None:
    script = tmp_path / "bad.sh"
    script.write_text(text, "utf-8")
    script.chmod(0o755)
    assert script_faults(script) == [fault]


def test_a_script_that_does_not_parse_or_cannot_be_called_is_named(tmp_path: Path) -> None:
    script = tmp_path / "bad.sh"
    script.write_text("#!/usr/bin/env bash\nset -euo pipefail\nif true; then\n", "utf-8")
    script.chmod(0o644)
    not_callable, not_parsed = script_faults(script)
    assert not_callable == "bad.sh is not executable"
    assert not_parsed.startswith("bad.sh does not parse")


def test_a_target_without_text_is_named_and_an_assignment_is_none() -> None:
    assert mute_targets("SHELL := bash\n.PHONY: a b\na: ## Do a\n\techo a:\nb: a\n\techo b\n") == ["b"]


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("ci/x.sh", "", True),
        (".ci/run", "#!/usr/bin/env bash", True),
        ("ci/x.py", "#!/usr/bin/env python3", False),
        ("README.md", "# sh", False),
    ],
)
def test_a_script_is_known_by_its_ending_or_its_first_line(name: str, line: str, expected: bool) -> None:
    assert is_script(Path(name), line) is expected

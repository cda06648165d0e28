import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from spendcast_cli.__main__ import COMMANDS, cli
from spendcast_cli.errors import tell

HEAVY = ("pandas", "numpy", "rich", "pydantic", "google")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command below a group, by the words that call it."""
    found: list[tuple[str, ...]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("words", commands(cli), ids=" ".join)
def test_every_command_takes_the_shared_options_and_says_so(spendcast: Any, words: tuple[str, ...]) -> None:
    said = spendcast(*words, "--help")
    assert said.code == 0
    assert all(option in said.out for option in ("--store", "--json", "--debug"))


@pytest.mark.parametrize(
    "words", [w for w in commands(cli) if w not in {("data",), ("models",)}], ids=" ".join
)
def test_the_help_of_every_command_has_examples_that_name_it(spendcast: Any, words: tuple[str, ...]) -> None:
    _, _, examples = spendcast(*words, "--help").out.partition("Examples:")
    assert f" {' '.join(words)}" in examples


def test_the_overview_tells_of_each_command_what_its_own_help_begins_with(spendcast: Any) -> None:
    for name, summary in COMMANDS.items():
        assert summary in " ".join(spendcast(name, "--help").out.split())


def test_the_overview_imports_nothing_that_is_heavy() -> None:
    code = (
        "import sys; from spendcast_cli.__main__ import main; main(['--help'])\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments", [("--store", "a", "models", "list"), ("models", "list", "--store", "a")]
)
def test_the_store_may_be_named_before_and_after_the_command(
    spendcast: Any, models: Any, arguments: tuple[str, ...]
) -> None:
    version = models.add("r1")
    models.root.rename("a")
    assert spendcast(*arguments, "--json").json["in_force"] == version
    assert spendcast("--json", *arguments).json["in_force"] == version


def test_the_store_named_on_the_command_line_goes_before_the_environments(
    spendcast: Any, models: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = models.add("r1")
    monkeypatch.setenv("SPENDCAST_STORE", "elsewhere")
    assert spendcast("models", "list", "--json").json["in_force"] is None
    assert spendcast("--store", str(models.root), "models", "list", "--json").json["in_force"] == version


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("predict", "--spned", "tv=1"), 64, "--spned"),
        (("predict", "--spend", "tv"), 64, "CHANNEL=AMOUNT"),
        (("predict", "--spend", "tv=1,000"), 64, "without separators"),
        (("predict", "--spend", "tv=1"), 66, "`spendcast run` makes one"),
        (("nonsense",), 64, "nonsense"),
        (("run", "--as-of", "5.1.2026"), 64, "write it as 2026-01-05"),
        (("run", "--as-of", "2999-01-05"), 64, "2999-01-05 is yet to come"),
        (("run", "--run-id", "a/b"), 64, "'a/b' must begin with"),
        (("run", "--param", "seed=1"), 64, "STEP.NAME=VALUE"),
        (("run",), 64, "spendcast data add"),
        (("--store", "s3://bucket", "run"), 64, "is no store"),
        (("models", "show", "v9"), 66, "has no version 'v9'"),
        (("data", "add", "absent.csv"), 64, "absent.csv"),
    ],
)
def test_an_error_is_a_sentence_on_stderr_and_under_json_an_object_on_stdout(
    spendcast: Any, arguments: tuple[str, ...], code: int, message: str
) -> None:
    plain = spendcast(*arguments)
    assert (plain.code, plain.out) == (code, "")
    assert message in plain.err
    assert "Traceback" not in plain.err
    told = spendcast(*arguments, "--json")
    assert told.code == code
    assert told.json["error"]["exit_code"] == code
    assert message in told.json["error"]["message"]


def test_debug_shows_the_traceback_of_an_error(spendcast: Any) -> None:
    assert "Traceback" in spendcast("run", "--debug").err


def test_an_error_that_nobody_foresaw_is_called_our_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(KeyError("worth"), as_json=False, debug=False) == 70
    assert "KeyError: 'worth'\nThis is a fault of Spendcast's" in capsys.readouterr().err


def test_a_full_disk_is_told_and_may_be_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(OSError(28, "No space left on device", "sample"), as_json=False, debug=False) == 75
    assert "No space left on device: 'sample'" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_sees_no_error(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with open(write, "w", encoding="utf-8") as broken:  # noqa: PTH123 - a pipe has no path
        command = [sys.executable, "-m", "spendcast_cli", "completion", "fish"]
        ended = subprocess.run(command, check=False, stdout=broken, stderr=subprocess.PIPE, cwd=tmp_path)
    assert ended.stderr == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_speaks_of_the_command(spendcast: Any, shell: str) -> None:
    said = spendcast("completion", shell)
    assert said.code == 0
    assert "_SPENDCAST_COMPLETE" in said.out
    assert spendcast("completion", shell, "--json").json["script"] in said.out


def test_completion_knows_the_commands(tmp_path: Path) -> None:
    asked = os.environ | {
        "_SPENDCAST_COMPLETE": "bash_complete",
        "COMP_WORDS": "spendcast mo",
        "COMP_CWORD": "1",
    }
    shown = subprocess.run(
        [str(Path(sys.executable).with_name("spendcast"))],
        env=asked,
        check=True,
        capture_output=True,
        text=True,
    )
    assert shown.stdout.split() == ["plain,models"]


def test_the_version_is_the_packages(spendcast: Any) -> None:
    assert spendcast("--version").out == "spendcast, version 0.1.0\n"

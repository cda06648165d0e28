import io
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from spendcast_cli.launch import Relay
from spendcast_cli.options import Settings
from spendcast_cli.outcome import RunEnd, run_status
from spendcast_cli.pipeline import Call, generations, run_steps
from spendcast_cli.process import ProcessLauncher
from spendcast_cli.progress import shown
from spendcast_cli.summary import Summary
from spendcast_contract import STEPS
from spendcast_storage import open_store

FAKE = (sys.executable, str(Path(__file__).with_name("fake_step.py")))
ROAS = {"mean": 2.1, "median": 2.0, "low": 1.5, "high": 2.5}
EVALUATION = {
    "in_sample": {"r2": 0.93},
    "rolling": {
        "scores": {
            "model": {"mape": 0.021, "rmse": 2.0},
            "last": {"mape": 0.09, "rmse": 9.0},
            "year_before": {"mape": 0.05, "rmse": 5.0},
        }
    },
    "channels": {"tv ads": {"roas": ROAS, "contribution": ROAS, "verdict": "identified"}},
    "worth": "Mind [the] intervals.",
}


@pytest.fixture
def summary(tmp_path: Path) -> Any:
    """What is printed of a run of fakes with these parameters."""

    def call(version: str | None = "v1", *, debug: bool = False, **params: dict[str, str]) -> str:
        store = open_store(str(tmp_path / "store"))
        of_steps = {step: params.get(step, {}) for step in STEPS}
        of_steps["evaluate"] = {name: json.dumps(value) for name, value in EVALUATION.items()}
        of_steps["publish"] = {"outcome": '"promoted"', "reason": '"a test"'} | of_steps["publish"]
        before = generations(store, "r1")
        with Relay().listening() as relay, shown(STEPS) as progress:
            ends = run_steps(
                Call(ProcessLauncher(store.address, FAKE), "r1", of_steps), store, progress, relay
            )
        end = RunEnd("r1", run_status(ends, before), version, ends)
        text = io.StringIO()
        settings = Settings(store="my store", debug=debug)
        Summary(end, settings).show(Console(file=text, width=110, markup=False))
        return text.getvalue()

    return call


def test_a_promoted_model_is_shown_with_its_accuracy_channels_worth_and_what_to_do_next(summary: Any) -> None:
    text = summary()
    for part in (
        "promoted: the new model is in force\nwhy: a test\nin force: v1",
        "R² 0.93",
        "err by 2.1 % (MAPE); the best naive forecast (year before) by 5.0 %",
        "tv ads",
        "2.00",
        "1.50 to 2.50",
        "identified",
        "Mind [the] intervals.",
        "warning (gap): A month is missing.",
        "spendcast --store 'my store' predict --spend 'tv ads'=100000",
    ):
        assert part in text
    assert [line.split()[:2] for line in text.splitlines() if "  runs/r1/" in line] == [
        [step, "succeeded"] for step in STEPS
    ]
    assert "data check: " in text
    assert "model report: " in text
    assert "my store/runs/r1/evaluate/1/report.html" in text
    assert "spendcast --store 'my store' report --run-id r1 --open" in text


def test_a_model_that_was_kept_out_is_told_with_the_reason(summary: Any) -> None:
    text = summary("v0", publish={"outcome": '"kept"', "reason": '"v0 is pinned"'})
    assert "kept: the new model was not put in force\nwhy: v0 is pinned\nin force: v0" in text


def test_rejected_data_are_told_with_the_findings_and_no_model(summary: Any) -> None:
    text = summary(None, validate={"do": "reject"})
    assert "error (gap): A month is missing." in text
    assert "rejected: the data cannot be used as they are\nin force: no model" in text
    assert "data add FILE..." in text
    assert "R²" not in text
    assert "data check: " in text
    assert "model report: " not in text


def test_a_failure_is_told_with_its_cause_and_the_step_to_run_by_itself(summary: Any) -> None:
    text = summary(train={"do": "crash"})
    assert "train ended with 70: this is a fault of ours\nValueError: 7\n" in text
    assert "spendcast --store 'my store' step train --run-id r1" in text
    assert "line 1" not in text
    assert "line 1" in summary(train={"do": "crash"}, debug=True)


def test_without_a_terminal_progress_is_lines_on_stderr(
    summary: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    summary(validate={"do": "reject"})
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("validate  validate started\nvalidate  rejected after 0.")


def test_at_a_terminal_progress_is_a_line_for_each_step_with_its_end(
    summary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    summary(train={"do": "reject"})
    lines = [line for line in terminal.getvalue().splitlines() if any(step in line for step in STEPS)]
    last = dict(zip(STEPS, lines[-4:], strict=True))
    assert all(step in line for step, line in last.items())
    assert last["validate"].rstrip().endswith("succeeded")
    assert last["train"].rstrip().endswith("rejected")


def test_the_plain_command_line_of_a_step_is_printed_and_nothing_done(spendcast: Any, tmp_path: Path) -> None:
    arguments = (
        "--store",
        "my store",
        "step",
        "evaluate",
        "--run-id",
        "r1",
        "--param",
        "min_r2=0.5",
        "--dry-run",
    )
    store = tmp_path / "my store"
    params = {"evaluate": {"model": "revenue", "min_r2": "0.5"}}
    command = Call(ProcessLauncher(str(store)), "r1", params).command("evaluate")  # type: ignore[arg-type] # names are literals
    assert shlex.split(spendcast(*arguments).out) == command
    assert spendcast(*arguments, "--json").json == {"command": command}
    assert not store.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("train", "--run-id", "r1", "--as-of", "2026-01-05"), "--as-of is for validate"),
        (("score", "--run-id", "r1"), "score"),
        (("train",), "--run-id"),
    ],
)
def test_a_step_called_wrongly_is_wrong_usage(
    spendcast: Any, arguments: tuple[str, ...], message: str
) -> None:
    said = spendcast("step", *arguments)
    assert said.code == 64
    assert message in said.err


def test_a_step_under_json_is_one_object_with_the_steps_end(spendcast: Any) -> None:
    said = spendcast("step", "train", "--run-id", "r1", "--json")
    assert said.code == 66
    assert {name: said.json[name] for name in ("step", "run_id", "status", "document")} == {
        "step": "train",
        "run_id": "r1",
        "status": "failed",
        "document": None,
    }
    assert "run validate first" in said.json["message"]

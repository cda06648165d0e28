import hashlib
import json
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spendcast_cli.arguments import StepParam
from spendcast_cli.launch import INTERRUPTED, Relay
from spendcast_cli.outcome import RunEnd, StepEnd, run_status
from spendcast_cli.pipeline import Call, generations, run_step, run_steps, step_params
from spendcast_cli.process import ProcessLauncher
from spendcast_cli.raw import data_digest
from spendcast_contract import STEPS, StepName, UsageError
from spendcast_storage import ObjectStore, open_store

FAKE = (sys.executable, str(Path(__file__).with_name("fake_step.py")))
PROMOTED = {"outcome": '"promoted"'}


class Heard:
    """A `Progress` that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def started(self, step: StepName) -> None:
        self.lines.append(f"{step} starts")

    def said(self, step: StepName, message: str) -> None:
        self.lines.append(f"{step}: {message}")

    def ended(self, end: StepEnd) -> None:
        self.lines.append(f"{end.step} {end.status}")


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def run(store: ObjectStore, heard: Heard) -> Any:
    """Runs the four steps as fakes, with these parameters for each."""

    def call(**params: dict[str, str]) -> list[StepEnd]:
        of_steps = {step: params.get(step, {}) for step in STEPS}
        of_steps["publish"] = PROMOTED | of_steps["publish"]
        with Relay().listening() as relay:
            return run_steps(Call(ProcessLauncher(store.address, FAKE), "r1", of_steps), store, heard, relay)

    return call


def test_each_step_is_called_as_the_contract_has_it() -> None:
    launcher = ProcessLauncher("gs://bucket/prefix", ("python", "-m"))
    call = Call(launcher, "r1", {"evaluate": {"model": "revenue", "min_r2": "0.5"}})
    at = "gs://bucket/prefix/runs/r1"
    assert " ".join(call.command("validate")) == (
        f"python -m spendcast_validate --input raw=gs://bucket/prefix/raw/ --output {at}/validate.json"
    )
    assert " ".join(call.command("train")) == (
        f"python -m spendcast_train --input validate={at}/validate.json --output {at}/train.json"
    )
    assert " ".join(call.command("evaluate")) == (
        f"python -m spendcast_evaluate --input validate={at}/validate.json --input train={at}/train.json "
        f"--output {at}/evaluate.json --param model=revenue --param min_r2=0.5"
    )
    assert " ".join(call.command("publish")) == (
        f"python -m spendcast_publish --input validate={at}/validate.json --input train={at}/train.json "
        f"--input evaluate={at}/evaluate.json --output {at}/publish.json"
    )


def test_the_steps_run_one_after_the_other_and_each_is_told_of(run: Any, heard: Heard) -> None:
    ends = run()
    assert [(end.step, end.status, end.process.exit_code, end.key) for end in ends] == [
        (step, "succeeded", 0, f"runs/r1/{step}.json") for step in STEPS
    ]
    assert heard.lines == [
        line for step in STEPS for line in (f"{step} starts", f"{step}: {step} started", f"{step} succeeded")
    ]


def test_what_publish_says_is_the_status_of_a_run_that_left_new_documents(
    run: Any, store: ObjectStore
) -> None:
    before = generations(store, "r1")
    assert set(before.values()) == {0}
    assert run_status(run(publish={"outcome": '"kept"'}), before) == "kept"


def test_a_run_that_left_every_document_as_it_was_is_unchanged(run: Any, store: ObjectStore) -> None:
    run()
    before = generations(store, "r1")
    assert run_status(run(), before) == "unchanged"
    assert run_status(run(evaluate={"seen": "1"}), before) == "promoted"


def test_rejected_data_end_the_run_with_65_and_their_findings(run: Any, store: ObjectStore) -> None:
    before = generations(store, "r1")
    ends = run(train={"do": "reject"})
    end = RunEnd("r1", run_status(ends, before), None, ends)
    assert (end.status, end.exit_code) == ("rejected", 65)
    answer = end.as_dict()
    assert {name: step["status"] for name, step in answer["steps"].items()} == {
        "validate": "succeeded",
        "train": "rejected",
    }
    assert [(f["step"], f["severity"], f["message"]) for f in answer["findings"]] == [
        ("validate", "warning", "A month is missing."),
        ("train", "error", "A month is missing."),
    ]
    assert "error" not in answer
    json.dumps(answer)


@pytest.mark.parametrize(
    ("do", "code", "message"),
    [
        ("crash", 70, "this is a fault of ours"),
        ("temporary", 75, "train started"),
        ("mute", 66, "left no document"),
        ("kill", 75, "SIGKILL"),
        ("odd", 70, "python: not what it was"),
    ],
)
def test_a_step_that_fails_ends_the_run_with_its_code(
    run: Any, store: ObjectStore, do: str, code: int, message: str
) -> None:
    ends = run(train={"do": do})
    end = RunEnd("r1", run_status(ends, generations(store, "r1")), "v1", ends)
    assert (end.status, end.exit_code, [e.step for e in ends]) == ("failed", code, ["validate", "train"])
    assert end.as_dict()["steps"]["train"]["document"] is None
    assert message in end.as_dict()["error"]["message"]


def test_the_traceback_of_a_fault_is_kept(run: Any) -> None:
    assert run(train={"do": "crash"})[-1].process.trace == "Traceback:\n  line 1\nValueError: 7"


def test_a_document_of_an_earlier_call_is_not_taken_for_this_ones(run: Any) -> None:
    run()
    end = run(train={"do": "refuse"})[-1]
    assert (end.step, end.status, end.process.exit_code, end.document) == ("train", "rejected", 65, None)


def test_a_signal_is_handed_on_waited_for_and_ends_the_run_with_75(run: Any, heard: Heard) -> None:
    ends = run(train={"do": "interrupt"})
    assert [end.step for end in ends] == ["validate", "train"]
    assert (ends[-1].process.exit_code, ends[-1].process.message) == (75, INTERRUPTED)
    assert heard.lines[-1] == "train failed"


def test_a_signal_between_two_steps_ends_the_next_at_once(store: ObjectStore, heard: Heard) -> None:
    relay = Relay()
    relay.received = True
    end = run_step("train", Call(ProcessLauncher(store.address, FAKE), "r1"), store, heard, relay)
    assert end.process.exit_code == 75


def test_the_handlers_of_this_process_are_as_before_after_a_run(run: Any) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    run(validate={"do": "reject"})
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_parameters_go_to_their_step_beside_those_that_have_options() -> None:
    given = [StepParam("train", "seed", "1"), StepParam("evaluate", "min_r2", "0.5")]
    assert step_params(given, "orders", date(2026, 1, 5)) == {
        "validate": {"as_of": "2026-01-05", "model": "orders"},
        "train": {"seed": "1"},
        "evaluate": {"model": "orders", "min_r2": "0.5"},
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([StepParam("validate", "as_of", "2026-01-05")], "--as-of"),
        ([StepParam("evaluate", "model", "orders")], "--model"),
        ([StepParam("validate", "model", "orders")], "--model"),
        ([StepParam("train", "seed", "1"), StepParam("train", "seed", "2")], "twice"),
    ],
)
def test_a_parameter_given_in_two_ways_is_wrong_usage(given: list[StepParam], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        step_params(given, "revenue", None)


def test_the_digest_is_of_names_and_bytes_that_validate_reads(store: ObjectStore) -> None:
    store.write("raw/b.csv", b"2", if_generation=0)
    store.write("raw/a.csv", b"1", if_generation=0)
    lines = "".join(f"{n}\0{hashlib.sha256(c).hexdigest()}\n" for n, c in (("a.csv", b"1"), ("b.csv", b"2")))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    assert data_digest(store) == digest
    store.write("raw/.replaced/0-a.csv", b"0", if_generation=0)
    assert data_digest(store) == digest
    store.write("raw/c.csv", b"3", if_generation=0)
    assert data_digest(store) != digest


def test_no_data_is_wrong_usage_and_the_error_says_how_to_bring_some(store: ObjectStore) -> None:
    with pytest.raises(UsageError, match="spendcast data add"):
        data_digest(store)

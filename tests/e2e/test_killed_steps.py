"""A real step that is killed at any of its store's operations, or started twice, comes to the same end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from contracts.pipeline import (
    MODEL,
    StepCall,
    add_months,
    document_of,
    essence,
    run_all,
    run_at_once,
    run_step,
    run_until_killed,
    state_of_registry,
)
from contracts.processes import context, exit_code_of, started, was_killed
from contracts.watched_store import Side

from spendcast_contract import STEPS, StepName
from spendcast_storage import ObjectStore, open_evaluations, open_store

FIRST, SECOND = ("r1", "2025-01-05"), ("r2", "2025-02-05")
FEWEST_OPERATIONS = 6  # look for the document, read inputs, claim, write outputs and the document
ROUNDS = 3


@dataclass(frozen=True)
class Station:
    """A step of a run, and the store as it is before that step."""

    step: StepName
    before: Path

    def copy(self, name: str) -> ObjectStore:
        """A store of one's own to run the step in; generations stay."""
        folder = self.before.with_name(f"{self.before.name}-{name}")
        shutil.copytree(self.before, folder)
        return open_store(str(folder))

    def call(self, store: ObjectStore) -> StepCall:
        return StepCall(store.address, self.step, *SECOND)

    def run(self, store: ObjectStore) -> int | None:
        return exit_code_of(run_step, self.call(store))

    def outcome(self, store: ObjectStore) -> tuple[Any, ...]:
        """All that must not depend on what happened on the way."""
        rows = [(row.run_id, row.cache_key) for row in open_evaluations(None, store).rows(MODEL)]
        return essence(document_of(store, self.step, SECOND[0])), state_of_registry(store), rows


@pytest.fixture(scope="module", autouse=True)
def no_settings() -> Iterator[None]:
    """No `SPENDCAST_…` variable of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("SPENDCAST_")]:
            environment.delenv(name)
        yield


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory where the machine has one: thousands of durable writes follow."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def stations(memory: Path) -> dict[StepName, Station]:
    """The steps of a second run, on a month more than the first, whose model is in force."""
    run = memory / "run"
    add_months(str(run), 24)
    assert exit_code_of(run_all, str(run), *FIRST) == 0
    add_months(str(run), 25)
    found = {}
    for step in STEPS:
        found[step] = Station(step, memory / f"before-{step}")
        shutil.copytree(run, found[step].before)
        assert exit_code_of(run_step, StepCall(str(run), step, *SECOND)) == 0
    assert document_of(open_store(str(run)), "publish", SECOND[0]).metrics["outcome"] == "promoted"
    return found


@pytest.fixture(params=STEPS)
def station(stations: dict[StepName, Station], request: pytest.FixtureRequest) -> Station:
    return stations[request.param]


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_step_killed_at_any_operation_and_run_again_ends_as_if_undisturbed(
    station: Station, side: Side
) -> None:
    undisturbed = station.copy(f"undisturbed-{side}")
    assert station.run(undisturbed) == 0
    expected = station.outcome(undisturbed)
    for number in count(1):
        store = station.copy(f"killed-{side}-{number}")
        if not was_killed(run_until_killed, station.call(store), number, side):
            assert number > FEWEST_OPERATIONS
            break
        assert station.run(store) == 0, number
        assert station.outcome(store) == expected, number
        shutil.rmtree(store.address)


def test_two_copies_of_a_step_started_at_once_end_with_one_document_and_both_succeed(
    station: Station,
) -> None:
    undisturbed = station.copy("alone")
    assert station.run(undisturbed) == 0
    for number in range(ROUNDS):
        store = station.copy(f"twins-{number}")
        start = context.Barrier(2)
        call = (station.call(store), start)
        with started(run_at_once, call, call) as results:
            assert results() == [0, 0]
        assert station.outcome(store) == station.outcome(undisturbed)


def processes_of(call: StepCall, copies: int) -> list[subprocess.Popen[str]]:
    """True processes of a step, as a scheduler would start them."""
    command = [sys.executable, "-m", f"spendcast_{call.step}", *call.arguments]
    return [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(copies)]


def test_two_true_processes_of_a_step_end_with_one_document_and_both_succeed(
    stations: dict[StepName, Station],
) -> None:
    train = stations["train"]
    store = train.copy("true-twins")
    logs = []
    for process in processes_of(train.call(store), copies=2):
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        logs.append([json.loads(line) for line in out.splitlines()])
    assert [log[-1]["exit_code"] for log in logs] == [0, 0]
    alone = train.copy("true-alone")
    assert train.run(alone) == 0
    assert train.outcome(store) == train.outcome(alone)


def test_a_true_process_that_is_told_to_stop_ends_with_75_and_no_document_and_can_be_run_again(
    stations: dict[StepName, Station],
) -> None:
    train = stations["train"]
    store = train.copy("stopped")
    [process] = processes_of(train.call(store), copies=1)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["message"] == "started"
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=8)
    assert (process.returncode, json.loads(out.splitlines()[-1])["exit_code"]) == (75, 75)
    assert store.list(f"runs/{SECOND[0]}/train.json") == []
    assert train.run(store) == 0

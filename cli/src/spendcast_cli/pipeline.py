"""The four steps of a run: how each is called, and one after the other."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from spendcast_cli.arguments import StepParam
from spendcast_cli.launch import Ended, Launcher, LogLine, Relay, Running, follow
from spendcast_cli.outcome import StepEnd
from spendcast_cli.raw import RAW
from spendcast_contract import (
    STEPS,
    ExitCode,
    InputUnusable,
    StepDocument,
    StepName,
    UsageError,
    document_key,
    parse_document,
)
from spendcast_storage import ObjectMissing, ObjectStore

INPUTS: Mapping[StepName, Sequence[str]] = {
    "validate": ("raw",),
    "train": ("validate",),
    "evaluate": ("validate", "train"),
    "publish": ("validate", "train", "evaluate"),
}

_OWN_OPTION = {
    ("validate", "as_of"): "--as-of",
    ("validate", "model"): "--model",
    ("evaluate", "model"): "--model",
}


class Progress(Protocol):
    """Whoever wants to know how the steps go on."""

    def started(self, step: StepName) -> None:
        """The step begins."""

    def said(self, step: StepName, message: str) -> None:
        """The step tells how it goes on."""

    def ended(self, end: StepEnd) -> None:
        """The step is over."""


@dataclass(frozen=True)
class Call:
    """What the steps of one run are called with."""

    launcher: Launcher
    run_id: str
    params: Mapping[StepName, Mapping[str, str]] = field(default_factory=dict)

    def command(self, step: StepName) -> list[str]:
        """The plain command line of one step."""
        return self.launcher.command(step, self.arguments(step))

    def start(self, step: StepName) -> AbstractContextManager[Running]:
        """Start one step."""
        return self.launcher.start(step, self.arguments(step))

    def arguments(self, step: StepName) -> list[str]:
        """Arguments of one step, as the contract has them."""
        store = self.launcher.store
        places = (
            f"{name}={store}/{RAW if name == 'raw' else document_key(self.run_id, name)}"
            for name in INPUTS[step]
        )
        params = (f"{name}={value}" for name, value in self.params.get(step, {}).items())
        return [
            *(argument for place in places for argument in ("--input", place)),
            "--output",
            f"{store}/{document_key(self.run_id, step)}",
            *(argument for param in params for argument in ("--param", param)),
        ]


def step_params(given: Sequence[StepParam], model: str, as_of: date | None) -> dict[StepName, dict[str, str]]:
    """Parameters of each step: those that are options of the command, then those given by name.

    Raises:
        UsageError: a parameter is given twice, or has an option of its own.
    """
    params: dict[StepName, dict[str, str]] = {"validate": {"model": model}, "evaluate": {"model": model}}
    if as_of is not None:
        params["validate"]["as_of"] = as_of.isoformat()
    for step, name, value in given:
        if option := _OWN_OPTION.get((step, name)):
            raise UsageError(f"{name} of {step} cannot be given by --param; give it by {option}")
        if name in params.setdefault(step, {}):
            raise UsageError(f"{name} of {step} was given twice")
        params[step][name] = value
    return params


def run_steps(call: Call, store: ObjectStore, progress: Progress, relay: Relay) -> list[StepEnd]:
    """Run the steps until one does not succeed, or all have.

    Raises:
        StepError: a step could not be started; if that shows beforehand, none was.
    """
    call.launcher.prepare(STEPS)
    ends: list[StepEnd] = []
    for step in STEPS:
        ends.append(run_step(step, call, store, progress, relay))
        if ends[-1].status != "succeeded":
            break
    return ends


def run_step(step: StepName, call: Call, store: ObjectStore, progress: Progress, relay: Relay) -> StepEnd:
    """Run one step and read the document that it left."""

    def heard(line: LogLine) -> None:
        if line.is_progress:
            progress.said(step, line.message)

    progress.started(step)
    process = follow(call.start(step), heard, relay)
    document, generation = _document(store, call.run_id, step, process.exit_code)
    if document is None and process.exit_code == ExitCode.OK:
        said = "it ended with 0 but left no document"
        process = Ended(ExitCode.INPUT_UNUSABLE, process.seconds, said, process.trace)
    end = StepEnd(step, process, document, generation)
    progress.ended(end)
    return end


def generations(store: ObjectStore, run_id: str) -> dict[StepName, int]:
    """Generation of the document of each step; 0 where there is none."""
    found: dict[StepName, int] = {}
    for step in STEPS:
        try:
            found[step] = store.read(document_key(run_id, step)).generation
        except ObjectMissing:
            found[step] = 0
    return found


def _document(
    store: ObjectStore, run_id: str, step: StepName, exit_code: int
) -> tuple[StepDocument | None, int]:
    """The document that a step left which ended with this code, and its generation.

    One that says otherwise than the code is an earlier call's, of no account.
    """
    key = document_key(run_id, step)
    try:
        found = store.read(key)
        document = parse_document(found.data, key)
    except (ObjectMissing, InputUnusable):
        return None, 0
    return (document, found.generation) if document.exit_code == exit_code else (None, 0)

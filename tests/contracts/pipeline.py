"""The four real steps on a made-up advertiser, to be run in processes of their own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.synchronize import Barrier
from typing import Any

from contracts.killing import store_that_kills
from contracts.processes import MOST_SECONDS
from contracts.racing import generation_of
from contracts.watched_store import Side

from spendcast_contract import STEPS, StepDocument, StepName, StoreOpener, document_key, parse_document
from spendcast_mixmodel.simulate import sample_advertiser, to_files
from spendcast_storage import ObjectStore, Registry, open_store

INPUTS: dict[StepName, tuple[str, ...]] = {
    "validate": ("raw",),
    "train": ("validate",),
    "evaluate": ("validate", "train"),
    "publish": ("validate", "train", "evaluate"),
}
MODEL = "revenue"

QUICK: dict[StepName, dict[str, str]] = {"train": {"kind": "linear_baseline"}, "evaluate": {"worlds": "0"}}
"""Parameters that spare arithmetic: what the contract promises does not hang on how long a step computes."""


def add_months(address: str, months: int) -> None:
    """Put the advertiser's history of so many months in place of what is under `raw/`."""
    store = open_store(address)
    for name, data in to_files(sample_advertiser(months)).items():
        if name.endswith((".csv", ".csv.gz")):
            store.write(f"raw/{name}", data, if_generation=generation_of(store, f"raw/{name}"))


@dataclass(frozen=True)
class StepCall:
    """A call of a step: on which store, in which run, speaking of which day."""

    address: str
    step: StepName
    run_id: str
    as_of: str

    @property
    def arguments(self) -> list[str]:
        """The command line."""
        places = {name: f"{self.address}/{document_key(self.run_id, name)}" for name in INPUTS[self.step]}
        if "raw" in places:
            places["raw"] = f"{self.address}/raw/"
        inputs = [word for name, place in places.items() for word in ("--input", f"{name}={place}")]
        params = QUICK.get(self.step, {}) | ({"as_of": self.as_of} if self.step == "validate" else {})
        settings = [word for name, value in params.items() for word in ("--param", f"{name}={value}")]
        return [*inputs, "--output", f"{self.address}/{document_key(self.run_id, self.step)}", *settings]


def run_step(call: StepCall, opener: StoreOpener = open_store) -> int:
    """Run the step as its process would."""
    code: int = import_module(f"spendcast_{call.step}.__main__").main(call.arguments, opener=opener)
    return code


def run_all(address: str, run_id: str, as_of: str) -> int:
    """Run the four steps one after the other, and return the highest exit code."""
    return max(run_step(StepCall(address, step, run_id, as_of)) for step in STEPS)


def run_until_killed(call: StepCall, number: int, side: Side) -> int:
    """Run the step; the process dies at a side of one of its store's operations, if there are so many."""
    return run_step(call, lambda address: store_that_kills(address, number, side))


def run_at_once(call: StepCall, start: Barrier) -> int:
    """Run the step, beginning at the same time as the others."""

    def opener(address: str) -> ObjectStore:
        start.wait(MOST_SECONDS)
        return open_store(address)

    return run_step(call, opener)


def document_of(store: ObjectStore, step: StepName, run_id: str) -> StepDocument:
    key = document_key(run_id, step)
    return parse_document(store.read(key).data, key)


def essence(document: StepDocument) -> Any:
    """What must be equal in two documents that are the same: all but attempt, generations and times."""
    fields = document.model_dump(mode="json", exclude={"attempt", "started_at", "finished_at"})
    text = re.sub(r"(runs/[^/\"]+/[a-z]+)/\d+/", r"\1/ATTEMPT/", json.dumps(fields))
    return _without_generations(json.loads(text))


def state_of_registry(store: ObjectStore) -> Any:
    """The pointer but for generations, and the hash of every file of every version."""
    current = Registry(store, MODEL).in_force()
    files = {o.key: store.read(o.key).sha256 for o in store.list(f"models/{MODEL}/versions/")}
    return _without_generations(current.pointer.model_dump(mode="json") if current else None), files


def _without_generations(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_generations(v) for name, v in value.items() if name != "generation"}
    if isinstance(value, list):
        return [_without_generations(entry) for entry in value]
    return value

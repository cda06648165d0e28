"""What earlier runs made of the data: that of the model in force, and that of the run before.

    models/<name>/validated.json    the last runs that made a panel, newest first

Validate writes the list before its document, and reads it without its own run: so a run that is tried again
is compared with the same run as at first, and one that never came to a document is passed over.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel, ConfigDict, ValidationError

from spendcast_contract.documents import Artifact, document_key, parse_document
from spendcast_contract.exits import InputUnusable
from spendcast_storage import (
    EXPERIMENTS_CSV,
    PANEL_CSV,
    ObjectChanged,
    ObjectMissing,
    ObjectStore,
    PreconditionFailed,
    Registry,
    RegistryError,
    StoredObject,
)

log = logging.getLogger("spendcast")

_LISTED = 5
_TRIES = 5


@dataclass(frozen=True)
class Earlier:
    """The panel of an earlier run, and its experiments if there were any.

    Attributes:
        files: `panel.csv` and perhaps `experiments.csv`, by name.
        artifacts: where they were read, for the document.
    """

    files: Mapping[str, bytes]
    artifacts: list[Artifact]

    @property
    def panel(self) -> bytes:
        """The panel's CSV."""
        return self.files[PANEL_CSV]

    @property
    def experiments(self) -> bytes | None:
        """The experiments' CSV."""
        return self.files.get(EXPERIMENTS_CSV)


@dataclass(frozen=True)
class EarlierRuns:
    """What a new panel is compared with, that of the model in force first, and whether it is damaged."""

    read: list[Earlier] = field(default_factory=list)
    damaged: bool = False


class _Run(BaseModel):
    model_config = ConfigDict(frozen=True)

    run_id: str
    as_of: date


class _Runs(BaseModel):
    model_config = ConfigDict(frozen=True)

    runs: tuple[_Run, ...] = ()

    def after(self, new: _Run) -> "_Runs":
        """The list with a run in its place, by date; of one date the last to come is the newest."""
        others = [run for run in self.runs if run.run_id != new.run_id]
        return _Runs(runs=tuple(sorted([new, *others], key=lambda run: run.as_of, reverse=True)[:_LISTED]))


def earlier_runs(store: ObjectStore, model: str, as_of: date, run_id: str | None = None) -> EarlierRuns:
    """Read what the model in force was trained on, and what the newest other run read.

    A damaged version must not stop new data, which are what mends it.

    Args:
        store: only read.
        model: whose runs.
        as_of: runs of a later date are no earlier ones.
        run_id: the run that asks.
    """
    damaged = False
    try:
        in_force = _in_force(store, model)
    except (RegistryError, ObjectMissing, ObjectChanged) as error:
        in_force = None
        log.warning("%s", error)
        damaged = True
    last = _last_run(store, model, as_of, run_id)
    if in_force and last and in_force.files == last.files:
        last = None
    return EarlierRuns([one for one in (in_force, last) if one], damaged)


def note_run(store: ObjectStore, model: str, run_id: str, as_of: date) -> None:
    """Enter a run into the list of those that made a panel."""
    for _ in range(_TRIES):
        runs, generation = _listed(store, model)
        now = runs.after(_Run(run_id=run_id, as_of=as_of))
        if now == runs:
            return
        with suppress(PreconditionFailed):
            data = (now.model_dump_json(indent=2) + "\n").encode()
            store.write(_key(model), data, if_generation=generation, media_type="application/json")
            return
    log.warning("%s is being written by others; later runs will not be compared with this one", _key(model))


def _key(model: str) -> str:
    return f"models/{model}/validated.json"


def _listed(store: ObjectStore, model: str) -> tuple[_Runs, int]:
    """The list and its generation; one that cannot be read is as good as none."""
    try:
        found = store.read(_key(model))
    except ObjectMissing:
        return _Runs(), 0
    try:
        return _Runs.model_validate_json(found.data), found.generation
    except ValidationError:
        return _Runs(), found.generation


def _in_force(store: ObjectStore, model: str) -> Earlier | None:
    registry = Registry(store, model)
    current = registry.in_force()
    if current is None:
        return None
    manifest = registry.manifest_of(current.pointer)
    names = [PANEL_CSV, *(name for name in manifest.files if name == EXPERIMENTS_CSV)]
    return _earlier({name: registry.read_file(manifest, name) for name in names}, "in_force")


def _last_run(store: ObjectStore, model: str, as_of: date, run_id: str | None) -> Earlier | None:
    for run in _listed(store, model)[0].runs:
        if run.run_id == run_id or run.as_of > as_of:
            continue
        with suppress(ObjectMissing, ObjectChanged, InputUnusable):
            return _of_run(store, run.run_id)
    return None


def _of_run(store: ObjectStore, run_id: str) -> Earlier:
    key = document_key(run_id, "validate")
    document = parse_document(store.read(key).data, key)
    outputs = [document.output(PANEL_CSV), *(one for one in document.outputs if one.name == EXPERIMENTS_CSV)]
    return _earlier({one.name: store.read(one.key, generation=one.generation) for one in outputs}, "last_run")


def _earlier(stored: Mapping[str, StoredObject], whose: str) -> Earlier:
    artifacts = [
        Artifact(
            name=f"{name.partition('.')[0]}_{whose}",
            key=one.key,
            generation=one.generation,
            sha256=one.sha256,
            size=len(one.data),
            media_type="text/csv",
        )
        for name, one in stored.items()
    ]
    return Earlier({name: one.data for name, one in stored.items()}, artifacts)

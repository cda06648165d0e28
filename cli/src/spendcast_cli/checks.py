"""What `spendcast doctor` looks at; each check says what it saw and what to do about it."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from spendcast_cli.raw import RAW, raw_names
from spendcast_contract import STEPS, StepError
from spendcast_mixmodel.predict import Model, ModelError
from spendcast_storage import Registry, StoreError, open_evaluations, open_store

State = Literal["ok", "warn", "fail"]

PYTHON = (3, 11)
PACKAGES = ("pydantic", "numpy", "pandas", "scikit-learn")
"""What is looked at: those whose versions change what a model says."""

EXPECTED = (StepError, StoreError, ModelError, OSError)


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` is empty where it is well."""

    name: str
    state: State
    seen: str
    remedy: str = ""


@dataclass(frozen=True)
class Examination:
    """What to look at: a store by its address, a model by its name, on a day."""

    store: str
    model: str
    today: date

    def checks(self) -> Iterator[Check]:
        """All checks; those of the store only if it can be opened."""
        yield _python()
        yield _packages()
        yield _rooms()
        opened = _guarded("store", "name another with --store or SPENDCAST_STORE", self._store)
        yield opened
        if opened.state == "fail":
            return
        yield _guarded("evaluations", "set SPENDCAST_EVALUATIONS", self._evaluations)
        yield from self._data()
        yield from self._model()

    def _store(self) -> Check:
        store = open_store(self.store)
        if "://" in store.address:
            store.list(RAW)
            return Check("store", "ok", f"{store.address} can be listed")
        folder = Path(store.address)
        if not folder.exists():
            parent = next(above for above in folder.parents if above.exists())
            if os.access(parent, os.W_OK | os.X_OK):
                return Check(
                    "store", "warn", f"{folder} is not there yet", "`spendcast data add FILE...` makes it"
                )
            return Check(
                "store", "fail", f"{parent} cannot be written to", "name another store, or ask for the right"
            )
        if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return Check("store", "ok", f"{folder} can be read and written")
        return Check("store", "fail", f"{folder} cannot be read and written", f"chmod u+rwx {folder}")

    def _evaluations(self) -> Check:
        address = os.environ.get("SPENDCAST_EVALUATIONS")
        open_evaluations(address, open_store(self.store)).rows(self.model)
        return Check("evaluations", "ok", address or "in the store")

    def _data(self) -> Iterator[Check]:
        """A check for each raw file."""
        from spendcast_ingest import RawFile, recognise_together

        store = open_store(self.store)
        try:
            names = raw_names(store)
        except StepError as error:
            yield Check("data", "warn", str(error).partition(":")[0], "`spendcast data add FILE...`")
            return
        files = [RawFile(name, store.read(RAW + name).data) for name in names]
        for name, (recognised, findings) in recognise_together(files).items():
            errors = [finding for finding in findings if finding.severity == "error"]
            if errors:
                remedy = errors[0].fix or "mend it and add it again"
                yield Check(f"data {name}", "fail", errors[0].message, remedy)
            elif recognised:
                seen = f"{recognised.role}, {recognised.rows:,} rows, {recognised.first} to {recognised.last}"
                yield Check(f"data {name}", "ok", seen)

    def _model(self) -> Iterator[Check]:
        """Whether a model is in force, is whole, and how old its data are."""
        registry = Registry(open_store(self.store), self.model)
        if registry.in_force_if_readable() is None and not registry.versions():
            yield Check("model", "warn", f"no model {self.model!r} is in force", "`spendcast run` makes one")
            return
        remedy = "`spendcast models rollback --to` a whole version, or `spendcast run --run-id` a new name"
        whole = _guarded("model", remedy, lambda: _whole(registry))
        yield whole
        if whole.state == "ok":
            yield _age(Model.from_json(registry.load().model_json), self.today)


def _guarded(name: str, remedy: str, look: Callable[[], Check]) -> Check:
    """The check, failed where looking fails in a foreseen way."""
    try:
        return look()
    except EXPECTED as error:
        return Check(name, "fail", str(error), remedy)


def _python() -> Check:
    wanted = ".".join(map(str, PYTHON))
    if sys.version_info >= PYTHON:
        return Check("python", "ok", platform.python_version())
    return Check(
        "python", "fail", f"{platform.python_version()}, but {wanted} is needed", f"install Python {wanted}"
    )


def _packages() -> Check:
    seen, missing = [], []
    for name in PACKAGES:
        try:
            seen.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", "fail", f"{', '.join(missing)} not installed", "make setup")
    return Check("packages", "ok", ", ".join(seen))


def _rooms() -> Check:
    modules = [*(f"spendcast_{step}" for step in STEPS), "spendcast_serving"]
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        return Check("steps", "fail", f"{', '.join(missing)} not installed", "make setup")
    return Check("steps", "ok", "all four and serving are installed")


def _whole(registry: Registry) -> Check:
    """Every file of the version in force, checked against its hash, and the stored prediction made anew."""
    loaded = registry.load()
    for name in loaded.manifest.files:
        registry.read_file(loaded.manifest, name)
    Model.from_json(loaded.model_json).check_golden()
    pinned = ", pinned" if loaded.pointer.pinned else ""
    return Check("model", "ok", f"{loaded.manifest.version}{pinned}; its files fit their hashes")


def _age(model: Model, today: date) -> Check:
    """How long ago the last period ended that the model was trained on."""
    from spendcast_ingest import Options

    ended = model.last_period.start + timedelta(days=model.last_period.days - 1)
    age = (today - ended).days
    seen = f"trained on data until {ended}, {age} days ago"
    if age > Options().stale_days(model.grain):
        return Check("age of the data", "warn", seen, "add newer files, then `spendcast run`")
    return Check("age of the data", "ok", seen)

"""The model that answers: held by one reference, kept up to date in the background of requests.

Cloud Run gives a container no processor time between requests, so no thread lives longer than one check: the
request that finds a check due starts it. The check reads the pointer and, only if that has moved, loads the
model, verifies it and swaps the reference. Whatever fails, the model that was in force goes on answering.
"""

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from spendcast_mixmodel.caveats import Caveat
from spendcast_mixmodel.predict import Model, ModelError
from spendcast_storage import LoadedModel, Manifest, Pointer, Registry, StoreError, StoreUnavailable

log = logging.getLogger("spendcast")


@dataclass(frozen=True)
class Served:
    """A verified model, and what the registry says of it.

    Attributes:
        model: Answers plans.
        manifest: What the version is.
        pointer: Why it is in force.
        pointer_generation: The pointer's; another one means that there is news.
        warnings: The manifest's warnings, which go with every answer.
    """

    model: Model
    manifest: Manifest
    pointer: Pointer
    pointer_generation: int
    warnings: tuple[Caveat, ...]

    @classmethod
    def verified(cls, loaded: LoadedModel) -> "Served":
        """Read the model and let it make its golden prediction.

        Raises:
            ModelError: It cannot be read, or predicts otherwise than when it was written.
        """
        model = Model.from_json(loaded.model_json)
        model.check_golden()
        return cls(
            model=model,
            manifest=loaded.manifest,
            pointer=loaded.pointer,
            pointer_generation=loaded.pointer_generation,
            warnings=tuple(
                {"code": str(warning["code"]), "message": str(warning["message"])}
                for warning in loaded.manifest.warnings
            ),
        )


@dataclass(frozen=True)
class Stale:
    """Why the model may not be the newest: checks have failed since then, the last one for this cause."""

    since: datetime
    cause: str


@dataclass(frozen=True)
class Snapshot:
    """What there is to answer from at one moment."""

    served: Served | None = None
    stale: Stale | None = None


class ModelStore:
    """The model in force, for any number of threads."""

    def __init__(
        self, registry: Registry, *, refresh_seconds: float, wait_seconds: float, first_wait_seconds: float
    ) -> None:
        """Nothing is read yet; for the durations see `Config`."""
        self._registry = registry
        self._refresh_seconds = refresh_seconds
        self._wait_seconds = wait_seconds
        self._first_wait_seconds = first_wait_seconds
        self._snapshot = Snapshot()
        self._lock = threading.Lock()  # guards all below, and every swap of the snapshot
        self._check: threading.Thread | None = None
        self._check_started = 0.0
        self._next_check = 0.0

    def snapshot(self) -> Snapshot:
        """What is in force, after a check if one is due and takes no longer than a request waits for it."""
        check = self._awaited_check()
        if check is not None:
            check.join(self._wait_seconds if self._snapshot.served else self._first_wait_seconds)
            self._note_if_late(check)
        return self._snapshot

    def _awaited_check(self) -> threading.Thread | None:
        """The check that this request should wait for.

        Once in `refresh_seconds` one request waits, so that a store which hangs delays few of them. With no
        model to answer from, all wait.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._next_check:
                return None if self._snapshot.served else self._check
            self._next_check = now + self._refresh_seconds
            if self._check is None:
                check = threading.Thread(target=self._run_check, name="model-check", daemon=True)
                check.start()
                self._check, self._check_started = check, now
            return self._check

    def _run_check(self) -> None:
        try:
            found: Served | Exception = self._newest()
        except Exception as error:
            found = error
        with self._lock:
            self._check = None
            if isinstance(found, Served):
                self._take(found)
            else:
                self._fail(found)

    def _newest(self) -> Served:
        held = self._snapshot.served
        current = self._registry.in_force()
        if held and current and held.pointer_generation == current.generation:
            return held
        return Served.verified(self._registry.load())

    def _note_if_late(self, check: threading.Thread) -> None:
        """A check that is still under way when the next is due counts as failed until it ends."""
        with self._lock:
            if self._check is check and time.monotonic() - self._check_started >= self._refresh_seconds:
                self._fail(StoreUnavailable("the store has not answered yet"))

    def _take(self, served: Served) -> None:
        """Answer from this model from now on. The lock is held."""
        before, self._snapshot = self._snapshot, Snapshot(served)
        if served is not before.served or before.stale:
            log.info("in force: %s", served.manifest.version)

    def _fail(self, error: Exception) -> None:
        """Remember why there is no newer model, and say so once. The lock is held."""
        foreseen = isinstance(error, StoreError | ModelError)
        cause = str(error) if foreseen else f"{type(error).__name__}: {error}"
        stale = self._snapshot.stale
        if stale is None or stale.cause != cause:
            log.warning("no newer model could be taken: %s", cause, exc_info=None if foreseen else error)
        since = stale.since if stale else datetime.now(UTC)
        self._snapshot = replace(self._snapshot, stale=Stale(since, cause))

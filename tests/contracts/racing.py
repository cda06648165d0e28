"""Work for processes that use one store at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier, Event

from contracts.processes import MOST_SECONDS

from spendcast_storage import ObjectMissing, ObjectStore, PreconditionFailed, open_store


@dataclass(frozen=True)
class Lap:
    """One try to swap: the generation that was seen before, and the one written, None if another won."""

    seen: int
    written: int | None


def generation_of(store: ObjectStore, key: str) -> int:
    """The present generation, 0 if there is no object."""
    try:
        return store.read(key).generation
    except ObjectMissing:
        return 0


def swap(address: str, key: str, contents: Sequence[bytes], barrier: Barrier) -> list[Lap]:
    """Write each content in turn over the generation that all racers see, at the same time as they."""
    store = open_store(address)
    laps = []
    for data in contents:
        barrier.wait(MOST_SECONDS)
        seen = generation_of(store, key)
        barrier.wait(MOST_SECONDS)
        try:
            laps.append(Lap(seen, store.write(key, data, if_generation=seen)))
        except PreconditionFailed:
            laps.append(Lap(seen, None))
    return laps


def watch(address: str, key: str, ready: Barrier, done: Event) -> list[tuple[int, str]]:
    """Generation and hash of each read until `done`."""
    store = open_store(address)
    ready.wait(MOST_SECONDS)
    seen = []
    while not done.is_set():
        found = store.read(key)
        seen.append((found.generation, found.sha256))
    return seen

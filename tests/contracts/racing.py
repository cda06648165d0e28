"""Work for processes that use one store at the same time, and the way to start them."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier, Event
from typing import Any

from spendcast_storage import ObjectMissing, ObjectStore, PreconditionFailed, open_store

MOST_SECONDS = 120.0

# Not fork: the test's process has threads. Children inherit the environment and sys.path.
processes = multiprocessing.get_context("spawn")


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


def report(work: Callable[..., object], arguments: Sequence[Any], pipe: Connection) -> None:
    """Do the work and send what came of it; an error is sent too."""
    try:
        pipe.send(work(*arguments))
    except Exception as error:  # the test's process raises it
        pipe.send(error)


@contextmanager
def started(work: Callable[..., Any], *calls: Sequence[Any]) -> Iterator[Callable[[], list[Any]]]:
    """Start a process for each call of the work, and end them all.

    Yields:
        A function that waits for the processes and returns their results, or raises their error.
    """
    pipes, children = [], []
    for arguments in calls:
        ours, theirs = processes.Pipe(duplex=False)
        child = processes.Process(target=report, args=(work, arguments, theirs))
        child.start()
        theirs.close()
        pipes.append(ours)
        children.append(child)

    def results() -> list[Any]:
        found = [pipe.recv() if pipe.poll(MOST_SECONDS) else TimeoutError(work.__name__) for pipe in pipes]
        for result in found:
            if isinstance(result, Exception):
                raise result
        return found

    try:
        yield results
    finally:
        for child, pipe in zip(children, pipes, strict=True):
            child.join(1.0)
            child.kill()
            child.join()
            pipe.close()

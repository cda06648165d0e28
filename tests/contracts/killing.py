"""Work for processes that are killed at a chosen moment, as any may be."""

import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from contracts.watched_store import Moment, Side, WatchedStore

from spendcast_storage import ObjectStore, StoredObject, StoreUnavailable, open_store


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_file_step(folder: str, number: int, happen: Callable[[], object], until: str = "") -> None:
    """From now on, count this process's steps on files of the folder; before one of them, this happens.

    Steps are those that Python's audit events tell of: a file or folder is opened, made or renamed. From
    the opening of `until` on, nothing happens any more. The hook lasts as long as the process.
    """
    waiting = iter(range(number - 1, -1, -1))

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal waiting
        if event not in {"open", "os.rename", "os.mkdir"} or not str(arguments[0]).startswith(folder):
            return
        if arguments[0] == until:
            waiting = iter(())
        if next(waiting, None) == 0:
            happen()

    sys.addaudithook(count)


def store_that_kills(address: str, number: int, side: Side) -> ObjectStore:
    """A store whose process dies at a side of an operation."""

    def watch(moment: Moment) -> None:
        if (moment.number, moment.side) == (number, side):
            die()

    return WatchedStore(open_store(address), watch)


def write_until_killed(address: str, key: str, step: int, data: bytes, over: int) -> None:
    store = open_store(address)
    before_file_step(address, step, die)
    store.write(key, data, if_generation=over)


def write_until_no_room(address: str, key: str, data: bytes, over: int, fatal: bool) -> str:
    """Write where a file has room for half of the data; that kills the process, or is an error to tell."""
    store = open_store(address)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL if fatal else signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) // 2, len(data) // 2))
    try:
        store.write(key, data, if_generation=over)
    except StoreUnavailable as error:
        return str(error)
    return "written"


def read_until_killed(address: str, key: str, step: int) -> None:
    store = open_store(address)
    before_file_step(address, step, die)
    store.read(key)


def read_and_be_overtaken(address: str, key: str, step: int, data: bytes) -> StoredObject:
    """Read while another writer comes in before a step, if the reader did not reach for the lock by then."""
    store, rival = open_store(address), open_store(address)

    def overtake() -> None:
        rival.write(key, data, if_generation=rival.read(key).generation)

    before_file_step(address, step, overtake, until=f"{address}/.spendcast/lock")
    return store.read(key)

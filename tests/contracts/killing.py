"""Work for processes that are killed at a chosen moment, as any may be."""

import os
import signal
import sys
from typing import Any

from contracts.watched_store import Moment, Side, WatchedStore

from spendcast_storage import ObjectStore, open_store


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_before_file_step(folder: str, number: int) -> None:
    """From now on, count the steps that this process makes on files of the folder, and die before one.

    Steps are those that Python's audit events tell of: a file or folder is opened, made or renamed. The
    hook lasts as long as the process.
    """
    seen = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in {"open", "os.rename", "os.mkdir"} and str(arguments[0]).startswith(folder):
            seen += 1
            if seen == number:
                die()

    sys.addaudithook(count)


def store_that_kills(address: str, number: int, side: Side) -> ObjectStore:
    """A store whose process dies at a side of an operation."""

    def watch(moment: Moment) -> None:
        if (moment.number, moment.side) == (number, side):
            die()

    return WatchedStore(open_store(address), watch)


def write_until_killed(address: str, key: str, step: int, data: bytes, over: int) -> None:
    store = open_store(address)
    die_before_file_step(address, step)
    store.write(key, data, if_generation=over)


def read_until_killed(address: str, key: str, step: int) -> None:
    store = open_store(address)
    die_before_file_step(address, step)
    store.read(key)

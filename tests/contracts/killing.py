"""Processes that are killed at a chosen moment, as the machine's owner might at any."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from contracts.watched_store import Moment, Side, WatchedStore

from spendcast_storage import ObjectStore, open_store

MOST_SECONDS = 60.0

# A server process that has imported what is heavy, so that each child starts in milliseconds.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    [
        "pytest",
        "pandas",
        "scipy.stats",
        "sklearn.base",
        "spendcast_storage",
        "spendcast_validate.core",
        "spendcast_train.core",
        "spendcast_evaluate.judging",
        "spendcast_publish.core",
    ]
)


def exit_code_of(work: Callable[..., object], *arguments: object) -> int | None:
    """Do the work in a process of its own and return its exit code, negative where a signal ended it."""
    child = processes.Process(target=_work_in_silence, args=(work, arguments))
    child.start()
    child.join(MOST_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()
    code = child.exitcode
    child.close()
    return code


def was_killed(work: Callable[..., object], *arguments: object) -> bool:
    """Do the work in a process of its own; False if it came to its end unharmed."""
    code = exit_code_of(work, *arguments)
    assert code in {0, -signal.SIGKILL}, f"{work.__name__} ended with {code}"
    return code != 0


def _work_in_silence(work: Callable[..., object], arguments: Sequence[Any]) -> None:
    """Exit with the work's code, its logs on stdout left out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = work(*arguments)
    sys.exit(code if isinstance(code, int) else 0)


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

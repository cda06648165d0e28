"""Processes of their own for work that races, is watched or is killed."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

MOST_SECONDS = 120.0

# A server that has imported what is heavy forks each child in milliseconds. Not fork: a test's process has
# threads. Functions for children lie in modules beside this one, for children do not know the tests' names.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(
    [
        "pandas",
        "scipy.stats",
        "sklearn.base",
        "google.cloud.storage",
        "spendcast_validate.core",
        "spendcast_train.core",
        "spendcast_evaluate.judging",
        "spendcast_publish.core",
    ]
)


def exit_code_of(work: Callable[..., object], *arguments: object) -> int | None:
    """Do the work in a process of its own and return its exit code, negative where a signal ended it.

    An int that the work returns is its exit code.
    """
    child = context.Process(target=_exit_with, args=(dict(os.environ), work, arguments))
    child.start()
    child.join(MOST_SECONDS)
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


@contextmanager
def started(work: Callable[..., Any], *calls: Sequence[Any]) -> Iterator[Callable[[], list[Any]]]:
    """Start a process for each call of the work, and end them all.

    Yields:
        A function that waits for the processes and returns their results, or raises their error.
    """
    pipes, children = [], []
    for arguments in calls:
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_send, args=(dict(os.environ), work, arguments, theirs))
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
            child.close()
            pipe.close()


def _exit_with(environment: dict[str, str], work: Callable[..., object], arguments: Sequence[Any]) -> None:
    _settle(environment)
    code = work(*arguments)
    sys.exit(code if isinstance(code, int) else 0)


def _send(
    environment: dict[str, str], work: Callable[..., object], arguments: Sequence[Any], pipe: Connection
) -> None:
    _settle(environment)
    try:
        pipe.send(work(*arguments))
    except Exception as error:  # the test's process raises it
        pipe.send(error)


def _settle(environment: dict[str, str]) -> None:
    """Take over the test's environment, not the server's of long ago, and say nothing on stdout."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

"""One step from its start to its end: its log lines as they come, its exit code, signals handed on to it.

How it is started, as a process or in a container, is a launcher's business.
"""

import json
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from spendcast_contract import ExitCode, StepName

INTERRUPTED = "interrupted; what was in force still is, and the same command goes on where this one ended"


class Running(Protocol):
    """A step that was started."""

    def lines(self) -> Iterator[str]:
        """Its output as it comes, until it ends."""

    def terminate(self) -> None:
        """Send it SIGTERM; nothing where it is over."""

    def wait(self) -> int:
        """Its exit code, or minus the number of the signal that ended it."""


class Launcher(Protocol):
    """Starts steps."""

    @property
    def store(self) -> str:
        """Address of the store as a step that it starts sees it."""

    def command(self, step: StepName, arguments: Sequence[str]) -> list[str]:
        """The plain command line that does the same."""

    def prepare(self, steps: Sequence[StepName]) -> None:
        """Make sure, before the first begins, that each of these steps can be started.

        Raises:
            StepError: one cannot.
        """

    def start(self, step: StepName, arguments: Sequence[str]) -> AbstractContextManager[Running]:
        """Start a step; at the end of the block nothing of it is left running."""


@dataclass(frozen=True)
class LogLine:
    """One line of a step's output."""

    text: str
    """As it came."""
    message: str
    is_progress: bool
    """Whether it tells how the work goes on, not what is wrong or was found in the data."""
    trace: str | None = None


@dataclass(frozen=True)
class Ended:
    """How a step's process ended; `seconds` is wall time."""

    exit_code: int
    seconds: float
    message: str
    """The last thing it said."""
    trace: str | None
    """Traceback of an error that it had not foreseen."""


class Relay:
    """Hands SIGINT and SIGTERM on to the step that runs, as SIGTERM, and remembers that one came."""

    def __init__(self) -> None:
        self.received = False
        self._running: Running | None = None

    @contextmanager
    def listening(self) -> Iterator["Relay"]:
        """Take the signals of this process, until the end of the block."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._on_signal) for number in signals}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def to(self, running: Running) -> Iterator[None]:
        """Hand on to this step, a signal that came just before it started too."""
        self._running = running
        if self.received:
            running.terminate()
        try:
            yield
        finally:
            self._running = None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.received = True
        if self._running is not None:
            self._running.terminate()


def follow(step: AbstractContextManager[Running], heard: Callable[[LogLine], None], relay: Relay) -> Ended:
    """Follow a step to its end.

    Args:
        step: what a launcher starts.
        heard: called with every line of output.
        relay: what hands signals on; after one the exit code is 75, whatever the step made of it.
    """
    started = time.monotonic()
    message, trace = "it said nothing", None
    with step as running, relay.to(running):
        for text in running.lines():
            line = _parsed(text)
            message, trace = line.message, line.trace or trace
            heard(line)
        status = running.wait()
    code, message = _end(status, message, interrupted=relay.received)
    return Ended(code, time.monotonic() - started, message, trace)


def _parsed(text: str) -> LogLine:
    """A line of output; what is no log line, such as a message of Python itself, stands for itself."""
    text = text.rstrip("\r\n")
    try:
        fields = json.loads(text)
        progress = fields["severity"] == "INFO" and "finding" not in fields
        return LogLine(text, str(fields["message"]), progress, fields.get("stack_trace"))
    except (ValueError, TypeError, KeyError):
        return LogLine(text, text.strip(), is_progress=False)


def _end(status: int, message: str, *, interrupted: bool) -> tuple[int, str]:
    """Exit code by the contract and message for the status of a process that ended."""
    if interrupted:
        return ExitCode.TRY_AGAIN, INTERRUPTED
    if status < 0:
        return (
            ExitCode.TRY_AGAIN,
            f"ended by {signal.Signals(-status).name}; if that was for want of memory, give it more",
        )
    if status not in set(ExitCode):
        return ExitCode.BUG, message
    return status, message

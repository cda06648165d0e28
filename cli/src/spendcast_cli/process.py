"""One step as a process: its log lines as they come, its end, and signals handed on to it."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from spendcast_contract import ExitCode

INTERRUPTED = "interrupted; what was in force still is, and the same command goes on where this one ended"


@dataclass(frozen=True)
class LogLine:
    """One line of a step's output."""

    message: str
    is_progress: bool
    """Whether it tells how the work goes on, not what is wrong or was found in the data."""
    trace: str | None = None


@dataclass(frozen=True)
class Ended:
    """How a process ended; `seconds` is wall time."""

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
        self._process: subprocess.Popen[str] | None = None

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
    def to(self, process: subprocess.Popen[str]) -> Iterator[None]:
        """Hand on to this process, a signal that came just before it started too."""
        self._process = process
        if self.received:
            process.terminate()
        try:
            yield
        finally:
            self._process = None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.received = True
        if self._process is not None:
            self._process.terminate()


def run_process(command: Sequence[str], heard: Callable[[LogLine], None], relay: Relay) -> Ended:
    """Run a step to its end.

    Args:
        command: program and arguments.
        heard: called with every line of output.
        relay: what hands signals on; after one the exit code is 75, whatever the step made of it.
    """
    started = time.monotonic()
    line, trace = LogLine("it said nothing", is_progress=False), None
    # A group of its own, or Ctrl-C at a terminal would reach the step twice: from there and from the relay.
    with (
        subprocess.Popen(  # noqa: S603 - the command is this package's own, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"SPENDCAST_LOG": "json"},
            process_group=0,
        ) as process,
        relay.to(process),
    ):
        assert process.stdout is not None  # noqa: S101 - tells the type checker what PIPE means
        for text in process.stdout:
            line = _parsed(text)
            trace = line.trace or trace
            heard(line)
        status = process.wait()
    code, message = _end(status, line.message, interrupted=relay.received)
    return Ended(code, time.monotonic() - started, message, trace)


def _parsed(text: str) -> LogLine:
    """A line of output; what is no log line, such as a message of Python itself, stands for itself."""
    try:
        fields = json.loads(text)
        progress = fields["severity"] == "INFO" and "finding" not in fields
        return LogLine(str(fields["message"]), progress, fields.get("stack_trace"))
    except (ValueError, TypeError, KeyError):
        return LogLine(text.strip(), is_progress=False)


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

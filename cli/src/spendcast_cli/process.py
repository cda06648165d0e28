"""Steps as processes of this machine, beside this command."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from spendcast_cli.launch import Running
from spendcast_contract import StepName


@dataclass(frozen=True)
class ProcessLauncher:
    """A `Launcher` of processes."""

    store: str
    program: Sequence[str] = (sys.executable, "-m")
    """What starts a module; its name and the step's arguments follow."""

    def command(self, step: StepName, arguments: Sequence[str]) -> list[str]:
        """See `Launcher.command`."""
        return [*self.program, f"spendcast_{step}", *arguments]

    def prepare(self, steps: Sequence[StepName]) -> None:
        """Nothing: the steps were installed with this command."""

    @contextmanager
    def start(self, step: StepName, arguments: Sequence[str]) -> Iterator[Running]:
        """See `Launcher.start`."""
        # A group of its own, or Ctrl-C at a terminal would reach the step twice: from there and by the relay.
        with subprocess.Popen(  # noqa: S603 - the command is this package's own, without a shell
            self.command(step, arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"SPENDCAST_LOG": "json"},
            process_group=0,
        ) as process:
            yield _Process(process)


@dataclass(frozen=True)
class _Process:
    popen: subprocess.Popen[str]

    def lines(self) -> Iterator[str]:
        assert self.popen.stdout is not None  # noqa: S101 - tells the type checker what PIPE means
        yield from self.popen.stdout

    def terminate(self) -> None:
        self.popen.terminate()

    def wait(self) -> int:
        return self.popen.wait()

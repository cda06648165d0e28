"""How a run goes on, on stderr: live where that is a terminal, a line at a time elsewhere."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from spendcast_cli.outcome import StepEnd
from spendcast_cli.pipeline import Progress
from spendcast_contract import StepName

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID


@contextmanager
def shown(steps: Sequence[StepName]) -> Iterator[Progress]:
    """Show the progress of these steps until the end of the block."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import Progress as Display
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description:<9}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[state]}", markup=False),
    )
    with Display(*columns, console=Console(stderr=True)) as display:
        yield _Live(display, steps)


class _Lines:
    """A line for each thing said."""

    def started(self, step: StepName) -> None:
        """Nothing: the step itself says that it has started."""

    def said(self, step: StepName, message: str) -> None:
        click.echo(f"{step:<9} {message}", err=True)

    def ended(self, end: StepEnd) -> None:
        click.echo(f"{end.step:<9} {end.status} after {end.process.seconds:.1f} s", err=True)


class _Live:
    """A line for each step, with the last thing that it said."""

    def __init__(self, display: "Display", steps: Sequence[StepName]) -> None:
        self._display = display
        self._tasks: dict[StepName, TaskID] = {
            step: display.add_task(step, total=1, start=False, state="") for step in steps
        }

    def started(self, step: StepName) -> None:
        self._display.start_task(self._tasks[step])

    def said(self, step: StepName, message: str) -> None:
        self._display.update(self._tasks[step], state=message)

    def ended(self, end: StepEnd) -> None:
        self._display.update(self._tasks[end.step], completed=1, state=end.status)

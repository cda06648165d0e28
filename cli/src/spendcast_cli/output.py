"""What a command prints on stdout: one JSON object, or text and tables for people."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli.options import Settings

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPED_WIDTH = 110
"""Columns where stdout is no terminal."""


def emit(settings: Settings, answer: Mapping[str, Any], show: Callable[["Console"], None]) -> None:
    """Print the answer, as JSON if that is wished, else as `show` does."""
    if settings.json:
        print_json(answer)
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPED_WIDTH
    show(Console(width=width, markup=False, highlight=False, emoji=False))


def print_json(answer: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))


def table(*columns: str, right: Sequence[str] = ()) -> "Table":
    """An empty table with those columns, the first never wrapped; those in `right` are set flush right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for position, column in enumerate(columns):
        made.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=position == 0,
        )
    return made


def ratio(value: float) -> str:
    """Two decimals: 1.25."""
    return f"{value:,.2f}"


def percent(share: float | None) -> str:
    """A share as percent: 2.1 %, or a dash where there is none."""
    return "-" if share is None else f"{share:.1%}".replace("%", " %")


def estimated(
    estimate: Mapping[str, float] | None, centre: str, form: Callable[[float], str]
) -> tuple[str, str]:
    """An estimate's centre (`mean` or `median`) and its 90 % interval, each as text."""
    if estimate is None:
        return "-", "-"
    return form(estimate[centre]), f"{form(estimate['low'])} to {form(estimate['high'])}"

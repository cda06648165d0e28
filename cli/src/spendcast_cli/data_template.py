"""`spendcast data template`: an empty file of spend and revenue to fill in."""

import csv
import io
import shlex
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from spendcast_cli import arguments
from spendcast_cli.options import Command, Settings, pass_settings
from spendcast_cli.output import emit
from spendcast_contract import UsageError

if TYPE_CHECKING:
    from rich.console import Console

Grain = Literal["week", "month"]

PERIODS: dict[Grain, int] = {"month": 36, "week": 104}
"""How many periods are asked for by default: three years of months, two of weeks."""


@click.command(
    "template",
    cls=Command,
    examples=[
        "spendcast data template spend_and_revenue.csv",
        "spendcast data template weekly.csv --grain week --channels search,tv",
    ],
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--grain", type=click.Choice(["month", "week"]), default="month", show_default=True, help="A row is one."
)
@click.option(
    "--channels",
    metavar="A,B",
    default="search,social,video,email",
    show_default=True,
    help="Names of the channels.",
)
@click.option(
    "--periods", type=click.IntRange(1, 1200), help="How many rows.  [default: 36 months, 104 weeks]"
)
@pass_settings
def template(settings: Settings, file: Path, grain: Grain, channels: str, periods: int | None) -> None:
    """Write an empty CSV file of spend and revenue to fill in.

    It has a row for each of the last periods that are over, and a column for revenue and for each channel.
    Write 0 where nothing was spent, remove rows of which you know nothing, and check the file with
    `data add --check`.
    """
    names = [name.strip() for name in channels.split(",")]
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        raise UsageError(f"--channels is {channels!r}; give each channel one name of its own: search,tv")
    if file.exists():
        raise UsageError(f"{file} is there already, and may hold your figures; give another name")
    rows = periods or PERIODS[grain]
    file.write_bytes(empty_table(grain, names, rows, arguments.today()))
    answer = {"file": str(file), "grain": grain, "channels": names, "periods": rows}
    check = settings.spelled(f"data add --check {shlex.quote(str(file))}")

    def show(console: "Console") -> None:
        console.print(f"{file} has {rows:,} {grain}s to fill in. Then: {check}", soft_wrap=True)

    emit(settings, answer, show)


def empty_table(grain: Grain, channels: Sequence[str], periods: int, today: date) -> bytes:
    """A CSV file with a row for each of the last periods that are over, its amounts left empty.

    Months stand as year and month, for a spreadsheet turns 2026-01 into a date of its own liking. The byte
    order mark makes Excel read names in UTF-8.

    Args:
        grain: week (from Monday) or month.
        channels: their names.
        periods: how many rows.
        today: the day that the last period ended before.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    when = ["year", "month"] if grain == "month" else ["week"]
    rows.writerow([*when, "revenue", *(f"spend_{channel}" for channel in channels)])
    empty = [""] * (len(channels) + 1)
    rows.writerows([*cells, *empty] for cells in (_months if grain == "month" else _weeks)(periods, today))
    return text.getvalue().encode("utf-8-sig")


def _months(periods: int, today: date) -> Iterator[list[str]]:
    last = today.year * 12 + today.month - 1
    for month in range(last - periods, last):
        yield [str(month // 12), str(month % 12 + 1)]


def _weeks(periods: int, today: date) -> Iterator[list[str]]:
    monday = today - timedelta(days=today.weekday())
    for back in range(periods, 0, -1):
        yield [(monday - timedelta(weeks=back)).isoformat()]

"""`spendcast data template`: an empty file of spend and revenue to fill in."""

import csv
import io
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
Language = Literal["en", "ja"]
Cell = int | date

PERIODS: dict[Grain, int] = {"month": 36, "week": 104}
"""How many periods are asked for by default: three years of months, two of weeks."""

_HEADER: dict[Language, dict[str, str]] = {
    "en": {"year": "year", "month": "month", "week": "week", "revenue": "revenue", "spend": "spend_{}"},
    "ja": {"year": "年", "month": "月", "week": "週", "revenue": "売上", "spend": "{}広告費"},
}


@dataclass(frozen=True)
class Template:
    """A table to fill in: months stand as year and month, weeks as their Monday.

    Attributes:
        grain: what a row is.
        language: of the names of its columns.
        when: names of the columns that say when.
        amounts: names of the columns of amounts, revenue first.
        rows: the cells that say when, row by row.
    """

    grain: Grain
    language: Language
    when: Sequence[str]
    amounts: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@click.command(
    "template",
    cls=Command,
    examples=[
        "spendcast data template spend_and_revenue.xlsx",
        "spendcast data template weekly.csv --grain week --channels search,tv",
        "spendcast data template 実績.xlsx --language ja --channels 検索,テレビ",
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
@click.option(
    "--language",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="Of the columns' names and of the instructions.",
)
@pass_settings
def template(  # noqa: PLR0913, PLR0917 - one argument for each option
    settings: Settings, file: Path, grain: Grain, channels: str, periods: int | None, language: Language
) -> None:
    """Write an empty file of spend and revenue to fill in: CSV, or a workbook if FILE ends with .xlsx.

    It has a row for each of the last periods that are over, and a column for revenue and for each channel.
    Write 0 where nothing was spent, remove rows of which you know nothing, and check the file with
    `data add --check`. The workbook takes amounts alone, and has a sheet of instructions.
    """
    names = [name.strip() for name in channels.split(",")]
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        raise UsageError(f"--channels is {channels!r}; give each channel one name of its own: search,tv")
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{file} must end with .csv or .xlsx")
    if file.exists():
        raise UsageError(f"{file} is there already, and may hold your figures; give another name")
    rows = periods or PERIODS[grain]
    made = empty_table(grain, names, rows, arguments.today(), language)
    file.write_bytes(_as_workbook(made) if file.suffix.lower() == ".xlsx" else as_csv(made))
    answer = {"file": str(file), "grain": grain, "channels": names, "periods": rows}
    check = settings.spelled(f"data add --check {shlex.quote(str(file))}")

    def show(console: "Console") -> None:
        console.print(f"{file} has {rows:,} {grain}s to fill in. Then: {check}", soft_wrap=True)

    emit(settings, answer, show)


def empty_table(
    grain: Grain, channels: Sequence[str], periods: int, today: date, language: Language
) -> Template:
    """A table with a row for each of the last periods that are over, its amounts left empty.

    Args:
        grain: week (from Monday) or month.
        channels: their names.
        periods: how many rows.
        today: the day that the last period ended before.
        language: of the columns' names.
    """
    words = _HEADER[language]
    when = [words["year"], words["month"]] if grain == "month" else [words["week"]]
    amounts = [words["revenue"], *(words["spend"].format(channel) for channel in channels)]
    rows = list((_months if grain == "month" else _weeks)(periods, today))
    return Template(grain, language, when, amounts, rows)


def as_csv(table: Template) -> bytes:
    """The table as CSV; the byte order mark makes Excel read names in UTF-8."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([*table.when, *table.amounts])
    rows.writerows([*cells, *[""] * len(table.amounts)] for cells in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(table: Template) -> bytes:
    from spendcast_cli.template_workbook import as_workbook

    return as_workbook(table)


def _months(periods: int, today: date) -> Iterator[list[Cell]]:
    last = today.year * 12 + today.month - 1
    for month in range(last - periods, last):
        yield [month // 12, month % 12 + 1]


def _weeks(periods: int, today: date) -> Iterator[list[Cell]]:
    monday = today - timedelta(days=today.weekday())
    for back in range(periods, 0, -1):
        yield [monday - timedelta(weeks=back)]

"""`spendcast data template`: an empty file of spend and revenue to fill in."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spendcast_cli import arguments
from spendcast_cli.empty_table import EmptyTable, Grain, Language, as_csv, empty_table
from spendcast_cli.options import Command, Settings, pass_settings
from spendcast_cli.output import emit
from spendcast_contract import UsageError

if TYPE_CHECKING:
    from rich.console import Console

PERIODS: dict[Grain, int] = {"month": 36, "week": 104}
"""How many periods are asked for by default: three years of months, two of weeks."""


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
    _refuse_names(file, made)
    file.write_bytes(_as_workbook(made) if file.suffix.lower() == ".xlsx" else as_csv(made))
    answer = {"file": str(file), "grain": grain, "channels": names, "periods": rows}
    check = settings.spelled(f"data add --check {shlex.quote(str(file))}")

    def show(console: "Console") -> None:
        console.print(f"{file} has {rows:,} {grain}s to fill in. Then: {check}", soft_wrap=True)

    emit(settings, answer, show)


def _refuse_names(file: Path, made: EmptyTable) -> None:
    """Refuse names of channels that `data add --check` would refuse, once the table is filled in."""
    from spendcast_ingest.findings import Refused
    from spendcast_ingest.headers import read_header

    try:
        read_header(file.name, [*made.when, *made.amounts])
    except Refused as refusal:
        said = " ".join(finding.message for finding in refusal.findings)
        raise UsageError(f"--channels names what no channel can be called: {said}") from refusal


def _as_workbook(table: EmptyTable) -> bytes:
    from spendcast_cli.template_workbook import as_workbook

    return as_workbook(table)

"""An empty table of spend and revenue, which a person fills in."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["week", "month"]
Language = Literal["en", "ja"]
Cell = int | date

_HEADER: dict[Language, dict[str, str]] = {
    "en": {"year": "year", "month": "month", "week": "week", "revenue": "revenue", "spend": "spend_{}"},
    "ja": {"year": "年", "month": "月", "week": "週", "revenue": "売上", "spend": "{}広告費"},
}


@dataclass(frozen=True)
class EmptyTable:
    """Months stand as year and month, weeks as their Monday.

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


def empty_table(
    grain: Grain, channels: Sequence[str], periods: int, today: date, language: Language
) -> EmptyTable:
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
    return EmptyTable(grain, language, when, amounts, rows)


def as_csv(table: EmptyTable) -> bytes:
    """The table as CSV; the byte order mark makes Excel read names in UTF-8."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([*table.when, *table.amounts])
    rows.writerows([*cells, *[""] * len(table.amounts)] for cells in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _months(periods: int, today: date) -> Iterator[list[Cell]]:
    last = today.year * 12 + today.month - 1
    for month in range(last - periods, last):
        yield [month // 12, month % 12 + 1]


def _weeks(periods: int, today: date) -> Iterator[list[Cell]]:
    monday = today - timedelta(days=today.weekday())
    for back in range(periods, 0, -1):
        yield [monday - timedelta(weeks=back)]

"""Lines that are rows of a table by what stands in them: a date, and an amount beside it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from spendcast_ingest.column_names import names_dates
from spendcast_ingest.spellings import is_date, month_number

_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d[-/.年 ]\s*\d|(?<!\d)\d{1,2}月|Q[1-4]\b", re.IGNORECASE)
"""Dates and spans that cannot be read, and yet are some."""

_YEAR = re.compile(r"(?:19|20)\d\d年?")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_DAY_NUMBER = re.compile(r"\d{5}")
"""Of a spreadsheet, or an amount: a date only where a row begins with it."""

_AMOUNT = re.compile(
    r"[-+(△▲~約]*(?:[¥\\$€£]|[A-Z]{3})?\s*[-(]?\d[\d,.'\u2019 ]*"
    r"(?:円|[千万億]+円?|百万円?|[kM]|[¥€%]|\s[A-Z]{3})?[-)]*"
)


def holds_dates(cells: Sequence[str]) -> bool:
    """Whether a row holds a date, and so is no header."""
    return any(map(is_date, cells)) or is_data(cells)


def is_data(cells: Sequence[str]) -> bool:
    """Whether a date stands in a row, and an amount beside it."""
    filled = [unicodedata.normalize("NFKC", cell).strip() for cell in cells if cell.strip()]
    others = [cell for at, cell in enumerate(filled) if not _is_dated(cell, first=at == 0)]
    if len(others) == len(filled):
        others = _without_year_and_month(filled)
    return len(others) < len(filled) and any(map(_AMOUNT.fullmatch, others))


def first_of_table(lines: Iterable[tuple[int, Sequence[str]]]) -> int | None:
    """The first line with a date and an amount, of several or below names of columns; None if none is.

    A single one may tell of the report: from when to when it reaches, and over how many days.

    Args:
        lines: each with its row.
    """
    seen = list(lines)
    data = [row for row, cells in seen if is_data(cells)]
    below = {
        row for (_, names), (row, _) in pairwise(seen) if len(names) > 1 and any(map(names_dates, names))
    }
    return data[0] if len(data) > 1 or below.intersection(data) else None


def _is_dated(cell: str, *, first: bool) -> bool:
    if _DAY_NUMBER.fullmatch(cell):
        return first and is_date(cell)
    return is_date(cell) or _DATED.search(cell) is not None


def _without_year_and_month(cells: Sequence[str]) -> list[str]:
    """The other cells, if a year and a month stand in two of them; else all."""
    year = next((cell for cell in cells if _YEAR.fullmatch(cell)), None)
    month = next((cell for cell in cells if _MONTH.fullmatch(cell) or month_number(cell)), None)
    if year is None or month is None:
        return list(cells)
    others = list(cells)
    others.remove(year)
    others.remove(month)
    return others

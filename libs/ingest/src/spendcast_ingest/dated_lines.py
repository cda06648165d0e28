"""Lines that are rows of a table by what stands in them: a date, and an amount beside it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from spendcast_ingest.column_names import names_dates
from spendcast_ingest.fiscal_years import names_fiscal_year
from spendcast_ingest.spellings import is_date, month_number

_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d[-/.年 ]\s*\d|(?<!\d)\d{1,2}月|Q[1-4]\b", re.IGNORECASE)
"""Dates and spans that cannot be read, and yet are some."""

_YEAR = re.compile(r"(?:19|20)\d\d年?")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_WEEK = re.compile(r"(?:week|KW|CW|W)\s?\d{1,2}|第?\d{1,2}週", re.IGNORECASE)

_NUMBER = re.compile(r"\d{4,}(?:\.\d+)?")
_DATE_OF_DIGITS = re.compile(
    r"(?:19|20)\d\d(?:\.(?:0?[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)"
)
"""Of the numbers, those that are a day or month of our centuries: any other, as 14740811, is an amount."""

_DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:\.0+)?")
"""Of a spreadsheet, or an amount: a date only where a row begins with it."""

_AMOUNT = re.compile(
    r"[-+(△▲~約]*(?:[A-Z]{0,3}[¥\\$€£]|[A-Z]{3})?\s*[-(]?\d[\d,.'\u2019 ]*"
    r"(?:円|[千万億]+円?|百万円?|(?i:[kmb]|bn|mn|mio\.?|mrd\.?|tsd\.?)?(?:[¥€$£%]|\s?[A-Z]{3})?)[-)]*"
)

_OF_REPORT = 3
"""So many lines that each begin with a name of their own may tell of a report: from, to, created."""

_TRANSPOSED = 3
"""So many dates beside each other, with amounts below, are the header of a table of months in columns."""


def holds_dates(cells: Sequence[str]) -> bool:
    """Whether a row holds a date, and so is no header."""
    return any(map(is_date, cells)) or is_data(cells)


def is_data(cells: Sequence[str]) -> bool:
    """Whether a date stands in a row, and an amount beside it."""
    filled = _filled(cells)
    others = [cell for at, cell in enumerate(filled) if not _is_dated(cell, first=at == 0)]
    if len(others) == len(filled):
        others = _without_year_and_month(filled)
    if len(others) == len(filled):
        others = [cell for cell in filled if not _is_part_of_year(cell)]
    return len(others) < len(filled) and any(map(_AMOUNT.fullmatch, others))


def first_of_table(lines: Iterable[tuple[int, Sequence[str]]]) -> int | None:
    """The first line with a date and an amount, of several or below names of columns; None if none is.

    A single one may tell of the report: from when to when it reaches, and over how many days; and so may a
    few that each begin with another name. Amounts below several dates are such lines, too.

    Args:
        lines: each with its row.
    """
    seen = list(lines)
    data = [(row, cells) for row, cells in seen if is_data(cells)]
    rows = {row for row, _ in data}
    above = {row: names for (_, names), (row, _) in pairwise(seen) if row in rows and not _has_date(names)}
    named = any(len(names) > 1 and any(map(names_dates, names)) for names in above.values())
    if named or (len(data) > 1 and not _tell_of_report(data, above.get(data[0][0], ()))):
        return data[0][0]
    return next((row for (_, dates), (row, cells) in pairwise(seen) if _is_below_dates(dates, cells)), None)


def _filled(cells: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFKC", cell).strip() for cell in cells if cell.strip()]


def _is_dated(cell: str, *, first: bool) -> bool:
    if _DAY_NUMBER.fullmatch(cell):
        return first and is_date(cell)
    if _NUMBER.fullmatch(cell):
        return _DATE_OF_DIGITS.fullmatch(cell) is not None
    return is_date(cell) or _DATED.search(cell) is not None


def _is_part_of_year(cell: str) -> bool:
    """Whether a text is a month or a week, of which another line says the year."""
    return month_number(cell) is not None or _WEEK.fullmatch(cell) is not None


def _has_date(cells: Sequence[str]) -> bool:
    return any(_is_dated(cell, first=False) for cell in _filled(cells))


def _without_year_and_month(cells: Sequence[str]) -> list[str]:
    """The other cells, if a year and a month stand in two of them; else all."""
    year = next((cell for cell in cells if _YEAR.fullmatch(cell) or names_fiscal_year(cell)), None)
    month = next((cell for cell in cells if _MONTH.fullmatch(cell) or month_number(cell)), None)
    if year is None or month is None:
        return list(cells)
    others = list(cells)
    others.remove(year)
    others.remove(month)
    return others


def _tell_of_report(data: Sequence[tuple[int, Sequence[str]]], above: Sequence[str]) -> bool:
    """Whether a few lines each begin with a name of their own, and no names of columns stand above them."""
    lines = [_filled(cells) for _, cells in data]
    labels = {cells[0] for cells in lines}
    if len(lines) > _OF_REPORT or len(labels) < len(lines) or any(map(_is_value, labels)):
        return False
    names = _filled(above)
    return len(names) < len(lines[0]) or any(map(_is_value, names))


def _is_value(cell: str) -> bool:
    return _is_dated(cell, first=True) or _is_part_of_year(cell) or _AMOUNT.fullmatch(cell) is not None


def _is_below_dates(dates: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether amounts stand below several dates of the line above."""
    pairs = [_filled(pair) for pair in zip(dates, cells, strict=False)]
    amounts = [
        pair[1]
        for pair in pairs
        if len(pair) == 2 and (_is_dated(pair[0], first=False) or _is_part_of_year(pair[0]))
    ]
    below = [cell for cell in amounts if _AMOUNT.fullmatch(cell) and not _is_dated(cell, first=False)]
    return len(below) >= _TRANSPOSED and len(below) == len(amounts)

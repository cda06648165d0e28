"""Fiscal years: those that a text names, and those that the order of rows shows."""

import re

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import Column
from spendcast_ingest.findings import Finding

NAMED = (
    r"(?:\d{2}|\d{4}|(?:令和|平成|[RHS])\.?\s*(?:\d{1,2}|元))年?度.*"
    r"|(?:.*[^A-Z])?FY\s?-?'?(?:\d{4}|\d{2})(?!\d).*|(?:\d{4}|\d{2})\s?FY"
)
"""Texts that name a fiscal year: 2023年度, 令和5年度, FY24, FY2023/24."""

SPAN = r"(?P<first>20\d{2})\s?[-/\u2013]\s?(?:20)?(?P<last>\d{2})"
"""Two years that may be one fiscal year, such as 2023/24: if one follows the other."""

_MONTHS = 6
"""Months, each in rows beside each other, from which their order tells anything."""

_CHANGES = 10_000
"""Changes of the date from row to row above which rows are in no order, and not worth the memory."""


def names_fiscal_year(text: str) -> bool:
    """Whether a text in a column of years is a fiscal year."""
    if match := re.fullmatch(SPAN, text):
        return (int(match["first"]) + 1) % 100 == int(match["last"])
    return re.fullmatch(NAMED, text, re.IGNORECASE) is not None


def fiscal_order(column: Column, days: NDArray[np.datetime64]) -> list[Finding]:
    """An error, if rows go from December to January of the same year, month after month.

    So they stand where the year of each is the fiscal one, which begins with another month.

    Args:
        column: of the dates, or of their years.
        days: datetime64[D], shape (n,).
    """
    changes = days[1:] != days[:-1]
    if len(days) < _MONTHS or np.count_nonzero(changes) > _CHANGES:
        return []
    rows = np.append(0, np.flatnonzero(changes) + 1)
    rows = rows[~np.isnat(days[rows])]
    months = days[rows].astype("datetime64[M]").astype(np.int64)
    begins = rows[np.flatnonzero(np.diff(months, prepend=months[:1] - 1))]
    order = days[begins].astype("datetime64[M]").astype(np.int64)
    steps, in_december = np.diff(order), order[:-1] % 12 == 11
    turns = in_december & (steps == -11)
    onwards = ~in_december & np.isin(steps, (1, 13))
    if len(order) < _MONTHS or not turns.any() or not (turns | onwards).all():
        return []
    if len(np.unique(order)) < len(order):
        return []
    at = int(np.flatnonzero(turns)[0])
    before, behind = (int(row) for row in begins[at : at + 2])
    after, period = (str(days[row].astype("datetime64[M]")) for row in (before, behind))
    where, row = column.where(behind), int(column.rows[before])
    return [Finding.of("ambiguous_date", where, variant="fiscal_order", row=row, after=after, period=period)]

"""Fiscal years: those that a text names, and those that the order of rows shows."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import Column
from spendcast_ingest.findings import Finding

NAMED = (
    r"(?:\d{2}|\d{4}|(?:令和|平成|[RHS])\.?\s*(?:\d{1,2}|元))年?度.*"
    r"|(?:.*[^A-Z])?FY\s?-?'?(?:\d{4}|\d{2})(?!\d).*|(?:\d{4}|\d{2})\s?FY"
)
"""Texts that name a fiscal year: 2023年度, 令和5年度, FY24, FY2023/24."""

_SPAN = r"(?P<first>20\d{2})\s?[-/\u2013]\s?(?:20)?(?P<last>\d{2})"
"""Two years that may be one fiscal year, such as 2023/24: if one follows the other."""

_MONTHS = 6
"""Months, each in rows beside each other, from which their order tells anything."""

_CHANGES = 1_000_000
"""Changes from row to row above which rows are in no order, and not worth the memory."""

_GROUPS = 200
"""Channels, shops or campaigns, those with most rows, that are looked at: all of a file count years alike."""


def names_fiscal_year(text: str) -> bool:
    """Whether a text in a column of years is a fiscal year."""
    if match := re.fullmatch(_SPAN, text):
        return (int(match["first"]) + 1) % 100 == int(match["last"])
    return re.fullmatch(NAMED, text, re.IGNORECASE) is not None


def fiscal_order(
    column: Column, days: NDArray[np.datetime64], labels: Sequence[Column] = ()
) -> list[Finding]:
    """An error, if rows go from December to January of the same year, month after month.

    So they stand where the year of each is the fiscal one, which begins with another month: be it all rows,
    or those of one channel or shop; forwards, backwards, or each month with all its years.

    Args:
        column: of the dates, or of their years.
        days: datetime64[D], shape (n,).
        labels: that tell rows of the same day apart.
    """
    if len(days) < _MONTHS:
        return []
    series = [_changes([days]), *_apart(days, labels)]
    turn = next(filter(None, (_turn(rows, days) for rows in series)), None)
    if turn is None:
        return []
    before, behind = turn
    after, period = (str(days[row].astype("datetime64[M]")) for row in turn)
    where, row = column.where(behind), int(column.rows[before])
    return [Finding.of("ambiguous_date", where, variant="fiscal_order", row=row, after=after, period=period)]


def _changes(columns: Sequence[NDArray[Any]]) -> NDArray[np.intp]:
    """The first row, and those that differ from the one before in any column; none if they are too many."""
    changed = np.zeros(len(columns[0]), bool)
    changed[0] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed) if np.count_nonzero(changed) <= _CHANGES else np.empty(0, np.intp)


def _apart(days: NDArray[np.datetime64], labels: Sequence[Column]) -> list[NDArray[np.intp]]:
    """The rows of each channel or shop by themselves, by labels that do not differ from month to month."""
    rows = _changes([days, *(label.codes for label in labels)])
    keys = np.zeros(len(rows), np.int64)
    for label in labels:
        texts, codes = np.unique(label.codes[rows], return_inverse=True)
        if len(texts) * _MONTHS <= len(rows):
            keys = np.unique(keys * len(texts) + codes, return_inverse=True)[1]
    if not keys.any():
        return []
    order = np.argsort(keys, kind="stable")
    groups = np.split(rows[order], np.flatnonzero(np.diff(keys[order])) + 1)
    told = (group for group in groups if len(group) >= _MONTHS)
    return sorted(told, key=lambda group: (-len(group), group[0]))[:_GROUPS]


def _turn(rows: NDArray[np.intp], days: NDArray[np.datetime64]) -> tuple[int, int] | None:
    """Rows of a December and a January of one year as they stand, if all go as in fiscal years."""
    rows = rows[~np.isnat(days[rows])]
    months = days[rows].astype("datetime64[M]").astype(np.int64)
    first = np.flatnonzero(np.diff(months, prepend=months[:1] - 1))
    begins, order = rows[first], months[first]
    if len(order) < _MONTHS or len(np.unique(order)) < len(order):
        return None
    ways = [np.arange(len(order)), np.arange(len(order))[::-1]]
    if np.count_nonzero(np.diff(order % 12)) < len(np.unique(order % 12)):  # each month with all its years
        ways.append(np.argsort(order // 12, kind="stable"))
    for way in ways:
        steps, in_december = np.diff(order[way]), order[way][:-1] % 12 == 11
        turns = in_december & (steps == -11)
        onwards = ~in_december & np.isin(steps, (1, 13))
        if turns.any() and (turns | onwards).all():
            pairs = (begins[way][at : at + 2] for at in np.flatnonzero(turns))
            return min((int(pair.min()), int(pair.max())) for pair in pairs)
    return None

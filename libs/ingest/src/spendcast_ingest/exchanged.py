"""Dates in which a spreadsheet has exchanged day and month, where it could: in those below the 13th."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import Column
from spendcast_ingest.findings import Finding, shorten

_STEPS = 3
"""Steps back in time, from which the order of rows is looked at."""

_TIDIER = 10
"""How many times fewer steps back there are with day and month exchanged, from which that is no chance."""


def exchanged_days(
    column: Column, days: NDArray[np.datetime64], as_written: Collection[str]
) -> list[Finding]:
    """An error, if day and month were exchanged in a part of a column.

    A spreadsheet that reads 03/04/2024 month first turns it into another day, and leaves 13/04/2024 as it
    stands. That shows in two ways: all days up to the 12th are dates, and all others texts as they were
    typed; or the rows are in order only with the days up to the 12th exchanged.

    Args:
        column: the column of dates.
        days: read from it (datetime64[D]), shape (n,), NaT where unreadable.
        as_written: those of its texts that are written with day and month as numbers, and the year last.
    """
    first = np.zeros(len(column.texts), np.int32)
    first[column.codes[::-1]] = np.arange(len(days) - 1, -1, -1, dtype=np.int32)
    known = np.flatnonzero(~np.isnat(days[first]))
    if not len(known):
        return []
    distinct = days[first[known]]
    months = distinct.astype("datetime64[M]").astype(int) % 12 + 1
    numbers = (distinct - distinct.astype("datetime64[M]")).astype(int) + 1
    late = numbers > 12
    if late.all() or not late.any():
        return []
    written = np.array([column.texts[code] in as_written for code in known])
    early_at, late_at = (int(first[known[mask]].min()) for mask in (~late, late))
    if np.array_equal(written, late):
        return [_finding(column, "exchanged_forms", early_at, late_at, 0)]
    exchanged = distinct.astype("datetime64[Y]").astype("datetime64[M]") + (numbers - 1).clip(max=11)
    turned = np.where(late, distinct, exchanged.astype("datetime64[D]") + (months - 1))
    steps = _steps_back(column, known, distinct)
    if steps < _STEPS or _steps_back(column, known, turned) * _TIDIER > steps:
        return []
    return [_finding(column, "exchanged_order", early_at, late_at, steps)]


def _steps_back(column: Column, known: NDArray[np.intp], days: NDArray[np.datetime64]) -> int:
    """How often time goes back from row to row; or forward, if rows run the other way."""
    day_of = np.full(len(column.texts), days[0].astype(int), np.int32)
    day_of[known] = days.astype(int)
    steps = np.diff(day_of[column.codes])
    return int(min((steps < 0).sum(), (steps > 0).sum()))


def _finding(column: Column, variant: str, early: int, late: int, steps: int) -> Finding:
    texts = [shorten(column.texts[column.codes[at]]) for at in (early, late)]
    place = column.where(early)
    values = {"row": int(column.rows[early]), "other": int(column.rows[late]), "count": steps}
    return Finding.of(
        "ambiguous_date",
        place,
        variant=variant,
        column=column.name,
        text=texts[0],
        example=texts[1],
        **values,
    )

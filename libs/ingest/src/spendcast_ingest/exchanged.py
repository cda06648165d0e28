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
    read = np.flatnonzero(~np.isnat(days))
    codes, firsts = np.unique(column.codes[read], return_index=True)
    texts = [column.texts[code] for code in codes]
    distinct = days[read[firsts]]
    months = distinct.astype("datetime64[M]").astype(int) % 12 + 1
    numbers = (distinct - distinct.astype("datetime64[M]")).astype(int) + 1
    late = numbers > 12
    if late.all() or not late.any() or (numbers == 1).all():
        return []
    written = np.array([text in as_written for text in texts])
    early_at, late_at = (int(read[firsts[mask]].min()) for mask in (~late, late))
    if np.array_equal(written, late):
        return [_finding(column, "exchanged_forms", early_at, late_at, 0)]
    exchanged = distinct.astype("datetime64[Y]").astype("datetime64[M]") + (numbers - 1).clip(max=11)
    turned = np.where(late, distinct, exchanged.astype("datetime64[D]") + (months - 1))
    position = np.zeros(len(column.texts), np.int64)
    steps = []
    for values in (distinct, turned):
        position[codes] = values.astype(int)
        steps.append(_steps_back(position[column.codes[read]]))
    if steps[0] < _STEPS or steps[1] * _TIDIER > steps[0]:
        return []
    return [_finding(column, "exchanged_order", early_at, late_at, steps[0])]


def _steps_back(days: NDArray[np.int64]) -> int:
    """How often time goes back from row to row; or forward, if rows run the other way."""
    steps = np.diff(days)
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

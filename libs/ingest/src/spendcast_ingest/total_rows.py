"""Rows at either end of a table that add up the others, and names of totals among its rows."""

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import CellError, Column
from spendcast_ingest.dates import parse_year
from spendcast_ingest.findings import Finding, Where, shorten
from spendcast_ingest.spellings import is_date
from spendcast_ingest.tables import Cells, Table
from spendcast_ingest.total_names import is_total
from spendcast_ingest.vocabulary import ALL_CHANNELS

_MOST = 20
"""Rows at the end that are looked at."""

_FIRST = 3
"""Rows at the beginning that are looked at."""

_PROOF = 3
"""Channels and days that it takes to tell rows without a name for the totals of others."""


def total_rows(
    cells: Cells, dates: Sequence[int], amounts: Mapping[int, NDArray[np.float64]]
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """The rows at either end that are no data: they have no date, are called a total or nothing, and add up.

    Args:
        cells: the table's cells.
        dates: positions of the columns of dates.
        amounts: what the columns of amounts hold, NaN where unreadable.

    Returns:
        Which rows are kept, shape (n,); an info for each that is not, and an error for one that is called a
        total and does not add up.
    """
    kept = np.ones(len(cells.rows), bool)
    head, first = _length_of_head(cells, dates), first_of_tail(cells, dates)
    findings: list[Finding] = []
    sums = {position: math.fsum(values[head:first]) for position, values in amounts.items()}
    for index in (*range(min(head, first)), *range(first, len(kept))):
        label = _label(cells, index)
        if label is None:
            continue
        place = cells.texts[dates[0]].where(index)
        astray = [at for at, values in amounts.items() if not _equal(values[index], sums[at])]
        if not astray:
            kept[index] = False
            findings.append(Finding.of("total_row_left_out", place, text=shorten(label) or "-"))
        elif label:
            seen, summed = float(amounts[astray[0]][index]), sums[astray[0]]
            if math.isfinite(seen) and math.isfinite(summed):
                column = cells.numbers[astray[0]].cells.name
                text = shorten(label)
                findings.append(
                    Finding.of("total_row_differs", place, text=text, amount=seen, sum=summed, column=column)
                )
    return kept, findings


def totals_in_breakdown(
    table: Table,
    positions: Iterable[int],
    kept: NDArray[np.bool_],
    slots: NDArray[np.int64],
    amounts: NDArray[np.float64],
) -> list[Finding]:
    """An error for each column, such as the campaign's, in which some rows are totals of others.

    They are called so; or they are called nothing, and wherever they stand beside others of their channel and
    day, they add up those.

    Args:
        table: the table, of which these columns are read once more.
        positions: of the columns in which anything is called a total, or nothing.
        kept: the rows that are data, shape (n,).
        slots: for each of these, which channel and day it is of, shape (kept,); -1 where that is not known.
        amounts: what each costs, shape (kept,).
    """
    positions = list(positions)
    columns = table.read(positions, []).texts if positions else {}
    findings = []
    for column in (column.only(kept) for column in columns.values()):
        total = np.isin(column.codes, [code for code, text in enumerate(column.texts) if is_total(text)])
        unnamed = np.isin(column.codes, [code for code, text in enumerate(column.texts) if not text])
        named = ~unnamed & ~total
        if total.any() and named.any():
            at = int(total.argmax())
            name = column.texts[column.codes[at]]
            findings.append(_looks_like_a_total(column, column.where(at), name, int(total.sum())))
        elif _add_up(unnamed, named, slots, amounts):
            findings.append(_look_like_totals(column, unnamed))
    return findings


def _add_up(
    unnamed: NDArray[np.bool_],
    named: NDArray[np.bool_],
    slots: NDArray[np.int64],
    amounts: NDArray[np.float64],
) -> bool:
    """Whether the unnamed rows add up the named ones, in every slot that has both, and in enough of them."""
    count = int(slots.max(initial=-1)) + 1
    mine, others = unnamed & (slots >= 0), named & (slots >= 0)
    both = np.intersect1d(slots[mine], slots[others])
    sums = np.bincount(slots[others], amounts[others], count)[both]
    seen = np.bincount(slots[mine], amounts[mine], count)[both]
    proof = np.count_nonzero(sums)
    return bool(proof >= _PROOF and np.allclose(seen, sums, rtol=1e-9, atol=0.01))


def _looks_like_a_total(column: Column, place: Where, name: str, count: int) -> Finding:
    return Finding.of(
        "unclear_column",
        place,
        variant="total_rows",
        file=column.file,
        column=column.name,
        name=shorten(name),
        count=count,
    )


def _look_like_totals(column: Column, unnamed: NDArray[np.bool_]) -> Finding:
    return Finding.of(
        "unclear_column",
        column.where(int(unnamed.argmax())),
        variant="unnamed_total_rows",
        file=column.file,
        column=column.name,
        count=int(unnamed.sum()),
    )


def totals_among(column: Column, channels: Mapping[str, int]) -> list[Finding]:
    """An error for each channel that is called a total, beside others.

    Args:
        column: the channels' column.
        channels: how many rows each has.
    """
    place = Where(column.file, None, column.name)
    return [
        _looks_like_a_total(column, place, one, count)
        for one, count in channels.items()
        if len(channels) > 1 and is_total(one, ALL_CHANNELS)
    ]


def first_of_tail(cells: Cells, dates: Sequence[int]) -> int:
    """The first of the rows at the end in which no date stands."""
    first = len(cells.rows)
    column = cells.texts[dates[0]]
    while first > 1 and first > len(cells.rows) - _MOST and not _is_dated(column, first - 1):
        first -= 1
    return first


def _length_of_head(cells: Cells, dates: Sequence[int]) -> int:
    """How many of the first rows have no date: some consoles put the total there."""
    column = cells.texts[dates[0]]
    looked_at = range(min(_FIRST + 1, len(cells.rows)))
    return next((index for index in looked_at if _is_dated(column, index)), 0)


def _is_dated(column: Column, index: int) -> bool:
    text = column.texts[column.codes[index]]
    with suppress(CellError):
        parse_year(text)
        return True
    return is_date(text)


def _label(cells: Cells, index: int) -> str | None:
    """What a row is called: a word for a total, or nothing; None if it is called anything else."""
    texts: list[str] = [column.texts[column.codes[index]] for column in cells.texts.values()]
    for text in texts:
        if is_total(text):
            return text
    return "" if all(text.strip("-") == "" for text in texts) else None


def _equal(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=0.01)

"""Rows at either end of a table that add up the others, and names of totals among its rows."""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.column_names import speaks_of
from spendcast_ingest.columns import CellError, Column
from spendcast_ingest.dates import parse_year
from spendcast_ingest.findings import SHOWN, Finding, Where, few, shorten
from spendcast_ingest.keys import label_key
from spendcast_ingest.sibling_sums import Sayings, Sum, numbered, rounding, step_of, sums_of_siblings
from spendcast_ingest.spellings import is_date
from spendcast_ingest.tables import Cells
from spendcast_ingest.total_names import is_total
from spendcast_ingest.vocabulary import ALL_CHANNELS, PERHAPS_TOTAL

_MOST = 20
"""Rows at the end that are looked at."""

_FIRST = 3
"""Rows at the beginning that are looked at."""

_MONTH = np.timedelta64(31, "D")


def total_rows(
    cells: Cells, dates: Sequence[int], amounts: Mapping[int, NDArray[np.float64]]
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """The rows at either end that are no data: they have no date, are called a total or nothing, and add up.

    "Total: Search" adds up the rows that are called Search.

    Args:
        cells: the table's cells.
        dates: positions of the columns of dates.
        amounts: what the columns of amounts hold, NaN where unreadable.

    Returns:
        Which rows are kept, shape (n,); and for each that is not an info, or an error, if it is called a
        total and does not add up.
    """
    kept = np.ones(len(cells.rows), bool)
    head, first = _length_of_head(cells, dates), first_of_tail(cells, dates)
    findings: list[Finding] = []
    for index in (*range(min(head, first)), *range(first, len(kept))):
        label = _label(cells, index)
        if label is None:
            continue
        place = cells.texts[dates[0]].where(index)
        summed = _summed(cells, label, slice(head, first))
        others = {at: values[head:first][summed] for at, values in amounts.items()}
        astray = [at for at, values in amounts.items() if not _adds_up(float(values[index]), others[at])]
        if not astray:
            kept[index] = False
            findings.append(Finding.of("total_row_left_out", place, text=shorten(label) or "-"))
        elif label:
            seen, total = float(amounts[astray[0]][index]), math.fsum(others[astray[0]])
            if math.isfinite(seen) and math.isfinite(total):
                kept[index] = False
                column = cells.numbers[astray[0]].cells.name
                text = shorten(label)
                findings.append(
                    Finding.of("total_row_differs", place, text=text, amount=seen, sum=total, column=column)
                )
    return kept, findings


def totals_of_report(
    cells: Cells,
    labels: Sequence[int],
    spans: tuple[NDArray[np.datetime64], NDArray[np.datetime64]],
    amounts: Mapping[int, NDArray[np.float64]],
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """The rows at either end that are of the whole time of a report, have no other name, and add it up.

    Args:
        cells: the table's cells.
        labels: positions of the columns of text in which no date stands.
        spans: the first and the last day of each row, both of shape (n,).
        amounts: what the columns of amounts hold, NaN where unreadable.

    Returns:
        Which rows are kept, shape (n,); and an info for each that is not.
    """
    kept = np.ones(len(cells.rows), bool)
    starts, ends = spans
    known = ~(np.isnat(starts) | np.isnat(ends))
    if np.count_nonzero(known) <= 2:
        return kept, []
    first, last = starts[known].min(), ends[known].max()
    whole = (starts == first) & (ends == last) & (ends - starts > _MONTH)
    columns = [*(cells.texts[at] for at in labels), *cells.labels.values()]
    findings: list[Finding] = []
    for index in map(int, np.flatnonzero(whole)):
        texts = [_text(column, index) for column in columns]
        others = np.arange(len(kept)) != index
        at_end = index < _FIRST or index >= len(kept) - _MOST
        unnamed = all(text.strip("-") == "" or is_total(text) for text in texts)
        if not (at_end and unnamed):
            continue
        if all(_adds_up(float(values[index]), values[others]) for values in amounts.values()):
            kept[index] = False
            text = shorten(next(filter(None, texts), "")) or f"{starts[index]} - {ends[index]}"
            place = cells.texts[min(cells.texts)].where(index)
            findings.append(Finding.of("total_row_left_out", place, text=text))
    return kept, findings


def called_totals(columns: Iterable[Column]) -> list[Finding]:
    """An error for each column, such as the campaign's, in which some rows are called totals, others not."""
    return [found for column in columns if (found := _called_total(column))]


def sums_in_breakdown(
    columns: Sequence[Column],
    series: NDArray[np.int64],
    days: NDArray[np.datetime64],
    amounts: NDArray[np.float64],
) -> list[Finding]:
    """An error for each column, such as the campaign's, in which some rows are the sums of others.

    Wherever they stand beside others of their channel and day, they add up those, or the same part of those.

    Args:
        columns: that tell rows of one channel and day apart, each of shape (n,).
        series: the channel of each row, shape (n,); -1 for none.
        days: of each row, shape (n,).
        amounts: what each costs, shape (n,).
    """
    if not columns:
        return []
    told = np.flatnonzero((series >= 0) & ~np.isnat(days) & ~np.isnan(amounts))
    told = told[np.argsort(series[told], kind="stable")]
    sayings = [_sayings(column) for column in columns]
    findings: list[Finding] = []
    for rows in np.split(told, np.flatnonzero(np.diff(series[told])) + 1):
        numbers = numbered(days[rows])
        for column, said in zip(columns, sayings, strict=True):
            codes = column.codes[rows]
            sums = sums_of_siblings(codes, numbers, amounts[rows], said)
            found = next((one for one in sums if one.whole or len(one.parts) > 1), None)
            if found:
                findings.append(_looks_like_a_sum(column, rows[codes == found.name], found))
    return findings[:SHOWN]


def _sayings(column: Column) -> Sayings:
    codes = range(len(column.texts))
    return Sayings(
        [code for code in codes if not column.texts[code]],
        [code for code in codes if speaks_of(column.texts[code], PERHAPS_TOTAL)],
    )


def _called_total(column: Column) -> Finding | None:
    """An error, if some rows are called a total, and others something else."""
    called = [code for code, text in enumerate(column.texts) if is_total(text)]
    if not called:
        return None
    total = np.isin(column.codes, called)
    others = np.unique(column.codes[~total])
    if not total.any() or not any(column.texts[code] for code in others):
        return None
    at = int(total.argmax())
    return _looks_like_a_total(
        column, column.where(at), column.texts[column.codes[at]], int(np.count_nonzero(total))
    )


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


def _looks_like_a_sum(column: Column, rows: NDArray[np.intp], found: Sum) -> Finding:
    name = column.texts[found.name]
    variant = ("summing_rows" if found.whole else "summing_part") if name else "unnamed_total_rows"
    return Finding.of(
        "unclear_column",
        column.where(int(rows[0])),
        variant=variant,
        file=column.file,
        column=column.name,
        name=shorten(name),
        parts=few(shorten(column.texts[code]) for code in found.parts if column.texts[code]),
        count=len(rows),
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
    columns = (*cells.texts.values(), *cells.labels.values())
    called = next((text for column in columns if is_total(text := _text(column, index))), None)
    nameless = all(_text(column, index).strip("-") == "" for column in cells.texts.values())
    return "" if called is None and nameless else called


def _text(column: Column, index: int) -> str:
    text: str = column.texts[column.codes[index]]
    return text


def _summed(cells: Cells, label: str, rows: slice) -> NDArray[np.bool_]:
    """Which rows a total is of: those that are called what stands behind its colon, if any are; else all."""
    whole = np.ones(rows.stop - rows.start, bool)
    _, colon, part = unicodedata.normalize("NFKC", label).partition(":")
    if not colon:
        return whole
    for column in (*cells.texts.values(), *cells.labels.values()):
        named = [code for code, text in enumerate(column.texts) if label_key(text) == label_key(part)]
        if (found := np.isin(column.codes[rows], named)).any():
            return found
    return whole


def _adds_up(total: float, others: NDArray[np.float64]) -> bool:
    """Whether a total is the sum of others, but for what their rounding explains and no row could be."""
    amounts = np.abs(others[others != 0])
    step = min(step_of(others), step_of(np.array([total])))
    allowed = (
        min(float(rounding(step, len(others) + 1)), float(np.median(amounts)) / 2) if len(amounts) else 0.0
    )
    return math.isclose(total, math.fsum(others), rel_tol=1e-9, abs_tol=max(0.01, allowed))

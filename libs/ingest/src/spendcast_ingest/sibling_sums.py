"""Names whose amounts are, day by day, the sums of others: totals, whatever they are called."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.least_squares import weights_of

_PROOF = 3
"""Days with different sums that it takes to tell the total of all others. For that of a part of them it takes
so many days more than the part has names, on which these have different amounts: there are many parts."""

_PROOF_OF_TWINS = 6
"""The same where a name has one other beside it: two that are equal could be a budget in halves, but hardly
so often in different amounts."""

_NEARLY = 0.95
"""The share of its days on which a total is the sum of the others; some reports round, or lack a row."""

_WORTH_ROUNDING = 100.0
"""The sum from which a total may be rounded to whole units; below it, too many numbers would be near."""

_MOST_NAMES = 100
"""Names that are looked at one by one, the largest; the others count as one. Time grows with their square."""

_TRIED = 10
"""Names of which it is asked whether they are the sum of a part of the others, the largest: totals are large,
and a small one counts little twice."""

_FITTED = 200
"""Days at most to which weights are fitted, which is enough for as many names; all days must confirm them."""

_FITS = 3
"""How often weights are fitted, each time without the days that fit worst: on some, a row may be lacking."""

_FITTING = 0.9
"""The share of the days that is kept for the next fit."""


class Sum(NamedTuple):
    """A name that is the sum of others, by codes.

    Attributes:
        name: its code.
        parts: those of the names that it adds up; without the small ones that were counted as one.
        whole: whether these are all others.
    """

    name: int
    parts: list[int]
    whole: bool


class _Grid(NamedTuple):
    """Sums per day and name; the last name stands for all that are not among the largest, with code -1.

    Attributes:
        codes: of the names, shape (k,).
        sums: shape (days, k).
        there: whether there is a row, shape (days, k).
    """

    codes: NDArray[np.int64]
    sums: NDArray[np.float64]
    there: NDArray[np.bool_]


def sums_of_siblings(
    codes: NDArray[np.integer],
    days: NDArray[np.int64],
    amounts: NDArray[np.float64],
    unnamed: Collection[int] = (),
) -> Iterator[Sum]:
    """Names that are the sums of all others, or of a part of them, on nearly every day beside them.

    Args:
        codes: the name in each row of one channel, shape (n,).
        days: of each row as numbers from 0, shape (n,).
        amounts: of each row, shape (n,).
        unnamed: codes of names that say nothing: of them equal amounts prove as much as different ones.

    Yields:
        Those of all others first.
    """
    if not len(codes):
        return
    grid = _laid_out(codes, days, amounts)
    of_all = _sums_of_all(grid, unnamed)
    for at in of_all:
        yield Sum(int(grid.codes[at]), _named(np.delete(grid.codes, at)), whole=True)
    largest = np.argsort(-grid.sums[:, :-1].sum(axis=0), kind="stable")[:_TRIED]
    for at in (int(at) for at in largest if at not in of_all):
        part = _part(grid, at)
        if part is not None:
            yield Sum(int(grid.codes[at]), _named(grid.codes[part]), whole=False)


def numbered(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Days as numbers from 0."""
    numbers: NDArray[np.int64] = days.astype("datetime64[D]").astype(np.int64)
    return np.subtract(numbers, numbers.min()) if len(numbers) else numbers


def adds_up(totals: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where totals are the sums of the rest, to the cent, or rounded to whole units.

    Args:
        totals: of any shape.
        rest: sums of the others, of the same shape.
    """
    rounded = (totals % 1 == 0) & (rest % 1 != 0) & (np.abs(rest) >= _WORTH_ROUNDING)
    equal: NDArray[np.bool_] = np.abs(totals - rest) <= np.where(rounded, 0.5, 0.01) + 1e-9 * np.abs(rest)
    return equal


def _laid_out(codes: NDArray[np.integer], days: NDArray[np.int64], amounts: NDArray[np.float64]) -> _Grid:
    named = np.flatnonzero(np.bincount(codes))
    sizes = np.bincount(codes, amounts)[named]
    taken = np.sort(named[np.argsort(-sizes, kind="stable")[:_MOST_NAMES]])
    width = len(taken) + 1
    column = np.full(int(named[-1]) + 1, len(taken))
    column[taken] = np.arange(len(taken))
    cells = days * width + column[codes]
    size = (int(days.max()) + 1) * width
    there = np.bincount(cells, minlength=size).reshape(-1, width) > 0
    sums = np.bincount(cells, amounts, size).reshape(-1, width).astype(np.float64, copy=False)
    dated = there.any(axis=1)
    return _Grid(np.append(taken, -1), sums[dated], there[dated])


def _named(codes: NDArray[np.int64]) -> list[int]:
    return [int(code) for code in codes if code >= 0]


def _sums_of_all(grid: _Grid, unnamed: Collection[int]) -> list[int]:
    """The columns that are the sums of all others, the last first."""
    rest = grid.sums.sum(axis=1, keepdims=True) - grid.sums
    others = grid.there.sum(axis=1, keepdims=True) - grid.there
    equal, nearly = _agreed(grid.sums, rest, grid.there & (others > 0))
    found = []
    for at in np.flatnonzero(nearly[:-1])[::-1]:
        own = equal[:, at]
        most = others[own, at].max(initial=0)
        needed = _PROOF if most > 1 else _PROOF_OF_TWINS
        different = len(np.unique(grid.sums[own, at]))
        proved = own.sum() >= _PROOF if grid.codes[at] in unnamed else different >= needed
        if proved:
            found.append(int(at))
    return found


def _agreed(
    totals: NDArray[np.float64], rest: NDArray[np.float64], beside: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """On which days (rows) totals add up, and which totals (columns) do so on nearly every day.

    Zeros that are sums of zeros tell nothing.

    Args:
        totals: shape (days, k).
        rest: sums of the others, shape (days, k).
        beside: where a total stands beside others, shape (days, k).
    """
    equal = adds_up(totals, rest)
    telling = beside & ((totals != 0) | ~equal)
    equal &= telling
    nearly: NDArray[np.bool_] = equal.sum(axis=0) >= _NEARLY * telling.sum(axis=0)
    return equal, nearly


def _part(grid: _Grid, at: int) -> NDArray[np.intp] | None:
    """The columns of which one is the sum, if they are not all others."""
    days = grid.there[:, at]
    own, others, there = grid.sums[days, at], grid.sums[days], grid.there[days]
    smaller = np.mean(others <= own[:, None] + 0.5, axis=0) >= _NEARLY
    smaller[at] = False
    columns = np.flatnonzero(smaller & others.any(axis=0))
    drawn = np.random.default_rng(0).permutation(len(own))[:_FITTED]
    for _ in range(_FITS if len(columns) else 0):
        fitted = others[np.ix_(drawn, columns)]
        weights = weights_of(fitted, own[drawn])
        part = columns[weights > 0.5]
        if len(part) and _is_proved(own, others[:, part], there[:, part]):
            return part
        misses = np.abs(fitted @ weights - own[drawn])
        drawn = drawn[misses <= float(np.quantile(misses, _FITTING))]
    return None


def _is_proved(own: NDArray[np.float64], parts: NDArray[np.float64], there: NDArray[np.bool_]) -> bool:
    """Whether parts add up on nearly every day, and in so many different ways that it is no coincidence.

    Budgets in fixed proportions, which are linearly dependent but for rounding, add up whatever they are.
    """
    sums, beside = parts.sum(axis=1, keepdims=True), np.any(there, axis=1, keepdims=True)
    equal, nearly = _agreed(own[:, None], sums, beside)
    different = np.unique(parts[equal[:, 0]], axis=0)
    count = parts.shape[1]
    if not nearly[0] or len(different) < (_PROOF + count if count > 1 else _PROOF_OF_TWINS):
        return False
    unit = 1.0 if (different % 1 == 0).all() else 0.01
    return bool(np.linalg.matrix_rank(different, tol=unit * np.sqrt(len(different))) == count)

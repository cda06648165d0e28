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

_COARSEST = 9
"""The power of ten up to which amounts may be rounded."""

APART = 0.01
"""By which share of itself a total may differ from its parts where its name says that it may be one: another
day's report, or parts too small to be listed."""

_SHIFTS = (1, 2, 3)
"""Days by which parts are moved to see how near a sum comes by chance, with the same season."""

_SPREAD = 0.75
"""The square of three standard deviations of a rounding error, which lies anywhere within a step."""

_BY_CHANCE = 0.25
"""The share of days on which the sum of other days may be as near."""

_UNLIKELY = 6.0
"""Minus the power of ten of the chance below which sums that are near are no coincidence."""

_LIKELY = 3.0
"""The same where something else says that both are of one thing."""

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


class Sayings(NamedTuple):
    """Codes of names that say something of sums.

    Attributes:
        unnamed: that say nothing: of them equal amounts prove as much as different ones.
        doubtful: that totals go by and channels, too: they need only be near the sum of all others.
    """

    unnamed: Collection[int] = ()
    doubtful: Collection[int] = ()


SILENT = Sayings()


class _Grid(NamedTuple):
    """Sums per day and name; the last name stands for all that are not among the largest, with code -1.

    Attributes:
        codes: of the names, shape (k,).
        sums: shape (days, k).
        rows: how many rows each is the sum of, shape (days, k).
        steps: what the amounts of each name are rounded to, shape (k,).
    """

    codes: NDArray[np.int64]
    sums: NDArray[np.float64]
    rows: NDArray[np.float64]
    steps: NDArray[np.float64]

    @property
    def there(self) -> NDArray[np.bool_]:
        """Whether there is a row, shape (days, k)."""
        return self.rows > 0


def sums_of_siblings(
    codes: NDArray[np.integer],
    days: NDArray[np.int64],
    amounts: NDArray[np.float64],
    sayings: Sayings = SILENT,
    rows: NDArray[np.integer] | None = None,
) -> Iterator[Sum]:
    """Names that are the sums of all others, or of a part of them, on nearly every day beside them.

    Rounded figures, as in thousands of yen, differ from the sum of their parts. What the rounding that they
    show explains, or cutting them off, is allowed where the sums of other days are hardly ever as near.

    Args:
        codes: the name in each row of one channel, shape (n,).
        days: of each row as numbers from 0, shape (n,).
        amounts: of each row, shape (n,).
        sayings: of the names.
        rows: how many rounded amounts each amount is the sum of, shape (n,); one, if not given.

    Yields:
        Those of all others first.
    """
    if not len(codes):
        return
    grid = _laid_out(codes, days, amounts, np.ones(len(codes)) if rows is None else rows)
    of_all = _sums_of_all(grid, sayings)
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


def stays_near(own: NDArray[np.float64], others: NDArray[np.float64], share: float) -> bool:
    """Whether amounts differ from others by no more than a share nearly always, and it is no coincidence.

    Args:
        own: time after time, shape (n,).
        others: at the same times.
        share: of themselves.
    """
    return len(own) > 0 and _proof(own, others, share * np.abs(own)) >= _LIKELY


def step_of(amounts: NDArray[np.float64]) -> float:
    """What amounts are rounded to: the largest power of ten that divides nearly all of them, or cents."""
    told = amounts[amounts != 0]
    steps = (10.0**power for power in range(_COARSEST, -2, -1) if len(told))
    return next((step for step in steps if np.mean(_divides(step, told)) >= _NEARLY), 0.01)


def rounding(step: float | NDArray[np.float64], count: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much a number of amounts can differ together, if each is rounded to steps."""
    spread: NDArray[np.float64] = step * np.sqrt(_SPREAD * count)
    return spread


def _divides(step: float, amounts: NDArray[np.float64]) -> NDArray[np.bool_]:
    whole: NDArray[np.bool_] = np.abs(amounts - np.rint(amounts / step) * step) < 0.001
    return whole


def _laid_out(
    codes: NDArray[np.integer],
    days: NDArray[np.int64],
    amounts: NDArray[np.float64],
    rows: NDArray[np.integer] | NDArray[np.float64],
) -> _Grid:
    named = np.flatnonzero(np.bincount(codes))
    sizes = np.bincount(codes, amounts)[named]
    taken = np.sort(named[np.argsort(-sizes, kind="stable")[:_MOST_NAMES]])
    width = len(taken) + 1
    column = np.full(int(named[-1]) + 1, len(taken))
    column[taken] = np.arange(len(taken))
    cells = days * width + column[codes]
    size = (int(days.max()) + 1) * width
    counts = np.bincount(cells, rows, size).reshape(-1, width).astype(np.float64, copy=False)
    sums = np.bincount(cells, amounts, size).reshape(-1, width).astype(np.float64, copy=False)
    dated = counts.any(axis=1)
    steps = np.array([step_of(sums[dated, at]) if counts[:, at].any() else np.inf for at in range(width)])
    return _Grid(np.append(taken, -1), sums[dated], counts[dated], steps)


def _named(codes: NDArray[np.int64]) -> list[int]:
    return [int(code) for code in codes if code >= 0]


def _sums_of_all(grid: _Grid, sayings: Sayings) -> list[int]:
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
        proved = own.sum() >= _PROOF if grid.codes[at] in sayings.unnamed else different >= needed
        if proved:
            found.append(int(at))
    near = [
        at
        for at, code in enumerate(grid.codes[:-1])
        if at not in found and _is_nearly_all(grid, at, APART if code in sayings.doubtful else 0.0)
    ]
    return [*found, *near[::-1]]


def _is_nearly_all(grid: _Grid, at: int, apart: float) -> bool:
    """Whether a name is the sum of all others but for rounding, or a share of itself."""
    beside = np.flatnonzero(np.any(grid.there[grid.there[:, at]], axis=0))
    parts = beside[beside != at]
    return len(parts) > 1 and _is_near(grid, at, parts, tried=1, apart=apart)


def _is_near(grid: _Grid, at: int, parts: NDArray[np.intp], tried: float, apart: float = 0.0) -> bool:
    """Whether parts add up to a name but for rounding, or cutting off, and it is no coincidence.

    Args:
        grid: all names.
        at: the column of the name.
        parts: the columns of its parts.
        tried: how many sets of parts it could have been.
        apart: by which share of itself it may differ, too.
    """
    days = grid.there[:, at] & grid.there[:, parts].any(axis=1)
    own, others = grid.sums[days, at], grid.sums[np.ix_(days, parts)]
    step = float(min(grid.steps[at], grid.steps[parts].min()))
    own_rows, rows = grid.rows[days, at], grid.rows[np.ix_(days, parts)].sum(axis=1)
    spread = np.maximum(rounding(step, rows + own_rows), grid.steps[at]) + apart * np.abs(own)
    cut_off = step * (rows - own_rows) / 2
    proof = max(_proof(own - lost, others.sum(axis=1), spread) for lost in (0 * cut_off, cut_off))
    return bool(proof >= _UNLIKELY + np.log10(tried))


def _proof(own: NDArray[np.float64], sums: NDArray[np.float64], spread: NDArray[np.float64]) -> float:
    """Minus the power of ten of the chance that sums are as near as they are; 0 if they are not near."""
    near = np.abs(own - sums) <= spread
    telling = np.abs(own) + np.abs(sums) > spread
    near &= telling
    if near.sum() < _NEARLY * telling.sum() or len(np.unique(own[near])) < _PROOF_OF_TWINS:
        return 0.0
    moved = np.array([np.roll(sums, shift) for shift in _SHIFTS])
    by_chance = float(np.mean(np.abs(own - moved) <= spread))
    return float(near.sum() * -np.log10(max(by_chance, 1 / len(own)))) if by_chance <= _BY_CHANCE else 0.0


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
    smaller = np.mean(others <= own[:, None] + max(0.5, grid.steps[at]), axis=0) >= _NEARLY
    smaller[at] = False
    columns = np.flatnonzero(smaller & others.any(axis=0))
    drawn = np.random.default_rng(0).permutation(len(own))[:_FITTED]
    for _ in range(_FITS if len(columns) else 0):
        fitted = others[np.ix_(drawn, columns)]
        weights = weights_of(fitted, own[drawn])
        part = columns[weights > 0.5]
        if len(part) and _is_proved(own, others[:, part], there[:, part]):
            return part
        tried = float(len(columns)) ** len(part)
        step = float(min(grid.steps[at], grid.steps[part].min())) if len(part) else 0.0
        if len(part) > 1 and _is_near(grid, at, part, tried) and _are_independent(others[:, part], step):
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
    return _are_independent(different, 1.0 if (different % 1 == 0).all() else 0.01)


def _are_independent(parts: NDArray[np.float64], step: float) -> bool:
    """Whether each part varies for itself, by more than rounding to steps makes fixed proportions vary."""
    return bool(np.linalg.matrix_rank(parts, tol=step * np.sqrt(len(parts))) == parts.shape[1])

"""Names whose amounts are, day by day, the sums of all others: totals, whatever they are called."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

_PROOF = 3
"""Days with different sums that it takes to tell the total of several others."""

_PROOF_OF_TWINS = 6
"""The same where a name has one other beside it: two that are equal could be a budget in halves, but hardly
so often in different amounts."""

_NEARLY = 0.95
"""The share of its days on which a total is the sum of the others; some reports round, or lack a row."""

_WORTH_ROUNDING = 100.0
"""The sum from which a total may be rounded to whole units; below it, too many numbers would be near."""

_MOST_CELLS = 20_000_000
"""Days times names up to which sums are laid out as a matrix, which is ten times as fast."""


def sum_of_siblings(
    codes: NDArray[np.integer],
    days: NDArray[np.int64],
    amounts: NDArray[np.float64],
    unnamed: Collection[int] = (),
    *,
    least: int = 1,
) -> int | None:
    """The code of a name that is the sum of all others on nearly every day on which it stands beside any.

    Args:
        codes: the name in each row of one channel, shape (n,).
        days: of each row as numbers from 0, shape (n,).
        amounts: of each row, shape (n,).
        unnamed: codes of names that say nothing: of them equal amounts prove as much as different ones.
        least: how many others must stand beside it at some time.
    """
    if not len(codes):
        return None
    width = int(codes.max()) + 1
    there, sums = _summed(days * width + codes, amounts, (int(days.max()) + 1) * width)
    at, names = there // width, there % width
    rest = np.bincount(at, sums)[at] - sums
    others = np.bincount(at)[at] - 1
    equal = adds_up(sums, rest)
    telling = (others > 0) & ((sums != 0) | ~equal)
    equal &= telling
    shared = np.bincount(names[telling], minlength=width)
    agreed = np.bincount(names[equal], minlength=width)
    for name in np.flatnonzero((agreed >= _PROOF) & (agreed >= _NEARLY * shared))[::-1]:
        own = equal & (names == name)
        most = others[own].max()
        needed = _PROOF if most > 1 else _PROOF_OF_TWINS
        if most >= least and (name in unnamed or len(np.unique(sums[own])) >= needed):
            return int(name)
    return None


def adds_up(totals: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where totals are the sums of the rest, to the cent, or rounded to whole units.

    Args:
        totals: shape (n,).
        rest: sums of the others, shape (n,).
    """
    rounded = (totals % 1 == 0) & (rest % 1 != 0) & (np.abs(rest) >= _WORTH_ROUNDING)
    equal: NDArray[np.bool_] = np.abs(totals - rest) <= np.where(rounded, 0.5, 0.01) + 1e-9 * np.abs(rest)
    return equal


def _summed(
    keys: NDArray[np.int64], amounts: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The keys that there are, and the sum of each."""
    if size <= _MOST_CELLS:
        found: NDArray[np.int64] = np.flatnonzero(np.bincount(keys, minlength=size))
        return found, np.bincount(keys, amounts, size)[found].astype(np.float64, copy=False)
    found, positions = np.unique(keys, return_inverse=True)
    return found, np.bincount(positions, amounts).astype(np.float64, copy=False)

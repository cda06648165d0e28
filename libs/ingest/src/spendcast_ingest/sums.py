"""Sums of money that are exact, so that the order of rows and files cannot change a digit."""

import numpy as np
from numpy.typing import NDArray

_NANOS = 1_000_000_000
_STEP = 1_000_000
"""Amounts that are split at once, so that little memory is taken beside them."""

_FINE = 1e6
"""Below this amount a double tells billionths, above it (up to four billion) still millionths."""


def exact_sums(amounts: NDArray[np.float64], groups: NDArray[np.integer], count: int) -> NDArray[np.float64]:
    """Add up amounts by group, as decimals.

    Each amount is split into whole units and billionths; both are whole numbers that doubles add without
    error (below 2^53: nine thousand million rows of a million, nine million rows of any fraction).

    Args:
        amounts: shape (n,), below 1e15.
        groups: the group of each, 0 to `count` - 1, shape (n,).
        count: number of groups.

    Returns:
        The sums, shape (count,), as near as doubles can tell them; 0 for a group without amounts.
    """
    whole, parts = np.zeros(count), np.zeros(count)
    for start in range(0, len(amounts), max(_STEP, count)):
        step = slice(start, start + max(_STEP, count))
        units = np.floor(amounts[step])
        fraction = amounts[step] - units
        fine = np.abs(amounts[step]) < _FINE
        nanos = np.where(fine, np.rint(fraction * _NANOS), np.rint(fraction * (_NANOS / 1000)) * 1000)
        whole += np.bincount(groups[step], units, count)
        parts += np.bincount(groups[step], nanos, count)
    carried = np.floor_divide(parts, _NANOS)
    sums: NDArray[np.float64] = whole + carried + (parts - carried * _NANOS) / _NANOS
    return sums

"""The best split of a budget on curves of any shape."""

import numpy as np

from benchmarks.peers.case import MULTIPLES
from spendcast_mixmodel.estimates import Array

UNITS = 1000
"""Steps into which the budget is divided."""


def split(curves: Array, shares: Array, bounds: tuple[float, float]) -> Array:
    """The best split of the budget on any curves, by dynamic programming over `UNITS` steps.

    Args:
        curves: Revenue at `MULTIPLES` of today, shape (K, M); may bend either way.
        shares: Of each channel in the budget, shape (K,).
        bounds: Least and most, as multiples of today, for all channels.

    Returns:
        Multiples of today, shape (K,), that spend the budget.
    """
    low, high = bounds
    spare = round((1 - low) * UNITS)
    value = np.full(spare + 1, -np.inf)
    value[0] = 0.0
    choices = []
    for curve, share in zip(curves, shares, strict=True):
        steps = np.arange(int((high - low) * share * UNITS) + 1)
        worth = np.interp(low + steps / UNITS / share, MULTIPLES, curve)
        best, choice = np.full(spare + 1, -np.inf), np.zeros(spare + 1, dtype=int)
        for step in steps[steps <= spare]:
            candidate = value[: spare + 1 - step] + worth[step]
            better = candidate > best[step:]
            best[step:][better], choice[step:][better] = candidate[better], step
        value = best
        choices.append(choice)
    left, taken = int(np.argmax(value)), []
    for choice in reversed(choices):
        taken.append(choice[left])
        left -= choice[left]
    plan = low + np.array(taken[::-1]) / UNITS / shares
    return np.asarray(plan * (1 / (plan @ shares)))

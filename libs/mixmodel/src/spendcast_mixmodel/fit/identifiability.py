"""How well the data tell what each channel brings."""

from typing import NamedTuple

import numpy as np

from spendcast_mixmodel.caveats import NOT_IDENTIFIABLE
from spendcast_mixmodel.estimates import Array, summarise

MIN_VARIATION = 0.05
"""Standard deviation of spend per day over its mean. Below it, a channel that brings a fifth of all revenue
moves revenue by less than 1 %, which is what holidays, prices and bent responses do unasked."""

MAX_INFLATION = 10.0
"""Variance inflation factor from which channels count as moving together: the usual limit in regression
(Marquardt 1970). Nine tenths of the channel's moves are then explained by those of the others."""

MAX_RELATIVE_HALF_WIDTH = 0.5
"""An effect is known when its 90 % interval reaches no further than half the effect to either side."""


class Verdict(NamedTuple):
    """`identified`, `weak` or `not identifiable`, and why, in words for a marketer."""

    verdict: str
    reason: str


def variance_inflation(spend: Array) -> Array:
    """Variance inflation factors of spend per day, shape (n, K): diagonal of the inverse correlation matrix.

    Returns:
        Shape (K,); 1 for a channel that never varies, which the variation shows.
    """
    centred = spend - spend.mean(axis=0)
    norm = np.linalg.norm(centred, axis=0)
    scaled = np.divide(centred, norm, where=norm > 0, out=np.zeros_like(centred))
    variances, directions = np.linalg.eigh(scaled.T @ scaled)
    factors: Array = (directions**2 / variances.clip(1e-12)) @ np.ones(len(norm))
    return np.where(norm > 0, factors, 1.0)


def judge(spend: Array, revenue: Array, coefficient_draws: Array) -> tuple[Verdict, ...]:
    """Judge each channel, by the first rule that fires.

    1. Spend hardly varied, or channels moved together: `not identifiable`. The interval may be narrow all the
       same, but then it rests on moves that anything else in those periods can have caused.
    2. The 90 % interval holds both 0 and 1, so that the channel may bring nothing and may pay for itself; or
       it is as wide as revenue over total spend, and that advertising brings between nothing and all of the
       revenue was known before any data: `not identifiable`.
    3. The interval is above zero and within half of the median to either side: `identified`.
    4. Else `weak`.

    Args:
        spend: Per day, shape (n, K).
        revenue: Per day, in the currency of spend, shape (n,).
        coefficient_draws: Revenue per unit of spend, shape (K, D).

    Returns:
        One verdict a channel.
    """
    mean = spend.mean(axis=0)
    variation = np.divide(spend.std(axis=0), mean, where=mean > 0, out=np.zeros_like(mean))
    inflation = variance_inflation(spend)
    ceiling = abs(revenue.mean()) / mean.sum() if mean.sum() > 0 else 0.0
    intervals = summarise(coefficient_draws.mean(axis=1), coefficient_draws)
    return tuple(
        _of_design(variation[k], inflation[k]) or _of_interval(intervals[k], ceiling)
        for k in range(len(mean))
    )


def _of_design(variation: float, inflation: float) -> Verdict | None:
    if variation < MIN_VARIATION:
        return Verdict(
            NOT_IDENTIFIABLE,
            f"Spend per day hardly changed ({variation:.1%} around its mean), so there is nothing to "
            "compare. Vary it on purpose, or run an experiment.",
        )
    if inflation > MAX_INFLATION:
        return Verdict(
            NOT_IDENTIFIABLE,
            "Its spend rose and fell together with that of other channels, so their effects cannot be told "
            "apart. Move one without the others for some periods.",
        )
    return None


def _of_interval(interval: Array, ceiling: float) -> Verdict:
    _, median, low, high = interval.tolist()
    spoken = f"one unit of spend brings {low:.2f} to {high:.2f} of revenue"
    may_bring_nothing_or_pay = low <= 0 and high >= 1
    if may_bring_nothing_or_pay or high - low >= ceiling:
        return Verdict(
            NOT_IDENTIFIABLE,
            f"The data leave too much open: {spoken}. More periods or larger moves of spend are needed.",
        )
    if low > 0 and high - low <= 2 * MAX_RELATIVE_HALF_WIDTH * median:
        return Verdict("identified", f"The data say that {spoken}.")
    if high < 0:
        return Verdict(
            "weak",
            f"More spend went with less revenue ({spoken}). Advertising hardly does that: look for what else "
            "changed in those periods.",
        )
    if low <= 0:
        return Verdict("weak", f"The channel may bring nothing, and does not pay for itself: {spoken}.")
    return Verdict("weak", f"The data give a direction, not a figure: {spoken}.")

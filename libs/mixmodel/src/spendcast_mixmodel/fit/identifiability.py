"""How well the data tell what each channel brings."""

from collections.abc import Sequence

import numpy as np

from spendcast_mixmodel.caveats import NOT_IDENTIFIABLE
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit.rounding import rounded
from spendcast_mixmodel.fit.verdicts import Verdict

MIN_VARIATION = 0.05
"""Standard deviation of spend per day over its mean. Below it, a channel that brings a fifth of all revenue
moves revenue by less than 1 %, which is what holidays, prices and bent responses do unasked."""

MAX_INFLATION = 10.0
"""Variance inflation factor from which channels count as moving together: the usual limit in regression
(Marquardt 1970). Nine tenths of the channel's moves are then explained by those of the others."""

MAX_RELATIVE_HALF_WIDTH = 0.5
"""An effect is known when its 90 % interval reaches no further than half the effect to either side."""

CORRELATED = 0.5
"""Correlation of spend from which another channel is named as moving together with one."""


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


def judge(
    spend: Array, revenue: Array, coefficient_draws: Array, channels: Sequence[str] | None = None
) -> tuple[Verdict, ...]:
    """Judge each channel of a regression, by the first rule that fires.

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
        channels: Their names, for the reasons.

    Returns:
        One verdict a channel.
    """
    mean = spend.mean(axis=0)
    ceiling = abs(revenue.mean()) / mean.sum() if mean.sum() > 0 else 0.0
    intervals = summarise(coefficient_draws.mean(axis=1), coefficient_draws)
    return tuple(
        of_design or _of_interval(intervals[k], ceiling)
        for k, of_design in enumerate(judge_design(spend, channels))
    )


def judge_design(spend: Array, channels: Sequence[str] | None = None) -> tuple[Verdict | None, ...]:
    """Whether spend per day, shape (n, K), moved too little or not on its own; None where neither."""
    names = channels or [f"x{k}" for k in range(spend.shape[1])]
    mean = spend.mean(axis=0)
    variation = np.divide(spend.std(axis=0), mean, where=mean > 0, out=np.zeros_like(mean))
    inflation = variance_inflation(spend)
    return tuple(
        _of_design(variation[k], inflation[k], _companions(spend, k, names)) for k in range(len(mean))
    )


def is_known(median: float, low: float, high: float) -> bool:
    """Whether an interval is above zero and within half of the median to either side."""
    return low > 0 and max(high - median, median - low) <= MAX_RELATIVE_HALF_WIDTH * median


def interval_of(summary: Array) -> dict[str, float]:
    """The ends of an interval, as reasons name them."""
    return {"low": rounded(float(summary[2]), 6), "high": rounded(float(summary[3]), 6)}


def _companions(spend: Array, k: int, names: Sequence[str]) -> list[str]:
    """Channels whose spend correlates most with that of channel k: at least 0.5, else the closest one."""
    centred = spend - spend.mean(axis=0)
    norm = np.linalg.norm(centred, axis=0)
    scale = np.where(norm > 0, norm * norm[k], 1.0)
    alike = np.abs(centred.T @ centred[:, k]) / np.where(scale > 0, scale, 1.0)
    alike[k] = -1.0
    order = np.argsort(-alike, kind="stable")
    close = [int(j) for j in order if alike[j] >= CORRELATED]
    return [names[j] for j in (close or order[:1].tolist()) if j != k]


def _of_design(variation: float, inflation: float, others: list[str]) -> Verdict | None:
    if variation < MIN_VARIATION:
        return Verdict(NOT_IDENTIFIABLE, "steady_spend", {"variation": rounded(variation, 6)})
    if inflation > MAX_INFLATION:
        return Verdict(NOT_IDENTIFIABLE, "moves_together", {"others": others})
    return None


def _of_interval(summary: Array, ceiling: float) -> Verdict:
    _, median, low, high = summary.tolist()
    interval = interval_of(summary)
    may_bring_nothing_or_pay = low <= 0 and high >= 1
    if may_bring_nothing_or_pay or high - low >= ceiling:
        return Verdict(NOT_IDENTIFIABLE, "too_open", interval)
    if is_known(median, low, high):
        return Verdict("identified", "known", interval)
    if high < 0:
        return Verdict("weak", "negative", interval)
    return Verdict("weak", "may_not_pay" if low <= 0 else "direction", interval)

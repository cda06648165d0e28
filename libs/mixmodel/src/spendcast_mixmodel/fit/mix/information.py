"""What the data alone say of each channel, and what it would take to know more."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.caveats import NOT_IDENTIFIABLE
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit.identifiability import MAX_RELATIVE_HALF_WIDTH, interval_of, judge_design
from spendcast_mixmodel.fit.rounding import rounded
from spendcast_mixmodel.fit.verdicts import Remedy, Verdict
from spendcast_mixmodel.periods import Grain

DROWNED = 1.0
"""Standard error of ROAS from the channel's own moves, over what advertising returns, from which the data
cannot tell whether the channel works at all: a return of nothing and a usual one lie within one standard
error."""

TARGET = 0.3
"""Standard error over what advertising returns that a remedy aims at: an interval of half to either side."""

CHANGES = (0.3, 0.5)
"""Parts of mean spend by which it may be changed up and down before switching it off is simpler."""

LONGEST: dict[Grain, int] = {"week": 52, "month": 12}
SHORTEST: dict[Grain, int] = {"week": 6, "month": 4}
TEST_DAYS = 28


@dataclass(frozen=True)
class Information:
    """What is known of K channels besides the posterior.

    Attributes:
        channels: Names.
        grain: Of the periods.
        spend: Per day, shape (n, K).
        roas_draws: Contribution / spend, shape (K, D).
        own_error: Standard error of ROAS by the data alone, lift tests among them, without any prior on ROAS
            or shape; shape (K,). Infinite for a channel without spend.
        tested: Whether a lift test counts for a channel, shape (K,).
        sigma: Standard deviation of a period's noise, per day.
    """

    channels: Sequence[str]
    grain: Grain
    spend: Array
    roas_draws: Array
    own_error: Array
    tested: NDArray[np.bool_]
    sigma: float

    @property
    def usual_roas(self) -> float:
        """What all advertising together returns: contribution / spend, by the posterior median."""
        weight = self.spend.mean(axis=0)
        total = weight.sum()
        if total <= 0:
            return 1.0
        return max(float(np.median(weight @ self.roas_draws / total)), 1e-9)


def judge_channels(known: Information) -> tuple[Verdict, ...]:
    """Judge each channel of a marketing mix model, by the first rule that fires.

    1. Nothing was spent; spend hardly varied; channels moved together (unless a lift test counts): `not
    identifiable`. 2. The channel's own moves leave its ROAS uncertain by as much as advertising returns:
    `not identifiable`.
       The interval may be narrower, but then it is the prior's.
    3. The 90 % interval is above zero and within half of the median to either side: `identified`.
    4. Else `weak`.
    """
    designs = judge_design(known.spend, known.channels)
    summaries = summarise(known.roas_draws.mean(axis=1), known.roas_draws)
    return tuple(_judge(known, k, designs[k], summaries[k]) for k in range(len(known.channels)))


def _judge(known: Information, k: int, design: Verdict | None, summary: Array) -> Verdict:
    if not known.spend[:, k].any():
        return Verdict(NOT_IDENTIFIABLE, "no_spend", {}, Remedy("start", {"grain": known.grain}))
    if design and not known.tested[k]:
        return Verdict(design.verdict, design.code, design.values, remedy(known, k))
    _, median, low, high = summary.tolist()
    error = known.own_error[k] / max(known.usual_roas, median)
    if error >= DROWNED:
        return Verdict(NOT_IDENTIFIABLE, "moves_drowned", {"error": rounded(error, 6)}, remedy(known, k))
    if low > 0 and high - low <= 2 * MAX_RELATIVE_HALF_WIDTH * median:
        return Verdict("identified", "known", interval_of(summary))
    code = "direction" if low > 0 else "may_bring_nothing" if high >= 1 else "may_not_pay"
    return Verdict("weak", code, interval_of(summary), remedy(known, k))


def remedy(known: Information, k: int) -> Remedy:
    """The mildest change of spend that would tell the channel's effect to within a half, or else a lift test.

    Spend that is `change` above its mean in half of m periods and as much below in the other half gives
    revenue per day of two levels. Their difference, over the difference in spend, has the standard error
    sigma / (change x mean spend x sqrt(m)), which is to be `TARGET` of what advertising returns.
    """
    mean = float(known.spend[:, k].mean())
    wanted = TARGET * known.usual_roas
    for change in (*CHANGES, 1.0):
        periods = (known.sigma / (change * mean * wanted)) ** 2
        if periods <= LONGEST[known.grain]:
            periods = max(SHORTEST[known.grain], 2 * math.ceil(periods / 2))
            values = {"change": change, "periods": int(periods), "grain": known.grain}
            return Remedy("vary" if change < 1 else "pause", values)
    return Remedy("lift_test", {"standard_error": rounded(wanted * mean * TEST_DAYS, 3)})

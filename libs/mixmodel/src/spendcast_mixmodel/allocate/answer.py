"""The answer: the plan with its figures, and why."""

from typing import TypedDict

from spendcast_mixmodel.allocate.explain import Sentence
from spendcast_mixmodel.caveats import Caveat
from spendcast_mixmodel.estimates import Estimate


class Horizon(TypedDict):
    """Labels of the first and last period, how many, and their days."""

    first: str
    last: str
    periods: int
    days: int


class ChannelAllocation(TypedDict):
    """One channel. Money is over the whole horizon.

    `reference` is today's split on the same budget; `low` and `high` are the bounds that were kept; marginal
    ROAS is d revenue / d spend. `extrapolation`: the plan is far from any spend that training saw.
    """

    current: float
    reference: float
    plan: float
    low: float
    high: float
    verdict: str
    incremental_revenue: Estimate
    marginal_roas: Estimate
    marginal_roas_current: Estimate
    extrapolation: bool
    move: Sentence


class Outcome(TypedDict):
    """What a plan costs and brings over the horizon; `roi` is null at zero spend.

    `profit` is margin x incremental revenue - spend.
    """

    spend: float
    incremental_revenue: Estimate
    roi: Estimate | None
    profit: Estimate


class Candidate(TypedDict):
    """The best plan found where it is within the noise: what it would have been expected to bring."""

    plan: dict[str, float]
    gain: Estimate
    probability_better: float


class PeriodAllocation(TypedDict):
    """One period of the plan. `incremental_revenue` counts what spend of earlier periods carries into it."""

    label: str
    start: str
    days: int
    spend: dict[str, float]
    incremental_revenue: Estimate


class Allocation(TypedDict):
    """What is advised.

    `decision` is `hold` where the plan is today's split of the budget or, where the total is free, today's
    spend. `gain` is that of the plan over `reference`, in revenue or, for the aim profit, in profit: zero
    where the plan is the reference, and then `probability_better`, the posterior probability that it is above
    zero, is null. `reference` is today's split of the plan's total, or today's spend where profit decides the
    total or all channels are at their bounds; as near as the bounds allow.
    """

    decision: str
    reason: Sentence
    aim: str
    horizon: Horizon
    gain: Estimate
    probability_better: float | None
    plan: Outcome
    current: Outcome
    reference: Outcome
    candidate: Candidate | None
    channels: dict[str, ChannelAllocation]
    periods: list[PeriodAllocation]
    warnings: list[Caveat]

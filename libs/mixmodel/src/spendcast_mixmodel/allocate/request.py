"""What is asked of an allocation, and what is wrong with a request."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from spendcast_mixmodel.allocate.gain import Value
from spendcast_mixmodel.plans import MAX_SPEND, PlanError, escaped, problem_of

Aim = Literal["revenue", "profit"]

WITHIN = 0.3
"""How far channels may move by default, as a share: the range in which advice was measured to seldom harm."""

MOST_PERIODS = 104
"""Two years of weeks: beyond them no forecast of a market is of use."""

MOST_RISK_AVERSION = 10.0


@dataclass(frozen=True)
class Bound:
    """Least and most that may be spent on a channel over the whole horizon.

    Attributes:
        low: Least.
        high: Most; equal to `low` it pins the channel there.
        relative: Whether both are multiples of the current spend instead of amounts.
    """

    low: float
    high: float
    relative: bool = False


@dataclass(frozen=True)
class AllocationRequest:
    """What to decide, within what. Amounts are in spend's currency, over the whole horizon.

    Attributes:
        budget: What is to be spent in all, to the cent. By default what is spent today for the aim `revenue`,
            and free for the aim `profit`.
        target_roi: Instead of a budget: spend as much as keeps the expected ROI of the whole plan at this or
            above. Channels that `move_unidentified` speaks of keep today's spend.
        aim: `revenue`, or `profit` = margin x incremental revenue - spend.
        margin: Profit per unit of revenue, before advertising; above 0, at most 1.
        period: Label of the first period; by default the one after the last trained.
        periods: How many periods the plan covers.
        current: Spend of today, a channel left out counts as 0; by default the mean of the last quarter.
        within: How far channels without a bound of their own may move, as a share of the current split.
        bounds: By channel.
        pinned: Channels that stay at the current amount.
        move_unidentified: Whether channels of which the data cannot tell may move too, by what is known of
            advertising in general, and those of which a lift test says otherwise than the data, by the data.
            Else they keep their share of the budget.
        risk_aversion: 0 goes by the expected gain alone, 1 is the care that was measured, 2 twice that.
    """

    budget: float | None = None
    target_roi: float | None = None
    aim: Aim = "revenue"
    margin: float = 1.0
    period: str | None = None
    periods: int = 1
    current: Mapping[str, float] | None = None
    within: float = WITHIN
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    pinned: Collection[str] = ()
    move_unidentified: bool = False
    risk_aversion: float = 1.0

    @property
    def value(self) -> Value:
        """What a plan is worth."""
        return Value(self.margin, 1.0) if self.aim == "profit" else Value(1.0, 0.0)


def check_request(request: AllocationRequest, channels: tuple[str, ...]) -> None:
    """Refuse what no model could answer; whether bounds and budget agree is for `frame` to see.

    Raises:
        PlanError: With a pointer to the field.
    """
    if request.aim not in get_args(Aim):
        raise PlanError(f"aim is {request.aim!r}, but must be revenue or profit.", "/aim", channels)
    if isinstance(request.pinned, str):
        raise PlanError(
            f"pinned must be a list of channels, not the text {request.pinned!r}.", "/pinned", channels
        )
    if request.budget is not None and request.target_roi is not None:
        raise PlanError(
            "A budget and a target ROI cannot both be met: the target decides the budget. Give one of them.",
            "/target_roi",
            channels,
        )
    if request.target_roi is not None and request.aim == "profit":
        raise PlanError(
            "A target ROI goes with the aim revenue. Give one of the two.", "/target_roi", channels
        )
    _check_number("target_roi", request.target_roi, -1.0, 1e6, channels)
    _check_number("margin", request.margin, 1e-6, 1.0, channels)
    _check_number("within", request.within, 0.0, 1e3, channels)
    _check_number("risk_aversion", request.risk_aversion, 0.0, MOST_RISK_AVERSION, channels)
    _check_number("periods", request.periods, 1, MOST_PERIODS, channels)
    if request.periods != int(request.periods):
        raise PlanError(f"periods is {request.periods}, but must be a whole number.", "/periods", channels)
    if request.budget is not None and (problem := problem_of(request.budget)) is not None:
        raise PlanError(f"The budget {problem}.", "/budget", channels)
    for channel in request.pinned:
        _check_known(channel, "/pinned", channels)
    for channel, bound in request.bounds.items():
        _check_bound(channel, bound, request, channels)


def _check_number(name: str, value: float | None, low: float, high: float, channels: tuple[str, ...]) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PlanError(f"{name} must be a number, not {value!r}.", f"/{name}", channels)
    if not low <= value <= high:  # NaN too is not within
        raise PlanError(f"{name} is {value}, but must be from {low:g} to {high:g}.", f"/{name}", channels)


def _check_known(channel: str, pointer: str, channels: tuple[str, ...]) -> None:
    if channel not in channels:
        known = ", ".join(channels)
        raise PlanError(f"Channel {channel!r} is unknown. The model knows {known}.", pointer, channels)


def _check_bound(channel: str, bound: Bound, request: AllocationRequest, channels: tuple[str, ...]) -> None:
    pointer = f"/bounds/{escaped(channel)}"
    _check_known(channel, pointer, channels)
    if channel in request.pinned:
        raise PlanError(f"{channel} is pinned and bounded. Give one of the two.", pointer, channels)
    for name, value in (("low", bound.low), ("high", bound.high)):
        if math.isnan(value) or not 0 <= value <= MAX_SPEND:
            raise PlanError(
                f"The {name} bound of {channel} is {value}, but must be from 0 to {MAX_SPEND:.0e}.",
                f"{pointer}/{name}",
                channels,
            )
    if bound.low > bound.high:
        raise PlanError(
            f"The bounds of {channel} are the wrong way round: low {bound.low:g}, high {bound.high:g}.",
            f"{pointer}/low",
            channels,
        )

"""From a request to the numbers that it is decided with: today's spend, the bounds, the split to beat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.allocate.feasible import Feasible, decimals
from spendcast_mixmodel.allocate.request import AllocationRequest, Bound
from spendcast_mixmodel.caveats import Channel
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.numbers import money
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.plans import Plan, PlanError, checked_spend

GRAIN = 1e-9
"""Relative: amounts that differ by less are equal but for rounding."""

SAME = 1e-6
"""Share of a channel's spend: plans nearer than this to one another are the same."""


@dataclass(frozen=True)
class Frame:
    """What is given. Arrays have shape (K,), in the order of `channels`; amounts are over the whole horizon.

    Attributes:
        channels: What training saw of each: first the known, then the unknown, by name, so that no answer
            depends on the order of columns in a file.
        order: Position of each in the model.
        periods: The horizon.
        current: Spend of today.
        feasible: The plans that the request allows.
        pinned: Channels that the request fixes.
        n_known: How many channels may be moved; of the others the data cannot tell, or say otherwise than a
            lift test.
    """

    channels: tuple[Channel, ...]
    order: NDArray[np.intp]
    periods: tuple[Period, ...]
    current: Array
    feasible: Feasible
    pinned: NDArray[np.bool_]
    n_known: int

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the model."""
        return tuple(self.channels[k].name for k in np.argsort(self.order))

    @property
    def days(self) -> float:
        """Days of the horizon."""
        return float(sum(period.days for period in self.periods))

    @cached_property
    def as_today(self) -> Array:
        """Today's split of the budget, or today's spend where the total is free; whatever the bounds say."""
        total, budget = float(self.current.sum()), self.feasible.budget
        return self.current if budget is None or total <= 0 else self.current * (budget / total)

    @cached_property
    def reference(self) -> Array:
        """The plan to beat: of those that the request allows, the nearest to today's split."""
        return self.feasible.project(self.as_today)

    @cached_property
    def room(self) -> Feasible:
        """The plans that advice may choose: channels of which the data cannot tell stay at the reference."""
        low, high = self.feasible.low.copy(), self.feasible.high.copy()
        low[self.n_known :] = high[self.n_known :] = self.reference[self.n_known :]
        return replace(self.feasible, low=low, high=high)

    def is_as_today(self, plan: Array) -> bool:
        """Whether a plan is today's split of the budget, or today's spend."""
        return bool((np.abs(plan - self.as_today) <= SAME * self.feasible.scale).all())


def frame(
    request: AllocationRequest, history: Sequence[Channel], today: Array, periods: tuple[Period, ...]
) -> Frame:
    """Frame a checked request.

    Args:
        request: After `check_request`.
        history: What training saw of each channel.
        today: Spend per day, where the request does not give today's, shape (K,), in the order of `history`.
        periods: The horizon.

    Raises:
        PlanError: The bounds leave no plan on the budget, or today's spend is damaged.
    """
    names = tuple(channel.name for channel in history)
    unknown = [channel.unknown and not request.move_unidentified for channel in history]
    order = np.array(sorted(range(len(history)), key=lambda k: (unknown[k], names[k])))
    channels = tuple(history[k] for k in order)
    current = _current(request, today * sum(period.days for period in periods), names)[order]
    budget = _budget(request, float(current.sum()))
    low, high = _bounds(request, channels, current, budget)
    if budget is not None:
        _check_room(low, high, budget, channels, names)
    typical = float(current.mean()) or float(high.mean()) or 1.0
    scale = np.where(current > 0, current, typical)
    return Frame(
        channels=channels,
        order=order,
        periods=periods,
        current=current,
        feasible=Feasible(low, high, budget, scale),
        pinned=np.array([_is_pinned(request, channel.name) for channel in channels]),
        n_known=unknown.count(False),
    )


def _current(request: AllocationRequest, today: Array, names: tuple[str, ...]) -> Array:
    """Spend of today over the horizon, in the order of `names`."""
    if request.current is None:
        return today
    try:
        return np.array(checked_spend(Plan(request.current), names))
    except PlanError as error:
        raise PlanError(error.message, error.pointer.replace("/spend", "/current", 1), names) from error


def _budget(request: AllocationRequest, today: float) -> float | None:
    if request.budget is not None:
        return float(request.budget)
    return None if request.aim == "profit" or request.target_roi is not None else today


def _bounds(
    request: AllocationRequest, channels: tuple[Channel, ...], current: Array, budget: float | None
) -> tuple[Array, Array]:
    """Of each channel: its own, today's amount if pinned, else a range about today's share of the budget."""
    total = float(current.sum())
    factor = 1.0 if budget is None or total <= 0 else budget / total
    bounds = [
        _bound(request, channel.name, float(amount), factor, budget if total <= 0 else None)
        for channel, amount in zip(channels, current, strict=True)
    ]
    return np.array([low for low, _ in bounds]), np.array([high for _, high in bounds])


def _bound(
    request: AllocationRequest, name: str, today: float, factor: float, most: float | None
) -> tuple[float, float]:
    """Bounds of one channel; `most` where nothing is spent today, so that no range can be relative."""
    if name in request.pinned:
        return today, today
    bound = request.bounds.get(name)
    if bound is None:
        if most is not None:
            return 0.0, most
        bound = Bound(max(0.0, 1 - request.within) * factor, (1 + request.within) * factor, relative=True)
    unit = today if bound.relative else 1.0
    return bound.low * unit, bound.high * unit


def _is_pinned(request: AllocationRequest, name: str) -> bool:
    bound = request.bounds.get(name)
    return name in request.pinned or (bound is not None and bound.low == bound.high)


def _check_room(
    low: Array, high: Array, budget: float, channels: tuple[Channel, ...], names: tuple[str, ...]
) -> None:
    least, most = float(low.sum()), float(high.sum())
    slack = GRAIN * max(budget, most)
    if least - slack <= budget <= most + slack:
        return
    ends, side, remedy = (low, "at least", "lower") if least > budget else (high, "at most", "raise")
    total = least if least > budget else most
    places = decimals(max(budget, total))
    listed = ", ".join(f"{channel.name} {money(end)}" for channel, end in zip(channels, ends, strict=True))
    raise PlanError(
        f"A budget of {budget:,.{places}f} cannot be met: the bounds and pins allow {side} "
        f"{total:,.{places}f} in all ({listed}). Change the budget, or {remedy} a bound.",
        "/bounds",
        names,
    )

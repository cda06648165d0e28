"""Spend plans, and what is wrong with one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spendcast_mixmodel.periods import Period

MAX_SPEND = 1e15
"""Larger amounts are slips of the keyboard in any currency, and could overflow further on."""


@dataclass(frozen=True)
class Plan:
    """Spend of one period.

    Attributes:
        spend: Amount per channel over the whole period, in spend's currency.
        period: Label such as `2026-01` or `2026-W05`; by default the period after the last trained.
    """

    spend: Mapping[str, float]
    period: str | None = None


class PlanError(ValueError):
    """A plan that cannot be answered.

    Attributes:
        message: What was seen and what to do.
        pointer: JSON pointer (RFC 6901) to the offending field, from the plan or, of many, from their list.
        known: The channels that the model knows.
    """

    def __init__(self, message: str, pointer: str, known: Sequence[str]) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer
        self.known = tuple(known)


def checked_spend(plan: Plan, channels: Sequence[str]) -> list[float]:
    """Spend in the order of `channels`; a channel left out counts as 0.

    Raises:
        PlanError: An unknown channel, or an amount that is no finite number from 0 to `MAX_SPEND`.
    """
    if not isinstance(plan.spend, Mapping):
        raise PlanError("spend must be an object of amounts per channel.", "/spend", channels)
    for channel, amount in plan.spend.items():
        pointer = f"/spend/{escaped(str(channel))}"
        if channel not in channels:
            known = ", ".join(channels)
            raise PlanError(f"Channel {channel!r} is unknown. The model knows {known}.", pointer, channels)
        if (problem := problem_of(amount)) is not None:
            raise PlanError(f"Spend on {channel} {problem}.", pointer, channels)
    return [float(plan.spend.get(channel, 0.0)) for channel in channels]


def checked_period(plan: Plan, default: Period, channels: Sequence[str]) -> Period:
    """The plan's period, in the grain and weekday of `default`.

    Raises:
        PlanError: The label is no period, or of another grain.
    """
    if plan.period is None:
        return default
    try:
        period = Period.parse(str(plan.period), _first_weekday(default))
    except ValueError as error:
        raise PlanError(str(error), "/period", channels) from error
    if period.grain != default.grain:
        raise PlanError(
            f"{plan.period} is a {period.grain}, but the model speaks of {default.grain}s, "
            f"such as {default.label}.",
            "/period",
            channels,
        )
    return period


def _first_weekday(period: Period) -> int:
    return period.start.weekday() if period.grain == "week" else 0


def problem_of(amount: Any) -> str | None:
    """What is wrong with an amount, as the end of a sentence; None if nothing is."""
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return f"must be a number, not {amount!r}"
    if amount < 0:
        return f"is {amount}, but cannot be negative"
    if amount > MAX_SPEND:
        return f"is more than {MAX_SPEND:.0e}, which no budget is"
    if math.isnan(amount):
        return "is not a number (NaN)"
    return None


def escaped(name: str) -> str:
    """A channel's name as part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")

"""Response curves: what each channel brings at one amount of spend after another, today's marked."""

from typing import TypedDict

import numpy as np

from spendcast_mixmodel.caveats import EXTRAPOLATION
from spendcast_mixmodel.estimates import Estimate, as_estimate, summarise
from spendcast_mixmodel.plans import Plan, checked_period
from spendcast_mixmodel.predict import Model, PeriodAnswer
from spendcast_mixmodel.today import spend_of_today

POINTS = 31


class Point(TypedDict):
    """What a channel brings at a spend per period, kept up; `marginal_roas` is d revenue / d spend there."""

    spend: float
    incremental_revenue: Estimate
    marginal_roas: Estimate


class Curve(TypedDict):
    """One channel's answer to spend per period.

    `lowest_seen` and `highest_seen` are the ends of what training saw, brought to the period's length; the
    curve goes from nothing to half beyond the highest, or beyond today's spend. Outside of what was seen it
    rests on the model's form.
    """

    verdict: str
    today: Point
    lowest_seen: float
    highest_seen: float
    points: list[Point]


class Curves(TypedDict):
    """All channels' curves, and the period whose length they have."""

    period: PeriodAnswer
    channels: dict[str, Curve]


def response_curves(model: Model, period: str | None = None, points: int = POINTS) -> Curves:
    """Curves of all channels, each kept up, by itself.

    Args:
        model: In force.
        period: Label; by default the period after the last trained.
        points: Amounts per channel, at least 2, evenly spaced from 0.

    Raises:
        PlanError: The period is none of the model's.
    """
    asked = checked_period(Plan({}, period), model.last_period.next(), model.channels)
    today = spend_of_today(model) * asked.days
    seen = asked.days * np.array([[entry.lowest, entry.highest] for entry in model.history])
    most = EXTRAPOLATION * np.maximum(seen[:, 1], today)
    spend = np.vstack([today, np.linspace(0, 1, points)[:, None] * most])
    revenue, slope = model.response.incremental(spend, np.full(len(spend), float(asked.days)))
    brought = summarise(revenue.mean(axis=-1), revenue)
    marginal = summarise(slope.mean(axis=-1), slope)
    marginal = np.broadcast_to(marginal, brought.shape)

    def point(p: int, k: int) -> Point:
        return {
            "spend": float(spend[p, k]),
            "incremental_revenue": as_estimate(brought[p, k]),
            "marginal_roas": as_estimate(marginal[p, k]),
        }

    return {
        "period": {"label": asked.label, "start": asked.start.isoformat(), "days": asked.days},
        "channels": {
            channel.name: {
                "verdict": channel.verdict,
                "today": point(0, k),
                "lowest_seen": float(seen[k, 0]),
                "highest_seen": float(seen[k, 1]),
                "points": [point(p, k) for p in range(1, len(spend))],
            }
            for k, channel in enumerate(model.history)
        },
    }

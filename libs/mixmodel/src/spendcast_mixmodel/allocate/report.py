"""A choice told as an answer."""

from dataclasses import dataclass

import numpy as np

from spendcast_mixmodel.allocate.answer import (
    Allocation,
    Candidate,
    ChannelAllocation,
    Horizon,
    Outcome,
    PeriodAllocation,
)
from spendcast_mixmodel.allocate.choice import KEEPS, Choice
from spendcast_mixmodel.allocate.conclude import Decision, conclude
from spendcast_mixmodel.allocate.explain import DecidedBy, Elsewhere, Move, direction, explain_move
from spendcast_mixmodel.allocate.feasible import decimals
from spendcast_mixmodel.allocate.frame import Frame
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.allocate.request import AllocationRequest
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.caveats import Caveat, caveats, of_period
from spendcast_mixmodel.estimates import Array, Estimate, as_estimate, summarise
from spendcast_mixmodel.plans import Plan
from spendcast_mixmodel.predict import Model

PERIODS_OF_A_YEAR = {"month": 12, "week": 52}


@dataclass(frozen=True)
class _Told:
    """Figures of one plan; arrays over K channels and D draws.

    Attributes:
        spend: Shape (K,).
        revenue: Incremental revenue, shape (K, D).
        slope: d revenue / d spend, shape (K, D).
    """

    spend: Array
    revenue: Array
    slope: Array


def report(
    model: Model, request: AllocationRequest, frame: Frame, choice: Choice, kept_up: KeptUp
) -> Allocation:
    """Tell a choice in figures and sentences."""
    hold = frame.is_as_today(choice.plan)
    advised = choice.plan is choice.candidate and choice.plan is not choice.reference and not hold
    plan, reference, candidate = (
        frame.feasible.rounded(spend) for spend in (choice.plan, choice.reference, choice.candidate)
    )
    plans = np.stack([plan, reference, candidate, frame.current])
    told = [_Told(*figures) for figures in zip(plans, *kept_up.of_many(plans), strict=True)]
    of_plan, of_reference, of_candidate, of_current = told
    gain = _worth(request, of_candidate) - _worth(request, of_reference)
    gained = as_estimate(summarise(gain.mean(), gain))
    probability = float(np.mean(gain > 0))
    decision = Decision(
        reason=choice.reason,
        hold=hold,
        spend=float(plan.sum()),
        today=float(frame.current.sum()),
        target_roi=request.target_roi,
        gain=gained,
        probability=probability,
        unknown=tuple(channel.name for channel in frame.channels[frame.n_known :]),
        aim=request.aim,
        free=_free(request, frame),
    )
    moves = _moves(request, frame, choice, plan, of_reference)
    return {
        "decision": "hold" if hold else "move",
        "reason": conclude(decision),
        "aim": request.aim,
        "horizon": _horizon(frame),
        "gain": gained if advised else {"mean": 0.0, "median": 0.0, "low": 0.0, "high": 0.0},
        "probability_better": probability if advised else None,
        "plan": _outcome(request, of_plan),
        "current": _outcome(request, of_current),
        "reference": _outcome(request, of_reference),
        "candidate": _candidate(choice, candidate, frame, gained, probability),
        "channels": _channels(frame, of_plan, of_reference, of_current, moves),
        "periods": _periods(model, frame, plan),
        "warnings": [
            *of_period(frame.periods[-1], model.last_period),
            *(caveat for k in range(len(plan)) for caveat in _extrapolated(frame, k, plan)),
        ],
    }


def _free(request: AllocationRequest, frame: Frame) -> bool:
    """Whether profit decides the total."""
    return request.aim == "profit" and frame.feasible.budget is None


def _worth(request: AllocationRequest, told: _Told) -> Array:
    """Shape (D,)."""
    value = request.value
    worth: Array = value.margin * told.revenue.sum(axis=0) - value.price * told.spend.sum()
    return worth


def _outcome(request: AllocationRequest, told: _Told) -> Outcome:
    spend, draws = float(told.spend.sum()), told.revenue.sum(axis=0)
    incremental = summarise(draws.mean(), draws)
    return {
        "spend": spend,
        "incremental_revenue": as_estimate(incremental),
        "roi": as_estimate(incremental / spend - 1) if spend > 0 else None,
        "profit": as_estimate(request.margin * incremental - spend),
    }


def _candidate(
    choice: Choice, candidate: Array, frame: Frame, gain: Estimate, probability: float
) -> Candidate | None:
    if choice.reason != "within_noise":
        return None
    return {
        "plan": {
            channel.name: float(spend) for channel, spend in zip(frame.channels, candidate, strict=True)
        },
        "gain": gain,
        "probability_better": probability,
    }


def _channels(
    frame: Frame, plan: _Told, reference: _Told, current: _Told, moves: list[Move]
) -> dict[str, ChannelAllocation]:
    revenue = summarise(plan.revenue.mean(axis=-1), plan.revenue)
    marginal = summarise(plan.slope.mean(axis=-1), plan.slope)
    marginal_current = summarise(current.slope.mean(axis=-1), current.slope)
    told: dict[str, ChannelAllocation] = {
        channel.name: {
            "current": float(current.spend[k]),
            "reference": float(reference.spend[k]),
            "plan": float(plan.spend[k]),
            "low": float(frame.feasible.low[k]),
            "high": float(frame.feasible.high[k]),
            "verdict": channel.verdict,
            "incremental_revenue": as_estimate(revenue[k]),
            "marginal_roas": as_estimate(marginal[k]),
            "marginal_roas_current": as_estimate(marginal_current[k]),
            "extrapolation": bool(_extrapolated(frame, k, plan.spend)),
            "move": explain_move(moves[k]),
        }
        for k, channel in enumerate(frame.channels)
    }
    return {name: told[name] for name in frame.names}


def _moves(
    request: AllocationRequest, frame: Frame, choice: Choice, plan: Array, reference: _Told
) -> list[Move]:
    before = frame.as_today
    median, mean = np.median(reference.slope, axis=-1), reference.slope.mean(axis=-1)
    up = np.minimum(plan - before, plan - reference.spend).clip(min=0)
    down = np.minimum(before - plan, reference.spend - plan).clip(min=0)
    told, expected = (Elsewhere(_weighted(each, up), _weighted(each, down)) for each in (median, mean))

    def decided_by(k: int) -> DecidedBy:
        way = direction(float(before[k]), float(plan[k]))
        other = 1 / request.margin if _free(request, frame) else expected.against(way)
        if other is None or way * (mean[k] - other) > 0:
            return "mean"
        return "risk" if request.risk_aversion > 0 else "neither"

    return [
        Move(
            channel=channel.name,
            today=float(frame.current[k]),
            before=float(before[k]),
            reference=float(reference.spend[k]),
            after=float(plan[k]),
            low=float(frame.feasible.low[k]),
            high=float(frame.feasible.high[k]),
            returns=float(median[k]),
            elsewhere=told,
            worth=request.margin if _free(request, frame) else None,
            fixed=bool(frame.pinned[k]),
            unknown=k >= frame.n_known,
            contradicted=channel.contradicted,
            held=choice.reason in KEEPS,
            mean=float(mean[k]),
            decided_by=decided_by(k),
        )
        for k, channel in enumerate(frame.channels)
    ]


def _weighted(values: Array, weights: Array) -> float | None:
    """Their mean; None if all weights are zero."""
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else None


def _horizon(frame: Frame) -> Horizon:
    return {
        "first": frame.periods[0].label,
        "last": frame.periods[-1].label,
        "periods": len(frame.periods),
        "days": int(frame.days),
    }


def _periods(model: Model, frame: Frame, plan: Array) -> list[PeriodAllocation]:
    """The plan period by period, spent evenly by day, and what carries over counted where it acts."""
    calendar = Calendar.of(frame.periods)
    places = decimals(float(plan.sum()) / len(frame.periods))
    spend = (plan * (calendar.days / frame.days)[:, None]).round(places)
    spend[-1] = plan - spend[:-1].sum(axis=0)
    ordered = np.empty_like(spend)
    ordered[:, frame.order] = spend
    path = model.response.path(ordered, calendar, _last_year(model))
    revenue = summarise(path.incremental.sum(axis=1), path.incremental_draws.sum(axis=1))
    return [
        {
            "label": period.label,
            "start": period.start.isoformat(),
            "days": period.days,
            "spend": {name: round(float(ordered[t, k]), places) for k, name in enumerate(model.channels)},
            "incremental_revenue": as_estimate(revenue[t]),
        }
        for t, period in enumerate(frame.periods)
    ]


def _last_year(model: Model) -> Past:
    """Of what training saw; what was spent earlier carries nothing to speak of."""
    rows = slice(-PERIODS_OF_A_YEAR[model.grain], None)
    calendar = model.past.calendar
    return Past(Calendar(calendar.start[rows], calendar.days[rows]), model.past.spend[rows])


def _extrapolated(frame: Frame, k: int, plan: Array) -> list[Caveat]:
    """A warning where the plan of channel k is far from what training saw."""
    channel, amount = frame.channels[k], float(plan[k])
    return caveats(Plan({channel.name: amount}), [amount], int(frame.days), [channel])

"""Answers from `model.json`, by numpy alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, cast

import numpy as np

from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.caveats import Caveat, Channel, caveats, of_period, of_revenue
from spendcast_mixmodel.document import ModelError, field, numbers, read_document
from spendcast_mixmodel.estimates import Array, Estimate, as_estimate, summarise
from spendcast_mixmodel.periods import Grain, Period
from spendcast_mixmodel.plans import Plan, PlanError, checked_period, checked_spend
from spendcast_mixmodel.response import Response, read_response

__all__ = ["Answer", "Model", "ModelError", "Plan", "PlanError"]

GOLDEN_TOLERANCE = 1e-9
"""Relative: far above rounding between machines, far below what anybody would notice."""

BATCH = 128
"""Plans computed at a time: their draws (2 MB at 4 channels and 500 draws) stay in the processor's cache."""


class TrainedOn(TypedDict):
    """Labels of the first and last training period, and how many there were."""

    first: str
    last: str
    periods: int


class ChannelAnswer(TypedDict):
    """What one channel does under a plan; `roi` is null at zero spend."""

    spend: float
    roi: Estimate | None
    marginal_roas: Estimate
    incremental_revenue: Estimate
    verdict: str


class PeriodAnswer(TypedDict):
    """The period that an answer speaks of; `start` is an ISO date."""

    label: str
    start: str
    days: int


class Answer(TypedDict):
    """What a plan brings. Money is in revenue's currency; `roi` is (incremental revenue - spend) / spend."""

    revenue: Estimate
    incremental_revenue: Estimate
    roi: Estimate | None
    channels: dict[str, ChannelAnswer]
    period: PeriodAnswer
    warnings: list[Caveat]


class ChannelVerdict(TypedDict):
    """How well a channel's effect is known, why, and what would settle it; codes are for other languages."""

    verdict: str
    reason: str
    code: str
    values: Mapping[str, Any]
    settle: Mapping[str, Any] | None


class ChannelSummary(TypedDict):
    """What one channel did over the training periods; `roas` is null where nothing was spent."""

    verdict: str
    roas: Estimate | None
    marginal_roas: Estimate
    contribution: Estimate


@dataclass(frozen=True)
class _CheckedPlan:
    plan: Plan
    spend: list[float]
    period: Period


@dataclass(frozen=True)
class Model:
    """A model as `model.json` holds it.

    Attributes:
        kind: Which kind of response it has, such as `linear_baseline`.
        trained_on: First and last training period, and their number.
        last_period: The last training period.
        trained_days: Days in all training periods together.
        history: What training saw of each channel, in the order of the panel.
        response: What revenue does in answer to spend.
        past: Spend of the training periods; what it carries over is part of what comes next.
        golden: A stored prediction: `spend`, `period`, and what `revenue` must come out.
    """

    kind: str
    trained_on: TrainedOn
    last_period: Period
    trained_days: float
    history: tuple[Channel, ...]
    response: Response
    past: Past
    golden: dict[str, Any]

    @classmethod
    def from_json(cls, data: bytes) -> "Model":
        """Read `model.json`.

        Raises:
            ModelError: Another major schema version, an unknown kind, a part that is missing or not finite.
        """
        document = read_document(data)
        history = tuple(_read_channel(entry) for entry in field(document, "channels", list))
        kind = field(document, "kind", str)
        trained_on = field(document, "trained_on", dict)
        last_period = _read_last_period(document)
        return cls(
            kind=kind,
            trained_on={
                "first": field(trained_on, "first", str),
                "last": field(trained_on, "last", str),
                "periods": field(trained_on, "periods", int),
            },
            last_period=last_period,
            trained_days=float(numbers(document, "trained_days", ())),
            history=history,
            response=read_response(kind, field(document, "response", dict), len(history)),
            past=_read_past(document, history, last_period),
            golden=field(document, "golden", dict),
        )

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Names, in the order of the panel."""
        return tuple(channel.name for channel in self.history)

    @property
    def grain(self) -> Grain:
        """`month` or `week`."""
        return self.last_period.grain

    @property
    def verdicts(self) -> dict[str, ChannelVerdict]:
        """Per channel, how well its effect is known."""
        return {
            entry.name: {
                "verdict": entry.verdict,
                "reason": entry.reason,
                "code": entry.code,
                "values": entry.values,
                "settle": entry.settle,
            }
            for entry in self.history
        }

    def predict(self, plan: Plan) -> Answer:
        """What the plan brings.

        Raises:
            PlanError: The plan cannot be answered; its pointer is relative to the plan.
        """
        return self._answers([self._checked(plan)])[0]

    def predict_many(self, plans: Sequence[Plan]) -> list[Answer]:
        """What each plan brings, in order.

        Raises:
            PlanError: A plan cannot be answered; the pointer begins with its index, as in `/3/spend/tv`.
        """
        checked = []
        for index, plan in enumerate(plans):
            try:
                checked.append(self._checked(plan))
            except PlanError as error:
                raise PlanError(error.message, f"/{index}{error.pointer}", error.known) from error
        return [
            answer
            for first in range(0, len(checked), BATCH)
            for answer in self._answers(checked[first : first + BATCH])
        ]

    def summary(self) -> dict[str, ChannelSummary]:
        """What each channel did over the training periods; `marginal_roas` at the mean spend per day."""
        spend = np.array([channel.spend for channel in self.history])
        path = self.response.path(
            self.past.spend * self.past.calendar.days[:, None], self.past.calendar, self.past
        )
        contribution = summarise(path.incremental.sum(axis=0), path.incremental_draws.sum(axis=0))
        _, marginal_draws = self.response.incremental(spend[None], np.array([self.trained_days]))
        marginal = summarise(marginal_draws[0].mean(axis=-1), marginal_draws[0])
        return {
            channel.name: {
                "verdict": channel.verdict,
                "roas": as_estimate(contribution[k] / channel.spend) if channel.spend > 0 else None,
                "marginal_roas": as_estimate(marginal[k]),
                "contribution": as_estimate(contribution[k]),
            }
            for k, channel in enumerate(self.history)
        }

    def check_golden(self) -> None:
        """Predict what the stored prediction was made of, and compare.

        Raises:
            ModelError: The revenue differs by more than `GOLDEN_TOLERANCE` of its mean.
        """
        plan = Plan(field(self.golden, "spend", dict), field(self.golden, "period", str))
        expected = field(self.golden, "revenue", dict)
        try:
            revenue = cast(dict[str, float], self.predict(plan)["revenue"])
        except PlanError as error:
            raise ModelError(f"Making the golden prediction of model.json: {error.message}") from error
        scale = abs(revenue["mean"])
        for name, value in revenue.items():
            stored = float(numbers(expected, name, ()))
            if abs(value - stored) > GOLDEN_TOLERANCE * scale:
                raise ModelError(
                    f"The golden prediction of model.json is not met: {name} of revenue was {stored!r} "
                    f"when the model was written and is {value!r} here. Check the numpy version."
                )

    def _checked(self, plan: Plan) -> _CheckedPlan:
        spend = checked_spend(plan, self.channels)
        return _CheckedPlan(plan, spend, checked_period(plan, self.last_period.next(), self.channels))

    def _answers(self, plans: Sequence[_CheckedPlan]) -> list[Answer]:
        spend = np.array([checked.spend for checked in plans])
        calendar = Calendar.of([checked.period for checked in plans])
        figures = _Figures.of(self.response, spend, calendar)
        return [
            {
                "revenue": as_estimate(figures.revenue[p]),
                "incremental_revenue": as_estimate(figures.incremental[p]),
                "roi": _roi(figures.incremental[p], sum(checked.spend)),
                "channels": dict(self._channel_answers(checked.spend, figures, p)),
                "period": {
                    "label": checked.period.label,
                    "start": checked.period.start.isoformat(),
                    "days": checked.period.days,
                },
                "warnings": [
                    *of_revenue(float(figures.revenue[p, 0])),
                    *of_period(checked.period, self.last_period),
                    *caveats(checked.plan, checked.spend, checked.period.days, self.history),
                ],
            }
            for p, checked in enumerate(plans)
        ]

    def _channel_answers(
        self, spend: Sequence[float], figures: "_Figures", p: int
    ) -> Iterator[tuple[str, ChannelAnswer]]:
        for k, channel in enumerate(self.history):
            yield (
                channel.name,
                {
                    "spend": spend[k],
                    "roi": _roi(figures.channel_incremental[p, k], spend[k]),
                    "marginal_roas": as_estimate(figures.marginal[p, k]),
                    "incremental_revenue": as_estimate(figures.channel_incremental[p, k]),
                    "verdict": channel.verdict,
                },
            )


@dataclass(frozen=True)
class _Figures:
    """Summaries (last axis: mean, median, low, high) for P plans and K channels.

    Attributes:
        revenue: Shape (P, 4).
        incremental: Of all channels together, shape (P, 4).
        channel_incremental: Shape (P, K, 4).
        marginal: Shape (P, K, 4).
    """

    revenue: Array
    incremental: Array
    channel_incremental: Array
    marginal: Array

    @classmethod
    def of(cls, response: Response, spend: Array, calendar: Calendar) -> "_Figures":
        effects = response.effects(spend, calendar)
        incremental = effects.incremental.sum(axis=1)
        incremental_draws = effects.incremental_draws.sum(axis=1)
        return cls(
            revenue=summarise(
                effects.base + incremental, effects.base_draws + incremental_draws + effects.noise_draws
            ),
            incremental=summarise(incremental, incremental_draws),
            channel_incremental=summarise(effects.incremental, effects.incremental_draws),
            marginal=summarise(effects.marginal, effects.marginal_draws),
        )


def _roi(incremental: Array, spend: float) -> Estimate | None:
    """ROI of an incremental revenue, shape (4,): rising in it, so each of its quantiles maps to ROI's."""
    return as_estimate(incremental / spend - 1) if spend > 0 else None


def _read_channel(entry: object) -> Channel:
    if not isinstance(entry, dict):
        raise ModelError(f"Reading model.json: a channel must be an object, not {entry!r}.")
    return Channel(
        name=field(entry, "name", str),
        spend=float(numbers(entry, "spend", ())),
        lowest=float(numbers(entry, "lowest", ())),
        highest=float(numbers(entry, "highest", ())),
        verdict=field(entry, "verdict", str),
        reason=field(entry, "reason", str),
        code=entry.get("code", ""),
        values=entry.get("values", {}),
        settle=entry.get("settle"),
    )


def _read_last_period(document: Mapping[str, Any]) -> Period:
    label = field(field(document, "trained_on", dict), "last", str)
    grain = field(document, "grain", str)
    try:
        period = Period.parse(label, field(document, "first_weekday", int))
    except ValueError as error:
        raise ModelError(f"Reading model.json: the end of trained_on is damaged. {error}") from error
    if period.grain != grain:
        raise ModelError(f"Reading model.json: its grain is {grain}, but it was trained on {label}.")
    return period


def _read_past(document: Mapping[str, Any], history: Sequence[Channel], last: Period) -> Past:
    """Spend of the training periods; version 1.0 lacks them: their total as one period."""
    if "past" not in document:
        days = numbers(document, "trained_days", ())[None]
        return Past(Calendar.undated(days), np.array([[channel.spend for channel in history]]) / days)
    n_periods = field(field(document, "trained_on", dict), "periods", int)
    spend = numbers(field(document, "past", dict), "spend", (len(history), n_periods))
    period = Period.parse(field(field(document, "trained_on", dict), "first", str), last.start.weekday())
    periods = [period]
    while len(periods) < n_periods:
        periods.append(periods[-1].next())
    calendar = Calendar.of(periods)
    return Past(calendar, spend.T / calendar.days[:, None])

"""The parts of `evaluation.json` that describe a model: channels, curves, revenue taken apart, forecasts."""

from typing import cast

import numpy as np

from spendcast_evaluate.sentences import translate
from spendcast_mixmodel.estimates import Array, Estimate, as_estimate, summarise
from spendcast_mixmodel.fit import Backtest, OwnData, TrainingData
from spendcast_mixmodel.predict import ChannelVerdict, Model
from spendcast_mixmodel.today import spend_of_today
from spendcast_report import evaluation as form
from spendcast_report.evaluation import (
    Channel,
    Component,
    Curve,
    Decomposition,
    Forecast,
    OwnAccuracy,
    Sentence,
)

CURVE_POINTS = 41
CURVE_REACH = 1.5
"""Curves reach this far beyond the highest spend of a period seen: as far as answers bear no warning."""


def channels(model: Model, data: TrainingData, own_data: OwnData | None) -> dict[str, Channel]:
    """Every channel over the training periods."""
    days = float(np.mean(data.only_complete().days))
    today = spend_of_today(model) * days
    curves = _curves(model, days)
    verdicts = model.verdicts
    return {
        name: {
            "spend": history.spend,
            "spend_today": float(spend),
            "contribution": summary["contribution"],
            "roas": summary["roas"],
            "roi": _roi(summary["roas"]),
            "marginal_roas": marginal,
            "verdict": cast(form.ChannelVerdict, summary["verdict"]),
            "reason": _reason(verdicts[name]),
            "settle": _settle(verdicts[name]),
            "curve": curve,
            "own_data": _own_accuracy(own_data, name),
        }
        for (name, summary), history, spend, curve, marginal in zip(
            model.summary().items(),
            model.history,
            today,
            curves,
            _marginal(model, today, days),
            strict=True,
        )
    }


def decomposition(model: Model, data: TrainingData) -> Decomposition:
    """Revenue of the training periods, taken apart."""
    complete = data.only_complete()
    spend = complete.spend.to_numpy()
    path = model.response.path(spend, complete.calendar, model.past)
    parts = model.response.base_parts(complete.calendar)
    return {
        "periods": list(complete.periods),
        "revenue": complete.revenue.tolist(),
        "base": [_component(name, draws) for name, draws in parts.items()],
        "channels": [
            _component(name, path.incremental_draws[:, k]) for k, name in enumerate(complete.channels)
        ],
    }


def forecasts(rolling: Backtest | None) -> list[Forecast]:
    """Each unseen period: what came, and what was forecast."""
    return [
        {
            "period": fold["period"],
            "actual": fold["actual"],
            "forecast": fold["forecast"],
            "low": fold["low"],
            "high": fold["high"],
            "others": fold["others"],
        }
        for fold in (rolling["folds"] if rolling else [])
    ]


def _component(name: str, draws: Array) -> Component:
    """One part of revenue, from its draws of shape (T, D)."""
    total = draws.sum(axis=0)
    return {
        "name": name,
        "values": draws.mean(axis=1).tolist(),
        "total": as_estimate(summarise(np.asarray(total.mean()), total)),
    }


def _curves(model: Model, days: float) -> list[Curve]:
    highest = np.array([channel.highest for channel in model.history]) * days
    spend = np.linspace(0, CURVE_REACH * np.where(highest > 0, highest, 1.0), CURVE_POINTS)
    draws, _ = model.response.incremental(spend, np.full(CURVE_POINTS, days))
    revenue = summarise(draws.mean(axis=-1), draws)
    return [
        {
            "spend": spend[:, k].tolist(),
            "revenue": revenue[:, k, 0].tolist(),
            "low": revenue[:, k, 2].tolist(),
            "high": revenue[:, k, 3].tolist(),
            "seen_to": float(highest[k]),
        }
        for k in range(len(highest))
    ]


def _marginal(model: Model, today: Array, days: float) -> list[Estimate]:
    _, draws = model.response.incremental(today[None], np.array([days]))
    return [as_estimate(summarise(np.asarray(draw.mean()), draw)) for draw in draws[0]]


def _reason(verdict: ChannelVerdict) -> Sentence:
    return translate(verdict["code"], verdict["values"], verdict["reason"])


def _settle(verdict: ChannelVerdict) -> Sentence | None:
    settle = verdict["settle"]
    return translate(settle["code"], settle["values"], settle["said"]) if settle else None


def _roi(roas: Estimate | None) -> Estimate | None:
    if roas is None:
        return None
    return {
        "mean": roas["mean"] - 1,
        "median": roas["median"] - 1,
        "low": roas["low"] - 1,
        "high": roas["high"] - 1,
    }


def _own_accuracy(own_data: OwnData | None, channel: str) -> OwnAccuracy | None:
    if own_data is None or channel not in own_data.channels:
        return None
    found = own_data.only(channel)
    error, coverage = found.roas_error, found.coverage
    return {
        "roas_error": error.value if error else None,
        "roas_error_se": error.standard_error if error else None,
        "coverage": coverage.value,
        "coverage_se": coverage.standard_error,
    }

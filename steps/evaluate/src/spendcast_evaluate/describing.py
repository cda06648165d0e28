"""The parts of `evaluation.json` that describe a model: channels, curves, revenue taken apart, forecasts."""

from typing import cast

import numpy as np

from spendcast_evaluate.sentences import translate
from spendcast_mixmodel.curves import Curve as ResponseCurve
from spendcast_mixmodel.curves import response_curves
from spendcast_mixmodel.estimates import Array, Estimate, as_estimate, summarise
from spendcast_mixmodel.fit import Backtest, OwnData, TrainingData
from spendcast_mixmodel.predict import ChannelSummary, ChannelVerdict, Model
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


def channels(model: Model, own_data: OwnData | None) -> dict[str, Channel]:
    """Every channel over the training periods, and its answer to spend in the period after them."""
    curves = response_curves(model)["channels"]
    summaries, verdicts = model.summary(), model.verdicts
    return {
        history.name: _channel(
            history.spend,
            summaries[history.name],
            verdicts[history.name],
            curves[history.name],
            _own_accuracy(own_data, history.name),
        )
        for history in model.history
    }


def _channel(
    spend: float,
    summary: ChannelSummary,
    verdict: ChannelVerdict,
    curve: ResponseCurve,
    own_data: OwnAccuracy | None,
) -> Channel:
    return {
        "spend": spend,
        "spend_today": curve["today"]["spend"],
        "contribution": summary["contribution"],
        "roas": summary["roas"],
        "roi": _roi(summary["roas"]),
        "marginal_roas": curve["today"]["marginal_roas"],
        "verdict": cast(form.ChannelVerdict, verdict["verdict"]),
        "reason": translate(verdict["code"], verdict["values"], verdict["reason"]),
        "settle": _settle(verdict),
        "curve": _curve(curve),
        "own_data": own_data,
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


def _curve(curve: ResponseCurve) -> Curve:
    points = curve["points"]
    return {
        "spend": [point["spend"] for point in points],
        "revenue": [point["incremental_revenue"]["mean"] for point in points],
        "low": [point["incremental_revenue"]["low"] for point in points],
        "high": [point["incremental_revenue"]["high"] for point in points],
        "seen_to": curve["highest_seen"],
    }


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

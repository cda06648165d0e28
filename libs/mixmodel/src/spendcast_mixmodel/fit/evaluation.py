"""How well a model fits, and how well it forecasts what it has not seen, beside other forecasters.

Forecasts are conditional: the spend of the forecast period, and before it, is given, as it is in a plan.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypedDict

import numpy as np
import pandas as pd

from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit.panel import TrainingData
from spendcast_mixmodel.fit.refit import Each
from spendcast_mixmodel.periods import Grain
from spendcast_mixmodel.predict import Model

FitModel = Callable[[TrainingData], Model]
"""Fits to the complete periods of a panel; raises ValueError where they are too few."""

YEAR_IN_PERIODS: dict[Grain, int] = {"month": 12, "week": 52}
HORIZON: dict[Grain, int] = {"month": 1, "week": 4}
"""Periods forecast from one origin: about a month, so that a year takes twelve or thirteen fits."""

WEEKS_OF_A_YEAR = pd.Timedelta(days=364)
SPARE_PERIODS = 3
"""Periods beyond the number of channels that a fold trains on at least: an intercept, two for the noise."""


class Fit(TypedDict):
    """Accuracy on the training periods. R2 is of revenue per day: of totals, the calendar would earn it."""

    r2: float | None
    adjusted_r2: float | None
    mape: float | None
    rmse: float


class Scores(TypedDict):
    """Accuracy on forecast periods: MAPE and WAPE as fractions, RMSE in revenue's currency, R2 per day."""

    mape: float | None
    wape: float | None
    rmse: float
    r2: float | None


class Forecast(TypedDict):
    """One period's revenue, forecast and seen; `low` to `high` is the predictive 90 % interval."""

    period: str
    days: float
    actual: float
    forecast: float
    low: float
    high: float


class Fold(Forecast):
    """A forecast by a model trained up to and with `trained_to`, and what other forecasters say.

    `others` has `last` (the last training period's revenue per day), `mean` (of all training periods) and
    `year_before` (the same period a year before), and an entry a rival; null where there is nothing to go by.
    """

    trained_to: str
    others: dict[str, float | None]


class Backtest(TypedDict):
    """Rolling-origin validation; `scores` are of `model` and of all others that spoke in every fold."""

    folds: list[Fold]
    scores: dict[str, Scores]
    coverage: float


def in_sample(model: Model, data: TrainingData) -> Fit:
    """Accuracy of a finished model, as it answers, on the complete periods of the panel it was trained on."""
    complete = data.only_complete()
    forecasts = path_forecasts(model, complete)
    scores = score(forecasts)
    freedom = len(complete) - len(complete.channels) - 1
    r2 = scores["r2"]
    return {
        "r2": r2,
        "adjusted_r2": None if r2 is None or freedom < 1 else 1 - (1 - r2) * (len(complete) - 1) / freedom,
        "mape": scores["mape"],
        "rmse": scores["rmse"],
    }


def rolling_origin(  # noqa: PLR0913  # two of them say whose forecasts, two how many, one by whom
    fit: FitModel,
    data: TrainingData,
    *,
    rivals: Mapping[str, FitModel] | None = None,
    n_folds: int | None = None,
    horizon: int | None = None,
    each: Each = map,
) -> Backtest:
    """Forecast the last periods, each by a model trained on all complete periods before it.

    Args:
        fit: Makes the model.
        data: The panel.
        rivals: Name → what makes another model, to be compared on the same folds.
        n_folds: Number of origins; by default as many as cover a year, but at most a third of the panel.
        horizon: Periods forecast from each origin, which then moves on by as many; by default `HORIZON`.
        each: Does the work of each origin.

    Raises:
        ValueError: Too few complete periods for a single fold.
    """
    complete = data.only_complete()
    horizon = horizon or min(HORIZON[data.grain], max(1, len(complete) // 24))
    from_origin = partial(_from_origin, fit, rivals or {}, complete, horizon)
    origins = _origins(complete, n_folds, horizon)
    folds = [fold for found in each(from_origin, origins) for fold in found]
    return {"folds": folds, "scores": _scores_of_all(folds), "coverage": coverage(folds)}


def forecasts_of(model: Model, data: TrainingData, folds: Sequence[Forecast]) -> list[Forecast]:
    """What a finished model forecasts for those folds that lie after its training.

    A channel that the model does not know, because it came later, is left aside.
    """
    complete = data.only_complete()
    after = [row for row, start in enumerate(complete.spend.index) if start.date() > model.last_period.start]
    if not after:
        return []
    asked = {fold["period"] for fold in folds}
    forecasts = path_forecasts(model, complete.rows(after[0], len(complete)))
    return [forecast for forecast in forecasts if forecast["period"] in asked]


def path_forecasts(model: Model, periods: TrainingData) -> list[Forecast]:
    """Forecasts of periods of a model's training, or that follow on it; spend before them is carried over."""
    spend = periods.spend.reindex(columns=list(model.channels), fill_value=0.0).to_numpy()
    path = model.response.path(spend, periods.calendar, model.past)
    draws = path.base_draws + path.incremental_draws.sum(axis=1) + path.noise_draws
    revenue = summarise(path.base + path.incremental.sum(axis=1), draws)
    return [
        {
            "period": label,
            "days": float(periods.days.iloc[row]),
            "actual": float(periods.revenue.iloc[row]),
            "forecast": float(revenue[row, 0]),
            "low": float(revenue[row, 2]),
            "high": float(revenue[row, 3]),
        }
        for row, label in enumerate(periods.periods)
    ]


def score(periods: Sequence[Forecast], said: Sequence[float] | None = None) -> Scores:
    """Accuracy on at least one period, of the forecasts that the periods bear or of what else was `said`."""
    actual = np.array([period["actual"] for period in periods])
    days = np.array([period["days"] for period in periods])
    forecast = np.array([period["forecast"] for period in periods] if said is None else said)
    total = np.abs(actual).sum()
    return {
        "mape": _mape(actual, forecast),
        "wape": float(np.abs(forecast - actual).sum() / total) if total > 0 else None,
        "rmse": _rmse(actual, forecast),
        "r2": _r2(actual / days, forecast / days),
    }


def coverage(forecasts: Sequence[Forecast]) -> float:
    """Share of periods whose revenue lay within the interval; 0.9 is what it should be."""
    return float(np.mean([fold["low"] <= fold["actual"] <= fold["high"] for fold in forecasts]))


def _origins(complete: TrainingData, n_folds: int | None, horizon: int) -> range:
    n = len(complete)
    wanted = n_folds or min(YEAR_IN_PERIODS[complete.grain], n // 3) // horizon or 1
    least = len(complete.channels) + SPARE_PERIODS
    possible = (n - least) // horizon
    if possible < 1:
        raise ValueError(
            f"Rolling-origin validation of {len(complete.channels)} channels, {horizon} periods ahead: "
            f"at least {least + horizon} complete periods are needed, there are {n}."
        )
    return range(n - min(wanted, possible) * horizon, n, horizon)


def _from_origin(
    fit: FitModel, rivals: Mapping[str, FitModel], complete: TrainingData, horizon: int, origin: int
) -> list[Fold]:
    """What all forecast from one origin."""
    known, ahead = complete.rows(0, origin), complete.rows(origin, origin + horizon)
    model = fit(known)
    theirs = {name: _rival_forecasts(fit, known, ahead) for name, fit in rivals.items()}
    return [
        {
            **forecast,
            "trained_to": known.periods[-1],
            "others": {name: said[row] for name, said in theirs.items()}
            | _naive(known, ahead.spend.index[row], forecast["days"]),
        }
        for row, forecast in enumerate(path_forecasts(model, ahead))
    ]


def _rival_forecasts(fit: FitModel, known: TrainingData, ahead: TrainingData) -> list[float | None]:
    try:
        model = fit(known)
    except ValueError:
        return [None] * len(ahead)
    return [forecast["forecast"] for forecast in path_forecasts(model, ahead)]


def _naive(known: TrainingData, start: pd.Timestamp, days: float) -> dict[str, float | None]:
    per_day = known.revenue / known.days
    back = WEEKS_OF_A_YEAR if known.grain == "week" else pd.DateOffset(years=1)
    year_before = per_day.get(start - back)
    return {
        "last": float(per_day.iloc[-1]) * days,
        "mean": float(known.revenue.sum() / known.days.sum()) * days,
        "year_before": None if year_before is None else float(year_before) * days,
    }


def _scores_of_all(folds: Sequence[Fold]) -> dict[str, Scores]:
    scores = {"model": score(folds)}
    for name in folds[0]["others"]:
        forecasts = [value for fold in folds if (value := fold["others"][name]) is not None]
        if len(forecasts) == len(folds):
            scores[name] = score(folds, forecasts)
    return scores


def _mape(actual: Array, forecast: Array) -> float | None:
    return float(np.mean(np.abs((forecast - actual) / actual))) if actual.all() else None


def _rmse(actual: Array, forecast: Array) -> float:
    return float(np.sqrt(np.mean((forecast - actual) ** 2)))


def _r2(actual: Array, forecast: Array) -> float | None:
    """Coefficient of determination; null for fewer than 3 values or such that do not vary."""
    spread = float(np.sum((actual - actual.mean()) ** 2))
    if len(actual) < 3 or spread == 0:
        return None
    return 1 - float(np.sum((actual - forecast) ** 2)) / spread

"""How well a model fits, and how well it forecasts what it has not seen, beside naive forecasts.

Forecasts are conditional: the spend of the forecast period is given, as it is in a plan.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypedDict

import numpy as np
import pandas as pd

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.panel import TrainingData
from spendcast_mixmodel.periods import Grain
from spendcast_mixmodel.predict import Model, Plan

YEAR_IN_PERIODS: dict[Grain, int] = {"month": 12, "week": 52}
WEEKS_OF_A_YEAR = pd.Timedelta(days=364)
SPARE_PERIODS = 3
"""Periods beyond the number of channels that a fold trains on at least: an intercept, two for the noise."""


class Forecaster(Protocol):
    """An estimator that forecasts with an interval."""

    def fit(self, X: pd.DataFrame, y: pd.Series, days: Any = None) -> Any:
        """Learn from spend per period, indexed by first days, and revenue."""

    def predict(self, X: pd.DataFrame, days: Any = None) -> Array:
        """Expected revenue per period, shape (n,)."""

    def predict_interval(self, X: pd.DataFrame, days: Any = None) -> Array:
        """Predictive 90 % interval, shape (n, 2)."""


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
    """A forecast by a model trained up to and with `trained_to`, and what naive forecasters say.

    `naive` has `last` (the last training period's revenue per day), `mean` (of all training periods) and
    `year_before` (the same period a year before; null where the panel does not reach back).
    """

    trained_to: str
    naive: dict[str, float | None]


class Backtest(TypedDict):
    """Rolling-origin validation; `scores` are of `model` and of each naive forecast known in every fold."""

    folds: list[Fold]
    scores: dict[str, Scores]
    coverage: float


def in_sample(model: Model, data: TrainingData) -> Fit:
    """Accuracy of a finished model, as it answers, on the complete periods of the panel it was trained on."""
    complete = data.only_complete()
    forecasts = _forecasts(model, complete, range(len(complete)))
    scores = score(forecasts)
    freedom = len(complete) - len(complete.channels) - 1
    r2 = scores["r2"]
    return {
        "r2": r2,
        "adjusted_r2": None if r2 is None or freedom < 1 else 1 - (1 - r2) * (len(complete) - 1) / freedom,
        "mape": scores["mape"],
        "rmse": scores["rmse"],
    }


def rolling_origin(
    make_estimator: Callable[[], Forecaster],
    data: TrainingData,
    *,
    n_folds: int | None = None,
    horizon: int = 1,
) -> Backtest:
    """Forecast the last periods, each by a model trained on all complete periods before it.

    Args:
        make_estimator: Makes an estimator that is not fitted.
        data: The panel.
        n_folds: Number of origins; by default as many as cover a year, but at most a third of the panel.
        horizon: Periods forecast from each origin, which then moves on by as many.

    Raises:
        ValueError: Too few complete periods for a single fold.
    """
    complete = data.only_complete()
    folds: list[Fold] = []
    for origin in _origins(complete, n_folds, horizon):
        known = complete.rows(0, origin)
        estimator = make_estimator()
        estimator.fit(known.spend, known.revenue, days=known.days.to_numpy())
        folds += _folds(estimator, known, complete.rows(origin, origin + horizon))
    return {"folds": folds, "scores": _scores_of_all(folds), "coverage": coverage(folds)}


def forecasts_of(model: Model, data: TrainingData, folds: Sequence[Forecast]) -> list[Forecast]:
    """What a finished model forecasts for those folds that lie after its training.

    A channel that the model does not know, because it came later, is left out of its plans.
    """
    complete = data.only_complete()
    asked = {fold["period"] for fold in folds}
    return _forecasts(
        model,
        complete,
        [
            row
            for row, (label, start) in enumerate(zip(complete.periods, complete.spend.index, strict=True))
            if label in asked and start.date() > model.last_period.start
        ],
    )


def score(forecasts: Sequence[Forecast]) -> Scores:
    """Accuracy of at least one forecast."""
    return _score(forecasts, [forecast["forecast"] for forecast in forecasts])


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


def _forecasts(model: Model, complete: TrainingData, rows: Sequence[int]) -> list[Forecast]:
    known = [channel for channel in complete.channels if channel in model.channels]
    spend = complete.spend[known].to_numpy()
    plans = [Plan(dict(zip(known, spend[row].tolist(), strict=True)), complete.periods[row]) for row in rows]
    return [
        {
            "period": complete.periods[row],
            "days": float(complete.days.iloc[row]),
            "actual": float(complete.revenue.iloc[row]),
            "forecast": answer["revenue"]["mean"],
            "low": answer["revenue"]["low"],
            "high": answer["revenue"]["high"],
        }
        for row, answer in zip(rows, model.predict_many(plans), strict=True)
    ]


def _folds(estimator: Forecaster, known: TrainingData, ahead: TrainingData) -> list[Fold]:
    days = ahead.days.to_numpy()
    forecast = estimator.predict(ahead.spend, days=days)
    interval = estimator.predict_interval(ahead.spend, days=days)
    return [
        {
            "period": period,
            "days": float(days[i]),
            "actual": float(ahead.revenue.iloc[i]),
            "forecast": float(forecast[i]),
            "low": float(interval[i, 0]),
            "high": float(interval[i, 1]),
            "trained_to": known.periods[-1],
            "naive": _naive(known, ahead.spend.index[i], float(days[i])),
        }
        for i, period in enumerate(ahead.periods)
    ]


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
    for name in folds[0]["naive"]:
        forecasts = [value for fold in folds if (value := fold["naive"][name]) is not None]
        if len(forecasts) == len(folds):
            scores[name] = _score(folds, forecasts)
    return scores


def _score(folds: Sequence[Forecast], forecasts: Sequence[float]) -> Scores:
    actual = np.array([fold["actual"] for fold in folds])
    days = np.array([fold["days"] for fold in folds])
    forecast = np.array(forecasts)
    total = np.abs(actual).sum()
    return {
        "mape": _mape(actual, forecast),
        "wape": float(np.abs(forecast - actual).sum() / total) if total > 0 else None,
        "rmse": _rmse(actual, forecast),
        "r2": _r2(actual / days, forecast / days),
    }


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

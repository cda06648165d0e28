"""Ways to answer a case: the product's model, and least squares as an analyst would use it."""

import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from benchmarks.cases import Panel, frame_of, period_days
from benchmarks.estimates import Estimates
from benchmarks.peers.case import MULTIPLES
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit import AnalystBaseline, LinearBaseline, MarketingMixRegressor
from spendcast_mixmodel.response import Response

Method = Callable[[Panel], Estimates]


def spendcast(panel: Panel) -> Estimates:
    """The product's model with its default settings."""
    return of_estimator(panel, MarketingMixRegressor())


def raw_least_squares(panel: Panel) -> Estimates:
    """Multiple linear regression of revenue per day on spend per day, the product's baseline."""
    return of_estimator(panel, LinearBaseline())


def tuned_least_squares(panel: Panel) -> Estimates:
    """The product's careful baseline: carry-over, trend, season, ridge, chosen on rolling-origin folds."""
    return of_estimator(panel, AnalystBaseline())


def of_estimator(
    panel: Panel, estimator: MarketingMixRegressor | LinearBaseline | AnalystBaseline
) -> Estimates:
    """What an estimator of the product says of a panel after fitting its training periods."""
    n, spend = panel.training, frame_of(panel)
    started = time.process_time()
    estimator.fit(spend[:n], panel.revenue[:n], days=panel.days[:n])
    seconds = time.process_time() - started
    response = estimator.response_
    calendar = Calendar.of(panel.periods)
    training = Calendar(calendar.start[:n], calendar.days[:n])
    past = Past(training, panel.spend[:n] / panel.days[:n, None])
    path = response.path(panel.spend, calendar, past)
    contribution = summarise(path.incremental[:n].sum(axis=0), path.incremental_draws[:n].sum(axis=0))
    length = np.array([period_days(panel)])
    _, marginal = response.incremental(panel.current_plan[None] * length, length)
    return Estimates(
        roas=contribution / panel.spend[:n].sum(axis=0)[:, None],
        marginal_roas=summarise(marginal[0].mean(axis=-1), marginal[0]),
        contribution=contribution,
        holdout=(path.base + path.incremental.sum(axis=1))[n:],
        seconds=seconds,
        curves=mean_curves(response, panel),
    )


def mean_curves(response: Response, panel: Panel) -> Array:
    """Mean revenue per period of each channel at multiples of the current plan, shape (K, M)."""
    days = np.full(len(MULTIPLES), period_days(panel))
    spend = panel.current_plan * days[:, None] * MULTIPLES[:, None]
    incremental, _ = response.incremental(spend, days)
    return np.asarray(incremental.mean(axis=-1).T)


def careful_least_squares(panel: Panel) -> Estimates:
    """The same with a trend and two harmonics of the year; intervals by Student's t."""
    n, channels = panel.training, len(panel.channels)
    started = time.process_time()
    days = panel.days
    spend = panel.spend / days[:, None]
    angle = 2 * np.pi * np.array([period.start.timetuple().tm_yday for period in panel.periods]) / 365.25
    waves = [wave(k * angle) for k in (1, 2) for wave in (np.sin, np.cos)]
    columns = np.column_stack([spend, np.ones(len(days)), np.linspace(0, 1, len(days)), *waves])
    revenue = panel.revenue[:n] / days[:n]
    coefficients, *_ = np.linalg.lstsq(columns[:n], revenue, rcond=None)
    freedom = max(n - columns.shape[1], 1)
    variance = np.sum((revenue - columns[:n] @ coefficients) ** 2) / freedom
    spread = np.sqrt(variance * np.diag(np.linalg.pinv(columns[:n].T @ columns[:n])))[:channels]
    seconds = time.process_time() - started
    effect = coefficients[:channels]
    margin = stats.t.ppf(0.95, freedom) * spread
    roas = np.column_stack([effect, effect, effect - margin, effect + margin])
    return Estimates(
        roas=roas,
        marginal_roas=roas,
        contribution=roas * panel.spend[:n].sum(axis=0)[:, None],
        holdout=(columns[n:] @ coefficients) * days[n:],
        seconds=seconds,
        curves=effect[:, None] * (panel.current_plan * period_days(panel))[:, None] * MULTIPLES,
    )


METHODS: dict[str, Method] = {
    "spendcast": spendcast,
    "least squares": raw_least_squares,
    "least squares + season": careful_least_squares,
}

ON_REQUEST: dict[str, Method] = {"tuned least squares": tuned_least_squares}
"""Methods that take more than a second a world."""

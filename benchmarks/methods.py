"""Ways to answer a case: the product's model, and least squares as an analyst would use it."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.estimates import Estimates
from benchmarks.peers.case import MULTIPLES
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit import LinearBaseline, MarketingMixRegressor
from spendcast_mixmodel.response import Response
from spendcast_mixmodel.simulate import World

Method = Callable[[World], Estimates]


def spend_frame(world: World) -> pd.DataFrame:
    """Spend of all periods, indexed by their first days."""
    index = pd.DatetimeIndex([period.start for period in world.periods])
    return pd.DataFrame(world.spend, index=index, columns=list(world.channels))


def spendcast(world: World) -> Estimates:
    """The product's model with its default settings."""
    return of_estimator(world, MarketingMixRegressor())


def raw_least_squares(world: World) -> Estimates:
    """Multiple linear regression of revenue per day on spend per day, the product's baseline."""
    return of_estimator(world, LinearBaseline())


def of_estimator(world: World, estimator: MarketingMixRegressor | LinearBaseline) -> Estimates:
    """What an estimator of the product says of a world after fitting its training periods."""
    n, spend = world.traits.training, spend_frame(world)
    started = time.process_time()
    estimator.fit(spend[:n], world.revenue[:n], days=world.days[:n])
    seconds = time.process_time() - started
    response = estimator.response_
    calendar = Calendar.of(world.periods)
    training = Calendar(calendar.start[:n], calendar.days[:n])
    after = Calendar(calendar.start[n:], calendar.days[n:])
    past = Past(training, world.spend[:n] / world.days[:n, None])
    brought = response.path(world.spend[:n], training, past)
    ahead = response.path(world.spend[n:], after, past)
    contribution = summarise(brought.incremental.sum(axis=0), brought.incremental_draws.sum(axis=0))
    period_days = np.array([world.truth.period_days])
    _, marginal = response.incremental(world.current_plan[None] * period_days, period_days)
    return Estimates(
        roas=contribution / world.spend[:n].sum(axis=0)[:, None],
        marginal_roas=summarise(marginal[0].mean(axis=-1), marginal[0]),
        contribution=contribution,
        holdout=ahead.base + ahead.incremental.sum(axis=1),
        seconds=seconds,
        curves=mean_curves(response, world),
    )


def mean_curves(response: Response, world: World) -> Array:
    """Mean revenue per period of each channel at multiples of the current plan, shape (K, M)."""
    days = np.full(len(MULTIPLES), world.truth.period_days)
    spend = world.current_plan * days[:, None] * MULTIPLES[:, None]
    incremental, _ = response.incremental(spend, days)
    return np.asarray(incremental.mean(axis=-1).T)


def careful_least_squares(world: World) -> Estimates:
    """The same with a trend and two harmonics of the year; intervals by Student's t."""
    n, channels = world.traits.training, len(world.channels)
    started = time.process_time()
    days = world.days
    spend = world.spend / days[:, None]
    angle = 2 * np.pi * np.array([period.start.timetuple().tm_yday for period in world.periods]) / 365.25
    waves = [wave(k * angle) for k in (1, 2) for wave in (np.sin, np.cos)]
    columns = np.column_stack([spend, np.ones(len(days)), np.linspace(0, 1, len(days)), *waves])
    revenue = world.revenue[:n] / days[:n]
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
        contribution=roas * world.spend[:n].sum(axis=0)[:, None],
        holdout=(columns[n:] @ coefficients) * days[n:],
        seconds=seconds,
        curves=effect[:, None] * (world.current_plan * world.truth.period_days)[:, None] * MULTIPLES,
    )


METHODS: dict[str, Method] = {
    "spendcast": spendcast,
    "least squares": raw_least_squares,
    "least squares + season": careful_least_squares,
}

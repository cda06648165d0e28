"""Accuracy on data shaped like the advertiser's own.

The advertiser's spend is kept, revenue is simulated from the fitted model, and the model is fitted again: in
such a world the truth is known. This is simulation-based calibration (Talts et al. 2018) at the one design
that matters. It tells how far estimates may be trusted if the model's form is right; where it is not, they
are worse.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.panel import TrainingData
from spendcast_mixmodel.fit.refit import Each, Made, Recipe
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.response import Response

RESAMPLES = 200
"""Bootstrap samples behind the standard error of a median: they settle it to a twentieth."""


class Figure(NamedTuple):
    """A figure of simulated worlds, and the standard error that their number leaves (Monte Carlo)."""

    value: float
    standard_error: float


@dataclass(frozen=True)
class OwnData:
    """How well ROAS was found again in W worlds, for the K channels that were spent on.

    Attributes:
        channels: Names.
        truth: True ROAS, shape (W, K).
        median: Posterior median, shape (W, K).
        low: Of the 90 % interval, shape (W, K).
        high: Of the 90 % interval, shape (W, K).
    """

    channels: tuple[str, ...]
    truth: Array
    median: Array
    low: Array
    high: Array

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.truth)

    def only(self, channel: str) -> "OwnData":
        """The same of one channel."""
        k = [self.channels.index(channel)]
        return OwnData((channel,), self.truth[:, k], self.median[:, k], self.low[:, k], self.high[:, k])

    @property
    def roas_error(self) -> Figure | None:
        """Median of |estimate / truth - 1|; None where the truth is 0 in half of all cases."""
        error = np.full(self.truth.shape, np.inf)
        np.divide(np.abs(self.median - self.truth), np.abs(self.truth), where=self.truth != 0, out=error)
        if not np.isfinite(np.median(error)):
            return None
        rows = np.random.default_rng(0).integers(self.worlds, size=(RESAMPLES, self.worlds))
        medians = np.median(error[rows].reshape(RESAMPLES, -1), axis=1)
        return Figure(float(np.median(error)), float(np.std(medians[np.isfinite(medians)])))

    @property
    def coverage(self) -> Figure:
        """Share of the truths that lie in their 90 % interval.

        Worlds are what is drawn, because the channels of one world err together. The standard error is that
        of their mean with a world of none and a world of all added, so that it is not 0 where all worlds
        agree.
        """
        per_world = ((self.low <= self.truth) & (self.truth <= self.high)).mean(axis=1)
        spread = np.std(np.append(per_world, [0.0, 1.0]), ddof=1)
        return Figure(float(per_world.mean()), float(spread / np.sqrt(self.worlds + 2)))


def own_data_accuracy(made: Made, *, worlds: int, seed: int = 0, each: Each = map) -> OwnData:
    """Simulate worlds from a fitted model, and fit each again.

    Args:
        made: The model, its panel and its recipe.
        worlds: Number of worlds, each from a posterior draw of its own.
        seed: Of the choice of draws and of the noise.
        each: Does the work of each world.

    Lift tests are left out, because in another world they would have come out otherwise: with them, estimates
    are better than this says.

    Raises:
        ValueError: The recipe cannot be fitted to so few periods.
    """
    complete = made.data.only_complete()
    revenue, truth = simulated(made.model, complete, worlds, seed)
    found = np.stack(list(each(partial(_found_again, made.recipe, complete), revenue)), axis=1)
    spent = np.flatnonzero(complete.spend.to_numpy().sum(axis=0) > 0)
    median, low, high = found[:, :, spent]
    return OwnData(tuple(complete.channels[k] for k in spent), truth[:, spent], median, low, high)


def _found_again(recipe: Recipe, complete: TrainingData, revenue: Array) -> Array:
    """Median, low and high of ROAS where revenue was this, shape (3, K); NaN where nothing was spent."""
    told = pd.Series(revenue, index=complete.revenue.index, name=complete.revenue.name)
    summary = recipe.fit(replace(complete, revenue=told, experiments=())).summary()
    found = [summary[name]["roas"] for name in complete.channels]
    columns = [(roas["median"], roas["low"], roas["high"]) if roas else (np.nan,) * 3 for roas in found]
    return np.array(columns).T


def simulated(model: Model, complete: TrainingData, worlds: int, seed: int) -> tuple[Array, Array]:
    """Revenue and true ROAS of worlds, each by another posterior draw.

    Args:
        model: Fitted to `complete`.
        complete: n complete periods, K channels.
        worlds: Number W of worlds.
        seed: Of the choice of draws and of the noise.

    Returns:
        Revenue per period, shape (W, n), and contribution / spend, shape (W, K), 0 where nothing was spent.
    """
    spend = complete.spend.to_numpy()
    path = model.response.path(spend, complete.calendar, model.past)
    n_draws = path.base_draws.shape[1]
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(n_draws)[np.arange(worlds) % n_draws]
    noise = _noise(model.response, complete.days.to_numpy(), chosen, rng)
    brought = path.incremental_draws[:, :, chosen]
    revenue = path.base_draws[:, chosen] + brought.sum(axis=1) + noise
    total = spend.sum(axis=0)[:, None]
    roas = np.divide(brought.sum(axis=0), total, where=total > 0, out=np.zeros(brought.shape[1:]))
    return revenue.T, roas.T


def _noise(response: Response, days: Array, chosen: Array, rng: np.random.Generator) -> Array:
    """Noise per period of the chosen draws, shape (n, W): normal, remembered from period to period."""
    sigma, memory = response.sigma_draws[chosen], response.memory_draws[chosen]
    normal = rng.standard_normal((len(days), len(chosen)))
    per_day = np.empty_like(normal)
    state = normal[0]
    for t, shock in enumerate(normal):
        state = shock if t == 0 else memory * state + np.sqrt(1 - memory**2) * shock
        per_day[t] = state
    noise: Array = days[:, None] * sigma * per_day
    return noise

"""Lift tests: what an experiment says about a channel's ROAS, shape by shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from spendcast_mixmodel.calendars import Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.shapes import Candidates
from spendcast_mixmodel.marketing_mix import ChannelShapes
from spendcast_mixmodel.transforms import carry_over, hill

TOO_SURE = 1e-6
"""Standard error over what the window's spend brings at a ROAS of 1, below which it is a slip of the pen."""

CONTRADICTION = 0.01
"""Chance of such a scatter of a channel's tests about one ROAS, by the shape that suits them best, below
which they contradict one another."""


@dataclass(frozen=True)
class Experiment:
    """A lift test: how much revenue a channel's spend brought in a window, against none of that spend.

    Attributes:
        channel: Its name.
        first: First day of the window.
        last: Last day of the window.
        incremental_revenue: What the test found, in revenue's currency.
        standard_error: Of that finding, positive.
    """

    channel: str
    first: date
    last: date
    incremental_revenue: float
    standard_error: float


@dataclass(frozen=True)
class Tried:
    """G shapes of one channel, and what they make of the spend that was seen.

    Attributes:
        shapes: The shapes.
        half_life: Days in which what spend brings fades by half, shape (G,).
        features: Incremental revenue per day in each training period where ROAS is 1, shape (n, G).
    """

    shapes: ChannelShapes
    half_life: Array
    features: Array


@dataclass(frozen=True)
class Evidence:
    """What lift tests say of ROAS, given a shape: normal, with this precision and precision times mean.

    Attributes:
        precision: Shape (K, G).
        product: Shape (K, G).
        widened: By how much the standard errors of a channel's tests were multiplied, because the tests
            contradict one another; 1 where they do not. Shape (K,).
    """

    precision: Array
    product: Array
    widened: Array


def evidence(
    experiments: Sequence[Experiment], past: Past, candidates: Candidates, channels: Sequence[str]
) -> Evidence:
    """Add up the evidence of all experiments.

    Tests of a channel that contradict one another are believed as little as they agree: their standard
    errors grow until their scatter is usual (Birge 1932). Without this, two precise tests that exclude each
    other would give a precise figure between them that both exclude. Scatter is that about one ROAS by the
    shape that suits the tests best, and what the prior has against this shape: one that is odd enough would
    reconcile nearly any two tests.

    Raises:
        ValueError: A channel is unknown, a standard error is not positive or beyond belief, the window does
            not lie within training, or nothing was spent in it.
    """
    _, n_channels, n_shapes = candidates.features.shape
    precision, product = np.zeros((n_channels, n_shapes)), np.zeros((n_channels, n_shapes))
    square, count = np.zeros((n_channels, 1)), np.zeros(n_channels)
    for experiment in experiments:
        k = _position(experiment, channels)
        tried = Tried(candidates.shapes[k], candidates.half_life[k], candidates.features[:, k])
        effect = effect_in_window(experiment, past, k, tried)
        if experiment.standard_error < TOO_SURE * effect.max():
            raise ValueError(
                f"The experiment on {experiment.channel}: no test is so precise that its standard error is "
                f"{experiment.standard_error:g}. Give the error in revenue's currency."
            )
        effect = effect / experiment.standard_error
        found = experiment.incremental_revenue / experiment.standard_error
        precision[k] += effect**2
        product[k] += effect * found
        square[k] += found**2
        count[k] += 1
    explained = np.maximum(product, 0.0) ** 2 / np.where(precision > 0, precision, 1.0)
    odd = (candidates.points**2).sum(axis=-1)
    odd = odd - odd.min(axis=1, keepdims=True)
    widened = _birge((square - explained + odd).min(axis=1), count - 1)
    return Evidence(precision / widened[:, None] ** 2, product / widened[:, None] ** 2, widened)


def _birge(misfit: Array, freedom: Array) -> Array:
    """Root of misfit over degrees of freedom where so much is no chance, else 1; shape (K,)."""
    freedom = np.maximum(freedom, 1e-9)
    chance = stats.chi2.sf(np.maximum(misfit, 0.0), freedom)
    contradict = (freedom >= 1) & (chance < CONTRADICTION)
    return np.where(contradict, np.sqrt(np.maximum(misfit, 0.0) / freedom), 1.0)


def effect_in_window(experiment: Experiment, past: Past, k: int, tried: Tried) -> Array:
    """Revenue within the window that its spend brings where ROAS is 1, shape (G,).

    A window need not consist of whole periods, so the channel is followed day by day: a period's spend is
    spread evenly over its days, and fades by the day as the half-life says. Each period as a whole brings
    what the model says of it; the days tell which part of that would be missing in the window.
    """
    days = past.calendar.days.astype(int)
    inside = _inside(experiment, past)
    daily = np.repeat(past.spend[:, k], days)[: len(inside), None]
    shapes, fading = tried.shapes, 2.0 ** (-1 / tried.half_life)
    brought, without = (
        hill(carry_over(spend, fading), shapes.half, shapes.slope)
        for spend in (daily, np.where(inside[:, None], 0.0, daily))
    )
    period = np.repeat(np.arange(len(days)), days)[: len(inside)]
    of_period = np.add.reduceat(brought, np.flatnonzero(np.diff(period, prepend=-1)))
    said = tried.features[: len(of_period)] * days[: len(of_period), None]
    scale = np.divide(said, of_period, where=of_period > 0, out=np.zeros_like(said))
    effect: Array = ((brought - without) * scale[period])[inside].sum(axis=0)
    if not (effect > 0).all():
        raise ValueError(
            f"The experiment on {experiment.channel} from {experiment.first} to {experiment.last}: training "
            "saw no spend of it in these days. Give the window of the test, or leave the experiment out."
        )
    return effect


def _inside(experiment: Experiment, past: Past) -> NDArray[np.bool_]:
    """Whether each day lies in the window, from the first of training to the end of the window's last period.

    Raises:
        ValueError: Some of the window's days are not among those of training.
    """
    start, days = past.calendar.start, past.calendar.days
    first, last = experiment.first.toordinal(), experiment.last.toordinal()
    if not (past.calendar.dated and start[0] <= first <= last < start[-1] + days[-1]):
        seen = (
            f"{date.fromordinal(int(start[0]))} to {date.fromordinal(int(start[-1] + days[-1]) - 1)}"
            if past.calendar.dated
            else "periods without dates"
        )
        raise ValueError(
            f"The experiment on {experiment.channel} from {experiment.first} to {experiment.last}: training "
            f"saw {seen}. Train on all days of the test, or leave the experiment out."
        )
    periods = int(np.searchsorted(start, last, side="right"))
    length = days[:periods].astype(int)
    ordinal = np.repeat(start[:periods] - (length.cumsum() - length), length) + np.arange(length.sum())
    within: NDArray[np.bool_] = (first <= ordinal) & (ordinal <= last)
    return within


def _position(experiment: Experiment, channels: Sequence[str]) -> int:
    if experiment.channel not in channels:
        known = ", ".join(channels)
        raise ValueError(f"An experiment names the channel {experiment.channel!r}; known are {known}.")
    if not experiment.standard_error > 0 or not np.isfinite(experiment.incremental_revenue):
        raise ValueError(
            f"The experiment on {experiment.channel}: its error must be positive, its revenue finite; "
            f"got {experiment.standard_error} and {experiment.incremental_revenue}."
        )
    return list(channels).index(experiment.channel)

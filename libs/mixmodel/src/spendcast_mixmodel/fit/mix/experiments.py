"""Lift tests: what an experiment says about a channel's ROAS, shape by shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.calendars import Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.shapes import Candidates
from spendcast_mixmodel.transforms import carry_over, hill


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
class Evidence:
    """What lift tests say of ROAS, given a shape: normal, with this precision and precision times mean.

    Attributes:
        precision: Shape (K, G).
        product: Shape (K, G).
    """

    precision: Array
    product: Array


def evidence(
    experiments: Sequence[Experiment], past: Past, candidates: Candidates, channels: Sequence[str]
) -> Evidence:
    """Add up the evidence of all experiments.

    Raises:
        ValueError: A channel is unknown, a standard error is not positive, the window does not lie within
            training, or nothing was spent in it.
    """
    _, n_channels, n_shapes = candidates.features.shape
    precision, product = np.zeros((n_channels, n_shapes)), np.zeros((n_channels, n_shapes))
    for experiment in experiments:
        k = _position(experiment, channels)
        effect = _effect(experiment, past, candidates, k) / experiment.standard_error
        precision[k] += effect**2
        product[k] += effect * experiment.incremental_revenue / experiment.standard_error
    return Evidence(precision, product)


def _effect(experiment: Experiment, past: Past, candidates: Candidates, k: int) -> Array:
    """Revenue within the window that its spend brings where ROAS is 1, shape (G,).

    A window need not consist of whole periods, so the channel is followed day by day: a period's spend is
    spread evenly over its days, and fades by the day as the half-life says. Each period as a whole brings
    what the model says of it; the days tell which part of that would be missing in the window.
    """
    days = past.calendar.days.astype(int)
    inside = _inside(experiment, past)
    daily = np.repeat(past.spend[:, k], days)[: len(inside), None]
    shapes, fading = candidates.shapes[k], 2.0 ** (-1 / candidates.half_life[k])
    brought, without = (
        hill(carry_over(spend, fading), shapes.half, shapes.slope)
        for spend in (daily, np.where(inside[:, None], 0.0, daily))
    )
    period = np.repeat(np.arange(len(days)), days)[: len(inside)]
    of_period = np.add.reduceat(brought, np.flatnonzero(np.diff(period, prepend=-1)))
    said = candidates.features[: len(of_period), k] * days[: len(of_period), None]
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

"""Lift tests: what an experiment says about a channel's ROAS, shape by shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

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
        ValueError: A channel is unknown, a standard error is not positive, the window lies outside training,
            or nothing was spent in it.
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
    """Revenue within the window that its spend brings where ROAS is 1, shape (G,)."""
    first, last = experiment.first.toordinal(), experiment.last.toordinal() + 1
    calendar = past.calendar
    overlap = np.minimum(calendar.start + calendar.days, last) - np.maximum(calendar.start, first)
    part = (overlap / calendar.days).clip(0)
    shapes = candidates.shapes[k]
    without = carry_over((past.spend[:, k] * (1 - part))[:, None], shapes.share)
    missing = candidates.features[:, k] - hill(without, shapes.half, shapes.slope) * shapes.ceiling
    effect: Array = (missing * (part * calendar.days)[:, None]).sum(axis=0)
    if not (effect > 0).all():
        raise ValueError(
            f"The experiment on {experiment.channel} from {experiment.first} to {experiment.last}: training "
            "saw no spend of it in these days. Give the window of the test, or leave the experiment out."
        )
    return effect


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

"""Lift tests: what an experiment says about a channel's ROAS, shape by shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from spendcast_mixmodel.calendars import Past
from spendcast_mixmodel.estimates import Array, Estimate
from spendcast_mixmodel.fit.mix.shapes import Candidates
from spendcast_mixmodel.marketing_mix import ChannelShapes
from spendcast_mixmodel.transforms import carry_over, hill

TOO_SURE = 1e-6
"""Standard error over what the window's spend brings at a ROAS of 1, below which it is a slip of the pen."""

CONTRADICTION = 0.01
"""Chance of such a scatter of a channel's tests about one ROAS, by the shape that suits them best, below
which they contradict one another."""


CONTRADICTS = 2.576
"""Standard deviations from which a test contradicts the rest: by chance, one in a hundred does."""


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
class CheckedTest:
    """A lift test beside what is said of its window without any lift test.

    Attributes:
        test: The test.
        without: Incremental revenue of the window by the same periods and priors without lift tests.
        deviations: Distance of the two, in standard deviations of both together.
        counts: Whether the fit follows it.
        confirmed: Whether another test, of other days, contradicts in the same way.
    """

    test: Experiment
    without: Estimate
    deviations: float
    counts: bool = True
    confirmed: bool = False

    @property
    def doubted(self) -> bool:
        """Whether it contradicts what else is known, and no other test bears it out."""
        return self.contradicts and not self.confirmed

    @property
    def contradicts(self) -> bool:
        """Whether they differ by more than chance makes them."""
        return self.deviations > CONTRADICTS


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
        k = position_of(experiment, channels)
        tried = Tried(candidates.shapes[k], candidates.half_life[k], candidates.features[:, k])
        effect = effect_in_window(experiment, past, k, tried)
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

    What the model itself would have the periods lack without the window's spend, so that a channel has one
    memory, whether periods or a test speak of it. Where the window ends within a period, some of that comes
    after its end.

    Raises:
        ValueError: The window does not lie within training, nothing was spent in it, or the standard error is
            beyond belief.
    """
    inside = _inside(experiment, past)
    periods = len(inside)
    days, shapes = past.calendar.days[:periods, None], tried.shapes
    part = np.array([within.mean() for within in inside])[:, None]
    without = _brought(past.spend[:periods, k, None] * (1 - part), shapes.share, shapes) * shapes.ceiling
    lacking = (tried.features[:periods] - without) * days
    if not inside[-1][-1]:
        lacking[-1] *= _before_its_end(past.spend[:periods, k], inside, tried)
    effect: Array = lacking.sum(axis=0)
    if not (effect > 0).all():
        raise ValueError(
            f"The experiment on {experiment.channel} from {experiment.first} to {experiment.last}: training "
            "saw no spend of it in these days. Give the window of the test, or leave the experiment out."
        )
    if experiment.standard_error < TOO_SURE * effect.max():
        raise ValueError(
            f"The experiment on {experiment.channel}: no test is so precise that its standard error is "
            f"{experiment.standard_error:g}. Give the error in revenue's currency."
        )
    return effect


def _before_its_end(spend: Array, inside: Sequence[NDArray[np.bool_]], tried: Tried) -> Array:
    """Part of what the window's last period would lack that it would lack before the window ends, (G,).

    Followed day by day: spend is spread evenly over a period's days, and fades by the day.
    """
    daily = np.repeat(spend, [len(within) for within in inside])[:, None]
    tested = np.concatenate(inside)[:, None]
    fading = 2.0 ** (-1 / tried.half_life)
    lacking = _brought(daily, fading, tried.shapes) - _brought(daily * ~tested, fading, tried.shapes)
    last = lacking[-len(inside[-1]) :]
    seen, in_all = last[: int(inside[-1].nonzero()[0][-1]) + 1].sum(axis=0), last.sum(axis=0)
    part: Array = np.divide(seen, in_all, out=np.ones_like(seen), where=in_all > 0)
    return part


def _brought(spend: Array, share: Array, shapes: ChannelShapes) -> Array:
    """Parts of the ceiling that spend, shape (T, 1), reaches, shape (T, G)."""
    return hill(carry_over(spend, share), shapes.half, shapes.slope)


def _inside(experiment: Experiment, past: Past) -> list[NDArray[np.bool_]]:
    """Which days of each period lie in the window, from the first of training to the window's last period.

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
    each = (begin + np.arange(int(length)) for begin, length in zip(start[:periods], days, strict=False))
    return [(first <= day) & (day <= last) for day in each]


def position_of(experiment: Experiment, channels: Sequence[str]) -> int:
    """Position of the channel that an experiment is about.

    Raises:
        ValueError: It is unknown, or the experiment's figures are none.
    """
    if experiment.channel not in channels:
        known = ", ".join(channels)
        raise ValueError(f"An experiment names the channel {experiment.channel!r}; known are {known}.")
    if not experiment.standard_error > 0 or not np.isfinite(experiment.incremental_revenue):
        raise ValueError(
            f"The experiment on {experiment.channel}: its error must be positive, its revenue finite; "
            f"got {experiment.standard_error} and {experiment.incremental_revenue}."
        )
    return list(channels).index(experiment.channel)

"""Estimates as they are told: mean, median and a 90 % interval of posterior draws."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EVERY = slice(None)
"""All draws."""

INTERVAL = 0.9
TO_END = 1.6449
"""Standard deviations from the median to an end of that interval, where the distribution is normal."""

_PROBABILITIES = np.array([0.5, (1 - INTERVAL) / 2, (1 + INTERVAL) / 2])


class Estimate(TypedDict):
    """A number that is not known exactly: `low` to `high` is a 90 % interval."""

    mean: float
    median: float
    low: float
    high: float


def summarise(mean: Array, draws: Array) -> Array:
    """Mean, median, low and high along the last axis.

    Quantiles are interpolated linearly between order statistics (Hyndman and Fan 1996, definition 7).

    Args:
        mean: Shape (...). Given rather than taken from the draws, so that what is added up adds up exactly.
        draws: Shape (..., D), or broadcastable to it in the leading axes.

    Returns:
        Shape (..., 4).
    """
    ordered = np.sort(draws, axis=-1)
    position = _PROBABILITIES * (draws.shape[-1] - 1)
    below = np.floor(position).astype(int)
    above = np.ceil(position).astype(int)
    quantiles = ordered[..., below] + (position - below) * (ordered[..., above] - ordered[..., below])
    quantiles = np.broadcast_to(quantiles, (*mean.shape, 3))
    return np.concatenate([mean[..., None], quantiles], axis=-1)


def as_estimate(summary: Array) -> Estimate:
    """One row of `summarise`, shape (4,), under its names."""
    mean, median, low, high = summary.tolist()
    return {"mean": mean, "median": median, "low": low, "high": high}

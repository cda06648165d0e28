"""Candidate shapes of carry-over and saturation, and what each makes of the spend that was seen."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from spendcast_mixmodel.calendars import Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.rounding import rounded_array
from spendcast_mixmodel.marketing_mix import ChannelShapes
from spendcast_mixmodel.transforms import carry_over, hill


@dataclass(frozen=True)
class Candidates:
    """G shapes for each of K channels, drawn from the prior, so that all are equally likely before the data.

    Attributes:
        shapes: Per channel.
        features: Incremental revenue per day in each training period where ROAS is 1, shape (n, K, G).
    """

    shapes: tuple[ChannelShapes, ...]
    features: Array


def candidates(past: Past, priors: Priors, n_shapes: int, period_days: float, seed: int) -> Candidates:
    """Draw shapes by a scrambled Sobol sequence, and transform the spend of training with each.

    A shape's ceiling is such that its contributions over training add up to the channel's spend. The
    coefficient is then ROAS itself, whatever the shape, and the two are nearly independent.
    """
    usual = _spend_on_air(past.spend)
    shapes, features = [], []
    for k, level in enumerate(usual):
        uniform = _sobol(n_shapes, 3, seed + k)
        share, half, slope = priors.shapes(uniform, k, period_days)
        share, half, slope = rounded_array(share), rounded_array(half * level), rounded_array(slope)
        value = hill(carry_over(past.spend[:, k, None], share), half, slope)
        brought = (value * past.calendar.days[:, None]).sum(axis=0)
        ceiling = np.divide(past.total[k], brought, out=half.copy(), where=brought > 0)
        ceiling = rounded_array(ceiling)
        shapes.append(ChannelShapes(share=share, half=half, slope=slope, ceiling=ceiling))
        features.append(value * ceiling)
    return Candidates(tuple(shapes), np.stack(features, axis=1))


def _spend_on_air(spend: Array) -> Array:
    """Mean spend per day over the periods in which a channel spent; 1 where none did, shape (K,)."""
    on_air = (spend > 0).sum(axis=0)
    total = spend.sum(axis=0)
    usual: Array = np.divide(total, on_air, out=np.ones(len(total)), where=on_air > 0)
    return usual


def _sobol(n_points: int, dimensions: int, seed: int) -> Array:
    sequence = stats.qmc.Sobol(dimensions, rng=seed)
    points: Array = sequence.random_base2((n_points - 1).bit_length())[:n_points]
    return points.clip(1e-9, 1 - 1e-9)

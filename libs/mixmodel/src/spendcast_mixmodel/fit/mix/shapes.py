"""Candidate shapes of carry-over and saturation, and what each makes of the spend that was seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from spendcast_mixmodel.calendars import Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.rounding import rounded_array
from spendcast_mixmodel.marketing_mix import ChannelShapes
from spendcast_mixmodel.transforms import carry_over, hill, retention

SHAPE_DIGITS = 6
"""Significant digits of candidates, which are random; their ceilings have more, so that sums agree."""

MOST_LOG_RATIO = 600.0
"""Densities far outside the prior are cut off before they overflow."""

PRIOR_PART = 0.25
"""Part of the refined candidates that is drawn from the prior again, so that none is out of reach."""

BANDWIDTH = 0.8
"""Standard deviation of refined candidates about explored ones, over that of the explored ones themselves."""

DOUBT = 0.5
"""Variance added to that, over the number of candidates that carry the posterior: one has no width."""

ENOUGH = 8.0
"""Candidates that carry the posterior of a channel's shape, from which a choice among them is fine enough."""


@dataclass(frozen=True)
class Candidates:
    """G shapes for each of K channels.

    Attributes:
        shapes: Per channel.
        half_life: Days in which what spend brings fades by half, shape (K, G).
        features: Incremental revenue per day in each training period where ROAS is 1, shape (n, K, G).
        points: The shapes as points whose prior is standard normal, shape (K, G, 3).
        log_weight: Log prior over log density of the drawing, shape (K, G); 0 where drawn from the prior.
    """

    shapes: tuple[ChannelShapes, ...]
    half_life: Array
    features: Array
    points: Array
    log_weight: Array


@dataclass(frozen=True)
class Spend:
    """What shapes are applied to.

    Attributes:
        past: Spend of training.
        period_days: Days in a usual period.
        priors: Beliefs.
    """

    past: Past
    period_days: float
    priors: Priors


def draw_candidates(spend: Spend, n_shapes: int, seed: int) -> Candidates:
    """Draw shapes from the prior by scrambled Sobol sequences, and transform spend with each."""
    n_channels = spend.past.spend.shape[1]
    points = _normal(n_channels, n_shapes, 3, seed)
    return _transformed(spend, points, np.zeros((n_channels, n_shapes)))


def refine_candidates(
    candidates: Candidates, drawn: NDArray[np.int64], spend: Spend, seed: int
) -> Candidates:
    """Draw shapes anew where the posterior was found to lie; few of the first lie there if data tell much.

    Three quarters come from a mixture of normals about the candidates, in proportion to how often they were
    drawn, and a quarter from the prior. Their weights make up for it (importance weights of a defensive
    mixture, Hesterberg 1995), so that the posterior stays what it was.

    Args:
        candidates: First ones.
        drawn: Which of them a short sampling drew, shape (S, C, K).
        spend: What shapes are applied to.
        seed: Of the drawing.
    """
    n_channels, n_shapes = candidates.log_weight.shape
    n_prior = int(PRIOR_PART * n_shapes)
    fresh = _normal(n_channels, n_shapes, 4, seed)
    points, weights = [], []
    for k in range(n_channels):
        share = np.bincount(drawn[..., k].ravel(), minlength=n_shapes) / drawn[..., k].size
        kernel = _kernel(candidates.points[k], share)
        point = fresh[k, :, :3]
        place = special.ndtr(fresh[k, n_prior:, 3])
        centre = np.searchsorted(share.cumsum(), place).clip(max=n_shapes - 1)
        point[n_prior:] = candidates.points[k, centre] + point[n_prior:] @ np.linalg.cholesky(kernel).T
        points.append(point)
        ratio = _density_ratio(point, candidates.points[k], share, kernel)
        weights.append(-np.log(PRIOR_PART + (1 - PRIOR_PART) * ratio))
    return _transformed(spend, np.stack(points), np.stack(weights))


def joined_shapes(found: Sequence[Candidates]) -> tuple[ChannelShapes, ...]:
    """Shapes of each channel, those of all candidates one after the other."""
    return tuple(
        ChannelShapes(
            *(
                np.concatenate([getattr(one, name) for one in of_channel])
                for name in ("share", "half", "slope", "ceiling")
            )
        )
        for of_channel in zip(*(one.shapes for one in found), strict=True)
    )


def carrying(drawn: NDArray[np.int64], n_shapes: int) -> Array:
    """How many candidates carry the posterior, shape (K,): inverse of the sum of their squared shares."""
    columns = drawn.reshape(-1, drawn.shape[-1]).T
    shares = np.stack([np.bincount(column, minlength=n_shapes) / len(column) for column in columns])
    number: Array = 1 / (shares**2).sum(axis=1)
    return number


def _kernel(points: Array, share: Array) -> Array:
    """Covariance of refined candidates about the one that each is drawn at, shape (3, 3)."""
    centred = points - share @ points
    spread = (share[:, None] * centred).T @ centred
    kernel: Array = BANDWIDTH**2 * spread + DOUBT * float((share**2).sum()) * np.eye(len(spread))
    return kernel


def _density_ratio(point: Array, centres: Array, share: Array, kernel: Array) -> Array:
    """Density of a mixture of normals about `centres` over the standard normal's, at each point, (G,)."""
    root = np.linalg.inv(np.linalg.cholesky(kernel))
    distance = (((point[:, None] - centres[None]) @ root.T) ** 2).sum(axis=-1)
    own = (point**2).sum(axis=-1)[:, None]
    log_ratio = (own - distance) / 2 + np.log(np.diag(root)).sum()
    ratio: Array = (share * np.exp(np.minimum(log_ratio, MOST_LOG_RATIO))).sum(axis=1)
    return ratio


def _transformed(spend: Spend, points: Array, log_weight: Array) -> Candidates:
    """What the shapes at these points make of spend.

    A shape's ceiling is such that its contributions over training add up to the channel's spend. The
    coefficient is then ROAS itself, whatever the shape.
    """
    past = spend.past
    half_life, half, slope = spend.priors.shapes(points)
    half = half * _spend_on_air(past.spend)[:, None]
    share = retention(half_life, spend.period_days)
    share, half, slope = (rounded_array(x, SHAPE_DIGITS) for x in (share, half, slope))
    value = hill(carry_over(past.spend[:, :, None], share), half, slope)
    brought = np.tensordot(past.calendar.days, value, axes=(0, 0))
    total = np.broadcast_to(past.total[:, None], brought.shape)
    ceiling = rounded_array(np.divide(total, brought, out=half.copy(), where=brought > 0))
    shapes = tuple(ChannelShapes(*parts) for parts in zip(share, half, slope, ceiling, strict=True))
    return Candidates(shapes, half_life, value * ceiling, points, log_weight)


def _spend_on_air(spend: Array) -> Array:
    """Mean spend per day over the periods in which a channel spent; 1 where none did, shape (K,)."""
    on_air = (spend > 0).sum(axis=0)
    total = spend.sum(axis=0)
    usual: Array = np.divide(total, on_air, out=np.ones(len(total)), where=on_air > 0)
    return usual


def _normal(n_channels: int, n_points: int, dimensions: int, seed: int) -> Array:
    """Standard normal points of a scrambled Sobol sequence, shape (K, n_points, dimensions)."""
    sequence = stats.qmc.Sobol(n_channels * dimensions, rng=seed)
    uniform = sequence.random_base2((n_points - 1).bit_length())[:n_points].clip(1e-9, 1 - 1e-9)
    points: Array = special.ndtri(uniform).reshape(n_points, n_channels, dimensions).transpose(1, 0, 2)
    return points

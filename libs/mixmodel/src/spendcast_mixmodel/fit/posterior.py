"""Posterior of a linear regression under flat or ridge priors, honest where the design says nothing."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.rounding import DRAW_DIGITS, rounded, rounded_array
from spendcast_mixmodel.response import LinearResponse

SILENT = 1e-4
"""A direction is silent when spend moved along it by less than this part of its level (root mean squares).

Coefficients along a silent direction are 0 with a standard deviation of 1 / SILENT times revenue over spend.
No interval of a channel that takes part in it is then of any use, which is the truth, while such large
coefficients still cancel to well within the noise where a plan keeps to what was seen.
"""


@dataclass(frozen=True)
class Design:
    """Spend per day along its principal directions, for n periods and K channels.

    Attributes:
        center: Mean spend per day, shape (K,).
        scale: Root mean square of spend per day, shape (K,).
        directions: Orthonormal, one a column, shape (K, K).
        deviations: Root mean square of the centred and scaled spend along each direction, shape (K,).
        scores: Centred and scaled spend along each direction, 0 along silent ones; shape (n, K).
        heard: Which directions are not silent, shape (K,).
    """

    center: Array
    scale: Array
    directions: Array
    deviations: Array
    scores: Array
    heard: NDArray[np.bool_]

    @classmethod
    def of(cls, spend: Array) -> "Design":
        """The design of spend per day, shape (n, K)."""
        level = np.sqrt(np.mean(spend**2, axis=0))
        scale = np.where(level > 0, level, level.max() or 1.0)
        center = spend.mean(axis=0)
        scaled = (spend - center) / scale
        variances, directions = np.linalg.eigh(scaled.T @ scaled / len(spend))
        deviations = np.sqrt(variances.clip(0))
        heard = deviations > SILENT
        return cls(center, scale, directions, deviations, scaled @ directions * heard, heard)

    @property
    def rank(self) -> int:
        """Number of directions that are not silent."""
        return int(self.heard.sum())

    def root(self, deviations: Array) -> Array:
        """Symmetric root of the covariance with these standard deviations along the directions, shape (K, K).

        Symmetric, so that it depends neither on the signs nor on the order of the directions, which a linear
        algebra library is free to choose.
        """
        return (self.directions * deviations) @ self.directions.T


@dataclass(frozen=True)
class Regression:
    """Least squares of revenue per day on a design.

    Attributes:
        level: Revenue per day at the mean spend.
        coefficients: Revenue per unit of spend, shape (K,).
        sigma: Standard deviation of the residuals, per day, with `freedom` in the denominator.
        freedom: Periods less learned numbers; one that ridge shrinks counts by what is left of it.
        ridge: Strength of the shrinkage: a direction along which spend moved by the square root of it, as a
            part of its level, is shrunk by half.
    """

    level: float
    coefficients: Array
    sigma: float
    freedom: float
    ridge: float

    @classmethod
    def of(cls, design: Design, revenue: Array, ridge: float = 0.0) -> "Regression":
        """Regress revenue per day, shape (n,).

        The scores are orthogonal and centred, so each direction has its coefficient, and is shrunk, by itself
        (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., section 3.4.1).

        Raises:
            ValueError: No period is left over to learn the noise from.
        """
        left = design.deviations**2 / np.maximum(design.deviations**2 + ridge, SILENT**2) * design.heard
        freedom = len(revenue) - 1 - float(left.sum())
        if freedom < 1:
            raise ValueError(
                f"Fitting {len(design.scale)} channels to n_samples = {len(revenue)} periods: "
                f"at least {design.rank + 2} are needed, so that the noise can be told from the effects. "
                "Add periods, or join channels."
            )
        spread = len(revenue) * np.maximum(design.deviations**2 + ridge, SILENT**2)
        along = (design.scores * revenue[:, None]).sum(axis=0) / spread
        residuals = revenue - revenue.mean() - (design.scores * along).sum(axis=1)
        return cls(
            level=float(revenue.mean()),
            coefficients=rounded_array(design.directions @ along / design.scale),
            sigma=rounded(math.sqrt(residuals @ residuals / freedom)),
            freedom=freedom,
            ridge=ridge,
        )


def draw_posterior(
    design: Design, regression: Regression, revenue: Array, n_draws: int, seed: int
) -> LinearResponse:
    """Draw from the posterior under the prior p(level, coefficients, log sigma) = const, normal with ridge.

    sigma^2 is scaled inverse chi-squared; given sigma, level and coefficients are normal (Gelman et al.,
    Bayesian Data Analysis, 3rd ed., section 14.2). Draws are of a scrambled Sobol sequence, which settles the
    width of an interval three times as well as random numbers do, and come in pairs mirrored about the point
    estimate (antithetic), so that their mean is the point estimate.

    Args:
        design: For n periods and K channels.
        regression: Its least squares fit.
        revenue: Per day, shape (n,).
        n_draws: Even number of draws.
        seed: Of the scrambling.
    """
    n, half = len(revenue), n_draws // 2
    freedom = regression.freedom
    uniform = _sobol(half, len(design.scale) + 3, seed)
    sigma = np.tile(regression.sigma * np.sqrt(freedom / stats.chi2.ppf(uniform[:, 0], freedom)), 2)
    normal = stats.norm.ppf(uniform[:, 1:])
    normal = np.concatenate([normal, -normal])
    level_deviates, deviates, noise = normal[:, 0], normal[:, 1:-1], normal[:, -1]

    spread = np.sqrt(design.deviations.clip(SILENT) ** 2 + regression.ridge)
    heard = np.where(design.heard, 1 / (np.sqrt(n) * spread), 0.0)
    silent = np.where(design.heard, 0.0, np.sqrt(np.mean(revenue**2)) / SILENT)
    deviations = sigma[:, None] * (deviates @ design.root(heard)) + deviates @ design.root(silent)
    coefficients = regression.coefficients + deviations / design.scale
    level = regression.level + sigma * level_deviates / np.sqrt(n)
    return LinearResponse(
        intercept=rounded(float(regression.level - regression.coefficients @ design.center)),
        coefficients=regression.coefficients,
        intercept_draws=rounded_array(level - coefficients @ design.center, DRAW_DIGITS),
        coefficient_draws=rounded_array(coefficients.T, DRAW_DIGITS),
        sigma_draws=rounded_array(sigma, DRAW_DIGITS),
        noise_draws=rounded_array(noise, DRAW_DIGITS),
    )


def _sobol(n_points: int, dimensions: int, seed: int) -> Array:
    """Points of (0, 1), shape (n_points, dimensions); the sequence is balanced in powers of two."""
    sequence = stats.qmc.Sobol(dimensions, rng=seed)
    points: Array = sequence.random_base2((n_points - 1).bit_length())[:n_points]
    return points.clip(1e-9, 1 - 1e-9)

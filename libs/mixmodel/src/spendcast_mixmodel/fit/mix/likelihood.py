"""The likelihood with the base integrated out: for each noise structure, inner products of all candidates."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.priors import Priors

FREE = 1e-8
"""Prior precision of the level, in units of revenue's mean: none to speak of."""


@dataclass(frozen=True)
class Base:
    """The columns of revenue without advertising, and their prior.

    Attributes:
        columns: Level first, then the terms, shape (n, 1 + p).
        precision: Prior precision of the coefficients without drift, shape (1 + p,).
        step: Years between knots for drift columns (consecutive increments are independent), 0 for others.
        n_drift: Number of drift columns; they are consecutive.
        first_drift: Position of the first.
    """

    columns: Array
    precision: Array
    knot_years: float
    n_drift: int
    first_drift: int

    def prior_precision(self, drift: float) -> Array:
        """Prior precision matrix for a drift of so much a year: a random walk over the knots."""
        matrix = np.diag(self.precision)
        if self.n_drift:
            walk = 2 * np.eye(self.n_drift) - np.eye(self.n_drift, k=1) - np.eye(self.n_drift, k=-1)
            walk[-1, -1] = 1.0
            rows = slice(self.first_drift, self.first_drift + self.n_drift)
            matrix[rows, rows] += walk / (drift**2 * self.knot_years)
        return matrix


@dataclass(frozen=True)
class Structure:
    """One way in which noise may behave, with what is needed to solve for the base under it.

    Attributes:
        memory: Correlation of noise from a period to the next.
        drift: Standard deviation of the base's drift in a year, relative to mean revenue.
        log_prior: Its log prior probability.
        log_determinant: Log determinant of the covariance of revenue over sigma^2, but for a constant.
        root: Upper Cholesky factor of the base's posterior precision times sigma^2, shape (1 + p, 1 + p).
        base: The base's columns, whitened, shape (n, 1 + p).
    """

    memory: float
    drift: float
    log_prior: float
    log_determinant: float
    root: Array
    base: Array


@dataclass(frozen=True)
class Tables:
    """Inner products under each of H structures, the base projected out; N candidates in all.

    Attributes:
        gram: Of candidates with one another, shape (H, N, N).
        cross: Of candidates with revenue, shape (H, N).
        square: Of revenue with itself, shape (H,).
    """

    gram: Array
    cross: Array
    square: Array


def whiten(values: Array, memory: float) -> Array:
    """Values of n periods, shape (n, ...), as independent ones of the same variance, if noise is AR(1)."""
    scaled = values.copy()
    scaled[1:] -= memory * values[:-1]
    scaled[1:] /= np.sqrt(1 - memory**2)
    return scaled


def structures(base: Base, priors: Priors, sigma: float) -> list[Structure]:
    """All combinations of memory and drift.

    Args:
        base: The base, relative to mean revenue.
        priors: Their values and probabilities.
        sigma: A first guess of the noise. The base's prior is given in money, the algebra wants it in units
            of the noise; the guess only scales this prior, which data soon outweigh.
    """
    return [
        _structure(base, memory, drift, float(np.log(p * q)), sigma)
        for memory, p in priors.memories
        for drift, q in (priors.drifts if base.n_drift else ((priors.drifts[0][0], 1.0),))
    ]


def _structure(base: Base, memory: float, drift: float, log_prior: float, sigma: float) -> Structure:
    n = len(base.columns)
    whitened = whiten(base.columns, memory)
    prior = base.prior_precision(drift) * sigma**2
    root = cholesky(whitened.T @ whitened + prior)
    log_determinant = (n - 1) * np.log(1 - memory**2) + 2 * np.log(np.diag(root)).sum()
    log_determinant -= 2 * np.log(np.diag(cholesky(prior))).sum()
    return Structure(memory, drift, log_prior, float(log_determinant), root, whitened)


def tables(noise: list[Structure], features: Array, revenue: Array) -> Tables:
    """Inner products of the candidates, shape (n, N), and revenue, shape (n,)."""
    n_candidates = features.shape[1]
    found = Tables(
        gram=np.empty((len(noise), n_candidates, n_candidates)),
        cross=np.empty((len(noise), n_candidates)),
        square=np.empty(len(noise)),
    )
    whitened: dict[float, tuple[Array, Array, Array]] = {}
    for h, structure in enumerate(noise):
        if structure.memory not in whitened:
            values = whiten(features, structure.memory)
            whitened[structure.memory] = values, whiten(revenue, structure.memory), values.T @ values
        values, target, product = whitened[structure.memory]
        explained = solve_triangular(structure.root, structure.base.T @ values, trans="T")
        of_target = solve_triangular(structure.root, structure.base.T @ target, trans="T")
        np.matmul(explained.T, explained, out=found.gram[h])
        np.subtract(product, found.gram[h], out=found.gram[h])
        found.cross[h] = values.T @ target - explained.T @ of_target
        found.square[h] = target @ target - of_target @ of_target
    return found


def draw_base(structure: Structure, left: Array, sigma: Array, normal: Array) -> Array:
    """Draw the base's coefficients given what the channels leave of revenue.

    Args:
        structure: How noise behaves, for all of these draws.
        left: Revenue less the channels' contributions, shape (n, D).
        sigma: Standard deviation of the noise, shape (D,).
        normal: Standard normal deviates, shape (1 + p, D).

    Returns:
        Shape (1 + p, D).
    """
    product = structure.base.T @ whiten(left, structure.memory)
    centre = solve_triangular(structure.root, product, trans="T")
    coefficients: Array = solve_triangular(structure.root, centre + sigma * normal)
    return coefficients

"""Gibbs sampling of shapes, ROAS, their common level and the noise, many chains at once.

The base is integrated out (`likelihood.py`), and shapes are chosen among candidates, so that each
conditional is a table look-up and a draw from a finite list. All chains take each step together; nothing is
drawn in a loop.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.likelihood import Structure, Tables
from spendcast_mixmodel.fit.mix.mixing import Mixing, mixing
from spendcast_mixmodel.fit.mix.priors import Priors

CELLS = 40
"""Points at which a conditional density is computed, before one of their cells is chosen."""

CELL = np.arange(CELLS)

ROAS_CELLS = 24
"""The same of a ROAS, whose density is smooth: points less than a standard deviation apart leave no error to
speak of (the trapezoid rule on a normal density: 5e-9)."""

ROAS_CELL = np.arange(ROAS_CELLS)

REACH = 5.0
"""Standard deviations to either side that these points cover."""

TINY = 1e-300
ROOT = float(np.sqrt(2 * np.pi))

BEYOND = 50.0
"""Log weight that a media share above 1 loses for each unit: base revenue is hardly ever below zero."""

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """What is known to the sampler, for K channels of G candidates and n periods.

    Attributes:
        tables: Inner products of the K x G candidates, relative to mean revenue.
        noise: The structures that the tables are of.
        n_periods: n.
        shares: Share of revenue that a channel brings where its ROAS is 1, shape (K,).
        test_precision: What lift tests add to the precision of ROAS, shape (K, G).
        test_product: What lift tests add to precision times estimate, shape (K, G).
        log_weight: Log prior of the candidates, but for a constant, shape (K, G).
        priors: Beliefs.
    """

    tables: Tables
    noise: list[Structure]
    n_periods: int
    shares: Array
    test_precision: Array
    test_product: Array
    log_weight: Array
    priors: Priors


@dataclass(frozen=True)
class Draws:
    """Posterior draws of S sweeps of C chains.

    Attributes:
        roas: Shape (S, C, K).
        shape: Candidate of each channel, shape (S, C, K).
        noise: Position of the noise structure, shape (S, C).
        sigma: Standard deviation of noise relative to mean revenue, shape (S, C).
    """

    roas: Array
    shape: Index
    noise: Index
    sigma: Array

    @cached_property
    def mixing(self) -> tuple[Mixing, ...]:
        """Of the ROAS of each channel."""
        return tuple(mixing(self.roas[:, :, k]) for k in range(self.roas.shape[2]))


class Sampler:
    """C chains; each sweep draws every unknown given the others.

    Args:
        problem: What is known.
        n_chains: C.
        seed: Of all random numbers.
        roas: Where the chains start, shape (C, K); by default at draws from the prior.
    """

    def __init__(self, problem: Problem, n_chains: int, seed: int, roas: Array | None = None) -> None:
        self.problem = problem
        self.rng = np.random.default_rng(seed)
        self.n_channels, self.n_shapes = problem.test_precision.shape
        n_noise = len(problem.noise)
        n = self.n_channels * self.n_shapes
        self.rows = problem.tables.gram.reshape(n_noise * n, self.n_channels, self.n_shapes)
        self.diagonal = np.diagonal(problem.tables.gram, axis1=1, axis2=2).reshape(
            n_noise, self.n_channels, -1
        )
        self.log_norm = np.log(np.maximum(self.diagonal, TINY)) / 2
        self.tested = np.asarray(problem.test_precision.any(axis=1))
        self.cross = problem.tables.cross.reshape(n_noise, self.n_channels, -1)
        self.log_noise = np.array([s.log_prior - s.log_determinant / 2 for s in problem.noise])
        self.chain = np.arange(n_chains)
        self._start(n_chains)
        if roas is not None:
            self.roas = roas.copy()

    def run(self, burn_in: int, sweeps: int) -> Draws:
        """Take `burn_in` sweeps unseen and `sweeps` more that are returned."""
        for _ in range(burn_in):
            self._sweep()
        kept = []
        for _ in range(sweeps):
            self._sweep()
            kept.append((self.roas.copy(), self.shape.copy(), self.noise, np.sqrt(self.variance)))
        roas, shape, noise, sigma = (np.stack(part) for part in zip(*kept, strict=True))
        return Draws(roas, shape, noise, sigma)

    def _start(self, n_chains: int) -> None:
        """Start each chain at a draw from the prior, shrunk to a modest share of revenue."""
        priors = self.problem.priors
        shape = (n_chains, self.n_channels)
        self.shape = self.rng.integers(self.n_shapes, size=shape)
        self.noise = self.rng.integers(len(self.problem.noise), size=n_chains)
        weight = np.exp(0.5 * self.rng.standard_normal(shape))
        spent = self.problem.shares.sum()
        total = priors.media_share[0] / spent if spent > 0 else priors.roas[0]
        self.roas = weight / weight.mean(axis=1, keepdims=True) * total
        self.level = np.log(self.roas).mean(axis=1)
        self.spread = np.full(n_chains, priors.spread)
        self.variance = np.full(n_chains, 0.05**2)

    def _sweep(self) -> None:
        self._draw_noise()
        for k in range(self.n_channels):
            rest = self._unexplained(k) / self.variance[:, None]
            self._draw_shape(k, rest)
            self._draw_roas(k, rest)
        self._transfer()
        self._draw_level()
        self._draw_spread()

    def _row(self, k: int | slice) -> Index:
        """Rows of the Gram matrices where the current candidates of channel k stand, shape (C,) or (C, K)."""
        channels = np.arange(self.n_channels)[k]
        shape = self.shape[:, k]
        noise = self.noise if shape.ndim == 1 else self.noise[:, None]
        rows: Index = (noise * self.n_channels + channels) * self.n_shapes + shape
        return rows

    def _unexplained(self, k: int) -> Array:
        """Product of each candidate of channel k with what base and other channels leave, shape (C, G)."""
        others = self.roas.copy()
        others[:, k] = 0.0
        gram = self.rows[self._row(slice(None)), k]
        rest: Array = self.cross[self.noise, k]
        rest -= np.matmul(others[:, None, :], gram)[:, 0]
        return rest

    def _draw_shape(self, k: int, rest: Array) -> None:
        """Draw the shape while what the channel's moves explain is held, not its ROAS.

        Data tell the size of moves: a shape that moves less needs a higher ROAS to explain as much. ROAS x
        norm of the candidate is therefore kept; the prior is even in the logarithm of both, so there is no
        Jacobian.
        """
        active = self.roas[:, k] > 0
        log_norm = self._log_norm(k)
        log_moves = np.log(np.maximum(self.roas[:, k], TINY)) + log_norm[self.chain, self.shape[:, k]]
        log_roas = log_moves[:, None] - log_norm
        roas = np.exp(log_roas)
        density = rest + self.problem.test_product[k] if self.tested[k] else rest.copy()
        density *= roas
        density += self._log_share(roas * self.problem.shares[k] + self._share_beside(k))
        density += self._log_prior(log_roas)
        density *= active[:, None]
        density += self.problem.log_weight[k]
        self.shape[:, k] = self._choose(density)
        self.roas[:, k] = roas[self.chain, self.shape[:, k]] * active

    def _log_norm(self, k: int) -> Array:
        """Log norm of channel k by each candidate, in units of what data and tests tell, shape (C, G)."""
        if not self.tested[k]:
            return np.asarray(self.log_norm[self.noise, k])
        information = self.diagonal[self.noise, k] / self.variance[:, None] + self.problem.test_precision[k]
        return np.asarray(np.log(np.maximum(information, TINY)) / 2)

    def _draw_roas(self, k: int, rest: Array) -> None:
        """Draw ROAS on a grid, even in its logarithm, where likelihood and prior meet; or no effect."""
        priors = self.problem.priors
        shape = self.shape[:, k]
        precision = (
            self.problem.test_precision[k, shape] + self.diagonal[self.noise, k, shape] / self.variance
        )
        product = self.problem.test_product[k, shape] + rest[self.chain, shape]

        low, high = self._range(precision, product)
        width = (high - low) / ROAS_CELLS
        log_roas = width[:, None] * (ROAS_CELL + self.rng.random((len(low), 1)))
        log_roas += low[:, None]
        some = np.exp(log_roas)
        beside = self._share_beside(k)
        density = self._log_prior(log_roas)
        density += self._log_share(some * self.problem.shares[k] + beside)
        explained = some * (-precision / 2)[:, None]
        explained += product[:, None]
        explained *= some
        density += explained
        density += np.log(width / self.spread * ((1 - priors.no_effect) / ROOT))[:, None]
        nothing = self._log_share(beside) + np.log(max(priors.no_effect, TINY))
        chosen = self._choose(np.concatenate([nothing, density], axis=1))
        self.roas[:, k] = np.where(chosen > 0, some[self.chain, chosen - 1], 0.0)

    def _log_prior(self, log_roas: Array) -> Array:
        """Log density of log ROAS about the common level, but for a constant of each chain."""
        density: Array = log_roas - self.level[:, None]
        density *= density
        density *= (-0.5 / self.spread**2)[:, None]
        return density

    def _share_beside(self, k: int) -> Array:
        """Share of revenue that all channels but k bring, shape (C, 1)."""
        shares = self.problem.shares
        beside: Array = (self.roas @ shares - self.roas[:, k] * shares[k])[:, None]
        return beside

    def _range(self, precision: Array, product: Array) -> tuple[Array, Array]:
        """Where log ROAS can lie: within reach of likelihood and prior, or of the prior if they disagree."""
        prior_low, prior_high = self.level - REACH * self.spread, self.level + REACH * self.spread
        precision = np.maximum(precision, TINY)
        centre, reach = product / precision, REACH / np.sqrt(precision)
        low = np.log(np.maximum(centre - reach, np.exp(prior_low)))
        high = np.log(np.clip(centre + reach, TINY, np.exp(prior_high)))
        apart = high <= low
        return np.where(apart, prior_low, low), np.where(apart, prior_high, high)

    def _log_share(self, share: Array) -> Array:
        """Log weight of media's share of revenue: logit-normal, beside the priors of the channels."""
        median, deviation = self.problem.priors.media_share
        inside = np.clip(share, 1e-6, 1 - 1e-6)
        inside /= 1 - inside
        logit = np.log(inside, out=inside)
        logit -= np.log(median / (1 - median))
        logit *= logit
        logit *= -0.5 / deviation**2
        return logit - BEYOND * np.maximum(share - 1, 0) if share.max() > 1 else logit

    def _transfer(self) -> None:
        """Share out anew what two channels bring together: collinear channels need it to mix.

        Given the total T in shares of revenue, the part u of the first channel is drawn on a grid, or one of
        the two brings all. With ROAS u T / s_1 and (1 - u) T / s_2, the area element is T / (s_1 s_2) dT du;
        where one brings nothing it is dT / s of the other.
        """
        if self.n_channels < 2:
            return
        pair = np.argsort(self.rng.random(self.roas.shape), axis=1)[:, :2]
        share = self.problem.shares[pair]
        total = (self.roas[self.chain[:, None], pair] * share).sum(axis=1, keepdims=True)
        possible = np.asarray((share > 0).all(axis=1) & (total[:, 0] > 0))
        share, total = np.where(possible[:, None], share, 1.0), np.where(possible[:, None], total, 1.0)
        inner = (CELL + self.rng.random((len(total), 1))) / CELLS
        part = np.column_stack([inner, np.ones(len(total)), np.zeros(len(total))])
        roas = part * total / share[:, :1], (1 - part) * total / share[:, 1:]
        area = np.repeat(np.log(total / share.prod(axis=1, keepdims=True) / CELLS), CELLS, axis=1)
        area = np.column_stack([area, -np.log(share)])
        density = self._log_pair(pair.T, roas) + area
        chosen = self._choose(np.where(possible[:, None], density, 0.0))
        moved = self.chain[possible]
        for channel, drawn in zip(pair.T, roas, strict=True):
            self.roas[moved, channel[moved]] = drawn[moved, chosen[moved]]

    def _log_pair(self, pair: Index, roas: tuple[Array, Array]) -> Array:
        """Log density of the ROAS of a pair of channels, shape (2, C), given all others, shape (C, cells)."""
        nothing = self.problem.priors.no_effect
        log_density = np.zeros_like(roas[0])
        for channel, value, explained in zip(pair, roas, self._explained(*pair), strict=True):
            shape = self.shape[self.chain, channel]
            left = self.cross[self.noise, channel, shape] - explained
            precision = self.diagonal[self.noise, channel, shape] / self.variance
            precision += self.problem.test_precision[channel, shape]
            product = left / self.variance + self.problem.test_product[channel, shape]
            log_roas = np.log(np.maximum(value, TINY))
            scaled = (log_roas - self.level[:, None]) / self.spread[:, None]
            scale = np.log((1 - nothing) / ROOT / self.spread)[:, None]
            log_prior = scale - scaled * scaled / 2 - log_roas
            log_prior[value <= 0] = np.log(max(nothing, TINY))
            log_density += value * (product[:, None] - value * (precision[:, None] / 2)) + log_prior
        between = (self._between(*pair) / self.variance)[:, None]
        log_density -= roas[0] * roas[1] * between
        return log_density

    def _explained(self, first: Index, second: Index) -> tuple[Array, Array]:
        """What the channels beside these two explain of each of the two, shape (C,) both."""
        others = self.roas.copy()
        others[self.chain, first] = 0.0
        others[self.chain, second] = 0.0
        rows = self._row(slice(None))
        of_first = self.rows[rows, first[:, None], self.shape[self.chain, first][:, None]]
        of_second = self.rows[rows, second[:, None], self.shape[self.chain, second][:, None]]
        return (others * of_first).sum(axis=1), (others * of_second).sum(axis=1)

    def _between(self, first: Index, second: Index) -> Array:
        rows = self._row(slice(None))[self.chain, first]
        products: Array = self.rows[rows, second, self.shape[self.chain, second]]
        return products

    def _draw_noise(self) -> None:
        """Draw the noise structure with the variance integrated out, then the variance."""
        squares = self._squares()
        freedom = self.problem.n_periods - 1
        chosen = self._choose(self.log_noise - freedom / 2 * np.log(squares))
        self.noise = chosen
        chi_square = self.rng.chisquare(freedom, len(chosen))
        self.variance = squares[self.chain, chosen] / chi_square

    def _squares(self) -> Array:
        """Sum of squares that base and channels leave unexplained, by noise structure, shape (C, H)."""
        channels = np.arange(self.n_channels)
        position = channels * self.n_shapes + self.shape
        gram = self.problem.tables.gram[:, position[:, :, None], position[:, None, :]]
        cross = self.problem.tables.cross[:, position]
        explained = np.einsum("hck,ck->ch", cross, self.roas)
        quadratic = np.einsum("hckj,ck,cj->ch", gram, self.roas, self.roas)
        squares = self.problem.tables.square - 2 * explained + quadratic
        floor = 1e-12 * np.maximum(self.problem.tables.square, 1e-12)
        return np.asarray(np.maximum(squares, floor), dtype=np.float64)

    def _draw_level(self) -> None:
        """Draw the common level of log ROAS on a grid over its prior."""
        priors = self.problem.priors
        usual, deviation = np.log(priors.roas[0]), priors.roas[1]
        spent = self.problem.shares.sum()
        implied = np.log(priors.media_share[0] / spent) if spent > 0 else usual
        low, high = min(usual - 4 * deviation, implied - 4), max(usual + 4 * deviation, implied + 4)
        cells = 2 * CELLS
        width = (high - low) / cells
        level = low + width * (np.arange(cells) + self.rng.random((len(self.chain), 1)))
        same = np.exp(-(((level - usual) / deviation) ** 2) / 2) / deviation
        other = np.exp(-((level - implied) ** 2) / 2)
        density = np.log((1 - priors.other_currency) * same + priors.other_currency * other + TINY)
        active = self.roas > 0
        log_roas = np.log(np.where(active, self.roas, 1.0))
        count = active.sum(axis=1)[:, None]
        mean = (log_roas.sum(axis=1)[:, None]) / np.maximum(count, 1)
        density -= count * (level - mean) ** 2 / (2 * self.spread[:, None] ** 2)
        self.level = level[self.chain, self._choose(density)]

    def _draw_spread(self) -> None:
        """Draw the spread of log ROAS on a grid over its half-normal prior."""
        scale = self.problem.priors.spread
        spread = 0.05 + 4 * scale * (np.arange(CELLS) + self.rng.random((len(self.chain), 1))) / CELLS
        active = self.roas > 0
        log_roas = np.log(np.where(active, self.roas, 1.0))
        squares = (active * (log_roas - self.level[:, None]) ** 2).sum(axis=1)[:, None]
        density = -((spread / scale) ** 2) / 2 - active.sum(axis=1)[:, None] * np.log(spread)
        density -= squares / (2 * spread**2)
        self.spread = spread[self.chain, self._choose(density)]

    def _choose(self, log_weight: Array) -> Index:
        """One column a row, with probability in proportion to exp(log_weight), shape (C,)."""
        weight = log_weight - log_weight.max(axis=1, keepdims=True)
        np.exp(weight, out=weight)
        cumulative = weight.cumsum(axis=1, out=weight)
        threshold = self.rng.random(len(weight)) * cumulative[:, -1]
        chosen: Index = (cumulative > threshold[:, None]).argmax(axis=1)
        return chosen

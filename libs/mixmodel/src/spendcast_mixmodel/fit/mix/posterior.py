"""From priors and data to posterior draws of the marketing mix model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.base import BaseTerms
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.experiments import Evidence
from spendcast_mixmodel.fit.mix.gibbs import Draws, Problem, Sampler
from spendcast_mixmodel.fit.mix.likelihood import Base, Structure, draw_base, structures, tables
from spendcast_mixmodel.fit.mix.mixing import Mixing
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.mix.shapes import Candidates, joined_shapes
from spendcast_mixmodel.marketing_mix import ChannelShapes, MarketingMixResponse

CHAINS = 80
EXPLORING = 7
EXPLORING_AGAIN = 3
EXPLORING_CHAINS = 48
ROUNDS = 4
"""Times that shapes are drawn anew while sampling. A posterior over one set of candidates is as much this
set's as the data's: its median would move by a fifth of its spread with every seed."""

ROUNDS_OF_MANY = 2
"""The same of more than 8 channels, whose shapes would fill `model.json` otherwise."""

BURN_IN = 5
"""Sweeps unseen in each round; twice as many before the first where nothing was explored."""

SWEEPS = 28
"""Sweeps that are kept, of all rounds together."""

ATTEMPTS = 3
"""Times that the chains go on, each twice as long as before, before a fit says that it has not converged."""

SILENT = 1e-9
"""Root of the information on a channel's share of revenue below which there is none."""

COLLINEAR = 1e-9
"""Added to the diagonal of a correlation matrix, so that copies of a channel have a finite error."""


@dataclass(frozen=True)
class Scale:
    """What money is measured in while fitting.

    Attributes:
        revenue: Mean absolute revenue per day.
        shares: Spend of each channel over total revenue, shape (K,).
        period_days: Days in a usual period.
    """

    revenue: float
    shares: Array
    period_days: float

    @classmethod
    def of(cls, revenue: Array, past: Past, period_days: float) -> "Scale":
        """The scale of revenue per day, shape (n,)."""
        mean = float(np.abs(revenue).mean()) or 1.0
        return cls(mean, past.total / (mean * past.calendar.days.sum()), period_days)

    def least_roas(self, priors: Priors) -> float:
        """A return that would be poor for advertising, in any currency: a quarter of a usual one."""
        spent = float(self.shares.sum())
        usual = priors.roas[0]
        return (min(usual, priors.media_share[0] / spent) if spent > 0 else usual) / 4


@dataclass(frozen=True)
class Setting:
    """What the posterior follows from.

    Attributes:
        revenue: Per day, relative to its mean, shape (n,).
        candidates: Shapes and what each makes of spend.
        base: Columns and prior of revenue without advertising.
        tests: Evidence of lift tests.
        scale: What money is measured in.
        priors: Beliefs.
        noise: How noise may behave; found from the rest where it is not given.
    """

    revenue: Array
    candidates: Candidates
    base: Base
    tests: Evidence
    scale: Scale
    priors: Priors
    noise: tuple[Structure, ...] = ()

    @property
    def features(self) -> Array:
        """What each candidate brings, relative to mean revenue, shape (n, K, G)."""
        return self.candidates.features / self.scale.revenue


Renew = Callable[[Setting, Draws], Setting]


@dataclass(frozen=True)
class Round:
    """Sampling with one set of candidates."""

    setting: Setting
    problem: Problem
    draws: Draws


@dataclass(frozen=True)
class Posterior:
    """Draws, relative to mean revenue.

    Attributes:
        shapes: Those that some round chose among, per channel.
        roas: Shape (K, D).
        shape: Position among `shapes`, shape (K, D).
        coefficients: Of level and terms of the base, shape (1 + p, D).
        sigma: Shape (D,).
        memory: Shape (D,).
        drift: Shape (D,).
        last_noise: Shape (D,).
        noise: Standard normal deviates for predictions, shape (D,).
        own_error: Standard error of ROAS by the data alone, shape (K,).
        widened: Factor by which the standard errors of a channel's lift tests were multiplied, shape (K,).
        mixing: Of the ROAS of each channel.
    """

    shapes: tuple[ChannelShapes, ...]
    roas: Array
    shape: NDArray[np.int64]
    coefficients: Array
    sigma: Array
    memory: Array
    drift: Array
    last_noise: Array
    noise: Array
    own_error: Array
    widened: Array
    mixing: tuple[Mixing, ...]

    def response(self, terms: BaseTerms, scale: Scale, calendar: Calendar) -> MarketingMixResponse:
        """The response in money, with the digits that `model.json` keeps."""
        shapes, positions = zip(
            *(_used(shapes, drawn) for shapes, drawn in zip(self.shapes, self.shape, strict=True)),
            strict=True,
        )
        response = MarketingMixResponse(
            shapes=shapes,
            shape_draws=np.stack(positions),
            roas_draws=self.roas,
            base=terms,
            level_draws=self.coefficients[0] * scale.revenue,
            base_draws=self.coefficients[1:] * scale.revenue,
            sigma_draws=self.sigma * scale.revenue,
            memory_draws=self.memory,
            last_noise_draws=self.last_noise * scale.revenue,
            drift_draws=self.drift * scale.revenue,
            noise_draws=self.noise,
            period_days=scale.period_days,
            end=float(calendar.start[-1] + calendar.days[-1]),
        )
        return MarketingMixResponse.from_document(response.to_document(), len(shapes))


def explore(setting: Setting, seed: int, explored: Draws | None = None) -> Draws:
    """A short sampling, to learn where the posterior lies; chains start where exploring ended before."""
    start = None if explored is None else explored.roas[-1]
    burn_in = EXPLORING if start is None else EXPLORING_AGAIN
    return Sampler(_problem(setting), EXPLORING_CHAINS, seed, start).run(burn_in, EXPLORING)


def sample_posterior(
    setting: Setting, n_draws: int, seed: int, explored: Draws | None = None, renew: Renew | None = None
) -> Posterior:
    """Sample `n_draws` draws, with all random numbers from `seed`.

    Args:
        setting: With the candidates to begin with.
        n_draws: How many draws are kept.
        seed: Of all random numbers.
        explored: Where the chains start.
        renew: The setting with other candidates, drawn where those draws found the posterior. Without it
            there is one round, with the first ones.
    """
    rounds, draws = _sample(setting, seed, explored, renew)
    return _posterior(rounds, draws, n_draws, np.random.default_rng([seed, 1]))


def _sample(
    setting: Setting, seed: int, explored: Draws | None, renew: Renew | None
) -> tuple[list[Round], Draws]:
    """Rounds that pass the gate of `is_mixed` together, or the last of `ATTEMPTS`; and all their draws.

    Where the gate is not passed, the chains go on for twice as many sweeps, and what came before is burn-in.
    """
    start = None if explored is None else explored.roas.reshape(-1, explored.roas.shape[-1])[-CHAINS:]
    count = 1 if renew is None else ROUNDS if len(setting.scale.shares) <= 8 else ROUNDS_OF_MANY
    rounds: list[Round] = []
    for attempt in range(ATTEMPTS):
        for _ in range(count):
            if rounds and renew:
                setting = renew(setting, rounds[-1].draws)
            problem = _problem(setting)
            sampler = Sampler(problem, CHAINS, seed + len(rounds), start)
            burn_in = BURN_IN if start is not None else 2 * BURN_IN
            draws = sampler.run(burn_in, SWEEPS // count * 2**attempt)
            rounds.append(Round(setting, problem, draws))
            start = draws.roas[-1]
        joined = _joined(rounds[-count:])
        if is_mixed(joined.mixing):
            break
    return rounds[-count:], joined


def _joined(rounds: Sequence[Round]) -> Draws:
    """All draws, with the candidates of all rounds numbered through."""
    n_shapes = rounds[0].setting.candidates.log_weight.shape[1]
    return Draws(
        roas=np.concatenate([one.draws.roas for one in rounds]),
        shape=np.concatenate([one.draws.shape + r * n_shapes for r, one in enumerate(rounds)]),
        noise=np.concatenate([one.draws.noise for one in rounds]),
        sigma=np.concatenate([one.draws.sigma for one in rounds]),
    )


def noise_of(setting: Setting) -> list[Structure]:
    """How noise may behave, on the scale of a first guess of it."""
    return structures(setting.base, setting.priors, guess_of_noise(setting))


def _problem(setting: Setting) -> Problem:
    features = setting.features
    noise = list(setting.noise) or noise_of(setting)
    return Problem(
        tables=tables(noise, features.reshape(len(features), -1), setting.revenue),
        noise=noise,
        n_periods=len(features),
        shares=setting.scale.shares,
        test_precision=setting.tests.precision,
        test_product=setting.tests.product,
        log_weight=setting.candidates.log_weight,
        priors=setting.priors,
    )


def is_mixed(found: Sequence[Mixing]) -> bool:
    """Whether every channel passes the gate."""
    return all(one.settled for one in found)


def guess_of_noise(setting: Setting) -> float:
    """A first guess of the noise: what a ridge regression on base and one shape per channel leaves."""
    features, revenue = setting.features[:, :, 0], setting.revenue
    guess = 0.05
    strength = 1e-6 * (features**2).sum(axis=0).max(initial=1e-12)
    for _ in range(3):
        structure = structures(setting.base, setting.priors, guess)[0]
        products = tables([structure], features, revenue)
        gram = products.gram[0] + strength * np.eye(features.shape[1])
        explained = products.cross[0] @ np.linalg.solve(gram, products.cross[0])
        freedom = max(len(revenue) - 2 - features.shape[1], len(revenue) / 4)
        guess = float(np.sqrt(max(products.square[0] - explained, 0.0) / freedom))
        guess = min(max(guess, 1e-3), 1.0)
    return guess


def _posterior(rounds: Sequence[Round], draws: Draws, n_draws: int, rng: np.random.Generator) -> Posterior:
    """Some of the draws of all rounds, evenly spaced, with the base's coefficients for each."""
    setting, problem = rounds[-1].setting, rounds[-1].problem
    base, features = setting.base, np.concatenate([one.setting.features for one in rounds], axis=2)
    n_all = draws.noise.size
    kept = np.rint(np.linspace(0, n_all - 1, n_draws)).astype(int)
    roas, shape = (part.reshape(n_all, -1)[kept].T for part in (draws.roas, draws.shape))
    structure, sigma = draws.noise.reshape(-1)[kept], draws.sigma.reshape(-1)[kept]
    brought = sum(features[:, k][:, shape[k]] * roas[k] for k in range(len(roas)))
    left = setting.revenue[:, None] - brought
    normal = rng.standard_normal((base.columns.shape[1], n_draws))
    coefficients = np.empty_like(normal)
    for h in np.unique(structure):
        mine = structure == h
        coefficients[:, mine] = draw_base(problem.noise[h], left[:, mine], sigma[mine], normal[:, mine])
    return Posterior(
        shapes=joined_shapes([one.setting.candidates for one in rounds]),
        roas=roas,
        shape=shape,
        coefficients=coefficients,
        sigma=sigma,
        memory=_of(problem.noise, "memory")[structure],
        drift=_of(problem.noise, "drift")[structure] * (base.n_drift > 0),
        last_noise=left[-1] - base.columns[-1] @ coefficients,
        noise=_antithetic(rng, n_draws),
        own_error=_own_error(problem, rounds[-1].draws),
        widened=setting.tests.widened,
        mixing=draws.mixing,
    )


def _own_error(problem: Problem, draws: Draws) -> Array:
    """Standard error of each ROAS if nothing were believed of any, given shapes and noise, shape (K,).

    Square root of the diagonal of the inverse information matrix, averaged over the chains of the last sweep;
    infinite for a channel that brings nothing whatever its ROAS.
    """
    shape, noise, variance = draws.shape[-1], draws.noise[-1], draws.sigma[-1] ** 2
    n_channels, n_shapes = problem.test_precision.shape
    channels = np.arange(n_channels)
    position = channels * n_shapes + shape
    information = problem.tables.gram[noise[:, None, None], position[:, :, None], position[:, None, :]]
    information = information / variance[:, None, None]
    information[:, channels, channels] += problem.test_precision[channels, shape]
    scale = np.sqrt(information[:, channels, channels])
    silent = scale <= SILENT * problem.shares
    scale = np.where(silent, 1.0, scale)
    correlation = information / (scale[:, :, None] * scale[:, None, :])
    correlation[:, channels, channels] = 1 + COLLINEAR
    inverse = np.linalg.inv(correlation)[:, channels, channels]
    error = np.where(silent, np.inf, np.sqrt(inverse) / scale)
    return np.asarray(error.mean(axis=0), dtype=np.float64)


def _of(noise: list[Structure], name: str) -> Array:
    return np.array([getattr(structure, name) for structure in noise])


def _antithetic(rng: np.random.Generator, n_draws: int) -> Array:
    """Standard normal deviates with mean zero and the right spread, in random order."""
    half = rng.standard_normal(n_draws // 2)
    both = np.concatenate([half, -half])
    return rng.permutation(both / both.std())


def _used(shapes: ChannelShapes, drawn: NDArray[np.int64]) -> tuple[ChannelShapes, NDArray[np.int64]]:
    """Only the candidates that some draw has, and where the draws' now stand."""
    used, position = np.unique(drawn, return_inverse=True)
    return ChannelShapes(
        shapes.share[used], shapes.half[used], shapes.slope[used], shapes.ceiling[used]
    ), position

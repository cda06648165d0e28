"""The likelihood against dense linear algebra, the sampler against quadrature."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.gibbs import Draws, Problem, Sampler
from spendcast_mixmodel.fit.mix.likelihood import FREE, Base, draw_base, structures, tables
from spendcast_mixmodel.fit.mix.priors import Priors

N = 30
SIGMA = 0.05
PRIORS = replace(Priors(), memories=((0.0, 0.7), (0.6, 0.3)), drifts=((0.1, 1.0),))


@pytest.fixture
def base() -> Base:
    """Level, trend, and three knots of a drift after the first."""
    time = np.linspace(-0.5, 0.5, N)
    knots = np.interp(time, np.linspace(-0.5, 0.5, 4), np.arange(4))
    drift = [(1 - np.abs(knots - i)).clip(0) for i in (1, 2, 3)]
    precision = np.array([0.01, 0.15**-2, 0, 0, 0])
    return Base(np.column_stack([np.ones(N), time, *drift]), precision, 1 / 3, 3, 2)


def covariance(base: Base, memory: float, drift: float) -> Array:
    """Of revenue over sigma^2, with the base's coefficients integrated out."""
    lags = np.abs(np.arange(N)[:, None] - np.arange(N))
    prior = np.linalg.inv(base.prior_precision(drift) * SIGMA**2)
    return np.asarray(memory**lags + base.columns @ prior @ base.columns.T)


def test_a_drift_is_a_random_walk_over_its_knots(base: Base) -> None:
    """Variance grows by drift^2 a year; from knot to knot a third of that."""
    matrix = base.prior_precision(0.1)[2:, 2:]
    steps = 0.1**2 / 3 * np.array([[1, 1, 1], [1, 2, 2], [1, 2, 3]])
    assert np.linalg.inv(matrix) == pytest.approx(steps)


def test_inner_products_are_those_of_the_whole_covariance(base: Base, rng: np.random.Generator) -> None:
    features, revenue = rng.normal(size=(N, 3)), rng.normal(size=N)
    noise = structures(base, PRIORS, SIGMA)
    found = tables(noise, features, revenue)
    for h, structure in enumerate(noise):
        inverse = np.linalg.inv(covariance(base, structure.memory, structure.drift))
        assert found.gram[h] == pytest.approx(features.T @ inverse @ features, rel=1e-5, abs=1e-7)
        assert found.cross[h] == pytest.approx(features.T @ inverse @ revenue, rel=1e-5, abs=1e-7)
        assert found.square[h] == pytest.approx(revenue @ inverse @ revenue, rel=1e-5)


def test_determinants_differ_as_those_of_the_whole_covariances(base: Base) -> None:
    noise = structures(base, PRIORS, SIGMA)
    dense = [np.linalg.slogdet(covariance(base, s.memory, s.drift))[1] for s in noise]
    assert noise[1].log_determinant - noise[0].log_determinant == pytest.approx(dense[1] - dense[0], rel=1e-5)


def test_the_base_is_drawn_from_its_posterior(base: Base, rng: np.random.Generator) -> None:
    structure = structures(base, PRIORS, SIGMA)[0]
    revenue, sigma, many = rng.normal(1, 0.1, N), 0.05, 20_000
    left, normal = np.repeat(revenue[:, None], many, axis=1), rng.standard_normal((5, many))
    draws = draw_base(structure, left, np.full(many, sigma), normal)
    precision = base.columns.T @ base.columns / sigma**2 + base.prior_precision(structure.drift)
    mean = np.linalg.solve(precision, base.columns.T @ revenue / sigma**2)
    assert draws.mean(axis=1) == pytest.approx(mean, abs=0.005)
    assert np.cov(draws) == pytest.approx(np.linalg.inv(precision), rel=0.1, abs=2e-4)


def problem_of(base: Base, features: Array, revenue: Array, priors: Priors, tests: Array) -> Problem:
    """Channels of features of shape (n, K, G); lift tests say ROAS 1, precision (K, G)."""
    noise = structures(base, priors, SIGMA)
    return Problem(
        tables=tables(noise, features.reshape(N, -1), revenue),
        noise=noise,
        n_periods=N,
        shares=features[:, :, 0].mean(axis=0),
        test_precision=tests,
        test_product=tests,
        log_weight=np.zeros(features.shape[1:]),
        priors=priors,
    )


def sampled(problem: Problem) -> Draws:
    return Sampler(problem, 64, seed=3).run(40, 200)


def quadrature(problem: Problem) -> tuple[Array, Array]:
    """Values of a channel's ROAS, shape (m,), 0 last, and the probability of each by shape, (m, G)."""
    priors = problem.priors
    log_roas = np.linspace(np.log(0.005), np.log(30), 2000)
    level = np.linspace(-2, 2.5, 91)[:, None, None]
    spread = np.linspace(0.05, 2.8, 80)[None, :, None]
    same = stats.norm.pdf(level, np.log(priors.roas[0]), priors.roas[1])
    prior = same * stats.halfnorm.pdf(spread, scale=priors.spread) * stats.norm.pdf(log_roas, level, spread)
    density = prior.sum(axis=(0, 1))
    density *= (1 - priors.no_effect) / density.sum()

    roas = np.append(np.exp(log_roas), 0.0)[:, None]
    square = problem.tables.square[0] - 2 * problem.tables.cross[0] * roas
    square = square + np.diag(problem.tables.gram[0]) * roas**2
    share = np.clip(roas * problem.shares, 1e-6, 1 - 1e-6)
    logit = np.log(share / (1 - share)) - np.log(priors.media_share[0] / (1 - priors.media_share[0]))
    tests = problem.test_product[0] * roas - problem.test_precision[0] * roas**2 / 2
    log_weight = -(N - 1) / 2 * np.log(square) - 0.5 * (logit / priors.media_share[1]) ** 2 + tests
    posterior = np.append(density, priors.no_effect)[:, None] * np.exp(log_weight - log_weight.max())
    return roas[:, 0], posterior / posterior.sum()


def comes_out_as_by_quadrature(problem: Problem) -> None:
    roas, probability = quadrature(problem)
    of_roas = probability.sum(axis=1)
    mean = float(of_roas @ roas)
    deviation = float(np.sqrt(of_roas @ (roas - mean) ** 2))
    draws = sampled(problem)
    assert draws.roas.mean() == pytest.approx(mean, abs=0.05 * deviation + 0.005)
    assert draws.roas.std() == pytest.approx(deviation, rel=0.06)
    assert (draws.roas == 0).mean() == pytest.approx(of_roas[-1], abs=0.02)
    found = np.bincount(draws.shape.ravel(), minlength=probability.shape[1]) / draws.shape.size
    assert found == pytest.approx(probability.sum(axis=0), abs=0.025)


@pytest.mark.parametrize(("noise", "tested"), [(0.02, 0.0), (0.3, 0.0), (0.3, 400.0)])
def test_one_channel_comes_out_as_by_quadrature(
    base: Base, rng: np.random.Generator, noise: float, tested: float
) -> None:
    priors = replace(PRIORS, memories=((0.0, 1.0),), other_currency=0.0)
    feature = rng.lognormal(-1.5, 0.5, (N, 1, 1))
    revenue = 0.7 + 1.3 * feature[:, 0, 0] + noise * rng.normal(size=N)
    comes_out_as_by_quadrature(problem_of(base, feature, revenue, priors, np.array([[tested]])))


@pytest.mark.parametrize(
    "tested", [(0.0, 0.0, 0.0), (30.0, 30.0, 30.0), (400.0, 100.0, 25.0), (25.0, 100.0, 400.0)]
)
def test_shapes_come_out_as_by_quadrature(
    base: Base, rng: np.random.Generator, tested: tuple[float, ...]
) -> None:
    """Three shapes of one channel that move differently, and of which tests say more or less."""
    priors = replace(PRIORS, memories=((0.0, 1.0),), other_currency=0.0)
    spend = rng.lognormal(0, 0.7, N)
    feature = np.stack([spend**power for power in (0.3, 0.6, 1.0)], axis=1)
    feature *= 0.25 / feature.mean(axis=0)
    revenue = 0.7 + 1.3 * feature[:, 1] + 0.2 * rng.normal(size=N)
    problem = problem_of(base, feature[:, None, :], revenue, priors, np.array([tested]))
    comes_out_as_by_quadrature(problem)


def test_of_two_channels_that_are_copies_the_sum_is_what_one_would_bring(
    base: Base, rng: np.random.Generator
) -> None:
    feature = rng.lognormal(-1.5, 0.5, (N, 1))
    revenue = 0.7 + 2.0 * feature[:, 0] + 0.02 * rng.normal(size=N)
    problem = problem_of(base, np.repeat(feature, 2, axis=1)[:, :, None], revenue, PRIORS, np.zeros((2, 1)))
    draws = sampled(problem)
    total = draws.roas.sum(axis=-1)
    assert total.mean() == pytest.approx(2.0, abs=0.1)
    assert draws.roas.std(axis=(0, 1)).min() > 3 * total.std()
    assert max(one.r_hat for one in draws.mixing) < 1.05


def test_noise_that_remembers_is_found(base: Base, rng: np.random.Generator) -> None:
    long, steps = 200, rng.normal(size=200)
    noise = np.zeros(long)
    for t in range(1, long):
        noise[t] = 0.7 * noise[t - 1] + steps[t]
    feature = rng.lognormal(-1.5, 0.5, (long, 1))
    flat = Base(np.ones((long, 1)), np.array([FREE]), 0.0, 0, 0)
    priors = replace(PRIORS, memories=((0.0, 0.5), (0.7, 0.5)))
    found = structures(flat, priors, SIGMA)
    revenue = 1 + feature[:, 0] + 0.05 * noise
    problem = replace(
        problem_of(base, feature[:N, :, None], revenue[:N], priors, np.zeros((1, 1))),
        tables=tables(found, feature, revenue),
        noise=found,
        n_periods=long,
    )
    assert sampled(problem).noise.mean() > 0.99

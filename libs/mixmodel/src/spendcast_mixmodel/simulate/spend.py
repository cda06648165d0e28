"""What a simulated advertiser spends: levels, waves in common, season, flights, pauses, late starts."""

import numpy as np

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.simulate.traits import Traits

PERSISTENCE = 0.5
"""Correlation of a channel's log spend from one period to the next."""

STEADY_SPREAD = 0.02
"""Standard deviation of the log spend of a channel whose budget hardly moves."""


def draw_spend(traits: Traits, season: Array, earlier: int, rng: np.random.Generator) -> Array:
    """Spend per day, shape (earlier + n, K).

    Args:
        traits: The world's.
        season: The base's season, standardised, shape (earlier + n,).
        earlier: Periods before the first, in which no channel starts late.
        rng: Random state.
    """
    n, channels = len(season), traits.channels
    level = rng.lognormal(np.log(5_000), 0.5) * channels * rng.dirichlet(np.full(channels, 3.0))
    spread = rng.uniform(0.2, 0.55, channels)
    following = traits.season_following * rng.uniform(0.5, 1.5, channels)
    if traits.steady:
        still = rng.integers(channels)
        spread[still], following[still] = STEADY_SPREAD, 0.0
    common = _wave(n, 1, rng)
    waves = np.sqrt(traits.correlation) * common
    waves = waves + np.sqrt(1 - traits.correlation) * _wave(n, channels, rng)
    spend = level * np.exp(spread * waves + following * season[:, None])
    return np.asarray(spend * _on_air(traits, n, earlier, rng))


def _wave(n: int, columns: int, rng: np.random.Generator) -> Array:
    """Persistent noise of variance 1, shape (n, columns)."""
    shocks = rng.normal(size=(n, columns))
    wave = np.empty_like(shocks)
    wave[0] = shocks[0]
    for t in range(1, n):
        wave[t] = PERSISTENCE * wave[t - 1] + np.sqrt(1 - PERSISTENCE**2) * shocks[t]
    return wave


def _on_air(traits: Traits, n: int, earlier: int, rng: np.random.Generator) -> Array:
    """1 where a channel is on air, else 0, shape (n, K)."""
    air = np.ones((n, traits.channels))
    order = rng.permutation(traits.channels)
    if traits.flighting:
        for k in order[: 1 + traits.channels // 3]:
            air[:, k] = _flights(n, traits, rng)
    if traits.dark:
        length = int(n * rng.uniform(1 / 6, 1 / 3))
        start = int(rng.integers(earlier, n - length))
        air[start : start + length, order[-1]] = 0.0
    if traits.late_start:
        start = earlier + int(traits.training * rng.uniform(0.25, 0.5))
        air[:start, order[-2]] = 0.0
    return air


def _flights(n: int, traits: Traits, rng: np.random.Generator) -> Array:
    """Runs on and off air, of 3 to 10 weeks or 1 to 4 months each."""
    shortest, longest = (3, 10) if traits.grain == "week" else (1, 4)
    air = np.ones(n)
    at = int(rng.integers(0, longest))
    while at < n:
        off = int(rng.integers(shortest, max(longest // 2, shortest + 1) + 1))
        air[at : at + off] = 0.0
        at += off + int(rng.integers(shortest, longest + 1))
    return air

"""Revenue without advertising: trend, season, and what the own form knows nothing of; and the noise."""

from datetime import date, timedelta

import numpy as np

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.simulate.traits import Traits

YEAR = 365.25


def draw_season(starts: list[date], rng: np.random.Generator) -> Array:
    """Two harmonics of the year with random phases, of standard deviation 1, shape (n,)."""
    angle = 2 * np.pi * np.array([start.timetuple().tm_yday for start in starts]) / YEAR
    first, second = rng.uniform(0, 2 * np.pi, 2)
    second_share = rng.uniform(0.2, 0.7)
    season = np.sin(angle + first) + second_share * np.sin(2 * angle + second)
    return np.asarray(season / np.sqrt(0.5 + second_share**2 / 2))


def draw_base(traits: Traits, season: Array, periods: list[Period], rng: np.random.Generator) -> Array:
    """Base revenue per day, of mean about 1, shape (n,)."""
    n = traits.periods
    time = np.linspace(-0.5, 0.5, n)
    base = 1 + traits.trend * time + traits.season_amplitude / np.sqrt(2) * season
    if traits.drift:
        base = base + traits.drift * np.cumsum(rng.normal(size=n)) / np.sqrt(n)
    if traits.base_step:
        base[rng.integers(n // 4, 3 * n // 4) :] += traits.base_step
    if traits.competitor:
        base = base - traits.competitor * _shocks(n, rng)
    if traits.holidays:
        base = base * (1 + traits.holidays * np.array([holiday_share(period) for period in periods]))
    return np.asarray(np.maximum(base, 0.1))


def draw_noise(traits: Traits, expected: Array, rng: np.random.Generator) -> Array:
    """Noise of revenue per day around what was expected, shape (n,)."""
    shocks = rng.standard_t(4, len(expected)) / np.sqrt(2) if traits.noise_spread == "heavy" else None
    shocks = rng.normal(size=len(expected)) if shocks is None else shocks
    noise = np.empty_like(shocks)
    memory = traits.noise_memory
    noise[0] = shocks[0]
    for t in range(1, len(noise)):
        noise[t] = memory * noise[t - 1] + np.sqrt(1 - memory**2) * shocks[t]
    size = expected if traits.noise_spread == "proportional" else np.full_like(expected, expected.mean())
    return np.asarray(traits.noise * size * noise)


def holiday_share(period: Period) -> float:
    """Share of a period's days that are in a shopping season: Black Friday week, or 12 to 24 December."""
    days = (period.start + timedelta(days=day) for day in range(period.days))
    return sum(_shopping(day) for day in days) / period.days


def _shopping(day: date) -> bool:
    first = date(day.year, 11, 1)
    black_friday = first + timedelta(days=(3 - first.weekday()) % 7 + 22)
    return 0 <= (day - black_friday).days < 7 or (day.month == 12 and 12 <= day.day <= 24)


def _shocks(n: int, rng: np.random.Generator) -> Array:
    """One to four spells, each of a twentieth to an eighth of the time, shape (n,)."""
    shocks = np.zeros(n)
    for _ in range(int(rng.integers(1, 5))):
        length = max(1, int(n * rng.uniform(0.05, 0.125)))
        start = int(rng.integers(0, n))
        shocks[start : start + length] = 1.0
    return shocks

"""Do 90 % intervals hold the truth in 90 % of worlds?"""

import numpy as np
import pytest
from scipy import stats

from spendcast_mixmodel.fit import LinearBaseline

WORLDS = 400
ROAS = np.array([2.0, 0.7, 3.0])
LEAST, MOST = (stats.binom.ppf(q, WORLDS, 0.9) / WORLDS for q in (0.0005, 0.9995))


@pytest.fixture(scope="module")
def held() -> np.ndarray:
    """Whether each interval held the truth: three of ROAS, one of a new period; shape (WORLDS, 4)."""
    rng = np.random.default_rng(2024)
    found = []
    for _ in range(WORLDS):
        spend = rng.lognormal(3, 0.4, (25, 3))
        revenue = 100 + spend @ ROAS + rng.normal(0, 10, 25)
        estimator = LinearBaseline(n_draws=400).fit(spend[:-1], revenue[:-1])
        low, high = np.quantile(estimator.response_.coefficient_draws, [0.05, 0.95], axis=1)
        new_low, new_high = estimator.predict_interval(spend[-1:])[0]
        found.append([*((low <= ROAS) & (high >= ROAS)), new_low <= revenue[-1] <= new_high])
    return np.array(found)


def test_intervals_of_roas_hold_the_truth_as_often_as_they_say(held: np.ndarray) -> None:
    coverage = held[:, :3].mean(axis=0)
    assert ((coverage >= LEAST) & (coverage <= MOST)).all(), coverage


def test_predictive_intervals_hold_new_revenue_as_often_as_they_say(held: np.ndarray) -> None:
    assert LEAST <= held[:, 3].mean() <= MOST

import numpy as np
import pytest

from spendcast_mixmodel.fit.mix.mixing import Mixing, mixing


def test_independent_draws_count_in_full(rng: np.random.Generator) -> None:
    found = mixing(rng.normal(size=(200, 32)))
    assert found.r_hat == pytest.approx(1.0, abs=0.01)
    assert found.effective == pytest.approx(6400, rel=0.15)


def test_draws_that_remember_count_by_their_autocorrelation(rng: np.random.Generator) -> None:
    """An AR(1) of 0.8 is worth (1 - 0.8) / (1 + 0.8) of as many independent draws."""
    draws = np.empty((1000, 32))
    draws[0] = rng.normal(size=32)
    for t in range(1, 1000):
        draws[t] = 0.8 * draws[t - 1] + 0.6 * rng.normal(size=32)
    assert mixing(draws).effective == pytest.approx(32_000 * 0.2 / 1.8, rel=0.2)


def test_chains_that_disagree_are_found_out(rng: np.random.Generator) -> None:
    apart = mixing(rng.normal(size=(100, 16)) + 3 * np.arange(16))
    assert apart.r_hat > 2
    assert apart.effective < 100


def test_what_never_moves_is_known() -> None:
    assert mixing(np.ones((20, 4))) == Mixing(r_hat=1.0, effective=80.0)

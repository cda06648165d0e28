"""Accuracy on the advertiser's own spend: worlds whose truth is known, and what is said of them."""

import numpy as np
import pytest

from spendcast_mixmodel.fit import Made, OwnData, Recipe, TrainingData, own_data_accuracy
from spendcast_mixmodel.fit.own_data import simulated

PLAIN = Recipe("linear_baseline", {"n_draws": 400, "random_state": 0})


@pytest.fixture(scope="module")
def made(sample: TrainingData) -> Made:
    return Made(PLAIN.fit(sample), sample, PLAIN)


def own(truth: list[list[float]], median: list[list[float]], half: float = 1.0) -> OwnData:
    middle = np.array(median)
    names = tuple(f"c{k}" for k in range(middle.shape[1]))
    return OwnData(names, np.array(truth), middle, middle - half, middle + half)


def test_error_and_coverage_by_hand() -> None:
    """Errors of one half, nothing and one half; two of three truths are within 1 of the estimate."""
    found = own([[2.0], [2.0], [4.0]], [[1.0], [2.0], [6.0]])
    assert found.roas_error is not None
    assert found.roas_error.value == pytest.approx(0.5)
    assert found.coverage.value == pytest.approx(2 / 3)
    assert found.worlds == 3


def test_a_channel_that_mostly_has_no_effect_has_no_relative_error() -> None:
    found = own([[0.0, 2.0], [0.0, 2.0], [1.0, 2.0]], [[0.5, 3.0], [0.5, 3.0], [0.5, 3.0]])
    assert found.only("c0").roas_error is None
    error = found.only("c1").roas_error
    assert error is not None
    assert error.value == pytest.approx(0.5)


def test_standard_errors_shrink_with_the_number_of_worlds_and_are_never_zero() -> None:
    rng = np.random.default_rng(1)
    few, many = (own(np.ones((n, 1)).tolist(), rng.normal(1, 0.5, (n, 1)).tolist()) for n in (10, 160))
    assert few.roas_error is not None
    assert many.roas_error is not None
    assert many.roas_error.standard_error < few.roas_error.standard_error
    assert many.coverage.standard_error < few.coverage.standard_error / 2
    assert own([[1.0]] * 5, [[1.0]] * 5).coverage.standard_error > 0


def test_the_standard_error_of_coverage_is_that_of_repeated_sets_of_worlds() -> None:
    rng = np.random.default_rng(2)
    sets = [own(np.zeros((50, 1)).tolist(), rng.normal(0, 0.75, (50, 1)).tolist()) for _ in range(400)]
    spread = float(np.std([found.coverage.value for found in sets]))
    stated = float(np.mean([found.coverage.standard_error for found in sets]))
    assert stated == pytest.approx(spread, rel=0.25)


def test_worlds_are_of_the_models_level_noise_and_roas(made: Made, sample: TrainingData) -> None:
    revenue, roas = simulated(made.model, sample, worlds=400, seed=0)
    days = sample.days.to_numpy()
    assert revenue.mean(axis=0) == pytest.approx(sample.revenue.to_numpy(), rel=0.15)
    summary = made.model.summary()
    for k, name in enumerate(sample.channels):
        known = summary[name]["roas"]
        assert known
        assert roas[:, k].mean() == pytest.approx(known["mean"], rel=0.02)
    steps = np.diff(revenue / days, axis=1) - np.diff((revenue / days).mean(axis=0))
    assert steps.std() == pytest.approx(np.sqrt(2) * made.model.response.sigma_draws.mean(), rel=0.15)


def test_a_model_whose_form_is_right_is_found_again(made: Made) -> None:
    found = own_data_accuracy(made, worlds=40)
    assert found.channels == made.data.channels
    assert found.roas_error is not None
    assert found.roas_error.value < 0.15
    assert found.coverage.value == pytest.approx(0.9, abs=3 * found.coverage.standard_error)


def test_the_same_seed_gives_the_same_worlds(made: Made) -> None:
    one, two = (own_data_accuracy(made, worlds=3) for _ in range(2))
    other = own_data_accuracy(made, worlds=3, seed=1)
    assert (one.truth == two.truth).all()
    assert (one.median == two.median).all()
    assert (one.truth != other.truth).any()


def test_a_channel_without_spend_is_left_aside(sample: TrainingData) -> None:
    silent = sample.only_of(sample.periods)
    silent.spend["radio"] = 0.0
    made = Made(PLAIN.fit(silent), silent, PLAIN)
    assert "radio" not in own_data_accuracy(made, worlds=2).channels

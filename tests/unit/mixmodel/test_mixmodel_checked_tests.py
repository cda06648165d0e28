"""Lift tests beside what the same panel says without them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from spendcast_mixmodel.fit import CheckedTest, Experiment, Made, Recipe, TrainingData, checked_tests
from spendcast_mixmodel.transforms import half_life_of, retention

MIX = Recipe("marketing_mix", {"n_draws": 100, "random_state": 0})
FIRST, LAST = date(2024, 3, 1), date(2024, 4, 30)


def checked(data: TrainingData, *tests: Experiment) -> tuple[CheckedTest, ...]:
    told = replace(data, experiments=tests)
    return checked_tests(Made(MIX.fit(told), told, MIX))


def test_the_half_life_is_found_again_in_what_is_carried_over() -> None:
    half_life = np.array([0.5, 3.0, 20.0, 90.0])
    for days in (7.0, 30.4375):
        assert half_life_of(retention(half_life, days), days) == pytest.approx(half_life, rel=2e-3)


def test_a_test_that_finds_what_the_data_say_agrees_and_one_of_four_times_as_much_contradicts(
    sample: TrainingData,
) -> None:
    (vague,) = checked(sample, Experiment("search_engine", FIRST, LAST, 1e5, 1e6))
    said = vague.without["median"]
    agrees, contradicts = checked(
        sample,
        Experiment("search_engine", FIRST, LAST, said, 0.05 * said),
        Experiment("search_engine", FIRST, LAST, 4 * said, 0.2 * said),
    )
    assert (agrees.contradicts, contradicts.contradicts) == (False, True)
    assert agrees.deviations < 0.5
    assert agrees.without == contradicts.without == vague.without


def test_a_window_of_the_whole_training_brings_all_of_the_contribution(sample: TrainingData) -> None:
    last = (sample.spend.index[-1] + np.timedelta64(30, "D")).date()
    (found,) = checked(sample, Experiment("search_engine", sample.spend.index[0].date(), last, 1e5, 1e8))
    contribution = MIX.fit(sample).summary()["search_engine"]["contribution"]
    for figure in ("mean", "median", "low", "high"):
        assert found.without[figure] == pytest.approx(contribution[figure], rel=1e-3)


def test_a_model_that_knows_of_no_tests_has_none_to_check(sample: TrainingData) -> None:
    plain = Recipe("linear_baseline", {"n_draws": 100, "random_state": 0})
    told = replace(sample, experiments=(Experiment("search_engine", FIRST, LAST, 1.0, 1.0),))
    assert checked_tests(Made(plain.fit(told), told, plain)) == ()

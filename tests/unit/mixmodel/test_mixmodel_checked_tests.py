"""Lift tests beside what the same panel says without them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from spendcast_mixmodel.fit import (
    CheckedTest,
    Experiment,
    Made,
    MarketingMixRegressor,
    Recipe,
    TrainingData,
    checked_tests,
    fit_to,
)
from spendcast_mixmodel.transforms import half_life_of, retention

WINDOWS = [(date(2024, 3, 1), date(2024, 4, 30)), (date(2024, 9, 1), date(2024, 10, 31))]
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


def said_of(data: TrainingData, channel: str) -> list[float]:
    """What the data say of each of two windows."""
    vague = [Experiment(channel, first, last, 1e5, 1e7) for first, last in WINDOWS]
    return [one.without["median"] for one in checked(data, *vague)]


def found_times(data: TrainingData, channel: str, *times: float) -> list[Experiment]:
    """Tests that found so many times as much as the data say, each in a window of its own."""
    return [
        Experiment(channel, first, last, many * said, 0.05 * many * said)
        for (first, last), said, many in zip(WINDOWS, said_of(data, channel), times, strict=False)
    ]


def fitted(data: TrainingData, *tests: Experiment) -> MarketingMixRegressor:
    estimator = MarketingMixRegressor(n_draws=100, random_state=0)
    fit_to(estimator, replace(data, experiments=tests))
    return estimator


def test_a_test_that_contradicts_the_data_leaves_all_figures_as_without_it(sample: TrainingData) -> None:
    alone, told = fitted(sample), fitted(sample, *found_times(sample, "search_engine", 4.0))
    assert [one.counts for one in told.tests_] == [False]
    np.testing.assert_array_equal(told.response_.roas_draws, alone.response_.roas_draws)
    k = sample.channels.index("search_engine")
    for other in set(range(len(sample.channels))) - {k}:
        assert told.verdicts_[other] == alone.verdicts_[other]


def test_the_channel_of_a_test_that_contradicts_the_data_is_weak_and_says_both_and_what_to_do(
    sample: TrainingData,
) -> None:
    (test,) = found_times(sample, "search_engine", 4.0)
    told = fitted(sample, test)
    verdict = told.verdicts_[sample.channels.index("search_engine")]
    assert (verdict.verdict, verdict.code) == ("weak", "test_contradicts")
    found = (verdict.values["found_low"] + verdict.values["found_high"]) / 2
    assert found == pytest.approx(test.incremental_revenue, rel=1e-4)
    assert verdict.values["said_low"] == pytest.approx(told.tests_[0].without["low"], rel=1e-4)
    assert "The lift test of 2024-03-01 to 2024-04-30 says" in verdict.reason
    assert "One of the two is wrong" in verdict.reason
    assert verdict.settle is not None
    assert "repeat it at another time" in verdict.settle.said


def test_of_two_tests_that_contradict_each_other_the_one_that_the_data_bear_out_counts(
    sample: TrainingData,
) -> None:
    told = fitted(sample, *found_times(sample, "search_engine", 1.0, 4.0))
    assert [one.counts for one in told.tests_] == [True, False]
    assert told.contradicted_ == {}
    assert told.verdicts_[sample.channels.index("search_engine")].code == "test_contradicts"


def test_a_test_that_is_repeated_at_another_time_with_the_same_result_counts_against_the_data(
    sample: TrainingData,
) -> None:
    told = fitted(sample, *found_times(sample, "search_engine", 4.0, 4.0))
    assert [(one.contradicts, one.counts) for one in told.tests_] == [(True, True)] * 2
    k = sample.channels.index("search_engine")
    assert np.median(told.response_.roas_draws[k]) > 2.5 * np.median(fitted(sample).response_.roas_draws[k])


def test_the_same_test_told_twice_confirms_nothing(sample: TrainingData) -> None:
    (test,) = found_times(sample, "search_engine", 4.0)
    again = replace(test, first=date(2024, 4, 1), incremental_revenue=test.incremental_revenue / 2)
    assert [one.counts for one in fitted(sample, test, again).tests_] == [False, False]


def test_a_test_of_a_channel_of_which_the_data_tell_nothing_counts_but_settles_nothing_by_itself(
    sample: TrainingData,
) -> None:
    steady = sample.spend.assign(search_engine=1e5 * sample.days)
    tests = [Experiment("search_engine", first, last, 6e7, 1e6) for first, last in WINDOWS]
    k, data = sample.channels.index("search_engine"), replace(sample, spend=steady)
    alone, repeated = fitted(data, tests[0]), fitted(data, *tests)
    assert [(one.contradicts, one.counts) for one in alone.tests_] == [(True, True)]
    assert np.median(alone.response_.roas_draws[k]) > 7
    assert (alone.verdicts_[k].verdict, alone.verdicts_[k].code) == ("weak", "test_alone")
    assert repeated.verdicts_[k].code == "known_tested"

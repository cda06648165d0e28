"""Lift tests beside the data: what the evaluation lists, and what it warns of."""

from dataclasses import replace
from datetime import date

import pytest
from unit.mixmodel.conftest import panel_of

from spendcast_evaluate.core import Measured, measure
from spendcast_evaluate.document import lift_tests
from spendcast_evaluate.judging import contradictions
from spendcast_mixmodel.fit import Experiment, Made, Recipe, TrainingData, read_panel
from spendcast_mixmodel.simulate import sample_advertiser

MIX = Recipe("marketing_mix", {"n_draws": 100, "random_state": 0})


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return read_panel(panel_of(sample_advertiser(24)))


def measured(data: TrainingData, returned: float, channel: str = "search_engine") -> Measured:
    """With a test of a channel in two months, which returned so much a unit of spend."""
    found = returned * data.spend[channel].iloc[12:14].sum()
    test = Experiment(channel, date(2022, 1, 1), date(2022, 2, 28), found, 0.02 * found)
    told = replace(data, experiments=(test,))
    return measure(Made(MIX.fit(told), told, MIX), worlds=0)


def test_a_test_that_contradicts_the_data_is_warned_of_with_both_figures(data: TrainingData) -> None:
    found = measured(data, 40.0)
    (finding,) = contradictions(found)
    assert (finding.code, finding.severity) == ("test_contradicts_data", "warning")
    assert finding.values["found"] == found.tests[0].test.incremental_revenue
    assert finding.values["low"] < finding.values["median"] < finding.values["high"] < finding.values["found"]
    (listed,) = lift_tests(found)
    assert listed["says"]
    assert listed["says"]["en"] == finding.message
    assert "リフトテスト" in listed["says"]["ja"]
    assert finding.values["counts"] is listed["counts"] is False
    assert "the test does not count" in finding.message
    assert finding.fix
    assert "repeat it at another time" in finding.fix
    assert listed["fix"]
    assert listed["fix"]["en"] == finding.fix


def test_a_test_of_a_channel_of_which_the_data_tell_nothing_counts_and_is_warned_of(
    data: TrainingData,
) -> None:
    found = measured(data, 40.0, "email")
    (finding,) = contradictions(found)
    assert finding.values["counts"] is True
    assert "rest on the test, and the plan leaves it" in finding.message
    assert finding.fix
    assert "repeat the test" in finding.fix


def test_a_test_that_agrees_is_listed_without_a_warning(data: TrainingData) -> None:
    said = measured(data, 40.0).tests[0].without["median"]
    found = measured(data, said / data.spend["search_engine"].iloc[12:14].sum())
    assert contradictions(found) == []
    assert [test["says"] for test in lift_tests(found)] == [None]


def test_two_tests_that_agree_are_told_to_count_and_what_they_may_share(data: TrainingData) -> None:
    spend = data.spend["search_engine"]
    tests = tuple(
        Experiment("search_engine", first, last, returned, 0.02 * returned)
        for first, last, returned in (
            (date(2022, 1, 1), date(2022, 2, 28), 40.0 * spend.iloc[12:14].sum()),
            (date(2022, 6, 1), date(2022, 7, 31), 40.0 * spend.iloc[17:19].sum()),
        )
    )
    told = replace(data, experiments=tests)
    first, second = contradictions(measure(Made(MIX.fit(told), told, MIX), worlds=0))
    assert first.values["counts"] is second.values["counts"] is True
    assert "A test of other days says the same" in first.message
    assert first.fix
    assert "do not share a slip" in first.fix

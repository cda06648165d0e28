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


def measured(data: TrainingData, returned: float) -> Measured:
    """With a test of the first channel in two months, which returned so much a unit of spend."""
    channel = data.channels[0]
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
    assert finding.fix
    assert "repeat the test" in finding.fix


def test_a_test_that_agrees_is_listed_without_a_warning(data: TrainingData) -> None:
    said = measured(data, 40.0).tests[0].without["median"]
    found = measured(data, said / data.spend[data.channels[0]].iloc[12:14].sum())
    assert contradictions(found) == []
    assert [test["says"] for test in lift_tests(found)] == [None]

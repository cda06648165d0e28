"""Cases are read as they are: the known truths can be rebuilt, and training data are those of a panel."""

import numpy as np
import pytest
from benchmarks.cases import DATA, known_truth, public_sets, training_data
from benchmarks.reference import harm, monthly

from spendcast_mixmodel.simulate import draw_world

needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside this checkout")


def test_training_data_hold_the_training_periods() -> None:
    world = draw_world(2)
    data = training_data(world)
    assert len(data) == world.training
    assert data.channels == world.channels
    assert np.array_equal(data.spend.to_numpy(), world.spend[: world.training])
    assert np.array_equal(data.revenue.to_numpy(), world.revenue[: world.training])
    assert data.periods[0] == world.periods[0].label


@needs_data
def test_the_parameters_of_known_truths_give_the_contributions_told() -> None:
    cases = known_truth()
    assert len(cases) == 6
    for case in cases:
        for k, channel in enumerate(case.truth.channels):
            assert channel.effect(case.spend[:, k]) == pytest.approx(case.truth.contribution[:, k])


@needs_data
def test_published_sets_are_consecutive_weeks_and_one_has_known_returns() -> None:
    sets = public_sets()
    assert len(sets) == 4
    for one in sets:
        assert one.spend.shape == (len(one.periods), len(one.channels))
        assert all(week.next() == after for week, after in zip(one.periods, one.periods[1:], strict=False))
    assert [one.roas for one in sets[:3]] == [None] * 3
    assert sets[3].roas == pytest.approx((93.39, 171.41), abs=0.005)


@needs_data
def test_the_reference_advertiser_has_120_whole_months_of_four_channels() -> None:
    data = monthly()
    assert (data.periods[0], data.periods[-1], len(data)) == ("2012-05", "2022-04", 120)
    assert len(data.channels) == 4


def test_harm_is_counted_over_moves_of_every_month_and_channel() -> None:
    spend = np.array([[10.0, 10.0], [20.0, 20.0]])
    lower, negative = harm(spend, lambda plans: plans[:, 0] - 2 * plans[:, 1])
    assert lower == 0.5
    assert negative == pytest.approx(0.9375, abs=0.03)
    assert harm(spend, lambda plans: plans.sum(axis=1)) == (0.0, 0.0)

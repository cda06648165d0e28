"""Methods answer in one shape; least squares is right where its form is the truth."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.methods import METHODS, ON_REQUEST, Method, careful_least_squares
from benchmarks.oracle import oracle
from benchmarks.peers.case import MULTIPLES
from benchmarks.scores import roas_error, score

from spendcast_mixmodel.simulate import World, draw_world


@pytest.fixture(scope="module")
def world() -> World:
    return draw_world(4)


@pytest.mark.parametrize("method", [*METHODS.values(), *ON_REQUEST.values(), oracle])
def test_every_method_answers_for_every_channel_and_holdout_period(world: World, method: Method) -> None:
    channels, n = len(world.channels), world.traits.training
    found = method(world)
    for summary in (found.roas, found.marginal_roas, found.contribution):
        assert summary.shape == (channels, 4)
        assert (summary[:, 2] <= summary[:, 1]).all()
        assert (summary[:, 1] <= summary[:, 3]).all()
    assert found.holdout.shape == (world.traits.periods - n,)
    assert found.curves is None or found.curves.shape == (channels, len(MULTIPLES))
    invested = world.spend[:n].sum(axis=0)
    assert found.contribution[:, 0] == pytest.approx(found.roas[:, 0] * invested)


def test_least_squares_finds_a_linear_truth_with_trend_and_season(world: World) -> None:
    day = np.array([period.start.timetuple().tm_yday for period in world.periods])
    base = 1000 + np.arange(len(day)) + 100 * np.sin(2 * np.pi * day / 365.25)
    effect = np.arange(1, len(world.channels) + 1) / 2
    linear = replace(world, revenue=base * world.days + world.spend @ effect)
    found = careful_least_squares(linear)
    assert found.roas[:, 1] == pytest.approx(effect)
    assert found.holdout == pytest.approx(linear.revenue[world.traits.training :])


def test_one_who_knows_the_forms_is_nearer_the_truth_than_least_squares() -> None:
    worlds = [draw_world(number) for number in range(4, 12)]
    informed = [score(world, oracle(world)) for world in worlds]
    plain = [score(world, careful_least_squares(world)) for world in worlds]
    assert roas_error(informed) < roas_error(plain)

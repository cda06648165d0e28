"""Advice is judged by the truth: optima meet brute force, gains are shares of what media bring."""

from itertools import product

import numpy as np
import pytest
from benchmarks.advice import Advice, outcome, true_revenue
from benchmarks.optimum import split
from benchmarks.peers.case import MULTIPLES

from spendcast_mixmodel.simulate import World, draw_world


@pytest.fixture(scope="module")
def world() -> World:
    return draw_world(8)


def test_equal_concave_channels_share_the_budget_equally() -> None:
    curves = np.sqrt(MULTIPLES) * np.ones((2, 1))
    assert split(curves, np.array([0.5, 0.5]), (0.0, 2.0)) == pytest.approx([1, 1])


def test_square_roots_are_served_by_the_square_of_their_factors() -> None:
    # d/dx of a sqrt(x) is equal where x is in proportion to a squared: here 1.6 and 0.4 of two.
    curves = np.array([[2.0], [1.0]]) * np.sqrt(np.maximum(MULTIPLES, 1e-12))
    assert split(curves, np.array([0.5, 0.5]), (0.0, 2.0)) == pytest.approx([1.6, 0.4], abs=0.05)


def test_bounds_are_kept_and_the_budget_is_spent() -> None:
    shares = np.array([0.6, 0.3, 0.1])
    plan = split(np.array([[1.0], [2.0], [30.0]]) * MULTIPLES, shares, (0.7, 1.3))
    assert plan @ shares == pytest.approx(1)
    assert plan.min() >= 0.69
    assert plan.max() <= 1.31
    assert plan[2] == pytest.approx(1.3, abs=0.01)


def test_a_curve_with_a_threshold_is_left_or_served_whole() -> None:
    step = np.where(MULTIPLES >= 1.5, 10.0, 0.0)
    plan = split(np.stack([step, MULTIPLES]), np.array([0.5, 0.5]), (0.0, 2.0))
    assert plan == pytest.approx([1.5, 0.5], abs=0.03)


def test_no_plan_of_a_grid_is_better_than_the_split() -> None:
    rng = np.random.default_rng(0)
    shares = np.array([0.5, 0.3, 0.2])
    curves = np.cumsum(rng.exponential(size=(3, len(MULTIPLES))), axis=1)
    plan = split(curves, shares, (0.0, 2.0))

    def worth(multiples: np.ndarray) -> float:
        return float(sum(np.interp(x, MULTIPLES, curve) for x, curve in zip(multiples, curves, strict=True)))

    grid = np.linspace(0, 2, 41)
    thirds = ((1 - shares[0] * a - shares[1] * b) / shares[2] for a, b in product(grid, grid))
    plans = [
        np.array([a, b, c]) for (a, b), c in zip(product(grid, grid), thirds, strict=True) if 0 <= c <= 2
    ]
    assert worth(plan) >= max(map(worth, plans)) - 0.02 * worth(plan)


def test_staying_put_gains_nothing_and_the_optimum_all(world: World) -> None:
    ones = np.ones(len(world.channels))
    stayed = outcome(world, (0.0, 2.0), Advice(ones, None, 0.0))
    assert stayed.gain == 0
    assert stayed.possible > 0
    assert not stayed.moved


def test_a_gain_is_a_share_of_what_media_bring(world: World) -> None:
    plan = np.linspace(0.5, 1.5, len(world.channels))
    found = outcome(world, (0.0, 2.0), Advice(plan, 1.0, 0.0))
    today = true_revenue(world, np.ones(len(plan)))
    assert found.gain == pytest.approx(true_revenue(world, plan) / today - 1)
    assert found.promised == pytest.approx(1 / today)
    assert found.moved


def test_what_media_bring_in_a_period_is_the_steady_response_to_todays_spend(world: World) -> None:
    days = world.truth.period_days
    assert true_revenue(world, np.ones(len(world.channels))) == pytest.approx(
        world.truth.steady(world.current_plan).sum() * days
    )

"""Scores meet values computed by hand, and methods are compared in pairs."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.estimates import Estimates
from benchmarks.scores import Score, by_kind, coverage, on, ratio, reach, roas_error, score, wape

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.simulate import World, draw_world


@pytest.fixture(scope="module")
def world() -> World:
    """One with a channel without effect."""
    return next(world for world in map(draw_world, range(50)) if world.traits.without_effect)


def as_summary(values: Array, margin: float) -> Array:
    return np.column_stack([values, values, values - margin, values + margin])


def told(world: World, factor: float = 1.0, margin: float = 0.01) -> Estimates:
    """The truth, ROAS and contribution times a factor."""
    n = world.traits.training
    expected = world.truth.base + world.truth.contribution.sum(axis=1)
    return Estimates(
        roas=as_summary(factor * world.roas, margin),
        marginal_roas=as_summary(factor * world.marginal_roas, margin),
        contribution=as_summary(factor * world.truth.contribution[:n].sum(axis=0), margin),
        holdout=expected[n:],
        seconds=0.1,
    )


def test_the_truth_has_no_error_and_finds_the_best_channel(world: World) -> None:
    found = score(world, told(world))
    assert found.roas_errors == pytest.approx(np.zeros(len(world.channels) - 1))
    assert found.wape == pytest.approx(0)
    assert found.rank == pytest.approx(1)
    assert found.best_found
    assert found.covered.all()
    assert found.reaches_zero.tolist() == [True]


def test_a_fifth_too_much_is_an_error_and_a_bias_of_a_fifth(world: World) -> None:
    found = score(world, told(world, 1.2))
    assert found.roas_errors == pytest.approx(np.full(len(world.channels) - 1, 0.2))
    assert found.marginal_errors == pytest.approx(np.full(len(found.marginal_errors), 0.2))
    assert found.wape == pytest.approx(0.2)
    assert found.bias == pytest.approx(0.2)


def test_a_narrow_interval_beside_the_truth_does_not_cover_it(world: World) -> None:
    assert not score(world, told(world, 1.2, margin=1e-6)).covered[world.roas > 0].any()


def test_an_interval_above_zero_does_not_reach_a_channel_without_effect(world: World) -> None:
    estimates = told(world)
    above = replace(estimates, roas=estimates.roas + 0.02)
    assert score(world, above).reaches_zero.tolist() == [False]


def test_the_holdout_is_judged_by_what_was_earned(world: World) -> None:
    n = world.traits.training
    estimates = replace(told(world), holdout=1.1 * world.revenue[n:])
    assert score(world, estimates).mape == pytest.approx(0.1)


def a_score(case: str, error: float, kinds: tuple[str, ...] = ()) -> Score:
    return Score(
        case=case,
        kinds=kinds,
        roas_errors=np.array([error, 3 * error]),
        marginal_errors=np.array([error]),
        wape=error,
        wape_of_mean=error,
        bias=0.0,
        covered=np.array([True, False]),
        reaches_zero=np.array([False]),
        rank=0.5,
        best_found=True,
        mape=0.05,
        seconds=0.1,
    )


def test_figures_are_taken_over_channels_of_all_cases() -> None:
    scores = [a_score("a", 0.1), a_score("b", 0.2)]
    assert roas_error(scores) == pytest.approx(0.25)  # of .1, .2, .3, .6
    assert coverage(scores) == pytest.approx(0.5)
    assert wape(scores) == pytest.approx(0.15)
    assert reach(scores) == 0


def test_a_method_that_is_always_half_as_wrong_has_a_ratio_without_error() -> None:
    cases = [(f"case {i}", 0.1 + 0.01 * i) for i in range(20)]
    ours = [a_score(case, error / 2) for case, error in cases]
    theirs = [a_score(case, error) for case, error in cases]
    found = ratio(roas_error, ours, theirs)
    assert found.value == pytest.approx(0.5)
    assert found.error == pytest.approx(0, abs=1e-12)
    assert str(found) == "0.50 ± 0.00"


def test_methods_on_other_cases_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same cases"):
        ratio(roas_error, [a_score("a", 0.1)], [a_score("b", 0.1)])


def test_scores_are_grouped_by_every_kind_that_has_enough_cases() -> None:
    scores = [a_score("a", 0.1, ("weekly",)), a_score("b", 0.1, ("weekly", "rare"))]
    assert {kind: len(found) for kind, found in by_kind(scores, least=2).items()} == {"weekly": 2}


def test_scores_are_picked_in_the_order_asked_for() -> None:
    scores = [a_score("a", 0.1), a_score("b", 0.2)]
    assert [found.case for found in on(["b", "a"], scores)] == ["b", "a"]

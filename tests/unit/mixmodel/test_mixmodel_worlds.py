"""Worlds: their truth is the truth, their forms are those that they say, and they are many."""

from dataclasses import replace

import numpy as np
import pytest

from spendcast_mixmodel.simulate import World, draw_traits, draw_world
from spendcast_mixmodel.simulate.response import ChannelTruth, Curve, draw_kernel, share_carried
from spendcast_mixmodel.simulate.spend import draw_spend

MANY = range(60)


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [draw_world(number) for number in MANY]


def test_a_world_is_the_same_every_time_and_others_do_not_matter() -> None:
    one, again = draw_world(7, "check"), draw_world(7, "check")
    assert one.name == "check-7"
    assert one.traits == again.traits
    assert np.array_equal(one.revenue, again.revenue)
    assert np.array_equal(one.spend, again.spend)


def test_worlds_to_choose_by_and_worlds_to_report_differ() -> None:
    assert draw_world(3, "design").traits != draw_world(3, "check").traits


def test_half_have_the_own_form_and_the_others_deviate_twice_at_least(worlds: list[World]) -> None:
    assert [len(world.traits.deviations) for world in worlds[::2]] == [0] * 30
    assert min(len(world.traits.deviations) for world in worlds[1::2]) >= 2


def test_there_are_weekly_and_monthly_worlds_of_all_sizes(worlds: list[World]) -> None:
    assert {world.traits.periods for world in worlds} >= {30, 36, 48, 52, 60, 104, 130, 156}
    assert {world.traits.grain for world in worlds} == {"week", "month"}
    assert {world.traits.channels for world in worlds} >= {2, 3, 4, 5, 6, 8}


def test_the_second_family_is_drawn_apart_and_has_at_most_one_complication_of_spend_or_base() -> None:
    worlds = [draw_world(number, "design", "textbook") for number in MANY]
    assert worlds[3].name == "textbook-design-3"
    assert worlds[3].traits != draw_world(3, "check", "textbook").traits
    assert {world.traits.form for world in worlds} == {"textbook"}
    assert {world.traits.saturation for world in worlds} == {"hill", "tanh"}
    for traits in (world.traits for world in worlds):
        media = traits.without_effect + traits.late_start + (traits.correlation > 0.5)
        assert media + (traits.base_step != 0) <= 1
    assert 0.2 < np.mean([world.traits.without_effect for world in worlds]) < 0.5


def test_revenue_is_base_and_contributions_but_for_noise_of_the_size_told(worlds: list[World]) -> None:
    ratios = []
    for world in worlds:
        expected = world.truth.base + world.truth.contribution.sum(axis=1)
        noise = world.revenue - expected
        ratios.append(noise.std() / world.revenue.mean() / world.traits.noise)
        assert abs(noise.mean()) < 4 * world.traits.noise * world.revenue.mean()
    assert np.median(ratios) == pytest.approx(1, abs=0.1)


def test_media_have_the_share_of_revenue_told(worlds: list[World]) -> None:
    for world in worlds:
        n = world.traits.training
        media = world.truth.contribution[:n].sum()
        assert media / (media + world.truth.base[:n].sum()) == pytest.approx(world.traits.media_share)


def test_roas_is_spread_as_told_and_zero_where_a_channel_has_no_effect(worlds: list[World]) -> None:
    deviates = []
    for world in worlds:
        idle = world.roas == 0
        assert idle.sum() == world.traits.without_effect
        deviates += list(np.log(world.roas[~idle] / world.traits.roas_level) / world.traits.roas_spread)
    assert np.mean(deviates) == pytest.approx(0, abs=0.2)
    assert np.std(deviates) == pytest.approx(1, abs=0.15)


def test_a_standing_start_has_no_effect_of_earlier_spend() -> None:
    world = next(world for world in map(draw_world, MANY) if not world.traits.per_period)
    for k, channel in enumerate(world.truth.channels):
        first = channel.steady(world.spend[0, k] / world.days[0] * channel.kernel[0]) * world.days[0]
        assert world.truth.contribution[0, k] == pytest.approx(first)


def test_the_steady_response_is_where_a_long_constant_path_ends(worlds: list[World]) -> None:
    for world in worlds:
        plan = world.current_plan
        unit = world.truth.period_days if world.truth.per_period else 1.0
        steady = world.truth.steady(plan)
        for k, channel in enumerate(world.truth.channels):
            path = channel.effect(np.full(len(channel.kernel), plan[k] * unit)) / unit
            assert path[-1] == pytest.approx(steady[k], rel=1e-3, abs=1e-9)


def test_marginal_return_at_the_plan_is_the_slope_of_the_steady_response(worlds: list[World]) -> None:
    world = worlds[0]
    plan = world.current_plan
    chord = (world.truth.steady(plan * 1.001) - world.truth.steady(plan)) / (0.001 * plan)
    assert world.marginal_roas == pytest.approx(chord, rel=2e-3)


def test_a_reacting_budget_follows_last_periods_unadvertised_revenue() -> None:
    reacting = [w for w in map(draw_world, range(1, 400, 2)) if w.traits.reaction > 1 and not w.traits.dark]
    correlations = []
    for world in reacting:
        noise = world.revenue - world.truth.contribution.sum(axis=1)
        total = (world.spend / world.days[:, None]).sum(axis=1)
        correlations.append(np.corrcoef(np.log(total[1:]), (noise / world.days)[:-1])[0, 1])
    assert np.mean(correlations) > 0.3


@pytest.mark.parametrize(
    ("curve", "exposure", "effect"),
    [
        (Curve("hill", 2.0, 1.3), 2.0, 0.5),
        (Curve("hill", 1.0, 1.0), 3.0, 0.75),
        (Curve("s-curve", 2.0, 2.0), 1.0, 0.2),
        (Curve("exponential", 2.0, 1.0), 4.0, 0.75),
        (Curve("tanh", 2.0, 1.0), 4.0, 0.8),
        (Curve("power", 1.0, 0.5), 4.0, 2.0),
        (Curve("threshold", 0.5, 0.4), 0.3, 0.0),
        (Curve("threshold", 0.5, 0.4), 0.9, 0.5),
    ],
)
def test_curves_meet_values_computed_by_hand(curve: Curve, exposure: float, effect: float) -> None:
    assert curve(np.array(exposure)) == pytest.approx(effect)


def test_carry_over_spreads_one_period_by_the_kernel() -> None:
    channel = ChannelTruth(Curve("power", 1.0, 1.0), np.array([0.5, 0.3, 0.2]), reference=10.0, scale=100.0)
    assert channel.effect(np.array([0.0, 10.0, 0.0, 0.0])) == pytest.approx([0.0, 50.0, 30.0, 20.0])


@pytest.mark.parametrize("carry_over", ["geometric", "delayed", "weibull"])
def test_kernels_keep_all_of_the_exposure(carry_over: str) -> None:
    traits = replace(draw_traits(np.random.default_rng(1), "other"), carry_over=carry_over)  # type: ignore[arg-type]
    kernel = draw_kernel(traits, np.random.default_rng(2))
    assert kernel.sum() == pytest.approx(1)
    assert kernel.min() >= 0


def test_what_carries_over_a_week_hardly_carries_over_a_month() -> None:
    assert share_carried(7.0, "week") == pytest.approx(0.5)
    assert share_carried(7.0, "month") == pytest.approx(0.3317 * (1 - np.exp(-1 / 0.3317)), abs=2e-3)
    assert share_carried(2.0, "month") < 0.1


def test_correlated_budgets_move_together() -> None:
    still = replace(
        draw_traits(np.random.default_rng(1), "own"),
        periods=156,
        channels=4,
        steady=False,
        flighting=False,
        dark=False,
        late_start=False,
        season_following=0.0,
    )
    flat = np.zeros(156)

    def mean_correlation(share: float) -> float:
        found = []
        for seed in range(20):
            spend = draw_spend(replace(still, correlation=share), flat, 0, np.random.default_rng(seed))
            found.append(np.corrcoef(np.log(spend).T)[np.triu_indices(4, 1)].mean())
        return float(np.mean(found))

    assert mean_correlation(0.0) == pytest.approx(0.0, abs=0.06)
    assert mean_correlation(0.7) == pytest.approx(0.7, abs=0.08)

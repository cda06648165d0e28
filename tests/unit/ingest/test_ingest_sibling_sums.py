"""Which name is, day by day, the sum of others."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from spendcast_ingest.sibling_sums import Sayings, Sum, sums_of_siblings

Amounts = NDArray[np.float64]


def found(*names: list[float], least: int = 1) -> int | None:
    """The answer for names by their amounts on days 0, 1, 2 and so on."""
    table = np.array(names)
    codes, days = np.indices(table.shape)
    told = sums_of_siblings(codes.ravel(), days.ravel(), table.ravel())
    return next((one.name for one in told if len(one.parts) >= least), None)


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        ([[1, 2, 3], [4, 5, 7], [5, 7, 10]], 2),
        ([[5, 7, 10], [4, 5, 7], [1, 2, 3]], 0),
        ([[1, 2, 3], [4, 5, 7], [5, 7, 11]], None),
        ([[1, 2], [4, 5], [5, 7]], None),
        ([[1, 1, 1], [4, 4, 4], [5, 5, 5]], None),
        ([[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]], 1),
        ([[1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5, 5]], None),
        ([[1, 2, 3, 4, 5, 6]], None),
        ([[0, 0, 0, 0], [0, 0, 0, 0]], None),
    ],
)
def test_a_total_is_told_by_its_amounts(amounts: list[list[float]], total: int | None) -> None:
    assert found(*amounts) == total


@pytest.mark.parametrize(
    ("totals", "told"),
    [([3001.0, 3101.0, 3202.0], 2), ([3001.0, 3101.0, 3203.0], None), ([3001.2, 3101.2, 3202.2], None)],
)
def test_a_total_may_be_rounded_to_whole_units(totals: list[float], told: int | None) -> None:
    assert found([1000.37, 1000.2, 1000.5], [2000.41, 2100.4, 2201.3], totals) == told


def test_small_amounts_are_no_rounded_sums() -> None:
    assert found([1.2, 2.3, 3.4], [2.5, 3.4, 4.2], [4.0, 6.0, 8.0]) is None


def test_one_day_in_twenty_may_differ() -> None:
    first, second = [float(day) for day in range(1, 21)], [float(7 * day % 23) for day in range(1, 21)]
    sums = [one + two for one, two in zip(first, second, strict=True)]
    assert found(first, second, [*sums[:-1], 0.0]) == 2
    assert found(first, second, [*sums[:-2], 0.0, 0.0]) is None


def test_twins_count_only_where_one_other_is_enough() -> None:
    amounts = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert found(amounts, amounts) == 1
    assert found(amounts, amounts, least=2) is None


def test_many_names_give_the_same_as_few() -> None:
    codes = np.array([0, 9_000_000, 9_000_001] * 3)
    days = np.repeat([0, 1, 2], 3)
    amounts = np.array([1.0, 4, 5, 2, 5, 7, 3, 7, 10])
    assert list(sums_of_siblings(codes, days, amounts)) == [Sum(9_000_001, [0, 9_000_000], whole=True)]


def portfolio(count: int, days: int, seed: int = 0) -> Amounts:
    """Spend of campaigns with one season, to the cent, shape (days, count)."""
    dice = np.random.default_rng(seed)
    season = 1 + 0.4 * np.sin(np.arange(days) / 30)
    sizes = np.exp(dice.normal(6, 1, count))
    amounts: Amounts = np.round(sizes * season[:, None] * dice.lognormal(0, 0.3, (days, count)), 2)
    return amounts


def sums(amounts: Amounts) -> list[Sum]:
    days, codes = np.indices(amounts.shape)
    return list(sums_of_siblings(codes.ravel(), days.ravel(), amounts.ravel()))


@pytest.mark.parametrize(
    ("count", "days", "part"),
    [(4, 12, 2), (20, 36, 3), (60, 36, 8), (40, 400, 30), (90, 400, 3), (300, 90, 5)],
)
def test_the_total_of_a_part_is_told_with_its_parts(count: int, days: int, part: int) -> None:
    amounts = portfolio(count, days)
    largest = sorted(int(name) for name in np.argsort(-amounts.sum(axis=0))[:part])
    total = amounts[:, largest].sum(axis=1)
    assert sums(np.column_stack([amounts, total])) == [Sum(count, largest, whole=False)]
    assert not sums(amounts)


def test_the_total_of_a_part_may_be_rounded_and_wrong_on_one_day_in_twenty() -> None:
    amounts = portfolio(6, 40)
    total = np.rint(amounts[:, [0, 2, 5]].sum(axis=1))
    total[[3, 30]] = 0
    assert sums(np.column_stack([amounts, total])) == [Sum(6, [0, 2, 5], whole=False)]
    total[20] = 0
    assert not sums(np.column_stack([amounts, total]))


def test_totals_within_totals_are_told() -> None:
    amounts = portfolio(4, 36)
    inner = amounts[:, :2].sum(axis=1)
    outer = amounts[:, :3].sum(axis=1)
    told = {one.name for one in sums(np.column_stack([amounts, inner, outer]))}
    assert told == {4, 5}


def test_a_total_needs_three_days_more_than_it_has_parts() -> None:
    amounts = portfolio(3, 5)
    total = amounts[:, :2].sum(axis=1)
    assert sums(np.column_stack([amounts, total])) == [Sum(3, [0, 1], whole=False)]
    assert not sums(np.column_stack([amounts, total])[1:])


def test_a_campaign_near_the_sum_of_two_others_is_no_total() -> None:
    amounts = portfolio(5, 60)
    amounts[:, 4] = np.round(amounts[:, :2].sum(axis=1) * 1.0005, 2)
    assert not sums(amounts)


def test_constant_budgets_are_no_totals() -> None:
    amounts = np.column_stack([np.full(60, 100.0), np.full(60, 50.0), np.full(60, 50.0), portfolio(2, 60)])
    assert not sums(amounts)


@pytest.mark.parametrize("digits", [0, 2])
def test_budgets_in_fixed_proportions_are_no_totals(digits: int) -> None:
    season = 1000 + 37.0 * (np.arange(60) * 7 % 23)
    planned = np.round(season[:, None] * [0.5, 0.3, 0.2], digits)
    planned[:, 0] = planned[:, 1] + planned[:, 2]
    assert not sums(np.column_stack([planned, portfolio(2, 60)]))


def test_halves_of_a_test_beside_a_campaign_are_twins_and_no_totals() -> None:
    amounts = portfolio(2, 60)
    told = sums(np.column_stack([amounts, amounts[:, 0]]))
    assert {(one.name, *one.parts) for one in told} == {(0, 2), (2, 0)}


@pytest.mark.parametrize("step", [0.01, 1.0, 1000.0])
@pytest.mark.parametrize("cut", [np.rint, np.floor])
def test_rounded_figures_add_up_but_for_their_rounding(
    step: float, cut: Callable[[Amounts], Amounts]
) -> None:
    true = 1000 * step * portfolio(5, 24)
    total = cut(true.sum(axis=1) / step) * step
    told = np.column_stack([cut(true / step) * step, total])
    assert [(one.name, one.whole) for one in sums(told)] == [(5, True)]
    part = np.column_stack([told[:, :5], cut(true[:, :3].sum(axis=1) / step) * step])
    assert [(one.name, one.parts) for one in sums(part)] == [(5, [0, 1, 2])]
    assert not sums(np.column_stack([told[:, :5], total + 9 * step * (np.arange(24) % 3)]))


def test_a_total_of_sums_may_differ_by_the_rounding_of_each_row() -> None:
    true = portfolio(40, 24)
    codes, days = np.repeat([0, 1, 2], 24), np.tile(np.arange(24), 3)
    parts = [np.rint(true[:, :20]).sum(axis=1), np.rint(true[:, 20:]).sum(axis=1)]
    amounts = np.concatenate([*parts, np.rint(true.sum(axis=1))])
    rows = np.repeat([20, 20, 1], 24)
    assert [one.name for one in sums_of_siblings(codes, days, amounts, rows=rows)] == [2]


def test_a_name_that_totals_go_by_need_only_be_near_the_sum_of_all_others() -> None:
    amounts = portfolio(5, 24)
    near = np.round(amounts.sum(axis=1) * (1 + 0.008 * np.sin(np.arange(24))), 2)
    table = np.column_stack([amounts, near])
    days, codes = np.indices(table.shape)

    def told(*doubtful: int) -> list[tuple[int, bool]]:
        found = sums_of_siblings(codes.ravel(), days.ravel(), table.ravel(), Sayings(doubtful=doubtful))
        return [(one.name, one.whole) for one in found]

    assert told(5) == [(5, True)]
    assert not told()
    assert not told(0)


@pytest.mark.parametrize("seed", range(16))
def test_a_name_that_totals_go_by_may_be_a_channel(seed: int) -> None:
    table = portfolio(3, 36, seed)
    table[:, 2] = np.round(table[:, :2].sum(axis=1) * np.random.default_rng(seed).normal(1, 0.03, 36), 2)
    days, codes = np.indices(table.shape)
    assert not list(sums_of_siblings(codes.ravel(), days.ravel(), table.ravel(), Sayings(doubtful=[0, 1, 2])))


@pytest.mark.parametrize("seed", range(16))
def test_rounded_amounts_are_hardly_ever_near_a_sum_by_chance(seed: int) -> None:
    dice = np.random.default_rng(seed)
    count, length = int(dice.integers(2, 13)), int(dice.choice([12, 24, 52, 104]))
    amounts = portfolio(count, length, seed) * 10.0 ** dice.integers(-1, 4)
    budgets = dice.choice([3, 4, 6], count) * 10.0 ** dice.integers(0, 3) * np.ones((length, 1))
    for step in (0.01, 1.0, 10.0):
        assert not sums(np.rint(amounts / step) * step)
        assert not sums(np.rint(budgets * dice.choice([1, 2], (length, 1)) / step) * step)

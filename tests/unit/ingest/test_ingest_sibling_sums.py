"""Which name is, day by day, the sum of all others."""

import numpy as np
import pytest

from spendcast_ingest.sibling_sums import sum_of_siblings


def found(*names: list[float], least: int = 1) -> int | None:
    """The answer for names by their amounts on days 0, 1, 2 and so on."""
    table = np.array(names)
    codes, days = np.indices(table.shape)
    return sum_of_siblings(codes.ravel(), days.ravel(), table.ravel(), least=least)


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
    assert sum_of_siblings(codes, days, amounts) == 9_000_001

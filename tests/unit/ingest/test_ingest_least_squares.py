"""Least squares with weights that are not negative."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spendcast_ingest.least_squares import weights_of


@pytest.mark.parametrize(
    ("whole", "weights"),
    [
        ([3.0, 1.0], [3.0, 1.0]),  # a point of the quadrant: each part as it is
        ([2.0, -1.0], [2.0, 0.0]),  # below it: the nearest point lies on the axis
        ([-2.0, -1.0], [0.0, 0.0]),
    ],
)
def test_weights_are_the_nearest_point_that_is_not_negative(whole: list[float], weights: list[float]) -> None:
    assert weights_of(np.eye(2), np.array(whole)) == pytest.approx(weights)


def test_a_part_of_nothing_but_zeros_has_no_weight() -> None:
    assert weights_of(np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([3.0, 6.0])) == pytest.approx([3.0, 0.0])


def test_a_sum_of_few_is_found_among_more_parts_than_equations() -> None:
    parts = np.random.default_rng(0).lognormal(0, 1, (20, 50))
    weights = weights_of(parts, parts[:, [3, 7, 31]].sum(axis=1))
    assert np.flatnonzero(weights > 0.5).tolist() == [3, 7, 31]
    assert weights[[3, 7, 31]] == pytest.approx([1, 1, 1])


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 8))
def test_no_small_step_within_bounds_comes_nearer(seed: int, equations: int, count: int) -> None:
    dice = np.random.default_rng(seed)
    parts, whole = dice.integers(0, 4, (equations, count)).astype(float), dice.normal(size=equations)
    weights = weights_of(parts, whole)
    slope = parts.T @ (parts @ weights - whole)
    assert (weights >= 0).all()
    assert slope.min() >= -1e-6
    assert np.abs(slope * weights).max() <= 1e-6

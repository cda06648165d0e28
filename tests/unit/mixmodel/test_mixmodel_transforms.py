import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spendcast_mixmodel.transforms import carry_over, hill, hill_derivative, retention

AMOUNTS = st.floats(0, 1e6)
SLOPES = st.floats(0.5, 3)


def test_what_is_carried_over_is_what_adding_up_day_by_day_gives() -> None:
    half_life, length = 4.0, 7
    daily = 2 ** (-1 / half_life)
    weights = [(1 - daily) * daily**lag for lag in range(1000)]
    later = sum(sum(weights[length - day :]) for day in range(length)) / length
    # A day's own effect counts in its period; what lies beyond the period's last day is carried.
    assert retention(np.array(half_life), length) == pytest.approx(later)


def test_a_month_carries_over_less_than_a_week_and_more_the_slower_effects_fade() -> None:
    half_lives = np.array([1.0, 4.0, 14.0])
    week, month = retention(half_lives, 7.0), retention(half_lives, 30.4375)
    assert (month < week).all()
    assert (np.diff(week) > 0).all()


def test_carry_over_is_what_a_hand_computes() -> None:
    spend = np.array([8.0, 0.0, 4.0])
    assert carry_over(spend, np.array(0.5)).tolist() == [4.0, 2.0, 3.0]
    assert carry_over(spend, np.array(0.5), before=8.0).tolist() == [8.0, 4.0, 4.0]
    assert carry_over(spend, np.array(0.0)).tolist() == spend.tolist()


def test_carry_over_loses_nothing() -> None:
    spend = np.array([[5.0, 3.0]] + [[0.0, 0.0]] * 200)
    assert carry_over(spend, np.array([0.3, 0.8])).sum(axis=0) == pytest.approx([5.0, 3.0])


@pytest.mark.parametrize(("amount", "value"), [(0.0, 0.0), (2.0, 0.5), (4.0, 0.8), (1.0, 0.2), (1e9, 1.0)])
def test_saturation_is_what_a_hand_computes(amount: float, value: float) -> None:
    assert hill(np.array(amount), np.array(2.0), np.array(2.0)) == pytest.approx(value)


@given(AMOUNTS, AMOUNTS, st.floats(1, 1e5), SLOPES)
@settings(deadline=None)
def test_more_never_brings_less_and_the_curve_stays_below_its_ceiling(
    amount: float, more: float, half: float, slope: float
) -> None:
    low, high = (hill(np.array(a), np.array(half), np.array(slope)) for a in (amount, amount + more))
    assert 0 <= low <= high <= 1


@given(st.floats(0.02, 50), SLOPES)
@settings(deadline=None)
def test_the_derivative_is_that_of_the_curve(relative: float, slope: float) -> None:
    half = np.array(300.0)
    amount, step = relative * 300.0, relative * 3e-4
    rise = hill(np.array(amount + step), half, np.array(slope)) - hill(
        np.array(amount - step), half, np.array(slope)
    )
    expected = hill_derivative(np.array(amount), half, np.array(slope))
    assert rise / (2 * step) == pytest.approx(expected, rel=1e-4)


def test_near_nothing_the_curve_is_a_line_with_a_finite_slope() -> None:
    half, slope = np.array(100.0), np.array(0.5)
    at_nothing = hill_derivative(np.array(0.0), half, slope)
    assert np.isfinite(at_nothing)
    assert hill(np.array(0.5), half, slope) == pytest.approx(0.5 * at_nothing)

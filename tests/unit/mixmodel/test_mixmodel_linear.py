import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn.utils.estimator_checks import estimator_checks_generator

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import LinearBaseline, make_estimator

CHECKS = [
    check
    for _, check in estimator_checks_generator(LinearBaseline())
    if check.func.__name__ != "check_array_api_input"  # arrays that are not numpy's need a switch of scipy's
]


@pytest.fixture
def spend(rng: np.random.Generator) -> Array:
    """Three channels over 30 periods, shape (30, 3)."""
    return np.asarray(rng.lognormal(3, 0.4, (30, 3)))


def half_widths(estimator: LinearBaseline) -> Array:
    ends = np.quantile(estimator.response_.coefficient_draws, [0.05, 0.95], axis=1)
    return np.asarray(np.diff(ends, axis=0)[0] / 2)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.func.__name__)
def test_it_is_a_scikit_learn_estimator(check: object) -> None:
    check(LinearBaseline())  # type: ignore[operator]  # scikit-learn ships no types


def test_three_points_by_hand() -> None:
    """x = 1, 2, 3 and y = 2, 3, 5: slope 3 / 2, intercept 1 / 3, residuals 1/6, -1/3, 1/6."""
    estimator = LinearBaseline().fit([[1.0], [2.0], [3.0]], [2.0, 3.0, 5.0])
    assert estimator.coef_ == pytest.approx([1.5])
    assert estimator.intercept_ == pytest.approx(1 / 3)
    assert estimator.sigma_ == pytest.approx(np.sqrt(1 / 6))
    assert estimator.predict([[4.0]]) == pytest.approx([6 + 1 / 3])


def test_without_noise_the_truth_is_recovered(spend: Array) -> None:
    truth = np.array([2.0, 0.5, 4.0])
    estimator = LinearBaseline().fit(spend, 100 + spend @ truth)
    assert estimator.coef_ == pytest.approx(truth, rel=1e-9)
    assert estimator.intercept_ == pytest.approx(100, rel=1e-9)
    assert estimator.predict(spend) == pytest.approx(100 + spend @ truth, rel=1e-9)


def test_totals_and_days_say_the_same_as_amounts_per_day(spend: Array, rng: np.random.Generator) -> None:
    revenue = 100 + spend.sum(axis=1) + rng.normal(0, 3, 30)
    days = rng.integers(28, 32, 30)
    per_day = LinearBaseline().fit(spend, revenue)
    totals = LinearBaseline().fit(spend * days[:, None], revenue * days, days=days)
    assert totals.coef_ == pytest.approx(per_day.coef_, rel=1e-9)
    assert totals.sigma_ == pytest.approx(per_day.sigma_, rel=1e-9)
    assert totals.predict(spend * days[:, None], days=days) == pytest.approx(per_day.predict(spend) * days)


def test_revenue_in_another_unit_scales_every_estimate(spend: Array, rng: np.random.Generator) -> None:
    revenue = 100 + spend.sum(axis=1) + rng.normal(0, 3, 30)
    plain, scaled = LinearBaseline().fit(spend, revenue), LinearBaseline().fit(spend, 1000 * revenue)
    assert scaled.coef_ == pytest.approx(1000 * plain.coef_, rel=1e-9)
    assert scaled.sigma_ == pytest.approx(1000 * plain.sigma_, rel=1e-9)
    assert scaled.response_.coefficient_draws == pytest.approx(
        1000 * plain.response_.coefficient_draws, rel=1e-6, abs=1e-3
    )


def test_another_currency_of_both_changes_no_roas(spend: Array, rng: np.random.Generator) -> None:
    revenue = 100 + spend.sum(axis=1) + rng.normal(0, 3, 30)
    plain, scaled = LinearBaseline().fit(spend, revenue), LinearBaseline().fit(150 * spend, 150 * revenue)
    assert scaled.coef_ == pytest.approx(plain.coef_, rel=1e-9)
    assert scaled.verdicts_ == plain.verdicts_


def test_the_order_of_channels_does_not_matter(spend: Array, rng: np.random.Generator) -> None:
    revenue = 100 + spend @ [1.0, 2.0, 3.0] + rng.normal(0, 3, 30)
    plain, turned = LinearBaseline().fit(spend, revenue), LinearBaseline().fit(spend[:, [2, 0, 1]], revenue)
    assert turned.coef_ == pytest.approx(plain.coef_[[2, 0, 1]], rel=1e-9)
    assert half_widths(turned) == pytest.approx(half_widths(plain)[[2, 0, 1]], rel=0.1)


def test_intervals_are_those_of_students_t(rng: np.random.Generator) -> None:
    """Under flat priors the posterior of a slope, and of a new observation, is Student's t."""
    x = rng.normal(10, 2, 12)
    y = 5 + 2 * x + rng.normal(0, 1, 12)
    estimator = LinearBaseline(n_draws=20_000).fit(x[:, None], y)
    t = stats.t.ppf(0.95, df=10)
    spread = np.sum((x - x.mean()) ** 2)
    assert half_widths(estimator) == pytest.approx(t * estimator.sigma_ / np.sqrt(spread), rel=0.03)
    new = 15.0
    expected = t * estimator.sigma_ * np.sqrt(1 + 1 / 12 + (new - x.mean()) ** 2 / spread)
    low, high = estimator.predict_interval([[new]])[0]
    assert (high - low) / 2 == pytest.approx(expected, rel=0.03)


def test_the_mean_of_the_draws_is_the_point_estimate(fitted: LinearBaseline) -> None:
    response = fitted.response_
    assert response.coefficient_draws.mean(axis=1) == pytest.approx(fitted.coef_, rel=1e-7)
    assert response.intercept_draws.mean() == pytest.approx(fitted.intercept_, rel=1e-7)
    assert (response.sigma_draws * response.noise_draws).mean() == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_channels_that_move_as_one_get_useless_intervals_but_a_sharp_sum(
    spend: Array, rng: np.random.Generator, noise: float
) -> None:
    spend[:, 1] = 2 * spend[:, 0]
    revenue = 100 + spend @ [1.0, 1.0, 1.0] + rng.normal(0, noise, 30)
    estimator = LinearBaseline().fit(spend, revenue)
    assert (half_widths(estimator)[:2] > 100).all()
    assert half_widths(estimator)[2] < 0.5
    together = np.array([1.0, 2.0]) @ estimator.response_.coefficient_draws[:2]
    assert np.quantile(together, 0.05) - 1e-2 <= 3 <= np.quantile(together, 0.95) + 1e-2
    assert together.std() < 0.5


def test_a_channel_that_never_varies_gets_a_useless_interval(spend: Array) -> None:
    spend[:, 1] = 7.0
    estimator = LinearBaseline().fit(spend, 100 + spend.sum(axis=1))
    assert half_widths(estimator)[1] > 100
    assert estimator.predict(spend) == pytest.approx(100 + spend.sum(axis=1))
    low, high = estimator.predict_interval(spend).T
    assert (high - low).max() < 1


@settings(deadline=None)  # a busy machine is no fault of the fit
@given(hnp.arrays(np.int64, (8, 3), elements=st.integers(0, 5)))
def test_no_design_is_an_error_or_gives_numbers_that_are_not_finite(design: Array) -> None:
    estimator = LinearBaseline(n_draws=20).fit(design, np.arange(8.0) + 10)
    assert np.isfinite(estimator.coef_).all()
    assert np.isfinite(estimator.predict_interval(design)).all()
    assert all(verdict.reason for verdict in estimator.verdicts_)


def test_too_few_periods_are_an_error_that_says_how_many_are_needed(spend: Array) -> None:
    with pytest.raises(ValueError, match="3 channels to n_samples = 4 periods: at least 5 are needed"):
        LinearBaseline().fit(spend[:4], np.arange(4.0))
    LinearBaseline().fit(spend[:5], np.arange(5.0))


@pytest.mark.parametrize("n_draws", [0, -2, 3])
def test_draws_come_in_pairs(spend: Array, n_draws: int) -> None:
    with pytest.raises(ValueError, match=f"n_draws must be an even number from 2, not {n_draws}"):
        LinearBaseline(n_draws=n_draws).fit(spend, np.arange(30.0))


@pytest.mark.parametrize("days", [[30.0], np.zeros(30), np.full(30, np.nan)])
def test_days_are_positive_and_one_a_period(spend: Array, days: Array) -> None:
    with pytest.raises(ValueError, match="days must be 30 positive numbers"):
        LinearBaseline().fit(spend, np.arange(30.0), days=days)


def test_the_seed_moves_draws_but_no_point_estimate(spend: Array, rng: np.random.Generator) -> None:
    revenue = 100 + spend.sum(axis=1) + rng.normal(0, 3, 30)
    first = LinearBaseline(random_state=1).fit(spend, revenue)
    other = LinearBaseline(random_state=2).fit(spend, revenue)
    assert first.coef_ == pytest.approx(other.coef_, rel=0)
    assert not np.array_equal(first.response_.coefficient_draws, other.response_.coefficient_draws)


def test_estimators_are_made_by_kind() -> None:
    assert make_estimator("linear_baseline", n_draws=100).get_params() == {"n_draws": 100, "random_state": 0}
    with pytest.raises(ValueError, match="'oracle'; there are analyst_baseline, linear_baseline"):
        make_estimator("oracle")

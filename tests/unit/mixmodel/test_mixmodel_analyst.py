"""The tuned linear model: it is plain regression where nothing else helps, and finds what is there."""

import io
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.utils.estimator_checks import estimator_checks_generator

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import AnalystBaseline, LinearBaseline, Recipe, TrainingData, to_joblib, to_json
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.transforms import carry_over, retention

PLAIN: dict[str, Any] = {"half_life": 0.0, "harmonics": 0, "trend": False, "ridge": 0.0}
CHECKS = [
    check
    for _, check in estimator_checks_generator(AnalystBaseline(**PLAIN))
    if check.func.__name__ != "check_array_api_input"  # arrays that are not numpy's need a switch of scipy's
]
WEEKS = pd.date_range("2023-01-02", periods=120, freq="7D")
DAYS = np.full(120, 7.0)


@pytest.fixture
def spend(rng: np.random.Generator) -> pd.DataFrame:
    """Two channels over 120 weeks, per week."""
    return pd.DataFrame(7 * rng.lognormal(3, 0.6, (120, 2)), index=WEEKS, columns=["tv", "web"])


def fit(spend: pd.DataFrame, per_day: Array, **settings: Any) -> AnalystBaseline:
    """Fitted to revenue per day, shape (120,)."""
    estimator = AnalystBaseline(n_draws=100, **settings)
    return estimator.fit(spend, pd.Series(7 * per_day, index=WEEKS), days=DAYS)


def coefficients(estimator: AnalystBaseline) -> Array:
    """Revenue per unit of kept-up spend, by channel."""
    _, slopes = estimator.response_.incremental(np.array([[70.0, 70.0]]), np.array([7.0]))
    return np.asarray(slopes[0].mean(axis=1))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.func.__name__)
def test_it_is_a_scikit_learn_estimator(check: object) -> None:
    check(AnalystBaseline(**PLAIN))  # type: ignore[operator]  # scikit-learn ships no types


def test_with_plain_settings_it_is_linear_regression(sample: TrainingData) -> None:
    ours = AnalystBaseline(**PLAIN).fit(sample.spend, sample.revenue, days=sample.days)
    plain = LinearBaseline().fit(sample.spend, sample.revenue, days=sample.days)
    assert ours.predict(sample.spend, days=sample.days) == pytest.approx(
        plain.predict(sample.spend, days=sample.days), rel=1e-5
    )
    assert ours.response_.roas_draws.mean(axis=1) == pytest.approx(plain.coef_, rel=1e-5)
    assert [v.verdict for v in ours.verdicts_] == [v.verdict for v in plain.verdicts_]


def test_ridge_is_that_of_scikit_learn(spend: pd.DataFrame, rng: np.random.Generator) -> None:
    """On spend over its root mean square; scikit-learn adds up squares where we take their mean."""
    per_day = 50 + spend.to_numpy() @ [0.2, 0.1] + rng.normal(0, 1, 120)
    rate = spend.to_numpy() / 7
    scaled = rate / np.sqrt(np.mean(rate**2, axis=0))
    theirs = Ridge(alpha=120 * 0.1).fit(scaled, per_day)
    ours = fit(spend, per_day, **PLAIN | {"ridge": 0.1})
    assert ours.predict(spend, days=DAYS) == pytest.approx(7 * theirs.predict(scaled), rel=1e-5)


def test_carry_over_trend_and_season_are_found(spend: pd.DataFrame, rng: np.random.Generator) -> None:
    share = retention(np.array(7.0), 7.0)
    carried = carry_over(spend.to_numpy() / 7, share)
    years = np.arange(120) / 52.18
    season = 8 * np.sin(2 * np.pi * years)
    per_day = 100 + 10 * years + season + carried @ [2.0, 0.5] + rng.normal(0, 1, 120)
    estimator = fit(spend, per_day)
    assert estimator.chosen_ == {"half_life": 7.0, "harmonics": 2, "trend": True, "ridge": 0.0}
    assert coefficients(estimator) == pytest.approx([2.0, 0.5], abs=0.05)
    parts = estimator.response_.base_parts(estimator.past_.calendar)
    assert parts["season"].mean(axis=1) / 7 == pytest.approx(season, abs=1.5)


def test_where_nothing_else_helps_it_stays_plain(spend: pd.DataFrame, rng: np.random.Generator) -> None:
    per_day = 100 + spend.to_numpy() / 7 @ [2.0, 0.5] + rng.normal(0, 3, 120)
    assert fit(spend, per_day).chosen_ == PLAIN


def test_given_settings_are_not_tuned(spend: pd.DataFrame, rng: np.random.Generator) -> None:
    per_day = 100 + spend.to_numpy() / 7 @ [2.0, 0.5] + rng.normal(0, 3, 120)
    chosen = fit(spend, per_day, half_life=3.0, ridge=0.5).chosen_
    assert (chosen["half_life"], chosen["ridge"]) == (3.0, 0.5)


def test_holidays_of_a_country_are_terms_of_the_base(spend: pd.DataFrame, rng: np.random.Generator) -> None:
    per_day = 100 + spend.to_numpy() / 7 @ [2.0, 0.5] + rng.normal(0, 3, 120)
    assert "holidays" in fit(spend, per_day, **PLAIN | {"country": "JP"}).response_.base_parts(
        fit(spend, per_day, **PLAIN).past_.calendar
    )


def test_too_few_periods_for_folds_leave_plain_regression(spend: pd.DataFrame) -> None:
    few = spend.iloc[:9]
    revenue = pd.Series(np.arange(9.0) + 100, index=few.index)
    assert AnalystBaseline(n_draws=2).fit(few, revenue, days=DAYS[:9]).chosen_ == PLAIN


def test_responses_are_straight(spend: pd.DataFrame, rng: np.random.Generator) -> None:
    per_day = 100 + spend.to_numpy() / 7 @ [2.0, 0.5] + rng.normal(0, 3, 120)
    response = fit(spend, per_day, **PLAIN | {"half_life": 7.0}).response_
    once, slope = response.incremental(np.array([[100.0, 100.0]]), np.array([7.0]))
    thrice, same_slope = response.incremental(np.array([[300.0, 300.0]]), np.array([7.0]))
    assert thrice == pytest.approx(3 * once, rel=1e-9)
    assert same_slope == pytest.approx(slope, rel=1e-9)


def test_both_artifacts_predict_the_same(sample: TrainingData) -> None:
    estimator = AnalystBaseline(**PLAIN | {"half_life": 7.0, "trend": True})
    estimator.fit(sample.spend, sample.revenue, days=sample.days)
    read = Model.from_json(to_json(estimator, sample))
    read.check_golden()
    assert read.kind == "analyst_baseline"
    loaded: AnalystBaseline = joblib.load(io.BytesIO(to_joblib(estimator)))
    assert (
        loaded.predict(sample.spend, days=sample.days) == estimator.predict(sample.spend, days=sample.days)
    ).all()


def test_a_settled_recipe_fits_the_same_model_without_tuning_again(sample: TrainingData) -> None:
    recipe = Recipe("analyst_baseline", {"n_draws": 100})
    settled = recipe.settled(sample)
    assert None not in {settled.settings[name] for name in PLAIN}
    assert settled.fit(sample).summary() == recipe.fit(sample).summary()
    assert settled.settled(sample) == settled


def test_a_recipe_that_tunes_nothing_is_settled(sample: TrainingData) -> None:
    recipe = Recipe("linear_baseline", {"n_draws": 100})
    assert recipe.settled(sample) is recipe

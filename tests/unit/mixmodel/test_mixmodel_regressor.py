"""The marketing mix model as its users meet it: fitted to panels whose truth is known."""

import io
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import check_estimator

from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import (
    Experiment,
    MarketingMixRegressor,
    TrainingData,
    fit_to,
    read_panel,
    to_joblib,
    to_json,
)
from spendcast_mixmodel.fit.mix.information import TARGET, Information, judge_channels, remedy
from spendcast_mixmodel.predict import Model, Plan
from spendcast_mixmodel.transforms import carry_over, hill, retention

WEEKS = 130
TRUE_ROAS = np.array([1.5, 0.6])


def world(seed: int = 1, noise: float = 0.02, n: int = WEEKS) -> tuple[pd.DataFrame, pd.Series]:
    """Two channels of known ROAS, a trend and a season, by the week; per-day scale 1,000 of base."""
    rng = np.random.default_rng(seed)
    index = pd.date_range("2022-01-03", periods=n, freq="7D")
    spend = rng.lognormal(np.log([1200.0, 900.0]), 0.5, (n, 2))
    value = hill(carry_over(spend / 7, np.array([0.2, 0.5])), np.array([250.0, 200.0]), np.array([1.2, 1.0]))
    brought = value / value.sum(axis=0) * spend.sum(axis=0) * TRUE_ROAS
    time = np.arange(n) / 52
    base = 7000 * (1 + 0.1 * time + 0.1 * np.sin(2 * np.pi * time))
    revenue = base + brought.sum(axis=1) + noise * 7000 * rng.normal(size=n)
    return pd.DataFrame(spend, index, columns=["tv", "mail"]), pd.Series(revenue, index)


def fitted(X: pd.DataFrame, y: pd.Series, **how: Any) -> MarketingMixRegressor:
    settings = {name: how.pop(name) for name in ("country", "n_draws", "random_state") if name in how}
    return MarketingMixRegressor(**settings).fit(X, y, np.full(len(X), 7.0), **how)


@pytest.fixture(scope="module")
def known() -> MarketingMixRegressor:
    return fitted(*world())


def interval(estimator: MarketingMixRegressor) -> Array:
    """Low, median, high of ROAS, shape (3, K)."""
    return np.quantile(estimator.response_.roas_draws, [0.05, 0.5, 0.95], axis=1)


def test_it_keeps_the_contract_of_scikit_learn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a check that needs a setting of the environment says that it is skipped
        found = check_estimator(MarketingMixRegressor(n_draws=20, n_shapes=8), on_fail=None)
    assert [check["check_name"] for check in found if check["status"] == "failed"] == []


def test_it_finds_what_made_the_revenue(known: MarketingMixRegressor) -> None:
    low, median, high = interval(known)
    assert (low < TRUE_ROAS).all()
    assert (high > TRUE_ROAS).all()
    assert median == pytest.approx(TRUE_ROAS, rel=0.35)
    assert known.converged_
    assert known.verdicts_[0].verdict == "identified"


def test_a_path_over_training_explains_it(known: MarketingMixRegressor) -> None:
    X, y = world()
    path = known.predict_path(X, np.full(WEEKS, 7.0))
    error = path.base + path.incremental.sum(axis=1) - y
    assert float(np.std(error)) == pytest.approx(0.02 * 7000, rel=0.2)
    assert path.incremental.sum(axis=0) / X.sum().to_numpy() == pytest.approx(
        known.response_.roas_draws.mean(axis=1), rel=1e-9
    )


def test_the_same_seed_gives_the_same_draws_and_another_does_not() -> None:
    X, y = world(n=52)
    first, again, other = (fitted(X, y, random_state=seed).response_.roas_draws for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()


def test_seeds_agree_within_a_part_of_the_interval(known: MarketingMixRegressor) -> None:
    low, median, high = interval(known)
    assert np.abs(interval(fitted(*world(), random_state=7))[1] - median).max() < 0.15 * (high - low).max()


def test_a_channel_without_effect_reaches_zero() -> None:
    X, y = world()
    X["radio"] = np.random.default_rng(5).lognormal(7, 0.5, WEEKS)
    assert interval(fitted(X, y))[0, 2] == 0


def test_a_lift_test_narrows_what_is_known_towards_what_it_found() -> None:
    X, y = world(noise=0.15, n=60)
    spent = X["tv"].iloc[20:24].sum()
    test = Experiment("tv", date(2022, 5, 23), date(2022, 6, 19), 1.5 * spent, 0.15 * spent)
    before, after = interval(fitted(X, y))[:, 0], interval(fitted(X, y, experiments=[test]))[:, 0]
    assert after[2] - after[0] < 0.75 * (before[2] - before[0])
    assert after[0] < 1.5 < after[2]


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (Experiment("radio", date(2022, 5, 23), date(2022, 6, 19), 1.0, 1.0), "known are tv, mail"),
        (Experiment("tv", date(2022, 5, 23), date(2022, 6, 19), 1.0, 0.0), "error must be positive"),
        (Experiment("tv", date(2022, 5, 30), date(2022, 6, 19), 1.0, 1e-200), "no test is so precise"),
        (Experiment("tv", date(2032, 5, 23), date(2032, 6, 19), 1.0, 1.0), "2022-01-03 to 2023-02-26"),
        (Experiment("tv", date(2022, 5, 23), date(2022, 5, 29), 1.0, 1.0), "saw no spend"),
    ],
)
def test_a_lift_test_that_does_not_fit_is_refused(test: Experiment, said: str) -> None:
    X, y = world(n=60)
    X.iloc[20, 0] = 0.0
    with pytest.raises(ValueError, match=said):
        fitted(X, y, experiments=[test])


def test_a_control_takes_its_own_effect_out_of_the_noise() -> None:
    X, y = world(n=80)
    price = pd.DataFrame({"price": np.random.default_rng(2).normal(size=80)}, index=X.index)
    y = y + 700 * price["price"]
    without, told = fitted(X, y), fitted(X, y, controls=price)
    assert told.response_.sigma_draws.mean() < 0.5 * without.response_.sigma_draws.mean()
    assert told.response_.base.names[-1] == "control:price"
    assert told.response_.base_draws[-1].mean() * 7 == pytest.approx(700, rel=0.1)


def test_holidays_of_a_country_are_learnt_and_foreseen() -> None:
    X, y = world(n=WEEKS)
    weeks = [i for i, start in enumerate(X.index) if (start.month, start.day) >= (12, 18)]
    in_week = [i for i in weeks if 0 <= (pd.Timestamp(X.index[i].year, 12, 25) - X.index[i]).days < 7]
    y.iloc[in_week] += 1500
    model = fitted(X, y, country="US")
    name = "holiday:Christmas Day"
    effect = model.response_.base_draws[model.response_.base.names.index(name)].mean()
    assert effect == pytest.approx(1500, rel=0.35)
    ahead = Calendar(np.array([float(date(2026, 12, 21).toordinal())]), np.array([7.0]))
    assert model.response_.base.columns(ahead)[0, model.response_.base.names.index(name)] == 1 / 7


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(ValueError, match="XX"):
        fitted(*world(n=30), country="XX")


def test_negative_spend_is_refused() -> None:
    X, y = world(n=30)
    X.iloc[3, 0] = -1
    with pytest.raises(ValueError, match="below zero"):
        fitted(X, y)


def test_dates_out_of_order_or_twice_are_refused() -> None:
    X, y = world(n=30)
    with pytest.raises(ValueError, match="in the order of its dates"):
        fitted(X[::-1], y[::-1])
    X.index = [*X.index[:-1], X.index[-2]]
    with pytest.raises(ValueError, match="one row for each"):
        fitted(X, y)


def test_an_odd_number_of_draws_is_refused() -> None:
    with pytest.raises(ValueError, match="even number from 2, not 501"):
        fitted(*world(n=30), n_draws=501)


def test_what_is_known_does_not_depend_on_how_foreign_the_unit_of_revenue_is() -> None:
    X, y = world()
    small, large = fitted(X, y * 1e-9), fitted(X, y * 1e12)
    assert interval(small) * 1e9 == pytest.approx(interval(large) / 1e12, rel=0.15)
    verdicts = {verdict.verdict for model in (small, large) for verdict in model.verdicts_}
    assert "not identifiable" not in verdicts


def steady(after: Array, noise: float = 0.01) -> MarketingMixRegressor:
    """Two channels of steady spend for 104 weeks; then the first spends `after` times its mean a week."""
    rng = np.random.default_rng(8)
    n = 104 + len(after)
    spend = 700 * np.exp(0.01 * rng.normal(size=(n, 2)))
    spend[104:, 0] = 700 * after
    value = hill(carry_over(spend / 7, np.array([0.3, 0.3]), 100.0), np.array([140.0] * 2), np.ones(2))
    revenue = 1.5 * 700 * value.sum(axis=1) / (100 / 240) + 5000 * (1 + noise * rng.normal(size=n))
    return fitted(pd.DataFrame(spend, pd.date_range("2021-01-04", periods=n, freq="7D")), revenue)


def test_what_would_settle_it_settles_it() -> None:
    verdict = steady(np.zeros(0)).verdicts_[0]
    assert verdict.code == "steady_spend"
    assert verdict.settle is not None
    change, periods = verdict.settle.values["change"], verdict.settle.values["periods"]
    turns = 1 + change * np.where(np.arange(periods) // 4 % 2, -1, 1)
    assert steady(turns).verdicts_[0].verdict == "identified"


def test_where_a_figure_is_out_of_reach_the_way_to_a_direction_is_told_and_leads_there() -> None:
    verdict = steady(np.zeros(0), noise=0.06).verdicts_[0]
    assert verdict.settle is not None
    assert verdict.settle.code == "pause_first"
    assert "shows whether it works" in verdict.settle.said
    turns = 1 - np.where(np.arange(verdict.settle.values["periods"]) // 4 % 2, 1, -1)
    assert steady(turns, noise=0.06).verdicts_[0].verdict in {"weak", "identified"}


def test_figures_that_did_not_settle_are_no_figures(known: MarketingMixRegressor) -> None:
    information = Information(
        channels=["tv", "mail"],
        grain="week",
        calendar=known.past_.calendar,
        spend=known.past_.spend,
        response=known.response_,
        own_error=np.array([0.1, 0.1]),
        tests=(),
        widened=np.ones(2),
        settled=np.array([False, True]),
        least_roas=0.1,
    )
    first, second = judge_channels(information)
    assert (first.verdict, first.code) == ("not identifiable", "not_settled")
    assert second.code != "not_settled"


@pytest.mark.parametrize(
    ("highest", "verdict", "code"),
    [(0.9, "identified", "little"), (1.1, "weak", "may_bring_nothing"), (1.9, "weak", "may_bring_nothing")],
)
def test_little_is_what_does_not_pay_for_itself_however_much_the_rest_returns(
    known: MarketingMixRegressor, highest: float, verdict: str, code: str
) -> None:
    """The others return 4 and more, so that half of what advertising returns is above 2."""
    few = np.linspace(-highest / 9, highest * 19 / 18, 500).clip(min=0)
    response = replace(known.response_, roas_draws=np.stack([np.full(500, 9.0), few]))
    judged = judge_channels(replace(known.information_, response=response))[1]
    assert (judged.verdict, judged.code) == (verdict, code)


@pytest.mark.parametrize(("half_lives", "weeks"), [((2, 4), 4), ((3, 7), 8), ((3, 9), 12), ((40, 90), 12)])
def test_a_lift_test_lasts_until_most_of_what_its_spend_brings_has_come(
    known: MarketingMixRegressor, half_lives: tuple[float, float], weeks: int
) -> None:
    """Of half-lives of 3 and 7 days, .81 and .57 come within four weeks, .90 and .74 within eight."""
    shapes, response = known.response_.shapes[0], known.response_
    share = retention(np.array(half_lives), 7.0)
    two = replace(
        shapes, share=share, half=shapes.half[:2], slope=shapes.slope[:2], ceiling=shapes.ceiling[:2]
    )
    response = replace(
        response,
        shapes=(two, response.shapes[1]),
        shape_draws=np.stack([np.arange(500) % 2, response.shape_draws[1]]),
        sigma_draws=1e3 * response.sigma_draws,
    )
    information = replace(known.information_, response=response, own_error=np.full(2, np.inf))
    settle = remedy(information, 0, np.array([1.5, 1.5, 0.5, 2.5]), unknown=False)
    assert settle.code == "lift_test"
    assert f"of {weeks} weeks" in settle.said
    spent = 1.5 * information.spend[:, 0].mean() * 7 * weeks
    assert settle.values["standard_error"] == pytest.approx(TARGET * spent, rel=5e-3)


def monthly(change: Callable[[pd.DataFrame], None], n: int = 24) -> list[str]:
    """Codes of the verdicts on three channels by the month, after `change` to their spend."""
    rng = np.random.default_rng(11)
    index = pd.date_range("2023-01-01", periods=n, freq="MS")
    spend = pd.DataFrame(rng.lognormal(8, 0.4, (n, 3)), index, columns=["a", "b", "c"])
    change(spend)
    days = index.days_in_month.to_numpy(dtype=float)
    revenue = days * 800 * (1 + 0.03 * rng.normal(size=n)) + 1.5 * spend.sum(axis=1)
    model = MarketingMixRegressor(n_draws=100).fit(spend, revenue, days)
    assert np.isfinite(model.response_.roas_draws).all()
    return [verdict.code for verdict in model.verdicts_]


def test_late_dark_steady_and_silent_channels_are_fitted_and_judged() -> None:
    def late(spend: pd.DataFrame) -> None:
        spend.iloc[:10, 0] = 0

    def dark_and_steady(spend: pd.DataFrame) -> None:
        spend.iloc[8:14, 0] = 0
        spend["b"] = 100.0 * pd.DatetimeIndex(spend.index).days_in_month

    def silent(spend: pd.DataFrame) -> None:
        spend["c"] = 0.0

    def copies(spend: pd.DataFrame) -> None:
        spend["b"] = 2 * spend["a"]

    assert "no_spend" not in monthly(late)
    assert monthly(dark_and_steady)[1] == "steady_spend"
    assert monthly(silent)[2] == "no_spend"
    assert monthly(copies)[:2] == ["moves_together", "moves_together"]


def test_no_spend_and_no_revenue_are_no_crash() -> None:
    X, y = world(n=30)
    assert [v.code for v in fitted(0 * X, y).verdicts_] == ["no_spend", "no_spend"]
    assert np.isfinite(fitted(X, 0 * y).response_.roas_draws).all()


@pytest.fixture(scope="module")
def panel(panel_writer: Callable[..., bytes]) -> TrainingData:
    rng = np.random.default_rng(4)
    spend = {name: rng.lognormal(11, 0.4, 36).round(2) for name in ("search", "video", "mail")}
    revenue = 3e6 * (1 + 0.03 * rng.normal(size=36)) + 2 * sum(spend.values())
    return read_panel(panel_writer(spend, revenue))


def test_both_artifacts_answer_the_same(panel: TrainingData) -> None:
    estimator = MarketingMixRegressor()
    fit_to(estimator, panel)
    by_joblib: MarketingMixRegressor = joblib.load(io.BytesIO(to_joblib(estimator)))
    by_json = Model.from_json(to_json(estimator, panel))
    by_json.check_golden()
    plans = [
        Plan(dict(row), period)
        for period, (_, row) in zip(panel.periods, panel.spend.iterrows(), strict=True)
    ]
    told = [answer["revenue"] for answer in by_json.predict_many(plans)]
    assert by_joblib.predict(panel.spend, panel.days) == pytest.approx([r["mean"] for r in told], rel=1e-9)
    ends = np.array([[r["low"], r["high"]] for r in told])
    assert by_joblib.predict_interval(panel.spend, panel.days) == pytest.approx(ends, rel=1e-9)
    path = by_json.response.path(panel.spend.to_numpy(), panel.calendar, by_json.past)
    assert by_joblib.predict_path(panel.spend, panel.days).incremental == pytest.approx(
        path.incremental, rel=1e-9
    )


def test_a_summary_adds_up_to_what_the_path_brings(panel: TrainingData) -> None:
    estimator = MarketingMixRegressor()
    fit_to(estimator, panel)
    summary = Model.from_json(to_json(estimator, panel)).summary()
    path = estimator.predict_path(panel.spend, panel.days).incremental.sum(axis=0)
    for name, brought in zip(panel.channels, path, strict=True):
        roas = summary[name]["roas"]
        assert roas is not None
        assert summary[name]["contribution"]["mean"] == pytest.approx(brought, rel=1e-9)
        assert roas["mean"] == pytest.approx(brought / panel.spend[name].sum(), rel=1e-9)


def test_the_file_is_small_for_twenty_channels_ten_controls_and_the_most_holidays(
    panel_writer: Callable[..., bytes],
) -> None:
    rng = np.random.default_rng(0)
    spend = {f"channel_with_a_long_name_{k:02}": rng.lognormal(12, 0.3, 156).round(2) for k in range(20)}
    data = read_panel(panel_writer(spend, rng.normal(4e7, 1e6, 156), first="2022-W01"))
    controls = {f"control_with_a_long_name_{c}": rng.normal(size=156) for c in range(10)}
    data = replace(data, controls=pd.DataFrame(controls, index=data.spend.index))
    estimator = MarketingMixRegressor(country="NP")
    fit_to(estimator, data)
    assert len(to_json(estimator, data)) < 300_000


def test_more_spend_never_lowers_revenue_and_nothing_brings_nothing(known: MarketingMixRegressor) -> None:
    spend = np.linspace(0, 20_000, 50)[:, None] * np.ones(2)
    value, slope = known.response_.incremental(spend, np.full(50, 7.0))
    assert (np.diff(value, axis=0) >= 0).all()
    assert (value[0] == 0).all()
    rise = np.diff(value, axis=0) / np.diff(spend[:, 0])[0]
    middle = known.response_.incremental((spend[1:] + spend[:-1]) / 2, np.full(49, 7.0))[1]
    assert rise[10:] == pytest.approx(middle[10:], rel=0.02, abs=1e-4)
    assert (slope >= 0).all()


def test_a_plan_kept_up_brings_what_its_path_brings_in_the_end(known: MarketingMixRegressor) -> None:
    n = 60
    spend = np.full((n, 2), 1000.0)
    after = pd.date_range("2026-01-05", periods=n, freq="7D")
    path = known.predict_path(pd.DataFrame(spend, after, columns=["tv", "mail"]), np.full(n, 7.0))
    kept_up, _ = known.response_.incremental(spend[-1:], np.array([7.0]))
    assert path.incremental[-1] == pytest.approx(kept_up[0].mean(axis=-1), rel=1e-6)


def test_the_next_periods_remember_and_later_ones_are_less_sure() -> None:
    X, y = world(n=104)
    y += 400 * np.cumsum(np.random.default_rng(3).normal(size=104)) / 5
    model = fitted(X, y)
    ahead = pd.date_range(X.index[-1] + pd.Timedelta(days=7), periods=26, freq="7D")
    path = model.predict_path(pd.DataFrame(1000.0, ahead, columns=X.columns), np.full(26, 7.0))
    spread = path.noise_draws.std(axis=1)
    assert spread[-1] > 1.1 * spread[0]

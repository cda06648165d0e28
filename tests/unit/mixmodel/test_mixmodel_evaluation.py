"""Forecasts beside naive ones, on revenue that a hand can follow."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.fit import (
    FitModel,
    Fold,
    LinearBaseline,
    Recipe,
    TrainingData,
    coverage,
    forecasts_of,
    in_sample,
    read_panel,
    rolling_origin,
    score,
    to_json,
)
from spendcast_mixmodel.predict import Model

BASELINE = Recipe("linear_baseline", {"n_draws": 100})

FORECASTS: list[Fold] = [
    {
        "period": f"2026-0{month}",
        "days": 10.0,
        "actual": actual,
        "forecast": forecast,
        "low": forecast - 5,
        "high": forecast + 5,
        "trained_to": "2025-12",
        "others": {},
    }
    for month, actual, forecast in [(1, 100.0, 110.0), (2, 200.0, 200.0), (3, 300.0, 270.0)]
]


TEN_A_DAY = {
    "intercept": 10.0,
    "coefficients": [0.0],
    "draws": {
        "intercept": [9.0, 11.0],
        "coefficients": [[0.0, 0.0]],
        "sigma": [0.0, 0.0],
        "noise": [0.0, 0.0],
    },
}


@pytest.fixture
def ten_a_day(document: dict[str, Any]) -> FitModel:
    """Says 10 a day, 9 or 11 by its draws, whatever it is shown."""
    document["channels"] = document["channels"][:1]
    document["response"] = TEN_A_DAY
    model = Model.from_json(json.dumps(document).encode())
    return lambda _: model


@pytest.fixture
def two_years(panel_writer: Callable[..., bytes]) -> TrainingData:
    """Revenue of 1, 2, ..., 24 a day in the months of 2024 and 2025."""
    days = pd.date_range("2024-01-01", periods=24, freq="MS").days_in_month.to_numpy()
    return read_panel(panel_writer({"tv": np.arange(24.0)}, np.arange(1, 25) * days, first="2024-01"))


def test_scores_are_what_a_hand_computes() -> None:
    assert dict(score(FORECASTS)) == {
        "mape": pytest.approx((0.1 + 0 + 0.1) / 3),
        "wape": pytest.approx(40 / 600),
        "rmse": pytest.approx(np.sqrt((100 + 900) / 3)),
        "r2": pytest.approx(1 - 1000 / 20_000),
    }
    assert coverage(FORECASTS) == pytest.approx(1 / 3)


def test_r2_of_few_or_equal_values_is_null() -> None:
    assert score(FORECASTS[:2])["r2"] is None
    assert score([FORECASTS[0]] * 3)["r2"] is None


def test_each_fold_is_trained_on_what_came_before_it(two_years: TrainingData, ten_a_day: FitModel) -> None:
    shown: list[tuple[str, ...]] = []

    def remember(known: TrainingData) -> Model:
        shown.append(known.periods)
        return ten_a_day(known)

    backtest = rolling_origin(remember, two_years, n_folds=2)
    assert [fold["period"] for fold in backtest["folds"]] == ["2025-11", "2025-12"]
    assert [fold["trained_to"] for fold in backtest["folds"]] == ["2025-10", "2025-11"]
    assert [(months[0], months[-1], len(months)) for months in shown] == [
        ("2024-01", "2025-10", 22),
        ("2024-01", "2025-11", 23),
    ]


def test_naive_forecasts_are_per_day_times_days(two_years: TrainingData, ten_a_day: FitModel) -> None:
    fold = rolling_origin(ten_a_day, two_years, n_folds=2)["folds"][0]
    days = two_years.days.to_numpy()
    assert fold["actual"] == pytest.approx(23 * 30)
    assert fold["forecast"] == pytest.approx(10 * 30)
    assert (fold["low"], fold["high"]) == pytest.approx((273, 327))
    assert fold["others"] == {
        "last": pytest.approx(22 * 30),
        "mean": pytest.approx(np.arange(1, 23) @ days[:22] / days[:22].sum() * 30),
        "year_before": pytest.approx(11 * 30),
    }


def test_the_year_before_a_week_is_52_weeks_back(
    panel_writer: Callable[..., bytes], ten_a_day: FitModel
) -> None:
    data = read_panel(panel_writer({"tv": np.ones(60)}, 7.0 * np.arange(60), first="2024-W10"))
    fold = rolling_origin(ten_a_day, data, n_folds=1, horizon=1)["folds"][0]
    assert fold["others"]["year_before"] == pytest.approx(7 * (59 - 52))


def test_scores_of_all_forecasters_are_on_the_same_folds(
    two_years: TrainingData, ten_a_day: FitModel
) -> None:
    full = rolling_origin(ten_a_day, two_years, n_folds=12)
    assert set(full["scores"]) == {"model", "last", "mean", "year_before"}
    longer = rolling_origin(ten_a_day, two_years, n_folds=13)
    assert longer["folds"][0]["others"]["year_before"] is None
    assert set(longer["scores"]) == {"model", "last", "mean"}


def test_a_longer_horizon_forecasts_several_periods_from_one_origin(
    two_years: TrainingData, ten_a_day: FitModel
) -> None:
    folds = rolling_origin(ten_a_day, two_years, n_folds=2, horizon=3)["folds"]
    assert [fold["trained_to"] for fold in folds] == ["2025-06"] * 3 + ["2025-09"] * 3
    assert folds[2]["others"]["last"] == pytest.approx(18 * 30)


def test_folds_are_by_default_a_year_or_a_third_of_the_panel(
    two_years: TrainingData, sample: TrainingData, ten_a_day: FitModel
) -> None:
    assert len(rolling_origin(ten_a_day, two_years)["folds"]) == 8
    assert len(rolling_origin(BASELINE.fit, sample)["folds"]) == 12


def test_partial_periods_are_neither_trained_on_nor_forecast(
    two_years: TrainingData, ten_a_day: FitModel
) -> None:
    two_years.complete.iloc[-1] = False
    backtest = rolling_origin(ten_a_day, two_years, n_folds=1)
    assert backtest["folds"][0]["period"] == "2025-11"


def test_too_few_periods_for_a_fold_are_an_error(two_years: TrainingData, ten_a_day: FitModel) -> None:
    with pytest.raises(ValueError, match="at least 5 complete periods are needed, there are 4"):
        rolling_origin(BASELINE.fit, two_years.rows(0, 4))
    assert len(rolling_origin(BASELINE.fit, two_years.rows(0, 5))["folds"]) == 1


def test_the_baseline_beats_naive_forecasts_where_spend_drives_revenue(sample: TrainingData) -> None:
    backtest = rolling_origin(BASELINE.fit, sample)
    rmse = {name: scores["rmse"] for name, scores in backtest["scores"].items()}
    assert rmse["model"] < 0.5 * min(rmse["last"], rmse["mean"], rmse["year_before"])
    assert backtest["coverage"] >= 8 / 12


def test_a_finished_model_is_judged_on_its_training_periods(
    sample_model: Model, sample: TrainingData
) -> None:
    fit = in_sample(sample_model, sample)
    estimator = LinearBaseline().fit(sample.spend, sample.revenue, days=sample.days)
    per_day = estimator.score(sample.spend.div(sample.days, axis=0), sample.revenue / sample.days)
    assert fit["r2"] == pytest.approx(per_day)
    assert fit["adjusted_r2"] == pytest.approx(1 - (1 - per_day) * 59 / 55)
    residuals = sample.revenue - estimator.predict(sample.spend, days=sample.days)
    assert fit["rmse"] == pytest.approx(float(np.sqrt((residuals**2).mean())))
    assert fit["mape"] == pytest.approx(float((residuals / sample.revenue).abs().mean()))


def test_a_model_in_force_forecasts_only_what_it_has_not_seen(sample: TrainingData) -> None:
    known = sample.rows(0, 55)
    estimator = LinearBaseline().fit(known.spend, known.revenue, days=known.days)
    model = Model.from_json(to_json(estimator, known))
    folds = rolling_origin(BASELINE.fit, sample)["folds"]
    forecasts = forecasts_of(model, sample, folds)
    assert [forecast["period"] for forecast in forecasts] == [f"2025-{month:02}" for month in range(8, 13)]
    ahead = sample.rows(55, 60)
    assert [forecast["forecast"] for forecast in forecasts] == pytest.approx(
        list(estimator.predict(ahead.spend, days=ahead.days))
    )


def test_a_model_in_force_is_not_asked_of_channels_that_came_later(sample: TrainingData) -> None:
    known = sample.rows(0, 55)
    spend = known.spend[["video", "email"]]
    estimator = LinearBaseline().fit(spend, known.revenue, days=known.days)
    older = TrainingData(known.grain, known.periods, spend, known.revenue, known.days, known.complete)
    model = Model.from_json(to_json(estimator, older))
    forecasts = forecasts_of(model, sample, rolling_origin(BASELINE.fit, sample)["folds"])
    ahead = sample.rows(55, 60)
    assert [forecast["forecast"] for forecast in forecasts] == pytest.approx(
        list(estimator.predict(ahead.spend[["video", "email"]], days=ahead.days))
    )


def test_a_rival_is_compared_on_the_same_folds(sample: TrainingData) -> None:
    backtest = rolling_origin(BASELINE.fit, sample, rivals={"linear": BASELINE.fit})
    assert backtest["scores"]["linear"] == backtest["scores"]["model"]
    assert [fold["others"]["linear"] for fold in backtest["folds"]] == [
        fold["forecast"] for fold in backtest["folds"]
    ]


def test_a_rival_that_cannot_be_fitted_says_nothing(two_years: TrainingData, ten_a_day: FitModel) -> None:
    def refuse(known: TrainingData) -> Model:
        raise ValueError(len(known))

    backtest = rolling_origin(ten_a_day, two_years, rivals={"linear": refuse})
    assert {fold["others"]["linear"] for fold in backtest["folds"]} == {None}
    assert "linear" not in backtest["scores"]


def test_a_year_of_weeks_takes_thirteen_fits_of_four_weeks_each(
    panel_writer: Callable[..., bytes], ten_a_day: FitModel
) -> None:
    data = read_panel(panel_writer({"tv": np.ones(160)}, 70.0 * np.ones(160), first="2022-W10"))
    folds = rolling_origin(ten_a_day, data)["folds"]
    assert (len(folds), len({fold["trained_to"] for fold in folds})) == (52, 13)

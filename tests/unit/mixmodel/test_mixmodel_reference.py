"""The reference advertiser: spend per day that hardly varies, so that nothing can be told of any channel."""

from pathlib import Path

import pandas as pd
import pytest

from spendcast_mixmodel.fit import (
    LinearBaseline,
    Recipe,
    TrainingData,
    in_sample,
    read_panel,
    rolling_origin,
    to_json,
)
from spendcast_mixmodel.predict import Model

FOLDER = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "reference_shape"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference advertiser's data are not beside the repository"
)


@pytest.fixture(scope="module")
def reference() -> TrainingData:
    rows = pd.read_csv(
        FOLDER / "campaign_spend.csv.gz", usecols=["CHANNEL", "DATE", "TOTAL_COST"], parse_dates=["DATE"]
    )
    months = rows["DATE"].dt.to_period("M")
    table = rows.groupby([months, "CHANNEL"])["TOTAL_COST"].sum().unstack().add_prefix("spend.")
    table.insert(0, "revenue", pd.read_csv(FOLDER / "monthly_revenue.csv")["REVENUE"].to_numpy())
    table.insert(0, "complete", ["true"] * (len(table) - 1) + ["false"])
    table.insert(0, "days", table.index.days_in_month)  # type: ignore[attr-defined]  # a PeriodIndex
    table.insert(0, "start", table.index.to_timestamp())  # type: ignore[attr-defined]  # a PeriodIndex
    return read_panel(table.rename_axis("period").to_csv().encode()).only_complete()


@pytest.fixture(scope="module")
def model(reference: TrainingData) -> Model:
    estimator = LinearBaseline().fit(reference.spend, reference.revenue, days=reference.days)
    return Model.from_json(to_json(estimator, reference))


def test_no_channel_is_identifiable(model: Model) -> None:
    assert {entry["verdict"] for entry in model.verdicts.values()} == {"not identifiable"}
    assert all("hardly changed" in entry["reason"] for entry in model.verdicts.values())


def test_the_calendar_earns_no_r2(model: Model, reference: TrainingData) -> None:
    r2 = in_sample(model, reference)["r2"]
    assert r2 is not None
    assert r2 < 0.1


def test_it_forecasts_no_worse_than_the_naive(reference: TrainingData) -> None:
    scores = rolling_origin(Recipe("linear_baseline", {}).fit, reference)["scores"]
    assert scores["model"]["mape"] == pytest.approx(0.0045, abs=0.0005)
    assert scores["model"]["rmse"] < scores["year_before"]["rmse"] < scores["last"]["rmse"]

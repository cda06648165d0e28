"""Models and panels that the tests of this room share."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.fit import LinearBaseline, TrainingData, read_panel, to_json
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.simulate import Advertiser, sample_advertiser

PanelWriter = Callable[..., bytes]


def write_panel(
    spend: Mapping[str, Any], revenue: Any, *, first: str = "2021-01", first_weekday: int = 0
) -> bytes:
    """A panel of complete periods from `first` on, in the form that validate writes."""
    periods = [Period.parse(first, first_weekday)]
    while len(periods) < len(revenue):
        periods.append(periods[-1].next())
    table = pd.DataFrame(
        {
            "period": [period.label for period in periods],
            "start": [period.start for period in periods],
            "days": [period.days for period in periods],
            "complete": "true",
            "revenue": revenue,
        }
        | {f"spend.{channel}": amounts for channel, amounts in spend.items()}
    )
    return table.to_csv(index=False).encode()


def panel_of(advertiser: Advertiser) -> bytes:
    """Spend per channel and month, and revenue, of a simulated advertiser."""
    rows = pd.DataFrame(advertiser.campaign_spend)
    months = rows["DATE"].dt.to_period("M")
    spend = rows.groupby([months, "CHANNEL"])["TOTAL_COST"].sum().unstack()
    columns = {str(channel): spend[channel].to_numpy() for channel in spend}
    return write_panel(columns, advertiser.monthly_revenue["REVENUE"], first=str(months.min()))


def document_of_two_channels() -> dict[str, Any]:
    """A model.json by hand: 100 + 2 tv + 3 mail a day; half of the draws 10 % below that, half above."""
    return {
        "kind": "linear_baseline",
        "schema_version": "1.0",
        "grain": "month",
        "first_weekday": 0,
        "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
        "trained_days": 365,
        "channels": [
            {
                "name": "tv",
                "spend": 3650.0,
                "lowest": 5.0,
                "highest": 20.0,
                "verdict": "identified",
                "reason": "Known.",
            },
            {
                "name": "mail",
                "spend": 0.0,
                "lowest": 0.0,
                "highest": 0.0,
                "verdict": "not identifiable",
                "reason": "Unknown.",
            },
        ],
        "response": {
            "intercept": 100.0,
            "coefficients": [2.0, 3.0],
            "draws": {
                "intercept": [90.0, 110.0],
                "coefficients": [[1.8, 2.2], [2.7, 3.3]],
                "sigma": [5.0, 5.0],
                "noise": [-1.0, 1.0],
            },
        },
        "golden": {
            "spend": {"tv": 310.0, "mail": 31.0},
            "period": "2026-01",
            "revenue": {"mean": 3813.0, "median": 3813.0, "low": 3330.33, "high": 4295.67},
        },
    }


@pytest.fixture
def document() -> dict[str, Any]:
    return document_of_two_channels()


@pytest.fixture(scope="session")
def two_channels() -> Model:
    return Model.from_json(json.dumps(document_of_two_channels()).encode())


@pytest.fixture(scope="session")
def panel_writer() -> PanelWriter:
    return write_panel


@pytest.fixture(scope="session")
def advertiser() -> Advertiser:
    return sample_advertiser()


@pytest.fixture(scope="session")
def sample_panel(advertiser: Advertiser) -> bytes:
    return panel_of(advertiser)


@pytest.fixture(scope="session")
def sample(sample_panel: bytes) -> TrainingData:
    return read_panel(sample_panel)


@pytest.fixture(scope="session")
def fitted(sample: TrainingData) -> LinearBaseline:
    return LinearBaseline().fit(sample.spend, sample.revenue, days=sample.days)


@pytest.fixture(scope="session")
def sample_model(fitted: LinearBaseline, sample: TrainingData) -> Model:
    return Model.from_json(to_json(fitted, sample))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(12345)

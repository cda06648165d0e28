import io
import json
import os
import subprocess
import sys
from collections.abc import Callable

import joblib
import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel import fit, predict
from spendcast_mixmodel.fit import LinearBaseline, TrainingData, read_panel, to_joblib, to_json
from spendcast_mixmodel.predict import Model, Plan

HASHES = """
import hashlib, json, sys
from spendcast_mixmodel.fit import LinearBaseline, Recipe, read_panel, rolling_origin, to_joblib, to_json
data = read_panel(sys.stdin.buffer.read())
estimator = LinearBaseline().fit(data.spend, data.revenue, days=data.days)
forecasts = json.dumps(rolling_origin(Recipe("linear_baseline", {}).fit, data)).encode()
parts = (to_json(estimator, data), to_joblib(estimator), forecasts)
print(*[hashlib.sha256(part).hexdigest() for part in parts])
"""


def test_both_artifacts_predict_the_same(fitted: LinearBaseline, sample: TrainingData) -> None:
    from_joblib: LinearBaseline = joblib.load(io.BytesIO(to_joblib(fitted)))
    from_json = Model.from_json(to_json(fitted, sample))
    period = from_json.last_period.next()
    spend = pd.DataFrame(np.random.default_rng(3).uniform(0, 1e6, (50, 4)), columns=sample.channels)
    days = np.full(50, period.days)
    answers = from_json.predict_many(
        [Plan(dict(zip(spend.columns, row, strict=True)), period.label) for row in spend.to_numpy().tolist()]
    )
    revenue = [[answer["revenue"][name] for name in ("mean", "low", "high")] for answer in answers]
    assert from_joblib.predict(spend, days=days) == pytest.approx([row[0] for row in revenue], rel=1e-9)
    assert from_joblib.predict_interval(spend, days=days) == pytest.approx(
        np.array([row[1:] for row in revenue]), rel=1e-9
    )


def test_a_written_model_meets_its_golden_prediction(sample_model: Model) -> None:
    sample_model.check_golden()


def test_a_written_model_says_what_it_was_trained_on(sample_model: Model, sample: TrainingData) -> None:
    assert sample_model.trained_on == {"first": "2021-01", "last": "2025-12", "periods": 60}
    assert sample_model.channels == sample.channels
    assert sample_model.predict(Plan({}))["period"]["label"] == "2026-01"
    video = next(channel for channel in sample_model.history if channel.name == "video")
    per_day = sample.spend["video"] / sample.days
    assert [video.lowest, video.highest] == pytest.approx([per_day.min(), per_day.max()])
    assert video.spend == pytest.approx(sample.spend["video"].sum())


def test_a_partial_period_is_no_part_of_the_model(sample_panel: bytes) -> None:
    lines = sample_panel.decode().splitlines()
    cut = read_panel("\n".join([*lines[:-1], lines[-1].replace("true", "false")]).encode())
    trained = cut.only_complete()
    estimator = LinearBaseline().fit(trained.spend, trained.revenue, days=trained.days)
    assert Model.from_json(to_json(estimator, cut)).trained_on["last"] == "2025-11"
    assert to_json(estimator, cut) == to_json(estimator, trained)


def test_a_model_of_weeks_from_sunday_on_answers_in_such_weeks() -> None:
    starts = pd.date_range("2025-01-05", periods=30, freq="7D")
    labels = [f"{start + pd.Timedelta(days=3):%G-W%V}" for start in starts]
    spend = np.random.default_rng(0).uniform(1, 9, 30)
    table = {
        "period": labels,
        "start": starts,
        "days": 7,
        "complete": "true",
        "revenue": 50 + spend,
        "spend.tv": spend,
    }
    data = read_panel(pd.DataFrame(table).to_csv(index=False).encode())
    estimator = LinearBaseline().fit(data.spend, data.revenue, days=data.days)
    period = Model.from_json(to_json(estimator, data)).predict(Plan({"tv": 5.0}, "2026-W05"))["period"]
    assert period == {"label": "2026-W05", "start": "2026-01-25", "days": 7}


def test_the_file_is_small_also_for_many_channels(
    rng: np.random.Generator, panel_writer: Callable[..., bytes]
) -> None:
    spend = {f"channel_{k:02}": rng.lognormal(12, 0.3, 120) for k in range(20)}
    data = read_panel(panel_writer(spend, rng.normal(4e6, 1e5, 120)))
    model = to_json(LinearBaseline().fit(data.spend, data.revenue, days=data.days), data)
    assert len(model) < 300_000
    assert list(json.loads(model)) == sorted(json.loads(model))


def test_bytes_depend_neither_on_the_hash_seed_nor_on_the_processor(sample_panel: bytes) -> None:
    """OpenBLAS chooses its arithmetic by the processor; Prescott's is the plainest that it has."""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", HASHES],
            env={**os.environ, **settings},
            input=sample_panel,
            capture_output=True,
            check=True,
        ).stdout
        for settings in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "OPENBLAS_CORETYPE": "Prescott"})
    ]
    assert outputs[0] == outputs[1]


def test_the_public_names_are_these() -> None:
    assert predict.__all__ == ["Answer", "Model", "ModelError", "Plan", "PlanError"]
    assert fit.__all__ == [
        "CAUSES",
        "AnalystBaseline",
        "Backtest",
        "CheckedTest",
        "Drift",
        "Each",
        "Estimator",
        "Experiment",
        "Figure",
        "Fit",
        "FitModel",
        "Fold",
        "Forecast",
        "LinearBaseline",
        "Made",
        "MarketingMixRegressor",
        "OwnData",
        "PanelError",
        "Priors",
        "Recipe",
        "Revisions",
        "Scores",
        "TrainingData",
        "checked_tests",
        "coverage",
        "fit_to",
        "forecasts_of",
        "in_sample",
        "make_estimator",
        "own_data_accuracy",
        "read_panel",
        "refresh_drift",
        "revisions",
        "rolling_origin",
        "score",
        "to_joblib",
        "to_json",
    ]

"""`evaluation.json` of real fits: what adds up adds up, and nothing but JSON is in it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from unit.mixmodel.conftest import panel_of

from spendcast_evaluate.changes import changes_since
from spendcast_evaluate.core import compare, measure
from spendcast_evaluate.document import DIGITS, Judged, evaluation_of, metrics_of, rounded, to_bytes
from spendcast_evaluate.gates import Limits, judge
from spendcast_evaluate.in_force import Rival
from spendcast_evaluate.sentences import say
from spendcast_mixmodel.fit import Made, Recipe, TrainingData, fit_to, read_panel, to_json
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.simulate import sample_advertiser
from spendcast_report.evaluation import Evaluation
from spendcast_storage import Pointer

LINEAR = Recipe("linear_baseline", {"n_draws": 100, "random_state": 0})
MIX = Recipe("marketing_mix", {"n_draws": 100, "random_state": 0})
POINTER = Pointer(
    seq=1,
    version="r1",
    manifest="m",
    generation=1,
    sha256="0",
    as_of=date(2026, 1, 5),
    previous=None,
    reason="the first model",
)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return read_panel(panel_of(sample_advertiser(36)))


@pytest.fixture(scope="module", params=[LINEAR, MIX], ids=lambda recipe: recipe.kind)
def judged(data: TrainingData, request: pytest.FixtureRequest) -> Judged:
    """A new model of the kind, judged beside a linear one that had not seen the last two months."""
    recipe: Recipe = request.param
    older = data.rows(0, 34)
    in_force = Made(LINEAR.fit(older), older, LINEAR)
    estimator = recipe.estimator()
    fit_to(estimator, data)
    model = Model.from_json(to_json(estimator, data))
    measured = measure(Made(model, data, recipe), worlds=2)
    changes = changes_since(in_force, measured.made)
    compared = compare(measured, "r1", in_force.model, changes.drifts, alike=False)
    verdict, gates = judge(measured.candidate, compared, Limits(0.0, 0.1, 3.0))
    rival = Rival(POINTER, 1, model=in_force.model, made=in_force)
    why = say("passed", version="r1")
    return Judged(measured, rival, changes, verdict, gates, verdict == "pass", why, "JPY")


@pytest.fixture(scope="module")
def evaluation(judged: Judged) -> Evaluation:
    return rounded(evaluation_of(judged))


def floats_of(value: Any) -> list[float]:
    if isinstance(value, Mapping):
        return [number for entry in value.values() for number in floats_of(entry)]
    if isinstance(value, list):
        return [number for entry in value for number in floats_of(entry)]
    return [value] if isinstance(value, float) else []


def test_it_is_read_back_as_it_was_written(evaluation: Evaluation) -> None:
    assert json.loads(to_bytes(evaluation)) == evaluation


def test_numbers_have_so_many_digits_that_all_machines_agree(evaluation: Evaluation) -> None:
    numbers = floats_of(evaluation)
    assert len(numbers) > 500
    assert all(number == float(f"{number:.{DIGITS}g}") for number in numbers)


def test_parts_of_revenue_leave_only_noise(evaluation: Evaluation) -> None:
    parts = evaluation["decomposition"]
    assert parts
    explained = sum(np.array(part["values"]) for part in (*parts["base"], *parts["channels"]))
    left = np.array(parts["revenue"]) - explained
    assert np.abs(left).mean() < 0.1 * np.mean(parts["revenue"])
    for part in (*parts["base"], *parts["channels"]):
        assert part["total"]["mean"] == pytest.approx(sum(part["values"]), rel=1e-6)
        assert part["total"]["low"] <= part["total"]["median"] <= part["total"]["high"]


def test_parts_and_channels_say_the_same(evaluation: Evaluation) -> None:
    parts = evaluation["decomposition"]
    assert parts
    totals = {part["name"]: part["total"]["mean"] for part in parts["channels"]}
    contributions = {
        name: channel["contribution"]["mean"] for name, channel in evaluation["channels"].items()
    }
    assert totals == pytest.approx(contributions, rel=1e-6)


def test_curves_start_at_nothing_and_know_how_far_training_saw(evaluation: Evaluation) -> None:
    for channel in evaluation["channels"].values():
        curve = channel["curve"]
        assert curve
        assert curve["spend"][0] == 0
        assert curve["revenue"][0] == pytest.approx(0, abs=1e-6)
        assert all(low <= high for low, high in zip(curve["low"], curve["high"], strict=True))
        assert 0 < curve["seen_to"] < curve["spend"][-1]
        assert channel["spend_today"] <= curve["seen_to"]


def test_drift_adds_up(evaluation: Evaluation) -> None:
    drift = evaluation["drift"]
    assert drift
    assert drift["new_periods"] == ["2023-11", "2023-12"]
    for channel in drift["channels"].values():
        steps = sum(
            channel[cause] for cause in ("release", "revised", "new_periods", "lift_tests", "settings")
        )
        assert channel["before"] + steps == pytest.approx(channel["now"], rel=1e-6)
        assert (channel["release"], channel["revised"]) == (0, 0)


def test_the_baseline_stands_beside_every_other_kind(judged: Judged, evaluation: Evaluation) -> None:
    assert evaluation["rolling"]
    assert ("linear" in evaluation["rolling"]["scores"]) == (judged.measured.model.kind != "linear_baseline")


def test_forecasts_of_the_model_in_force_are_of_what_it_had_not_seen(judged: Judged) -> None:
    said = {gate.name: gate.said for gate in judged.gates}["in_force"]
    assert said["values"]["periods"] == 2


def test_metrics_hold_figures_but_no_series(evaluation: Evaluation) -> None:
    metrics = metrics_of(evaluation)
    assert metrics["worth"] == evaluation["worth"]["en"]
    assert metrics["own_data"]["worlds"] == 2
    assert len(json.dumps(metrics)) < 20_000


def test_without_a_model_in_force_there_is_nothing_to_compare(judged: Judged) -> None:
    alone = evaluation_of(replace(judged, rival=None, changes=None))
    assert (alone["in_force"], alone["compared_with"], alone["drift"]) == (None, None, None)


def test_a_model_in_force_without_its_panel_is_compared_but_not_taken_apart(judged: Judged) -> None:
    changes = changes_since(None, judged.measured.made)
    assert (changes.drifts, changes.said["code"]) == (None, "drift_no_panel")
    drift = evaluation_of(replace(judged, changes=changes))["drift"]
    assert drift
    assert drift["channels"] == {}


def test_a_model_in_force_of_another_grain_is_not_taken_apart(judged: Judged) -> None:
    made = judged.measured.made
    weekly = replace(made, data=replace(made.data, grain="week"))
    changes = changes_since(weekly, made)
    assert (changes.drifts, changes.said["code"]) == (None, "drift_not_fitted")


def test_it_names_the_currency_and_the_settings(judged: Judged) -> None:
    evaluation = evaluation_of(judged)
    assert evaluation["currency"] == "JPY"
    assert evaluation["settings"] == judged.measured.made.recipe.settings

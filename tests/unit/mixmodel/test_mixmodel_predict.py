"""Answers to plans. The model by hand: 100 + 2 tv + 3 mail a day, two draws 10 % off, noise of 5 a day."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spendcast_mixmodel.predict import Answer, Model, Plan, PlanError

AMOUNTS = st.floats(0, 1e7)
MIDDLE_OF_TWO = {"low": 0.05, "median": 0.5, "high": 0.95}


def interval(low: float, high: float) -> dict[str, Any]:
    """The estimate whose two draws are `low` and `high`: quantiles lie on the line between them."""
    mean = (low + high) / 2
    quantiles = {name: low + part * (high - low) for name, part in MIDDLE_OF_TWO.items()}
    return {"mean": pytest.approx(mean)} | {name: pytest.approx(value) for name, value in quantiles.items()}


def test_an_answer_is_what_a_hand_computes(two_channels: Model) -> None:
    answer = two_channels.predict(Plan({"tv": 310.0, "mail": 31.0}, "2026-01"))
    assert answer == {
        "revenue": interval(31 * (90 - 5) + 1.8 * 310 + 2.7 * 31, 31 * (110 + 5) + 2.2 * 310 + 3.3 * 31),
        "incremental_revenue": interval(1.8 * 310 + 2.7 * 31, 2.2 * 310 + 3.3 * 31),
        "roi": interval((1.8 * 310 + 2.7 * 31) / 341 - 1, (2.2 * 310 + 3.3 * 31) / 341 - 1),
        "channels": {
            "tv": {
                "spend": 310.0,
                "roi": interval(0.8, 1.2),
                "marginal_roas": interval(1.8, 2.2),
                "incremental_revenue": interval(1.8 * 310, 2.2 * 310),
                "verdict": "identified",
            },
            "mail": {
                "spend": 31.0,
                "roi": interval(1.7, 2.3),
                "marginal_roas": interval(2.7, 3.3),
                "incremental_revenue": interval(2.7 * 31, 3.3 * 31),
                "verdict": "not identifiable",
            },
        },
        "period": {"label": "2026-01", "start": "2026-01-01", "days": 31},
        "warnings": [
            {
                "code": "extrapolation",
                "message": "mail: 1 a day is far from what is known; training saw 0 to 0 a day.",
            }
        ],
    }


def test_without_a_period_the_one_after_the_last_trained_is_meant(two_channels: Model) -> None:
    period = two_channels.predict(Plan({"tv": 300.0, "mail": 0}))["period"]
    assert period == {"label": "2026-01", "start": "2026-01-01", "days": 31}


def test_a_shorter_month_has_less_base_revenue(two_channels: Model) -> None:
    spend = {"tv": 300.0, "mail": 0.0}
    january = two_channels.predict(Plan(spend, "2026-01"))["revenue"]["mean"]
    february = two_channels.predict(Plan(spend, "2026-02"))["revenue"]["mean"]
    assert january - february == pytest.approx(3 * 100)


def test_return_on_nothing_is_null(two_channels: Model) -> None:
    answer = two_channels.predict(Plan({"tv": 0, "mail": 0.0}))
    assert answer["roi"] is None
    assert answer["channels"]["tv"]["roi"] is None
    assert answer["channels"]["tv"]["incremental_revenue"] == {"mean": 0, "median": 0, "low": 0, "high": 0}


def test_a_channel_left_out_counts_as_nothing_with_a_warning(two_channels: Model) -> None:
    answer = two_channels.predict(Plan({"tv": 300.0}))
    assert answer["channels"]["mail"]["spend"] == 0
    assert [warning["code"] for warning in answer["warnings"]] == ["missing_channel"]
    assert "mail" in answer["warnings"][0]["message"]


@pytest.mark.parametrize(
    ("per_day", "warned"),
    [(20.0, False), (30.0, False), (30.1, True), (5 / 1.5, False), (3.3, True), (0.0, True)],
)
def test_spend_far_from_what_was_seen_is_called_extrapolation(
    two_channels: Model, per_day: float, warned: bool
) -> None:
    answer = two_channels.predict(Plan({"tv": 31 * per_day, "mail": 0}, "2026-01"))
    assert ([warning["code"] for warning in answer["warnings"]] == ["extrapolation"]) is warned


@pytest.mark.parametrize(
    ("plan", "pointer", "part"),
    [
        (Plan({"radio": 1.0}), "/spend/radio", "tv, mail"),
        (Plan({"a/b~c": 1.0}), "/spend/a~1b~0c", "unknown"),
        (Plan({"tv": -1.0}), "/spend/tv", "negative"),
        (Plan({"tv": math.nan}), "/spend/tv", "NaN"),
        (Plan({"tv": math.inf}), "/spend/tv", "no budget"),
        (Plan({"tv": 10**400}), "/spend/tv", "no budget"),
        (Plan({"tv": True}), "/spend/tv", "must be a number"),
        (Plan({"tv": "5"}), "/spend/tv", "must be a number"),  # type: ignore[dict-item]  # what JSON may hold
        (Plan({"tv": None}), "/spend/tv", "must be a number"),  # type: ignore[dict-item]  # what JSON may hold
        (Plan([1, 2]), "/spend", "object"),  # type: ignore[arg-type]  # what JSON may hold
        (Plan({"tv": 1.0}, "2026-W05"), "/period", "is a week, but the model speaks of months"),
        (Plan({"tv": 1.0}, "2026-13"), "/period", "2026-13"),
        (Plan({"tv": 1.0}, 202601), "/period", "202601"),  # type: ignore[arg-type]  # what JSON may hold
    ],
)
def test_a_plan_that_cannot_be_answered_says_where_and_why(
    two_channels: Model, plan: Plan, pointer: str, part: str
) -> None:
    with pytest.raises(PlanError) as caught:
        two_channels.predict(plan)
    assert caught.value.pointer == pointer
    assert part in caught.value.message
    assert caught.value.known == ("tv", "mail")


def test_of_many_plans_the_pointer_names_the_one(two_channels: Model) -> None:
    with pytest.raises(PlanError) as caught:
        two_channels.predict_many([Plan({"tv": 1.0}), Plan({"tv": -1.0})])
    assert caught.value.pointer == "/1/spend/tv"


def test_many_plans_are_answered_in_order_as_each_alone(sample_model: Model) -> None:
    plans = [Plan(dict.fromkeys(sample_model.channels, 1000.0 * i)) for i in range(300)]
    assert sample_model.predict_many(plans) == [sample_model.predict(plan) for plan in plans]
    assert sample_model.predict_many([]) == []


def test_the_summary_speaks_of_the_training_periods(two_channels: Model) -> None:
    summary = two_channels.summary()
    assert summary["tv"] == {
        "verdict": "identified",
        "roas": interval(1.8, 2.2),
        "marginal_roas": interval(1.8, 2.2),
        "contribution": interval(1.8 * 3650, 2.2 * 3650),
    }
    assert summary["mail"]["roas"] is None
    assert summary["mail"]["contribution"]["mean"] == 0


def test_a_model_says_what_it_is(two_channels: Model) -> None:
    assert two_channels.kind == "linear_baseline"
    assert two_channels.channels == ("tv", "mail")
    assert two_channels.grain == "month"
    assert two_channels.trained_on == {"first": "2025-01", "last": "2025-12", "periods": 12}
    assert two_channels.verdicts["mail"]["verdict"] == "not identifiable"
    assert two_channels.verdicts["mail"]["reason"] == "Unknown."


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_means_add_up(two_channels: Model, tv: float, mail: float) -> None:
    answer = two_channels.predict(Plan({"tv": tv, "mail": mail}, "2026-01"))
    incremental = answer["incremental_revenue"]["mean"]
    parts = sum(channel["incremental_revenue"]["mean"] for channel in answer["channels"].values())
    assert incremental == pytest.approx(parts, rel=1e-12)
    assert answer["revenue"]["mean"] == pytest.approx(31 * 100 + incremental, rel=1e-12)


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_effects_of_two_plans_add_up(
    sample_model: Model, search: float, email: float, more_search: float, more_email: float
) -> None:
    def effect(search: float, email: float) -> float:
        plan = Plan({"search_engine": search, "email": email})
        return sample_model.predict(plan)["incremental_revenue"]["mean"]

    together = effect(search + more_search, email + more_email)
    assert together == pytest.approx(effect(search, email) + effect(more_search, more_email), abs=1e-3)


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_more_spend_never_lowers_revenue_where_coefficients_are_positive(
    sample_model: Model, spend: float, more: float
) -> None:
    def revenue(spend: float) -> float:
        return sample_model.predict(Plan({"video": spend}))["revenue"]["mean"]

    assert revenue(spend + more) >= revenue(spend)


@settings(deadline=None)
@given(AMOUNTS)
def test_every_estimate_is_ordered_and_finite(sample_model: Model, spend: float) -> None:
    answer = sample_model.predict(Plan({"video": spend, "email": spend}))
    for estimate in _estimates(answer):
        assert np.isfinite(list(estimate.values())).all()
        assert estimate["low"] <= estimate["median"] <= estimate["high"]


def _estimates(answer: Answer) -> list[dict[str, float]]:
    channels = answer["channels"].values()
    found = [answer["revenue"], answer["incremental_revenue"], answer["roi"]]
    found += [channel["roi"] for channel in channels]
    found += [channel["marginal_roas"] for channel in channels]
    return [dict(estimate) for estimate in found if estimate is not None]  # type: ignore[arg-type]  # all floats

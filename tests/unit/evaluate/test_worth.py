"""What a model is said to be worth, by what its channels and its forecasts are."""

from typing import Any, cast

import pytest

from spendcast_evaluate.worth import worth
from spendcast_mixmodel.periods import Grain
from spendcast_mixmodel.predict import ChannelVerdict


def judged(verdict: str, code: str = "", **values: float) -> ChannelVerdict:
    return {"verdict": verdict, "code": code, "values": values, "reason": "", "settle": None}


def said(verdicts: dict[str, str], ours: float = 50.0, naive: float = 100.0) -> str:
    scores = {"model": {"rmse": ours}, "last": {"rmse": naive}, "mean": {"rmse": 2 * naive}}
    entries = {name: judged(verdict) for name, verdict in verdicts.items()}
    return worth(entries, "month", cast(Any, {"folds": [], "coverage": 0.9, "scores": scores}))["en"]


@pytest.mark.parametrize(
    ("verdicts", "advice"),
    [
        ({"tv": "identified", "web": "identified"}, "Every channel's effect could be told apart"),
        ({"tv": "identified", "web": "weak"}, "Of web the data give a direction, not a figure"),
        (
            {"tv": "weak", "web": "not identifiable"},
            "says of web: the data cannot tell what it brings",
        ),
        (
            {"tv": "weak", "web": "not identifiable", "mail": "not identifiable"},
            "says of web, mail: the data cannot tell what they bring",
        ),
        ({"tv": "not identifiable"}, "do not move budget by this model"),
    ],
)
def test_the_advice_is_as_strong_as_the_weakest_verdict(verdicts: dict[str, str], advice: str) -> None:
    assert advice in said(verdicts)


@pytest.mark.parametrize(
    ("verdicts", "advice"),
    [
        (
            {"tv": "identified", "web": "weak"},
            "Leave web at today's spend: a lift test contradicts what",
        ),
        (
            {"tv": "weak", "web": "weak"},
            "Leave tv, web at today's spend: lift tests contradict what else is known of them",
        ),
        (
            {"web": "weak", "mail": "not identifiable"},
            "repeat it. Do not move budget by what it says of mail",
        ),
    ],
)
def test_that_a_lift_test_contradicts_the_data_is_said_first(verdicts: dict[str, str], advice: str) -> None:
    entries = {
        name: judged(verdict, "test_contradicts" if verdict == "weak" else "")
        for name, verdict in verdicts.items()
    }
    assert advice in worth(entries, "month", None)["en"]
    assert "矛盾" in worth(entries, "month", None)["ja"]


def test_what_would_tell_is_left_to_each_channel() -> None:
    """A headline that bids to vary spend may contradict a channel's own remedy, such as a lift test."""
    assert "Vary" not in said({"tv": "not identifiable"})


@pytest.mark.parametrize(
    ("ours", "naive", "sentence"),
    [
        (50.0, 100.0, "50% better than repeating the last period"),
        (96.0, 100.0, "no better than repeating the last period"),
        (104.0, 100.0, "no better than repeating the last period"),
        (106.0, 100.0, "worse than repeating the last period"),
        (1.0, 0.0, "worse than repeating the last period"),
        (0.0, 0.0, "no better than repeating the last period"),
    ],
)
def test_forecasts_are_compared_with_the_best_naive_one(ours: float, naive: float, sentence: str) -> None:
    assert sentence in said({"tv": "identified"}, ours, naive)


def test_it_is_said_in_japanese_too_and_by_codes() -> None:
    sentence = worth({"テレビ": judged("weak"), "web": judged("weak")}, "week", None)
    assert sentence["values"] == {"said": ["forecast_unknown", "some_weak"]}
    assert "テレビ、webについては" in sentence["ja"]


@pytest.mark.parametrize(
    ("grain", "code", "why"),
    [
        (
            "month",
            "steady_spend",
            "(it varies by 0.4% at most), so there is nothing to compare: revenue and spend",
        ),
        (
            "week",
            "steady_spend",
            "(it varies by 0.4% at most), so there is nothing to compare. The data cannot",
        ),
        (
            "month",
            "moves_together",
            "rises and falls together, so their effects cannot be told apart. The data",
        ),
        ("month", "moves_drowned", "how well it forecasts. The data cannot tell"),
    ],
)
def test_where_nothing_can_be_told_for_one_reason_it_is_said_why(grain: Grain, code: str, why: str) -> None:
    channels = {
        name: judged("not identifiable", code, variation=v) for name, v in (("tv", 0.001), ("web", 0.004))
    }
    assert why in worth(channels, grain, None)["en"]

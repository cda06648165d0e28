"""What a model is said to be worth, by what its channels and its forecasts are."""

from typing import Any, cast

import pytest

from spendcast_evaluate.worth import worth


def said(verdicts: dict[str, str], ours: float = 50.0, naive: float = 100.0) -> str:
    scores = {"model": {"rmse": ours}, "last": {"rmse": naive}, "mean": {"rmse": 2 * naive}}
    return worth(verdicts, cast(Any, {"folds": [], "coverage": 0.9, "scores": scores}))["en"]


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
    sentence = worth({"テレビ": "weak", "web": "weak"}, None)
    assert sentence["values"] == {"said": ["forecast_unknown", "some_weak"]}
    assert "テレビ、webについては" in sentence["ja"]

"""What a model is said to be worth, by what its channels and its forecasts are."""

from typing import Any, cast

import pytest

from spendcast_evaluate.core import Measured, worth


class Told:
    """A model of which only the verdicts are asked."""

    def __init__(self, **verdicts: str) -> None:
        self.verdicts = {name: {"verdict": verdict, "reason": ""} for name, verdict in verdicts.items()}


def said(verdicts: dict[str, str], ours: float = 50.0, naive: float = 100.0) -> str:
    scores = {"model": {"rmse": ours}, "last": {"rmse": naive}, "mean": {"rmse": 2 * naive}}
    rolling = {"folds": [], "coverage": 0.9, "scores": scores}
    return worth(Measured(cast(Any, Told(**verdicts)), cast(Any, {}), cast(Any, rolling)))


@pytest.mark.parametrize(
    ("verdicts", "advice"),
    [
        ({"tv": "identified", "web": "identified"}, "Every channel's effect could be told apart"),
        ({"tv": "identified", "web": "weak"}, "Of web the data give a direction, not a figure"),
        (
            {"tv": "weak", "web": "not identifiable"},
            "says of web: the data cannot tell what it brings",
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

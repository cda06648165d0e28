"""The plan, as the report says it; every sentence of the science has a Japanese one."""

import re
from itertools import product
from typing import get_args

import pytest
from unit.mixmodel.bent_model import Bent, bent_model

from spendcast_evaluate.recommending import _said, recommendation
from spendcast_evaluate.sentences import translate
from spendcast_mixmodel.allocate.choice import Reason
from spendcast_mixmodel.allocate.conclude import Decision, conclude
from spendcast_mixmodel.allocate.explain import Elsewhere, Move, explain_move
from spendcast_mixmodel.estimates import Estimate
from spendcast_mixmodel.fit.verdicts import REASONS, REMEDIES

GAIN: Estimate = {"mean": 9.0, "median": 9.0, "low": 4.0, "high": 14.0}
VALUES = {
    "variation": 0.01,
    "others": ["テレビ", "web"],
    "controls": ["価格"],
    "error": 0.5,
    "usual": 2.0,
    "low": 1.0,
    "high": 2.0,
    "change": 0.3,
    "periods": 8,
    "grain": "week",
    "standard_error": 1e5,
    "weeks": 8,
    "first": "2025-03-01",
    "last": "2025-03-28",
    "found_low": 9e3,
    "found_high": 11e3,
    "said_low": 2e3,
    "said_high": 4e3,
}


def is_japanese(text: str) -> bool:
    return re.search(r"[ぁ-ん]", text) is not None


@pytest.mark.parametrize("code", [*REASONS, *REMEDIES])
def test_every_reason_and_remedy_is_said_in_japanese(code: str) -> None:
    japanese = translate(code, VALUES, "English.")["ja"]
    assert is_japanese(japanese)
    assert "week" not in japanese


@pytest.mark.parametrize("hold", [False, True])
@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_decision_is_said_in_japanese(reason: Reason, *, hold: bool) -> None:
    decision = Decision(
        reason=reason,
        hold=hold,
        spend=120.0,
        today=100.0,
        target_roi=0.5,
        gain=GAIN,
        probability=0.95,
        unknown=("tv",),
        aim="revenue",
        free=False,
    )
    assert is_japanese(_said(conclude(decision))["ja"])


@pytest.mark.parametrize("worth", [None, 0.2, 0.5, 0.8])
@pytest.mark.parametrize(
    ("after", "low", "high"),
    [
        (100.0, 50.0, 150.0),
        (100.0, 100.0, 100.0),
        (100.0, 100.0, 150.0),
        (100.0, 50.0, 100.0),
        (120.0, 50.0, 150.0),
        (150.0, 50.0, 150.0),
        (120.0, 120.0, 150.0),
        (80.0, 50.0, 150.0),
        (50.0, 50.0, 150.0),
        (80.0, 50.0, 80.0),
    ],
)
def test_every_move_is_said_in_japanese(after: float, low: float, high: float, worth: float | None) -> None:
    others = [Elsewhere(None, None), Elsewhere(2.0, 2.0), Elsewhere(2.5, 1.5), Elsewhere(1.5, 2.5)]
    for elsewhere, flag in product(others, ["", "fixed", "unknown", "contradicted", "held", "risk"]):
        move = Move(
            channel="tv",
            today=100.0,
            before=100.0,
            reference=100.0,
            after=after,
            low=low,
            high=high,
            returns=2.0,
            elsewhere=elsewhere,
            worth=worth,
            fixed=flag == "fixed",
            unknown=flag in {"unknown", "contradicted"},
            contradicted=flag == "contradicted",
            held=flag == "held",
            mean=2.2,
            decided_by="risk" if flag == "risk" else "mean",
        )
        japanese = _said(explain_move(move))["ja"]
        assert is_japanese(japanese)
        assert "why:" not in japanese


@pytest.mark.parametrize(
    ("why", "figures"),
    [
        ("above_lowered", ["1.50"]),
        ("below_raised", ["2.50"]),
        ("between", ["1.50", "2.50"]),
        ("above_cost", ["1.60"]),
        ("by_mean", ["2.20"]),
    ],
)
def test_the_figure_that_a_return_is_compared_with_is_told_in_japanese_too(
    why: str, figures: list[str]
) -> None:
    values = {"channel": "tv", "from": 100.0, "to": 120.0, "returns": 3.0, "lowered": 1.5, "raised": 2.5}
    values |= {"worth": 1.6, "mean": 2.2, "why": why}
    japanese = _said({"code": "raise", "values": values, "message": ""})["ja"]
    assert all(figure in japanese for figure in figures)


def test_a_clear_gain_is_a_move_with_its_gain_and_chance() -> None:
    plan = recommendation(bent_model({"tv": Bent(100, 100, 0.5), "web": Bent(100, 100, 5.0)}))
    assert plan["action"] == "move"
    assert plan["gain"]
    assert plan["gain"]["mean"] > 0
    assert plan["better"] == pytest.approx(1.0)
    planned = {move["channel"]: move["proposed"] - move["now"] for move in plan["moves"]}
    assert planned["web"] > 0 > planned["tv"]
    assert sum(planned.values()) == pytest.approx(0, abs=0.02)


def test_where_nothing_is_known_it_is_to_hold() -> None:
    blind = {name: Bent(100, 100, 1.0, 1.0, "not identifiable") for name in ("tv", "web")}
    plan = recommendation(bent_model(blind))
    assert plan["action"] == "hold"
    assert all(move["proposed"] == pytest.approx(move["now"], rel=1e-3) for move in plan["moves"])

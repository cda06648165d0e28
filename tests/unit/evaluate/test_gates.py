from dataclasses import replace

import pytest

from spendcast_evaluate.gates import Candidate, Gate, InForce, Limits, judge
from spendcast_mixmodel.estimates import Estimate

LIMITS = Limits(min_r2=0.0, tolerance=0.1, max_drift=3.0)


def roas(median: float, half_width: float = 0.3289) -> Estimate:
    """A 90 % interval; the default half width is that of a standard deviation of 0.2."""
    return {"mean": median, "median": median, "low": median - half_width, "high": median + half_width}


SOUND = Candidate(
    r2=0.8,
    rmse=90.0,
    rolling_rmse=100.0,
    naive_rmse={"last": 120.0, "mean": 130.0},
    roas={"search": roas(2.0), "email": roas(4.0)},
)
IN_FORCE = InForce("v1", {"search": roas(2.0), "email": roas(4.0)}, unseen_rmse=(100.0, 100.0))


def gate(gates: list[Gate], name: str) -> Gate:
    return next(gate for gate in gates if gate.name == name)


def test_a_sound_model_passes_every_gate() -> None:
    verdict, gates = judge(SOUND, IN_FORCE, LIMITS)
    assert verdict == "pass"
    assert [(g.name, g.passed) for g in gates] == [
        ("finite", True),
        ("floor", True),
        ("naive", True),
        ("economics", True),
        ("in_force", True),
        ("sign", True),
        ("drift", True),
    ]


@pytest.mark.parametrize(
    ("fails", "candidate", "near_miss"),
    [
        ("floor", replace(SOUND, r2=-0.001), replace(SOUND, r2=0.0)),
        # The best naive forecast errs by 120; a tenth of its own error passes: 120 + 0.1 x = x at 133.33.
        ("naive", replace(SOUND, rolling_rmse=133.4), replace(SOUND, rolling_rmse=133.3)),
        (
            "economics",
            replace(SOUND, roas={"search": roas(-1.0, 0.9)}),
            replace(SOUND, roas={"search": roas(-1.0, 1.1)}),
        ),
        # Standard deviations of 0.2 and 0.2: that of the change is 0.2828, three of it are 0.8485.
        ("drift", replace(SOUND, roas={"search": roas(2.86)}), replace(SOUND, roas={"search": roas(2.84)})),
    ],
)
def test_each_gate_stops_what_is_past_its_limit_and_nothing_short_of_it(
    fails: str, candidate: Candidate, near_miss: Candidate
) -> None:
    verdict, gates = judge(candidate, IN_FORCE, LIMITS)
    assert (verdict, gate(gates, fails).passed) == ("fail", False)
    assert gate(judge(near_miss, IN_FORCE, LIMITS)[1], fails).passed is True


@pytest.mark.parametrize(("ours", "passes"), [(110.0, True), (110.1, False), (20.0, True)])
def test_a_model_worse_than_the_one_in_force_on_unseen_periods_is_stopped(ours: float, passes: bool) -> None:
    _, gates = judge(SOUND, replace(IN_FORCE, unseen_rmse=(100.0, ours)), LIMITS)
    assert gate(gates, "in_force").passed is passes


def test_without_a_common_unseen_period_the_comparison_does_not_count() -> None:
    verdict, gates = judge(SOUND, replace(IN_FORCE, unseen_rmse=None), LIMITS)
    assert (verdict, gate(gates, "in_force").passed) == ("pass", None)


def test_an_effect_that_surely_was_positive_and_surely_is_negative_is_stopped() -> None:
    jumped = replace(SOUND, roas={"search": roas(-2.0)})
    wide = replace(SOUND, roas={"search": roas(-2.0, 2.5)})
    assert gate(judge(jumped, IN_FORCE, LIMITS)[1], "sign").passed is False
    assert gate(judge(wide, IN_FORCE, LIMITS)[1], "sign").passed is True


def test_a_channel_that_only_one_of_the_models_knows_is_not_compared() -> None:
    verdict, gates = judge(replace(SOUND, roas={"podcast": roas(9.0)}), IN_FORCE, LIMITS)
    assert (verdict, gate(gates, "drift").passed) == ("pass", None)


def test_the_first_model_is_stopped_only_when_it_is_broken() -> None:
    poor = replace(SOUND, r2=-1.0, rolling_rmse=1e9, roas={"search": roas(-1.0, 0.1)})
    broken = replace(SOUND, roas={"search": roas(float("nan"))})
    assert judge(poor, None, LIMITS)[0] == "first"
    assert judge(broken, None, LIMITS)[0] == "fail"


def test_the_failed_gate_says_what_was_seen() -> None:
    _, gates = judge(replace(SOUND, roas={"search": roas(-1.0, 0.9)}), None, LIMITS)
    assert gate(gates, "economics").message == "more spend on search would lower revenue"

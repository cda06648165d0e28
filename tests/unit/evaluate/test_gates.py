from dataclasses import replace

import pytest

from spendcast_evaluate.gates import Candidate, Gate, InForce, Limits, Unseen, judge
from spendcast_mixmodel.estimates import Estimate

LIMITS = Limits(min_r2=0.0, tolerance=0.1, max_drift=3.0)


def roas(median: float, half_width: float = 0.3289) -> Estimate:
    """A 90 % interval; the default half width is that of a standard deviation of 0.2."""
    return {"mean": median, "median": median, "low": median - half_width, "high": median + half_width}


SOUND = Candidate(
    kind="marketing_mix",
    r2=0.8,
    rmse=90.0,
    errors={"model": 100.0, "linear": 110.0, "last": 120.0, "mean": 130.0},
    revenue=0.0,
    roas={"search": roas(2.0), "email": roas(4.0)},
)
UNSEEN = Unseen(5, in_force=100.0, errors={"model": 100.0, "linear": 110.0, "last": 120.0})
IN_FORCE = InForce(
    "v1",
    SOUND.roas,
    UNSEEN,
    changes={"search": (roas(2.0), roas(2.0)), "email": (roas(4.0), roas(4.0))},
)


def worse(error: float, **others: float) -> Candidate:
    """The sound candidate with another error of its forecasts."""
    return replace(SOUND, errors={**SOUND.errors, **others, "model": error})


def changed(before: Estimate, now: Estimate) -> InForce:
    return replace(IN_FORCE, changes={"search": (before, now)})


def gate(gates: list[Gate], name: str) -> Gate:
    return next(gate for gate in gates if gate.name == name)


def test_a_sound_model_passes_every_gate() -> None:
    verdict, gates = judge(SOUND, IN_FORCE, LIMITS)
    assert verdict == "pass"
    assert [(g.name, g.passed) for g in gates] == [
        ("finite", True),
        ("settled", True),
        ("floor", True),
        ("naive", True),
        ("linear", True),
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
        ("naive", worse(133.4, linear=200.0), worse(133.3, linear=200.0)),
        # The linear baseline errs by 110: 110 + 0.1 x = x at 122.22.
        ("linear", worse(122.3), worse(122.2)),
        ("settled", replace(SOUND, unsettled=["search"]), SOUND),
        (
            "economics",
            replace(SOUND, roas={"search": roas(-1.0, 0.9)}),
            replace(SOUND, roas={"search": roas(-1.0, 1.1)}),
        ),
    ],
)
def test_each_gate_stops_what_is_past_its_limit_and_nothing_short_of_it(
    fails: str, candidate: Candidate, near_miss: Candidate
) -> None:
    verdict, gates = judge(candidate, IN_FORCE, LIMITS)
    assert (verdict, gate(gates, fails).passed) == ("fail", False)
    assert gate(judge(near_miss, IN_FORCE, LIMITS)[1], fails).passed is True


@pytest.mark.parametrize(("now", "passes"), [(2.84, True), (2.86, False)])
def test_drift_is_counted_in_standard_deviations_of_the_change(now: float, passes: bool) -> None:
    """Standard deviations of 0.2 and 0.2: that of the change is 0.2828, three of it are 0.8485."""
    _, gates = judge(SOUND, changed(roas(2.0), roas(now)), LIMITS)
    assert gate(gates, "drift").passed is passes


def test_a_drift_of_next_to_nothing_is_told_of_no_channel() -> None:
    _, gates = judge(SOUND, changed(roas(2.0), roas(2.01)), LIMITS)
    assert "no ROAS moved" in gate(gates, "drift").said["en"]
    assert "search" not in gate(gates, "drift").said["en"]


@pytest.mark.parametrize(("ours", "passes"), [(110.0, True), (110.1, False), (20.0, True)])
def test_a_model_worse_than_the_one_in_force_on_unseen_periods_is_stopped(ours: float, passes: bool) -> None:
    unseen = replace(UNSEEN, errors={"model": ours})
    _, gates = judge(SOUND, replace(IN_FORCE, unseen=unseen), LIMITS)
    assert gate(gates, "in_force").passed is passes


@pytest.mark.parametrize("name", ["naive", "linear"])
def test_a_benchmark_that_the_model_in_force_loses_to_as_well_does_not_keep_it(name: str) -> None:
    poor = worse(200.0)
    good = replace(IN_FORCE, unseen=Unseen(5, 100.0, {"model": 105.0, "linear": 110.0, "last": 120.0}))
    bad = replace(IN_FORCE, unseen=Unseen(5, 190.0, {"model": 200.0, "linear": 110.0, "last": 120.0}))
    assert (judge(poor, good, LIMITS)[0], gate(judge(poor, good, LIMITS)[1], name).passed) == ("fail", False)
    verdict, gates = judge(poor, bad, LIMITS)
    assert (verdict, gate(gates, name).passed) == ("pass", None)
    assert "The model in force loses to it as well" in gate(gates, name).said["en"]


@pytest.mark.parametrize("name", ["naive", "linear"])
def test_a_model_that_lost_to_a_benchmark_is_not_kept_for_a_new_one_that_loses_by_no_more(name: str) -> None:
    """No period came in since; the new model errs by 200, the best naive by 120, linear regression by 110.

    It loses by two thirds and by four fifths, and a tenth more of its own error counts as no worse.
    """
    lost = replace(IN_FORCE, unseen=None, lost={"naive": 1.52, "linear": 1.65})
    by_less = replace(IN_FORCE, unseen=None, lost={"naive": 1.48, "linear": 1.62})
    verdict, gates = judge(worse(200.0), lost, LIMITS)
    assert (verdict, gate(gates, name).passed, gate(gates, name).waived) == ("pass", None, True)
    assert gate(judge(worse(200.0), by_less, LIMITS)[1], name).passed is False


def test_many_models_that_each_lose_by_a_little_more_do_not_add_up() -> None:
    """200 is a tenth worse than what was lost before, 1.5 times the best naive 120; that is handed on."""
    waived = gate(
        judge(worse(200.0), replace(IN_FORCE, unseen=None, lost={"naive": 1.52}), LIMITS)[1], "naive"
    )
    assert (waived.waived, waived.said["values"]["lost"]) == (True, 1.52)
    better = gate(
        judge(worse(150.0), replace(IN_FORCE, unseen=None, lost={"naive": 1.52}), LIMITS)[1], "naive"
    )
    assert (better.waived, better.said["values"]["lost"]) == (True, 1.25)


@pytest.mark.parametrize(("revenue", "passes"), [(10_000.0, True), (9_000.0, False)])
def test_a_difference_that_is_immaterial_beside_revenue_stops_nothing(revenue: float, passes: bool) -> None:
    """Ours errs by 160, the best naive by 120: a tenth of ours is 16, a quarter percent of 10,000 is 25."""
    poor = replace(worse(160.0, linear=200.0), revenue=revenue)
    assert gate(judge(poor, IN_FORCE, LIMITS)[1], "naive").passed is passes


def test_a_channel_that_loses_revenue_in_both_models_keeps_neither_in_force() -> None:
    losing = {"search": roas(-1.0, 0.9)}
    verdict, gates = judge(replace(SOUND, roas=losing), replace(IN_FORCE, roas=losing), LIMITS)
    assert (verdict, gate(gates, "economics").passed) == ("pass", None)


def test_a_model_in_force_that_did_not_settle_either_is_not_kept_for_that() -> None:
    unsettled = replace(SOUND, unsettled=["search"])
    verdict, gates = judge(unsettled, replace(IN_FORCE, unsettled=["email", "search"]), LIMITS)
    assert (verdict, gate(gates, "settled").passed) == ("pass", None)
    verdict, gates = judge(unsettled, replace(IN_FORCE, unsettled=["email"]), LIMITS)
    assert (verdict, gate(gates, "settled").passed) == ("fail", False)


def test_the_linear_baseline_is_not_compared_with_itself() -> None:
    _, gates = judge(replace(worse(500.0, last=600.0, mean=600.0), kind="linear_baseline"), None, LIMITS)
    assert gate(gates, "linear").passed is None


def test_without_a_common_unseen_period_the_comparison_does_not_count() -> None:
    verdict, gates = judge(SOUND, replace(IN_FORCE, unseen=None), LIMITS)
    assert (verdict, gate(gates, "in_force").passed) == ("pass", None)


def test_an_effect_that_surely_was_positive_and_surely_is_negative_is_stopped() -> None:
    jumped, wide = changed(roas(2.0), roas(-2.0)), changed(roas(2.0), roas(-2.0, 2.5))
    assert gate(judge(SOUND, jumped, LIMITS)[1], "sign").passed is False
    assert gate(judge(SOUND, wide, LIMITS)[1], "sign").passed is True


def test_without_a_channel_to_compare_drift_does_not_count() -> None:
    verdict, gates = judge(SOUND, replace(IN_FORCE, changes={}), LIMITS)
    assert (verdict, gate(gates, "drift").passed) == ("pass", None)


def test_the_first_model_is_stopped_only_when_it_is_broken() -> None:
    poor = replace(worse(1e9), r2=-1.0, roas={"search": roas(-1.0, 0.1)})
    broken = replace(SOUND, roas={"search": roas(float("nan"))})
    assert judge(poor, None, LIMITS)[0] == "first"
    assert judge(broken, None, LIMITS)[0] == "fail"


def test_the_failed_gate_says_what_was_seen() -> None:
    _, gates = judge(replace(SOUND, roas={"search": roas(-1.0, 0.9)}), None, LIMITS)
    assert gate(gates, "economics").said["en"] == "More spend on search would lower revenue, says the model."


@pytest.mark.parametrize(("ours", "told"), [(105.0, True), (95.0, False)])
def test_a_gate_that_only_the_tolerance_passes_says_so(ours: float, told: bool) -> None:
    """The best naive forecast errs by 100, and so does linear regression: a tenth of 105 is allowed."""
    gates = judge(worse(ours, last=100.0, mean=100.0, linear=100.0), IN_FORCE, LIMITS)[1]
    for name in ("naive", "linear"):
        assert gate(gates, name).passed
        assert ("counts as no worse" in gate(gates, name).said["en"]) is told
    unseen = replace(IN_FORCE, unseen=replace(UNSEEN, errors={"model": ours}))
    assert ("counts as no worse" in gate(judge(SOUND, unseen, LIMITS)[1], "in_force").said["en"]) is told

"""Which model serves, and the reason that people are told."""

from datetime import date

import pytest

from spendcast_evaluate.decision import decide
from spendcast_evaluate.gates import Gate, Verdict
from spendcast_evaluate.sentences import say
from spendcast_storage import Pointer

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
FAILED = [Gate("economics", False, say("economics_failed", channels=["tv"]))]


def pointer(as_of: date = MONDAY, *, pinned: bool = False) -> Pointer:
    return Pointer(
        seq=1,
        version="r1",
        manifest="m",
        generation=1,
        sha256="0",
        as_of=as_of,
        previous=None,
        reason="campaign week",
        pinned=pinned,
    )


@pytest.mark.parametrize(
    ("verdict", "in_force", "same", "new", "code"),
    [
        ("first", None, False, True, "first"),
        ("fail", None, False, False, "broken"),
        ("pass", pointer(), True, False, "same"),
        ("pass", pointer(pinned=True), False, False, "pinned"),
        ("pass", pointer(TUESDAY), False, False, "later"),
        ("fail", pointer(), False, False, "gates_failed"),
        ("pass", pointer(), False, True, "passed"),
    ],
)
def test_the_reason_is_the_one_that_decides(
    verdict: Verdict, in_force: Pointer | None, same: bool, new: bool, code: str
) -> None:
    serves_new, why = decide(verdict, FAILED, in_force, MONDAY, same=same)
    assert (serves_new, why["code"]) == (new, code)


def test_a_model_that_fails_where_the_one_in_force_fails_is_not_said_to_pass_every_gate() -> None:
    gates = [Gate("linear", None, say("linear_waived", value=2.0, other=1.0))]
    new, why = decide("pass", gates, pointer(), MONDAY, same=False)
    assert new
    assert "every gate" not in why["en"]


def test_a_failed_gate_is_told_in_the_reason() -> None:
    _, why = decide("fail", FAILED, pointer(), MONDAY, same=False)
    assert "r1 stays in force" in why["en"]
    assert "More spend on tv would lower revenue" in why["en"]

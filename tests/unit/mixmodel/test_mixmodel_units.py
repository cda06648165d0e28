"""The unit in which a file tells its money, such as millions, changes no advice and hides no figure."""

import re

import numpy as np
import pytest
from unit.mixmodel.bent_model import Bent, bent_model

from spendcast_mixmodel.allocate import Allocation, AllocationRequest, allocate
from spendcast_mixmodel.numbers import money, per_unit, roi, told

NOTHING_LEFT = re.compile(r"(?<![\d.,])-?0(\.0+)?(?![\d.,]*\d)")
REQUESTS = [
    AllocationRequest(),
    AllocationRequest(aim="profit", margin=0.6),
    AllocationRequest(target_roi=0.6, within=1.0),
    AllocationRequest(periods=3),
]


def advice(request: AllocationRequest, unit: float) -> Allocation:
    channels = {
        "search": Bent(2300 * unit, 2000 * unit, 2.5, spread=0.05),
        "social": Bent(700 * unit, 900 * unit, 1.0, spread=0.05),
        "video": Bent(1200 * unit, 3000 * unit, 1.6, spread=0.05),
        "unknown": Bent(500 * unit, 400 * unit, 1.2, spread=0.5, verdict="not identifiable"),
    }
    return allocate(bent_model(channels), request)


def plan_of(answer: Allocation) -> np.ndarray:
    return np.array([channel["plan"] for channel in answer["channels"].values()])


def sentences(answer: Allocation) -> list[str]:
    return [answer["reason"]["message"], *(c["move"]["message"] for c in answer["channels"].values())]


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("unit", [1e-3, 1e-6, 1e3])
def test_the_same_advertiser_gets_the_same_plan_in_any_unit(request_: AllocationRequest, unit: float) -> None:
    one, other = advice(request_, 1.0), advice(request_, unit)
    assert plan_of(other) / unit == pytest.approx(plan_of(one), rel=1e-4)
    assert other["reason"]["code"] == one["reason"]["code"]
    assert other["probability_better"] == one["probability_better"]
    for name, channel in one["channels"].items():
        assert other["channels"][name]["move"]["code"] == channel["move"]["code"]
    for period in other["periods"]:
        assert sum(period["spend"].values()) == pytest.approx(
            other["plan"]["spend"] / len(other["periods"]), rel=0.1
        )


@pytest.mark.parametrize("value", [2.175, 0.00185, 1.005, 99.985])
def test_a_figure_is_told_alike_from_a_document_and_from_what_it_was_written_from(value: float) -> None:
    for beside in (value * (1 + 1e-13), value * (1 - 1e-13)):
        assert (per_unit(beside), money(beside)) == (per_unit(value), money(value))


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("unit", [1.0, 1e-3, 1e-6])
def test_no_sentence_tells_an_amount_as_nothing(request_: AllocationRequest, unit: float) -> None:
    for sentence in sentences(advice(request_, unit)):
        assert not NOTHING_LEFT.search(sentence), sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1e-9, "0"),
        (-1e-9, "0"),
        (26_100.4, "26,100"),
        (99.999, "100"),
        (28.6, "28.60"),
        (22, "22"),
        (1.234, "1.23"),
        (0.07220, "0.0722"),
        (-0.00169, "-0.00169"),
        (4.4e-8, "0.00000004"),
    ],
)
def test_money_keeps_its_digits_where_its_unit_is_large(value: float, text: str) -> None:
    assert money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.8349, "1.83"), (2, "2.00"), (0, "0.00"), (0.05, "0.05"), (0.0087, "0.0087"), (-1.5e-6, "-0.0000015")],
)
def test_what_a_unit_brings_keeps_two_digits(value: float, text: str) -> None:
    assert per_unit(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.7, "0.70"), (-0.001, "0.00"), (-1, "-1.00"), (-0.9983, "-0.9983"), (3.0, "3.00")]
)
def test_a_target_keeps_the_digits_of_what_a_unit_is_to_bring(value: float, text: str) -> None:
    assert roi(value) == text


@pytest.mark.parametrize("unit", [1.0, 1e3, 1e-3])
def test_a_target_can_be_met_whatever_the_units_of_spend_and_revenue(unit: float) -> None:
    channels = {
        "search": Bent(2300 * unit, 2000 * unit, 2.5 / unit, spread=0.05),
        "social": Bent(700 * unit, 900 * unit, 1.0 / unit, spread=0.05),
    }
    answer = allocate(bent_model(channels), AllocationRequest(target_roi=2.0 / unit - 1, within=1.0))
    assert answer["plan"]["roi"] is not None
    assert (answer["plan"]["roi"]["mean"] + 1) * unit == pytest.approx(2.0, rel=1e-3)


def test_a_template_may_ask_for_money_and_for_what_a_unit_brings() -> None:
    template = "{gain[mean]:money} of {name}, {returns:per_unit}, {share:.0%}"
    values = {"gain": {"mean": 0.00383}, "name": "{tv}", "returns": 0.0087, "share": 0.5}
    assert told(template, values) == "0.00383 of {tv}, 0.0087, 50%"


def test_for_profit_the_plan_is_compared_with_the_spend_of_today() -> None:
    free = advice(AllocationRequest(aim="profit", margin=0.6), 1.0)["reason"]["message"]
    fixed = advice(AllocationRequest(aim="profit", margin=0.6, budget=150_000), 1.0)["reason"]["message"]
    assert "more profit than today's spend" in free
    assert "more profit than today's split" in fixed

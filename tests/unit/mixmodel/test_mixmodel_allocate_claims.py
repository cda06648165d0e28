"""Whatever is asked, what an answer says is so, by its own figures and by the model's."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
import pytest
from unit.mixmodel.bent_model import Bent, bent_model, expected_revenue

from spendcast_mixmodel.allocate import Allocation, AllocationRequest, Bound, ChannelAllocation, allocate
from spendcast_mixmodel.allocate.explain import WHYS
from spendcast_mixmodel.allocate.gain import HARM_CHANCE
from spendcast_mixmodel.caveats import TEST_CONTRADICTS
from spendcast_mixmodel.predict import Model, PlanError

MODELS, REQUESTS = 12, 15
CENT = 0.02
JANUARY = 31.0
SAME = 0.006
"""Share of a channel's spend: less is no move, in sentences."""

Case = tuple[Model, AllocationRequest, Allocation]


def random_model(rng: np.random.Generator) -> Model:
    """Of two to six channels, some of them as good, some of which the data cannot tell."""
    verdicts = rng.choice(["identified", "weak", "not identifiable"], 6, p=[0.5, 0.2, 0.3])
    channels = {
        f"c{k}": Bent(
            spend=float(np.exp(rng.normal(4, 0.8))),
            half=float(np.exp(rng.normal(4.5, 0.8))),
            roas=float(np.exp(rng.normal(0.4, 0.5))),
            spread=float(rng.choice([0.02, 0.2, 0.6])),
            verdict=str(verdicts[k]),
        )
        for k in range(rng.integers(2, 7))
    }
    return bent_model(channels, seed=int(rng.integers(1000)))


def random_request(rng: np.random.Generator, model: Model) -> AllocationRequest:
    names = rng.permutation(model.channels).tolist()
    asked: dict[str, Any] = {
        "within": float(rng.choice([0.1, 0.3, 1.0, 3.0])),
        "risk_aversion": float(rng.choice([0, 0.5, 1, 2])),
        "move_unidentified": bool(rng.random() < 0.2),
    }
    match rng.choice(["today", "budget", "target", "profit"]):
        case "budget":
            asked["budget"] = float(today(model).sum() * rng.uniform(0.6, 1.5))
        case "target":
            asked["target_roi"] = float(rng.uniform(-0.6, 1.5))
        case "profit":
            asked |= {"aim": "profit", "margin": float(rng.uniform(0.2, 1.0))}
    if rng.random() < 0.3:
        asked["pinned"] = names[:1]
    if rng.random() < 0.4:
        low = float(rng.uniform(0, 1.2))
        asked["bounds"] = {names[1]: Bound(low, low + float(rng.uniform(0, 1)), relative=True)}
    return AllocationRequest(**asked)


def today(model: Model) -> np.ndarray:
    return np.asarray(model.past.spend[-1] * JANUARY)


def column(answer: Allocation, name: str) -> np.ndarray:
    return np.array([channel[name] for channel in answer["channels"].values()])  # type: ignore[literal-required]


@cache
def answered(seed: int) -> list[Case]:
    """What a random model answers to random requests, but for those that it refuses."""
    rng = np.random.default_rng(seed)
    model = random_model(rng)
    cases = []
    for _ in range(REQUESTS):
        request = random_request(rng, model)
        with suppress(PlanError):
            cases.append((model, request, allocate(model, request)))
    return cases


def each_answer(check: Callable[[Model, AllocationRequest, Allocation], None]) -> Callable[[int], None]:
    """A test of all that each model answers."""

    @pytest.mark.parametrize("seed", range(MODELS))
    def test(seed: int) -> None:
        for case in answered(seed):
            check(*case)

    return test


def test_most_requests_are_answered_and_in_many_ways() -> None:
    cases = [case for seed in range(MODELS) for case in answered(seed)]
    assert len(cases) > 0.6 * MODELS * REQUESTS
    reasons = {answer["reason"]["code"] for _, _, answer in cases}
    assert len(reasons) >= 8, reasons


@each_answer
def test_to_hold_is_to_leave_the_split_as_it_is_and_to_move_is_not(
    model: Model, request: AllocationRequest, answer: Allocation
) -> None:
    split = today(model) / today(model).sum()
    kept = split * request.budget if request.budget is not None else today(model)
    left = np.abs(column(answer, "plan") - kept).max() <= CENT
    assert (answer["decision"] == "hold") == left
    assert answer["reason"]["message"].startswith("Hold: " if left else "Move: ")


@each_answer
def test_the_figures_of_the_reason_are_those_of_the_plan_that_it_speaks_of(
    model: Model, request: AllocationRequest, answer: Allocation
) -> None:
    code, values, message = answer["reason"]["code"], answer["reason"]["values"], answer["reason"]["message"]
    plan, reference = column(answer, "plan"), column(answer, "reference")
    candidate, told = answer["candidate"], "bring" in message and code != "not_identifiable"
    if told or candidate is not None:
        better = plan if candidate is None else np.array([candidate["plan"][c] for c in model.channels])
        revenue = expected_revenue(model, np.stack([better, reference]), JANUARY)
        spend = np.array([better.sum(), reference.sum()])
        worth = request.value.margin * revenue - request.value.price * spend
        assert values["gain"]["mean"] == pytest.approx(worth[0] - worth[1], abs=1e-6)
        shown = answer if candidate is None else candidate
        assert (shown["gain"], shown["probability_better"]) == (values["gain"], values["probability"])
    if told:
        said = re.search(rf"bring (\S+) more {request.aim}", message)
        assert said
        assert float(said[1].replace(",", "")) == pytest.approx(values["gain"]["mean"], rel=5e-3, abs=5e-3)
    if code in ("worth_moving", "target_better_split"):
        assert answer["gain"]["mean"] > 0
        assert (1 - values["probability"]) * request.risk_aversion <= HARM_CHANCE + 1e-9
    elif code not in ("target_needs_move", "all_at_bounds"):
        assert plan == pytest.approx(reference, abs=CENT)
        assert (answer["gain"]["mean"], answer["probability_better"]) == (0, None)


@each_answer
def test_a_target_is_reached_and_by_no_less_spend_than_todays_where_that_reaches_it(
    model: Model, request: AllocationRequest, answer: Allocation
) -> None:
    if request.target_roi is None or answer["plan"]["roi"] is None:
        return
    assert answer["plan"]["roi"]["mean"] >= request.target_roi - 1e-5
    current = answer["current"]
    allowed = (column(answer, "low") <= today(model)) & (today(model) <= column(answer, "high"))
    if allowed.all() and current["roi"] and current["roi"]["mean"] >= request.target_roi:
        assert answer["plan"]["spend"] >= current["spend"] * (1 - 1e-4)
    if answer["reason"]["code"] == "all_at_bounds":
        free = [c["verdict"] != "not identifiable" for c in answer["channels"].values()]
        assert column(answer, "plan")[free] == pytest.approx(column(answer, "high")[free], abs=CENT)


@each_answer
def test_a_channel_that_the_data_cannot_tell_is_not_moved_for_what_it_brings(
    model: Model, request: AllocationRequest, answer: Allocation
) -> None:
    for name, channel in answer["channels"].items():
        if channel["verdict"] != "not identifiable" or request.move_unidentified:
            continue
        assert channel["move"]["code"] in (
            "keep_unknown",
            "keep_fixed",
            "raise_forced",
            "lower_forced",
            "raise_to_fit",
            "lower_to_fit",
        )
        free = request.aim == "profit" or request.target_roi is not None
        kept = channel["current"] if free else channel["reference"]
        assert name in request.bounds or channel["plan"] == pytest.approx(kept, abs=CENT)


@each_answer
def test_what_is_said_of_a_channel_is_so(
    model: Model, request: AllocationRequest, answer: Allocation
) -> None:
    reference = column(answer, "reference")
    _, slopes = model.response.incremental(reference[None], np.array([JANUARY]))
    returns = dict(zip(model.channels, np.median(slopes[0], axis=-1), strict=True))
    for name, channel in answer["channels"].items():
        check_move(channel)
        values, message = channel["move"]["values"], channel["move"]["message"]
        assert message.startswith((name, f"Raise {name} ", f"Lower {name} "))
        assert values["returns"] == pytest.approx(returns[name], rel=1e-6)
        if "why" in values:
            assert f"brings about {values['returns']:.2f}" in message
            check_comparison(values, request, channel["plan"] - values["from"])
            if reference == pytest.approx(column(answer, "current"), abs=1e-9):
                assert values["returns"] == pytest.approx(channel["marginal_roas_current"]["median"])


def check_move(channel: ChannelAllocation) -> None:
    code, before, after = channel["move"]["code"], channel["move"]["values"]["from"], channel["plan"]
    change = (after - before) / max(before, 1e-9)
    near = 0.002 * max(before, 1e-9)
    bounds = {"low": channel["low"], "high": channel["high"]}
    match code:
        case "keep_fixed" | "keep_no_room":
            assert bounds["low"] == pytest.approx(bounds["high"])
        case "keep_high" | "keep_low":
            assert after == pytest.approx(bounds[code.removeprefix("keep_")], abs=near)
        case "keep" | "keep_held" | "keep_unknown":
            assert abs(change) <= SAME
        case _:
            assert (change > 0) == code.startswith("raise")
            up, at_bound, forced = code.startswith("raise"), code.endswith("bound"), code.endswith("forced")
            if at_bound or forced:
                assert after == pytest.approx(bounds["high" if up != forced else "low"], abs=near)


def check_comparison(values: dict[str, Any], request: AllocationRequest, change: float) -> None:
    returns, raised, lowered, worth = (values[name] for name in ("returns", "raised", "lowered", "worth"))
    up, priced = change > 0, request.aim == "profit" and request.budget is None
    assert worth == (pytest.approx(request.margin * returns) if priced else None)
    against = 1 / request.margin if priced else lowered if up else raised
    bears_out: dict[str, Callable[[], bool]] = {
        "nothing_said": lambda: True,
        "about_elsewhere": lambda: (
            [returns] * 2 == pytest.approx([lowered or returns, raised or returns], rel=0.12)
        ),
        "between": lambda: lowered <= returns <= raised,
        "about_cost": lambda: abs(worth - 1) <= 0.1,
        "above_cost": lambda: up and worth > 1,
        "below_cost": lambda: not up and worth <= 1,
        "above_lowered": lambda: up and returns > lowered,
        "below_raised": lambda: not up and returns <= raised,
        "by_mean": lambda: (returns > against) != up and (not priced or (values["mean"] > against) == up),
        "moves_for_risk": lambda: (returns > against) != up and request.risk_aversion > 0,
        "stays_for_risk": lambda: True,
    }
    assert set(bears_out) == set(WHYS)
    assert bears_out[values["why"]]()


def test_a_channel_of_which_a_lift_test_says_otherwise_than_the_data_stays_unless_it_is_told_to_move() -> (
    None
):
    others = {"search": Bent(100, 80, 2.5), "video": Bent(140, 200, 1.6)}
    model = bent_model(others | {"radio": Bent(50, 50, 9.0, 0.0, "weak", TEST_CONTRADICTS)})
    kept = allocate(model, AllocationRequest())["channels"]["radio"]
    assert kept["plan"] == pytest.approx(kept["current"])
    assert kept["move"]["code"] == "keep_contradicted"
    assert "a lift test contradicts what else is known of it" in kept["move"]["message"]
    freed = allocate(model, AllocationRequest(move_unidentified=True))["channels"]["radio"]
    assert freed["plan"] > 1.1 * freed["current"]

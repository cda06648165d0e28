"""Where money goes: budgets, bounds, optimality, and when to hold."""

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, minimize
from unit.mixmodel.bent_model import CARRIED, Bent, bent_model, expected_revenue

from spendcast_mixmodel.allocate import Allocation, AllocationRequest, Bound, allocate
from spendcast_mixmodel.allocate.gain import HARM_CHANCE
from spendcast_mixmodel.predict import Model, Plan, PlanError

JANUARY = 31.0

KNOWN = {
    "search": Bent(spend=100, half=80, roas=2.5),
    "social": Bent(spend=60, half=150, roas=1.0),
    "video": Bent(spend=140, half=200, roas=1.6),
}
"""Nothing uncertain: advice is the optimum."""

VAGUE = {name: Bent(bent.spend, bent.half, bent.roas, spread=0.25) for name, bent in KNOWN.items()}
EVEN = {name: Bent(100, 100, 1.5, spread=0.5) for name in ("search", "social", "video")}
"""As far as is known, all return the same."""


@pytest.fixture(scope="module")
def known() -> Model:
    return bent_model(KNOWN)


@pytest.fixture(scope="module")
def vague() -> Model:
    return bent_model(VAGUE)


def plan_of(answer: Allocation) -> np.ndarray:
    return np.array([channel["plan"] for channel in answer["channels"].values()])


def today(model: Model, days: float = JANUARY) -> np.ndarray:
    return np.asarray(model.past.spend[-1] * days)


@pytest.mark.parametrize("budget", [0.01, 1.0, 999.99, 7_777.77, 9_300.0, 123_456_789.01, 2e12])
def test_the_budget_is_met_to_the_cent(vague: Model, budget: float) -> None:
    answer = allocate(vague, AllocationRequest(budget=budget))
    assert round(sum(channel["plan"] for channel in answer["channels"].values()), 2) == budget
    for period in answer["periods"]:
        assert sum(period["spend"].values()) == pytest.approx(budget, abs=0.006)


def test_without_a_budget_todays_total_is_split_better(known: Model) -> None:
    answer = allocate(known, AllocationRequest())
    assert plan_of(answer).sum() == pytest.approx(today(known).sum(), abs=0.006)
    assert answer["decision"] == "move"
    assert answer["gain"]["mean"] > 0


@pytest.mark.parametrize("within", [0.1, 0.3, 1.0])
def test_no_plan_on_a_grid_beats_the_advice(known: Model, within: float) -> None:
    answer = allocate(known, AllocationRequest(within=within, risk_aversion=0))
    now = today(known)
    shares = np.linspace(1 - within, 1 + within, 121)
    first, second = np.meshgrid(shares * now[0], shares * now[1], indexing="ij")
    third = now.sum() - first - second
    grid = np.stack([first, second, third], axis=-1)
    allowed = (third >= (1 - within) * now[2]) & (third <= (1 + within) * now[2])
    best = expected_revenue(known, grid, JANUARY)[allowed].max()
    found = float(expected_revenue(known, plan_of(answer), JANUARY))
    assert best * (1 - 1e-9) <= found <= best * (1 + 1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_advice_agrees_with_a_general_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    settings = np.exp(rng.normal([4, 4, 0.3], [0.7, 0.7, 0.5], (rng.integers(2, 7), 3))).tolist()
    channels = {f"c{k}": Bent(spend, half, roas, 0.3) for k, (spend, half, roas) in enumerate(settings)}
    model = bent_model(channels, seed=seed)
    now = today(model)
    answer = allocate(model, AllocationRequest(within=0.8, risk_aversion=0))
    solved = minimize(  # type: ignore[call-overload]  # the stubs want a function of typed arrays
        lambda share: -float(expected_revenue(model, share * now, JANUARY)) / now.sum(),
        np.ones(len(now)),
        bounds=Bounds(0.2, 1.8),
        constraints=LinearConstraint(now[None] / now.sum(), 1, 1),
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-12},
    )
    found = float(expected_revenue(model, plan_of(answer), JANUARY)) / now.sum()
    assert found == pytest.approx(-solved.fun, rel=2e-4)


def test_bounds_and_pins_are_obeyed(known: Model) -> None:
    bounds = {"search": Bound(2_000, 3_200), "video": Bound(0.9, 1.05, relative=True)}
    answer = allocate(known, AllocationRequest(bounds=bounds, pinned=["social"], within=1))
    search, social, video = plan_of(answer)
    assert 2_000 <= search <= 3_200
    assert social == pytest.approx(60 * JANUARY)
    assert 0.9 * 140 * JANUARY <= video <= 1.05 * 140 * JANUARY
    assert answer["channels"]["social"]["move"]["code"] == "keep_fixed"


@pytest.mark.parametrize(
    ("bounds", "budget", "said"),
    [
        ({"search": Bound(5_000, 6_000)}, 3_000, "at least"),
        ({name: Bound(0, 100) for name in KNOWN}, 3_000, "at most 300.00"),
    ],
)
def test_bounds_that_leave_no_plan_are_refused_by_name(
    known: Model, bounds: dict[str, Bound], budget: float, said: str
) -> None:
    with pytest.raises(PlanError, match=said) as refused:
        allocate(known, AllocationRequest(budget=budget, bounds=bounds))
    assert refused.value.pointer == "/bounds"
    assert "search" in refused.value.message


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        (AllocationRequest(budget=-1), "/budget"),
        (AllocationRequest(budget=float("nan")), "/budget"),
        (AllocationRequest(budget=1, target_roi=1), "/target_roi"),
        (AllocationRequest(target_roi=1, aim="profit"), "/target_roi"),
        (AllocationRequest(target_roi=float("inf")), "/target_roi"),
        (AllocationRequest(margin=0), "/margin"),
        (AllocationRequest(within=-0.1), "/within"),
        (AllocationRequest(risk_aversion=float("nan")), "/risk_aversion"),
        (AllocationRequest(periods=0), "/periods"),
        (AllocationRequest(periods=1.5), "/periods"),  # type: ignore[arg-type]
        (AllocationRequest(periods=True), "/periods"),
        (AllocationRequest(within="a lot"), "/within"),  # type: ignore[arg-type]
        (AllocationRequest(aim="fame"), "/aim"),  # type: ignore[arg-type]
        (AllocationRequest(pinned="search"), "/pinned"),
        (AllocationRequest(period="2026-W05"), "/period"),
        (AllocationRequest(pinned=["radio"]), "/pinned"),
        (AllocationRequest(bounds={"a/b": Bound(0, 1)}), "/bounds/a~1b"),
        (AllocationRequest(bounds={"search": Bound(2, 1)}), "/bounds/search/low"),
        (AllocationRequest(bounds={"search": Bound(0, float("nan"))}), "/bounds/search/high"),
        (AllocationRequest(bounds={"search": Bound(0, 1)}, pinned=["search"]), "/bounds/search"),
        (AllocationRequest(current={"search": -1}), "/current/search"),
    ],
)
def test_a_damaged_request_is_refused_with_the_field(
    known: Model, request_: AllocationRequest, pointer: str
) -> None:
    with pytest.raises(PlanError) as refused:
        allocate(known, request_)
    assert refused.value.pointer == pointer


def test_nothing_is_moved_where_all_channels_are_unidentifiable() -> None:
    channels = {
        name: Bent(bent.spend, bent.half, bent.roas, 0.1, "not identifiable") for name, bent in KNOWN.items()
    }
    for request in (AllocationRequest(), AllocationRequest(aim="profit"), AllocationRequest(within=1)):
        answer = allocate(bent_model(channels), request)
        assert (answer["decision"], answer["reason"]["code"]) == ("hold", "not_identifiable")
        assert plan_of(answer) == pytest.approx(today(bent_model(channels)), abs=0.01)
        assert {channel["move"]["code"] for channel in answer["channels"].values()} == {"keep_unknown"}


def test_no_target_is_aimed_at_where_nothing_is_known() -> None:
    channels = {name: Bent(100, 100, 1.5, 0.1, "not identifiable") for name in KNOWN}
    with pytest.raises(PlanError, match="cannot tell what any channel brings"):
        allocate(bent_model(channels), AllocationRequest(target_roi=0.1))


def test_unidentifiable_channels_keep_their_share_unless_it_is_said_that_they_may_move() -> None:
    channels = KNOWN | {
        "radio": Bent(50, 50, 9.0, 0.5, "not identifiable"),
        "print": Bent(25, 50, 0.1, 0.5, "not identifiable"),
    }
    model = bent_model(channels)
    for factor in (1.0, 1.5):
        budget = factor * float(today(model).sum())
        answer = allocate(model, AllocationRequest(budget=budget, risk_aversion=0))["channels"]
        assert answer["radio"]["plan"] == pytest.approx(factor * 50 * JANUARY, abs=0.01)
        assert answer["print"]["plan"] == pytest.approx(factor * 25 * JANUARY, abs=0.01)
        assert answer["radio"]["move"]["code"] == answer["print"]["move"]["code"] == "keep_unknown"
        assert answer["search"]["plan"] > 1.05 * factor * 100 * JANUARY
    freed = allocate(model, AllocationRequest(risk_aversion=0, move_unidentified=True))["channels"]
    assert freed["print"]["plan"] < 25 * JANUARY < 50 * JANUARY < freed["radio"]["plan"]


@pytest.mark.parametrize("target", [0.05, 0.3, 0.6])
def test_a_target_moves_the_known_channels_until_the_whole_plan_meets_it(target: float) -> None:
    model = bent_model(KNOWN | {"radio": Bent(50, 50, 1.1, 0.5, "not identifiable")})
    answer = allocate(model, AllocationRequest(target_roi=target, within=2, risk_aversion=0))
    roi = answer["plan"]["roi"]
    assert roi is not None
    assert roi["mean"] == pytest.approx(target, abs=1e-4)
    assert answer["channels"]["radio"]["plan"] == pytest.approx(50 * JANUARY)
    assert answer["decision"] == "move"
    assert f"{answer['plan']['spend']:,.0f} (today {today(model).sum():,.0f})" in answer["reason"]["message"]


def test_where_all_return_the_same_there_is_none_better() -> None:
    answer = allocate(bent_model(EVEN), AllocationRequest())
    assert (answer["decision"], answer["reason"]["code"]) == ("hold", "none_better")
    assert answer["candidate"] is None


def test_draws_that_disagree_about_the_direction_advise_holding() -> None:
    unsure = {name: Bent(b.spend, b.half, b.roas, 0.6) for name, b in KNOWN.items()}
    answer = allocate(bent_model(unsure), AllocationRequest(risk_aversion=3))
    assert (answer["decision"], answer["reason"]["code"]) == ("hold", "within_noise")
    assert answer["probability_better"] is None
    assert answer["gain"] == {"mean": 0.0, "median": 0.0, "low": 0.0, "high": 0.0}
    assert answer["candidate"] is not None
    assert answer["candidate"]["probability_better"] < 1 - HARM_CHANCE / 3


def test_more_risk_aversion_never_moves_where_less_holds() -> None:
    model = bent_model({name: Bent(b.spend, b.half, b.roas, 0.6) for name, b in KNOWN.items()})
    moved = [
        allocate(model, AllocationRequest(risk_aversion=care))["decision"] == "move"
        for care in (0, 0.5, 1, 2, 4, 10)
    ]
    assert moved[0]
    assert not moved[-1]
    assert moved == sorted(moved, reverse=True)


def test_a_zero_budget_spends_nothing_and_has_no_roi(vague: Model) -> None:
    answer = allocate(vague, AllocationRequest(budget=0))
    assert plan_of(answer).tolist() == [0, 0, 0]
    assert (answer["decision"], answer["reason"]["code"]) == ("hold", "nothing_to_move")
    assert answer["plan"]["roi"] is None


def test_one_channel_gets_the_whole_budget() -> None:
    answer = allocate(bent_model({"tv": Bent(100, 100, 1.5)}), AllocationRequest(budget=500))
    assert plan_of(answer).tolist() == [500]
    assert answer["reason"]["code"] == "nothing_to_move"


def test_channels_that_spend_nothing_today_take_part_where_nothing_is_spent_at_all(known: Model) -> None:
    answer = allocate(known, AllocationRequest(budget=900, current={}, risk_aversion=0))
    assert plan_of(answer).sum() == pytest.approx(900)
    assert plan_of(answer).max() > 300
    assert "more revenue than an even split (90 % interval" in answer["reason"]["message"]


def test_a_channel_that_is_not_on_air_takes_part_only_with_bounds_of_its_own(known: Model) -> None:
    current = {"search": 3_000, "video": 4_000}
    kept = allocate(known, AllocationRequest(current=current))["channels"]["social"]
    assert (kept["plan"], kept["move"]["code"]) == (0, "keep_no_room")
    bounds = {"social": Bound(0, 1_000)}
    tried = allocate(known, AllocationRequest(current=current, bounds=bounds))["channels"]["social"]
    assert tried["plan"] > 0


@pytest.mark.parametrize("care", [0.0, 1.0])
@pytest.mark.parametrize("within", [0.3, 1.0])
def test_more_budget_never_brings_less_revenue(vague: Model, care: float, within: float) -> None:
    revenue = [
        allocate(vague, AllocationRequest(budget=budget, within=within, risk_aversion=care))["plan"][
            "incremental_revenue"
        ]["mean"]
        for budget in np.linspace(0, 30_000, 61)
    ]
    assert (np.diff(revenue) > 0).all()


def test_the_order_of_channels_does_not_matter(known: Model) -> None:
    plans = []
    for order in itertools.permutations(KNOWN):
        answer = allocate(bent_model({name: KNOWN[name] for name in order}), AllocationRequest(within=0.5))
        assert list(answer["channels"]) == list(order)
        plans.append({name: channel["plan"] for name, channel in answer["channels"].items()})
    assert all(plan == plans[0] for plan in plans)


def test_the_same_request_is_answered_the_same(vague: Model) -> None:
    request = AllocationRequest(budget=12_345, within=0.7)
    assert allocate(vague, request) == allocate(bent_model(VAGUE), request)


@pytest.mark.parametrize("target", [0.2, 0.5, 0.8])
def test_a_target_roi_is_met_with_the_most_spend(known: Model, target: float) -> None:
    answer = allocate(known, AllocationRequest(target_roi=target, within=2, risk_aversion=0))
    roi = answer["plan"]["roi"]
    assert roi is not None
    assert roi["mean"] == pytest.approx(target, abs=1e-4)
    more = allocate(
        known, AllocationRequest(budget=answer["plan"]["spend"] * 1.01, within=3, risk_aversion=0)
    )["plan"]["roi"]
    assert more is not None
    assert more["mean"] < target


def test_a_target_that_all_bounds_allow_is_met_at_the_bounds(known: Model) -> None:
    answer = allocate(known, AllocationRequest(target_roi=-0.5))
    assert plan_of(answer) == pytest.approx(1.3 * today(known), abs=0.01)
    assert (answer["decision"], answer["reason"]["code"]) == ("move", "all_at_bounds")
    assert {channel["move"]["code"] for channel in answer["channels"].values()} == {"raise_to_bound"}


def test_a_target_out_of_reach_is_refused_with_the_best_there_is(known: Model) -> None:
    with pytest.raises(PlanError, match="best found has") as refused:
        allocate(known, AllocationRequest(target_roi=9))
    assert refused.value.pointer == "/target_roi"


def test_at_a_low_margin_a_channel_that_brings_more_than_it_costs_is_lowered_for_what_is_left_of_it(
    known: Model,
) -> None:
    answer = allocate(known, AllocationRequest(aim="profit", margin=0.3, risk_aversion=0))
    social: Any = answer["channels"]["social"]["move"]
    assert social["code"] == "lower_to_bound"
    assert social["values"]["worth"] == pytest.approx(0.3 * social["values"]["returns"])
    assert f"worth {social['values']['worth']:.2f} at the margin, less than it costs" in social["message"]


def test_a_channel_that_stays_at_its_bound_is_said_to(known: Model) -> None:
    bounds = {"search": Bound(0.5, 1, relative=True)}
    search = allocate(known, AllocationRequest(bounds=bounds, risk_aversion=0))["channels"]["search"]
    assert search["move"]["message"] == "search stays at 3,100, its upper bound."


def test_bounds_that_do_not_allow_todays_split_are_a_reason_to_move() -> None:
    channels = {name: Bent(100, 100, 1.5, 0.1, "not identifiable") for name in KNOWN}
    bounds = {"search": Bound(1.2, 2, relative=True)}
    answer = allocate(bent_model(channels), AllocationRequest(bounds=bounds))
    assert (answer["decision"], answer["reason"]["code"]) == ("move", "nearest_to_today")
    codes = [channel["move"]["code"] for channel in answer["channels"].values()]
    assert codes == ["raise_forced", "lower_to_fit", "lower_to_fit"]


def test_profit_ends_where_the_next_unit_brings_what_it_costs(known: Model) -> None:
    request = AllocationRequest(aim="profit", margin=0.8, within=5, risk_aversion=0)
    answer = allocate(known, request)
    for channel in answer["channels"].values():
        assert channel["marginal_roas"]["mean"] == pytest.approx(1 / 0.8, rel=1e-3)
    profit = answer["plan"]["profit"]["mean"]
    assert profit - answer["current"]["profit"]["mean"] == pytest.approx(answer["gain"]["mean"])
    assert profit == pytest.approx(
        0.8 * answer["plan"]["incremental_revenue"]["mean"] - answer["plan"]["spend"]
    )


def test_the_gain_is_what_predictions_of_both_plans_differ_by(vague: Model) -> None:
    answer = allocate(vague, AllocationRequest(period="2026-02", risk_aversion=0))

    def revenue(column: str) -> float:
        spend = {name: float(channel[column]) for name, channel in answer["channels"].items()}  # type: ignore[literal-required]
        return vague.predict(Plan(spend, "2026-02"))["incremental_revenue"]["mean"]

    assert answer["gain"]["mean"] == pytest.approx(revenue("plan") - revenue("reference"))
    assert answer["plan"]["incremental_revenue"]["mean"] == pytest.approx(revenue("plan"))


def test_several_periods_are_spent_evenly_by_day_and_count_what_carries_over(known: Model) -> None:
    answer = allocate(known, AllocationRequest(periods=3))
    assert [period["label"] for period in answer["periods"]] == ["2026-01", "2026-02", "2026-03"]
    assert answer["horizon"] == {"first": "2026-01", "last": "2026-03", "periods": 3, "days": 90}
    per_day = np.array([[amount / p["days"] for amount in p["spend"].values()] for p in answer["periods"]])
    assert per_day == pytest.approx(np.tile(plan_of(answer) / 90, (3, 1)), abs=0.01)
    first = (1 - CARRIED) * plan_of(answer) / 90 + CARRIED * known.past.spend[-1]
    revenue = float(expected_revenue(known, first * 31, 31.0))
    assert answer["periods"][0]["incremental_revenue"]["mean"] == pytest.approx(revenue)
    kept_up = float(expected_revenue(known, plan_of(answer) / 90 * 28, 28.0))
    assert answer["periods"][1]["incremental_revenue"]["mean"] == pytest.approx(kept_up)


def test_today_is_the_mean_of_the_last_quarter() -> None:
    model = bent_model({"tv": Bent(100, 100, 1.5), "mail": Bent(50, 100, 1.5)})
    model.past.spend[-3:] = [[10, 40], [20, 40], [30, 40]]
    answer = allocate(model, AllocationRequest())["channels"]
    mean = (31 * 10 + 30 * 20 + 31 * 30) / 92
    assert answer["tv"]["current"] == pytest.approx(mean * JANUARY)
    assert answer["mail"]["current"] == pytest.approx(40 * JANUARY)


def test_a_plan_far_from_what_training_saw_is_marked(known: Model) -> None:
    answer = allocate(known, AllocationRequest(budget=3 * today(known).sum()))
    assert all(channel["extrapolation"] for channel in answer["channels"].values())
    assert [warning["code"] for warning in answer["warnings"]] == ["extrapolation"] * 3


def test_each_move_is_explained_by_code_values_and_a_sentence(known: Model) -> None:
    answer = allocate(known, AllocationRequest(risk_aversion=0, within=0.1))["channels"]
    raised: Any = answer["search"]["move"]
    assert raised["code"] == "raise_to_bound"
    assert raised["values"]["change"] == pytest.approx(0.1, abs=1e-3)
    assert raised["message"].startswith("Raise search from 3,100 to 3,410 (+10 %): its next unit of spend ")
    assert answer["social"]["move"]["message"].startswith("Lower social from 1,860 to ")
    assert raised["values"]["returns"] > raised["values"]["lowered"]

"""The parts of the search, against answers known by hand."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, minimize
from unit.mixmodel.bent_model import Bent, bent_model

from spendcast_mixmodel.allocate.ascent import ascend
from spendcast_mixmodel.allocate.feasible import Feasible, decimals
from spendcast_mixmodel.allocate.gain import LOSS_WEIGHT, Value, worth_moving
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.allocate.surface import NODES, Surface

ALL = slice(None)


def feasible(low: list[float], high: list[float], budget: float | None, scale: list[float]) -> Feasible:
    return Feasible(np.array(low), np.array(high), budget, np.array(scale))


@pytest.mark.parametrize(
    ("plan", "budget", "nearest"),
    [
        ([1, 2], 5.0, [2, 3]),
        ([4, 0], 5.0, [4, 1]),
        ([9, 9], None, [4, 9]),
        ([9, 0], 9.0, [4, 5]),
        ([-3, -3], 0.0, [0, 0]),
    ],
)
def test_the_nearest_plan_is_the_one_found_by_hand(
    plan: list[float], budget: float | None, nearest: list[float]
) -> None:
    found = feasible([0, 0], [4, 20], budget, [1, 1]).project(np.array(plan, dtype=float))
    assert found == pytest.approx(nearest)


def test_distance_is_measured_in_each_channels_scale() -> None:
    found = feasible([0, 0], [100, 100], 35.0, [1, 2]).project(np.array([10.0, 20.0]))
    assert found == pytest.approx([11, 24])


@pytest.mark.parametrize("seed", range(20))
def test_the_nearest_plan_agrees_with_a_general_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, 1, 5)
    high = low + rng.uniform(0, 2, 5) * (rng.random(5) > 0.2)
    scale = rng.uniform(0.5, 2, 5)
    budget = float(low.sum() + rng.random() * (high - low).sum())
    plan = rng.normal(1, 2, 5)
    found = Feasible(low, high, budget, scale).project(plan)
    solved = minimize(  # type: ignore[call-overload]  # the stubs want a function of typed arrays
        lambda x: (((x - plan) / scale) ** 2).sum(),
        low + (high - low) * 0.5,
        bounds=Bounds(low, high),
        constraints=LinearConstraint(np.ones((1, 5)), budget, budget),
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 300},
    )
    assert found.sum() == pytest.approx(budget)
    assert found == pytest.approx(solved.x, abs=1e-5)


def test_rounding_to_cents_keeps_budget_and_bounds() -> None:
    room = feasible([0, 0, 1000 / 3], [9000, 9000, 1000 / 3], 10_000.0, [1, 1, 1])
    found = room.rounded(np.array([3333.33333, 6333.33333, 1000 / 3]))
    assert found.sum() == pytest.approx(10_000, abs=1e-9)
    assert found[2] == 1000 / 3
    assert found[1] == pytest.approx(6333.33, abs=1e-9)


@pytest.mark.parametrize(
    ("total", "places"), [(0.0, 2), (1e9, 2), (1000.0, 2), (999.0, 3), (207.0, 3), (0.207, 6), (1e-3, 8)]
)
def test_amounts_are_rounded_to_cents_but_never_coarser_than_a_hundred_thousandth(
    total: float, places: int
) -> None:
    assert decimals(total) == places


@pytest.mark.parametrize("budget", [None, 6.0, 5.5, 9.0])
def test_the_top_of_a_parabola_is_found(budget: float | None) -> None:
    weight = np.array([1.0, 4.0, 100.0])
    top = np.array([1.0, 2.0, 3.0])

    def parabola(x: np.ndarray) -> tuple[float, np.ndarray]:
        return -float((weight * (x - top) ** 2).sum()), -2 * weight * (x - top)

    room = feasible([0, 0, 0], [9, 9, 9], budget, [1, 1, 1])
    found = ascend(parabola, np.array([2.0, 2.0, 2.0]), room)
    # By Lagrange: what is missing is shared out in proportion to 1 / weight.
    missing = 0.0 if budget is None else budget - top.sum()
    assert found == pytest.approx((top + missing / weight / (1 / weight).sum()).clip(0), abs=2e-3)


def test_tabulated_revenue_is_the_models_at_the_nodes_and_near_it_between() -> None:
    model = bent_model({"tv": Bent(100, 50, 2.0, 0.3), "mail": Bent(30, 90, 1.0, 0.3)})
    kept_up = KeptUp(model.response, np.array([0, 1]), 31.0)
    room = feasible([0, 500], [6_200, 900], None, [1, 1])
    surface = Surface.of(room, kept_up, ALL)
    span = room.high - room.low
    for share in (0.0, 0.5, 1 / (NODES - 1), 1.0):
        plan = room.low + share * span
        for found, exact in zip(surface(plan), kept_up(plan), strict=True):
            assert found == pytest.approx(exact, rel=1e-12)
    between = room.low + span * np.array([0.21, 0.77])
    for found, exact in zip(surface(between), kept_up(between), strict=True):
        assert found == pytest.approx(exact, rel=2e-4)


def test_a_loss_weighs_the_more_the_larger_it_is() -> None:
    def straight(plan: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        slope = np.array([[3.0, -1.0]])  # per unit of spend, in two draws
        return slope * plan[:, None], slope

    utility = Value(margin=1.0, price=0.0).utility(straight, np.array([10.0]), stake=20.0, loss_weight=5.0)
    value, gradient = utility(np.array([10.0]))
    assert (value, gradient.tolist()) == (0, [1.0])
    value, gradient = utility(np.array([12.0]))  # gains 6 or loses 2, which costs 2 + 5 x 2^2 / 20
    assert value == pytest.approx((6 - 3) / 2)
    assert gradient == pytest.approx([(3 - (1 + 2 * 5 * 2 / 20)) / 2])
    value, gradient = utility(np.array([9.0]))  # loses 3 or gains 1
    assert value == pytest.approx((-3 - 5 * 9 / 20 + 1) / 2)
    assert gradient == pytest.approx([(3 * (1 + 2 * 5 * 3 / 20) - 1) / 2])


def test_at_the_usual_care_a_loss_of_one_percent_of_what_is_at_stake_counts_double() -> None:
    def certain(plan: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return plan[:, None], np.ones((len(plan), 1))

    utility = Value(margin=1.0, price=0.0).utility(certain, np.array([100.0]), 100.0, LOSS_WEIGHT)
    assert utility(np.array([99.0]))[0] == pytest.approx(-2)
    assert utility(np.array([96.0]))[0] == pytest.approx(-20)


def test_profit_takes_the_margin_of_revenue_less_what_is_spent() -> None:
    def straight(plan: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return 3.0 * plan[:, None], np.full((len(plan), 1), 3.0)

    value = Value(margin=0.5, price=1.0)
    assert value.draws(straight, np.array([10.0, 20.0])) == pytest.approx([0.5 * 90 - 30])
    _, gradient = value.utility(straight, np.array([1.0, 1.0]), 1.0, 4.0)(np.array([2.0, 2.0]))
    assert gradient == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("losses", "care", "moves"),
    [(0, 1, True), (15, 1, True), (16, 1, False), (7, 2, True), (8, 2, False), (40, 0, True)],
)
def test_a_move_is_worth_it_up_to_a_chance_of_harm(losses: int, care: float, moves: bool) -> None:
    gain = np.where(np.arange(100) < losses, -0.5, 1.0)
    assert worth_moving(gain, care) is moves


def test_a_move_that_brings_nothing_on_average_is_not_worth_it() -> None:
    assert not worth_moving(np.array([-3.0, 1.0, 1.0, 1.0]), 0)
    assert not worth_moving(np.zeros(10), 0)

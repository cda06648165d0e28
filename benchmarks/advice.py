"""How good budget advice is: true revenue of the advised plan, kept up, against staying put and the optimum.

`python -m benchmarks.advice --worlds 300` asks for the best split of today's budget, each channel within 30 %
of today, and from nothing to twice today. Today is the mean spend of the training periods. Gains are told as
shares of what media truly bring today.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.cases import known_truth, period_days, training_data
from benchmarks.methods import careful_least_squares, mean_curves
from benchmarks.optimum import split
from benchmarks.peers.case import MULTIPLES
from benchmarks.peers.run import PEERS, answers, as_case
from spendcast_mixmodel.allocate import AllocationRequest, Bound, allocate
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import MarketingMixRegressor, to_json
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.simulate import World, draw_world

RANGES = {"within 30 %": (0.7, 1.3), "0 to 2 times": (0.0, 2.0)}
NOTHING = 1e-6
"""Share of media revenue below which a change counts as none."""


@dataclass(frozen=True)
class Advice:
    """What a method advises.

    Attributes:
        plan: Multiples of today's spend, shape (K,).
        promised: Expected gain per period, in revenue; None where the method promises nothing.
        seconds: What the call took.
    """

    plan: Array
    promised: float | None
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What advice is truly worth, as shares of what media bring today.

    Attributes:
        gain: Of the advice.
        possible: Of the true optimum.
        promised: What was promised.
        moved: Whether anything but holding was advised.
        seconds: What the call took.
    """

    gain: float
    possible: float
    promised: float | None
    moved: bool
    seconds: float


Adviser = Callable[[World, tuple[float, float]], Advice]


def outcome(world: World, bounds: tuple[float, float], advice: Advice) -> Outcome:
    """Judge advice by the truth."""
    today = true_revenue(world, np.ones(len(world.channels)))
    best = split(_true_curves(world), _budget_shares(world), bounds)
    optimum = max(true_revenue(world, best), today)
    return Outcome(
        gain=(true_revenue(world, advice.plan) - today) / today,
        possible=(optimum - today) / today,
        promised=None if advice.promised is None else advice.promised / today,
        moved=bool(np.abs(advice.plan - 1).max() > NOTHING),
        seconds=advice.seconds,
    )


def true_revenue(world: World, plan: Array) -> float:
    """What media truly bring in a period under multiples of today's spend, kept up."""
    return float(world.truth.steady(world.current_plan * plan).sum() * period_days(world))


def _true_curves(world: World) -> Array:
    steady = world.truth.steady(MULTIPLES[:, None] * world.current_plan)
    return np.asarray(steady.T * period_days(world))


def _budget_shares(world: World) -> Array:
    return np.asarray(world.current_plan / world.current_plan.sum())


def on_curves(curves: Callable[[World], Array]) -> Adviser:
    """Advice that maximises mean curves, with no thought of risk."""

    def advise(world: World, bounds: tuple[float, float]) -> Advice:
        told, shares = curves(world), _budget_shares(world)
        started = time.process_time()
        plan = split(told, shares, bounds)
        seconds = time.process_time() - started
        at_plan = [np.interp(x, MULTIPLES, curve) for x, curve in zip(plan, told, strict=True)]
        today = [np.interp(1.0, MULTIPLES, curve) for curve in told]
        return Advice(plan, float(np.sum(at_plan) - np.sum(today)), seconds)

    return advise


def least_squares_curves(world: World) -> Array:
    """Straight lines through least squares' coefficients."""
    curves = careful_least_squares(world).curves
    if curves is None:
        raise ValueError("least squares answers with curves")
    return curves


def _looked_up(told: Mapping[str, Array]) -> Callable[[World], Array]:
    return lambda world: told[world.name]


class Product:
    """The product's own advice; a world is fitted once."""

    def __init__(self, risk_aversion: float = 1.0) -> None:
        self.risk_aversion = risk_aversion
        self._models: dict[str, Model] = {}

    def model(self, world: World) -> Model:
        """The model that the pipeline would publish."""
        if world.name not in self._models:
            data = training_data(world)
            estimator = MarketingMixRegressor().fit(data.spend, data.revenue, days=data.days)
            self._models[world.name] = Model.from_json(to_json(estimator, data))
        return self._models[world.name]

    def curves(self, world: World) -> Array:
        """What the model expects of multiples of today's spend, shape (K, M)."""
        return mean_curves(self.model(world).response, world)

    def __call__(self, world: World, bounds: tuple[float, float]) -> Advice:
        """Allocate today's budget."""
        model = self.model(world)
        days = model.last_period.next().days
        today = dict(zip(world.channels, (world.current_plan * days).tolist(), strict=True))
        low, high = bounds
        request = AllocationRequest(
            budget=sum(today.values()),
            current=today,
            bounds={name: Bound(low, high, relative=True) for name in world.channels},
            risk_aversion=self.risk_aversion,
        )
        started = time.process_time()
        answer = allocate(model, request)
        seconds = time.process_time() - started
        plan = np.array([answer["channels"][name]["plan"] / today[name] for name in world.channels])
        return Advice(plan, answer["gain"]["mean"] * period_days(world) / days, seconds)


def print_table(outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    """One row a method and range."""
    width = max(map(len, outcomes)) + 2
    heads = ("captured", "harmed", "worst", "held", "promised/true", "ms a call")
    print(f"{'':{width}}" + "".join(f"{head:>{len(head) + 3}}" for head in heads))
    for name, found in outcomes.items():
        gains = np.array([one.gain for one in found])
        promised = [(one.promised, one.gain) for one in found if one.promised is not None and one.moved]
        figures = (
            f"{gains.sum() / sum(one.possible for one in found):.0%}",
            f"{np.mean(gains < -NOTHING):.1%}",
            f"{gains.min():.1%}",
            f"{np.mean([not one.moved for one in found]):.0%}",
            f"{np.sum([p for p, _ in promised]) / np.sum([g for _, g in promised]):.2f}" if promised else "-",
            f"{1000 * np.median([one.seconds for one in found]):.1f}",
        )
        cells = (f"{figure:>{len(head) + 3}}" for head, figure in zip(heads, figures, strict=True))
        print(f"{name:{width}}" + "".join(cells))


def compare(worlds: Sequence[World], advisers: Mapping[str, Adviser]) -> None:
    """Print how each adviser does within each range."""
    outcomes = {
        f"{name}, {label}": [outcome(world, bounds, adviser(world, bounds)) for world in worlds]
        for name, adviser in advisers.items()
        for label, bounds in RANGES.items()
    }
    possible = {label: outcomes[f"{next(iter(advisers))}, {label}"] for label in RANGES}
    for label, found in possible.items():
        print(f"possible gain {label}: {np.mean([one.possible for one in found]):.1%} of media revenue")
    print_table(outcomes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=300, help="how many worlds (default: 300)")
    parser.add_argument("--purpose", choices=("check", "design"), default="check")
    parser.add_argument("--family", choices=("varied", "textbook"), default="varied")
    arguments = parser.parse_args()
    worlds = [draw_world(number, arguments.purpose, arguments.family) for number in range(arguments.worlds)]
    product = Product()
    advisers: dict[str, Adviser] = {
        "spendcast": product,
        "spendcast, mean plan": on_curves(product.curves),
        "least squares": on_curves(least_squares_curves),
    }
    print(f"{len(worlds)} {arguments.family} {arguments.purpose} worlds")
    compare(worlds, advisers)
    if cases := known_truth():
        print(f"\n{len(cases)} cases with known truth")
        compare(cases, advisers)
    for peer in PEERS:
        kept = answers(peer)
        told = {
            world.name: np.array(kept[key]["curves"])
            for world in worlds
            if (key := peer.key(as_case(world))) in kept
        }
        if told:
            print(f"\nOn the {len(told)} worlds that {peer.package} has answered")
            beside = advisers | {f"{peer.name}, mean plan": on_curves(_looked_up(told))}
            compare([world for world in worlds if world.name in told], beside)


if __name__ == "__main__":
    main()

"""The plan that is advised on a budget, or where the total is free, and whether to hold instead."""

from dataclasses import dataclass
from typing import Literal

from spendcast_mixmodel.allocate.ascent import ascend
from spendcast_mixmodel.allocate.frame import Frame
from spendcast_mixmodel.allocate.gain import LOSS_WEIGHT, Value, worth_moving
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.allocate.movable import Movable
from spendcast_mixmodel.allocate.surface import Surface
from spendcast_mixmodel.estimates import Array

CHOOSING = slice(None, None, 2)
"""Draws that a plan is chosen by: half of them find the same plan in half the time. All of them judge it."""

Reason = Literal[
    "worth_moving",
    "target_needs_move",
    "all_at_bounds",
    "nothing_to_move",
    "not_identifiable",
    "within_noise",
]
"""Why a plan is advised: it is likely enough to be better; nothing else reaches the target; all may be spent;
or today's split is kept: only one plan is allowed, the data cannot tell, or no move is likely enough
better."""

HOLDS = ("nothing_to_move", "not_identifiable", "within_noise")


@dataclass(frozen=True)
class Choice:
    """What is advised. Plans have shape (K,).

    Attributes:
        plan: To be followed.
        reference: What it was compared with: today's split, on the same budget.
        candidate: The plan of the highest utility, also where holding is advised.
        reason: Why.
    """

    plan: Array
    reference: Array
    candidate: Array
    reason: Reason

    @property
    def hold(self) -> bool:
        """Whether today's split is kept."""
        return self.reason in HOLDS


@dataclass(frozen=True)
class Chooser:
    """Chooses within a frame.

    Attributes:
        frame: What is given.
        kept_up: What plans bring.
        risk_aversion: Of the request.
    """

    frame: Frame
    kept_up: KeptUp
    risk_aversion: float

    def choose(self, value: Value, budget: float | None) -> Choice:
        """The best plan by `value` on a budget, or of any total."""
        reference = self.frame.split_as_today(budget)
        search = self.search(reference, budget)
        return self.judged(search.best(value), reference, budget, value)

    def search(self, reference: Array, budget: float | None) -> "Search":
        """A search for plans better than `reference`, which lies within the bounds and on the budget."""
        feasible = self.frame.feasible.with_budget(budget)
        movable = Movable.of(feasible, self.frame.n_known, reference, self.kept_up)
        return Search(movable, Surface.of(movable, CHOOSING), reference, self.risk_aversion * LOSS_WEIGHT)

    def judged(self, candidate: Array, reference: Array, budget: float | None, value: Value) -> Choice:
        """The candidate, or holding at the reference."""
        reason = self._reason(candidate, reference, budget, value)
        return Choice(candidate if reason == "worth_moving" else reference, reference, candidate, reason)

    def _reason(self, candidate: Array, reference: Array, budget: float | None, value: Value) -> Reason:
        feasible = self.frame.feasible.with_budget(budget)
        if not feasible.leaves_a_choice:
            return "nothing_to_move"
        movable = Movable.of(feasible, self.frame.n_known, reference, self.kept_up)
        if not movable.feasible.leaves_a_choice:
            return "not_identifiable"
        gain = value.draws(self.kept_up, candidate) - value.draws(self.kept_up, reference)
        return "worth_moving" if worth_moving(gain, self.risk_aversion) else "within_noise"


@dataclass(frozen=True)
class Search:
    """Looks for the plan of the highest utility against one reference.

    Attributes:
        movable: What may be moved.
        surface: What it brings, in the draws `CHOOSING`.
        reference: Shape (K,).
        loss_weight: By which large losses weigh more than gains.
    """

    movable: Movable
    surface: Surface
    reference: Array
    loss_weight: float

    def best(self, value: Value) -> Array:
        """The plan, shape (K,)."""
        if not self.movable.feasible.leaves_a_choice:
            return self.reference
        start = self.movable.units(self.reference)
        utility = value.utility(self.surface, start, value.margin * self._stake(start), self.loss_weight)
        return self.movable.channels(ascend(utility, start, self.movable.feasible))

    def _stake(self, start: Array) -> float:
        """What advertising is expected to bring at the start, or where that is nothing, at most."""
        now, most = (
            self.surface(units)[0].sum(axis=0).mean() for units in (start, self.movable.feasible.high)
        )
        return float(now if now > 0 else most if most > 0 else 1.0)

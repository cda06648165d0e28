"""The plan that is advised on a budget, or where the total is free, and whether to hold instead."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from spendcast_mixmodel.allocate.ascent import ascend
from spendcast_mixmodel.allocate.feasible import Feasible
from spendcast_mixmodel.allocate.frame import Frame
from spendcast_mixmodel.allocate.gain import LOSS_WEIGHT, Value, worth_moving
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.allocate.surface import Surface
from spendcast_mixmodel.estimates import Array

CHOOSING = slice(None, None, 2)
"""Draws that a plan is chosen by: half of them find the same plan in half the time. All of them judge it."""

LEAST_MOVE = 0.005
"""Share of a channel's spend: smaller changes are called none."""

Reason = Literal[
    "worth_moving",
    "within_noise",
    "none_better",
    "not_identifiable",
    "nothing_to_move",
    "target_better_split",
    "target_split_as_today",
    "target_needs_move",
    "all_at_bounds",
]
"""Why a plan is advised. On a budget, or for profit: it is likely enough to be better; or today's split is
kept, as no move is likely enough better, none is better at all, the data cannot tell, or only one plan is
allowed. For a target: the most spend that reaches it, better split than today or split as today; nothing but
another split reaches it; or all may be spent."""

KEEPS = ("within_noise", "none_better", "not_identifiable", "nothing_to_move")
"""Reasons for today's split, or the nearest to it that is allowed."""


@dataclass(frozen=True)
class Choice:
    """What is advised. Plans have shape (K,).

    Attributes:
        plan: To be followed.
        reference: What it was compared with: today's split, on the same budget.
        candidate: The plan of the highest utility, also where it is not advised.
        reason: Why.
    """

    plan: Array
    reference: Array
    candidate: Array
    reason: Reason


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

    def choose(self, value: Value) -> Choice:
        """The best plan by `value`, on the frame's budget or of any total."""
        if (fixed := self.without_choice()) is not None:
            return fixed
        reference, candidate = self.frame.reference, self.search().best(value)
        if is_no_move(candidate, reference):
            return Choice(reference, reference, candidate, "none_better")
        if self.is_better(candidate, reference, value):
            return Choice(candidate, reference, candidate, "worth_moving")
        return Choice(reference, reference, candidate, "within_noise")

    def without_choice(self) -> Choice | None:
        """The reference, where there is nothing to choose."""
        reference = self.frame.reference
        if not self.frame.feasible.leaves_a_choice:
            return Choice(reference, reference, reference, "nothing_to_move")
        if not self.frame.room.leaves_a_choice:
            return Choice(reference, reference, reference, "not_identifiable")
        return None

    def search(self) -> "Search":
        """A search for plans better than the reference."""
        room = self.frame.room
        surface = Surface.of(room, self.kept_up, CHOOSING)
        return Search(room, surface, self.frame.reference, self.risk_aversion * LOSS_WEIGHT)

    def is_better(self, candidate: Array, reference: Array, value: Value) -> bool:
        """Whether a plan is likely enough to be better than the reference."""
        gain = value.draws(self.kept_up, candidate) - value.draws(self.kept_up, reference)
        return worth_moving(gain, self.risk_aversion)


def is_no_move(plan: Array, reference: Array) -> bool:
    """Whether no channel changes by an amount worth speaking of."""
    return bool((np.abs(plan - reference) <= LEAST_MOVE * reference).all())


@dataclass(frozen=True)
class Search:
    """Looks for the plan of the highest utility against one reference.

    Attributes:
        room: What may be chosen.
        surface: What it brings.
        reference: Shape (K,).
        loss_weight: By which large losses weigh more than gains.
    """

    room: Feasible
    surface: Surface
    reference: Array
    loss_weight: float

    def best(self, value: Value, start: Array | None = None) -> Array:
        """The plan, shape (K,), looked for from `start`, by default from the reference."""
        utility = value.utility(self.surface, self.reference, value.margin * self.stake, self.loss_weight)
        return ascend(utility, self.reference if start is None else start, self.room)

    @cached_property
    def stake(self) -> float:
        """What advertising is expected to bring at the reference, or where that is nothing, at most."""
        now, most = (self.surface(plan)[0].sum(axis=0).mean() for plan in (self.reference, self.room.high))
        return float(now if now > 0 else most if most > 0 else 1.0)

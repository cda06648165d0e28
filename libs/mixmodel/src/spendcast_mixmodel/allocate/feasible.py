"""The plans that may be chosen: within bounds per channel and, where one is set, on a budget."""

import math
from dataclasses import dataclass, replace

import numpy as np

from spendcast_mixmodel.estimates import Array

FINENESS = 1e-5
"""Of a plan's total: to this it is rounded where cents are coarser, as of totals told in millions."""


def decimals(total: float) -> int:
    """To how many decimals the amounts of a plan are rounded: cents or, where they are coarse, finer."""
    return max(2, math.ceil(-math.log10(FINENESS * total))) if total > 0 else 2


@dataclass(frozen=True)
class Feasible:
    """Plans x of K channels with low <= x <= high and, unless `budget` is None, sum of x = budget.

    Attributes:
        low: Shape (K,), in spend's currency.
        high: Shape (K,).
        budget: Between the sum of `low` and the sum of `high`, or None.
        scale: What one step of each channel is worth, shape (K,), above zero: distance is measured in it.
    """

    low: Array
    high: Array
    budget: float | None
    scale: Array

    def project(self, plan: Array) -> Array:
        """The nearest plan that may be chosen, shape (K,).

        The minimum of sum over channels of ((x - plan) / scale)^2 is x = clip(plan - price x scale^2) for the
        price at which the budget is met; the total falls piecewise linearly in the price, so the price is
        found exactly between two of its 2 K bends (Held, Wolfe and Crowder 1974, for the simplex).
        """
        if self.budget is None:
            return plan.clip(self.low, self.high)
        weight = self.scale**2
        bends = np.sort(np.concatenate([(plan - self.low) / weight, (plan - self.high) / weight]))
        totals = (plan - bends[:, None] * weight).clip(self.low, self.high).sum(axis=1)
        after = int(np.searchsorted(-totals, -self.budget).clip(1, len(bends) - 1))
        left, right = totals[after - 1], totals[after]
        share = (left - self.budget) / (left - right) if left > right else 0.0
        price = bends[after - 1] + min(max(share, 0.0), 1.0) * (bends[after] - bends[after - 1])
        nearest: Array = (plan - price * weight).clip(self.low, self.high)
        return nearest

    def rounded(self, plan: Array) -> Array:
        """A feasible plan in `decimals`, but where a bound has more; the budget is met exactly."""
        rounded = plan.round(decimals(float(plan.sum()))).clip(self.low, self.high)
        if self.budget is None:
            return rounded
        for k in np.argsort(self.low - self.high, kind="stable"):
            rest = self.budget - rounded.sum()
            rounded[k] = min(max(rounded[k] + rest, self.low[k]), self.high[k])
        return rounded

    def with_budget(self, budget: float | None) -> "Feasible":
        """The same bounds on another budget."""
        return replace(self, budget=budget)

    @property
    def leaves_a_choice(self) -> bool:
        """Whether there is more than one such plan."""
        movable = int((self.high > self.low).sum())
        return movable > (0 if self.budget is None else 1)

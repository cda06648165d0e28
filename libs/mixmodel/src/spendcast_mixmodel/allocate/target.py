"""The largest plan that still returns a target."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from spendcast_mixmodel.allocate.choice import Choice, Chooser, Search
from spendcast_mixmodel.allocate.gain import Value
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.plans import PlanError

HALVINGS = 24
"""Of a range of prices or shares: to a ten-millionth of it."""

RETURN_STEPS = 10
"""They converge faster than linearly."""

MOST_SCALING = 10.0
"""How far today's split is scaled up, where the bounds allow it."""


@dataclass(frozen=True)
class TargetSearch:
    """Looks for the most spend whose expected incremental revenue per unit of spend is at least `need`.

    max R(x) subject to R(x) >= need x S(x) has the multiplier form max R(x) - price x S(x) with a price
    from 0 to `need`: spend falls and the return rises in the price, so the price is found by bisection.

    Attributes:
        chooser: Judges what is found.
        search: Finds the best plan at a price.
        need: 1 + target ROI.
    """

    chooser: Chooser
    search: Search
    need: float

    @classmethod
    def of(cls, chooser: Chooser, need: float) -> "TargetSearch":
        """A search from today's spend."""
        return cls(chooser, chooser.search(chooser.frame.split_as_today(None), None), need)

    def choose(self) -> Choice:
        """The plan.

        Raises:
            PlanError: No plan within the bounds returns so much, or the data tell nothing of any channel.
        """
        if self.chooser.frame.n_known == 0:
            raise PlanError(
                "No target ROI can be aimed at: the data cannot tell what any channel brings. Give a budget, "
                "or vary one channel alone for some periods and train again.",
                "/target_roi",
                self.chooser.frame.names,
            )
        optimal = self._largest(self._best)
        as_today = self._largest(self._scaled)
        if optimal is None and as_today is None:
            raise self._unreachable()
        if optimal is None or (as_today is not None and as_today.sum() > optimal.sum()):
            assert as_today is not None  # noqa: S101 - not both are None
            return Choice(as_today, as_today, as_today, "within_noise")
        if (optimal == self.chooser.frame.feasible.high).all():
            return Choice(optimal, self.search.reference, optimal, "all_at_bounds")
        budget = float(optimal.sum())
        reference = self.chooser.frame.split_as_today(budget)
        choice = self.chooser.judged(optimal, reference, budget, Value(margin=1.0, price=0.0))
        if not choice.hold:
            return choice
        if as_today is None:
            return Choice(optimal, reference, optimal, "target_needs_move")
        return replace(choice, plan=as_today, reference=as_today)

    def _best(self, price: float) -> Array:
        return self.search.best(Value(margin=1.0, price=price))

    def _scaled(self, price: float) -> Array:
        """Today's split, the smaller the higher the price."""
        today = self.search.reference
        feasible = self.chooser.frame.feasible.with_budget(None)
        highest = np.divide(feasible.high, today, out=np.ones_like(today), where=today > 0).max()
        return feasible.project(today * min(float(highest), MOST_SCALING) * (1 - price / self.need))

    def _returns(self, plan: Array) -> float:
        """Expected incremental revenue per unit of spend."""
        total = float(plan.sum())
        return float(self.chooser.kept_up(plan)[0].sum(axis=0).mean()) / total if total > 0 else 0.0

    def _largest(self, plan_at: Callable[[float], Array]) -> Array | None:
        """The largest plan of a family that returns `need`; its spend falls in the price from 0 to `need`."""
        large, small = plan_at(0.0), plan_at(self.need)
        if self._returns(large) >= self.need:
            return large
        if self._returns(small) < self.need:
            return None
        low, high = 0.0, self.need
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            plan = plan_at(middle)
            if self._returns(plan) >= self.need:
                high, small = middle, plan
            else:
                low, large = middle, plan
        return self._filled(small, large)

    def _filled(self, small: Array, large: Array) -> Array:
        """The largest plan between one that returns enough and one that does not.

        They are the two ends of a jump, where the response is straight, and all but equal where it bends.
        """
        met, missed = 0.0, 1.0
        for _ in range(HALVINGS):
            share = (met + missed) / 2
            if self._returns(small + share * (large - small)) >= self.need:
                met = share
            else:
                missed = share
        return small + met * (large - small)

    def _most_returning(self) -> Array:
        """The plan of the highest return: that of max R - price x S at a price equal to its own return.

        Dinkelbach (1967): the return of the best plan at a price is a better price.
        """
        plan = self.search.reference
        for _ in range(RETURN_STEPS):
            better = self._best(self._returns(plan))
            if self._returns(better) <= self._returns(plan):
                break
            plan = better
        return plan

    def _unreachable(self) -> PlanError:
        best = self._most_returning()
        return PlanError(
            f"No plan within the bounds reaches an expected ROI of {self.need - 1:.2f}; the best found has "
            f"{self._returns(best) - 1:.2f}, at a spend of {best.sum():,.0f}. "
            "Lower the target, or the lower bounds.",
            "/target_roi",
            self.chooser.frame.names,
        )

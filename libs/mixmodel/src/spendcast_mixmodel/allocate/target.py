"""The largest plan that still returns a target."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from spendcast_mixmodel.allocate.choice import Choice, Chooser, Search, is_no_move
from spendcast_mixmodel.allocate.gain import Value
from spendcast_mixmodel.allocate.surface import Surface
from spendcast_mixmodel.estimates import EVERY, Array
from spendcast_mixmodel.numbers import money, roi
from spendcast_mixmodel.plans import PlanError

CLOSE = 0.1
"""Of the spend of two plans that are optimal at two prices: so near to one another, what lies between is
optimal to the second order of this."""

PRICES = 12
"""Tried at most: the plan jumps at one price where responses are straight."""

NOT_AT_END = 0.2
"""Part of a range of prices that a step leaves at least, so that the range shrinks from both ends."""

FINE = 1e-5
"""Relative: how near the largest plan of a family is found."""

RETURN_STEPS = 10
"""They converge faster than linearly."""

MOST_SCALING = 10.0
"""How far today's split is scaled up, where the bounds allow it."""

TRIED = 9
"""Scalings of today's split to try: where some channels keep today's spend, more of the others may help, or
less."""

REVENUE = Value(margin=1.0, price=0.0)


@dataclass(frozen=True)
class TargetSearch:
    """Looks for the most spend whose expected incremental revenue per unit of spend is at least `need`.

    max R(x) subject to R(x) >= need x S(x) has the multiplier form max R(x) - price x S(x) with a price
    from 0 to `need`: spend falls and the return rises in the price, so the price is found by false position.
    Channels of which the data cannot tell keep today's spend, and what they bring counts.

    Attributes:
        chooser: Judges what is found.
        need: 1 + target ROI.
    """

    chooser: Chooser
    need: float

    def choose(self) -> Choice:
        """The plan.

        Raises:
            PlanError: No plan within the bounds returns so much, or the data tell nothing of any channel.
        """
        frame = self.chooser.frame
        if frame.n_known == 0:
            raise PlanError(
                "No target ROI can be aimed at: the data cannot tell what any channel brings. Give a "
                "budget; what would tell is said of each channel in the report.",
                "/target_roi",
                frame.names,
            )
        if (fixed := self.chooser.without_choice()) is not None:
            if self._surplus(fixed.plan) < 0:
                raise self._unreachable(fixed.plan)
            return fixed
        if self._surplus(frame.room.high) >= 0:
            return Choice(frame.room.high, frame.reference, frame.room.high, "all_at_bounds")
        return self._judged(self._split_better(), self._as_today())

    def _judged(self, plan: Array, as_today: Array | None) -> Choice:
        """The plan, or today's split at the most that reaches the target."""
        reference = self._split_as_today(float(plan.sum()))
        if as_today is None:
            return Choice(plan, reference, plan, "target_needs_move")
        if (
            plan.sum() > as_today.sum()
            and not is_no_move(plan, reference)
            and self.chooser.is_better(plan, reference, REVENUE)
        ):
            return Choice(plan, reference, plan, "target_better_split")
        return Choice(as_today, as_today, plan, "target_split_as_today")

    def _split_better(self) -> Array:
        """The largest plan that returns `need`, with thought of risk if such a plan does, else without."""
        careful = self.chooser.search()
        if (plan := self._best(careful)) is not None:
            return plan
        everything = Surface.of(careful.room, self.chooser.kept_up, EVERY)
        plain = replace(careful, surface=everything, loss_weight=0.0)
        if (plan := self._best(plain)) is not None:
            return plan
        raise self._unreachable(self._most_returning(plain))

    def _best(self, search: Search) -> Array | None:
        """The largest plan that returns `need` among those that are best at a price."""
        low, high = 0.0, self.need
        large, small = search.best(Value(1.0, low), search.room.high), search.best(Value(1.0, high))
        under, over = self._surplus(large), self._surplus(small)
        if over < 0:
            return None
        for _ in range(PRICES):
            if under >= 0 or large.sum() - small.sum() <= CLOSE * large.sum():
                break
            price = low + (high - low) * min(max(under / (under - over), NOT_AT_END), 1 - NOT_AT_END)
            plan = search.best(Value(1.0, price), (small + large) / 2)
            if (surplus := self._surplus(plan)) >= 0:
                high, small, over = price, plan, surplus
            else:
                low, large, under = price, plan, surplus
        met, missed = small, large
        return self._largest(lambda share: met + share * (missed - met), 0.0, 1.0)

    def _as_today(self) -> Array | None:
        """The largest plan with today's split that returns `need`, None if none of some returns it."""
        today, high = self.chooser.frame.current, self.chooser.frame.room.high
        factors = np.divide(high, today, out=np.ones_like(today), where=today > 0)
        most = min(float(factors.max()), MOST_SCALING)
        factors = np.append(min(most, 1.0), np.linspace(0.0, most, TRIED)[:-1])
        return next(
            (
                self._largest(self._scaled, float(factor), most)
                for factor in factors
                if self._surplus(self._scaled(float(factor))) >= 0
            ),
            None,
        )

    def _scaled(self, factor: float) -> Array:
        """Today's spend times a factor, but for channels of which the data cannot tell."""
        frame = self.chooser.frame
        return frame.room.project(frame.current * factor)

    def _split_as_today(self, total: float) -> Array:
        """Today's split, known channels scaled to meet a total."""
        frame = self.chooser.frame
        known = float(frame.current[: frame.n_known].sum())
        rest = total - float(frame.reference[frame.n_known :].sum())
        factor = rest / known if known > 0 else 1.0
        return frame.room.with_budget(total).project(frame.current * factor)

    def _largest(self, plan_at: Callable[[float], Array], least: float, most: float) -> Array | None:
        """The largest plan that returns `need`, of a family that grows; None if that of `least` does not.

        Where revenue is `need` x spend is found by false position; an end that stays twice counts half (the
        Illinois rule, Dowell and Jarratt 1971).
        """
        met, missed = least, most
        over, under = self._surplus(plan_at(met)), self._surplus(plan_at(missed))
        if under >= 0:
            return plan_at(missed)
        if over < 0:
            return None
        stayed = 0
        while missed - met > FINE * most:
            middle = met + (missed - met) * min(max(over / (over - under), FINE), 1 - FINE)
            plan = plan_at(middle)
            surplus = self._surplus(plan)
            if 0 <= surplus <= FINE * self.need * plan.sum():
                return plan
            if surplus >= 0:
                met, over, under = middle, surplus, under / 2 if stayed > 0 else under
                stayed = 1
            else:
                missed, under, over = middle, surplus, over / 2 if stayed < 0 else over
                stayed = -1
        return plan_at(met)

    def _surplus(self, plan: Array) -> float:
        """Expected incremental revenue beyond `need` x spend."""
        return float(self.chooser.kept_up(plan)[0].sum(axis=0).mean()) - self.need * float(plan.sum())

    def _returns(self, plan: Array) -> float:
        """Expected incremental revenue per unit of spend."""
        total = float(plan.sum())
        return self._surplus(plan) / total + self.need if total > 0 else 0.0

    def _most_returning(self, search: Search) -> Array:
        """The plan of the highest return: that of max R - price x S at a price equal to its own return.

        Dinkelbach (1967): the return of the best plan at a price is a better price.
        """
        plan = search.reference
        for _ in range(RETURN_STEPS):
            better = search.best(Value(1.0, self._returns(plan)))
            if self._returns(better) <= self._returns(plan):
                break
            plan = better
        return plan

    def _unreachable(self, best: Array) -> PlanError:
        return PlanError(
            f"No plan within the bounds reaches an expected ROI of {roi(self.need - 1)}; the best found has "
            f"{roi(self._returns(best) - 1)}, at a spend of {money(float(best.sum()))}. "
            "Lower the target, or the lower bounds.",
            "/target_roi",
            self.chooser.frame.names,
        )

"""What advice may move: each channel by itself, but those of which nothing is known together."""

from dataclasses import dataclass

import numpy as np

from spendcast_mixmodel.allocate.feasible import Feasible
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.estimates import Array


@dataclass(frozen=True)
class Movable:
    """U units of money: the M channels that are known, then one for all others together, if there are others.

    Where the data cannot tell channels apart, any move between them would come from the prior. So they keep
    their split, and as a whole give or take what known channels take or give.

    Attributes:
        feasible: Of units, U = M or M + 1.
        split: Share of the last unit that each unknown channel has, shape (K - M,), adding up to 1.
        kept_up: What plans of channels bring.
    """

    feasible: Feasible
    split: Array
    kept_up: KeptUp

    @classmethod
    def of(cls, feasible: Feasible, n_known: int, reference: Array, kept_up: KeptUp) -> "Movable":
        """Units of a frame whose first `n_known` channels are known, at the split of `reference`.

        The unit of the unknown is fixed where it has no counterpart: nothing known can move, or the total is
        free, so that only the prior would say whether they pay.
        """
        if n_known == len(reference):
            return cls(feasible, np.ones(0), kept_up)
        unknown = reference[n_known:]
        total = float(unknown.sum())
        low, high = feasible.low[:n_known], feasible.high[:n_known]
        fixed = feasible.budget is None or total <= 0 or not (high > low).any()
        least, most = (1.0, 1.0) if fixed else _stretch(feasible, n_known, unknown)
        units = Feasible(
            low=np.append(low, least * total),
            high=np.append(high, most * total),
            budget=feasible.budget,
            scale=np.append(feasible.scale[:n_known], max(total, float(feasible.scale[n_known:].sum()))),
        )
        split = unknown / total if total > 0 else np.full(len(unknown), 1 / len(unknown))
        return cls(units, split, kept_up)

    def units(self, plan: Array) -> Array:
        """From spend by channel, shape (K,), to spend by unit, shape (U,)."""
        n_known = len(plan) - len(self.split)
        return plan if n_known == len(plan) else np.append(plan[:n_known], plan[n_known:].sum())

    def channels(self, units: Array) -> Array:
        """From spend by unit, shape (..., U), to spend by channel, shape (..., K)."""
        if not len(self.split):
            return units
        return np.concatenate([units[..., :-1], units[..., -1:] * self.split], axis=-1)

    def of_many(self, units: Array) -> tuple[Array, Array]:
        """Incremental revenue of units, shape (P, U), and its derivative by spend, both (P, U, D)."""
        revenue, slope = self.kept_up.of_many(self.channels(units))
        if not len(self.split):
            return revenue, slope
        n_known = units.shape[1] - 1
        joint_revenue = revenue[:, n_known:].sum(axis=1, keepdims=True)
        joint_slope = (slope[:, n_known:] * self.split[:, None]).sum(axis=1, keepdims=True)
        return (
            np.concatenate([revenue[:, :n_known], joint_revenue], axis=1),
            np.concatenate([slope[:, :n_known], joint_slope], axis=1),
        )


def _stretch(feasible: Feasible, n_known: int, unknown: Array) -> tuple[float, float]:
    """Least and most by which the unknown channels may be multiplied together; 1 lies between."""
    spent = unknown > 0
    least = float((feasible.low[n_known:][spent] / unknown[spent]).max())
    most = float((feasible.high[n_known:][spent] / unknown[spent]).min())
    return min(least, 1.0), max(most, 1.0)

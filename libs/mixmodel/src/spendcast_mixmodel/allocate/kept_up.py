"""What plans bring over the horizon if they are kept up, in the frame's order of channels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.estimates import EVERY, Array
from spendcast_mixmodel.response import Response


@dataclass(frozen=True)
class KeptUp:
    """Incremental revenue of plans whose channels are ordered otherwise than the model's.

    Attributes:
        response: Of the model.
        order: Position in the model of each channel of a plan, shape (K,).
        days: Of the horizon.
    """

    response: Response
    order: NDArray[np.intp]
    days: float

    def of_many(self, plans: Array, draws: slice = EVERY) -> tuple[Array, Array]:
        """Incremental revenue of plans, shape (P, K), and its derivative by spend, both (P, K, D)."""
        spend = np.empty_like(plans)
        spend[:, self.order] = plans
        revenue, slope = self.response.incremental(spend, np.full(len(plans), self.days), draws)
        return revenue[:, self.order], np.broadcast_to(slope, revenue.shape)[:, self.order]

    def __call__(self, plan: Array) -> tuple[Array, Array]:
        """The same of one plan, shape (K,): both of shape (K, D)."""
        revenue, slope = self.of_many(plan[None])
        return revenue[0], slope[0]

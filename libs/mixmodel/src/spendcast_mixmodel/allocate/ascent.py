"""Maximising a concave function over the plans that may be chosen."""

from collections.abc import Callable

import numpy as np

from spendcast_mixmodel.allocate.feasible import Feasible
from spendcast_mixmodel.estimates import Array

Objective = Callable[[Array], tuple[float, Array]]
"""From a plan, shape (K,), to a value and its gradient, shape (K,)."""

MOST_STEPS = 60
MEMORY = 6
"""Values that a step may fall behind: a strict rise at each step would force short ones."""

SUFFICIENT = 1e-4
SHRINK = 0.4
LEAST_SHRINK = 0.02
PRECISION = 1e-3
"""In units of `Feasible.scale`: a thousandth of a channel's spend changes less than any data tell."""


def ascend(objective: Objective, start: Array, feasible: Feasible) -> Array:
    """The plan with the highest value met, shape (K,), by the spectral projected gradient.

    Birgin, Martinez and Raydan (2000): steps along the projected gradient, as long as the last step's
    curvature suggests (Barzilai and Borwein), accepted when they beat the least of the last few values
    (Grippo, Lampariello and Lucidi).

    Args:
        objective: Concave, or nearly so.
        start: Any plan, shape (K,).
        feasible: Its scale is that of the steps.
    """
    scale = feasible.scale
    plan = feasible.project(start)
    value, gradient = objective(plan)
    best, best_value, recent = plan, value, [value]
    length = 0.3 / max(float(np.abs(gradient * scale).max()), 1e-300)
    for _ in range(MOST_STEPS):
        step = feasible.project(plan + length * gradient * scale**2) - plan
        if np.abs(step / scale).max() < PRECISION:
            break
        slope, share = float(gradient @ step), 1.0
        floor = min(recent[-MEMORY:])
        while True:
            reached = plan + share * step
            reached_value, reached_gradient = objective(reached)
            if reached_value >= floor + SUFFICIENT * share * slope or share < LEAST_SHRINK:
                break
            share *= SHRINK
        moved = (reached - plan) / scale
        curvature = -float(moved @ ((reached_gradient - gradient) * scale))
        length = float(moved @ moved) / curvature if curvature > 0 else 10 * length
        plan, value, gradient = reached, reached_value, reached_gradient
        recent.append(value)
        if value > best_value:
            best, best_value = plan, value
    return best

"""What spend does over time and in amount: carry-over and saturation, by numpy alone.

Fitting and prediction use these same functions. All of them broadcast.
"""

import numpy as np

from spendcast_mixmodel.estimates import Array

LINEAR_BELOW = 0.01
"""Part of the half-saturation below which a curve is the straight line to the origin. A Hill curve with a
slope below 1 rises infinitely steeply from zero, which no campaign does."""


def retention(half_life: Array, period_days: float) -> Array:
    """Share of an evenly spent period's effect that falls into later periods.

    Effect fades by half every `half_life` days. Spend of day i of a period of L days acts on day j >= i with
    weight (1 - d) d^(j - i), where d = 2^(-1 / half_life). The part that falls beyond day L is, on average
    over i, d (1 - d^L) / (L (1 - d)). So what carries over a week hardly carries over a month.

    Args:
        half_life: Days, positive, any shape.
        period_days: Days in a period, L.

    Returns:
        Shares in (0, 1), of the shape of `half_life`.
    """
    return coming_later(2.0 ** (-1.0 / np.asarray(half_life, dtype=np.float64)), period_days)


def coming_later(share: Array, steps: float) -> Array:
    """Part of the effect of spend spread evenly over some steps that falls beyond them.

    Args:
        share: What is carried over from a step to the next, in (0, 1), any shape.
        steps: How many.
    """
    later: Array = share * (1 - share**steps) / (steps * (1 - share))
    return later


def half_life_of(share: Array, period_days: float) -> Array:
    """Half-life in days of which this is the `retention`; read off a table, to about a thousandth."""
    half_life = np.geomspace(1e-2, 1e4, 4000)
    found: Array = np.exp(np.interp(share, retention(half_life, period_days), np.log(half_life)))
    return found


def carry_over(spend: Array, share: Array, before: Array | float = 0.0) -> Array:
    """Geometric adstock whose weights sum to 1: a_t = (1 - share) x_t + share a_{t-1}.

    Args:
        spend: Spend per day in T consecutive periods, shape (T, ...).
        share: What is carried over to the next period, in [0, 1), broadcastable to (...).
        before: a of the period before the first, broadcastable to (...).

    Returns:
        Shape (T, ...), in the unit of `spend`.
    """
    shape = np.broadcast_shapes(spend.shape[1:], np.shape(share), np.shape(before))
    carried = np.empty((len(spend), *shape))
    state: Array = np.broadcast_to(np.asarray(before, dtype=np.float64), shape)
    for t, amount in enumerate(spend):
        state = (1 - share) * amount + share * state
        carried[t] = state
    return carried


def hill(amount: Array, half: Array, slope: Array) -> Array:
    """Saturation: a^s / (a^s + h^s), 0 at nothing, 1/2 at `half`, below 1; linear below 1 % of `half`.

    Args:
        amount: Carried spend per day, not negative.
        half: Half-saturation, positive, in the unit of `amount`.
        slope: Exponent s, positive.
    """
    relative = amount / half
    power = np.exp(slope * np.log(np.maximum(relative, LINEAR_BELOW)))
    value: Array = power / (1 + power) * np.minimum(relative / LINEAR_BELOW, 1.0)
    return value


def hill_derivative(amount: Array, half: Array, slope: Array) -> Array:
    """Derivative of `hill` by `amount`, of the shape that the arguments broadcast to."""
    relative = np.maximum(amount / half, LINEAR_BELOW)
    power = np.exp(slope * np.log(relative))
    value = power / (1 + power)
    linear = value / (LINEAR_BELOW * half)
    curved = slope * value / (1 + power) / (relative * half)
    derivative: Array = np.where(amount < LINEAR_BELOW * half, linear, curved)
    return derivative

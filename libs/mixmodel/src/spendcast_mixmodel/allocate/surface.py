"""Incremental revenue between tabulated amounts of spend, so that no step of a search asks the model."""

from dataclasses import dataclass

import numpy as np

from spendcast_mixmodel.allocate.feasible import Feasible
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.estimates import Array

NODES = 25
"""Amounts tabulated per channel. With exact derivatives at each, what lies between is hardly off, and
the plan that is found is judged by the model itself."""


@dataclass(frozen=True)
class Surface:
    """Piecewise cubic curves of K channels in D draws, exact in value and slope at G amounts.

    Attributes:
        low: First amount, shape (K,).
        width: Distance between two amounts, shape (K,), above zero.
        cubic: Coefficients by the power of the position within a cell, shape (K, G - 1, 4, D).
    """

    low: Array
    width: Array
    cubic: Array

    @classmethod
    def of(cls, feasible: Feasible, kept_up: KeptUp, draws: slice) -> "Surface":
        """Tabulate between the bounds, for some of the draws."""
        span = feasible.high - feasible.low
        amounts = feasible.low + span * np.linspace(0, 1, NODES)[:, None]
        values, slopes = kept_up.of_many(amounts, draws)
        value = np.ascontiguousarray(values.swapaxes(0, 1))
        width = np.where(span > 0, span / (NODES - 1), 1.0)
        rise = slopes.swapaxes(0, 1) * width[:, None, None]
        cubic = np.empty((len(span), NODES - 1, 4, value.shape[-1]))
        step = np.diff(value, axis=1)
        cubic[:, :, 0], cubic[:, :, 1] = value[:, :-1], rise[:, :-1]
        cubic[:, :, 2] = 3 * step - 2 * rise[:, :-1] - rise[:, 1:]
        cubic[:, :, 3] = rise[:, :-1] + rise[:, 1:] - 2 * step
        return cls(feasible.low, width, cubic)

    def __call__(self, plan: Array) -> tuple[Array, Array]:
        """Incremental revenue and its derivative by spend, both of shape (K, D), within the bounds."""
        position = (plan - self.low) / self.width
        cell = position.astype(np.intp).clip(0, NODES - 2)
        t = position - cell
        one, none = np.ones_like(t), np.zeros_like(t)
        powers = np.stack([one, t, t * t, t**3, none, one, 2 * t, 3 * t * t], axis=1).reshape(-1, 2, 4)
        powers[:, 1] /= self.width[:, None]
        both = np.einsum("kpc,kcd->kpd", powers, self.cubic[np.arange(len(plan)), cell])
        return both[:, 0], both[:, 1]

"""Least squares with weights that are not negative."""

import numpy as np
from numpy.typing import NDArray

_TINY = 1e-9
"""Relative to what is explained: what is smaller is an error of rounding."""


def weights_of(parts: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """The w >= 0 that minimise |parts w - whole|.

    By Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23. Of many w that explain the whole
    it finds one with few weights above zero, so that there may be more parts than equations.

    Args:
        parts: shape (n, k).
        whole: shape (n,).

    Returns:
        w, shape (k,); 0 for parts that are nothing but zeros.
    """
    sizes = np.sqrt((parts**2).sum(axis=0))
    unit = parts / np.where(sizes > 0, sizes, 1.0)
    weights = np.zeros(len(sizes))
    used = np.zeros(len(sizes), bool)
    enough = _TINY * np.sqrt((whole**2).sum())
    for _ in range(2 * len(sizes)):
        pull = np.where(used, -np.inf, unit.T @ (whole - unit @ weights))
        if pull.max(initial=-np.inf) <= enough or used.sum() >= len(whole):
            break
        used[pull.argmax()] = True
        weights = _solved(unit, whole, used, weights)
    solved: NDArray[np.float64] = weights / np.where(sizes > 0, sizes, 1.0)
    return solved


def _solved(
    unit: NDArray[np.float64],
    whole: NDArray[np.float64],
    used: NDArray[np.bool_],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The weights of the parts in use; those that would be negative are taken out of use."""
    while True:
        solution = np.zeros(len(used))
        solution[used] = np.linalg.lstsq(unit[:, used], whole)[0]
        below = np.flatnonzero(used & (solution <= 0))
        if not len(below):
            return solution
        falls = weights[below] / np.maximum(weights[below] - solution[below], np.finfo(float).tiny)
        weights = weights + falls.min() * (solution - weights)
        used &= weights > _TINY * weights.max()
        used[below[falls.argmin()]] = False

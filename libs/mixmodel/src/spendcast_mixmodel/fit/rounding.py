"""Rounding of what a fit learns.

The last bits of linear algebra differ between processors; equal inputs are to give equal files all the same.
"""

import numpy as np

from spendcast_mixmodel.estimates import Array

POINT_DIGITS = 12
"""Significant digits of point estimates: far beyond what data can tell, far above the noise of arithmetic."""

DRAW_DIGITS = 8
"""Significant digits of draws: enough for any interval, at half the size in `model.json`."""


def rounded(value: float, digits: int = POINT_DIGITS) -> float:
    """The value with so many significant digits."""
    return float(f"{value:.{digits}g}")


def rounded_array(values: Array, digits: int = POINT_DIGITS) -> Array:
    """The values, of any shape, with so many significant digits."""
    return np.array([rounded(value, digits) for value in values.flat]).reshape(values.shape)

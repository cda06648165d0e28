"""When the periods of a fit were, and how long: what every estimator asks of an index and of `days`."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.estimates import Array

DAYS_OF_A_MONTH = 30.4375


def checked_days(days: ArrayLike | None, n_periods: int) -> Array:
    """Days in each period, shape (n_periods,), 1 where not given.

    Raises:
        ValueError: Not one positive number a period.
    """
    if days is None:
        return np.ones(n_periods)
    length = np.asarray(days, dtype=np.float64)
    if length.shape != (n_periods,) or not (np.isfinite(length) & (length > 0)).all():
        raise ValueError(f"days must be {n_periods} positive numbers, one a period; got {days!r}.")
    return length


def calendar_of(index: Any, days: Array) -> Calendar:
    """The periods whose first days an index holds; undated if it holds no dates."""
    if not isinstance(index, pd.DatetimeIndex):
        return Calendar.undated(days)
    start = np.array([date.toordinal() for date in index], dtype=np.float64)
    return Calendar(start, days)


def period_days(calendar: Calendar) -> float:
    """Days in a usual period: a month counts as a twelfth of a year."""
    return DAYS_OF_A_MONTH if is_month(calendar) else float(calendar.days.mean())


def is_month(calendar: Calendar) -> bool:
    """Whether the periods are months, as far as their lengths tell."""
    return 28 <= float(calendar.days.mean()) <= 31

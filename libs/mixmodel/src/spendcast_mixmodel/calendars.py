"""Periods as arrays, for what is computed over many of them at once; numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.periods import Period


@dataclass(frozen=True)
class Calendar:
    """When P periods begin and how long they are.

    Attributes:
        start: First days as proleptic ordinals (`date.toordinal`), shape (P,); NaN where periods bear no
            dates.
        days: Days in each period, shape (P,).
    """

    start: Array
    days: Array

    @classmethod
    def of(cls, periods: Sequence[Period]) -> "Calendar":
        """The calendar of these periods."""
        start = np.array([period.start.toordinal() for period in periods], dtype=np.float64)
        return cls(start, np.array([period.days for period in periods], dtype=np.float64))

    @classmethod
    def undated(cls, days: Array) -> "Calendar":
        """Periods of so many days, shape (P,), that bear no dates."""
        return cls(np.full(len(days), np.nan), days)

    @property
    def dated(self) -> bool:
        """Whether the periods bear dates."""
        return bool(np.isfinite(self.start).all())

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True)
class Past:
    """What training saw of spend: n consecutive periods, the last trained one at the end.

    Attributes:
        calendar: The periods.
        spend: Per day, shape (n, K).
    """

    calendar: Calendar
    spend: Array

    @property
    def total(self) -> Array:
        """Spend over all periods, shape (K,)."""
        total: Array = (self.spend * self.calendar.days[:, None]).sum(axis=0)
        return total

    def before(self, start: float) -> "Past":
        """The periods that begin before the day `start`; all where there are no dates."""
        if not self.calendar.dated:
            return self
        rows = self.calendar.start < start
        return Past(Calendar(self.calendar.start[rows], self.calendar.days[rows]), self.spend[rows])

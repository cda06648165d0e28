"""Periods of a panel: calendar months and weeks."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["month", "week"]

_MIDDLE = 3
"""Days from a week's first day to its fourth, which lies in the ISO week that holds most of its days."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True)
class Period:
    """One month or week.

    Attributes:
        label: `2026-01` for a month, `2026-W05` for a week.
        start: First day.
        days: Number of days.
        grain: `month` or `week`.
    """

    label: str
    start: date
    days: int
    grain: Grain

    @classmethod
    def parse(cls, label: str, first_weekday: int = 0) -> "Period":
        """Read a label.

        Args:
            label: `YYYY-MM` or `YYYY-Www`.
            first_weekday: Day on which weeks begin, Monday = 0. A week bears the name of the ISO week that
                holds most of its days.

        Raises:
            ValueError: The label is no month and no week.
        """
        try:
            if month := _MONTH.fullmatch(label):
                return cls.of_month(int(month[1]), int(month[2]))
            if week := _WEEK.fullmatch(label):
                monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
                offset = first_weekday if first_weekday <= _MIDDLE else first_weekday - 7
                return cls.of_week(monday + timedelta(days=offset))
        except ValueError as error:
            raise ValueError(f"{label!r} is no period: {error}.") from error
        raise ValueError(f"{label!r} is no period: write a month as 2026-01 or a week as 2026-W05.")

    @classmethod
    def of_month(cls, year: int, month: int) -> "Period":
        """The calendar month `month` (1 to 12) of `year`."""
        start = date(year, month, 1)
        return cls(f"{year:04}-{month:02}", start, calendar.monthrange(year, month)[1], "month")

    @classmethod
    def of_week(cls, start: date) -> "Period":
        """The seven days from `start`."""
        year, week, _ = (start + timedelta(days=_MIDDLE)).isocalendar()
        return cls(f"{year:04}-W{week:02}", start, 7, "week")

    def next(self) -> "Period":
        """The month or week after this one."""
        if self.grain == "week":
            return self.of_week(self.start + timedelta(days=7))
        return self.of_month(self.start.year + self.start.month // 12, self.start.month % 12 + 1)

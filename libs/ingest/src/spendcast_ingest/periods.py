"""Days, weeks and months: which of them dates stand for, and the calendar that a panel follows."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.catalogue import Value
from spendcast_ingest.findings import Finding, Refused, few

Grain = Literal["day", "week", "month"]
PanelGrain = Literal["week", "month"]

NAMED = 6
"""How many periods a message names before it counts the others."""

_ORDER: tuple[Grain, ...] = ("day", "week", "month")
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_DAY = np.timedelta64(1, "D")


_UNEVEN = 0.05
"""The share of dates, but for two, up to which weeks may begin on another weekday than usual: some are cut at
the ends of a report or of a year. Weeks that are cut at the end of each month are more, and read as days."""

_WEEKS = 8
"""Weeks from which some may begin on another weekday."""


def grain_of(days: NDArray[np.datetime64]) -> Grain:
    """What the dates of a file stand for.

    Months, if all are first days or all are last days of months; weeks, if there are several and all, or
    almost all, are whole weeks apart; else days.

    Args:
        days: datetime64[D], ascending, no two the same.
    """
    if _are_firsts(days) or _are_firsts(days + _DAY):
        return "month"
    uneven = np.count_nonzero(uneven_weeks(days))
    if len(days) > 1 and not uneven:
        return "week"
    almost = uneven <= max(2, _UNEVEN * len(days)) and len(days) - uneven >= _WEEKS
    return "week" if almost else "day"


def uneven_weeks(days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Which days are not of the weekday that most are of, shape (n,)."""
    return _since_usual(days) > 0


def usual_weeks(days: NDArray[np.datetime64], among: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """The first day of the week of each day, if weeks begin on the weekday that most of some days are of."""
    starts: NDArray[np.datetime64] = days - _since_usual(days, among).astype("timedelta64[D]")
    return starts


def _since_usual(
    days: NDArray[np.datetime64], among: NDArray[np.datetime64] | None = None
) -> NDArray[np.int64]:
    """Days since the last weekday that most of some days are of."""
    weekdays = (days if among is None else among).astype("datetime64[D]").astype(np.int64) % 7
    usual = np.bincount(weekdays, minlength=1).argmax()
    since: NDArray[np.int64] = (days.astype("datetime64[D]").astype(np.int64) - usual) % 7
    return since


def month_starts(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """First day of the month of each day."""
    return days.astype("datetime64[M]").astype("datetime64[D]")


def _are_firsts(days: NDArray[np.datetime64]) -> bool:
    return bool(np.all(days == month_starts(days)))


@dataclass(frozen=True)
class Calendar:
    """The periods of a panel.

    Attributes:
        grain: week or month.
        freq: the pandas period frequency: "M", or such as "W-SUN" for weeks that end on Sunday.
    """

    grain: PanelGrain
    freq: str

    def label(self, period: pd.Period) -> str:
        """The name of a period: 2026-01, or the ISO week that most of its days lie in, such as 2026-W05."""
        if self.grain == "month":
            return period.strftime("%Y-%m")
        return (period.start_time + pd.Timedelta(days=3)).strftime("%G-W%V")

    def named(self, periods: Collection[pd.Period]) -> dict[str, Value]:
        """Periods as values of a finding: `count`, `grain`, and the first few as `periods`."""
        labels = few((self.label(period) for period in periods), NAMED)
        return {"count": len(periods), "grain": self.grain, "periods": labels}


def calendar_for(files: Iterable[tuple[Grain, dt.date]]) -> Calendar:
    """The calendar of several files together: the coarsest grain; days become months.

    Args:
        files: per file its grain and one of its dates.

    Raises:
        Refused: `grains_do_not_fit`: weeks beside months, or weeks that start on different weekdays.
    """
    files = list(files)
    grain = max((grain for grain, _ in files), key=_ORDER.index)
    starts = {date.weekday() for kind, date in files if kind == "week"}
    if (grain == "month" and starts) or len(starts) > 1:
        variant = "weeks_and_months" if grain == "month" else "weekdays"
        raise Refused(Finding.of("grains_do_not_fit", variant=variant))
    if starts:
        return Calendar("week", f"W-{_WEEKDAYS[starts.pop() - 1]}")
    return Calendar("month", "M")

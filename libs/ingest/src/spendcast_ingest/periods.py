"""Days, weeks and months: which of them dates stand for, and the calendar that a panel follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.findings import Finding, Refused

Grain = Literal["day", "week", "month"]
PanelGrain = Literal["week", "month"]

_ORDER: tuple[Grain, ...] = ("day", "week", "month")
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_DAY = np.timedelta64(1, "D")


def grain_of(days: NDArray[np.datetime64]) -> Grain:
    """What the dates of a file stand for.

    Months, if all are first days or all are last days of months; weeks, if there are several and all are whole
    weeks apart; else days.

    Args:
        days: datetime64[D], ascending, no two the same.
    """
    if _are_firsts(days) or _are_firsts(days + _DAY):
        return "month"
    if len(days) > 1 and not np.any(np.diff(days).astype(int) % 7):
        return "week"
    return "day"


def coarsest(grains: Iterable[Grain]) -> Grain:
    """The coarsest of some grains."""
    return max(grains, key=_ORDER.index)


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

    def noun(self, count: int) -> str:
        """A number of periods in words: 1 week, 1,200 months."""
        return f"{count:,} {self.grain}{'' if count == 1 else 's'}"


def calendar_for(days: Iterable[tuple[Grain, NDArray[np.datetime64]]]) -> Calendar:
    """The calendar of several files together: the coarsest grain; days become months.

    Args:
        days: per file its grain and its days, datetime64[D].

    Raises:
        Refused: `grains_do_not_fit`: weeks beside months, or weeks that start on different weekdays.
    """
    files = list(days)
    grain = coarsest(grain for grain, _ in files)
    starts = sorted({_weekday(dates[0]) for kind, dates in files if kind == "week"})
    if (grain == "month" and starts) or len(starts) > 1:
        seen = "weeks beside months" if grain == "month" else "weeks that start on different weekdays"
        message = f"The files hold {seen}; one such period can belong to two of the others."
        fix = "Export them by day, or all by the same period. If a file holds single days, add the days between as 0."
        raise Refused(Finding("grains_do_not_fit", "error", message, None, fix))
    if grain == "week":
        return Calendar("week", f"W-{_WEEKDAYS[starts[0] - 1]}")
    return Calendar("month", "M")


def _weekday(day: np.datetime64) -> int:
    """0 for Monday to 6 for Sunday; day 0 of datetime64 was a Thursday."""
    return (int(day.astype("datetime64[D]").astype(int)) + 3) % 7

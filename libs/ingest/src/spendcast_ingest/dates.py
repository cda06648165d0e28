"""Days and months from text; what could mean two dates is refused."""

import datetime as dt
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.findings import Finding
from spendcast_ingest.tables import CellError, Column

_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](.+))?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"00?:00(:00([.,]0+)?)?( ?(Z|UTC|[+-]00:?00))?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)

_YEARS = range(1900, 2200)
_UNREADABLE = np.datetime64("NaT")


def read_days(columns: Sequence[Column]) -> tuple[NDArray[np.datetime64], list[Finding]]:
    """Read the day of each row from one column of dates, or from a column of years and one of months.

    Returns:
        Days (datetime64[D]), shape (n,): the first day where a month is meant, NaT where unreadable; and
        findings.
    """
    if len(columns) == 1:
        return columns[0].parse(_parser(columns[0].texts), _UNREADABLE, "datetime64[D]")
    year, month = columns
    years, findings = year.parse(parse_year, _UNREADABLE, "datetime64[M]")
    months, more = month.parse(parse_month_of_year, np.timedelta64("NaT"), "timedelta64[M]")
    return (years + months).astype("datetime64[D]"), findings + more


def _parser(texts: Sequence[str]) -> Callable[[str], np.datetime64]:
    """A column that names months and no day is read as months; in any other, a month is out of place."""
    months = any(_MONTH.fullmatch(text) for text in texts) and not any(_DAY.fullmatch(text) for text in texts)
    return parse_month if months else parse_day


def parse_day(text: str) -> np.datetime64:
    """The day that a text names: 2024-01-31, 2024/1/31, or either followed by midnight.

    Raises:
        CellError: `unreadable_date`, or `ambiguous_date` where the year stands last.
    """
    if match := _DAY.fullmatch(text):
        year, _, month, day, time = match.groups()
        if time and not _MIDNIGHT.fullmatch(time):
            raise CellError("unreadable_date", variant="time_of_day")
        return _day(int(year), int(month), int(day))
    if match := _YEAR_LAST.fullmatch(text):
        first, _, second, _ = match.groups()
        if first != second and 1 <= int(first) <= 12 and 1 <= int(second) <= 12:
            raise CellError("ambiguous_date", variant="day_or_month")
        raise CellError("ambiguous_date", variant="year_last")
    if _MONTH.fullmatch(text):
        raise CellError("unreadable_date", variant="month_among_days")
    raise CellError("unreadable_date", variant="not_a_date" if text else "empty")


def parse_month(text: str) -> np.datetime64:
    """First day of the month that a text such as 2024-01 or 2024/1 names.

    Raises:
        CellError: `unreadable_date`.
    """
    match = _MONTH.fullmatch(text)
    if not match:
        raise CellError("unreadable_date", variant="not_a_month" if text else "empty")
    return _day(int(match[1]), int(match[2]), 1)


def parse_year(text: str) -> np.datetime64:
    """The year that a text names, as datetime64[Y].

    Raises:
        CellError: `unreadable_date`.
    """
    if not re.fullmatch(r"\d{4}", text, re.ASCII) or int(text) not in _YEARS:
        raise CellError("unreadable_date", variant="not_a_year" if text else "empty")
    return np.datetime64(text, "Y")


def parse_month_of_year(text: str) -> np.timedelta64:
    """Months since January of the month of the year, 1 to 12, that a text names.

    Raises:
        CellError: `unreadable_date`.
    """
    if not re.fullmatch(r"\d{1,2}", text, re.ASCII) or not 1 <= int(text) <= 12:
        raise CellError("unreadable_date", variant="not_1_to_12" if text else "empty")
    return np.timedelta64(int(text) - 1, "M")


def _day(year: int, month: int, day: int) -> np.datetime64:
    if year not in _YEARS:
        raise CellError("unreadable_date", variant="odd_year")
    try:
        return np.datetime64(dt.date(year, month, day), "D")
    except ValueError as error:
        raise CellError("unreadable_date", variant="no_such_day") from error

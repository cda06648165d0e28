"""Days and months from a column of texts; what could mean two dates is refused."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import CellError, Column
from spendcast_ingest.eras import year_of
from spendcast_ingest.exchanged import exchanged_days
from spendcast_ingest.findings import Finding, Where, first_few
from spendcast_ingest.fiscal_years import fiscal_order, names_fiscal_year
from spendcast_ingest.glyphs import unified
from spendcast_ingest.keys import normalised
from spendcast_ingest.spellings import Kind, Spelling, month_number, spell

DayOrder = Literal["day_first", "month_first", "year_first"]
"""In which order the numbers of a date such as 01/02/2024 stand."""

Epoch = Literal[1900, 1904]
"""The year from which a workbook counts its days."""

_GERMAN = frozenset(("datum", "tag", "woche"))

_AFTERNOON = re.compile(r"(?:1[2-9]|2[0-3]):(?:00|15|30|45)(?::00(?:\.0+)?)?", re.ASCII)
"""Times that may be midnight elsewhere, and so the next day: 15:00 in UTC is midnight in Japan."""

_YEARS = range(1900, 2200)
_UNREADABLE = np.datetime64("NaT")
_ZERO: Mapping[Epoch, dt.date] = {1900: dt.date(1899, 12, 30), 1904: dt.date(1904, 1, 1)}
"""Day 0. The 1900 system counts a 29 February 1900 that never was; all dates read here lie after it."""

_SERIALS = range(25_569, 73_051)
"""1970 to 2099, counted from 1900."""

_ORDERS: Mapping[DayOrder, tuple[int, int, int]] = {
    "day_first": (2, 1, 0),
    "month_first": (2, 0, 1),
    "year_first": (0, 1, 2),
}
"""Where year, month and day stand."""


def read_days(
    columns: Sequence[Column],
    order: DayOrder | None = None,
    epoch: Epoch = 1900,
    labels: Sequence[Column] = (),
) -> tuple[NDArray[np.datetime64], list[Finding]]:
    """Read the day of each row from one column of dates, or from columns of years, months and perhaps days.

    Args:
        columns: one; or two or three.
        order: of the numbers of dates such as 01/02/2024, where the user named it.
        epoch: the year from which the file counts days.
        labels: that tell rows of the same day apart.

    Returns:
        Days (datetime64[D]), shape (n,): the first day where a month is meant, Monday where a week is, NaT
        where unreadable; and findings.
    """
    days, findings = _read_parts(columns) if len(columns) > 1 else read_column(columns[0], order, epoch)
    return days, [*findings, *fiscal_order(columns[0], days, labels)]


def read_column(
    column: Column, order: DayOrder | None, epoch: Epoch
) -> tuple[NDArray[np.datetime64], list[Finding]]:
    """The days of one column and what is found in its cells, see `read_days`; their order is not judged."""
    spellings: dict[str, Spelling] = {}
    for text in column.texts:
        try:
            spellings[text] = spell(text)
        except CellError:
            continue
    reader = _ColumnReader(list(spellings.values()), order or _usual_order(column), epoch)
    days, findings = column.parse(reader.read, _UNREADABLE, "datetime64[D]")
    infos = _told(column, spellings, reader) if not np.isnat(days).all() else []
    written = {text for text, spelling in spellings.items() if spelling.kind == "triple"}
    return days, [*findings, *exchanged_days(column, days, written), *infos]


def _usual_order(column: Column) -> DayOrder | None:
    """Day first, where a German header stands above dates with points, as DIN 5008 has them."""
    dotted = all(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text) for text in column.texts if text)
    return "day_first" if dotted and normalised(column.name) in _GERMAN else None


def week_starts(column: Column, ends: NDArray[np.datetime64]) -> tuple[NDArray[np.datetime64], list[Finding]]:
    """The first days of weeks whose last days a column names, as "week ending" says.

    Args:
        column: the column of last days.
        ends: the days read from it (datetime64[D]), shape (n,).

    Returns:
        The days, six earlier; and an info, or an error where they fall on different weekdays and so end no
        weeks.
    """
    read = np.flatnonzero(~np.isnat(ends))
    if not len(read):
        return ends, []
    at = int(read[0])
    weekdays = (ends[read].astype(int) - ends[at].astype(int)) % 7
    if weekdays.any():
        other = int(read[weekdays.argmax()])
        found = Finding.of(
            "ambiguous_date",
            column.where(other),
            variant="week_ending",
            text=column.texts[column.codes[other]],
            example=column.texts[column.codes[at]],
        )
        return ends, [found]
    starts = ends - np.timedelta64(6, "D")
    place, text = Where(column.file, None, column.name), column.texts[column.codes[at]]
    values = {"variant": "week_ending", "column": column.name, "text": text, "day": str(starts[at])}
    return starts, [Finding.of("dates_normalised", place, **values)]


def long_ranges(
    column: Column, starts: NDArray[np.datetime64], ends: NDArray[np.datetime64]
) -> list[Finding]:
    """Errors for rows whose amount is of more than a week and of more than one calendar month.

    Args:
        column: the last day of each row.
        starts: the first days (datetime64[D]), shape (n,).
        ends: the last days, as `read_column` reads them, shape (n,).
    """
    beyond = ends.astype("datetime64[M]") > starts.astype("datetime64[M]")
    places = np.flatnonzero(beyond & (ends - starts > np.timedelta64(6, "D")))
    found = (
        Finding.of("long_range", column.where(int(at)), first=str(starts[at]), last=str(ends[at]))
        for at in places
    )
    return first_few(found, len(places)) if len(places) else []


def _told(column: Column, spellings: Mapping[str, Spelling], reader: "_ColumnReader") -> list[Finding]:
    """An info for each form that is not plain, with the first text of the column that has it."""
    examples: dict[str, tuple[str, np.datetime64]] = {}
    for text, spelling in spellings.items():
        try:
            day = reader.read(text)
        except CellError:
            continue
        form = reader.order or "" if spelling.kind == "triple" else spelling.form
        for name in (form, "time_of_day" if spelling.time else ""):
            if name:
                examples.setdefault(name, (text, day))
    place = Where(column.file, None, column.name)
    return [
        Finding.of("dates_normalised", place, variant=form, column=column.name, text=text, day=str(day))
        for form, (text, day) in examples.items()
    ]


class _ColumnReader:
    """Reads the dates of one column in the light of all of them."""

    def __init__(self, spellings: Sequence[Spelling], order: DayOrder | None, epoch: Epoch) -> None:
        kinds: set[Kind] = {spelling.kind for spelling in spellings}
        self._months = kinds <= {"month", "month_name_and_number"} and bool(kinds)
        self._times = {spelling.time for spelling in spellings}
        self._epoch = epoch
        self.order = order or _order_of([one for one in spellings if one.kind == "triple"])
        self._years_follow = _are_years([one for one in spellings if one.kind == "month_name_and_number"])

    def read(self, text: str) -> np.datetime64:
        """The day that a text of the column names.

        Raises:
            CellError: `unreadable_date`, or `ambiguous_date` where the column does not settle it.
        """
        spelling = spell(text)
        if len(self._times) > 1 and spelling.time:
            raise CellError("unreadable_date", variant="time_of_day")
        if _AFTERNOON.fullmatch(spelling.time):
            raise CellError("unreadable_date", variant="afternoon")
        day = self._day(spelling)
        weekday = (int(day.astype(int)) + 3) % 7  # 1970-01-01 was a Thursday
        if spelling.kind in ("day", "triple") and spelling.weekday not in (None, weekday):
            raise CellError("unreadable_date", variant="weekday")
        return day

    def _day(self, spelling: Spelling) -> np.datetime64:
        by_kind: Mapping[Kind, Callable[[Spelling], np.datetime64]] = {
            "day": lambda one: _date(*one.parts),
            "month": self._month,
            "week": lambda one: _week(*one.parts),
            "triple": self._triple,
            "serial": self._serial,
            "month_name_and_number": self._name_and_number,
        }
        return by_kind[spelling.kind](spelling)

    def _month(self, spelling: Spelling) -> np.datetime64:
        if not self._months:
            raise CellError("unreadable_date", variant="month_among_days")
        year, month = spelling.parts
        return _date(year, month, 1)

    def _name_and_number(self, spelling: Spelling) -> np.datetime64:
        if not self._years_follow:
            raise CellError("ambiguous_date", variant="day_or_year")
        month, number = spelling.parts
        return _date(2000 + number, month, 1)

    def _triple(self, spelling: Spelling) -> np.datetime64:
        if self.order is None:
            variant = "day_or_month" if 4 in spelling.lengths else "two_digit_year"
            raise CellError("ambiguous_date", variant=variant)
        return _date(*_in_order(spelling, self.order))

    def _serial(self, spelling: Spelling) -> np.datetime64:
        (number,) = spelling.parts
        offset = (_ZERO[1904] - _ZERO[1900]).days if self._epoch == 1904 else 0
        if number + offset not in _SERIALS:
            raise CellError("unreadable_date", variant="not_a_date")
        return np.datetime64(_ZERO[self._epoch], "D") + np.timedelta64(number, "D")


def _order_of(triples: Sequence[Spelling]) -> DayOrder | None:
    """The only order in which every triple of a column is a date; None if there are several or none."""
    fitting = [order for order in _ORDERS if all(_fits(triple, order) for triple in triples)]
    return fitting[0] if triples and len(fitting) == 1 else None


def _fits(triple: Spelling, order: DayOrder) -> bool:
    year_at, _, _ = _ORDERS[order]
    if triple.lengths[year_at] == 1 or (year_at == 0 and triple.lengths[2] == 4):
        return False
    try:
        _date(*_in_order(triple, order))
    except CellError:
        return False
    return True


def _in_order(triple: Spelling, order: DayOrder) -> tuple[int, int, int]:
    year, month, day = (triple.parts[at] for at in _ORDERS[order])
    return (year if triple.lengths[_ORDERS[order][0]] == 4 else 2000 + year), month, day


def _are_years(spellings: Sequence[Spelling]) -> bool:
    """Whether the numbers beside names of months, as in Jan-24, are years: then the months have no gap.

    Days of a year in that form always have one: no year has a 31 February.
    """
    months = {12 * number + month for month, number in (spelling.parts for spelling in spellings)}
    return len(months) > 1 and max(months) - min(months) == len(months) - 1


def _week(year: int, week: int) -> np.datetime64:
    try:
        return np.datetime64(dt.date.fromisocalendar(year, week, 1), "D")
    except ValueError as error:
        raise CellError("unreadable_date", variant="no_such_day") from error


def _date(year: int, month: int, day: int) -> np.datetime64:
    if year not in _YEARS:
        raise CellError("unreadable_date", variant="odd_year")
    try:
        return np.datetime64(dt.date(year, month, day), "D")
    except ValueError as error:
        raise CellError("unreadable_date", variant="no_such_day") from error


def _read_parts(columns: Sequence[Column]) -> tuple[NDArray[np.datetime64], list[Finding]]:
    years, findings = columns[0].parse(parse_year, _UNREADABLE, "datetime64[M]")
    months, more = columns[1].parse(parse_month_of_year, np.timedelta64("NaT"), "timedelta64[M]")
    days = (years + months).astype("datetime64[D]")
    findings += more
    if len(columns) > 2:
        numbers, more = columns[2].parse(_parse_day_of_month, np.timedelta64("NaT"), "timedelta64[D]")
        within = days + numbers
        astray = np.flatnonzero(within.astype("datetime64[M]") != days.astype("datetime64[M]"))
        astray = astray[~np.isnat(within[astray])]
        findings += [*more, *_no_such_days(columns[2], astray)]
        days = within
        days[astray] = _UNREADABLE
    return days, findings


def _no_such_days(column: Column, places: NDArray[np.intp]) -> list[Finding]:
    found = (
        Finding.of(
            "unreadable_date",
            column.where(int(place)),
            variant="no_such_day",
            text=column.texts[column.codes[place]],
        )
        for place in places
    )
    return first_few(found, len(places)) if len(places) else []


def parse_year(text: str) -> np.datetime64:
    """The year that a text names, as datetime64[Y]: 2024, 2024年, 令和6年, R6.

    Raises:
        CellError: `unreadable_date`.
    """
    plain = unified(text).strip()
    if match := re.fullmatch(r"(令和|平成|昭和|[RHS])\.?\s*(\d{1,2}|元)年?", plain, re.ASCII | re.IGNORECASE):
        year = year_of(match[1], match[2])
    else:
        match = re.fullmatch(r"(\d{4})(?:年|\.0)?", plain, re.ASCII)
        year = int(match[1]) if match else None
    if year not in _YEARS:
        variant = "fiscal_year" if names_fiscal_year(plain) else "not_a_year"
        raise CellError("unreadable_date", variant=variant if plain else "empty")
    return np.datetime64(str(year), "Y")


def parse_month_of_year(text: str) -> np.timedelta64:
    """Months since January of the month that a text names: 1 to 12, 1月, Jan.

    Raises:
        CellError: `unreadable_date`.
    """
    plain = unified(text).strip()
    match = re.fullmatch(r"(\d{1,2})(?:月|\.0)?", plain, re.ASCII)
    number = int(match[1]) if match else month_number(plain)
    if number is None or not 1 <= number <= 12:
        raise CellError("unreadable_date", variant="not_1_to_12" if plain else "empty")
    return np.timedelta64(number - 1, "M")


def _parse_day_of_month(text: str) -> np.timedelta64:
    plain = unified(text).strip()
    match = re.fullmatch(r"(\d{1,2})(?:日|\.0)?", plain, re.ASCII)
    if not match or not 1 <= int(match[1]) <= 31:
        raise CellError("unreadable_date", variant="no_such_day" if plain else "empty")
    return np.timedelta64(int(match[1]) - 1, "D")

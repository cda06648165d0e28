"""The ways in which a date is written, each text by itself; what a column makes of them, see `dates`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from spendcast_ingest.columns import CellError
from spendcast_ingest.eras import starts_after, year_of
from spendcast_ingest.fiscal_years import NAMED
from spendcast_ingest.glyphs import unified

Kind = Literal["day", "month", "week", "triple", "serial", "month_name_and_number"]


@dataclass(frozen=True)
class Spelling:
    """A text taken apart.

    Attributes:
        kind: `day`, `month` and `week` are settled; the others need the whole column.
        parts: year, month, day; year, month; year, week; the three numbers of a triple as they stand; the
            number of days; or month and number.
        form: the name of the form, empty for the plain ones, which are not told about.
        time: of the day, as it stands; empty if there is none.
        lengths: number of digits of the parts of a triple.
        weekday: that stands beside it, 0 for Monday; None if none does.
    """

    kind: Kind
    parts: tuple[int, ...]
    form: str = ""
    time: str = ""
    lengths: tuple[int, ...] = ()
    weekday: int | None = None


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene janeiro",
            "feb february februar février févr fév febrero fevereiro fev",
            "mar march märz maerz mär mrz mars marzo março",
            "apr april avril avr abril abr",
            "may mai mayo maio",
            "jun june juni juin junio junho",
            "jul july juli juillet juil julio julho",
            "aug august août agosto ago",
            "sep sept september septembre septiembre setembro set",
            "oct october oktober okt octobre octubre outubro out",
            "nov november novembre noviembre novembro",
            "dec december dezember dez décembre déc diciembre dic dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAYS = ("月mon", "火tue", "水wed", "木thu", "金fri", "土sat", "日sun")
_WEEKDAY = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|\s*\(([月火水木金土日]|mon|tue|wed|thu|fri|sat|sun)\)$",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?P<date>.*?\d)(?:T|\s+)(?P<time>\d{1,2}:\d{2}.*)", re.ASCII)
_MIDNIGHT = re.compile(r"00?:00(:00([.,]0+)?)?( ?(Z|UTC|[+-]00:?00))?", re.ASCII)
_ZONE = re.compile(r".*\d ?(Z|UTC|[+-]\d{2}:?\d{2})", re.ASCII)

Reader = Callable[[re.Match[str]], Spelling]


def month_number(name: str) -> int | None:
    """The month of a name or its beginning: English, German, French, Spanish or Portuguese."""
    return _MONTHS.get(name.casefold().rstrip("."))


def spell(text: str) -> Spelling:
    """Take a date apart.

    Raises:
        CellError: `unreadable_date`.
    """
    plain = unified(text).strip()
    if not plain:
        raise CellError("unreadable_date", variant="empty")
    weekday = _weekday(plain)
    plain, time = _without_time(_WEEKDAY.sub("", plain))
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(plain):
            return replace(reader(match), time=time, weekday=weekday)
    raise CellError("unreadable_date", variant="not_a_date")


def _weekday(text: str) -> int | None:
    match = _WEEKDAY.search(text)
    name = (match[1] or match[2]).casefold() if match else ""
    return next((day for day, names in enumerate(_WEEKDAYS) if name in names), None) if name else None


def is_date(text: str) -> bool:
    """Whether a text is written as dates are; the date may still not exist."""
    try:
        spell(text)
    except CellError:
        return False
    return True


def _without_time(text: str) -> tuple[str, str]:
    match = _TIME.fullmatch(text)
    if not match:
        return text, ""
    time = match["time"]
    if _MIDNIGHT.fullmatch(time):
        return match["date"], ""
    if _ZONE.fullmatch(time):
        raise CellError("unreadable_date", variant="time_zone")
    return match["date"], time


def _ints(match: re.Match[str], *names: str) -> tuple[int, ...]:
    return tuple(int(match[name]) for name in names)


def _day(form: str) -> Reader:
    return lambda match: Spelling("day", _ints(match, "y", "m", "d"), form)


def _month(form: str) -> Reader:
    return lambda match: Spelling("month", _ints(match, "y", "m"), form)


def _named_day(match: re.Match[str]) -> Spelling:
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    return Spelling("day", (year, _MONTHS[match["n"].casefold()], int(match["d"])), "month_name")


def _named_month(match: re.Match[str]) -> Spelling:
    return Spelling("month", (int(match["y"]), _MONTHS[match["n"].casefold()]), "month_name")


def _name_and_number(match: re.Match[str]) -> Spelling:
    parts = (_MONTHS[match["n"].casefold()], int(match["y"]))
    return Spelling("month_name_and_number", parts, "month_name")


def _of_era(match: re.Match[str]) -> Spelling:
    year, month = year_of(match["era"], match["y"]), int(match["m"])
    if year is None or starts_after(match["era"], year, month):
        raise CellError("unreadable_date", variant="no_such_day")
    day = match.groupdict().get("d")
    return Spelling("day" if day else "month", (year, month, int(day)) if day else (year, month), "era")


def _week(match: re.Match[str]) -> Spelling:
    return Spelling("week", _ints(match, "y", "w"), "week")


def _serial(match: re.Match[str]) -> Spelling:
    return Spelling("serial", _ints(match, "n"), "serial")


def _triple(match: re.Match[str]) -> Spelling:
    texts = match["a"], match["b"], match["c"]
    return Spelling("triple", tuple(map(int, texts)), "triple", "", tuple(map(len, texts)))


def _dotted_month(match: re.Match[str]) -> Spelling:
    if len(match["m"]) == 1:  # a spreadsheet turns 2024.10 into 2024.1
        raise CellError("ambiguous_date", variant="one_or_ten")
    return Spelling("month", _ints(match, "y", "m"), "")


def _refusal(code: str, variant: str) -> Reader:
    """A form that is known, and names no one day or month."""

    def refuse(_: re.Match[str]) -> Spelling:
        raise CellError(code, variant=variant)

    return refuse


_ERA = r"(?P<era>令和|平成|昭和|[RHS])\s*\.?\s*(?P<y>\d{1,2}|元)"
_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), reader)
    for pattern, reader in (
        (r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})", _day("")),
        (r"(?P<y>\d{4})\. ?(?P<m>\d{1,2})\. ?(?P<d>\d{1,2})\.?", _day("")),
        (r"(?P<y>\d{4})\. (?P<m>\d{1,2})\.?", _month("")),
        (r"(?P<y>\d{4})[-/](?P<m>\d{1,2})", _month("")),
        (r"(?P<y>\d{4})\.(?P<m>\d{1,2})", _dotted_month),
        (r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", _day("digits")),
        (r"(?P<y>\d{4})(?P<m>0[1-9]|1[0-2])", _month("digits")),
        (r"(?P<y>\d{4})[年년]\s*(?P<m>\d{1,2})[月월]\s*(?P<d>\d{1,2})[日일]", _day("japanese")),
        (r"(?P<y>\d{4})[年년]\s*(?P<m>\d{1,2})[月월]分?", _month("japanese")),
        (r"(?P<y>\d{4})年\s*(?P<m>\d{1,2})月度", _month("accounting_month")),
        (r"(?P<m>0?[1-9]|1[0-2])[-/.](?P<y>\d{4})", _month("month_before_year")),
        (_ERA + r"年\s*(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})日", _of_era),
        (_ERA + r"年\s*(?P<m>\d{1,2})月分?", _of_era),
        (_ERA + r"(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})", _of_era),
        (_ERA + r"[-/.](?P<m>\d{1,2})", _of_era),
        (r"(?P<y>\d{4})-?W(?P<w>\d{1,2})(?:-1)?", _week),
        (r"KW\s*(?P<w>\d{1,2})[-/ ]+(?P<y>\d{4})", _week),
        (
            rf"(?P<d>\d{{1,2}})(?:\. ?|[-/ ]| de )(?P<n>{_NAME})\.?[-/ ,]+(?:del? )?(?P<y>\d{{4}}|\d{{2}})",
            _named_day,
        ),
        (rf"(?P<n>{_NAME})\.?[-/ ](?P<d>\d{{1,2}}),? +(?P<y>\d{{4}})", _named_day),
        (rf"(?P<y>\d{{4}})[-/ ](?P<n>{_NAME})\.?[-/ ](?P<d>\d{{1,2}})", _named_day),
        (rf"(?P<n>{_NAME})\.?[-/ ,]+(?:del? )?(?P<y>\d{{4}})", _named_month),
        (rf"(?P<y>\d{{4}})[-/ ]+(?P<n>{_NAME})\.?", _named_month),
        (rf"(?P<n>{_NAME})\.?[-/ ]'?(?P<y>\d{{2}})", _name_and_number),
        (r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}|\d{2})", _triple),
        (r"(?P<n>[1-9]\d{4})(?:\.0+)?", _serial),
        (r"\d{1,2}[-/.]\d{1,2}", _refusal("ambiguous_date", "two_digit_year")),
        (rf"\d{{1,2}}月[度分]?|(?:\d{{1,2}}[-/ ])?(?:{_NAME})\.?", _refusal("unreadable_date", "no_year")),
        (
            r"\d{4}年?(?:度)?[-/_. ]*(?:Q|[1-4]Q|第?[1-4一二三四]四半期).*|(?:Q[1-4]|[1-4]Q)\D*\d{2,4}",
            _refusal("unreadable_date", "quarter"),
        ),
        (NAMED, _refusal("unreadable_date", "fiscal_year")),
        (r"(?:\d{4}年?)?\s*第?\d{1,2}週|(?:week|W|KW|CW)?\s*\d{1,2}", _refusal("unreadable_date", "number")),
        (
            r"\d{4}.*\d\s*(?:[-\u2013\u2014~\u301c]|to|から|bis)\s*\d{4}.*\d日?",
            _refusal("unreadable_date", "range"),
        ),
    )
)
"""The first form that fits is taken; no text fits two that mean different days."""

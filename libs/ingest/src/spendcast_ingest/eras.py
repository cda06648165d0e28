"""Japanese eras."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """A Japanese era.

    Attributes:
        names: as it is written: in characters, or by its letter.
        first: its first day.
        years: the number of its last year.
    """

    names: tuple[str, ...]
    first: dt.date
    years: int


ERAS = (
    Era(("令和", "R"), dt.date(2019, 5, 1), 99),
    Era(("平成", "H"), dt.date(1989, 1, 8), 31),
    Era(("昭和", "S"), dt.date(1926, 12, 25), 64),
)


def year_of(era: str, number: str) -> int | None:
    """The year of the common era; None if the era has no such year.

    Args:
        era: its name or letter.
        number: digits, or 元 for its first year.
    """
    year = 1 if number == "元" else int(number)
    found = next(one for one in ERAS if era.upper() in one.names)
    return found.first.year + year - 1 if 1 <= year <= found.years else None


def starts_after(era: str, year: int, month: int) -> bool:
    """Whether an era began only after a month, so that the month cannot be called by it."""
    first = next(one for one in ERAS if era.upper() in one.names).first
    return (year, month) < (first.year, first.month)

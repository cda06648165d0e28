"""What stands below the rows of a table: a unit, a source or a copyright; or another table."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from spendcast_ingest.columns import CellError
from spendcast_ingest.findings import Finding, Where, shorten
from spendcast_ingest.spellings import spell


@dataclass(frozen=True)
class Note:
    """A line with one text and nothing else.

    Attributes:
        row: as a spreadsheet shows it.
        text: its only cell.
    """

    row: int
    text: str


def only_prose(record: str, separator: str) -> str:
    """The only filled cell of a record, if it is prose; else nothing."""
    try:
        fields = next(csv.reader([record], delimiter=separator), [])
    except csv.Error:
        return ""
    filled = [field.strip() for field in fields if field.strip()]
    return filled[0] if len(filled) == 1 and _is_prose(filled[0]) else ""


def _is_prose(text: str) -> bool:
    """Whether a text is no date, not even an unreadable one, and has more letters than digits."""
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return letters > max(1, digits) and not _resembles_date(text)


def _resembles_date(text: str) -> bool:
    try:
        spell(text)
    except CellError as error:
        return error.values.get("variant") != "not_a_date"
    return True


def passed_over(file: str, notes: Sequence[Note]) -> list[Finding]:
    """An info that lines below the rows were passed over."""
    if not notes:
        return []
    first = notes[0]
    values = {"row": first.row, "count": len(notes)}
    place, text = Where(file, first.row), shorten(first.text)
    return [Finding.of("lines_below_rows", place, file=file, text=text, **values)]


def two_tables(file: str, row: int) -> Finding:
    """An error that a second header stands below the rows."""
    return Finding.of("two_tables", Where(file, row), variant="below", file=file, row=row)

"""Amounts of money from text; what could mean two amounts is refused."""

import re
from functools import partial

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.findings import Finding, Where
from spendcast_ingest.tables import CellError, Column

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_NON_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)

_LIMIT = 1e15
"""Above this a double no longer holds cents."""


def read_amounts(column: Column) -> tuple[NDArray[np.float64], list[Finding]]:
    """Read a column of amounts.

    "1,234" alone could be 1234 or 1.234. It is read as 1234 only if another number of the column shows that
    the comma separates thousands, as 1,234,567 and 1,234.50 do.

    Returns:
        The amounts, shape (n,), NaN where unreadable; error findings, and an info if separators were removed.
    """
    grouped = [text for text in column.texts if _GROUPED.fullmatch(text)]
    settled = [text for text in grouped if text.count(",") > 1 or "." in text]
    amounts, findings = column.parse(partial(parse_amount, thousands=bool(settled)), np.nan, "float64")
    if settled:
        place = Where(column.file, None, column.name)
        findings.append(
            Finding.of("thousands_separators_removed", place, column=column.name, example=settled[0])
        )
    return amounts, findings


def parse_amount(text: str, *, thousands: bool = False) -> float:
    """The amount that a text names.

    Args:
        text: without outer white space.
        thousands: whether a comma before three digits is known to separate thousands.

    Raises:
        CellError: `unreadable_number` or `non_finite`.
    """
    if not text:
        raise CellError("unreadable_number", variant="empty")
    if _NON_FINITE.fullmatch(text):
        raise CellError("non_finite")
    if _GROUPED.fullmatch(text):
        if not thousands:
            raise CellError("unreadable_number", variant="ambiguous")
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        raise CellError("unreadable_number", variant="not_a_number")
    amount = float(text)
    if abs(amount) >= _LIMIT:
        raise CellError("unreadable_number", variant="too_large")
    return amount

"""Whether the names of columns and files are those of revenue."""

import re

from spendcast_ingest.column_names import calls, speaks_of, words_of
from spendcast_ingest.findings import Finding
from spendcast_ingest.header_faults import Header
from spendcast_ingest.mapping import as_columns, as_spend
from spendcast_ingest.total_names import is_total
from spendcast_ingest.vocabulary import (
    COUNTS,
    EARNED,
    EARNED_HOW,
    NOT_ACTUAL,
    SAYS_REVENUE,
    SAYS_SPEND,
)

_HOW = "|".join(EARNED_HOW)
_REVENUE = re.compile(rf"(?:(?:{_HOW})_?)*(?:{'|'.join((*EARNED.words, *EARNED.parts))})(?:_?(?:{_HOW}))*")


_NO_MONEY = re.compile(r"[比率差数量件個枚点]$|_(?:per|pro|par|por)_")
"""Of names that say revenue: those of a number of sales, or of revenue per something."""


_MONEY = re.compile(r"(?:額|代金|_(?:amounts?|values?|totals?))$")
"""Of names that count orders or customers by their money: 注文金額."""


def is_revenue(name: str) -> bool:
    """Whether a name says revenue, and besides only how or where it was earned: "Net sales", 税込売上高."""
    return _REVENUE.fullmatch(words_of(name)) is not None


def is_called_after_sales(file: str) -> bool:
    """Whether the name of a file speaks of revenue, and not of spend."""
    return speaks_of(file, SAYS_REVENUE) and not speaks_of(file, SAYS_SPEND)


def is_called_after_spend(file: str) -> bool:
    """Whether the name of a file speaks of spend, and not of revenue."""
    return speaks_of(file, SAYS_SPEND) and not speaks_of(file, SAYS_REVENUE)


def not_spend(header: Header, name: str, channel: str, *, may_be_revenue: bool) -> Finding:
    """The refusal of a column that calls itself something else than spend.

    Args:
        header: the header.
        name: of the column.
        channel: that it would be, if it were spend.
        may_be_revenue: whether revenue is offered to a name that speaks of it.
    """
    file, place = header.file, header.where(name)
    values, spend = {"file": file, "column": name}, as_spend(file, {name: channel})
    if not (may_be_revenue and _speaks_of_revenue(file, name)):
        return Finding.of("unclear_column", place, variant="not_spend", snippet=spend, **values)
    values |= {f"{role}_snippet": as_columns(file, {name: role}) for role in ("revenue", "ignore")}
    return Finding.of("unclear_column", place, variant="earned", spend_snippet=spend, **values)


def _speaks_of_revenue(file: str, name: str) -> bool:
    plain = words_of(name)
    counts = speaks_of(name, COUNTS) and not _MONEY.search(plain)
    if counts or speaks_of(name, NOT_ACTUAL) or _NO_MONEY.search(plain):
        return False
    of_sales = calls(name, SAYS_REVENUE) or speaks_of(name, SAYS_REVENUE) or is_total(name)
    return calls(name, EARNED) or (of_sales and not is_called_after_spend(file))

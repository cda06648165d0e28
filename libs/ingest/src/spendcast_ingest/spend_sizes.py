"""Columns taken for spend whose amounts are not of the size of money: flags, or tiny beside the others."""

from collections.abc import Collection, Sequence

import pandas as pd

from spendcast_ingest.column_names import channel_of, without_unit
from spendcast_ingest.facts import is_spend
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.layouts import WideLayout
from spendcast_ingest.mapping import as_columns, as_spend
from spendcast_ingest.tables import Table

_TINY = 1_000
"""How many times below what is usual in the others all amounts of a column must lie."""


def far_smaller(table: Table, layout: WideLayout, facts: pd.DataFrame) -> list[Finding]:
    """A warning for columns that nothing marks as spend, and whose amounts all lie far below the others'.

    So do days, rates and numbers of customers; what is usual is the median of the other columns' means. Of
    columns that were asked about by their names it says nothing.

    Args:
        table: the table.
        layout: what its columns are.
        facts: its amounts, see `facts_of`.
    """
    names = [table.header[at] for at in _unasked(table, layout)]
    tiny = _tiny(facts[is_spend(facts)], [name for name in names if not _is_flag(facts, name)])
    return _asked_about(table, layout, "by_size", tiny)


def flags(table: Table, layout: WideLayout, facts: pd.DataFrame) -> list[Finding]:
    """A warning for columns that nothing marks as spend, and that hold nothing but 0 and 1, and both.

    Args:
        table: the table.
        layout: what its columns are.
        facts: its amounts, see `facts_of`.
    """
    found = [table.header[at] for at in _unasked(table, layout) if _is_flag(facts, table.header[at])]
    return _asked_about(table, layout, "flags", found)


def _is_flag(facts: pd.DataFrame, column: str) -> bool:
    return set(facts["amount"][facts["column"] == column]) == {0.0, 1.0}


def _unasked(table: Table, layout: WideLayout) -> list[int]:
    return [at for at in layout.channels if at not in layout.doubted and is_unmarked(table, at)]


def _asked_about(table: Table, layout: WideLayout, variant: str, names: Sequence[str]) -> list[Finding]:
    if not names:
        return []
    values = {"variant": variant, "file": table.file, "columns": few(names), "example": names[0]}
    channels = {table.header[at]: channel for at, channel in layout.channels.items()}
    ignored = as_columns(table.file, dict.fromkeys(names, "ignore"))
    spend = as_spend(table.file, {name: channels[name] for name in names})
    place = Where(table.file, table.header_row)
    return [Finding.of("taken_for_spend", place, snippet=ignored, other_snippet=spend, **values)]


def is_unmarked(table: Table, position: int) -> bool:
    """Whether neither a column's name nor the user says that it is spend."""
    name = table.header[position]
    plain, _ = without_unit(name)
    return name not in table.said.columns and channel_of(plain) == plain


def _tiny(spend: pd.DataFrame, columns: Collection[str]) -> list[str]:
    amounts = spend.groupby("column", sort=False)["amount"]
    means, largest = amounts.mean(), amounts.max().to_dict()
    usual = {name: float(means.drop(name).median()) for name in columns if name in largest}
    return [name for name, size in usual.items() if 0 < largest[name] * _TINY < size]

"""Columns called as those are that tell rows apart, such as 店舗, and that hold amounts."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.layouts import WideLayout
from spendcast_ingest.mapping import as_columns, as_spend
from spendcast_ingest.spelled_amounts import spelled_amount
from spendcast_ingest.tables import Table

_LOOKED_AT = 200
"""Rows whose cells are looked at."""


def amounts_in_breakdown(
    table: Table, layout: WideLayout, rows: NDArray[np.int32], days: NDArray[np.datetime64]
) -> list[Finding]:
    """An error if columns of a wide table that would only tell rows apart hold amounts, one row a date.

    They tell nothing apart, and may be spend or revenue. Numbers of shops and campaigns are the same again.

    Args:
        table: the table.
        layout: what its columns are.
        rows: those that hold data, shape (n,).
        days: of each, shape (n,).
    """
    asked = [at for at in layout.breakdown if table.header[at] not in table.said.columns]
    if not asked or len(np.unique(days)) < len(days):
        return []
    texts = table.rows_again([int(row) for row in rows[:_LOOKED_AT]], asked)
    found = [table.header[at] for at in asked if _are_amounts(set(texts[at]))]
    if not found:
        return []
    place, spend = Where(table.file, table.header_row, found[0]), dict(zip(found, found, strict=True))
    values = {"file": table.file, "columns": few(found), "spend_snippet": as_spend(table.file, spend)}
    roles = {f"{role}_snippet": _as(table, spend, role) for role in ("revenue", "ignore", "breakdown")}
    return [Finding.of("unclear_column", place, variant="amounts_in_breakdown", **values, **roles)]


def _are_amounts(texts: set[str]) -> bool:
    filled = {text for text in texts if text}
    return len(filled) > 1 and all(spelled_amount(text) for text in filled)


def _as(table: Table, names: Mapping[str, str], role: str) -> str:
    return as_columns(table.file, dict.fromkeys(names, role))

"""Both shapes of table as facts."""

from typing import assert_never

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.checks.rows import duplicate_rows, negative_spend
from spendcast_ingest.dates import read_days
from spendcast_ingest.facts import REVENUE, SPEND, facts_of
from spendcast_ingest.findings import Finding
from spendcast_ingest.headers import Layout, LongLayout, WideLayout
from spendcast_ingest.numbers import read_amounts
from spendcast_ingest.tables import CellError, Table


def read_facts(table: Table, layout: Layout) -> tuple[pd.DataFrame, list[Finding]]:
    """The facts of a table, NaT and NaN where a cell is unreadable; and findings about cells and rows."""
    days, findings = read_days([table.column(position) for position in layout.dates])
    match layout:
        case LongLayout():
            facts, keys, more = _long(table, layout, days)
        case WideLayout():
            facts, keys, more = _wide(table, layout, days)
        case _:
            assert_never(layout)
    findings += [*more, *negative_spend(facts), *duplicate_rows(table.file, keys)]
    return facts, findings


def _long(
    table: Table, layout: LongLayout, days: NDArray[np.datetime64]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Facts, what tells rows apart, and findings."""
    channel, cost = table.column(layout.channel), table.column(layout.cost)
    channels, unnamed = channel.parse(_channel_name, "", "object")
    amounts, unreadable = read_amounts(cost)
    facts = facts_of(cost, np.add(SPEND, channels, dtype=object), days, amounts)
    breakdown = {table.header[position]: table.column(position).values() for position in layout.breakdown}
    keys = pd.DataFrame({channel.name: channels, **breakdown, "day": days}, index=cost.rows)
    return facts, keys, [*unnamed, *unreadable]


def _wide(
    table: Table, layout: WideLayout, days: NDArray[np.datetime64]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Facts, what tells rows apart, and findings."""
    series = {position: SPEND + channel for position, channel in layout.channels.items()}
    if layout.revenue is not None:
        series[layout.revenue] = REVENUE
    parts: list[pd.DataFrame] = []
    findings: list[Finding] = []
    for position, name in series.items():
        column = table.column(position)
        amounts, unreadable = read_amounts(column)
        parts.append(facts_of(column, name, days, amounts))
        findings += unreadable
    keys = pd.DataFrame({"day": days}, index=table.cells.index)
    return pd.concat(parts, ignore_index=True), keys, findings


def _channel_name(text: str) -> str:
    if not text:
        raise CellError("missing_channel", "names no channel.", "Write the channel that the money went to.")
    return text

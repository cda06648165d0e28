"""Both shapes of table as facts."""

from typing import NamedTuple, assert_never

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.dates import read_days
from spendcast_ingest.facts import REVENUE, SPEND, facts_of
from spendcast_ingest.findings import Finding, is_control
from spendcast_ingest.headers import Layout, LongLayout, WideLayout
from spendcast_ingest.numbers import read_amounts
from spendcast_ingest.tables import CellError, Table


class Reading(NamedTuple):
    """What a table tells.

    Attributes:
        facts: its amounts, see `facts_of`; NaT and NaN where a cell is unreadable.
        keys: what tells its rows apart, the day last; index: row as a spreadsheet shows it.
        findings: about its cells.
    """

    facts: pd.DataFrame
    keys: pd.DataFrame
    findings: list[Finding]


def read_facts(table: Table, layout: Layout) -> Reading:
    """Read the facts of a table of either shape."""
    days, findings = read_days([table.column(position) for position in layout.dates])
    match layout:
        case LongLayout():
            reading = _read_long(table, layout, days)
        case WideLayout():
            reading = _read_wide(table, layout, days)
        case _:
            assert_never(layout)
    return reading._replace(findings=findings + reading.findings)


def _read_long(table: Table, layout: LongLayout, days: NDArray[np.datetime64]) -> Reading:
    channel, cost = table.column(layout.channel), table.column(layout.cost)
    channels, unnamed = channel.parse(_channel_name, "", "object")
    amounts, unreadable = read_amounts(cost)
    facts = facts_of(cost, np.add(SPEND, channels, dtype=object), days, amounts)
    breakdown = {table.header[position]: table.column(position).values() for position in layout.breakdown}
    keys = pd.DataFrame({channel.name: channels, **breakdown, "day": days}, index=cost.rows)
    return Reading(facts, keys, unnamed + unreadable)


def _read_wide(table: Table, layout: WideLayout, days: NDArray[np.datetime64]) -> Reading:
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
    return Reading(pd.concat(parts, ignore_index=True), keys, findings)


def _channel_name(text: str) -> str:
    if not text:
        raise CellError("missing_channel")
    if any(map(is_control, text)):
        raise CellError("control_character", variant="cell")
    return text

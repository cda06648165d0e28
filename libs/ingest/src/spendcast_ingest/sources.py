"""One raw file understood: what it was taken for, and its facts."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from spendcast_ingest.checks.rows import column_of_totals, duplicate_rows, negative_spend
from spendcast_ingest.facts import REVENUE, channel_of
from spendcast_ingest.files import RawFile, read_utf8
from spendcast_ingest.findings import Finding, Refused
from spendcast_ingest.headers import LongLayout, read_header
from spendcast_ingest.options import DEFAULTS, Options
from spendcast_ingest.periods import Grain, grain_of, month_starts
from spendcast_ingest.shapes import read_facts
from spendcast_ingest.tables import read_table

Role = Literal["spend", "revenue", "spend and revenue"]


@dataclass(frozen=True)
class Recognised:
    """What a file was taken for.

    Attributes:
        file: its name.
        role: what it holds.
        shape: long (one row per channel and date, or finer) or wide (one row per date).
        rows: number of rows with any text, without the header.
        channels: names of the channels, sorted.
        first: the first day named; of months the first day.
        last: the last day named; of weeks and months the first day of the last one.
        grain: what a date in it stands for.
    """

    file: str
    role: Role
    shape: Literal["long", "wide"]
    rows: int
    channels: tuple[str, ...]
    first: dt.date
    last: dt.date
    grain: Grain


@dataclass(frozen=True, eq=False)
class Source:
    """A file that could be read, perhaps but for some cells.

    Attributes:
        recognised: what it was taken for.
        facts: its amounts, see `facts_of`; days of months are their first days.
    """

    recognised: Recognised
    facts: pd.DataFrame


def recognise(file: RawFile, options: Options = DEFAULTS) -> tuple[Recognised | None, list[Finding]]:
    """Say what a file would be taken for.

    Args:
        file: the file.
        options: its `max_file_bytes` is obeyed.

    Returns:
        What it was taken for, None if that cannot be said; and the findings about this file alone.
    """
    source, findings = read_source(file, options)
    return (source.recognised if source else None), findings


def read_source(file: RawFile, options: Options) -> tuple[Source | None, list[Finding]]:
    """Read a file; None if not even its shape and dates could be told."""
    try:
        table = read_table(file.name, read_utf8(file, options))
        layout, findings = read_header(file.name, table.header)
    except Refused as refusal:
        return None, refusal.findings
    facts, keys, unreadable = read_facts(table, layout)
    findings += [
        *unreadable,
        *negative_spend(facts),
        *column_of_totals(facts),
        *duplicate_rows(file.name, keys),
    ]
    days = np.unique(facts["day"].dropna().to_numpy().astype("datetime64[D]"))
    if not len(days):
        return None, findings
    grain = grain_of(days)
    if grain == "month":
        days = month_starts(days)
        facts["day"] = facts["day"].dt.to_period("M").dt.start_time
    series = set(facts["series"])
    recognised = Recognised(
        file=file.name,
        role=_role(series),
        shape="long" if isinstance(layout, LongLayout) else "wide",
        rows=len(table.cells),
        channels=tuple(sorted(channel_of(name) for name in series - {REVENUE})),
        first=days[0].item(),
        last=days[-1].item(),
        grain=grain,
    )
    return Source(recognised, facts), findings


def _role(series: set[str]) -> Role:
    if REVENUE not in series:
        return "spend"
    return "revenue" if series == {REVENUE} else "spend and revenue"

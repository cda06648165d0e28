"""Controls: what else moves revenue, as a column of the panel each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from spendcast_ingest.catalogue import Value
from spendcast_ingest.facts import CONTROL
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.periods import Calendar, Grain

Aggregate = Literal["mean", "sum"]

_SPARSE = 0.5
"""Share of the days below which rows of single days are a list of some days, such as of the holidays."""

_WORKING = 0.65
"""The same below which they are not even all working days, of which some are holidays."""

_FEW = 0.6
"""Share of the usual number of days below which a period has few; three of five working days are not few."""


@dataclass(frozen=True, eq=False)
class ControlFacts:
    """The controls of one file.

    Attributes:
        facts: see `facts_of`.
        aggregate: how they become one number a period.
        grain: what a date of the file stands for.
    """

    facts: pd.DataFrame
    aggregate: Aggregate
    grain: Grain = "day"


def controls_by_period(
    files: Sequence[ControlFacts], periods: pd.PeriodIndex, calendar: Calendar
) -> tuple[pd.DataFrame, list[Finding]]:
    """Controls per period (rows) and `control.<name>` (columns, sorted).

    The mean over the rows of a period by default: of a price that is the usual price, of a mark for holidays
    the share of days. Both keep their meaning when months differ in length.

    Returns:
        The table, NaN where a control has no row; and findings on each such control, on each that two files
        hold, and on each whose mean is of some days only.
    """
    table = pd.DataFrame(index=periods)
    findings = _twice(files)
    for file in files:
        facts = file.facts.assign(period=file.facts["day"].dt.to_period(calendar.freq))
        for name, own in facts.groupby("series"):
            by_period = own.groupby("period")
            values = by_period["amount"].sum()
            if file.aggregate == "mean":
                values = values / by_period["count"].sum()
            table[str(name)] = values.round(6).reindex(periods) + 0.0
            findings += _gaps(own, table[str(name)], calendar)
            if file.grain == "day" and file.aggregate == "mean":
                findings += _days_missing(own, periods, calendar)
    return table[sorted(table.columns)], findings


def _gaps(facts: pd.DataFrame, values: pd.Series, calendar: Calendar) -> list[Finding]:
    missing = values.index[values.isna()]
    return [] if missing.empty else [_gap("periods", facts, **calendar.named(missing))]


def _days_missing(facts: pd.DataFrame, periods: pd.PeriodIndex, calendar: Calendar) -> list[Finding]:
    """Where the mean is over a list of some days, which says nothing of the others, or over unusually few."""
    days = pd.Series(pd.date_range(facts["day"].min(), facts["day"].max()))
    expected = days.groupby(days.dt.to_period(calendar.freq)).size()
    expected = expected[expected.index.isin(periods)]
    told = facts.groupby("period")["day"].nunique().reindex(expected.index, fill_value=0)
    there, of = int(told.sum()), int(expected.sum())
    values = (facts["amount"] / facts["count"]).unique()
    if there < _WORKING * of and (len(values) == 1 or told.max() > 1):
        is_list = len(values) == 1 and there < _SPARSE * of
        return [_gap("list" if is_list else "some_days", facts, count=there, of=of)]
    share = told / expected
    few_days = share.index[(told > 0) & (share < _FEW * share.median())]
    return [] if few_days.empty else [_gap("few_days", facts, **calendar.named(few_days))]


def _gap(variant: str, facts: pd.DataFrame, **values: Value) -> Finding:
    first = facts.iloc[0]
    place = Where(str(first["file"]), None, str(first["column"]))
    name = str(first["series"]).removeprefix(CONTROL)
    return Finding.of("control_gap", place, variant=variant, name=name, **values)


def _twice(files: Sequence[ControlFacts]) -> list[Finding]:
    holders: dict[str, list[str]] = defaultdict(list)
    for file in files:
        for series, own in file.facts.groupby("series"):
            holders[str(series)] += sorted(own["file"].unique())
    again = {series: names for series, names in sorted(holders.items()) if len(names) > 1}
    return [
        Finding.of("duplicate_control", Where(names[1]), name=series.removeprefix(CONTROL), files=few(names))
        for series, names in again.items()
    ]

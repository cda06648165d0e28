"""Controls: what else moves revenue, as a column of the panel each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from spendcast_ingest.facts import CONTROL
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.periods import NAMED, Calendar

Aggregate = Literal["mean", "sum"]


@dataclass(frozen=True, eq=False)
class ControlFacts:
    """The controls of one file.

    Attributes:
        facts: see `facts_of`.
        aggregate: how they become one number a period.
    """

    facts: pd.DataFrame
    aggregate: Aggregate


def controls_by_period(
    files: Sequence[ControlFacts], periods: pd.PeriodIndex, calendar: Calendar
) -> tuple[pd.DataFrame, list[Finding]]:
    """Controls per period (rows) and `control.<name>` (columns, sorted).

    The mean over the rows of a period by default: of a price that is the usual price, of a mark for holidays
    the share of days. Both keep their meaning when months differ in length.

    Returns:
        The table, NaN where a control has no row; and an error for each such control, and for each that two
        files hold.
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
            findings += _gaps(str(name), own, table[str(name)], calendar)
    return table[sorted(table.columns)], findings


def _gaps(name: str, facts: pd.DataFrame, values: pd.Series, calendar: Calendar) -> list[Finding]:
    missing = values.index[values.isna()]
    if missing.empty:
        return []
    place = Where(str(facts["file"].iloc[0]), None, str(facts["column"].iloc[0]))
    periods = few((calendar.label(period) for period in missing), NAMED)
    return [
        Finding.of(
            "control_gap",
            place,
            name=name.removeprefix(CONTROL),
            count=len(missing),
            grain=calendar.grain,
            periods=periods,
        )
    ]


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

"""Checks of what the panel can teach: a channel's effect shows only where its spend varies by itself."""

import pandas as pd

from spendcast_ingest.facts import REVENUE, SPEND, place
from spendcast_ingest.findings import Finding, Where, first_few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel, spend_per_day


def non_positive_revenue(panel: Panel, facts: pd.DataFrame) -> list[Finding]:
    """Complete periods whose revenue is zero or less.

    Args:
        panel: the panel.
        facts: its facts, with a column `period`; they give the place of the first row of each period.
    """
    table = panel.table
    bad = table[table["complete"] & (table[REVENUE] <= 0)]
    revenue = facts[facts["series"] == REVENUE].sort_values(["file", "row"])
    starts = revenue["period"].dt.start_time
    places = ((row, place(revenue[starts == row["start"]].iloc[0])) for _, row in bad.iterrows())
    return first_few((_non_positive(row, where) for row, where in places), len(bad))


def _non_positive(row: pd.Series, where: Where) -> Finding:
    message = f"Revenue of {row['period']} is {row[REVENUE]:,}; it must be above zero."
    fix = "Correct it, or leave out the time before sales began."
    return Finding("non_positive_revenue", "error", message, where, fix)


def empty_channel(panel: Panel) -> list[Finding]:
    """Channels on which nothing was spent."""
    return [
        Finding(
            "empty_channel",
            "warning",
            f"Nothing was spent on {channel} from {panel.first} to {panel.last}.",
            Where(column=SPEND + channel),
            "Leave the channel out, or add its spend.",
        )
        for channel in panel.channels
        if not panel.table[SPEND + channel].any()
    ]


def spend_does_not_vary(panel: Panel, options: Options) -> list[Finding]:
    """Channels whose spend per day is the same in every complete period, or nearly so."""
    findings = []
    for channel, spend in spend_per_day(panel).items():
        mean = spend.mean()
        if mean <= 0 or (variation := spend.std(ddof=0) / mean) >= options.min_variation:
            continue
        message = (
            f"Spend per day on {channel} hardly changes from {panel.grain} to {panel.grain} "
            f"(by {variation:.1%}). What more or less of it would do cannot be learned from these data."
        )
        fix = f"Raise or lower {channel} clearly for some weeks, then train again."
        findings.append(
            Finding("spend_does_not_vary", "warning", message, Where(column=f"{SPEND}{channel}"), fix)
        )
    return findings

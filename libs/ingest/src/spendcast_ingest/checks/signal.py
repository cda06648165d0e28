"""Checks of what the panel can teach: a channel's effect shows only where its spend varies by itself."""

import pandas as pd

from spendcast_ingest.facts import CONTROL, REVENUE, SPEND, place
from spendcast_ingest.findings import Finding, Where, few, first_few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel, spend_per_day
from spendcast_ingest.periods import NAMED


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
    return Finding.of("non_positive_revenue", where, period=str(row["period"]), amount=float(row[REVENUE]))


def repeated_periods(panel: Panel) -> list[Finding]:
    """Complete periods whose revenue and spend are, to the cent, those of the period before."""
    complete = panel.table[panel.table["complete"]]
    money = complete[[REVENUE, *panel.spend_columns]]
    again = (money == money.shift()).all(axis=1) & money[panel.spend_columns].any(axis=1)
    if not again.any():
        return []
    periods = few(complete.loc[again, "period"], NAMED)
    return [Finding.of("repeated_periods", count=int(again.sum()), grain=panel.grain, periods=periods)]


def empty_channel(panel: Panel) -> list[Finding]:
    """Channels on which nothing was spent."""
    return [
        Finding.of(
            "empty_channel",
            Where(column=SPEND + channel),
            channel=channel,
            first=panel.first,
            last=panel.last,
        )
        for channel in panel.channels
        if not panel.table[SPEND + channel].any()
    ]


def controls_do_not_vary(panel: Panel) -> list[Finding]:
    """Controls that have one value in all complete periods."""
    complete = panel.table[panel.table["complete"]]
    values = {name: complete[CONTROL + name] for name in panel.controls}
    return [
        Finding.of(
            "control_does_not_vary",
            Where(column=CONTROL + name),
            name=name,
            amount=float(own.iloc[0]),
            count=len(own),
            grain=panel.grain,
        )
        for name, own in values.items()
        if own.notna().all() and own.nunique() == 1
    ]


def spend_does_not_vary(panel: Panel, options: Options) -> list[Finding]:
    """Channels whose spend per day is the same in every complete period, or nearly so."""
    findings = []
    for channel, spend in spend_per_day(panel).items():
        mean = spend.mean()
        if mean <= 0 or (variation := spend.std(ddof=0) / mean) >= options.min_variation:
            continue
        findings.append(
            Finding.of(
                "spend_does_not_vary",
                Where(column=f"{SPEND}{channel}"),
                channel=str(channel),
                grain=panel.grain,
                variation=round(float(variation), 4),
            )
        )
    return findings

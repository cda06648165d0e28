"""Checks of what the panel can teach: a channel's effect shows only where its spend varies by itself."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.facts import REVENUE, SPEND, place
from spendcast_ingest.findings import Finding, Where, first_few, listed
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel

_CONSTANT = 1e-9
"""Relative variation below which a series is constant but for rounding."""


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
    for channel, spend in _per_day(panel).items():
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


def channels_move_together(panel: Panel, options: Options) -> list[Finding]:
    """Groups of channels whose spend moves so closely together that no model can tell them apart.

    Two channels are linked if the absolute correlation of their spend, in total or per day, over the complete
    periods reaches `options.move_together`; a group is a connected component of the links.
    """
    per_day = _per_day(panel)
    days = panel.table.loc[panel.table["complete"], "days"]
    daily = _correlation(per_day.to_numpy())
    total = _correlation(per_day.mul(days, axis=0).to_numpy())
    strength = np.maximum(np.abs(daily), np.abs(total))
    findings = []
    for group in _components(strength >= options.move_together):
        within = np.ix_(group, group)
        pairs = strength[within][strength[within] >= options.move_together]
        by_length = not np.any(np.abs(daily[within]) >= options.move_together)
        findings.append(
            _together([panel.channels[i] for i in group], float(pairs.min()), by_length, panel.grain)
        )
    return findings


def _together(channels: Sequence[str], correlation: float, by_length: bool, grain: str) -> Finding:
    why = f", only because some {grain}s are longer than others" if by_length else ""
    message = (
        f"Spend on {listed(channels)} moves together (correlation {correlation:.3f} or more{why}). "
        "The data cannot say which of them earned the revenue, only what they earned together."
    )
    fix = f"Vary one of them alone for some weeks, say {channels[0]}, and keep the others; then train again."
    return Finding("channels_move_together", "warning", message, None, fix)


def _per_day(panel: Panel) -> pd.DataFrame:
    """Spend per day of each complete period (rows) and channel (columns)."""
    complete = panel.table[panel.table["complete"]]
    spend = complete[[SPEND + channel for channel in panel.channels]]
    return spend.set_axis(list(panel.channels), axis=1).div(complete["days"], axis=0)


def _correlation(spend: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation of the columns; 0 beside itself and beside a column that is constant."""
    centred = spend - spend.mean(axis=0)
    norm = np.sqrt((centred**2).sum(axis=0))
    constant = norm <= _CONSTANT * np.abs(spend).sum(axis=0)
    unit = centred / np.where(constant, 1.0, norm)
    correlation: NDArray[np.float64] = unit.T @ unit
    correlation[constant] = correlation[:, constant] = 0.0
    np.fill_diagonal(correlation, 0.0)
    return correlation


def _components(linked: NDArray[np.bool_]) -> list[list[int]]:
    """Connected components with more than one member, each ascending."""
    components: list[list[int]] = []
    left = set(range(len(linked)))
    while left:
        reached = frontier = {left.pop()}
        while frontier:
            neighbours = {int(j) for i in frontier for j in np.flatnonzero(linked[i])}
            frontier = neighbours - reached
            reached = reached | frontier
        left -= reached
        if len(reached) > 1:
            components.append(sorted(reached))
    return sorted(components)

"""Checks of what no row speaks of: days, and whole periods of a channel. They count as 0."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from spendcast_ingest.facts import REVENUE, channel_of, is_spend, series_place
from spendcast_ingest.findings import Finding, few
from spendcast_ingest.periods import NAMED, Calendar
from spendcast_ingest.sources import Source

_USUAL = 10 / 31
"""Share of days with rows from which a channel is one that reports by the day: ten days a month."""

_FEW = 0.5
"""Share of its usual days with rows below which a channel's period is thought to have lost rows."""


def missing_days(sources: Sequence[Source], complete: pd.PeriodIndex, calendar: Calendar) -> list[Finding]:
    """Days without any row, within what the files of days cover.

    Args:
        sources: all of them; only those of days are looked at.
        complete: the periods that are learned from.
        calendar: the calendar of the periods.

    Returns:
        A warning each for revenue and for spend as a whole (an info, if spend is rarer than every other day),
        and for the channels that have rows on far fewer days of some complete periods than usual.
    """
    parts = [source.facts for source in sources if source.recognised.grain == "day"]
    if not parts:
        return []
    days = pd.concat(parts).drop_duplicates(["file", "series", "day"])
    spend = days[is_spend(days)]
    return [
        *_missing_days("spend", spend),
        *_missing_days("revenue", days[~is_spend(days)]),
        *_missing_days_of_channels(spend, complete, calendar),
    ]


def _missing_days(name: str, facts: pd.DataFrame) -> list[Finding]:
    if facts.empty:
        return []
    span = pd.date_range(facts["day"].min(), facts["day"].max())
    missing = span.difference(pd.DatetimeIndex(facts["day"].unique()))
    if missing.empty:
        return []
    rare = name == "spend" and 2 * len(missing) > len(span)
    return [
        Finding.of(
            "missing_days",
            series_place(facts, set(facts["series"])),
            variant="rare" if rare else "some",
            role=name,
            count=len(missing),
            of=len(span),
            first=f"{missing[0]:%Y-%m-%d}",
        )
    ]


def _missing_days_of_channels(
    spend: pd.DataFrame, complete: pd.PeriodIndex, calendar: Calendar
) -> list[Finding]:
    lacking: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for series, facts in spend.groupby("series"):
        thin = _thin_periods(facts["day"].drop_duplicates(), complete, calendar)
        if not thin.empty:
            seen = zip(thin.index, thin["days"], thin["of"], strict=True)
            shares = tuple(f"{calendar.label(period)} ({days}/{of})" for period, days, of in seen)
            lacking[shares].append(str(series))
    return [
        Finding.of(
            "missing_days",
            series_place(spend, same),
            variant="of_channels",
            channels=few(map(channel_of, same)),
            periods=few(shares, NAMED),
        )
        for shares, same in lacking.items()
    ]


def _thin_periods(days: pd.Series, complete: pd.PeriodIndex, calendar: Calendar) -> pd.DataFrame:
    """Complete periods in which a channel that reports by the day has rows on few of them.

    Args:
        days: those with rows, each once.
        complete: the periods looked at.
        calendar: the calendar of the periods.

    Returns:
        Per period `days` with rows, `of` so many since the channel's first row.
    """
    counts = days.dt.to_period(calendar.freq).value_counts().sort_index()
    counts = counts[counts.index.isin(complete)]
    periods = pd.PeriodIndex(counts.index)
    since = periods.start_time.where(periods.start_time > days.min(), days.min())
    table = pd.DataFrame({"days": counts, "of": (periods.end_time.normalize() - since).days + 1})
    shares = table["days"] / table["of"]
    usual = shares.median()
    return table[(shares < _FEW * usual) & (usual >= _USUAL)]


def dark_periods(
    facts: pd.DataFrame, totals: pd.DataFrame, complete: pd.PeriodIndex, calendar: Calendar
) -> list[Finding]:
    """Complete periods without any row of a channel that has rows before them.

    Channels that usually skip periods, such as one that has rows once a quarter, are not told about.

    Args:
        facts: they give the files.
        totals: money per period and series, NaN where there is no row.
        complete: the periods that are learned from.
        calendar: the calendar of the periods.
    """
    lacking: dict[tuple[pd.Period, ...], list[str]] = defaultdict(list)
    for series, own in _regular(totals):
        dark = complete[complete > own[0]].difference(own)
        if not dark.empty:
            lacking[tuple(dark)].append(series)
    return [
        Finding.of(
            "dark_periods",
            series_place(facts, same),
            variant="since",
            channels=few(map(channel_of, same)),
            **calendar.named(dark),
        )
        for dark, same in lacking.items()
    ]


def late_channels(
    facts: pd.DataFrame, totals: pd.DataFrame, complete: pd.PeriodIndex, calendar: Calendar
) -> list[Finding]:
    """Complete periods before the first row of a channel whose files begin after those of others.

    A channel that begins within files of earlier time is not told about: these would hold its rows.

    Args:
        facts: they give the files.
        totals: money per period and series, NaN where there is no row.
        complete: the periods that are learned from.
        calendar: the calendar of the periods.
    """
    if complete.empty:
        return []
    begins = facts.groupby("series")["day"].min()
    late: dict[tuple[pd.Timestamp, tuple[str, ...]], list[str]] = defaultdict(list)
    for series, own in _regular(totals):
        files = facts.loc[facts["series"] == series, "file"].unique()
        beside = facts.loc[facts["file"].isin(files), "series"].unique()
        if own[0] > complete[0] and begins[beside].min() > complete[0].end_time:
            late[begins[series], tuple(sorted(files))].append(series)
    return [
        Finding.of(
            "dark_periods",
            series_place(facts, same),
            variant="before",
            channels=few(map(channel_of, same)),
            files=few(files),
            day=f"{first:%Y-%m-%d}",
            **calendar.named(complete[complete.start_time < first]),
        )
        for (first, files), same in late.items()
    ]


def _regular(totals: pd.DataFrame) -> Iterator[tuple[str, pd.PeriodIndex]]:
    """Channels with the periods of their rows, but for those that usually skip some."""
    for series in totals.columns.drop(REVENUE):
        own = pd.PeriodIndex(totals[series].dropna().index)
        if len(own) < 2 or np.median(np.diff(own.asi8)) <= 1:
            yield series, own

"""Checks of time: which periods are covered, wholly, in part, or not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from spendcast_ingest.facts import REVENUE, is_spend, shared_place
from spendcast_ingest.findings import Finding, Refused, Where, few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel
from spendcast_ingest.periods import Calendar
from spendcast_ingest.sources import Source

_REGULAR = 3
"""Periods from which their distance tells that amounts are totals of several, such as quarters."""


def covered(
    facts: pd.DataFrame, totals: pd.DataFrame, calendar: Calendar
) -> tuple[pd.PeriodIndex, list[Finding]]:
    """The periods from the first to the last for which there are both spend and revenue.

    Args:
        facts: with a column `period`; they give the places.
        totals: money per period and series, NaN where there is no row.
        calendar: the calendar of the periods.

    Returns:
        The periods; and findings: `periods_outside_overlap` and `gap`.

    Raises:
        Refused: `no_overlap`.
    """
    told = {
        "spend": pd.PeriodIndex(totals.drop(columns=REVENUE).dropna(how="all").index),
        "revenue": pd.PeriodIndex(totals[REVENUE].dropna().index),
    }
    first = max(periods.min() for periods in told.values())
    last = min(periods.max() for periods in told.values())
    if first > last:
        spans = {
            f"{name}_{end}": calendar.label(period)
            for name, own in told.items()
            for end, period in (("first", own.min()), ("last", own.max()))
        }
        raise Refused(Finding.of("no_overlap", grain=calendar.grain, **spans))
    periods = pd.period_range(first, last)
    findings = []
    for name, own in told.items():
        findings += _outside(name, own[(own < first) | (own > last)], calendar)
        missing = periods.difference(own)
        if not missing.empty:
            part = facts[is_spend(facts) == (name == "spend")]
            findings.append(_gap(name, part, missing, calendar, _every(own)))
    return periods, findings


def _outside(name: str, outside: pd.PeriodIndex, calendar: Calendar) -> list[Finding]:
    if outside.empty:
        return []
    other = "revenue" if name == "spend" else "spend"
    place = Where(column=name)
    return [Finding.of("periods_outside_overlap", place, role=name, other=other, **calendar.named(outside))]


def _every(told: pd.PeriodIndex) -> int:
    """How many periods apart three or more are, if all by the same number; else 1."""
    steps = set(np.diff(told.sort_values().asi8))
    return int(steps.pop()) if len(steps) == 1 and len(told) >= _REGULAR else 1


def _gap(name: str, facts: pd.DataFrame, missing: pd.PeriodIndex, calendar: Calendar, every: int) -> Finding:
    after = facts[facts["period"] > missing[0]].sort_values(["period", "file", "row"])
    first = after.iloc[0]
    place = shared_place(after[(after["file"] == first["file"]) & (after["row"] == first["row"])])
    files = few(sorted(facts["file"].unique()))
    variant = f"{name}_in_totals" if every > 1 else name
    return Finding.of("gap", place, variant=variant, files=files, every=every, **calendar.named(missing))


def completeness(
    sources: Sequence[Source], periods: pd.PeriodIndex, calendar: Calendar, as_of: dt.date
) -> tuple[pd.Series, list[Finding]]:
    """Which periods are complete.

    The first is not if a file of days or weeks begins within it, the last not if one of days ends within it;
    and none is that is not over before `as_of`.

    Returns:
        True or False per period; and a `partial_period` warning for each that is not complete.
    """
    files: dict[tuple[pd.Period, str, dt.date], list[str]] = defaultdict(list)
    first, last = periods[0], periods[-1]
    for file in (source.recognised for source in sources if source.recognised.grain != "month"):
        if first.start_time < pd.Timestamp(file.first) <= first.end_time:
            files[first, "begins", file.first].append(file.file)
        ends = file.grain == "day" and pd.Timestamp(file.last) < last.end_time.normalize()
        if ends and last.start_time <= pd.Timestamp(file.last):
            files[last, "ends", file.last].append(file.file)
    for period in periods[periods.end_time >= pd.Timestamp(as_of)]:
        files[period, "not_over", as_of] = []
    partial = {period for period, _, _ in files}
    complete = pd.Series([period not in partial for period in periods], index=periods)
    return complete, [
        Finding.of(
            "partial_period",
            Where(names[0]) if len(names) == 1 else None,
            variant=variant,
            period=calendar.label(period),
            grain=calendar.grain,
            files=few(names),
            day=day.isoformat(),
        )
        for (period, variant, day), names in sorted(files.items())
    ]


def periods_needed(panel: Panel, options: Options) -> int:
    """Complete periods below which nothing can be fitted."""
    coefficients = len(panel.channels) + 1  # and an intercept
    return max(options.min_periods(panel.grain), coefficients + 1)  # one to tell the noise by


def too_few_periods(
    panel: Panel, files: Sequence[str], calendar: Calendar, options: Options
) -> list[Finding]:
    """Too few complete periods to fit anything, or few for the number of channels."""
    place = Where(files[0]) if len(files) == 1 else None
    seen, channels = panel.complete_periods, len(panel.channels)
    needed = periods_needed(panel, options)
    advised = options.periods_per_channel * channels
    if seen >= max(needed, advised):
        return []
    variant = "needed" if seen < needed else "advised"
    return [
        Finding.of(
            "too_few_periods",
            place,
            variant=variant,
            count=seen,
            grain=calendar.grain,
            channels=channels,
            files=few(files),
            limit=needed if seen < needed else advised,
        )
    ]


def stale_data(panel: Panel, calendar: Calendar, as_of: dt.date, options: Options) -> list[Finding]:
    """The last complete period ended long before `as_of`."""
    complete = panel.table[panel.table["complete"]]
    if complete.empty:
        return []
    last = complete.iloc[-1]
    end = (last["start"] + pd.Timedelta(days=int(last["days"]) - 1)).date()
    age = (as_of - end).days
    if age <= options.stale_days(panel.grain):
        return []
    period = str(last["period"])
    return [Finding.of("stale_data", grain=calendar.grain, period=period, days=age, as_of=as_of.isoformat())]

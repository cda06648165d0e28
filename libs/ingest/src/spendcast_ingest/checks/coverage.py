"""Checks of time: which periods are covered, wholly, in part, or not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from spendcast_ingest.facts import REVENUE, is_spend, shared_place
from spendcast_ingest.findings import Finding, Refused, Where, counted, listed
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel
from spendcast_ingest.periods import Calendar
from spendcast_ingest.sources import Source


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
        spans = [
            f"{name} runs from {calendar.label(periods.min())} to {calendar.label(periods.max())}"
            for name, periods in told.items()
        ]
        message = f"Spend and revenue have no {calendar.grain} in common: {' and '.join(spans)}."
        raise Refused(Finding("no_overlap", "error", message, None, "Add files that cover the same time."))
    periods = pd.period_range(first, last)
    findings = []
    for name, own in told.items():
        findings += _outside(name, own[(own < first) | (own > last)], calendar)
        missing = periods.difference(own)
        if not missing.empty:
            findings.append(_gap(name, facts[is_spend(facts) == (name == "spend")], missing, calendar))
    return periods, findings


def _outside(name: str, outside: pd.PeriodIndex, calendar: Calendar) -> list[Finding]:
    if outside.empty:
        return []
    other = "revenue" if name == "spend" else "spend"
    message = f"There is {name} but no {other} for {calendar.named(outside)}: left out."
    fix = f"Add the {other} of that time if there is any."
    return [Finding("periods_outside_overlap", "warning", message, Where(column=name), fix)]


def _gap(name: str, facts: pd.DataFrame, missing: pd.PeriodIndex, calendar: Calendar) -> Finding:
    after = facts[facts["period"] > missing[0]].sort_values(["period", "file", "row"])
    first = after.iloc[0]
    place = shared_place(after[(after["file"] == first["file"]) & (after["row"] == first["row"])])
    files = listed(sorted(facts["file"].unique()))
    message = f"{files}: no {name} for {calendar.named(missing)}, though there is before and after."
    fix = "Add the missing rows" + ("; write 0 where nothing was spent." if name == "spend" else ".")
    return Finding("gap", "error", message, place, fix)


def completeness(
    sources: Sequence[Source], periods: pd.PeriodIndex, calendar: Calendar, as_of: dt.date
) -> tuple[pd.Series, list[Finding]]:
    """Which periods are complete.

    The first is not if a file of days begins within it, the last not if one ends within it; and none is that
    is not over before `as_of`.

    Returns:
        True or False per period; and a `partial_period` warning for each that is not complete.
    """
    reasons: dict[pd.Period, list[str]] = defaultdict(list)
    first, last = periods[0], periods[-1]
    for file in (source.recognised for source in sources if source.recognised.grain == "day"):
        if first.start_time < pd.Timestamp(file.first) <= first.end_time:
            reasons[first].append(f"{file.file} begins on {file.first}")
        if last.start_time <= pd.Timestamp(file.last) < last.end_time.normalize():
            reasons[last].append(f"{file.file} ends on {file.last}")
    for period in periods[periods.end_time >= pd.Timestamp(as_of)]:
        reasons[period].append(f"the {calendar.grain} is not over on {as_of}")
    complete = pd.Series([period not in reasons for period in periods], index=periods)
    return complete, [_partial(calendar, period, why) for period, why in sorted(reasons.items())]


def _partial(calendar: Calendar, period: pd.Period, reasons: Sequence[str]) -> Finding:
    label = calendar.label(period)
    message = f"{label} is not complete: {listed(reasons)}. It is kept, marked, and not learned from."
    fix = "Add the missing days, or wait until they are there."
    return Finding("partial_period", "warning", message, None, fix)


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
    data = f"{counted(seen, calendar.grain)} of complete data for {counted(channels, 'channel')}"
    have = f"There are {data} in {listed(files)}"
    if seen < needed:
        message = f"{have}; at least {needed} are needed."
        return [Finding("too_few_periods", "error", message, place, "Add older data.")]
    message = f"{have}; below {advised} the answers stay very uncertain."
    fix = "Add older data, or put small channels together."
    return [Finding("too_few_periods", "warning", message, place, fix)]


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
    message = f"The last complete {calendar.grain}, {last['period']}, ended {age:,} days before {as_of}."
    return [Finding("stale_data", "warning", message, None, "Add newer data.")]

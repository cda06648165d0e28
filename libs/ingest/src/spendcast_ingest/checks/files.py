"""Checks across files: the same thing told twice, something missing, the future."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from spendcast_ingest.facts import REVENUE, name_of
from spendcast_ingest.findings import Finding, Where, first_few, listed
from spendcast_ingest.headers import normalised
from spendcast_ingest.periods import Calendar
from spendcast_ingest.sources import Recognised, Source


def absent_role(sources: Sequence[Source]) -> list[Finding]:
    """No file holds spend, or none holds revenue."""
    wanted = {
        "spend": "channel, date and cost, or with a date and one column per channel",
        REVENUE: "date and revenue, or year, month and revenue",
    }
    taken = [source.recognised for source in sources]
    return [
        _absent(role, taken, f"Add a file with {columns}.")
        for role, columns in wanted.items()
        if not any(role in file.role for file in taken)
    ]


def _absent(role: str, taken: Sequence[Recognised], fix: str) -> Finding:
    seen = listed(f"{file.file} holds {file.role}" for file in taken)
    message = f"No file holds {role}{f': {seen}' if seen else ''}."
    place = Where(taken[0].file) if len(taken) == 1 else None
    return Finding(f"no_{role}", "error", message, place, fix)


def future_dates(source: Source, as_of: dt.date) -> list[Finding]:
    """Rows about a day, or a period that begins, after `as_of`."""
    facts = source.facts
    ahead = facts[facts["day"] > pd.Timestamp(as_of)].drop_duplicates("row")
    return first_few((_future(fact, as_of) for _, fact in ahead.iterrows()), len(ahead))


def _future(fact: pd.Series, as_of: dt.date) -> Finding:
    message = f"{fact['day']:%Y-%m-%d} lies after {as_of}, the day that this run speaks of."
    fix = "Correct the date, remove plans and forecasts from the file, or run with a later --as-of."
    return Finding("future_date", "error", message, Where(fact["file"], int(fact["row"])), fix)


def channel_names_alike(sources: Iterable[Source]) -> list[Finding]:
    """Channels whose names differ only in case, width, or spaces and dashes."""
    alike: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for channel in source.recognised.channels:
            alike[normalised(channel)].add(channel)
    return [
        Finding(
            "channel_names_alike",
            "warning",
            f"These channels are counted apart, though their names are alike: {listed(sorted(names))}.",
            None,
            "If they are one channel, write its name in one way.",
        )
        for names in alike.values()
        if len(names) > 1
    ]


def duplicate_across_files(sources: Iterable[Source], calendar: Calendar) -> list[Finding]:
    """The same channel, or revenue, for the same time in two files.

    Files that tell the same kind of period may share a month as long as they share no date; otherwise the
    panel's period counts.
    """
    holders: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        for series in source.facts["series"].unique():
            holders[series].append(source)
    findings: list[Finding] = []
    for series, found in sorted(holders.items()):
        if len(found) > 1:
            findings += _twice(series, found, calendar)
    return findings


def _twice(series: str, sources: Sequence[Source], calendar: Calendar) -> list[Finding]:
    facts = pd.concat([source.facts[source.facts["series"] == series] for source in sources])
    same_grain = len({source.recognised.grain for source in sources}) == 1
    slots = facts["day"] if same_grain else facts["day"].dt.to_period(calendar.freq)
    told = facts.assign(slot=slots).dropna(subset="slot").drop_duplicates(["file", "slot"])
    again = told[told.duplicated("slot")]
    pairs = ((told[told["slot"] == fact["slot"]].iloc[0], fact) for _, fact in again.iterrows())
    return first_few((_pair(series, one, two) for one, two in pairs), len(again))


def _pair(series: str, one: pd.Series, two: pd.Series) -> Finding:
    places = " and ".join(f"{fact['file']} row {fact['row']} ({fact['day']:%Y-%m-%d})" for fact in (one, two))
    message = f"Two files hold {name_of(series)} for the same time: {places}."
    fix = "Keep it in one of them; counted twice it would distort every result."
    return Finding("duplicate_across_files", "error", message, Where(two["file"], int(two["row"])), fix)

"""Checks across files: the same thing told twice, something missing, the future."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from spendcast_ingest.catalogue import Value
from spendcast_ingest.channel_sums import ChannelSum, channel_sums
from spendcast_ingest.facts import REVENUE, channel_of, is_spend
from spendcast_ingest.findings import Finding, Where, few, first_few
from spendcast_ingest.mapping import as_parts
from spendcast_ingest.overlaps import AGREED
from spendcast_ingest.periods import Calendar
from spendcast_ingest.sources import Source
from spendcast_ingest.total_names import is_total
from spendcast_ingest.vocabulary import ALL_CHANNELS

_RESTATED = 0.5
"""The share of the amounts told by two files up to which they may differ and yet be exports of the same."""


def absent_role(sources: Sequence[Source]) -> list[Finding]:
    """No file holds spend, or none holds revenue."""
    taken = [source.recognised for source in sources]
    seen = few(file.file for file in taken)
    place = Where(taken[0].file) if len(taken) == 1 else None
    variant = "others" if taken else "no_files"
    findings = []
    if not any("spend" in file.role for file in taken):
        findings.append(Finding.of("no_spend", place, variant=variant, files=seen))
    if not any(REVENUE in file.role for file in taken):
        findings.append(Finding.of("no_revenue", place, variant=variant, files=seen))
    return findings


def weeks_beside_days(sources: Sequence[Source]) -> list[Finding]:
    """Spend on days that are weeks apart, where all else is by day: weeks, or what was spent on Mondays."""
    taken = [source.recognised for source in sources if not source.facts.empty]
    weeks = [one for one in taken if one.grain == "week"]
    days = [one for one in taken if one.grain == "day"]
    if not weeks or not any("spend" in one.role for one in days) or any(one.role != "spend" for one in weeks):
        return []
    place = Where(weeks[0].file) if len(weeks) == 1 else None
    files = few(sorted(one.file for one in weeks))
    return [Finding.of("grains_do_not_fit", place, variant="weeks_and_days", files=files)]


def future_dates(source: Source, as_of: dt.date) -> list[Finding]:
    """Rows about a day, or a period that begins, after `as_of`."""
    facts = source.facts
    ahead = facts[facts["day"] > pd.Timestamp(as_of)].drop_duplicates("row")
    return first_few((_future(fact, as_of) for _, fact in ahead.iterrows()), len(ahead))


def _future(fact: pd.Series, as_of: dt.date) -> Finding:
    place = Where(fact["file"], int(fact["row"]))
    return Finding.of("future_date", place, day=f"{fact['day']:%Y-%m-%d}", as_of=as_of.isoformat())


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
    """Slots of time of which two files tell, unless each tells of a part by the user's word.

    Of two exports that overlap and agree but for a few slots, these are told.
    """
    facts = pd.concat([_told_by(source, series) for source in sources])
    same_grain = len({source.recognised.grain for source in sources}) == 1
    slots = facts["day"] if same_grain else facts["day"].dt.to_period(calendar.freq)
    told = facts.assign(slot=slots).dropna(subset="slot").drop_duplicates(["teller", "slot"])
    again = told[told.duplicated("slot")]
    before = told.drop_duplicates("slot").set_index("slot").loc[again["slot"]]
    differ = (before[AGREED].to_numpy() != again[AGREED].to_numpy()).any(axis=1)
    restated = same_grain and 0 < differ.sum() <= _RESTATED * len(differ)
    if restated:
        before, again = before[differ], again[differ]
    values = {"of": len(differ), "count": int(differ.sum())} if restated else {}
    snippet = as_parts(sorted({source.recognised.file for source in sources}))
    pairs = zip(before.iterrows(), again.iterrows(), strict=True)
    found = (_pair(series, one, two, snippet=snippet, **values) for (_, one), (_, two) in pairs)
    return first_few(found, len(again)) if len(again) else []


def _told_by(source: Source, series: str) -> pd.DataFrame:
    """The facts of one series, and by whom they are told: files that add up are one teller."""
    own = source.facts[source.facts["series"] == series]
    return own.assign(teller="" if source.adds_up else own["file"])


def _pair(series: str, one: pd.Series, two: pd.Series, **values: Value) -> Finding:
    kind = "revenue" if series == REVENUE else "spend"
    return Finding.of(
        "duplicate_across_files",
        Where(two["file"], int(two["row"])),
        variant=f"{kind}_differs" if "of" in values else kind,
        channel=channel_of(series),
        first_file=one["file"],
        first_row=int(one["row"]),
        first_day=f"{one['day']:%Y-%m-%d}",
        first_amount=float(one["amount"]),
        file=two["file"],
        row=int(two["row"]),
        day=f"{two['day']:%Y-%m-%d}",
        amount=float(two["amount"]),
        **values,
    )


def called_totals(sources: Iterable[Source]) -> list[Finding]:
    """Channels that are called totals and stand alone in their files, beside channels of others."""
    facts = _spend(sources)
    called = (one for one in facts["series"].unique() if is_total(channel_of(one), ALL_CHANNELS))
    return [finding for series in called for finding in _called_total(facts, series)]


def _called_total(facts: pd.DataFrame, series: str) -> list[Finding]:
    own = facts["series"] == series
    files = _files(facts[own])
    if own.all() or not own[facts["file"].isin(files)].all():
        return []
    values = {"channel": channel_of(series), "files": few(files)}
    return [Finding.of("duplicate_across_files", _place(files), variant="called_total", **values)]


def sum_across_files(sources: Iterable[Source], calendar: Calendar) -> list[Finding]:
    """A channel that is the sum of others, or the same as one in another file.

    They are judged under the names that the files write, and under those that the user wants: what the user
    joins may be the sum of its parts, and may be a part of another sum. Days are compared if all files tell
    of the same kind of period, else the panel's periods.

    Args:
        sources: with the names that the user wants, see `rename_channels`.
        calendar: of the panel's periods.
    """
    spend = [source for source in sources if is_spend(source.facts).any()]
    if len(spend) < 2:
        return []
    facts = _spend(spend)
    if len({source.recognised.grain for source in spend}) > 1:
        facts = facts.assign(day=facts["day"].dt.to_period(calendar.freq).dt.start_time)
    found = _first_sum(facts.assign(series=facts["written"], wanted=facts["series"]))
    if found is None and (facts["series"] != facts["written"]).any():
        found = _first_sum(facts.assign(wanted=facts["series"]))
    return [_sum(found)] if found else []


def _first_sum(facts: pd.DataFrame) -> ChannelSum | None:
    """The first channel that is the sum of several, or the same as one not joined with it."""
    return next((one for one in channel_sums(facts) if len(one.names) > 1 or _stands_apart(one)), None)


def _spend(sources: Iterable[Source]) -> pd.DataFrame:
    facts = pd.concat([source.facts for source in sources], ignore_index=True)
    return facts[is_spend(facts)]


def _stands_apart(found: ChannelSum) -> bool:
    return all(set(found.facts[name]).isdisjoint(found.parts[name]) for name in ("file", "wanted"))


def _sum(found: ChannelSum) -> Finding:
    files = _files(found.facts)
    return Finding.of(
        "duplicate_across_files",
        _place(files),
        variant="sum" if len(found.names) > 1 else "same",
        channel=found.name,
        name=found.names[0],
        file=few(files),
        parts=few(found.names),
        files=few(_files(found.parts)),
    )


def _place(files: Sequence[str]) -> Where | None:
    return Where(files[0]) if len(files) == 1 else None


def _files(facts: pd.DataFrame) -> list[str]:
    return sorted(facts["file"].unique())

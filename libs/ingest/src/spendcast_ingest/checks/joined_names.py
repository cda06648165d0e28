"""Checks of names that the user joins: two accounts of one channel, or the same money under two names."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from spendcast_ingest.facts import channel_of, is_spend
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.mapping import as_parts
from spendcast_ingest.periods import Calendar
from spendcast_ingest.sibling_sums import APART, adds_up, stays_near
from spendcast_ingest.sources import Source

_MOST = 0.5
"""The share of equal amounts from which two names tell of the same money; two accounts hardly agree."""


class _Pair(NamedTuple):
    """Facts of one name, and of the others that are joined with it; each with its `slot` of time."""

    one: pd.DataFrame
    two: pd.DataFrame


def joined_twice(sources: Sequence[Source], calendar: Calendar) -> list[Finding]:
    """Channels that the user joins, of which one tells the amounts of another, or of the others together.

    Unless all files that tell of them add up by the user's word. Days are compared if the files tell of the
    same kind of period, else the panel's periods.

    Args:
        sources: with the names that the user wants, see `rename_channels`.
        calendar: of the panel's periods.
    """
    adding = {source.recognised.file for source in sources if source.adds_up}
    grains = {source.recognised.file: source.recognised.grain for source in sources}
    facts = pd.concat([source.facts for source in sources], ignore_index=True)
    facts = facts[is_spend(facts)]
    several = facts.groupby("series")["written"].transform("nunique") > 1
    findings = []
    for series, joined in facts[several].groupby("series"):
        same_grain = joined["file"].map(grains).nunique() == 1
        slots = joined["day"] if same_grain else joined["day"].dt.to_period(calendar.freq).dt.start_time
        told = (_twice(pair, str(series)) for pair in _pairs(joined.assign(slot=slots), adding))
        findings += [found for found in told if found][:1]
    return findings


def _pairs(joined: pd.DataFrame, adding: set[str]) -> Iterator[_Pair]:
    by_name = {str(name): facts for name, facts in joined.groupby("written")}
    pairs = [_Pair(by_name[one], by_name[two]) for one, two in combinations(sorted(by_name), 2)]
    if len(by_name) > 2:
        pairs += [_Pair(facts, joined[joined["written"] != name]) for name, facts in by_name.items()]
    return (pair for pair in pairs if not set(pd.concat(pair)["file"]) <= adding)


def _twice(pair: _Pair, series: str) -> Finding | None:
    """The finding, if both tell the same amounts wherever both tell any, or nearly so."""
    sums = [facts.groupby("slot")["amount"].sum() for facts in pair]
    both = pd.concat(sums, axis=1, join="inner", keys=["one", "two"]).sort_index()
    both = both[(both != 0).any(axis=1)]
    one, two = both["one"].to_numpy(), both["two"].to_numpy()
    equal = adds_up(one, two) | adds_up(two, one)
    if equal.sum() < max(1, _MOST * len(both)):
        if not stays_near(one, two, APART):
            return None
        equal = np.abs(one - two) <= APART * np.abs(one)
    shown = int((one == two).argmin())
    row = pair.two[pair.two["slot"] == both.index[shown]].iloc[0]
    files = [sorted(facts["file"].unique()) for facts in pair]
    return Finding.of(
        "duplicate_across_files",
        Where(str(row["file"]), int(row["row"])),
        variant="joined",
        channel=channel_of(series),
        name=channel_of(pair.one["written"].iloc[0]),
        parts=few(channel_of(name) for name in sorted(pair.two["written"].unique())),
        first_file=few(files[0]),
        files=few(files[1]),
        count=int(equal.sum()),
        of=len(both),
        day=f"{both.index[shown]:%Y-%m-%d}",
        first_amount=float(one[shown]),
        amount=float(two[shown]),
        snippet=as_parts(sorted({*files[0], *files[1]})),
    )

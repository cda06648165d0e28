"""Files that tell of the same days: exports that overlap are taken once, if they agree without doubt."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pandas as pd

from spendcast_ingest.findings import Finding, Where
from spendcast_ingest.sources import Source

_KEYS = ["series", "day"]
AGREED = ["amount", "count", "mark"]
"""What is the same in two facts if they are one."""

_TELLING = 6
"""Different amounts of one series in common, from which equal files are no coincidence: a channel with one
budget for weekdays and one for weekends looks the same in two exports of different campaigns. If there are
fewer, half of all amounts must differ."""


def take_once(sources: Sequence[Source]) -> tuple[list[Source], list[Finding]]:
    """Drop from the later of two files, by name, what the earlier tells too.

    Only where both have the same kind of period and shape, and every amount that both tell of, the number of
    rows that it is the sum of, and what tells these apart, such as their campaigns, are the same. All else
    stays, to be refused, or to be added up if the user says so.

    Args:
        sources: their series have their common names.

    Returns:
        The sources, and an info for each that told anything twice.
    """
    kept = list(sources)
    findings: list[Finding] = []
    for one, two in combinations(range(len(kept)), 2):
        first, second = kept[one], kept[two]
        if first.adds_up and second.adds_up:
            continue
        if (first.recognised.grain, first.recognised.shape) != (
            second.recognised.grain,
            second.recognised.shape,
        ):
            continue
        both = first.facts.merge(second.facts, on=_KEYS, suffixes=("", "_again"))
        if both.empty or not _are_the_same(both):
            continue
        twice = pd.MultiIndex.from_frame(second.facts[_KEYS]).isin(pd.MultiIndex.from_frame(both[_KEYS]))
        kept[two] = replace(second, facts=second.facts[~twice].reset_index(drop=True))
        findings.append(_taken_once(first.recognised.file, second.recognised.file, both))
    return kept, findings


def _are_the_same(both: pd.DataFrame) -> bool:
    equal = (both[AGREED].to_numpy() == both[[f"{name}_again" for name in AGREED]].to_numpy()).all(axis=1)
    named = bool((both["mark"] != 0).all())  # equal marks: the same campaigns, whatever their budgets
    return bool(equal.all()) and (named or _tells(both) or not both["amount"].any())


def _tells(both: pd.DataFrame) -> bool:
    """Whether there are so many different amounts that it is no coincidence if they are the same twice."""
    spent = both[both["amount"] > 0]
    different = spent["amount"].nunique()
    varied = spent.groupby("series")["amount"].nunique().max() >= _TELLING
    return bool(varied or (different > 1 and different >= len(spent) / 2))


def _taken_once(first: str, second: str, both: pd.DataFrame) -> Finding:
    days = {"first": f"{both['day'].min():%Y-%m-%d}", "last": f"{both['day'].max():%Y-%m-%d}"}
    return Finding.of("overlap_taken_once", Where(second), file=first, again=second, count=len(both), **days)

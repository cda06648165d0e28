"""Check against an earlier panel: what was closed then should be the same now."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from spendcast_ingest.facts import REVENUE, SPEND, channel_of, series_place
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel, grain_of_labels, read_panel
from spendcast_ingest.periods import NAMED, PanelGrain

_CENT = 0.005
"""Change of an amount that is only rounding."""


def closed_periods_revised(
    panel: Panel, earlier: bytes, facts: pd.DataFrame, options: Options
) -> list[Finding]:
    """Amounts of closed periods that are other than they were, and periods or channels that went away.

    A period is closed if it was complete in the earlier panel.

    Args:
        panel: the panel of today.
        earlier: CSV of the panel before.
        facts: of today's panel; they give the places.
        options: `small_revision` decides between warning and info.
    """
    try:
        table = read_panel(earlier)
    except ValueError as error:
        return [Finding.of("history_not_compared", variant="unreadable", reason=str(error))]
    before = table[table["complete"]].set_index("period")
    if before.empty:
        return []
    was = grain_of_labels(before.index)
    if was != panel.grain:
        return [Finding.of("history_not_compared", variant="grain", before=was, now=panel.grain)]
    after = panel.table.set_index("period")
    findings = _gone(before.index.difference(after.index), panel.grain)
    both = before.index.intersection(after.index)
    old, new = _money(before.loc[both]), _money(after.loc[both])
    renamed = _renamed(old, new)
    for was_called, is_called in renamed.items():
        channels = {"before": channel_of(was_called), "now": channel_of(is_called)}
        place = series_place(facts, [is_called])
        findings.append(Finding.of("closed_periods_revised", place, variant="channel_renamed", **channels))
    old, new = old.drop(columns=list(renamed)), new.drop(columns=list(renamed.values()))
    return [*findings, *_revised(old, new, panel, facts, options)]


def _gone(periods: pd.Index, grain: PanelGrain) -> list[Finding]:
    if periods.empty:
        return []
    names = few(periods, NAMED)
    return [
        Finding.of(
            "closed_periods_revised", variant="periods_gone", count=len(periods), grain=grain, periods=names
        )
    ]


def _money(table: pd.DataFrame) -> pd.DataFrame:
    return table[[name for name in table.columns if name == REVENUE or name.startswith(SPEND)]]


def _renamed(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """Channels that went away, and the new one with the very same amounts, which is not 0 throughout."""
    fresh = list(new.columns.difference(old.columns))
    renamed: dict[str, str] = {}
    for series in old.columns.difference(new.columns):
        same = [name for name in fresh if old[series].any() and np.allclose(old[series], new[name])]
        if len(same) == 1:
            renamed[series] = same[0]
            fresh.remove(same[0])
    return renamed


def _revised(
    old: pd.DataFrame, new: pd.DataFrame, panel: Panel, facts: pd.DataFrame, options: Options
) -> Iterator[Finding]:
    """A finding per series that changed; a channel that is not there counts as 0."""
    every = old.columns.union(new.columns, sort=False)
    old, new = (table.reindex(columns=every, fill_value=0.0) for table in (old, new))
    for series in every:
        changed = (new[series] - old[series]).abs() > _CENT
        if not changed.any():
            continue
        was, now = old.loc[changed, series], new.loc[changed, series]
        share = ((now - was).abs() / was.where(was != 0)).fillna(np.inf).max()
        role = REVENUE if series == REVENUE else "spend"
        place = series_place(facts, [series]) if series in panel.table else Where(column=series)
        yield Finding.of(
            "closed_periods_revised",
            place,
            variant=role if share > options.small_revision else f"{role}_slightly",
            channel=channel_of(series),
            count=int(changed.sum()),
            grain=panel.grain,
            changes=few((f"{name}: {a:,.12g} → {b:,.12g}" for name, a, b in _pairs(was, now)), NAMED),
        )


def _pairs(was: pd.Series, now: pd.Series) -> Iterator[tuple[str, float, float]]:
    return zip(was.index, was, now, strict=True)

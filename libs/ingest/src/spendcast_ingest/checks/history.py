"""Check against what earlier runs read: what was closed then should be the same now."""

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from spendcast_ingest.experiments import COLUMNS, Experiments
from spendcast_ingest.facts import CONTROL, REVENUE, SPEND, channel_of, series_place
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel, grain_of_labels, read_panel
from spendcast_ingest.periods import NAMED, PanelGrain

_CENT = 0.005
"""Change of an amount that is only rounding."""

_ROUNDING = 1e-6
"""Change of a control, as a share of it, that is only rounding."""

_TEST = list(COLUMNS[:3])
"""What tells an experiment from others."""


class Earlier(Protocol):
    """What an earlier run read: the CSV of its panel, and of its experiments if there were any."""

    @property
    def panel(self) -> bytes:
        """The panel's CSV."""

    @property
    def experiments(self) -> bytes | None:
        """The experiments' CSV; None if there were none."""


class _Known(NamedTuple):
    """What an earlier run read: closed periods, and experiments by channel and days."""

    closed: pd.DataFrame
    tests: pd.DataFrame


class _NotComparable(Exception):
    """Carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def closed_periods_revised(
    panel: Panel,
    experiments: Experiments | None,
    earlier: Sequence[Earlier],
    facts: pd.DataFrame,
    options: Options,
) -> list[Finding]:
    """What was closed and is other than it was, or went away: amounts, channels, controls, experiments.

    A period is closed if it was complete in an earlier panel. A change is told once, from the first of the
    earlier runs that knows of it.

    Args:
        panel: the panel of today.
        experiments: those of today.
        earlier: what earlier runs read.
        facts: of today's panel; they give the places.
        options: `small_revision` decides between warning and info.
    """
    known: list[_Known] = []
    findings: list[Finding] = []
    for one in earlier:
        try:
            known.append(_known(one, panel.grain))
        except _NotComparable as error:
            findings += [error.finding] if error.finding not in findings else []
    if known:
        findings += _panel_revised(panel, [one.closed for one in known], facts, options)
        findings += _tests_revised(experiments, [one.tests for one in known])
    return findings


def _known(earlier: Earlier, grain: PanelGrain) -> _Known:
    try:
        table = read_panel(earlier.panel)
        tests = _tests(pd.read_csv(io.BytesIO(earlier.experiments)) if earlier.experiments else None)
    except (ValueError, KeyError) as error:
        raise _NotComparable(Finding.of("history_not_compared", variant="unreadable")) from error
    closed = table[table["complete"]].set_index("period")
    was = grain_of_labels(closed.index) if len(closed) else grain
    if was != grain:
        raise _NotComparable(Finding.of("history_not_compared", variant="grain", before=was, now=grain))
    return _Known(closed, tests)


def _panel_revised(
    panel: Panel, before: Sequence[pd.DataFrame], facts: pd.DataFrame, options: Options
) -> list[Finding]:
    now = panel.table.set_index("period")
    gone = reduce(pd.Index.union, [closed.index.difference(now.index) for closed in before])
    renamed: dict[str, str] = {}
    revised: list[pd.DataFrame] = []
    lost: set[str] = set()
    for closed in before:
        both = closed.index.intersection(now.index)
        old, new = _amounts(closed.loc[both]), _amounts(now.loc[both])
        names = _renamed(old, new)
        renamed |= names
        lost |= {name for name in old.columns.difference(new.columns) if name.startswith(CONTROL)}
        revised.append(_revised(old.drop(columns=list(names)), new.drop(columns=list(names.values()))))
    return [
        *_gone(gone, panel.grain),
        *(_channel_renamed(was, name, facts) for was, name in renamed.items()),
        *(_control_gone(series) for series in sorted(lost)),
        *_changes(reduce(pd.DataFrame.combine_first, revised), now, panel, facts, options),
    ]


def _gone(periods: pd.Index, grain: PanelGrain) -> list[Finding]:
    if periods.empty:
        return []
    names = few(periods, NAMED)
    return [
        Finding.of(
            "closed_periods_revised", variant="periods_gone", count=len(periods), grain=grain, periods=names
        )
    ]


def _channel_renamed(was: str, now: str, facts: pd.DataFrame) -> Finding:
    channels = {"before": channel_of(was), "now": channel_of(now)}
    place = series_place(facts, [now])
    return Finding.of("closed_periods_revised", place, variant="channel_renamed", **channels)


def _control_gone(series: str) -> Finding:
    name = series.removeprefix(CONTROL)
    return Finding.of("closed_periods_revised", Where(column=series), variant="control_gone", name=name)


def _amounts(table: pd.DataFrame) -> pd.DataFrame:
    return table[[name for name in table.columns if name == REVENUE or name.startswith((SPEND, CONTROL))]]


def _renamed(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """Channels that went away, and the new one with the very same amounts, which is not 0 throughout."""
    fresh = [name for name in new.columns.difference(old.columns) if name.startswith(SPEND)]
    renamed: dict[str, str] = {}
    for series in old.columns.difference(new.columns):
        same = [name for name in fresh if old[series].any() and np.allclose(old[series], new[name])]
        if len(same) == 1:
            renamed[series] = same[0]
            fresh.remove(same[0])
    return renamed


def _revised(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """What amounts were that are other now; NaN for the rest.

    A channel that is not there counts as 0; a control is compared where it is in both.
    """
    every = old.columns.union(new.columns, sort=False)
    shared = old.columns.intersection(new.columns)
    compared = [name for name in every if name in shared or not name.startswith(CONTROL)]
    old, new = (table.reindex(columns=compared, fill_value=0.0) for table in (old, new))
    rounding = pd.DataFrame(_CENT, index=old.index, columns=compared)
    controls = [name for name in compared if name.startswith(CONTROL)]
    rounding[controls] = old[controls].abs() * _ROUNDING
    return old.where((new - old).abs() > rounding)


def _changes(
    revised: pd.DataFrame, now: pd.DataFrame, panel: Panel, facts: pd.DataFrame, options: Options
) -> Iterator[Finding]:
    """A finding per series that changed."""
    for series in revised.columns[revised.notna().any()]:
        was = revised[series].dropna()
        new = now[series].loc[was.index] if series in now else 0 * was
        share = ((new - was).abs() / was.abs().where(was != 0)).fillna(np.inf).max()
        role = REVENUE if series == REVENUE else "spend" if series.startswith(SPEND) else "control"
        place = series_place(facts, [series]) if series in panel.table else Where(column=series)
        yield Finding.of(
            "closed_periods_revised",
            place,
            variant=role if share > options.small_revision else f"{role}_slightly",
            **{"name" if role == "control" else "channel": channel_of(series.removeprefix(CONTROL))},
            count=len(was),
            grain=panel.grain,
            changes=few((f"{name}: {a:,.12g} → {b:,.12g}" for name, a, b in _pairs(was, new)), NAMED),
        )


def _pairs(was: pd.Series, now: pd.Series) -> Iterator[tuple[str, float, float]]:
    return zip(was.index, was, now, strict=True)


def _tests(table: pd.DataFrame | None) -> pd.DataFrame:
    """What experiments brought in and their error, by channel, first and last day (texts)."""
    found = pd.DataFrame(columns=list(COLUMNS)) if table is None else table[list(COLUMNS)]
    days = {name: pd.to_datetime(found[name]).dt.strftime("%Y-%m-%d") for name in _TEST[1:]}
    return found.assign(**days).astype({"channel": str}).set_index(_TEST).astype("float64")


def _tests_revised(experiments: Experiments | None, before: Iterable[pd.DataFrame]) -> Iterator[Finding]:
    old = reduce(pd.DataFrame.combine_first, before)
    new = _tests(experiments.table if experiments else None)
    gone = old.index.difference(new.index)
    if len(gone):
        names = few(", ".join(test) for test in gone)
        yield Finding.of("closed_periods_revised", variant="experiments_gone", names=names)
    both = old.index.intersection(new.index)
    was, now = old.loc[both], new.loc[both]
    changed = ((now - was).abs() > _CENT).any(axis=1)
    if changed.any():
        rows = zip(both[changed], was[changed].to_numpy(), now[changed].to_numpy(), strict=True)
        changes = few(f"{', '.join(test)}: {_result(a)} → {_result(b)}" for test, a, b in rows)
        yield Finding.of("closed_periods_revised", variant="experiments", changes=changes)


def _result(measured: "np.typing.NDArray[np.float64]") -> str:
    revenue, error = measured
    return f"{revenue:,.12g} ± {error:,.12g}"

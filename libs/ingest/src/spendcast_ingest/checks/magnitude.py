"""Checks of sizes: amounts in another unit than the others, and single amounts far from what is usual."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.facts import REVENUE, channel_of, place
from spendcast_ingest.findings import Finding, Where, few, first_few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel
from spendcast_ingest.periods import NAMED

_LEAST = 6
"""Amounts above zero from which it can be said what is usual."""

_VOID = 10.0
"""Factor between the groups of small and large amounts within which there is none, in a change of unit."""

_UNITS = (100, 1000)
_NEAR = 2.5
"""Factor within which a ratio counts as one of the units: amounts vary besides."""


class _Amounts(NamedTuple):
    """Money per day of the complete periods in which it was above zero; the index is the panel's."""

    series: str
    per_day: pd.Series

    @property
    def role(self) -> str:
        return REVENUE if self.series == REVENUE else "spend"

    @property
    def usual(self) -> float:
        return float(self.per_day.median())


class _Jump(NamedTuple):
    """Periods (positions in the panel) of a series that are about `factor` times as `size` as all others."""

    size: Literal["large", "small"]
    factor: int
    odd: tuple[int, ...]
    usual: float


def unusual_amounts(panel: Panel, facts: pd.DataFrame, options: Options) -> list[Finding]:
    """Series that changed their unit (`unit_jump`), and of the others single amounts far off (`outlier`).

    A unit changed if the amounts per day fall into two groups, a void of a factor of ten or more between them
    and each narrower than that void, whose medians are about 100 or 1,000 times apart. An amount per day is
    far off if its logarithm lies outside Tukey's fences and it is many times the median.

    Args:
        panel: the panel.
        facts: its facts, with a column `period`; they give the places.
        options: how far is far, and whether units are looked at.
    """
    jumps: dict[tuple[object, ...], list[tuple[_Amounts, _Jump]]] = defaultdict(list)
    findings: list[Finding] = []
    for amounts in _series(panel):
        jump = _jump(amounts.per_day) if options.check_units else None
        if jump is None:
            findings += _outliers(amounts, panel, facts, options)
        else:
            jumps[amounts.role, jump.size, jump.factor, jump.odd].append((amounts, jump))
    return [*(_unit_jump(alike, panel, facts) for alike in jumps.values()), *findings]


def _jump(per_day: pd.Series) -> _Jump | None:
    large = _large_group(per_day.to_numpy())
    if large is None:
        return None
    high, low = per_day[large], per_day[~large]
    ratio = high.median() / low.median()
    factor = next((unit for unit in _UNITS if 1 / _NEAR <= ratio / unit <= _NEAR), None)
    if factor is None:
        return None
    odd, rest = (high, low) if len(high) <= len(low) else (low, high)
    size: Literal["large", "small"] = "large" if odd is high else "small"
    return _Jump(size, factor, tuple(odd.index), float(rest.median()))


def _unit_jump(alike: Sequence[tuple[_Amounts, _Jump]], panel: Panel, facts: pd.DataFrame) -> Finding:
    """The same jump of one series or several.

    It is certain for revenue and for several channels at once. One channel may burst a hundredfold, and a
    campaign that ends leaves tiny rests.
    """
    amounts, jump = alike[0]
    burst_or_rest = jump.size == "small" or jump.factor < _UNITS[-1]
    perhaps = "_perhaps" if amounts.role == "spend" and len(alike) == 1 and burst_or_rest else ""
    rows = panel.table.loc[list(jump.odd)]
    first = rows.iloc[0]
    return Finding.of(
        "unit_jump",
        _place(facts, amounts.series, first["start"]),
        variant=f"{amounts.role}_{jump.size}{perhaps}",
        channels=few(channel_of(one.series) for one, _ in alike),
        first=channel_of(amounts.series),
        factor=jump.factor,
        count=len(rows),
        grain=panel.grain,
        periods=few(rows["period"], NAMED),
        seen=_rounded(first[amounts.series]),
        usual=_rounded(jump.usual * first["days"]),
    )


def _large_group(per_day: NDArray[np.float64]) -> NDArray[np.bool_] | None:
    """Which amounts are the larger of two groups that lie far apart; None where there are no such groups."""
    if len(per_day) < _LEAST:
        return None
    ascending = np.sort(np.log10(per_day))
    gaps = np.diff(ascending)
    cut = int(gaps.argmax())
    widths = ascending[cut] - ascending[0], ascending[-1] - ascending[cut + 1]
    if gaps[cut] < max(np.log10(_VOID), *widths):
        return None
    large: NDArray[np.bool_] = np.log10(per_day) > ascending[cut]
    return large


def _outliers(amounts: _Amounts, panel: Panel, facts: pd.DataFrame, options: Options) -> list[Finding]:
    if len(amounts.per_day) < _LEAST:
        return []
    far = amounts.per_day[_far(amounts, options)]
    rows = (panel.table.loc[index] for index in far.index)
    return first_few((_outlier(amounts, row, facts) for row in rows), len(far))


def _far(amounts: _Amounts, options: Options) -> NDArray[np.bool_]:
    logs = np.log10(amounts.per_day.to_numpy())
    lower, middle, upper = np.percentile(logs, [25, 50, 75])
    reach = options.outlier_fences * (upper - lower)
    factor = np.log10(options.outlier_factor)
    far: NDArray[np.bool_] = (logs > upper + reach) & (logs >= middle + factor)
    if amounts.role == REVENUE:  # a channel may rest, sales do not
        far |= (logs < lower - reach) & (logs <= middle - factor)
    return far


def _outlier(amounts: _Amounts, row: pd.Series, facts: pd.DataFrame) -> Finding:
    seen = float(row[amounts.series])
    usual = amounts.usual * row["days"]
    return Finding.of(
        "outlier",
        _place(facts, amounts.series, row["start"]),
        variant="spend" if amounts.role == "spend" else "revenue_high" if seen > usual else "revenue_low",
        channel=channel_of(amounts.series),
        period=str(row["period"]),
        seen=_rounded(seen),
        usual=_rounded(usual),
        times=round(max(seen / usual, usual / seen), 1),
    )


def _series(panel: Panel) -> list[_Amounts]:
    complete = panel.table[panel.table["complete"]]
    series = [REVENUE, *(name for name in panel.spend_columns)]
    per_day = complete[series].div(complete["days"], axis=0)
    return [_Amounts(name, per_day.loc[per_day[name] > 0, name]) for name in series]


def _place(facts: pd.DataFrame, series: str, start: pd.Timestamp) -> Where:
    """The first row of a series in a period."""
    own = facts[(facts["series"] == series) & (facts["period"].dt.start_time == start)]
    return place(own.sort_values(["file", "row"]).iloc[0])


def _rounded(amount: float) -> float:
    """An amount for a sentence: at most four digits matter."""
    return float(f"{amount:.4g}")

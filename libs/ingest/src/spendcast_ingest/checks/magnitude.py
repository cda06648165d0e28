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

_VOID = 5.0
"""Factor between the groups of small and large amounts within which there is none, in a change of unit."""

_WIDER = 1.5
"""How many times as wide as either group that void is, in logarithms; growth leaves none such."""

_LASTING = 3
"""Periods at either end of the data from which a jump by ten counts: a single one is an outlier."""


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
    lasting: bool


def unusual_amounts(panel: Panel, facts: pd.DataFrame, options: Options) -> list[Finding]:
    """Series that changed their unit (`unit_jump`), and of the others single amounts far off (`outlier`).

    A unit changed if the amounts per day fall into two groups, far narrower than the void between them, whose
    medians are some power of ten apart: 100 or more wherever they lie, and ten for revenue or for several
    channels if it is so from some period on. An amount per day is far off if its logarithm lies outside
    Tukey's fences and it is many times the median.

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
    told = (alike for alike in jumps.values() if not _may_be_scaled_up(alike))
    return [*(_unit_jump(alike, panel, facts) for alike in told), *findings]


def _jump(per_day: pd.Series) -> _Jump | None:
    large = _large_group(per_day.to_numpy())
    if large is None:
        return None
    high, low = per_day[large], per_day[~large]
    factor = 10 ** round(np.log10(high.median() / low.median()))
    odd, rest = (high, low) if len(high) <= len(low) else (low, high)
    lasting = odd.index[0] > rest.index[-1] or odd.index[-1] < rest.index[0]
    if factor == 10 and (not lasting or len(odd) < _LASTING):
        return None
    size: Literal["large", "small"] = "large" if odd is high else "small"
    return _Jump(size, factor, tuple(odd.index), float(rest.median()), lasting)


def _may_be_scaled_up(alike: Sequence[tuple[_Amounts, _Jump]]) -> bool:
    """Whether it is one channel on which ten times as much is spent from some period on."""
    amounts, jump = alike[0]
    return amounts.role == "spend" and len(alike) == 1 and jump.factor == 10


def _is_certain(alike: Sequence[tuple[_Amounts, _Jump]]) -> bool:
    """Whether nothing but a change of unit makes amounts jump so.

    Revenue and several channels at once do not by themselves, but for a jump by ten. One channel may burst a
    hundredfold, and a campaign that ends leaves tiny rests, though not for long.
    """
    amounts, jump = alike[0]
    if amounts.role == REVENUE or len(alike) > 1:
        return jump.factor > 10
    if jump.size == "large":
        return jump.factor >= 1_000
    return jump.factor >= 10_000 and jump.lasting and len(jump.odd) >= _LEAST


def _unit_jump(alike: Sequence[tuple[_Amounts, _Jump]], panel: Panel, facts: pd.DataFrame) -> Finding:
    """The same jump of one series or several."""
    amounts, jump = alike[0]
    perhaps = "" if _is_certain(alike) else "_perhaps"
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
    if gaps[cut] < max(np.log10(_VOID), _WIDER * max(widths)):
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

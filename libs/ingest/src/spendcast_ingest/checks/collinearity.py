"""Check of channels whose spend moves together, two by two or as parts of a sum."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.findings import Finding, few
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel, spend_per_day

_CONSTANT = 1e-9
"""Relative variation below which a series is constant but for rounding."""

_SINGULAR = 1e-12
"""Smallest eigenvalue of a correlation matrix that is told from zero."""

_TIED = 0.5
"""Partial correlation from which a channel belongs to the sum that explains another one. Near 0 for channels
of other sums; 0.6 where twenty equal channels make up a sum."""


class _Ties(NamedTuple):
    """How K channels move together.

    Attributes:
        correlation: absolute, of each two, shape (K, K).
        multiple: correlation of each with the best weighted sum of all others, shape (K,).
        pairs: which two move together by themselves, shape (K, K).
        sums: which two belong to one sum, shape (K, K).
    """

    correlation: NDArray[np.float64]
    multiple: NDArray[np.float64]
    pairs: NDArray[np.bool_]
    sums: NDArray[np.bool_]


def channels_move_together(panel: Panel, options: Options) -> list[Finding]:
    """Groups of channels whose spend moves so closely together that no model can tell them apart.

    Two channels are linked if the absolute correlation of their spend, in total or per day, over the complete
    periods reaches `options.move_together`; or if the multiple correlation R of one of them with all other
    channels does, and the other has part in that. A group is a connected component of the links.
    """
    per_day = spend_per_day(panel)
    days = panel.table.loc[panel.table["complete"], "days"]
    daily = _ties(per_day, options.move_together)
    total = _ties(per_day.mul(days, axis=0), options.move_together)
    pairs, sums = daily.pairs | total.pairs, daily.sums | total.sums
    groups_of_pairs = _components(pairs)
    findings = []
    for group in _components(pairs | sums):
        within = np.ix_(group, group)
        if group in groups_of_pairs:
            correlation = np.maximum(daily.correlation, total.correlation)[within][pairs[within]].min()
            variant = "pairs" if daily.pairs[within].any() else "by_length"
        else:
            correlation = np.maximum(daily.multiple, total.multiple)[group].max()
            variant = "sum"
        channels = [panel.channels[i] for i in group]
        findings.append(
            Finding.of(
                "channels_move_together",
                variant=variant,
                channels=few(channels),
                first=channels[0],
                grain=panel.grain,
                correlation=round(float(correlation), 4),
            )
        )
    return findings


def _ties(spend: pd.DataFrame, limit: float) -> _Ties:
    """How channels (columns) move together.

    R^2 = 1 - 1 / VIF, where the variance inflation factors are the diagonal of P, the inverse of the
    correlation matrix; the partial correlation of two channels is -P_ij / sqrt(P_ii P_jj).
    """
    correlation = _correlation(spend.to_numpy())
    variances, directions = np.linalg.eigh(correlation + np.eye(len(correlation)))
    inverse = (directions / variances.clip(_SINGULAR)) @ directions.T
    inflation = np.diag(inverse)
    multiple = np.sqrt(1 - 1 / inflation.clip(1))
    partial = np.abs(inverse) / np.sqrt(np.outer(inflation, inflation))
    explained = multiple >= limit
    sums = (explained[:, None] | explained) & (partial >= _TIED)
    return _Ties(np.abs(correlation), multiple, np.abs(correlation) >= limit, sums)


def _correlation(spend: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlation of the columns; 0 beside itself and beside a column that is constant."""
    centred = spend - spend.mean(axis=0)
    norm = np.sqrt((centred**2).sum(axis=0))
    constant = norm <= _CONSTANT * np.abs(spend).sum(axis=0)
    unit = centred / np.where(constant, 1.0, norm)
    correlation: NDArray[np.float64] = unit.T @ unit
    correlation[constant] = correlation[:, constant] = 0.0
    np.fill_diagonal(correlation, 0.0)
    return correlation


def _components(linked: NDArray[np.bool_]) -> list[list[int]]:
    """Connected components with more than one member, each ascending."""
    components: list[list[int]] = []
    left = set(range(len(linked)))
    while left:
        reached = frontier = {left.pop()}
        while frontier:
            neighbours = {int(j) for i in frontier for j in np.flatnonzero(linked[i])}
            frontier = neighbours - reached
            reached = reached | frontier
        left -= reached
        if len(reached) > 1:
            components.append(sorted(reached))
    return sorted(components)

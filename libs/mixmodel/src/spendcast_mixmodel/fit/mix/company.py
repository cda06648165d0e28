"""Whether a channel's spend follows what moves revenue anyway: season, trend, holidays, controls."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from spendcast_mixmodel.base import DAYS_OF_A_YEAR
from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.caveats import NOT_IDENTIFIABLE
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.identifiability import MAX_INFLATION
from spendcast_mixmodel.fit.verdicts import Verdict

CHANCE = 0.01
"""Chance by which what follows nothing seems to follow, among few periods and many columns, below which a
channel is said to follow."""

USUAL_YEAR = 3.0
OWN_MOVES = 0.15
"""A channel whose usual year explains its spend by more than this variance inflation, while its moves against
that are a smaller part of its mean, cannot be told from the season: one with a peak is no sum of a few sines,
and what these leave of it passes for what spend brings."""

SEEN_TWICE = 1.5
"""Years of which most parts of the year are seen twice; in fewer a trend may look like a year."""

SAME = 1e-6
"""Singular value over the largest below which a direction is that of the columns before."""

CODES = {"season": "moves_with_season", "trend": "moves_with_trend", "holiday": "moves_with_holidays"}
"""Terms of the base that count beside controls, and what is then said. Drift does not: its knots bend to
whatever moves slowly, but seldom far, which the standard error of a channel's own moves counts."""


def judge_company(spend: Array, base: Array, names: Sequence[str], k: int) -> Verdict | None:
    """Whether the base and the other channels explain the moves of channel k; None where they do not.

    They do where its variance inflation among them is above the limit, as it is spent, or as it would be
    with half of its ceiling reached at its mean: a control may follow the one or the other.

    Args:
        spend: Per day, shape (n, K); that on channel k varies.
        base: Columns of the base, shape (n, p).
        names: Of these columns, as `BaseTerms` has them.
        k: Position of the channel.
    """
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        kind = name.partition(":")[0]
        if kind in CODES or kind == "control":
            groups.setdefault(name if kind == "control" else kind, []).append(i)
    counted = [i for columns in groups.values() for i in columns]
    others, mean = np.delete(spend, k, axis=1), spend[spend[:, k] > 0, k].mean()
    for moves in (spend[:, k], spend[:, k] / (spend[:, k] + mean)):
        if _explained(moves, np.hstack([others, base[:, counted]])):
            inflation = {
                group: _own_part(moves, np.hstack([others, base[:, columns]])).inflation
                for group, columns in groups.items()
            }
            return _said(inflation)
    return None


def judge_usual_year(moves: Array, calendar: Calendar, season: Array) -> Verdict | None:
    """Whether a channel's spend is the same each year but for small moves; None where it is not.

    Args:
        moves: Spend per day, shape (n,), that varies.
        calendar: The periods, which bear dates.
        season: Columns of the base's season, shape (n, p).
    """
    middle = calendar.start + calendar.days / 2
    if middle[-1] - middle[0] < SEEN_TWICE * DAYS_OF_A_YEAR:
        return None
    months = np.array([date.fromordinal(int(day)).month for day in middle])
    means = (months[:, None] == np.unique(months)).astype(float)
    for columns in (means, season):
        part = _own_part(moves, columns)
        if part.left < 1:
            continue
        against = np.sqrt(part.own * len(moves) / part.left) * moves.std()
        if part.inflation > USUAL_YEAR and against < OWN_MOVES * moves.mean():
            return Verdict(NOT_IDENTIFIABLE, CODES["season"], {})
    return None


def _said(inflation: dict[str, float]) -> Verdict:
    """What is said by the group of columns that explains most by itself, or by each control that does."""
    most = max(inflation, key=inflation.__getitem__)
    if most in CODES:
        return Verdict(NOT_IDENTIFIABLE, CODES[most], {})
    explaining = [group for group, factor in inflation.items() if factor > MAX_INFLATION] or [most]
    controls = [group.partition(":")[2] for group in explaining if group not in CODES]
    return Verdict(NOT_IDENTIFIABLE, "moves_with_control", {"controls": controls})


class _OwnPart(NamedTuple):
    """What columns leave of a channel's moves.

    Attributes:
        own: Part of the variance that they do not explain.
        rank: Of the columns.
        left: Degrees of freedom that are left.
        total: Degrees of freedom of the moves.
    """

    own: float
    rank: int
    left: int
    total: int

    @property
    def inflation(self) -> float:
        """Variance inflation factor by adjusted R^2, so that columns of chance leave it at about 1."""
        return self.left / self.total / max(self.own, np.finfo(float).tiny)


def _explained(moves: Array, columns: Array) -> bool:
    """Whether variance inflation is above the limit, and by more than chance would have it."""
    own, rank, left, total = _own_part(moves, columns)
    if left < 1 or rank < 1:
        return False
    return own < min(left / total / MAX_INFLATION, float(betaincinv(left / 2, rank / 2, CHANCE)))


def _own_part(moves: Array, columns: Array) -> _OwnPart:
    centred = columns - columns.mean(axis=0)
    norm = np.linalg.norm(centred, axis=0)
    directions, size, _ = np.linalg.svd(centred[:, norm > 0] / norm[norm > 0], full_matrices=False)
    basis = directions[:, size > SAME * size.max(initial=0.0)]
    alone = moves - moves.mean()
    rest = alone - basis @ (basis.T @ alone)
    total, rank = len(moves) - 1, basis.shape[1]
    return _OwnPart(float(rest @ rest / (alone @ alone)), rank, total - rank, total)

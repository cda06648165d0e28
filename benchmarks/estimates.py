"""What any method says of a case, in one shape, and the peers' answers read into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spendcast_mixmodel.estimates import Array

MEDIAN, LOW, HIGH = 1, 2, 3
"""Positions in a summary; the mean stands first."""


@dataclass(frozen=True)
class Estimates:
    """A method's answer. Summaries are mean, median, low and high of a 90 % interval.

    Attributes:
        roas: Of the training periods, shape (K, 4).
        marginal_roas: At the current plan, shape (K, 4).
        contribution: Over the training periods, shape (K, 4).
        holdout: Predicted revenue of the periods after training.
        seconds: Processor time of the fit.
        megabytes: Peak memory of its process, if this was the first fit there.
        curves: Mean revenue per period at `MULTIPLES` of the current plan, shape (K, M), where it has some.
    """

    roas: Array
    marginal_roas: Array
    contribution: Array
    holdout: Array
    seconds: float
    megabytes: float | None = None
    curves: Array | None = None


def from_answer(answer: dict[str, Any]) -> Estimates:
    """A peer's answer, as `peers.run` keeps it."""
    return Estimates(
        roas=_summaries(answer["roas"]),
        marginal_roas=_summaries(answer["marginal_roas"]),
        contribution=_summaries(answer["contribution"]),
        holdout=np.array(answer["holdout"]),
        seconds=float(answer["cpu_seconds"]),
        megabytes=float(answer["megabytes"]) if answer.get("number") == 0 else None,
        curves=np.array(answer["curves"]),
    )


def _summaries(rows: Sequence[dict[str, float]]) -> Array:
    return np.array([[row[name] for name in ("mean", "median", "low", "high")] for row in rows])

"""What both peers' scripts share: cases read from stdin, features, summaries of draws, answers on stdout.

Runs inside a peer's environment: numpy and pandas only, nothing of the project.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

MULTIPLES = np.linspace(0.0, 2.0, 81)
"""Of the current plan, where response curves are told."""

STEP = 1e-3
"""Relative step of a marginal return."""


@dataclass(frozen=True)
class Case:
    """A panel; the first `training` periods are for fitting.

    Attributes:
        name: Which case it is.
        grain: `week` or `month`.
        training: Number of training periods.
        dates: First day of each period.
        days: Days in each period, shape (n,).
        spend: Per period, columns are channels.
        revenue: Per period, shape (n,).
    """

    name: str
    grain: str
    training: int
    dates: pd.DatetimeIndex
    days: Array
    spend: pd.DataFrame
    revenue: Array

    @property
    def channels(self) -> list[str]:
        """Names of the channels."""
        return list(self.spend.columns)

    @property
    def mean_spend(self) -> Array:
        """Mean spend per period over the training periods, shape (K,)."""
        return np.asarray(self.spend.to_numpy()[: self.training].mean(axis=0))

    def controls(self) -> pd.DataFrame:
        """Standardised trend and, for months, days in the period."""
        columns = {"trend": np.arange(len(self.days), dtype=float)}
        if self.grain == "month":
            columns["days_in_month"] = self.days
        frame = pd.DataFrame(columns)
        return (frame - frame[: self.training].mean()) / frame[: self.training].std()

    def harmonics(self) -> pd.DataFrame:
        """Two harmonics of the year."""
        angle = 2 * np.pi * self.dates.dayofyear.to_numpy() / 365.25
        return pd.DataFrame(
            {f"{name}{k}": f(k * angle) for k in (1, 2) for name, f in (("sin", np.sin), ("cos", np.cos))}
        )


def read_cases() -> Iterator[Case]:
    """The cases on stdin, one a line."""
    for line in sys.stdin:
        told = json.loads(line)
        yield Case(
            name=told["name"],
            grain=told["grain"],
            training=told["training"],
            dates=pd.DatetimeIndex(told["starts"]),
            days=np.array(told["days"], dtype=float),
            spend=pd.DataFrame(told["spend"], columns=told["channels"], dtype=float),
            revenue=np.array(told["revenue"], dtype=float),
        )


def summaries(draws: Array) -> list[dict[str, float]]:
    """Mean, median and equal-tailed 90 % interval of each column of shape (D, K)."""
    low, median, high = np.quantile(draws, [0.05, 0.5, 0.95], axis=0)
    rows = zip(draws.mean(axis=0), median, low, high, strict=True)
    return [
        {"mean": float(m), "median": float(d), "low": float(lo), "high": float(hi)} for m, d, lo, hi in rows
    ]


def write_result(case: Case, steady: Any, contribution: Array, holdout: Array, **facts: Any) -> None:
    """Print the answer, on a line of its own.

    Args:
        case: The case.
        steady: Function of spend per period, shape (K,), kept up: revenue per period, shape (D, K).
        contribution: Draws of each channel's contribution over the training periods, shape (D, K).
        holdout: Predicted revenue of the periods after training.
        facts: What else is to be told.
    """
    invested = case.spend.to_numpy()[: case.training].sum(axis=0)
    plan = case.mean_spend
    rise = steady(plan * (1 + STEP)) - steady(plan * (1 - STEP))
    curves = np.stack([steady(plan * multiple).mean(axis=0) for multiple in MULTIPLES], axis=1)
    result = {
        "case": case.name,
        "roas": summaries(contribution / invested),
        "marginal_roas": summaries(rise / (2 * STEP * plan)),
        "contribution": summaries(contribution),
        "holdout": [float(value) for value in holdout],
        "curves": [[float(f"{value:.6g}") for value in curve] for curve in curves],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **facts,
    }
    print(json.dumps(result), flush=True)

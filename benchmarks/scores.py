"""How near a method's answers are to the truth: per case, per kind of case, and between two methods in pairs.

ROI is used as the field does in speech; what is scored is `roas`, contribution / spend over the training
periods. Relative errors are taken where the truth is not zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.estimates import HIGH, LOW, MEDIAN, Estimates
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.simulate import World

LEAST_MARGINAL = 0.05
"""Marginal ROAS below which a relative error says nothing."""

ROUND_OFF = 1e-9
RESAMPLES = 2000


@dataclass(frozen=True)
class Score:
    """One method on one case.

    Attributes:
        case: Name.
        kinds: What sort of case it is.
        roas_errors: |median / truth - 1| of each channel with an effect.
        marginal_errors: The same of marginal ROAS, where it is not near zero.
        wape: Sum over channels of |median - truth| of contribution, over the true sum.
        wape_of_mean: The same of the posterior mean.
        bias: Sum of median contributions over the true sum, less 1.
        covered: Whether the interval of each channel's ROAS holds the truth.
        reaches_zero: The same of the channels without effect only.
        rank: Spearman's correlation of ROAS over channels.
        best_found: Whether the channel with the highest ROAS is the truly best.
        mape: Mean absolute relative error of revenue in the holdout.
        seconds: Processor time of the fit.
        megabytes: Peak memory, where it was measured.
    """

    case: str
    kinds: tuple[str, ...]
    roas_errors: Array
    marginal_errors: Array
    wape: float
    wape_of_mean: float
    bias: float
    covered: NDArray[np.bool_]
    reaches_zero: NDArray[np.bool_]
    rank: float
    best_found: bool
    mape: float
    seconds: float
    megabytes: float | None = None


def score(world: World, estimates: Estimates) -> Score:
    """Compare estimates with the truth."""
    n = world.training
    roas, low, high = (estimates.roas[:, part] for part in (MEDIAN, LOW, HIGH))
    truth, effective = world.roas, world.roas > 0
    marginal = world.marginal_roas
    steep = marginal > LEAST_MARGINAL
    contribution = world.truth.contribution[:n].sum(axis=0)
    covered = (low <= truth + ROUND_OFF) & (truth <= high + ROUND_OFF)
    revenue = world.revenue[n:]
    return Score(
        case=world.name,
        kinds=world.traits.kinds,
        roas_errors=np.abs(roas[effective] / truth[effective] - 1),
        marginal_errors=np.abs(estimates.marginal_roas[steep, MEDIAN] / marginal[steep] - 1),
        wape=float(np.abs(estimates.contribution[:, MEDIAN] - contribution).sum() / contribution.sum()),
        wape_of_mean=float(np.abs(estimates.contribution[:, 0] - contribution).sum() / contribution.sum()),
        bias=float(estimates.contribution[:, MEDIAN].sum() / contribution.sum() - 1),
        covered=covered,
        reaches_zero=covered[~effective],
        rank=float(np.corrcoef(_ranks(roas), _ranks(truth))[0, 1]) if np.ptp(roas) > 0 else 0.0,
        best_found=bool(np.argmax(roas) == np.argmax(truth)),
        mape=float(np.mean(np.abs(estimates.holdout / revenue - 1))),
        seconds=estimates.seconds,
        megabytes=estimates.megabytes,
    )


def _ranks(values: Array) -> Array:
    return np.argsort(np.argsort(values)).astype(float)


Scores = Sequence[Score]


def roas_error(scores: Scores) -> float:
    """Median over channels of all cases."""
    return float(np.median(np.concatenate([score.roas_errors for score in scores])))


def coverage(scores: Scores) -> float:
    """Share of channels whose interval holds the truth."""
    return float(np.mean(np.concatenate([score.covered for score in scores])))


def wape(scores: Scores) -> float:
    """Median over cases of the contribution WAPE of posterior medians."""
    return float(np.median([score.wape for score in scores]))


def mean_wape(scores: Scores) -> float:
    """Mean over cases of the same."""
    return float(np.mean([score.wape for score in scores]))


def mean_roas_error(scores: Scores) -> float:
    """Mean over channels of all cases."""
    return float(np.mean(np.concatenate([score.roas_errors for score in scores])))


def reach(scores: Scores) -> float:
    """Share of channels without effect whose interval reaches zero."""
    found = np.concatenate([score.reaches_zero for score in scores])
    return float(found.mean()) if len(found) else float("nan")


def memory(scores: Scores) -> float:
    """Median peak memory in MB of those that were measured."""
    found = [score.megabytes for score in scores if score.megabytes is not None]
    return float(np.median(found)) if found else float("nan")


FIGURES: Mapping[str, Callable[[Scores], float]] = {
    "ROI error median": roas_error,
    "mean": mean_roas_error,
    "WAPE median": wape,
    "mean ": mean_wape,
    "of mean": lambda scores: float(np.median([score.wape_of_mean for score in scores])),
    "bias": lambda scores: float(np.median([score.bias for score in scores])),
    "marginal": lambda scores: float(np.median(np.concatenate([score.marginal_errors for score in scores]))),
    "covers": coverage,
    "reach 0": reach,
    "rank": lambda scores: float(np.mean([score.rank for score in scores])),
    "best": lambda scores: float(np.mean([score.best_found for score in scores])),
    "MAPE": lambda scores: float(np.median([score.mape for score in scores])),
    "fit s": lambda scores: float(np.median([score.seconds for score in scores])),
    "peak MB": memory,
}
"""Name of a column, and what stands in it."""


@dataclass(frozen=True)
class Ratio:
    """A figure of one method over that of another on the same cases, with a bootstrap standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ± {self.error:.2f}"


def ratio(figure: Callable[[Scores], float], ours: Scores, theirs: Scores) -> Ratio:
    """Compare two methods in pairs: cases are drawn again, with both methods' scores of each.

    Raises:
        ValueError: The two do not speak of the same cases in the same order.
    """
    if [score.case for score in ours] != [score.case for score in theirs]:
        raise ValueError("two methods can only be compared on the same cases")
    rng = np.random.default_rng(0)
    values = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(len(ours), size=len(ours))
        values.append(figure([ours[i] for i in drawn]) / figure([theirs[i] for i in drawn]))
    return Ratio(figure(ours) / figure(theirs), float(np.std(values)))


def by_kind(scores: Scores, least: int = 5) -> dict[str, list[Score]]:
    """Scores of each kind that has at least so many cases, in the order in which kinds are met first."""
    kinds: dict[str, list[Score]] = {}
    for one in scores:
        for kind in one.kinds:
            kinds.setdefault(kind, []).append(one)
    return {kind: found for kind, found in kinds.items() if len(found) >= least}


def on(cases: Iterable[str], scores: Scores) -> list[Score]:
    """The scores of these cases, in their order."""
    named = {score.case: score for score in scores}
    return [named[case] for case in cases]

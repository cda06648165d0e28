"""The gates between a trained model and its promotion. Evaluate decides, publish obeys."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from spendcast_mixmodel.estimates import Estimate

Verdict = Literal["pass", "fail", "first"]

_INTERVAL_IN_SD = 2 * 1.6449  # width of a normal 90 % interval


@dataclass(frozen=True)
class Gate:
    """One gate: `passed` is None where there was nothing to compare with."""

    name: str
    passed: bool | None
    message: str
    value: float | None = None
    limit: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For documents."""
        return asdict(self)


@dataclass(frozen=True)
class InForce:
    """What the gates know of the model in force.

    Attributes:
        version: Its version.
        roas: Channel → its ROAS as `{mean, median, low, high}`, None where nothing was spent.
        unseen_rmse: Its error and the candidate's on the folds that lie after its training, None if none do.
    """

    version: str
    roas: Mapping[str, Estimate | None]
    unseen_rmse: tuple[float, float] | None


@dataclass(frozen=True)
class Candidate:
    """What the gates know of the new model; errors are in revenue's currency."""

    r2: float
    rmse: float
    rolling_rmse: float | None
    naive_rmse: Mapping[str, float]
    roas: Mapping[str, Estimate | None]


@dataclass(frozen=True)
class Limits:
    """See `EvaluateParams`."""

    min_r2: float
    tolerance: float
    max_drift: float


def judge(candidate: Candidate, in_force: InForce | None, limits: Limits) -> tuple[Verdict, list[Gate]]:
    """Put a model before all gates.

    Returns:
        The verdict and each gate. With no model in force only a broken model fails: any honest answer is
        better than none, and what the other gates say becomes warnings.
    """
    finite = _finite(candidate)
    gates = [finite]
    if finite.passed:
        gates += [_floor(candidate, limits), _naive(candidate, limits), _economics(candidate)]
        gates += (
            [_unseen(candidate, in_force, limits), *_changes(candidate, in_force, limits)] if in_force else []
        )
    failed = any(gate.passed is False for gate in gates)
    if in_force is None:
        return ("first" if finite.passed else "fail"), gates
    return ("fail" if failed else "pass"), gates


def _finite(candidate: Candidate) -> Gate:
    roas = [n for e in candidate.roas.values() if e for n in (e["mean"], e["median"], e["low"], e["high"])]
    ok = all(map(math.isfinite, [candidate.r2, candidate.rmse, *roas]))
    return Gate("finite", ok, "all estimates are finite" if ok else "an estimate is not a finite number")


def _floor(candidate: Candidate, limits: Limits) -> Gate:
    return Gate(
        "floor",
        candidate.r2 >= limits.min_r2,
        f"R2 in sample is {candidate.r2:.3f}, at least {limits.min_r2:.3f} is asked",
        candidate.r2,
        limits.min_r2,
    )


def _naive(candidate: Candidate, limits: Limits) -> Gate:
    """Not worse than the best naive forecast on the same folds."""
    if candidate.rolling_rmse is None or not candidate.naive_rmse:
        return Gate("naive", None, "too few periods for forecasts from a rolling origin")
    name, best = min(candidate.naive_rmse.items(), key=lambda item: item[1])
    limit = best + limits.tolerance * candidate.rolling_rmse
    return Gate(
        "naive",
        candidate.rolling_rmse <= limit,
        f"forecast error is {candidate.rolling_rmse:,.0f}; the naive forecast '{name}' errs by {best:,.0f}",
        candidate.rolling_rmse,
        limit,
    )


def _economics(candidate: Candidate) -> Gate:
    """No channel that surely loses revenue: its whole interval of ROAS below 0."""
    losing = [name for name, roas in candidate.roas.items() if roas and roas["high"] < 0]
    message = (
        f"more spend on {', '.join(losing)} would lower revenue"
        if losing
        else "no channel surely lowers revenue"
    )
    return Gate("economics", not losing, message)


def _unseen(candidate: Candidate, in_force: InForce, limits: Limits) -> Gate:
    """Not worse than the model in force on periods that neither had seen when it forecast them."""
    if in_force.unseen_rmse is None or candidate.rolling_rmse is None:
        return Gate("in_force", None, f"there is no period to compare with {in_force.version} on")
    theirs, ours = in_force.unseen_rmse
    limit = theirs + limits.tolerance * candidate.rolling_rmse
    return Gate(
        "in_force",
        ours <= limit,
        f"on periods unseen by both, {in_force.version} errs by {theirs:,.0f}, the new model by {ours:,.0f}",
        ours,
        limit,
    )


def _changes(candidate: Candidate, in_force: InForce, limits: Limits) -> Iterator[Gate]:
    """Signs that jumped, and drift of each channel's ROAS in standard deviations of the change."""
    pairs = {
        name: (before, now)
        for name, now in candidate.roas.items()
        if now and (before := in_force.roas.get(name))
    }
    jumped = [
        n
        for n, (before, now) in pairs.items()
        if before["low"] > 0 > now["high"] or now["low"] > 0 > before["high"]
    ]
    message = f"the sign of {', '.join(jumped)} turned" if jumped else "no channel's effect changed its sign"
    yield Gate("sign", not jumped, message)
    drifts = {name: _drift(before, now) for name, (before, now) in pairs.items()}
    if not drifts:
        yield Gate("drift", None, f"no channel to compare with {in_force.version}")
        return
    name, largest = max(drifts.items(), key=lambda item: item[1])
    yield Gate(
        "drift",
        largest <= limits.max_drift,
        f"ROAS moved most for {name}, by {largest:.1f} standard deviations",
        largest,
        limits.max_drift,
    )


def _drift(before: Estimate, now: Estimate) -> float:
    """|change of the median| over the standard deviation that the two 90 % intervals imply."""
    spread = math.hypot(*((roas["high"] - roas["low"]) / _INTERVAL_IN_SD for roas in (before, now)))
    change = abs(now["median"] - before["median"])
    return change / spread if spread > 0 else (0.0 if change == 0 else math.inf)

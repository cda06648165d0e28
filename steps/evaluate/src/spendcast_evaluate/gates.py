"""The gates between a trained model and its promotion. Evaluate decides, publish obeys.

A gate that the model in force fails as well does not keep it in force: a model must not stay for ever because
a new one, no worse than it, is not good enough.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spendcast_evaluate.sentences import say
from spendcast_mixmodel.estimates import TO_END, Estimate
from spendcast_report.evaluation import Gate as GateEntry
from spendcast_report.evaluation import Sentence

Verdict = Literal["pass", "fail", "first"]

NAIVE = ("last", "mean", "year_before")
LINEAR = "linear"

MATERIAL = 0.0025
"""Share of a period's revenue. A smaller difference of forecasts moves no budget, and on data that hardly
vary all forecasts differ by less: there, none must be kept out for it."""

HARDLY = 0.1
"""Standard deviations. A smaller change is not told of a channel: another seed makes as much."""

_INTERVAL_IN_SD = 2 * TO_END


@dataclass(frozen=True)
class Gate:
    """One gate: `passed` is None where there was nothing to compare with, or where the gate was waived."""

    name: str
    passed: bool | None
    said: Sentence
    value: float | None = None
    limit: float | None = None

    @property
    def waived(self) -> bool:
        """Whether it failed, but the model in force did as well."""
        return self.said["code"].endswith("_waived")

    def as_dict(self) -> GateEntry:
        """For documents."""
        return {
            "name": self.name,
            "passed": self.passed,
            "message": self.said["en"],
            "said": self.said,
            "value": self.value,
            "limit": self.limit,
        }


@dataclass(frozen=True)
class Unseen:
    """Errors on the periods that the model in force had not seen, in revenue's currency.

    Attributes:
        periods: How many there are.
        in_force: Of its frozen forecasts.
        errors: Forecaster → error of its forecasts from a rolling origin, the new model's as `model`.
    """

    periods: int
    in_force: float
    errors: Mapping[str, float]


@dataclass(frozen=True)
class InForce:
    """What the gates know of the model in force.

    Attributes:
        version: Its version.
        roas: Channel → its ROAS, None where nothing was spent.
        unseen: None where it has seen every period.
        changes: Channel → ROAS before and after the change of data, by one recipe.
        unsettled: Channels whose figures its sampling did not settle.
        lost: Benchmark that it lost to when it was judged itself → its error over that of the benchmark, or
            that of the model before which it was let in for, where that is less: many small losses are one.
    """

    version: str
    roas: Mapping[str, Estimate | None]
    unseen: Unseen | None
    changes: Mapping[str, tuple[Estimate, Estimate]]
    unsettled: Sequence[str] = ()
    lost: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """What the gates know of the new model.

    Attributes:
        kind: Of model.
        r2: In sample, of revenue per day.
        rmse: In sample, in revenue's currency.
        errors: Forecaster → error on the same folds, that of the model as `model`; empty without folds.
        revenue: Mean revenue of the folds' periods.
        roas: Channel → ROAS, None where nothing was spent.
        unsettled: Channels whose figures its sampling did not settle.
    """

    kind: str
    r2: float
    rmse: float
    errors: Mapping[str, float]
    revenue: float
    roas: Mapping[str, Estimate | None]
    unsettled: Sequence[str] = ()

    def slack(self, error: float, limits: "Limits") -> float:
        """How much worse than another a forecast of this error may be, and still count as no worse."""
        return limits.tolerance * error + MATERIAL * self.revenue


@dataclass(frozen=True)
class Limits:
    """See `EvaluateParams`."""

    min_r2: float = field(default=0.0)
    tolerance: float = field(default=0.1)
    max_drift: float = field(default=3.0)


def judge(candidate: Candidate, in_force: InForce | None, limits: Limits) -> tuple[Verdict, list[Gate]]:
    """Put a model before all gates.

    Returns:
        The verdict and each gate. With no model in force only a broken model fails: any honest answer is
        better than none, and what the other gates say becomes warnings.
    """
    finite = _finite(candidate)
    gates = [finite]
    if finite.passed:
        gates += [
            _settled(candidate, in_force),
            _floor(candidate, limits),
            _naive(candidate, in_force, limits),
            _linear(candidate, in_force, limits),
            _economics(candidate, in_force),
        ]
        gates += [_unseen(candidate, in_force, limits), *_changes(in_force, limits)] if in_force else []
    if in_force is None:
        return ("first" if finite.passed else "fail"), gates
    return ("fail" if any(gate.passed is False for gate in gates) else "pass"), gates


def _finite(candidate: Candidate) -> Gate:
    roas = [n for e in candidate.roas.values() if e for n in (e["mean"], e["median"], e["low"], e["high"])]
    finite = all(map(math.isfinite, [candidate.r2, candidate.rmse, *roas]))
    return Gate("finite", finite, say("finite_passed" if finite else "finite_failed"))


def _settled(candidate: Candidate, in_force: InForce | None) -> Gate:
    """Whether the sampling settled on the figures of every channel."""
    if not candidate.unsettled:
        return Gate("settled", True, say("settled_passed"))
    if in_force and set(candidate.unsettled) <= set(in_force.unsettled):
        return Gate("settled", None, say("settled_waived", channels=candidate.unsettled))
    return Gate("settled", False, say("settled_failed", channels=candidate.unsettled))


def _floor(candidate: Candidate, limits: Limits) -> Gate:
    said = say("floor", value=candidate.r2, limit=limits.min_r2)
    return Gate("floor", candidate.r2 >= limits.min_r2, said, candidate.r2, limits.min_r2)


def _naive(candidate: Candidate, in_force: InForce | None, limits: Limits) -> Gate:
    """Not worse than the best naive forecast on the same folds."""
    return _benchmark("naive", _known(NAIVE, candidate.errors), candidate, in_force, limits)


def _linear(candidate: Candidate, in_force: InForce | None, limits: Limits) -> Gate:
    """Not worse than plain linear regression on the same folds."""
    if candidate.kind == "linear_baseline":
        return Gate("linear", None, say("linear_itself"))
    return _benchmark("linear", _known([LINEAR], candidate.errors), candidate, in_force, limits)


def _benchmark(
    name: str, rivals: Sequence[str], candidate: Candidate, in_force: InForce | None, limits: Limits
) -> Gate:
    if not rivals:
        return Gate(name, None, say("no_folds"))
    errors = candidate.errors
    rival = min(rivals, key=errors.__getitem__)
    ours, limit = errors["model"], errors[rival] + candidate.slack(errors["model"], limits)
    values = {"value": ours, "other": errors[rival]} | (
        {"naive": f"naive:{rival}"} if name == "naive" else {}
    )
    if ours <= limit:
        code = name if ours <= errors[rival] else f"{name}_within"
        return Gate(name, True, say(code, **values, limit=limit), ours, limit)
    if in_force and _loses_as_well(name, rivals, candidate, in_force, limits):
        lost = min(ours / errors[rival], in_force.lost.get(name, math.inf))
        return Gate(name, None, say(f"{name}_waived", **values, lost=lost), ours, limit)
    return Gate(name, False, say(name, **values), ours, limit)


def _loses_as_well(
    name: str, rivals: Sequence[str], candidate: Candidate, in_force: InForce, limits: Limits
) -> bool:
    """Whether the model in force loses to the best of rivals too, and the candidate to it by no more.

    By the periods that the model in force had not seen; or, as these are few or none after a month, by what
    its own gate found on the folds of its day, where other periods make other errors: errors are therefore
    compared in units of the rival's.
    """
    errors = candidate.errors
    if name in in_force.lost:
        as_bad = in_force.lost[name] * min(errors[rival] for rival in rivals)
        if errors["model"] <= as_bad + candidate.slack(errors["model"], limits):
            return True
    unseen = in_force.unseen
    if unseen is None or not (known := _known(rivals, unseen.errors)):
        return False
    best = min(unseen.errors[rival] for rival in known)
    return unseen.in_force > best + candidate.slack(unseen.in_force, limits)


def _known(names: Sequence[str], errors: Mapping[str, float]) -> list[str]:
    return [name for name in names if name in errors]


def _economics(candidate: Candidate, in_force: InForce | None) -> Gate:
    """No channel that surely loses revenue: its whole interval of ROAS below 0."""
    losing = _losing(candidate.roas)
    if not losing:
        return Gate("economics", True, say("economics_passed"))
    if in_force and set(losing) <= set(_losing(in_force.roas)):
        return Gate("economics", None, say("economics_waived", channels=losing))
    return Gate("economics", False, say("economics_failed", channels=losing))


def _losing(roas: Mapping[str, Estimate | None]) -> list[str]:
    return [name for name, estimate in roas.items() if estimate and estimate["high"] < 0]


def _unseen(candidate: Candidate, in_force: InForce, limits: Limits) -> Gate:
    """Not worse than the model in force on periods that neither had seen when it forecast them."""
    if in_force.unseen is None:
        return Gate("in_force", None, say("in_force_unseen"))
    ours, theirs = in_force.unseen.errors["model"], in_force.unseen.in_force
    limit = theirs + candidate.slack(candidate.errors["model"], limits)
    code = "in_force_within" if theirs < ours <= limit else "in_force"
    said = say(code, periods=in_force.unseen.periods, value=ours, other=theirs, limit=limit)
    return Gate("in_force", ours <= limit, said, ours, limit)


def _changes(in_force: InForce, limits: Limits) -> Iterator[Gate]:
    """Signs that jumped, and drift of each channel's ROAS in standard deviations of the change."""
    if not in_force.changes:
        yield Gate("drift", None, say("nothing_to_compare"))
        return
    jumped = [
        name
        for name, (before, now) in in_force.changes.items()
        if before["low"] > 0 > now["high"] or now["low"] > 0 > before["high"]
    ]
    yield Gate("sign", not jumped, say("sign_failed", channels=jumped) if jumped else say("sign_passed"))
    drifts = {name: drift(before, now) for name, (before, now) in in_force.changes.items()}
    name, largest = max(drifts.items(), key=lambda item: item[1])
    said = say("drift_by_data_hardly" if largest < HARDLY else "drift", channel=name, value=largest)
    yield Gate("drift", largest <= limits.max_drift, said, largest, limits.max_drift)


def drift(before: Estimate, now: Estimate) -> float:
    """|change of the median| over the standard deviation that the two 90 % intervals imply."""
    spread = math.hypot(*((roas["high"] - roas["low"]) / _INTERVAL_IN_SD for roas in (before, now)))
    change = abs(now["median"] - before["median"])
    return change / spread if spread > 0 else (0.0 if change == 0 else math.inf)

"""`evaluation.json`, which the report is made of, and the metrics of the step's document."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from spendcast_evaluate import describing
from spendcast_evaluate.changes import Changes
from spendcast_evaluate.core import Measured
from spendcast_evaluate.gates import Gate, Verdict
from spendcast_evaluate.in_force import Rival
from spendcast_evaluate.recommending import recommendation
from spendcast_evaluate.sentences import say
from spendcast_evaluate.worth import worth
from spendcast_mixmodel.fit import CheckedTest, Drift, OwnData
from spendcast_mixmodel.numbers import WRITTEN_DIGITS, as_written
from spendcast_report import evaluation as form
from spendcast_report.evaluation import Evaluation, Sentence

DIGITS = WRITTEN_DIGITS
"""Significant digits in files: processors differ in the last bits, equal inputs are to give equal files."""


FIXES = {
    "test_left_out": "test_left_out_fix",
    "test_contradicts_data": "test_contradicts_data_fix",
    "test_confirmed": "test_confirmed_fix",
}
"""What to do about a lift test that contradicts the data, by what is said of it."""


@dataclass(frozen=True)
class Judged:
    """All that an evaluation came to.

    Attributes:
        measured: Of the new model.
        rival: The model in force, None without one.
        changes: Since the model in force, None without one.
        verdict: Of the gates.
        gates: All of them.
        serves_new: Whether the new model comes into force.
        why: Why, or why not.
        currency: Of all amounts, None where no file names one.
    """

    measured: Measured
    rival: Rival | None
    changes: Changes | None
    verdict: Verdict
    gates: Sequence[Gate]
    serves_new: bool
    why: Sentence
    currency: str | None


def evaluation_of(judged: Judged) -> Evaluation:
    """The form that `spendcast_report.evaluation` documents."""
    measured = judged.measured
    model, data = measured.model, measured.made.data
    return {
        "schema_version": form.SCHEMA_VERSION,
        "kind": model.kind,
        "settings": dict(measured.settings),
        "currency": judged.currency,
        "grain": model.grain,
        "trained_on": model.trained_on,
        "verdict": judged.verdict,
        "serves": "new" if judged.serves_new else "in_force",
        "why": judged.why,
        "compared_with": judged.rival.pointer.version if judged.rival and judged.rival.model else None,
        "in_force": _in_force(judged.rival),
        "gates": [gate.as_dict() for gate in judged.gates],
        "worth": worth(model.verdicts, model.grain, measured.rolling),
        "in_sample": measured.fit,
        "rolling": _rolling(measured),
        "forecasts": describing.forecasts(measured.rolling),
        "channels": describing.channels(model, measured.own_data),
        "decomposition": describing.decomposition(model, data),
        "recommendation": recommendation(model),
        "own_data": _own_data(measured.own_data),
        "lift_tests": lift_tests(measured),
        "drift": _drift(judged.rival, judged.changes),
    }


def metrics_of(evaluation: Evaluation) -> dict[str, Any]:
    """What the step's document, the manifest and the evaluations table keep: no curves, no series."""
    return {
        "in_sample": evaluation["in_sample"],
        "rolling": evaluation["rolling"],
        "channels": {
            name: {
                "verdict": channel["verdict"],
                "reason": channel["reason"]["en"],
                **{key: channel[key] for key in ("roas", "marginal_roas", "contribution", "own_data")},
            }
            for name, channel in evaluation["channels"].items()
        },
        "verdict": evaluation["verdict"],
        "serves": evaluation["serves"],
        "why": evaluation["why"]["en"],
        "gates": evaluation["gates"],
        "compared_with": evaluation["compared_with"],
        "worth": evaluation["worth"]["en"],
        "own_data": evaluation["own_data"],
        "drift": evaluation["drift"],
    }


def to_bytes(evaluation: Evaluation) -> bytes:
    """UTF-8 JSON, indented for people."""
    return (json.dumps(evaluation, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def rounded(evaluation: Evaluation) -> Evaluation:
    """The same with every number in it rounded to `DIGITS`."""
    return cast(Evaluation, _rounded(evaluation))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return as_written(value)
    if isinstance(value, dict):
        return {name: _rounded(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value


def _in_force(rival: Rival | None) -> form.InForce | None:
    if rival is None:
        return None
    return {
        "version": rival.pointer.version,
        "kind": rival.model.kind if rival.model else None,
        "trained_on": rival.model.trained_on if rival.model else None,
        "as_of": rival.pointer.as_of.isoformat(),
        "reason": rival.pointer.reason,
        "pinned": rival.pointer.pinned,
    }


def _rolling(measured: Measured) -> form.Rolling | None:
    if measured.rolling is None:
        return None
    return {
        "folds": len(measured.rolling["folds"]),
        "coverage": measured.rolling["coverage"],
        "scores": measured.rolling["scores"],
    }


def _own_data(own_data: OwnData | None) -> form.OwnData | None:
    if own_data is None:
        return None
    error, coverage = own_data.roas_error, own_data.coverage
    values = {"worlds": own_data.worlds, "coverage": coverage.value}
    return {
        "worlds": own_data.worlds,
        "roas_error": error.value if error else None,
        "roas_error_se": error.standard_error if error else None,
        "coverage": coverage.value,
        "monte_carlo_error": coverage.standard_error,
        "says": say("own_data", error=error.value, **values)
        if error
        else say("own_data_no_effect", **values),
    }


def _kind(checked: CheckedTest) -> str:
    """The code of what is said of a lift test that contradicts the data."""
    if checked.confirmed:
        return "test_confirmed"
    return "test_contradicts_data" if checked.counts else "test_left_out"


def contradiction(checked: CheckedTest) -> Sentence:
    """That a lift test contradicts the data, and whether it counts all the same."""
    test = checked.test
    return say(
        _kind(checked),
        channel=test.channel,
        first=test.first.isoformat(),
        last=test.last.isoformat(),
        found=test.incremental_revenue,
        standard_error=test.standard_error,
        median=checked.without["median"],
        low=checked.without["low"],
        high=checked.without["high"],
        deviations=checked.deviations,
    )


def what_to_check(checked: CheckedTest) -> Sentence:
    """What to do about a lift test that contradicts the data."""
    return say(FIXES[_kind(checked)])


def lift_tests(measured: Measured) -> list[form.LiftTest]:
    """The lift tests, those that do not count among them."""
    return [_lift_test(checked) for checked in measured.tests]


def _lift_test(checked: CheckedTest) -> form.LiftTest:
    test = checked.test
    return {
        "channel": test.channel,
        "first": test.first.isoformat(),
        "last": test.last.isoformat(),
        "incremental_revenue": test.incremental_revenue,
        "standard_error": test.standard_error,
        "without": checked.without,
        "deviations": checked.deviations,
        "counts": checked.counts,
        "says": contradiction(checked) if checked.contradicts else None,
        "fix": what_to_check(checked) if checked.contradicts else None,
    }


def _drift(rival: Rival | None, changes: Changes | None) -> form.Drift | None:
    if rival is None or changes is None:
        return None
    revisions = changes.revisions
    return {
        "against": rival.pointer.version,
        "says": changes.said,
        "revised_periods": list(revisions.revised) if revisions else [],
        "new_periods": list(revisions.new) if revisions else [],
        "dropped_periods": list(revisions.dropped) if revisions else [],
        "settings": {name: list(pair) for name, pair in changes.settings.items()},
        "channels": {name: _channel_drift(drift) for name, drift in (changes.drifts or {}).items()},
    }


def _channel_drift(drift: Drift) -> form.ChannelDrift:
    steps, (first, last) = drift.steps, (drift.stages[0], drift.stages[-1])
    return {
        "before": first["median"],
        "release": steps["release"],
        "revised": steps["revised_history"],
        "new_periods": steps["new_periods"],
        "lift_tests": steps["lift_tests"],
        "settings": steps["settings"],
        "now": last["median"],
        "range_before": [first["low"], first["high"]],
        "range_now": [last["low"], last["high"]],
    }

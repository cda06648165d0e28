"""Measure a model: how it fits, how it forecasts, how it stands beside the one in force. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from spendcast_evaluate.gates import Candidate, Gate, InForce
from spendcast_mixmodel.estimates import Estimate
from spendcast_mixmodel.fit import (
    Backtest,
    Fit,
    Forecast,
    Forecaster,
    TrainingData,
    forecasts_of,
    in_sample,
    rolling_origin,
    score,
)
from spendcast_mixmodel.predict import Model, PlanError

NAIVE = ("last", "mean", "year_before")


@dataclass(frozen=True)
class Measured:
    """What was measured of one model; `rolling` is None where the periods are too few."""

    model: Model
    fit: Fit
    rolling: Backtest | None

    @property
    def roas(self) -> dict[str, Estimate | None]:
        """Channel → ROAS over the training periods, as `{mean, median, low, high}`."""
        return {name: summary["roas"] for name, summary in self.model.summary().items()}

    @property
    def candidate(self) -> Candidate:
        """What the gates want to know."""
        scores = self.rolling["scores"] if self.rolling else {}
        return Candidate(
            r2=self.fit["r2"] if self.fit["r2"] is not None else 0.0,
            rmse=self.fit["rmse"],
            rolling_rmse=scores["model"]["rmse"] if scores else None,
            naive_rmse={name: scores[name]["rmse"] for name in NAIVE if name in scores},
            roas=self.roas,
        )


def measure(model: Model, data: TrainingData, make_estimator: Callable[[], Forecaster]) -> Measured:
    """Measure the model that will serve, and forecasts of its like from a rolling origin.

    Args:
        model: Read from `model.json`, so that what is judged is what answers.
        data: The panel that it was trained on.
        make_estimator: Makes an estimator of the same kind and settings, not fitted.
    """
    try:
        rolling = rolling_origin(make_estimator, data)
    except ValueError:
        rolling = None
    return Measured(model, in_sample(model, data), rolling)


def compare(measured: Measured, version: str, theirs: Model, data: TrainingData) -> InForce:
    """What the gates want to know of the model in force."""
    roas = {name: summary["roas"] for name, summary in theirs.summary().items()}
    return InForce(version, roas, _unseen_rmse(measured.rolling, theirs, data))


def _unseen_rmse(rolling: Backtest | None, theirs: Model, data: TrainingData) -> tuple[float, float] | None:
    """Errors of both on the folds that the model in force had not seen either."""
    if rolling is None or theirs.grain != data.grain:
        return None
    try:
        forecasts = forecasts_of(theirs, data, rolling["folds"])
    except PlanError:
        return None
    periods = {forecast["period"] for forecast in forecasts}
    ours: list[Forecast] = [fold for fold in rolling["folds"] if fold["period"] in periods]
    return (score(forecasts)["rmse"], score(ours)["rmse"]) if ours else None


def worth(measured: Measured) -> str:
    """What the model may be used for, in words for whoever plans the budget."""
    verdicts = {name: entry["verdict"] for name, entry in measured.model.verdicts.items()}
    blind = [name for name, verdict in verdicts.items() if verdict == "not identifiable"]
    if len(blind) == len(verdicts):
        advice = (
            "The data cannot tell what any channel brings: do not move budget by this model. It is worth a "
            "forecast of revenue at about today's spend, no more. Vary one channel at a time to learn."
        )
    elif blind:
        pronoun = "it brings" if len(blind) == 1 else "they bring"
        advice = (
            f"Do not move budget by what it says of {', '.join(blind)}: the data cannot tell what {pronoun}."
        )
    elif weak := [name for name, verdict in verdicts.items() if verdict == "weak"]:
        advice = f"Of {', '.join(weak)} the data give a direction, not a figure: move little, and look again."
    else:
        advice = "Every channel's effect could be told apart; mind the intervals."
    return f"{_forecast_worth(measured.rolling)} {advice}"


def _forecast_worth(rolling: Backtest | None) -> str:
    if rolling is None:
        return "Too few periods to say how well it forecasts."
    scores = rolling["scores"]
    name, naive = min(((n, scores[n]["rmse"]) for n in NAIVE if n in scores), key=lambda item: item[1])
    named = {
        "last": "repeating the last period",
        "mean": "the average day",
        "year_before": "repeating last year",
    }
    ours = scores["model"]["rmse"]
    better = 1 - ours / naive if naive > 0 else float(-(ours > 0))
    if better > 0.05:
        return f"It forecasts unseen periods {better:.0%} better than {named[name]}."
    if better < -0.05:
        return f"It forecasts unseen periods worse than {named[name]}."
    return f"It forecasts unseen periods no better than {named[name]}."


def evaluation_document(
    measured: Measured, verdict: str, gates: list[Gate], in_force: str | None
) -> dict[str, Any]:
    """All of the evaluation, for `evaluation.json` and the document's metrics."""
    return {
        "in_sample": dict(measured.fit),
        "rolling": None
        if measured.rolling is None
        else {
            "folds": len(measured.rolling["folds"]),
            "coverage": measured.rolling["coverage"],
            "scores": {name: dict(scores) for name, scores in measured.rolling["scores"].items()},
        },
        "channels": {
            name: {**summary, "reason": measured.model.verdicts[name]["reason"]}
            for name, summary in measured.model.summary().items()
        },
        "verdict": verdict,
        "gates": [gate.as_dict() for gate in gates],
        "compared_with": in_force,
        "worth": worth(measured),
    }


def forecasts_csv(rolling: Backtest) -> bytes:
    """One row a forecast period: actual, forecast, interval, naive forecasts."""
    rows = [
        {
            **{k: v for k, v in fold.items() if k != "naive"},
            **{f"naive_{k}": v for k, v in fold["naive"].items()},
        }
        for fold in rolling["folds"]
    ]
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n").encode()

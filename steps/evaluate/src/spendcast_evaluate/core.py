"""Measure a model: how it fits, how it forecasts, how far it can be trusted on such data. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from spendcast_evaluate.gates import LINEAR, Candidate, InForce, Unseen
from spendcast_mixmodel.estimates import Estimate
from spendcast_mixmodel.fit import (
    Backtest,
    CheckedTest,
    Drift,
    Each,
    Fit,
    Made,
    OwnData,
    Recipe,
    checked_tests,
    forecasts_of,
    in_sample,
    own_data_accuracy,
    rolling_origin,
    score,
)
from spendcast_mixmodel.predict import Model

POINT_ONLY = {"n_draws": 2}
"""Of the baseline that stands beside, only point forecasts are asked."""


@dataclass(frozen=True)
class Measured:
    """What was measured of one model; `rolling` and `own_data` are None where the periods are too few.

    Attributes:
        made: The model, its panel and its recipe.
        settings: Of the recipe, with what was chosen on the panel.
        fit: In sample.
        rolling: Forecasts from a rolling origin.
        own_data: Accuracy on data like these.
        tests: The lift tests, beside what the panel says without them.
    """

    made: Made
    settings: Mapping[str, Any]
    fit: Fit
    rolling: Backtest | None
    own_data: OwnData | None
    tests: tuple[CheckedTest, ...] = ()

    @property
    def model(self) -> Model:
        """The model that was measured."""
        return self.made.model

    @property
    def candidate(self) -> Candidate:
        """What the gates want to know."""
        return Candidate(
            kind=self.model.kind,
            r2=self.fit["r2"] if self.fit["r2"] is not None else 0.0,
            rmse=self.fit["rmse"],
            errors=errors_of(self.rolling),
            revenue=_mean_revenue(self.rolling),
            roas=roas_of(self.model),
            unsettled=unsettled(self.model),
        )


def measure(made: Made, worlds: int, each: Each = map) -> Measured:
    """Measure the model that will serve, its recipe on forecasts, and its accuracy on data like these.

    Args:
        made: The model as `model.json` has it, so that what is judged is what answers; its panel; its recipe.
        worlds: Simulated worlds to fit; 0 for none.
        each: Does the work of each fold and world.
    """
    baseline = Recipe("linear_baseline", POINT_ONLY)
    rivals = {} if made.recipe.kind == baseline.kind else {LINEAR: baseline.fit}
    settled = replace(made, recipe=made.recipe.settled(made.data))
    try:
        rolling = rolling_origin(settled.recipe.fit, made.data, rivals=rivals, each=each)
    except ValueError:
        rolling = None
    own_data = own_data_accuracy(settled, worlds=worlds, each=each) if worlds and _spent(made) else None
    fit = in_sample(made.model, made.data)
    return Measured(made, settled.recipe.settings, fit, rolling, own_data, checked_tests(settled))


def _spent(made: Made) -> bool:
    return any(channel.spend > 0 for channel in made.model.history)


def _mean_revenue(rolling: Backtest | None) -> float:
    folds = rolling["folds"] if rolling else []
    return sum(abs(fold["actual"]) for fold in folds) / max(len(folds), 1)


def errors_of(rolling: Backtest | None) -> dict[str, float]:
    """Forecaster → error, as the gates know them."""
    return {name: scores["rmse"] for name, scores in rolling["scores"].items()} if rolling else {}


def roas_of(model: Model) -> dict[str, Estimate | None]:
    """Channel → ROAS over the training periods."""
    return {name: summary["roas"] for name, summary in model.summary().items()}


def unsettled(model: Model) -> list[str]:
    """Channels whose figures the sampling did not settle."""
    return [channel.name for channel in model.history if channel.code == "not_settled"]


def compare(
    measured: Measured, version: str, theirs: Model, changes: Mapping[str, Drift] | None, *, alike: bool
) -> InForce:
    """What the gates want to know of the model in force.

    Args:
        measured: The new model.
        version: Of the model in force.
        theirs: The model in force.
        changes: Its changes by cause, None where they cannot be taken apart.
        alike: Whether both were made by the same recipe, so that estimates may be compared as they are.
    """
    before, now = roas_of(theirs), roas_of(measured.model)
    if changes is not None:
        pairs = {name: drift.by_data for name, drift in changes.items()}
    elif alike:
        pairs = {n: (b, after) for n, after in now.items() if after and (b := before.get(n))}
    else:
        pairs = {}
    return InForce(version, before, _unseen(measured, theirs), pairs, unsettled(theirs))


def _unseen(measured: Measured, theirs: Model) -> Unseen | None:
    """Errors on the folds that the model in force had not seen either."""
    if measured.rolling is None or theirs.grain != measured.model.grain:
        return None
    forecasts = forecasts_of(theirs, measured.made.data, measured.rolling["folds"])
    if not forecasts:
        return None
    periods = {forecast["period"] for forecast in forecasts}
    folds = [fold for fold in measured.rolling["folds"] if fold["period"] in periods]
    errors = {"model": score(folds)["rmse"]}
    for name in folds[0]["others"]:
        said = [value for fold in folds if (value := fold["others"][name]) is not None]
        if len(said) == len(folds):
            errors[name] = score(folds, said)["rmse"]
    return Unseen(len(folds), score(forecasts)["rmse"], errors)

"""Fit the model to a panel, as a pure function over bytes."""

import logging
from collections.abc import Iterator

from spendcast_contract import Finding, InputUnusable, Output, Result
from spendcast_mixmodel.fit import (
    Estimator,
    MarketingMixRegressor,
    PanelError,
    Recipe,
    TrainingData,
    fit_to,
    read_panel,
    to_joblib,
    to_json,
)
from spendcast_train.params import TrainParams

log = logging.getLogger("spendcast")


def train(panel: bytes, params: TrainParams, experiments: bytes | None = None) -> Result:
    """Fit to the complete periods of the panel, and to the lift tests if there are any.

    Returns:
        `model.joblib` (the estimator, for Python users) and `model.json` (all that prediction needs), or
        rejected where the periods are too few to fit.

    Raises:
        InputUnusable: the panel cannot be read as one.
    """
    try:
        data = read_panel(panel, experiments).only_complete()
    except PanelError as error:
        raise InputUnusable(str(error)) from error
    try:
        estimator = Recipe.from_params(params.model_dump()).estimator()
        fit_to(estimator, data)
    except ValueError as error:
        finding = Finding(
            code="cannot_fit",
            severity="error",
            message=f"the model cannot be fitted: {error}",
            fix="add periods, or join channels that need not be told apart; where an experiment is named, "
            "correct or remove it",
        )
        return Result(status="rejected", findings=[finding])
    log.info(
        "fitted %d channels to %d periods, %s to %s",
        len(data.channels),
        len(data),
        data.periods[0],
        data.periods[-1],
    )
    return Result(
        outputs=[
            Output("model.json", to_json(estimator, data), "application/json"),
            Output("model.joblib", to_joblib(estimator), "application/octet-stream"),
        ],
        findings=list(_findings(estimator, data)),
        metrics={
            "kind": params.kind,
            "trained_on": {"first": data.periods[0], "last": data.periods[-1], "periods": len(data)},
        },
    )


def _findings(estimator: Estimator, data: TrainingData) -> Iterator[Finding]:
    if isinstance(estimator, MarketingMixRegressor):
        yield from _of_sampling(estimator)
        return
    controls = 0 if data.controls is None else data.controls.shape[1]
    tests = len(data.experiments)
    if controls or tests:
        yield Finding(
            code="left_aside",
            severity="info",
            message=f"{estimator.kind} is fitted to spend and revenue alone: {controls} controls and {tests} "
            "lift tests were left aside",
            fix="to use them, train the marketing mix model",
            values={"kind": estimator.kind, "controls": controls, "tests": tests},
        )


def _of_sampling(estimator: MarketingMixRegressor) -> Iterator[Finding]:
    for channel, factor in estimator.contradicted_.items():
        yield Finding(
            code="tests_contradict",
            severity="warning",
            message=f"the lift tests of {channel} contradict each other: their standard errors count "
            f"{factor:.1f} times as large",
            fix="check the windows, the revenue and the standard errors of these tests, and remove a test "
            "that was not run as planned",
            values={"channel": channel, "factor": round(factor, 3)},
        )
    if not estimator.converged_:
        worst = max(mixing.r_hat for mixing in estimator.mixing_)
        least = min(mixing.effective for mixing in estimator.mixing_)
        yield Finding(
            code="not_converged",
            severity="warning",
            message=f"the sampling of the posterior did not settle (R-hat {worst:.2f}, {least:.0f} "
            "independent draws): another seed may give other figures",
            fix="train with another seed and compare, or join channels that move together",
            values={"r_hat": round(worst, 3), "effective": round(least)},
        )

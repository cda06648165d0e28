"""Fit the model to a panel, as a pure function over bytes."""

import logging

from spendcast_contract import Finding, InputUnusable, Output, Result
from spendcast_mixmodel.fit import PanelError, make_estimator, read_panel, to_joblib, to_json
from spendcast_train.params import TrainParams

log = logging.getLogger("spendcast")


def train(panel: bytes, params: TrainParams) -> Result:
    """Fit to the complete periods of the panel.

    Returns:
        `model.joblib` (the estimator, for Python users) and `model.json` (all that prediction needs), or
        rejected where the periods are too few to fit.

    Raises:
        InputUnusable: the panel cannot be read as one.
    """
    try:
        data = read_panel(panel).only_complete()
    except PanelError as error:
        raise InputUnusable(str(error)) from error
    estimator = make_estimator(params.kind, n_draws=params.draws, random_state=params.seed)
    try:
        estimator.fit(data.spend, data.revenue, data.days)
    except ValueError as error:
        finding = Finding(
            code="cannot_fit",
            severity="error",
            message=f"the model cannot be fitted: {error}",
            fix="add periods, or join channels that need not be told apart",
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
        metrics={
            "kind": params.kind,
            "trained_on": {"first": data.periods[0], "last": data.periods[-1], "periods": len(data)},
        },
    )

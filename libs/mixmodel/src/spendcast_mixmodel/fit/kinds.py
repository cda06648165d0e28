"""The estimators, by the kind that `model.json` bears."""

from typing import Any

from spendcast_mixmodel.fit.analyst import AnalystBaseline
from spendcast_mixmodel.fit.linear import LinearBaseline
from spendcast_mixmodel.fit.mix.regressor import MarketingMixRegressor
from spendcast_mixmodel.fit.panel import TrainingData

Estimator = AnalystBaseline | LinearBaseline | MarketingMixRegressor

ESTIMATORS: dict[str, type[Estimator]] = {
    AnalystBaseline.kind: AnalystBaseline,
    LinearBaseline.kind: LinearBaseline,
    MarketingMixRegressor.kind: MarketingMixRegressor,
}


def fit_to(estimator: Estimator, data: TrainingData) -> None:
    """Fit to the complete periods of a panel, with controls and lift tests where the kind knows of them.

    Raises:
        ValueError: The periods are too few to fit, or a lift test does not fit the panel.
    """
    complete = data.only_complete()
    days = complete.days.to_numpy()
    if isinstance(estimator, MarketingMixRegressor):
        estimator.fit(
            complete.spend,
            complete.revenue,
            days,
            controls=complete.controls,
            experiments=complete.experiments,
        )
    else:
        estimator.fit(complete.spend, complete.revenue, days)


def make_estimator(kind: str, **settings: Any) -> Estimator:
    """An estimator of this kind, not fitted.

    Raises:
        ValueError: The kind is unknown.
    """
    if kind not in ESTIMATORS:
        raise ValueError(f"No estimator is of kind {kind!r}; there are {', '.join(ESTIMATORS)}.")
    return ESTIMATORS[kind](**settings)

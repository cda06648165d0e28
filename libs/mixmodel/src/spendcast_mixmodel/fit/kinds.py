"""The estimators, by the kind that `model.json` bears."""

from typing import Any

from spendcast_mixmodel.fit.analyst import AnalystBaseline
from spendcast_mixmodel.fit.linear import LinearBaseline
from spendcast_mixmodel.fit.mix.regressor import MarketingMixRegressor

Estimator = AnalystBaseline | LinearBaseline | MarketingMixRegressor

ESTIMATORS: dict[str, type[Estimator]] = {
    AnalystBaseline.kind: AnalystBaseline,
    LinearBaseline.kind: LinearBaseline,
    MarketingMixRegressor.kind: MarketingMixRegressor,
}


def make_estimator(kind: str, **settings: Any) -> Estimator:
    """An estimator of this kind, not fitted.

    Raises:
        ValueError: The kind is unknown.
    """
    if kind not in ESTIMATORS:
        raise ValueError(f"No estimator is of kind {kind!r}; there are {', '.join(ESTIMATORS)}.")
    return ESTIMATORS[kind](**settings)

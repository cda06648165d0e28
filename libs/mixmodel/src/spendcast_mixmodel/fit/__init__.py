"""Fitting, judging and writing of models; needs the extra `fit`."""

from spendcast_mixmodel.fit.artifact import to_joblib, to_json
from spendcast_mixmodel.fit.evaluation import (
    Backtest,
    Fit,
    Fold,
    Forecast,
    Forecaster,
    Scores,
    coverage,
    forecasts_of,
    in_sample,
    rolling_origin,
    score,
)
from spendcast_mixmodel.fit.experiments import Experiment
from spendcast_mixmodel.fit.kinds import make_estimator
from spendcast_mixmodel.fit.linear import LinearBaseline
from spendcast_mixmodel.fit.marketing_mix import MarketingMixRegressor
from spendcast_mixmodel.fit.panel import PanelError, TrainingData, read_panel
from spendcast_mixmodel.fit.priors import Priors

__all__ = [
    "Backtest",
    "Experiment",
    "Fit",
    "Fold",
    "Forecast",
    "Forecaster",
    "LinearBaseline",
    "MarketingMixRegressor",
    "PanelError",
    "Priors",
    "Scores",
    "TrainingData",
    "coverage",
    "forecasts_of",
    "in_sample",
    "make_estimator",
    "read_panel",
    "rolling_origin",
    "score",
    "to_joblib",
    "to_json",
]

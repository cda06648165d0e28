"""Fitting, judging and writing of models; needs the extra `fit`."""

from spendcast_mixmodel.fit.analyst import AnalystBaseline
from spendcast_mixmodel.fit.artifact import to_joblib, to_json
from spendcast_mixmodel.fit.checked_tests import checked_tests
from spendcast_mixmodel.fit.drift import CAUSES, Drift, Revisions, refresh_drift, revisions
from spendcast_mixmodel.fit.evaluation import (
    Backtest,
    Fit,
    FitModel,
    Fold,
    Forecast,
    Scores,
    coverage,
    forecasts_of,
    in_sample,
    rolling_origin,
    score,
)
from spendcast_mixmodel.fit.kinds import Estimator, fit_to, make_estimator
from spendcast_mixmodel.fit.linear import LinearBaseline
from spendcast_mixmodel.fit.mix.experiments import CheckedTest, Experiment
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.mix.regressor import MarketingMixRegressor
from spendcast_mixmodel.fit.own_data import Figure, OwnData, own_data_accuracy
from spendcast_mixmodel.fit.panel import PanelError, TrainingData, read_panel
from spendcast_mixmodel.fit.refit import Each, Made, Recipe

__all__ = [
    "CAUSES",
    "AnalystBaseline",
    "Backtest",
    "CheckedTest",
    "Drift",
    "Each",
    "Estimator",
    "Experiment",
    "Figure",
    "Fit",
    "FitModel",
    "Fold",
    "Forecast",
    "LinearBaseline",
    "Made",
    "MarketingMixRegressor",
    "OwnData",
    "PanelError",
    "Priors",
    "Recipe",
    "Revisions",
    "Scores",
    "TrainingData",
    "checked_tests",
    "coverage",
    "fit_to",
    "forecasts_of",
    "in_sample",
    "make_estimator",
    "own_data_accuracy",
    "read_panel",
    "refresh_drift",
    "revisions",
    "rolling_origin",
    "score",
    "to_joblib",
    "to_json",
]

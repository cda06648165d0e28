"""What a careful analyst makes of linear regression: carry-over, trend, season, holidays and ridge, tuned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from spendcast_mixmodel.base import BaseTerms
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.effects import PathEffects
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.identifiability import judge
from spendcast_mixmodel.fit.mix.base_terms import base_terms
from spendcast_mixmodel.fit.posterior import Design, Regression, draw_posterior
from spendcast_mixmodel.fit.timing import calendar_of, checked_days, period_days
from spendcast_mixmodel.marketing_mix import ChannelShapes, MarketingMixResponse
from spendcast_mixmodel.response import LinearResponse
from spendcast_mixmodel.transforms import LINEAR_BELOW, carry_over, retention

GRID: dict[str, list[Any]] = {
    "half_life": [0.0, 7.0],
    "harmonics": [0, 2],
    "trend": [False, True],
    "ridge": [0.0, 1e-2, 1e-1],
}
"""What the search chooses from; the first of each is plain linear regression. Half-lives are in days."""

FOLDS = 6
SPARE_PERIODS = 3
SEARCH_DRAWS = 2
"""The search looks at point forecasts alone."""

FAR = 10 / LINEAR_BELOW
"""Half-saturation over the highest spend seen: the curve is exactly a line up to ten times that spend."""


class AnalystBaseline(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Ridge regression of revenue per day on carried spend per day, trend, season and holidays.

    revenue = days x (level + trend + season + holidays + sum over channels of coefficient x carried + noise)

    A setting that is None is chosen: scikit-learn's `GridSearchCV` tries all combinations of `GRID` on
    rolling-origin folds (`TimeSeriesSplit`) and takes the plainest whose squared error of revenue per day is
    within a standard error of the least. With too few periods for folds, it is plain linear regression.

    Args:
        half_life: Days in which the effect of spend fades by half, for all channels; 0: no carry-over.
        harmonics: Pairs of sine and cosine of the year.
        trend: Whether there is a linear trend.
        ridge: Strength of the shrinkage, see `Regression`.
        country: ISO code of the country whose public holidays move revenue; none by default.
        n_draws: Number of posterior draws, even.
        random_state: Seed of the draws.

    Attributes:
        chosen_: Setting → its value.
        response_: Posterior draws, as prediction needs them.
        past_: Spend of the training periods.
        verdicts_: How well each channel is identified.
        n_features_in_: Number of channels K.
        feature_names_in_: Their names, if X had any.
    """

    kind = "analyst_baseline"

    def __init__(  # noqa: PLR0913, PLR0917  # scikit-learn: each setting is an argument
        self,
        half_life: float | None = None,
        harmonics: int | None = None,
        trend: bool | None = None,
        ridge: float | None = None,
        country: str | None = None,
        n_draws: int = 500,
        random_state: int | None = 0,
    ) -> None:
        self.half_life = half_life
        self.harmonics = harmonics
        self.trend = trend
        self.ridge = ridge
        self.country = country
        self.n_draws = n_draws
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike, days: ArrayLike | None = None) -> Self:
        """Learn from n consecutive periods.

        Args:
            X: Spend per period and channel, shape (n, K). Its index, if of dates, holds the periods' first
                days; without dates there is neither trend nor season.
            y: Revenue per period, shape (n,).
            days: Days in each period, shape (n,); by default 1.

        Raises:
            ValueError: Damaged input, or too few periods to tell noise from effects.
        """
        index = getattr(X, "index", None)
        totals, target = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        calendar = calendar_of(index, checked_days(days, len(totals)))
        self.past_ = Past(calendar, totals / calendar.days[:, None])
        revenue: Array = np.asarray(target, dtype=np.float64) / calendar.days
        given = {name: getattr(self, name) for name in GRID}
        self.chosen_ = given if None not in given.values() else self._search(given, totals, target, index)
        self._regress(revenue)
        names = tuple(getattr(self, "feature_names_in_", ()))
        self.verdicts_ = judge(self.past_.spend, revenue, self.response_.roas_draws, names)
        return self

    def predict(self, X: ArrayLike, days: ArrayLike | None = None) -> Array:
        """Expected revenue per period, shape (n,), of spend per period, shape (n, K), each row kept up."""
        X, calendar = self._checked(X, days)
        effects = self.response_.effects(X, calendar)
        predicted: Array = effects.base + effects.incremental.sum(axis=1)
        return predicted

    def predict_path(self, X: ArrayLike, days: ArrayLike | None = None) -> PathEffects:
        """Effects in consecutive periods of training or following on it, earlier spend carried over."""
        X, calendar = self._checked(X, days)
        return self.response_.path(X, calendar, self.past_)

    def _search(self, given: dict[str, Any], totals: Array, target: Array, index: Any) -> dict[str, Any]:
        """The settings; those that are not given are chosen on rolling-origin folds."""
        from sklearn.model_selection import GridSearchCV, TimeSeriesSplit  # costs what all else here costs

        dated = isinstance(index, pd.DatetimeIndex)
        choices = GRID if dated else GRID | {"harmonics": [0], "trend": [False]}
        grid = {name: choices[name] if value is None else [value] for name, value in given.items()}
        n_periods = len(totals)
        test_size = max(1, n_periods // 30)
        n_terms = totals.shape[1] + 2 * max(grid["harmonics"]) + 1
        n_folds = min(FOLDS, (n_periods - n_terms - SPARE_PERIODS) // test_size)
        if n_folds < 2:
            return {name: values[0] for name, values in grid.items()}
        days = pd.Series(self.past_.calendar.days, index=index if dated else pd.RangeIndex(n_periods))
        search = GridSearchCV(
            clone(self).set_params(n_draws=SEARCH_DRAWS),
            grid,
            cv=TimeSeriesSplit(n_folds, test_size=test_size),
            scoring=_forecast_score(days),
            refit=_plainest_of_the_best,
        )
        search.fit(pd.DataFrame(totals, index=days.index), target, days=days.to_numpy())
        best: dict[str, Any] = search.best_params_
        return best

    def _regress(self, revenue: Array) -> None:
        """Fit by the chosen settings."""
        calendar = self.past_.calendar
        half_life = self.chosen_["half_life"]
        share = float(retention(np.array(half_life), period_days(calendar))) if half_life > 0 else 0.0
        carried = carry_over(self.past_.spend, np.array(share))
        terms = self._terms(calendar)
        wanted = np.array([name != "trend" or self.chosen_["trend"] for name in terms.names], dtype=bool)
        design = Design.of(np.column_stack([carried, terms.columns(calendar)[:, wanted]]))
        regression = Regression.of(design, revenue, self.chosen_["ridge"])
        seed = check_random_state(self.random_state).randint(2**31)
        found = draw_posterior(design, regression, revenue, self.n_draws, seed)
        self.response_ = _response(found, terms, wanted, self.past_, share)

    def _terms(self, calendar: Calendar) -> BaseTerms:
        terms = base_terms(calendar, self.country, None)
        harmonics = self.chosen_["harmonics"] if calendar.dated else 0
        return replace(terms, harmonics=harmonics, knots=np.zeros(0))

    def _checked(self, X: Any, days: ArrayLike | None) -> tuple[Array, Calendar]:
        check_is_fitted(self)
        index = getattr(X, "index", None)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return X, calendar_of(index, checked_days(days, len(X)))


def _forecast_score(days: pd.Series) -> Callable[[AnalystBaseline, pd.DataFrame, Array], float]:
    """Minus the mean squared error of forecast revenue per day, spend of earlier periods carried over."""

    def score(estimator: AnalystBaseline, X: pd.DataFrame, y: Array) -> float:
        length = days.loc[X.index].to_numpy()
        path = estimator.predict_path(X, days=length)
        return -float(np.mean(((path.base + path.incremental.sum(axis=1) - y) / length) ** 2))

    return score


def _plainest_of_the_best(results: dict[str, Any]) -> int:
    """The first combination within a standard error of the best score: folds are few, and differences noise.

    The one-standard-error rule of Breiman et al., Classification and Regression Trees (1984), section 3.4.3.
    """
    mean, spread = results["mean_test_score"], results["std_test_score"]
    n_folds = sum(name.startswith("split") for name in results)
    best = int(np.argmax(mean))
    return int(np.argmax(mean >= mean[best] - spread[best] / np.sqrt(n_folds)))


def _response(
    found: LinearResponse, terms: BaseTerms, wanted: NDArray[np.bool_], past: Past, share: float
) -> MarketingMixResponse:
    """The posterior of a regression as curves that are straight.

    Args:
        found: Its first K coefficients are revenue per unit of carried spend, the rest of the wanted terms.
        terms: Of the base.
        wanted: Which of the terms were regressed on; the others are 0.
        past: Spend of the training periods.
        share: What is carried over to the next period.
    """
    days, carried = past.calendar.days, carry_over(past.spend, np.array(share))
    n_channels, n_draws = carried.shape[1], len(found.intercept_draws)
    base = np.zeros((len(wanted), n_draws))
    base[wanted] = found.coefficient_draws[n_channels:]
    brought, spent = (days[:, None] * carried).sum(axis=0), past.total
    unit = np.divide(spent, brought, where=brought > 0, out=np.ones(n_channels))
    half = FAR * np.where(carried.max(axis=0) > 0, carried.max(axis=0), 1.0)
    ceiling = unit * half * (1 + LINEAR_BELOW)
    nothing = np.zeros(n_draws)
    response = MarketingMixResponse(
        shapes=tuple(
            ChannelShapes(np.array([share]), half[[k]], np.ones(1), ceiling[[k]]) for k in range(n_channels)
        ),
        shape_draws=np.zeros((n_channels, n_draws), dtype=np.int64),
        roas_draws=found.coefficient_draws[:n_channels] / unit[:, None],
        base=terms,
        level_draws=found.intercept_draws,
        base_draws=base,
        sigma_draws=found.sigma_draws,
        memory_draws=nothing,
        last_noise_draws=nothing,
        drift_draws=nothing,
        noise_draws=found.noise_draws,
        period_days=period_days(past.calendar),
        end=float(past.calendar.start[-1] + days[-1]),
    )
    return MarketingMixResponse.from_document(response.to_document(), n_channels)  # as model.json keeps it

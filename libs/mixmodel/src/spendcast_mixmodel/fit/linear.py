"""The baseline: multiple linear regression of revenue per day on spend per day."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit.identifiability import judge
from spendcast_mixmodel.fit.posterior import Design, Regression, draw_posterior
from spendcast_mixmodel.fit.timing import checked_days


class LinearBaseline(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Multiple linear regression of revenue per day on spend per day, with its posterior.

    revenue = days x (intercept + sum over channels of coefficient x spend / days + noise per day)

    Args:
        n_draws: Number of posterior draws, even.
        random_state: Seed of the draws; the point estimates do not depend on it.

    Attributes:
        coef_: Revenue per unit of spend, shape (K,).
        intercept_: Revenue per day without advertising.
        sigma_: Standard deviation of the noise per day.
        response_: Point estimates and posterior draws, as prediction needs them.
        verdicts_: How well each channel is identified.
        n_features_in_: Number of channels K.
        feature_names_in_: Their names, if X had any.
    """

    kind = "linear_baseline"

    def __init__(self, n_draws: int = 500, random_state: int | None = 0) -> None:
        self.n_draws = n_draws
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike, days: ArrayLike | None = None) -> Self:
        """Learn from n periods.

        Args:
            X: Spend per period and channel, shape (n, K).
            y: Revenue per period, shape (n,).
            days: Days in each period, shape (n,); by default 1, so that X and y are per day.

        Raises:
            ValueError: Damaged input, an odd number of draws, or too few periods to tell noise from effects.
        """
        if self.n_draws < 2 or self.n_draws % 2:
            raise ValueError(f"n_draws must be an even number from 2, not {self.n_draws}.")
        totals, target = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        length = checked_days(days, len(totals))
        spend: Array = totals / length[:, None]
        revenue: Array = np.asarray(target, dtype=np.float64) / length
        design = Design.of(spend)
        regression = Regression.of(design, revenue)
        seed = check_random_state(self.random_state).randint(2**31)
        self.response_ = draw_posterior(design, regression, revenue, self.n_draws, seed)
        self.coef_ = self.response_.coefficients
        self.intercept_ = self.response_.intercept
        self.sigma_ = regression.sigma
        self.verdicts_ = judge(spend, revenue, self.response_.coefficient_draws)
        return self

    def predict(self, X: ArrayLike, days: ArrayLike | None = None) -> Array:
        """Expected revenue per period, shape (n,), of spend per period, shape (n, K)."""
        X, length = self._checked(X, days)
        # Not X @ coef_: a linear algebra library adds in an order that depends on the processor.
        predicted: Array = length * self.intercept_ + (X * self.coef_).sum(axis=1)
        return predicted

    def predict_interval(self, X: ArrayLike, days: ArrayLike | None = None) -> Array:
        """Predictive 90 % interval of revenue per period: low and high, shape (n, 2)."""
        X, length = self._checked(X, days)
        effects = self.response_.effects(X, Calendar.undated(length))
        draws = effects.base_draws + effects.incremental_draws.sum(axis=1) + effects.noise_draws
        return summarise(effects.base + effects.incremental.sum(axis=1), draws)[:, 2:]

    def _checked(self, X: Any, days: ArrayLike | None) -> tuple[Array, Array]:
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return X, checked_days(days, len(X))

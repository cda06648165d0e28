"""The marketing mix model: base, carry-over and saturation, non-negative effects, joint posterior."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import ThreadpoolController

from spendcast_mixmodel.base import BaseTerms
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.effects import PathEffects
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit.mix.base_terms import base_terms, prior_of_base
from spendcast_mixmodel.fit.mix.contradictions import check_tests
from spendcast_mixmodel.fit.mix.experiments import CheckedTest, Experiment, evidence
from spendcast_mixmodel.fit.mix.gibbs import Draws
from spendcast_mixmodel.fit.mix.information import Information, judge_channels
from spendcast_mixmodel.fit.mix.likelihood import Structure
from spendcast_mixmodel.fit.mix.posterior import (
    Posterior,
    Scale,
    Setting,
    explore,
    is_mixed,
    noise_of,
    sample_posterior,
)
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.mix.shapes import (
    ENOUGH,
    Candidates,
    Spend,
    carrying,
    draw_candidates,
    refine_candidates,
)
from spendcast_mixmodel.fit.timing import calendar_of, checked_days, is_month, period_days
from spendcast_mixmodel.fit.verdicts import Verdict


class MarketingMixRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Bayesian marketing mix model.

    revenue = days x (base(date) + sum over channels of roas x ceiling x hill(carried spend per day) + noise)

    Args:
        n_draws: Number of posterior draws that are kept, even.
        n_shapes: Candidate shapes per channel; by default as many as are affordable for the number of
            channels.
        country: ISO code of the country whose public holidays move revenue, such as `JP`; none by default.
        priors: Beliefs before any data; by default those of `Priors`.
        random_state: Seed.

    Attributes:
        response_: Posterior draws, as prediction needs them.
        past_: Spend of the training periods.
        information_: What verdicts on channels rest on.
        mixing_: Effective sample size and R-hat of each channel's ROAS.
        converged_: Whether the sampling passed its gate; where not, channels whose figures have not settled
            are `not identifiable`.
        tests_: Each lift test beside what is said without any, and whether it counts.
        contradicted_: Channels whose lift tests contradict one another, each with the factor by which the
            tests' standard errors were therefore multiplied.
        n_features_in_: Number of channels K.
        feature_names_in_: Their names, if X had any.
    """

    kind = "marketing_mix"

    def __init__(
        self,
        n_draws: int = 500,
        n_shapes: int | None = None,
        country: str | None = None,
        priors: Priors | None = None,
        random_state: int | None = 0,
    ) -> None:
        self.n_draws = n_draws
        self.n_shapes = n_shapes
        self.country = country
        self.priors = priors
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        days: ArrayLike | None = None,
        *,
        controls: pd.DataFrame | None = None,
        experiments: Sequence[Experiment] = (),
    ) -> Self:
        """Learn from n consecutive periods.

        Args:
            X: Spend per period and channel, shape (n, K). Its index, if of dates, holds the periods' first
                days; without dates there is neither trend nor season.
            y: Revenue per period, shape (n,).
            days: Days in each period, shape (n,); by default 1.
            controls: What else moves revenue, such as price, one column each, shape (n, C).
            experiments: Lift tests. With any, a fit without them comes first: one that contradicts it does
                not count (see `check_tests`).

        Raises:
            ValueError: Damaged input, dates out of order, negative spend, an odd number of draws, or too few
                periods.
        """
        index = getattr(X, "index", None)
        totals, target = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=3)
        if self.n_draws < 2 or self.n_draws % 2:
            raise ValueError(f"n_draws must be an even number from 2, not {self.n_draws}.")
        if (totals < 0).any():
            raise ValueError("Negative values in data passed to X: spend cannot be below zero.")
        length = checked_days(days, len(totals))
        calendar = calendar_of(index, length)
        if calendar.dated and (np.diff(calendar.start) <= 0).any():
            raise ValueError("X must be in the order of its dates, with one row for each.")
        self.past_ = Past(calendar, totals / length[:, None])
        revenue: Array = np.asarray(target, dtype=np.float64) / length
        scale = Scale.of(revenue, self.past_, period_days(calendar))
        terms = base_terms(calendar, self.country, controls)
        alone = self._learn(revenue, scale, terms, ())
        self.tests_ = check_tests(experiments, alone)
        followed = any(one.counts for one in self.tests_)
        told = self._learn(revenue, scale, terms, self.tests_) if followed else alone
        self.information_ = replace(told, tests=self.tests_)
        return self

    @property
    def verdicts_(self) -> tuple[Verdict, ...]:
        """How well each channel is identified, and what would settle it; tried out anew at each call."""
        check_is_fitted(self)
        return judge_channels(self.information_)

    def _learn(
        self, revenue: Array, scale: Scale, terms: BaseTerms, tests: tuple[CheckedTest, ...]
    ) -> Information:
        """Learn from revenue per day and those lift tests that count."""
        counting = [one.test for one in tests if one.counts]
        calendar = self.past_.calendar
        with _blas().limit(limits=1, user_api="blas"):
            posterior = self._posterior(revenue, scale, terms, counting)
        self.mixing_ = posterior.mixing
        self.converged_ = is_mixed(posterior.mixing)
        self.contradicted_ = {
            name: float(factor)
            for name, factor in zip(self._names(), posterior.widened, strict=True)
            if factor > 1
        }
        self.response_ = posterior.response(terms, scale, calendar)
        return Information(
            channels=self._names(),
            grain="month" if is_month(calendar) else "week",
            calendar=calendar,
            spend=self.past_.spend,
            response=self.response_,
            own_error=posterior.own_error,
            tests=tests,
            widened=posterior.widened,
            settled=np.array([one.settled for one in posterior.mixing]),
            least_roas=scale.least_roas(self.priors or Priors()),
        )

    def _posterior(
        self, revenue: Array, scale: Scale, terms: BaseTerms, experiments: Sequence[Experiment]
    ) -> Posterior:
        """Explore with shapes from the prior, then sample with shapes from where the posterior lies."""
        past, priors = self.past_, self.priors or Priors()
        seed = int(check_random_state(self.random_state).randint(2**31 - 2**20))
        base = prior_of_base(terms, past.calendar, priors)

        spend = Spend(past, scale.period_days, priors)
        n_shapes = self.n_shapes or default_shapes(past.spend.shape[1])
        seeds = itertools.count(seed)

        def with_shapes(found: Candidates, noise: Sequence[Structure] = ()) -> Setting:
            tests = evidence(experiments, past, found, self._names())
            return Setting(revenue / scale.revenue, found, base, tests, scale, priors, tuple(noise))

        def renewed(setting: Setting, draws: Draws) -> Setting:
            found = refine_candidates(setting.candidates, draws.shape, spend, next(seeds))
            return with_shapes(found, setting.noise)

        setting = with_shapes(draw_candidates(spend, n_shapes, next(seeds)))
        setting = replace(setting, noise=tuple(noise_of(setting)))
        explored = explore(setting, seed)
        setting = renewed(setting, explored)
        if carrying(explored.shape, n_shapes).min() < ENOUGH:  # what was found is too coarse to sample about
            explored = explore(setting, seed, explored)
            setting = renewed(setting, explored)
        likely = tuple(setting.noise[h] for h in np.unique(explored.noise))
        setting = replace(setting, noise=likely)  # of what no chain chose, nearly none would be drawn
        return sample_posterior(setting, self.n_draws, seed, explored, renewed)

    def predict(self, X: ArrayLike, days: ArrayLike | None = None) -> Array:
        """Expected revenue per period, shape (n,), of spend per period, shape (n, K), each row kept up."""
        X, calendar = self._checked(X, days)
        effects = self.response_.effects(X, calendar)
        predicted: Array = effects.base + effects.incremental.sum(axis=1)
        return predicted

    def predict_interval(self, X: ArrayLike, days: ArrayLike | None = None) -> Array:
        """Predictive 90 % interval of revenue per period: low and high, shape (n, 2)."""
        X, calendar = self._checked(X, days)
        effects = self.response_.effects(X, calendar)
        draws = effects.base_draws + effects.incremental_draws.sum(axis=1) + effects.noise_draws
        return summarise(effects.base + effects.incremental.sum(axis=1), draws)[:, 2:]

    def predict_path(self, X: ArrayLike, days: ArrayLike | None = None) -> PathEffects:
        """Effects in consecutive periods of training or following on it, earlier spend carried over."""
        X, calendar = self._checked(X, days)
        return self.response_.path(X, calendar, self.past_)

    def _names(self) -> tuple[str, ...]:
        return tuple(getattr(self, "feature_names_in_", [f"x{k}" for k in range(self.n_features_in_)]))

    def _checked(self, X: Any, days: ArrayLike | None) -> tuple[Array, Calendar]:
        check_is_fitted(self)
        index = getattr(X, "index", None)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        if (X < 0).any():
            raise ValueError("Negative values in data passed to X: spend cannot be below zero.")
        return X, calendar_of(index, checked_days(days, len(X)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.regressor_tags.poor_score = True
        return tags


@cache
def _blas() -> ThreadpoolController:
    """The linear algebra libraries. Their threads cost more than they bring on matrices of this size."""
    return ThreadpoolController()


def default_shapes(n_channels: int) -> int:
    """Candidates per channel: products of all with all grow with the square of their number."""
    return 64 if n_channels <= 8 else 32

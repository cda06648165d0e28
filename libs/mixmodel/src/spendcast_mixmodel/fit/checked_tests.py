"""Whether lift tests agree with what the same panel says without any of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from spendcast_mixmodel.estimates import TO_END, Array, Estimate, as_estimate, summarise
from spendcast_mixmodel.fit.mix.experiments import Experiment, Tried, effect_in_window
from spendcast_mixmodel.fit.refit import Made
from spendcast_mixmodel.marketing_mix import MarketingMixResponse
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.transforms import carry_over, half_life_of, hill

CONTRADICTS = 2.576
"""Standard deviations from which a test contradicts the rest: by chance, one in a hundred does."""


@dataclass(frozen=True)
class CheckedTest:
    """A lift test that counts, beside what is said of its window where no lift test counts.

    Attributes:
        test: The test.
        without: Incremental revenue of the window by the same panel and recipe without lift tests.
        deviations: Distance of the two, in standard deviations of both together.
    """

    test: Experiment
    without: Estimate
    deviations: float

    @property
    def contradicts(self) -> bool:
        """Whether they differ by more than chance makes them."""
        return self.deviations > CONTRADICTS


def checked_tests(made: Made) -> tuple[CheckedTest, ...]:
    """Check each lift test that a model was fitted to; none of a kind of model that knows of none.

    A test that contradicts all else may be right, for data mislead as well; but precise as it is, it carries
    the figure alone, and a slip in its dates or amounts would carry it as far.
    """
    complete = made.data.only_complete()
    if not complete.experiments or made.recipe.kind != "marketing_mix":
        return ()
    return tuple(_checked(complete.experiments, made.recipe.fit(replace(complete, experiments=()))))


def _checked(tests: tuple[Experiment, ...], model: Model) -> Iterator[CheckedTest]:
    for test in tests:
        draws = _effect_draws(test, model)
        mean, median, low, high = summarise(draws.mean(), draws)
        towards = high - median if test.incremental_revenue > median else median - low
        both = np.hypot(test.standard_error, towards / TO_END)
        distance = abs(test.incremental_revenue - median) / both
        yield CheckedTest(test, as_estimate(np.array([mean, median, low, high])), float(distance))


def _effect_draws(test: Experiment, model: Model) -> Array:
    """What the spend of a test's window brings within it, by each draw, shape (D,)."""
    response, k = cast(MarketingMixResponse, model.response), model.channels.index(test.channel)
    shapes = response.shapes[k]
    carried = carry_over(model.past.spend[:, k, None], shapes.share)
    brought = hill(carried, shapes.half, shapes.slope) * shapes.ceiling
    tried = Tried(shapes, half_life_of(shapes.share, response.period_days), brought)
    draws: Array = (
        response.roas_draws[k] * effect_in_window(test, model.past, k, tried)[response.shape_draws[k]]
    )
    return draws

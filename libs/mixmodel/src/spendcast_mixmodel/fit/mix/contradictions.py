"""Whether lift tests agree with what the same periods say without any of them, and which of them count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from spendcast_mixmodel.calendars import Past
from spendcast_mixmodel.estimates import TO_END, Array, as_estimate, summarise
from spendcast_mixmodel.fit.mix.experiments import (
    CONTRADICTS,
    CheckedTest,
    Experiment,
    Tried,
    effect_in_window,
    position_of,
)
from spendcast_mixmodel.fit.mix.information import Information, tells
from spendcast_mixmodel.transforms import carry_over, half_life_of, hill


def check_tests(tests: Sequence[Experiment], alone: Information) -> tuple[CheckedTest, ...]:
    """Each test beside what is known without any, and whether it counts.

    One that contradicts what the data tell does not: either it or the data mislead, and as precise as tests
    are, a slip in its dates or amounts would drag the figures of all channels along. Where the data tell
    nothing of its channel, it is all that there is. Two of other days that say the same confirm one another.

    Args:
        tests: All that there are.
        alone: What is known without any of them.

    Raises:
        ValueError: A test does not fit the periods (see `evidence`).
    """
    if not tests:
        return ()
    told = [name for name, tells_of_it in zip(alone.channels, tells(alone), strict=True) if tells_of_it]
    effects = [_effect_at_one(test, alone, position_of(test, alone.channels)) for test in tests]
    checked = [_checked(test, alone, effect) for test, effect in zip(tests, effects, strict=True)]
    against = {i: _Against(one.test, effects[i]) for i, one in enumerate(checked) if one.contradicts}
    confirmed = {
        i for pair in combinations(against, 2) if against[pair[0]].agrees_with(against[pair[1]]) for i in pair
    }
    return tuple(
        replace(
            one,
            confirmed=i in confirmed,
            counts=i in confirmed or i not in against or one.test.channel not in told,
        )
        for i, one in enumerate(checked)
    )


@dataclass(frozen=True)
class _Against:
    """A test that contradicts what else is known, and what its window brings at a ROAS of 1, by each draw."""

    test: Experiment
    effect: Array

    def agrees_with(self, other: "_Against") -> bool:
        """Whether another test of the channel, of other days, says the same of its ROAS."""
        one, two = self.test, other.test
        if one.channel != two.channel or (one.first <= two.last and two.first <= one.last):
            return False
        apart = one.incremental_revenue / self.effect - two.incremental_revenue / other.effect
        errors = [each.test.standard_error / each.effect.mean() for each in (self, other)]
        return bool(abs(apart.mean()) <= CONTRADICTS * np.sqrt(apart.var() + np.square(errors).sum()))


def _checked(test: Experiment, alone: Information, effect: Array) -> CheckedTest:
    draws = alone.response.roas_draws[position_of(test, alone.channels)] * effect
    summary = summarise(draws.mean(), draws)
    _, median, low, high = summary
    towards = high - median if test.incremental_revenue > median else median - low
    both = np.hypot(test.standard_error, towards / TO_END)
    deviations = float(abs(test.incremental_revenue - median) / both)
    return CheckedTest(test, as_estimate(summary), deviations)


def _effect_at_one(test: Experiment, alone: Information, k: int) -> Array:
    """What the spend of a test's window brings within it at a ROAS of 1, by each draw's shape, shape (D,)."""
    response, past = alone.response, Past(alone.calendar, alone.spend)
    shapes = response.shapes[k]
    brought = hill(carry_over(past.spend[:, k, None], shapes.share), shapes.half, shapes.slope)
    tried = Tried(shapes, half_life_of(shapes.share, response.period_days), brought * shapes.ceiling)
    effect: Array = effect_in_window(test, past, k, tried)[response.shape_draws[k]]
    return effect

"""Responses that are lines, or nearly: how far the prior reaches towards them, and that they are found."""

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.fit import MarketingMixRegressor
from spendcast_mixmodel.fit.mix.priors import Priors


def test_a_prior_reaches_further_to_straight_curves_than_to_bent_ones() -> None:
    """At -3 of the standard normal half-saturation is lognormal, at 3 it is further by .7 x (3 - 1)^2."""
    points = np.zeros((4, 3))
    points[:, 1] = (-3, 0, 3, 30)
    half_life, half, slope = Priors().shapes(points)
    assert half / 1.4 == pytest.approx(np.exp(0.5 * np.array([-3, 0, 3 + 0.7 * 4, 8])))
    assert (half_life == 4).all()
    assert (slope == 1.15).all()


def test_a_straight_line_is_found_where_data_tell_much() -> None:
    """Revenue is 1.5 times spend, as it comes: no saturation, no carry-over."""
    rng = np.random.default_rng(3)
    index = pd.date_range("2022-01-03", periods=104, freq="7D")
    spend = 700 * np.exp(0.9 * rng.normal(size=(104, 3)))
    revenue = 1.5 * spend.sum(axis=1) + 6300 * (1 + 0.02 * rng.normal(size=104))
    spent = pd.DataFrame(spend, index, columns=["tv", "mail", "search"])
    known = MarketingMixRegressor().fit(spent, pd.Series(revenue, index), days=np.full(104, 7.0))
    found = np.median(known.response_.roas_draws, axis=1)
    assert found == pytest.approx([1.5] * 3, rel=0.125)  # the prior's curvature takes a tenth of one of them

"""What is said of the change since the model in force."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from unit.mixmodel.conftest import panel_of

from spendcast_evaluate.changes import changes_since, summary
from spendcast_mixmodel.estimates import Estimate
from spendcast_mixmodel.fit import Drift, Experiment, Made, Recipe, TrainingData, read_panel
from spendcast_mixmodel.simulate import sample_advertiser

MIX = Recipe("marketing_mix", {"n_draws": 100, "random_state": 0})
RESEEDED = Recipe("marketing_mix", {"n_draws": 100, "random_state": 1})


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return read_panel(panel_of(sample_advertiser(36)))


def made(data: TrainingData, recipe: Recipe = MIX) -> Made:
    return Made(recipe.fit(data), data, recipe)


def test_a_lift_test_that_moved_a_return_is_named_as_the_cause(data: TrainingData) -> None:
    first = made(data)
    channel = data.channels[0]
    roas = first.model.summary()[channel]["roas"]
    assert roas
    tests = tuple(
        Experiment(
            channel, date(2022, month, 1), date(2022, month + 3, 30), 6 * roas["median"] * spend, spend
        )
        for month in (5, 9)
        if (spend := float(data.spend[channel].iloc[11 + month : 15 + month].sum()))
    )
    said = changes_since(first, made(replace(data, experiments=tests))).said
    assert "because lift tests came in" in said["en"]
    assert "リフトテストの追加" in said["ja"]
    assert "standard deviations" in said["en"]


def test_another_seed_alone_is_told_by_no_channel_and_no_zero(data: TrainingData) -> None:
    said = changes_since(made(data), made(data, RESEEDED)).said
    assert "0.0 standard deviations" not in said["en"]


def test_the_cause_that_is_named_moved_the_return_the_way_it_went() -> None:
    """Up by 1 in all: by 2 for revised history, by 4 for new periods, down by 5 for lift tests."""
    stages = tuple(
        Estimate(mean=m, median=m, low=m - 0.1, high=m + 0.1) for m in (1.0, 1.0, 3.0, 7.0, 2.0, 2.0)
    )
    assert "new periods came in" in summary({"tv": Drift(stages)})["en"]


def test_controls_that_came_in_are_told_among_the_settings(data: TrainingData) -> None:
    price = pd.DataFrame({"price": [1.0, 1.1] * 18}, index=data.spend.index)
    changes = changes_since(made(data), made(replace(data, controls=price)))
    assert changes.settings == {"controls": ("", "price")}
    assert changes.revisions is not None
    assert changes.revisions.revised == ()

"""Changes since the model in force, each let in alone so that its cause is known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.fit import (
    CAUSES,
    Drift,
    Experiment,
    Made,
    Recipe,
    TrainingData,
    refresh_drift,
    revisions,
)

PLAIN = Recipe("linear_baseline", {"n_draws": 100, "random_state": 0})
MIX = Recipe("marketing_mix", {"n_draws": 100})
TEST = Experiment("email", date(2025, 3, 1), date(2025, 4, 30), 2e5, 2e4)
RESEEDED = Recipe("linear_baseline", {"n_draws": 100, "random_state": 1})


def made(data: TrainingData, recipe: Recipe = PLAIN) -> Made:
    return Made(recipe.fit(data), data, recipe)


def with_revenue(data: TrainingData, row: int, factor: float) -> TrainingData:
    revenue = data.revenue.copy()
    revenue.iloc[row] *= factor
    return replace(data, revenue=revenue)


def causes_seen(drifts: dict[str, Drift]) -> set[str]:
    return {cause for drift in drifts.values() for cause, step in drift.steps.items() if step != 0}


def test_the_same_panel_and_settings_change_nothing(sample: TrainingData) -> None:
    drifts = refresh_drift(made(sample), made(sample))
    assert list(drifts) == list(sample.channels)
    assert causes_seen(drifts) == set()


@pytest.mark.parametrize("cause", ["revised_history", "new_periods", "settings"])
def test_a_change_of_one_kind_has_one_cause(sample: TrainingData, cause: str) -> None:
    before = {
        "revised_history": made(with_revenue(sample, 3, 1.5)),
        "new_periods": made(sample.rows(0, 57)),
        "settings": made(sample, RESEEDED),
    }[cause]
    assert causes_seen(refresh_drift(before, made(sample))) == {cause}


def test_a_model_that_this_release_fits_otherwise_is_told_apart(sample: TrainingData) -> None:
    other = made(with_revenue(sample, 3, 1.5)).model
    assert causes_seen(refresh_drift(replace(made(sample), model=other), made(sample))) == {"release"}


def test_causes_add_up_to_the_whole_change(sample: TrainingData) -> None:
    before = made(with_revenue(sample, 3, 1.5).rows(0, 57), RESEEDED)
    now = made(sample)
    for name, drift in refresh_drift(before, now).items():
        first, last = (m.model.summary()[name]["roas"] for m in (before, now))
        assert first
        assert last
        assert sum(drift.steps.values()) == pytest.approx(last["median"] - first["median"], rel=1e-12)
        assert causes_seen({name: drift}) == set(CAUSES) - {"release", "lift_tests"}


def test_a_revision_is_seen_before_new_periods_are(sample: TrainingData) -> None:
    """Two refits by hand: the old periods as they are known today, then all of them."""
    before, now = made(with_revenue(sample, 3, 1.5).rows(0, 57)), made(sample)
    by_hand = [m.model.summary()["email"]["roas"] for m in (before, made(sample.rows(0, 57)), now)]
    medians = [roas["median"] for roas in by_hand if roas]
    steps = refresh_drift(before, now)["email"].steps
    assert steps["revised_history"] == pytest.approx(medians[1] - medians[0])
    assert steps["new_periods"] == pytest.approx(medians[2] - medians[1])


def test_what_data_alone_did_leaves_settings_out(sample: TrainingData) -> None:
    drift = refresh_drift(made(sample, RESEEDED), made(sample))["email"]
    before, after = drift.by_data
    assert before == after


def test_a_channel_that_only_one_model_knows_is_not_compared(sample: TrainingData) -> None:
    older = replace(sample, spend=sample.spend.drop(columns="email"))
    assert "email" not in refresh_drift(made(older), made(sample))


def test_panels_of_another_grain_are_refused(sample: TrainingData) -> None:
    with pytest.raises(ValueError, match="speaks of weeks, the new of months"):
        refresh_drift(replace(made(sample), data=replace(sample, grain="week")), made(sample))


def test_revisions_name_the_periods(sample: TrainingData) -> None:
    before = with_revenue(sample, 3, 1.5).rows(0, 57)
    found = revisions(before, sample.rows(1, 60))
    assert found.revised == ("2021-04",)
    assert found.new == ("2025-10", "2025-11", "2025-12")
    assert found.dropped == ("2021-01",)


def test_a_new_channel_revises_only_periods_in_which_it_spent(sample: TrainingData) -> None:
    spend = np.zeros(60)
    spend[[5, 59]] = 100.0
    found = revisions(sample.rows(0, 59), replace(sample, spend=sample.spend.assign(podcast=spend)))
    assert (found.revised, found.new) == (("2021-06",), ("2025-12",))


def test_an_unfinished_period_is_no_revision_until_it_is_complete(sample: TrainingData) -> None:
    complete = sample.complete.copy()
    complete.iloc[-1] = False
    found = revisions(replace(with_revenue(sample, -1, 0.5), complete=complete), sample)
    assert (found.revised, found.new) == ((), ("2025-12",))


def test_a_lift_test_is_a_cause_of_its_own_and_no_change_of_data(sample: TrainingData) -> None:
    before, now = made(sample, MIX), made(replace(sample, experiments=(TEST,)), MIX)
    for first, second in ((before, now), (now, before)):
        drifts = refresh_drift(first, second)
        assert causes_seen(drifts) == {"lift_tests"}
        assert all(by_data[0] == by_data[1] for by_data in (drift.by_data for drift in drifts.values()))


def test_a_lift_test_that_came_with_new_periods_is_told_apart_from_them(sample: TrainingData) -> None:
    """The new periods alone, by hand: the new panel without the test."""
    drift = refresh_drift(made(sample.rows(0, 57), MIX), made(replace(sample, experiments=(TEST,)), MIX))
    alone = made(sample, MIX).model.summary()["email"]["roas"]
    assert drift["email"].by_data[1] == alone
    assert drift["email"].steps["lift_tests"] != 0


@pytest.mark.parametrize("corrected", ["channel", "spend"])
def test_a_lift_test_of_spend_that_proved_never_spent_does_not_stop_the_comparison(
    sample: TrainingData, corrected: str
) -> None:
    before = made(replace(sample, experiments=(TEST,)), MIX)
    spend = sample.spend.copy()
    spend.loc["2025-03":"2025-04", "email"] = 0.0
    now = {
        "channel": replace(sample, spend=sample.spend.drop(columns="email")),
        "spend": replace(sample, spend=spend),
    }[corrected]
    drifts = refresh_drift(before, made(now, MIX))
    assert set(drifts) == set(now.channels)
    assert all(drift.steps["lift_tests"] == 0 for drift in drifts.values())


def test_a_control_that_was_changed_afterwards_is_a_revision(sample: TrainingData) -> None:
    before, now = (
        replace(sample, controls=pd.DataFrame({"price": price}, index=sample.spend.index))
        for price in (np.ones(60), np.where(np.arange(60) == 7, 2.0, 1.0))
    )
    assert revisions(before, now).revised == ("2021-08",)


def with_price(data: TrainingData) -> TrainingData:
    price = 1 + 0.1 * np.sin(np.arange(len(data)))
    return replace(data, controls=pd.DataFrame({"price": price}, index=data.spend.index))


def test_a_control_that_came_in_revises_nothing_and_counts_among_the_settings(sample: TrainingData) -> None:
    before, now = sample.rows(0, 59), with_price(sample)
    assert revisions(before, now).revised == ()
    drift = refresh_drift(made(before, MIX), made(now, MIX))
    assert causes_seen(drift) == {"new_periods", "settings"}
    assert drift["email"].by_data[1] == made(sample, MIX).model.summary()["email"]["roas"]
    assert causes_seen(refresh_drift(made(sample, MIX), made(with_price(sample), MIX))) == {"settings"}

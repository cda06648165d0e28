"""Response curves: the model's own figures, from nothing to beyond what was seen."""

import numpy as np
import pytest
from unit.mixmodel.bent_model import Bent, bent_model

from spendcast_mixmodel.curves import POINTS, response_curves
from spendcast_mixmodel.plans import PlanError
from spendcast_mixmodel.predict import Model, Plan
from spendcast_mixmodel.today import spend_of_today


@pytest.fixture(scope="module")
def model() -> Model:
    return bent_model({"tv": Bent(100, 80, 2.0, 0.2), "mail": Bent(40, 100, 1.0, 0.4, "weak")})


def test_each_point_is_what_a_prediction_says(model: Model) -> None:
    curves = response_curves(model, "2026-02")
    assert (curves["period"]["label"], curves["period"]["days"]) == ("2026-02", 28)
    for k in (0, 7, POINTS - 1):
        spend = {name: curve["points"][k]["spend"] for name, curve in curves["channels"].items()}
        predicted = model.predict(Plan(spend, "2026-02"))["channels"]
        for name, curve in curves["channels"].items():
            assert curve["points"][k]["incremental_revenue"] == predicted[name]["incremental_revenue"]
            assert curve["points"][k]["marginal_roas"] == predicted[name]["marginal_roas"]


def test_today_is_marked_and_the_curve_goes_half_beyond_what_was_seen(model: Model) -> None:
    mail = response_curves(model)["channels"]["mail"]
    assert mail["verdict"] == "weak"
    assert mail["today"]["spend"] == pytest.approx(40 * 31)
    assert [mail["lowest_seen"], mail["highest_seen"]] == pytest.approx([20 * 31, 60 * 31])
    spend = [point["spend"] for point in mail["points"]]
    assert np.diff(spend) == pytest.approx(1.5 * 60 * 31 / (POINTS - 1))
    assert spend[0] == 0


def test_curves_rise_and_bend_and_their_intervals_hold_the_mean(model: Model) -> None:
    for curve in response_curves(model)["channels"].values():
        means = np.array([point["incremental_revenue"]["mean"] for point in curve["points"]])
        assert means[0] == 0
        assert (np.diff(means) > 0).all()
        assert (np.diff(means, 2) < 0).all()
        assert all(
            point["incremental_revenue"]["low"] <= mean <= point["incremental_revenue"]["high"]
            for point, mean in zip(curve["points"], means, strict=True)
        )


def test_a_period_of_another_grain_is_refused(model: Model) -> None:
    with pytest.raises(PlanError, match="speaks of months"):
        response_curves(model, "2026-W05")


def test_today_falls_back_to_all_of_training_where_the_last_quarter_spent_nothing() -> None:
    paused = bent_model({"tv": Bent(100, 80, 2.0)})
    paused.past.spend[-3:] = 0
    days = paused.past.calendar.days
    assert spend_of_today(paused) == pytest.approx([100 * days[:-3].sum() / days.sum()])

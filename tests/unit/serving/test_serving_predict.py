"""Answers of the model in force, compared with numbers computed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from unit.serving.conftest import Advertiser, Clients

JANUARY_DAYS = 31
FEBRUARY_DAYS = 28


def predicted(client: FlaskClient, request: dict[str, Any]) -> dict[str, Any]:
    response = client.post("/v1/predict", json=request)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def spread(mean: float) -> Any:
    """The estimate whose two draws lie 10 % to either side; its 90 % interval begins a twentieth within."""
    return pytest.approx({"mean": mean, "median": mean, "low": 0.91 * mean, "high": 1.09 * mean})


def test_a_plan_is_answered_with_what_its_coefficients_say(client: FlaskClient) -> None:
    answer = predicted(client, {"spend": {"tv": 310, "mail": 62.0}})

    assert answer["revenue"] == spread(JANUARY_DAYS * 100 + 2 * 310 + 3 * 62)
    assert answer["incremental_revenue"] == spread(2 * 310 + 3 * 62)
    assert answer["roi"]["mean"] == pytest.approx((2 * 310 + 3 * 62) / 372 - 1)
    assert answer["channels"]["mail"] == {
        "spend": 62.0,
        "roi": pytest.approx({"mean": 2.0, "median": 2.0, "low": 1.73, "high": 2.27}),
        "marginal_roas": spread(3),
        "incremental_revenue": spread(3 * 62),
        "verdict": "weak",
    }
    assert list(answer["channels"]) == ["tv", "mail"]
    assert answer["period"] == {"label": "2026-01", "start": "2026-01-01", "days": JANUARY_DAYS}
    assert answer["warnings"] == []


def test_the_answer_names_its_model(client: FlaskClient, advertiser: Advertiser) -> None:
    in_force = advertiser.registry.load().manifest.version
    response = client.post("/v1/predict", json={"spend": {"tv": 1, "mail": 1}})

    assert response.get_json()["model"] == {
        "version": in_force,
        "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
        "as_of": "2026-01-05",
        "kind": "linear_baseline",
        "stale": None,
    }
    assert response.headers["X-Model-Version"] == in_force
    assert response.headers["Cache-Control"] == "no-store"


def test_a_plan_may_name_its_period(client: FlaskClient) -> None:
    answer = predicted(client, {"spend": {"tv": 0, "mail": 0}, "period": "2026-02"})
    assert answer["revenue"] == spread(FEBRUARY_DAYS * 100)
    assert answer["period"]["label"] == "2026-02"


def test_roi_without_spend_is_null(client: FlaskClient) -> None:
    answer = predicted(client, {"spend": {"tv": 0, "mail": 0}})
    assert answer["roi"] is None
    assert answer["channels"]["tv"]["roi"] is None


def test_many_plans_are_answered_in_order_and_each_as_if_alone(client: FlaskClient) -> None:
    plans = [
        {"spend": {"tv": amount, "mail": 1}, "period": f"2026-{1 + amount % 12:02}"} for amount in range(1000)
    ]
    answer = predicted(client, {"plans": plans})

    assert answer.keys() == {"plans", "model"}
    assert len(answer["plans"]) == len(plans)
    for index in (0, 1, 127, 128, 999):
        alone = predicted(client, plans[index])
        assert alone.pop("model") == answer["model"]
        assert answer["plans"][index] == alone


def test_warnings_of_the_model_come_before_those_of_the_plan(
    advertiser: Advertiser, clients: Clients
) -> None:
    finding = {
        "code": "stale_data",
        "severity": "warning",
        "message": "Data end in June.",
        "fix": "Add some.",
    }
    advertiser.promote("run-1", warnings=[finding])
    client = clients()

    of_model = {"code": "stale_data", "message": "Data end in June."}
    assert predicted(client, {"spend": {"tv": 1, "mail": 1}})["warnings"] == [of_model]
    first, second = predicted(client, {"plans": [{"spend": {"tv": 1}}, {"spend": {"tv": 1, "mail": 1}}]})[
        "plans"
    ]
    assert [warning["code"] for warning in first["warnings"]] == ["stale_data", "missing_channel"]
    assert second["warnings"] == [of_model]


def test_the_fitted_estimator_predicts_the_same(advertiser: Advertiser, clients: Clients) -> None:
    pd = pytest.importorskip("pandas", reason="serving's image holds no fitting libraries")
    from spendcast_mixmodel.fit import LinearBaseline, read_panel, to_json

    rng = np.random.default_rng(0)
    starts = pd.date_range("2023-01-01", periods=36, freq="MS")
    spend = pd.DataFrame(rng.uniform(1e4, 9e4, (36, 2)), columns=["spend.search", "spend.動画"])
    panel = spend.assign(
        period=starts.strftime("%Y-%m"),
        start=starts.strftime("%Y-%m-%d"),
        days=starts.days_in_month,
        complete="true",
        revenue=1e6 + spend.to_numpy() @ [3.0, 1.5] + rng.normal(0, 1e4, 36),
    )
    data = read_panel(panel.to_csv(index=False).encode())
    estimator = LinearBaseline().fit(data.spend, data.revenue, days=data.days)
    advertiser.promote("run-1", to_json(estimator, data))

    answer = predicted(clients(), {"spend": {"search": 50_000, "動画": 20_000}, "period": "2026-01"})
    plan = pd.DataFrame({"search": [50_000.0], "動画": [20_000.0]})
    assert answer["revenue"]["mean"] == pytest.approx(estimator.predict(plan, days=[JANUARY_DAYS])[0])
    low, high = estimator.predict_interval(plan, days=[JANUARY_DAYS])[0]
    # Draws are stored with 8 digits.
    assert (answer["revenue"]["low"], answer["revenue"]["high"]) == pytest.approx((low, high), rel=1e-6)

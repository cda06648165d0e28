"""Advice and curves over HTTP: what the model says, told by the API's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from spendcast_mixmodel.allocate import AllocationRequest, Bound, allocate
from spendcast_mixmodel.curves import response_curves
from spendcast_mixmodel.predict import Model
from spendcast_serving.schemas import parse_allocation

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from unit.serving.conftest import Advertiser, Clients

KNOWN = ("tv", "mail")


def test_an_empty_request_is_todays_money_split_better(client: FlaskClient, advertiser: Advertiser) -> None:
    response = client.post("/v1/allocate", json={})
    assert response.status_code == 200, response.text
    answer = response.get_json()
    # 2 from a unit of tv and 3 from one of mail, in all draws: three tenths of 310 go over.
    assert answer["decision"] == "move"
    assert answer["channels"]["tv"]["plan"] == pytest.approx(310 * 0.7)
    assert answer["channels"]["mail"]["plan"] == pytest.approx(310 * 1.3)
    assert answer["gain"]["mean"] == pytest.approx(93 * (3 - 2))
    assert answer["model"]["version"] == response.headers["X-Model-Version"]
    model = Model.from_json(advertiser.model_json())
    assert answer["channels"] == allocate(model, AllocationRequest())["channels"]


def test_a_request_is_taken_field_by_field() -> None:
    body = {
        "budget": 1000,
        "aim": "profit",
        "margin": 0.4,
        "period": "2026-03",
        "periods": 3,
        "current": {"tv": 5},
        "within": 0.5,
        "bounds": {"tv": {"low": 0.5, "high": 2, "relative": True}, "mail": {"low": 1, "high": 9}},
        "pinned": ["x"],
        "move_unidentified": True,
        "risk_aversion": 2,
    }
    assert parse_allocation(body, KNOWN) == AllocationRequest(
        **body | {"bounds": {"tv": Bound(0.5, 2, relative=True), "mail": Bound(1, 9)}}  # type: ignore[arg-type]
    )
    assert parse_allocation({}, KNOWN) == AllocationRequest()
    assert parse_allocation({"target_roi": -0.5}, KNOWN) == AllocationRequest(target_roi=-0.5)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"budget": "1000"}, ["/budget"]),
        ({"budget": -1}, ["/budget"]),
        ({"budgets": 1}, ["/budgets"]),
        ({"budget": 1e16}, ["/budget"]),
        ({"budget": 1, "target_roi": 1}, ["/target_roi"]),
        ({"target_roi": 99}, ["/target_roi"]),
        ({"aim": "fame"}, ["/aim"]),
        ({"periods": 2.5}, ["/periods"]),
        ({"periods": 10_000}, ["/periods"]),
        ({"period": "2026-W01"}, ["/period"]),
        ({"pinned": ["radio"]}, ["/pinned"]),
        ({"pinned": "tv"}, ["/pinned"]),
        ({"current": {"radio": 1}}, ["/current/radio"]),
        ({"current": {"tv": None}}, ["/current/tv"]),
        ({"bounds": {"tv": {"low": 1}}}, ["/bounds/tv/high"]),
        ({"bounds": {"tv": {"low": 2, "high": 1}}}, ["/bounds/tv/low"]),
        ({"bounds": {"a/b": {"low": 1, "high": 2}}}, ["/bounds/a~1b"]),
        ({"bounds": {"tv": {"low": 9_000, "high": 9_001}}, "budget": 10}, ["/bounds"]),
        ({"budget": -1, "within": "x"}, ["/budget", "/within"]),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_with_its_fields(
    client: FlaskClient, body: dict[str, Any], pointers: list[str]
) -> None:
    response = client.post("/v1/allocate", json=body)
    assert response.status_code == 422, response.text
    assert response.content_type == "application/problem+json"
    problem = response.get_json()
    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert all(error["detail"] for error in problem["errors"])
    assert problem["known_channels"] == list(KNOWN)


@pytest.mark.parametrize("body", ["NaN", "[]", "{", '{"budget": 1, "budget": 2}'])
def test_a_body_that_is_no_unambiguous_object_is_refused(client: FlaskClient, body: str) -> None:
    assert client.post("/v1/allocate", data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused_with_their_field(
    client: FlaskClient, amount: str
) -> None:
    body = f'{{"budget": {amount}, "target_roi": null}}'
    response = client.post("/v1/allocate", data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/budget"


def test_curves_are_the_models_with_todays_spend_marked(client: FlaskClient, advertiser: Advertiser) -> None:
    response = client.get("/v1/curves?period=2026-02")
    assert response.status_code == 200
    answer = response.get_json()
    curve = answer["channels"]["mail"]
    assert answer["period"]["days"] == 28
    assert curve["today"]["spend"] == pytest.approx(280)
    assert curve["today"]["incremental_revenue"]["mean"] == pytest.approx(3 * 280)
    assert curve["points"][0]["incremental_revenue"]["mean"] == 0
    assert curve["points"][-1]["spend"] == pytest.approx(1.5 * 50 * 28)
    assert (curve["lowest_seen"], curve["highest_seen"]) == (0, 1400)
    model = Model.from_json(advertiser.model_json())
    assert answer["channels"] == response_curves(model, "2026-02")["channels"]
    assert answer["model"]["version"] == response.headers["X-Model-Version"]


def test_a_period_that_the_model_does_not_have_is_refused(client: FlaskClient) -> None:
    response = client.get("/v1/curves?period=2026-W02")
    assert response.status_code == 400
    assert "speaks of months" in response.get_json()["detail"]


def test_without_a_model_there_is_no_advice(clients: Clients) -> None:
    assert clients().post("/v1/allocate", json={}).status_code == 503
    assert clients().get("/v1/curves").status_code == 503


def test_the_models_warnings_come_before_the_plans(advertiser: Advertiser, clients: Clients) -> None:
    warning = {"code": "few_periods", "severity": "warning", "message": "Only 12 months."}
    advertiser.promote("run-1", warnings=[warning])
    answer = clients().post("/v1/allocate", json={"budget": 9_000}).get_json()
    codes = [one["code"] for one in answer["warnings"]]
    assert codes == ["few_periods", "extrapolation", "extrapolation"]

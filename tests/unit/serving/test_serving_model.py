"""What is told of the model itself, and what the probes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from unit.serving.conftest import Advertiser, Clients


def test_the_model_is_told_with_what_it_learned_and_how_it_was_judged(
    advertiser: Advertiser, clients: Clients
) -> None:
    warning = {"code": "few_periods", "severity": "warning", "message": "Only 12 months."}
    version = advertiser.promote("run-1", warnings=[warning])
    body = clients().get("/v1/model").get_json()

    # 3650 spent over the training periods, at coefficients of 2 and 3.
    channels = body.pop("channels")
    assert list(channels) == ["tv", "mail"]
    assert channels["tv"]["verdict"] == "identified"
    assert channels["tv"]["contribution"]["mean"] == pytest.approx(2 * 3650)
    assert channels["mail"]["roas"]["mean"] == pytest.approx(3)
    assert channels["mail"]["marginal_roas"]["low"] == pytest.approx(3 * 0.91)
    assert body == {
        "version": version,
        "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
        "as_of": "2026-01-05",
        "kind": "linear_baseline",
        "stale": None,
        "seq": 1,
        "pinned": False,
        "metrics": {"in_sample": {"r2": 0.9}},
        "warnings": [{"code": "few_periods", "message": "Only 12 months."}],
    }


def test_a_pin_and_the_moves_of_the_pointer_are_told(client: FlaskClient, advertiser: Advertiser) -> None:
    client.get("/v1/model")
    advertiser.registry.set_pinned(pinned=True, reason="a test")
    body = client.get("/v1/model").get_json()
    assert (body["seq"], body["pinned"]) == (2, True)


def test_ready_says_which_model_answers(client: FlaskClient) -> None:
    response = client.get("/readyz")
    body = response.get_json()
    assert response.status_code == 200
    assert body["status"] == "ready"
    assert body["model"]["version"] == response.headers["X-Model-Version"]


def test_alive_needs_no_model_and_no_store(clients: Clients) -> None:
    response = clients().get("/livez")
    assert (response.status_code, response.get_json()) == (200, {"status": "alive"})
    assert response.headers["Cache-Control"] == "no-store"
    assert "X-Model-Version" not in response.headers

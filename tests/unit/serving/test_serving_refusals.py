"""What is refused, with which status, and which field is blamed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from unit.serving.conftest import Advertiser, Clients
    from werkzeug.test import TestResponse

GOOD = '{"spend": {"tv": 1, "mail": 1}}'


def post(client: FlaskClient, body: str | bytes, **options: Any) -> TestResponse:
    return client.post("/v1/predict", data=body, **({"content_type": "application/json"} | options))


def assert_problem(response: TestResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem: dict[str, Any] = response.get_json()
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ("{}", [""]),
        ('{"period": "2026-01"}', [""]),
        ('{"spend": {"tv": 1}, "plans": [{"spend": {"tv": 1}}]}', [""]),
        ('{"spend": {"tv": 1}, "budget": 5}', ["/budget"]),
        ('{"plans": [{"spend": {"tv": 1}}], "period": "2026-01"}', ["/period"]),
        ('{"plans": [{"spend": {"tv": 1}, "name": "A"}]}', ["/plans/0/name"]),
        ('{"spend": [1, 2]}', ["/spend"]),
        ('{"spend": null}', ["/spend"]),
        ('{"spend": {"tv": true}}', ["/spend/tv"]),
        ('{"spend": {"tv": "1000"}}', ["/spend/tv"]),
        ('{"spend": {"tv": null}}', ["/spend/tv"]),
        ('{"spend": {"tv": [1]}}', ["/spend/tv"]),
        ('{"spend": {"tv": -0.01}}', ["/spend/tv"]),
        ('{"spend": {"tv": NaN}}', ["/spend/tv"]),
        ('{"spend": {"tv": Infinity}}', ["/spend/tv"]),
        ('{"spend": {"tv": -Infinity}}', ["/spend/tv"]),
        ('{"spend": {"tv": 1e999}}', ["/spend/tv"]),
        ('{"spend": {"tv": 1' + "0" * 400 + "}}", ["/spend/tv"]),
        ('{"spend": {"tv": 1e16}}', ["/spend/tv"]),
        ('{"spend": {"tv": -1, "mail": "x"}}', ["/spend/tv", "/spend/mail"]),
        ('{"spend": {"radio": 1}}', ["/spend/radio"]),
        ('{"spend": {"a/b~c": 1}}', ["/spend/a~1b~0c"]),
        ('{"spend": {"a/b~c": -1}}', ["/spend/a~1b~0c"]),
        ('{"spend": {"\\ud800": 1}}', ["/spend/\ud800"]),
        ('{"spend": {"": 1}}', ["/spend/"]),
        ('{"spend": {"tv": 1}, "period": 202601}', ["/period"]),
        ('{"spend": {"tv": 1}, "period": "January"}', ["/period"]),
        ('{"spend": {"tv": 1}, "period": "2026-13"}', ["/period"]),
        ('{"spend": {"tv": 1}, "period": "2026-W05"}', ["/period"]),
        ('{"plans": []}', ["/plans"]),
        ('{"plans": {"spend": {"tv": 1}}}', ["/plans"]),
        ('{"plans": [{"spend": {"tv": 1}}, 5]}', ["/plans/1"]),
        ('{"plans": [{"period": "2026-01"}]}', ["/plans/0/spend"]),
        ('{"plans": [{"spend": {"tv": 1}}, {"spend": {"tv": -1}}]}', ["/plans/1/spend/tv"]),
        ('{"plans": [{"spend": {"tv": 1}}, {"spend": {"radio": 1}}]}', ["/plans/1/spend/radio"]),
        ('{"plans": [{"spend": {"tv": 1}}, {"spend": {}, "period": "x"}]}', ["/plans/1/period"]),
        (json.dumps({"plans": [{"spend": {"tv": 1}}] * 1001}), ["/plans"]),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused_with_its_fields_and_the_known_channels(
    client: FlaskClient, body: str, pointers: list[str]
) -> None:
    problem = assert_problem(post(client, body), 422)
    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert all(error["detail"] for error in problem["errors"])
    assert problem["known_channels"] == ["tv", "mail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"spend=1",
        b'{"spend": {"tv": 01}}',
        b"{'spend': {}}",
        b'{"spend": {"tv": 1}} {}',
        b'{"spend": {"tv": 1, "tv": 2}}',
        b'{"spend": {"tv": 1}, "spend": {"tv": 2}}',
        b'{"spend": {"tv": 1' + b"0" * 5000 + b"}}",
        b"\xff\xfe\xff",
        b"[" * 100_000,
        b"[]",
        b'[{"spend": {"tv": 1}}]',
        b"null",
        b"1",
        b'"spend"',
        b"NaN",
    ],
)
def test_a_body_that_is_no_unambiguous_json_object_is_refused(client: FlaskClient, body: bytes) -> None:
    assert_problem(post(client, body), 400)


@pytest.mark.parametrize(
    "options",
    [
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": None},
        {"headers": {"Content-Encoding": "gzip"}},
    ],
)
def test_a_body_of_another_media_type_is_refused(client: FlaskClient, options: dict[str, Any]) -> None:
    assert_problem(post(client, GOOD, **options), 415)


def test_a_media_type_with_a_charset_is_taken(client: FlaskClient) -> None:
    assert post(client, GOOD, content_type="application/json; charset=utf-8").status_code == 200


def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_taken(
    advertiser: Advertiser, clients: Clients
) -> None:
    advertiser.promote("run-1")
    client = clients(max_body_bytes=len(GOOD))
    assert post(client, GOOD).status_code == 200
    assert f"{len(GOOD)} bytes" in assert_problem(post(client, GOOD + " "), 413)["detail"]


def test_errors_beyond_the_first_hundred_are_counted_but_not_listed(client: FlaskClient) -> None:
    problem = assert_problem(post(client, json.dumps({"plans": [{"spend": {"tv": -1}}] * 1000})), 422)
    assert len(problem["errors"]) == 100
    assert "(999 more)" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/predict", 405),
        ("PUT", "/v1/predict", 405),
        ("POST", "/v1/model", 405),
        ("DELETE", "/livez", 405),
        ("GET", "/", 404),
        ("GET", "/v1/predict/", 404),
        ("POST", "/v2/predict", 404),
    ],
)
def test_wrong_methods_and_unknown_paths_are_refused(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method, json=json.loads(GOOD))
    assert_problem(response, status)
    assert ("Allow" in response.headers) == (status == 405)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/predict"), ("GET", "/v1/model"), ("GET", "/readyz")]
)
def test_without_a_model_nothing_is_answered(clients: Clients, method: str, path: str) -> None:
    response = clients().open(path, method=method, json=json.loads(GOOD))
    assert "no model 'revenue' is in force" in assert_problem(response, 503)["detail"]
    assert int(response.headers["Retry-After"]) > 0
    assert "X-Model-Version" not in response.headers


def test_a_damaged_request_is_refused_even_without_a_model(clients: Clients) -> None:
    assert_problem(post(clients(), "{"), 400)


def test_a_number_that_json_does_not_have_is_never_sent(advertiser: Advertiser, clients: Clients) -> None:
    document = json.loads(advertiser.model_json())
    document["response"]["coefficients"] = [1e300, 1e300]
    advertiser.promote("run-1", json.dumps(document).encode())
    with np.errstate(over="ignore"):
        response = post(clients(), '{"spend": {"tv": 1e15, "mail": 0}}')
    assert "inf" not in assert_problem(response, 500)["detail"]

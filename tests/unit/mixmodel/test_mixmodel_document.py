"""What `Model.from_json` and `check_golden` refuse."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from spendcast_mixmodel.document import packed, unpacked
from spendcast_mixmodel.predict import Model, ModelError

Document = dict[str, Any]


def read(document: object) -> Model:
    return Model.from_json(json.dumps(document).encode())


def without(name: str) -> Callable[[Document], None]:
    return lambda document: document.pop(name)


def setting(name: str, value: object) -> Callable[[Document], None]:
    return lambda document: document.update({name: value})


def response(name: str, value: object) -> Callable[[Document], None]:
    return lambda document: document["response"].update({name: value})


def draws(name: str, value: object) -> Callable[[Document], None]:
    return lambda document: document["response"]["draws"].update({name: value})


def channel(name: str, value: object) -> Callable[[Document], None]:
    return lambda document: document["channels"][0].update({name: value})


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (setting("schema_version", "2.0"), "schema version is 2.0"),
        (without("schema_version"), "'schema_version' must be a str, nothing"),
        (setting("kind", "oracle"), "kind 'oracle' is unknown; known are .*linear_baseline, marketing_mix"),
        (without("response"), "'response' must be a dict"),
        (without("channels"), "'channels' must be a list"),
        (without("golden"), "'golden' must be a dict"),
        (without("trained_days"), "'trained_days' is missing"),
        (setting("channels", ["tv", "mail"]), "a channel must be an object, not 'tv'"),
        (setting("grain", "week"), "its grain is week, but it was trained on 2025-12"),
        (setting("trained_on", {"first": "2025-01", "last": "then", "periods": 1}), "'then' is no period"),
        (response("intercept", None), "'intercept' does not hold numbers"),
        (response("intercept", float("nan")), "'intercept' holds a number that is not finite"),
        (response("coefficients", [1.0]), r"'coefficients' has shape \(1,\), expected \(2,\)"),
        (response("coefficients", ["2", "3"]), "'coefficients' does not hold numbers"),
        (draws("sigma", [1.0, float("inf")]), "'sigma' holds a number that is not finite"),
        (draws("noise", [1.0]), "'noise' has shape"),
        (draws("intercept", []), "'intercept' does not|'intercept' has shape"),
        (draws("coefficients", [[1.0, 2.0], [1.0]]), "the rows of 'coefficients' differ in length"),
        (channel("spend", "much"), "'spend' does not hold numbers"),
        (channel("verdict", None), "'verdict' must be a str"),
    ],
)
def test_a_damaged_model_is_refused_by_the_name_of_what_is_wrong(
    document: Document, damage: Callable[[Document], None], message: str
) -> None:
    damage(document)
    with pytest.raises(ModelError, match=message):
        read(document)


@pytest.mark.parametrize("data", [b"", b"[1]", b'"model"', b"{", b"\xff\xfe", b'{"schema_version": "1.0"}'])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError, match=r"Reading model\.json"):
        Model.from_json(data)


def test_another_minor_version_and_unknown_fields_are_read(document: Document) -> None:
    assert read(document | {"schema_version": "1.7", "novelty": [1]}).channels == ("tv", "mail")


def test_the_golden_prediction_is_met_by_an_undamaged_model(document: Document) -> None:
    read(document).check_golden()


@pytest.mark.parametrize("name", ["mean", "median", "low", "high"])
def test_a_golden_prediction_that_is_not_met_is_an_error(document: Document, name: str) -> None:
    document["golden"]["revenue"][name] *= 1 + 3e-9
    with pytest.raises(ModelError, match=f"{name} of revenue was"):
        read(document).check_golden()


def test_a_golden_prediction_that_cannot_be_made_is_an_error(document: Document) -> None:
    document["golden"]["spend"] = {"radio": 1.0}
    with pytest.raises(ModelError, match="'radio' is unknown"):
        read(document).check_golden()


@pytest.mark.parametrize("largest", [0.0, 3.0, 3276.7, 32767.0, 32768.0, 1e-9, 7.77e12])
def test_packed_draws_lose_little_and_nothing_more_when_packed_again(largest: float) -> None:
    rows = np.stack([largest * np.linspace(-1, 1, 41), np.linspace(0, 1e-5, 41)])
    once = unpacked({"draws": packed(rows)}, "draws", rows.shape)
    assert once[0] == pytest.approx(rows[0], abs=largest / 3276)
    assert once[1] == pytest.approx(rows[1], abs=1e-5 / 3276)
    assert packed(once) == packed(rows)


def test_draws_of_models_written_as_lists_are_read() -> None:
    old = {"draws": {"digits": [2, 0], "values": [[125, -50], [3, 4]]}}
    assert unpacked(old, "draws", (2, 2)).tolist() == [[1.25, -0.5], [3, 4]]


@pytest.mark.parametrize(
    ("text", "said"),
    [("AQACAAMA", r"of the shape \(2, 2\)"), ("AQAC", "of the shape"), ("?", "of the shape"), (None, "str")],
)
def test_packed_draws_that_are_damaged_are_refused(text: str | None, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        unpacked({"draws": {"digits": [0, 0], "int16": text}}, "draws", (2, 2))

"""The line that every request leaves in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(autouse=True)
def every_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="spendcast")


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if hasattr(record, "seconds")]


def test_a_prediction_leaves_one_line_with_what_was_asked_but_not_the_plan(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    plan = {"spend": {"tv": 123456.5, "mail": 1}}
    response = client.post("/v1/predict?secret=1", json={"plans": [plan, plan, plan]})

    (line,) = lines(caplog)
    fields = vars(line)
    assert line.getMessage() == "POST /v1/predict 200"
    assert line.levelno == logging.INFO
    assert (fields["method"], fields["path"], fields["status"]) == ("POST", "/v1/predict", 200)
    assert fields["model_version"] == response.headers["X-Model-Version"]
    assert fields["plans"] == 3
    assert 0 < fields["seconds"] < 60
    assert "123456.5" not in str(fields)
    assert "secret" not in str(fields)


@pytest.mark.parametrize(
    ("path", "level", "version"),
    [("/livez", logging.INFO, False), ("/nowhere", logging.WARNING, False), ("/readyz", logging.INFO, True)],
)
def test_the_level_follows_the_status(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str, level: int, version: bool
) -> None:
    client.get(path)
    (line,) = lines(caplog)
    assert line.levelno == level
    assert (vars(line)["model_version"] is not None) == version
    assert vars(line)["plans"] is None


def test_a_refused_plan_is_a_warning_without_its_amounts(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/v1/predict", json={"spend": {"tv": -987654.5}})
    (line,) = lines(caplog)
    assert line.levelno == logging.WARNING
    assert "987654.5" not in caplog.text


def test_a_path_cannot_begin_a_line_of_its_own(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/v1/x%0aERROR%20forged")
    (line,) = lines(caplog)
    assert "\n" not in line.getMessage()

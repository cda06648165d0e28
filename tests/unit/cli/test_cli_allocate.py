from typing import Any

import pytest

from spendcast_cli.allocate import advised
from spendcast_mixmodel.allocate import AllocationRequest, Bound, allocate
from spendcast_mixmodel.predict import Model


def plan(answer: dict[str, Any]) -> dict[str, float]:
    return {name: channel["plan"] for name, channel in answer["channels"].items()}


def test_json_is_the_advice_of_the_model_in_force_with_its_name_and_warnings(
    spendcast: Any, models: Any
) -> None:
    version = models.add("r1")
    answer = spendcast("allocate", "--budget", "1000", "--json").json
    loaded = models.registry.load()
    request = AllocationRequest(budget=1000)
    assert answer == advised(loaded, request)
    plain = allocate(Model.from_json(loaded.model_json), request)
    assert answer["channels"] == plain["channels"]
    assert answer["warnings"][0] == {"code": "stale", "message": "The data are old."}
    assert answer["model"]["version"] == version


def test_every_option_reaches_the_request(spendcast: Any, models: Any) -> None:
    models.add("r1")
    answer = spendcast(
        "allocate",
        *("--budget", "900", "--aim", "profit", "--margin", "0.5", "--period", "2026-02", "--periods", "2"),
        *("--current", "tv=500", "--current", "mail=500", "--within", "0.4", "--bound", "tv=100:450"),
        *("--risk-aversion", "2", "--move-unidentified", "--json"),
    ).json
    request = AllocationRequest(
        budget=900,
        aim="profit",
        margin=0.5,
        period="2026-02",
        periods=2,
        current={"tv": 500, "mail": 500},
        within=0.4,
        bounds={"tv": Bound(100, 450)},
        risk_aversion=2,
        move_unidentified=True,
    )
    assert answer == advised(models.registry.load(), request)
    assert answer["horizon"]["last"] == "2026-03"


def test_bounds_may_be_relative_and_channels_pinned_to_today(spendcast: Any, models: Any) -> None:
    models.add("r1")
    today = {name: one["current"] for name, one in spendcast("allocate", "--json").json["channels"].items()}
    answer = spendcast("allocate", "--bound", "mail=0.9x:1.1x", "--pin", "tv", "--json").json
    assert answer["channels"]["mail"]["low"] == pytest.approx(0.9 * today["mail"])
    assert answer["channels"]["mail"]["high"] == pytest.approx(1.1 * today["mail"])
    assert plan(answer)["tv"] == pytest.approx(today["tv"], abs=0.01)


def test_people_see_the_decision_the_plan_and_a_sentence_on_each_channel(spendcast: Any, models: Any) -> None:
    version = models.add("r1")
    said = spendcast("allocate", "--budget", "1000", "--move-unidentified")
    assert said.code == 0
    answer = spendcast("allocate", "--budget", "1000", "--move-unidentified", "--json").json
    printed = " ".join(said.out.split())
    for text in (version, answer["reason"]["message"], "marginal_roas", "The data are old."):
        assert text in printed
    for channel in answer["channels"].values():
        assert channel["move"]["message"] in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--budget", "-1"), "cannot be negative"),
        (("--budget", "1", "--target-roi", "1"), "Give one of them"),
        (("--target-roi", "99"), "best found has"),
        (("--budget", "10", "--bound", "tv=100:200"), "at least 1"),
        (("--bound", "tv=200:100"), "wrong way round"),
        (("--bound", "radio=1:2"), "tv, mail"),
        (("--bound", "tv=1:2", "--bound", "tv=1:3"), "twice for tv"),
        (("--bound", "tv=1"), "CHANNEL=LOW:HIGH"),
        (("--bound", "tv=1x:2"), "CHANNEL=LOW:HIGH"),
        (("--bound", "tv=low:high"), "is no range for tv"),
        (("--pin", "radio"), "tv, mail"),
        (("--periods", "0"), "from 1 to"),
        (("--period", "2026-W05"), "speaks of months"),
    ],
)
def test_a_request_that_cannot_be_met_is_wrong_usage(
    spendcast: Any, models: Any, arguments: tuple[str, ...], message: str
) -> None:
    models.add("r1")
    said = spendcast("allocate", *arguments, "--json")
    assert (said.code, said.json["error"]["exit_code"]) == (64, 64)
    assert message in said.json["error"]["message"]

from typing import Any

import pytest

from spendcast_cli.predict import answered
from spendcast_mixmodel.predict import Model, Plan

PLAN = ("predict", "--spend", "tv=310", "--spend", "mail=310")


def same(value: float) -> dict[str, Any]:
    return {name: pytest.approx(value) for name in ("mean", "median", "low", "high")}


def test_the_figures_are_those_reckoned_by_hand(spendcast: Any, models: Any) -> None:
    models.add("r1")
    answer = spendcast(*PLAN, "--json").json
    assert answer["revenue"] == same(31 * 100 + 2 * 310 + 3 * 310)
    assert answer["incremental_revenue"] == same(5 * 310)
    assert answer["roi"] == same(1.5)
    assert answer["channels"]["mail"]["roi"] == same(2)
    assert answer["period"] == {"label": "2026-01", "start": "2026-01-01", "days": 31}


def test_json_is_the_models_own_answer_with_the_models_name_and_warnings(spendcast: Any, models: Any) -> None:
    version = models.add("r1")
    answer = spendcast("predict", "--spend", "tv=310", "--period", "2026-02", "--json").json
    loaded = models.registry.load()
    plain = Model.from_json(loaded.model_json).predict(Plan({"tv": 310.0}, "2026-02"))
    assert {name: answer[name] for name in plain if name != "warnings"} == {
        name: value for name, value in plain.items() if name != "warnings"
    }
    assert answer["warnings"] == [{"code": "stale", "message": "The data are old."}, *plain["warnings"]]
    assert [warning["code"] for warning in plain["warnings"]] == ["missing_channel"]
    assert answer["model"] == {
        "version": version,
        "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
        "as_of": "2026-01-05",
        "kind": "linear_baseline",
        "stale": None,
    }
    assert answer == answered(loaded, Plan({"tv": 310.0}, "2026-02"))


def test_people_see_the_figures_warnings_and_what_the_words_mean(spendcast: Any, models: Any) -> None:
    version = models.add("r1")
    said = spendcast(*PLAN)
    assert said.code == 0
    for text in (version, "2026-01", "4,650", "1,550", "1.50", "identified", "weak", "The data are old."):
        assert text in said.out
    assert "roi = (incremental revenue - spend) / spend" in said.out


def test_roi_at_zero_spend_is_a_dash(spendcast: Any, models: Any) -> None:
    models.add("r1")
    mail = next(
        line for line in spendcast("predict", "--spend", "mail=0").out.splitlines() if "mail " in line
    )
    assert mail.split()[:5] == ["mail", "0", "0", "-", "-"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--spend", "radio=1"), "tv, mail"),
        (("--spend", "tv=-1"), "cannot be negative"),
        (("--spend", "tv=nan"), "NaN"),
        (("--spend", "tv=inf"), "which no budget is"),
        (("--spend", "tv=1", "--spend", "tv=2"), "twice for tv"),
        (("--spend", "tv=1", "--period", "2026-W05"), "speaks of months"),
        (("--spend", "tv=1", "--period", "January"), "'January' is no period"),
    ],
)
def test_a_plan_that_cannot_be_answered_is_wrong_usage(
    spendcast: Any, models: Any, arguments: tuple[str, ...], message: str
) -> None:
    models.add("r1")
    said = spendcast("predict", *arguments, "--json")
    assert (said.code, said.json["error"]["exit_code"]) == (64, 64)
    assert message in said.json["error"]["message"]


def test_a_model_file_that_was_changed_is_refused(spendcast: Any, models: Any) -> None:
    version = models.add("r1")
    path = models.root / "models" / "revenue" / "versions" / version / "model.json"
    path.write_bytes(path.read_bytes().replace(b"100.0", b"900.0"))
    said = spendcast(*PLAN)
    assert said.code == 66
    assert "changed after it was written" in said.err


def test_a_model_that_cannot_be_read_is_refused(spendcast: Any, models: Any) -> None:
    models.add("r1", b'{"schema_version": "9.0"}')
    assert spendcast(*PLAN).code == 66


def test_another_model_is_asked_by_its_name(
    spendcast: Any, models: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.add("r1")
    assert "no model 'orders' is in force" in spendcast(*PLAN, "--model", "orders").err
    monkeypatch.setenv("SPENDCAST_MODEL", "orders")
    assert "no model 'orders' is in force" in spendcast(*PLAN).err
    assert spendcast(*PLAN, "--model", "revenue").code == 0

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spendcast_cli.checks import Check, Examination
from spendcast_storage import open_store


def examined(store: Path, today: date = date(2026, 1, 20)) -> dict[str, Check]:
    return {check.name: check for check in Examination(str(store), "revenue", today).checks()}


def states(store: Path) -> dict[str, str]:
    return {name: check.state for name, check in examined(store).items()}


def test_an_empty_folder_is_no_fault_and_the_next_command_is_named(spendcast: Any, tmp_path: Path) -> None:
    said = spendcast("doctor", "--json")
    assert (said.code, said.json["ok"]) == (0, True)
    found = {check["name"]: (check["state"], check["remedy"]) for check in said.json["checks"]}
    assert {name: found[name][0] for name in ("python", "packages", "steps", "evaluations")} == {
        "python": "ok",
        "packages": "ok",
        "steps": "ok",
        "evaluations": "ok",
    }
    assert found["store"] == ("warn", "`spendcast data add FILE...` makes it")
    assert found["model"] == ("warn", "`spendcast run` makes one")
    assert not (tmp_path / "spendcast-store").exists()


def test_data_and_a_whole_model_are_well_and_nothing_is_written(
    spendcast: Any, files: Path, models: Any
) -> None:
    spendcast("data", "add", "files/spend.csv", "files/revenue.csv")
    version = models.add("r1")
    before = open_store(str(models.root)).list("")
    found = examined(models.root)
    assert {check.state for check in found.values()} == {"ok"}
    assert found["data spend.csv"].seen == "spend, 24 rows, 2025-01-01 to 2025-12-01"
    assert version in found["model"].seen
    assert open_store(str(models.root)).list("") == before


def test_people_see_a_table_of_checks(spendcast: Any, models: Any) -> None:
    models.add("r1")
    said = spendcast("doctor")
    assert said.code == 0
    assert all(text in said.out for text in ("python", "numpy", "in the store", "its files fit their hashes"))


def test_a_file_that_is_not_understood_fails_with_its_remedy(spendcast: Any, files: Path) -> None:
    spendcast("data", "add", "files/notes.csv", "--force")
    said = spendcast("doctor", "--json")
    assert (said.code, said.json["ok"]) == (66, False)
    (check,) = (check for check in said.json["checks"] if check["name"] == "data notes.csv")
    assert check["state"] == "fail"
    assert check["remedy"]


def test_a_model_that_was_changed_fails(models: Any) -> None:
    version = models.add("r1")
    path = models.root / "models" / "revenue" / "versions" / version / "model.json"
    path.write_bytes(path.read_bytes() + b" ")
    check = examined(models.root)["model"]
    assert check.state == "fail"
    assert "changed after it was written" in check.seen
    assert "rollback" in check.remedy


def test_a_model_that_predicts_otherwise_than_when_it_was_written_fails(models: Any) -> None:
    models.add("r1")
    models.add("r2", models.registry.load().model_json.replace(b"3813", b"3814"))
    check = examined(models.root)["model"]
    assert check.state == "fail"
    assert "golden prediction" in check.seen


@pytest.mark.parametrize(("today", "state"), [(date(2026, 3, 3), "ok"), (date(2026, 3, 4), "warn")])
def test_months_are_old_when_the_last_ended_over_62_days_ago(models: Any, today: date, state: str) -> None:
    models.add("r1")
    check = examined(models.root, today)["age of the data"]
    assert check.state == state
    assert "until 2025-12-31" in check.seen


def test_a_store_that_is_a_file_fails_and_nothing_else_is_asked_of_it(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("", "utf-8")
    found = states(tmp_path / "store")
    assert found.pop("store") == "fail"
    assert set(found) == {"python", "packages", "steps"}


def test_an_address_that_names_no_store_fails(spendcast: Any) -> None:
    said = spendcast("--store", "s3://bucket", "doctor", "--json")
    assert said.code == 66
    assert [check["name"] for check in said.json["checks"] if check["state"] == "fail"] == ["store"]


def test_an_evaluations_table_that_cannot_be_named_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_EVALUATIONS", "nowhere")
    assert states(tmp_path)["evaluations"] == "fail"

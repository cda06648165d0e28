"""What validate says of data that the model in force was trained on, and that are other now."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from unit.storage.registered import MONDAY, files_of, manifest_of, put_in_force
from unit.validate.test_validate_step import raw

from spendcast_storage import PANEL_CSV, FileEntry, Manifest, ObjectStore, Registry, open_store, sha256
from spendcast_validate.__main__ import main

OUTPUT = "runs/r1/validate.json"


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    store = open_store(str(tmp_path / "store"))
    for name, data in raw().items():
        store.write(f"raw/{name}", data, if_generation=0)
    return store


def validate(store: ObjectStore, run_id: str = "r1", as_of: str = "2025-01-05") -> dict[str, Any]:
    address, output = store.address, f"runs/{run_id}/validate.json"
    arguments = ["--input", f"raw={address}/raw/", "--output", f"{address}/{output}", "--param"]
    assert main([*arguments, f"as_of={as_of}"]) == 0
    document: dict[str, Any] = json.loads(store.read(output).data)
    return document


def edit_june(store: ObjectStore, revenue: bytes) -> None:
    """Write another revenue of June 2023 into the raw file."""
    found = store.read("raw/revenue.csv")
    data = re.sub(rb"(?m)^2023,6,.*$", b"2023,6," + revenue, found.data)
    store.write("raw/revenue.csv", data, if_generation=found.generation)


def edits(document: dict[str, Any]) -> list[str]:
    """What is said of June 2023, from old to new."""
    return [edit for message in told(document) for edit in re.findall(r"2023-06: ([^)]*)", message)]


def put_panel_in_force(store: ObjectStore, panel: bytes | None) -> Manifest:
    """Make a version of the model whose panel this is, and put it in force."""
    registry = Registry(store, "revenue")
    manifest, files = manifest_of("one", MONDAY), files_of("one")
    if panel is not None:
        entry = FileEntry(sha256=sha256(panel), size=len(panel), media_type="text/csv")
        manifest = manifest.model_copy(update={"files": {**manifest.files, PANEL_CSV: entry}})
        files[PANEL_CSV] = panel
    registry.add_version(manifest, files)
    put_in_force(registry, registry.version(manifest.version))
    return manifest


def panel_of(store: ObjectStore) -> bytes:
    (panel,) = (artifact for artifact in validate(store)["outputs"] if artifact["name"] == PANEL_CSV)
    return store.read(panel["key"]).data


def told(document: dict[str, Any]) -> list[str]:
    return [finding["message"] for finding in document["findings"]]


def test_an_edit_to_a_closed_month_is_told_old_to_new_and_the_panel_is_among_the_inputs(
    store: ObjectStore,
) -> None:
    panel = panel_of(store).replace(b",101000.0,", b",90000.0,")
    put_panel_in_force(store, panel)
    store.write("raw/note.csv", b"month,channel,cost\n2024-01,radio,0\n", if_generation=0)
    document = validate(store)
    assert [message for message in told(document) if "2023-02: 90,000 → 101,000" in message]
    (known,) = (entry for entry in document["inputs"] if entry["name"] == "panel_in_force")
    assert known["sha256"] == sha256(panel)


def test_the_panel_in_force_is_no_part_of_the_cache_key(store: ObjectStore) -> None:
    before = validate(store)
    put_panel_in_force(store, panel_of(store).replace(b",101000.0,", b",90000.0,"))
    assert validate(store) == before


def test_the_same_data_as_those_in_force_are_not_told_about(store: ObjectStore) -> None:
    put_panel_in_force(store, panel_of(store))
    store.write(OUTPUT, b"{}", if_generation=store.read(OUTPUT).generation)
    assert told(validate(store)) == []


@pytest.mark.parametrize("panel", [None, b"period,complete\n"])
def test_a_panel_that_cannot_be_read_is_told_and_stops_nothing(
    store: ObjectStore, panel: bytes | None
) -> None:
    put_panel_in_force(store, panel)
    document = validate(store)
    assert document["status"] == "succeeded"
    assert [f["code"] for f in document["findings"]] == ["history_not_compared"]


def test_a_damaged_pointer_is_told_and_stops_nothing(store: ObjectStore) -> None:
    store.write("models/revenue/current.json", b"{", if_generation=0)
    assert "closed periods were not compared" in told(validate(store))[0]


def test_an_edit_since_the_run_before_is_told_though_no_model_is_in_force(store: ObjectStore) -> None:
    validate(store, "r1")
    edit_june(store, b"90000")
    document = validate(store, "r2")
    assert edits(document) == ["105,000 → 90,000"]
    (known,) = (entry for entry in document["inputs"] if entry["name"] == "panel_last_run")
    assert known["key"] == "runs/r1/validate/1/panel.csv"


def test_a_run_that_is_tried_again_is_not_compared_with_itself(store: ObjectStore) -> None:
    validate(store, "r1")
    edit_june(store, b"90000")
    first = validate(store, "r2")
    store.write("runs/r2/validate.json", b"{", if_generation=store.read("runs/r2/validate.json").generation)
    assert validate(store, "r2")["findings"] == first["findings"]


def test_what_the_model_in_force_knows_otherwise_is_told_until_another_one_is(store: ObjectStore) -> None:
    put_panel_in_force(store, panel_of(store))
    edit_june(store, b"90000")
    assert edits(validate(store, "r2")) == ["105,000 → 90,000"]
    assert edits(validate(store, "r3")) == ["105,000 → 90,000"]
    edit_june(store, b"105000")
    assert edits(validate(store, "r4")) == ["90,000 → 105,000"]


@pytest.mark.parametrize(("as_of", "compared"), [("2025-01-05", True), ("2025-01-04", False)])
def test_a_run_is_not_compared_with_those_of_a_later_date(
    store: ObjectStore, as_of: str, compared: bool
) -> None:
    validate(store, "r1")
    edit_june(store, b"90000")
    assert bool(edits(validate(store, "r2", as_of))) == compared


def test_a_run_without_a_whole_document_is_passed_over(store: ObjectStore) -> None:
    validate(store, "r1")
    edit_june(store, b"90000")
    validate(store, "r2")
    store.write("runs/r2/validate.json", b"{", if_generation=store.read("runs/r2/validate.json").generation)
    assert edits(validate(store, "r3")) == ["105,000 → 90,000"]


def test_a_list_of_runs_that_cannot_be_read_is_begun_anew(store: ObjectStore) -> None:
    store.write("models/revenue/validated.json", b"{", if_generation=0)
    validate(store, "r1")
    edit_june(store, b"90000")
    assert edits(validate(store, "r2")) == ["105,000 → 90,000"]

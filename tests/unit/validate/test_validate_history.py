"""What validate says of data that the model in force was trained on, and that are other now."""

import json
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


def validate(store: ObjectStore) -> dict[str, Any]:
    address = store.address
    arguments = ["--input", f"raw={address}/raw/", "--output", f"{address}/{OUTPUT}", "--param"]
    assert main([*arguments, "as_of=2025-01-05"]) == 0
    document: dict[str, Any] = json.loads(store.read(OUTPUT).data)
    return document


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

"""Reading of the model in force: what is whole is compared with, what is damaged stops nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from contracts.watched_store import Moment, WatchedStore
from unit.mixmodel.conftest import panel_of

from spendcast_evaluate.in_force import read_rival
from spendcast_mixmodel.fit import Recipe, read_panel, to_json
from spendcast_mixmodel.simulate import sample_advertiser
from spendcast_storage import (
    MODEL_JSON,
    PANEL_CSV,
    FileEntry,
    Manifest,
    ObjectStore,
    Registry,
    open_store,
    sha256,
)

SETTINGS = {"kind": "linear_baseline", "draws": 100, "seed": 0}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    panel = panel_of(sample_advertiser(24))
    data = read_panel(panel)
    estimator = Recipe.from_params(SETTINGS).estimator()
    estimator.fit(data.spend, data.revenue, days=data.days.to_numpy())
    return {MODEL_JSON: to_json(estimator, data), PANEL_CSV: panel}


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_store(str(tmp_path))


def promote(
    store: ObjectStore,
    files: Mapping[str, bytes],
    settings: Mapping[str, Any] = SETTINGS,
    gates: Sequence[Mapping[str, Any]] = (),
) -> Registry:
    registry = Registry(store, "revenue")
    manifest = Manifest(
        name="revenue",
        version="r1-000000000000",
        run_id="r1",
        as_of=date(2026, 1, 5),
        kind="linear_baseline",
        settings=dict(settings),
        files={
            name: FileEntry(sha256=sha256(data), size=len(data), media_type="text/plain")
            for name, data in files.items()
        },
        trained_on={"first": "2021-01", "last": "2022-12", "periods": 24},
        data_sha256="0" * 64,
        metrics={},
        gates=[dict(gate) for gate in gates],
        warnings=[],
        libraries={},
    )
    registry.add_version(manifest, files)
    registry.promote(registry.version(manifest.version), over=0, reason="the first model")
    return registry


def test_without_a_model_in_force_there_is_no_rival(store: ObjectStore) -> None:
    assert read_rival(Registry(store, "revenue")) is None


def test_a_whole_model_comes_with_its_panel_and_recipe(store: ObjectStore, files: dict[str, bytes]) -> None:
    rival = read_rival(promote(store, files))
    assert rival
    assert rival.made
    assert rival.made.recipe == Recipe("linear_baseline", {"n_draws": 100, "random_state": 0})
    assert len(rival.made.data) == 24
    assert [artifact.name for artifact in rival.artifacts] == ["in_force", "in_force_panel"]
    assert rival.findings == ()
    assert rival.is_same(sha256(files[MODEL_JSON]))
    assert not rival.is_same("0" * 64)


def test_what_it_lost_to_when_it_came_into_force_is_known(
    store: ObjectStore, files: dict[str, bytes]
) -> None:
    """By its own gates: 1,500 against 1,000 is lost, 1,050 against 1,000 is within what is allowed."""
    gates: list[dict[str, Any]] = [
        {"name": "floor", "passed": False, "value": 0.1, "limit": 0.0, "said": {"values": {}}},
        {
            "name": "naive",
            "passed": True,
            "value": 1050.0,
            "limit": 1100.0,
            "said": {"values": {"other": 1e3}},
        },
        {
            "name": "linear",
            "passed": None,
            "value": 1500.0,
            "limit": 1150.0,
            "said": {"values": {"other": 1e3}},
        },
        {"name": "in_force", "passed": None, "value": None, "limit": None},
    ]
    rival = read_rival(promote(store, files, gates=gates))
    assert rival
    assert rival.lost == {"linear": 1.5}


def test_what_a_waived_model_hands_on_is_the_least_loss_before_it(
    store: ObjectStore, files: dict[str, bytes]
) -> None:
    waived = {"name": "linear", "passed": None, "value": 1600.0, "limit": 1160.0}
    said = {"values": {"other": 1e3, "lost": 1.5}}
    rival = read_rival(promote(store, files, gates=[{**waived, "said": said}]))
    assert rival
    assert rival.lost == {"linear": 1.5}


def test_each_file_is_read_once(store: ObjectStore, files: dict[str, bytes]) -> None:
    promote(store, files)
    keys: list[str] = []

    def watch(moment: Moment) -> None:
        if (moment.side, moment.operation) == ("before", "read"):
            keys.append(moment.key)

    read_rival(Registry(WatchedStore(store, watch), "revenue"))
    assert len(keys) == len(set(keys)) == 4


@pytest.mark.parametrize(
    ("name", "has_model"), [(MODEL_JSON, False), (PANEL_CSV, True), ("manifest.json", False)]
)
def test_a_damaged_file_is_told_and_left_aside(
    store: ObjectStore, files: dict[str, bytes], name: str, has_model: bool
) -> None:
    registry = promote(store, files)
    path = Path(store.address, "models/revenue/versions/r1-000000000000", name)
    path.write_bytes(path.read_bytes() + b" ")
    rival = read_rival(registry)
    assert rival
    assert rival.made is None
    assert (rival.model is not None) == has_model
    assert [(finding.code, finding.severity) for finding in rival.findings] == [("in_force_damaged", "info")]


@pytest.mark.parametrize("settings", [{}, {"kind": "of later days", "draws": 100}])
def test_a_recipe_that_this_release_does_not_know_leaves_the_model(
    store: ObjectStore, files: dict[str, bytes], settings: dict[str, Any]
) -> None:
    rival = read_rival(promote(store, files, settings))
    assert rival
    assert rival.model
    assert rival.made is None


def test_a_version_of_an_earlier_release_has_no_panel(store: ObjectStore, files: dict[str, bytes]) -> None:
    rival = read_rival(promote(store, {MODEL_JSON: files[MODEL_JSON]}))
    assert rival
    assert rival.model
    assert (rival.made, rival.findings) == (None, ())

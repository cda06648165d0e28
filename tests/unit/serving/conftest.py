"""A store with a model that is small enough to predict by hand, and applications that answer from it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from spendcast_contract import StoreOpener
from spendcast_serving import Config, create_app
from spendcast_storage import (
    MODEL_JSON,
    FileEntry,
    Manifest,
    ObjectStore,
    Outcome,
    Registry,
    open_store,
    sha256,
    version_name,
)

Clients = Callable[..., FlaskClient]

DAYS = 31
"""Of January 2026, the period after the last trained, which plans without a period speak of."""


def model_json(intercept: float = 100.0, **changes: Any) -> bytes:
    """A model of `intercept + 2 tv + 3 mail` a day; half of the draws 10 % below that, half above."""
    document = {
        "kind": "linear_baseline",
        "schema_version": "1.0",
        "grain": "month",
        "first_weekday": 0,
        "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
        "trained_days": 365,
        "channels": [
            {"name": name, "spend": 3650.0, "lowest": 0.0, "highest": 50.0, "verdict": verdict, "reason": "."}
            for name, verdict in {"tv": "identified", "mail": "weak"}.items()
        ],
        "response": {
            "intercept": intercept,
            "coefficients": [2.0, 3.0],
            "draws": {
                "intercept": [0.9 * intercept, 1.1 * intercept],
                "coefficients": [[1.8, 2.2], [2.7, 3.3]],
                "sigma": [0.0, 0.0],
                "noise": [-1.0, 1.0],
            },
        },
        "golden": {"spend": {"tv": 0.0, "mail": 0.0}, "period": "2026-01"}
        | {"revenue": spread(DAYS * intercept)},
    }
    return json.dumps(document | changes).encode()


def spread(mean: float) -> dict[str, float]:
    """The estimate whose two draws lie 10 % to either side; its 90 % interval begins a twentieth within."""
    return {"mean": mean, "median": mean, "low": 0.91 * mean, "high": 1.09 * mean}


class Advertiser:
    """A store, and the registry of its model."""

    model_json = staticmethod(model_json)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: ObjectStore = open_store(str(folder))
        self.registry = Registry(self.store, "revenue")

    def promote(self, run_id: str, model: bytes | None = None, **manifest: Any) -> str:
        """Write a version and put it in force; returns its name."""
        version = self.add(run_id, model or model_json(), **manifest)
        assert self.move_pointer(version) == "promoted"
        return version

    def add(self, run_id: str, model: bytes, **manifest: Any) -> str:
        """Write a version."""
        version = version_name(run_id, model)
        described = {
            "name": "revenue",
            "version": version,
            "run_id": run_id,
            "as_of": date(2026, 1, 5),
            "kind": "linear_baseline",
            "files": {
                MODEL_JSON: FileEntry(sha256=sha256(model), size=len(model), media_type="application/json")
            },
            "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
            "data_sha256": "0" * 64,
            "metrics": {"in_sample": {"r2": 0.9}},
            "gates": [],
            "warnings": [],
            "libraries": {},
        }
        self.registry.add_version(Manifest.model_validate(described | manifest), {MODEL_JSON: model})
        return version

    def move_pointer(self, version: str) -> Outcome:
        """Put a version in force."""
        current = self.registry.in_force()
        over = current.generation if current else 0
        outcome, *_ = self.registry.promote(self.registry.version(version), over=over, reason="a test")
        return outcome

    def file(self, version: str, name: str = MODEL_JSON) -> Path:
        """A file of a version, for those who would damage it."""
        return self.folder / "models/revenue/versions" / version / name


@pytest.fixture
def advertiser(tmp_path: Path) -> Advertiser:
    """An empty store."""
    return Advertiser(tmp_path / "store")


@pytest.fixture
def clients(advertiser: Advertiser) -> Clients:
    """Makes a client of a fresh application, which checks for a newer model at every request."""

    def make(opener: StoreOpener = open_store, **config: Any) -> FlaskClient:
        settings: dict[str, Any] = {
            "store": str(advertiser.folder),
            "refresh_seconds": 0.0,
            "wait_seconds": 30.0,
        }
        return create_app(Config(**(settings | config)), opener).test_client()

    return make


@pytest.fixture
def client(advertiser: Advertiser, clients: Clients) -> FlaskClient:
    """A client of an application whose model is `run-1`."""
    advertiser.promote("run-1")
    return clients()

"""Versions of a model for tests of the registry."""

import json
from datetime import date

from spendcast_storage import (
    MODEL_JOBLIB,
    MODEL_JSON,
    FileEntry,
    Manifest,
    Pointer,
    Registry,
    Version,
    sha256,
    version_name,
)

MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)


def files_of(content: str) -> dict[str, bytes]:
    return {MODEL_JOBLIB: b"joblib " + content.encode(), MODEL_JSON: json.dumps(content).encode()}


def manifest_of(content: str, as_of: date) -> Manifest:
    files = files_of(content)
    run_id = f"{as_of}-run"
    return Manifest(
        name="revenue",
        version=version_name(run_id, files[MODEL_JSON]),
        run_id=run_id,
        as_of=as_of,
        kind="linear_baseline",
        files={
            name: FileEntry(sha256=sha256(data), size=len(data), media_type="application/octet-stream")
            for name, data in files.items()
        },
        trained_on={"first": "2023-01", "last": "2025-12", "periods": 36},
        data_sha256="d" * 64,
        metrics={"in_sample": {"r2": 0.9}},
        gates=[],
        warnings=[],
        libraries={"numpy": "2.4"},
    )


def add_version(registry: Registry, content: str, as_of: date = MONDAY) -> Version:
    """Add a version whose model has this content."""
    manifest = manifest_of(content, as_of)
    registry.add_version(manifest, files_of(content))
    return registry.version(manifest.version)


def generation_of(registry: Registry) -> int:
    """The pointer's generation, 0 without one."""
    current = registry.in_force()
    return current.generation if current else 0


def pointer_of(registry: Registry) -> Pointer:
    current = registry.in_force()
    assert current is not None
    return current.pointer


def put_in_force(registry: Registry, version: Version) -> Pointer:
    decision = registry.promote(version, over=generation_of(registry), reason="the gates passed")
    assert decision.outcome == "promoted"
    return pointer_of(registry)

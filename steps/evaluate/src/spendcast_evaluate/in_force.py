"""Reading of the model in force, which a new one is judged against."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from spendcast_contract import Finding
from spendcast_contract.documents import Artifact
from spendcast_mixmodel.fit import Made, PanelError, Recipe, read_panel
from spendcast_mixmodel.predict import Model, ModelError
from spendcast_storage import (
    EXPERIMENTS_CSV,
    MODEL_JSON,
    PANEL_CSV,
    Manifest,
    ObjectChanged,
    ObjectMissing,
    Pointer,
    Registry,
    RegistryError,
    StoredObject,
)

BENCHMARKS = ("naive", "linear")
"""Gates that compare errors of forecasts with those of a benchmark."""

_UNREADABLE = (RegistryError, ObjectMissing, ObjectChanged)


@dataclass(frozen=True)
class Rival:
    """The model in force.

    Attributes:
        pointer: Which it is, and why.
        generation: The pointer's, over which publish may promote.
        model: None where it cannot be read.
        manifest: None where it cannot be read.
        made: With its panel and recipe; None where it has none, or they cannot be read.
        artifacts: What was read.
        findings: What is wrong with it.
    """

    pointer: Pointer
    generation: int
    model: Model | None = None
    manifest: Manifest | None = None
    made: Made | None = None
    artifacts: tuple[Artifact, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def lost(self) -> dict[str, float]:
        """Benchmark that it lost to when it was judged → see `InForce.lost`."""
        gates = self.manifest.gates if self.manifest else []
        return {
            gate["name"]: float(_told(gate).get("lost", gate["value"] / other))
            for gate in gates
            if (other := _other(gate))
            and None not in {gate["value"], gate["limit"]}
            and gate["value"] > gate["limit"]
        }

    def is_same(self, model_sha256: str) -> bool:
        """Whether its `model.json` has this hash, and is whole."""
        return self.manifest is not None and self.manifest.files[MODEL_JSON].sha256 == model_sha256


def read_rival(registry: Registry) -> Rival | None:
    """Read the model in force. A damaged one answers nobody, so it must not stop a whole one either."""
    current = registry.in_force()
    if current is None:
        return None
    rival = Rival(current.pointer, current.generation)
    try:
        manifest = registry.manifest_of(current.pointer)
        stored = registry.read_file(manifest, MODEL_JSON)
        model = Model.from_json(stored.data)
    except (*_UNREADABLE, ModelError) as error:
        return replace(rival, findings=(_damaged("the model in force cannot be read", error),))
    rival = replace(
        rival,
        model=model,
        manifest=manifest,
        artifacts=(_artifact("in_force", MODEL_JSON, stored, manifest),),
    )
    return _with_panel(rival, registry, model, manifest)


def _with_panel(rival: Rival, registry: Registry, model: Model, manifest: Manifest) -> Rival:
    if PANEL_CSV not in manifest.files or not manifest.settings:
        return rival
    try:
        stored = {
            name: registry.read_file(manifest, name)
            for name in (PANEL_CSV, EXPERIMENTS_CSV)
            if name in manifest.files
        }
        tests = stored[EXPERIMENTS_CSV].data if EXPERIMENTS_CSV in stored else None
        data = read_panel(stored[PANEL_CSV].data, tests)
        made = Made(model, data, Recipe.from_params(manifest.settings))
    except (*_UNREADABLE, PanelError, ValueError) as error:
        return replace(rival, findings=(_damaged("the panel of the model in force cannot be used", error),))
    read = (_artifact(f"in_force_{name.partition('.')[0]}", name, s, manifest) for name, s in stored.items())
    return replace(rival, made=made, artifacts=(*rival.artifacts, *read))


def _other(gate: Mapping[str, Any]) -> float:
    """The error of the benchmark that a gate compared with; 0 for gates that have none."""
    if gate["name"] not in BENCHMARKS:
        return 0.0
    return float(_told(gate).get("other") or 0.0)


def _told(gate: Mapping[str, Any]) -> Mapping[str, Any]:
    values: Mapping[str, Any] = gate.get("said", {}).get("values", {})
    return values


def _damaged(what: str, error: Exception) -> Finding:
    message = f"{what}, so there was no comparison with it: {error}"
    return Finding(code="in_force_damaged", severity="info", message=message)


def _artifact(name: str, file: str, stored: StoredObject, manifest: Manifest) -> Artifact:
    entry = manifest.files[file]
    return Artifact(
        name=name,
        key=stored.key,
        generation=stored.generation,
        sha256=entry.sha256,
        size=entry.size,
        media_type=entry.media_type,
    )

"""From a trained and judged model to a version of the registry, and to the pointer.

The one step whose work writes to the store itself: versions lie outside the run's folder, and the
pointer moves by compare-and-swap. `manifest_of` is pure.
"""

import logging
from collections.abc import Mapping
from typing import Any

from spendcast_contract import Artifact, Result, StepDocument, Work
from spendcast_publish.params import PublishParams
from spendcast_storage import (
    MANIFEST,
    MODEL_JOBLIB,
    MODEL_JSON,
    FileEntry,
    Manifest,
    Outcome,
    Registry,
    StoredObject,
    version_name,
)

log = logging.getLogger("spendcast")


def publish(work: Work[PublishParams]) -> Result:
    """Add the version and promote it, unless the same model is in force or something keeps that one."""
    evaluation = work.documents["evaluate"].metrics
    registry = Registry(work.store, str(evaluation["model"]))
    files = {name: work.read("train", name) for name in (MODEL_JOBLIB, MODEL_JSON)}
    manifest = manifest_of(work.documents, version_name(work.run_id, files[MODEL_JSON]))

    standing = registry.standing(manifest.files[MODEL_JSON].sha256)
    if standing and standing.version != manifest.version:
        why = f"{standing.version} is the same model and in force already"
        return _result("unchanged", why, standing.version, candidate=None)
    written = registry.add_version(manifest, files)
    outcome, why = _promote(registry, manifest.version, evaluation, work.params)
    in_force = registry.in_force()
    return _result(
        outcome,
        why,
        in_force.pointer.version if in_force else None,
        candidate=manifest.version,
        stored=[_artifact(name, stored, manifest) for name, stored in written.items()],
    )


def manifest_of(documents: Mapping[str, StepDocument], version: str) -> Manifest:
    """All that is known of the model, from the documents of the steps that made it."""
    validate, train, evaluate = (documents[name] for name in ("validate", "train", "evaluate"))
    entries = {name: train.output(name) for name in (MODEL_JOBLIB, MODEL_JSON)}
    return Manifest(
        name=str(evaluate.metrics["model"]),
        version=version,
        run_id=train.run_id,
        as_of=train.as_of,
        kind=str(train.metrics["kind"]),
        files={
            name: FileEntry(sha256=entry.sha256, size=entry.size, media_type=entry.media_type)
            for name, entry in entries.items()
        },
        trained_on=train.metrics["trained_on"],
        data_sha256=validate.output("panel.csv").sha256,
        metrics={name: evaluate.metrics[name] for name in ("in_sample", "rolling", "worth")},
        gates=evaluate.metrics["gates"],
        warnings=[
            finding.model_dump(mode="json", exclude_none=True)
            for document in (validate, train, evaluate)
            for finding in document.findings
            if finding.severity == "warning"
        ],
        libraries=train.producer.packages,
    )


def _promote(
    registry: Registry, version: str, evaluation: Mapping[str, Any], params: PublishParams
) -> tuple[Outcome, str]:
    """Obey the gates, or the person who overrides them."""
    verdict = evaluation["verdict"]
    reason = {"pass": "the gates passed", "first": "the first model"}.get(verdict)
    if reason is None and params.force is None:
        failed = "; ".join(gate["message"] for gate in evaluation["gates"] if gate["passed"] is False)
        return "kept", f"the gates failed: {failed}"
    compared = evaluation["compared_with"]
    return registry.promote(
        registry.version(version),
        over=compared["generation"] if compared else 0,
        reason=reason or f"forced by {params.forced_by}: {params.force}",
    )


def _result(
    outcome: Outcome,
    why: str,
    in_force: str | None,
    candidate: str | None,
    stored: list[Artifact] | None = None,
) -> Result:
    log.info("%s: %s", outcome, why)
    return Result(
        stored=stored or [],
        metrics={"outcome": outcome, "reason": why, "version": in_force, "candidate": candidate},
    )


def _artifact(name: str, stored: StoredObject, manifest: Manifest) -> Artifact:
    return Artifact(
        name=name,
        key=stored.key,
        generation=stored.generation,
        sha256=stored.sha256,
        size=len(stored.data),
        media_type="application/json" if name == MANIFEST else manifest.files[name].media_type,
    )

"""From a trained and judged model to a version of the registry, and to the pointer.

The one step whose work writes to the store itself: versions lie outside the run's folder, and the
pointer moves by compare-and-swap. `manifest_of` is pure.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from spendcast_contract import Artifact, Result, StepDocument, Work
from spendcast_publish.params import PublishParams
from spendcast_storage import (
    EXPERIMENTS_CSV,
    MANIFEST,
    MODEL_JOBLIB,
    MODEL_JSON,
    PANEL_CSV,
    Decision,
    FileEntry,
    InForce,
    Manifest,
    Registry,
    StoredObject,
    version_name,
)

log = logging.getLogger("spendcast")

MADE_BY = {MODEL_JOBLIB: "train", MODEL_JSON: "train", PANEL_CSV: "validate"}
"""Each file of a version, and the step whose output it is."""

OPTIONAL = {EXPERIMENTS_CSV: "validate"}
"""Those that a run need not have."""

MEASURED = ("in_sample", "rolling", "worth", "own_data")
"""What of the evaluation's metrics goes with the version."""

_PASSED = {"pass": "the gates passed", "first": "the first model"}


def publish(work: Work[PublishParams]) -> Result:
    """Add the version and promote it, unless the same model is in force or something keeps that one."""
    evaluation = work.documents["evaluate"].metrics
    registry = Registry(work.store, str(evaluation["model"]))
    files = {name: work.read(step, name) for name, step in _made(work.documents).items()}
    manifest = manifest_of(work.documents, version_name(work.run_id, files[MODEL_JSON]))

    current = registry.in_force()
    standing = registry.standing(manifest, current)
    if standing and standing.outcome == "unchanged":
        return _result(standing, candidate=None)
    added = registry.add_version(manifest, files)
    decision = _refusal(evaluation, work, current) or registry.promote(
        added.version,
        over=evaluation["compared_with"]["generation"] if evaluation["compared_with"] else 0,
        reason=_reason(evaluation, work.params),
    )
    if decision.outcome == "unchanged":  # another run came first with the same model
        if added.new:
            registry.withdraw(added.version)
        return _result(decision, candidate=None)
    stored = [_artifact(name, stored, added.version.manifest) for name, stored in added.files.items()]
    return _result(decision, candidate=manifest.version, stored=stored)


def manifest_of(documents: Mapping[str, StepDocument], version: str) -> Manifest:
    """All that is known of the model, from the documents of the steps that made it."""
    validate, train, evaluate = (documents[name] for name in ("validate", "train", "evaluate"))
    entries = {name: documents[step].output(name) for name, step in _made(documents).items()}
    return Manifest(
        name=str(evaluate.metrics["model"]),
        version=version,
        run_id=train.run_id,
        as_of=train.as_of,
        kind=str(train.metrics["kind"]),
        settings=train.params,
        files={
            name: FileEntry(sha256=entry.sha256, size=entry.size, media_type=entry.media_type)
            for name, entry in entries.items()
        },
        trained_on=train.metrics["trained_on"],
        data_sha256=validate.output(PANEL_CSV).sha256,
        metrics={name: evaluate.metrics[name] for name in MEASURED},
        gates=evaluate.metrics["gates"],
        warnings=[
            finding.model_dump(mode="json", exclude_none=True)
            for document in (validate, train, evaluate)
            for finding in document.findings
            if finding.severity == "warning"
        ],
        libraries=train.producer.packages,
    )


def _made(documents: Mapping[str, StepDocument]) -> dict[str, str]:
    """The files of this version, and the step whose output each is."""
    there = {name: {artifact.name for artifact in document.outputs} for name, document in documents.items()}
    return MADE_BY | {name: step for name, step in OPTIONAL.items() if name in there[step]}


def _refusal(
    evaluation: Mapping[str, Any], work: Work[PublishParams], current: InForce | None
) -> Decision | None:
    """What the gates keep in force, unless a person overrides them.

    A model of a later date is told first: while it is in force, no gate that passes changes anything.
    """
    if evaluation["verdict"] in _PASSED or work.params.force is not None:
        return None
    failed = "; ".join(gate["message"] for gate in evaluation["gates"] if gate["passed"] is False)
    later = current.pointer.later_than(work.as_of) if current else None
    why = "; ".join(filter(None, (later, f"the gates failed: {failed}")))
    return Decision("kept", why, current.pointer.version if current else None)


def _reason(evaluation: Mapping[str, Any], params: PublishParams) -> str:
    return _PASSED.get(evaluation["verdict"]) or f"forced by {params.forced_by}: {params.force}"


def _result(decision: Decision, candidate: str | None, stored: Sequence[Artifact] = ()) -> Result:
    log.info("%s: %s", decision.outcome, decision.reason)
    return Result(
        stored=stored,
        metrics={
            "outcome": decision.outcome,
            "reason": decision.reason,
            "version": decision.in_force,
            "candidate": candidate,
        },
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

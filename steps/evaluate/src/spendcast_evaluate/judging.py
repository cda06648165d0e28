"""The evaluate step's work: read, measure, judge, record."""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from spendcast_contract import Finding, InputUnusable, Output, Result, Work
from spendcast_contract.documents import Artifact
from spendcast_evaluate.core import NAIVE, Measured, compare, evaluation_document, forecasts_csv, measure
from spendcast_evaluate.gates import Gate, Limits, judge
from spendcast_evaluate.params import EvaluateParams
from spendcast_mixmodel.fit import PanelError, make_estimator, read_panel
from spendcast_mixmodel.predict import Model, ModelError
from spendcast_storage import (
    MODEL_JSON,
    Evaluation,
    ObjectChanged,
    ObjectMissing,
    Registry,
    RegistryError,
    open_evaluations,
)

log = logging.getLogger("spendcast")


def evaluate(work: Work[EvaluateParams]) -> Result:
    """Judge the model of this run; one row goes into the evaluations table before the document is written."""
    table = open_evaluations(os.environ.get("SPENDCAST_EVALUATIONS"), work.store)
    registry = Registry(work.store, work.params.model)
    rival = _rival(registry)
    train = work.documents["train"]
    try:
        data = read_panel(work.read("validate", "panel.csv"))
        model = Model.from_json(work.read("train", MODEL_JSON))
    except (PanelError, ModelError) as error:
        raise InputUnusable(str(error)) from error

    settings = {"n_draws": train.params["draws"], "random_state": train.params["seed"]}
    measured = measure(model, data, lambda: make_estimator(train.metrics["kind"], **settings))
    in_force = compare(measured, rival.version, rival.model, data) if rival and rival.model else None
    limits = Limits(work.params.min_r2, work.params.tolerance, work.params.max_drift)
    verdict, gates = judge(measured.candidate, in_force, limits)
    evaluation = evaluation_document(measured, verdict, gates, in_force.version if in_force else None)
    table.record(_row(work, measured, evaluation))
    log.info("verdict: %s", verdict)
    return Result(
        outputs=_outputs(measured, evaluation),
        extra_inputs=[rival.artifact] if rival and rival.artifact else [],
        metrics=evaluation
        | {
            "model": work.params.model,
            "compared_with": {"version": rival.version, "generation": rival.generation} if rival else None,
        },
        findings=[*_gate_findings(gates), *_verdict_findings(measured), *(rival.findings if rival else [])],
    )


@dataclass(frozen=True)
class _Rival:
    """The model in force. `generation` is the pointer's; `model` is None where it cannot be read."""

    version: str
    generation: int
    model: Model | None = None
    artifact: Artifact | None = None
    findings: Sequence[Finding] = ()


def _rival(registry: Registry) -> _Rival | None:
    """Read the model in force. A damaged one answers nobody, so it must not stop a whole one either."""
    current = registry.in_force()
    if current is None:
        return None
    try:
        loaded = registry.load()
        model = Model.from_json(loaded.model_json)
        stored = registry.read_file(loaded.manifest, MODEL_JSON)
    except (RegistryError, ObjectMissing, ObjectChanged, ModelError) as error:
        message = f"the model in force cannot be read, so there was no comparison with it: {error}"
        finding = Finding(code="in_force_damaged", severity="info", message=message)
        return _Rival(current.pointer.version, current.generation, findings=[finding])
    entry = loaded.manifest.files[MODEL_JSON]
    artifact = Artifact(
        name="in_force",
        key=stored.key,
        generation=stored.generation,
        sha256=entry.sha256,
        size=entry.size,
        media_type=entry.media_type,
    )
    return _Rival(loaded.manifest.version, loaded.pointer_generation, model, artifact)


def _outputs(measured: Measured, evaluation: dict[str, Any]) -> list[Output]:
    text = json.dumps(evaluation, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    outputs = [Output("evaluation.json", text.encode(), "application/json")]
    if measured.rolling:
        outputs.append(Output("forecasts.csv", forecasts_csv(measured.rolling), "text/csv"))
    return outputs


def _gate_findings(gates: list[Gate]) -> list[Finding]:
    return [
        Finding(code=f"gate_{gate.name}", severity="warning", message=gate.message)
        for gate in gates
        if gate.passed is False
    ]


def _verdict_findings(measured: Measured) -> list[Finding]:
    """One warning for all channels that the data say nothing of, so that every answer carries it."""
    blind = [n for n, entry in measured.model.verdicts.items() if entry["verdict"] == "not identifiable"]
    if not blind:
        return []
    message = f"The data cannot tell what {', '.join(blind)} bring{'s' if len(blind) == 1 else ''} in."
    fix = "Do not move budget by these figures; vary one channel alone for some weeks, or test it."
    return [Finding(code="not_identifiable", severity="warning", message=message, fix=fix)]


def _row(work: Work[EvaluateParams], measured: Measured, evaluation: dict[str, Any]) -> Evaluation:
    scores = measured.rolling["scores"] if measured.rolling else None
    naive = (
        min((scores[name] for name in NAIVE if name in scores), key=itemgetter("rmse")) if scores else None
    )
    return Evaluation(
        run_id=work.run_id,
        cache_key=work.cache_key,
        model=work.params.model,
        as_of=work.as_of,
        kind=measured.model.kind,
        model_sha256=work.documents["train"].output(MODEL_JSON).sha256,
        verdict=evaluation["verdict"],
        compared_with=evaluation["compared_with"],
        last_period=measured.model.trained_on["last"],
        periods=measured.model.trained_on["periods"],
        r2=measured.fit["r2"],
        adjusted_r2=measured.fit["adjusted_r2"],
        mape=measured.fit["mape"],
        rmse=measured.fit["rmse"],
        rolling_mape=scores["model"]["mape"] if scores else None,
        rolling_rmse=scores["model"]["rmse"] if scores else None,
        naive_mape=naive["mape"] if naive else None,
        details=evaluation,
    )

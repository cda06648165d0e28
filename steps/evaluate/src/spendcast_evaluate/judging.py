"""The evaluate step's work: read, measure, judge, record."""

import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from spendcast_contract import Finding, InputUnusable, Output, Result, Work
from spendcast_evaluate.changes import Changes, changes_since
from spendcast_evaluate.core import Measured, compare, measure
from spendcast_evaluate.decision import decide
from spendcast_evaluate.document import (
    Judged,
    contradiction,
    evaluation_of,
    metrics_of,
    rounded,
    to_bytes,
    what_to_check,
)
from spendcast_evaluate.gates import NAIVE, Gate, Limits, judge
from spendcast_evaluate.in_force import Rival, read_rival
from spendcast_evaluate.params import EvaluateParams
from spendcast_evaluate.workers import workers
from spendcast_mixmodel.fit import Backtest, CheckedTest, Made, PanelError, Recipe, read_panel
from spendcast_mixmodel.predict import Model, ModelError
from spendcast_report import evaluation_page
from spendcast_storage import EXPERIMENTS_CSV, MODEL_JSON, PANEL_CSV, Evaluation, Registry, open_evaluations

log = logging.getLogger("spendcast")


def evaluate(work: Work[EvaluateParams]) -> Result:
    """Judge the model of this run; one row goes into the evaluations table before the document is written."""
    with threadpool_limits(1):  # on matrices so small, threads spend their time waiting for each other
        return _evaluated(work)


def _evaluated(work: Work[EvaluateParams]) -> Result:
    table = open_evaluations(os.environ.get("SPENDCAST_EVALUATIONS"), work.store)
    rival = read_rival(Registry(work.store, work.params.model))
    with workers() as each:
        measured = measure(_made(work), work.params.worlds, each)
    judged = _judged(work, measured, rival)
    evaluation = rounded(evaluation_of(judged))
    metrics = metrics_of(evaluation)
    table.record(_row(work, measured, metrics))
    log.info("verdict: %s; %s", judged.verdict, judged.why["en"])
    outputs = [
        Output("evaluation.json", to_bytes(evaluation), "application/json"),
        Output("report.html", evaluation_page(evaluation), "text/html"),
    ]
    if measured.rolling:
        outputs.append(Output("forecasts.csv", forecasts_csv(measured.rolling), "text/csv"))
    return Result(
        outputs=outputs,
        extra_inputs=rival.artifacts if rival else (),
        metrics=metrics
        | {
            "model": work.params.model,
            "compared_with": {"version": rival.pointer.version, "generation": rival.generation}
            if rival
            else None,
        },
        findings=[
            *_gate_findings(judged),
            *contradictions(measured),
            *_verdict_findings(measured.model),
            *(rival.findings if rival else ()),
        ],
    )


def forecasts_csv(rolling: Backtest) -> bytes:
    """One row a forecast period: actual, forecast, interval, and what the other forecasters said."""
    rows = [
        {**{k: v for k, v in fold.items() if k != "others"}, **fold["others"]} for fold in rolling["folds"]
    ]
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n", float_format="%.9g").encode()


def _made(work: Work[EvaluateParams]) -> Made:
    """The new model, its panel and its recipe, from the documents of validate and train."""
    try:
        data = read_panel(work.read("validate", PANEL_CSV), _experiments(work))
        model = Model.from_json(work.read("train", MODEL_JSON))
    except (PanelError, ModelError) as error:
        raise InputUnusable(str(error)) from error
    return Made(model, data, Recipe.from_params(work.documents["train"].params))


def _experiments(work: Work[EvaluateParams]) -> bytes | None:
    there = {artifact.name for artifact in work.documents["validate"].outputs}
    return work.read("validate", EXPERIMENTS_CSV) if EXPERIMENTS_CSV in there else None


def _judged(work: Work[EvaluateParams], measured: Measured, rival: Rival | None) -> Judged:
    changes: Changes | None = None
    in_force = None
    same = rival is not None and rival.is_same(work.documents["train"].output(MODEL_JSON).sha256)
    if rival and rival.model:
        changes = changes_since(rival.made, measured.made)
        alike = rival.manifest is not None and rival.manifest.kind == measured.model.kind
        version = rival.pointer.version
        in_force = compare(measured, version, rival.model, changes.drifts, alike=alike)
        in_force = replace(in_force, lost=rival.lost)
    limits = Limits(work.params.min_r2, work.params.tolerance, work.params.max_drift)
    verdict, gates = judge(measured.candidate, in_force, limits)
    pointer = rival.pointer if rival else None
    serves_new, why = decide(verdict, gates, pointer, work.as_of, same=same)
    return Judged(measured, rival, changes, verdict, gates, serves_new, why, _currency(work))


def _currency(work: Work[EvaluateParams]) -> str | None:
    """In which the panel's amounts are, as validate read it in the files."""
    panel: Mapping[str, Any] = work.documents["validate"].metrics["panel"]
    return panel.get("currency")


def _gate_findings(judged: Judged) -> list[Finding]:
    """A warning for each gate that the model failed, whether or not that keeps it out."""
    return [_gate_finding(gate) for gate in judged.gates if gate.passed is False or gate.waived]


def _gate_finding(gate: Gate) -> Finding:
    values = {"gate": gate.name, **gate.said["values"]}
    return Finding(code=f"gate_{gate.name}", severity="warning", message=gate.said["en"], values=values)


def contradictions(measured: Measured) -> list[Finding]:
    """A warning for each lift test that contradicts the data."""
    return [_contradiction(checked) for checked in measured.tests if checked.contradicts]


def _contradiction(checked: CheckedTest) -> Finding:
    said = contradiction(checked)
    return Finding(
        code="test_contradicts_data",
        severity="warning",
        message=said["en"],
        fix=what_to_check(checked)["en"],
        values={**said["values"], "counts": checked.counts},
    )


def _verdict_findings(model: Model) -> list[Finding]:
    """One warning for all channels that the data say nothing of, so that every answer carries it."""
    blind = [name for name, entry in model.verdicts.items() if entry["verdict"] == "not identifiable"]
    if not blind:
        return []
    message = f"The data cannot tell what {', '.join(blind)} bring{'s' if len(blind) == 1 else ''} in."
    fix = "Do not move budget by these figures; the report says of each channel what would tell."
    return [
        Finding(
            code="not_identifiable", severity="warning", message=message, fix=fix, values={"channels": blind}
        )
    ]


def _row(work: Work[EvaluateParams], measured: Measured, metrics: Mapping[str, Any]) -> Evaluation:
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
        verdict=metrics["verdict"],
        compared_with=metrics["compared_with"],
        last_period=measured.model.trained_on["last"],
        periods=measured.model.trained_on["periods"],
        r2=measured.fit["r2"],
        adjusted_r2=measured.fit["adjusted_r2"],
        mape=measured.fit["mape"],
        rmse=measured.fit["rmse"],
        rolling_mape=scores["model"]["mape"] if scores else None,
        rolling_rmse=scores["model"]["rmse"] if scores else None,
        naive_mape=naive["mape"] if naive else None,
        details=dict(metrics),
    )

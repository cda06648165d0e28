"""Raw files to a result of the contract, as a pure function over bytes."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from spendcast_contract import EarlierRuns, Output, Result, documents
from spendcast_ingest import Finding, Ingested, Panel, RawFile, Recognised, ingest
from spendcast_validate.params import ValidateParams
from spendcast_validate.reporting import report

log = logging.getLogger("spendcast")


def validate(
    raw: Mapping[str, bytes], as_of: date, params: ValidateParams, earlier: EarlierRuns | None = None
) -> Result:
    """Check the files and join them to a panel.

    Args:
        raw: name and bytes of each file.
        as_of: the date that the run speaks of.
        params: thresholds.
        earlier: what earlier runs read, to which closed periods are compared.

    Returns:
        `panel.csv`, and `experiments.csv` if there are any, and what they hold; or rejected with the findings
        that say why. `report.html` either way.
    """
    known = earlier or EarlierRuns()
    files = [RawFile(name, data) for name, data in raw.items()]
    checked = ingest(files, as_of, params, known.read)
    if known.damaged:
        not_compared = Finding.of("history_not_compared", variant="unreadable")
        checked = replace(checked, findings=[*checked.findings, not_compared])
    outputs = [Output("report.html", report(checked, raw, as_of), "text/html")]
    if checked.panel is not None:
        log.info("joined %d files to %d periods", len(raw), checked.panel.periods)
        outputs.append(Output("panel.csv", checked.panel.to_csv(), "text/csv"))
    if checked.experiments is not None:
        outputs.append(Output("experiments.csv", checked.experiments.to_csv(), "text/csv"))
    return Result(
        status="rejected" if checked.panel is None else "succeeded",
        outputs=outputs,
        extra_inputs=[artifact for one in known.read for artifact in one.artifacts],
        findings=[documents.Finding.model_validate(finding.as_dict()) for finding in checked.findings],
        metrics=_metrics(checked),
    )


def _metrics(checked: Ingested) -> dict[str, Any]:
    return {
        "files": [_describe_file(file) for file in checked.recognised],
        "panel": _describe_panel(checked.panel) | {"currency": checked.currency} if checked.panel else None,
    }


def _describe_file(file: Recognised) -> dict[str, Any]:
    return asdict(file) | {"first": file.first.isoformat(), "last": file.last.isoformat()}


def _describe_panel(panel: Panel) -> dict[str, Any]:
    return {
        "grain": panel.grain,
        "channels": list(panel.channels),
        "columns": panel.column_types,
        "first": panel.first,
        "last": panel.last,
        "periods": panel.periods,
        "complete_periods": panel.complete_periods,
    }

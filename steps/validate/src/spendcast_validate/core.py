"""Raw files to a result of the contract, as a pure function over bytes."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from spendcast_contract import Finding, Output, Result
from spendcast_ingest import Ingested, Options, Panel, RawFile, Recognised, ingest
from spendcast_validate.params import ValidateParams
from spendcast_validate.reporting import report

log = logging.getLogger("spendcast")


def validate(raw: Mapping[str, bytes], as_of: date, params: ValidateParams) -> Result:
    """Check the files and join them to a panel.

    Returns:
        `panel.csv` and what it holds, or rejected with the findings that say why; `report.html` either way.
    """
    options = replace(Options(), **params.model_dump(exclude={"as_of"}, exclude_none=True))
    checked = ingest([RawFile(name, data) for name, data in raw.items()], as_of, options)
    findings = [Finding.model_validate(finding.as_dict()) for finding in checked.findings]
    outputs = [Output("report.html", report(checked, raw, as_of), "text/html")]
    if checked.panel is None:
        return Result(status="rejected", outputs=outputs, findings=findings, metrics=_metrics(checked))
    log.info("joined %d files to %d periods", len(raw), checked.panel.periods)
    outputs.append(Output("panel.csv", checked.panel.to_csv(), "text/csv"))
    return Result(outputs=outputs, findings=findings, metrics=_metrics(checked))


def _metrics(checked: Ingested) -> dict[str, Any]:
    return {
        "files": [_describe_file(file) for file in checked.recognised],
        "panel": _describe_panel(checked.panel) if checked.panel else None,
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

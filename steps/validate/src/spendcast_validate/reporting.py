"""What was read and found, handed to the report in both languages."""

import hashlib
from collections.abc import Mapping
from datetime import date

from spendcast_ingest import Finding, Ingested, Panel, Recognised
from spendcast_ingest.catalogue import kind_of
from spendcast_ingest.mapping import MAPPING
from spendcast_report import validation_page
from spendcast_report.text import Text
from spendcast_report.validation import Column, File, Validation
from spendcast_report.validation import Finding as Told
from spendcast_report.validation import Panel as Shown


def report(checked: Ingested, raw: Mapping[str, bytes], as_of: date) -> bytes:
    """The validation report, one HTML page; it tells of rejected data too.

    Args:
        checked: what became of the files.
        raw: the files, by name.
        as_of: the date that the run speaks of.
    """
    recognised = {file.file: file for file in checked.recognised}
    return validation_page(
        Validation(
            as_of,
            [_told(finding) for finding in checked.findings],
            [_file(name, data, recognised.get(name)) for name, data in sorted(raw.items())],
            _shown(checked.panel) if checked.panel else None,
        )
    )


def _told(finding: Finding) -> Told:
    kind, where = kind_of(finding.code), finding.where
    fix = Text(finding.fix_in("en") or "", finding.fix_in("ja") or "")
    return Told(
        code=finding.code,
        severity=finding.severity,
        title=Text(kind.title["en"], kind.title["ja"]),
        message=Text(finding.message_in("en"), finding.message_in("ja")),
        why=Text(kind.why["en"], kind.why["ja"]),
        fix=fix if fix.en else None,
        file=where.file if where else None,
        row=where.row if where else None,
        column=where.column if where else None,
    )


def _file(name: str, data: bytes, taken: Recognised | None) -> File:
    digest = hashlib.sha256(data).hexdigest()
    if taken is None:
        return File(name, digest, role="mapping" if name == MAPPING else None)
    columns = [Column(column.name, column.role, column.asked) for column in taken.columns]
    return File(name, digest, taken.role, taken.rows, taken.first, taken.last, taken.grain, columns)


def _shown(panel: Panel) -> Shown:
    table = panel.table
    return Shown(
        grain=panel.grain,
        periods=table["period"].astype(str).tolist(),
        days=table["days"].tolist(),
        complete=table["complete"].tolist(),
        revenue=table["revenue"].tolist(),
        spend={channel: table[f"spend.{channel}"].tolist() for channel in panel.channels},
    )

"""What the validation report is made from. Money is in the currency of the files."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from spendcast_report.text import Text

Severity = Literal["error", "warning", "info"]
Grain = Literal["week", "month"]


@dataclass(frozen=True)
class Finding:
    """One thing noticed in the files.

    Attributes:
        code: stable name of its kind.
        severity: an error rejects the data, a warning travels with the model, an info only tells.
        title: the name of its kind.
        message: what was seen.
        why: why it matters for the advice.
        fix: what to do.
        file, row, column: the place, as far as there is one; rows as a spreadsheet counts them.
    """

    code: str
    severity: Severity
    title: Text
    message: Text
    why: Text | None = None
    fix: Text | None = None
    file: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a raw file.

    Attributes:
        name: its header; empty where it has none.
        role: what it was taken for, as mapping.json says it, such as "date", "cost" or "spend:tv"; "week_end"
            and "report_end" for dates that are last days; empty where it is not read.
        asked: whether a warning asks if it is that.
    """

    name: str
    role: str
    asked: bool = False


@dataclass(frozen=True)
class File:
    """One raw file.

    Attributes:
        name: relative to `raw/`.
        sha256: of its bytes as stored, 64 hex digits.
        role: what it was taken for, such as "spend" or "revenue"; None where that could not be told.
        rows: without the header.
        first, last: the first and last day that it speaks of.
        grain: what a date in it stands for: "day", "week" or "month".
        columns: in their order.
    """

    name: str
    sha256: str
    role: str | None = None
    rows: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    grain: str | None = None
    columns: Sequence[Column] = ()


@dataclass(frozen=True)
class Panel:
    """The joined data, one entry a period in every sequence, ascending and without gaps.

    Attributes:
        grain: length of a period.
        periods: labels, such as 2026-01 or 2026-W05.
        days: calendar days of each period.
        complete: whether the data of each period are complete.
        revenue: per period.
        spend: channel to spend per period.
    """

    grain: Grain
    periods: Sequence[str]
    days: Sequence[int]
    complete: Sequence[bool]
    revenue: Sequence[float]
    spend: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Validation:
    """All that the validation report shows.

    Attributes:
        as_of: the date that the run speaks of.
        findings: errors first.
        files: every raw file, by name.
        panel: None where the data were rejected.
    """

    as_of: dt.date
    findings: Sequence[Finding]
    files: Sequence[File]
    panel: Panel | None

    @property
    def rejected(self) -> bool:
        """Whether the data cannot be trained on."""
        return self.panel is None

"""What was noticed in the files: said for a person, located for a spreadsheet."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

Severity = Literal["error", "warning", "info"]

SHOWN = 5
"""How many findings of one kind are told one by one before the rest are counted."""


@dataclass(frozen=True)
class Where:
    """A place in the files; what does not apply is None.

    Attributes:
        file: name relative to `raw/`.
        row: as a spreadsheet shows it: the header is row 1.
        column: the header as it stands in the file, or the panel's column.
    """

    file: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing noticed.

    Attributes:
        code: stable name of the kind, in snake_case.
        severity: an error rejects the data; a warning travels with the model; an info only tells.
        message: what was seen, for a marketer.
        where: the place, if there is one.
        fix: what to do about it.
    """

    code: str
    severity: Severity
    message: str
    where: Where | None = None
    fix: str | None = None


class Refused(Exception):
    """A file, or a set of files, cannot be used; carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = list(findings)


def first_few(findings: Iterable[Finding], total: int) -> list[Finding]:
    """The first `SHOWN` of `total` findings of one kind, and one that counts the others.

    Args:
        findings: all of them, made only as far as they are shown.
        total: how many there are.
    """
    shown = list(islice(findings, SHOWN))
    rest = total - len(shown)
    if not rest:
        return shown
    last = shown[-1]
    where = Where(last.where.file, None, last.where.column) if last.where else None
    more = f"{rest:,} more of the same kind ({total:,} in all)."
    return [*shown, Finding(last.code, last.severity, more, where, last.fix)]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding rejects the data."""
    return any(finding.severity == "error" for finding in findings)


def listed(names: Iterable[str], limit: int = 20) -> str:
    """Names joined for a sentence: "a, b and c", printable; beyond `limit` the others are counted."""
    names = [printable(name) for name in names]
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(number: int, noun: str) -> str:
    """A number of things in words: 1 week, 1,200 months."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shorten(text: str, length: int = 40) -> str:
    """A text for a sentence: printable, and only its beginning, if it is longer than `length` characters."""
    return printable(text if len(text) <= length else f"{text[: length - 1]}…")


def printable(text: str) -> str:
    """A text with its control characters as Python escapes them, so that no terminal obeys them."""
    return "".join(repr(char)[1:-1] if is_control(char) else char for char in text)


def is_control(char: str) -> bool:
    """Whether a character is of Unicode's category C: a control, such as a line break, or invisible."""
    return unicodedata.category(char).startswith("C")

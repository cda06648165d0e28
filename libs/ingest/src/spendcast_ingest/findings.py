"""What was noticed in the files: located for a spreadsheet, worded by the catalogue."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from spendcast_ingest.catalogue import Language, Severity, Value, kind_of, phrase

SHOWN = 5
"""How many findings of one kind are told one by one before the rest are counted."""

NAMED = 20
"""How many names a finding gives before it counts the others."""

_CONTROLS = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters of other categories that show nothing."""

_MORE: Mapping[Language, str] = {
    "en": "{more} more of the same kind ({total} in all).",
    "ja": "同じ指摘がほかに{more}件あります(全{total}件)。",
}


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
    """One thing noticed. How severe it is and how it is told follow from code and values, by the catalogue.

    Attributes:
        code: stable name of the kind, in snake_case.
        where: the place, if there is one.
        values: what the texts are filled with; `variant` tells which text it is, where a kind has several;
            `more` and `total` stand in a finding that counts others of its kind.
    """

    code: str
    where: Where | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, where: Where | None = None, /, **values: Value) -> "Finding":
        """A finding in which no text from the files can act on a terminal or page as a control character."""
        if where:
            where = Where(_shown(where.file), where.row, _shown(where.column))
        return cls(code, where, {name: _shown(value) for name, value in values.items()})

    @property
    def severity(self) -> Severity:
        """An error rejects the data; a warning travels with the model; an info only tells."""
        return kind_of(self.code).wording(self.values).severity

    @property
    def message(self) -> str:
        """What was seen, for a marketer, in English."""
        return self.message_in("en")

    @property
    def fix(self) -> str | None:
        """What to do about it, in English; None where there is nothing to do."""
        return self.fix_in("en")

    def message_in(self, language: Language) -> str:
        """What was seen."""
        wording = kind_of(self.code).wording(self.values)
        return phrase((_MORE if "more" in self.values else wording.message)[language], self.values, language)

    def fix_in(self, language: Language) -> str | None:
        """What to do about it."""
        template = kind_of(self.code).wording(self.values).fix.get(language)
        return phrase(template, self.values, language) if template else None

    def as_dict(self) -> dict[str, Any]:
        """As a step document holds it, its sentences in English."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "where": asdict(self.where) if self.where else None,
            "fix": self.fix,
            "values": dict(self.values),
        }


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
    return [*shown, Finding.of(last.code, where, **{**last.values, "more": rest, "total": total})]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding rejects the data."""
    return any(finding.severity == "error" for finding in findings)


def few(names: Iterable[str], limit: int = NAMED) -> list[str | int]:
    """Names for a finding; beyond `limit` the others are counted by a number at the end."""
    names = list(names)
    return [*names[:limit], len(names) - limit] if len(names) > limit else [*names]


def shorten(text: str, length: int = 40) -> str:
    """A text for a sentence: only its beginning, if it is longer than `length` characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def printable(text: str) -> str:
    """A text with its control characters as Python escapes them, so that no terminal obeys them."""
    return "".join(char.encode("unicode_escape").decode() if is_control(char) else char for char in text)


def is_control(char: str) -> bool:
    """Whether a character is a control, such as a line break, or shows nothing."""
    return unicodedata.category(char) in _CONTROLS or char in _INVISIBLE


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value

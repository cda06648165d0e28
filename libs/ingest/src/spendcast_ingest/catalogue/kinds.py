"""The kinds of findings, read from the TOML files of this package."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from spendcast_ingest.catalogue.phrases import Language, Value

Severity = Literal["error", "warning", "info"]
Texts = Mapping[Language, str]


@dataclass(frozen=True)
class Wording:
    """How one variant of a kind is told.

    Attributes:
        severity: an error rejects the data; a warning travels with the model; an info only tells.
        message: template of what was seen, per language; see `phrases.phrase`.
        fix: template of what to do about it, per language; empty where there is nothing to do.
    """

    severity: Severity
    message: Texts
    fix: Texts


@dataclass(frozen=True)
class Kind:
    """A kind of finding.

    Attributes:
        code: its stable name.
        step: whose finding it is: that of validate, or of a later step, which words it itself.
        title: its name for people, per language.
        meaning: what it says about the data, per language.
        why: why it matters for the advice, per language.
        variants: how it is told, by the value `variant` of a finding; "" where it is told in one way.
    """

    code: str
    step: str
    title: Texts
    meaning: Texts
    why: Texts
    variants: Mapping[str, Wording]

    def wording(self, values: Mapping[str, Value]) -> Wording:
        """How a finding with these values is told."""
        return self.variants[str(values.get("variant", ""))]


def kind_of(code: str) -> Kind:
    """The kind of that code.

    Raises:
        KeyError: there is none.
    """
    return kinds()[code]


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by code, in the order of the catalogue."""
    found: dict[str, Kind] = {}
    files = (entry for entry in resources.files(__package__).iterdir() if entry.name.endswith(".toml"))
    for file in sorted(files, key=lambda entry: entry.name):
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            found[code] = _kind(code, entry)
    return found


def _kind(code: str, entry: Mapping[str, Any]) -> Kind:
    variants = entry.get("variants", {"": entry})
    told = {
        name: Wording(told.get("severity", entry["severity"]), told["message"], told.get("fix", {}))
        for name, told in variants.items()
    }
    step = entry.get("step", "validate")
    return Kind(code, step, entry["title"], entry["meaning"], entry["why"], told)

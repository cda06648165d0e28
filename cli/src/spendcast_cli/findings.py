"""Findings as people read them: the worst first, of each kind a few."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from spendcast_contract import Finding

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 5
"""How many findings of one kind are told before the rest are counted."""

_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def show_findings(console: "Console", findings: Sequence[Mapping[str, Any]]) -> None:
    """Print findings, each as the contract writes it (`code`, `severity`, `message`, `fix`)."""
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for finding in findings:
        kinds[finding["severity"], finding["code"]].append(finding)
    for severity, style in _STYLES.items():
        for (of, _), alike in kinds.items():
            if of == severity:
                _show_kind(console, severity, style, alike)


def _show_kind(console: "Console", severity: str, style: str, alike: Sequence[Mapping[str, Any]]) -> None:
    counts = [_more(finding) for finding in alike]
    shown = [finding for finding, more in zip(alike, counts, strict=True) if not more][:SHOWN]
    for finding in shown:
        told = Finding.model_validate(finding)
        console.print(f"{severity} ({told.code}): {told}", style=style)
    others = sum(more or 1 for more in counts) - len(shown)
    if others:
        console.print(f"{severity} ({alike[0]['code']}): {others:,} more of the same kind", style=style)
    for fix in dict.fromkeys(finding.get("fix") for finding in shown):
        if fix:
            console.print(f"  {fix}")


def _more(finding: Mapping[str, Any]) -> int:
    """How many others a finding stands for; 0 where it speaks for itself."""
    return int(finding.get("values", {}).get("more", 0))

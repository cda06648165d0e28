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
    for finding in alike[:SHOWN]:
        console.print(f"{severity}: {Finding.model_validate(finding)}", style=style)
    if len(alike) > SHOWN:
        console.print(f"{severity}: {len(alike) - SHOWN:,} more of the same kind", style=style)
    for fix in dict.fromkeys(finding.get("fix") for finding in alike[:SHOWN]):
        if fix:
            console.print(f"  {fix}")

"""Files of spend and revenue to one panel and its findings.

Names are imported when they are first used, so that asking for a threshold does not load what reads files.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spendcast_ingest.checks.history import Earlier
    from spendcast_ingest.files import RawFile
    from spendcast_ingest.findings import Finding, Where
    from spendcast_ingest.ingestion import Ingested, ingest
    from spendcast_ingest.options import Options
    from spendcast_ingest.panel import Panel
    from spendcast_ingest.sources import Recognised, recognise, recognise_together

__all__ = [
    "Earlier",
    "Finding",
    "Ingested",
    "Options",
    "Panel",
    "RawFile",
    "Recognised",
    "Where",
    "ingest",
    "recognise",
    "recognise_together",
]

_HOMES = {
    "Earlier": "checks.history",
    "Finding": "findings",
    "Ingested": "ingestion",
    "Options": "options",
    "Panel": "panel",
    "RawFile": "files",
    "Recognised": "sources",
    "Where": "findings",
    "ingest": "ingestion",
    "recognise": "sources",
    "recognise_together": "sources",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

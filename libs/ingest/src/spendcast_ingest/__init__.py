"""Files of spend and revenue to one panel and its findings."""

from spendcast_ingest.files import RawFile
from spendcast_ingest.findings import Finding, Where
from spendcast_ingest.ingestion import Ingested, ingest
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel
from spendcast_ingest.sources import Recognised, recognise, recognise_together

__all__ = [
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

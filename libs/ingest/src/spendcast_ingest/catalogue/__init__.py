"""The catalogue: every kind of finding, its severity and its words, as data (the TOML files beside this)."""

from spendcast_ingest.catalogue.kinds import Kind, Severity, Wording, kind_of, kinds
from spendcast_ingest.catalogue.phrases import LANGUAGES, Language, Value, phrase

__all__ = ["LANGUAGES", "Kind", "Language", "Severity", "Value", "Wording", "kind_of", "kinds", "phrase"]

"""Object store, model registry and evaluations table.

The adapters are chosen by address in `open_store` and `open_evaluations`; nothing else knows them.
"""

from spendcast_storage.address import open_evaluations, open_store
from spendcast_storage.errors import (
    AddressError,
    KeyRefused,
    ObjectChanged,
    ObjectMissing,
    PreconditionFailed,
    RegistryError,
    StoreError,
    StoreUnavailable,
    TableDamaged,
)
from spendcast_storage.evaluations import Evaluation, EvaluationsTable
from spendcast_storage.manifest import FileEntry, Manifest, Pointer
from spendcast_storage.registry import (
    EXPERIMENTS_CSV,
    MANIFEST,
    MODEL_JOBLIB,
    MODEL_JSON,
    PANEL_CSV,
    Decision,
    InForce,
    LoadedModel,
    Outcome,
    Registry,
    Version,
    version_name,
)
from spendcast_storage.store import Listed, ObjectStore, StoredObject, sha256
from spendcast_storage.validation import faults

__all__ = [
    "EXPERIMENTS_CSV",
    "MANIFEST",
    "MODEL_JOBLIB",
    "MODEL_JSON",
    "PANEL_CSV",
    "AddressError",
    "Decision",
    "Evaluation",
    "EvaluationsTable",
    "FileEntry",
    "InForce",
    "KeyRefused",
    "Listed",
    "LoadedModel",
    "Manifest",
    "ObjectChanged",
    "ObjectMissing",
    "ObjectStore",
    "Outcome",
    "Pointer",
    "PreconditionFailed",
    "Registry",
    "RegistryError",
    "StoreError",
    "StoreUnavailable",
    "StoredObject",
    "TableDamaged",
    "Version",
    "faults",
    "open_evaluations",
    "open_store",
    "sha256",
    "version_name",
]

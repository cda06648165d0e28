"""From an address to the store or table that it names: the one place where adapters are chosen."""

import re
from pathlib import Path
from urllib.parse import unquote

from spendcast_storage.errors import AddressError
from spendcast_storage.evaluations import EvaluationsTable
from spendcast_storage.folder import FolderStore
from spendcast_storage.sqlite import SQLiteEvaluations
from spendcast_storage.store import ObjectStore

_TABLES = "sqlite:///file or bigquery://project/dataset"
_DATASET = re.compile(r"((?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,61}[a-z0-9])/([A-Za-z0-9_]{1,1024})/?")


def open_store(address: str) -> ObjectStore:
    """Open a folder, `file:///folder` or `gs://bucket/prefix`.

    Raises:
        AddressError: the address has another form, or names something that is no store.
    """
    scheme, rest = _split(address)
    if scheme == "" and rest:
        return FolderStore(Path(rest).expanduser())
    if scheme == "file" and rest.startswith("/"):
        return FolderStore(Path(unquote(rest)))
    if scheme == "gs":
        from spendcast_storage.gcs import GCSStore

        bucket, _, prefix = rest.partition("/")
        if bucket:
            return GCSStore(bucket, prefix.strip("/"))
    raise AddressError(f"{address!r} is no store; give a folder, file:///folder or gs://bucket/prefix")


def open_evaluations(address: str | None, store: ObjectStore) -> EvaluationsTable:
    """Open the evaluations of a store at `sqlite:///file` or `bigquery://project/dataset`.

    Without address it is the table in the store's folder. A table may hold the rows of several buckets, told
    apart by their addresses; a folder has another address for each who looks at it, so its rows bear none.

    Raises:
        AddressError: the address has another form, or there is none and the store is no folder.
    """
    remote = store.address if _split(store.address)[0] else None
    if address is None:
        if remote is None:
            return SQLiteEvaluations(Path(store.address) / "evaluations.sqlite")
        raise AddressError(
            f"{store.address} holds no evaluations table of its own: set SPENDCAST_EVALUATIONS to {_TABLES}"
        )
    scheme, rest = _split(address)
    if scheme == "sqlite" and rest.startswith("/"):
        return SQLiteEvaluations(Path(unquote(rest)), store=remote)
    if scheme == "bigquery" and (named := _DATASET.fullmatch(rest)):
        from spendcast_storage.bigquery import BigQueryEvaluations

        return BigQueryEvaluations(*named.groups(), store=remote)
    raise AddressError(f"SPENDCAST_EVALUATIONS is {address!r}; give {_TABLES}")


def _split(address: str) -> tuple[str, str]:
    """Scheme and the rest; a plain path has no scheme."""
    scheme, separator, rest = address.partition("://")
    return (scheme, rest) if separator else ("", address)

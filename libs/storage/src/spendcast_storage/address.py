"""From an address to the store or table that it names: the one place where adapters are chosen."""

from pathlib import Path
from urllib.parse import unquote

from spendcast_storage.errors import AddressError
from spendcast_storage.evaluations import EvaluationsTable, SQLiteEvaluations
from spendcast_storage.folder import FolderStore
from spendcast_storage.store import ObjectStore


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
    """Open the evaluations table at `sqlite:///file`; without address, the one in a folder store.

    Raises:
        AddressError: the address has another form, or there is none and the store is no folder.
    """
    if address is None:
        if _split(store.address)[0] == "":
            return SQLiteEvaluations(Path(store.address) / "evaluations.sqlite")
        raise AddressError(
            f"{store.address} holds no evaluations table of its own: set SPENDCAST_EVALUATIONS to "
            "sqlite:///file"
        )
    scheme, rest = _split(address)
    if scheme == "sqlite" and rest.startswith("/"):
        return SQLiteEvaluations(Path(unquote(rest)))
    raise AddressError(f"SPENDCAST_EVALUATIONS is {address!r}; give sqlite:///file")


def _split(address: str) -> tuple[str, str]:
    """Scheme and the rest; a plain path has no scheme."""
    scheme, separator, rest = address.partition("://")
    return (scheme, rest) if separator else ("", address)

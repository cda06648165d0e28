"""The raw files of a store: what is replaced is kept."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from spendcast_contract import UsageError
from spendcast_storage import ObjectMissing, ObjectStore, PreconditionFailed, StoredObject, sha256

RAW = "raw/"
"""Where they lie; what begins with a dot below it is not read."""


@dataclass(frozen=True)
class Stored:
    """What became of a file; `replaced` is the key under which the one before is kept."""

    key: str
    outcome: Literal["added", "replaced", "unchanged"]
    replaced: str | None = None


def store_raw(store: ObjectStore, name: str, data: bytes) -> Stored:
    """Put a file under `raw/`; the same bytes again do nothing, other bytes replace it.

    Raises:
        PreconditionFailed: somebody else stored a file of this name meanwhile.
    """
    key = f"{RAW}{name}"
    try:
        present = store.read(key)
    except ObjectMissing:
        store.write(key, data, if_generation=0)
        return Stored(key, "added")
    if present.sha256 == sha256(data):
        return Stored(key, "unchanged")
    kept = _keep(store, name, present)
    store.write(key, data, if_generation=present.generation)
    return Stored(key, "replaced", kept)


def _keep(store: ObjectStore, name: str, present: StoredObject) -> str:
    """Copy a file that is to be replaced, unless the same bytes were kept before."""
    key = f"{RAW}.replaced/{present.sha256[:12]}-{name}"
    with suppress(PreconditionFailed):
        store.write(key, present.data, if_generation=0)
    return key


def names_read(store: ObjectStore) -> list[str]:
    """Names of the files that validate would read, relative to `raw/`, sorted."""
    names = (listed.key.removeprefix(RAW) for listed in store.list(RAW))
    return sorted(name for name in names if not any(part.startswith(".") for part in name.split("/")))


def raw_names(store: ObjectStore) -> list[str]:
    """Names of the files that validate would read, relative to `raw/`, sorted.

    Raises:
        UsageError: there are none.
    """
    read = names_read(store)
    if not read:
        raise UsageError(
            f"there are no data in {store.address}: `spendcast data add FILE...` brings files in, "
            "`spendcast data sample FOLDER` makes some to try things on"
        )
    return read


def data_digest(store: ObjectStore) -> str:
    """SHA-256 over names and bytes of the raw files, hexadecimal.

    Raises:
        UsageError: there are none.
    """
    digest = hashlib.sha256()
    for name in raw_names(store):
        digest.update(f"{name}\0{store.read(RAW + name).sha256}\n".encode())
    return digest.hexdigest()

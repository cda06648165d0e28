"""The store port: what the rest of Spendcast may ask of an object store."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from spendcast_storage.errors import KeyRefused

OCTETS = "application/octet-stream"

# The parts of keys are names of files, which have 255 bytes, and a folder store adds an ending to them.
# A key shares the 1,024 bytes of an object's name with the store's prefix.
_PART = re.compile(r"[^\x00-\x1f\x7f/\\\ud800-\udfff]+")
_PART_BYTES = 250
_KEY_BYTES = 900
OWN_FOLDER = ".spendcast"


@dataclass(frozen=True)
class StoredObject:
    """One generation of one object, with its bytes."""

    key: str
    generation: int
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes, hexadecimal."""
        return sha256(self.data)


@dataclass(frozen=True)
class Listed:
    """One line of a listing: `size` is in bytes."""

    key: str
    generation: int
    size: int


class ObjectStore(Protocol):
    """Objects under keys `FOLDER/…/NAME`, each with a generation that strictly grows.

    All writes and removals carry a precondition, so that of two writers one wins and the other learns of it.
    """

    @property
    def address(self) -> str:
        """What `open_store` would open again: a folder or `gs://bucket/prefix`."""
        ...

    def write(self, key: str, data: bytes, *, if_generation: int, media_type: str = OCTETS) -> int:
        """Write the object if its generation is `if_generation` (0: if there is none).

        Returns:
            The new generation, greater than any that this key had before.

        Raises:
            PreconditionFailed: another generation is there; nothing was written.
            StoreUnavailable: it is not known whether the write took place.
        """
        ...

    def remove(self, key: str, *, generation: int) -> None:
        """Remove the object if its generation is `generation`; what is gone already stays so.

        Raises:
            PreconditionFailed: another generation is there; nothing was removed.
        """
        ...

    def read(self, key: str, *, generation: int | None = None) -> StoredObject:
        """Read the current generation.

        Raises:
            ObjectMissing: no object has that key.
            ObjectChanged: `generation` was given and is not the current one.
        """
        ...

    def list(self, prefix: str) -> list[Listed]:
        """The objects whose key begins with `prefix`, by key."""
        ...


def sha256(data: bytes) -> str:
    """Hash of the bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def check_key(key: str) -> str:
    """Return the key if every store takes it.

    Files at the very top are left to the people who keep the store (a database, a note), so a key has
    at least one folder; `.spendcast/` is left to the store.

    Raises:
        KeyRefused: the key is empty, absolute, without a folder, too long, in `.spendcast/`, or has a
            part that is `.`, `..`, not printable or no UTF-8.
    """
    parts = key.split("/")
    in_own_folder = parts[0] == OWN_FOLDER
    if len(parts) < 2 or in_own_folder or not all(map(_is_name, parts)) or len(key.encode()) > _KEY_BYTES:
        raise KeyRefused(
            f"{key!r} is no key of an object; keys look like FOLDER/NAME in UTF-8, without '..' or '\\', not "
            f"in {OWN_FOLDER}/, each part of at most {_PART_BYTES} bytes and all of at most {_KEY_BYTES}"
        )
    return key


def _is_name(part: str) -> bool:
    printable = part not in {".", ".."} and _PART.fullmatch(part) is not None
    return printable and len(part.encode()) <= _PART_BYTES

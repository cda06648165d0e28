"""A folder as an object store.

Objects are plain files at their keys, so that people can look at them and put files in by hand. What a
file system does not have, generations, stands beside them in `.spendcast/generations/KEY.json`: a
generation and the hash of its content. A file is swapped in first and recorded after; until then its hash
is not the recorded one. So a reader without a lock takes what fits the record, and else waits for the
writer; where none is at work, because it was killed or because the file was changed by hand, the file is
given a generation of its own.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from spendcast_storage.errors import (
    AddressError,
    ObjectChanged,
    ObjectMissing,
    PreconditionFailed,
    StoreUnavailable,
)
from spendcast_storage.store import OCTETS, OWN_FOLDER, Listed, StoredObject, check_key, sha256

_LOCK_SECONDS = 30.0
_POLL_SECONDS = 0.005  # a write takes a few milliseconds


@dataclass(frozen=True)
class _Record:
    generation: int
    sha256: str


class FolderStore:
    """An `ObjectStore` in a folder, safe for several processes on one machine."""

    def __init__(self, root: Path, *, clock: Callable[[], int] = time.time_ns) -> None:
        """`root` need not exist; the first write makes it. `clock` gives nanoseconds since 1970."""
        self._root = root.absolute()
        self._clock = clock
        if self._root.exists() and not self._root.is_dir():
            raise AddressError(f"{self._root} was to be a store, but it is a file; name a folder")

    @property
    def address(self) -> str:
        """The folder's absolute path."""
        return str(self._root)

    def write(self, key: str, data: bytes, *, if_generation: int, media_type: str = OCTETS) -> int:  # noqa: ARG002 - a file has no media type
        """See `ObjectStore.write`."""
        path = self._path(key)
        with _io_errors(f"write {key} in {self._root}"), self._lock():
            present = self._present(key)
            current = present.generation if present else 0
            if current != if_generation:
                raise PreconditionFailed(
                    f"{key} in {self._root} was to be written over generation {if_generation}, "
                    f"but generation {current} is there"
                )
            self._put(path, data)
            return self._record(key, data)

    def remove(self, key: str, *, generation: int) -> None:
        """See `ObjectStore.remove`. Its record stays, so that the key's generations go on from there."""
        path = self._path(key)
        with _io_errors(f"remove {key} from {self._root}"), self._lock():
            present = self._present(key)
            if present is None:
                return
            if present.generation != generation:
                raise PreconditionFailed(
                    f"{key} in {self._root} was to be removed at generation {generation}, "
                    f"but generation {present.generation} is there"
                )
            path.unlink()
            _sync(path.parent)
            with suppress(OSError):  # objects have no folders, so an empty one is nobody's
                path.parent.rmdir()

    def read(self, key: str, *, generation: int | None = None) -> StoredObject:
        """See `ObjectStore.read`."""
        with _io_errors(f"read {key} in {self._root}"):
            found = self._snapshot(key) or self._adopted(key)
        if found is None:
            raise ObjectMissing(f"there is no {key} in {self._root}")
        if generation not in {None, found.generation}:
            raise ObjectChanged(
                f"{key} in {self._root} was to be read at generation {generation}, "
                f"but generation {found.generation} is there"
            )
        return found

    def list(self, prefix: str) -> list[Listed]:
        """See `ObjectStore.list`."""
        with _io_errors(f"list {prefix} in {self._root}"):
            keys = (path.relative_to(self._root).as_posix() for path in self._files(prefix))
            found = (self._snapshot(key) or self._adopted(key) for key in keys if key.startswith(prefix))
            return sorted((Listed(o.key, o.generation, len(o.data)) for o in found if o), key=lambda o: o.key)

    def _files(self, prefix: str) -> Iterator[Path]:
        """Files in the deepest folder that `prefix` names; those at the top are no objects."""
        parts = prefix.split("/")[:-1]
        if {"", ".", ".."} & set(parts) or parts[:1] == [OWN_FOLDER]:
            return
        for folder, names, files in os.walk(self._root.joinpath(*parts), onerror=_raise_unless_missing):
            if Path(folder) == self._root:
                names[:] = [n for n in names if n != OWN_FOLDER]
            else:
                yield from (path for name in files if (path := Path(folder, name)).is_file())

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _snapshot(self, key: str) -> StoredObject | None:
        """The object if it fits its record; None if it is absent, being written or changed by hand."""
        data = _bytes(self._path(key))
        record = self._recorded(key)  # after the bytes: what fits it was in force when the record was read
        if data is None or record is None or record.sha256 != sha256(data):
            return None
        return StoredObject(key, record.generation, data)

    def _adopted(self, key: str) -> StoredObject | None:
        """The object under the lock, its content given a generation if it has none yet."""
        if not self._path(key).exists():
            return None
        with self._lock():
            return self._present(key)

    def _present(self, key: str) -> StoredObject | None:
        """The object, adopted if need be. The lock is held."""
        known = self._snapshot(key)
        if known is not None:
            return known
        data = _bytes(self._path(key))
        return StoredObject(key, self._record(key, data), data) if data is not None else None

    def _recorded(self, key: str) -> _Record | None:
        """The record of the key; a damaged one is as good as none."""
        text = _bytes(self._record_path(key))
        try:
            return _Record(**json.loads(text)) if text else None
        except (ValueError, TypeError):
            return None

    def _record(self, key: str, data: bytes) -> int:
        """Record that the file has a new generation and return that. The lock is held.

        Microseconds as GCS counts them, so that generations grow even where the record was lost; one
        more than the last where the clock stood still or went back.
        """
        last = self._recorded(key)
        generation = max(last.generation + 1 if last else 1, self._clock() // 1000)
        record = _Record(generation, sha256(data))
        self._put(self._record_path(key), json.dumps(asdict(record)).encode())
        return generation

    def _record_path(self, key: str) -> Path:
        return self._root / OWN_FOLDER / "generations" / f"{key}.json"

    def _put(self, path: Path, data: bytes) -> None:
        """Swap the bytes in at `path`, whole and safely on the disk, or not at all. The lock is held."""
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = self._root / OWN_FOLDER / "staged"
        with staged.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
        _sync(path.parent)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        path = self._root / OWN_FOLDER / "lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(path, timeout=_LOCK_SECONDS, poll_interval=_POLL_SECONDS):
                yield
        except Timeout:
            raise StoreUnavailable(
                f"{path} is held by another process for {_LOCK_SECONDS:.0f} s; if none is at work, try again"
            ) from None


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _raise_unless_missing(error: OSError) -> None:
    """`os.walk` passes over what it cannot read; a folder that is not there is empty, any other is not."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def _sync(folder: Path) -> None:
    """Make a rename in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _io_errors(attempt: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"could not {attempt}: {error}") from error

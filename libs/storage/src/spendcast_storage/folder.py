"""A folder as an object store.

Objects are plain files at their keys, so that people can look at them and put files in by hand. What a
file system does not have, generations, stands beside them in `.spendcast/generations/KEY.json`: the
generation with its hash. While a file is being replaced, the record names both the generation to come and
the one before. A reader compares the file's hash with both, and takes what it read if the record did not
change meanwhile; so it needs no lock, and a writer that dies at any moment leaves the one or the other in
force. A file that fits neither was changed by hand and is given a generation of its own.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
class _Mark:
    generation: int
    sha256: str


@dataclass(frozen=True)
class _Record:
    current: _Mark
    previous: _Mark | None

    def generation_of(self, digest: str) -> int | None:
        """Generation of the content with that hash, if it is one of the two known."""
        for mark in (self.current, self.previous):
            if mark is not None and mark.sha256 == digest:
                return mark.generation
        return None


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
            new = _Mark(self._next_generation(key), sha256(data))
            self._record(key, _Record(new, _Mark(present.generation, present.sha256) if present else None))
            self._put(path, data)
            if present:  # else a file put back by hand would be taken for the generation that it once was
                self._record(key, _Record(new, None))
            return new.generation

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
                yield from (Path(folder, name) for name in files)

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _snapshot(self, key: str) -> StoredObject | None:
        """The object as a reader without a lock sees it; None if absent, changing or changed by hand."""
        path = self._path(key)
        record = self._recorded(key)
        data = _bytes(path)
        if record is None or data is None or self._recorded(key) != record:
            return None
        generation = record.generation_of(sha256(data))
        return StoredObject(key, generation, data) if generation is not None else None

    def _adopted(self, key: str) -> StoredObject | None:
        """The object under the lock, its content given a generation if it has none yet."""
        if not self._path(key).exists():
            return None
        with self._lock():
            return self._present(key)

    def _present(self, key: str) -> StoredObject | None:
        """The object, adopted if need be. The lock is held."""
        data = _bytes(self._path(key))
        if data is None:
            return None
        digest = sha256(data)
        record = self._recorded(key)
        generation = record.generation_of(digest) if record else None
        if generation is None:
            generation = self._next_generation(key)
            self._record(key, _Record(_Mark(generation, digest), None))
        return StoredObject(key, generation, data)

    def _recorded(self, key: str) -> _Record | None:
        """The record of the key; a damaged one is as good as none."""
        text = _bytes(self._record_path(key))
        if text is None:
            return None
        try:
            fields = json.loads(text)
            previous = fields["previous"]
            return _Record(_Mark(**fields["current"]), _Mark(**previous) if previous else None)
        except (ValueError, TypeError, KeyError):
            return None

    def _next_generation(self, key: str) -> int:
        """Microseconds as GCS counts them, so that generations grow even where the record was lost.

        One more than the last where the clock stood still or went back.
        """
        last = self._recorded(key)
        return max(last.current.generation + 1 if last else 1, self._clock() // 1000)

    def _record(self, key: str, record: _Record) -> None:
        """Write the record of the key. The lock is held."""
        self._put(self._record_path(key), json.dumps(asdict(record)).encode())

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

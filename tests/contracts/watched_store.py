"""A store that tells of each of its operations, before and after, so that something can happen there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Literal

from spendcast_storage import Listed, ObjectStore, StoredObject

Side = Literal["before", "after"]
Operation = Literal["write", "remove", "read", "list"]


@dataclass(frozen=True)
class Moment:
    """A side of an operation; operations are numbered from 1."""

    number: int
    side: Side
    operation: Operation
    key: str


class WatchedStore:
    """An `ObjectStore` that calls `watcher` at each moment, also after an operation that failed."""

    def __init__(self, store: ObjectStore, watcher: Callable[[Moment], object]) -> None:
        self._store = store
        self._watcher = watcher
        self._numbers = count(1)

    @property
    def address(self) -> str:
        return self._store.address

    def write(self, key: str, data: bytes, *, if_generation: int, media_type: str = "") -> int:
        with self._watched("write", key):
            return self._store.write(key, data, if_generation=if_generation, media_type=media_type)

    def remove(self, key: str, *, generation: int) -> None:
        with self._watched("remove", key):
            self._store.remove(key, generation=generation)

    def read(self, key: str, *, generation: int | None = None) -> StoredObject:
        with self._watched("read", key):
            return self._store.read(key, generation=generation)

    def list(self, prefix: str) -> list[Listed]:
        with self._watched("list", prefix):
            return self._store.list(prefix)

    @contextmanager
    def _watched(self, operation: Operation, key: str) -> Iterator[None]:
        number = next(self._numbers)
        self._watcher(Moment(number, "before", operation, key))
        try:
            yield
        finally:
            self._watcher(Moment(number, "after", operation, key))

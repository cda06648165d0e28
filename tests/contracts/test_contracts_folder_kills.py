"""SIGKILL between any two steps on the file system leaves the old object or the new one, whole."""

import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from contracts.killing import (
    read_and_be_overtaken,
    read_until_killed,
    write_until_killed,
    write_until_no_room,
)
from contracts.processes import exit_code_of, started, was_killed

from spendcast_storage import ObjectMissing, ObjectStore, StoredObject, open_store

KEY = "models/revenue/current.json"
FEWEST_STEPS = 6  # of a write: lock, stage, rename and sync, twice


def found(store: ObjectStore) -> StoredObject | None:
    try:
        return store.read(KEY)
    except ObjectMissing:
        return None


def each_step(attempt: Callable[[int, ObjectStore], bool], folder: Path) -> Iterator[ObjectStore]:
    """A store for each step at which the attempt was killed, as the killed process left it."""
    for step in count(1):
        store = open_store(str(folder / f"store{step}"))
        if not attempt(step, store):
            assert step > FEWEST_STEPS
            return
        yield store


def assert_usable(store: ObjectStore, last: int) -> None:
    """Both ways of reading agree, and the next write works and has a later generation than any before."""
    present = found(store)
    assert [(o.key, o.generation) for o in store.list("models/")] == (
        [(KEY, present.generation)] if present else []
    )
    generation = store.write(KEY, b"next", if_generation=present.generation if present else 0)
    assert generation > max(last, present.generation if present else 0)
    assert store.read(KEY, generation=generation).data == b"next"


def test_a_killed_creation_leaves_nothing_or_the_object(memory_path: Path) -> None:
    def attempt(step: int, store: ObjectStore) -> bool:
        return was_killed(write_until_killed, store.address, KEY, step, b"new", 0)

    left = set()
    for store in each_step(attempt, memory_path):
        present = found(store)
        left.add(present.data if present else None)
        assert_usable(store, last=0)
    assert left == {None, b"new"}


@pytest.mark.parametrize("new", [b"new", b"old"], ids=["other content", "same content"])
def test_a_killed_replacement_leaves_the_old_generation_or_the_new_one(memory_path: Path, new: bytes) -> None:
    before: dict[str, int] = {}

    def attempt(step: int, store: ObjectStore) -> bool:
        before[store.address] = store.write(KEY, b"old", if_generation=0)
        return was_killed(write_until_killed, store.address, KEY, step, new, before[store.address])

    left = set()
    for store in each_step(attempt, memory_path):
        old = before[store.address]
        present = store.read(KEY)
        assert present.data == (b"old" if present.generation == old else new)
        assert store.read(KEY) == present
        left.add(present.generation > old)
        assert_usable(store, last=old)
    assert left == {False, True}


def test_a_killed_replacement_of_a_file_changed_by_hand_leaves_one_or_the_other(memory_path: Path) -> None:
    before: dict[str, int] = {}

    def attempt(step: int, store: ObjectStore) -> bool:
        store.write(KEY, b"first", if_generation=0)
        Path(store.address, KEY).write_bytes(b"by hand")
        before[store.address] = store.read(KEY).generation
        return was_killed(write_until_killed, store.address, KEY, step, b"new", before[store.address])

    for store in each_step(attempt, memory_path):
        old = before[store.address]
        present = store.read(KEY)
        assert present.data == (b"by hand" if present.generation == old else b"new")
        assert_usable(store, last=old)


def test_a_killed_reader_of_a_file_put_in_by_hand_leaves_it_readable(memory_path: Path) -> None:
    def attempt(step: int, store: ObjectStore) -> bool:
        path = Path(store.address, KEY)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"by hand")
        return was_killed(read_until_killed, store.address, KEY, step)

    for store in each_step(attempt, memory_path):
        present = store.read(KEY)
        assert present.data == b"by hand"
        assert store.read(KEY) == present
        assert_usable(store, last=0)


def test_a_reader_overtaken_at_any_step_after_a_kill_sees_one_state_and_never_an_older(
    memory_path: Path,
) -> None:
    before: dict[str, int] = {}

    def attempt(step: int, store: ObjectStore) -> bool:
        before[store.address] = store.write(KEY, b"old", if_generation=0)
        return was_killed(write_until_killed, store.address, KEY, step, b"new", before[store.address])

    for overtaken_at in (1, 2, 3):
        for store in each_step(attempt, memory_path / str(overtaken_at)):
            old, swapped = before[store.address], Path(store.address, KEY).read_bytes() == b"new"
            with started(read_and_be_overtaken, (store.address, KEY, overtaken_at, b"old")) as results:
                [seen] = results()
            last = store.read(KEY)
            assert seen.generation <= last.generation
            if seen.generation == last.generation:
                assert seen == last
            elif seen.generation == old:
                assert (seen.data, swapped) == (b"old", False)
            else:
                assert seen.data == b"new"


def test_a_process_killed_in_the_middle_of_the_bytes_leaves_the_old_object(memory_path: Path) -> None:
    store = open_store(str(memory_path))
    old = store.write(KEY, b"old", if_generation=0)
    large = (store.address, KEY, bytes(1 << 20), old)
    assert exit_code_of(write_until_no_room, *large, True) == -signal.SIGXFSZ
    assert store.read(KEY, generation=old).data == b"old"
    assert_usable(store, last=old)


def test_a_write_for_which_there_is_no_room_says_so_and_leaves_the_old_object(memory_path: Path) -> None:
    store = open_store(str(memory_path))
    old = store.write(KEY, b"old", if_generation=0)
    large = (store.address, KEY, bytes(1 << 20), old)
    with started(write_until_no_room, (*large, False)) as results:
        assert results() == [f"could not write {KEY} in {store.address}: [Errno 27] File too large"]
    assert store.read(KEY, generation=old).data == b"old"
    assert_usable(store, last=old)

"""People may look into a folder store, put files in, change, remove and copy them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from spendcast_storage import ObjectChanged, ObjectMissing, PreconditionFailed, StoreUnavailable
from spendcast_storage.folder import FolderStore

KEY = "raw/spend.csv"
HOUR = 3_600_000_000_000  # ns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> FolderStore:
    return FolderStore(folder)


def put(folder: Path, data: bytes, key: str = KEY) -> Path:
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_an_object_is_a_plain_file_at_its_key(store: FolderStore, folder: Path) -> None:
    store.write(KEY, b"a,b\n", if_generation=0)
    assert (folder / KEY).read_bytes() == b"a,b\n"


def test_a_file_put_in_by_hand_is_given_a_generation_that_stays(store: FolderStore, folder: Path) -> None:
    put(folder, b"one")
    found = store.read(KEY)
    assert found.generation > 0
    assert [listed.generation for listed in store.list("raw/")] == [found.generation]
    assert FolderStore(folder).read(KEY, generation=found.generation) == found


def test_a_listing_alone_gives_a_file_its_generation(store: FolderStore, folder: Path) -> None:
    put(folder, b"one")
    [listed] = store.list("raw/")
    assert store.read(KEY, generation=listed.generation).data == b"one"


def test_creating_over_a_file_put_in_by_hand_is_refused(store: FolderStore, folder: Path) -> None:
    put(folder, b"by hand")
    with pytest.raises(PreconditionFailed):
        store.write(KEY, b"ours", if_generation=0)
    assert store.read(KEY).data == b"by hand"


def test_a_change_by_hand_is_a_new_generation(store: FolderStore, folder: Path) -> None:
    first = store.write(KEY, b"one", if_generation=0)
    put(folder, b"two")
    found = store.read(KEY)
    assert found.generation > first
    with pytest.raises(ObjectChanged):
        store.read(KEY, generation=first)
    with pytest.raises(PreconditionFailed):
        store.write(KEY, b"three", if_generation=first)


def test_a_change_is_seen_though_size_and_time_are_as_before(store: FolderStore, folder: Path) -> None:
    first = store.write(KEY, b"one", if_generation=0)
    before = (folder / KEY).stat()
    path = put(folder, b"eno")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.read(KEY).generation > first


def test_an_earlier_content_put_back_by_hand_is_a_new_generation(store: FolderStore, folder: Path) -> None:
    first = store.write(KEY, b"one", if_generation=0)
    second = store.write(KEY, b"two", if_generation=first)
    put(folder, b"one")
    assert store.read(KEY).generation > second
    put(folder, b"two")
    assert store.read(KEY).generation > second + 1


def test_touching_a_file_or_writing_the_same_into_it_changes_nothing(
    store: FolderStore, folder: Path
) -> None:
    generation = store.write(KEY, b"one", if_generation=0)
    (folder / KEY).touch()
    put(folder, b"one")
    assert store.read(KEY).generation == generation


def test_a_file_removed_by_hand_is_missing_and_comes_back_as_a_new_generation(
    store: FolderStore, folder: Path
) -> None:
    generations = [0]
    for _ in range(50):
        generations.append(store.write(KEY, b"same", if_generation=0))
        (folder / KEY).unlink()
        with pytest.raises(ObjectMissing):
            store.read(KEY)
    assert generations == sorted(set(generations))


def test_generations_grow_though_the_clock_goes_back_or_stands_still(folder: Path) -> None:
    generations = [0]
    for now in (9 * HOUR, 9 * HOUR, 1 * HOUR, 0, 9 * HOUR):
        store = FolderStore(folder, clock=lambda now=now: now)  # type: ignore[misc]
        generations.append(store.write(KEY, b"x", if_generation=generations[-1]))
    assert generations == sorted(set(generations))


def test_generations_grow_though_the_record_was_lost_or_damaged(store: FolderStore, folder: Path) -> None:
    generations = [store.write(KEY, b"x", if_generation=0)]
    for damage in (b"", b"{", b"[]", b'{"current": 1, "previous": null}', None):
        [record] = (folder / ".spendcast" / "generations").rglob("*.json")
        record.unlink() if damage is None else record.write_bytes(damage)
        generations.append(store.read(KEY).generation)
        generations.append(store.write(KEY, b"x", if_generation=generations[-1]))
    assert generations == sorted(set(generations))


def test_a_copy_of_the_folder_keeps_the_generations(store: FolderStore, folder: Path, tmp_path: Path) -> None:
    first = store.write(KEY, b"one", if_generation=0)
    store.write(KEY, b"two", if_generation=first)
    put(folder, b"by hand", "raw/revenue.csv")
    listed = store.list("")
    shutil.copytree(folder, tmp_path / "copy")
    assert FolderStore(tmp_path / "copy").list("") == listed
    folder.rename(tmp_path / "moved")
    assert FolderStore(tmp_path / "moved").list("") == listed


def test_files_at_the_top_and_the_stores_own_are_no_objects(store: FolderStore, folder: Path) -> None:
    store.write(KEY, b"x", if_generation=0)
    put(folder, b"note", "note.txt")
    assert [listed.key for listed in store.list("")] == [KEY]


def test_dot_files_and_links_are_objects_too(store: FolderStore, folder: Path) -> None:
    put(folder, b"x", "raw/.DS_Store")
    (folder / "raw/linked.csv").symlink_to(put(folder.parent, b"linked", "elsewhere.csv"))
    assert [listed.key for listed in store.list("raw/")] == ["raw/.DS_Store", "raw/linked.csv"]
    assert store.read("raw/linked.csv").data == b"linked"


def test_what_a_killed_writer_left_half_written_is_of_no_effect(store: FolderStore, folder: Path) -> None:
    generation = store.write(KEY, b"x", if_generation=0)
    (folder / ".spendcast" / "staged").write_bytes(b"half")
    assert store.read(KEY).generation == generation
    store.write(KEY, b"y", if_generation=generation)
    assert store.read(KEY).data == b"y"


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that any user may enter, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def no_root() -> Iterator[None]:
    """Be a user whom permissions bind."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.fixture
def read_only(shared_folder: Path) -> Iterator[FolderStore]:
    """A store with a recorded object and a file put in by hand, in folders that nobody may write to."""
    store = FolderStore(shared_folder)
    store.write(KEY, b"recorded", if_generation=0)
    put(shared_folder, b"by hand", "unrecorded/revenue.csv")
    folders = [Path(name) for name, _, _ in os.walk(shared_folder)]
    for folder in folders:
        folder.chmod(0o555)
    yield store
    for folder in folders:
        folder.chmod(0o755)


@pytest.mark.usefixtures("no_root")
class TestReadOnlyFolder:
    def test_recorded_objects_are_read_and_listed(self, read_only: FolderStore) -> None:
        found = read_only.read(KEY)
        assert found.data == b"recorded"
        assert [listed.generation for listed in read_only.list("raw/")] == [found.generation]

    def test_a_write_says_what_was_attempted_and_what_stood_in_the_way(self, read_only: FolderStore) -> None:
        with pytest.raises(StoreUnavailable, match=f"could not write {KEY} in .*Permission denied: '.*'"):
            read_only.write(KEY, b"new", if_generation=read_only.read(KEY).generation)

    def test_a_file_without_a_generation_cannot_be_given_one(self, read_only: FolderStore) -> None:
        with pytest.raises(StoreUnavailable, match=r"could not read unrecorded/revenue.csv .*Permission"):
            read_only.read("unrecorded/revenue.csv")
        with pytest.raises(StoreUnavailable, match=r"could not list unrecorded/ .*Permission denied"):
            read_only.list("unrecorded/")

    def test_a_folder_that_may_not_be_looked_into_is_not_taken_for_empty(
        self, read_only: FolderStore
    ) -> None:
        hidden = Path(read_only.address) / "raw"
        before = os.geteuid()
        os.seteuid(0) if os.getuid() == 0 else None
        hidden.chmod(0o000)
        os.seteuid(before)
        with pytest.raises(StoreUnavailable, match=r"could not list raw/ .*Permission denied"):
            read_only.list("raw/")

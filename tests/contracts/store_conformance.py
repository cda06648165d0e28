"""What every object store must do. A suite for one store gives the fixtures `store` and `address`."""

import gzip
from contextlib import suppress
from hashlib import shake_256

import pytest
from contracts.processes import context, started
from contracts.racing import Lap, generation_of, swap, watch

from spendcast_storage import (
    KeyRefused,
    Listed,
    ObjectChanged,
    ObjectMissing,
    ObjectStore,
    PreconditionFailed,
    open_store,
    sha256,
)

KEY = "runs/r1/train.json"
RACES = 1000
SURROGATE = "\udce9"

REFUSED = [
    "",
    "/",
    "name",
    "/folder/name",
    "folder/",
    "folder//name",
    "./name",
    "../name",
    "folder/../name",
    "folder/..",
    "folder\\name/x",
    "folder/line\nbreak",
    "folder/nul\0",
    ".spendcast/lock",
    f"folder/{SURROGATE}",
    f"folder/{'x' * 251}",
    f"folder/{'費' * 84}",
    "/".join(["x" * 100] * 10),
]
TAKEN = [
    "raw/広告費 2024年.csv",
    "raw/émoji 🦊.csv",
    "raw/a b+c%20d&e=f#g?h.csv",
    "raw/.replaced/spend.csv",
    "raw/...",
    "raw/-rf *",
    f"raw/{'x' * 250}",
    f"raw/{'費' * 83}",
    "/".join(["x" * 99] * 9),
]


def noise(seed: int, size: int) -> bytes:
    """Bytes without a pattern."""
    return shake_256(b"%d" % seed).digest(size)


class WritingObjects:
    def test_an_object_is_created_where_there_is_none(self, store: ObjectStore) -> None:
        generation = store.write(KEY, b"one", if_generation=0)
        found = store.read(KEY)
        assert (found.key, found.generation, found.data) == (KEY, generation, b"one")
        assert generation > 0

    def test_creating_over_an_object_is_refused_and_changes_nothing(self, store: ObjectStore) -> None:
        generation = store.write(KEY, b"one", if_generation=0)
        with pytest.raises(PreconditionFailed, match=f"{KEY}.*generation 0.*generation {generation} is"):
            store.write(KEY, b"two", if_generation=0)
        assert store.read(KEY) == store.read(KEY, generation=generation)
        assert store.read(KEY).data == b"one"

    def test_an_object_is_replaced_at_its_generation(self, store: ObjectStore) -> None:
        first = store.write(KEY, b"one", if_generation=0)
        second = store.write(KEY, b"two", if_generation=first)
        assert second > first
        assert store.read(KEY).data == b"two"

    def test_a_lost_race_is_refused_and_changes_nothing(self, store: ObjectStore) -> None:
        first = store.write(KEY, b"one", if_generation=0)
        second = store.write(KEY, b"two", if_generation=first)
        with pytest.raises(PreconditionFailed, match=f"generation {first}.*generation {second} is"):
            store.write(KEY, b"three", if_generation=first)
        assert store.read(KEY, generation=second).data == b"two"

    def test_replacing_what_is_not_there_is_refused(self, store: ObjectStore) -> None:
        with pytest.raises(PreconditionFailed, match="generation 0 is there"):
            store.write(KEY, b"one", if_generation=1)
        with pytest.raises(ObjectMissing):
            store.read(KEY)

    def test_the_same_content_again_is_a_new_generation(self, store: ObjectStore) -> None:
        first = store.write(KEY, b"same", if_generation=0)
        second = store.write(KEY, b"same", if_generation=first)
        assert second > first
        assert store.read(KEY).generation == second
        with pytest.raises(PreconditionFailed):
            store.write(KEY, b"same", if_generation=first)

    def test_going_back_to_an_earlier_content_is_a_new_generation(self, store: ObjectStore) -> None:
        first = store.write(KEY, b"one", if_generation=0)
        second = store.write(KEY, b"two", if_generation=first)
        third = store.write(KEY, b"one", if_generation=second)
        assert third > second
        assert store.read(KEY).generation == third

    def test_200_rapid_rewrites_have_growing_generations(self, store: ObjectStore) -> None:
        generations = [0]
        for number in range(200):
            generations.append(store.write(KEY, b"%d" % (number % 3), if_generation=generations[-1]))
        assert generations == sorted(set(generations))
        assert store.read(KEY).generation == generations[-1]

    def test_an_object_is_removed_at_its_generation_and_its_generations_go_on(
        self, store: ObjectStore
    ) -> None:
        generation = store.write(KEY, b"one", if_generation=0)
        store.remove(KEY, generation=generation)
        with pytest.raises(ObjectMissing):
            store.read(KEY)
        assert store.list("") == []
        store.remove(KEY, generation=generation)
        assert store.write(KEY, b"one", if_generation=0) > generation

    def test_another_generation_than_the_one_to_remove_is_left(self, store: ObjectStore) -> None:
        first = store.write(KEY, b"one", if_generation=0)
        second = store.write(KEY, b"two", if_generation=first)
        with pytest.raises(PreconditionFailed, match=f"removed at generation {first}.*{second} is there"):
            store.remove(KEY, generation=first)
        assert store.read(KEY, generation=second).data == b"two"

    @pytest.mark.parametrize("key", REFUSED)
    def test_a_key_that_some_store_could_not_take_is_refused(self, store: ObjectStore, key: str) -> None:
        with pytest.raises(KeyRefused):
            store.write(key, b"", if_generation=0)
        with pytest.raises(KeyRefused):
            store.read(key)

    @pytest.mark.parametrize("key", TAKEN)
    def test_any_printable_name_of_a_file_is_a_key(self, store: ObjectStore, key: str) -> None:
        generation = store.write(key, b"x", if_generation=0)
        assert store.read(key).key == key
        assert store.list(key) == [Listed(key, generation, 1)]


class ReadingObjects:
    def test_what_is_not_there_is_missing(self, store: ObjectStore) -> None:
        with pytest.raises(ObjectMissing, match=KEY):
            store.read(KEY)
        with pytest.raises(ObjectMissing):
            store.read(KEY, generation=1)

    def test_a_folder_of_objects_is_no_object(self, store: ObjectStore) -> None:
        store.write("runs/r1/train/1/claim", b"", if_generation=0)
        with pytest.raises(ObjectMissing):
            store.read("runs/r1/train")
        with pytest.raises(ObjectMissing):
            store.read("runs/r1/train/1/claim/x")

    def test_a_generation_that_was_overwritten_is_gone(self, store: ObjectStore) -> None:
        first = store.write(KEY, b"one", if_generation=0)
        second = store.write(KEY, b"two", if_generation=first)
        assert store.read(KEY, generation=second).data == b"two"
        with pytest.raises(ObjectChanged, match=f"generation {first}.*generation {second}"):
            store.read(KEY, generation=first)

    def test_an_empty_object_is_an_object(self, store: ObjectStore) -> None:
        generation = store.write(KEY, b"", if_generation=0)
        assert store.read(KEY, generation=generation).data == b""
        assert store.list("runs/") == [Listed(KEY, generation, 0)]

    def test_gzip_comes_back_as_it_was(self, store: ObjectStore) -> None:
        packed = gzip.compress(b"CHANNEL,DATE,TOTAL_COST\n" * 1000)
        store.write("raw/spend.csv.gz", packed, if_generation=0, media_type="application/gzip")
        assert store.read("raw/spend.csv.gz").data == packed

    def test_line_ends_and_every_byte_come_back_as_they_were(self, store: ObjectStore) -> None:
        data = b"\xef\xbb\xbfa,b\r\n1,2\r\n" + bytes(range(256))
        store.write("raw/spend.csv", data, if_generation=0, media_type="text/csv")
        assert store.read("raw/spend.csv").data == data

    def test_20_megabytes_obey_the_same_preconditions(self, store: ObjectStore) -> None:
        data = noise(1, 20 << 20)
        first = store.write(KEY, data, if_generation=0)
        assert store.read(KEY, generation=first).sha256 == sha256(data)
        with pytest.raises(PreconditionFailed):
            store.write(KEY, data, if_generation=0)
        second = store.write(KEY, data[::-1], if_generation=first)
        with pytest.raises(PreconditionFailed):
            store.write(KEY, data, if_generation=first)
        assert store.read(KEY, generation=second).sha256 == sha256(data[::-1])

    def test_another_opening_of_the_address_sees_the_same(self, store: ObjectStore) -> None:
        generation = store.write(KEY, b"one", if_generation=0)
        assert open_store(store.address).read(KEY, generation=generation).data == b"one"
        assert open_store(store.address).address == store.address


class ListingObjects:
    def test_an_empty_store_lists_nothing(self, store: ObjectStore) -> None:
        assert store.list("") == store.list("raw/") == []

    def test_a_listing_is_by_key_with_generation_and_size(self, store: ObjectStore) -> None:
        keys = ["raw/b.csv", "raw/a/z.csv", "raw/a.csv", "raw/é.csv", "raw/B.csv"]
        written = [Listed(key, store.write(key, b"12345", if_generation=0), 5) for key in keys]
        assert store.list("raw/") == sorted(written, key=lambda listed: listed.key)

    def test_a_prefix_may_end_within_a_name(self, store: ObjectStore) -> None:
        for key in ("raw/spend.csv", "raw/spend/2024.csv", "raw/sales.csv", "rawer/spend.csv"):
            store.write(key, b"", if_generation=0)
        assert [found.key for found in store.list("raw/sp")] == ["raw/spend.csv", "raw/spend/2024.csv"]
        assert [found.key for found in store.list("raw/spend/")] == ["raw/spend/2024.csv"]
        assert [found.key for found in store.list("raw")][-1] == "rawer/spend.csv"
        assert len(store.list("")) == 4
        assert store.list("raw/spend.csv/") == []

    @pytest.mark.parametrize("prefix", ["/", "../", "./", "raw/../", "raw//", ".spendcast/", "none/"])
    def test_a_prefix_that_no_key_can_have_lists_nothing(self, store: ObjectStore, prefix: str) -> None:
        store.write("raw/spend.csv", b"", if_generation=0)
        assert store.list(prefix) == []

    def test_more_objects_than_a_page_holds_are_all_listed(self, store: ObjectStore) -> None:
        keys = [f"runs/r{number:04}/x" for number in range(1100)]
        for key in keys:
            store.write(key, b"", if_generation=0)
        assert [found.key for found in store.list("runs/")] == keys


class SharingObjects:
    @pytest.mark.parametrize("identical", [False, True], ids=["two contents", "one content"])
    def test_two_processes_racing_a_swap_have_one_winner_1000_times(
        self, store: ObjectStore, address: str, identical: bool
    ) -> None:
        names = ["same", "same"] if identical else ["ours", "theirs"]
        contents = [
            [b"same" if identical else f"{name} {lap}".encode() for lap in range(RACES)] for name in names
        ]
        start = context.Barrier(2)
        with started(swap, *((address, KEY, data, start) for data in contents)) as results:
            laps: list[tuple[Lap, Lap]] = list(zip(*results(), strict=True))

        winners = [[lap.written for lap in pair if lap.written is not None] for pair in laps]
        assert [len(won) for won in winners] == [1] * RACES
        written = [won[0] for won in winners]
        assert written == sorted(set(written))
        assert [(ours.seen, theirs.seen) for ours, theirs in laps] == [(g, g) for g in [0, *written[:-1]]]
        last = contents[0 if laps[-1][0].written else 1][-1]
        assert store.read(KEY, generation=written[-1]).data == last

    def test_readers_of_a_swapped_object_see_what_was_written_and_never_go_back(
        self, store: ObjectStore, address: str
    ) -> None:
        contents = [noise(seed, 200_000 + seed) for seed in range(2)]
        generation = store.write(KEY, contents[0], if_generation=0)
        written = {(generation, sha256(contents[0]))}
        ready, done = context.Barrier(3), context.Event()
        with started(watch, *[(address, KEY, ready, done)] * 2) as results:
            ready.wait(60)
            for number in range(1, 300):
                data = contents[number % 2]
                generation = store.write(KEY, data, if_generation=generation)
                written.add((generation, sha256(data)))
            done.set()
            seen: list[list[tuple[int, str]]] = results()

        for pairs in seen:
            assert len(set(pairs)) > 1
            assert set(pairs) <= written
            assert pairs == sorted(pairs)

    def test_a_loser_that_reads_again_and_tries_again_wins(self, store: ObjectStore) -> None:
        store.write(KEY, b"theirs", if_generation=0)
        with suppress(PreconditionFailed):
            store.write(KEY, b"ours", if_generation=0)
        store.write(KEY, b"ours", if_generation=generation_of(store, KEY))
        assert store.read(KEY).data == b"ours"


class StoreConformance(WritingObjects, ReadingObjects, ListingObjects, SharingObjects):
    """All of it."""

    @pytest.fixture
    def address(self, store: ObjectStore) -> str:
        return store.address

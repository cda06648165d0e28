import gzip
from collections.abc import Callable, Iterator

import pytest
from emulators.faulty_proxy import (
    Fault,
    FaultyProxy,
    after,
    corrupt,
    cut,
    delay,
    faulty_proxy,
    intact,
    lose_answer,
    refuse,
    reset,
    reset_after,
)
from google.cloud import storage
from google.cloud.storage.retry import DEFAULT_RETRY

from spendcast_storage import (
    AddressError,
    ObjectMissing,
    ObjectStore,
    PreconditionFailed,
    StoreUnavailable,
    open_store,
)
from spendcast_storage.gcs import GCSStore

KEY = "models/revenue/current.json"
LARGE = bytes(range(256)) * (9 << 12)  # 9 MB: above 8 MB the client uploads in a session of several requests
ANSWER_SECONDS = 0.8  # the emulator takes half a second to refuse an upload that it will not read
QUICK = DEFAULT_RETRY.with_delay(initial=0.01, maximum=0.05, multiplier=2.0).with_timeout(5.0)


@pytest.fixture
def proxy(emulator: str) -> Iterator[FaultyProxy]:
    with faulty_proxy(emulator) as proxy:
        yield proxy


@pytest.fixture
def store(proxy: FaultyProxy, bucket: str, make_client: Callable[[str], storage.Client]) -> GCSStore:
    """A store behind the proxy, quick to try again."""
    client = make_client(proxy.address)
    return GCSStore(bucket, "s", client=client, retry=QUICK, timeout=(1.0, ANSWER_SECONDS))


@pytest.fixture
def beside(bucket: str) -> ObjectStore:
    """The same store without the proxy."""
    return open_store(f"gs://{bucket}/s")


PASSING = {
    "503 before the write": refuse(503),
    "429 before the write": refuse(429),
    "reset before the write": reset,
    "503 after the write": lose_answer(503),
    "502 after the write": lose_answer(502),
    "reset after the write": reset_after,
    "answer cut short": cut,
    "answer too late": delay(1.2 * ANSWER_SECONDS),
    "answer late": delay(ANSWER_SECONDS / 4),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
@pytest.mark.parametrize("data", [b"small", LARGE], ids=["small", "large"])
def test_a_write_through_a_passing_fault_succeeds_once_with_its_generation(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, fault: Fault, data: bytes
) -> None:
    first = beside.write(KEY, b"before", if_generation=0)
    proxy.plan.append(fault)
    generation = store.write(KEY, data, if_generation=first)
    found = beside.read(KEY)
    assert found.generation == generation > first
    assert found.data == data


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_removal_through_a_passing_fault_succeeds(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, fault: Fault
) -> None:
    generation = beside.write(KEY, b"before", if_generation=0)
    proxy.plan.append(fault)
    store.remove(KEY, generation=generation)
    assert beside.list("models/") == []


def test_a_removal_names_its_generation_and_a_refusal_of_it_is_a_lost_race(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy
) -> None:
    first = beside.write(KEY, b"before", if_generation=0)
    second = beside.write(KEY, b"after", if_generation=first)
    proxy.plan.append(refuse(412))
    with pytest.raises(PreconditionFailed, match=f"removed at generation {first}.*{second} is there"):
        store.remove(KEY, generation=first)
    assert f"ifGenerationMatch={first}" in proxy.requests[0]
    assert beside.read(KEY, generation=second).data == b"after"


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_session_that_breaks_after_its_first_answer_succeeds_too(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, fault: Fault
) -> None:
    proxy.plan.extend([intact, fault])
    generation = store.write(KEY, LARGE, if_generation=0)
    assert beside.read(KEY, generation=generation).data == LARGE


def test_every_answer_lost_three_times_over_is_still_one_write(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy
) -> None:
    proxy.plan.extend([lose_answer(503), reset, refuse(503)])
    generation = store.write(KEY, b"ours", if_generation=0)
    assert beside.read(KEY, generation=generation).data == b"ours"
    assert len(proxy.requests) == 5, "four uploads and the look at what is there"


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_that_the_server_forgot_may_be_tried_again(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, status: int
) -> None:
    proxy.plan.extend([intact, refuse(status)])
    with pytest.raises(StoreUnavailable, match=f"could not write {KEY}"):
        store.write(KEY, LARGE, if_generation=0)
    assert beside.list("models/") == []
    store.write(KEY, LARGE, if_generation=0)


@pytest.mark.parametrize("theirs", [b"theirs", b"ours"], ids=["other content", "same content"])
@pytest.mark.parametrize("fault", [refuse(503), reset], ids=["503", "reset"])
def test_a_refusal_after_a_fault_that_is_anothers_write_is_a_lost_race(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, theirs: bytes, fault: Fault
) -> None:
    first = beside.write(KEY, b"before", if_generation=0)
    proxy.plan.append(after(lambda: beside.write(KEY, theirs, if_generation=first), fault))
    with pytest.raises(PreconditionFailed, match=f"over generation {first}"):
        store.write(KEY, b"ours", if_generation=first)
    assert beside.read(KEY).data == theirs


def test_a_refusal_whose_object_is_gone_is_a_lost_race(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy
) -> None:
    with pytest.raises(PreconditionFailed, match="generation 0 is there"):
        store.write(KEY, b"ours", if_generation=5)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
@pytest.mark.parametrize("data", [b"small", LARGE], ids=["small", "large"])
def test_a_read_through_a_passing_fault_succeeds(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, fault: Fault, data: bytes
) -> None:
    generation = beside.write(KEY, data, if_generation=0)
    proxy.plan.append(fault)
    found = store.read(KEY)
    assert (found.generation, found.data) == (generation, data)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_listing_through_a_passing_fault_succeeds(
    store: GCSStore, beside: ObjectStore, proxy: FaultyProxy, fault: Fault
) -> None:
    beside.write(KEY, b"x", if_generation=0)
    proxy.plan.append(fault)
    assert store.list("models/") == beside.list("models/")


def test_corrupted_bytes_are_not_given_out(store: GCSStore, beside: ObjectStore, proxy: FaultyProxy) -> None:
    beside.write(KEY, b"original", if_generation=0)
    proxy.plan.append(corrupt)
    with pytest.raises(StoreUnavailable, match=f"read {KEY}.*gs://"):
        store.read(KEY)
    assert store.read(KEY).data == b"original"


LASTING = {"503": refuse(503), "403": refuse(403), "reset": reset}


@pytest.mark.parametrize("fault", LASTING.values(), ids=LASTING.keys())
def test_a_fault_that_lasts_is_reported_with_what_was_attempted(
    bucket: str, proxy: FaultyProxy, make_client: Callable[[str], storage.Client], fault: Fault
) -> None:
    proxy.plan.extend([fault] * 1000)
    client = make_client(proxy.address)
    store = GCSStore(bucket, client=client, retry=QUICK.with_timeout(0.2), timeout=(1.0, ANSWER_SECONDS))
    where = f"in gs://{bucket}: "
    with pytest.raises(StoreUnavailable, match=f"could not write {KEY} {where}"):
        store.write(KEY, b"", if_generation=0)
    with pytest.raises(StoreUnavailable, match=f"could not read {KEY} {where}"):
        store.read(KEY)
    with pytest.raises(StoreUnavailable, match=f"could not list models/ {where}"):
        store.list("models/")


def test_a_server_that_is_not_there_is_unavailable(
    proxy: FaultyProxy, make_client: Callable[[str], storage.Client]
) -> None:
    store = GCSStore("b", client=make_client("http://127.0.0.1:9"), retry=QUICK.with_timeout(0.2))
    with pytest.raises(StoreUnavailable, match=f"could not read {KEY} in gs://b"):
        store.read(KEY)


def test_a_bucket_that_is_not_there_is_a_wrong_address(bucket: str) -> None:
    store = open_store("gs://bucket-that-nobody-made/s")
    with pytest.raises(AddressError, match="no such bucket"):
        store.write(KEY, b"", if_generation=0)
    with pytest.raises(AddressError, match="no such bucket"):
        store.list("models/")
    with pytest.raises(ObjectMissing):
        store.read(KEY)


def test_a_placeholder_of_a_folder_is_no_object(
    bucket: str, emulator: str, make_client: Callable[[str], storage.Client]
) -> None:
    store = open_store(f"gs://{bucket}")
    for name in ("raw/", "raw/spend.csv", "note.txt"):
        make_client(emulator).bucket(bucket).blob(name).upload_from_string(b"x")
    assert [found.key for found in store.list("")] == ["raw/spend.csv"]


def test_an_object_that_another_tool_uploaded_packed_is_read_as_it_is_stored(
    bucket: str, emulator: str, make_client: Callable[[str], storage.Client]
) -> None:
    packed = gzip.compress(b"CHANNEL,DATE,TOTAL_COST\n")
    blob = make_client(emulator).bucket(bucket).blob("raw/spend.csv")
    blob.content_encoding = "gzip"
    blob.upload_from_string(packed, content_type="text/csv")
    assert open_store(f"gs://{bucket}").read("raw/spend.csv").data == packed


def test_two_prefixes_of_a_bucket_are_two_stores(bucket: str) -> None:
    one, other = open_store(f"gs://{bucket}/one"), open_store(f"gs://{bucket}/one-more/")
    one.write(KEY, b"1", if_generation=0)
    assert other.list("") == []
    assert other.address == f"gs://{bucket}/one-more"
    other.write(KEY, b"2", if_generation=0)
    assert [len(store.list("")) for store in (one, other)] == [1, 1]
    assert one.read(KEY).data == b"1"

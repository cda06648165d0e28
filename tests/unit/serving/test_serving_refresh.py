"""How a newer model comes into force while the application answers, and what happens when it cannot."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from spendcast_storage import Listed, ObjectStore, StoredObject, StoreUnavailable, open_store

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from unit.serving.conftest import Advertiser, Clients

DAYS = 31
POINTER = "models/revenue/current.json"


class TroubledStore:
    """A store whose reads can be made to hang or to fail, and are counted."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.address = store.address
        self.reads: list[str] = []
        self.open = threading.Event()
        self.open.set()
        self.failure: Exception | None = None

    def read(self, key: str, *, generation: int | None = None) -> StoredObject:
        self.reads.append(key)
        assert self.open.wait(60)
        if self.failure:
            raise self.failure
        return self._store.read(key, generation=generation)

    def write(self, key: str, data: bytes, *, if_generation: int, media_type: str = "") -> int:
        return self._store.write(key, data, if_generation=if_generation, media_type=media_type)

    def remove(self, key: str, *, generation: int) -> None:
        self._store.remove(key, generation=generation)

    def list(self, prefix: str) -> list[Listed]:
        return self._store.list(prefix)


@pytest.fixture
def troubled(advertiser: Advertiser) -> TroubledStore:
    return TroubledStore(advertiser.store)


def answer(client: FlaskClient) -> dict[str, Any]:
    response = client.post("/v1/predict", json={"spend": {"tv": 0, "mail": 0}})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.get_json()
    assert response.headers["X-Model-Version"] == told["model"]["version"]
    return told


def intercept_of(told: dict[str, Any]) -> float:
    """Revenue per day without spend, which tells the models of these tests apart."""
    return round(float(told["revenue"]["mean"]) / DAYS, 6)


def test_a_promotion_is_in_force_at_the_very_next_request(
    client: FlaskClient, advertiser: Advertiser
) -> None:
    assert intercept_of(answer(client)) == 100
    second = advertiser.promote("run-2", advertiser.model_json(intercept=200.0))
    told = answer(client)
    assert (told["model"]["version"], intercept_of(told)) == (second, 200)


def test_a_rollback_is_in_force_at_the_very_next_request(client: FlaskClient, advertiser: Advertiser) -> None:
    first = answer(client)["model"]["version"]
    advertiser.promote("run-2", advertiser.model_json(intercept=200.0))
    answer(client)
    advertiser.registry.rollback(None, "it was worse")
    told = answer(client)
    assert (told["model"]["version"], intercept_of(told)) == (first, 100)


def test_an_application_that_started_without_a_model_takes_the_first(
    clients: Clients, advertiser: Advertiser
) -> None:
    client = clients()
    assert client.get("/readyz").status_code == 503
    advertiser.promote("run-1")
    assert client.get("/readyz").status_code == 200
    assert answer(client)["model"]["stale"] is None


def test_the_first_request_loads_the_model(clients: Clients, advertiser: Advertiser) -> None:
    advertiser.promote("run-1")
    assert answer(clients(refresh_seconds=3600))["model"]["stale"] is None


def test_making_the_application_reads_nothing(clients: Clients, troubled: TroubledStore) -> None:
    clients(lambda _: troubled).get("/livez")
    assert troubled.reads == []


def test_a_check_reads_the_pointer_alone_while_it_has_not_moved(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore
) -> None:
    advertiser.promote("run-1")
    client = clients(lambda _: troubled)
    answer(client)
    del troubled.reads[:]
    answer(client)
    answer(client)
    assert troubled.reads == [POINTER, POINTER]


def test_the_pointer_is_checked_no_more_often_than_configured(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore
) -> None:
    advertiser.promote("run-1")
    client = clients(lambda _: troubled, refresh_seconds=3600)
    answer(client)
    del troubled.reads[:]
    advertiser.promote("run-2", advertiser.model_json(intercept=200.0))
    assert intercept_of(answer(client)) == 100
    assert troubled.reads == []


def damage_model(advertiser: Advertiser, version: str) -> None:
    file = advertiser.file(version)
    file.write_bytes(file.read_bytes().replace(b"200.0", b"900.0"))


def damage_manifest(advertiser: Advertiser, version: str) -> None:
    file = advertiser.file(version, "manifest.json")
    file.write_bytes(file.read_bytes().replace(b"0.9", b"0.8"))


def remove_model(advertiser: Advertiser, version: str) -> None:
    advertiser.file(version).unlink()


@pytest.mark.parametrize("damage", [damage_model, damage_manifest, remove_model])
def test_the_old_model_answers_on_while_the_new_one_is_damaged(
    client: FlaskClient, advertiser: Advertiser, damage: Any
) -> None:
    first = answer(client)["model"]["version"]
    second = advertiser.add("run-2", advertiser.model_json(intercept=200.0))
    version = advertiser.registry.version(second)
    current = advertiser.registry.in_force()
    assert current is not None
    advertiser.registry.promote(version, over=current.generation, reason="a test")
    damage(advertiser, second)

    told = answer(client)
    assert (told["model"]["version"], intercept_of(told)) == (first, 100)
    assert second in told["model"]["stale"]["cause"]
    for path in ("/readyz", "/v1/model"):
        response = client.get(path)
        body = response.get_json()
        assert response.status_code == 200
        assert body.get("model", body)["stale"] == told["model"]["stale"]


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"schema_version": "2.0"}, "schema version"),
        ({"kind": "oracle"}, "kind 'oracle' is unknown"),
        ({"response": {}}, "must be"),
        ({"golden": {"spend": {"tv": 0}, "period": "2026-01", "revenue": {"mean": 1}}}, "golden"),
    ],
)
def test_the_old_model_answers_on_while_the_new_one_cannot_be_used(
    client: FlaskClient, advertiser: Advertiser, changes: dict[str, Any], cause: str
) -> None:
    first = answer(client)["model"]["version"]
    advertiser.promote("run-2", advertiser.model_json(**changes))
    told = answer(client)
    assert told["model"]["version"] == first
    assert cause in told["model"]["stale"]["cause"]


def test_the_old_model_answers_on_after_the_pointer_was_removed(
    client: FlaskClient, advertiser: Advertiser
) -> None:
    answer(client)
    (advertiser.folder / POINTER).unlink()
    assert "no model" in answer(client)["model"]["stale"]["cause"]


def test_staleness_begins_at_the_first_failure_and_ends_with_the_first_success(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore
) -> None:
    advertiser.promote("run-1")
    client = clients(lambda _: troubled)
    assert answer(client)["model"]["stale"] is None
    troubled.failure = StoreUnavailable("no route")
    first = answer(client)["model"]["stale"]
    troubled.failure = StoreUnavailable("no answer")
    second = answer(client)["model"]["stale"]
    assert (first["cause"], second["cause"]) == ("no route", "no answer")
    assert first["since"] == second["since"]
    troubled.failure = None
    assert answer(client)["model"]["stale"] is None


def test_a_failure_is_logged_once_a_cause_and_an_unforeseen_one_with_its_trace(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore, caplog: pytest.LogCaptureFixture
) -> None:
    advertiser.promote("run-1")
    client = clients(lambda _: troubled)
    answer(client)
    for failure in (StoreUnavailable("no route"), RuntimeError("what is this?")):
        troubled.failure = failure
        for _ in range(3):
            assert answer(client)["model"]["stale"]
    logged = [record for record in caplog.records if "no newer model" in record.message]
    assert [(record.levelno, bool(record.exc_info)) for record in logged] == [
        (logging.WARNING, False),
        (logging.WARNING, True),
    ]


def test_a_store_that_hangs_delays_an_answer_no_longer_than_configured(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore
) -> None:
    advertiser.promote("run-1")
    client = clients(lambda _: troubled, wait_seconds=0.05)
    while answer(client)["model"]["stale"]:
        pass
    del troubled.reads[:]
    troubled.open.clear()
    advertiser.promote("run-2", advertiser.model_json(intercept=200.0))

    started = time.monotonic()
    told = [answer(client) for _ in range(5)]
    assert time.monotonic() - started < 2
    assert {intercept_of(one) for one in told} == {100}
    assert told[-1]["model"]["stale"]["cause"] == "the store has not answered yet"
    assert troubled.reads == [POINTER], "one check at a time"

    troubled.open.set()
    deadline = time.monotonic() + 20
    while intercept_of(told[-1]) == 100 and time.monotonic() < deadline:
        told.append(answer(client))
    assert intercept_of(told[-1]) == 200
    assert told[-1]["model"]["stale"] is None


def test_while_a_check_hangs_only_one_request_a_period_waits_for_it(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore
) -> None:
    advertiser.promote("run-1")
    client = clients(lambda _: troubled, refresh_seconds=0.2, wait_seconds=3.0)
    answer(client)
    time.sleep(0.2)
    troubled.open.clear()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(answer, client.application.test_client())
        while POINTER not in troubled.reads[3:]:
            time.sleep(0.001)
        started = time.monotonic()
        answer(client)
        at_once = time.monotonic() - started
        troubled.open.set()
        assert waiting.result()["model"]["stale"] is None
    assert at_once < 1


def test_requests_that_arrive_before_the_first_model_wait_for_it_together(
    clients: Clients, advertiser: Advertiser, troubled: TroubledStore
) -> None:
    advertiser.promote("run-1")
    troubled.open.clear()
    app = clients(lambda _: troubled, refresh_seconds=3600, first_wait_seconds=60).application
    with ThreadPoolExecutor(8) as pool:
        told = [pool.submit(answer, app.test_client()) for _ in range(8)]
        time.sleep(0.2)
        troubled.open.set()
        assert {intercept_of(one.result()) for one in told} == {100}
    assert troubled.reads.count(POINTER) == 2, "one check, which reads the pointer, then all that it names"


def test_a_store_that_hangs_from_the_start_ends_in_503_and_the_process_stays_alive(
    clients: Clients, troubled: TroubledStore
) -> None:
    troubled.open.clear()
    client = clients(lambda _: troubled, first_wait_seconds=0.05)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "has not answered" in response.get_json()["detail"]
    assert client.get("/livez").status_code == 200
    troubled.open.set()


def test_concurrent_answers_are_each_of_one_model_while_models_are_swapped(
    client: FlaskClient, advertiser: Advertiser
) -> None:
    expected = {answer(client)["model"]["version"]: 100.0}
    done = threading.Event()

    def ask() -> list[tuple[str, float]]:
        own, seen = client.application.test_client(), []
        while not done.is_set():
            told = answer(own)
            seen.append((told["model"]["version"], intercept_of(told)))
        return seen

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask) for _ in range(8)]
        try:
            for number in range(2, 12):
                version = advertiser.promote(f"run-{number}", advertiser.model_json(intercept=100.0 * number))
                expected[version] = 100.0 * number
        finally:
            done.set()
        seen = [one for result in asking for one in result.result()]

    assert len({version for version, _ in seen}) > 1
    assert all(expected[version] == intercept for version, intercept in seen)
    assert answer(client)["model"]["version"] == list(expected)[-1]


def test_the_store_is_opened_at_the_configured_address(advertiser: Advertiser, clients: Clients) -> None:
    advertiser.promote("run-1")
    opened: list[str] = []

    def opener(address: str) -> ObjectStore:
        opened.append(address)
        return open_store(address)

    answer(clients(opener))
    assert opened == [str(advertiser.folder)]

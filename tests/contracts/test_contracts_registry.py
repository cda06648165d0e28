"""The registry under rivals, twins and kills."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from contracts.processes import context, started, was_killed
from contracts.publishing import promote_each, publish, publish_until_killed
from contracts.watched_store import Moment, Side, WatchedStore
from unit.storage.registered import (
    MONDAY,
    TUESDAY,
    add_version,
    files_of,
    manifest_of,
    pointer_of,
    put_in_force,
)

from spendcast_storage import ObjectStore, PreconditionFailed, Registry, open_store

CURRENT = "models/revenue/current.json"
ROUNDS = 100


@pytest.fixture
def store(memory_path: Path) -> ObjectStore:
    return open_store(str(memory_path / "store"))


@pytest.fixture
def registry(store: ObjectStore) -> Registry:
    return Registry(store, "revenue")


def outrun(store: ObjectStore, rival: Callable[[], object]) -> Registry:
    """A registry in which a rival always comes first at the pointer."""

    def watch(moment: Moment) -> None:
        if (moment.side, moment.operation, moment.key) == ("before", "write", CURRENT):
            rival()

    return Registry(WatchedStore(store, watch), "revenue")


def test_another_model_that_came_first_is_kept(registry: Registry, store: ObjectStore) -> None:
    ours, theirs = add_version(registry, "ours"), add_version(registry, "theirs")
    outcome, why, _ = outrun(store, lambda: put_in_force(registry, theirs)).promote(ours, over=0, reason="x")
    assert (outcome, "changed after this run" in why) == ("kept", True)
    assert (pointer_of(registry).version, pointer_of(registry).seq) == (theirs.manifest.version, 1)


def test_a_twin_that_came_first_with_the_same_version_is_our_promotion(
    registry: Registry, store: ObjectStore
) -> None:
    version = add_version(registry, "ours")
    outcome, *_ = outrun(store, lambda: put_in_force(registry, version)).promote(version, over=0, reason="x")
    assert (outcome, pointer_of(registry).seq) == ("promoted", 1)


def test_the_same_model_of_another_run_that_came_first_is_unchanged(
    registry: Registry, store: ObjectStore
) -> None:
    ours, theirs = add_version(registry, "same", TUESDAY), add_version(registry, "same", MONDAY)
    outcome, *_ = outrun(store, lambda: put_in_force(registry, theirs)).promote(ours, over=0, reason="x")
    assert (outcome, pointer_of(registry).version) == ("unchanged", theirs.manifest.version)


def test_a_twin_that_meets_a_version_while_it_is_withdrawn_writes_it_anew(
    registry: Registry, store: ObjectStore
) -> None:
    manifest, files = manifest_of("same", TUESDAY), files_of("same")
    first = registry.add_version(manifest, files)
    gone = iter([first.version])

    def withdraw(moment: Moment) -> None:
        if (moment.side, moment.operation) == ("after", "write"):
            for version in gone:
                registry.withdraw(version)

    twin = Registry(WatchedStore(store, withdraw), "revenue")
    added = twin.add_version(manifest, files)
    assert (added.new, registry.versions()) == (True, [manifest])
    assert registry.read_file(manifest, "model.json").data == files["model.json"]


def test_a_version_that_a_twin_wrote_is_not_new_though_it_was_not_there_before(
    registry: Registry, store: ObjectStore
) -> None:
    manifest, files = manifest_of("same", TUESDAY), files_of("same")

    def twin(moment: Moment) -> None:
        if (moment.side, moment.operation) == ("before", "write") and moment.key.endswith("/manifest.json"):
            registry.add_version(manifest, files)

    assert not Registry(WatchedStore(store, twin), "revenue").add_version(manifest, files).new


def test_what_a_twin_writes_while_a_version_is_withdrawn_is_left_to_it(
    registry: Registry, store: ObjectStore
) -> None:
    manifest, files = manifest_of("same", TUESDAY), files_of("same")
    added = registry.add_version(manifest, files)

    def twin(moment: Moment) -> None:
        if (moment.side, moment.operation) == ("after", "list"):
            for listed in store.list("models/revenue/versions/"):
                store.write(listed.key, store.read(listed.key).data, if_generation=listed.generation)

    Registry(WatchedStore(store, twin), "revenue").withdraw(added.version)
    assert {listed.key.rpartition("/")[2] for listed in store.list("models/revenue/versions/")} >= {
        "model.json"
    }


def test_a_manifest_that_a_twin_wrote_anew_before_is_left_to_it(
    registry: Registry, store: ObjectStore
) -> None:
    manifest, files = manifest_of("same", TUESDAY), files_of("same")
    ours = registry.add_version(manifest, files).version
    registry.withdraw(ours)
    registry.add_version(manifest, files)
    registry.withdraw(ours)
    assert [listed.key.rpartition("/")[2] for listed in store.list("models/revenue/versions/")] == [
        "manifest.json"
    ]


def test_a_rollback_or_pin_that_lost_its_race_says_so_and_changes_nothing(
    registry: Registry, store: ObjectStore
) -> None:
    for content in "abc":
        put_in_force(registry, add_version(registry, content))
    rivals = iter([add_version(registry, "d"), add_version(registry, "e")])
    outrun_registry = outrun(store, lambda: put_in_force(registry, next(rivals)))
    with pytest.raises(PreconditionFailed):
        outrun_registry.rollback(None, "bad week")
    with pytest.raises(PreconditionFailed):
        outrun_registry.set_pinned(pinned=True, reason="bad week")
    assert (pointer_of(registry).seq, pointer_of(registry).pinned) == (5, False)


def test_of_two_processes_that_promote_at_once_one_is_promoted_and_one_kept(
    registry: Registry, store: ObjectStore
) -> None:
    barrier = context.Barrier(2)
    contents = [[f"{name} {number}" for number in range(ROUNDS)] for name in ("one", "two")]
    with started(promote_each, *((store.address, names, barrier) for names in contents)) as results:
        rounds = list(zip(*results(), strict=True))
    assert [sorted(outcomes) for outcomes in rounds] == [["kept", "promoted"]] * ROUNDS
    assert pointer_of(registry).seq == ROUNDS


def test_two_processes_that_publish_the_same_run_make_one_version_and_one_move(
    registry: Registry, store: ObjectStore
) -> None:
    barrier = context.Barrier(2)
    contents = [f"model {number}" for number in range(ROUNDS)]
    with started(promote_each, *[(store.address, contents, barrier)] * 2) as results:
        outcomes = results()
    assert outcomes == [["promoted"] * ROUNDS] * 2
    assert pointer_of(registry).seq == len(registry.versions()) == ROUNDS


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_publication_killed_at_any_operation_is_promoted_when_it_is_done_again(
    memory_path: Path, side: Side
) -> None:
    moved = set()
    for number in count(1):
        registry = Registry(open_store(str(memory_path / f"store{number}")), "revenue")
        if not was_killed(publish_until_killed, str(memory_path / f"store{number}"), number, side):
            break
        moved.add(registry.in_force() is not None)
        assert publish(registry) == "promoted"
        assert (pointer_of(registry).seq, len(registry.versions())) == (1, 1)
        assert registry.load().manifest == manifest_of("new", TUESDAY)
    assert moved == {False, True} if side == "after" else {False}

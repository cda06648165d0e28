"""What is lost or damaged can be put right, and stops nothing that is whole."""

from pathlib import Path

import pytest
from unit.storage.registered import TUESDAY, add_version, generation_of, pointer_of

from spendcast_storage import MODEL_JSON, ObjectStore, Registry, RegistryError, Version


def put_in_force(registry: Registry, version: Version) -> None:
    assert registry.promote(version, over=generation_of(registry), reason="x")[0] == "promoted"


def damage(store: ObjectStore, version: Version, name: str = MODEL_JSON) -> None:
    path = Path(store.address, "models/revenue/versions", version.manifest.version, name)
    path.write_bytes(path.read_bytes() + b"x")


@pytest.fixture
def first(registry: Registry) -> Version:
    version = add_version(registry, "a")
    put_in_force(registry, version)
    return version


def pointer_file(store: ObjectStore) -> Path:
    return Path(store.address, "models/revenue/current.json")


def test_a_lost_pointer_is_put_back_by_naming_a_version(
    store: ObjectStore, registry: Registry, first: Version
) -> None:
    pointer_file(store).unlink()
    with pytest.raises(RegistryError, match="--to"):
        registry.rollback(None, "lost")
    pointer = registry.rollback(first.manifest.version, "lost")
    assert (pointer.seq, pointer.version, pointer.previous, pointer.pinned) == (
        1,
        first.manifest.version,
        None,
        True,
    )
    assert registry.load().pointer == pointer


def test_a_damaged_pointer_is_replaced_by_naming_a_version(
    store: ObjectStore, registry: Registry, first: Version
) -> None:
    pointer_file(store).write_text("{")
    with pytest.raises(RegistryError, match="cannot be read as a pointer: Invalid JSON") as raised:
        registry.in_force()
    assert "pydantic" not in str(raised.value)
    registry.rollback(first.manifest.version, "damaged")
    assert pointer_of(registry).version == first.manifest.version


@pytest.mark.parametrize("name", [MODEL_JSON, "manifest.json"])
def test_a_damaged_model_in_force_gives_way_to_the_same_model_from_another_run(
    store: ObjectStore, registry: Registry, first: Version, name: str
) -> None:
    damage(store, first, name)
    again = add_version(registry, "a", TUESDAY)
    assert registry.standing(again.manifest, registry.in_force()) is None
    put_in_force(registry, again)
    assert registry.load().manifest == again.manifest


def test_nobody_goes_back_to_a_damaged_model(store: ObjectStore, registry: Registry, first: Version) -> None:
    put_in_force(registry, add_version(registry, "b", TUESDAY))
    damage(store, first)
    before = pointer_of(registry)
    with pytest.raises(RegistryError, match="was changed after it was written"):
        registry.rollback(None, "x")
    assert pointer_of(registry) == before


def test_a_pointer_of_a_later_minor_version_is_read(
    store: ObjectStore, registry: Registry, first: Version
) -> None:
    text = pointer_file(store).read_text()
    pointer_file(store).write_text(
        text.replace('"schema_version": "1.0"', '"schema_version": "1.9", "new": 1')
    )
    assert pointer_of(registry).version == first.manifest.version
    pointer_file(store).write_text(text.replace('"schema_version": "1.0"', '"schema_version": "2.0"'))
    with pytest.raises(RegistryError, match="schema_version"):
        registry.in_force()


def test_going_back_never_goes_forward_to_what_was_left(registry: Registry, first: Version) -> None:
    put_in_force(registry, add_version(registry, "b", TUESDAY))
    registry.rollback(None, "bad week")
    registry.set_pinned(pinned=False, reason="over")
    with pytest.raises(RegistryError, match="which is later; name the version"):
        registry.rollback(None, "further back")
    assert pointer_of(registry).version == first.manifest.version


def test_a_damaged_model_is_not_pinned(store: ObjectStore, registry: Registry, first: Version) -> None:
    damage(store, first)
    with pytest.raises(RegistryError, match="was changed after it was written"):
        registry.set_pinned(pinned=True, reason="keep it")
    assert not pointer_of(registry).pinned


def test_a_damaged_manifest_hides_no_other_version(
    store: ObjectStore, registry: Registry, first: Version, caplog: pytest.LogCaptureFixture
) -> None:
    second = add_version(registry, "b", TUESDAY)
    damage(store, first, "manifest.json")
    assert registry.versions() == [second.manifest]
    assert first.manifest.version in caplog.text


def test_a_damaged_pointer_says_what_to_do_and_can_be_looked_past(
    store: ObjectStore, registry: Registry, first: Version, caplog: pytest.LogCaptureFixture
) -> None:
    pointer_file(store).write_text("{")
    assert registry.in_force_if_readable() is None
    assert "models rollback --to VERSION" in caplog.text
    assert registry.versions() == [first.manifest]

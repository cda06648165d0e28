import json
from pathlib import Path

import pytest
from unit.storage.registered import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    add_version,
    files_of,
    generation_of,
    manifest_of,
    pointer_of,
    put_in_force,
)

from spendcast_storage import (
    MANIFEST,
    MODEL_JOBLIB,
    MODEL_JSON,
    Manifest,
    ObjectChanged,
    ObjectMissing,
    ObjectStore,
    Registry,
    RegistryError,
    version_name,
)

CURRENT = "models/revenue/current.json"


class TestVersions:
    def test_a_version_is_named_by_its_run_and_the_hash_of_its_model(self) -> None:
        assert version_name("r1", b"abc") == "r1-ba7816bf8f01"

    def test_a_version_has_its_files_and_a_manifest_at_their_keys(
        self, registry: Registry, store: ObjectStore
    ) -> None:
        manifest = manifest_of("a", MONDAY)
        written = registry.add_version(manifest, files_of("a")).files
        folder = f"models/revenue/versions/{manifest.version}"
        assert {name: stored.key for name, stored in written.items()} == {
            name: f"{folder}/{name}" for name in (MODEL_JOBLIB, MODEL_JSON, MANIFEST)
        }
        assert all(store.read(s.key, generation=s.generation).data == s.data for s in written.values())
        assert Manifest.model_validate_json(store.read(f"{folder}/{MANIFEST}").data) == manifest

    def test_the_manifest_is_written_last(self, registry: Registry) -> None:
        written = registry.add_version(manifest_of("a", MONDAY), files_of("a")).files
        assert max(written, key=lambda name: written[name].generation) == MANIFEST

    def test_a_version_is_written_once_and_a_second_try_changes_nothing(self, registry: Registry) -> None:
        first = registry.add_version(manifest_of("a", MONDAY), files_of("a"))
        again = registry.add_version(
            manifest_of("a", MONDAY).model_copy(update={"kind": "other"}), files_of("a")
        )
        assert (again.version, again.files) == (first.version, first.files)
        assert (first.new, again.new) == (True, False)

    def test_a_version_that_is_withdrawn_leaves_nothing_and_may_be_added_again(
        self, registry: Registry, store: ObjectStore
    ) -> None:
        added = registry.add_version(manifest_of("a", MONDAY), files_of("a"))
        other = add_version(registry, "b", TUESDAY)
        registry.withdraw(added.version)
        registry.withdraw(added.version)
        assert registry.versions() == [other.manifest]
        assert store.list(f"models/revenue/versions/{added.version.manifest.version}/") == []
        assert registry.add_version(manifest_of("a", MONDAY), files_of("a")).new

    def test_what_an_earlier_try_left_is_completed(self, registry: Registry, store: ObjectStore) -> None:
        manifest = manifest_of("a", MONDAY)
        key = f"models/revenue/versions/{manifest.version}/{MODEL_JSON}"
        left = store.write(key, files_of("a")[MODEL_JSON], if_generation=0)
        assert registry.versions() == []
        added = registry.add_version(manifest, files_of("a"))
        assert (added.files[MODEL_JSON].generation, added.new) == (left, True)
        assert registry.versions() == [manifest]

    def test_another_content_under_a_versions_name_is_refused_before_the_manifest(
        self, registry: Registry, store: ObjectStore
    ) -> None:
        manifest = manifest_of("a", MONDAY)
        key = f"models/revenue/versions/{manifest.version}/{MODEL_JOBLIB}"
        store.write(key, b"other", if_generation=0)
        with pytest.raises(RegistryError, match=f"{key} has sha256"):
            registry.add_version(manifest, files_of("a"))
        assert registry.versions() == []

    def test_versions_are_listed_by_the_date_they_speak_of(self, registry: Registry) -> None:
        for content, as_of in (("c", WEDNESDAY), ("a", MONDAY), ("b", TUESDAY)):
            add_version(registry, content, as_of)
        assert [manifest.as_of for manifest in registry.versions()] == [MONDAY, TUESDAY, WEDNESDAY]

    def test_an_unknown_version_is_named_and_the_way_to_see_the_known(self, registry: Registry) -> None:
        with pytest.raises(RegistryError, match=r"'revenue' has no version 'x'.*models list"):
            registry.version("x")

    def test_two_names_in_a_store_do_not_see_each_other(self, store: ObjectStore, registry: Registry) -> None:
        put_in_force(registry, add_version(registry, "a"))
        other = Registry(store, "revenue2")
        assert (other.in_force(), other.versions()) == (None, [])


class TestLoading:
    def test_the_model_in_force_is_loaded_with_all_that_is_known_of_it(self, registry: Registry) -> None:
        put_in_force(registry, add_version(registry, "a", MONDAY))
        in_force = put_in_force(registry, add_version(registry, "b", TUESDAY))
        loaded = registry.load()
        assert (loaded.pointer, loaded.pointer_generation) == (in_force, generation_of(registry))
        assert loaded.manifest == manifest_of("b", TUESDAY)
        assert loaded.model_json == files_of("b")[MODEL_JSON]

    def test_without_a_model_in_force_the_way_to_one_is_named(self, registry: Registry) -> None:
        add_version(registry, "a")
        with pytest.raises(RegistryError, match=r"no model 'revenue' is in force in .*`spendcast run`"):
            registry.load()

    def test_a_file_that_the_manifest_does_not_list_is_refused(self, registry: Registry) -> None:
        with pytest.raises(RegistryError, match=r"has no notes\.txt; it has model\.joblib, model\.json"):
            registry.read_file(add_version(registry, "a").manifest, "notes.txt")

    @pytest.mark.parametrize("name", [MODEL_JSON, MODEL_JOBLIB])
    def test_a_model_changed_after_it_was_written_is_detected(
        self, registry: Registry, store: ObjectStore, name: str
    ) -> None:
        version = add_version(registry, "a")
        put_in_force(registry, version)
        path = Path(store.address, version.stored.key).with_name(name)
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(RegistryError, match=rf"{name} has sha256 .* was changed after it was written"):
            registry.read_file(version.manifest, name)

    def test_a_manifest_changed_after_it_was_written_is_detected(
        self, registry: Registry, store: ObjectStore
    ) -> None:
        version = add_version(registry, "a")
        put_in_force(registry, version)
        path = Path(store.address, version.stored.key)
        path.write_text(path.read_text("utf-8").replace("0.9", "1.0"), "utf-8")
        with pytest.raises(ObjectChanged, match=r"manifest\.json"):
            registry.load()

    def test_a_manifest_that_does_not_fit_the_pointers_hash_is_detected(self, registry: Registry) -> None:
        version = add_version(registry, "a")
        wrong = put_in_force(registry, version).model_copy(update={"sha256": "0" * 64})
        with pytest.raises(RegistryError, match=r"manifest.json has sha256 .* but 000000000000"):
            registry.manifest_of(wrong)

    @pytest.mark.parametrize("name", [MODEL_JSON, MANIFEST])
    def test_a_file_that_was_removed_is_missing(
        self, registry: Registry, store: ObjectStore, name: str
    ) -> None:
        version = add_version(registry, "a")
        put_in_force(registry, version)
        Path(store.address, version.stored.key).with_name(name).unlink()
        with pytest.raises(ObjectMissing, match=name):
            registry.load()

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"seq": 0}', '{"schema_version": "2.0"}'])
    def test_a_pointer_that_cannot_be_read_is_named(
        self, registry: Registry, store: ObjectStore, text: str
    ) -> None:
        store.write(CURRENT, text.encode(), if_generation=0)
        with pytest.raises(RegistryError, match=r"current\.json cannot be read as a pointer"):
            registry.in_force()

    def test_fields_of_later_releases_are_ignored(self, registry: Registry, store: ObjectStore) -> None:
        put_in_force(registry, add_version(registry, "a"))
        before = store.read(CURRENT)
        later = json.dumps(json.loads(before.data) | {"canary": 0.1}).encode()
        store.write(CURRENT, later, if_generation=before.generation)
        assert registry.load().manifest.version == pointer_of(registry).version

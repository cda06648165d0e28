from pathlib import Path

import pytest
from unit.storage.registered import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    add_version,
    generation_of,
    manifest_of,
    pointer_of,
    put_in_force,
)

from spendcast_storage import (
    MODEL_JSON,
    ObjectStore,
    Pointer,
    Registry,
    RegistryError,
)


class TestPromotion:
    def test_the_first_model_is_promoted(self, registry: Registry) -> None:
        assert registry.in_force() is None
        version = add_version(registry, "a")
        decision = registry.promote(version, over=0, reason="the first model")
        assert decision == ("promoted", "the first model", version.manifest.version)
        assert pointer_of(registry) == Pointer(
            seq=1,
            version=version.manifest.version,
            manifest=version.stored.key,
            generation=version.stored.generation,
            sha256=version.stored.sha256,
            as_of=MONDAY,
            previous=None,
            reason="the first model",
        )

    def test_each_promotion_counts_one_further_and_names_the_one_before(self, registry: Registry) -> None:
        moves = [
            put_in_force(registry, add_version(registry, content, as_of))
            for content, as_of in (("a", MONDAY), ("b", TUESDAY), ("c", TUESDAY), ("d", WEDNESDAY))
        ]
        assert [move.seq for move in moves] == [1, 2, 3, 4]
        assert [move.previous for move in moves] == [None, *(move.version for move in moves[:-1])]

    def test_a_version_in_force_already_is_promoted_without_a_move(self, registry: Registry) -> None:
        version = add_version(registry, "a")
        before = put_in_force(registry, version)
        assert registry.promote(version, over=0, reason="again")[:2] == ("promoted", "the gates passed")
        assert pointer_of(registry) == before

    def test_the_same_model_of_another_run_is_unchanged(self, registry: Registry) -> None:
        before = put_in_force(registry, add_version(registry, "a", MONDAY))
        outcome, why, in_force = registry.promote(
            add_version(registry, "a", TUESDAY), over=generation_of(registry), reason="x"
        )
        assert (outcome, in_force) == ("unchanged", before.version)
        assert before.version in why
        assert pointer_of(registry) == before

    def test_an_older_date_never_replaces_a_newer(self, registry: Registry) -> None:
        before = put_in_force(registry, add_version(registry, "b", TUESDAY))
        outcome, why, in_force = registry.promote(
            add_version(registry, "a", MONDAY), over=generation_of(registry), reason="x"
        )
        assert (outcome, in_force) == ("kept", before.version)
        assert "2026-01-06, later than 2026-01-05" in why
        assert pointer_of(registry) == before

    @pytest.mark.parametrize("over", [0, 1])
    def test_a_pointer_that_moved_since_the_comparison_keeps_what_is_in_force(
        self, registry: Registry, over: int
    ) -> None:
        before = put_in_force(registry, add_version(registry, "a", MONDAY))
        outcome, why, in_force = registry.promote(add_version(registry, "b", TUESDAY), over=over, reason="x")
        assert (outcome, in_force) == ("kept", before.version)
        assert "changed after this run" in why
        assert pointer_of(registry) == before

    def test_a_comparison_with_a_model_that_is_gone_keeps_nothing_in_force(self, registry: Registry) -> None:
        assert registry.promote(add_version(registry, "a"), over=5, reason="x")[0] == "kept"
        assert registry.in_force() is None

    def test_whose_model_is_in_force_is_told_by_the_models_hash(self, registry: Registry) -> None:
        same, other = manifest_of("a", TUESDAY), manifest_of("b", TUESDAY)
        assert registry.standing(same, registry.in_force()) is None
        before = put_in_force(registry, add_version(registry, "a", MONDAY))
        decision = registry.standing(same, registry.in_force())
        assert decision is not None
        assert (decision.outcome, decision.in_force) == ("unchanged", before.version)
        assert registry.standing(other, registry.in_force()) is None


class TestRollbackAndPins:
    def test_a_rollback_goes_to_the_version_before_and_pins_it(self, registry: Registry) -> None:
        first = put_in_force(registry, add_version(registry, "a", MONDAY))
        second = put_in_force(registry, add_version(registry, "b", TUESDAY))
        back = registry.rollback(None, "bad week")
        assert (back.version, back.manifest, back.generation, back.sha256, back.as_of) == (
            (first.version, first.manifest, first.generation, first.sha256, MONDAY)
        )
        assert (back.seq, back.previous, back.reason, back.pinned) == (3, second.version, "bad week", True)
        assert pointer_of(registry) == back

    def test_a_rollback_goes_to_any_version_that_is_named(self, registry: Registry) -> None:
        first = add_version(registry, "a", MONDAY)
        for content in "bc":
            put_in_force(registry, add_version(registry, content, TUESDAY))
        assert registry.rollback(first.manifest.version, "x").version == first.manifest.version

    def test_a_pin_stops_every_run_until_it_is_taken_off(self, registry: Registry) -> None:
        put_in_force(registry, add_version(registry, "a", MONDAY))
        put_in_force(registry, add_version(registry, "b", TUESDAY))
        registry.rollback(None, "bad week")
        later = add_version(registry, "c", WEDNESDAY)
        outcome, why, *_ = registry.promote(later, over=generation_of(registry), reason="x")
        assert (outcome, "pinned" in why, "unpin" in why) == ("kept", True, True)
        assert registry.set_pinned(pinned=False, reason="mended").seq == 4
        assert put_in_force(registry, later).seq == 5

    def test_a_run_that_began_before_the_rollback_does_not_undo_it(self, registry: Registry) -> None:
        put_in_force(registry, add_version(registry, "a", MONDAY))
        put_in_force(registry, add_version(registry, "b", TUESDAY))
        compared_with = generation_of(registry)
        registry.rollback(None, "bad week")
        registry.set_pinned(pinned=False, reason="mended")
        assert (
            registry.promote(add_version(registry, "c", WEDNESDAY), over=compared_with, reason="x")[0]
            == "kept"
        )

    def test_pinning_what_is_pinned_is_no_move(self, registry: Registry) -> None:
        put_in_force(registry, add_version(registry, "a"))
        pinned = registry.set_pinned(pinned=True, reason="holiday")
        assert (pinned.seq, pinned.pinned, pinned.reason) == (2, True, "holiday")
        assert registry.set_pinned(pinned=True, reason="again") == pinned
        assert pointer_of(registry) == pinned

    def test_a_pinned_version_that_is_published_again_is_promoted_and_stays_pinned(
        self, registry: Registry
    ) -> None:
        version = add_version(registry, "a")
        put_in_force(registry, version)
        registry.set_pinned(pinned=True, reason="holiday")
        assert registry.promote(version, over=0, reason="x")[0] == "promoted"
        assert pointer_of(registry).pinned

    def test_a_rollback_with_nowhere_to_go_says_what_to_name(self, registry: Registry) -> None:
        put_in_force(registry, add_version(registry, "a", MONDAY))
        with pytest.raises(RegistryError, match=r"is the first version.*--to"):
            registry.rollback(None, "x")
        put_in_force(registry, add_version(registry, "b", TUESDAY))
        registry.rollback(None, "x")
        with pytest.raises(RegistryError, match=r"was pinned.*--to"):
            registry.rollback(None, "x")
        with pytest.raises(RegistryError, match="no version 'nonesuch'"):
            registry.rollback("nonesuch", "x")
        assert pointer_of(registry).seq == 3

    def test_a_rollback_to_a_damaged_model_is_refused(self, registry: Registry, store: ObjectStore) -> None:
        first = add_version(registry, "a", MONDAY)
        put_in_force(registry, first)
        second = put_in_force(registry, add_version(registry, "b", TUESDAY))
        Path(store.address, first.stored.key).with_name(MODEL_JSON).write_text("{}", "utf-8")
        with pytest.raises(RegistryError, match=r"model\.json has sha256"):
            registry.rollback(None, "bad week")
        assert pointer_of(registry) == second

    def test_without_a_model_in_force_there_is_nothing_to_roll_back_or_pin(self, registry: Registry) -> None:
        with pytest.raises(RegistryError, match="no model 'revenue' is in force"):
            registry.rollback(None, "x")
        with pytest.raises(RegistryError, match="no model 'revenue' is in force"):
            registry.set_pinned(pinned=True, reason="x")

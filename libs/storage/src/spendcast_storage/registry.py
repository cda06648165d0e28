"""The model registry: versions written once, and one pointer to the version in force.

    models/<name>/versions/<run_id>-<sha12>/{model.joblib, model.json, panel.csv, manifest.json}
    models/<name>/current.json

Readers go pointer → manifest → files and check each hash; they never list. The pointer moves by
compare-and-swap on its generation, so it has one history, numbered by `seq`.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, NamedTuple

from spendcast_storage.errors import ObjectChanged, ObjectMissing, PreconditionFailed, RegistryError
from spendcast_storage.manifest import Manifest, Pointer, parse
from spendcast_storage.store import ObjectStore, StoredObject, sha256

log = logging.getLogger("spendcast")

MODEL_JSON = "model.json"
MODEL_JOBLIB = "model.joblib"
PANEL_CSV = "panel.csv"
EXPERIMENTS_CSV = "experiments.csv"
MANIFEST = "manifest.json"
JSON = "application/json"

Outcome = Literal["promoted", "kept", "unchanged"]


class Decision(NamedTuple):
    """What became of a model at the pointer, why in words, and which version is in force now."""

    outcome: Outcome
    reason: str
    in_force: str | None


@dataclass(frozen=True)
class InForce:
    """The pointer as it was read, with the generation that the next move must name."""

    pointer: Pointer
    generation: int


@dataclass(frozen=True)
class Version:
    """A version whose manifest was read."""

    manifest: Manifest
    stored: StoredObject


@dataclass(frozen=True)
class Added:
    """A version as it stands in the store with all its files; `new`: this call wrote its manifest."""

    version: Version
    files: dict[str, StoredObject]
    new: bool


@dataclass(frozen=True)
class LoadedModel:
    """The bytes of the `model.json` in force, checked, and all that is known of them."""

    pointer: Pointer
    pointer_generation: int
    manifest: Manifest
    model_json: bytes


class Registry:
    """The versions and the pointer of one model name in a store."""

    def __init__(self, store: ObjectStore, name: str) -> None:
        """Nothing is read yet."""
        self._store = store
        self._root = f"models/{name}"
        self.name = name

    def in_force(self) -> InForce | None:
        """The pointer, or None before the first promotion.

        Raises:
            RegistryError: the pointer cannot be read as one.
        """
        try:
            found = self._store.read(f"{self._root}/current.json")
        except ObjectMissing:
            return None
        try:
            return InForce(parse(Pointer, found), found.generation)
        except RegistryError as error:
            raise RegistryError(
                f"{error}; `spendcast models rollback --to VERSION` puts another in its place "
                "(`spendcast models list` shows the versions)"
            ) from error

    def in_force_if_readable(self) -> InForce | None:
        """The pointer; None where there is none, and where it is damaged, which is logged."""
        try:
            return self.in_force()
        except RegistryError as error:
            log.warning("%s", error)
            return None

    def version(self, version: str) -> Version:
        """Read a version's manifest.

        Raises:
            RegistryError: there is no such version, or its manifest cannot be read.
        """
        try:
            stored = self._store.read(self._key(version, MANIFEST))
        except ObjectMissing as error:
            raise RegistryError(
                f"model {self.name!r} has no version {version!r}; see `spendcast models list`"
            ) from error
        return Version(parse(Manifest, stored), stored)

    def load(self) -> LoadedModel:
        """Read the model in force: pointer, manifest, `model.json`, each checked by its hash.

        Raises:
            RegistryError: no model is in force, or something does not fit its hash.
        """
        current = self.in_force()
        if current is None:
            raise RegistryError(
                f"no model {self.name!r} is in force in {self._store.address}; `spendcast run` makes one, "
                "`spendcast models rollback --to VERSION` puts one of those that are there in force"
            )
        manifest = self.manifest_of(current.pointer)
        return LoadedModel(
            current.pointer, current.generation, manifest, self.read_file(manifest, MODEL_JSON).data
        )

    def manifest_of(self, pointer: Pointer) -> Manifest:
        """The manifest that the pointer names, checked by generation and hash."""
        stored = self._store.read(pointer.manifest, generation=pointer.generation)
        _check_hash(stored, pointer.sha256)
        return parse(Manifest, stored)

    def read_file(self, manifest: Manifest, name: str) -> StoredObject:
        """A file of a version, checked by its hash."""
        entry = manifest.files.get(name)
        if entry is None:
            raise RegistryError(
                f"version {manifest.version} has no {name}; it has {', '.join(manifest.files)}"
            )
        stored = self._store.read(self._key(manifest.version, name))
        _check_hash(stored, entry.sha256)
        return stored

    def add_version(self, manifest: Manifest, files: Mapping[str, bytes]) -> Added:
        """Write a version once, the manifest last; what an earlier try left is taken as it is.

        A manifest that is there already stands, whatever this one says, and so do the files that it lists: a
        version never changes.

        Raises:
            RegistryError: a file of the version is there with other bytes than its manifest says.
        """
        standing = self._manifest_there(manifest.version) or manifest
        written = {
            name: self._write_once(manifest.version, name, files[name], entry.media_type)[0]
            if sha256(files.get(name, b"")) == entry.sha256
            else self._store.read(self._key(manifest.version, name))
            for name, entry in standing.files.items()
        }
        for name, stored in written.items():
            _check_hash(stored, standing.files[name].sha256)
        stored, new = self._write_once(manifest.version, MANIFEST, manifest.to_bytes(), JSON)
        written[MANIFEST] = stored
        return Added(Version(parse(Manifest, stored), stored), written, new)

    def withdraw(self, version: Version) -> None:
        """Remove a version that never was in force, the manifest first, so that nobody sees half of it.

        What a twin writes anew meanwhile is left to it.
        """
        generations = {version.stored.key: version.stored.generation}
        for listed in self._store.list(self._key(version.manifest.version, "")):
            generations.setdefault(listed.key, listed.generation)
        for key, generation in generations.items():
            with suppress(PreconditionFailed):
                self._store.remove(key, generation=generation)

    def promote(self, version: Version, *, over: int, reason: str) -> Decision:
        """Put a version in force if the pointer's generation is still `over` (0: if there is none).

        A pin, a moved pointer and an `as_of` older than that of the model in force keep the latter.
        """
        manifest = version.manifest
        current = self.in_force()
        decision = self.standing(manifest, current) or self._objection(manifest, current, over)
        if decision:
            return decision
        try:
            self._swap(self._pointer_to(version, current.pointer if current else None, reason), over)
        except PreconditionFailed:
            now = self.in_force()
            kept = Decision("kept", _MOVED, now.pointer.version if now else None)
            return self.standing(manifest, now) or kept
        return Decision("promoted", reason, manifest.version)

    def standing(self, manifest: Manifest, current: InForce | None) -> Decision | None:
        """What to say of a model that is in force already, by this version or by one of the same bytes."""
        if current is None:
            return None
        in_force = current.pointer
        if in_force.version == manifest.version:
            return Decision("promoted", in_force.reason, in_force.version)
        theirs = self._whole_manifest(in_force)
        if theirs and theirs.files[MODEL_JSON] == manifest.files[MODEL_JSON]:
            why = f"{in_force.version} is the same model and in force already"
            return Decision("unchanged", why, in_force.version)
        return None

    def rollback(self, to: str | None, reason: str) -> Pointer:
        """Put an earlier version in force and pin it, so that the next run does not undo it.

        Args:
            to: the version; by default the one that the present one replaced.
            reason: kept in the pointer.

        Raises:
            RegistryError: there is nothing to go back to, no such version, or its model is damaged.
            PreconditionFailed: the pointer moved meanwhile.
        """
        current, generation = self._pointer_as_found()
        target = to or self._version_before(current)
        if target is None:
            raise RegistryError(
                f"{self._no_way_back(current)}; name the version to go back to with --to "
                "(`spendcast models list` shows them)"
            )
        version = self.version(target)
        self.read_file(version.manifest, MODEL_JSON)  # whoever goes back must not land on a damaged model
        pointer = self._pointer_to(version, current, reason, pinned=True)
        self._swap(pointer, generation)
        return pointer

    def set_pinned(self, *, pinned: bool, reason: str) -> Pointer:
        """Pin the version in force, so that no run replaces it, or free it again.

        Raises:
            RegistryError: no model is in force, or the one to pin is damaged.
            PreconditionFailed: the pointer moved meanwhile.
        """
        current = self._require_in_force()
        if pinned:  # nobody is to be held to a damaged model
            self.read_file(self.manifest_of(current.pointer), MODEL_JSON)
        if current.pointer.pinned == pinned:
            return current.pointer
        pointer = current.pointer.model_copy(
            update={"seq": current.pointer.seq + 1, "pinned": pinned, "reason": reason}
        )
        self._swap(pointer, current.generation)
        return pointer

    def versions(self) -> list[Manifest]:
        """All versions that were written whole, by `as_of`. For people; readers follow the pointer.

        A manifest that cannot be read is logged and left out, so that it does not hide the others.
        """
        found = []
        for listed in self._store.list(f"{self._root}/versions/"):
            if listed.key.endswith(f"/{MANIFEST}"):
                try:
                    found.append(parse(Manifest, self._store.read(listed.key)))
                except RegistryError as error:
                    log.warning("%s", error)
        return sorted(found, key=lambda manifest: (manifest.as_of, manifest.version))

    def _objection(self, manifest: Manifest, current: InForce | None, over: int) -> Decision | None:
        """What keeps the model in force against this one, gates aside."""
        if current is None:
            return None if over == 0 else Decision("kept", _MOVED, None)
        in_force = current.pointer
        if in_force.pinned:
            why = f"{in_force.version} is pinned; `spendcast models unpin` frees it for later runs"
        elif later := in_force.later_than(manifest.as_of):
            why = later
        elif current.generation != over:
            why = _MOVED
        else:
            return None
        return Decision("kept", why, in_force.version)

    def _manifest_there(self, version: str) -> Manifest | None:
        try:
            return parse(Manifest, self._store.read(self._key(version, MANIFEST)))
        except ObjectMissing:
            return None

    def _whole_manifest(self, pointer: Pointer) -> Manifest | None:
        """The manifest in force; None where the version is damaged, answers nobody and may be replaced."""
        try:
            manifest = self.manifest_of(pointer)
            self.read_file(manifest, MODEL_JSON)
        except (RegistryError, ObjectMissing, ObjectChanged):
            return None
        return manifest

    def _pointer_as_found(self) -> tuple[Pointer | None, int]:
        """The pointer, None if it is missing or damaged, and the generation that the next move must name."""
        try:
            found = self._store.read(f"{self._root}/current.json")
        except ObjectMissing:
            return None, 0
        try:
            return parse(Pointer, found), found.generation
        except RegistryError:
            return None, found.generation

    def _pointer_to(
        self, version: Version, before: Pointer | None, reason: str, *, pinned: bool = False
    ) -> Pointer:
        return Pointer(
            seq=before.seq + 1 if before else 1,
            version=version.manifest.version,
            manifest=version.stored.key,
            generation=version.stored.generation,
            sha256=version.stored.sha256,
            as_of=version.manifest.as_of,
            previous=before.version if before else None,
            reason=reason,
            pinned=pinned,
        )

    def _version_before(self, current: Pointer | None) -> str | None:
        """The version that this one replaced; None where that was by going back, or where it is pinned."""
        if current is None or current.pinned or current.previous is None:
            return None
        before = self.version(current.previous).manifest
        return before.version if before.as_of <= current.as_of else None

    def _no_way_back(self, current: Pointer | None) -> str:
        if current is None:
            return f"no model {self.name!r} is in force in {self._store.address}"
        if current.pinned:
            return f"{current.version} was pinned, perhaps by a rollback"
        if current.previous is not None:
            return f"{current.version} replaced {current.previous}, which is later"
        return f"{current.version} is the first version"

    def _require_in_force(self) -> InForce:
        current = self.in_force()
        if current is None:
            raise RegistryError(f"no model {self.name!r} is in force in {self._store.address}")
        return current

    def _swap(self, pointer: Pointer, over: int) -> None:
        self._store.write(
            f"{self._root}/current.json", pointer.to_bytes(), if_generation=over, media_type=JSON
        )

    def _write_once(self, version: str, name: str, data: bytes, media_type: str) -> tuple[StoredObject, bool]:
        """What stands there, and whether this call wrote it."""
        key = self._key(version, name)
        while True:
            try:
                generation = self._store.write(key, data, if_generation=0, media_type=media_type)
                return StoredObject(key, generation, data), True
            except PreconditionFailed:
                with suppress(ObjectMissing):  # a twin has withdrawn it since
                    return self._store.read(key), False

    def _key(self, version: str, name: str) -> str:
        return f"{self._root}/versions/{version}/{name}"


_MOVED = (
    "the model in force changed after this run had compared itself with it; a run of another id compares anew"
)


def version_name(run_id: str, model_json: bytes) -> str:
    """`<run_id>-<sha12>`: who made it, and what it is."""
    return f"{run_id}-{sha256(model_json)[:12]}"


def _check_hash(stored: StoredObject, expected: str) -> None:
    if stored.sha256 != expected:
        raise RegistryError(
            f"{stored.key} has sha256 {stored.sha256[:12]}…, but {expected[:12]}… was recorded; "
            "it was changed after it was written; a run under another --run-id makes a version anew"
        )

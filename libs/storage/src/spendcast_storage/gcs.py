"""A bucket of Google Cloud Storage, or a folder in one, as an object store."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3
from google.api_core import exceptions as api
from google.api_core.retry import Retry
from google.auth import exceptions as auth
from google.cloud import storage
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
from google.cloud.storage.retry import DEFAULT_RETRY

from spendcast_storage.errors import (
    AddressError,
    ObjectChanged,
    ObjectMissing,
    PreconditionFailed,
    StoreUnavailable,
)
from spendcast_storage.store import OCTETS, Listed, StoredObject, check_key

_CALL_SECONDS = (5.0, 60.0)  # to connect, to answer
_WRITE_MARK = "spendcast-write"

# What an upload is told that had arrived before, or whose session of several requests is over: not found,
# gone, precondition failed.
_PERHAPS_DONE = (404, 410, 412)

# Every call names a generation or only reads, so each is safe to send again. A minute in all: a pod that
# waits longer had better fail and be started again.
_RETRY = DEFAULT_RETRY.with_delay(initial=0.2, maximum=10.0, multiplier=2.0).with_timeout(60.0)


class GCSStore:
    """An `ObjectStore` in `gs://bucket/prefix`; honours `STORAGE_EMULATOR_HOST`."""

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        client: Any = None,
        retry: Retry = _RETRY,
        timeout: tuple[float, float] = _CALL_SECONDS,
    ) -> None:
        """Nothing is called yet.

        Args:
            bucket: its name.
            prefix: without slashes at its ends.
            client: a `google.cloud.storage.Client`.
            retry: which failures of a call lead to another, when, and how long.
            timeout: seconds to connect and to answer, of each call.

        Raises:
            AddressError: no credentials were found.
        """
        self._prefix = f"{prefix}/" if prefix else ""
        self._how: dict[str, Any] = {"retry": retry, "timeout": timeout}
        try:
            self._bucket = (client or storage.Client()).bucket(bucket)
        except auth.DefaultCredentialsError as error:
            raise AddressError(
                f"gs://{bucket} was to be opened, but no Google credentials were found: run "
                "`gcloud auth application-default login`, or give the pod a service account"
            ) from error

    @property
    def address(self) -> str:
        """`gs://bucket/prefix`."""
        return f"gs://{self._bucket.name}/{self._prefix}".rstrip("/")

    def write(self, key: str, data: bytes, *, if_generation: int, media_type: str = OCTETS) -> int:
        """See `ObjectStore.write`.

        Each write carries a mark of its own: when an upload was sent again because the answer was lost,
        and is refused because it had arrived, the mark tells our own object from another writer's.
        """
        blob = self._blob(key)
        mark = uuid.uuid4().hex
        blob.metadata = {_WRITE_MARK: mark}
        with self._errors(f"write {key}"):
            try:
                blob.upload_from_string(
                    data,
                    content_type=media_type,
                    if_generation_match=if_generation,
                    checksum="crc32c",
                    **self._how,
                )
            except api.ClientError as refusal:
                if refusal.code not in _PERHAPS_DONE:
                    raise
                return self._own_generation(key, mark, if_generation, refusal)
        return int(blob.generation)

    def remove(self, key: str, *, generation: int) -> None:
        """See `ObjectStore.remove`."""
        with self._errors(f"remove {key}"):
            try:
                self._blob(key).delete(if_generation_match=generation, **self._how)
            except (api.NotFound, api.PreconditionFailed) as refusal:
                present = self._bucket.get_blob(self._prefix + key, **self._how)
                if present is not None:
                    raise PreconditionFailed(
                        f"{key} in {self.address} was to be removed at generation {generation}, "
                        f"but generation {present.generation} is there"
                    ) from refusal

    def read(self, key: str, *, generation: int | None = None) -> StoredObject:
        """See `ObjectStore.read`. Bytes and generation come from one answer."""
        blob = self._blob(key)
        with self._errors(f"read {key}"):
            data = blob.download_as_bytes(raw_download=True, checksum="crc32c", **self._how)
        found = StoredObject(key, int(blob.generation), data)
        if generation not in {None, found.generation}:
            raise ObjectChanged(
                f"{key} in {self.address} was to be read at generation {generation}, "
                f"but generation {found.generation} is there"
            )
        return found

    def list(self, prefix: str) -> list[Listed]:
        """See `ObjectStore.list`. Folder placeholders, which end with `/`, are no objects."""
        with self._errors(f"list {prefix}"):
            blobs = list(
                self._bucket.list_blobs(
                    prefix=self._prefix + prefix,
                    fields="items(name,generation,size),nextPageToken",
                    **self._how,
                )
            )
        found = (Listed(b.name.removeprefix(self._prefix), int(b.generation), int(b.size)) for b in blobs)
        return sorted((o for o in found if "/" in o.key and not o.key.endswith("/")), key=lambda o: o.key)

    def _blob(self, key: str) -> Any:
        return self._bucket.blob(self._prefix + check_key(key))

    def _own_generation(self, key: str, mark: str, expected: int, refusal: api.ClientError) -> int:
        """Generation of the object if it bears our mark; else it was refused with reason."""
        present = self._bucket.get_blob(self._prefix + key, **self._how)
        if present is not None and (present.metadata or {}).get(_WRITE_MARK) == mark:
            return int(present.generation)
        if not isinstance(refusal, api.PreconditionFailed):
            raise refusal
        raise PreconditionFailed(
            f"{key} in {self.address} was to be written over generation {expected}, "
            f"but generation {present.generation if present else 0} is there"
        )

    @contextmanager
    def _errors(self, attempt: str) -> Iterator[None]:
        where = f"{attempt} in {self.address}"
        try:
            yield
        except api.NotFound as error:
            if attempt.startswith("read"):
                raise ObjectMissing(f"could not {where}: it is not there") from error
            if "upload_id=" in str(error):
                raise StoreUnavailable(f"could not {where}: the upload's session was lost") from error
            raise AddressError(f"could not {where}: there is no such bucket") from error
        except (api.GoogleAPIError, auth.GoogleAuthError, InvalidResponse, DataCorruption) as error:
            raise StoreUnavailable(f"could not {where}: {error}") from error
        except (OSError, urllib3.exceptions.HTTPError) as error:  # requests' own errors are OSErrors
            raise StoreUnavailable(f"could not {where}: {error}") from error

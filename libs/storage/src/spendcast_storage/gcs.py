"""A bucket of Google Cloud Storage, or a folder in one, as an object store."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from google.api_core import exceptions as api
from google.api_core.retry import Retry
from google.auth import exceptions as auth
from google.cloud import storage
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse

from spendcast_storage.errors import (
    AddressError,
    ObjectChanged,
    ObjectMissing,
    PreconditionFailed,
    StoreUnavailable,
)
from spendcast_storage.store import OCTETS, Listed, StoredObject, check_key

_CALL_SECONDS = (5.0, 60.0)  # to connect, to answer
_TRANSIENT = (408, 429, 500, 502, 503, 504)
_WRITE_MARK = "spendcast-write"


def _is_transient(error: BaseException) -> bool:
    if isinstance(error, api.GoogleAPICallError):
        return error.code in _TRANSIENT
    if isinstance(error, InvalidResponse):
        return error.response.status_code in _TRANSIENT
    return isinstance(
        error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError
    )


# Every call names a generation or only reads, so each is safe to send again. A minute in all: a pod that
# waits longer had better fail and be started again.
_RETRY = Retry(predicate=_is_transient, initial=0.2, maximum=10.0, multiplier=2.0, timeout=60.0)


class GCSStore:
    """An `ObjectStore` in `gs://bucket/prefix`; honours `STORAGE_EMULATOR_HOST`."""

    def __init__(self, bucket: str, prefix: str = "", *, client: Any = None, retry: Retry = _RETRY) -> None:
        """`prefix` is without slashes at its ends; `client` is a `google.cloud.storage.Client`.

        Raises:
            AddressError: no credentials were found.
        """
        self._prefix = f"{prefix}/" if prefix else ""
        self._retry = retry
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

        Each write carries a mark of its own: when a retried upload is refused because its first try had
        arrived and only the answer was lost, the mark tells our own object from another writer's.
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
                    retry=self._retry,
                    timeout=_CALL_SECONDS,
                )
            except api.PreconditionFailed:
                return self._own_generation(key, mark, if_generation)
        return int(blob.generation)

    def read(self, key: str, *, generation: int | None = None) -> StoredObject:
        """See `ObjectStore.read`. Bytes and generation come from one answer."""
        blob = self._blob(key)
        with self._errors(f"read {key}"):
            data = blob.download_as_bytes(
                raw_download=True, checksum="crc32c", retry=self._retry, timeout=_CALL_SECONDS
            )
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
                    retry=self._retry,
                    timeout=_CALL_SECONDS,
                )
            )
        found = (Listed(b.name.removeprefix(self._prefix), int(b.generation), int(b.size)) for b in blobs)
        return sorted((o for o in found if "/" in o.key and not o.key.endswith("/")), key=lambda o: o.key)

    def _blob(self, key: str) -> Any:
        return self._bucket.blob(self._prefix + check_key(key))

    def _own_generation(self, key: str, mark: str, expected: int) -> int:
        """Generation of the object if it bears our mark."""
        present = self._bucket.get_blob(self._prefix + key, retry=self._retry, timeout=_CALL_SECONDS)
        if present is not None and (present.metadata or {}).get(_WRITE_MARK) == mark:
            return int(present.generation)
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
            if "bucket" in str(error).lower() and attempt.startswith(("list", "write")):
                raise AddressError(f"could not {where}: there is no such bucket") from error
            raise ObjectMissing(f"could not {where}: it is not there") from error
        except (api.GoogleAPICallError, api.RetryError, InvalidResponse, DataCorruption) as error:
            raise StoreUnavailable(f"could not {where}: {error}") from error
        except (requests.RequestException, auth.GoogleAuthError) as error:
            raise StoreUnavailable(f"could not {where}: {error}") from error

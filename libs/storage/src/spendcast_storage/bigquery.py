"""The evaluations table in a dataset of BigQuery, for every run and every store of a team."""

import hashlib
import io
import itertools
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic, sleep
from typing import Any

from google.api_core import exceptions as api
from google.api_core.retry import Retry
from google.auth import exceptions as auth
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_JOB_RETRY, DEFAULT_RETRY

from spendcast_storage.errors import AddressError, StoreUnavailable, TableDamaged
from spendcast_storage.evaluations import COLUMNS, TABLE, Column, Evaluation, from_fields, to_fields

_TYPES = {
    str: "STRING",
    int: "INT64",
    float: "FLOAT64",
    date: "DATE",
    datetime: "TIMESTAMP",
    dict: "STRING",  # JSON_VALUE reads it as well as the type JSON, which refuses some numbers
}
_OTHER_NAMES = {"INTEGER": "INT64", "FLOAT": "FLOAT64"}  # as the API answers
_LABELS = {"app": "spendcast"}
_RIGHTS = (
    "it needs roles/bigquery.dataEditor on the dataset and roles/bigquery.jobUser on the project; "
    "see docs/operator/evaluations.md"
)

# Reasons for which a load job of ours fails and the next may not:
# https://cloud.google.com/bigquery/docs/error-messages
_PASSING = (
    "backendError",
    "internalError",
    "rateLimitExceeded",
    "stopped",
    "jobBackendError",
    "jobInternalError",
)
_MOST_JOBS = 4
_UPLOAD_RETRIES = 3
_RETRY = DEFAULT_RETRY.with_delay(initial=0.2, maximum=10.0, multiplier=2.0).with_timeout(60.0)


@dataclass(frozen=True)
class Patience:
    """How long to wait for what.

    Attributes:
        retry: which failures of a call that is safe to repeat lead to another, when, and how long.
        call_seconds: for an answer.
        job_seconds: for the end of a job.
        pause_seconds: between two looks at a job; twice as long after a job that failed, and doubling.
    """

    retry: Retry = _RETRY
    call_seconds: float = 60.0
    job_seconds: float = 120.0
    pause_seconds: float = 0.5


class BigQueryEvaluations:
    """An `EvaluationsTable` in `bigquery://project/dataset`; honours `BIGQUERY_EMULATOR_HOST`.

    A row is a load job whose id follows from the table (its name and when it was made), store, run and
    cache key. BigQuery takes an id once, so a row that is recorded again, by a retry or a twin, finds
    that job. A job that failed keeps its id; the next try goes by the same id with `-2`. BigQuery forgets
    jobs after half a year: readers drop rows that came twice.
    """

    def __init__(
        self,
        project: str,
        dataset: str,
        *,
        store: str | None = None,
        client: bigquery.Client | None = None,
        patience: Patience = Patience(),
    ) -> None:
        """Nothing is called yet.

        Args:
            project: it holds the dataset, and its jobs are billed to it.
            dataset: it must be there; the table is made by the first row.
            store: address of the store whose rows these are; None for one that has no address for everybody.
            client: of BigQuery.
            patience: how long to wait.

        Raises:
            AddressError: no credentials were found.
        """
        self._name = f"{project}.{dataset}.{TABLE}"
        self._store = store
        self._patience = patience
        self._how: dict[str, Any] = {"retry": patience.retry, "timeout": patience.call_seconds}
        try:
            self._client = client or _client(project)
        except auth.DefaultCredentialsError as error:
            raise AddressError(
                f"{self._name} in BigQuery was to be opened, but no Google credentials were found: run "
                "`gcloud auth application-default login`, or give the pod a service account"
            ) from error

    def record(self, row: Evaluation) -> None:
        """See `EvaluationsTable.record`."""
        fields = to_fields(row, self._store)
        line = json.dumps(fields).encode()
        with self._errors("write to"):
            table = self._prepared()
            ours = 0
            for job_id in _job_ids(self._name, table.created, self._store, row):
                job, is_ours = self._load(table, line, job_id)
                if self._failure(job) is None:
                    return
                if is_ours:
                    ours += 1
                    self._raise_unless_passing(job, last=ours == _MOST_JOBS)
                    sleep(self._patience.pause_seconds * 2**ours)

    def rows(self, model: str) -> list[Evaluation]:
        """See `EvaluationsTable.rows`."""
        query = f"""
            SELECT * FROM `{self._name}` WHERE model = @model AND ifnull(store, '') = @store
            QUALIFY row_number() OVER (PARTITION BY run_id, cache_key ORDER BY recorded_at) = 1
            ORDER BY recorded_at
        """  # noqa: S608 - project and dataset were checked
        values = {"model": model, "store": self._store or ""}
        parameters = [bigquery.ScalarQueryParameter(name, "STRING", value) for name, value in values.items()]
        with self._errors("read"):
            try:
                table = self._client.get_table(self._name, **self._how)
            except api.NotFound:
                self._client.get_dataset(self._name.rpartition(".")[0], **self._how)
                return []
            found = self._client.query_and_wait(
                query,
                job_config=bigquery.QueryJobConfig(query_parameters=parameters, labels=_LABELS),
                location=table.location,
                api_timeout=self._patience.call_seconds,
                wait_timeout=self._patience.job_seconds,
                retry=self._patience.retry,
                job_retry=DEFAULT_JOB_RETRY.with_timeout(self._patience.job_seconds),
            )
            return [from_fields(dict(row)) for row in found]

    def _prepared(self) -> bigquery.Table:
        """The table, made where there is none, and with the optional columns that an older one lacks.

        Raises:
            TableDamaged: it lacks other columns, or has one of another type.
        """
        try:
            table = self._client.get_table(self._name, **self._how)
        except api.NotFound:
            table = self._client.create_table(_new_table(self._name), exists_ok=True, **self._how)
        present = {field.name: _OTHER_NAMES.get(field.field_type, field.field_type) for field in table.schema}
        missing = [column for column in COLUMNS if column.name not in present]
        wrong = [c.name for c in missing if c.required]
        wrong += [c.name for c in COLUMNS if present.get(c.name, _TYPES[c.kind]) != _TYPES[c.kind]]
        if wrong:
            raise TableDamaged(
                f"{self._name} in BigQuery is no evaluations table: {', '.join(wrong)} missing or of another "
                "type; rename it (ALTER TABLE ... RENAME TO), a run makes another"
            )
        if not missing:
            return table
        table.schema = [*table.schema, *map(_field, missing)]
        try:
            return self._client.update_table(table, ["schema"], **self._how)
        except api.PreconditionFailed:  # a twin was faster; columns only ever come
            return self._prepared()

    def _load(self, table: bigquery.Table, line: bytes, job_id: str) -> tuple[bigquery.LoadJob, bool]:
        """The job of that id, and whether it was started here."""
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.NEWLINE_DELIMITED_JSON,
            write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
            create_disposition=bigquery.CreateDisposition.CREATE_NEVER,
            labels=_LABELS,
        )
        try:
            # Safe to send again: what had arrived before is a conflict.
            job = self._client.load_table_from_file(
                io.BytesIO(line),
                table.reference,
                size=len(line),
                num_retries=_UPLOAD_RETRIES,
                job_id=job_id,
                location=table.location,
                job_config=config,
                timeout=self._patience.call_seconds,
            )
        except api.Conflict:
            return self._client.get_job(job_id, location=table.location, **self._how), False
        return job, True

    def _failure(self, job: bigquery.LoadJob) -> dict[str, str] | None:
        """What the job failed of, once it has ended; None if it succeeded."""
        end = monotonic() + self._patience.job_seconds
        while not job.done(**self._how):
            if monotonic() > end:
                raise StoreUnavailable(
                    f"load job {job.job_id} into {self._name} in BigQuery has not ended in "
                    f"{self._patience.job_seconds:.0f} s; the same call waits for it again"
                )
            sleep(self._patience.pause_seconds)
        failure: dict[str, str] | None = job.error_result
        return failure

    def _raise_unless_passing(self, job: bigquery.LoadJob, *, last: bool) -> None:
        reason, message = job.error_result.get("reason"), job.error_result.get("message")
        told = f"load job {job.job_id} into {self._name} in BigQuery failed ({reason}): {message}"
        if reason == "invalid":
            raise TableDamaged(f"{told}; the row does not fit the table's columns")
        if reason == "accessDenied":
            raise StoreUnavailable(f"{told}; {_RIGHTS}")
        if last or reason not in _PASSING:
            raise StoreUnavailable(told)

    @contextmanager
    def _errors(self, attempt: str) -> Iterator[None]:
        where = f"could not {attempt} {self._name} in BigQuery"
        try:
            yield
        except api.NotFound as error:
            raise AddressError(
                f"{where}: there is no such dataset ({error.message}); "
                f"make it: bq mk --dataset {self._name.rpartition('.')[0].replace('.', ':')}"
            ) from error
        except api.Forbidden as error:
            raise StoreUnavailable(f"{where}: {error.message}; if that is not a quota, {_RIGHTS}") from error
        except (api.GoogleAPIError, auth.GoogleAuthError) as error:
            raise StoreUnavailable(f"{where}: {error}") from error
        except OSError as error:  # requests' own errors, and time that is over
            raise StoreUnavailable(f"{where}: {error}") from error
        except (KeyError, TypeError) as error:  # the client trusts that every field is there
            raise StoreUnavailable(
                f"{where}: the answer is not one of BigQuery's ({type(error).__name__}: {error}). An "
                "emulator may not know this call: rename the table there, and a run makes another"
            ) from error


def _client(project: str) -> bigquery.Client:
    emulated = os.environ.get("BIGQUERY_EMULATOR_HOST")
    return bigquery.Client(project=project, credentials=AnonymousCredentials() if emulated else None)


def _new_table(name: str) -> bigquery.Table:
    table = bigquery.Table(name, schema=[_field(column) for column in COLUMNS])
    table.time_partitioning = bigquery.TimePartitioning(field="as_of")
    table.clustering_fields = ["model", "store"]
    table.labels = _LABELS
    table.description = "One row for each evaluation that a run of Spendcast made"
    return table


def _field(column: Column) -> bigquery.SchemaField:
    mode = "REQUIRED" if column.required else "NULLABLE"
    return bigquery.SchemaField(column.name, _TYPES[column.kind], mode, description=column.description)


def _job_ids(table: str, created: datetime | None, store: str | None, row: Evaluation) -> Iterator[str]:
    """The ids by which the row may be loaded, in this order. All datasets of a project share its ids.

    A table that took the place of another of its name has rows of its own to load.
    """
    made = created.isoformat() if created else None
    key = json.dumps([table, made, store, row.run_id, row.cache_key])
    first = f"spendcast-{hashlib.sha256(key.encode()).hexdigest()}"
    yield first
    yield from (f"{first}-{number}" for number in itertools.count(2))

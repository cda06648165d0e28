"""The evaluations table: one row for each evaluation that a run made."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from spendcast_storage.errors import StoreUnavailable, TableDamaged

_WAIT_SECONDS = 30.0
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)  # ERROR: other columns


class Evaluation(BaseModel):
    """A row: how good the model of one run is. Errors are in the units of `revenue` or shares of it."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    run_id: str
    cache_key: str
    model: str = Field(description="name of the model in the registry")
    as_of: date
    kind: str = Field(description="class of model, such as linear_baseline")
    model_sha256: str
    verdict: str = Field(description="what the gates said: pass, fail or first")
    compared_with: str | None = Field(description="version of the model in force at the time")
    last_period: str
    periods: int
    r2: float | None
    adjusted_r2: float | None
    mape: float | None
    rmse: float
    rolling_mape: float | None
    rolling_rmse: float | None
    naive_mape: float | None
    details: dict[str, Any] = Field(description="all metrics and gates of the evaluation")


class EvaluationsTable(Protocol):
    """A table of evaluations, keyed by run and cache key."""

    def record(self, row: Evaluation) -> None:
        """Store the row; a row of the same run and cache key is there already: keep that one."""
        ...

    def rows(self, model: str) -> list[Evaluation]:
        """The rows of one model, oldest first."""
        ...


class SQLiteEvaluations:
    """An `EvaluationsTable` in a file, for a laptop."""

    def __init__(self, path: Path) -> None:
        """The file is made by the first row."""
        self._path = path

    def record(self, row: Evaluation) -> None:
        """See `EvaluationsTable.record`."""
        fields = row.model_dump(mode="json") | {"details": json.dumps(row.details, sort_keys=True)}
        fields["recorded_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        names = ", ".join(fields)
        marks = ", ".join(f":{name}" for name in fields)
        with self._connected() as connection:
            connection.execute(_CREATE)
            # Not INSERT OR IGNORE, which drops a row for any reason, a value that is missing among them.
            insert = f"INSERT INTO evaluations ({names}) VALUES ({marks})"  # noqa: S608 - the names are this class's own
            connection.execute(f"{insert} ON CONFLICT (run_id, cache_key) DO NOTHING", fields)

    def rows(self, model: str) -> list[Evaluation]:
        """See `EvaluationsTable.rows`."""
        if not self._path.exists():
            return []
        with self._connected() as connection:
            connection.row_factory = sqlite3.Row
            connection.execute(_CREATE)
            found = connection.execute(
                "SELECT * FROM evaluations WHERE model = ? ORDER BY recorded_at, rowid", (model,)
            ).fetchall()
        return [Evaluation.model_validate(dict(r) | {"details": json.loads(r["details"])}) for r in found]

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as connection, connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
                raise TableDamaged(
                    f"{self._path} is no evaluations table ({error}); move it away, a run makes another"
                ) from error
            raise StoreUnavailable(f"could not use the evaluations table in {self._path}: {error}") from error


_CREATE = """
CREATE TABLE IF NOT EXISTS evaluations (
  run_id TEXT NOT NULL, cache_key TEXT NOT NULL, model TEXT NOT NULL, as_of TEXT NOT NULL, kind TEXT NOT NULL,
  model_sha256 TEXT NOT NULL, verdict TEXT NOT NULL, compared_with TEXT, last_period TEXT NOT NULL,
  periods INTEGER NOT NULL, r2 REAL, adjusted_r2 REAL, mape REAL, rmse REAL NOT NULL,
  rolling_mape REAL, rolling_rmse REAL, naive_mape REAL, details TEXT NOT NULL, recorded_at TEXT NOT NULL,
  PRIMARY KEY (run_id, cache_key)
) STRICT
"""

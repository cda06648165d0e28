"""The evaluations table in an SQLite file, for a laptop."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from spendcast_storage.errors import StoreUnavailable, TableDamaged
from spendcast_storage.evaluations import COLUMNS, TABLE, Column, Evaluation, from_fields, to_fields

_WAIT_SECONDS = 30.0
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)  # ERROR: other columns
_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL", date: "TEXT", datetime: "TEXT", dict: "TEXT"}


class SQLiteEvaluations:
    """An `EvaluationsTable` in a file."""

    def __init__(self, path: Path, *, store: str | None = None) -> None:
        """The file is made by the first row.

        Args:
            path: of the file.
            store: address of the store whose rows these are; None for that which holds the file.
        """
        self._path = path
        self._store = store

    def record(self, row: Evaluation) -> None:
        """See `EvaluationsTable.record`."""
        fields = to_fields(row, self._store)
        names = ", ".join(fields)
        marks = ", ".join(f":{name}" for name in fields)
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            _widen(connection)
            # Not INSERT OR IGNORE, which drops a row for any reason, a value that is missing among them.
            insert = f"INSERT INTO {TABLE} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
            connection.execute(f"{insert} ON CONFLICT DO NOTHING", fields)

    def rows(self, model: str) -> list[Evaluation]:
        """See `EvaluationsTable.rows`."""
        if not self._path.exists():
            return []
        with self._connected() as connection:
            connection.row_factory = sqlite3.Row
            query = f"SELECT * FROM {TABLE} WHERE model = ? ORDER BY recorded_at, rowid"  # noqa: S608 - as above
            found = [dict(row) for row in connection.execute(query, (model,))]
        # An older table, which is not changed by reading it, has no column `store`.
        return [from_fields(fields) for fields in found if fields.get("store") == self._store]

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A transaction on the table, which is made where there is none."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as connection, connection:
                declared = ", ".join(map(_declared, COLUMNS))
                connection.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} ({declared}) STRICT")
                yield connection
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
                raise TableDamaged(
                    f"{self._path} is no evaluations table ({error}); move it away, a run makes another"
                ) from error
            raise StoreUnavailable(f"could not use the evaluations table in {self._path}: {error}") from error


def _widen(connection: sqlite3.Connection) -> None:
    """Add the optional columns that an older table lacks, and the rule that a row is there once."""
    present = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({TABLE})")}
    for column in COLUMNS:
        if column.name not in present and not column.required:
            connection.execute(f"ALTER TABLE {TABLE} ADD COLUMN {_declared(column)}")
    connection.execute(
        f"CREATE UNIQUE INDEX IF NOT EXISTS {TABLE}_once ON {TABLE} (ifnull(store, ''), run_id, cache_key)"
    )


def _declared(column: Column) -> str:
    return f"{column.name} {_TYPES[column.kind]}{' NOT NULL' if column.required else ''}"

"""Work at the evaluations table for several processes at once."""

from collections.abc import Sequence
from multiprocessing.synchronize import Barrier

from contracts.processes import MOST_SECONDS

from spendcast_storage import Evaluation, open_evaluations, open_store


def record_all(address: str, rows: Sequence[Evaluation], start: Barrier) -> None:
    """Record the rows in the table of the store, beginning at the same time as the others."""
    table = open_evaluations(None, open_store(address))
    start.wait(MOST_SECONDS)
    for row in rows:
        table.record(row)

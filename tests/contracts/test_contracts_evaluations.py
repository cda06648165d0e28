from pathlib import Path

from contracts.processes import context, started
from contracts.recording import record_all
from unit.storage.evaluated import EVALUATION

from spendcast_storage import open_evaluations, open_store

TOGETHER = 8


def test_8_processes_at_once_make_one_row_for_each_run_and_cache_key(memory_path: Path) -> None:
    address = str(memory_path / "store")
    rows = [
        EVALUATION.model_copy(update={"run_id": run, "cache_key": key * 64})
        for run in ("r1", "r2")
        for key in "abcde"
    ]
    start = context.Barrier(TOGETHER)
    with started(record_all, *[(address, rows, start)] * TOGETHER) as results:
        results()
    assert sorted(open_evaluations(None, open_store(address)).rows("revenue"), key=repr) == sorted(
        rows, key=repr
    )

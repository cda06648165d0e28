"""The evaluations table in a BigQuery emulator, which has Google's own SQL parser."""

from pathlib import Path

import pytest
from cloud.conftest import At
from contracts.evaluations_conformance import EvaluationsConformance, OpenTable
from contracts.pipeline import MODEL, add_months, run_all
from contracts.processes import exit_code_of

from spendcast_storage import EvaluationsTable, open_evaluations, open_store


class TestBigQuery(EvaluationsConformance):
    @pytest.fixture
    def open_table(self, address: str) -> OpenTable:
        def open_for(store: str | None) -> EvaluationsTable:
            return open_evaluations(address, At(store or "/folder"))

        return open_for


def test_runs_of_the_pipeline_leave_a_row_each(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_EVALUATIONS", address)
    store = open_store(str(tmp_path / "store"))
    for run_id, as_of, months in (("r1", "2025-01-05", 24), ("r2", "2025-02-05", 25)):
        add_months(store.address, months)
        assert exit_code_of(run_all, store.address, run_id, as_of) == 0
    first, second = open_evaluations(address, store).rows(MODEL)
    assert (first.run_id, first.verdict, first.compared_with) == ("r1", "first", None)
    assert second.run_id == "r2"
    assert second.compared_with is not None
    assert second.compared_with.startswith("r1-")
    assert second.details["compared_with"] == second.compared_with
    assert not (tmp_path / "store" / "evaluations.sqlite").exists()

"""The real steps on a bucket: the same outputs as in a folder, and one document of two twins."""

from pathlib import Path

import pytest
from contracts.pipeline import (
    MODEL,
    StepCall,
    add_months,
    document_of,
    essence,
    run_all,
    run_at_once,
    run_step,
    state_of_registry,
)
from contracts.processes import context, exit_code_of, started

from spendcast_contract import STEPS
from spendcast_storage import open_evaluations, open_store

RUN = ("r1", "2025-01-05")


@pytest.fixture
def evaluations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the evaluations table of all stores of the test."""
    address = f"sqlite://{tmp_path}/evaluations.sqlite"
    monkeypatch.setenv("SPENDCAST_EVALUATIONS", address)
    return address


@pytest.mark.usefixtures("evaluations")
def test_a_bucket_and_a_folder_come_to_the_same_documents_outputs_and_registry(
    bucket: str, tmp_path: Path
) -> None:
    stores = [open_store(f"gs://{bucket}/advertisers/one"), open_store(str(tmp_path / "store"))]
    for store in stores:
        for months, run in ((24, RUN), (25, ("r2", "2025-02-05"))):
            add_months(store.address, months)
            assert exit_code_of(run_all, store.address, *run) == 0
    on_gcs, in_folder = stores
    for run_id in ("r1", "r2"):
        for step in STEPS:
            assert essence(document_of(on_gcs, step, run_id)) == essence(document_of(in_folder, step, run_id))
    assert state_of_registry(on_gcs) == state_of_registry(in_folder)
    assert state_of_registry(on_gcs)[0]["seq"] == 2


def test_two_copies_of_each_step_at_once_end_with_one_document_and_one_row(
    bucket: str, evaluations: str
) -> None:
    store = open_store(f"gs://{bucket}/twins")
    add_months(store.address, 24)
    for step in STEPS:
        call = (StepCall(store.address, step, *RUN), context.Barrier(2))
        with started(run_at_once, call, call) as results:
            assert results() == [0, 0]
    assert state_of_registry(store)[0]["seq"] == 1
    assert len(open_evaluations(evaluations, store).rows(MODEL)) == 1


def test_a_bucket_without_an_evaluations_table_is_a_wrong_call(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPENDCAST_EVALUATIONS", raising=False)
    store = open_store(f"gs://{bucket}")
    add_months(store.address, 24)
    calls = {step: StepCall(store.address, step, *RUN) for step in STEPS}
    assert [exit_code_of(run_step, calls[step]) for step in ("validate", "train", "evaluate")] == [0, 0, 64]

import sqlite3
from pathlib import Path

import pytest
from pydantic import ValidationError

from spendcast_storage import Evaluation, EvaluationsTable, StoreUnavailable, TableDamaged
from spendcast_storage.evaluations import SQLiteEvaluations


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "evaluations.sqlite"


@pytest.fixture
def table(file: Path) -> EvaluationsTable:
    return SQLiteEvaluations(file)


def test_a_row_comes_back_as_it_was(table: EvaluationsTable, evaluation: Evaluation) -> None:
    table.record(evaluation)
    assert table.rows("revenue") == [evaluation]


def test_a_row_that_is_recorded_again_is_kept_once_and_as_it_was(
    table: EvaluationsTable, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    table.record(evaluation)
    table.record(evaluation.model_copy(update={"r2": 0.1}))
    assert table.rows("revenue") == [evaluation]


def test_a_run_has_a_row_for_each_cache_key_and_a_cache_key_for_each_run(
    table: EvaluationsTable, evaluation: Evaluation
) -> None:
    rows = [
        evaluation,
        evaluation.model_copy(update={"cache_key": "c" * 64}),
        evaluation.model_copy(update={"run_id": "another"}),
    ]
    for row in rows:
        table.record(row)
    assert table.rows("revenue") == rows


def test_rows_are_those_of_one_model(table: EvaluationsTable, evaluation: Evaluation) -> None:
    table.record(evaluation)
    assert table.rows("other") == []


def test_a_table_that_is_not_there_has_no_rows_and_is_not_made_by_asking(
    table: EvaluationsTable, file: Path
) -> None:
    assert table.rows("revenue") == []
    assert not file.parent.exists()


def test_the_file_is_a_table_that_any_sqlite_reads(
    table: EvaluationsTable, file: Path, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    connection = sqlite3.connect(file)
    found = connection.execute("SELECT run_id, as_of, r2, rolling_mape FROM evaluations").fetchall()
    connection.close()
    assert found == [("2026-01-05-aaaa", "2026-01-05", 0.9, None)]


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_no_evaluation(evaluation: Evaluation, number: float) -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Evaluation.model_validate(evaluation.model_dump() | {"rmse": number})


def test_a_row_that_the_table_cannot_hold_is_an_error_and_not_dropped(
    table: EvaluationsTable, evaluation: Evaluation
) -> None:
    with pytest.raises(StoreUnavailable, match=r"NOT NULL constraint failed: evaluations\.rmse"):
        table.record(evaluation.model_copy(update={"rmse": None}))


def test_a_file_that_is_no_table_is_reported_by_its_name(
    table: EvaluationsTable, file: Path, evaluation: Evaluation
) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database" * 100)
    with pytest.raises(TableDamaged, match=f"{file} is no evaluations table"):
        table.record(evaluation)
    with pytest.raises(TableDamaged, match=str(file)):
        table.rows("revenue")


def test_a_table_with_other_columns_is_damaged_not_busy(
    table: EvaluationsTable, file: Path, evaluation: Evaluation
) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE evaluations (a)")
    connection.close()
    with pytest.raises(TableDamaged, match="move it away"):
        table.record(evaluation)

import sqlite3
from pathlib import Path

import pytest
from contracts.evaluations_conformance import EvaluationsConformance, OpenTable
from pydantic import ValidationError

from spendcast_storage import Evaluation, EvaluationsTable, StoreUnavailable, TableDamaged
from spendcast_storage.sqlite import SQLiteEvaluations


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "evaluations.sqlite"


@pytest.fixture
def table(file: Path) -> EvaluationsTable:
    return SQLiteEvaluations(file)


class TestSQLite(EvaluationsConformance):
    @pytest.fixture
    def open_table(self, file: Path) -> OpenTable:
        return lambda store: SQLiteEvaluations(file, store=store)


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


def test_a_table_of_an_older_version_gets_the_columns_that_it_lacks_and_keeps_its_rows(
    table: EvaluationsTable, file: Path, evaluation: Evaluation
) -> None:
    older = evaluation.model_copy(update={"run_id": "older", "naive_mape": None})
    table.record(older)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP INDEX evaluations_once")
        for column in ("store", "naive_mape"):
            connection.execute(f"ALTER TABLE evaluations DROP COLUMN {column}")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(ValidationError, match="naive_mape"):
        table.rows("revenue")
    assert file.read_bytes() == before
    table.record(evaluation)
    assert table.rows("revenue") == [older, evaluation]

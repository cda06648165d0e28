"""What every evaluations table must do. A suite for one table gives the fixture `open_table`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from unit.storage.evaluated import EVALUATION

from spendcast_storage import Evaluation, EvaluationsTable

OpenTable = Callable[[str | None], EvaluationsTable]
"""Opens the same table for the store at an address."""

ONE, ANOTHER = "gs://bucket/advertiser-1", "gs://bucket/advertiser-2"
TOGETHER = 4


def changed(**fields: object) -> Evaluation:
    return EVALUATION.model_copy(update=fields)


class EvaluationsConformance:
    def test_a_row_comes_back_as_it_was(self, open_table: OpenTable) -> None:
        table = open_table(ONE)
        table.record(EVALUATION)
        assert table.rows("revenue") == [EVALUATION]

    def test_every_column_takes_a_value_and_the_optional_ones_none(self, open_table: OpenTable) -> None:
        optional = (
            "compared_with",
            "r2",
            "adjusted_r2",
            "mape",
            "rolling_mape",
            "rolling_rmse",
            "naive_mape",
        )
        full = changed(compared_with="v1", rolling_mape=0.1, rolling_rmse=1.5e9)
        bare = changed(cache_key="c" * 64, **dict.fromkeys(optional))
        table = open_table(ONE)
        table.record(full)
        table.record(bare)
        assert table.rows("revenue") == [full, bare]

    def test_a_row_that_is_recorded_again_is_kept_once_and_as_it_was(self, open_table: OpenTable) -> None:
        table = open_table(ONE)
        table.record(EVALUATION)
        table.record(EVALUATION)
        open_table(ONE).record(changed(r2=0.1))
        assert table.rows("revenue") == [EVALUATION]

    def test_a_run_has_a_row_for_each_cache_key_and_a_cache_key_for_each_run(
        self, open_table: OpenTable
    ) -> None:
        rows = [EVALUATION, changed(cache_key="c" * 64), changed(run_id="another")]
        table = open_table(ONE)
        for row in rows:
            table.record(row)
        assert table.rows("revenue") == rows

    def test_rows_are_those_of_one_model_and_one_store(self, open_table: OpenTable) -> None:
        """Twins in all but their store: the same run, data, code and parameters."""
        for store in (ONE, ANOTHER, None):
            open_table(store).record(EVALUATION)
        open_table(ONE).record(changed(model="orders", cache_key="d" * 64))
        for store in (ONE, ANOTHER, None):
            assert open_table(store).rows("revenue") == [EVALUATION]
        assert open_table("gs://elsewhere").rows("revenue") == []

    def test_rows_come_in_the_order_in_which_they_were_recorded(self, open_table: OpenTable) -> None:
        days = (date(2026, 1, 7), date(2026, 1, 5), date(2026, 1, 6))
        rows = [changed(run_id=f"r-{day}", as_of=day) for day in days]
        table = open_table(ONE)
        for row in rows:
            table.record(row)
        assert table.rows("revenue") == rows

    def test_a_table_that_is_not_there_has_no_rows(self, open_table: OpenTable) -> None:
        assert open_table(ONE).rows("revenue") == []

    def test_recorders_of_the_same_row_at_once_make_one_row(self, open_table: OpenTable) -> None:
        start = Barrier(TOGETHER)

        def record(_: int) -> None:
            table = open_table(ONE)
            start.wait(30)
            table.record(EVALUATION)

        with ThreadPoolExecutor(TOGETHER) as pool:
            list(pool.map(record, range(TOGETHER)))
        assert open_table(ONE).rows("revenue") == [EVALUATION]

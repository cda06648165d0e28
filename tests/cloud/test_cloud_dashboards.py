"""The SQL of docs/operator/evaluations.md, run as it stands there."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cloud.conftest import At
from unit.storage.evaluated import EVALUATION

from spendcast_storage import open_evaluations

PAGE = Path(__file__).resolve().parents[2] / "docs/operator/evaluations.md"
ONE, ANOTHER = "gs://bucket/advertiser-1", "gs://bucket/advertiser-2"
ROAS = {"low": 1.5, "mean": 2.0, "median": 2.0, "high": 2.5}
DETAILS = {
    "channels": {"search_engine": {"verdict": "identified", "roas": ROAS}},
    "gates": [{"name": "finite", "value": None}, {"name": "drift", "value": 1.25}],
}

Query = Callable[[str], list[dict[str, object]]]


@pytest.fixture
def blocks(address: str) -> list[str]:
    """The page's SQL, for the test's dataset, in which two advertisers had runs."""
    for store, month, rolling in ((ONE, 1, 0.10), (ONE, 2, 0.08), (ANOTHER, 1, 0.2)):
        row = EVALUATION.model_copy(
            update={
                "run_id": f"r{month}",
                "as_of": date(2026, month, 5),
                "rolling_mape": rolling,
                "details": DETAILS,
            }
        )
        open_evaluations(address, At(store)).record(row)
    found = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [block.replace("marketing.", f"{address.rpartition('/')[2]}.") for block in found]


def view(block: str) -> str:
    return block.split()[4]


def test_the_latest_evaluation_of_each_store_and_model(blocks: list[str], query: Query) -> None:
    query(blocks[0])
    found = query(f"SELECT store, run_id FROM {view(blocks[0])} ORDER BY store")  # noqa: S608 - ours
    assert found == [{"store": ONE, "run_id": "r2"}, {"store": ANOTHER, "run_id": "r1"}]


def test_error_and_drift_over_time(blocks: list[str], query: Query) -> None:
    query(blocks[1])
    rows = query(f"SELECT * FROM {view(blocks[1])} ORDER BY store, as_of")  # noqa: S608 - ours
    assert [row["rolling_mape"] for row in rows] == [0.10, 0.08, 0.2]
    assert [row["change"] for row in rows] == [None, pytest.approx(-0.02), None]
    assert [row["drift"] for row in rows] == [1.25] * 3


def test_a_channel_run_by_run(blocks: list[str], query: Query) -> None:
    first, *_ = rows = query(blocks[2])
    assert len(rows) == 3
    assert first == {
        "store": ONE,
        "as_of": date(2026, 1, 5),
        "verdict": "identified",
        "low": 1.5,
        "median": 2.0,
        "high": 2.5,
    }


@pytest.mark.parametrize(("day", "found"), [(18, []), (19, [date(2026, 2, 5)])])
def test_models_that_the_gates_kept_out_for_two_weeks(
    blocks: list[str], query: Query, address: str, day: int, found: list[date]
) -> None:
    failed = {"run_id": "r3", "as_of": date(2026, 2, day), "verdict": "fail"}
    open_evaluations(address, At(ONE)).record(EVALUATION.model_copy(update=failed))
    assert [row["last_passed"] for row in query(blocks[3])] == found

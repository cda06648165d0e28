import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spendcast_contract import note_run
from spendcast_storage import ObjectStore, open_store

KEY = "models/revenue/validated.json"


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_store(str(tmp_path / "store"))


def listed(store: ObjectStore) -> list[str]:
    return [run["run_id"] for run in json.loads(store.read(KEY).data)["runs"]]


class Overtaken:
    """A store in which somebody else writes before each of the first few writes."""

    def __init__(self, store: ObjectStore, times: int, other: Callable[[], None]) -> None:
        self._store = store
        self._times = times
        self._other = other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, *args: Any, **kwargs: Any) -> int:
        if self._times:
            self._times -= 1
            self._other()
        return self._store.write(*args, **kwargs)


def test_runs_are_listed_by_date_and_of_one_date_the_last_to_come_is_first(store: ObjectStore) -> None:
    for run_id, day in [("a", 5), ("b", 6), ("c", 5), ("d", 6), ("a", 5)]:
        note_run(store, "revenue", run_id, date(2026, 1, day))
    assert listed(store) == ["d", "b", "a", "c"]


def test_five_runs_are_listed(store: ObjectStore) -> None:
    for day in range(1, 8):
        note_run(store, "revenue", f"r{day}", date(2026, 1, day))
    assert listed(store) == ["r7", "r6", "r5", "r4", "r3"]


def test_a_run_that_is_the_newest_already_writes_nothing(store: ObjectStore) -> None:
    note_run(store, "revenue", "a", date(2026, 1, 5))
    before = store.read(KEY).generation
    note_run(store, "revenue", "a", date(2026, 1, 5))
    assert store.read(KEY).generation == before


def test_two_runs_at_once_are_both_listed(store: ObjectStore) -> None:
    overtaken = Overtaken(store, 1, lambda: note_run(store, "revenue", "other", date(2026, 1, 5)))
    note_run(overtaken, "revenue", "mine", date(2026, 1, 5))
    assert listed(store) == ["mine", "other"]


def test_a_list_that_others_write_all_the_time_stops_no_run(store: ObjectStore) -> None:
    names = iter("abcdefgh")
    overtaken = Overtaken(store, 9, lambda: note_run(store, "revenue", next(names), date(2026, 1, 5)))
    note_run(overtaken, "revenue", "mine", date(2026, 1, 5))
    assert "mine" not in listed(store)

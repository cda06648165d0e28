from typing import Any

import pytest
from benchmarks.portfolio import Figures, figures, most_at_once, read_tasks

STEPS = ("validate", "train", "evaluate", "publish")


def told(step: str, advertiser: int, queued: int, start: int, end: int) -> dict[str, Any]:
    """A task as Airflow's REST API tells it; moments are seconds after noon."""
    moments = {"queued_when": queued, "start_date": start, "end_date": end}
    times = {name: f"2026-01-05T12:{s // 60:02}:{s % 60:02}Z" for name, s in moments.items()}
    return {"task_id": f"advertiser.{step}", "map_index": advertiser, **times}


@pytest.fixture
def run() -> Figures:
    """Two advertisers, each step 10 s in a slot after 2 s in the queue; the second begins 5 s later."""
    tasks = [
        told(step, advertiser, *(5 * advertiser + 20 * place + s for s in (0, 2, 12)))
        for advertiser in (0, 1)
        for place, step in enumerate(STEPS)
    ]
    pin = told("pin", -1, 0, 0, 1)
    unfinished = told("published", 1, 90, 91, 92) | {"end_date": None}
    return figures(read_tasks({"task_instances": [pin, *tasks, unfinished]}))


def test_a_run_is_measured_by_its_advertisers_tasks(run: Figures) -> None:
    assert run.advertisers == 2
    assert run.wall == 77
    assert run.at_once == 2
    assert run.seconds == dict.fromkeys(STEPS, 10)
    assert run.waits == dict.fromkeys(STEPS, 2)


def test_more_advertisers_take_as_long_as_their_tasks_in_slots_that_are_always_busy(run: Figures) -> None:
    assert run.wall_for(1000, 8) == 1000 * 40 / 8
    assert run.cpu_hours_for(1000) == pytest.approx(1000 * (0.5 + 1 + 0.5 + 0.25) * 10 / 3600)


def test_tasks_that_touch_do_not_overlap() -> None:
    answer = {"task_instances": [told("train", 0, 0, 0, 10), told("train", 1, 0, 10, 20)]}
    assert most_at_once(read_tasks(answer)) == 1

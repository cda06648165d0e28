import json
from typing import Any

import pytest
from benchmarks.portfolio import Figures, figures, most_at_once, read_pages, read_tasks

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
    return figures(read_tasks([pin, *tasks, unfinished]))


def test_a_run_is_measured_by_its_advertisers_tasks(run: Figures) -> None:
    assert run.advertisers == 2
    assert run.wall == 77
    assert run.at_once == 2
    assert run.seconds == dict.fromkeys(STEPS, 10)
    assert run.waits == dict.fromkeys(STEPS, 2)


def test_more_advertisers_take_as_long_as_their_tasks_queued_and_at_work_in_places_that_are_always_taken(
    run: Figures,
) -> None:
    assert run.wall_for(1000, 8) == 1000 * 4 * (2 + 10) / 8
    assert run.cpu_hours_for(1000) == pytest.approx(1000 * (0.5 + 1 + 0.5 + 0.25) * 10 / 3600)


def test_tasks_that_touch_do_not_overlap() -> None:
    answer = [told("train", 0, 0, 0, 10), told("train", 1, 0, 10, 20)]
    assert most_at_once(read_tasks(answer)) == 1


def test_memory_is_that_of_pods_and_that_of_tasks_which_wait_for_them(run: Figures) -> None:
    assert run.pod_memory_for(1000) == pytest.approx(1000 * (0.5 + 1 + 0.5 + 0.25) * 10 / 3600)
    assert run.worker_memory_for(1000, 0.3) == pytest.approx(1000 * 40 * 0.3 / 3600)


def page(tasks: list[dict[str, Any]], total: int) -> str:
    return json.dumps({"task_instances": tasks, "total_entries": total})


def test_a_list_is_read_from_page_after_page() -> None:
    tasks = [told("train", advertiser, 0, 0, 10) for advertiser in range(230)]
    pages = [page(tasks[start : start + 100], 230) for start in (0, 100, 200, 300)]
    assert read_pages("".join(pages)) == read_pages("\n".join(pages)) == tasks


ONE, TWO = (told("train", advertiser, 0, 0, 10) for advertiser in (0, 1))
PARTS = {
    "a page is missing": page([ONE], 2),
    "a page twice": page([ONE], 2) + page([ONE], 2),
    "too many": page([ONE], 1) + page([ONE], 1),
    "the run went on": page([ONE], 1) + page([TWO], 2),
    "nothing": "",
    "an error": json.dumps({"detail": "no such run"}),
    "no JSON": "<html>",
}


@pytest.mark.parametrize("text", PARTS.values(), ids=PARTS.keys())
def test_a_list_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"were read|no page of|Expecting value"):
        read_pages(text)

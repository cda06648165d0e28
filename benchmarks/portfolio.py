"""What a run of a portfolio took on Airflow, and what it would take with more advertisers or more at once.

    for offset in $(seq 0 100 5000); do
      curl -sf -H "Authorization: Bearer $TOKEN" \
        "$AIRFLOW/api/v2/dags/spendcast_daily/dagRuns/RUN_ID/taskInstances?limit=100&offset=$offset"
    done | .venv/bin/python -m benchmarks.portfolio --advertisers 1000 --at-once 8 --at-once 32

Airflow gives at most 100 tasks a page ([api]maximum_page_limit); an advertiser has five. Pages beyond
the last one are empty and do no harm; a list that is not whole is refused.

The formulas are those of docs/operator/sizing.md.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

CPU = {"validate": 0.5, "train": 1.0, "evaluate": 0.5, "publish": 0.25}
"""Of a pod, where SPENDCAST_CPU names no other: dags/pod_defaults.py."""

MEMORY = {"validate": 0.5, "train": 1.0, "evaluate": 0.5, "publish": 0.25}
"""Of a pod in GiB, where SPENDCAST_MEMORY names no other."""


@dataclass(frozen=True)
class Task:
    """A task of one advertiser, in seconds of any clock."""

    step: str
    advertiser: int
    queued: float
    start: float
    end: float


@dataclass(frozen=True)
class Figures:
    """What was measured.

    Attributes:
        advertisers: how many.
        wall: seconds from the first task's queueing to the last one's end.
        at_once: the most tasks of steps at work at one time.
        seconds: task → mean seconds in a worker's slot; a step's pod lives no longer.
        waits: task → mean seconds from queued to started.
    """

    advertisers: int
    wall: float
    at_once: int
    seconds: Mapping[str, float]
    waits: Mapping[str, float]

    @property
    def slot_seconds(self) -> float:
        """Seconds of a worker's slot for one advertiser."""
        return sum(self.seconds.values())

    def wall_for(self, advertisers: int, at_once: int) -> float:
        """Seconds for so many, with so many tasks at once: places that are always taken.

        A task has its place from when it is queued.
        """
        return advertisers * (self.slot_seconds + sum(self.waits.values())) / at_once

    def cpu_hours_for(self, advertisers: int) -> float:
        """CPU-hours that the pods ask for, at most."""
        return advertisers * sum(CPU[step] * self.seconds[step] for step in CPU) / 3600

    def pod_memory_for(self, advertisers: int) -> float:
        """GiB-hours that the pods ask for, at most."""
        return advertisers * sum(MEMORY[step] * self.seconds[step] for step in MEMORY) / 3600

    def worker_memory_for(self, advertisers: int, gib: float) -> float:
        """GiB-hours that tasks hold in the workers, with so many GiB for each while it waits for its pod."""
        return advertisers * self.slot_seconds * gib / 3600


def read_pages(text: str) -> list[dict[str, Any]]:
    """Pages of Airflow's REST API, one after the other.

    Raises:
        ValueError: they are no pages of one list, or not all of it.
    """
    decoder, pages, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        page, end = decoder.raw_decode(rest)
        if not isinstance(page, dict) or "task_instances" not in page or "total_entries" not in page:
            raise ValueError(f"that is no page of task instances: {json.dumps(page)[:200]}")
        pages.append(page)
        rest = rest[end:].lstrip()
    tasks = [found for page in pages for found in page["task_instances"]]
    there = len({(found["task_id"], found["map_index"]) for found in tasks})
    totals = {page["total_entries"] for page in pages}
    if totals != {there} or there != len(tasks):
        raise ValueError(
            f"{len(tasks)} tasks were read, {there} of them different, where Airflow tells of "
            f"{' or '.join(map(str, sorted(totals))) or 'none'}: read the pages again, from offset 0 to the "
            "last, once the run has ended"
        )
    return tasks


def read_tasks(instances: Iterable[Mapping[str, Any]]) -> list[Task]:
    """The advertisers' tasks, from the task instances of Airflow's REST API."""
    return [
        Task(
            found["task_id"].rpartition(".")[2],
            found["map_index"],
            *(
                datetime.fromisoformat(found[name]).timestamp()
                for name in ("queued_when", "start_date", "end_date")
            ),
        )
        for found in instances
        if found["map_index"] >= 0 and found["end_date"]
    ]


def figures(tasks: Sequence[Task]) -> Figures:
    """Measure a run."""
    by_step: dict[str, list[Task]] = {}
    for task in tasks:
        by_step.setdefault(task.step, []).append(task)
    return Figures(
        advertisers=len({task.advertiser for task in tasks}),
        wall=max(task.end for task in tasks) - min(task.queued for task in tasks),
        at_once=most_at_once(task for task in tasks if task.step in CPU),
        seconds={step: mean(task.end - task.start for task in found) for step, found in by_step.items()},
        waits={step: mean(task.start - task.queued for task in found) for step, found in by_step.items()},
    )


def most_at_once(tasks: Iterable[Task]) -> int:
    """The most that overlap."""
    changes = sorted(
        (moment, change) for task in tasks for moment, change in ((task.start, 1), (task.end, -1))
    )
    most = present = 0
    for _, change in changes:
        present += change
        most = max(most, present)
    return most


def main() -> None:
    """Print the figures and what follows from them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--advertisers", type=int, default=1000)
    parser.add_argument("--at-once", type=int, action="append")
    parser.add_argument("--task-gib", type=float, help="memory of one task in a worker, as you measured it")
    asked = parser.parse_args()
    try:
        found = figures(read_tasks(read_pages(sys.stdin.read())))
    except ValueError as error:
        sys.exit(f"portfolio: {error}")
    print(f"{found.advertisers} advertisers in {found.wall:.0f} s, at most {found.at_once} pods at once")
    print(f"{'task':12}{'in a slot':>10}{'queued':>8}   (mean seconds)")
    for step, seconds in found.seconds.items():
        print(f"{step:12}{seconds:10.1f}{found.waits[step]:8.1f}")
    print(f"{'in all':12}{found.slot_seconds:10.1f}{sum(found.waits.values()):8.1f}")
    cpu_hours = found.cpu_hours_for(asked.advertisers)
    pod_memory = found.pod_memory_for(asked.advertisers)
    print(f"{asked.advertisers} advertisers: {cpu_hours:.1f} CPU-hours of pods at most")
    print(f"  {pod_memory:.1f} GiB-hours of pods at most")
    if asked.task_gib:
        held = found.worker_memory_for(asked.advertisers, asked.task_gib)
        print(f"  {held:.1f} GiB-hours in the workers")
    for at_once in asked.at_once or [found.at_once]:
        print(f"  {at_once:4} at once: {found.wall_for(asked.advertisers, at_once) / 3600:.1f} h")


if __name__ == "__main__":
    main()

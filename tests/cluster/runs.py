"""The runs that the tests look at, and what is done to each while it is at work.

All are at work at once, each of a DAG of its own, as in many Airflows: a DAG's own runs wait for each other.
"""

import os
import re
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cluster.airflow_server import Airflow, until
from cluster.pods import Kubectl, Pods
from cluster.stores import outcome, remove, spendcast

from spendcast_contract import document_key

AS_OF = "2026-01-05"

Tasks = dict[tuple[str, int], dict[str, Any]]
MakeStore = Callable[[str], str]


@dataclass(frozen=True)
class Copy:
    """How a copy of the DAG differs: images of some steps, settings, text."""

    images: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)

    def write(self, dag: str, text: str) -> str:
        """The DAG's file, from the text of the shipped one."""
        for old, new in {'dag_id="spendcast_daily"': f'dag_id="{dag}"', **self.text}.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        settings = f"import os\nos.environ |= {dict(self.settings)!r}\n"
        return settings + text


@dataclass(frozen=True)
class Run:
    """A run that has ended."""

    dag: str
    run_id: str
    stores: tuple[str, ...]
    state: str
    tasks: Tasks
    outcomes: list[str | None]
    """Of publish, one a store."""


@dataclass(frozen=True)
class Place:
    """Where runs are at work."""

    server: Airflow
    kubectl: Kubectl
    pods: Pods
    make_store: MakeStore

    def begin(self, dag: str, run_id: str, store: str) -> None:
        self.server.trigger(dag, run_id, as_of=AS_OF, store=store)

    def end(self, dag: str, run_id: str, *stores: str) -> Run:
        state = self.server.wait(dag, run_id)
        outcomes = [outcome(store, run_id) for store in stores]
        return Run(dag, run_id, stores, state, self.server.tasks(dag, run_id), outcomes)

    def let_go(self, pod: str) -> None:
        """End the wait of a pod whose image waits."""
        self.kubectl("exec", pod, "--", "touch", "/tmp/go")  # noqa: S108 - the pod's own


def daily(place: Place, portfolio: list[str]) -> tuple[Run, Run]:
    """The portfolio; then the last advertiser loses publish's document, and its last check is made again."""
    dag, run_id = "spendcast_daily", "run-daily"
    place.server.trigger(dag, run_id, as_of=AS_OF)
    whole = place.end(dag, run_id, *portfolio)
    last = len(portfolio) - 1
    remove(portfolio[last], document_key(run_id, "publish"))
    place.server.clear(dag, run_id, "advertiser.published", last)
    return whole, place.end(dag, run_id, *portfolio)


def faults(place: Place) -> Run:
    """Each step loses something: its worker, its pod by force, its pod with grace, its task."""
    dag, run_id, store = "spendcast_faults", "run-faults", place.make_store("faults")
    place.begin(dag, run_id, store)

    def task(step: str) -> dict[str, Any]:
        return place.server.tasks(dag, run_id)[step, 0]

    pod = place.pods.begun(dag, "validate")
    lose_worker(task("validate")["pid"])
    until(300, "the second try of validate", lambda: task("validate")["try_number"] == 2)
    until(
        120, "the pod in its log", lambda: pod in place.server.log(dag, run_id, "advertiser.validate", 0, 2)
    )
    place.let_go(pod)

    pod = place.pods.begun(dag, "train")
    place.kubectl("delete", "pod", pod, "--grace-period=0", "--force")

    pod = place.pods.begun(dag, "evaluate")
    place.kubectl("delete", "pod", pod, "--wait=false")

    place.pods.begun(dag, "publish")
    os.kill(task("publish")["pid"], signal.SIGTERM)
    return place.end(dag, run_id, store)


def lose_worker(task: int) -> None:
    """Kill the process of a task and the worker that looks after it, so that neither can tidy up."""
    worker = int(re.findall(r"^PPid:\s*(\d+)$", Path(f"/proc/{task}/status").read_text(), re.M)[0])
    for process in (worker, task):
        os.kill(process, signal.SIGKILL)


def quiet_end(place: Place) -> Run:
    """Publish's pod is deleted and its container ends with 0, as do those of the next tries: no document."""
    dag, run_id, store = "spendcast_quiet_end", "run-quiet-end", place.make_store("quiet-end")
    place.begin(dag, run_id, store)
    pod = place.pods.begun(dag, "publish")
    place.kubectl("delete", "pod", pod, "--wait=false")
    return place.end(dag, run_id, store)


def too_long(place: Place) -> Run:
    """Validate does not end before the run's time is up."""
    dag, run_id, store = "spendcast_too_long", "run-too-long", place.make_store("too-long")
    place.begin(dag, run_id, store)
    place.pods.begun(dag, "validate")
    return place.end(dag, run_id, store)


def rejected(place: Place) -> Run:
    """The revenue of a month is negative."""
    dag, run_id, store = "spendcast_rejected", "run-rejected", place.make_store("rejected")
    with TemporaryDirectory() as folder:
        revenue = Path(folder) / "monthly_revenue.csv"
        revenue.write_text("YEAR,MONTH,REVENUE\n2025,1,-5\n")
        spendcast("--store", store, "data", "add", str(revenue))
    place.begin(dag, run_id, store)
    return place.end(dag, run_id, store)


def at_once(place: Place) -> list[Run]:
    """Three runs on the same data, two of them by one run id."""
    store = place.make_store("at-once")
    runs = [(f"spendcast_at_once_{n}", run_id) for n, run_id in enumerate(("run-one", "run-one", "run-two"))]
    for dag, run_id in runs:
        place.begin(dag, run_id, store)
    return [place.end(dag, run_id, store) for dag, run_id in runs]

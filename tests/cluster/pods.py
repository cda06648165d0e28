"""The pods of a namespace: those that are there, and those that were."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cluster.airflow_server import until

Kubectl = Callable[..., str]

_FIELDS = (
    "{.type}",
    "{.object.metadata.name}",
    "{.object.metadata.labels.dag_id}",
    "{.object.metadata.labels.spendcast-step}",
    "{.object.status.phase}",
    "{.object.metadata.deletionTimestamp}",
)


class Event(NamedTuple):
    """Something that happened to a pod."""

    type: str
    name: str
    dag: str
    step: str
    phase: str
    deleted_at: str

    @property
    def at_work(self) -> bool:
        return self.type != "DELETED" and self.phase in {"Pending", "Running"} and not self.deleted_at


@dataclass
class Pods:
    """All that the API server tells of pods since the tests began."""

    kubectl: Kubectl
    log: Path
    watch: subprocess.Popen[bytes]
    seen: set[str] = field(default_factory=set)

    def events(self, dag: str) -> list[Event]:
        assert self.watch.poll() is None, "the watch of pods has ended"
        lines = self.log.read_text().splitlines()
        return [event for event in (Event(*line.split("|")) for line in lines) if event.dag == dag]

    def made(self, dag: str, step: str) -> list[str]:
        """Names of the step's pods, in the order in which they came."""
        return list(dict.fromkeys(event.name for event in self.events(dag) if event.step == step))

    def most_at_once(self, dag: str) -> int:
        at_work: set[str] = set()
        most = 0
        for event in self.events(dag):
            (at_work.add if event.at_work else at_work.discard)(event.name)
            most = max(most, len(at_work))
        return most

    def begun(self, dag: str, step: str) -> str:
        """The step's next pod, once its container has written a line."""

        def look() -> str | None:
            running = [event for event in self.events(dag) if event.step == step and event.phase == "Running"]
            new = next((event.name for event in running if event.name not in self.seen), None)
            return new if new and self.kubectl("logs", new) else None

        name = until(600, f"a pod of {dag}'s {step} that has begun", look)
        self.seen.add(name)
        return name


@contextmanager
def watched(kubectl: Kubectl, namespace: str, log: Path) -> Iterator[Pods]:
    """Follow the namespace's pods until the block ends."""
    columns = "--output=jsonpath=" + "|".join(_FIELDS) + '{"\\n"}'
    command = [
        "kubectl",
        "--namespace",
        namespace,
        "get",
        "pods",
        "--watch",
        "--output-watch-events",
        columns,
    ]
    with log.open("wb") as file:
        watch = subprocess.Popen(command, stdout=file)
    try:
        yield Pods(kubectl, log, watch)
    finally:
        watch.terminate()
        watch.wait(10)

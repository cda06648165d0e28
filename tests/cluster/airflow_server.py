"""A whole Airflow of the tests' own, and its REST API."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


def until(seconds: float, what: str, attempt: Callable[[], T | None]) -> T:
    """The first answer of `attempt` that is not None or False."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := attempt():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{what} did not come within {seconds:.0f} s")


@dataclass
class Airflow:
    """Runs of some DAGs, by Airflow's REST API."""

    url: str
    dags: Sequence[str]
    token: str = ""

    def call(self, method: str, path: str, fields: Any = None) -> Any:
        data = None if fields is None else json.dumps(fields).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310 - ours
            return json.load(answer)

    def answers(self) -> bool:
        try:
            self.token = self.call("GET", "/auth/token")["access_token"]
            return all(self.call("GET", f"/api/v2/dags/{dag}") for dag in self.dags)
        except OSError:
            return False

    def trigger(self, dag: str, run_id: str, **params: str) -> None:
        self.call(
            "POST",
            f"/api/v2/dags/{dag}/dagRuns",
            {"dag_run_id": run_id, "logical_date": None, "conf": params},
        )

    def clear(self, dag: str, run_id: str, task_id: str, map_index: int) -> None:
        self.call(
            "POST",
            f"/api/v2/dags/{dag}/clearTaskInstances",
            {
                "dag_run_id": run_id,
                "task_ids": [[task_id, map_index]],
                "dry_run": False,
                "only_failed": False,
                "reset_dag_runs": True,
            },
        )

    def wait(self, dag: str, run_id: str, seconds: float = 1200) -> str:
        """The state in which the run ended."""

        def ended() -> str | None:
            state = self.call("GET", f"/api/v2/dags/{dag}/dagRuns/{run_id}")["state"]
            return state if state in {"success", "failed"} else None

        return until(seconds, f"the end of {run_id} of {dag}", ended)

    def log(self, dag: str, run_id: str, task_id: str, map_index: int, attempt: int) -> str:
        """What the log of a task's try says so far."""
        task = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances/{task_id}"
        return json.dumps(self.call("GET", f"{task}/logs/{attempt}?map_index={map_index}&full_content=true"))

    def tasks(self, dag: str, run_id: str) -> dict[tuple[str, int], dict[str, Any]]:
        """(name, index of the advertiser) → the task as it stands."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances?limit=200"
        found = self.call("GET", path)["task_instances"]
        return {(task["task_id"].rpartition(".")[2], task["map_index"]): task for task in found}


@contextmanager
def airflow(home: Path, database: str, dags: Sequence[str], settings: Mapping[str, str]) -> Iterator[Airflow]:
    """Scheduler, DAG processor and API server with a LocalExecutor, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    venv = ROOT / ".venv-airflow-3.3/bin"
    environment = {
        **os.environ,
        "PATH": f"{venv}:{os.environ['PATH']}",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "120",  # for busy machines; its time is tested elsewhere
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__CORE__PARALLELISM": "10",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",  # no file changes
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",  # so soon a worker counts as lost
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
        **settings,
    }
    with (home / "parts.log").open("w") as log:
        migrate = [str(venv / "airflow"), "db", "migrate"]
        subprocess.run(migrate, env=environment, stdout=log, stderr=log, check=True)
        process = subprocess.Popen(
            [ROOT / "ci/airflow-parts.sh"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        server = Airflow(url, dags)
        until(480, f"Airflow (its log: {log.name})", server.answers)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        until(60, "the end of Airflow", lambda: process.poll() is not None)

"""A step as Airflow calls it: what it is called with, and in which context."""

from types import SimpleNamespace
from typing import Any

from pod_defaults import StepPod

DOCUMENT = "gs://bucket/store/runs/r1/train.json"
IMAGE = "registry/train@sha256:" + "0" * 64
CALL = {"image": IMAGE, "arguments": ["--output=" + DOCUMENT], "document": DOCUMENT}
SUCCEEDED = {"step": "train", "run_id": "r1", "status": "succeeded", "findings": []}


def context(step: StepPod, try_number: int = 1, map_index: int = -1) -> dict[str, Any]:
    dag_run = SimpleNamespace(run_id="r1", external_trigger=False, run_type="manual")
    ti = SimpleNamespace(
        dag_id="d",
        task_id="train",
        run_id="r1",
        try_number=try_number,
        map_index=map_index,
        xcom_push=lambda **_: None,
        dag_run=dag_run,
    )
    return {"ti": ti, "run_id": "r1", "dag": SimpleNamespace(), "dag_run": dag_run, "task": step}


def run(step: StepPod) -> None:
    step.execute(context(step))

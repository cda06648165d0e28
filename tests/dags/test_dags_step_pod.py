"""What a pod's end means: exit code, document, and a pod that somebody destroyed."""

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.exceptions import AirflowException, AirflowFailException
from dags.fake_servers import FakeBucket, FakeCluster
from kubernetes.client import ApiClient
from pod_defaults import StepFailed, StepPod

DOCUMENT = "gs://bucket/store/runs/r1/train.json"
IMAGE = "registry/train@sha256:" + "0" * 64
CALL = {"image": IMAGE, "arguments": ["--output=" + DOCUMENT], "document": DOCUMENT}
SUCCEEDED = {"status": "succeeded", "findings": []}
REJECTED = {
    "status": "rejected",
    "findings": [{"code": "gap", "severity": "error", "message": "2025-03 is missing", "fix": "add it"}],
}


@pytest.fixture
def step(cluster: FakeCluster, bucket: FakeBucket) -> StepPod:
    return StepPod(task_id="train", step="train", call=CALL, startup_check_interval_seconds=1)


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


def left_behind(cluster: FakeCluster, map_index: int = -1, **metadata: str) -> str:
    """Name of a running pod that the first try of the task made before its worker was lost."""
    lost = StepPod(task_id="train", step="train", call=CALL)
    pod = ApiClient().sanitize_for_serialization(lost.build_pod_request_obj(context(lost, 1, map_index)))
    pod["metadata"] |= metadata
    cluster.put(pod)
    name = str(pod["metadata"]["name"])
    cluster.running.add(name)
    return name


def test_a_container_that_ended_with_0_and_left_its_document_is_success(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    run(step)
    container = cluster.created[0]["spec"]["containers"][0]
    assert (container["image"], container["args"]) == (IMAGE, CALL["arguments"])
    assert {"name": "SPENDCAST_IMAGE", "value": IMAGE} in container["env"]
    assert cluster.deleted == [cluster.created[0]["metadata"]["name"]]


def test_no_document_is_a_failure_that_is_retried(step: StepPod) -> None:
    with pytest.raises(AirflowException, match=r"ended with 0, but .* is not there") as failure:
        run(step)
    assert not isinstance(failure.value, AirflowFailException)


def test_a_document_that_is_not_json_is_a_failure_that_is_retried(step: StepPod, bucket: FakeBucket) -> None:
    bucket.put(DOCUMENT, b"{")
    with pytest.raises(AirflowException, match="is not JSON"):
        run(step)


@pytest.mark.parametrize("code", [64, 65, 66, 70])
def test_codes_that_a_retry_would_repeat_fail_at_once(step: StepPod, cluster: FakeCluster, code: int) -> None:
    cluster.exit_code = code
    with pytest.raises(StepFailed, match=f"train ended with {code}") as failure:
        run(step)
    assert isinstance(failure.value, AirflowFailException)


@pytest.mark.parametrize("code", [1, 75, 137, 143])
def test_other_codes_are_retried_even_where_an_earlier_document_is(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, code: int
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    cluster.exit_code = code
    with pytest.raises(AirflowException) as failure:
        run(step)
    assert not isinstance(failure.value, AirflowFailException)


def test_rejected_data_fails_with_the_findings_of_the_document(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, REJECTED)
    cluster.exit_code = 65
    with pytest.raises(StepFailed, match="2025-03 is missing") as failure:
        run(step)
    assert failure.value.findings == REJECTED["findings"]


@pytest.mark.parametrize("document", [b"{", {"findings": 7}, {"findings": ["x"]}, {"findings": [{}]}])
def test_rejected_data_with_a_damaged_document_is_not_tried_again(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, document: Any
) -> None:
    bucket.put(DOCUMENT, document)
    cluster.exit_code = 65
    with pytest.raises(StepFailed, match=r"train ended with 65(.|\n)*findings could not be read") as failure:
        run(step)
    assert failure.value.findings == []


@pytest.mark.parametrize("code", [0, 75, 143])
def test_a_task_that_was_told_to_stop_is_never_done(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, code: int
) -> None:
    """The provider deletes the pod, then ends as if all were well."""
    bucket.put(DOCUMENT, SUCCEEDED)
    cluster.exit_code = code
    cluster.on_log = step.on_kill
    with pytest.raises(AirflowException):
        run(step)


def test_a_pod_that_vanished_is_a_failure_that_is_retried(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    cluster.on_log = lambda: setattr(cluster, "exit_code", None)
    with pytest.raises(Exception) as failure:  # noqa: PT011 - the provider's own, or ours
        run(step)
    assert not isinstance(failure.value, AirflowFailException)


def test_a_pod_that_a_lost_worker_left_is_taken_over(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    left = left_behind(cluster)
    step.execute(context(step, try_number=2))
    assert [pod["metadata"]["name"] for pod in cluster.created] == cluster.deleted == [left]


def test_a_pod_that_is_being_deleted_is_not_taken_over(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    left = left_behind(cluster, deletionTimestamp="2026-01-05T00:01:00Z")
    step.execute(context(step, try_number=2))
    _, made = (pod["metadata"]["name"] for pod in cluster.created)
    assert left != made
    assert cluster.deleted == [made]


def test_of_two_pods_the_newer_is_taken_over_and_the_older_is_deleted(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    older, newer = left_behind(cluster), left_behind(cluster)
    step.execute(context(step, try_number=3))
    assert len(cluster.created) == 2
    assert cluster.deleted == [older, newer]


def test_the_pod_of_another_advertiser_is_let_alone(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    left = left_behind(cluster, map_index=0)
    step.execute(context(step, try_number=2, map_index=1))
    assert len(cluster.created) == 2
    assert left not in cluster.deleted

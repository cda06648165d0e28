"""What a pod's end means: exit code, document, and a pod that somebody destroyed."""

import re
import time
from typing import Any

import pytest
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from dags.fake_servers import FakeBucket, FakeCluster, as_json
from dags.step_calls import CALL, DOCUMENT, IMAGE, SUCCEEDED, context, run
from google.auth.exceptions import RefreshError
from kubernetes.client import ApiClient
from pod_defaults import StepFailed, StepPod, TryFailed

try:
    from airflow.sdk.exceptions import AirflowTaskTimeout
    from airflow.sdk.execution_time.timeout import timeout
except ImportError:  # Airflow before 3.2
    from airflow.exceptions import AirflowTaskTimeout
    from airflow.utils.timeout import timeout

REJECTED: dict[str, Any] = {
    "step": "train",
    "run_id": "r1",
    "status": "rejected",
    "findings": [{"code": "gap", "severity": "error", "message": "2025-03 is missing", "fix": "add it"}],
}


@pytest.fixture
def step(cluster: FakeCluster, bucket: FakeBucket) -> StepPod:
    return StepPod(task_id="train", step="train", call=CALL, startup_check_interval_seconds=1)


def left_behind(
    cluster: FakeCluster, map_index: int = -1, call: dict[str, Any] | None = None, **metadata: str
) -> str:
    """Name of a running pod that the first try of the task made before its worker was lost."""
    lost = StepPod(task_id="train", step="train", call=call or CALL)
    lost.take_call()
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
    with pytest.raises(TryFailed, match=r"ended with 0, but .* is not there\. Clear the task$"):
        run(step)


def test_a_document_that_is_not_json_is_a_failure_that_is_retried(step: StepPod, bucket: FakeBucket) -> None:
    bucket.put(DOCUMENT, b"{")
    with pytest.raises(TryFailed, match=r"is not JSON: .*\. Clear the task$"):
        run(step)


def test_a_document_that_may_not_be_read_asks_for_the_right(step: StepPod, bucket: FakeBucket) -> None:
    bucket.forbidden.add("bucket")
    remedy = r"give Airflow's identity the right to read the bucket \(403 .*\)\. Clear the task$"
    with pytest.raises(TryFailed, match=remedy):
        run(step)


@pytest.mark.parametrize("other", [{"step": "evaluate"}, {"run_id": "r0"}, {"status": "rejected"}])
def test_the_document_of_another_step_or_run_is_no_success(
    step: StepPod, bucket: FakeBucket, other: dict[str, str]
) -> None:
    bucket.put(DOCUMENT, {**SUCCEEDED, **other})
    ((field, value),) = other.items()
    with pytest.raises(AirflowException, match=f"says '{value}' where {field} should be") as failure:
        run(step)
    assert not isinstance(failure.value, AirflowFailException)


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


def test_a_wrong_call_fails_with_the_steps_own_last_words_and_cites_no_document(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, REJECTED)
    cluster.exit_code, cluster.last_line = 64, '{"severity": "ERROR", "message": "model is no name"}\n'
    with pytest.raises(StepFailed, match=r"train ended with 64: .* \(model is no name\)") as failure:
        run(step)
    assert DOCUMENT not in str(failure.value)


PENDING = {
    "phase": "Pending",
    "containerStatuses": [
        {
            "name": "base",
            "image": "i",
            "imageID": "",
            "ready": False,
            "restartCount": 0,
            "state": {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown"}},
        }
    ],
}


def test_a_pod_whose_image_cannot_be_pulled_is_told_with_image_and_reason(
    step: StepPod, cluster: FakeCluster
) -> None:
    cluster.status = PENDING
    with pytest.raises(TryFailed, match=f"the image {IMAGE} of train .* manifest unknown"):
        run(step)
    assert len(cluster.deleted) == 1


def test_a_pod_that_the_cluster_refuses_is_told_with_its_reason(step: StepPod, cluster: FakeCluster) -> None:
    cluster.refusal = as_json(403, {"message": "pods is forbidden: exceeded quota: small"})
    with pytest.raises(TryFailed, match=r"403, .*exceeded quota: small\. Raise the namespace's quota"):
        run(step)


def test_a_container_beside_the_step_that_does_not_end_by_itself_is_not_waited_for(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    cluster.status = {"phase": "Running"}
    run(step)
    assert len(cluster.deleted) == 1


def test_rejected_data_fails_with_the_findings_of_the_document(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket
) -> None:
    bucket.put(DOCUMENT, REJECTED)
    cluster.exit_code = 65
    with pytest.raises(StepFailed, match="2025-03 is missing") as failure:
        run(step)
    assert failure.value.findings == REJECTED["findings"]


@pytest.mark.parametrize(
    "document",
    [
        b"{",
        SUCCEEDED,
        None,
        {**REJECTED, "findings": []},
        {**REJECTED, "findings": 7},
        {**REJECTED, "findings": ["x"]},
        {**REJECTED, "findings": [{}]},
    ],
)
def test_rejected_data_with_a_damaged_document_is_not_tried_again(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, document: Any
) -> None:
    if document is not None:
        bucket.put(DOCUMENT, document)
    cluster.exit_code, cluster.last_line = 65, '{"message": "validate rejected the data"}'
    why = rf"\(validate rejected the data\)\. Its findings could not be read: {DOCUMENT} .* mend the data"
    with pytest.raises(StepFailed, match=why) as failure:
        run(step)
    assert failure.value.findings is None


def test_rejected_data_are_not_tried_again_though_the_credentials_for_the_findings_fail(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_client() -> Any:
        raise RefreshError("the metadata server is away")

    cluster.exit_code = 65
    monkeypatch.setattr("google.cloud.storage.Client", no_client)
    with pytest.raises(StepFailed, match=r"findings could not be read: .* the metadata server is away"):
        run(step)


@pytest.mark.parametrize("code", [0, 75, 143])
def test_a_task_that_was_told_to_stop_is_never_done(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, code: int
) -> None:
    """The provider deletes the pod, then ends as if all were well."""
    bucket.put(DOCUMENT, SUCCEEDED)
    cluster.exit_code = code
    cluster.on_log = step.on_kill
    with pytest.raises(
        TryFailed, match=r"^train was told to stop, by a person or by Airflow\. Clear the task$"
    ):
        run(step)


def test_a_task_that_took_too_long_is_told_so_and_its_pod_is_taken_away(
    step: StepPod, cluster: FakeCluster
) -> None:
    cluster.on_log = lambda: time.sleep(5)
    told = r"^train took longer than the task may .*and clear the task$"
    with pytest.raises(TryFailed, match=told), timeout(2):
        run(step)
    assert cluster.created[0]["metadata"]["name"] in cluster.deleted


def test_a_task_that_took_too_long_is_told_so_though_its_pod_cannot_be_taken_away(
    step: StepPod, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(error: BaseException) -> Any:
        def raised(*_: Any) -> None:
            raise error

        return raised

    monkeypatch.setattr(KubernetesPodOperator, "execute", raising(AirflowTaskTimeout("Timeout, PID: 7")))
    monkeypatch.setattr(KubernetesPodOperator, "on_kill", raising(OSError("the cluster is away")))
    with pytest.raises(TryFailed, match=r"^train took longer than the task may"):
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


@pytest.mark.parametrize(
    "other",
    [
        {"image": "registry/train@sha256:" + "1" * 64},
        {"arguments": ["--output=gs://bucket/other/runs/r1/train.json"]},
    ],
)
def test_a_pod_of_another_image_or_store_is_let_alone(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, other: dict[str, Any]
) -> None:
    """That of a call from before the pin was cleared, or of another Airflow in the same namespace."""
    bucket.put(DOCUMENT, SUCCEEDED)
    left = left_behind(cluster, call={**CALL, **other})
    step.execute(context(step, try_number=2))
    assert len(cluster.created) == 2
    assert left not in cluster.deleted
    assert cluster.created[1]["spec"]["containers"][0]["image"] == IMAGE


@pytest.mark.parametrize(
    ("store", "begins"),
    [
        ("gs://bucket/advertiser-1", "bucket.advertiser-1"),
        ("gs://bucket/株式会社", "bucket-"),
        ("gs://bucket/" + "a" * 90, "bucket.aaaa"),
        ("gs://bucket/a=b,c", "bucket.abc-"),
    ],
)
def test_a_pods_label_names_the_store_whatever_its_name(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, store: str, begins: str
) -> None:
    bucket.put(DOCUMENT, SUCCEEDED)
    step.call = {**CALL, "store": store}
    run(step)
    label = cluster.created[0]["metadata"]["labels"]["spendcast-store"]
    assert label.startswith(begins)
    assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", label)

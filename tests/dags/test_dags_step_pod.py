"""What a pod's end means: exit code, document, and a pod that somebody destroyed."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.exceptions import AirflowException, AirflowFailException
from dags.fake_servers import FakeBucket, FakeCluster, as_json
from google.auth.exceptions import RefreshError
from kubernetes.client import ApiClient
from pod_defaults import StepFailed, StepPod, TryFailed

DOCUMENT = "gs://bucket/store/runs/r1/train.json"
IMAGE = "registry/train@sha256:" + "0" * 64
CALL = {"image": IMAGE, "arguments": ["--output=" + DOCUMENT], "document": DOCUMENT}
SUCCEEDED = {"step": "train", "run_id": "r1", "status": "succeeded", "findings": []}
REJECTED: dict[str, Any] = {
    "step": "train",
    "run_id": "r1",
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
    with pytest.raises(AirflowException, match=r"ended with 0, but .* is not there") as failure:
        run(step)
    assert not isinstance(failure.value, AirflowFailException)


def test_a_document_that_is_not_json_is_a_failure_that_is_retried(step: StepPod, bucket: FakeBucket) -> None:
    bucket.put(DOCUMENT, b"{")
    with pytest.raises(AirflowException, match="is not JSON"):
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
        {**REJECTED, "findings": 7},
        {**REJECTED, "findings": ["x"]},
        {**REJECTED, "findings": [{}]},
    ],
)
def test_rejected_data_with_a_damaged_document_is_not_tried_again(
    step: StepPod, cluster: FakeCluster, bucket: FakeBucket, document: Any
) -> None:
    bucket.put(DOCUMENT, document)
    cluster.exit_code = 65
    with pytest.raises(StepFailed, match=r"train ended with 65(.|\n)*findings could not be read") as failure:
        run(step)
    assert failure.value.findings == []


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


TEMPLATE = """
apiVersion: v1
kind: Pod
metadata: {labels: {team: growth}}
spec:
  tolerations: [{key: batch, operator: Exists}]
  securityContext: {runAsUser: 0}
  containers:
    - name: base
      image: something-else
      args: [other]
      env: [{name: GOOGLE_APPLICATION_CREDENTIALS, value: /key/key.json}]
      securityContext: {privileged: true}
      volumeMounts: [{name: key, mountPath: /key, readOnly: true}]
  volumes: [{name: key, secret: {secretName: spendcast-key}}]
"""


def test_a_template_gives_a_pod_what_ours_lacks_and_takes_nothing_away(
    cluster: FakeCluster, bucket: FakeBucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pod.yaml").write_text(TEMPLATE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SPENDCAST_POD_TEMPLATE", "~/pod.yaml")
    bucket.put(DOCUMENT, SUCCEEDED)
    run(StepPod(task_id="train", step="train", call=CALL, startup_check_interval_seconds=1))
    labels, spec = cluster.created[0]["metadata"]["labels"], cluster.created[0]["spec"]
    assert (labels["team"], labels["app"]) == ("growth", "spendcast")
    assert spec["tolerations"] == [{"key": "batch", "operator": "Exists"}]
    assert {volume["name"] for volume in spec["volumes"]} == {"key", "tmp"}
    assert spec["securityContext"]["runAsUser"] == 10001
    (container,) = spec["containers"]
    assert (container["image"], container["args"]) == (IMAGE, CALL["arguments"])
    assert "privileged" not in container["securityContext"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {"key", "tmp"}
    assert {"GOOGLE_APPLICATION_CREDENTIALS", "SPENDCAST_IMAGE"} <= {e["name"] for e in container["env"]}


@pytest.mark.parametrize("content", [None, "spec: [1, {"])
def test_a_template_that_is_not_there_or_no_yaml_starts_no_pod_and_is_named(
    content: str | None, cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    template = tmp_path / "pod.yaml"
    if content:
        template.write_text(content)
    monkeypatch.setenv("SPENDCAST_POD_TEMPLATE_TRAIN", str(template))
    named = rf"the template {template} of the pod of train cannot be used \(.*Mend SPENDCAST_POD_TEMPLATE"
    with pytest.raises(TryFailed, match=named):
        run(StepPod(task_id="train", step="train", call=CALL))
    assert cluster.created == []

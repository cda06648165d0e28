"""What is told of a pod that failed, by what Kubernetes says of it."""

import json
from typing import Any

import pytest
from kubernetes.client import models as k8s
from kubernetes.client.exceptions import ApiException
from kubernetes.config import ConfigException
from pod_ends import explain, last_words
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError

try:
    from airflow.sdk.exceptions import AirflowTaskTimeout
except ImportError:  # Airflow before 3.2
    from airflow.exceptions import AirflowTaskTimeout

IMAGE = "registry/train@sha256:" + "0" * 64


def pod(**status: Any) -> k8s.V1Pod:
    limits = k8s.V1ResourceRequirements(limits={"memory": "1Gi"})
    containers = [k8s.V1Container(name="base", image=IMAGE, resources=limits), k8s.V1Container(name="proxy")]
    spec = k8s.V1PodSpec(containers=containers, active_deadline_seconds=2700)
    return k8s.V1Pod(spec=spec, status=k8s.V1PodStatus(**status))


def container(name: str = "base", **state: Any) -> k8s.V1ContainerStatus:
    return k8s.V1ContainerStatus(
        name=name, image="i", image_id="", ready=False, restart_count=0, state=k8s.V1ContainerState(**state)
    )


def ended(code: int, name: str = "base", **fields: Any) -> list[k8s.V1ContainerStatus]:
    return [container(name, terminated=k8s.V1ContainerStateTerminated(exit_code=code, **fields))]


def waiting(reason: str, message: str = "", name: str = "base") -> list[k8s.V1ContainerStatus]:
    return [container(name, waiting=k8s.V1ContainerStateWaiting(reason=reason, message=message))]


def condition(kind: str, holds: str, reason: str, message: str) -> list[k8s.V1PodCondition]:
    return [k8s.V1PodCondition(type=kind, status=holds, reason=reason, message=message)]


LINE = json.dumps({"severity": "ERROR", "message": "gs://b/a is away", "exit_code": 75})


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            {"container_statuses": ended(137, reason="OOMKilled")},
            (
                "train ended with 137: its memory ran out (OOMKilled; limit 1Gi). Raise SPENDCAST_MEMORY_"
                "TRAIN, and clear the task"
            ),
        ),
        (
            {"container_statuses": ended(75, message=f"x\n{LINE}\n")},
            (
                "train ended with 75: something passing, such as a store that is away (gs://b/a is away). "
                "See the task's log, and clear the task"
            ),
        ),
        (
            {"container_statuses": ended(3)},
            "train ended with 3: no exit code of a step. See the task's log, and clear the task",
        ),
        (
            {"reason": "DeadlineExceeded", "container_statuses": ended(137)},
            (
                "the pod of train was ended after 2700 s (DeadlineExceeded). See the task's log for what "
                "took so long, raise SPENDCAST_CPU_TRAIN, clear the task"
            ),
        ),
        (
            {"reason": "Evicted", "message": "The node was low on resource: memory. "},
            (
                "the pod of train was ended by the cluster (Evicted: The node was low on resource: memory). "
                "Clear the task"
            ),
        ),
        (
            {
                "container_statuses": ended(143),
                "conditions": condition("DisruptionTarget", "True", "PreemptionByScheduler", "made room"),
            },
            "the pod of train was ended by the cluster (PreemptionByScheduler: made room). Clear the task",
        ),
        (
            {"container_statuses": waiting("ImagePullBackOff", "manifest unknown")},
            (
                f"the image {IMAGE} of train cannot be pulled (ImagePullBackOff: manifest unknown). See that "
                "it is in the registry and that the cluster's nodes may read it, and clear the task"
            ),
        ),
        (
            {"container_statuses": waiting("CreateContainerConfigError", 'secret "key" not found', "proxy")},
            (
                "the container proxy beside train cannot be started (CreateContainerConfigError: "
                'secret "key" not found). Mend that, and clear the task'
            ),
        ),
        (
            {"conditions": condition("PodScheduled", "False", "Unschedulable", "0/1 nodes: no cpu.")},
            (
                "no node took the pod of train (Unschedulable: 0/1 nodes: no cpu). Make room, or ask "
                "for less by SPENDCAST_CPU_TRAIN and SPENDCAST_MEMORY_TRAIN, and clear the task"
            ),
        ),
        (
            {"init_container_statuses": ended(1, "fetch", reason="Error")},
            (
                "the container fetch, which goes before train, ended with 1 (Error). Mend SPENDCAST_POD_"
                "TEMPLATE, and clear the task"
            ),
        ),
    ],
)
def test_what_a_pod_failed_of_is_told_with_what_to_do(status: dict[str, Any], told: str) -> None:
    assert explain("train", pod(**status)) == told


@pytest.mark.parametrize(
    ("step", "remedy"),
    [
        ("validate", "Clear the task"),
        ("train", "Clear the step that is named"),
        ("publish", "Clear the step"),
    ],
)
def test_an_input_that_is_missing_is_mended_in_the_step_that_makes_it_which_of_raw_files_is_none(
    step: str, remedy: str
) -> None:
    gone = ended(66, message='{"message": "train.json is gone; run train again"}')
    told = explain(step, pod(container_statuses=gone)) or ""
    assert f"(train.json is gone; run train again). {remedy}" in told
    assert ("step" in told) == (step != "validate")


def test_a_fault_of_spendcasts_is_told_once_and_asks_for_another_build_in_the_whole_run() -> None:
    words = '{"message": "this is a fault of Spendcast\'s, not of the data; the lines above say where"}'
    told = explain("train", pod(container_statuses=ended(70, message=words))) or ""
    assert told.count("a fault of Spendcast's") == 1
    assert "lines above" not in told
    assert told.endswith("go back to the earlier build, and clear the run: a task alone keeps its image")


def test_of_rejected_data_whose_findings_were_not_read_the_last_line_is_told_and_why() -> None:
    seen = pod(container_statuses=ended(65, message='{"message": "validate rejected the data"}'))
    assert explain("train", seen, unread="gs://b/train.json is not there.") == (
        "train ended with 65: the data was rejected (validate rejected the data). Its findings could not be "
        "read: gs://b/train.json is not there. See the task's log, mend the data, and clear validate, which "
        "reads them"
    )


def test_of_rejected_data_the_last_line_is_not_told_as_the_findings_say_more() -> None:
    told = explain(
        "validate", pod(container_statuses=ended(65, message='{"message": "rejected (attempt 1)"}'))
    )
    assert told is not None
    assert told.startswith("validate ended with 65: the data was rejected. ")
    assert told.endswith("Do as the findings say, and clear validate, which reads the mended files")


@pytest.mark.parametrize("code", [64, 65, 66, 70])
def test_a_code_that_is_never_retried_is_told_though_the_pod_was_ended_too(code: int) -> None:
    told = explain("train", pod(reason="Evicted", container_statuses=ended(code)))
    assert told is not None
    assert told.startswith(f"train ended with {code}: ")


def test_a_pod_that_did_not_start_is_told_with_the_clusters_last_warning() -> None:
    starting = pod(phase="Pending", container_statuses=waiting("ContainerCreating"))
    warnings = ["slow", 'MountVolume.SetUp failed for volume "key": secret "key" not found']
    told = explain("train", starting, warnings)
    assert told == f"the pod of train did not start: {warnings[1]}. Mend that, and clear the task"


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (
            403,
            'pods "a" is forbidden: exceeded quota: small, requested: cpu=1',
            "Raise the namespace's quota",
        ),
        (
            403,
            'pods is forbidden: User "u" cannot create resource "pods" in the namespace "n"',
            "Give Airflow",
        ),
        (403, 'error looking up service account n/s: serviceaccount "s" not found', "Mend SPENDCAST_SERVICE"),
        (404, 'namespaces "n" not found', "Mend SPENDCAST_NAMESPACE"),
        (
            403,
            'pods "a" is forbidden: violates PodSecurity "restricted:latest"',
            "Mend SPENDCAST_POD_TEMPLATE",
        ),
        (404, 'pods "a" not found', "It was destroyed from outside: by an eviction"),
        (404, 'secrets "a" not found', "Mend that"),
        (500, 'pods "a" not found', "Mend that"),
        (
            500,
            'failed calling webhook "v.x": service "webhook" not found',
            "See that the webhook's service is",
        ),
        (400, "quantities must match the regular expression", "Mend SPENDCAST_CPU or SPENDCAST_MEMORY"),
        (422, 'Pod "a" is invalid: spec.containers[0].resources', "Mend the setting that makes it so"),
        (403, 'pods "a" is forbidden: RuntimeClass "r" not found', "Mend SPENDCAST_POD_TEMPLATE"),
        (400, 'admission webhook "w" denied the request: you cannot do so', "Do as the webhook says"),
        (500, "etcd is away", "Mend that"),
    ],
)
def test_what_the_cluster_refused_is_told_in_its_words(status: int, message: str, remedy: str) -> None:
    refusal = ApiException(status=status, reason="Refused")
    refusal.body = json.dumps({"kind": "Status", "message": message})
    error = RuntimeError("the provider's own")
    error.__cause__ = refusal
    told = explain("train", None, error=error)
    assert told is not None
    assert told.startswith(f"the cluster says of the pod of train: {status}, {message}. {remedy}")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ConfigException("Invalid kube-config file"),
            (
                "the cluster was not reached for train (Invalid kube-config file). See that it is up and "
                "that SPENDCAST_KUBE_CONFIG names a file that leads to it, and clear the task"
            ),
        ),
        (
            MaxRetryError(HTTPConnectionPool("localhost", 1), "/api", OSError("refused")),
            "the cluster was not reached for train (",
        ),
        (
            AirflowTaskTimeout("Timeout, PID: 7"),
            (
                "train took longer than the task may (Timeout, PID: 7). See the task's log for what took so "
                "long, and clear the task"
            ),
        ),
    ],
)
def test_that_the_cluster_was_not_reached_or_the_time_was_up_is_told(error: BaseException, told: str) -> None:
    masked = RuntimeError("the provider's own")
    masked.__context__ = error
    assert (explain("train", None, error=masked) or "").startswith(told)


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ("0/1 nodes: 1 node(s) didn't match Pod's node affinity/selector.", "Mend the node selector"),
        ('persistentvolumeclaim "gone" not found.', "Mend the volumes of SPENDCAST_POD_TEMPLATE"),
        ("0/1 nodes: 1 node(s) had untolerated taint {gpu: true}.", "Let SPENDCAST_POD_TEMPLATE tolerate"),
    ],
)
def test_a_pod_that_no_node_may_take_is_told_by_what_keeps_it_away(message: str, remedy: str) -> None:
    seen = pod(conditions=condition("PodScheduled", "False", "Unschedulable", message))
    told = explain("train", seen)
    assert told is not None
    assert f"{message.rstrip('.')}). {remedy}" in told


def test_a_container_before_the_step_that_does_not_end_is_told() -> None:
    hanging = pod(
        phase="Pending",
        init_container_statuses=[container("fetch", running=k8s.V1ContainerStateRunning())],
        container_statuses=waiting("PodInitializing"),
    )
    assert explain("train", hanging) == (
        "the container fetch, which goes before train, did not come to its end. Mend SPENDCAST_POD_TEMPLATE, "
        "and clear the task"
    )


@pytest.mark.parametrize("body", [None, "", "<html>", "[]", "{}", '{"message": null}'])
def test_a_refusal_without_words_is_told_by_its_status(body: str | None) -> None:
    refusal = ApiException(status=502, reason="Bad Gateway")
    refusal.body = body
    told = explain("train", None, error=refusal)
    assert told is not None
    assert told.startswith("the cluster says of the pod of train: 502, ")


@pytest.mark.parametrize("seen", [None, pod(), pod(container_statuses=ended(0))])
def test_of_what_nothing_is_known_nothing_is_told(seen: k8s.V1Pod | None) -> None:
    assert explain("train", seen, error=ValueError("other")) is None


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("", ""),
        ("Traceback\n  no memory\n\n", "no memory"),
        ('{"message": "one"}\n{"message": "two\\n lines"}', "two lines"),
        ('{"other": 1}', '{"other": 1}'),
        ("[1]", "[1]"),
        ("x" * 700, "x" * 600 + "…"),
    ],
)
def test_the_last_words_of_a_log_are_those_of_its_last_line(tail: str, words: str) -> None:
    assert last_words(tail) == words

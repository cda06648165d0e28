"""The DAG on a real Airflow and real pods: what it publishes, and what it does when a thing is destroyed."""

import json
import os
import subprocess
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cluster.airflow_server import ROOT, until
from cluster.bigquery import Emulator
from cluster.conftest import PODS_AT_ONCE, RECEIVER, TIME_LIMIT
from cluster.pods import Kubectl, Pods
from cluster.runs import Run
from cluster.stores import document, promotions, versions

from spendcast_contract import STEPS


def seconds_between(earlier: str | datetime, later: str | datetime) -> float:
    first, second = (
        datetime.fromisoformat(moment) if isinstance(moment, str) else moment for moment in (earlier, later)
    )
    return (second - first).total_seconds()


def about(run: Run, mails: tuple[str, list[EmailMessage]]) -> list[EmailMessage]:
    return [mail for mail in mails[1] if run.run_id in mail["Subject"]]


def page(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_a_portfolio_of_three_is_published_whole(
    portfolio: list[str], daily: tuple[Run, Run], capsys: pytest.CaptureFixture[str]
) -> None:
    run = daily[0]
    assert (run.state, run.outcomes) == ("success", ["promoted"] * 3)
    with capsys.disabled():
        print("\nseconds of overhead: task queued to step's start, step's end to task's end")  # noqa: T201 - figures for whoever runs the tier
        for step in STEPS:
            done, task = document(portfolio[0], run.run_id, step), run.tasks[step, 0]
            assert done is not None
            before = seconds_between(task["queued_when"], done.started_at)
            after = seconds_between(done.finished_at, task["end_date"])
            print(f"  {step:9} {before:5.1f} {after:5.1f}")  # noqa: T201 - as above


@pytest.mark.usefixtures("daily")
def test_a_run_has_as_many_pods_at_once_as_it_may_and_never_more(pods: Pods) -> None:
    assert pods.most_at_once("spendcast_daily") == PODS_AT_ONCE
    assert {step: len(pods.made("spendcast_daily", step)) for step in STEPS} == dict.fromkeys(STEPS, 3)


def test_documents_name_the_image_that_made_them(
    portfolio: list[str], daily: tuple[Run, Run], images: dict[str, str]
) -> None:
    for step in STEPS:
        made = document(portfolio[0], daily[0].run_id, step)
        assert made is not None
        assert made.producer.image == images[step]


def test_each_advertiser_of_a_run_leaves_a_row_in_bigquery(
    portfolio: list[str], daily: tuple[Run, Run], evaluations: Emulator | None
) -> None:
    if evaluations is None:
        pytest.skip("no bigquery-emulator on the PATH, so evaluations went to SQLite files in the pods")
    rows = evaluations.query("SELECT store, run_id, model, verdict FROM marketing.evaluations ORDER BY store")
    assert rows == [(store, daily[0].run_id, "revenue", "first") for store in portfolio]


def test_the_last_check_fails_where_the_document_of_publish_is_gone(
    daily: tuple[Run, Run], mails: tuple[str, list[EmailMessage]]
) -> None:
    run = daily[1]
    assert (run.state, run.outcomes) == ("failed", ["promoted", "promoted", None])
    assert {index: run.tasks["published", index]["state"] for index in range(3)} == {
        0: "success",
        1: "success",
        2: "failed",
    }
    (mail,) = about(run, mails)
    assert "publish.json is not there, so what came of the run is not known" in page(mail)


def test_the_published_model_is_served_from_a_pod(
    kubectl: Kubectl, portfolio: list[str], daily: tuple[Run, Run], images: dict[str, str]
) -> None:
    emulator = {"name": "STORAGE_EMULATOR_HOST", "value": os.environ["STORAGE_EMULATOR_HOST"]}
    container = {
        "name": "serving",
        "image": images["serving"],
        "env": [emulator, {"name": "SPENDCAST_STORE", "value": portfolio[0]}],
        "readinessProbe": {"httpGet": {"path": "/readyz", "port": 8080}, "periodSeconds": 1},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - the pod's own
    }
    spec = {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
        "volumes": [{"name": "tmp", "emptyDir": {}}],
    }
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "serving"}, "spec": spec}
    kubectl("apply", "--filename=-", stdin=json.dumps(pod))
    kubectl("wait", "--for=condition=Ready", "pod/serving", "--timeout=90s")
    ask = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8080/v1/model').read().decode())"
    answer = json.loads(kubectl("exec", "serving", "--", "/venv/bin/python", "-c", ask))
    assert answer["version"] == versions(portfolio[0])[0]


def test_a_pod_whose_worker_was_lost_is_taken_over(faults: Run, pods: Pods) -> None:
    assert faults.tasks["validate", 0]["try_number"] == 2
    assert len(pods.made(faults.dag, "validate")) == 1


@pytest.mark.parametrize("step", ["train", "evaluate", "publish"])
def test_a_pod_that_is_destroyed_at_work_is_tried_again(faults: Run, pods: Pods, step: str) -> None:
    """Train by force, evaluate with grace, publish by its task's own end.

    Of the last, the provider deletes the pod and calls the task a success:
    https://github.com/apache/airflow/issues/73006.
    """
    assert faults.tasks[step, 0]["try_number"] == 2
    assert len(pods.made(faults.dag, step)) == 2


def test_a_run_in_which_every_step_lost_something_ends_right(faults: Run) -> None:
    assert (faults.state, faults.outcomes) == ("success", ["promoted"])


def test_a_publish_that_ends_with_0_and_no_document_never_makes_a_green_run(
    quiet_end: Run, pods: Pods, mails: tuple[str, list[EmailMessage]]
) -> None:
    """Its first pod was deleted with SIGTERM, the others were let alone."""
    assert (quiet_end.state, quiet_end.outcomes) == ("failed", [None])
    assert quiet_end.tasks["publish", 0]["try_number"] == len(pods.made(quiet_end.dag, "publish")) == 4
    assert quiet_end.tasks["published", 0]["state"] == "upstream_failed"
    (mail,) = about(quiet_end, mails)
    assert "publish ended with 0, but" in page(mail)


def test_a_run_over_its_time_limit_is_stopped_with_its_pods_and_one_mail_says_so(
    too_long: Run, pods: Pods, mails: tuple[str, list[EmailMessage]]
) -> None:
    assert too_long.state == "failed"
    until(60, "the mail", lambda: about(too_long, mails))
    until(120, "the end of the pod", lambda: not any_at_work(pods, too_long.dag))
    (mail,) = about(too_long, mails)
    assert mail["Subject"] == f"Spendcast: the run was stopped ({too_long.run_id})"
    assert f"it ran longer than {TIME_LIMIT}" in page(mail)


def any_at_work(pods: Pods, dag: str) -> bool:
    last = {event.name: event for event in pods.events(dag)}
    return any(event.at_work for event in last.values())


def test_rejected_data_fail_at_once_and_one_mail_says_why(
    rejected: Run, pods: Pods, mails: tuple[str, list[EmailMessage]]
) -> None:
    assert rejected.state == "failed"
    assert rejected.tasks["validate", 0]["try_number"] == len(pods.made(rejected.dag, "validate")) == 1
    assert rejected.tasks["train", 0]["state"] == "upstream_failed"
    (mail,) = about(rejected, mails)
    assert mail["Subject"].startswith("Spendcast: validate rejected the data (gs://")
    assert mail["To"] == RECEIVER
    assert "monthly_revenue.csv" in page(mail)


def test_runs_on_the_same_data_at_once_end_with_one_version(at_once: list[Run]) -> None:
    """Of two runs one promotes; a run that is there twice has one document."""
    assert [run.state for run in at_once] == ["success"] * 3
    for first, second in ((0, 1), (0, 2)):
        assert overlap(at_once[first].tasks, at_once[second].tasks), "they did not run at once"
    outcomes = {run.run_id: run.outcomes for run in at_once}
    assert sorted(outcomes.values()) == [["promoted"], ["unchanged"]]
    assert promotions(at_once[0].stores[0]) == 1
    assert len(versions(at_once[0].stores[0])) == 1


def overlap(*runs: dict[tuple[str, int], dict[str, Any]]) -> bool:
    """Whether a step of one run was at work while one of the other was."""
    first, second = ([run[step, 0] for step in STEPS] for run in runs)
    return any(
        a["start_date"] < b["end_date"] and b["start_date"] < a["end_date"] for a in first for b in second
    )


@pytest.mark.usefixtures("daily", "faults", "quiet_end", "too_long", "rejected", "at_once")
def test_no_pod_is_left_after_the_runs(kubectl: Kubectl) -> None:
    until(
        60,
        "the end of the pods",
        lambda: not kubectl("get", "pods", "--selector=app=spendcast", "--output=name"),
    )


PRINT_PODS = """
import json
from kubernetes.client import ApiClient
from pod_defaults import StepPod
for step in ("validate", "train", "evaluate", "publish"):
    pod = StepPod(task_id=step, step=step, call={}, image="registry/image@sha256:" + "0" * 64)
    print(json.dumps(ApiClient().sanitize_for_serialization(pod.build_pod_request_obj())))
"""


def manifests(version: str, namespace: str, tmp_path: Path) -> list[dict[str, Any]]:
    """The pods that the operator would make in that Airflow."""
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "dags"),
        "SPENDCAST_NAMESPACE": namespace,
    }
    python = ROOT / f".venv-airflow-{version}/bin/python"
    done = subprocess.run(
        [python, "-c", PRINT_PODS], env=environment, text=True, capture_output=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("version", ["2.11", "3.3"])
def test_the_api_server_takes_every_pod_under_the_restricted_standard(
    kubectl: Kubectl, namespace: str, version: str, tmp_path: Path
) -> None:
    pods = manifests(version, namespace, tmp_path)
    assert len(pods) == len(STEPS)
    for pod in pods:
        kubectl("create", "--dry-run=server", "--filename=-", stdin=json.dumps(pod))


def test_the_namespace_refuses_a_pod_that_is_not_confined(kubectl: Kubectl) -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "free"}}
    pod["spec"] = {"containers": [{"name": "base", "image": "image"}]}
    with pytest.raises(AssertionError, match="violates PodSecurity"):
        kubectl("create", "--dry-run=server", "--filename=-", stdin=json.dumps(pod))

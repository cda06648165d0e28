"""The DAG on a real Airflow and real pods: what it publishes, and what it does when a thing is destroyed."""

import json
import os
import signal
import subprocess
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cluster.airflow_server import ROOT, TWIN, Airflow, until
from cluster.conftest import AS_OF, RECEIVER, Kubectl, MakeStore, spendcast

from spendcast_contract import STEPS, StepDocument, document_key, parse_document
from spendcast_storage import ObjectMissing, Registry, open_store


def document(store: str, run_id: str, step: str) -> StepDocument | None:
    key = document_key(run_id, step)
    try:
        return parse_document(open_store(store).read(key).data, key)
    except ObjectMissing:
        return None


def versions(store: str) -> list[str]:
    return [manifest.version for manifest in Registry(open_store(store), "revenue").versions()]


def outcome(store: str, run_id: str) -> str:
    published = document(store, run_id, "publish")
    assert published is not None
    return str(published.metrics["outcome"])


def seconds_between(earlier: str | datetime, later: str | datetime) -> float:
    first, second = (
        datetime.fromisoformat(moment) if isinstance(moment, str) else moment for moment in (earlier, later)
    )
    return (second - first).total_seconds()


@pytest.fixture(scope="module")
def portfolio_run(server: Airflow) -> str:
    run_id = server.trigger(as_of=AS_OF)
    assert server.wait(run_id) == "success"
    return run_id


def test_a_portfolio_of_three_is_published_whole(
    server: Airflow, portfolio: list[str], portfolio_run: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [outcome(store, portfolio_run) for store in portfolio] == ["promoted"] * 3
    tasks = server.tasks(portfolio_run)
    with capsys.disabled():
        print("\nseconds of overhead: task queued to step's start, step's end to task's end")  # noqa: T201 - figures for whoever runs the tier
        for step in STEPS:
            done, task = document(portfolio[0], portfolio_run, step), tasks[step, 0]
            assert done is not None
            before = seconds_between(task["queued_when"], done.started_at)
            after = seconds_between(done.finished_at, task["end_date"])
            print(f"  {step:9} {before:5.1f} {after:5.1f}")  # noqa: T201 - as above


def test_documents_name_the_image_that_made_them(
    portfolio: list[str], portfolio_run: str, images: dict[str, str]
) -> None:
    for step in STEPS:
        made = document(portfolio[0], portfolio_run, step)
        assert made is not None
        assert made.producer.image == images[step]


def test_no_pod_is_left_after_a_run(kubectl: Kubectl, portfolio_run: str) -> None:
    until(
        60,
        "the end of the pods",
        lambda: not kubectl("get", "pods", "--selector=app=spendcast", "--output=name"),
    )


def test_the_published_model_is_served_from_a_pod(
    kubectl: Kubectl, portfolio: list[str], portfolio_run: str, images: dict[str, str]
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


def test_a_pod_that_is_killed_is_tried_again_and_the_run_ends_right(
    server: Airflow, kubectl: Kubectl, make_store: MakeStore
) -> None:
    store = make_store("killed")
    run_id = server.trigger(as_of=AS_OF, store=store)
    pod = until(
        300,
        "a pod of train",
        lambda: kubectl("get", "pods", "--selector=spendcast-step=train", "--output=name"),
    )
    kubectl("delete", pod.split()[0], "--grace-period=0", "--force", "--ignore-not-found")
    assert server.wait(run_id) == "success"
    assert server.tasks(run_id)["train", 0]["try_number"] > 1
    assert outcome(store, run_id) == "promoted"


def test_a_task_that_is_told_to_stop_is_not_done_until_its_document_is_there(
    server: Airflow, kubectl: Kubectl, make_store: MakeStore
) -> None:
    """The provider deletes the pod and calls the task a success: https://github.com/apache/airflow/issues/73006."""
    store = make_store("stopped")
    run_id = server.trigger(as_of=AS_OF, store=store)
    until(
        300,
        "a pod of publish",
        lambda: kubectl("get", "pods", "--selector=spendcast-step=publish", "--output=name"),
    )
    os.kill(server.tasks(run_id)["publish", 0]["pid"], signal.SIGTERM)
    assert server.wait(run_id) == "success"
    assert server.tasks(run_id)["publish", 0]["try_number"] > 1
    assert outcome(store, run_id) == "promoted"


def test_rejected_data_fail_at_once_and_one_mail_says_why(
    server: Airflow, make_store: MakeStore, mails: tuple[str, list[EmailMessage]], tmp_path: Path
) -> None:
    store = make_store("rejected")
    revenue = tmp_path / "monthly_revenue.csv"
    revenue.write_text("YEAR,MONTH,REVENUE\n2025,1,-5\n")
    spendcast("--store", store, "data", "add", str(revenue))
    run_id = server.trigger(as_of=AS_OF, store=store)
    assert server.wait(run_id) == "failed"
    tasks = server.tasks(run_id)
    assert tasks["validate", 0]["try_number"] == 1
    assert tasks["train", 0]["state"] == "upstream_failed"
    told = [mail for mail in mails[1] if run_id in mail["Subject"]]
    assert [(mail["Subject"], mail["To"]) for mail in told] == [
        (f"Spendcast: validate rejected the data ({store}, {run_id})", RECEIVER)
    ]
    body = told[0].get_body(("html",))
    assert body is not None
    assert "monthly_revenue.csv" in body.get_content()


@pytest.mark.parametrize("same_run", [False, True], ids=["two runs", "one run twice"])
def test_runs_on_the_same_data_at_once_end_with_one_version(
    server: Airflow, make_store: MakeStore, same_run: bool
) -> None:
    store = make_store(f"at-once-{same_run}".lower())
    first = server.trigger(as_of=AS_OF, store=store)
    second = server.trigger(TWIN, first if same_run else None, as_of=AS_OF, store=store)
    assert server.wait(first) == server.wait(second, dag=TWIN) == "success"
    assert overlap(server.tasks(first), server.tasks(second, TWIN)), "they did not run at once"
    expected = ["promoted", "promoted"] if same_run else ["promoted", "unchanged"]
    assert sorted(outcome(store, run_id) for run_id in (first, second)) == expected
    assert len(versions(store)) == 1


def overlap(*runs: dict[tuple[str, int], dict[str, Any]]) -> bool:
    """Whether a step of one run was at work while one of the other was."""
    first, second = ([run[step, 0] for step in STEPS] for run in runs)
    return any(
        a["start_date"] < b["end_date"] and b["start_date"] < a["end_date"] for a in first for b in second
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

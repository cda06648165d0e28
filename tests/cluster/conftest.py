"""A namespace that enforces the restricted Pod Security Standard, a bucket, and an Airflow that uses both."""

import json
import os
import secrets
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from cluster.airflow_server import DAG, ROOT, TWIN, Airflow, airflow, until
from dags.mailbox import receiving

RECEIVER = "on-call@example.org"
AS_OF = "2026-01-05"

Kubectl = Callable[..., str]
MakeStore = Callable[[str], str]


@pytest.fixture(scope="session")
def images() -> dict[str, str]:
    """Name → image by digest, as the registry has them."""
    found: dict[str, str] = json.loads((ROOT / "images.json").read_text())["images"]
    return found


@pytest.fixture(scope="session")
def kubectl() -> Iterator[Kubectl]:
    """Calls kubectl in a namespace of the tests' own."""
    namespace = f"spendcast-test-{secrets.token_hex(3)}"

    def call(*arguments: str, stdin: str | None = None) -> str:
        command = ["kubectl", "--namespace", namespace, *arguments]
        done = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False, timeout=180)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout

    call("create", "namespace", namespace)
    try:
        call("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")
        until(60, "the namespace's service account", lambda: call("get", "serviceaccount", "--output=name"))
        yield call
    finally:
        call("delete", "namespace", namespace, "--wait=false")


@pytest.fixture(scope="session")
def namespace(kubectl: Kubectl) -> str:
    return kubectl("get", "serviceaccount", "default", "--output=jsonpath={.metadata.namespace}")


@pytest.fixture(scope="session")
def bucket() -> str:
    """A new bucket of the emulator."""
    name = f"spendcast-test-{secrets.token_hex(4)}"
    request = urllib.request.Request(  # noqa: S310 - the emulator's address
        f"{os.environ['STORAGE_EMULATOR_HOST']}/storage/v1/b",
        json.dumps({"name": name}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310 - as above
        return f"gs://{name}"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up advertiser's files."""
    folder = tmp_path_factory.mktemp("sample") / "files"
    spendcast("data", "sample", str(folder), "--months", "60")
    return folder


@pytest.fixture(scope="session")
def make_store(bucket: str, sample: Path) -> MakeStore:
    """Makes a store with raw files, and no model yet."""

    def make(name: str) -> str:
        store = f"{bucket}/{name}"
        spendcast("--store", store, "data", "add", *map(str, sorted(sample.glob("*.csv*"))))
        return store

    return make


@pytest.fixture(scope="session")
def portfolio(make_store: MakeStore) -> list[str]:
    """Stores of three advertisers."""
    return [make_store(f"advertiser-{number}") for number in range(3)]


@pytest.fixture(scope="session")
def mails() -> Iterator[tuple[str, list[EmailMessage]]]:
    """A mail server as an Airflow connection, and what it received."""
    with receiving() as server:
        yield server


@pytest.fixture(scope="session")
def server(
    namespace: str,
    portfolio: list[str],
    mails: tuple[str, list[EmailMessage]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Airflow]:
    """An Airflow with the DAG and the build's `images.json` beside it."""
    home = tmp_path_factory.mktemp("airflow")
    shutil.copytree(ROOT / "dags", home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "images.json", home / "dags")
    daily = (home / "dags/spendcast_daily.py").read_text()
    (home / "dags/spendcast_twin.py").write_text(daily.replace(f'dag_id="{DAG}"', f'dag_id="{TWIN}"'))
    settings = {
        "AIRFLOW_VAR_SPENDCAST_STORES": ",".join(portfolio),
        "AIRFLOW_CONN_SMTP_DEFAULT": mails[0],
        "SPENDCAST_NAMESPACE": namespace,
        "SPENDCAST_CRON": "0 0 29 2 *",  # in 2028: the tests trigger every run
        "SPENDCAST_CPU": "100m",
        "SPENDCAST_MAX_PODS": "3",
        "SPENDCAST_RETRY_SECONDS": "2",
        "SPENDCAST_MAIL_TO": RECEIVER,
        "SPENDCAST_EVALUATIONS": "sqlite:////tmp/evaluations.sqlite",
    }
    with airflow(home, settings) as running:
        yield running


def spendcast(*arguments: str) -> str:
    """Call the command."""
    command = [str(ROOT / ".venv/bin/spendcast"), *arguments]
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout

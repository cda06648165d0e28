"""An Airflow without a database, a bucket and a cluster that speak HTTP."""

import os
import tempfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

# Airflow reads these when it is imported, and writes into its home.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="spendcast-airflow-"))
os.environ |= {"AIRFLOW__CORE__UNIT_TEST_MODE": "True", "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}

from dags.fake_servers import FakeBucket, FakeCluster, serving
from dags.mailbox import receiving

DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith(("SPENDCAST_", "STORAGE_EMULATOR")) or name == "KUBECONFIG":
            monkeypatch.delenv(name)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBucket]:
    bucket = FakeBucket()
    with serving(bucket.answer) as address:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", address)
        yield bucket


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeCluster]:
    cluster = FakeCluster()
    with serving(cluster.answer) as address:
        config = tmp_path / "kube-config"
        config.write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: here\nusers: [{name: me, user: {token: t}}]\n"
            f'clusters: [{{name: fake, cluster: {{server: "{address}"}}}}]\n'
            "contexts: [{name: here, context: {cluster: fake, user: me}}]\n"
        )
        monkeypatch.setenv("SPENDCAST_KUBE_CONFIG", str(config))
        yield cluster


@pytest.fixture(scope="session")
def dag_bag() -> Callable[[], Any]:
    """Parses the folder."""
    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow before 3.2
        from airflow.models.dagbag import DagBag
    return lambda: DagBag(str(DAGS))


@pytest.fixture(scope="session")
def dags(dag_bag: Callable[[], Any]) -> dict[str, Any]:
    """Every DAG of the folder, by id."""
    bag = dag_bag()
    assert not bag.import_errors
    return dict(bag.dags)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EmailMessage]]:
    with receiving() as (connection, received):
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", connection)
        yield received

"""A namespace under the restricted Pod Security Standard, a bucket, an Airflow, and runs at work in it."""

import json
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cluster import runs
from cluster.airflow_server import ROOT, Airflow, airflow, until
from cluster.bigquery import DATASET, PROJECT, Emulator, emulator
from cluster.images import bigquery, idle, waiting
from cluster.pods import Kubectl, Pods, watched
from cluster.postgres import postgres
from cluster.runs import Copy, MakeStore, Place, Run
from cluster.stores import make_bucket, spendcast
from dags.mailbox import receiving

RECEIVER = "on-call@example.org"
PODS_AT_ONCE = 2
"""Of the portfolio's run: fewer than its advertisers."""
TIME_LIMIT = timedelta(minutes=5)
"""Of the run that is stopped: on a busy machine its pod had not begun after three minutes."""


@pytest.fixture(scope="session")
def images() -> dict[str, str]:
    """Name → image by digest, as the registry has them."""
    found: dict[str, str] = json.loads((ROOT / "images.json").read_text())["images"]
    return found


@pytest.fixture(scope="session")
def namespace() -> str:
    return f"spendcast-test-{secrets.token_hex(3)}"


@pytest.fixture(scope="session")
def kubectl(namespace: str) -> Iterator[Kubectl]:
    """Calls kubectl in a namespace of the tests' own."""

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
def pods(kubectl: Kubectl, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pods]:
    with watched(kubectl, namespace, tmp_path_factory.mktemp("pods") / "events") as found:
        yield found


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up advertiser's files."""
    folder = tmp_path_factory.mktemp("sample") / "files"
    spendcast("data", "sample", str(folder), "--months", "60")
    return folder


@pytest.fixture(scope="session")
def make_store(sample: Path) -> MakeStore:
    """Makes a store with raw files, and no model yet."""
    bucket = make_bucket(f"spendcast-test-{secrets.token_hex(4)}")

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
def evaluations(kubectl: Kubectl) -> Iterator[Emulator | None]:
    """A BigQuery emulator in a pod; None where there is no such program."""
    image = bigquery()
    if image is None:
        yield None
        return
    yield emulator(kubectl, image)


@pytest.fixture(scope="session")
def wanted(request: pytest.FixtureRequest) -> set[str]:
    """Fixtures that the chosen tests ask for: of the runs, only those begin."""
    return {name for item in request.session.items for name in getattr(item, "fixturenames", ())}


@pytest.fixture(scope="session")
def copies(images: dict[str, str], evaluations: Emulator | None, wanted: set[str]) -> dict[str, Copy]:
    """DAG → how it differs from the shipped one."""
    rows = {"SPENDCAST_EVALUATIONS": f"bigquery://{PROJECT}/{DATASET}"}
    to_bigquery = {**rows, "BIGQUERY_EMULATOR_HOST": evaluations.address} if evaluations else {}
    validate, publish = images["validate"], images["publish"]
    limit = {"dagrun_timeout=timedelta(hours=12)": f"dagrun_timeout=timedelta(seconds={TIME_LIMIT.seconds})"}
    made: dict[str, Callable[[], Copy]] = {
        "daily": lambda: Copy(settings={"SPENDCAST_MAX_PODS": str(PODS_AT_ONCE), **to_bigquery}),
        "faults": lambda: Copy(
            images={"validate": waiting("validate", validate, 300), "publish": waiting("publish", publish, 5)}
        ),
        "quiet_end": lambda: Copy(images={"publish": idle("publish", publish, 10)}),
        "too_long": lambda: Copy(images={"validate": waiting("validate", validate, 900)}, text=limit),
        "rejected": Copy,
        **{f"at_once_{number}": Copy for number in range(3)},
    }
    return {f"spendcast_{name}": copy() for name, copy in made.items() if name.rstrip("_012") in wanted}


@pytest.fixture(scope="session")
def home(images: dict[str, str], copies: dict[str, Copy], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Airflow's, with each copy of the DAG in a folder of its own, and `images.json` beside it."""
    home = tmp_path_factory.mktemp("airflow")
    for dag, copy in copies.items():
        folder = home / "dags" / dag
        shutil.copytree(ROOT / "dags", folder, ignore=shutil.ignore_patterns("__pycache__"))
        file = folder / "spendcast_daily.py"
        file.write_text(copy.write(dag, file.read_text()))
        (folder / "images.json").write_text(json.dumps({"images": {**images, **copy.images}}))
    return home


@pytest.fixture(scope="session")
def server(
    home: Path,
    namespace: str,
    copies: dict[str, Copy],
    portfolio: list[str],
    mails: tuple[str, list[EmailMessage]],
) -> Iterator[Airflow]:
    settings = {
        "AIRFLOW_VAR_SPENDCAST_STORES": ",".join(portfolio),
        "AIRFLOW_CONN_SMTP_DEFAULT": mails[0],
        "SPENDCAST_NAMESPACE": namespace,
        "SPENDCAST_CRON": "0 0 29 2 *",  # in 2028: the tests trigger every run
        "SPENDCAST_CPU": "250m",
        "SPENDCAST_RETRY_SECONDS": "2",
        "SPENDCAST_MAIL_TO": RECEIVER,
        "SPENDCAST_EVALUATIONS": "sqlite:////tmp/evaluations.sqlite",
    }
    with postgres() as database, airflow(home, database, list(copies), settings) as running:
        yield running


@pytest.fixture(scope="session")
def place(server: Airflow, kubectl: Kubectl, pods: Pods, make_store: MakeStore) -> Place:
    return Place(server, kubectl, pods, make_store)


@pytest.fixture(scope="session")
def begun(wanted: set[str], place: Place, portfolio: list[str]) -> Iterator[Mapping[str, Future[Any]]]:
    """Every run that a chosen test asks for, at work."""
    stories: dict[str, Callable[[], Any]] = {
        "daily": lambda: runs.daily(place, portfolio),
        "faults": lambda: runs.faults(place),
        "quiet_end": lambda: runs.quiet_end(place),
        "too_long": lambda: runs.too_long(place),
        "rejected": lambda: runs.rejected(place),
        "at_once": lambda: runs.at_once(place),
    }
    pool = ThreadPoolExecutor(len(stories))
    try:
        yield {name: pool.submit(story) for name, story in stories.items() if name in wanted}
    finally:
        pool.shutdown(wait=False)  # those that still wait end with Airflow


@pytest.fixture(scope="session")
def daily(begun: Mapping[str, Future[tuple[Run, Run]]]) -> tuple[Run, Run]:
    return begun["daily"].result()


@pytest.fixture(scope="session")
def faults(begun: Mapping[str, Future[Run]]) -> Run:
    return begun["faults"].result()


@pytest.fixture(scope="session")
def quiet_end(begun: Mapping[str, Future[Run]]) -> Run:
    return begun["quiet_end"].result()


@pytest.fixture(scope="session")
def too_long(begun: Mapping[str, Future[Run]]) -> Run:
    return begun["too_long"].result()


@pytest.fixture(scope="session")
def rejected(begun: Mapping[str, Future[Run]]) -> Run:
    return begun["rejected"].result()


@pytest.fixture(scope="session")
def at_once(begun: Mapping[str, Future[list[Run]]]) -> list[Run]:
    return begun["at_once"].result()

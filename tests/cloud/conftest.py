import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from emulators.conftest import await_answer, free_port
from emulators.faulty_proxy import Answer, FaultyProxy, serving
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from spendcast_storage.folder import FolderStore

pytest.register_assert_rewrite("contracts.evaluations_conformance")

PROJECT = "test-project"
NEEDED = (
    "a BigQuery emulator is needed: set BIGQUERY_EMULATOR_HOST=http://host:port, or put bigquery-emulator on "
    "the PATH: go install github.com/goccy/bigquery-emulator/cmd/bigquery-emulator@v0.6.6"
)


class MendedEmulator(FaultyProxy):
    """The emulator, but for a load job whose id was taken: it answers 500, where BigQuery answers 409."""

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        answer = super().forward(method, path, headers, body)
        taken = answer.status == 500 and b"is already created" in answer.body
        return Answer(409, answer.headers, answer.body) if taken else answer


class At(FolderStore):
    """A store that is known by an address, as far as its evaluations go."""

    def __init__(self, address: str) -> None:
        super().__init__(Path("nowhere"))
        self._address = address

    @property
    def address(self) -> str:
        return self._address


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """Address of a BigQuery emulator: that at BIGQUERY_EMULATOR_HOST, else one that ends with the tests."""
    given = os.environ.get("BIGQUERY_EMULATOR_HOST")
    if given:
        yield given
        return
    if shutil.which("bigquery-emulator") is None:
        pytest.exit(NEEDED, returncode=69)
    port = free_port()
    command = ["bigquery-emulator", f"--project={PROJECT}", "--host=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen([*command, f"--grpc-port={free_port()}"], stdout=subprocess.DEVNULL)
    try:
        await_answer(f"http://127.0.0.1:{port}/bigquery/v2/projects/{PROJECT}/datasets", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def address(emulator: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`bigquery://` address of a new dataset; it leads to the emulator, in started processes too."""
    with serving(MendedEmulator(emulator)) as proxy:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", proxy.address)
        dataset = f"dataset_{uuid4().hex}"
        make_client().create_dataset(dataset)
        yield f"bigquery://{PROJECT}/{dataset}"


def make_client() -> bigquery.Client:
    return bigquery.Client(PROJECT, AnonymousCredentials())


@pytest.fixture
def query(address: str) -> Callable[[str], list[dict[str, object]]]:
    """Runs SQL; the new dataset is its default."""
    dataset = address.removeprefix("bigquery://").replace("/", ".")
    config = bigquery.QueryJobConfig(default_dataset=dataset)
    return lambda sql: [dict(row) for row in make_client().query(sql, job_config=config).result()]

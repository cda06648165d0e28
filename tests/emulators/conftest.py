import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

pytest.register_assert_rewrite("contracts.store_conformance")

NEEDED = (
    "a GCS emulator is needed: set STORAGE_EMULATOR_HOST=http://host:port, or put fake-gcs-server on the "
    "PATH: go install github.com/fsouza/fake-gcs-server@v1.56.1"
)
START_SECONDS = 20.0


def pytest_configure(config: pytest.Config) -> None:
    # The client leaves sockets to the garbage collector when a download is refused, and at its own end.
    config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """Address of a GCS emulator: the one at STORAGE_EMULATOR_HOST, else one that ends with the tests."""
    given = os.environ.get("STORAGE_EMULATOR_HOST")
    if given:
        yield given
        return
    if shutil.which("fake-gcs-server") is None:
        pytest.exit(NEEDED, returncode=69)
    host = f"127.0.0.1:{free_port()}"
    port = host.rpartition(":")[2]
    command = ["fake-gcs-server", "-backend", "memory", "-scheme", "http", "-log-level", "error"]
    server = subprocess.Popen([*command, "-host", "127.0.0.1", "-port", port, "-public-host", host])
    try:
        await_answer(f"http://{host}/storage/v1/b", server)
        yield f"http://{host}"
    finally:
        server.terminate()
        server.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - the address is our own
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    pytest.exit(f"fake-gcs-server did not answer at {url}; its messages stand above", returncode=70)


@pytest.fixture
def make_client(emulator: str) -> Callable[[str], storage.Client]:
    """Makes a client of the server at an address: the emulator, or a proxy before it."""

    def make(address: str) -> storage.Client:
        return storage.Client(
            project="test",
            credentials=AnonymousCredentials(),
            client_options={"api_endpoint": address},
        )

    return make


@pytest.fixture
def bucket(
    emulator: str, make_client: Callable[[str], storage.Client], monkeypatch: pytest.MonkeyPatch
) -> str:
    """Name of a new bucket; `gs://` addresses lead to the emulator, in processes started by the test too."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", emulator)
    # Else each client asks for its bucket on a thread of its own, for labels of traces that nobody collects.
    monkeypatch.setenv("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "true")
    name = f"bucket-{uuid4().hex}"
    make_client(emulator).create_bucket(name)
    return name

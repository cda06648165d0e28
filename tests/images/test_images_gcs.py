"""`spendcast run --docker` on a bucket of a GCS emulator that only this machine reaches."""

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from images.conftest import STEPS, Advertiser

FAKE_GCS_SERVER = shutil.which("fake-gcs-server")


def make_bucket(port: int) -> None:
    """Make it as soon as the emulator listens."""
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("POST", "/storage/v1/b?project=test", b'{"name": "shop"}')
            assert connection.getresponse().status == 200
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"nothing listens on port {port}")


@pytest.fixture
def emulator() -> Iterator[str]:
    """Address of an emulator with the bucket `shop`."""
    assert FAKE_GCS_SERVER
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [FAKE_GCS_SERVER, "-backend", "memory", "-scheme", "http", "-host", "127.0.0.1"]
    command += ["-port", str(port), "-public-host", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            make_bucket(port)
            yield address
        finally:
            server.terminate()


@pytest.mark.skipif(FAKE_GCS_SERVER is None, reason="no fake-gcs-server on the PATH")
def test_a_run_on_a_bucket_needs_no_folder_but_that_of_the_table(
    emulator: str, newcomer: Path, tmp_path: Path
) -> None:
    advertiser = Advertiser(tmp_path)
    tables = tmp_path / "tables"
    tables.mkdir()
    advertiser.environment |= {
        "STORAGE_EMULATOR_HOST": emulator,
        "GOOGLE_CLOUD_PROJECT": "test",
        "SPENDCAST_STORE": "gs://shop/sample",
        "SPENDCAST_EVALUATIONS": f"sqlite://{tables}/evaluations.sqlite",
    }
    sample = newcomer / "sample"
    advertiser.call("data", "add", f"{sample}/campaign_spend.csv.gz", f"{sample}/monthly_revenue.csv")
    end = advertiser.call("run", "--docker", "--as-of", "2026-01-05")
    assert (end["status"], list(end["steps"])) == ("promoted", list(STEPS))
    assert (tables / "evaluations.sqlite").is_file()
    assert advertiser.call("models", "list")["in_force"] == end["version"]

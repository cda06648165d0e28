"""The serving image as `docker run -p` starts it."""

import http.client
import json
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from images.conftest import CONFINED, IMAGE_USER, Advertiser

PLAN = {"search_engine": 500_000, "social_media": 300_000, "video": 400_000, "email": 50_000}
STOP_SECONDS = 8


@pytest.fixture(scope="module")
def begun(newcomer: Any, tmp_path_factory: pytest.TempPathFactory) -> Advertiser:
    """One with a model in force."""
    advertiser = Advertiser(shutil.copytree(newcomer, tmp_path_factory.mktemp("begun") / "work"))
    advertiser.call("run", "--as-of", "2026-01-05", "--run-id", "served")
    advertiser.hand_over()
    return advertiser


@pytest.fixture
def server(engine: Any, images: dict[str, Any], begun: Advertiser) -> Iterator[Any]:
    """A container that listens, on a port of this machine."""
    options = CONFINED | {"network_mode": "bridge", "user": IMAGE_USER}
    container = engine.containers.create(
        images["serving"],
        ["--store", "/store"],
        ports={"8080/tcp": ("127.0.0.1", None)},
        volumes={str(begun.store): {"bind": "/store", "mode": "ro"}},
        **options,
    )
    try:
        container.start()
        until = time.monotonic() + 30
        while b"listening" not in (text := container.logs()):
            assert time.monotonic() < until, text
            time.sleep(0.05)
        container.reload()
        yield container
    finally:
        container.remove(force=True)


def answer(server: Any, path: str, body: Any) -> Any:
    port = server.attrs["NetworkSettings"]["Ports"]["8080/tcp"][0]["HostPort"]
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        return json.load(connection.getresponse())
    finally:
        connection.close()


def test_it_answers_as_the_command_does_from_a_store_that_it_cannot_write(
    server: Any, begun: Advertiser
) -> None:
    spends = [word for name, amount in PLAN.items() for word in ("--spend", f"{name}={amount}")]
    assert answer(server, "/v1/predict", {"spend": PLAN}) == begun.call("predict", *spends)


def test_its_health_check_passes_while_it_listens_and_fails_when_nothing_does(server: Any) -> None:
    kind, *command = server.image.attrs["Config"]["Healthcheck"]["Test"]
    assert kind == "CMD"
    assert server.exec_run(command).exit_code == 0
    assert server.exec_run(command, environment={"PORT": "9"}).exit_code != 0


def test_it_ends_in_time_on_sigterm(server: Any) -> None:
    begun = time.perf_counter()
    server.stop(timeout=10 * STOP_SECONDS)
    assert time.perf_counter() - begun < STOP_SECONDS
    assert server.wait()["StatusCode"] == 0

"""The real server in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unit.serving.conftest import Advertiser

COMMAND = [sys.executable, "-m", "spendcast_serving"]
PLAN = json.dumps({"spend": {"tv": 0, "mail": 0}})


def environment(**variables: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != "PORT"}
    return own | {"SPENDCAST_LOG": "json", "SPENDCAST_REFRESH_SECONDS": "0"} | variables


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A running server, and the host and port that it says it listens on."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        first = json.loads(process.stdout.readline())
        yield process, first["host"], first["port"]
    finally:
        process.terminate()
        process.communicate(timeout=30)


def connected(host: str, port: int) -> closing[HTTPConnection]:
    return closing(HTTPConnection(host, port, timeout=30))


def ask(connection: HTTPConnection, method: str, path: str, body: str | None = None) -> tuple[int, Any]:
    connection.request(method, path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_the_server_answers_follows_promotions_and_ends_in_time(advertiser: Advertiser) -> None:
    first = advertiser.promote("run-1")
    with (
        serving("--store", str(advertiser.folder), "--port", "0") as (process, host, port),
        connected(host, port) as connection,
    ):
        assert host == "127.0.0.1"
        status, told = ask(connection, "POST", "/v1/predict", PLAN)
        assert (status, told["model"]["version"]) == (200, first)

        second = advertiser.promote("run-2", advertiser.model_json(intercept=200.0))
        status, told = ask(connection, "POST", "/v1/predict", PLAN)
        assert (status, told["model"]["version"]) == (200, second)
        assert told["revenue"]["mean"] == pytest.approx(31 * 200)

        started = time.monotonic()
        process.send_signal(signal.SIGTERM)  # with a connection kept alive
        output, errors = process.communicate(timeout=30)
        assert time.monotonic() - started < 8
    assert process.returncode == 0
    assert errors == ""
    lines = [json.loads(line) for line in output.splitlines()]
    requests = [line for line in lines if "seconds" in line]
    assert [(line["severity"], line["path"], line["model_version"]) for line in requests] == [
        ("INFO", "/v1/predict", first),
        ("INFO", "/v1/predict", second),
    ]


def test_a_body_over_the_limit_is_refused_before_it_is_read(advertiser: Advertiser) -> None:
    advertiser.promote("run-1")
    with (
        serving("--port", "0", SPENDCAST_STORE=str(advertiser.folder)) as (_, host, port),
        connected(host, port) as connection,
    ):
        connection.putrequest("POST", "/v1/predict")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(2**40))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_in_a_container_the_port_comes_from_the_environment_and_all_interfaces_are_listened_on(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        serving("--store", str(tmp_path), PORT=str(port)) as (_, host, listening),
        connected("127.0.0.1", port) as connection,
    ):
        assert (host, listening) == ("0.0.0.0", port)  # noqa: S104 - what is tested
        status, told = ask(connection, "GET", "/readyz")
        assert (status, told["status"]) == (503, 503)


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "message"),
    [
        (["--store", "ftp://host"], {}, 64, "'ftp://host' is no store"),
        (["--store", "{file}"], {}, 64, "it is a file"),
        (["--port", "http"], {}, 64, "invalid int value"),
        (["--port", "70000"], {}, 64, "0-65535"),
        (["--host", "256.256.256.256"], {}, 64, "Choose another --host"),
        (["--frobnicate"], {}, 64, "--help"),
        ([], {"SPENDCAST_REFRESH_SECONDS": "soon"}, 64, "SPENDCAST_REFRESH_SECONDS is 'soon'"),
        ([], {"PORT": "http"}, 64, "invalid int value"),
        (["--port", "{taken}"], {}, 75, "End the process that has the port"),
    ],
)
def test_a_server_that_cannot_start_says_why_in_one_line(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], code: int, message: str
) -> None:
    file = tmp_path / "file"
    file.touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        filled = [argument.format(file=file, taken=port) for argument in arguments]
        ended = subprocess.run(
            [*COMMAND, *filled],
            check=False,
            env=environment(SPENDCAST_STORE=str(tmp_path)) | variables,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert ended.returncode == code
    assert ended.stderr == ""
    (line,) = ended.stdout.splitlines()
    assert message in json.loads(line)["message"]
    assert json.loads(line)["exit_code"] == code

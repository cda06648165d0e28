"""What is said when the Docker engine is not there, lacks an image, refuses or fails.

The engine is a server on this machine that speaks just enough of its protocol; the SDK in between is real.
"""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

VERSION = {"ApiVersion": "1.41", "MinAPIVersion": "1.12"}
IMAGE = {"Id": "sha256:" + "0" * 64, "RepoDigests": [], "RepoTags": [], "Config": {}}


class Engine:
    """Answers by the last part of the path; `answers` may be changed."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {"version": (200, VERSION)}
        self.asked: list[str] = []

    def answer(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        for part, answer in self.answers.items():
            if part in path:
                return answer
        return 404, {"message": "page not found"}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    made = Engine()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = made.answer(self.path)
            data = json.dumps(body).encode()
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - the base's own name

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.server_port}")
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def data(spendcast: Any, files: Path) -> None:
    spendcast("data", "add", str(files / "spend.csv"), str(files / "revenue.csv"))


def test_without_an_engine_the_way_to_one_is_told(
    spendcast: Any, data: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{nobody.getsockname()[1]}")
    for command in (("run",), ("step", "train", "--run-id", "r1")):
        said = spendcast(*command, "--docker")
        assert said.code == 75
        assert "no Docker engine answers" in said.err
        assert "set DOCKER_HOST" in said.err
        assert "Traceback" not in said.err


def test_a_missing_image_is_named_before_anything_runs(spendcast: Any, data: None, engine: Engine) -> None:
    engine.answers["spendcast/publish/json"] = (404, {"message": "No such image: spendcast/publish:latest"})
    engine.answers["/images/"] = (200, IMAGE)
    said = spendcast("run", "--docker", "--json")
    assert said.code == 66
    assert "no image spendcast/publish; build all with `make images`" in said.json["error"]["message"]
    assert not any("/containers/" in path for path in engine.asked)


def test_the_images_prefix_is_an_option_and_a_variable(
    spendcast: Any, data: None, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answers["/images/"] = (404, {"message": "No such image"})
    step = ("step", "train", "--run-id", "r1", "--docker")
    assert "no image eu/train" in spendcast(*step, "--image-prefix", "eu/").err
    monkeypatch.setenv("SPENDCAST_IMAGES", "us/")
    assert "no image us/train" in spendcast(*step).err
    assert "us/train" in spendcast(*step, "--dry-run").out


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, 64),  # the call cannot be met
        (500, 75),  # the engine is in trouble
    ],
)
def test_what_the_engine_says_is_passed_on(
    spendcast: Any, data: None, engine: Engine, status: int, code: int
) -> None:
    message = "it is said here why"
    engine.answers["/images/"] = (200, IMAGE)
    engine.answers["/containers/create"] = (status, {"message": message})
    said = spendcast("run", "--docker")
    assert said.code == code
    assert f"the Docker engine refused: {message}" in said.err


def test_the_docker_run_line_is_printed_without_an_engine(
    spendcast: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    said = spendcast("--store", "shop", "step", "train", "--run-id", "r1", "--docker", "--dry-run", "--json")
    line = said.json["command"]
    assert line[:2] == ["docker", "run"]
    assert f"type=bind,source={tmp_path}/shop,target=/store" in line
    assert line[line.index("spendcast/train") :] == [
        "spendcast/train",
        "--input",
        "validate=/store/runs/r1/validate.json",
        "--output",
        "/store/runs/r1/train.json",
    ]

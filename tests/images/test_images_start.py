"""Each image by itself, as plain `docker run` starts it: help, refusal, first line, SIGTERM."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from images.conftest import CONFINED, IMAGE_USER, STEPS, Advertiser

STOP_SECONDS = 8
INPUTS = {
    "validate": ["raw=/store/raw/"],
    "train": ["validate=/store/runs/r1/validate.json"],
    "evaluate": ["validate=/store/runs/r1/validate.json", "train=/store/runs/r1/train.json"],
    "publish": [f"{name}=/store/runs/r1/{name}.json" for name in ("validate", "train", "evaluate")],
}


def call_of(step: str) -> list[str]:
    inputs = [word for place in INPUTS[step] for word in ("--input", place)]
    return [*inputs, "--output", f"/store/runs/r1/{step}.json"]


@contextmanager
def started(engine: Any, image: Any, arguments: list[str], **options: Any) -> Iterator[Any]:
    """A container that runs, confined, and is gone after the block."""
    container = engine.containers.create(image, arguments, **CONFINED | options)
    try:
        container.start()
        yield container
    finally:
        container.remove(force=True)


def mounted(advertiser: Advertiser) -> dict[str, Any]:
    return {"volumes": {str(advertiser.store): {"bind": "/store", "mode": "rw"}}, "user": IMAGE_USER}


def first_line(container: Any) -> str:
    """Asked for again and again: a stream that is left in the middle cannot be closed."""
    until = time.monotonic() + 30
    while b"\n" not in (text := container.logs()):
        assert time.monotonic() < until, text
        time.sleep(0.01)
    return str(text.partition(b"\n")[0], "utf-8")


def test_help_needs_no_network_and_nothing_writable(engine: Any, images: dict[str, Any], name: str) -> None:
    said = engine.containers.run(images[name], ["--help"], remove=True, **CONFINED).decode()
    assert said.startswith(f"usage: python -m spendcast_{name}")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_called_wrongly_ends_with_64_and_says_so_in_its_last_line(
    engine: Any, images: dict[str, Any], step: str
) -> None:
    with started(engine, images[step], ["--output", "nowhere"]) as container:
        assert container.wait()["StatusCode"] == 64
        assert json.loads(container.logs().splitlines()[-1])["exit_code"] == 64


@pytest.mark.parametrize("step", STEPS)
def test_a_step_soon_says_that_it_has_started(
    engine: Any, images: dict[str, Any], advertiser: Advertiser, step: str
) -> None:
    begun = time.perf_counter()
    with started(engine, images[step], call_of(step), **mounted(advertiser)) as container:
        line = first_line(container)
        seconds = time.perf_counter() - begun
    print(f"{step}: {seconds:.2f} s from `docker run` to the first line")  # noqa: T201 - a figure for -s
    assert json.loads(line)["message"] == "started"


@pytest.mark.parametrize("step", ["validate", "train", "evaluate"])
@pytest.mark.parametrize("init", [False, True])
def test_a_stopped_step_ends_in_time_and_leaves_no_document(
    engine: Any, images: dict[str, Any], advertiser: Advertiser, step: str, init: bool
) -> None:
    for before in STEPS[: STEPS.index(step)]:
        advertiser.call("step", before, "--run-id", "r1")
    advertiser.hand_over()
    with started(engine, images[step], call_of(step), init=init, **mounted(advertiser)) as container:
        first_line(container)
        begun = time.perf_counter()
        container.stop(timeout=10 * STOP_SECONDS)
        assert time.perf_counter() - begun < STOP_SECONDS
        assert container.wait()["StatusCode"] in {75, 143}
    assert not (advertiser.store / "runs" / "r1" / f"{step}.json").exists()


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2])
def test_a_step_stopped_at_its_very_start_leaves_no_document(
    engine: Any, images: dict[str, Any], advertiser: Advertiser, delay: float
) -> None:
    advertiser.hand_over()
    with started(engine, images["validate"], call_of("validate"), **mounted(advertiser)) as container:
        time.sleep(delay)
        container.stop(timeout=10 * STOP_SECONDS)
        assert container.wait()["StatusCode"] in {75, 143}
    assert not (advertiser.store / "runs" / "r1" / "validate.json").exists()


def test_serving_stopped_at_its_very_start_ends_in_time(
    engine: Any, images: dict[str, Any], advertiser: Advertiser
) -> None:
    with started(engine, images["serving"], ["--store", "/store"], **mounted(advertiser)) as container:
        begun = time.perf_counter()
        container.stop(timeout=10 * STOP_SECONDS)
        assert time.perf_counter() - begun < STOP_SECONDS
        assert container.wait()["StatusCode"] in {0, 143}

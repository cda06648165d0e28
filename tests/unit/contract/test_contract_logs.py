import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable

import pytest

from spendcast_contract import logs

log = logging.getLogger("spendcast")

Lines = Callable[[], list[str]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """Reads what was logged so far."""

    def read() -> list[str]:
        return capsys.readouterr().out.splitlines()

    return read


def test_a_line_is_an_object_as_cloud_logging_wants_it(lines: Lines) -> None:
    logs.configure({"run_id": "r1", "step": "train"})
    log.warning("広告費 %d", 3, extra={"exit_code": 0})
    [line] = [json.loads(text) for text in lines()]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "severity": "WARNING",
        "message": "広告費 3",
        "exit_code": 0,
        "logging.googleapis.com/labels": {"run_id": "r1", "step": "train"},
    }


def test_an_error_with_its_traceback_is_one_line(lines: Lines) -> None:
    logs.configure({})
    try:
        os.environ["NO SUCH\nNAME"]
    except KeyError:
        log.exception("it\nfailed")
    [line] = [json.loads(text) for text in lines()]
    assert (line["severity"], line["message"]) == ("ERROR", "it\nfailed")
    assert line["stack_trace"].startswith("Traceback")


@pytest.mark.parametrize(
    ("environment", "trace"),
    [
        ({}, None),
        ({"TRACEPARENT": "00-abc-def-01"}, None),
        ({"GOOGLE_CLOUD_PROJECT": "p"}, None),
        ({"GOOGLE_CLOUD_PROJECT": "p", "TRACEPARENT": "abc"}, None),
        ({"GOOGLE_CLOUD_PROJECT": "p", "TRACEPARENT": "00-abc-def-01"}, "projects/p/traces/abc"),
    ],
)
def test_a_trace_is_named_where_project_and_trace_are_known(
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    trace: str | None,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    logs.configure({})
    log.info("x")
    assert json.loads(lines()[0]).get("logging.googleapis.com/trace") == trace


def test_text_is_a_readable_line_with_its_labels(lines: Lines) -> None:
    logs.configure({"run_id": "r1", "step": "train"}, as_json=False)
    log.info("fitted %d channels", 4)
    [line] = lines()
    assert re.fullmatch(r"\d\d:\d\d:\d\d r1 train  fitted 4 channels", line)


class Terminal:
    """A stdout that is a terminal, or not."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal
        self.text = ""

    def isatty(self) -> bool:
        return self._terminal

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


@pytest.mark.parametrize(
    ("wish", "terminal", "is_json"),
    [
        (None, True, False),
        (None, False, True),
        ("json", True, True),
        ("text", False, False),
        ("", False, True),
        ("yaml", True, False),
    ],
)
def test_people_at_a_terminal_get_text_and_all_others_json_unless_told(
    monkeypatch: pytest.MonkeyPatch, wish: str | None, terminal: bool, is_json: bool
) -> None:
    out = Terminal(terminal)
    monkeypatch.setattr(sys, "stdout", out)
    if wish is not None:
        monkeypatch.setenv("SPENDCAST_LOG", wish)
    logs.configure({})
    log.info("x")
    assert out.text.startswith("{") is is_json


def test_configuring_again_replaces_the_labels_and_does_not_double_the_lines(
    lines: Lines,
) -> None:
    logs.configure({"step": "train"})
    logs.configure({"step": "train", "run_id": "r1"})
    log.info("x")
    [line] = [json.loads(text) for text in lines()]
    assert line["logging.googleapis.com/labels"] == {"step": "train", "run_id": "r1"}


def test_warnings_of_libraries_are_lines_of_the_log_and_their_chatter_is_not(
    lines: Lines,
) -> None:
    logs.configure({})
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", FutureWarning, stacklevel=1)
    logging.getLogger("urllib3.connectionpool").info("starting a connection")
    [line] = [json.loads(text) for text in lines()]
    assert (line["severity"], "old way" in line["message"]) == ("WARNING", True)

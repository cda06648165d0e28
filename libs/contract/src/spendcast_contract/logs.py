"""Logs on stdout: a JSON object a line as Cloud Logging reads it, plain lines at a terminal."""

import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from pythonjsonlogger.json import JsonFormatter

_LABELS = "logging.googleapis.com/labels"
_TRACE = "logging.googleapis.com/trace"


class _CloudFormatter(JsonFormatter):
    """Field names of https://cloud.google.com/logging/docs/structured-logging."""

    def __init__(self, static: Mapping[str, object]) -> None:
        super().__init__(
            "%(levelname)s %(message)s",
            rename_fields={"levelname": "severity", "exc_info": "stack_trace"},
            static_fields=static,
            json_ensure_ascii=False,
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging's own signature
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def add_fields(
        self, log_data: dict[str, object], record: logging.LogRecord, message_dict: dict[str, object]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["time"] = self.formatTime(record)


def configure(labels: Mapping[str, str], *, as_json: bool | None = None) -> None:
    """Send all logs of this process to stdout.

    Args:
        labels: put on every JSON line, such as run_id and step.
        as_json: by default `SPENDCAST_LOG=json|text` decides, else whether stdout is a terminal.
    """
    handler = logging.StreamHandler(sys.stdout)
    if _wants_json() if as_json is None else as_json:
        handler.setFormatter(_CloudFormatter({_LABELS: dict(labels), **_trace()}))
    else:
        prefix = " ".join(labels.values())
        handler.setFormatter(logging.Formatter(f"%(asctime)s {prefix}  %(message)s", datefmt="%H:%M:%S"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for chatty in ("urllib3", "google"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _wants_json() -> bool:
    wish = os.environ.get("SPENDCAST_LOG")
    return wish == "json" if wish in {"json", "text"} else not sys.stdout.isatty()


def _trace() -> dict[str, str]:
    """The trace that a caller handed down as W3C `TRACEPARENT`, in Cloud Logging's form."""
    parts = os.environ.get("TRACEPARENT", "").split("-")
    project = os.environ.get("GOOGLE_CLOUD_PROJECT")
    return {_TRACE: f"projects/{project}/traces/{parts[1]}"} if project and len(parts) == 4 else {}

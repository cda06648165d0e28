"""One log line a request. The body, which holds somebody's budget, is never logged."""

import logging
import time
from urllib.parse import quote

from flask import Flask, Response, g, request

log = logging.getLogger("spendcast")


def install(app: Flask) -> None:
    """Log every request of the application when its response is ready."""
    app.before_request(_start)
    app.after_request(_log)


def _start() -> None:
    g.started = time.perf_counter()


def _log(response: Response) -> Response:
    fields = {
        "method": request.method,
        "path": quote(request.path),
        "status": response.status_code,
        "seconds": round(time.perf_counter() - g.started, 4),
        "model_version": g.get("model_version"),
        "plans": g.get("plans"),
    }
    log.log(
        _level(response.status_code),
        "%s %s %d",
        fields["method"],
        fields["path"],
        fields["status"],
        extra=fields,
    )
    return response


def _level(status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO

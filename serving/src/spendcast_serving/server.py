"""gunicorn, set up for one container: one process with threads, our logs, an end within seconds."""

import errno
import socket
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from spendcast_contract import TryAgain, UsageError

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes its own unguessable file there


def listen(host: str, port: int) -> socket.socket:
    """Open the port; 0 takes a free one. Connections wait until `serve` accepts them.

    Raises:
        TryAgain: Another process has the port.
        UsageError: This host or port cannot be listened on here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        attempt = f"Listening on {host}:{port}: {error}."
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise TryAgain(
                f"{attempt} End the process that has the port, or choose another --port."
            ) from error
        raise UsageError(f"{attempt} Choose another --host or --port.") from error


def serve(app: Flask, listener: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT; those under way get five seconds.

    Raises:
        SystemExit: Always, at the end; that is gunicorn's way.
    """
    _Server(app, listener).run()


class _Log(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's messages, handed on to the root logger."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self._app = app
        self._settings = {
            "bind": f"fd://{listener.detach()}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": 8,
            # Cloud Run stops the clock between requests, and a worker must not be taken for dead then.
            "timeout": 0,
            "graceful_timeout": 5,
            # Google's load balancers keep idle connections for 600 s, and must be first to close them.
            "keepalive": 620,
            "control_socket_disable": True,
            "logger_class": _Log,
            # The root file system may be read-only.
            "worker_tmp_dir": str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

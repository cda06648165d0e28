"""The server: `python -m spendcast_serving --help`."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from spendcast_contract import ExitCode, StepError, UsageError, exit_code_of, logs
from spendcast_serving.app import create_app
from spendcast_serving.config import Config
from spendcast_storage import StoreError

log = logging.getLogger("spendcast")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM and return the exit code."""
    logs.configure({"service": "serving"})
    try:
        _serve(_parser().parse_args(argv))
    except (StepError, StoreError) as error:
        code = exit_code_of(error)
        log.error("%s", error, extra={"exit_code": int(code)})  # noqa: TRY400 - one clear line, no traceback
        return int(code)
    return int(ExitCode.OK)


def _serve(arguments: argparse.Namespace) -> None:
    from spendcast_serving.server import (
        listen,
        serve,
    )  # an application under another server needs no gunicorn

    overrides = {"store": arguments.store} if arguments.store else {}
    app = create_app(Config.from_environment(**overrides))
    listener = listen(arguments.host, arguments.port)
    host, port = listener.getsockname()[:2]
    log.info("listening on %s port %d", host, port, extra={"host": host, "port": port})
    serve(app, listener)


def _parser() -> argparse.ArgumentParser:
    """Cloud Run and its like set PORT, and send requests from outside the container."""
    port = os.environ.get("PORT")
    host = "0.0.0.0" if port else "127.0.0.1"  # noqa: S104 - in a container, all interfaces are the container's
    parser = _Parser(
        prog="python -m spendcast_serving",
        description="Answer what a spend plan brings, with the model in force.",
        allow_abbrev=False,
    )
    parser.add_argument("--store", help="folder or gs://bucket/prefix (default: SPENDCAST_STORE)")
    parser.add_argument("--host", default=host, help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=port or "8080", help="0 takes a free one (default: %(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""`spendcast serve`: the prediction server in place of this process."""

import os
import sys
from importlib.util import find_spec

import click

from spendcast_cli.options import Command, Settings, model_option, pass_settings
from spendcast_contract import UsageError

MODULE = "spendcast_serving"


@click.command(
    cls=Command,
    examples=["spendcast serve", "spendcast serve --port 9000", "curl -s localhost:8080/v1/model"],
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port to listen on."
)
@model_option
@pass_settings
def serve(settings: Settings, host: str, port: int, model: str) -> None:
    """Answer over HTTP from the model in force.

    A newly promoted model is taken up without a restart.
    """
    if find_spec(MODULE) is None:
        raise UsageError(f"{MODULE} is not installed beside this command; install it, or run its image")
    arguments = ["--store", settings.address, "--host", host, "--port", str(port)]
    # In place of this process, so that signals and exit code are the server's own.
    os.execve(  # noqa: S606 - without a shell on purpose
        sys.executable,
        [sys.executable, "-m", MODULE, *arguments],
        os.environ | {"SPENDCAST_MODEL": model},
    )

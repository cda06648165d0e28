"""`spendcast step`: one step by itself, or its command line."""

import os
import shlex
import sys
from collections.abc import Sequence
from datetime import date

import click

from spendcast_cli import arguments
from spendcast_cli.arguments import Pair, StepParam
from spendcast_cli.launch import LogLine, Relay, follow
from spendcast_cli.options import Command, Settings, docker_options, model_option, pass_settings
from spendcast_cli.output import print_json
from spendcast_cli.pipeline import Call, run_step, step_params
from spendcast_cli.progress import shown
from spendcast_contract import STEPS, StepName, UsageError


@click.command(
    cls=Command,
    examples=[
        "spendcast step validate --run-id trial --as-of 2026-01-05",
        "spendcast step train --run-id trial --param seed=1",
        "spendcast step train --run-id trial --docker",
        "spendcast step publish --run-id trial --dry-run",
    ],
)
@click.argument("name", type=click.Choice(STEPS))
@click.option("--run-id", type=arguments.run_id, metavar="ID", required=True, help="Name of the run.")
@click.option(
    "--as-of",
    type=arguments.day,
    metavar="YYYY-MM-DD",
    help="Date that the run speaks of; for validate only.  [default: today, UTC]",
)
@click.option(
    "--param",
    "params",
    type=arguments.pair,
    metavar="NAME=VALUE",
    multiple=True,
    help="A parameter of the step. May be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Print the plain command line and do nothing.")
@docker_options
@model_option
@pass_settings
def step(  # noqa: PLR0913, PLR0917 - one argument for each option
    settings: Settings,
    name: StepName,
    run_id: str,
    as_of: date | None,
    params: Sequence[Pair],
    dry_run: bool,
    docker: bool,
    image_prefix: str,
    model: str,
) -> int:
    """Run one step of a run, or print its command line.

    The steps are, in this order: validate, train, evaluate, publish. Each needs the documents that the
    steps before it left in the store under the same run id.
    """
    if as_of is not None and name != "validate":
        raise UsageError(f"--as-of is for validate; {name} takes the date from the documents before it")
    given = [StepParam(name, param.name, param.value) for param in params]
    log = "text" if sys.stdout.isatty() and not settings.json else "json"
    launcher = settings.launcher(docker=docker, images=image_prefix, log=log)
    call = Call(launcher, run_id, step_params(given, model, as_of))
    if dry_run:
        _print(call.command(name), settings)
        return 0
    if settings.json:
        return _tell_end(name, call, settings)
    if not docker:
        command = call.command(name)
        # In place of this process, so that output, signals and exit code are the step's own.
        os.execv(command[0], command)  # noqa: S606 - without a shell on purpose
    return _relayed(name, call)


def _relayed(name: StepName, call: Call) -> int:
    """Run the step, pass its output on as it comes, and return its exit code."""
    last = ""

    def heard(line: LogLine) -> None:
        nonlocal last
        last = line.message
        click.echo(line.text)

    with Relay().listening() as relay:
        ended = follow(call.start(name), heard, relay)
    if ended.message != last:  # it was killed, and could not say so itself
        click.echo(f"spendcast: {ended.message}", err=True)
    return ended.exit_code


def _print(command: Sequence[str], settings: Settings) -> None:
    if settings.json:
        print_json({"command": command})
    else:
        click.echo(shlex.join(command))


def _tell_end(name: StepName, call: Call, settings: Settings) -> int:
    """Run the step, print how it ended as one object, and return its exit code."""
    with Relay().listening() as relay, shown([name]) as progress:
        end = run_step(name, call, settings.open_store(), progress, relay)
    print_json({"run_id": call.run_id, "step": name, **end.as_dict(), "message": end.process.message})
    return int(end.process.exit_code)

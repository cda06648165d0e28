"""`spendcast run`: the four steps, and a summary of what came of them."""

import os
from collections.abc import Sequence
from datetime import date

import click

from spendcast_cli import arguments
from spendcast_cli.arguments import StepParam
from spendcast_cli.launch import Relay
from spendcast_cli.options import Command, Settings, docker_options, model_option, pass_settings
from spendcast_cli.outcome import RunEnd, run_status
from spendcast_cli.output import emit
from spendcast_cli.pipeline import (
    Call,
    generations,
    run_steps,
    step_params,
)
from spendcast_cli.progress import shown
from spendcast_cli.raw import data_digest
from spendcast_cli.summary import Summary
from spendcast_contract import STEPS
from spendcast_storage import Registry, open_evaluations


@click.command(
    cls=Command,
    examples=[
        "spendcast run",
        "spendcast run --as-of 2026-01-05 --param train.seed=1",
        "spendcast run --docker",
        'spendcast run --param publish.force="prices were doubled" --param publish.forced_by=Aiko',
    ],
)
@click.option(
    "--run-id",
    type=arguments.run_id,
    metavar="ID",
    help="Name of the run.  [default: the date and a hash of the data]",
)
@click.option(
    "--as-of",
    type=arguments.day,
    metavar="YYYY-MM-DD",
    help="Date that the run speaks of.  [default: today, UTC]",
)
@click.option(
    "--param",
    "params",
    type=arguments.step_param,
    metavar="STEP.NAME=VALUE",
    multiple=True,
    help="A parameter of a step; `python -m spendcast_STEP --help` lists them. May be repeated.",
)
@docker_options
@model_option
@pass_settings
def run(  # noqa: PLR0913, PLR0917 - one argument for each option
    settings: Settings,
    run_id: str | None,
    as_of: date | None,
    params: Sequence[StepParam],
    docker: bool,
    image_prefix: str,
    model: str,
) -> int:
    """Check the data, train, judge and publish a model.

    The steps run as processes or containers of their own, one after the other. The same data on the same
    day are the same run: what was done before is not done again.
    """
    store = settings.open_store()
    open_evaluations(os.environ.get("SPENDCAST_EVALUATIONS"), store)  # better said now than by the third step
    digest = data_digest(store)
    day = as_of or arguments.today()
    call = Call(
        settings.launcher(docker=docker, images=image_prefix),
        run_id or f"{day.isoformat()}-{digest[:8]}",
        step_params(params, model, day),
    )
    before = generations(store, call.run_id)
    with Relay().listening() as relay, shown(STEPS) as progress:
        ends = run_steps(call, store, progress, relay)
    end = RunEnd(call.run_id, run_status(ends, before), _version(settings.open_registry(model)), ends)
    summary = Summary(end, settings)
    emit(settings, end.as_dict() | {"reports": summary.reports()}, summary.show)
    return end.exit_code


def _version(registry: Registry) -> str | None:
    """The version in force; None where there is none, or no pointer that can be read (a step has said so)."""
    in_force = registry.in_force_if_readable()
    return in_force.pointer.version if in_force else None

"""`spendcast predict`: what a plan brings, by the model in force."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli import arguments
from spendcast_cli.arguments import Spend
from spendcast_cli.channels import INTERVAL, by_channel, show_definitions
from spendcast_cli.in_force import answered_by
from spendcast_cli.options import Command, Settings, model_option, pass_settings
from spendcast_cli.output import emit, estimated, ratio, table
from spendcast_mixmodel.numbers import money, per_unit
from spendcast_mixmodel.predict import Plan
from spendcast_storage import LoadedModel

if TYPE_CHECKING:
    from rich.console import Console


@click.command(
    cls=Command,
    examples=[
        "spendcast predict --spend search_engine=500000 --spend email=50000",
        "spendcast predict --spend search_engine=500000 --period 2026-01 --json",
    ],
)
@click.option(
    "--spend",
    "spends",
    type=arguments.spend,
    metavar="CHANNEL=AMOUNT",
    multiple=True,
    required=True,
    help="Spend on a channel. May be repeated.",
)
@click.option("--period", help="Such as 2026-01 or 2026-W05.  [default: the one after the last trained]")
@model_option
@pass_settings
def predict(settings: Settings, spends: Sequence[Spend], period: str | None, model: str) -> None:
    """Say what a spend plan brings, by the model in force.

    Spend is of a whole period: a month, or a week where the model is weekly. A channel left out counts as 0.
    """
    plan = Plan(by_channel(spends, "--spend"), period)
    loaded = settings.open_registry(model).load()
    answer = answered(loaded, plan)
    emit(settings, answer, lambda console: _show(console, answer))


def answered(loaded: LoadedModel, plan: Plan) -> dict[str, Any]:
    """The answer that the API gives; raises as `answered_by` does."""
    return answered_by(loaded, lambda model: model.predict(plan))


def _show(console: "Console", answer: dict[str, Any]) -> None:
    model, period = answer["model"], answer["period"]
    console.print(
        f"{period['label']} ({period['days']} days), by {model['version']}, trained on "
        f"{model['trained_on']['first']} to {model['trained_on']['last']}",
        soft_wrap=True,
    )
    totals = table("in all", "estimate", INTERVAL, right=["estimate"])
    totals.add_row("revenue", *estimated(answer["revenue"], "mean", money))
    totals.add_row("incremental revenue", *estimated(answer["incremental_revenue"], "mean", money))
    totals.add_row("roi", *estimated(answer["roi"], "median", ratio))
    console.print(totals)
    console.print(_channels(answer["channels"]))
    for warning in answer["warnings"]:
        console.print(f"warning: {warning['message']}", style="yellow")
    show_definitions(console, "roi", "marginal_roas", "incremental revenue")


def _channels(channels: dict[str, dict[str, Any]]) -> Any:
    rows = table(
        "channel",
        "spend",
        "incremental revenue",
        "roi",
        INTERVAL,
        "marginal_roas",
        "verdict",
        right=["spend", "incremental revenue", "roi", "marginal_roas"],
    )
    for name, channel in channels.items():
        rows.add_row(
            name,
            money(channel["spend"]),
            money(channel["incremental_revenue"]["mean"]),
            *estimated(channel["roi"], "median", ratio),
            per_unit(channel["marginal_roas"]["median"]),
            channel["verdict"],
        )
    return rows

"""`spendcast allocate`: where the money should go, by the model in force."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli import arguments
from spendcast_cli.arguments import ChannelBound, Spend
from spendcast_cli.channels import INTERVAL, by_channel, show_definitions
from spendcast_cli.in_force import answered_by
from spendcast_cli.options import Command, Settings, model_option, pass_settings
from spendcast_cli.output import emit, estimated, ratio, table
from spendcast_mixmodel.allocate import WITHIN, AllocationRequest, Bound
from spendcast_mixmodel.allocate import allocate as allocate_by
from spendcast_mixmodel.numbers import money, per_unit
from spendcast_storage import LoadedModel

if TYPE_CHECKING:
    from rich.console import Console


@click.command(
    cls=Command,
    examples=[
        "spendcast allocate                                 today's money, split better",
        "spendcast allocate --budget 1500000 --bound video=200000:500000 --pin email",
        "spendcast allocate --target-roi 0.5 --within 0.5",
        "spendcast allocate --aim profit --margin 0.4 --periods 3 --json",
    ],
)
@click.option("--budget", type=float, help="To be spent in all.  [default: as much as today]")
@click.option("--target-roi", type=float, help="Spend as much as keeps the expected ROI at this or above.")
@click.option(
    "--aim",
    type=click.Choice(["revenue", "profit"]),
    default="revenue",
    show_default=True,
    help="What to make the most of; for profit the total is free unless a budget is given.",
)
@click.option("--margin", type=float, default=1.0, show_default=True, help="Profit per unit of revenue.")
@click.option("--period", help="The first, such as 2026-01.  [default: the one after the last trained]")
@click.option("--periods", type=int, default=1, show_default=True, help="How many the plan covers.")
@click.option(
    "--current",
    "current",
    type=arguments.spend,
    metavar="CHANNEL=AMOUNT",
    multiple=True,
    help="Spend of today over all the periods. May be repeated.  [default: mean of the last quarter]",
)
@click.option(
    "--within",
    type=float,
    default=WITHIN,
    show_default=True,
    help="How far channels may move from today's share.",
)
@click.option(
    "--bound",
    "bounds",
    type=arguments.bound,
    metavar="CHANNEL=LOW:HIGH",
    multiple=True,
    help="Least and most, in money or as 0.8x:1.2x of today's. May be repeated.",
)
@click.option("--pin", "pinned", metavar="CHANNEL", multiple=True, help="Leave as today. May be repeated.")
@click.option("--move-unidentified", is_flag=True, help="Move channels too of which the data cannot tell.")
@click.option(
    "--risk-aversion",
    type=float,
    default=1.0,
    show_default=True,
    help="0 goes by the expected gain alone; 2 is twice as careful.",
)
@model_option
@pass_settings
def allocate(
    settings: Settings,
    /,
    model: str,
    current: Sequence[Spend],
    bounds: Sequence[ChannelBound],
    **asked: Any,
) -> None:
    """Say where the money should go, or that it should stay.

    By the model in force. Amounts are of all the periods together. Hold means to leave the split as it
    is, as no move is likely enough to be better. Sums of money are means, ratios are medians.
    """
    limits = by_channel(((one.channel, Bound(one.low, one.high, one.relative)) for one in bounds), "--bound")
    today = by_channel(current, "--current") or None
    request = AllocationRequest(current=today, bounds=limits, **asked)
    answer = advised(settings.open_registry(model).load(), request)
    emit(settings, answer, lambda console: _show(console, answer))


def advised(loaded: LoadedModel, request: AllocationRequest) -> dict[str, Any]:
    """The advice that the API gives; raises as `answered_by` does."""
    return answered_by(loaded, lambda model: allocate_by(model, request))


def _show(console: "Console", answer: dict[str, Any]) -> None:
    horizon, model = answer["horizon"], answer["model"]
    span = horizon["first"] if horizon["periods"] == 1 else f"{horizon['first']} to {horizon['last']}"
    console.print(
        f"{span} ({horizon['days']} days), by {model['version']}, trained on "
        f"{model['trained_on']['first']} to {model['trained_on']['last']}",
        soft_wrap=True,
    )
    console.print(answer["reason"]["message"], style="bold", soft_wrap=True)
    console.print(_channels(answer["channels"]))
    console.print(_outcomes(answer))
    for channel in answer["channels"].values():
        console.print(f"- {channel['move']['message']}", soft_wrap=True)
    if answer["candidate"] is not None:
        moves = ", ".join(f"{name} {money(spend)}" for name, spend in answer["candidate"]["plan"].items())
        console.print(f"The best plan found, not advised: {moves}.", soft_wrap=True)
    for warning in answer["warnings"]:
        console.print(f"warning: {warning['message']}", style="yellow")
    show_definitions(console, "roi", "marginal_roas", "incremental revenue")


def _channels(channels: dict[str, dict[str, Any]]) -> Any:
    figures = ["today", "plan", "allowed", "marginal_roas of plan"]
    rows = table("channel", *figures, INTERVAL, "verdict", right=figures)
    for name, channel in channels.items():
        rows.add_row(
            name,
            money(channel["current"]),
            money(channel["plan"]),
            f"{money(channel['low'])} to {money(channel['high'])}",
            *estimated(channel["marginal_roas"], "median", per_unit),
            channel["verdict"],
        )
    return rows


def _outcomes(answer: dict[str, Any]) -> Any:
    rows = table("in all", "spend", "incremental revenue", INTERVAL, "roi", right=["spend", "roi"])
    named = {"today": "current", "today's split, same budget": "reference", "plan": "plan"}
    if money(answer["reference"]["spend"]) == money(answer["current"]["spend"]):
        del named["today's split, same budget"]
    for name, key in named.items():
        outcome = answer[key]
        roi, _ = estimated(outcome["roi"], "median", ratio)
        brings = estimated(outcome["incremental_revenue"], "mean", money)
        rows.add_row(name, money(outcome["spend"]), *brings, roi)
    return rows

"""What each channel did, as a table, with the words that it uses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from spendcast_cli.output import estimated, money, ratio, table

if TYPE_CHECKING:
    from rich.console import Console

INTERVAL = "90 % interval"

DEFINITIONS = {
    "roas": "incremental revenue / spend",
    "roi": "(incremental revenue - spend) / spend",
    "marginal_roas": "revenue of one more unit of spend, at the spend given",
    "incremental revenue": "what revenue would lack without the spend",
}


def show_channels(console: "Console", channels: Mapping[str, Mapping[str, Any]]) -> None:
    """Print what each channel earned over the training periods.

    Args:
        console: where.
        channels: name → `verdict`, `roas`, `contribution`, estimates as `{mean, median, low, high}`.
    """
    rows = table("channel", "roas", INTERVAL, "contribution", "verdict", right=["roas", "contribution"])
    for name, channel in channels.items():
        roas, interval = estimated(channel["roas"], "median", ratio)
        rows.add_row(name, roas, interval, money(channel["contribution"]["mean"]), channel["verdict"])
    console.print(rows)


def show_definitions(console: "Console", *words: str) -> None:
    """Print what the words mean."""
    for word in words:
        console.print(f"{word} = {DEFINITIONS[word]}", style="dim")

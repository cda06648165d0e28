"""Channels on the command line: what is said of each, what each did, and the words for it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from spendcast_cli.output import estimated, table
from spendcast_contract import UsageError
from spendcast_mixmodel.numbers import money, per_unit

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")

INTERVAL = "90 % interval"

DEFINITIONS = {
    "roas": "incremental revenue / spend",
    "roi": "(incremental revenue - spend) / spend",
    "marginal_roas": "revenue of one more unit of spend, at the spend given",
    "incremental revenue": "what revenue would lack without the spend",
}


def by_channel(pairs: Iterable[tuple[str, T]], option: str) -> dict[str, T]:
    """What an option that may be repeated says of each channel.

    Raises:
        UsageError: a channel is named twice.
    """
    said: dict[str, T] = {}
    for channel, value in pairs:
        if channel in said:
            raise UsageError(f"{option} was given twice for {channel}")
        said[channel] = value
    return said


def show_channels(console: "Console", channels: Mapping[str, Mapping[str, Any]]) -> None:
    """Print what each channel earned over the training periods.

    Args:
        console: where.
        channels: name → `verdict`, `roas`, `contribution`, estimates as `{mean, median, low, high}`.
    """
    rows = table("channel", "roas", INTERVAL, "contribution", "verdict", right=["roas", "contribution"])
    for name, channel in channels.items():
        roas, interval = estimated(channel["roas"], "median", per_unit)
        rows.add_row(name, roas, interval, money(channel["contribution"]["mean"]), channel["verdict"])
    console.print(rows)


def show_definitions(console: "Console", *words: str) -> None:
    """Print what the words mean."""
    for word in words:
        console.print(f"{word} = {DEFINITIONS[word]}", style="dim")

"""`spendcast doctor`: what is well on this machine and in the store, and what to do where it is not."""

from typing import TYPE_CHECKING

import click

from spendcast_cli.arguments import today
from spendcast_cli.checks import Check, Examination
from spendcast_cli.options import Command, Settings, model_option, pass_settings
from spendcast_cli.output import emit, table
from spendcast_contract import ExitCode

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


@click.command(cls=Command, examples=["spendcast doctor", "spendcast --store gs://bucket/prefix doctor"])
@model_option
@pass_settings
def doctor(settings: Settings, model: str) -> int:
    """Check this machine and the store, with remedies.

    Nothing is written. Ends with 0 unless a check fails, else with 66.
    """
    checks = list(Examination(settings.address, model, today()).checks())
    failed = any(check.state == "fail" for check in checks)
    answer = {"ok": not failed, "checks": [vars(check) for check in checks]}
    emit(settings, answer, lambda console: _show(console, checks))
    return ExitCode.INPUT_UNUSABLE if failed else ExitCode.OK


def _show(console: "Console", checks: list[Check]) -> None:
    from rich.text import Text

    rows = table("check", "", "seen", "what to do")
    for check in checks:
        rows.add_row(check.name, Text(check.state, style=_STYLES[check.state]), check.seen, check.remedy)
    console.print(rows)

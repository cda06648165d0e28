"""`spendcast data explain`: what a finding means, why it matters, and what to do about it."""

from typing import TYPE_CHECKING

import click

from spendcast_cli.options import Command, Settings, pass_settings
from spendcast_cli.output import emit
from spendcast_contract import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_ingest.catalogue import Language


@click.command(
    cls=Command, examples=["spendcast data explain gap", "spendcast data explain gate_drift --language ja"]
)
@click.argument("code")
@click.option(
    "--language",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="English or Japanese.",
)
@pass_settings
def explain(settings: Settings, code: str, language: "Language") -> None:
    """Say what a finding means, why it matters, and what to do about it.

    CODE is what stands in brackets before a message, of any step: of the data, of training, or of a gate.
    """
    from spendcast_ingest.catalogue import kinds
    from spendcast_ingest.catalogue.pages import sample

    kind = kinds().get(code)
    if kind is None:
        raise UsageError(f"there is no finding {code!r}; the codes are {', '.join(kinds())}")
    told = [(wording.severity, *sample(kind, wording, language)) for wording in kind.variants.values()]
    answer = {
        "code": code,
        "step": kind.step,
        "title": kind.title[language],
        "meaning": kind.meaning[language],
        "why": kind.why[language],
        "examples": [{"severity": s, "message": message, "fix": fix or None} for s, message, fix in told],
    }

    def show(console: "Console") -> None:
        console.print(f"{kind.title[language]} ({kind.step})", style="bold")
        console.print(kind.meaning[language])
        console.print(kind.why[language])
        for severity, message, fix in told:
            console.print()
            console.print(f"{severity}: {message}")
            if fix:
                console.print(f"  {fix}")

    emit(settings, answer, show)

"""`spendcast completion`: what makes a shell complete the command's words."""

import click

from spendcast_cli.options import Command, Settings, pass_settings
from spendcast_cli.output import print_json


@click.command(
    cls=Command,
    examples=[
        "spendcast completion bash >> ~/.bashrc",
        "spendcast completion zsh >> ~/.zshrc",
        "spendcast completion fish > ~/.config/fish/completions/spendcast.fish",
    ],
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@pass_settings
@click.pass_context
def completion(ctx: click.Context, settings: Settings, shell: str) -> None:
    """Print the completion script of a shell.

    Appended to the shell's start-up file it is installed, from the next shell on.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has one for each of the choices
    script = kind(ctx.find_root().command, {}, "spendcast", "_SPENDCAST_COMPLETE").source()
    if settings.json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)

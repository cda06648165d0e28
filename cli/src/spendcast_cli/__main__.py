"""The `spendcast` command: `spendcast --help`, or `python -m spendcast_cli --help`."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from spendcast_cli.errors import tell
from spendcast_cli.options import Group

COMMANDS = {
    "data": "Bring data into the store, check them, or make a sample.",
    "run": "Check the data, train, judge and publish a model.",
    "step": "Run one step of a run, or print its command line.",
    "report": "Say where a run's reports are, or open them.",
    "predict": "Say what a spend plan brings, by the model in force.",
    "allocate": "Say where the money should go, or that it should stay.",
    "models": "Look at the models, go back to one, pin one.",
    "serve": "Answer over HTTP from the model in force.",
    "doctor": "Check this machine and the store, with remedies.",
    "completion": "Print the completion script of a shell.",
}
"""Name and summary of each command, which is imported from the module of its name when it is used."""


class LazyGroup(Group):
    """The group of all `COMMANDS`, so that `--help` and each command import only what they need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """All names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own signature
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"spendcast_cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type checker what the table promises
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's own signature
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=LazyGroup,
    examples=[
        "spendcast data sample sample                 a made-up advertiser, or take your own files",
        "spendcast data add sample/*.csv*",
        "spendcast run",
        "spendcast predict --spend search_engine=500000 --spend email=50000",
        "spendcast allocate --budget 1500000",
    ],
)
@click.version_option(package_name="spendcast-cli", prog_name="spendcast")
def cli() -> None:
    """Which channel returns what, and how sure that is.

    Exit codes: 0 done, 64 wrong usage, 65 the data was rejected, 66 something is missing or damaged,
    70 a fault of Spendcast's, 75 try again.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        argv: arguments after the program's name; by default those of this process.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return cli.main(arguments, prog_name="spendcast", standalone_mode=False) or 0
    except Exception as error:
        # Asked of the words, because the parser may be what failed.
        return tell(error, as_json="--json" in arguments, debug="--debug" in arguments)


if __name__ == "__main__":
    sys.exit(main())

"""Options that every command takes, before and after its name, and the classes that give it them."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from spendcast_cli.launch import Launcher
    from spendcast_storage import ObjectStore, Registry

DEFAULT_STORE = "./spendcast-store"


def _store_of_environment() -> str:
    return os.environ.get("SPENDCAST_STORE") or DEFAULT_STORE


@dataclass
class Settings:
    """What the options that every command takes say."""

    store: str = field(default_factory=_store_of_environment)
    """As it was given."""
    json: bool = False
    debug: bool = False

    @property
    def address(self) -> str:
        """The store as every process understands it, whatever its working folder."""
        if "://" in self.store:
            return self.store.rstrip("/")
        return str(Path(self.store).expanduser().absolute())

    def open_store(self) -> "ObjectStore":
        """The store.

        Raises:
            AddressError: the address names no store.
        """
        from spendcast_storage import open_store

        return open_store(self.address)

    def launcher(self, *, docker: bool, images: str, log: str = "json") -> "Launcher":
        """What starts steps on the store.

        Args:
            docker: in containers, not as processes.
            images: what the names of the images begin with, or a build's `images.json`.
            log: how steps in containers log, `json` or `text`.
        """
        if not docker:
            from spendcast_cli.process import ProcessLauncher

            return ProcessLauncher(self.address)
        from spendcast_cli.container import ContainerLauncher
        from spendcast_cli.image_names import image_names
        from spendcast_cli.sandbox import sandbox

        return ContainerLauncher(
            sandbox(self.open_store().address, os.environ | {"SPENDCAST_LOG": log}), image_names(images)
        )

    def open_registry(self, model: str) -> "Registry":
        """The registry of the models of one name in the store."""
        from spendcast_storage import Registry

        return Registry(self.open_store(), model)

    def spelled(self, command: str) -> str:
        """A `spendcast` command line that speaks of the same store from the same shell."""
        store = "" if self.store == _store_of_environment() else f" --store {shlex.quote(self.store)}"
        return f"{_program()}{store} {command}"


def _program() -> str:
    """How the command was called, where its plain name would not be found."""
    called = sys.argv[0]
    return called if Path(called).name == "spendcast" and shutil.which("spendcast") is None else "spendcast"


pass_settings = click.make_pass_decorator(Settings, ensure=True)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Store what was given; what was not leaves standing what the group was given."""
    settings = ctx.ensure_object(Settings)
    if value:
        setattr(settings, str(param.name), value)


_SHARED: tuple[click.Parameter, ...] = (
    click.Option(
        ["--store"],
        metavar="ADDRESS",
        expose_value=False,
        callback=_keep,
        help=f"A folder or gs://bucket/prefix.  [$SPENDCAST_STORE, else {DEFAULT_STORE}]",
    ),
    click.Option(
        ["--json"],
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="One JSON object on stdout, nothing else.",
    ),
    click.Option(
        ["--debug"], is_flag=True, expose_value=False, callback=_keep, help="Show the traceback of an error."
    ),
)


class Command(click.Command):
    """A command that takes the shared options, and whose help ends with examples."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._examples = examples

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, then the shared ones."""
        return [*super().get_params(ctx), *_SHARED]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples as they are, without wrapping, so that they can be copied."""
        super().format_epilog(ctx, formatter)
        if self._examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {example}\n" for example in self._examples))


class Group(Command, click.Group):
    """A group that takes the shared options, and whose commands do."""

    command_class = Command


_F = TypeVar("_F", bound=Callable[..., Any])


def model_option(command: _F) -> _F:
    """Add `--model`."""
    return click.option(
        "--model",
        metavar="NAME",
        envvar="SPENDCAST_MODEL",
        default="revenue",
        show_default=True,
        show_envvar=True,
        help="Name of the model in the registry.",
    )(command)


def docker_options(command: _F) -> _F:
    """Add `--docker` and `--image-prefix`."""
    in_containers = click.option(
        "--docker", is_flag=True, help="Run in containers of a Docker engine, not as processes."
    )
    images = click.option(
        "--image-prefix",
        metavar="PREFIX",
        envvar="SPENDCAST_IMAGES",
        default="spendcast/",
        show_default=True,
        show_envvar=True,
        help="What the images' names begin with, the step's name follows; or the images.json of a build.",
    )
    return in_containers(images(command))

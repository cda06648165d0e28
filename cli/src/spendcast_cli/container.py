"""Steps in containers of a Docker engine: the one place that knows the Docker SDK."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import docker  # type: ignore[import-untyped] # the SDK ships no types
from docker.errors import APIError, DockerException, ImageNotFound  # type: ignore[import-untyped] # as above
from docker.types import Mount  # type: ignore[import-untyped] # as above
from requests import RequestException

from spendcast_cli.launch import Running
from spendcast_cli.sandbox import PROCESSES, Sandbox
from spendcast_contract import InputUnusable, StepName, TryAgain, UsageError

LABEL = "spendcast.step"
"""What every container of this command carries, with the step's name as its value."""

_CONFLICT = 409
_OF_SIGNAL = 128


@dataclass(frozen=True)
class ContainerLauncher:
    """A `Launcher` of containers."""

    sandbox: Sandbox
    images: Mapping[StepName, str]
    """Name of each step's image, by tag or digest."""

    @property
    def store(self) -> str:
        """See `Launcher.store`."""
        return self.sandbox.store

    def command(self, step: StepName, arguments: Sequence[str]) -> list[str]:
        """See `Launcher.command`."""
        return self.sandbox.docker_run(self._image_name(step), arguments)

    def prepare(self, steps: Sequence[StepName]) -> None:
        """See `Launcher.prepare`."""
        with _engine() as engine:
            for step in steps:
                self._image(engine, step)

    @contextmanager
    def start(self, step: StepName, arguments: Sequence[str]) -> Iterator[Running]:
        """See `Launcher.start`."""
        with _engine() as engine:
            container = engine.containers.create(**self._settings(engine, step, arguments))
            try:
                container.start()
                yield _Container(container)
            finally:
                container.remove(v=True, force=True)

    def _image_name(self, step: StepName) -> str:
        return self.images[step]

    def _image(self, engine: Any, step: StepName) -> Any:
        name = self._image_name(step)
        try:
            return engine.images.get(name)
        except ImageNotFound as error:
            raise InputUnusable(
                f"the Docker engine has no image {name}; build all with `make images`, or "
                f"`docker pull` them and give what their names begin with by --image-prefix"
            ) from error

    def _settings(self, engine: Any, step: StepName, arguments: Sequence[str]) -> dict[str, Any]:
        """Arguments of the SDK that say what `Sandbox.docker_run` says in words."""
        image = self._image(engine, step)
        digests = image.attrs.get("RepoDigests") or [image.id]
        return {
            "image": image.id,
            "command": list(arguments),
            "init": True,
            "read_only": True,
            "tmpfs": {"/tmp": ""},  # noqa: S108 - the container's own
            "cap_drop": ["ALL"],
            "security_opt": ["no-new-privileges"],
            "pids_limit": PROCESSES,
            "network_mode": self.sandbox.network,
            "user": self.sandbox.user,
            "mounts": [
                Mount(mount.target, str(mount.source), type="bind", read_only=mount.read_only)
                for mount in self.sandbox.mounts
            ],
            "environment": {**self.sandbox.environment, "SPENDCAST_IMAGE": digests[0]},
            "labels": {LABEL: step},
        }


@dataclass(frozen=True)
class _Container:
    container: Any

    def lines(self) -> Iterator[str]:
        """Chunks of output end where they happen to, so lines are put together here."""
        rest = b""
        for chunk in self.container.logs(stream=True, follow=True):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from (line.decode("utf-8", errors="replace") for line in whole)
        if rest:
            yield rest.decode("utf-8", errors="replace")

    def terminate(self) -> None:
        with _unless(_CONFLICT):  # it is over
            self.container.kill("SIGTERM")

    def wait(self) -> int:
        status = int(self.container.wait()["StatusCode"])
        number = status - _OF_SIGNAL
        return -number if number in signal.valid_signals() else status


@contextmanager
def _unless(status: int) -> Iterator[None]:
    """Pass over an answer of the engine with that HTTP status."""
    try:
        yield
    except APIError as error:
        if error.status_code != status:
            raise


@contextmanager
def _engine() -> Iterator[Any]:
    """A client of the engine at `DOCKER_HOST`, or the usual one.

    Raises:
        TryAgain: it does not answer, or fails.
        UsageError: it refuses what it was asked for.
    """
    try:
        client = docker.from_env()
    except DockerException as error:
        raise TryAgain(
            f"no Docker engine answers ({error}); start one, or set DOCKER_HOST to its address"
        ) from error
    try:
        with closing(client):
            yield client
    except APIError as error:
        kind = UsageError if error.is_client_error() else TryAgain
        raise kind(f"the Docker engine refused: {error.explanation or error}") from error
    except (DockerException, RequestException) as error:
        raise TryAgain(f"the Docker engine failed: {error}") from error

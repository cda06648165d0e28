"""What a step's container is given besides image and arguments, and the `docker run` line for the same."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

STORE = "/store"
EVALUATIONS = "/evaluations"
CREDENTIALS = "/credentials.json"
"""Where a container finds the store's folder, that of the evaluations table, and the Google credentials."""

PROCESSES = 256
"""The most that a container may hold, threads included."""

PASSED_ON = (
    "SPENDCAST_LOG",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "GOOGLE_CLOUD_PROJECT",
    "STORAGE_EMULATOR_HOST",
    "TRACEPARENT",
)
"""Variables that a container gets as they are: logs, what decides the last digits of numbers, the cloud."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Mount:
    """A file or folder of this machine, at a place in the container."""

    source: Path
    target: str
    read_only: bool = False


@dataclass(frozen=True)
class Sandbox:
    """What containers may see of this machine."""

    store: str
    """Address of the store in the container."""
    network: str
    """`none`, `bridge` or `host`."""
    user: str | None
    """uid:gid; None for the image's own."""
    mounts: Sequence[Mount] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def docker_run(self, image: str, arguments: Sequence[str]) -> list[str]:
        """The plain command line that runs an image so."""
        return [
            *("docker", "run", "--rm", "--init", "--read-only", "--tmpfs", "/tmp"),  # noqa: S108 - the container's own
            *("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", str(PROCESSES)),
            *("--network", self.network),
            *(("--user", self.user) if self.user else ()),
            *(word for mount in self.mounts for word in ("--mount", _mount_option(mount))),
            *(word for name, value in self.environment.items() for word in ("--env", f"{name}={value}")),
            image,
            *arguments,
        ]


def sandbox(store: str, environ: Mapping[str, str]) -> Sandbox:
    """What the steps of a store need, and no more.

    Args:
        store: absolute path of a folder, or `gs://bucket/prefix`.
        environ: variables of this process.
    """
    remote = "://" in store
    environment = {name: environ[name] for name in PASSED_ON if environ.get(name)}
    mounts = [] if remote else [Mount(Path(store), STORE)]
    evaluations = environ.get("SPENDCAST_EVALUATIONS", "")
    if evaluations.startswith("sqlite:///"):
        file = Path(unquote(evaluations.removeprefix("sqlite://")))
        mounts.append(Mount(file.parent, EVALUATIONS))
        evaluations = f"sqlite://{EVALUATIONS}/{file.name}"
    if evaluations:
        environment["SPENDCAST_EVALUATIONS"] = evaluations
    cloud = remote or evaluations.startswith("bigquery:")
    if cloud and (credentials := _credentials(environ)):
        mounts.append(Mount(credentials, CREDENTIALS, read_only=True))
        environment["GOOGLE_APPLICATION_CREDENTIALS"] = CREDENTIALS
    return Sandbox(
        store=store if remote else STORE,
        network=_network(environ) if cloud else "none",
        user=_user(mounts),
        mounts=mounts,
        environment=environment,
    )


def _credentials(environ: Mapping[str, str]) -> Path | None:
    """The file of Google credentials: that of the variable, else that of `gcloud auth`, if there is one."""
    if named := environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        return Path(named).absolute()
    settings = environ.get("CLOUDSDK_CONFIG") or "~/.config/gcloud"
    usual = Path(settings).expanduser() / "application_default_credentials.json"
    return usual if usual.is_file() else None


def _network(environ: Mapping[str, str]) -> str:
    """That of the machine where the store is an emulator which only the machine itself reaches."""
    emulator = environ.get("STORAGE_EMULATOR_HOST", "")
    host = urlsplit(emulator if "://" in emulator else f"//{emulator}").hostname
    return "host" if host in _LOOPBACK else "bridge"


def _user(mounts: Sequence[Mount]) -> str | None:
    """The caller, so that files in the store are the caller's own.

    Without capabilities root may not even write into another's folder; so root works as the owner of what
    is mounted.
    """
    if os.geteuid() != 0:
        return f"{os.geteuid()}:{os.getegid()}"
    owner = next((mount.source.stat() for mount in mounts if mount.source.exists()), None)
    return f"{owner.st_uid}:{owner.st_gid}" if owner else None


def _mount_option(mount: Mount) -> str:
    """The value of `--mount`, which is a line of CSV."""
    fields = ["type=bind", f"source={mount.source}", f"target={mount.target}"]
    fields += ["readonly"] if mount.read_only else []
    return ",".join(f'"{text}"' if "," in text else text for text in fields)

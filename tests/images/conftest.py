"""A Docker engine with the five images, and stores for their containers."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker  # type: ignore[import-untyped] # the SDK ships no types
import pytest

STEPS = ("validate", "train", "evaluate", "publish")
IMAGES = (*STEPS, "serving")
SPENDCAST = (sys.executable, "-m", "spendcast_cli")
IMAGE_USER = 10001

CONFINED: dict[str, Any] = {
    "read_only": True,
    "tmpfs": {"/tmp": ""},  # noqa: S108 - the container's own
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
    "network_mode": "none",
}
"""How a cautious engineer runs an image."""


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    client = docker.from_env()
    yield client
    client.close()


@pytest.fixture(scope="session")
def images(engine: Any) -> dict[str, Any]:
    prefix = os.environ.get("SPENDCAST_IMAGES", "spendcast/")
    return {name: engine.images.get(f"{prefix}{name}") for name in IMAGES}


@pytest.fixture(params=IMAGES)
def name(request: pytest.FixtureRequest) -> str:
    """Each image in turn."""
    return str(request.param)


class Advertiser:
    """A folder in which somebody works, with a store that containers can write to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "spendcast-store"
        kept = {"SPENDCAST_IMAGES"}
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("SPENDCAST_") or name in kept
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*SPENDCAST, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str, code: int = 0) -> Any:
        """Call the command with `--json`, expect the exit code and return the object."""
        process = self.start(*arguments, "--json")
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, out + err
        return json.loads(out)

    def add(self, *files: Path | str) -> None:
        """Bring files in, and hand the store to the images' user where root did."""
        self.call("data", "add", *map(str, files))
        self.hand_over()

    def hand_over(self) -> None:
        if os.geteuid() == 0:
            for path in (self.store, *self.store.rglob("*")):
                os.chown(path, IMAGE_USER, IMAGE_USER)

    def document(self, key: str) -> Any:
        return json.loads((self.store / key).read_text("utf-8"))

    def files(self) -> dict[str, str]:
        """Hash of every file of the store."""
        found = (path for path in self.store.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
        }


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one who has brought 60 months of data in."""
    advertiser = Advertiser(tmp_path_factory.mktemp("newcomer"))
    advertiser.call("data", "sample", "sample", "--months", "60")
    advertiser.add("sample/campaign_spend.csv.gz", "sample/monthly_revenue.csv")
    return advertiser.folder


@pytest.fixture
def advertiser(newcomer: Path, tmp_path: Path) -> Advertiser:
    """One with a copy of that folder."""
    copy = Advertiser(shutil.copytree(newcomer, tmp_path / "work"))
    copy.hand_over()
    return copy


@pytest.fixture
def containers_of(engine: Any) -> Any:
    """Ids of the containers, running or ended, that a store is mounted into."""

    def find(advertiser: Advertiser) -> list[str]:
        store = str(advertiser.store)
        return [
            container.id
            for container in engine.containers.list(all=True, ignore_removed=True)
            if any(mount.get("Source") == store for mount in container.attrs["Mounts"])
        ]

    return find

"""What is installed: the packages that a step runs on, and the hash of our own code among them."""

import hashlib
import re
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement

_OURS = "spendcast-"


@dataclass(frozen=True)
class Installed:
    """A distribution and all that it needs, as found on this machine."""

    ours: tuple[str, ...]
    """Import names of our own packages, sorted."""
    versions: dict[str, str]
    """Distribution → version, ours included, sorted by name."""

    def code_sha256(self) -> str:
        """Hash over names and bytes of every file of our own packages."""
        digest = hashlib.sha256()
        for package in self.ours:
            for path in _files(package):
                digest.update(f"{package}/{path.relative_to(_folder(package)).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def installed(distribution: str) -> Installed:
    """Follow the requirements of a distribution, extras and markers included, as they are installed.

    The lock is what was installed from it; so two machines with the same lock give the same answer.
    """
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(_normal(distribution), "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found = metadata.distribution(name)
        versions[name] = found.version
        for text in found.requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                needed = _normal(requirement.name)
                waiting += [(needed, ""), *((needed, e) for e in requirement.extras)]
    ours = tuple(sorted(name.replace("-", "_") for name in versions if name.startswith(_OURS)))
    return Installed(ours, dict(sorted(versions.items())))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is installed but cannot be found; reinstall it")
    return Path(spec.origin).parent


def _files(package: str) -> list[Path]:
    found = (p for p in _folder(package).rglob("*") if p.is_file() and p.suffix != ".pyc")
    return sorted(found, key=lambda path: path.as_posix())

import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def committed(root: Path) -> list[Path]:
    """Every file that git holds, relative to the root."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)
    paths = [Path(name) for name in listing.stdout.split("\0") if name]
    return [path for path in paths if (root / path).is_file()]


@pytest.fixture(scope="session")
def rooms(committed: list[Path]) -> list[Path]:
    """Every folder that is a distribution of its own, relative to the root."""
    return sorted(path.parent for path in committed if path.name == "pyproject.toml" and len(path.parts) > 1)

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("contracts.store_conformance")


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """A folder in memory where the machine has one, for tests that make thousands of durable writes."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)

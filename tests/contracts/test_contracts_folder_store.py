from pathlib import Path

import pytest
from contracts.store_conformance import StoreConformance

from spendcast_storage import ObjectStore, open_store


class TestFolderStore(StoreConformance):
    @pytest.fixture
    def store(self, memory_path: Path) -> ObjectStore:
        return open_store(str(memory_path / "store"))

from pathlib import Path

import pytest
from unit.storage.evaluated import EVALUATION

from spendcast_storage import Evaluation, ObjectStore, Registry, open_store


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def registry(store: ObjectStore) -> Registry:
    return Registry(store, "revenue")


@pytest.fixture
def evaluation() -> Evaluation:
    return EVALUATION

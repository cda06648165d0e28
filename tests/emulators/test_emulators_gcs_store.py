import pytest
from contracts.store_conformance import StoreConformance

from spendcast_storage import ObjectStore, open_store


class TestGCSStore(StoreConformance):
    @pytest.fixture
    def store(self, bucket: str) -> ObjectStore:
        return open_store(f"gs://{bucket}/a folder/of 広告")

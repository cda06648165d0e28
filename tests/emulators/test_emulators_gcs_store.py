import pytest
from contracts.store_conformance import StoreConformance

from spendcast_storage import ObjectStore, open_store


class TestGCSStore(StoreConformance):
    @pytest.fixture
    def store(self, bucket: str) -> ObjectStore:
        return open_store(f"gs://{bucket}/a folder/of 広告")

    @pytest.mark.skip(
        reason="fake-gcs-server deletes whatever generation is named; that it is named is tested"
    )
    def test_another_generation_than_the_one_to_remove_is_left(self, store: ObjectStore) -> None: ...

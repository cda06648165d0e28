"""Of several who do the same step at once, or die at it, one document comes."""

from typing import Any

from contracts.watched_store import Moment, WatchedStore
from unit.contract.tiny import PRODUCT, SUM, Bench

from spendcast_contract import document_key
from spendcast_storage import ObjectStore, StoreUnavailable


def at_the_document(step: str, happen: Any, side: str = "before") -> Any:
    """A watcher that lets something happen at the write of a step's document, once."""
    waiting = [happen]

    def watch(moment: Moment) -> None:
        at_write = (moment.side, moment.operation, moment.key) == (side, "write", document_key("r1", step))
        if at_write and waiting:
            waiting.pop()()

    return watch


def unavailable() -> None:
    raise StoreUnavailable("the store did not answer")


class TestTwins:
    def watched(self, bench: Bench, happen: Any, side: str = "before") -> ObjectStore:
        return WatchedStore(bench.store, at_the_document("train", happen, side))

    def test_of_two_twins_the_first_document_stands_and_both_succeed(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        codes = []
        store = self.watched(bench, lambda: codes.append(bench.run(PRODUCT)))
        assert bench.run(PRODUCT, store=store) == 0
        assert codes == [0]
        document = bench.document("train")
        assert (document.attempt, document.output("product.txt").key) == (2, "runs/r1/train/2/product.txt")
        assert bench.log[-1]["reused"] is True
        assert bench.text("train", "product.txt") == "84"

    def test_a_twin_with_other_parameters_that_came_first_is_left_and_tried_again(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        store = self.watched(bench, lambda: bench.run(PRODUCT, factor=3))
        assert bench.run(PRODUCT, store=store) == 75
        assert bench.document("train").params == {"factor": 3}
        assert "written meanwhile by another call" in bench.log[-1]["message"]
        assert bench.run(PRODUCT) == 0

    def test_a_twin_that_replaces_an_older_document_first_is_taken_too(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.run(PRODUCT, factor=3)
        store = self.watched(bench, lambda: bench.run(PRODUCT))
        assert bench.run(PRODUCT, store=store) == 0
        assert (bench.document("train").attempt, bench.document("train").params) == (3, {"factor": 2})

    def test_a_store_that_fails_before_the_document_leaves_none(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        assert bench.run(PRODUCT, store=self.watched(bench, unavailable)) == 75
        assert not bench.has_document("train")
        assert bench.run(PRODUCT) == 0
        assert bench.document("train").attempt == 2

    def test_a_document_whose_acknowledgement_was_lost_is_found_by_the_next_try(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        assert bench.run(PRODUCT, store=self.watched(bench, unavailable, "after")) == 75
        assert bench.run(PRODUCT) == 0
        assert (bench.document("train").attempt, bench.log[-1]["reused"]) == (1, True)

    def test_an_attempt_is_the_smallest_number_that_nobody_claimed(self, bench: Bench) -> None:
        bench.put("42")
        for number in (1, 2, 4):
            bench.store.write(f"runs/r1/validate/{number}/claim", b"theirs", if_generation=0)
        bench.run(SUM)
        assert bench.document("validate").attempt == 3
        bench.put("43")
        bench.run(SUM)
        assert bench.document("validate").attempt == 5

"""When a step's document is reused and when it is replaced."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from unit.contract.tiny import PRODUCT, SUM, Bench, ProductParams, product_step

from spendcast_contract import Result, Step, Work


class TestReuse:
    def test_a_step_writes_its_document_and_outputs(self, bench: Bench) -> None:
        bench.put("1 2 39")
        assert bench.run(SUM) == 0
        document = bench.document("validate")
        assert (document.step, document.run_id, document.as_of) == ("validate", "r1", date(2026, 1, 5))
        assert (document.status, document.attempt, document.metrics) == ("succeeded", 1, {"sum": 42})
        assert [(a.name, a.key, a.size) for a in document.inputs] == [("numbers.txt", "raw/numbers.txt", 6)]
        assert document.output("sum.txt").key == "runs/r1/validate/1/sum.txt"
        assert bench.text("validate", "sum.txt") == "42"

    def test_the_same_call_again_is_answered_by_the_document(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        before = bench.store.read("runs/r1/validate.json")
        assert bench.run(SUM) == 0
        assert bench.store.read("runs/r1/validate.json") == before
        assert bench.log[-1]["reused"] is True

    def test_work_is_not_done_again_for_a_reused_document(self, bench: Bench) -> None:
        def never(work: Work[ProductParams]) -> Result:
            raise AssertionError

        bench.put("42")
        bench.run(SUM)
        bench.run(PRODUCT)
        assert bench.run(product_step(never)) == 0

    @pytest.mark.parametrize("steps", [(SUM,), (SUM, PRODUCT)], ids=["first", "second"])
    def test_other_parameters_replace_the_document(self, bench: Bench, steps: list[Step[Any]]) -> None:
        bench.put("42")
        for step in steps:
            bench.run(step)
        last = steps[-1]
        params = {"as_of": "2026-02-01"} if last is SUM else {"factor": 3}
        before = bench.document(last.name)
        assert bench.run(last, **params) == 0
        after = bench.document(last.name)
        assert (after.attempt, after.cache_key != before.cache_key) == (2, True)
        assert bench.log[-1]["reused"] is False

    def test_going_back_to_earlier_parameters_is_worked_again(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.run(PRODUCT)
        first = bench.document("train")
        bench.run(PRODUCT, factor=3)
        bench.run(PRODUCT)
        third = bench.document("train")
        assert (third.cache_key, third.attempt) == (first.cache_key, 3)
        assert third.output("product.txt").sha256 == first.output("product.txt").sha256

    def test_other_data_replace_the_document_and_that_of_the_next_step(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.run(PRODUCT)
        bench.put("50")
        bench.run(SUM)
        assert bench.run(PRODUCT) == 0
        assert bench.text("train", "product.txt") == "100"

    def test_a_further_raw_file_replaces_the_document_and_a_dot_file_does_not(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.put("1", ".hidden")
        bench.put("1", ".replaced/numbers.txt")
        bench.run(SUM)
        assert bench.log[-1]["reused"] is True
        bench.put("1", "more/numbers.txt")
        bench.run(SUM)
        assert bench.document("validate").metrics == {"sum": 43}

    def test_the_same_data_put_in_again_are_the_same(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        Path(bench.address, "raw/numbers.txt").unlink()
        bench.put("42")
        bench.run(SUM)
        assert bench.log[-1]["reused"] is True

    def test_newer_code_replaces_the_document(
        self, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench.put("42")
        bench.run(SUM)
        before = bench.document("validate")
        newer = tmp_path / "newer" / "spendcast_validate-99.dist-info"
        newer.mkdir(parents=True)
        (newer / "METADATA").write_text("Name: spendcast-validate\nVersion: 99\n", "utf-8")
        monkeypatch.syspath_prepend(str(newer.parent))
        bench.run(SUM)
        after = bench.document("validate")
        assert (after.attempt, after.producer.packages) == (2, {"spendcast-validate": "99"})
        assert before.producer.packages["spendcast-validate"] != "99"

    def test_a_document_of_another_run_is_not_reused(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.run(SUM, run_id="r2")
        assert bench.log[-1]["reused"] is False
        assert bench.document("validate", "r2").cache_key == bench.document("validate").cache_key

    def test_a_document_whose_outputs_are_gone_or_changed_is_replaced(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        Path(bench.address, bench.document("validate").output("sum.txt").key).unlink()
        bench.run(SUM)
        assert (bench.document("validate").attempt, bench.text("validate", "sum.txt")) == (2, "42")
        Path(bench.address, bench.document("validate").output("sum.txt").key).write_text("0", "utf-8")
        bench.run(SUM)
        assert (bench.document("validate").attempt, bench.text("validate", "sum.txt")) == (3, "42")

    def test_a_damaged_document_is_replaced_and_that_is_said(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        Path(bench.address, "runs/r1/validate.json").write_text("{", "utf-8")
        assert bench.run(SUM) == 0
        assert bench.text("validate", "sum.txt") == "42"
        assert [line["severity"] for line in bench.log] == ["INFO", "WARNING", "INFO"]


class TestRejectedData:
    def test_rejected_data_end_with_65_and_a_document_that_says_why(self, bench: Bench) -> None:
        bench.put("42 many")
        assert bench.run(SUM) == 65
        document = bench.document("validate")
        assert (document.status, document.outputs) == ("rejected", [])
        assert [(f.code, f.message) for f in document.findings] == [("word", "'many' is no number")]

    def test_the_findings_are_in_the_log_with_their_severity_and_place(self, bench: Bench) -> None:
        bench.put("many")
        bench.run(SUM)
        finding = next(line for line in bench.log if "finding" in line)
        assert (finding["severity"], finding["finding"]["where"]["file"]) == ("ERROR", "numbers.txt")

    def test_rejected_data_are_rejected_again_without_work(self, bench: Bench) -> None:
        bench.put("many")
        bench.run(SUM)
        before = bench.store.read("runs/r1/validate.json")
        assert bench.run(SUM) == 65
        assert bench.store.read("runs/r1/validate.json") == before
        assert (bench.log[-1]["reused"], bench.log[-1]["severity"]) == (True, "ERROR")
        assert (bench.log[-1]["errors"], bench.log[-1]["warnings"]) == ("word", "")

    def test_mended_data_succeed_under_the_same_run_id(self, bench: Bench) -> None:
        bench.put("many")
        bench.run(SUM)
        bench.put("42")
        assert bench.run(SUM) == 0
        assert bench.document("validate").status == "succeeded"
        assert bench.run(PRODUCT) == 0

    def test_a_step_after_rejected_data_is_rejected_too_and_leaves_no_document(self, bench: Bench) -> None:
        bench.put("many")
        bench.run(SUM)
        assert bench.run(PRODUCT) == 65
        assert not bench.has_document("train")
        assert "its findings are in runs/r1/validate.json" in bench.log[-1]["message"]

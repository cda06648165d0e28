"""What a step refuses to start from, and how it ends when it cannot go on."""

import os
import signal
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from unit.contract.tiny import PRODUCT, REPORT, SUM, Bench, ProductParams, product_step

from spendcast_contract import DataRejected, InputUnusable, Output, Result, TryAgain, Work
from spendcast_storage import StoreUnavailable


class TestInputs:
    def test_a_step_whose_input_is_missing_says_what_to_run(self, bench: Bench) -> None:
        assert bench.run(PRODUCT) == 66
        assert "runs/r1/validate.json is not in" in bench.log[-1]["message"]
        assert "run validate first" in bench.log[-1]["message"]

    def test_a_store_without_raw_files_is_left_to_the_work_to_judge(self, bench: Bench) -> None:
        assert bench.run(SUM) == 0
        assert bench.document("validate").metrics == {"sum": 0}

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ('"schema_version": "1.1"', '"schema_version": "2.0"', "schema_version 2.0, this code reads 1.x"),
            ('"step"', '"stop"', "step: Field required"),
            ("{", "", "is no step document"),
            ('"run_id": "r1"', '"run_id": "r9"', "is the validate document of run r9"),
            ('"step": "validate"', '"step": "train"', "is the train document of run r1"),
        ],
    )
    def test_an_input_that_cannot_be_used_ends_with_66(
        self, bench: Bench, old: str, new: str, says: str
    ) -> None:
        bench.put("42")
        bench.run(SUM)
        path = Path(bench.address, "runs/r1/validate.json")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        assert bench.run(PRODUCT) == 66
        assert says in bench.log[-1]["message"]
        assert not bench.has_document("train")

    def test_an_input_of_a_later_minor_version_with_unknown_fields_is_read(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        path = Path(bench.address, "runs/r1/validate.json")
        later = path.read_text("utf-8").replace('"1.1"', '"1.7",\n  "mood": {"good": true}', 1)
        path.write_text(later, "utf-8")
        assert bench.run(PRODUCT) == 0

    @pytest.mark.parametrize("gone", [True, False], ids=["gone", "changed"])
    def test_an_artifact_that_is_not_the_recorded_one_ends_with_66(self, bench: Bench, gone: bool) -> None:
        bench.put("42")
        bench.run(SUM)
        path = Path(bench.address, bench.document("validate").output("sum.txt").key)
        path.unlink() if gone else path.write_text("43", "utf-8")
        assert bench.run(PRODUCT) == 66
        assert "runs/r1/validate/1/sum.txt" in bench.log[-1]["message"]

    def test_an_output_that_no_document_names_ends_with_66(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        step = product_step(lambda work: Result(metrics={"x": work.read("validate", "total.txt").hex()}))
        assert bench.run(step) == 66
        assert "names no output 'total.txt'; it has sum.txt" in bench.log[-1]["message"]

    def test_documents_that_do_not_belong_together_end_with_66(self, bench: Bench) -> None:
        bench.put("42")
        for step in (SUM, PRODUCT, REPORT):
            assert bench.run(step) == 0
        bench.put("43")
        bench.run(SUM)
        assert bench.run(REPORT) == 66
        assert "made from another sum.txt" in bench.log[-1]["message"]
        assert "run train again" in bench.log[-1]["message"]
        assert [bench.run(step) for step in (PRODUCT, REPORT)] == [0, 0]
        assert bench.text("evaluate", "report.txt") == "43 86"

    def test_two_steps_may_give_their_outputs_one_name(self, bench: Bench) -> None:
        same_name = Result(outputs=[Output("sum.txt", b"84", "text/plain")])
        bench.put("42")
        bench.run(SUM)
        assert bench.run(product_step(lambda _: same_name)) == 0
        report = replace(REPORT, work=lambda work: Result(metrics={"x": work.read("train", "sum.txt").hex()}))
        assert bench.run(report) == 0

    def test_documents_of_two_dates_end_with_66(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.run(PRODUCT)
        bench.run(SUM, as_of="2026-02-01")
        assert bench.run(REPORT) == 66
        assert "validate of 2026-02-01, train of 2026-01-05" in bench.log[-1]["message"]

    def test_later_steps_speak_of_the_date_of_the_first(self, bench: Bench) -> None:
        bench.put("42")
        for step in (SUM, PRODUCT, REPORT):
            bench.run(step)
        assert bench.document("evaluate").as_of == date(2026, 1, 5)


class TestWaysToFail:
    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (DataRejected("too few"), 65),
            (InputUnusable("no panel"), 66),
            (TryAgain("busy"), 75),
            (StoreUnavailable("no answer"), 75),
            (KeyError("x"), 70),
            (MemoryError(), 70),
            (KeyboardInterrupt(), 75),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
    )
    def test_an_error_of_the_work_has_its_exit_code_and_leaves_no_document(
        self, bench: Bench, error: BaseException, code: int
    ) -> None:
        def fail(work: Work[ProductParams]) -> Result:
            raise error

        bench.put("42")
        bench.run(SUM)
        assert bench.run(product_step(fail)) == code
        assert not bench.has_document("train")
        assert (bench.log[-1]["status"], bench.log[-1]["severity"]) == ("failed", "ERROR")
        assert bench.run(PRODUCT) == 0

    def test_a_bug_is_logged_with_its_traceback_and_no_blame_on_the_data(self, bench: Bench) -> None:
        def stumble(work: Work[ProductParams]) -> Result:
            raise KeyError("nothing")

        bench.put("42")
        bench.run(SUM)
        bench.run(product_step(stumble))
        assert "KeyError: 'nothing'" in bench.log[-2]["stack_trace"]
        assert "not of the data" in bench.log[-1]["message"]

    def test_sigterm_ends_the_work_at_once_with_75_and_no_document(self, bench: Bench) -> None:
        def be_told_to_stop(work: Work[ProductParams]) -> Result:
            os.kill(os.getpid(), signal.SIGTERM)
            return Result()

        bench.put("42")
        bench.run(SUM)
        before = signal.getsignal(signal.SIGTERM)
        assert bench.run(product_step(be_told_to_stop)) == 75
        assert signal.getsignal(signal.SIGTERM) is before
        assert not bench.has_document("train")
        assert bench.run(PRODUCT) == 0

    @pytest.mark.parametrize("params", [{"factor": "two"}, {"colour": "red"}])
    def test_a_parameter_that_cannot_be_taken_ends_with_64_and_names_the_known(
        self, bench: Bench, params: dict[str, Any]
    ) -> None:
        assert bench.run(PRODUCT, **params) == 64
        assert next(iter(params)) in bench.log[-1]["message"]
        assert "known: factor" in bench.log[-1]["message"]

"""A pipeline of three tiny steps, to try the contract's rules on: sum, product, report."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from spendcast_contract import (
    DatedParams,
    Finding,
    Output,
    Params,
    Result,
    Step,
    StepDocument,
    StepName,
    Where,
    Work,
    document_key,
    parse_document,
    run_step,
)
from spendcast_storage import ObjectStore, open_store

DAY = "2026-01-05"


class SumParams(DatedParams):
    """The date alone."""


class ProductParams(Params):
    """What to multiply by."""

    factor: int = 2


class ReportParams(Params):
    """None."""


def add_up(work: Work[SumParams]) -> Result:
    """Add up the numbers in the raw files; a word is rejected."""
    words = {name: data.decode().split() for name, data in work.raw.items()}
    findings = [
        Finding(code="word", severity="error", message=f"{word!r} is no number", where=Where(file=name))
        for name, found in words.items()
        for word in found
        if not word.isdigit()
    ]
    if findings:
        return Result(status="rejected", findings=findings)
    total = sum(int(word) for found in words.values() for word in found)
    return Result(outputs=[Output("sum.txt", str(total).encode(), "text/plain")], metrics={"sum": total})


def multiply(work: Work[ProductParams]) -> Result:
    """Multiply the sum."""
    product = int(work.read("validate", "sum.txt")) * work.params.factor
    return Result(outputs=[Output("product.txt", str(product).encode(), "text/plain")])


def report(work: Work[ReportParams]) -> Result:
    """Tell of both."""
    text = work.read("validate", "sum.txt") + b" " + work.read("train", "product.txt")
    return Result(outputs=[Output("report.txt", text, "text/plain")])


SUM = Step("validate", ("raw",), SumParams, add_up, "Add up numbers.")
PRODUCT = Step("train", ("validate",), ProductParams, multiply, "Multiply the sum.")
REPORT = Step("evaluate", ("validate", "train"), ReportParams, report, "Tell of both.")


def product_step(work: Callable[[Work[ProductParams]], Result]) -> Step[ProductParams]:
    """The second step with other work."""
    return Step("train", ("validate",), ProductParams, work, "Does something else.")


class Bench:
    """A store with runs of the tiny steps, and what they logged."""

    def __init__(self, folder: Path, read_log: Callable[[], str]) -> None:
        self.address = str(folder)
        self.store = open_store(self.address)
        self._read_log = read_log
        self.log: list[dict[str, Any]] = []

    def put(self, text: str, name: str = "numbers.txt") -> None:
        """Put a raw file in by hand."""
        path = Path(self.address, "raw", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def arguments(self, step: Step[Any], run_id: str = "r1", params: Mapping[str, object] = {}) -> list[str]:
        """The command line that the step has for this run."""
        places = {name: f"{self.address}/{document_key(run_id, name)}" for name in step.inputs}
        if "raw" in places:
            places["raw"] = f"{self.address}/raw/"
            params = {"as_of": DAY, **params}
        inputs = [word for name, place in places.items() for word in ("--input", f"{name}={place}")]
        given = [word for name, value in params.items() for word in ("--param", f"{name}={value}")]
        return [*inputs, "--output", f"{self.address}/{document_key(run_id, step.name)}", *given]

    def run(
        self, step: Step[Any], run_id: str = "r1", store: ObjectStore | None = None, **params: object
    ) -> int:
        """Run a step; its exit code is that of its last line of log."""
        arguments = self.arguments(step, run_id, params)
        code = run_step(step, arguments, opener=lambda _address: store or self.store)
        self.log = [json.loads(line) for line in self._read_log().splitlines()]
        assert self.log[-1]["exit_code"] == code
        return code

    def document(self, step: StepName, run_id: str = "r1") -> StepDocument:
        key = document_key(run_id, step)
        return parse_document(self.store.read(key).data, key)

    def has_document(self, step: StepName, run_id: str = "r1") -> bool:
        return bool(self.store.list(document_key(run_id, step)))

    def text(self, step: StepName, output: str) -> str:
        """An output of a step, read as its document says."""
        artifact = self.document(step).output(output)
        return self.store.read(artifact.key, generation=artifact.generation).data.decode()

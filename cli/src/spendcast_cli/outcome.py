"""How steps and runs ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from spendcast_cli.launch import Ended
from spendcast_contract import ExitCode, StepDocument, StepName, document_key

RunStatus = Literal["promoted", "kept", "unchanged", "rejected", "failed"]


@dataclass(frozen=True)
class StepEnd:
    """How a step ended, and the document that it left."""

    step: StepName
    process: Ended
    document: StepDocument | None
    generation: int
    """The document's; 0 without one."""

    @property
    def status(self) -> Literal["succeeded", "rejected", "failed"]:
        """What came of it."""
        if self.process.exit_code == ExitCode.OK:
            return "succeeded"
        return "rejected" if self.process.exit_code == ExitCode.REJECTED else "failed"

    @property
    def key(self) -> str | None:
        """The document's key in the store."""
        return document_key(self.document.run_id, self.step) if self.document else None

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "status": self.status,
            "seconds": round(self.process.seconds, 3),
            "document": self.key,
        }


@dataclass(frozen=True)
class RunEnd:
    """What came of a run; `version` is the one in force after it."""

    run_id: str
    status: RunStatus
    version: str | None
    steps: Sequence[StepEnd]

    @property
    def exit_code(self) -> int:
        """The code of the step that ended the run."""
        return int(self.steps[-1].process.exit_code)

    def findings(self) -> list[dict[str, Any]]:
        """What the steps found, each with the step's name."""
        return [
            {"step": end.step, **finding.model_dump(mode="json")}
            for end in self.steps
            if end.document
            for finding in end.document.findings
        ]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        answer: dict[str, Any] = {
            "run_id": self.run_id,
            "status": self.status,
            "version": self.version,
            "steps": {end.step: end.as_dict() for end in self.steps},
            "findings": self.findings(),
        }
        if self.status == "failed":
            answer["error"] = {"message": self.steps[-1].process.message, "exit_code": self.exit_code}
        return answer


def run_status(ends: Sequence[StepEnd], before: Mapping[StepName, int]) -> RunStatus:
    """What became of a run whose documents had these generations before."""
    last = ends[-1]
    if last.status != "succeeded":
        return last.status
    if {end.step: end.generation for end in ends} == before:
        return "unchanged"
    assert last.document is not None  # noqa: S101 - a step that succeeded has left one
    outcome: RunStatus = last.document.metrics["outcome"]
    return outcome

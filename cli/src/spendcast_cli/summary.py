"""What came of a run, for people."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spendcast_cli.channels import show_channels
from spendcast_cli.findings import show_findings
from spendcast_cli.options import Settings
from spendcast_cli.outcome import RunEnd
from spendcast_cli.output import percent, ratio, table
from spendcast_cli.report import TITLES, report_keys, report_places

if TYPE_CHECKING:
    from rich.console import Console

_NAIVE = ("last", "mean", "year_before")

_OUTCOMES = {
    "promoted": "the new model is in force",
    "kept": "the new model was not put in force",
    "unchanged": "nothing new came of it",
    "rejected": "the data cannot be used as they are",
    "failed": "the run did not come to its end",
}


@dataclass(frozen=True)
class Summary:
    """All that is printed when a run has ended."""

    end: RunEnd
    settings: Settings

    def show(self, console: "Console") -> None:
        """Print it: steps, findings, the model, the outcome, and where to look next."""
        self._show_steps(console)
        show_findings(console, self.end.findings())
        evaluation = self._metrics("evaluate")
        if evaluation and self.end.status in {"promoted", "kept", "unchanged"}:
            console.print()
            show_evaluation(console, evaluation)
        console.print()
        console.print(f"{self.end.status}: {_OUTCOMES[self.end.status]}", style="bold")
        for line in self._why():
            console.print(line)
        console.print(f"in force: {self.end.version or 'no model'}", soft_wrap=True)
        for step, place in self.reports().items():
            console.print(f"{TITLES[step]}: {place}", soft_wrap=True)
        console.print()
        for purpose, command in self._next():
            console.print(f"{purpose + ':':<44} {self.settings.spelled(command)}", soft_wrap=True)

    def reports(self) -> dict[str, str]:
        """Step → where the report is that it left for people."""
        documents = [end.document for end in self.end.steps if end.document]
        return report_places(report_keys(documents), self.settings.address)

    def _show_steps(self, console: "Console") -> None:
        steps = table("step", "status", "seconds", "document", right=["seconds"])
        for end in self.end.steps:
            steps.add_row(end.step, end.status, f"{end.process.seconds:.1f}", end.key or "-")
        console.print(f"Run {self.end.run_id} in {self.settings.address}", soft_wrap=True)
        console.print(steps)

    def _why(self) -> Iterator[str]:
        if self.end.status == "failed":
            last = self.end.steps[-1]
            yield f"{last.step} ended with {last.process.exit_code}: {last.process.message}"
            if last.process.trace:
                yield last.process.trace if self.settings.debug else last.process.trace.splitlines()[-1]
        publish = self._metrics("publish")
        if publish.get("outcome") == self.end.status:
            yield f"why: {publish['reason']}"
        elif publish.get("outcome") == "kept":
            yield f"this run ended as kept: {publish['reason']}; `--run-id` with another name judges anew"
        if publish and self.end.version is None:
            yield "the pointer is gone or damaged, nothing is in force; `models rollback --to VERSION` helps"

    def _next(self) -> Iterator[tuple[str, str]]:
        """What to do now, and the command for it."""
        last, run_id = self.end.steps[-1].step, self.end.run_id
        if self.end.status == "failed":
            yield "the step by itself, with all that it says", f"step {last} --run-id {run_id}"
            yield "what is wrong with machine or store", "doctor"
        elif self.end.status == "rejected":
            yield "what is wrong, to read and to send on", f"report --run-id {run_id} --open"
            yield "what a finding means, and why it matters", "data explain CODE"
            yield "mend the files, and check them", "data add --check FILE..."
            yield "add them, under the same names", "data add FILE..."
        else:
            yield "the reports, in a browser", f"report --run-id {run_id} --open"
            yield "what each channel earned, and how surely", "models show"
            yield "what a plan brings", f"predict {_example_plan(self._metrics('evaluate'))}"
            yield "the same answers over HTTP", "serve"

    def _metrics(self, step: str) -> Mapping[str, Any]:
        found = (end.document.metrics for end in self.end.steps if end.step == step and end.document)
        return next(found, {})


def show_evaluation(console: "Console", evaluation: Mapping[str, Any]) -> None:
    """Print how good a model is, what each channel earned, and what the model is worth.

    Args:
        console: where.
        evaluation: with `in_sample`, `rolling`, `channels` and `worth`, as evaluate's document has them.
    """
    show_accuracy(console, evaluation)
    show_channels(console, evaluation["channels"])
    console.print(evaluation["worth"])


def show_accuracy(console: "Console", evaluation: Mapping[str, Any]) -> None:
    """Print how it fits, and how it forecasts beside naive forecasts and plain linear regression."""
    r2 = evaluation["in_sample"]["r2"]
    console.print(f"fit: R² {'-' if r2 is None else ratio(r2)} of revenue per day")
    if evaluation["rolling"]:
        scores = evaluation["rolling"]["scores"]
        naive = {name: score for name, score in scores.items() if name in _NAIVE}
        best = min(naive, key=lambda name: naive[name]["rmse"])
        console.print(
            f"forecasts of unseen periods err by {percent(scores['model']['mape'])} (MAPE); "
            f"the best naive forecast ({best.replace('_', ' ')}) by {percent(naive[best]['mape'])}"
            + (
                f", plain linear regression by {percent(scores['linear']['mape'])}"
                if "linear" in scores
                else ""
            )
        )


def _example_plan(evaluation: Mapping[str, Any]) -> str:
    """Options of `predict` for the channels at hand."""
    return " ".join(f"--spend {shlex.quote(channel)}=100000" for channel in evaluation["channels"])

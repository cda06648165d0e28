"""What validate would say of files together with those that the store holds, before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from spendcast_cli.column_words import columns_told
from spendcast_cli.findings import show_findings
from spendcast_cli.output import table
from spendcast_cli.raw import RAW, names_read
from spendcast_contract import ExitCode, earlier_runs
from spendcast_storage import ObjectStore

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_ingest import Finding, Ingested, Options, Recognised

MAPPING = "mapping.json"
"""The file that says how the others are to be read."""

Would = Literal["add", "replace", "not change", "stay"]
"""What `data add` would do with a file; `stay` is for those that the store holds and nobody gave."""


@dataclass(frozen=True)
class DataCheck:
    """What came of it: what was found, and what would become of each file."""

    ingested: "Ingested"
    findings: "list[Finding]"
    would: Mapping[str, Would]

    @property
    def exit_code(self) -> ExitCode:
        """The code with which validate would end."""
        return ExitCode.REJECTED if self.ingested.panel is None else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        recognised = {file.file: file for file in self.ingested.recognised}
        panel = self.ingested.panel
        return {
            "status": "rejected" if panel is None else "accepted",
            "files": [
                {"file": name, "would": would, "taken_for": described(recognised.get(name))}
                for name, would in self.would.items()
            ],
            "findings": [finding.as_dict() for finding in self.findings],
            "panel": {
                "grain": panel.grain,
                "channels": list(panel.channels),
                "first": panel.first,
                "last": panel.last,
                "periods": panel.periods,
                "complete_periods": panel.complete_periods,
            }
            if panel
            else None,
        }


def check_data(
    store: ObjectStore, given: Mapping[str, bytes], model: str, as_of: date, options: "Options"
) -> DataCheck:
    """Check files beside those in the store, of which they replace the ones of the same name.

    Args:
        store: only read.
        given: name to bytes.
        model: the name of the model to whose data closed periods are compared.
        as_of: the date to check for.
        options: thresholds of the checks.
    """
    from spendcast_ingest import Finding, RawFile, ingest

    there = {name: store.read(RAW + name).data for name in names_read(store)}
    known = earlier_runs(store, model, as_of)
    findings = [Finding.of("history_not_compared", variant="unreadable")] if known.damaged else []
    together = there | dict(given)
    files = [RawFile(name, data) for name, data in together.items()]
    ingested = ingest(files, as_of, options, known.read)
    would = {name: _would(name, there, given) for name in sorted(together)}
    return DataCheck(ingested, [*ingested.findings, *findings], would)


def described(recognised: "Recognised | None") -> dict[str, Any] | None:
    """What a file was taken for, for `--json`."""
    if recognised is None:
        return None
    ends = {end: getattr(recognised, end).isoformat() for end in ("first", "last")}
    return asdict(recognised) | ends


def taken_for(file: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    """What a file was taken for, as cells: what it is, rows, channels, from, to.

    Args:
        file: its name as `file`, and as `taken_for` what `described` says.
    """
    recognised = file["taken_for"]
    if recognised is None:
        return ("how to read the others" if file["file"] == MAPPING else "not recognised", "", "", "", "")
    return (
        f"{recognised['role']} ({recognised['shape']}, by {recognised['grain']})",
        f"{recognised['rows']:,}",
        ", ".join(recognised["channels"]) or "-",
        recognised["first"],
        recognised["last"],
    )


def show_check(console: "Console", answer: Mapping[str, Any]) -> None:
    """Print what was found, and what that means."""
    rows = table("file", "would", "taken for", "rows", "channels", "from", "to", right=["rows"])
    for file in answer["files"]:
        rows.add_row(file["file"], file["would"], *taken_for(file))
    console.print(rows)
    show_columns(console, answer["files"])
    show_findings(console, answer["findings"])
    console.print()
    console.print(_verdict(answer), style="bold")
    console.print(
        "Nothing was stored. What a finding means: `spendcast data explain CODE`, or docs/findings.md."
    )


def show_columns(console: "Console", files: Sequence[Mapping[str, Any]]) -> None:
    """Print what the columns of each file were taken for, a line a file."""
    for file in files:
        if file["taken_for"]:
            console.print(f"{file['file']}: {columns_told(file['taken_for']['columns'])}", soft_wrap=True)


def _verdict(answer: Mapping[str, Any]) -> str:
    panel = answer["panel"]
    if panel is None:
        errors = [finding for finding in answer["findings"] if finding["severity"] == "error"]
        kinds = len({finding["code"] for finding in errors})
        return f"rejected: no model could be trained on these files ({_counted(kinds, 'kind')} of error)"
    complete = f"{panel['complete_periods']:,} of them complete"
    periods = f"{_counted(panel['periods'], panel['grain'])} from {panel['first']} to {panel['last']}"
    return f"accepted: {periods}, {complete}, {_counted(len(panel['channels']), 'channel')}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _would(name: str, there: Mapping[str, bytes], given: Mapping[str, bytes]) -> Would:
    if name not in given:
        return "stay"
    if name not in there:
        return "add"
    return "not change" if there[name] == given[name] else "replace"

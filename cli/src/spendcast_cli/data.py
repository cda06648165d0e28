"""`spendcast data`: files into the store, and a made-up advertiser to try things on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli.findings import show_findings
from spendcast_cli.options import Group, Settings, pass_settings
from spendcast_cli.output import emit, table
from spendcast_cli.raw import Stored, store_raw
from spendcast_contract import DataRejected, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_ingest import Finding, Recognised


@click.group(cls=Group)
def data() -> None:
    """Bring data into the store, or make a sample."""


@dataclass(frozen=True)
class Examined:
    """A file, what it was taken for, and what was found in it."""

    name: str
    content: bytes
    recognised: "Recognised | None"
    findings: "Sequence[Finding]"

    def as_dict(self, stored: Stored) -> dict[str, Any]:
        """For `--json`."""
        taken_for = asdict(self.recognised) if self.recognised else None
        if taken_for:
            taken_for |= {end: taken_for[end].isoformat() for end in ("first", "last")}
        return {
            "file": self.name,
            "taken_for": taken_for,
            "findings": [finding.as_dict() for finding in self.findings],
            **asdict(stored),
        }


@data.command(
    examples=[
        "spendcast data add campaign_spend.csv.gz monthly_revenue.csv",
        "spendcast --store gs://bucket/prefix data add exports/*.csv",
    ]
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--force", is_flag=True, help="Store files that were not recognised too.")
@pass_settings
def add(settings: Settings, files: Sequence[Path], force: bool) -> None:
    """Store files of spend and revenue, and say what each was taken for.

    A file is stored under its own name. The same file again does nothing; a newer one replaces it, and the
    old one is kept in the store under raw/.replaced/. Unless every file is recognised, none is stored.
    """
    examined = _examined(files)
    if not force:
        _refuse_unrecognised(examined)
    store = settings.open_store()
    answer = [one.as_dict(store_raw(store, one.name, one.content)) for one in examined]
    emit(settings, {"store": settings.address, "files": answer}, lambda console: _show(console, answer))


@data.command(examples=["spendcast data sample sample", "spendcast data sample sample --months 61"])
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--months", type=click.IntRange(1, 600), default=60, show_default=True, help="How many months.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Another one, another advertiser."
)
@pass_settings
def sample(settings: Settings, folder: Path, months: int, seed: int) -> None:
    """Write files of a made-up advertiser, and the truth about it.

    The truth (truth.json) is what is unknown in life: what each channel returned. More months with the same
    seed go on where fewer end.
    """
    from spendcast_mixmodel.simulate import sample_advertiser, to_files

    folder.mkdir(parents=True, exist_ok=True)
    made = to_files(sample_advertiser(months, seed))
    answer = [
        {"file": str(folder / name), "outcome": _write(folder / name, new)} for name, new in made.items()
    ]

    def show(console: "Console") -> None:
        for file in answer:
            console.print(f"{file['outcome']:<9} {file['file']}", soft_wrap=True)

    emit(settings, {"files": answer}, show)


def _examined(files: Sequence[Path]) -> list[Examined]:
    from spendcast_ingest import RawFile, recognise

    for name, count in Counter(path.name for path in files).items():
        if count > 1:
            raise UsageError(
                f"{count} of the files are called {name}; in the store one would replace the other"
            )
        if name.startswith("."):
            raise UsageError(f"{name} begins with a dot, and such files are not read; give it another name")
    examined = []
    for path in files:
        content = path.read_bytes()
        examined.append(Examined(path.name, content, *recognise(RawFile(path.name, content))))
    return examined


def _refuse_unrecognised(examined: Sequence[Examined]) -> None:
    unknown = [one for one in examined if one.recognised is None]
    if unknown:
        names = ", ".join(one.name for one in unknown)
        found = (finding for one in unknown for finding in one.findings)
        why = "\n".join(f"  {finding.message} {finding.fix or ''}".rstrip() for finding in found)
        raise DataRejected(
            f"nothing was stored, for {names} could not be recognised:\n{why}\n"
            "Mend it and add again, or store it as it is with --force."
        )


def _write(path: Path, content: bytes) -> str:
    """Write a file unless it holds the same bytes; say what was done."""
    present = path.read_bytes() if path.exists() else None
    if present == content:
        return "unchanged"
    path.write_bytes(content)
    return "written" if present is None else "replaced"


def _show(console: "Console", files: Sequence[dict[str, Any]]) -> None:
    rows = table("file", "", "taken for", "rows", "channels", "from", "to", right=["rows"])
    for file in files:
        rows.add_row(file["file"], file["outcome"], *_taken_for(file["taken_for"]))
    console.print(rows)
    for file in files:
        show_findings(console, file["findings"])
        if file["replaced"]:
            console.print(f"The {file['file']} that was there is kept as {file['replaced']}.")


def _taken_for(recognised: dict[str, Any] | None) -> Sequence[str]:
    if recognised is None:
        return ("not recognised", "", "", "", "")
    return (
        f"{recognised['role']} ({recognised['shape']}, by {recognised['grain']})",
        f"{recognised['rows']:,}",
        ", ".join(recognised["channels"]) or "-",
        recognised["first"],
        recognised["last"],
    )

"""`spendcast data`: files into the store, and a made-up advertiser to try things on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli import arguments
from spendcast_cli.data_check import MAPPING, check_data, described, show_check, taken_for
from spendcast_cli.data_explain import explain
from spendcast_cli.data_template import template
from spendcast_cli.findings import show_findings
from spendcast_cli.options import Group, Settings, model_option, pass_settings
from spendcast_cli.output import emit, table
from spendcast_cli.raw import RAW, Stored, names_read, store_raw
from spendcast_contract import DataRejected, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_ingest import Finding, Recognised
    from spendcast_storage import ObjectStore


@click.group(cls=Group)
def data() -> None:
    """Bring data into the store, check them, or make a sample."""


data.add_command(template)
data.add_command(explain)


@dataclass(frozen=True)
class Examined:
    """A file, what it was taken for, and what was found in it."""

    name: str
    content: bytes
    recognised: "Recognised | None"
    findings: "Sequence[Finding]"

    def as_dict(self, stored: Stored) -> dict[str, Any]:
        """For `--json`."""
        return {
            "file": self.name,
            "taken_for": described(self.recognised),
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
@click.option(
    "--check", is_flag=True, help="Store nothing; say what a run would say of these files and the store's."
)
@click.option(
    "--as-of",
    type=arguments.day,
    metavar="YYYY-MM-DD",
    help="With --check, the date to check for.  [default: today, UTC]",
)
@model_option
@pass_settings
def add(  # noqa: PLR0913, PLR0917 - one argument for each option
    settings: Settings, files: Sequence[Path], force: bool, check: bool, as_of: date | None, model: str
) -> int:
    """Store files of spend and revenue, and say what each was taken for.

    A file is stored under its own name. The same file again does nothing; a newer one replaces it, and the
    old one is kept in the store under raw/.replaced/. Unless every file is recognised, none is stored.

    With --check nothing is stored: the files are read together with those in the store, and everything that a
    run would find is told. The exit code is 65 where it would reject them.
    """
    if check:
        _refuse_names(files)
        given = {path.name: path.read_bytes() for path in files}
        checked = check_data(settings.open_store(), given, model, as_of or arguments.today())
        outcome = checked.as_dict()
        emit(settings, outcome, lambda console: show_check(console, outcome))
        return int(checked.exit_code)
    store = settings.open_store()
    examined = _examined(files, store)
    if not force:
        _refuse_unrecognised(examined)
    answer = [one.as_dict(store_raw(store, one.name, one.content)) for one in examined]
    emit(settings, {"store": settings.address, "files": answer}, lambda console: _show(console, answer))
    return 0


@data.command("list", examples=["spendcast data list"])
@pass_settings
def list_(settings: Settings) -> None:
    """List the files that a run would read, and what each is taken for."""
    from spendcast_ingest import RawFile, recognise_together

    store = settings.open_store()
    stored = {name: store.read(RAW + name) for name in names_read(store)}
    recognised = recognise_together([RawFile(name, found.data) for name, found in stored.items()])
    answer: list[dict[str, Any]] = [
        {
            "file": name,
            "bytes": len(found.data),
            "sha256": found.sha256,
            "taken_for": described(recognised[name][0]),
        }
        for name, found in stored.items()
    ]

    def show(console: "Console") -> None:
        rows = table("file", "KB", "taken for", "rows", "channels", "from", "to", right=["KB", "rows"])
        for file in answer:
            kilobytes = f"{file['bytes'] / 1024:,.1f}"
            rows.add_row(file["file"], kilobytes, *taken_for(file))
        console.print(rows if answer else "There are none yet: `spendcast data add FILE...` brings files in.")

    emit(settings, {"store": settings.address, "files": answer}, show)


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


def _examined(files: Sequence[Path], store: "ObjectStore") -> list[Examined]:
    """What each file is taken for, by the mapping.json among them or else that of the store."""
    from spendcast_ingest import RawFile, recognise_together

    _refuse_names(files)
    given = {path.name: path.read_bytes() for path in files}
    settled = {} if MAPPING in given or MAPPING not in names_read(store) else _mapping_of(store)
    recognised = recognise_together([RawFile(name, data) for name, data in (settled | given).items()])
    return [Examined(name, data, *recognised[name]) for name, data in given.items()]


def _mapping_of(store: "ObjectStore") -> dict[str, bytes]:
    return {MAPPING: store.read(RAW + MAPPING).data}


def _refuse_names(files: Sequence[Path]) -> None:
    """Refuse names under which a file would be lost in the store."""
    for name, count in Counter(path.name for path in files).items():
        if count > 1:
            raise UsageError(
                f"{count} of the files are called {name}; in the store one would replace the other"
            )
        if name.startswith("."):
            raise UsageError(f"{name} begins with a dot, and such files are not read; give it another name")


def _refuse_unrecognised(examined: Sequence[Examined]) -> None:
    unknown = [one for one in examined if one.recognised is None and (one.findings or one.name != MAPPING)]
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
        rows.add_row(file["file"], file["outcome"], *taken_for(file))
    console.print(rows)
    for file in files:
        show_findings(console, file["findings"])
        if file["replaced"]:
            console.print(f"The {file['file']} that was there is kept as {file['replaced']}.")

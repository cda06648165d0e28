"""`spendcast data`: files into the store, and a made-up advertiser to try things on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli.data_add import add
from spendcast_cli.data_check import described, taken_for
from spendcast_cli.data_explain import explain
from spendcast_cli.data_mapping import mapping
from spendcast_cli.data_template import template
from spendcast_cli.options import Group, Settings, pass_settings
from spendcast_cli.output import emit, table
from spendcast_cli.raw import RAW, names_read

if TYPE_CHECKING:
    from rich.console import Console


@click.group(cls=Group)
def data() -> None:
    """Bring data into the store, check them, or make a sample."""


data.add_command(add)
data.add_command(mapping)
data.add_command(template)
data.add_command(explain)


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


def _write(path: Path, content: bytes) -> str:
    """Write a file unless it holds the same bytes; say what was done."""
    present = path.read_bytes() if path.exists() else None
    if present == content:
        return "unchanged"
    path.write_bytes(content)
    return "written" if present is None else "replaced"

"""`spendcast report`: where the pages that people read are, and a look at them."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spendcast_cli import arguments
from spendcast_cli.options import Command, Settings, pass_settings
from spendcast_cli.output import emit
from spendcast_contract import InputUnusable, StepDocument, UsageError, document_key, parse_document
from spendcast_storage import ObjectMissing

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_storage import ObjectStore

REPORT = "report.html"
TITLES = {"validate": "data check", "evaluate": "model report"}
"""Steps that leave a report, and what it is called."""

_DOCUMENT = re.compile(rf"runs/([^/]+)/(?:{'|'.join(TITLES)})\.json")


@click.command(
    cls=Command,
    examples=[
        "spendcast report --open",
        "spendcast report --run-id 2026-01-05-1f0c3a9e --save reports",
    ],
)
@click.option(
    "--run-id",
    type=arguments.run_id,
    metavar="ID",
    help="Name of the run.  [default: the one that ended last]",
)
@click.option("--open", "opened", is_flag=True, help="Open the reports in a browser.")
@click.option(
    "--save",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Copy the reports there, to send them on.",
)
@pass_settings
def report(settings: Settings, run_id: str | None, opened: bool, folder: Path | None) -> None:
    """Say where a run's reports are, or open them.

    A run leaves two: the data check, and the report of the model. Each is one file, in English and
    Japanese, that needs no network.
    """
    store = settings.open_store()
    chosen = run_id or _last_run(store)
    keys = report_keys(_documents(store, chosen))
    if not keys:
        raise InputUnusable(f"run {chosen} left no report in {settings.address}; `spendcast run` leaves them")
    places = report_places(keys, settings.address)
    if folder or (opened and "://" in settings.address):
        places = _saved(store, keys, folder or Path(tempfile.mkdtemp(prefix="spendcast-")), chosen)
    if opened:
        for place in places.values():
            click.launch(place)

    def show(console: "Console") -> None:
        for step, place in places.items():
            console.print(f"{TITLES[step] + ':':<14} {place}", soft_wrap=True)

    emit(settings, {"run_id": chosen, "reports": places}, show)


def report_keys(documents: Iterable[StepDocument]) -> dict[str, str]:
    """Step → key of the report that its document names."""
    return {
        document.step: artifact.key
        for document in documents
        if document.step in TITLES
        for artifact in document.outputs
        if artifact.name == REPORT
    }


def report_places(keys: Mapping[str, str], address: str) -> dict[str, str]:
    """Step → where its report is: a path, or the address of an object."""
    return {step: f"{address}/{key}" for step, key in keys.items()}


def _last_run(store: "ObjectStore") -> str:
    """The run of which a document with a report was written last; generations tell."""
    found = [
        (listed.generation, match[1])
        for listed in store.list("runs/")
        if (match := _DOCUMENT.fullmatch(listed.key))
    ]
    if not found:
        raise UsageError(f"no run has ended in {store.address} yet; `spendcast run` makes one")
    return max(found)[1]


def _documents(store: "ObjectStore", run_id: str) -> Iterator[StepDocument]:
    for step in TITLES:
        key = document_key(run_id, step)
        try:
            yield parse_document(store.read(key).data, key)
        except ObjectMissing:
            continue


def _saved(store: "ObjectStore", keys: Mapping[str, str], folder: Path, run_id: str) -> dict[str, str]:
    """Copies of the reports in a folder of this machine: step → path."""
    folder.mkdir(parents=True, exist_ok=True)
    copies: dict[str, str] = {}
    for step, key in keys.items():
        copy = folder / f"{run_id} {TITLES[step]}.html"
        copy.write_bytes(store.read(key).data)
        copies[step] = str(copy.absolute())
    return copies

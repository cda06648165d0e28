"""`spendcast data add`: files into the store, unless something is wrong with them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli import arguments
from spendcast_cli.arguments import Pair
from spendcast_cli.data_check import (
    MAPPING,
    check_data,
    described,
    show_check,
    show_columns,
    taken_for,
)
from spendcast_cli.findings import show_findings
from spendcast_cli.options import Command, Settings, model_option, pass_settings
from spendcast_cli.output import emit, table
from spendcast_cli.raw import RAW, names_read, store_raw
from spendcast_contract import ExitCode, UsageError, parse_params

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_ingest import Options
    from spendcast_storage import ObjectStore


class _WithThresholds(Command):
    """A command whose help lists the thresholds that `--param` takes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The thresholds as the checks define them, then the examples."""
        from spendcast_ingest.options import Options

        with formatter.section("Thresholds (--param NAME=VALUE, as for validate)"):
            formatter.write_dl(
                [
                    (name, f"{field.description}  [default: {field.default}]")
                    for name, field in Options.model_fields.items()
                ]
            )
        super().format_epilog(ctx, formatter)


@click.command(
    cls=_WithThresholds,
    examples=[
        "spendcast data add campaign_spend.csv.gz monthly_revenue.csv",
        "spendcast data add --check --param min_months=24 *.csv",
        "spendcast --store gs://bucket/prefix data add exports/*.csv",
    ],
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--force", is_flag=True, help="Store the files although something is wrong with them.")
@click.option(
    "--check", is_flag=True, help="Store nothing; say what a run would say of these files and the store's."
)
@click.option(
    "--as-of",
    type=arguments.day,
    metavar="YYYY-MM-DD",
    help="With --check, the date to check for.  [default: today, UTC]",
)
@click.option(
    "--param",
    "params",
    type=arguments.pair,
    metavar="NAME=VALUE",
    multiple=True,
    help="A threshold of the checks. May be repeated.",
)
@model_option
@pass_settings
def add(  # noqa: PLR0913, PLR0917 - one argument for each option
    settings: Settings,
    files: Sequence[Path],
    force: bool,
    check: bool,
    as_of: date | None,
    params: Sequence[Pair],
    model: str,
) -> int:
    """Store files of spend and revenue, and say what each was taken for.

    A file is stored under its own name. The same file again does nothing; a newer one replaces it, and the
    old one is kept in the store under raw/.replaced/. Each file is looked at by itself: if there is an error
    in any, none is stored.

    With --check nothing is stored: the files are read together with those in the store, and everything that a
    run would find is told.

    Exit codes: 0 if no error was found; 65 if one was, and then nothing is stored, but with --force all is.
    """
    options = _thresholds(params)
    given = contents_of(files)
    store = settings.open_store()
    if check:
        checked = check_data(store, given, model, as_of or arguments.today(), options)
        outcome = checked.as_dict()
        emit(settings, outcome, lambda console: show_check(console, outcome))
        return int(checked.exit_code)
    examined = _examined(given, store, options)
    wrong = any(_is_wrong(file) for file in examined)
    stored = force or not wrong
    answer = {
        "store": settings.address,
        "status": "stored" if stored else "refused",
        "files": [file | _outcome(store, file["file"], given, stored=stored) for file in examined],
    }
    emit(settings, answer, lambda console: _show(console, answer))
    return int(ExitCode.REJECTED if wrong else ExitCode.OK)


def _thresholds(params: Sequence[Pair]) -> "Options":
    from spendcast_ingest.options import Options

    for name, count in Counter(param.name for param in params).items():
        if count > 1:
            raise UsageError(f"--param {name} was given {count} times")
    return parse_params(Options, {param.name: param.value for param in params})


def contents_of(files: Sequence[Path]) -> dict[str, bytes]:
    """The files' bytes by name.

    Raises:
        UsageError: a name under which a file would be lost in the store.
    """
    for name, count in Counter(path.name for path in files).items():
        if count > 1:
            raise UsageError(
                f"{count} of the files are called {name}; in the store one would replace the other"
            )
        if name.startswith("."):
            raise UsageError(f"{name} begins with a dot, and such files are not read; give it another name")
    return {path.name: path.read_bytes() for path in files}


def _examined(given: Mapping[str, bytes], store: "ObjectStore", options: "Options") -> list[dict[str, Any]]:
    """What each file is taken for, by the mapping.json among them or else that of the store."""
    from spendcast_ingest import RawFile, recognise_together

    there = None if MAPPING in given else mapping_in(store)
    settled = {MAPPING: there} if there is not None else {}
    files = [RawFile(name, data) for name, data in (settled | dict(given)).items()]
    recognised = recognise_together(files, options)
    return [
        {
            "file": name,
            "taken_for": described(recognised[name][0]),
            "findings": [finding.as_dict() for finding in recognised[name][1]],
        }
        for name in given
    ]


def mapping_in(store: "ObjectStore") -> bytes | None:
    """The store's mapping.json, if it holds one."""
    return store.read(RAW + MAPPING).data if MAPPING in names_read(store) else None


def _is_wrong(file: Mapping[str, Any]) -> bool:
    unknown = file["taken_for"] is None and file["file"] != MAPPING
    return unknown or any(finding["severity"] == "error" for finding in file["findings"])


def _outcome(store: "ObjectStore", name: str, given: Mapping[str, bytes], *, stored: bool) -> dict[str, Any]:
    if not stored:
        return {"key": None, "outcome": "not stored", "replaced": None}
    done = store_raw(store, name, given[name])
    return {"key": done.key, "outcome": done.outcome, "replaced": done.replaced}


def _show(console: "Console", answer: Mapping[str, Any]) -> None:
    files = answer["files"]
    rows = table("file", "", "taken for", "rows", "channels", "from", "to", right=["rows"])
    for file in files:
        rows.add_row(file["file"], file["outcome"], *taken_for(file))
    console.print(rows)
    show_columns(console, files)
    for file in files:
        show_findings(console, file["findings"])
        if file["replaced"]:
            console.print(f"The {file['file']} that was there is kept as {file['replaced']}.")
    wrong = [file["file"] for file in files if _is_wrong(file)]
    if wrong:
        console.print()
        console.print(_verdict(answer["status"], wrong), style="bold", soft_wrap=True)


def _verdict(status: str, wrong: Sequence[str]) -> str:
    names = ", ".join(wrong)
    if status == "stored":
        return f"All was stored as you asked, but a run would reject the data: there are errors in {names}."
    return (
        f"Nothing was stored: there are errors in {names}. Mend them and add the files again, or store them "
        "as they are with --force."
    )

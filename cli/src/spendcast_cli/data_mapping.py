"""`spendcast data mapping`: what each column of files is taken for, to confirm or to correct."""

import json
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spendcast_cli import arguments
from spendcast_cli.arguments import Pair
from spendcast_cli.column_words import meaning, named
from spendcast_cli.data_add import contents_of, mapping_in
from spendcast_cli.data_check import MAPPING, described
from spendcast_cli.findings import show_findings
from spendcast_cli.options import Command, Settings, pass_settings
from spendcast_cli.output import emit, table
from spendcast_contract import ExitCode, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from spendcast_ingest import Finding


@click.command(
    "mapping",
    cls=Command,
    examples=[
        "spendcast data mapping exports/*.csv",
        'spendcast data mapping google.csv --column "Cost=spend:Google Ads" --to mapping.json',
    ],
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--column",
    "said",
    type=arguments.column_role,
    metavar="HEADER=ROLE",
    multiple=True,
    help="What a column is, in those of these files that have it: date, channel, cost, revenue, breakdown, "
    "ignore, spend:NAME, control:NAME, … May be repeated.",
)
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it there; what that file says already stays.",
)
@pass_settings
def mapping(settings: Settings, files: Sequence[Path], said: Sequence[Pair], to: Path | None) -> int:
    """Show what each column is taken for, and write it down as mapping.json.

    mapping.json goes before all recognition: once it is written, looked through and added, the files are
    read in that way whatever their columns seem to be. What a warning asks about is not written until
    --column says what it is.

    Where the store, or --to, holds a mapping.json, it is obeyed and continued.

    Exit codes: 0; 65 if a file could not be read, and then nothing is written.
    """
    from spendcast_ingest.taken_columns import said_of

    given, roles = contents_of(files), {pair.name: pair.value for pair in said}
    base = _base(settings, given, to)
    asked = _with_columns(base, dict.fromkeys(given, roles))
    read = _read(given, asked)
    lacking = {name: _lacked(findings) for name, (_, findings) in read.items() if name != MAPPING}
    if any(lacking.values()) and not set.intersection(*lacking.values()):
        had = {name: {c: roles[c] for c in roles.keys() - lacked} for name, lacked in lacking.items()}
        asked = _with_columns(base, had)
        read = _read(given, asked)
    findings = [finding.as_dict() for _, found in read.values() for finding in found]
    taken = {name: one for name, (one, _) in read.items() if one is not None}
    if len(taken) < len(read) - 1 or any(finding["severity"] == "error" for finding in findings):
        emit(settings, {"status": "refused", "findings": findings}, lambda on: _show_refusal(on, findings))
        return int(ExitCode.REJECTED)
    proposal = _with_columns(asked, {name: said_of(one.columns) for name, one in taken.items()})
    if to:
        to.write_bytes(_as_bytes(proposal))
    answer = {
        "status": "written" if to else "shown",
        "files": [{"file": name, "taken_for": described(one)} for name, one in taken.items()],
        "mapping": proposal,
    }
    emit(settings, answer, lambda console: _show(console, answer, to))
    return int(ExitCode.OK)


def _read(given: Mapping[str, bytes], asked: Mapping[str, Any]) -> dict[str, Any]:
    """What each file is taken for and what is wrong with it, but for those that the mapping leaves out."""
    from spendcast_ingest import RawFile, recognise_together
    from spendcast_ingest.mapping import read_mapping

    mapping = RawFile(MAPPING, _as_bytes(asked))
    read = recognise_together([*(RawFile(name, data) for name, data in given.items()), mapping])
    if read[MAPPING][1]:
        return read
    said = read_mapping(mapping)
    return {name: found for name, found in read.items() if name == MAPPING or not said.of_file(name).ignore}


def _lacked(findings: "Sequence[Finding]") -> set[str]:
    """Columns that the mapping names and a file does not have."""
    return {
        str(finding.values["column"])
        for finding in findings
        if (finding.code, finding.values.get("variant")) == ("mapping_error", "unknown_column")
    }


def _base(settings: Settings, given: Mapping[str, bytes], to: Path | None) -> dict[str, Any]:
    """What is said already: in the file to be written, or else in the store.

    Raises:
        UsageError: it cannot be read, or the file to be written has another name.
    """
    from spendcast_ingest import RawFile, recognise

    if MAPPING in given or (to and to.name != MAPPING):
        raise UsageError(f"{MAPPING} is what this command writes: --to FOLDER/{MAPPING}")
    there = to.read_bytes() if to and to.exists() else mapping_in(settings.open_store())
    if there is None:
        return {}
    if faults := recognise(RawFile(MAPPING, there))[1]:
        place = str(to) if to and to.exists() else f"the store's {MAPPING}"
        raise UsageError(f"{place} was to be continued, but: {faults[0].message}")
    base: dict[str, Any] = json.loads(there.decode("utf-8-sig"))
    return base


def _with_columns(base: Mapping[str, Any], columns: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The mapping with more said about columns, by file: exports of one kind under their pattern.

    Of several files under one name only what is so in all of them is said. What was said of a column before
    is replaced.
    """
    files = dict(base.get("files", {}))
    alike: dict[str, list[Mapping[str, str]]] = {}
    for name, roles in columns.items():
        alike.setdefault(_key(files, name, columns), []).append(roles)
    for key, said in alike.items():
        common = {
            column: role for column, role in said[0].items() if all(role == one.get(column) for one in said)
        }
        if common:
            entry = files.get(key, {})
            files[key] = entry | {"columns": entry.get("columns", {}) | common}
    return {**base, "files": files}


def _key(files: Mapping[str, Any], name: str, given: Iterable[str]) -> str:
    """The name or pattern under which a file is spoken of: a name of its own would hide an older pattern."""
    from spendcast_ingest.mapping import all_like

    for key in files:
        if name == key or (name not in files and fnmatchcase(name, key)):
            return key
    pattern = all_like(name)
    return pattern if [all_like(one) for one in given].count(pattern) > 1 else name


def _as_bytes(mapping: Mapping[str, Any]) -> bytes:
    return (json.dumps(mapping, ensure_ascii=False, indent=2) + "\n").encode()


def _show_refusal(console: "Console", findings: Sequence[Mapping[str, Any]]) -> None:
    show_findings(console, findings)
    console.print()
    console.print("Nothing was written. Say what columns are with --column, or mend the files.", style="bold")


def _show(console: "Console", answer: Mapping[str, Any], to: Path | None) -> None:
    columns = {file["file"]: file["taken_for"]["columns"] for file in answer["files"]}
    for name, taken in columns.items():
        rows = table(name, "is")
        for column in taken:
            rows.add_row(named(column), meaning(column))
        console.print(rows)
    if any(column["asked"] for taken in columns.values() for column in taken):
        console.print(
            "What has a question mark is read so, but not written: --column HEADER=ROLE says what it is."
        )
    if to:
        console.print(f"{to} is written. Look it through; then: spendcast data add {to}", soft_wrap=True)
    else:
        console.print(_as_bytes(answer["mapping"]).decode(), soft_wrap=True)
        console.print("Nothing was written: --to mapping.json writes this.")

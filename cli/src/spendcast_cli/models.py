"""`spendcast models`: the versions of the registry, and the pointer to the one in force."""

from typing import TYPE_CHECKING, Any

import click

from spendcast_cli.channels import show_channels, show_definitions
from spendcast_cli.findings import show_findings
from spendcast_cli.options import Group, Settings, model_option, pass_settings
from spendcast_cli.output import emit, table
from spendcast_cli.summary import show_accuracy
from spendcast_contract import InputUnusable
from spendcast_mixmodel.predict import Model, ModelError
from spendcast_storage import MODEL_JSON, Manifest, Pointer, Registry

if TYPE_CHECKING:
    from rich.console import Console


@click.group(cls=Group)
def models() -> None:
    """Look at the models, go back to one, pin one."""


@models.command("list", examples=["spendcast models list"])
@model_option
@pass_settings
def list_versions(settings: Settings, model: str) -> None:
    """List all versions and mark the one in force."""
    registry = settings.open_registry(model)
    current = registry.in_force_if_readable()
    in_force = current.pointer.version if current else None
    versions = [_listed(manifest, in_force) for manifest in registry.versions()]
    answer = {
        "name": model,
        "in_force": in_force,
        "pinned": current.pointer.pinned if current else False,
        "versions": versions,
    }
    emit(settings, answer, lambda console: _show_list(console, answer))


@models.command(
    examples=["spendcast models show", "spendcast models show 2026-01-05-1f0c3a9e-6b1d2c3e4f5a --json"]
)
@click.argument("version", required=False)
@model_option
@pass_settings
def show(settings: Settings, version: str | None, model: str) -> None:
    """Show what a version was trained on, how good it is and what each channel earned.

    Without VERSION: the one in force.
    """
    registry = settings.open_registry(model)
    answer = described(registry, version)
    emit(settings, answer, lambda console: _show_version(console, answer))


@models.command(
    examples=[
        'spendcast models rollback --reason "video is twice what it was"',
        "spendcast models rollback --to 2026-01-05-1f0c3a9e-6b1d2c3e4f5a",
    ]
)
@click.option("--to", metavar="VERSION", help="Version to put in force.  [default: the one before]")
@click.option("--reason", default="rolled back by hand", show_default=True, help="Kept with the pointer.")
@model_option
@pass_settings
def rollback(settings: Settings, to: str | None, reason: str, model: str) -> None:
    """Put an earlier version in force, and pin it so that the next run does not undo it."""
    _tell_pointer(settings, settings.open_registry(model).rollback(to, reason))


@models.command(examples=['spendcast models pin --reason "campaign week"'])
@click.option("--reason", default="pinned by hand", show_default=True, help="Kept with the pointer.")
@model_option
@pass_settings
def pin(settings: Settings, reason: str, model: str) -> None:
    """Keep the version in force, whatever later runs bring, until `unpin`."""
    _tell_pointer(settings, settings.open_registry(model).set_pinned(pinned=True, reason=reason))


@models.command(examples=["spendcast models unpin"])
@click.option("--reason", default="unpinned by hand", show_default=True, help="Kept with the pointer.")
@model_option
@pass_settings
def unpin(settings: Settings, reason: str, model: str) -> None:
    """Let later runs replace the version in force again."""
    _tell_pointer(settings, settings.open_registry(model).set_pinned(pinned=False, reason=reason))


def described(registry: Registry, version: str | None) -> dict[str, Any]:
    """What is known of a version, by default of the one in force.

    Raises:
        RegistryError: there is no such version, no model is in force, or a file does not fit its hash.
        InputUnusable: its `model.json` cannot be read.
    """
    current = registry.in_force()
    if version is None:
        loaded = registry.load()
        manifest, model_json = loaded.manifest, loaded.model_json
    else:
        manifest = registry.version(version).manifest
        model_json = registry.read_file(manifest, MODEL_JSON).data
    try:
        channels = Model.from_json(model_json).summary()
    except ModelError as error:
        raise InputUnusable(f"{manifest.version}: {error}") from error
    in_force = current is not None and current.pointer.version == manifest.version
    return {
        **manifest.model_dump(
            mode="json", include={"name", "version", "run_id", "as_of", "kind", "trained_on", "metrics"}
        ),
        "channels": channels,
        "gates": manifest.gates,
        "warnings": manifest.warnings,
        "in_force": in_force,
        "pointer": _pointer_facts(current.pointer) if current and in_force else None,
    }


def _listed(manifest: Manifest, in_force: str | None) -> dict[str, Any]:
    facts = manifest.model_dump(mode="json", include={"version", "run_id", "as_of", "kind", "trained_on"})
    return facts | {"in_force": manifest.version == in_force}


def _pointer_facts(pointer: Pointer) -> dict[str, Any]:
    return pointer.model_dump(
        mode="json", include={"version", "seq", "previous", "reason", "pinned", "as_of"}
    )


def _tell_pointer(settings: Settings, pointer: Pointer) -> None:
    def show(console: "Console") -> None:
        console.print(f"in force: {pointer.version}", style="bold", soft_wrap=True)
        for line in _pointer_lines(pointer.seq, pointer.reason, pinned=pointer.pinned):
            console.print(line, soft_wrap=True)

    emit(settings, _pointer_facts(pointer), show)


def _pointer_lines(seq: int, reason: str, *, pinned: bool) -> list[str]:
    lines = [f"move {seq} of the pointer: {reason}"]
    return [*lines, "pinned: no run replaces it until `spendcast models unpin`"] if pinned else lines


def _show_list(console: "Console", answer: dict[str, Any]) -> None:
    if not answer["versions"]:
        console.print(f"There are no versions of {answer['name']}; `spendcast run` makes one.")
        return
    rows = table("version", "", "as of", "trained on", "kind")
    for version in answer["versions"]:
        mark = ("pinned" if answer["pinned"] else "in force") if version["in_force"] else ""
        rows.add_row(version["version"], mark, version["as_of"], _trained_on(version), version["kind"])
    console.print(rows)


def _trained_on(facts: dict[str, Any]) -> str:
    trained = facts["trained_on"]
    return f"{trained['first']} to {trained['last']} ({trained['periods']} periods)"


def _show_version(console: "Console", answer: dict[str, Any]) -> None:
    console.print(f"{answer['version']} of {answer['name']}", style="bold", soft_wrap=True)
    console.print(f"{answer['kind']}, trained on {_trained_on(answer)}, as of {answer['as_of']}")
    pointer = answer["pointer"]
    if pointer:
        console.print("in force")
        for line in _pointer_lines(pointer["seq"], pointer["reason"], pinned=pointer["pinned"]):
            console.print(line)
    show_accuracy(console, answer["metrics"])
    show_channels(console, answer["channels"])
    console.print(answer["metrics"]["worth"])
    for gate in answer["gates"]:
        if gate["passed"] is False:
            console.print(f"gate {gate['name']} failed: {gate['message']}", style="yellow")
    show_findings(console, answer["warnings"])
    show_definitions(console, "roas")

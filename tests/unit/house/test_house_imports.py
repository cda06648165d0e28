"""The import contracts can fail: a copy of the rooms with forbidden imports added breaks every one."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LAYERS = "Rooms stand in layers, and rooms of one layer do not know each other"
CONTRACT = "The contract knows the store and no other room"
BYTES = "Ingest, science and report work on what is handed to them"
PREDICTION = "Prediction and simulation need numpy alone"
FITTING = "The fitting libraries stay out of serving and publish"
CIRCLES = "No two modules of a room import each other, at whatever remove"
GOOGLE = "Google Cloud is imported in its adapters"

# (contract, importing module, imported module): each is added to the copy.
FORBIDDEN = [
    (LAYERS, "spendcast_train.sown", "spendcast_validate"),
    (LAYERS, "spendcast_train.sown", "spendcast_cli"),
    (LAYERS, "spendcast_cli.sown", "spendcast_serving"),
    (LAYERS, "spendcast_serving.sown", "spendcast_publish"),
    (LAYERS, "spendcast_contract.sown", "spendcast_evaluate"),
    (LAYERS, "spendcast_storage.sown", "spendcast_contract"),
    (LAYERS, "spendcast_ingest.sown", "spendcast_storage"),
    (LAYERS, "spendcast_mixmodel.sown", "spendcast_ingest"),
    (LAYERS, "spendcast_report.sown", "spendcast_ingest"),
    (CONTRACT, "spendcast_contract.sown", "spendcast_mixmodel"),
    (BYTES, "spendcast_ingest.sown", "pathlib"),
    (BYTES, "spendcast_mixmodel.sown", "os"),
    (BYTES, "spendcast_report.sown", "socket"),
    (PREDICTION, "spendcast_mixmodel", "pandas"),
    (PREDICTION, "spendcast_mixmodel.periods", "joblib"),
    (PREDICTION, "spendcast_mixmodel.predict", "spendcast_mixmodel.fit"),
    (PREDICTION, "spendcast_mixmodel.simulate", "scipy"),
    (FITTING, "spendcast_serving.sown", "sklearn"),
    (FITTING, "spendcast_publish.sown", "pandas"),
    (CIRCLES, "spendcast_ingest.findings", "spendcast_ingest.checks"),
    (GOOGLE, "spendcast_storage.sown", "google"),
    (GOOGLE, "spendcast_publish.sown", "google"),
]


def file_of(module: str, source: Path) -> Path:
    place = source.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


@pytest.fixture(scope="module")
def verdict(root: Path, rooms: list[Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What lint-imports says of the copy with every forbidden import added to it."""
    copy = tmp_path_factory.mktemp("rooms")
    for room in rooms:
        package = f"spendcast_{room.name}"
        shutil.copytree(root / room / "src" / package, copy / package)
    for _, importer, imported in FORBIDDEN:
        with file_of(importer, copy).open("a", encoding="utf-8") as module:
            module.write(f"\nimport {imported}\n")
    command = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run(
        [command, "--config", root / "pyproject.toml", "--no-cache"],
        check=False,
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 1, checked.stdout + checked.stderr
    return checked.stdout


def test_every_contract_is_tried_here_and_breaks(root: Path, verdict: str) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    contracts = {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert contracts == {contract for contract, _, _ in FORBIDDEN}
    assert {name for name in contracts if f"{name} BROKEN" in verdict} == contracts


def test_every_forbidden_import_is_named(verdict: str) -> None:
    assert [sown for sown in FORBIDDEN if as_named(*sown) not in verdict] == []


def as_named(contract: str, importer: str, imported: str) -> str:
    """How lint-imports names an import; in circles, by what follows the room."""
    if contract != CIRCLES:
        return f"{importer} -> {imported} ("
    return " -> ".join(f".{module.partition('.')[2]}" for module in (importer, imported)) + " ("


# import-linter knows packages from outside by their top name alone, and these share one.
SDKS = {"google.cloud.storage": "gcs.py", "google.cloud.bigquery": "bigquery.py"}


def imported(module: Path) -> set[str]:
    """Full names of what a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_each_cloud_sdk_is_imported_in_its_one_adapter(root: Path, rooms: list[Path]) -> None:
    modules = [module for room in rooms for module in (root / room / "src").rglob("*.py")]
    found = {
        sdk: {
            module.name for module in modules if any(f"{n}.".startswith(f"{sdk}.") for n in imported(module))
        }
        for sdk in SDKS
    }
    assert found == {sdk: {adapter} for sdk, adapter in SDKS.items()}

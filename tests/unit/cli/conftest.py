"""The command in a folder of its own, and stores that it finds there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spendcast_cli.__main__ import main
from spendcast_storage import FileEntry, Manifest, Registry, open_store, sha256, version_name


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Spendcast = Callable[..., Said]


@pytest.fixture
def spendcast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Spendcast:
    """Runs the command in this process, in an empty folder and with none of the machine's settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("STORE", "MODEL", "EVALUATIONS", "IMAGES"):
        monkeypatch.delenv(f"SPENDCAST_{name}", raising=False)

    def call(*arguments: str) -> Said:
        code = main(arguments)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


SPEND = b"date,channel,cost\n" + b"".join(
    f"2025-{month:02}-01,{channel},{1000 + 100 * month}\n".encode()
    for month in range(1, 13)
    for channel in ("tv", "mail")
)
REVENUE = b"year,month,revenue\n" + b"".join(
    f"2025,{month},{90000 + month}\n".encode() for month in range(1, 13)
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with spend.csv (two channels), revenue.csv, and notes.csv, which is neither."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "spend.csv").write_bytes(SPEND)
    (folder / "revenue.csv").write_bytes(REVENUE)
    (folder / "notes.csv").write_text("who,what\nAiko,call the agency\n", "utf-8")
    return folder


def model_json(tv: float = 2.0) -> bytes:
    """A model that can be reckoned by hand: 100 + `tv` for each unit on tv + 3 for each on mail, a day."""
    channel = {"lowest": 5.0, "highest": 20.0}
    revenue = 31 * 100 + tv * 310 + 3 * 31
    document = {
        "kind": "linear_baseline",
        "schema_version": "1.0",
        "grain": "month",
        "first_weekday": 0,
        "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
        "trained_days": 365,
        "channels": [
            channel | {"name": "tv", "spend": 3650.0, "verdict": "identified", "reason": "Known."},
            channel | {"name": "mail", "spend": 3650.0, "verdict": "weak", "reason": "Hardly known."},
        ],
        "response": {
            "intercept": 100.0,
            "coefficients": [tv, 3.0],
            "draws": {
                "intercept": [100.0, 100.0],
                "coefficients": [[tv, tv], [3.0, 3.0]],
                "sigma": [1.0, 1.0],
                "noise": [0.0, 0.0],
            },
        },
        "golden": {
            "spend": {"tv": 310.0, "mail": 31.0},
            "period": "2026-01",
            "revenue": dict.fromkeys(("mean", "median", "low", "high"), revenue),
        },
    }
    return json.dumps(document).encode()


METRICS = {
    "in_sample": {"r2": 0.9},
    "rolling": {"scores": {"model": {"mape": 0.05, "rmse": 5.0}, "last": {"mape": 0.1, "rmse": 10.0}}},
    "worth": "It forecasts well.",
}
WARNING = {"code": "stale", "severity": "warning", "message": "The data are old.", "fix": "Add newer ones."}


class Models:
    """A registry in the default store, as runs would have left it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "spendcast-store"
        self.registry = Registry(open_store(str(self.root)), "revenue")

    def add(self, run_id: str, data: bytes | None = None) -> str:
        """Put one more model in force; return its version."""
        data = model_json() if data is None else data
        manifest = Manifest(
            name="revenue",
            version=version_name(run_id, data),
            run_id=run_id,
            as_of=date(2026, 1, 5),
            kind="linear_baseline",
            files={
                "model.json": FileEntry(sha256=sha256(data), size=len(data), media_type="application/json")
            },
            trained_on={"first": "2025-01", "last": "2025-12", "periods": 12},
            data_sha256="0" * 64,
            metrics=METRICS,
            gates=[{"name": "naive", "passed": False, "message": "it errs by 9"}],
            warnings=[WARNING],
            libraries={},
        )
        self.registry.add_version(manifest, {"model.json": data})
        current = self.registry.in_force()
        over = current.generation if current else 0
        outcome, why, _ = self.registry.promote(
            self.registry.version(manifest.version), over=over, reason="a test"
        )
        assert outcome == "promoted", why
        return manifest.version


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path)

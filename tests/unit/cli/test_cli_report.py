import json
from pathlib import Path

import click
import pytest
from unit.cli.conftest import Spendcast
from unit.cli.fake_step import write_document


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "spendcast-store"


def end_run(store: Path, run_id: str, *, rejected: bool = False) -> None:
    folder = store / "runs" / run_id
    write_document(folder / "validate.json", "validate", {}, rejected=rejected)
    if not rejected:
        write_document(folder / "train.json", "train", {}, rejected=False)
        write_document(folder / "evaluate.json", "evaluate", {}, rejected=False)


def test_the_reports_of_the_last_run_are_named_with_their_paths(spendcast: Spendcast, store: Path) -> None:
    end_run(store, "z-first")
    assert spendcast("report").code == 0
    end_run(store, "a-second")
    said = spendcast("report", "--json")
    assert said.json["run_id"] == "a-second"
    assert {step: Path(place).read_text() for step, place in said.json["reports"].items()} == {
        "validate": "<h1>validate</h1>",
        "evaluate": "<h1>evaluate</h1>",
    }


def test_a_rejected_run_has_the_data_check_alone(spendcast: Spendcast, store: Path) -> None:
    end_run(store, "bad", rejected=True)
    said = spendcast("report", "--run-id", "bad")
    assert said.out == f"data check:    {store}/runs/bad/validate/1/report.html\n"


def test_reports_are_copied_under_names_that_say_what_they_are(
    spendcast: Spendcast, store: Path, tmp_path: Path
) -> None:
    end_run(store, "r1")
    spendcast("report", "--save", "mine")
    assert sorted(file.name for file in (tmp_path / "mine").iterdir()) == [
        "r1 data check.html",
        "r1 model report.html",
    ]


def test_reports_are_opened_when_asked(
    spendcast: Spendcast, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", opened.append)  # the seam to the desktop
    end_run(store, "r1")
    said = spendcast("report", "--open", "--json")
    assert opened == list(said.json["reports"].values())


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["report"], 64, "no run has ended"),
        (["report", "--run-id", "unknown"], 66, "run unknown left no report"),
    ],
)
def test_without_a_report_it_says_what_to_do(
    spendcast: Spendcast, words: list[str], code: int, message: str
) -> None:
    said = spendcast(*words)
    assert said.code == code
    assert message in said.err
    assert "spendcast run" in said.err


def test_reports_of_an_older_release_without_them_are_said_to_be_missing(
    spendcast: Spendcast, store: Path
) -> None:
    end_run(store, "old")
    for step in ("validate", "evaluate"):
        document = store / "runs" / "old" / f"{step}.json"
        document.write_text(json.dumps(json.loads(document.read_text()) | {"outputs": []}))
    assert spendcast("report", "--run-id", "old").code == 66

"""`spendcast data add --check`: everything that a run would say, and nothing stored."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import load_workbook
from unit.storage.registered import MONDAY, files_of, manifest_of, put_in_force

from spendcast_ingest import Options
from spendcast_storage import PANEL_CSV, FileEntry, Manifest, Registry, open_store, sha256

CHECK = ("data", "add", "--check", "--as-of", "2026-01-20")
STORE = "spendcast-store"
PANEL = b"period,complete,revenue,spend.mail,spend.tv\n2025-01,true,80000,1100,1100\n"


def codes(answer: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in answer["findings"]]


def put_panel_in_force() -> Manifest:
    registry = Registry(open_store(STORE), "revenue")
    entry = FileEntry(sha256=sha256(PANEL), size=len(PANEL), media_type="text/csv")
    made = manifest_of("one", MONDAY)
    manifest = made.model_copy(update={"files": {**made.files, PANEL_CSV: entry}})
    registry.add_version(manifest, files_of("one") | {PANEL_CSV: PANEL})
    put_in_force(registry, registry.version(manifest.version))
    return manifest


def test_sound_files_are_accepted_and_not_stored(spendcast: Any, files: Path, tmp_path: Path) -> None:
    said = spendcast(*CHECK, "files/spend.csv", "files/revenue.csv", "--json")
    answer = said.json
    assert (said.code, answer["status"]) == (0, "accepted")
    assert [(file["file"], file["would"]) for file in answer["files"]] == [
        ("revenue.csv", "add"),
        ("spend.csv", "add"),
    ]
    assert answer["files"][1]["taken_for"]["channels"] == ["mail", "tv"]
    assert (answer["panel"]["first"], answer["panel"]["last"]) == ("2025-01", "2025-12")
    assert codes(answer) == ["too_few_periods", "channels_move_together"]
    assert not (tmp_path / STORE).exists()


@pytest.mark.parametrize(("months", "code"), [(12, 0), (13, 65)])
def test_a_threshold_is_given_as_a_run_takes_it(spendcast: Any, files: Path, months: int, code: int) -> None:
    said = spendcast(*CHECK, "files/spend.csv", "files/revenue.csv", "--param", f"min_months={months}")
    assert said.code == code


@pytest.mark.parametrize(
    "wrong", [["min_month=3"], ["min_months=soon"], ["min_months=0"], ["min_months=5", "min_months=6"]]
)
def test_a_threshold_that_cannot_be_meant_is_refused(spendcast: Any, files: Path, wrong: list[str]) -> None:
    params = [word for text in wrong for word in ("--param", text)]
    said = spendcast(*CHECK, "files/spend.csv", *params)
    assert said.code == 64
    assert "min_months" in said.err


def test_the_help_tells_every_threshold_its_default_and_its_reason(spendcast: Any) -> None:
    said = " ".join(spendcast("data", "add", "--help").out.split())
    for name, field in Options.model_fields.items():
        assert f"{name} {field.description} [default: {field.default}]" in said


def test_what_a_run_would_reject_ends_with_65(spendcast: Any, files: Path) -> None:
    said = spendcast(*CHECK, "files/spend.csv", "--json")
    assert (said.code, said.json["status"], codes(said.json)) == (65, "rejected", ["no_revenue"])
    assert said.json["panel"] is None


def test_a_file_that_is_not_recognised_is_told_with_all_else(spendcast: Any, files: Path) -> None:
    said = spendcast(*CHECK, "files/spend.csv", "files/notes.csv")
    assert said.code == 65
    assert "notes.csv   add     not recognised" in said.out
    assert "error (unrecognised_file): notes.csv" in said.out
    assert "rejected" in said.out


def test_files_are_read_together_with_those_of_the_store(spendcast: Any, files: Path) -> None:
    spendcast("data", "add", "files/spend.csv", "files/revenue.csv")
    (files / "revenue.csv").write_text("year,month,revenue\n2025,1,soon\n", "utf-8")
    said = spendcast(*CHECK, "files/revenue.csv", "--json")
    assert [(file["file"], file["would"]) for file in said.json["files"]] == [
        ("revenue.csv", "replace"),
        ("spend.csv", "stay"),
    ]
    assert codes(said.json) == ["unreadable_number"]
    stored = spendcast("data", "list", "--json").json["files"]
    assert [(file["file"], file["taken_for"]["rows"]) for file in stored] == [
        ("revenue.csv", 12),
        ("spend.csv", 24),
    ]


def test_edits_to_months_that_the_model_in_force_knows_are_told(spendcast: Any, files: Path) -> None:
    put_panel_in_force()
    said = spendcast(*CHECK, "files/spend.csv", "files/revenue.csv")
    assert said.code == 0
    assert "2025-01: 80,000 → 90,001" in said.out


def test_a_damaged_registry_is_told_and_stops_no_check(spendcast: Any, files: Path) -> None:
    open_store(STORE).write("models/revenue/current.json", b"{", if_generation=0)
    said = spendcast(*CHECK, "files/spend.csv", "files/revenue.csv", "--json")
    assert (said.code, codes(said.json)[-1]) == (0, "history_not_compared")


def test_people_are_told_what_it_means_and_where_to_read_on(spendcast: Any, files: Path) -> None:
    said = spendcast(*CHECK, "files/spend.csv", "files/revenue.csv").out
    assert "accepted: 12 months from 2025-01 to 2025-12, 12 of them complete, 2 channels" in said
    assert "Nothing was stored" in said
    assert "spendcast data explain CODE" in said


@pytest.mark.parametrize("grain", ["month", "week"])
def test_a_template_is_accepted_once_it_is_filled(spendcast: Any, tmp_path: Path, grain: str) -> None:
    made = spendcast("data", "template", "my.csv", "--grain", grain, "--channels", "検索,tv", "--json").json
    assert made["channels"] == ["検索", "tv"]
    header, *rows = (tmp_path / "my.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert len(rows) == made["periods"]
    filled = [
        row.replace(",,,", f",{900 + i * 7 % 50},{20 + i * 5 % 9},{30 + i * 3 % 7}")
        for i, row in enumerate(rows)
    ]
    assert all(not row.endswith(",") for row in filled)
    (tmp_path / "my.csv").write_text("\n".join([header, *filled]), "utf-8")
    said = spendcast("data", "add", "--check", "my.csv", "--json")
    assert (said.code, said.json["panel"]["channels"]) == (0, ["tv", "検索"])
    assert said.json["panel"]["complete_periods"] == made["periods"]
    assert codes(said.json) == []


def filled_in(path: Path) -> None:
    """Write amounts into the empty cells of a template, as a person would in Excel."""
    book = load_workbook(path)
    sheet, _ = (book.get_sheet_by_name(name) for name in book.sheet_names)
    header, *rows = sheet.to_python()
    made = xlsxwriter.Workbook(path)
    written = made.add_worksheet(book.sheet_names[0])
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    written.write_row(0, 0, header)
    for at, row in enumerate(rows, 1):
        for position, cell in enumerate(row):
            if isinstance(cell, date):
                written.write_datetime(at, position, datetime.combine(cell, time()), day)
            else:
                amount = cell if cell != "" else 900 + (at * (5 + 2 * position)) % (11 + 2 * position) * 40
                written.write_number(at, position, amount)
    made.add_worksheet(book.sheet_names[1]).write_column(0, 0, ["how to", "fill it in"])
    made.close()


@pytest.mark.parametrize("grain", ["month", "week"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_workbook_to_fill_in_is_accepted_once_it_is_filled(
    spendcast: Any, tmp_path: Path, grain: str, language: str
) -> None:
    words = ("--grain", grain, "--channels", "検索,tv", "--language", language, "--json")
    made = spendcast("data", "template", "my.xlsx", *words).json
    filled_in(tmp_path / "my.xlsx")
    said = spendcast("data", "add", "--check", "my.xlsx", "--json")
    assert (said.code, said.json["panel"]["channels"]) == (0, ["tv", "検索"])
    assert said.json["panel"]["complete_periods"] == made["periods"]
    assert {finding["severity"] for finding in said.json["findings"]} <= {"info"}


@pytest.mark.parametrize(("language", "says"), [("en", "Write 0 where"), ("ja", "0 と入力してください")])
def test_a_workbook_to_fill_in_says_how(spendcast: Any, tmp_path: Path, language: str, says: str) -> None:
    spendcast("data", "template", "my.xlsx", "--language", language)
    book = load_workbook(tmp_path / "my.xlsx")
    lines = [str(cell) for row in book.get_sheet_by_index(1).to_python() for cell in row]
    assert any(says in line for line in lines)
    said = spendcast("data", "add", "--check", "my.xlsx", "--json")
    assert (said.code, set(codes(said.json))) == (65, {"unreadable_number", "sheet_read"})


def test_a_template_is_a_table_or_a_workbook_and_nothing_else(spendcast: Any, tmp_path: Path) -> None:
    said = spendcast("data", "template", "my.pdf")
    assert (said.code, (tmp_path / "my.pdf").exists()) == (64, False)
    assert ".csv or .xlsx" in said.err


def test_a_template_as_it_is_is_rejected_cell_by_cell(spendcast: Any) -> None:
    spendcast("data", "template", "my.csv")
    said = spendcast("data", "add", "--check", "my.csv")
    assert said.code == 65
    assert "The cell is empty" in said.out


def test_a_template_replaces_no_file(spendcast: Any, files: Path) -> None:
    before = (files / "spend.csv").read_bytes()
    said = spendcast("data", "template", "files/spend.csv")
    assert (said.code, (files / "spend.csv").read_bytes()) == (64, before)


@pytest.mark.parametrize("channels", ["tv,", "tv,TV", ""])
def test_channels_of_a_template_need_names_of_their_own(spendcast: Any, channels: str) -> None:
    assert spendcast("data", "template", "my.csv", "--channels", channels).code == 64


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("channel", ["=x", "total", "budget"])
def test_a_template_names_no_channel_that_its_check_would_refuse(
    spendcast: Any, tmp_path: Path, channel: str, language: str
) -> None:
    words = ("--channels", f"search,{channel}", "--language", language)
    said = spendcast("data", "template", "my.csv", *words)
    assert (said.code, channel in said.err, (tmp_path / "my.csv").exists()) == (64, True, False)
    assert spendcast("data", "template", "my.csv", "--channels", "search,Total Wine").code == 0


def test_a_finding_is_explained_in_both_languages(spendcast: Any) -> None:
    english = spendcast("data", "explain", "gap", "--json").json
    japanese = spendcast("data", "explain", "gap", "--language", "ja", "--json").json
    assert (english["title"], japanese["title"]) == ("A gap in time", "期間の抜け")
    assert len(english["examples"]) == len(japanese["examples"]) == 4


@pytest.mark.parametrize(("code", "step"), [("not_converged", "train"), ("gate_drift", "evaluate")])
def test_what_later_steps_find_is_explained_too(spendcast: Any, code: str, step: str) -> None:
    said = spendcast("data", "explain", code, "--json").json
    assert (said["step"], len(said["examples"])) == (step, 1)


def test_an_unknown_code_is_answered_with_those_that_there_are(spendcast: Any) -> None:
    said = spendcast("data", "explain", "gaps")
    assert said.code == 64
    assert "gap, " in said.err


def test_an_empty_store_lists_no_files_and_says_how_to_add_some(spendcast: Any) -> None:
    assert spendcast("data", "list", "--json").json["files"] == []
    assert "data add FILE" in spendcast("data", "list").out


DAY_FIRST = '{"files": {"spend.csv": {"date_order": "day_first"}}}'


@pytest.fixture
def ambiguous(files: Path) -> Path:
    """The files, the dates of spend such as 01/02/2025."""
    rows = [f"01/{month:02}/2025,tv,{100 + month * 7 % 5}" for month in range(1, 13)]
    (files / "spend.csv").write_text("\n".join(["date,channel,cost", *rows]), "utf-8")
    (files / "mapping.json").write_text(DAY_FIRST, "utf-8")
    return files


def test_a_mapping_among_the_files_says_how_the_others_are_read(spendcast: Any, ambiguous: Path) -> None:
    assert spendcast("data", "add", "files/spend.csv").code == 65
    added = spendcast("data", "add", "files/spend.csv", "files/mapping.json")
    assert added.code == 0
    assert "how to read the others" in added.out
    checked = spendcast(*CHECK, "files/revenue.csv", "--json").json
    assert (checked["status"], checked["panel"]["last"]) == ("accepted", "2025-12")


def test_the_mapping_of_the_store_is_obeyed(spendcast: Any, ambiguous: Path) -> None:
    assert spendcast("data", "add", "files/mapping.json").code == 0
    assert spendcast("data", "add", "files/spend.csv").code == 0
    listed = spendcast("data", "list", "--json").json["files"]
    assert [(file["file"], bool(file["taken_for"])) for file in listed] == [
        ("mapping.json", False),
        ("spend.csv", True),
    ]


def test_a_damaged_mapping_is_refused(spendcast: Any, ambiguous: Path) -> None:
    (ambiguous / "mapping.json").write_text('{"files": }', "utf-8")
    said = spendcast("data", "add", "files/mapping.json")
    assert said.code == 65
    assert "mapping.json is not valid JSON" in said.out

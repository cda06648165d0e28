"""`spendcast data mapping`: what columns are taken for, shown and written down."""

import json
from pathlib import Path
from typing import Any

import pytest

GOOGLE = "Day,Campaign,Clicks,Cost\n2025-01-01,a,3,10.5\n2025-01-02,a,4,11.5\n"


@pytest.fixture
def google(tmp_path: Path) -> Path:
    for year in (2024, 2025):
        (tmp_path / f"google_{year}.csv").write_text(GOOGLE.replace("2025", str(year)), "utf-8")
    return tmp_path / "google_2025.csv"


def written(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_what_was_taken_is_shown_and_nothing_written(spendcast: Any, files: Path, tmp_path: Path) -> None:
    said = spendcast("data", "mapping", "files/spend.csv")
    assert said.code == 0
    for text in ("cost", "spend", '"channel": "channel"', "Nothing was written"):
        assert text in said.out
    assert not list(tmp_path.rglob("mapping.json"))


def test_it_is_written_and_added_and_the_files_read_by_it(
    spendcast: Any, files: Path, tmp_path: Path
) -> None:
    names = ("files/spend.csv", "files/revenue.csv")
    before = spendcast("data", "add", "--check", *names, "--json").json
    assert spendcast("data", "mapping", *names, "--to", "mapping.json").code == 0
    entry = written(tmp_path / "mapping.json")["files"]["spend.csv"]
    assert entry["columns"] == {"date": "date", "channel": "channel", "cost": "cost"}
    after = spendcast("data", "add", "--check", *names, "mapping.json", "--json").json
    assert after["panel"] == before["panel"]


def test_a_refused_console_export_is_named_in_one_command(
    spendcast: Any, google: Path, tmp_path: Path
) -> None:
    refused = spendcast("data", "mapping", google.name, "--to", "mapping.json")
    assert (refused.code, "missing_column" in refused.out) == (65, True)
    assert not (tmp_path / "mapping.json").exists()
    column = ("--column", "Cost=spend:Google Ads", "--to", "mapping.json")
    assert spendcast("data", "mapping", "google_2024.csv", google.name, *column).code == 0
    columns = {"Cost": "spend:Google Ads", "Day": "date", "Campaign": "breakdown"}
    assert written(tmp_path / "mapping.json")["files"] == {"google_*.csv": {"columns": columns}}
    assert spendcast("data", "add", google.name, "google_2024.csv", "mapping.json").code == 0


def test_of_exports_of_one_kind_that_differ_only_what_is_so_in_all_is_said(
    spendcast: Any, tmp_path: Path
) -> None:
    for year, day in ((2024, "Day"), (2025, "Date")):
        (tmp_path / f"agency_{year}.csv").write_text(f"{day},Platform,Cost\n{year}-01-01,tv,10.5\n", "utf-8")
    answer = spendcast("data", "mapping", "agency_2024.csv", "agency_2025.csv", "--json").json
    assert answer["mapping"]["files"] == {
        "agency_*.csv": {"columns": {"Platform": "channel", "Cost": "cost"}}
    }


def test_exports_of_one_kind_come_under_their_pattern(spendcast: Any, tmp_path: Path) -> None:
    for year in (2024, 2025):
        text = f"Day,Platform,Cost\n{year}-01-01,tv,10.5\n"
        (tmp_path / f"agency_{year}.csv").write_text(text, "utf-8")
    answer = spendcast("data", "mapping", "agency_2024.csv", "agency_2025.csv", "--json").json
    assert answer["mapping"]["files"] == {
        "agency_*.csv": {"columns": {"Day": "date", "Platform": "channel", "Cost": "cost"}}
    }


def test_what_is_said_already_stays_and_a_pattern_is_continued(
    spendcast: Any, google: Path, tmp_path: Path
) -> None:
    there = {
        "files": {"google_*.csv": {"unit": "USD", "columns": {"Cost": "spend:Google"}}},
        "channels": {"Google": "search"},
    }
    (tmp_path / "mapping.json").write_text(json.dumps(there), "utf-8")
    assert spendcast("data", "mapping", google.name, "--to", "mapping.json").code == 0
    assert written(tmp_path / "mapping.json") == {
        "files": {
            "google_*.csv": {
                "unit": "USD",
                "columns": {"Cost": "spend:Google", "Day": "date", "Campaign": "breakdown"},
            }
        },
        "channels": {"Google": "search"},
    }


def test_the_stores_mapping_is_continued_where_no_file_is(
    spendcast: Any, google: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "spendcast-store" / "raw"
    raw.mkdir(parents=True)
    (raw / "mapping.json").write_text(
        '{"files": {"google_*.csv": {"columns": {"Cost": "spend:G"}}}}', "utf-8"
    )
    answer = spendcast("data", "mapping", google.name, "--json").json
    assert answer["mapping"]["files"]["google_*.csv"]["columns"]["Cost"] == "spend:G"


@pytest.mark.parametrize(("there", "told"), [("{", "is not valid JSON"), ('{"files": 3}', "files")])
def test_what_cannot_be_continued_is_refused_and_stays(
    spendcast: Any, google: Path, there: str, told: str
) -> None:
    path = google.with_name("mapping.json")
    path.write_text(there, "utf-8")
    said = spendcast("data", "mapping", google.name, "--column", "Cost=spend:G", "--to", path.name)
    assert (said.code, told in said.err) == (64, True)
    assert path.read_text("utf-8") == there


def test_it_is_written_under_no_other_name(spendcast: Any, google: Path) -> None:
    said = spendcast("data", "mapping", google.name, "--column", "Cost=spend:G", "--to", "m.json")
    assert (said.code, "--to FOLDER/mapping.json" in said.err) == (64, True)
    assert not google.with_name("m.json").exists()


@pytest.mark.parametrize(("column", "told"), [("Kost=cost", "Kost"), ("Cost=money", "money")])
def test_a_column_or_role_that_is_not_there_is_told(
    spendcast: Any, google: Path, column: str, told: str
) -> None:
    said = spendcast("data", "mapping", google.name, "--column", column)
    assert (said.code, told in said.out) == (65, True)


def test_a_doubtful_column_has_a_question_mark_until_it_is_said(spendcast: Any, tmp_path: Path) -> None:
    text = "month,search,tv,Retail\n2024-01,1.5,2.5,3.5\n2024-02,1.5,2.5,4.5\n"
    (tmp_path / "spend.csv").write_text(text, "utf-8")
    asked = spendcast("data", "mapping", "spend.csv")
    assert "spend on Retail?" in asked.out
    assert "is read so, but not written" in asked.out
    said = spendcast("data", "mapping", "spend.csv", "--column", "Retail=spend:Retail media", "--json").json
    assert said["mapping"]["files"]["spend.csv"]["columns"]["Retail"] == "spend:Retail media"


def test_data_add_says_what_each_column_was_taken_for(spendcast: Any, google: Path, tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(
        '{"files": {"google_*.csv": {"columns": {"Cost": "spend:Google"}}}}', "utf-8"
    )
    told = "Day (date), Campaign (tells rows apart), Cost (spend on Google); not read: Clicks"
    for command in (("data", "add"), ("data", "add", "--check")):
        assert told in spendcast(*command, google.name, "mapping.json").out


def test_a_column_is_said_of_those_files_that_have_it(spendcast: Any, google: Path, files: Path) -> None:
    said = ("--column", "Cost=spend:Google Ads", "--json")
    answer = spendcast("data", "mapping", google.name, "files/revenue.csv", *said).json
    assert answer["mapping"]["files"]["google_2025.csv"]["columns"]["Cost"] == "spend:Google Ads"
    assert "Cost" not in answer["mapping"]["files"]["revenue.csv"]["columns"]


def test_a_file_that_the_mapping_ignores_is_left_alone(spendcast: Any, files: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("anything\nat all\n", "utf-8")
    (tmp_path / "mapping.json").write_text('{"files": {"plan.csv": {"ignore": true}}}', "utf-8")
    said = spendcast("data", "mapping", "plan.csv", "files/revenue.csv", "--to", "mapping.json")
    assert said.code == 0
    entries = written(tmp_path / "mapping.json")["files"]
    assert entries["plan.csv"] == {"ignore": True}
    assert set(entries) == {"plan.csv", "revenue.csv"}


def test_a_header_may_hold_an_equals_sign(spendcast: Any, tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text("Day,Platform,Cost (a=b)\n2024-01-01,tv,10.5\n", "utf-8")
    answer = spendcast("data", "mapping", "spend.csv", "--column", "Cost (a=b)=cost", "--json").json
    assert answer["mapping"]["files"]["spend.csv"]["columns"]["Cost (a=b)"] == "cost"

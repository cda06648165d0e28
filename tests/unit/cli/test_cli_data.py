import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest

from spendcast_storage import open_store

STORE = "spendcast-store"


def stored(folder: Path) -> dict[str, bytes]:
    """Every raw file of the default store, hidden ones too, by name."""
    store = open_store(str(folder / STORE))
    return {o.key.removeprefix("raw/"): store.read(o.key).data for o in store.list("raw/")}


def test_a_file_is_stored_as_it_is_and_its_recognition_told(
    spendcast: Any, files: Path, tmp_path: Path
) -> None:
    answer = spendcast("data", "add", "files/spend.csv", "files/revenue.csv", "--json").json
    assert stored(tmp_path) == {n: (files / n).read_bytes() for n in ("spend.csv", "revenue.csv")}
    spend, revenue = answer["files"]
    assert spend["taken_for"] == {
        "file": "spend.csv",
        "role": "spend",
        "shape": "long",
        "rows": 24,
        "channels": ["mail", "tv"],
        "first": "2025-01-01",
        "last": "2025-12-01",
        "grain": "month",
        "columns": [
            {"name": name, "role": role, "asked": False}
            for name, role in (("date", "date"), ("channel", "channel"), ("cost", "cost"))
        ],
    }
    assert (spend["key"], spend["outcome"]) == ("raw/spend.csv", "added")
    assert (revenue["taken_for"]["role"], revenue["taken_for"]["rows"]) == ("revenue", 12)


def test_people_are_told_the_same_in_a_table(spendcast: Any, files: Path) -> None:
    said = spendcast("data", "add", "files/spend.csv")
    assert said.code == 0
    for text in (
        "spend.csv",
        "added",
        "spend (long, by month)",
        "24",
        "mail, tv",
        "2025-01-01",
        "2025-12-01",
    ):
        assert text in said.out


def test_gzip_is_stored_packed(spendcast: Any, files: Path, tmp_path: Path) -> None:
    packed = gzip.compress((files / "spend.csv").read_bytes(), mtime=0)
    (files / "spend.csv.gz").write_bytes(packed)
    assert spendcast("data", "add", "files/spend.csv.gz").code == 0
    assert stored(tmp_path) == {"spend.csv.gz": packed}


def test_the_same_bytes_again_do_nothing(spendcast: Any, files: Path, tmp_path: Path) -> None:
    spendcast("data", "add", "files/spend.csv")
    before = open_store(str(tmp_path / STORE)).list("")
    again = spendcast("data", "add", "files/spend.csv", "--json").json
    assert again["files"][0]["outcome"] == "unchanged"
    assert open_store(str(tmp_path / STORE)).list("") == before


def test_new_bytes_replace_and_the_old_ones_are_kept_by_their_hash(
    spendcast: Any, files: Path, tmp_path: Path
) -> None:
    old = (files / "spend.csv").read_bytes()
    spendcast("data", "add", "files/spend.csv")
    new = old + b"2026-01-01,tv,900\n2026-01-01,mail,900\n"
    (files / "spend.csv").write_bytes(new)
    said = spendcast("data", "add", "files/spend.csv", "--json").json["files"][0]
    kept = f".replaced/{hashlib.sha256(old).hexdigest()[:12]}-spend.csv"
    assert (said["outcome"], said["replaced"]) == ("replaced", f"raw/{kept}")
    assert stored(tmp_path) == {"spend.csv": new, kept: old}


def test_going_back_and_forth_between_two_files_keeps_both(
    spendcast: Any, files: Path, tmp_path: Path
) -> None:
    one = (files / "spend.csv").read_bytes()
    two = one.replace(b"1100", b"1200")
    for content in (one, two, one, two):
        (files / "spend.csv").write_bytes(content)
        assert spendcast("data", "add", "files/spend.csv").code == 0
    names = {hashlib.sha256(c).hexdigest()[:12]: c for c in (one, two)}
    assert stored(tmp_path) == {"spend.csv": two} | {f".replaced/{h}-spend.csv": c for h, c in names.items()}


def test_unless_all_are_recognised_none_is_stored(spendcast: Any, files: Path, tmp_path: Path) -> None:
    said = spendcast("data", "add", "files/spend.csv", "files/notes.csv", "--json")
    assert (said.code, said.json["status"]) == (65, "refused")
    assert [(file["file"], file["outcome"], file["key"]) for file in said.json["files"]] == [
        ("spend.csv", "not stored", None),
        ("notes.csv", "not stored", None),
    ]
    assert not (tmp_path / STORE).exists()


def test_an_error_in_a_cell_is_told_and_nothing_is_stored(
    spendcast: Any, files: Path, tmp_path: Path
) -> None:
    spend = files / "spend.csv"
    spend.write_text(spend.read_text("utf-8").replace("1100", "#REF!", 1), "utf-8")
    said = spendcast("data", "add", "files/revenue.csv", "files/spend.csv")
    assert said.code == 65
    assert "spend.csv, row 2, column cost" in said.out
    assert "Nothing was stored: there are errors in spend.csv." in said.out
    assert not (tmp_path / STORE).exists()


def test_force_stores_what_is_wrong_and_says_so(spendcast: Any, files: Path, tmp_path: Path) -> None:
    said = spendcast("data", "add", "files/notes.csv", "--force")
    assert said.code == 65
    assert "not recognised" in said.out
    assert "stored as you asked, but a run would reject the data: there are errors in notes.csv" in said.out
    assert list(stored(tmp_path)) == ["notes.csv"]


def test_a_limit_given_as_a_parameter_is_obeyed(spendcast: Any, files: Path) -> None:
    said = spendcast("data", "add", "files/spend.csv", "--param", "max_rows=23", "--json")
    assert (said.code, said.json["files"][0]["findings"][0]["code"]) == (65, "too_many_rows")


def test_two_files_of_one_name_are_refused(spendcast: Any, files: Path) -> None:
    (files / "spend.csv").rename("spend.csv")
    (files / "spend.csv").write_bytes(b"date,channel,cost\n2025-01-01,tv,1\n")
    said = spendcast("data", "add", "spend.csv", "files/spend.csv")
    assert said.code == 64
    assert "2 of the files are called spend.csv" in said.err


def test_a_hidden_file_is_refused_because_it_would_not_be_read(spendcast: Any, files: Path) -> None:
    (files / "spend.csv").rename(".spend.csv")
    assert "begins with a dot" in spendcast("data", "add", ".spend.csv").err


def test_a_sample_can_be_added_and_is_the_same_the_second_time(spendcast: Any, tmp_path: Path) -> None:
    first = spendcast("data", "sample", "sample", "--months", "13", "--json").json["files"]
    assert [(file["file"], file["outcome"]) for file in first] == [
        ("sample/campaign_spend.csv.gz", "written"),
        ("sample/monthly_revenue.csv", "written"),
        ("sample/truth.json", "written"),
    ]
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "sample").iterdir()}
    again = spendcast("data", "sample", "sample", "--months", "13", "--json").json["files"]
    assert {file["outcome"] for file in again} == {"unchanged"}
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "sample").iterdir()} == times
    added = spendcast(
        "data", "add", "sample/campaign_spend.csv.gz", "sample/monthly_revenue.csv", "--json"
    ).json
    assert [file["taken_for"]["role"] for file in added["files"]] == ["spend", "revenue"]


def test_more_months_go_on_where_fewer_end_and_another_seed_is_another_advertiser(
    spendcast: Any, tmp_path: Path
) -> None:
    for folder, options in {
        "a": ("--months", "3"),
        "b": ("--months", "4"),
        "c": ("--months", "3", "--seed", "1"),
    }.items():
        spendcast("data", "sample", folder, *options)
    short, long, other = ((tmp_path / f / "monthly_revenue.csv").read_text("utf-8") for f in "abc")
    assert long.startswith(short)
    assert len(long.splitlines()) == 5
    assert other != short


@pytest.mark.parametrize("months", ["0", "-1", "many"])
def test_a_sample_of_no_months_is_wrong_usage(spendcast: Any, months: str) -> None:
    assert spendcast("data", "sample", "sample", "--months", months).code == 64

from dataclasses import replace

import pytest
from unit.report.pages import Page
from unit.report.validations import FILES, NOTE, PANEL, WARNING, error, validation

from spendcast_ingest.mapping import ROLES
from spendcast_report import validation_page
from spendcast_report.validation import Column
from spendcast_report.words import words_of


def texts(*args: object, **kwargs: object) -> dict[str, str]:
    page = Page(validation_page(validation(*args, **kwargs)))  # type: ignore[arg-type] # handed on as they are
    return {language: " ".join(text.split()) for language, text in page.text.items()}


@pytest.mark.parametrize(
    ("findings", "panel", "english", "japanese"),
    [
        ([NOTE], PANEL, "Fit to train on Nothing needs to be done.", "学習に使えるデータです"),
        ([WARNING, NOTE], PANEL, "Fit to train on, with 1 warning", "注意 1 件"),
        ([error("one", 2), error("two", 3)], None, "Rejected: 1 error", "エラー 1 件"),
        ([error("one"), error("gap", code="gap"), WARNING], None, "Rejected: 2 errors", "エラー 2 件"),
    ],
)
def test_the_first_line_is_the_verdict(findings, panel, english, japanese) -> None:  # type: ignore[no-untyped-def]
    seen = texts(*findings, panel=panel)
    assert english in seen["en"][:120]
    assert japanese in seen["ja"][:120]


def test_a_finding_says_what_why_where_and_what_to_do_in_each_language() -> None:
    seen = texts(error("No date: 'x'", 1234), WARNING, panel=None)
    assert "No date: 'x' spend.csv · row 1,234" in seen["en"]
    assert "What to do Write the year first." in seen["en"]
    assert "spend.csv · 1,234 行目" in seen["ja"]
    assert "どちらの効果か見分けられません。" in seen["ja"]
    assert "tv and search" not in seen["ja"]


def test_findings_of_one_kind_stand_together_and_say_once_what_to_do() -> None:
    seen = texts(error("first", 2), error("second", 3), panel=None)["en"]
    assert seen.count("Write the year first.") == 1
    assert seen.index("first spend.csv") < seen.index("second spend.csv")


def test_rejected_data_show_their_files_and_no_chart() -> None:
    page = Page(validation_page(validation(error("x"), panel=None)))
    assert "revenue.csv" in page.text["en"]
    assert "could not be told" in page.text["en"]
    assert page.charts == {}


def test_amounts_are_drawn_per_day_of_their_period() -> None:
    chart = Page(validation_page(validation())).charts["en-chart-time"]
    revenue, spend = chart["parts"]
    assert revenue["lines"][0]["values"][:2] == [100.0, pytest.approx(3110 / 29, rel=1e-5)]
    assert spend["lines"][0]["values"][0] == pytest.approx((310 + 100) / 31, rel=1e-5)
    assert chart["partial"] == [11]


def test_every_amount_stands_in_a_table_with_its_period() -> None:
    seen = texts()
    assert "2024-01 31 3,100 310 0 100" in seen["en"]
    assert "2024-12 (not complete)" in seen["en"]
    assert "2024-12 (途中)" in seen["ja"]


def test_a_channel_shows_share_range_and_the_time_without_spend() -> None:
    seen = texts()["en"]
    # 7,440 + 6,000 + 1,000 in all; search runs from 10 to 31 a day, where the last month does not count.
    assert "search 7,440 52% 10 to 31" in seen
    assert "2 months: starts 2024-03" in seen
    assert "2 months: 2024-06 to 2024-07" in seen


def test_correlations_are_numbers_and_a_constant_channel_has_none() -> None:
    panel = replace(
        PANEL,
        days=[30] * 12,
        spend={"a": [1.0, 2.0] * 6, "b": [2.0, 1.0] * 6, "flat": [5.0] * 12},
    )
    seen = texts(panel=panel)["en"]
    assert "a -1.00 -" in seen
    assert "b -1.00 -" in seen
    assert "the spend never changes" in seen


def test_one_channel_alone_has_no_table_of_correlations() -> None:
    panel = replace(PANEL, spend={"tv": PANEL.spend["tv"]})
    assert "move together" not in texts(panel=panel)["en"]


def test_only_data_that_can_be_used_are_said_to_be_read_as_written() -> None:
    assert "read as written" in texts(panel=PANEL)["en"]
    rejected = texts(error("x"), panel=None)["en"]
    assert "read as written" not in rejected
    assert "as far as the files could be read" in rejected


def test_what_each_column_was_taken_for_stands_under_its_file() -> None:
    columns = [Column("Day", "date"), Column("Retail", "spend:Retail", asked=True), Column("Clicks", "")]
    page = Page(validation_page(replace(validation(), files=[replace(FILES[0], columns=columns)])))
    seen = {language: " ".join(text.split()) for language, text in page.text.items()}
    assert "Day → date Retail → spend on Retail see the warning Not read: Clicks" in seen["en"]
    assert "Day → 日付 Retail → Retail の広告費 注意を参照" in seen["ja"]


@pytest.mark.parametrize("role", [*ROLES, "week_end", "report_end"])
def test_every_role_of_a_column_has_its_words(role: str) -> None:
    if role != "ignore":  # such a column is not read
        assert f"column.{role}" in words_of("validation")

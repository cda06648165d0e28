import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from unit.ingest.columns import column

from spendcast_ingest.columns import CellError
from spendcast_ingest.dates import DayOrder, Epoch, parse_month_of_year, parse_year, read_days, week_starts
from spendcast_ingest.findings import Finding


def days(*texts: str, order: DayOrder | None = None, epoch: Epoch = 1900) -> list[dt.date | None]:
    found, findings = read_days([column(*texts)], order, epoch)
    assert not [finding for finding in findings if finding.severity == "error"]
    read: list[dt.date | None] = found.tolist()
    return read


def errors(*texts: str) -> list[Finding]:
    _, findings = read_days([column(*texts)])
    return [finding for finding in findings if finding.severity == "error"]


def variants(*texts: str) -> list[tuple[str, object]]:
    return [(finding.code, finding.values.get("variant")) for finding in errors(*texts)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29",
        "2024/02/29",
        "2024/2/29",
        "2024.2.29",
        "20240229",
        "2024-02-29 00:00:00",
        "2024-02-29T00:00",
        "2024-02-29T00:00:00Z",
        "2024-02-29T00:00:00.000+00:00",
        "2024-02-29 00:00:00 UTC",
        "2024-02-29 09:30",
        "2024/2/29(木)",
        "2024年2月29日",
        "2024년 2월 29일",
        "２０２４年２月２９日（木）",
        "令和6年2月29日",
        "R6.2.29",
        "R06/02/29",
        "29 Feb 2024",
        "29-Feb-24",
        "29 de febrero de 2024",
        "2024. 2. 29.",
        "2024. 02. 29",
        "Feb 29, 2024",
        "February 29, 2024",
        "Thu, Feb 29, 2024",
        "2024-Feb-29",
        "29/02/2024",
        "02/29/2024",
        "29.2.2024",
        "2/29/24",
        "45351",
        "45351.0",
        "45351.00000",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert days(text) == [dt.date(2024, 2, 29)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-05",
        "mayo de 2024",
        "maio de 2024",
        "mayo del 2024",
        "2024. 5.",
        "2024. 5",
        "2024/5",
        "2024.05",
        "202405",
        "2024年5月",
        "２０２４年５月",
        "令和6年5月",
        "令和 6年 5月",
        "R6.5",
        "R6/5",
        "May 2024",
        "2024 May",
        "May-2024",
        "05/2024",
        "5-2024",
        "05.2024",
        "2024年5月度",
        "2024年5月分",
        "令和6年5月分",
        "2024년 5월",
    ],
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert days(text) == [dt.date(2024, 5, 1)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("令和元年5月", dt.date(2019, 5, 1)),
        ("平成31年4月", dt.date(2019, 4, 1)),
        ("H30.12", dt.date(2018, 12, 1)),
        ("昭和64年1月", dt.date(1989, 1, 1)),
    ],
)
def test_eras_begin_and_end(text: str, first: dt.date) -> None:
    assert days(text) == [first]


@pytest.mark.parametrize("text", ["令和元年4月", "令和0年5月", "平成32年1月", "R1.4"])
def test_a_month_that_an_era_does_not_have_does_not_exist(text: str) -> None:
    assert variants(text) == [("unreadable_date", "no_such_day")]


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2024-W05", "2024-01-29"),
        ("2024W5", "2024-01-29"),
        ("KW 05/2024", "2024-01-29"),
        ("2020W53", "2020-12-28"),
        ("2024-W01-1", "2024-01-01"),
    ],
)
def test_an_iso_week_is_its_monday(text: str, monday: str) -> None:
    assert days(text) == [dt.date.fromisoformat(monday)]


def test_excel_counts_days_from_1900_or_from_1904() -> None:
    assert days("45292") == [dt.date(2024, 1, 1)]
    assert days("43830", epoch=1904) == [dt.date(2024, 1, 1)]


@pytest.mark.parametrize(
    ("texts", "second"),
    [
        (("13/02/2024", "01/02/2024"), dt.date(2024, 2, 1)),
        (("02/13/2024", "01/02/2024"), dt.date(2024, 1, 2)),
        (("13.02.24", "1.2.24"), dt.date(2024, 2, 1)),
        (("24/01/31", "24/02/01", "99/01/31"), dt.date(2024, 2, 1)),
    ],
)
def test_one_day_above_twelve_settles_the_order_of_all(texts: tuple[str, ...], second: dt.date) -> None:
    assert days(*texts)[1] == second


@pytest.mark.parametrize("text", ["01/02/2024", "1-2-2024", "1.2.2024", "12/11/2024", "05/05/2024"])
def test_day_and_month_that_can_be_exchanged_are_ambiguous(text: str) -> None:
    (finding,) = errors(text)
    assert (finding.code, finding.values["variant"]) == ("ambiguous_date", "day_or_month")
    assert finding.fix is not None
    assert "year first" in finding.fix


@pytest.mark.parametrize("text", ["23/01/01", "1.2.24", "01/23", "1-24"])
def test_a_year_of_two_digits_is_ambiguous_and_says_so(text: str) -> None:
    (finding,) = errors(text)
    assert (finding.code, finding.values["variant"]) == ("ambiguous_date", "two_digit_year")
    assert "four digits" in (finding.fix or "")


def test_dates_with_points_are_day_first_under_a_german_header() -> None:
    german = replace(column("01.02.2024"), name="Datum")
    assert read_days([german])[0].tolist() == [dt.date(2024, 2, 1)]
    assert {code for code, _ in variants("01.02.2024")} == {"ambiguous_date"}
    slashed = replace(column("01/02/2024"), name="Datum")
    assert [finding.code for finding in read_days([slashed])[1]] == ["ambiguous_date"]


DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=at) for at in range(366)]


def exchanged(day: dt.date) -> dt.date:
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def test_days_that_a_spreadsheet_turned_into_dates_beside_those_it_left_are_refused() -> None:
    texts = [f"{exchanged(day)}" if day.day <= 12 else f"{day:%d/%m/%Y}" for day in DAYS]
    found = errors(*texts)
    assert [finding.values["variant"] for finding in found] == ["exchanged_forms"]
    assert (found[0].values["text"], found[0].values["example"]) == ("2024-01-01", "13/01/2024")
    assert not errors("2024-01-01", "2024-01-13", "14/01/2024")  # the 13th can be no month


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y"])
@pytest.mark.parametrize("backwards", [False, True])
def test_days_that_are_in_order_only_when_exchanged_are_refused(form: str, backwards: bool) -> None:
    days_in_order = DAYS[::-1] if backwards else DAYS
    assert not errors(*(day.strftime(form) for day in days_in_order))
    (finding,) = errors(*(exchanged(day).strftime(form) for day in days_in_order))
    assert finding.values["variant"] == "exchanged_order"


def test_rows_in_no_order_are_no_proof_of_exchanged_days() -> None:
    assert not errors(*(f"{DAYS[at * 101 % 366]}" for at in range(366)))


def test_weeks_are_read_by_the_day_on_which_they_end() -> None:
    ending = column("2024-01-07", "2024-01-14")
    starts, (finding,) = week_starts(ending, read_days([ending])[0])
    assert starts.tolist() == [dt.date(2024, 1, 1), dt.date(2024, 1, 8)]
    assert finding.values["variant"] == "week_ending"
    astray = column("2024-01-07", "2024-01-15")
    _, (finding,) = week_starts(astray, read_days([astray])[0])
    assert (finding.severity, finding.where and finding.where.row) == ("error", 3)


def test_orders_against_each_other_settle_nothing() -> None:
    assert {code for code, _ in variants("13/02/2024", "02/13/2024")} == {"ambiguous_date"}


@pytest.mark.parametrize(
    ("order", "day"),
    [
        ("day_first", dt.date(2024, 2, 1)),
        ("month_first", dt.date(2024, 1, 2)),
    ],
)
def test_the_user_can_settle_the_order(order: DayOrder, day: dt.date) -> None:
    assert days("01/02/2024", order=order) == [day]


def test_month_names_with_numbers_are_years_if_the_months_have_no_gap() -> None:
    assert days("Nov-23", "Dec-23", "Jan-24") == [dt.date(2023, 11 + i, 1) for i in (0, 1)] + [
        dt.date(2024, 1, 1)
    ]
    assert {code for code, _ in variants("Jan-30", "Jan-31", "Feb-01")} == {"ambiguous_date"}
    assert {code for code, _ in variants("Jan-24")} == {"ambiguous_date"}


def test_a_dotted_month_of_one_digit_could_have_lost_its_nought() -> None:
    assert variants("2024.1") == [("ambiguous_date", "one_or_ten")]


def test_times_of_day_are_left_out_if_they_are_all_the_same() -> None:
    assert days("2024-01-31 09:00", "2024-02-01 09:00")[0] == dt.date(2024, 1, 31)
    assert {variant for _, variant in variants("2024-01-31 09:00", "2024-01-31 10:00")} == {"time_of_day"}


def test_a_time_in_a_zone_may_be_another_day() -> None:
    assert variants("2024-01-31T15:00:00Z") == [("unreadable_date", "time_zone")]


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("", "empty"),
        ("yesterday", "not_a_date"),
        ("2024", "not_a_date"),
        ("1月", "no_year"),
        ("24-Jan", "no_year"),
        ("2024年度", "fiscal_year"),
        ("2024-Q1", "quarter"),
        ("2024Q3", "quarter"),
        ("Q4 2024", "quarter"),
        ("1Q24", "quarter"),
        ("2024年第2四半期", "quarter"),
        ("2024年度 3Q", "quarter"),
        ("2023年度1月", "fiscal_year"),
        ("52", "number"),
        ("W05", "number"),
        ("2024年第5週", "number"),
        ("2024-01-29 - 2024-02-04", "range"),
        ("2024/1/29〜2024/2/4", "range"),
        ("2024-1/5", "not_a_date"),
        ("99999", "not_a_date"),
        ("2023-02-29", "no_such_day"),
        ("2024-13-01", "no_such_day"),
        ("2024-13", "no_such_day"),
        ("2024-W54", "no_such_day"),
        ("0204-01-05", "odd_year"),
    ],
)
def test_what_names_no_day_is_refused(text: str, variant: str) -> None:
    assert variants(text) == [("unreadable_date", variant)]


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (("令和6年1月",), "era"),
        (("20240131",), "digits"),
        (("2024年1月",), "japanese"),
        (("Jan 2024",), "month_name"),
        (("Januar 2024",), "month_name"),
        (("März 2024",), "month_name"),
        (("1. Mai 2024",), "month_name"),
        (("août 2024",), "month_name"),
        (("enero 2024",), "month_name"),
        (("01/2024",), "month_before_year"),
        (("2024年1月度",), "accounting_month"),
        (("2024-W05",), "week"),
        (("45292",), "serial"),
        (("31/01/2024",), "day_first"),
        (("01/31/2024",), "month_first"),
        (("2024-01-31 09:00",), "time_of_day"),
    ],
)
def test_what_was_not_plain_is_told_once_with_an_example(texts: tuple[str, ...], form: str) -> None:
    _, findings = read_days([column(*texts)])
    assert [(one.code, one.values["variant"], one.values["text"]) for one in findings] == [
        ("dates_normalised", form, texts[0])
    ]


@pytest.mark.parametrize("text", ["2024-01-31", "2024/1/31", "2024-01", "2024-01-31 00:00:00"])
def test_plain_dates_are_not_told_about(text: str) -> None:
    assert read_days([column(text)])[1] == []


def test_a_month_among_days_is_refused() -> None:
    (finding,) = errors("2024-01-01", "2024-02")
    assert finding.values["variant"] == "month_among_days"
    assert finding.where is not None
    assert finding.where.row == 3


def test_an_empty_cell_among_months_leaves_the_months_readable() -> None:
    found, findings = read_days([column("2024-01", "")])
    assert len(findings) == 1
    assert found[0] == np.datetime64("2024-01-01")
    assert np.isnat(found[1])


def test_year_and_month_columns_give_first_days() -> None:
    found, findings = read_days([column("2012", "令和4年"), column("5", "12月")])
    assert findings == []
    assert found.tolist() == [dt.date(2012, 5, 1), dt.date(2022, 12, 1)]


def test_year_month_and_day_columns_give_days() -> None:
    columns = [column("2024", "2024年"), column("2", "Feb"), column("29日", "30")]
    found, (finding,) = read_days(columns)
    assert found[0] == np.datetime64("2024-02-29")
    assert np.isnat(found[1])
    assert finding.values["variant"] == "no_such_day"


@pytest.mark.parametrize("text", ["", "12", "20x4", "2024.5", "1066"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_year(text)


@pytest.mark.parametrize("text", ["", "0", "13", "Maybe", "5.5"])
def test_what_is_no_month_of_the_year_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_month_of_year(text)

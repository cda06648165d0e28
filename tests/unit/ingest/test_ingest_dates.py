import datetime as dt

import numpy as np
import pytest

from spendcast_ingest.dates import parse_day, parse_month, parse_month_of_year, parse_year, read_days
from spendcast_ingest.tables import CellError, Column


def column(*texts: str) -> Column:
    return Column("a.csv", "date", np.arange(2, 2 + len(texts)), np.arange(len(texts)), list(texts))


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29",
        "2024/02/29",
        "2024/2/29",
        "2024-02-29 00:00:00",
        "2024-02-29T00:00",
        "2024-02-29T00:00:00Z",
        "2024-02-29T00:00:00.000+00:00",
        "2024-02-29 00:00:00 UTC",
    ],
)
def test_year_first_days_are_read_also_as_midnight(text: str) -> None:
    assert parse_day(text).item() == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2023-02-29",
        "2024-13-01",
        "2024-1/5",
        "20240105",
        "45322",
        "2024-01-05 12:30",
        "0204-01-05",
    ],
)
def test_what_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_day(text)
    assert caught.value.code == "unreadable_date"


@pytest.mark.parametrize("text", ["01/02/2024", "1-2-2024", "1.2.24", "12/11/2024"])
def test_day_and_month_that_can_be_exchanged_are_ambiguous(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_day(text)
    assert (caught.value.code, caught.value.values) == ("ambiguous_date", {"variant": "day_or_month"})


@pytest.mark.parametrize("text", ["13/02/2024", "02/13/2024", "05/05/2024"])
def test_year_last_is_refused_even_where_it_is_not_ambiguous(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_day(text)
    assert caught.value.code == "ambiguous_date"


def test_a_column_of_months_gives_first_days() -> None:
    days, findings = read_days([column("2024-01", "2024/2")])
    assert findings == []
    assert days.tolist() == [dt.date(2024, 1, 1), dt.date(2024, 2, 1)]


def test_a_month_among_days_is_refused() -> None:
    _, findings = read_days([column("2024-01-01", "2024-02")])
    assert [(finding.code, finding.where.row) for finding in findings if finding.where] == [
        ("unreadable_date", 3)
    ]


def test_an_empty_cell_among_months_leaves_the_months_readable() -> None:
    days, findings = read_days([column("2024-01", "")])
    assert len(findings) == 1
    assert days[0] == np.datetime64("2024-01-01")
    assert np.isnat(days[1])


def test_year_and_month_columns_give_first_days() -> None:
    days, findings = read_days([column("2012", "2022"), column("5", "12")])
    assert findings == []
    assert days.tolist() == [dt.date(2012, 5, 1), dt.date(2022, 12, 1)]


@pytest.mark.parametrize("text", ["", "12", "20x4", "2024.0", "1066"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_year(text)


@pytest.mark.parametrize("text", ["", "0", "13", "May", "5.0"])
def test_what_is_no_month_of_the_year_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_month_of_year(text)


@pytest.mark.parametrize("text", ["2024-00", "2024", "2024-1-1"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_month(text)

import numpy as np
import pytest

from spendcast_ingest.numbers import parse_amount, read_amounts
from spendcast_ingest.tables import CellError, Column


def column(*texts: str) -> Column:
    return Column("a.csv", "cost", np.arange(2, 2 + len(texts)), np.arange(len(texts)), list(texts))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0.0),
        ("1234.5", 1234.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-3", -3.0),
        ("+7", 7.0),
        ("1.5e3", 1500.0),
        ("2E-2", 0.02),
        ("007", 7.0),
    ],
)
def test_plain_decimals_are_read(text: str, amount: float) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["", "12 apples", "1_000", "1,23", "1.234,56", "¥100", "0x10", "1e", "--1", "٣"]
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_amount(text)
    assert caught.value.code == "unreadable_number"


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity"])
def test_what_is_not_finite_is_told_apart_from_what_is_no_number(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_amount(text)
    assert caught.value.code == "non_finite"


@pytest.mark.parametrize("text", ["1e999", "1e15", "-1000000000000000"])
def test_an_amount_that_cannot_hold_cents_is_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_amount(text)
    assert caught.value.values == {"variant": "too_large"}


def test_a_comma_before_three_digits_is_refused_when_nothing_settles_it() -> None:
    amounts, findings = read_amounts(column("1,234", "500"))
    assert [finding.code for finding in findings] == ["unreadable_number"]
    assert "'1,234'" in findings[0].message
    assert np.isnan(amounts[0])
    assert amounts[1] == 500.0


@pytest.mark.parametrize(
    ("proof", "amount"), [("1,234,567", 1234567.0), ("1,234,567.89", 1234567.89), ("9,876.50", 9876.5)]
)
def test_a_comma_is_a_thousands_separator_when_the_column_proves_it(proof: str, amount: float) -> None:
    amounts, findings = read_amounts(column("1,234", proof, "12"))
    assert amounts.tolist() == [1234.0, amount, 12.0]
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("thousands_separators_removed", "info")
    ]


def test_a_misplaced_comma_is_refused_even_in_such_a_column() -> None:
    _, findings = read_amounts(column("1,234,567", "12,34"))
    assert [finding.code for finding in findings if finding.severity == "error"] == ["unreadable_number"]

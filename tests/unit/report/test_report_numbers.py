import pytest

from spendcast_mixmodel import numbers as of_sentences
from spendcast_report.numbers import chance, compact, exact, per_unit, percent, ratio
from spendcast_report.text import Language


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (0, "en", "0"),
        (0.5, "en", "0.5"),
        (0.00383, "en", "0.00383"),
        (-0.00169, "ja", "-0.00169"),
        (999.4, "en", "999"),
        (999.9, "en", "1k"),
        (12_345, "en", "12.3k"),
        (12_345_678, "en", "12.3M"),
        (-1_500_000_000, "en", "-1.5B"),
        (9_994, "ja", "9,994"),
        (12_345, "ja", "1.23万"),
        (12_345_678, "ja", "1,235万"),
        (123_456_789, "ja", "1.23億"),
        (2e12, "ja", "2兆"),
        (None, "ja", "-"),
    ],
)
def test_money_is_short_in_the_units_of_the_language(
    value: float | None, language: Language, text: str
) -> None:
    assert compact(value, language) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.4, "1,234,567"),
        (0, "0"),
        (1e-9, "0"),
        (5.0, "5"),
        (12.345, "12.35"),
        (0.0722, "0.0722"),
        (-0.00169, "-0.00169"),
        (-3000, "-3,000"),
        (None, "-"),
    ],
)
def test_money_in_tables_is_whole_unless_it_is_small(value: float | None, text: str) -> None:
    assert exact(value) == text


@pytest.mark.parametrize(("value", "text"), [(1.005, "1.00"), (-0.001, "0.00"), (-2, "-2.00"), (None, "-")])
def test_a_ratio_has_two_decimals_and_no_negative_zero(value: float | None, text: str) -> None:
    assert ratio(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, "12%"), (0.0123, "1.2%"), (0, "0%"), (-0.0001, "0%"), (1.5, "150%")]
)
def test_a_fraction_is_said_in_percent(value: float, text: str) -> None:
    assert percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "< 1%"), (0.5, "50%"), (0.985, "98%"), (0.995, "> 99%"), (1.0, "> 99%")]
)
def test_a_probability_is_never_said_to_be_none_or_certain(value: float, text: str) -> None:
    assert chance(value) == text


@pytest.mark.parametrize(
    "value", [0, 1e-9, -1e-9, 1e-6, -0.00169, 0.05, 1.834, 28.6, 99.999, 100.4, -26_100.4, 1e12]
)
def test_pages_and_sentences_write_the_same_numbers(value: float) -> None:
    assert exact(value) == of_sentences.money(value)
    assert per_unit(value) == of_sentences.per_unit(value)


@pytest.mark.parametrize(
    ("value", "text"), [(12.3, "12"), (0.0001, "0"), (-0.3, "0"), (250_000.4, "250,000")]
)
def test_money_has_no_more_decimals_than_the_larger_sum_beside_it(value: float, text: str) -> None:
    assert exact(value, 1_000_000) == text


@pytest.mark.parametrize(
    ("value", "beside", "text"),
    [(0.0055, 1.66, "0.01"), (0.001, 1.66, "0.00"), (0.0056, 0.02, "0.006"), (2e-7, 3e-6, "0.0000002")],
)
def test_what_a_unit_brings_has_no_more_decimals_than_the_larger_figure_beside_it(
    value: float, beside: float, text: str
) -> None:
    assert per_unit(value, beside) == text

import numpy as np
import pytest
from unit.ingest.columns import column, numbers, plain

from spendcast_ingest import Finding
from spendcast_ingest.columns import NumberColumn
from spendcast_ingest.findings import Refused
from spendcast_ingest.numbers import DecimalMark, Habits, habits_of, may_be_thousands, read_amounts
from spendcast_ingest.units import NO_UNIT, Unit, split_unit


def read(*texts: str, unit: Unit = NO_UNIT) -> tuple[list[float], list[Finding]]:
    column = numbers(*texts)
    amounts = read_amounts(column, habits_of([column]), unit)
    return amounts.values.tolist(), amounts.findings


def refusals(*texts: str, unit: Unit = NO_UNIT) -> list[tuple[str, object]]:
    _, findings = read(*texts, unit=unit)
    return [
        (finding.code, finding.values.get("variant")) for finding in findings if finding.severity == "error"
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0.0),
        ("1234.5", 1234.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-3", -3.0),
        ("+7", 7.0),
        ("1.500e3", 1500.0),
        ("2E-2", 0.02),
        ("007", 7.0),
        ("１２３４．５", 1234.5),
        ("¥1,234", 1234.0),
        ("￥１，２３４", 1234.0),
        ("JP¥1,234", 1234.0),
        ("JP￥1億2,000万", 120_000_000.0),
        ("CN¥1234", 1234.0),
        ("1,234円", 1234.0),
        ("1234.-", 1234.0),
        ("1'234.-", 1234.0),
        ("1234 zł", 1234.0),
        ("฿1234", 1234.0),
        ("JPY 1,234", 1234.0),
        ("$12.50", 12.5),
        ("US$ 12.50", 12.5),
        ("12,50 €", 12.5),
        ("£1,234.50", 1234.5),
        ("(1,234.50)", -1234.5),
        ("△1234", -1234.0),
        ("▲ 1234", -1234.0),
        ("¥-1234", -1234.0),
        ("-¥1234", -1234.0),
        ("1234-", -1234.0),
        ("\u22121234", -1234.0),
        ("（¥1,234）", -1234.0),
        ("12千円", 12_000.0),
        ("1.5万円", 15_000.0),
        ("3百万円", 3_000_000.0),
        ("0.2億円", 20_000_000.0),
        ("1.2億", 120_000_000.0),
        ("5千万円", 50_000_000.0),
        ("43万9563円", 439_563.0),
        ("４３万９５６３円", 439_563.0),
        ("1億2,000万円", 120_000_000.0),
        ("△1億2000万500円", -120_000_500.0),
        ("2万5千円", 25_000.0),
        ("1万0.5円", 10_000.5),
        ("12k", 12_000.0),
        ("1.5M", 1_500_000.0),
        ("$1.5m", 1_500_000.0),
        ("12.5 K €", 12_500.0),
        ("1 234 567,89", 1234567.89),
        ("1\u00a0234\u00a0567", 1234567.0),
        ("1'234'567.89", 1234567.89),
        ("1’234’567.89", 1234567.89),
        ("-1’234", -1234.0),
        ("1,234円(税込)", 1234.0),
        ("¥1,234（税抜き）", 1234.0),
        ("約1万2千円", 12_000.0),
        ("およそ 1234", 1234.0),
        ("ca. 1234", 1234.0),
        ("1,234.50*", 1234.5),
        ("△1,234円※", -1234.0),
        ("'1234", 1234.0),
        ('="1234"', 1234.0),
        ("1\u00b4234.50", 1234.5),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, amount: float) -> None:
    assert read(text)[0] == [amount]


@pytest.mark.parametrize("text", ["約1,234", "1,234*", '="1,234"', "'1,234", "1,234(税込)"])
def test_what_stands_beside_an_amount_does_not_tell_what_its_comma_means(text: str) -> None:
    assert refusals(text) == [("unreadable_number", "ambiguous")]


@pytest.mark.parametrize("text", ["-", "--", "－", "—", "ー"])
def test_a_hyphen_alone_is_told_to_be_perhaps_a_nought(text: str) -> None:
    assert refusals(text) == [("unreadable_number", "hyphen")]


@pytest.mark.parametrize(
    "text",
    [
        "12 apples",
        "1億20000万",
        "1万2億円",
        "43万九千円",
        "12kk",
        "12km",
        "1_000",
        "0x10",
        "1e",
        "--1",
        "-1-",
        "٣",
        "(5",
        "5)",
        "12,3456,7",
        "1.2.3",
        "4395²",
        "①②",
        "⑴",
        "12*5",
        "* 12",
        "12 税",
        "約",
        '="12"+1',
        "kr 1 234,50",
        "’12’",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert refusals(text) == [("unreadable_number", "not_a_number")]


def test_an_empty_cell_is_not_nought() -> None:
    assert refusals("") == [("unreadable_number", "empty")]


@pytest.mark.parametrize("text", ["12%", "0.5％"])
def test_a_percentage_is_no_amount(text: str) -> None:
    assert refusals(text) == [("unreadable_number", "percentage")]


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "N/A", "NULL"])
def test_what_is_not_finite_is_told_apart_from_what_is_no_number(text: str) -> None:
    assert refusals(text) == [("non_finite", None)]


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#ref!", "#NAME?", "#NV", "#WERT!", "#SPILL!"])
def test_an_error_of_a_spreadsheet_is_told_as_one(text: str) -> None:
    assert refusals(text) == [("spreadsheet_error", "formula")]


@pytest.mark.parametrize("text", ["1e999", "1e15", "-1000000000000000"])
def test_an_amount_that_cannot_hold_cents_is_refused(text: str) -> None:
    assert refusals(text) == [("unreadable_number", "too_large")]


@pytest.mark.parametrize("text", ["1,234", "1.234", "$1,234", "1,234千円", "12.500"])
def test_one_separator_before_three_digits_is_refused_when_nothing_settles_it(text: str) -> None:
    assert refusals(text, "500") == [("unreadable_number", "ambiguous")]


@pytest.mark.parametrize(
    ("proof", "of_proof", "of_other"),
    [
        ("1,234,567", 1234567.0, 1234.0),
        ("12,34,567", 1234567.0, 1234.0),
        ("1,234,567.89", 1234567.89, 1234.0),
        ("9,876.50", 9876.5, 1234.0),
        ("0.25", 0.25, 1234.0),
        ("12.5", 12.5, 1234.0),
        ("¥9,876", 9876.0, 1234.0),
        ("9.876,50", 9876.5, 1.234),
        ("9.876.543", 9876543.0, 1.234),
        ("0,25", 0.25, 1.234),
        ("1234,567", 1234.567, 1.234),
    ],
)
def test_one_text_that_reads_in_one_way_only_settles_all_others(
    proof: str, of_proof: float, of_other: float
) -> None:
    amounts, findings = read("1,234", proof, "12")
    assert amounts == [of_other, of_proof, 12.0]
    assert not [finding for finding in findings if finding.severity == "error"]


def test_a_proof_in_one_column_settles_the_others_of_the_file() -> None:
    columns = [numbers("1,234"), numbers("5,678.90")]
    assert habits_of(columns) == Habits(".", "5,678.90")


def test_proofs_against_each_other_settle_nothing() -> None:
    assert refusals("1,234", "9,876.50", "9.876,50") == [("unreadable_number", "ambiguous")]


@pytest.mark.parametrize(("mark", "amount"), [(".", 1234.0), (",", 1.234)])
def test_the_user_can_settle_it(mark: DecimalMark, amount: float) -> None:
    column = numbers("1,234")
    assert read_amounts(column, habits_of([column], mark)).values.tolist() == [amount]


def test_whole_numbers_are_doubtful_where_they_are_written_as_thousands() -> None:
    whole = np.array([725.0, 67.0])
    assert may_be_thousands(NumberColumn(column("725.000", "67.000"), whole, exact=False))
    assert not may_be_thousands(NumberColumn(column("725.000", "67.000"), whole, exact=True))
    assert not may_be_thousands(NumberColumn(column("725.00", "67"), whole, exact=False))
    assert not may_be_thousands(
        NumberColumn(column("725.000", "1500"), np.array([725.0, 1500.0]), exact=False)
    )


def test_one_text_settles_nothing_against_many_that_look_like_thousands() -> None:
    with pytest.raises(Refused) as caught:
        habits_of([numbers("439,563", "258,176", "514,002", "1,5")])
    (finding,) = caught.value.findings
    assert (finding.values["row"], finding.values["text"]) == (5, "1,5")
    assert habits_of([numbers("439,563", "258,176", "1,5")]).mark == ","
    assert habits_of([numbers("439,563", "258,176", "514,002", "1,234.5")]).mark == "."
    assert habits_of([numbers("4.125", "25.375", "8.001", "1.5")]).mark == "."


def test_a_misplaced_comma_is_refused_even_in_a_settled_column() -> None:
    assert refusals("1,234.50", "12,34") == [("unreadable_number", "not_a_number")]


@pytest.mark.parametrize(
    ("values", "doubtful"),
    [
        ((12.345, 800.0), True),
        ((12.5, 800.0), True),  # perhaps written as 12.500
        ((12.345, 0.5), False),
        ((12.345, 1234.5), False),
        ((12.345, 1500.0), False),
        ((12.3456, 800.0), False),
        ((12.0, 800.0), False),
    ],
)
def test_plain_numbers_below_a_thousand_with_up_to_three_decimals_are_looked_at_again(
    values: tuple[float, ...], doubtful: bool
) -> None:
    assert may_be_thousands(plain(*values)) == doubtful


@pytest.mark.parametrize(
    ("header", "name", "power", "currency"),
    [
        ("広告費(千円)", "広告費", 3, "JPY"),
        ("売上【単位：百万円】", "売上", 6, "JPY"),
        ("費用（万円、税抜）", "費用", 4, "JPY"),
        ("Cost (USD)", "Cost", 0, "USD"),
        ("Revenue [in thousands]", "Revenue", 3, None),
        ("Spend (JPY thousands)", "Spend", 3, "JPY"),
        ("TV (national)", "TV (national)", 0, None),
        ("(円)", "(円)", 0, None),
    ],
)
def test_a_unit_in_brackets_is_told_from_a_name(
    header: str, name: str, power: int, currency: str | None
) -> None:
    assert split_unit(header) == (name, split_unit(header)[1])
    assert (split_unit(header)[1].power, split_unit(header)[1].currency) == (power, currency)


def test_the_unit_of_a_column_multiplies_exactly() -> None:
    unit = Unit(3, "JPY", "千円")
    assert read("1.005", "0.1", "2", unit=unit)[0] == [1005.0, 100.0, 2000.0]


def test_a_small_coin_divides_exactly() -> None:
    column = plain(439563000000.0, 35.0)
    assert read_amounts(column, habits_of([column]), Unit(-6)).values.tolist() == [439563.0, 0.000035]


def test_a_cell_that_contradicts_its_column_is_refused() -> None:
    assert refusals("5万円", unit=Unit(3, "JPY", "千円")) == [("unreadable_number", "two_units")]


def test_two_currencies_in_one_column_are_an_error() -> None:
    assert refusals("$5.50", "€5.50") == [("mixed_currencies", "column")]


def test_plain_numbers_pass_through() -> None:
    column = plain(1.5, -2.0)
    amounts = read_amounts(column, habits_of([column]))
    assert amounts.findings == []
    assert np.array_equal(amounts.values, [1.5, -2.0])


@pytest.mark.parametrize("name", ["広告費", "テレビ", "花费", "광고비", "TV (単位：円)"])
def test_no_comma_is_a_decimal_mark_beside_japanese_chinese_or_korean(name: str) -> None:
    column = numbers("861,718", "12,300", "950")
    amounts = read_amounts(column, habits_of([column], names=["month", name]))
    assert amounts.values.tolist() == [861_718.0, 12_300.0, 950.0]
    assert [finding.code for finding in amounts.findings] == ["thousands_separators_removed"]


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["861,718", "12,300"], "Größe"),
        (["861.718", "12.300"], "広告費"),
        (["861,718", "12.300"], "広告費"),
    ],
)
def test_what_a_language_does_not_settle_stays_open(texts: list[str], name: str) -> None:
    column = numbers(*texts)
    assert habits_of([column], names=[name]).mark is None


def test_a_decimal_comma_is_one_beside_japanese_too() -> None:
    column = numbers("861,718", "12,5")
    assert habits_of([column], names=["広告費"]).mark == ","

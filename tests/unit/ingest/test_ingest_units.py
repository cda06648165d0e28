"""What amounts are counted in: words of units, lines above the header, names of columns."""

import pytest

from spendcast_ingest.findings import Refused
from spendcast_ingest.headers import read_header
from spendcast_ingest.layouts import LongLayout
from spendcast_ingest.units import unit_in_name, unit_of
from spendcast_ingest.units_above import stated_in_lines


@pytest.mark.parametrize(
    ("text", "power", "currency"),
    [
        ("千円", 3, "JPY"),
        ("単位：百万円", 6, "JPY"),
        ("円", 0, "JPY"),
        ("in thousands", 3, None),
        ("thousands of US dollars", 3, "USD"),
        ("JPY thousands", 3, "JPY"),
        ("1,000 yen", 3, "JPY"),
        ("JPY 1,000,000", 6, "JPY"),
        ("$'000", 3, "USD"),
        ("$m", 6, "USD"),
        ("k€", 3, "EUR"),
        ("Tsd. €", 3, "EUR"),
        ("milliers d'euros", 3, "EUR"),
        ("miles de euros", 3, "EUR"),
        ("万元", 4, "CNY"),
        ("천원", 3, "KRW"),
        ("cents", -2, None),
        ("EUR, net", 0, "EUR"),
        ("TEUR", 3, "EUR"),
        ("kUSD", 3, "USD"),
        ("EURk", 3, "EUR"),
        ("MCHF", 6, "CHF"),
        ("x1000", 3, None),
        ("x 1,000", 3, None),
        ("lakhs", 5, None),
        ("crores of INR", 7, "INR"),
        ("pence", -2, None),
    ],
)
def test_words_of_a_unit_are_understood(text: str, power: int, currency: str | None) -> None:
    unit = unit_of(text)
    assert unit is not None
    assert (unit.power, unit.currency) == (power, currency)


@pytest.mark.parametrize(
    "text", ["m", "t", "national", "in store", "JPY/USD", "千円 万円", "USD campaigns", "", "in"]
)
def test_what_may_be_no_unit_is_none(text: str) -> None:
    assert unit_of(text) is None


@pytest.mark.parametrize(
    ("line", "power", "currency"),
    [
        ("（単位：千円）", 3, "JPY"),
        ("単位: 百万円", 6, "JPY"),
        ("単位 千円", 3, "JPY"),
        ("売上（単位：百万円）", 6, "JPY"),
        ("広告費実績 単位:千円", 3, "JPY"),
        ("広告実績(単位:千円、%)", 3, "JPY"),
        ("(in thousands)", 3, None),
        ("All amounts are in thousands of US dollars.", 3, "USD"),
        ("Amounts in $000", 3, "USD"),
        ("Report in USD", 0, "USD"),
        ("Currency: EUR", 0, "EUR"),
        ("Currency code : JPY   Period: 2024", 0, "JPY"),
        ("通貨：円", 0, "JPY"),
        ("Währung: EUR", 0, "EUR"),
        ("Angaben in Tsd. €", 3, "EUR"),
        ("Montants en k€", 3, "EUR"),
        ("单位：万元", 4, "CNY"),
        ("USD", 0, "USD"),
        ("Spend report [GBP]", 0, "GBP"),
    ],
)
def test_a_line_above_the_header_states_a_unit(line: str, power: int, currency: str | None) -> None:
    unit = stated_in_lines("a.csv", [(1, [line])]).unit
    assert (unit.power, unit.currency) == (power, currency)


@pytest.mark.parametrize(
    "line",
    [
        "Campaign report",
        "Report in detail",
        "Campaigns in Japan, 2024",
        "Euro 2024 campaign",
        "Budget: USD 5,000",
        "予算 5,000千円",
        "2024-01-01 - 2024-12-31",
        "Unit: Tokyo",
        "Business units of 1,000 people",
    ],
)
def test_a_line_that_speaks_of_something_else_states_nothing(line: str) -> None:
    assert stated_in_lines("a.csv", [(1, [line])]).unit.text == ""


@pytest.mark.parametrize(
    "line",
    [
        "USD campaigns",
        "Spend, thousands and more",
        "単位：件",
        "通貨：円ドル",
        "Currency: dollar or yen",
        "千円の実績",
        "Spend TEUR",
    ],
)
def test_a_line_that_may_state_a_unit_is_refused(line: str) -> None:
    with pytest.raises(Refused) as caught:
        stated_in_lines("a.csv", [(1, [line])])
    assert [finding.values["variant"] for finding in caught.value.findings] == ["above"]


def test_two_lines_state_one_unit_together_unless_they_contradict_each_other() -> None:
    unit = stated_in_lines("a.csv", [(1, ["Currency: JPY"]), (2, ["(in thousands)"])]).unit
    assert (unit.power, unit.currency) == (3, "JPY")
    with pytest.raises(Refused):
        stated_in_lines("a.csv", [(1, ["Currency: JPY"]), (2, ["Report in USD"])])


@pytest.mark.parametrize(
    ("header", "power", "currency"),
    [
        ("cost_usd", 0, "USD"),
        ("Cost JPY", 0, "JPY"),
        ("USD cost", 0, "USD"),
        ("Cost in thousands of EUR", 3, "EUR"),
        ("cost_micros", -6, None),
        ("広告費 千円", 3, "JPY"),
        ("費用_円", 0, "JPY"),
    ],
)
def test_a_unit_beside_the_name_of_a_column_is_read(header: str, power: int, currency: str | None) -> None:
    layout, _ = read_header("a.csv", ["date", "channel", header])
    assert isinstance(layout, LongLayout)
    assert (layout.unit.power, layout.unit.currency) == (power, currency)


@pytest.mark.parametrize(
    ("header", "channel"),
    [
        ("tv_usd", "tv"),
        ("テレビ 千円", "テレビ"),
        ("テレビ千円", "テレビ"),
        ("ﾃﾚﾋﾞ 千円", "テレビ"),
        ("TV Tsd. €", "TV"),
        ("TV $k", "TV"),
        ("TV (TEUR)", "TV"),
        ("Team Euro", "Team Euro"),
        ("Channel M", "Channel M"),
        ("100円", "100円"),
    ],
)
def test_only_an_unmistakable_unit_is_taken_from_the_name_of_a_channel(header: str, channel: str) -> None:
    layout, _ = read_header("spend.csv", ["date", header])
    assert not isinstance(layout, LongLayout)
    assert list(layout.channels.values()) == [channel]  # type: ignore[union-attr]  # it is wide


@pytest.mark.parametrize(
    "name",
    [
        *("tv k", "radio_mm", "TV in k", "tv_spend_000", "Search mn", "TV thousands", "TV (m)", "TV mil"),
        *("£k TV", "千円_テレビ", "[千円]テレビ", "テレビ(税込千円)"),
    ],
)
def test_a_name_that_may_hold_a_unit_is_refused_unless_the_user_says_the_unit(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_header("spend.csv", ["date", name, "mail"])
    assert [finding.code for finding in caught.value.findings] == ["unclear_unit"]
    layout, _ = read_header("spend.csv", ["date", name, "mail"], has_unit=True)
    assert len(layout.channels) == 2  # type: ignore[union-attr]  # it is wide


@pytest.mark.parametrize(
    ("name", "power", "currency"),
    [
        ("spend_千円.csv", 3, "JPY"),
        ("広告費（千円）", 3, "JPY"),
        ("月（単位：千円）", 3, "JPY"),
        ("広告費百万円.xlsx", 6, "JPY"),
        ("revenue-usd.csv.gz", 0, "USD"),
        ("USD k", 3, "USD"),
        ("exports/2024 TEUR.csv", 3, "EUR"),
    ],
)
def test_the_name_of_a_file_sheet_or_label_tells_a_unit(name: str, power: int, currency: str) -> None:
    unit = unit_in_name(name)
    assert unit is not None
    assert (unit.power, unit.currency) == (power, currency)


@pytest.mark.parametrize("name", ["spend.csv", "Euro 2024.csv", "k.csv", "円安の影響.csv", "10k runners.csv"])
def test_a_name_of_something_else_tells_no_unit(name: str) -> None:
    unit = unit_in_name(name)
    assert unit is not None
    assert unit.text == ""


def test_a_name_that_tells_two_units_is_not_clear() -> None:
    assert unit_in_name("spend_usd_jpy.csv") is None


@pytest.mark.parametrize(
    "name",
    ["account_currency", "Ccy", "口座通貨", "Kontowährung", "currency symbol", "通貨記号", "単位（円/ドル）"],
)
def test_a_column_of_currencies_is_known_by_the_end_of_its_name(name: str) -> None:
    layout, _ = read_header("a.csv", ["date", "channel", "cost", name])
    assert layout.unit_columns == (3,)


@pytest.mark.parametrize("name", ["Cost in local currency", "currency rate", "curve"])
def test_a_column_that_only_speaks_of_currencies_is_none_of_them(name: str) -> None:
    layout, _ = read_header("a.csv", ["date", "channel", "cost", name])
    assert layout.unit_columns == ()


@pytest.mark.parametrize(
    ("cells", "power"),
    [
        (["", "TEUR", "EUR"], None),
        (["", "k$", "$"], None),
        (["", "(千円)", "(JPY)"], None),
        (["単位", "千円", "円"], None),
        (["", "千円", ""], None),
        (["", "", "TEUR"], None),
        (["TEUR", "", ""], 3),
        (["（千円）", "", ""], 3),
        (["単位", "千円", ""], 3),
        (["", "", "単位：千円"], 3),
        (["", "", "（単位：千円）"], 3),
        (["", "Currency: TEUR", ""], 3),
    ],
)
def test_a_unit_over_one_column_is_no_unit_of_all(cells: list[str], power: int | None) -> None:
    if power is None:
        with pytest.raises(Refused) as caught:
            stated_in_lines("a.csv", [(1, cells)])
        assert [finding.values["variant"] for finding in caught.value.findings] == ["above"]
    else:
        assert stated_in_lines("a.csv", [(1, cells)]).unit.power == power

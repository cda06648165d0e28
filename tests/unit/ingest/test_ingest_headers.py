import pytest

from spendcast_ingest.findings import Finding, Refused
from spendcast_ingest.headers import read_header
from spendcast_ingest.keys import normalised
from spendcast_ingest.layouts import LongLayout, WideLayout
from spendcast_ingest.mapping import all_like, channel_after


def refusal(header: str) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        read_header("a.csv", header.split(","))
    return caught.value.findings


@pytest.mark.parametrize(
    "name", ["TOTAL_COST", "Total Cost", "total-cost", " total  cost ", "\uff34otal\uff3fcost"]
)
def test_headers_are_matched_without_case_width_and_separators(name: str) -> None:
    assert normalised(name) == "total_cost"


def test_the_reference_export_is_long_with_the_campaign_as_breakdown() -> None:
    header = ["CAMPAIGN", "CHANNEL", "DATE", "TOTAL_CLICKS", "TOTAL_COST", "ADS_SERVED"]
    layout, findings = read_header("a.csv", header)
    assert layout == LongLayout(dates=(2,), channel=1, cost=4, breakdown=(0,))
    assert [finding.code for finding in findings] == ["columns_not_used"]


@pytest.mark.parametrize("cost", ["cost", "spend", "amount", "total_cost", "Amount spent"])
def test_channel_date_and_cost_are_enough_for_long(cost: str) -> None:
    layout, findings = read_header("a.csv", ["channel", "date", cost])
    assert layout == LongLayout(dates=(1,), channel=0, cost=2, breakdown=())
    assert findings == []


@pytest.mark.parametrize(
    "header",
    [
        "Datum,Kanal,Kosten",
        "Tag,Kanal,Ausgaben",
        "Date,Canal,Dépenses",
        "Jour,Plateforme,Coût",
        "Fecha,Canal,Gasto",
        "Día,Plataforma,Importe gastado",
        "Start Date (in UTC),Ad network,Total spent",
        "By Day,Channel,Amount spent in company currency",
        "Gregorian date,Platform,Net Spend",
        "Date (JST),Ad platform,Billed amount",
        "Order Date,Channel,Actual Spend",
        "YearMonth,Channel,Invoice amount",
        "segments.date,Channel,Actual cost",
        "年/月,配信先,請求金額",
        "掲載月,媒体,税込金額",
        "週（月曜始まり）,出稿先,配信金額",
        "Buchungsdatum,Kanal,Kosten netto",
        "日期,渠道,花费",
        "日期,平台,广告费",
        "날짜,매체,비용",
        "날짜,채널,지출 금액",
    ],
)
def test_the_headers_of_other_languages_are_known(header: str) -> None:
    layout, findings = read_header("a.csv", header.split(","))
    assert layout == LongLayout(dates=(0,), channel=1, cost=2, breakdown=())
    assert findings == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Day,Campaign type,Cost", LongLayout(dates=(0,), channel=1, cost=2, breakdown=())),
        ("日付,キャンペーン タイプ,費用", LongLayout(dates=(0,), channel=1, cost=2, breakdown=())),
        ("Day,Channel,Campaign type,Cost", LongLayout(dates=(0,), channel=1, cost=3, breakdown=(2,))),
        ("Reporting starts,Platform,Cost", LongLayout(dates=(0,), channel=1, cost=2, breakdown=())),
        ("Reporting starts,Platform,Day,Cost", LongLayout(dates=(2,), channel=1, cost=3, breakdown=())),
        ("Year month,Default channel group,Google Ads cost", WideLayout((0,), {2: "Google Ads"}, None)),
        ("month,Revenue,Orders,来店客数", WideLayout((0,), {}, 1)),
        ("Date,Session default channel group,Total revenue", WideLayout((0,), {}, 2, breakdown=(1,))),
    ],
)
def test_exports_of_consoles_are_read_by_what_else_stands_in_them(
    header: str, expected: LongLayout | WideLayout
) -> None:
    assert read_header("a.csv", header.split(","))[0] == expected


@pytest.mark.parametrize(
    ("header", "left"),
    [
        ("Date,Channel,Planned Spend,Actual Spend", "Planned Spend"),
        ("Date,Channel,Order date,Cost", "Order date"),
        ("Month,Channel,Sales date,Cost", "Sales date"),
        ("No.,Date,Channel,Cost", "No."),
    ],
)
def test_what_only_stands_beside_what_is_looked_for_is_left_out(header: str, left: str) -> None:
    _, (finding,) = read_header("a.csv", header.split(","))
    assert (finding.code, finding.values["columns"]) == ("columns_not_used", [left])


@pytest.mark.parametrize("number", ["#", "No.", "№", "Unnamed: 0", "番号", "期", "年度", "Fiscal year"])
def test_a_number_of_rows_or_of_a_year_is_no_channel(number: str) -> None:
    layout, (finding,) = read_header("spend.csv", [number, "date", "tv"])
    assert layout == WideLayout((1,), {2: "tv"}, None)
    assert finding.code == "columns_not_used"


def test_a_plan_is_never_told_to_be_the_cost() -> None:
    (finding,) = refusal("Date,Channel,Planned Spend,Result")
    assert finding.values["variant"] == "other"
    (finding,) = refusal("Date,Channel,Planned Spend,Spnd")
    assert (finding.values["column"], finding.values["like"]) == ("Spnd", "spend")


@pytest.mark.parametrize("name", ["Vendor", "施策", "Media type", "Network"])
def test_beside_a_cost_the_only_other_column_may_name_the_channel(name: str) -> None:
    (finding,) = refusal(f"Date,{name},Cost")
    assert f'"columns": {{"{name}": "channel"}}' in str(finding.fix)
    layout, findings = read_header("a.csv", ["Date", name, "Cost"], {name: "channel"})
    assert (layout, findings) == (LongLayout((0,), 1, 2, ()), [])


@pytest.mark.parametrize("name", ["日付別", "Started", "vIMP", "Paid impressions", "Conv. rate", "value"])
def test_a_column_that_tells_a_time_or_a_number_is_not_offered_as_the_channel(name: str) -> None:
    (finding,) = refusal(f"Date,Campaign,{name},Cost")
    assert '"channel"' not in str(finding.fix)
    (finding,) = refusal(f"Date,Campaign,{name},Vendor,Cost")
    assert '{"Vendor": "channel"}' in str(finding.fix)


def test_a_type_of_media_does_not_hide_the_source_beside_it() -> None:
    (finding,) = refusal("Date,Traffic source,Media type,Cost")
    assert finding.code == "unclear_column"


@pytest.mark.parametrize(
    "name",
    ["TimePeriod", "date_day", "event_date", "日別", "日付別", "請求月", "ISO week", "日付 (年と月)"],
)
def test_what_may_be_the_date_is_where_no_other_column_is(name: str) -> None:
    layout, findings = read_header("a.csv", [name, "Channel", "Cost"])
    assert (layout, findings) == (LongLayout((0,), 1, 2, ()), [])
    layout, _ = read_header("a.csv", [name, "Date", "Channel", "Cost"])
    assert layout == LongLayout((1,), 2, 3, ())


@pytest.mark.parametrize(("name", "like"), [("Start Date", "date"), ("Dat", "date"), ("Fiscal week", "week")])
def test_a_name_with_the_word_for_a_date_is_likened_to_that(name: str, like: str) -> None:
    (finding,) = refusal(f"{name},Channel,Cost")
    assert (finding.values["column"], finding.values["like"]) == (name, like)


def test_the_first_day_of_an_advertisement_is_no_date() -> None:
    (finding,) = refusal("Start date,Channel,Cost")
    assert finding.code == "missing_column"


@pytest.mark.parametrize(
    ("header", "revenue", "spend"),
    [
        ("日付,金額", '{"金額": "revenue"}', '{"金額": "spend:売上"}'),
        ("日付,チャネル,金額", '{"チャネル": "breakdown", "金額": "revenue"}', '{"金額": "cost"}'),
    ],
)
def test_amounts_of_a_file_called_after_sales_are_offered_as_revenue_first(
    header: str, revenue: str, spend: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_header("売上.csv", header.split(","))
    fix = str(caught.value.findings[0].fix)
    assert 0 < fix.index(revenue) < fix.index(spend)


@pytest.mark.parametrize(
    ("cost", "others"),
    [
        ("Cost", "Cost / conv.,Conv. value,Avg. cost,Cost of sales"),
        ("Amount spent (USD)", "Campaign name,Results,Cost per result"),
        ("費用", "キャンペーンID,平均CPC,購入ROAS (広告費用対効果),総費用 (手数料込み)"),
        ("Kosten", "Umsatz PC30,Kampagnen-ID"),
    ],
)
def test_beside_the_cost_of_one_console_nothing_is_a_channel(cost: str, others: str) -> None:
    header = ["date", cost, *others.split(",")]
    layout, (finding,) = read_header("a.csv", header, {cost: "spend:Ads"})
    assert isinstance(layout, WideLayout)
    assert layout.channels == {1: "Ads"}
    assert finding.code == "columns_not_used"
    assert header[-1] in finding.message


def test_beside_a_channel_that_mapping_json_names_others_are_still_channels() -> None:
    layout, _ = read_header("spend.csv", ["date", "tv", "Total Wine"], {"Total Wine": "spend:Total Wine"})
    assert isinstance(layout, WideLayout)
    assert layout.channels == {1: "tv", 2: "Total Wine"}


@pytest.mark.parametrize(
    "header",
    [
        "channel,2023-01,2023-02,2023-03",
        "item,2023年1月,2023年2月,2023年3月",
        ",1月,2月,3月,4月",
        "channel,Jan 2023,Feb 2023,Mar 2023",
        "channel,Januar,Februar,März,April",
    ],
)
def test_periods_side_by_side_are_to_be_turned(header: str) -> None:
    (finding,) = refusal(header)
    assert finding.values["variant"] == "transposed"


def test_channels_that_begin_as_months_do_are_no_periods() -> None:
    layout, _ = read_header("spend.csv", ["month", "marketing", "mailing", "decor", "sept.eni"])
    assert isinstance(layout, WideLayout)
    assert list(layout.channels.values()) == ["marketing", "mailing", "decor", "sept.eni"]


@pytest.mark.parametrize(
    "header", ["Datum,Umsatz", "Mois,Chiffre d'affaires", "Fecha,Ingresos", "日期,销售额", "날짜,매출"]
)
def test_revenue_is_known_in_other_languages(header: str) -> None:
    assert read_header("a.csv", header.split(","))[0] == WideLayout((0,), {}, 1)


def test_a_german_day_is_a_date_unless_there_is_one() -> None:
    assert read_header("a.csv", ["Tag", "channel", "cost"])[0] == LongLayout((0,), 1, 2, ())
    assert read_header("a.csv", ["date", "tag", "channel", "cost"])[0] == LongLayout((0,), 2, 3, ())


def test_campaign_and_currency_are_known_in_other_languages() -> None:
    layout, _ = read_header("a.csv", ["Datum", "Kanal", "Kampagne", "Währungscode", "Kosten", "Klicks"])
    assert layout == LongLayout(dates=(0,), channel=1, cost=4, breakdown=(2,), unit_columns=(3,))


def test_year_month_revenue_is_revenue_alone() -> None:
    layout, findings = read_header("a.csv", ["YEAR", "MONTH", "REVENUE"])
    assert layout == WideLayout(dates=(0, 1), channels={}, revenue=2)
    assert findings == []


def test_marks_of_spend_are_stripped_and_the_name_kept_verbatim() -> None:
    header = ["date", "spend_Search Engine", "Radio_Cost", "TV spend", "cost-email", "revenue"]
    layout, findings = read_header("a.csv", header)
    assert layout == WideLayout((0,), {1: "Search Engine", 2: "Radio", 3: "TV", 4: "email"}, 5)
    assert findings == []


def test_columns_without_a_mark_are_channels_verbatim() -> None:
    layout, findings = read_header("spend.csv", ["month", "TV & Radio", "検索"])
    assert layout == WideLayout((0,), {1: "TV & Radio", 2: "検索"}, None)
    assert findings == []


def test_a_date_column_goes_before_year_and_month() -> None:
    layout, _ = read_header("a.csv", ["year", "month", "date", "revenue"])
    assert layout == WideLayout((2,), {}, 3)


def test_a_missing_column_lists_what_was_seen_and_what_was_looked_for() -> None:
    findings = refusal("CAMPAIGN,CHANNEL,TOTAL_CLICKS")
    assert [finding.code for finding in findings] == ["missing_column", "missing_column"]
    for finding, looked_for in zip(findings, ["year_month", "total_cost"], strict=True):
        assert "CAMPAIGN, CHANNEL and TOTAL_CLICKS" in finding.message
        assert looked_for in finding.message


@pytest.mark.parametrize("header", ["revenue,tv", "spend_tv,spend_radio", "YEAR,REVENUE"])
def test_money_without_a_date_misses_the_date(header: str) -> None:
    (finding,) = refusal(header)
    assert finding.code == "missing_column"
    assert "year and month" in finding.message


@pytest.mark.parametrize("header", ["a,b,c", "date", "date,clicks", '{"json": 1}'])
def test_what_is_neither_spend_nor_revenue_is_refused_with_the_columns_seen(header: str) -> None:
    (finding,) = refusal(header)
    assert finding.code == "unrecognised_file"
    assert header.split(",", maxsplit=1)[0] in finding.message


@pytest.mark.parametrize("header", ["date,spend", "date,tv,radio,total_spend", "date,revenue,cost"])
def test_money_that_names_no_channel_is_not_taken_for_a_channel(header: str) -> None:
    assert [finding.code for finding in refusal(header)] == ["unclear_column"]


@pytest.mark.parametrize(
    "header",
    [
        "date,tv,TV",
        "date,tv,tv",
        "date,spend_tv,tv_cost",
        "date,revenue,sales",
        "day,week,tv",
        "channel,date,cost,spend",
    ],
)
def test_two_columns_for_one_thing_are_refused(header: str) -> None:
    assert [finding.code for finding in refusal(header)] == ["duplicate_column"]


def test_of_several_columns_the_remedy_takes_one_and_ignores_the_others() -> None:
    (finding,) = refusal("date,Gross sales,Net sales,Total sales")
    said = '{"Gross sales": "revenue", "Net sales": "ignore", "Total sales": "ignore"}'
    assert said in str(finding.fix)


def test_a_column_without_a_name_is_told() -> None:
    layout, (finding,) = read_header("spend.csv", ["date", "tv", ""])
    assert layout == WideLayout((0,), {1: "tv"}, None)
    assert (finding.code, finding.severity) == ("columns_not_used", "warning")


def test_an_unmarked_column_beside_marked_ones_is_counted_and_told() -> None:
    layout, (finding,) = read_header("a.csv", ["date", "tv_spend", "radio"])
    assert layout == WideLayout((0,), {1: "tv", 2: "radio"}, None)
    assert finding.code == "taken_for_spend"
    assert "radio" in finding.message


@pytest.mark.parametrize(
    "name",
    [
        *(
            "tv forecast",
            "Budget Q1 2024",
            "rain (mm)",
            "holiday flag",
            "Umsatz pro Tag",
            "revenue per order",
        ),
        *(
            "Ventes perdues",
            "Precio medio",
            "来店者数",
            "祝日フラグ",
            "クーポン枚数",
            "テレビ予算額",
            "プレスリリース件数",
        ),
    ],
)
def test_a_name_that_calls_itself_something_else_than_spend_is_refused(name: str) -> None:
    (finding,) = refusal(f"date,mail_spend,{name}")
    assert (finding.code, finding.values["column"]) == ("unclear_column", name)
    assert f'"{name}": "spend:' in str(finding.fix)


@pytest.mark.parametrize(
    "name",
    [
        *("Total Wine", "Budget hotels", "Share of voice campaign", "Sales Navigator", "Weather Channel"),
        *(
            "Stock photos",
            "Leads Ads",
            "Visitors Guide",
            "価格.com",
            "会員向けメール",
            "表示広告",
            "予算くん",
        ),
    ],
)
def test_a_name_that_holds_such_a_word_is_a_channel_and_a_mark_settles_it(name: str) -> None:
    layout, (finding,) = read_header("a.csv", ["date", "mail_spend", name])
    assert layout.channels == {1: "mail", 2: name}  # type: ignore[union-attr]  # it is wide
    assert (finding.code, finding.values["variant"]) == ("taken_for_spend", "by_name")
    assert f'"{name}": "spend:{name}"' in str(finding.fix)
    for marked in (f"spend_{name}", f"{name}_cost"):
        settled, findings = read_header("a.csv", ["date", "mail_spend", marked])
        assert (settled.channels, findings) == (layout.channels, [])  # type: ignore[union-attr]  # so is it


def test_a_column_that_nothing_is_known_of_is_offered_as_the_channel() -> None:
    (finding,) = refusal("Date,Vendor group,Campaign,Cost")
    assert (finding.code, finding.values["column"]) == ("missing_column", "Vendor group")
    assert '{"Vendor group": "channel"}' in str(finding.fix)


@pytest.mark.parametrize(
    ("file", "pattern", "channel"),
    [
        ("Meta-Campaigns-2024-01.csv", "Meta-Campaigns-*.csv", "Meta-Campaigns"),
        ("google_202401.csv.gz", "google_*.csv.gz", "google"),
        ("LINE広告_2024年1月.csv", "LINE広告_*.csv", "LINE広告"),
        ("meta (2024-01-01 to 2024-01-31).csv", "meta (*.csv", "meta"),
        ("web12024.csv", "web12024.csv", "web12024"),
        ("2024-01.csv", "2024-01.csv", "channel"),
        ("spend.csv", "spend.csv", "spend"),
    ],
)
def test_exports_of_other_months_are_meant_too(file: str, pattern: str, channel: str) -> None:
    assert (all_like(file), channel_after(file)) == (pattern, channel)

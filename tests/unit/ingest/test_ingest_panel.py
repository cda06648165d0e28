import datetime as dt
import json
import random

import pandas as pd
import pytest

from spendcast_ingest import Ingested, Options, Panel, RawFile, ingest

FEW = Options(min_months=1, min_weeks=1)
AS_OF = dt.date(2024, 12, 31)


def ingested(**files: str) -> Ingested:
    return ingest([RawFile(f"{name}.csv", text.encode()) for name, text in files.items()], AS_OF, FEW)


def panel_of(**files: str) -> Panel:
    result = ingested(**files)
    assert result.panel is not None, result.findings
    return result.panel


DAILY = """CAMPAIGN,CHANNEL,DATE,TOTAL_CLICKS,TOTAL_COST,ADS_SERVED
c1,web,2024-01-01,1,0.1,1
c2,web,2024-01-01,1,0.2,1
c1,web,2024-01-02,1,10,1
c1,web,2024-02-28,1,7,1
c1,tv,2024-02-29,1,5.5,1
c1,web,2024-03-31,1,4,1
c1,web,2024-04-01,1,3,1
c1,web,2024-05-31,1,2,1
"""
MONTHLY_REVENUE = "YEAR,MONTH,REVENUE\n2024,5,50\n2024,4,40\n2024,3,30\n2024,2,20.25\n2024,1,10\n"


def test_daily_spend_and_monthly_revenue_become_one_row_a_month() -> None:
    assert panel_of(spend=DAILY, revenue=MONTHLY_REVENUE).to_csv().decode() == (
        "period,start,days,complete,revenue,spend.tv,spend.web\n"
        "2024-01,2024-01-01,31,true,10.0,0.0,10.3\n"
        "2024-02,2024-02-01,29,true,20.25,5.5,7.0\n"
        "2024-03,2024-03-01,31,true,30.0,0.0,4.0\n"
        "2024-04,2024-04-01,30,true,40.0,0.0,3.0\n"
        "2024-05,2024-05-01,31,true,50.0,0.0,2.0\n"
    )


def test_revenue_by_shop_is_the_sum_of_all_shops() -> None:
    text = "month,shop,revenue,control_price\n" + "".join(
        f"2024-{month},{shop},{amount},{price}\n"
        for month, amounts in (
            ("01", (1.1, 2.2)),
            ("02", (30, 4)),
            ("03", (5, 6)),
            ("04", (7, 8)),
            ("05", (9, 1)),
        )
        for shop, amount, price in zip(("Oita", "Kobe"), amounts, (10, 20), strict=True)
    )
    table = panel_of(spend=DAILY, revenue=text).table
    assert list(table["revenue"]) == [3.3, 34.0, 11.0, 15.0, 10.0]
    assert list(table["control.price"]) == [15.0] * 5


def test_an_export_without_channels_is_of_the_channel_that_mapping_json_says() -> None:
    days = [f"2024-0{month}-1{month}" for month in range(1, 6)]
    export = "Day,Campaign,Cost\n" + "".join(f"{day},Brand,1\n{day},Shop,0.5\n" for day in days)
    (refusal,) = ingested(google_ads=export).findings[:1]
    said = str(refusal.values["snippet"])
    assert json.loads(said) == {"files": {"google_ads.csv": {"columns": {"Cost": "spend:google_ads"}}}}
    files = {"google_ads.csv": export, "mapping.json": said, "revenue.csv": MONTHLY_REVENUE}
    result = ingest([RawFile(name, text.encode()) for name, text in files.items()], AS_OF, FEW)
    assert result.panel is not None, result.findings
    assert result.panel.table["spend.google_ads"].sum() == 7.5


def test_one_weekly_file_becomes_one_row_a_week() -> None:
    text = "date,spend_tv,revenue\n2024-12-23,1,10\n2024-12-16,2,20\n2024-12-09,3,30\n2024-12-30,4,40\n"
    assert panel_of(all=text).to_csv().decode() == (
        "period,start,days,complete,revenue,spend.tv\n"
        "2024-W50,2024-12-09,7,true,30.0,3.0\n"
        "2024-W51,2024-12-16,7,true,20.0,2.0\n"
        "2024-W52,2024-12-23,7,true,10.0,1.0\n"
        "2025-W01,2024-12-30,7,false,40.0,4.0\n"
    )


@pytest.mark.parametrize(
    ("first", "label"),
    [
        ("2024-12-29", "2025-W01"),  # Sunday: six days of it lie in the week of Monday 30
        ("2024-12-28", "2025-W01"),  # Saturday
        ("2024-12-27", "2025-W01"),  # Friday: four days
        ("2024-12-26", "2024-W52"),  # Thursday: three days
    ],
)
def test_a_week_that_starts_on_another_day_is_named_after_the_iso_week_of_most_of_its_days(
    first: str, label: str
) -> None:
    weeks = [dt.date.fromisoformat(first) + dt.timedelta(days=7 * i) for i in range(-5, 1)]
    panel = panel_of(all="week,tv,revenue\n" + "".join(f"{week},1,2\n" for week in weeks))
    assert panel.last == label
    assert panel.table["period"].is_unique
    assert panel.table["start"].iloc[-1] == pd.Timestamp(first)


def test_daily_spend_beside_weekly_revenue_is_added_up_to_the_weeks_of_revenue() -> None:
    days = [dt.date(2024, 5, 1) + dt.timedelta(days=i) for i in range(35)]
    spend = "date,tv\n" + "".join(f"{day},1\n" for day in days)
    panel = panel_of(spend=spend, revenue="week,revenue\n" + "".join(f"{day},5\n" for day in days[::7]))
    assert panel.grain == "week"
    assert panel.table["spend.tv"].tolist() == [7.0] * 5
    assert panel.table["start"].dt.day_name().unique().tolist() == ["Wednesday"]


def test_daily_with_daily_becomes_monthly() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(121)]
    panel = panel_of(all="date,tv,revenue\n" + "".join(f"{day},1,2\n" for day in days))
    assert panel.grain == "month"
    assert panel.table["spend.tv"].tolist() == [31.0, 29.0, 31.0, 30.0]


def test_months_may_be_dated_by_their_last_day() -> None:
    ends = ["2024-01-31", "2024-02-29", "2024-03-31"]
    result = ingested(all="date,tv,revenue\n" + "".join(f"{end},1,2\n" for end in ends))
    assert result.panel is not None
    assert result.panel.table["period"].tolist() == ["2024-01", "2024-02", "2024-03"]
    assert result.panel.complete_periods == 3
    assert result.recognised[0].last == dt.date(2024, 3, 1)


def test_partial_months_stay_and_are_marked() -> None:
    days = [dt.date(2024, 1, 2) + dt.timedelta(days=i) for i in range(160)]
    panel = panel_of(all="date,tv,revenue\n" + "".join(f"{day},1,2\n" for day in days))
    assert panel.table["complete"].tolist() == [False, True, True, True, True, False]
    assert (panel.periods, panel.complete_periods) == (6, 4)


def test_a_channel_that_ended_before_the_others_does_not_make_the_last_month_partial() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(121)]
    tv = "date,tv,revenue\n" + "".join(f"{day},1,2\n" for day in days)
    panel = panel_of(all=tv, mail="date,mail\n" + "".join(f"{day},1\n" for day in days[:40]))
    assert panel.table["complete"].all()
    assert panel.table["spend.mail"].tolist() == [31.0, 9.0, 0.0, 0.0]


def test_the_panel_describes_itself() -> None:
    panel = panel_of(spend=DAILY, revenue=MONTHLY_REVENUE)
    assert panel.channels == ("tv", "web")
    assert (panel.grain, panel.first, panel.last) == ("month", "2024-01", "2024-05")
    assert panel.column_types == {
        "period": "string",
        "start": "date",
        "days": "integer",
        "complete": "boolean",
        "revenue": "number",
        "spend.tv": "number",
        "spend.web": "number",
    }
    assert list(panel.table.columns) == list(panel.column_types)


def test_channel_names_are_kept_verbatim_and_sorted() -> None:
    text = 'month,"b, ""B""",a b,検索,A,revenue\n' + "".join(f"2024-0{i},1,2,3,4,5\n" for i in range(1, 8))
    panel = panel_of(all=text)
    assert panel.channels == ("A", "a b", 'b, "B"', "検索")
    assert (
        panel.to_csv()
        .decode()
        .startswith('period,start,days,complete,revenue,spend.A,spend.a b,"spend.b, ""B""",')
    )


def test_the_order_of_rows_and_files_does_not_change_a_byte() -> None:
    header, *rows = DAILY.splitlines()
    rows += [f"x{i},web,2024-0{1 + i % 5}-11,0,{i * 0.1 + 1e9 * (i % 2) + 1e-7},0" for i in range(300)]
    expected = panel_of(spend="\n".join([header, *rows]), revenue=MONTHLY_REVENUE).to_csv()
    for seed in range(5):
        random.Random(seed).shuffle(rows)  # noqa: S311 - an order, not a secret
        assert panel_of(revenue=MONTHLY_REVENUE, spend="\n".join([header, *rows])).to_csv() == expected


def test_files_of_other_days_or_channels_add_up() -> None:
    header, *rows = DAILY.splitlines()  # the first three rows are those of January
    whole = panel_of(spend=DAILY, revenue=MONTHLY_REVENUE).to_csv()
    halves = {"b": "\n".join([header, *rows[:3]]), "a": "\n".join([header, *rows[3:]])}
    assert panel_of(**halves, revenue=MONTHLY_REVENUE).to_csv() == whole


@pytest.mark.parametrize(
    ("said", "spend"),
    [
        ({"tv": "web", "web": "tv"}, {"tv": 10.3, "web": 0.0}),
        ({"tv": "web", "web": "paid"}, {"web": 0.0, "paid": 10.3}),
        ({"tv": "web"}, {"web": 10.3}),
    ],
)
def test_channels_are_renamed_at_once_and_not_one_after_another(
    said: dict[str, str], spend: dict[str, float]
) -> None:
    mapping = RawFile("mapping.json", json.dumps({"channels": said}).encode())
    files = [RawFile("spend.csv", DAILY.encode()), RawFile("revenue.csv", MONTHLY_REVENUE.encode())]
    panel = ingest([*files, mapping], AS_OF, FEW).panel
    assert panel is not None
    first = panel.table.iloc[0]
    assert {name: first[f"spend.{name}"] for name in panel.channels} == spend


def test_a_control_may_be_a_percentage() -> None:
    control = "month,control_discount\n2024-05,10%\n2024-04,7.5%\n2024-03,0%\n2024-02,10%\n2024-01,20%\n"
    panel = panel_of(spend=DAILY, revenue=MONTHLY_REVENUE, rates=control)
    assert panel.table["control.discount"].tolist() == [0.2, 0.1, 0.0, 0.075, 0.1]

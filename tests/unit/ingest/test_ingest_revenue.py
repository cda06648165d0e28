"""What is offered for columns that may be revenue works as it is written."""

import json

import pytest
from unit.ingest.revenue_cases import ONLINE, RETAIL, counted, sold
from unit.ingest.tables import AS_OF, BOTH, MONTHS, RADIO, REVENUE, SOUND, TV, Files, table
from unit.ingest.test_ingest_findings import raw

from spendcast_ingest import Finding, Ingested, ingest
from spendcast_ingest.revenue_names import is_revenue

EC = ["EC"] * 24
WEB = [amount + 37 * (i % 5) for i, amount in enumerate(BOTH)]


def read(files: Files) -> Ingested:
    return ingest(raw(SOUND | files), AS_OF)


def followed(files: Files, remedy: str) -> Ingested:
    """The files with what their one error offers as mapping.json, which its fix has as it is."""
    (refusal,) = (finding for finding in read(files).findings if finding.severity == "error")
    snippet = str(refusal.values[remedy])
    assert snippet in str(refusal.fix)
    return read(files | {"mapping.json": snippet})


def errors(result: Ingested) -> list[Finding]:
    return [finding for finding in result.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("files", "remedy", "earned"),
    [
        (sold("month,Bookings", REVENUE), "revenue_snippet", REVENUE),
        (sold("month,東京店,大阪店", ONLINE, RETAIL, name="売上.csv"), "revenue_snippet", REVENUE),
        (sold("month,東京店,大阪店", ONLINE, RETAIL, name="売上.csv"), "one_snippet", ONLINE),
        (sold("month,memo,受注金額", RADIO, REVENUE, name="売上.csv"), "one_snippet", REVENUE),
        (sold("month,EC売上,店舗売上", ONLINE, RETAIL), "revenue_snippet", REVENUE),
        (sold("month,EC売上,店舗売上", ONLINE, RETAIL), "one_snippet", ONLINE),
        (sold("month,revenue,Online,Retail", REVENUE, ONLINE, RETAIL), "one_snippet", REVENUE),
        (sold("month,revenue,Members", REVENUE, RADIO), "ignore_snippet", REVENUE),
        (sold("month,tv_spend,Google Sales", TV, REVENUE, name="web.csv"), "revenue_snippet", REVENUE),
        (sold("month,channel,受注金額", EC, REVENUE, name="売上.csv"), "revenue_snippet", REVENUE),
    ],
)
def test_what_may_be_revenue_becomes_it_as_the_fix_says(
    files: Files, remedy: str, earned: list[float]
) -> None:
    files = files | ({"spend.csv": None} if "web.csv" in files else {})
    panel = followed(files, remedy).panel
    assert panel is not None
    assert list(panel.table["revenue"]) == earned


@pytest.mark.parametrize(
    ("files", "remedy", "channels"),
    [
        ({"sales.csv": table("month,web", MONTHS, WEB)}, "spend_snippet", {"web"}),
        ({"sales.csv": table("month,web,mail", MONTHS, TV, WEB)}, "spend_snippet", {"web", "mail"}),
        (sold("month,revenue,web", REVENUE, WEB), "spend_snippet", {"web"}),
        (
            {"data.csv": table("month,web_spend,My Sales", MONTHS, TV, WEB)},
            "spend_snippet",
            {"web", "My Sales"},
        ),
        ({"data.csv": table("month,web_spend,My Sales", MONTHS, TV, WEB)}, "ignore_snippet", {"web"}),
    ],
)
def test_what_is_none_becomes_spend_or_is_left_out_as_the_fix_says(
    files: Files, remedy: str, channels: set[str]
) -> None:
    if "data.csv" in files or "sales.csv" in files:
        files = files | {"spend.csv": None}
    result = followed(files, remedy)
    assert errors(result) == []
    assert result.panel is not None
    assert set(result.panel.channels) - {"tv", "radio"} == channels


@pytest.mark.parametrize(
    "files",
    [
        counted("Day,Campaign,Spend,Sales,Clicks", WEB, RADIO, TV, said="{}"),
        counted("Day,Campaign,Spend,Sales,Total sales", WEB, RADIO, TV, said="{}"),
        {"web.csv": table("Day,Spend,Sales", MONTHS, WEB, RADIO)},
    ],
)
def test_what_a_console_counts_is_no_revenue_of_the_company(files: Files) -> None:
    panel = followed(files, "snippet").panel
    assert panel is not None
    assert list(panel.table["revenue"]) == REVENUE
    assert list(panel.table["spend.web"]) == WEB


@pytest.mark.parametrize("header", ["Day,Campaign,Spend,Sales,Clicks", "Day,Campaign,Spend,Clicks,Net sales"])
def test_beside_the_cost_of_one_console_revenue_is_asked_for(header: str) -> None:
    files = counted(header, WEB, RADIO, RADIO)
    panel = followed(files, "ignore_snippet").panel
    assert panel is not None
    assert list(panel.table["revenue"]) == REVENUE
    panel = followed(files | {"revenue.csv": None}, "revenue_snippet").panel
    assert panel is not None
    assert list(panel.table["revenue"]) == RADIO


def test_parts_that_are_said_to_be_revenue_beside_their_total_are_refused() -> None:
    columns = dict.fromkeys(("Online", "Retail", "All"), "revenue")
    said = json.dumps({"files": {"revenue.csv": {"columns": columns}}})
    files = sold("month,Online,Retail,All", ONLINE, RETAIL, REVENUE) | {"mapping.json": said}
    (refusal,) = errors(read(files))
    assert refusal.values["variant"] == "parts_of_revenue"
    panel = read(files | {"mapping.json": str(refusal.values["one_snippet"])}).panel
    assert panel is not None
    assert list(panel.table["revenue"]) == REVENUE


def test_amounts_called_after_sales_are_never_told_to_be_marked_as_spend() -> None:
    findings = read(sold("month,東京店,大阪店", ONLINE, RETAIL, name="店舗別売上.csv")).findings
    assert [finding.code for finding in findings] == ["unclear_column"]


@pytest.mark.parametrize(
    "name",
    [
        *("Ordered Product Sales", "Sales Amount", "Item revenue", "Purchase revenue", "Gross sales (USD)"),
        *("売上合計", "税抜売上", "税込売上高", "純売上高", "EC売上", "月間売上", "売り上げ高"),
        *(
            "Nettoumsatz",
            "Umsatz netto",
            "Chiffre d'affaires HT",
            "CA TTC",
            "Ventas netas",
            "매출액",
            "销售总额",
        ),
    ],
)
def test_a_name_that_says_revenue_and_how_it_was_earned_is_revenue(name: str) -> None:
    assert is_revenue(name.removesuffix(" (USD)"))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Sales tax",
            "Sales orders",
            "Sales volume",
            "Ad sales",
            "Sales last year",
            "Sales target",
            "Total",
        ),
        *("売上原価", "売上総利益", "売上数量", "売上件数", "前年売上", "広告売上", "売上予算", "Net", "CA"),
    ],
)
def test_a_name_that_says_anything_else_is_not(name: str) -> None:
    assert not is_revenue(name)

"""Findings about what amounts are counted in: units and currencies, wherever a file names them."""

import json

from unit.ingest.tables import MONTHS, RADIO, REVENUE, TV, Case, Files, mailed, revenue, spend, table

TEST = "channel,start,end,incremental_revenue,standard_error"


def beside(name: str, *values: str) -> str:
    """Spend of two months on mail, with a column of its own."""
    rows = zip(MONTHS, ("100", "130"), values, strict=False)
    return f"month,channel,cost,{name}\n" + "".join(f"{m},mail,{cost},{value}\n" for m, cost, value in rows)


def said(unit: str) -> str:
    return json.dumps({"files": {"other.csv": {"unit": unit}}})


def told(severity: str, code: str, fires: str, silent: str, says: str) -> Case:
    return Case(code, severity, {"other.csv": fires}, {"other.csv": silent}, [says])


MAIL = mailed("2024-01-01", "2024-02-01")
BOTH = table("month,tv_cost,revenue", MONTHS, TV, REVENUE)
ABOVE = [
    told(
        "info",
        "unit_applied",
        f"（単位：千円）,\n{MAIL}",
        f"（単位：円）,\n{MAIL}",
        "'（単位：千円）' above the header",
    ),
    told(
        "info", "unit_applied", f"Amounts in $000\n\n{MAIL}", f"Amounts in $\n\n{MAIL}", "multiplied by 1,000"
    ),
    told(
        "info", "currency_read", f"Report in USD\n{MAIL}", f"Report in detail\n{MAIL}", "other.csv are in USD"
    ),
    told("info", "currency_read", f"Currency,EUR\n{MAIL}", f"Country,FRA\n{MAIL}", "other.csv are in EUR"),
    told(
        "info",
        "unit_applied",
        f"{MAIL}※単位：千円,\n",
        f"{MAIL}※単位：円,\n",
        "'※単位：千円' below the rows",
    ),
    told(
        "info",
        "unit_applied",
        MAIL.replace("\n", ",\n").replace("spend,", "spend,単位：千円"),
        MAIL.replace("\n", ",\n").replace("spend,", "spend,単位：円"),
        "'単位：千円' above the header or beside it",
    ),
    told("info", "currency_read", f"{MAIL}Amounts in USD,\n", f"{MAIL}Amounts in total,\n", "below the rows"),
    told(
        "error",
        "unclear_unit",
        f"{MAIL}USD campaigns,\n",
        f"{MAIL}Search campaigns,\n",
        "'USD campaigns' in row 4 below the rows",
    ),
    told(
        "error",
        "unclear_unit",
        f"単位：千円\n{MAIL}単位：百万円,\n",
        f"単位：千円\n{MAIL}単位：千円,\n",
        "'単位：千円' and '単位：百万円'",
    ),
    told(
        "error",
        "unclear_unit",
        f"USD campaigns\n{MAIL}",
        f"Budget: USD 5\n{MAIL}",
        "'USD campaigns' in row 1",
    ),
    told(
        "info",
        "unit_applied",
        "month,mail_spend,,\n2024-01,100,,\n2024-02,130,,単位：千円\n",
        "month,mail_spend,,\n2024-01,100,,\n2024-02,130,,単位：円\n",
        "'単位：千円' above the header or beside it",
    ),
    told(
        "error",
        "unclear_unit",
        "month,mail_spend,\n2024-01,100,千円\n2024-02,130,円\n",
        "month,mail_spend,\n2024-01,100,千円\n2024-02,130,千円\n",
        "'千円' and '円'",
    ),
    told("error", "unclear_unit", f"通貨：円ドル\n{MAIL}", f"通貨：円\n{MAIL}", "'通貨：円ドル'"),
    told(
        "error",
        "unclear_unit",
        f"単位：千円\n{MAIL.replace('mail_spend', 'mail広告費（円）')}",
        f"単位：千円\n{MAIL.replace('mail_spend', 'mail広告費（千円）')}",
        "'単位：千円' and 'mail広告費（円）'",
    ),
    told(
        "error",
        "unclear_unit",
        MAIL.replace("2024-01-01", "単位,千円\n2024-01-01"),
        MAIL.replace("mail_spend", "mail広告費(千円)"),
        "Row 2 below the header",
    ),
    Case(
        "unclear_unit",
        "error",
        {"revenue.csv": None, "spend.csv": f"売上（単位：千円）\n{BOTH}"},
        {"revenue.csv": None, "spend.csv": f"売上と広告費（単位：千円）\n{BOTH}"},
        ["for spend or for revenue"],
    ),
]
OWN_COLUMN = [
    told(
        "info", "unit_applied", beside("単位", "千円", "千円"), beside("単位", "円", "円"), "the column 単位"
    ),
    told("info", "currency_read", beside("通貨", "円", "円"), beside("unit", "3", "4"), "its column 通貨"),
    told(
        "error",
        "unclear_unit",
        beside("単位", "千円", "円"),
        beside("単位", "千円", "千円"),
        "千円 (2) and 円 (3)",
    ),
    told("error", "unclear_unit", beside("unit", "", "千円"), beside("unit", "", ""), "- (2) and 千円 (3)"),
    told("info", "columns_not_used", beside("unit", "3", "4"), beside("unit", "円", "円"), "unit"),
    told(
        "info",
        "currency_read",
        beside("currency", "EUR", "EUR") + "Total,,230,\n",
        beside("unit", "3", "4"),
        "in EUR",
    ),
    told("error", "unclear_unit", beside("currency", "EUR", "?"), beside("currency", "XAF", "XAF"), "? (3)"),
    told(
        "error",
        "mixed_currencies",
        beside("Currency code", "JPY", "USD"),
        beside("Currency code", "JPY", "¥"),
        "JPY (2) and USD (3)",
    ),
]
SAID = [
    Case(code, "info", {"other.csv": text, "mapping.json": unit}, {"other.csv": text}, [says])
    for code, text, unit, says in [
        ("unit_applied", MAIL, said("thousands"), "mapping.json says that they are in 'thousands'"),
        ("currency_read", MAIL, said("USD"), "other.csv are in USD"),
    ]
] + [
    Case(code, "error", {"other.csv": text}, {"other.csv": text, "mapping.json": unit})
    for code, text, unit in [
        ("mixed_currencies", beside("currency", "JPY", "USD"), said("USD")),
        ("unclear_unit", f"USD campaigns\n{MAIL}", said("JPY")),
    ]
]


def marked(spent: str, earned: str) -> Files:
    return {
        "spend.csv": table(f"month,tv{spent},radio", MONTHS, TV, RADIO),
        "revenue.csv": table(f"month,revenue{earned}", MONTHS, REVENUE),
    }


def in_dollars(times: float, header: str = "cost", unit: str = "USD", revenues: float = 20.0) -> Files:
    """Spend on TV with a currency; on mail so many times as much, and revenue, with none."""
    return {
        "spend.csv": table(f"month,tv cost ({unit})", MONTHS, TV),
        "mail.csv": table(f"month,channel,{header}", MONTHS, ["mail"] * 24, [times * tv for tv in TV]),
        "revenue.csv": revenue([revenues * amount for amount in REVENUE]),
    }


def signed(header: str, sign: str, decimals: str) -> str:
    """Spend on one channel with a currency's sign."""
    return table(header, MONTHS, [f"{sign}{amount:.0f}{decimals}" for amount in TV])


SAID_IN_DOLLARS: Files = {"mapping.json": '{"files": {"mail.csv": {"unit": "USD"}}}'}
UNNAMED = [
    Case("unnamed_currency", severity, fires, silent, ["mail.csv names no currency", says])
    for severity, fires, silent, says in [
        ("error", in_dollars(50, "費用"), in_dollars(49, "費用"), "do not look like USD"),
        ("error", in_dollars(350, "費用"), in_dollars(350, "費用") | SAID_IN_DOLLARS, "do not look like USD"),
        ("warning", in_dollars(10, "費用"), in_dollars(9, "費用"), "of quite another size"),
        ("warning", in_dollars(50), in_dollars(49), "taken to be in USD"),
        ("warning", in_dollars(0.02, unit="円"), in_dollars(0.021, unit="円"), "taken to be in JPY"),
        ("warning", in_dollars(0.02, unit="円"), in_dollars(0.02, "費用", "円"), "taken to be in JPY"),
        ("warning", in_dollars(50), in_dollars(50) | SAID_IN_DOLLARS, "taken to be in USD"),
    ]
] + [
    Case(
        "unnamed_currency",
        "warning",
        in_dollars(1, revenues=1000),
        in_dollars(1, revenues=100),
        ["revenue.csv names no currency"],
    ),
    Case(
        "unnamed_currency",
        "info",
        {"spend.csv": signed("month,tv", "$", ".5")},
        {"spend.csv": signed("month,tv (CAD)", "$", ".5")},
        ["taken for USD", "CAD"],
    ),
    Case(
        "unnamed_currency",
        "warning",
        {"spend.csv": signed("月,搜索", "¥", ".5")},
        {"spend.csv": signed("月,搜索", "¥", "")},
        ["taken for JPY", "'¥1000.5' has decimals"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {"spend.csv": signed("month,tv (EUR)", "$", "")},
        {"spend.csv": signed("month,tv (MXN)", "$", "")},
        ["EUR and USD"],
    ),
]

BETWEEN = [
    Case("mixed_currencies", "error", marked(" (USD)", "_jpy"), marked(" USD", "_usd"), ["JPY and USD"]),
    Case("currency_read", "info", marked(" (USD)", ""), marked(" (USD)", " (USD)"), ["named in revenue.csv"]),
    Case(
        "mixed_currencies",
        "error",
        {"spend.csv": table("month,tv (USD),radio (JPY)", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv (USD),radio", MONTHS, TV, RADIO)},
        ["tv (USD) (USD) and radio (JPY) (JPY)"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {
            "revenue.csv": revenue(),
            "spend.csv": spend(tv=["¥5"] * 24),
            "test.csv": f"{TEST} (USD)\ntv,2024-01-01,2024-01-31,5,1\n",
        },
        {
            "revenue.csv": revenue(),
            "spend.csv": spend(tv=["¥5"] * 24),
            "test.csv": f"{TEST} (円)\ntv,2024-01-01,2024-01-31,5,1\n",
        },
        ["spend.csv and test.csv"],
    ),
]

NAMED = [
    Case("unclear_unit", "error", {"spend.csv": fires}, {"spend.csv": silent}, [says])
    for fires, silent, says in [
        (table("month,tv k", MONTHS, TV), table("month,tv_k9", MONTHS, TV), "'tv k'"),
        (
            "month,channel,cost\n" + "".join(f"{month},テレビ(千円),5\n" for month in MONTHS),
            "month,channel,cost\n" + "".join(f"{month},テレビ(地上波),5\n" for month in MONTHS),
            "'テレビ(千円)'",
        ),
    ]
] + [
    Case("unclear_unit", "error", {"mail_usd_jpy.csv": MAIL}, {"mail_usd.csv": MAIL}, ["'mail_usd_jpy.csv'"]),
    Case(
        "unclear_unit", "error", {"tv_usd.csv": MAIL.replace("_spend", " 円")}, {"tv_jpy.csv": MAIL}, ["円"]
    ),
    Case("unit_applied", "info", {"mail_千円.csv": MAIL}, {"mail_円.csv": MAIL}, ["'mail_千円.csv' says"]),
    told(
        "info",
        "unit_applied",
        MAIL.replace("date", "日付（千円）"),
        MAIL.replace("date", "日付（円）"),
        "the name '日付（千円）'",
    ),
    Case("currency_read", "info", {"mail_usd.csv": MAIL}, {"mail_us.csv": MAIL}, ["the name 'mail_usd.csv'"]),
    Case(
        "mixed_currencies",
        "error",
        {
            "other.csv": beside("account_currency", "JPY", "JPY"),
            "spend.csv": table("month,tv (USD)", MONTHS, TV),
        },
        {
            "other.csv": beside("account_currency", "JPY", "JPY"),
            "spend.csv": table("month,tv (円)", MONTHS, TV),
        },
        ["JPY and USD"],
    ),
]

UNIT_CASES = NAMED + ABOVE + OWN_COLUMN + SAID + BETWEEN + UNNAMED

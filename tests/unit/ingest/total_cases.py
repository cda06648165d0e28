"""Findings about what is told twice: totals, by their names or amounts, and the same time in two files."""

from collections.abc import Sequence

from unit.ingest.tables import (
    BOTH,
    MONTHS,
    RADIO,
    REVENUE,
    TV,
    Case,
    by_country,
    by_shop,
    daily,
    days,
    in_halves,
    in_rows,
    long,
    replaced,
    revenue,
    stacked,
    subtotalled,
    table,
)

NEARLY = replaced(BOTH, at_7=BOTH[7] + 0.05, at_8=BOTH[8] - 0.05)
"""The same as both but for two months of 24, which is more than one in twenty."""

APART = [cost + 30 * (at % 3) for at, cost in enumerate(BOTH)]
"""The same as both but for some hundredths in most months."""

SHOPS = [[1727.4 + 161.7 * (k * i % 7) for i in range(24)] for k in (2, 3, 5)]
THOUSANDS = [[round(amount) for amount in shop] for shop in SHOPS]
ALL_SHOPS = [round(sum(amounts)) for amounts in zip(*SHOPS, strict=True)]
"""What shops earn in thousands, rounded, and what all of them earn together, rounded from the true sums."""
MAIL = [300.0 + 70 * (5 * i % 11) for i in range(24)]


def in_thousands(others: Sequence[float]) -> str:
    """Revenue of three shops in thousands of yen, and of a fourth."""
    shops = dict(zip(("Oita", "Kobe", "Nara", "Ota"), [*THOUSANDS, others], strict=True))
    rows = [f"{month},{shop},{shops[shop][at]}" for at, month in enumerate(MONTHS) for shop in shops]
    return "\n".join(["単位：千円", "month,shop,revenue", *rows]) + "\n"


def with_totals(account: int, search: int) -> str:
    """Two channels of an account, and its totals as Google Ads writes them."""
    rows = [f"b,2024-01-0{i},Search,{i}\nd,2024-01-0{i},Display,{5 * i}" for i in (1, 2, 3)]
    totals = [f"Total: {name}, --, --,{total}" for name, total in [("Account", account), ("Search", search)]]
    return "\n".join(["Campaign,Day,Campaign type,Cost", *rows, *totals]) + "\n"


def _of_report(row: str, *, at_end: bool) -> str:
    """What a console spent by month, each with its last day, and a row of the whole report."""
    rows = [f"{month}-01,{month}-28,a,{spent:.0f}" for month, spent in zip(MONTHS, TV, strict=True)]
    rows[-1] = rows[-1].replace("12-28", "12-31")
    lines = [*rows, row] if at_end else [row, *rows]
    return "\n".join(["Reporting starts,Reporting ends,Campaign name,social_spend", *lines]) + "\n"


TOTAL_CASES = [
    Case(
        "duplicate_rows",
        "error",
        {"other.csv": long("c1,mail,2024-01-01,5", "c1,MAIL,2024-01-01,5")},
        {"other.csv": long("c01,mail,2024-01-01,5", "c1,MAIL,2024-01-01,5")},
        ["Rows 2 and 3 of other.csv"],
    ),
    Case(
        "unclear_column",
        "error",
        {"other.csv": long("c1,mail,2024-01-01,5", "c1,合計,2024-01-01,5")},
        {"other.csv": long("c1,mail,2024-01-01,5", "c1,合計メール,2024-01-01,5")},
        ["'合計' in the column CHANNEL of other.csv"],
    ),
    *[
        Case(
            "unclear_column",
            "error",
            {"other.csv": long("c1,mail,2024-01-01,5", f"{total},mail,2024-01-01,5")},
            {"other.csv": long("c1,mail,2024-01-01,5", f"{campaign},mail,2024-01-01,5")},
            [f"'{total}' in the column CAMPAIGN of other.csv (1 row)"],
        )
        for total, campaign in [
            ("Ｔｏｔａｌ", "Total TV"),
            ("Grand total", "Totalenergies"),
            ("全体", "計測"),
            ("小計", "設計"),
            ("Gesamtergebnis", "Gesamtpaket"),
            ("Total: campaigns", "Total TV: campaigns"),
            ("合計（検索）", "計測（検索）"),
            ("Total général", "Général"),
            ("合　計", "会　計"),
            ("小 計", "設 計"),
            ("総　合計", "総合　設計"),
            ("TTL", "TTLC"),
            ("Web計", "Web会計"),
            ("東京 計", "東京 設計"),
            ("店舗計", "店舗設計"),
            ("Σ", "Σigma"),
        ]
    ],
    Case(
        "unclear_column",
        "error",
        {"other.csv": subtotalled("14,14,14")},
        {"other.csv": subtotalled("14,14,15")},
        ["Where the column CAMPAIGN of other.csv is empty (3 rows)"],
    ),
    Case(
        "unclear_column",
        "error",
        {"other.csv": by_country("WW", "14,15,16")},
        {"other.csv": by_country("WW", "14,15,17")},
        ["'WW' in the column country", "3 rows"],
    ),
    Case(
        "unclear_column",
        "error",
        {"other.csv": by_country("(all)", "1,2,3")},
        {"other.csv": by_country("FR", "1,2,3")},
        ["'(all)'"],
    ),
    Case(
        "unclear_column",
        "error",
        {"other.csv": long(*in_halves("tv brand", 6))},
        {"other.csv": long(*in_halves("tv brand", 5))},
        ["'tv brand' in the column CAMPAIGN"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": in_rows("paid media", 24)},
        {"spend.csv": in_rows("paid media", 20)},
        ["'paid media' in the column channel"],
    ),
    *[
        Case(
            "unclear_column",
            "error",
            {"other.csv": long("c1,mail,2024-01-01,5", f"c1,{total},2024-01-01,5")},
            {"other.csv": long("c1,mail,2024-01-01,5", f"c1,{channel},2024-01-01,5")},
            [f"'{total}' in the column CHANNEL"],
        )
        for total, channel in [
            ("媒体計", "媒体計測"),
            ("総合計", "総合"),
            ("All channels", "All Inclusive"),
            ("All", "Allo"),
            ("Summe", "Sum Up"),
            ("合计", "合计广告"),
            ("TV total", "Total TV"),
            ("Total media", "Total Wine"),
            ("広告費計", "広告費計測"),
            ("全社", "全社協"),
            ("動画合計", "合計動画"),
            ("マス計", "マス計測"),
            ("Search TTL", "TTL Search"),
        ]
    ],
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv_spend,合計広告費", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv_spend,計測広告費", MONTHS, TV, RADIO)},
        ["合計広告費 of spend.csv"],
    ),
    *[
        Case(
            "unclear_column",
            "error",
            {"spend.csv": table(f"month,tv,{total}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,tv,{channel}", MONTHS, TV, RADIO)},
            [f"{total} of spend.csv"],
        )
        for total, channel in [
            ("合　計", "会　計"),
            ("Web計", "Web会計"),
            ("TTL", "TTLC"),
            ("Total marketing cost", "Total Wine cost"),
            ("総販促費", "総研広告費"),
            ("Gesamtwerbekosten", "Gesamtwerk Kosten"),
            ("Coût total publicité", "Coût Totalenergies"),
        ]
    ],
    *[
        Case(
            code,
            severity,
            {"ads.csv": with_totals(account, search)},
            {"ads.csv": with_totals(36, 6)},
            [says],
        )
        for code, severity, account, search, says in [
            ("total_row_differs", "error", 36, 17, "'Total: Search' says 17"),
            ("total_row_differs", "error", 53, 6, "'Total: Account' says 53"),
        ]
    ],
    Case(
        "total_row_left_out",
        "info",
        {"ads.csv": with_totals(36, 6)},
        {"ads.csv": with_totals(36, 6).split("Total")[0]},
        ["The row 'Total: Account' is the sum of other rows"],
    ),
    *(
        Case(
            "total_row_left_out",
            "info",
            {"ads.csv": _of_report(f"2023-01-01,2024-12-31,{name},{sum(TV):.0f}", at_end=at_end)},
            {"ads.csv": _of_report(f"2023-01-01,2024-12-31,{near},{sum(TV) + more:.0f}", at_end=at_end)},
            [f"The row '{name or '2023-01-01 - 2024-12-31'}' is the sum"],
        )
        for name, near, more, at_end in [
            ("", "", 700, False),
            ("TOTAL", "brand", 0, False),
            ("合計", "", -700, True),
            ("--", "Totally", 0, True),
        ]
    ),
    Case(
        "long_range",
        "error",
        {"ads.csv": _of_report(f"2023-01-01,2024-12-31,,{sum(TV) + 700:.0f}", at_end=False)},
        {"ads.csv": _of_report(f"2023-01-01,2024-12-31,,{sum(TV):.0f}", at_end=False)},
        ["from 2023-01-01 to 2024-12-31"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"other.csv": "date,channel,cost\n2024-03-01,tv,5\n2024-03-02,tv,5\n"},
        {"other.csv": "date,channel,cost\n2024-03-01,mail,5\n2024-03-02,mail,5\n"},
        ["spend on tv", "other.csv row 2 (2024-03-01)", "spend.csv row 16 (2024-03-01)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {
            "a.csv": daily("date,mail", days("2024-01-01", "2024-01-10")),
            "b.csv": daily("date,mail", days("2024-01-10", "2024-01-31")),
        },
        {
            "a.csv": daily("date,mail", days("2024-01-01", "2024-01-10")),
            "b.csv": daily("date,mail", days("2024-01-11", "2024-01-31")),
        },
        ["a.csv row 11 (2024-01-10)", "b.csv row 2 (2024-01-10)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"sales.csv": revenue([1.0], ["2024-12"])},
        {"sales.csv": revenue([1.0], ["2025-01"])},
        ["revenue", "sales.csv row 2"],
    ),
    Case(
        "unclear_column",
        "error",
        {"revenue.csv": by_shop(["Oita", "Kobe", "駅前", "合計"])},
        {"revenue.csv": by_shop(["Oita", "Kobe", "駅前"])},
        ["'合計' in the column shop"],
    ),
    *[
        Case(
            "unclear_column",
            "error",
            {"revenue.csv": by_shop(["Oita", "Kobe", "駅前", total])},
            {"revenue.csv": by_shop(["Oita", "Kobe", "駅前", shop])},
            [f"'{total}' in the column shop"],
        )
        for total, shop in [("全店", "全店前"), ("All stores", "Allstores"), ("総　額", "総　社")]
    ],
    Case(
        "unclear_column",
        "error",
        {"revenue.csv": in_thousands(ALL_SHOPS)},
        {"revenue.csv": in_thousands([amount + 4 * (i % 3) for i, amount in enumerate(ALL_SHOPS)])},
        ["'Ota' in the column shop of revenue.csv (24 rows) is the sum of all other rows"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv,radio,air", MONTHS, TV, RADIO, BOTH)},
        {"spend.csv": table("month,tv,radio,air", MONTHS, TV, RADIO, NEARLY)},
        ["air of spend.csv", "sum of all other columns"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"spend.csv": table(f"month,tv,radio,{total}", MONTHS, TV, RADIO, NEARLY)},
            {"spend.csv": table(f"month,tv,radio,{total}", MONTHS, TV, RADIO, APART)},
            [f"{total} of spend.csv", "within 1 % of it"],
        )
        for total in ("all", "Blended", "Paid Account", "関東計", "APAC")
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"spend.csv": stacked("channel", tv=TV, radio=RADIO, **{total: NEARLY})},
            {"spend.csv": stacked("channel", tv=TV, radio=RADIO, **{channel: NEARLY})},
            [f"'{total}' in the column channel of spend.csv (24 rows) is the sum of all other channels"],
        )
        for total, channel in [("Account", "Counter"), ("Total stores", "Stores"), ("広告主計", "広告主様")]
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv,mail,air,radio", MONTHS, TV, MAIL, BOTH, RADIO)},
        {"spend.csv": table("month,tv,mail,air,radio", MONTHS, TV, MAIL, NEARLY, RADIO)},
        ["The column air of spend.csv is that of tv and radio together"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": stacked("channel", tv=TV, mail=MAIL, air=BOTH, radio=RADIO)},
        {"spend.csv": stacked("channel", tv=TV, mail=MAIL, air=NEARLY, radio=RADIO)},
        ["'air' in the column channel of spend.csv (24 rows) is that of radio and tv together"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": stacked("campaign", a=TV, b=MAIL, ac=BOTH, c=RADIO)},
        {"spend.csv": stacked("campaign", a=TV, b=MAIL, ac=NEARLY, c=RADIO)},
        ["'ac' in the column campaign of spend.csv (24 rows) is that of a and c together"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"air.csv": table("month,air_spend", MONTHS, BOTH)},
        {"air.csv": table("month,air_spend", MONTHS, NEARLY)},
        ["Spend on air (air.csv)", "that on tv and radio together (spend.csv)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"air.csv": table("month,air_spend", MONTHS, RADIO)},
        {"air.csv": table("month,air_spend", MONTHS, [min(cost, 800) for cost in RADIO[:12]] + MAIL[12:])},
        ["the same as that on", "air (air.csv)", "radio (spend.csv)"],
    ),
    *(
        Case(
            "duplicate_across_files",
            "error",
            {"other.csv": stacked("channel", **{total: MAIL})},
            {"other.csv": stacked("channel", **{channel: MAIL})},
            [f"'{total}' (other.csv) looks like a total of the other channels"],
        )
        for total, channel in [("Total", "Total TV"), ("全社", "全社協"), ("air total", "air")]
    ),
    *(
        Case(
            "duplicate_across_files",
            "error",
            {"revenue.csv": table(f"month,revenue,{total}", MONTHS, REVENUE, [1.07 * x for x in BOTH])},
            {"revenue.csv": table(f"month,revenue,{channel}", MONTHS, REVENUE, [1.07 * x for x in BOTH])},
            ["looks like a total of the other channels"],
        )
        for total, channel in [("total ad spend", "total Wine spend"), ("総広告費", "総研広告費")]
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"other.csv": stacked("channel", Total=MAIL)},
        {
            "other.csv": stacked("channel", Total=MAIL),
            "mapping.json": '{"channels": {"Total": "TotalEnergies"}}',
        },
        ["'Total' (other.csv)"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv,radio,all", MONTHS, *(x[:3] + [0] * 21 for x in (TV, RADIO, BOTH)))},
        {"spend.csv": table("month,tv,radio,all", MONTHS, *(x[:2] + [0] * 22 for x in (TV, RADIO, BOTH)))},
    ),
]

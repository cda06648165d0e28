"""Findings about files: their cells and rows."""

from unit.ingest.tables import (
    MONTHS,
    RADIO,
    TV,
    TWO_YEARS,
    Case,
    by_shop,
    daily,
    long,
    replaced,
    revenue,
    spend,
    summed_up,
    table,
)

FILE_CASES = [
    *[
        Case(
            "two_tables",
            "error",
            {"spend.csv": f"{spend()}\n{header}\n2025-01,1,1\n"},
            {"spend.csv": f"{spend()}\n2025-01,1,1\n"},
            [f"in row {row} of spend.csv"],
        )
        for header, row in [
            ("month,mail,web", 27),
            ("売上,,\n年月,本店,支店", 28),
            ("month,revenue", 27),
            ("Sales\nMonth,Shop,Revenue,Units", 28),
        ]
    ],
    *[
        Case("lines_below_rows", "info", {"spend.csv": spend() + below}, {"spend.csv": spend() + other}, says)
        for below, other, says in [
            ("\n©2025 Acme. All rights reserved.\n", "\n,,\n", ["The 1 line from row 27 on", "'©2025 Acme"]),
            (
                '"Report generated 1 Jan 2025, in Rome",,\n',
                "2025-01,1,1\n",
                ["from row 26 on", "'Report gen"],
            ),
            (",,出典：社内資料\n（注）速報値,,\n", "出典,社内資料,\n", ["The 2 lines from row 26 on"]),
            ("* preliminary\n", "* preliminary,5,\n", ["'* preliminary'"]),
        ]
    ],
    Case(
        "unreadable_date",
        "error",
        {"spend.csv": spend() + "Dec 2025 part,,\n2025-01,1,1\n"},
        {"spend.csv": spend() + "2025-01,1,1\nDec part,,\n"},
        ["'Dec 2025 part'"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="12 apples"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="1.2e1"))},
        ["'12 apples'"],
    ),
    Case(
        "non_finite",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="NaN"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="0"))},
        ["'NaN'"],
    ),
    Case(
        "unreadable_date",
        "error",
        {"spend.csv": spend(months=[*MONTHS[:-1], "2024-13"])},
        {"spend.csv": spend(months=[*MONTHS[:-1], "2024/12"])},
        ["'2024-13'"],
    ),
    Case(
        "ambiguous_date",
        "error",
        {"revenue.csv": daily("date,revenue", ["01/02/2024", *TWO_YEARS])},
        {"revenue.csv": daily("date,revenue", TWO_YEARS)},
        ["'01/02/2024'", "day first or month first"],
    ),
    Case(
        "missing_channel",
        "error",
        {"other.csv": long("c1, ,2024-01-01,5", "c1,mail,2024-02-01,5")},
        {"other.csv": long("c1, mail ,2024-01-01,5", "c1,mail,2024-02-01,5")},
    ),
    Case(
        "control_character",
        "error",
        {"spend.csv": table("month,tv,\x1b[31mradio", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv,[31mradio", MONTHS, TV, RADIO)},
        [r"'\x1b[31mradio' of spend.csv"],
    ),
    Case(
        "control_character",
        "error",
        {"other.csv": long("c1,m\u200bail,2024-01-01,5", "c1,mail,2024-02-01,5")},
        {"other.csv": long("c1,m\u3000ail,2024-01-01,5", "c1,mail,2024-02-01,5")},
        [r"'m\u200bail'"],
    ),
    Case(
        "duplicate_rows",
        "error",
        {"other.csv": long("c1,mail,2024-01-01,5", "c2,mail,2024-01-01,5", "c1,mail ,2024/1/1,7")},
        {"other.csv": long("c1,mail,2024-01-01,5", "c2,mail,2024-01-01,5", "c1,mail,2024-02-01,7")},
        ["Rows 2 and 4 of other.csv", "mail", "c1", "2024-01-01"],
    ),
    Case(
        "duplicate_rows",
        "error",
        {"other.csv": "date,channel,menu,cost\n2024-01-01,mail,a,5\n2024-01-01,mail,b,6\n"},
        {"other.csv": "date,channel,ad name,cost\n2024-01-01,mail,a,5\n2024-01-01,mail,b,6\n"},
        ["both tell of mail and 2024-01-01; only the column menu"],
    ),
    Case(
        "duplicate_rows",
        "error",
        {"other.csv": long("01,mail,2024-01-01,5", "01,mail,2024-01-01,5")},
        {"other.csv": long("01,mail,2024-01-01,5", "1,mail,2024-01-01,5")},
        ["Rows 2 and 3 of other.csv"],
    ),
    Case(
        "duplicate_rows",
        "error",
        {"other.csv": long("Brand  A,mail,2024-01-01,5", "brand a,mail,2024-01-01,6")},
        {"other.csv": long("Brand-A,mail,2024-01-01,5", "brand a,mail,2024-01-01,6")},
        ["brand a"],
    ),
    Case(
        "negative_spend",
        "error",
        {"spend.csv": spend(radio=replaced(RADIO, at_2="-0.01"))},
        {"spend.csv": spend(radio=replaced(RADIO, at_2="-0"))},
        ["-0.01"],
    ),
    Case(
        "future_date",
        "error",
        {"revenue.csv": daily("date,revenue", [*TWO_YEARS, "2025-01-21"])},
        {"revenue.csv": daily("date,revenue", [*TWO_YEARS, "2025-01-20"])},
        ["2025-01-21", "2025-01-20"],
    ),
    Case(
        "channel_names_joined",
        "info",
        {"other.csv": "date,channel,cost\n2024-03-01,TV,5\n2024-03-02,TV,5\n"},
        {"other.csv": "date,channel,cost\n2024-03-01,TV2,5\n2024-03-02,TV2,5\n"},
        ["TV and tv"],
    ),
    *[
        Case(
            "channel_names_joined",
            "info",
            {"other.csv": long(*(f"c1,{name},2024-0{i + 1}-01,5" for i, name in enumerate(joined)))},
            {"other.csv": long(*(f"c1,{name},2024-0{i + 1}-01,5" for i, name in enumerate(apart)))},
            [f"{len(joined)}" if len(joined) > 9 else joined[0]],
        )
        for joined, apart in [
            (
                ("GoogleAds", "Google Ads", "google_ads", "Ｇｏｏｇｌｅ　Ａｄｓ"),
                ("Google Ads", "Google", "Google Ad"),
            ),
            (("mail-1", "Mail 1", "mail1"), ("mail 1 2", "mail 12", "mail 1.2")),
            (("ﾃﾚﾋﾞ", "テレビ"), ("テレビ", "テレビー", "テレビ&ラジオ")),
        ]
    ],
    *(
        Case(
            "may_be_a_plan",
            "warning",
            {"spend.csv": None, planned: spend()},
            {"spend.csv": None, actual: spend()},
            [f"'{planned}' speaks of a plan"],
        )
        for planned, actual in [
            ("budget.csv", "widget.csv"),
            ("Mediaplan.csv", "Mediaplanet.csv"),
            ("spend_prev_year.csv", "spend_each_year.csv"),
            ("広告予算.csv", "広告予約.csv"),
            ("spend_ytd.csv", "spend_day.csv"),
        ]
    ),
    Case(
        "rows_added_up",
        "info",
        {"revenue.csv": by_shop(["Oita", "Kobe"])},
        {"revenue.csv": by_shop(["Oita"])},
        ["48 rows of revenue.csv were added up to 24 dates; they differ in shop"],
    ),
    Case(
        "duplicate_rows",
        "error",
        {"revenue.csv": by_shop(["Oita", "Kobe", "oita"])},
        {"revenue.csv": by_shop(["Oita", "Kobe"])},
        ["both tell of oita and 2023-01-01"],
    ),
    Case(
        "may_be_a_plan",
        "warning",
        {"spend.csv": f"Budget 2024\n{spend()}", "revenue.csv": revenue()},
        {"spend.csv": f"Budgerigars 2024\n{spend()}", "revenue.csv": revenue()},
        ["'Budget 2024', above the header of spend.csv"],
    ),
    *(
        Case(
            "may_be_a_plan",
            "error",
            {name: summed_up(MONTHS, year_begins), "spend.csv": None},
            {name: summed_up(MONTHS, year_begins, dropping_at=18), "spend.csv": None},
            [f"{name} holds running totals"],
        )
        for name, year_begins in [("spend_ytd.csv", "01"), ("広告費_累計.csv", "04")]
    ),
    Case(
        "thousands_separators_removed",
        "info",
        {"spend.csv": spend(tv=replaced(TV, at_0='"1,234,567"'))},
        {"spend.csv": spend(tv=replaced(TV, at_0='"1234567"'))},
        ["'1,234,567'"],
    ),
]

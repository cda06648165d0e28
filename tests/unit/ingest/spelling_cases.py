"""Findings about how amounts and dates are written."""

import calendar

from unit.ingest.tables import (
    MONTHS,
    RADIO,
    REVENUE,
    TV,
    TWO_YEARS,
    Case,
    daily,
    mailed,
    replaced,
    spend,
    table,
)

GROUPED = [f'"861,{300 + i}"' for i in range(24)]

AMOUNT_CASES = [
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="-"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="0"))},
        ["'-' is no number; spreadsheets show 0 so"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": spend(tv=[f"{i}1234 xyz" for i in range(1, 25)])},
        {"spend.csv": spend(tv=[f"{i}1234 円(税込)" for i in range(1, 25)])},
        ["The column tv of spend.csv holds more than amounts, such as '101234 xyz'"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": table("month,tv,radio", MONTHS, GROUPED, ["7"] * 24)},
        {"spend.csv": table("month,tv,radio", MONTHS, ['"1,234.5"', *GROUPED[1:]], ["7"] * 24)},
        ["'861,300' could mean thousands or decimals"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": table("month,tv,radio", MONTHS, GROUPED, ["7"] * 24)},
        {"spend.csv": table("年月,テレビ,ラジオ", MONTHS, GROUPED, ["7"] * 24)},
        ["'861,300' could mean thousands or decimals"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="500円(税込)", at_4="600円(税抜)"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="500円(税別)", at_4="600円(税抜)"))},
        ["another cell of the column says the opposite"],
    ),
    Case(
        "amounts_normalised",
        "info",
        {"spend.csv": spend(tv=replaced(TV, at_3="約500"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="500"))},
        ["'約500' = 500"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="12%"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="12"))},
        ["percentage"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": table("month,tv(千円),radio", MONTHS, replaced(TV, at_3="2万円"), RADIO)},
        {"spend.csv": table("month,tv(千円),radio", MONTHS, replaced(TV, at_3="2千円"), RADIO)},
        ["another unit"],
    ),
    *[
        Case(
            "unreadable_number",
            "error",
            {
                "spend.csv": spend(
                    tv=[amount.replace("#", f"{300 + i}") for i in range(23)] + [odd], radio=[7] * 24
                )
            },
            {
                "spend.csv": spend(
                    tv=[amount.replace("#", f"{300 + i}") for i in range(23)] + [even], radio=[7] * 24
                )
            },
            ["'1", "in row 25", "in row 2 and 23 amounts"],
        )
        for amount, odd, even in [('"439,#"', '"1,5"', '"1,500.0"'), ("439.#", "1.5", "1234.5")]
    ],
    Case(
        "mixed_currencies",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="$500", at_4="€500"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="$500", at_4="$500"))},
        ["EUR and USD"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {"revenue.csv": table("month,revenue (USD)", MONTHS, REVENUE), "spend.csv": spend(tv=["¥5"] * 24)},
        {"revenue.csv": table("month,revenue (JPY)", MONTHS, REVENUE), "spend.csv": spend(tv=["¥5"] * 24)},
        ["revenue.csv and spend.csv"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"rates.csv": table("month,control_discount", MONTHS, replaced(["5%"] * 24, at_3="5"))},
        {"rates.csv": table("month,control_discount", MONTHS, replaced(["5%"] * 24, at_3="7.5%"))},
        ["'5%' is a percentage"],
    ),
    Case(
        "unreadable_date",
        "error",
        {"other.csv": mailed("2023-Q1", "2023-Q2")},
        {"other.csv": mailed("2023-01", "2023-02")},
        ["'2023-Q1' is a quarter"],
    ),
    Case(
        "unreadable_date",
        "error",
        {"other.csv": mailed("2024/1/1(火)", "2024/1/2(火)")},
        {"other.csv": mailed("2024/1/1(月)", "2024/1/2(火)")},
        ["'2024/1/1(火)' names a weekday"],
    ),
    Case(
        "unreadable_date",
        "error",
        {"other.csv": mailed("2023-12-31 15:00:00", "2024-01-31 15:00:00")},
        {"other.csv": mailed("2023-12-31 09:00:00", "2024-01-31 09:00:00")},
        ["15:00 in UTC is midnight in Japan"],
    ),
    *(
        Case(
            "unreadable_number",
            "error",
            {"spend.csv": spend(tv=replaced(TV, at_3=rounded))},
            {"spend.csv": spend(tv=replaced(TV, at_3=whole))},
            [f"'{rounded}' is an amount of which"],
        )
        for rounded, whole in [
            ("1.23E+09", "1.23E+02"),
            ("1.23E+006", "1.23E+002"),
            ("1.23e+06", "1.23e+02"),
            ("1.23E6", "1.23E2"),
            ("4e+06", "4e+00"),
            ("12.3e6", "12.3e1"),
            ("4.275123e+09", "4.275123e+06"),
            ("¥1.23E+06", "¥1.23E+02"),
        ]
    ),
    Case(
        "control_character",
        "error",
        {"other.csv": "month,channel,cost\n2024-01,mail\u3164,5\n"},
        {"other.csv": "month,channel,cost\n2024-01,mail\u2709\ufe0f,5\n"},
        ["mail\\u3164"],
    ),
    Case(
        "thousands_separators_removed",
        "info",
        {"spend.csv": spend(tv=replaced([5] * 24, at_0='"1.234.567,5"'), radio=[7] * 24)},
        {"spend.csv": spend(tv=replaced(TV, at_0='"1234567.5"'))},
        ["points were read as thousands separators"],
    ),
    Case(
        "thousands_separators_removed",
        "info",
        {"spend.csv": spend(tv=replaced(TV, at_0="2'012.50"))},
        {"spend.csv": spend(tv=replaced(TV, at_0="2012.50"))},
        ["Apostrophes or spaces", "2'012.50"],
    ),
    Case(
        "decimal_comma_read",
        "info",
        {"spend.csv": table("month;tv;radio", MONTHS, TV, RADIO).replace(",", ";").replace(".0", ",5")},
        {"spend.csv": table("month;tv;radio", MONTHS, TV, RADIO).replace(",", ";")},
        ["decimal marks"],
    ),
    Case(
        "unit_applied",
        "info",
        {"spend.csv": table("month,tv(千円),radio", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv(円),radio", MONTHS, TV, RADIO)},
        ["multiplied by 1,000"],
    ),
    Case(
        "unit_applied",
        "info",
        {"spend.csv": spend(tv=[f"{tv}万円" for tv in TV])},
        {"spend.csv": spend(tv=[f"{tv}円" for tv in TV])},
        ["multiplied by 10,000"],
    ),
    Case(
        "amounts_normalised",
        "info",
        {"spend.csv": spend(tv=[f"¥{tv}" for tv in TV])},
        {"spend.csv": spend()},
        ["'¥1000.0' = 1,000"],
    ),
    Case(
        "total_row_left_out",
        "info",
        {"spend.csv": spend() + f"合計,{sum(TV)},{sum(RADIO)}\n"},
        {"spend.csv": spend()},
        ["'合計'"],
    ),
    Case(
        "total_row_left_out",
        "info",
        {"spend.csv": spend().replace("2023-01", f"Total,{sum(TV)},{sum(RADIO)}\n2023-01", 1)},
        {"spend.csv": spend()},
        ["'Total'"],
    ),
    Case(
        "total_row_differs",
        "error",
        {"spend.csv": spend().replace("2023-01", f"Total,{sum(TV)},{sum(RADIO) + 7}\n2023-01", 1)},
        {"spend.csv": spend()},
        ["the other rows add up to"],
    ),
    Case(
        "total_row_differs",
        "error",
        {"spend.csv": spend() + f"Total,{sum(TV)},{sum(RADIO) + 7}\n"},
        {"spend.csv": spend() + f"Total,{sum(TV)},{sum(RADIO) + 3}\n"},
        ["column radio"],
    ),
]

NAMED_MONTHS = [calendar.month_abbr[1 + i % 12] for i in range(24)]

DATE_CASES = [
    Case("dates_normalised", "info", {"spend.csv": fires}, {"spend.csv": silent}, [says])
    for fires, silent, says in [
        (spend(months=[f"令和{month[2:4]}年{month[5:]}月" for month in MONTHS]), spend(), "era"),
        (spend(months=[month.replace("-", "") for month in MONTHS]), spend(), "without separators"),
        (spend(months=[month.replace("-", "年") + "月" for month in MONTHS]), spend(), "in characters"),
        (
            spend(months=[f"{name} {m[:4]}" for name, m in zip(NAMED_MONTHS, MONTHS, strict=True)]),
            spend(),
            "Names",
        ),
        (
            "week,mail_spend\n2024-W01,5\n2024-W02,6\n",
            "week,mail_spend\n2024-01-01,5\n2024-01-08,6\n",
            "ISO weeks",
        ),
        (daily("date,tv", [str(44927 + i) for i in range(731)]), daily("date,tv", TWO_YEARS), "Excel"),
        (
            daily("date,tv", [f"{d[8:]}/{d[5:7]}/{d[:4]}" for d in TWO_YEARS]),
            daily("date,tv", TWO_YEARS),
            "day first",
        ),
        (
            daily("date,tv", [f"{d[5:7]}/{d[8:]}/{d[:4]}" for d in TWO_YEARS]),
            daily("date,tv", TWO_YEARS),
            "month first",
        ),
        ("date,mail_spend\n24/01/31,5\n99/01/31,6\n", "date,mail_spend\n2024-01-31,5\n", "two digits"),
        (spend(months=[f"{month[5:]}/{month[:4]}" for month in MONTHS]), spend(), "before their year"),
        (spend(months=[month.replace("-", "年") + "月度" for month in MONTHS]), spend(), "Accounting"),
        (
            "week ending,mail_spend\n2024-01-07,5\n2024-01-14,6\n",
            "week,mail_spend\n2024-01-07,5\n2024-01-14,6\n",
            "as the week from 2024-01-01",
        ),
        (daily("date,tv", [f"{d} 09:00" for d in TWO_YEARS]), daily("date,tv", TWO_YEARS), "time of day"),
    ]
] + [
    Case(code, "error", {"spend.csv": fires}, {"spend.csv": silent}, [says])
    for code, fires, silent, says in [
        ("unreadable_date", "month,mail_spend\n1月,5\n", "year,month,mail_spend\n2024,1月,5\n", "no year"),
        ("unreadable_date", mailed("2024年度1月"), mailed("2024年1月"), "fiscal year"),
        ("unreadable_date", mailed("5"), mailed("2024-W05"), "number of a week"),
        ("unreadable_date", mailed("2024-01-01 - 2024-01-07"), mailed("2024-01-01"), "first and a last day"),
        ("ambiguous_date", mailed("23/01/01"), mailed("23/01/13", "99/01/01"), "two digits"),
        (
            "ambiguous_date",
            mailed("2024-04-03", "13/04/2024"),
            mailed("2024-04-13", "14/04/2024"),
            "two forms",
        ),
        (
            "ambiguous_date",
            mailed(*(f"2024-{m:02d}-{d:02d}" for d in range(1, 13) for m in range(1, 13)), "2024-12-13"),
            mailed(*(f"2024-{m:02d}-{d:02d}" for m in range(1, 13) for d in range(1, 13)), "2024-12-13"),
            "'2024-01-01' in row 2",
        ),
        (
            "ambiguous_date",
            "week_ending,mail_spend\n2024-01-07,5\n2024-01-15,6\n",
            "week_ending,mail_spend\n2024-01-07,5\n2024-01-21,6\n",
            "different weekdays",
        ),
        (
            "unreadable_date",
            daily("date,tv", ["2024-01-01T15:00Z"]),
            daily("date,tv", ["2024-01-01"]),
            "zone",
        ),
        (
            "ambiguous_date",
            mailed("Jan-24", "Mar-24"),
            mailed("Jan-24", "Feb-24"),
            "day or a month",
        ),
        (
            "ambiguous_date",
            "date,mail_spend\n2024.1,5\n",
            "date,mail_spend\n2024.01,5\n",
            "January or October",
        ),
    ]
]

SPELLING_CASES = AMOUNT_CASES + DATE_CASES

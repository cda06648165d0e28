"""Findings about the panel: what time it covers, and what its spend can teach."""

from unit.ingest.tables import (
    MONTHS,
    RADIO,
    REVENUE,
    TV,
    TWO_YEARS,
    Case,
    Files,
    daily,
    days,
    long_daily,
    nearly_constant,
    replaced,
    rest_of_budget,
    revenue,
    spend,
    table,
    without,
)

FIRST_DECADES = [day for day in TWO_YEARS if day[-2:] <= "10"]
NEWSLETTERS = [day for day in TWO_YEARS if day[-2:] in ("01", "08", "15", "22")]

WEEKS = ["2023-01-02", "2023-01-04", *days("2023-01-09", "2024-12-30")[::7]]
"""First days of weeks, and a day within the first week."""

MONTHS_IN_DAYS = sorted({f"{month}-01" for month in MONTHS} - {*WEEKS})
"""First days of months, at which many reports cut weeks."""


def by_mail(first: int, last: int) -> str:
    """Spend on mail in some of the months."""
    return table("month,mail", MONTHS[first:last], TV[first:last])


def in_second_year(name: str, channels: str) -> Files:
    """A file of the second year alone."""
    return {name: table(f"month,{channels}", MONTHS[12:], *[TV[12:]] * len(channels.split(",")))}


IN_FIRST_YEAR: Files = {"spend.csv": spend(TV[:12], RADIO[:12], MONTHS[:12])}
LATE: list[tuple[Files, Files, str]] = [
    (
        {"other.csv": table("month,mail", MONTHS[8:], TV[8:])},
        {"other.csv": table("month,mail", MONTHS, [*[0] * 8, *TV[8:]])},
        "mail: the first row in other.csv is of 2023-09-01, after the data of other channels begin",
    ),
    (
        {"other.csv": long_daily(mail=TWO_YEARS[262:])},
        {"other.csv": long_daily(mail=TWO_YEARS[262:], web=TWO_YEARS)},
        "is of 2023-09-20, after the data of other channels begin; the time before, in 9 months",
    ),
    (
        {"other.csv": table("month,mail,web", MONTHS[1:], TV[1:], TV[1:])},
        {"other.csv": table("month,mail", MONTHS[2::3], TV[2::3])},
        "mail and web: the first row in other.csv is of 2023-02-01",
    ),
    (
        {"a.csv": by_mail(1, 9), "b.csv": by_mail(9, 24)},
        {"a.csv": by_mail(0, 9), "b.csv": by_mail(9, 24)},
        "mail: the first row in a.csv and b.csv is of 2023-02-01",
    ),
    (
        IN_FIRST_YEAR | in_second_year("a.csv", "tv,radio") | in_second_year("b.csv", "mail"),
        IN_FIRST_YEAR | in_second_year("b.csv", "tv,radio,mail"),
        "mail: the first row in b.csv is of 2024-01-01",
    ),
]
"""Channels whose files begin late, near misses, and what is said of them."""

PANEL_CASES = [
    *(
        Case(
            "long_range",
            "error",
            {"other.csv": f"{header},Platform,Cost\n{beyond},mail,5\n"},
            {"other.csv": f"{header},Platform,Cost\n{within},mail,5\n"},
            ["from {} to {}".format(*beyond.split(","))],
        )
        for header, beyond, within in (
            ("Reporting starts,Reporting ends", "2023-01-01,2023-12-31", "2023-01-01,2023-01-31"),
            ("レポート開始日,レポート終了日", "2023-01-01,2023-02-28", "2023-01-01,2023-01-31"),
            ("Start date,End date", "2023-01-28,2023-02-04", "2023-01-28,2023-02-03"),
            ("開始日,終了日", "2023-01-15,2023-03-14", "2023-01-15,2023-01-31"),
            ("Von,Bis", "2023-01-01,2023-03-31", "2023-01-01,2023-01-31"),
            ("Week start,Week end", "2023-01-02,2023-02-05", "2023-01-30,2023-02-05"),
        )
    ),
    *(
        Case(
            "long_range",
            "error",
            {"other.csv": f"{first},{last},Platform,Cost\n2023-01-01,2023-12-31,mail,5\n"},
            {"other.csv": f"Day,{first},{last},Platform,Cost\n2023-01-01,2023-01-01,Ongoing,mail,5\n"},
            ["from 2023-01-01 to 2023-12-31"],
        )
        for first, last in (("Reporting starts", "Reporting ends"), ("Start date", "End date"))
    ),
    Case(
        "gap",
        "error",
        {"revenue.csv": revenue([*REVENUE[:5], *REVENUE[6:]], [*MONTHS[:5], *MONTHS[6:]])},
        {"revenue.csv": revenue(REVENUE[1:], MONTHS[1:])},
        ["no revenue for 1 month (2023-06) in revenue.csv"],
    ),
    Case(
        "gap",
        "error",
        {"spend.csv": spend(TV[::3], RADIO[::3], MONTHS[::3])},
        {"spend.csv": spend()},
        ["spend only every 3 months in spend.csv"],
    ),
    Case(
        "gap",
        "error",
        {"revenue.csv": revenue(REVENUE[::6], MONTHS[::6])},
        {"revenue.csv": revenue()},
        ["revenue only every 6 months in revenue.csv"],
    ),
    Case(
        "gap",
        "error",
        {"spend.csv": daily("date,tv", [day for day in TWO_YEARS if not day.startswith("2024-02")])},
        {"spend.csv": daily("date,tv", [day for day in TWO_YEARS if not day.startswith("2024-02-1")])},
        ["no spend", "2024-02"],
    ),
    Case(
        "no_spend",
        "error",
        {"spend.csv": "date,revenue\n2022-12-01,5\n"},
        {},
        ["in revenue.csv and spend.csv there is only revenue"],
    ),
    Case(
        "no_revenue",
        "error",
        {"revenue.csv": None, "media.csv": "date,mail\n2024-12-01,5\n"},
        {},
        ["in media.csv and spend.csv there is only spend"],
    ),
    Case("no_spend", "error", {"spend.csv": None, "revenue.csv": None}, {}, ["No file holds spend."]),
    Case("no_revenue", "error", {"spend.csv": None, "revenue.csv": None}, {}, ["No file holds revenue."]),
    Case(
        "no_overlap",
        "error",
        {"revenue.csv": revenue([1.0, 2.0], ["2022-11", "2022-12"])},
        {"revenue.csv": revenue([1.0, 2.0], ["2022-12", "2023-01"])},
        ["2023-01", "2022-12"],
    ),
    Case(
        "periods_outside_overlap",
        "warning",
        {"revenue.csv": revenue(REVENUE[2:], MONTHS[2:])},
        {"revenue.csv": revenue()},
        ["2 months (2023-01 and 2023-02)", "spend but no revenue"],
    ),
    Case(
        "grains_do_not_fit",
        "warning",
        {
            "spend.csv": daily("date,tv", TWO_YEARS),
            "revenue.csv": daily("date,revenue", TWO_YEARS),
            "other.csv": daily("date,mail", TWO_YEARS[1::7]),
        },
        {
            "spend.csv": daily("date,tv", TWO_YEARS),
            "revenue.csv": daily("date,revenue", TWO_YEARS[1::7]),
        },
        ["The dates of other.csv are whole weeks apart"],
    ),
    Case(
        "grains_do_not_fit",
        "error",
        {"other.csv": daily("date,mail", TWO_YEARS[::7])},
        {"other.csv": daily("date,mail", TWO_YEARS)},
        ["weeks beside months"],
    ),
    Case(
        "grains_do_not_fit",
        "error",
        {
            "spend.csv": daily("date,tv", TWO_YEARS[::7]),
            "revenue.csv": daily("date,revenue", TWO_YEARS[1::7]),
        },
        {
            "spend.csv": daily("date,tv", TWO_YEARS[1::7]),
            "revenue.csv": daily("date,revenue", TWO_YEARS[1::7]),
        },
        ["different weekdays"],
    ),
    Case(
        "partial_period",
        "warning",
        {"spend.csv": daily("date,tv", TWO_YEARS[:-1])},
        {"spend.csv": daily("date,tv", TWO_YEARS)},
        ["2024-12", "the data of spend.csv end on 2024-12-30"],
    ),
    Case(
        "partial_period",
        "warning",
        {"spend.csv": daily("date,tv", TWO_YEARS[1:])},
        {"spend.csv": daily("date,tv", TWO_YEARS)},
        ["2023-01", "the data of spend.csv begin on 2023-01-02"],
    ),
    Case(
        "uneven_weeks",
        "info",
        {
            "spend.csv": daily("date,tv", WEEKS[1:]),
            "revenue.csv": daily("date,revenue", WEEKS[:1] + WEEKS[2:]),
        },
        {"spend.csv": daily("date,tv", WEEKS[2:]), "revenue.csv": daily("date,revenue", WEEKS[2:])},
        ["The first date of spend.csv, 2023-01-04, lies within the week that begins on 2023-01-02"],
    ),
    Case(
        "partial_period",
        "warning",
        {
            "spend.csv": daily("date,tv", WEEKS[1:]),
            "revenue.csv": daily("date,revenue", WEEKS[:1] + WEEKS[2:]),
        },
        {
            "spend.csv": daily("date,tv", WEEKS[2:]),
            "revenue.csv": daily("date,revenue", WEEKS[:1] + WEEKS[2:]),
        },
        ["2023-W01", "begin on 2023-01-04"],
    ),
    Case(
        "uneven_weeks",
        "warning",
        {"spend.csv": daily("date,tv", WEEKS), "revenue.csv": daily("date,revenue", WEEKS[2:])},
        {"spend.csv": daily("date,tv", WEEKS[1:]), "revenue.csv": daily("date,revenue", WEEKS[2:])},
        ["1 date such as 2023-01-04 lie within a week"],
    ),
    Case(
        "grains_do_not_fit",
        "error",
        {"spend.csv": daily("date,tv", WEEKS)},
        {"spend.csv": daily("date,tv", sorted([*MONTHS_IN_DAYS, *WEEKS]))},
        ["weeks beside months"],
    ),
    Case(
        "missing_days",
        "warning",
        {"revenue.csv": daily("date,revenue", [*TWO_YEARS[:40], *TWO_YEARS[41:]])},
        {"revenue.csv": daily("date,revenue", TWO_YEARS)},
        ["1 of 731 days", "2023-02-10"],
    ),
    Case(
        "missing_days",
        "warning",
        {"spend.csv": daily("date,tv", [*TWO_YEARS[:40], *TWO_YEARS[41:]])},
        {"spend.csv": daily("date,tv", TWO_YEARS)},
        ["1 of 731 days", "2023-02-10"],
    ),
    Case(
        "missing_days",
        "info",
        {"spend.csv": daily("date,tv", TWO_YEARS[::3])},
        {"spend.csv": daily("date,tv", TWO_YEARS[::2])},
        ["486 of 730 days"],
    ),
    Case(
        "missing_days",
        "warning",
        {"spend.csv": long_daily(tv=without(TWO_YEARS, "2024-02-04", "2024-02-29"), web=TWO_YEARS)},
        {"spend.csv": long_daily(tv=without(TWO_YEARS, "2024-02-16", "2024-02-29"), web=TWO_YEARS)},
        ["tv", "2024-02 (3/29)"],
    ),
    Case(
        "missing_days",
        "warning",
        {"spend.csv": long_daily(tv=without(TWO_YEARS, "2024-12-11", "2024-12-31"), web=TWO_YEARS)},
        {"spend.csv": long_daily(tv=without(TWO_YEARS, "2023-01-01", "2023-03-28"), web=TWO_YEARS)},
        ["tv", "2024-12 (10/31)"],
    ),
    Case(
        "missing_days",
        "warning",
        {"spend.csv": long_daily(tv=without(FIRST_DECADES, "2024-02-05", "2024-02-29"), web=TWO_YEARS)},
        {"spend.csv": long_daily(tv=without(NEWSLETTERS, "2024-02-05", "2024-02-29"), web=TWO_YEARS)},
        ["tv", "2024-02 (4/29)"],
    ),
    Case(
        "dark_periods",
        "warning",
        {"other.csv": "month,channel,cost\n2023-02,mail,5\n2023-03,mail,6\n"},
        {"other.csv": table("month,mail", MONTHS, [5, 6, *[0] * 22])},
        ["mail: no row in 21 months (2023-04, ", "no spend"],
    ),
    Case(
        "dark_periods",
        "warning",
        {"other.csv": table("month,mail", replaced(MONTHS, at_5="2022-12"), TV)},
        {"other.csv": table("month,mail", MONTHS[2::3], TV[2::3])},
        ["mail: no row in 1 month (2023-06)"],
    ),
    *(Case("dark_periods", "warning", fires, silent, [says]) for fires, silent, says in LATE),
    Case(
        "too_few_periods",
        "error",
        {"revenue.csv": revenue(REVENUE[:11], MONTHS[:11])},
        {"revenue.csv": revenue(REVENUE[:14], MONTHS[:14])},
        ["11 months", "at least 12", "in revenue.csv and spend.csv"],
    ),
    Case(
        "too_few_periods",
        "warning",
        {"revenue.csv": revenue(REVENUE[:13], MONTHS[:13])},
        {"revenue.csv": revenue(REVENUE[:14], MONTHS[:14])},
        ["13 months", "2 channels", "below 14"],
    ),
    Case(
        "non_positive_revenue",
        "error",
        {"revenue.csv": revenue(replaced(REVENUE, at_4=0))},
        {"revenue.csv": revenue(replaced(REVENUE, at_4=0.01))},
        ["2023-05"],
    ),
    Case(
        "non_positive_revenue",
        "error",
        {"revenue.csv": table("date,revenue", TWO_YEARS, [-1] * 31 + [5] * 700)},
        {"revenue.csv": table("date,revenue", TWO_YEARS, [-1] * 30 + [31] + [5] * 700)},
        ["2023-01"],
    ),
    Case(
        "empty_channel",
        "warning",
        {"spend.csv": spend(tv=[0] * 24)},
        {"spend.csv": spend(tv=[0] * 23 + [1])},
        ["tv", "2023-01", "2024-12"],
    ),
    Case(
        "repeated_periods",
        "warning",
        {
            "spend.csv": spend(replaced(TV, at_9=TV[8]), replaced(RADIO, at_9=RADIO[8])),
            "revenue.csv": revenue(replaced(REVENUE, at_9=REVENUE[8])),
        },
        {
            "spend.csv": spend(replaced(TV, at_9=TV[8]), replaced(RADIO, at_9=RADIO[8])),
            "revenue.csv": revenue(replaced(REVENUE, at_9=REVENUE[8] + 1)),
        },
        ["1 month (2023-10) repeat"],
    ),
    Case(
        "spend_does_not_vary",
        "warning",
        {"spend.csv": spend(tv=nearly_constant(0.049))},
        {"spend.csv": spend(tv=nearly_constant(0.051))},
        ["tv", "4.9%", "learned"],
    ),
    Case(
        "channels_move_together",
        "warning",
        {"spend.csv": spend(radio=[2 * tv + 1 for tv in TV])},
        {"spend.csv": spend(radio=[2 * tv + 300 * (i % 2) for i, tv in enumerate(TV)])},
        ["radio and tv", "1.000", "earned the revenue"],
    ),
    Case(
        "channels_move_together",
        "warning",
        {
            "spend.csv": spend(
                nearly_constant(0.0), [s + 0.001 * i for i, s in enumerate(nearly_constant(0.0))]
            )
        },
        {"spend.csv": spend(nearly_constant(0.0), nearly_constant(0.5))},
        ["only because some months are longer"],
    ),
    Case(
        "channels_move_together",
        "warning",
        {"spend.csv": table("month,tv,radio,web", MONTHS, TV, RADIO, rest_of_budget(noise=60))},
        {"spend.csv": table("month,tv,radio,web", MONTHS, TV, RADIO, rest_of_budget(noise=100))},
        ["radio, tv and web is tied together", "multiple correlation 0.96"],
    ),
]

"""Findings about fiscal years, which no calendar has."""

from unit.ingest.tables import MONTHS, REVENUE, Case, table

FISCAL = [f"2023-{month:02d}" for month in (*range(4, 13), *range(1, 4))]
NEXT = [f"2024-{month[5:]}" for month in FISCAL]


def by_year(years: list[str], months: list[str]) -> str:
    """Revenue with the year and the month of each row in columns of their own."""
    return table("year,month,revenue", years, months, REVENUE[: len(months)])


def apart(months: list[str]) -> str:
    return by_year([month[:4] for month in months], [month[5:] for month in months])


def together(months: list[str], header: str = "month,revenue") -> str:
    return table(header, months, REVENUE[: len(months)])


def in_blocks(months: list[str], *, by_year: bool = False) -> str:
    """Spend of two channels, the rows of each beside each other: all, or those of a year."""
    years = [months[:12], months[12:]] if by_year else [months]
    rows = [(month, channel) for year in years for channel in ("tv", "mail") for month in year]
    texts = [month for month, _ in rows], [channel for _, channel in rows]
    return table("month,channel,cost", *texts, REVENUE[:24] * 2)


def in_shops(months: list[str], notes: list[str]) -> str:
    """Revenue of two shops below each other, with another campaign in each row."""
    shops = ["a"] * len(months) + ["b"] * len(months)
    header = "year,month,shop,campaign,revenue"
    years, numbers = ([month[at] for month in months] * 2 for at in (slice(4), slice(5, None)))
    return table(header, years, numbers, shops, notes, [*REVENUE, *REVENUE[::-1]])


def by_month(months: list[str]) -> list[str]:
    """Each month with all its years, as they first come."""
    return [one for month in months[:12] for one in months if one[5:] == month[5:]]


def of_years(form: str) -> str:
    """Revenue with all years written in one form."""
    return by_year([form.format(month[:4], month[2:4]) for month in MONTHS], [month[5:] for month in MONTHS])


FISCAL_CASES = [
    *(
        Case(
            "unreadable_date",
            "error",
            {"revenue.csv": of_years(form)},
            {"revenue.csv": of_years(plain)},
            [says],
        )
        for form, plain, says in [
            ("{0}年度", "{0}年", "'2023年度' is a fiscal year"),
            ("FY{1}", "{0}", "'FY23' is a fiscal year"),
            ("FY{0}", "{0}年", "'FY2023' is a fiscal year"),
            ("{0}/24", "{0}", "'2023/24' is a fiscal year"),
            ("令和5年度", "令和5年", "'令和5年度' is a fiscal year"),
        ]
    ),
    *(
        Case(
            "unreadable_date",
            "error",
            {"revenue.csv": together([form.format(month) for month in MONTHS])},
            {"revenue.csv": together(MONTHS)},
            ["is a fiscal year"],
        )
        for form in ("{0} FY24", "FY24 {0}", "23年度{0}")
    ),
    *(
        Case("ambiguous_date", "error", {"revenue.csv": fires}, {"revenue.csv": silent}, [says])
        for fires, silent, says in [
            (
                apart([*FISCAL, *NEXT]),
                apart(sorted([*FISCAL, *NEXT])),
                "The row of 2023-01 stands behind that of 2023-12",
            ),
            (together([*FISCAL, *NEXT]), together(sorted([*FISCAL, *NEXT])), "in row 10"),
            (together(FISCAL), together([*FISCAL[:9], *NEXT[9:]]), "seem to be fiscal years"),
            (together(FISCAL), together(["2023-12", "2023-01"]), "stands behind"),
            (
                together([*FISCAL, *NEXT]),
                table(
                    "month,shop,revenue", [*MONTHS[3:12], *MONTHS[:12]], ["a"] * 9 + ["b"] * 12, REVENUE[:21]
                ),
                "2023-12 in row 10",
            ),
        ]
    ),
    *(
        Case("ambiguous_date", "error", {"revenue.csv": fires}, {"revenue.csv": silent}, [says])
        for fires, silent, says in [
            (
                in_shops([*FISCAL, *NEXT], [f"note {at}" for at in range(48)]),
                in_shops(sorted([*FISCAL, *NEXT]), [f"note {at}" for at in range(48)]),
                "2023-12 in row 10",
            ),
            (
                together([*FISCAL, *NEXT][::-1]),
                together(sorted([*FISCAL, *NEXT])[::-1]),
                "2024-12 stands behind that of 2024-01 in row 4",
            ),
            (together(by_month([*FISCAL, *NEXT])), together(by_month(MONTHS)), "2023-12 in row 18"),
            (
                together(by_month([*FISCAL, *NEXT])),
                together(by_month([*MONTHS[3:], "2025-01", "2025-02", "2025-03"])),
                "stands behind",
            ),
        ]
    ),
    *(
        Case("ambiguous_date", "error", {"spend.csv": fires}, {"spend.csv": silent}, [says])
        for fires, silent, says in [
            (in_blocks([*FISCAL, *NEXT]), in_blocks(MONTHS), "2023-12 in row 10"),
            (in_blocks([*FISCAL, *NEXT], by_year=True), in_blocks(MONTHS, by_year=True), "in row 10"),
            (
                in_blocks([*FISCAL, *NEXT][::-1]),
                in_blocks([*MONTHS[3:], *MONTHS[:3]]),
                "2024-12 stands behind that of 2024-01 in row 4",
            ),
        ]
    ),
]

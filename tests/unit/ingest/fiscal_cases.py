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
]

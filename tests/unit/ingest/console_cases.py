"""Findings about the exports of ad consoles."""

from unit.ingest.tables import MONTHS, REVENUE, Case, table


def _typed(end: str) -> str:
    """Spend by type of campaign, with these lines at its end."""
    return f"Day,Campaign type,Cost\n2024-01-01,web,5\n2024-02-01,mail,5\n{end}"


CONSOLE_CASES = [
    *(
        Case(
            "unclear_column",
            "error",
            {"revenue.csv": table("month,spend_team,revenue", MONTHS, [*texts, *[texts[0]] * 22], REVENUE)},
            {"revenue.csv": table("month,spend_team,revenue", MONTHS, [*near, *[5] * 22], REVENUE)},
            [f"column spend_team of revenue.csv holds words, such as '{min(t for t in texts if t > '--')}'"],
        )
        for texts, near in (
            (("active", "active"), ("active", 5)),
            (("Tokyo 1", "Tokyo 2"), ("Tokyo 1", "Tokyo 2")),
            (("Ongoing", "2024-05-01"), (2024, 5)),
            (("7-day click or 1-day view", ""), (7, 1)),
            (("a_b", "--"), (1, 2)),
        )
    ),
    *(
        Case(
            code,
            "error",
            {"other.csv": _typed(f"{row}\n2024-04-01,web,5\n")},
            {"other.csv": _typed("Total: Account,--,12\n")},
        )
        for code, row in (
            ("formula_in_name", "2024-03-01,--,5"),
            ("unreadable_date", "Total: Account,mail,12"),
        )
    ),
]

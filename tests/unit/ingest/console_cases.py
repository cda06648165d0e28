"""Findings about the exports of ad consoles."""

from unit.ingest.tables import MONTHS, REVENUE, Case, table

CONSOLE_CASES = [
    *(
        Case(
            "unclear_column",
            "error",
            {"revenue.csv": table("month,team,revenue", MONTHS, [*texts, *[texts[0]] * 22], REVENUE)},
            {"revenue.csv": table("month,team,revenue", MONTHS, [*near, *[5] * 22], REVENUE)},
            [f"column team of revenue.csv holds words, such as '{min(filter(None, texts))}'"],
        )
        for texts, near in (
            (("active", "active"), ("active", 5)),
            (("Tokyo 1", "Tokyo 2"), ("Tokyo 1", "Tokyo 2")),
            (("Ongoing", "2024-05-01"), (2024, 5)),
            (("7-day click or 1-day view", ""), (7, 1)),
            (("a_b", "--"), (1, 2)),
        )
    ),
]

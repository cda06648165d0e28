"""Findings about files that hold the same time: taken once, or refused as they may count it twice."""

from unit.ingest.tables import REVENUE, TV, Case, campaign, days, long, mailed, replaced, revenue, scheduled

from spendcast_ingest.mapping import as_parts

NINE_DAYS = days("2024-01-01", "2024-01-09")


def fixed(name: str) -> list[str]:
    """Rows of one campaign's fixed daily budget on mail, for `long`."""
    return [f"{name},mail,{day},10" for day in NINE_DAYS]


OVERLAP_CASES = [
    Case(
        "overlap_taken_once",
        "info",
        {
            "a.csv": mailed("2024-01-01", "2024-01-02", "2024-01-03"),
            "b.csv": mailed("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"),
        },
        {
            "a.csv": mailed("2024-01-01", "2024-01-02", "2024-01-03"),
            "b.csv": mailed("2024-01-04", "2024-01-05"),
        },
        ["from 2024-01-01 to 2024-01-03"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("generic"))},
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("brand"))},
        ["a.csv row 2 (2024-01-01) and b.csv row 2 (2024-01-01)"],
    ),
    Case(
        "overlap_taken_once",
        "info",
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("brand"))},
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("generic"))},
        ["from 2024-01-01 to 2024-01-02"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"a.csv": mailed("2024-01-01", "2024-01-02"), "b.csv": mailed("2024-01-02", "2024-01-03")},
        {"a.csv": mailed("2024-01-01", "2024-01-02"), "b.csv": mailed("2024-01-01", "2024-01-02")},
    ),
    *(
        Case(
            "duplicate_across_files",
            "error",
            {**parts},
            {**parts, "mapping.json": as_parts(parts)},
            [says],
        )
        for parts, says in [
            ({"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("generic"))}, "spend on mail"),
            ({"a.csv": scheduled([0]), "b.csv": scheduled([0])}, "spend on mail"),
            ({"revenue.csv": revenue(), "shop.csv": revenue(TV)}, "hold revenue for the same time"),
        ]
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"a.csv": mailed(*NINE_DAYS), "b.csv": mailed(*NINE_DAYS).replace("2024-01-05,22", "2024-01-05,23")},
        {"a.csv": mailed(*NINE_DAYS), "b.csv": mailed(*NINE_DAYS).replace("2024-01-05,22\n", "")},
        ["the same 9 dates and agree but for 1: 22 in row 6 (2024-01-05), 23 in row 6 (2024-01-05)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"revenue.csv": revenue(), "sales.csv": revenue(replaced(REVENUE, at_3=1))},
        {"revenue.csv": revenue(), "sales.csv": revenue()},
        ["hold revenue for the same 24 dates and agree but for 1"],
    ),
    Case(
        "overlap_taken_once",
        "info",
        {"a.csv": long(*fixed("brand")), "b.csv": long(*fixed("brand"))},
        {"a.csv": long(*fixed("brand")), "b.csv": long(*fixed("generic"))},
        ["from 2024-01-01 to 2024-01-09"],
    ),
    *(
        Case(
            "duplicate_across_files",
            "error",
            {"a.csv": scheduled(costs), "b.csv": scheduled(costs)},
            {"a.csv": scheduled([0, 1, 2, 3, 4, 5]), "b.csv": scheduled([0, 1, 2, 3, 4, 5])},
            ["a.csv row 2 (2024-01-01) and b.csv row 2 (2024-01-01)"],
        )
        for costs in ([0, 1], [0, 0, 0, 1], [0, 1, 2, 3, 4])
    ),
]

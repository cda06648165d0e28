"""Findings about names that mapping.json joins, under which two files may tell of the same money."""

import json
from collections.abc import Sequence

from unit.ingest.tables import MONTHS, Case, Files, days, replaced, table

COSTS = [1000 + 37 * (7 * i % 24) for i in range(24)]
OTHERS = [900 + 53 * (5 * i % 24) for i in range(24)]
MAIL = [300 + 29 * (11 * i % 24) for i in range(24)]
SUMS = [cost + other for cost, other in zip(COSTS, OTHERS, strict=True)]
BUDGET = [1000] * 24
DAYS = days("2023-01-01", "2024-12-31")
PARTS = {"files": {name: {"add_up": True} for name in ("a.csv", "b.csv")}}
"""The user's word that files each tell of a part."""

Rows = dict[str, Sequence[object]]


def in_months(rows: Rows, months: Sequence[str] = MONTHS) -> str:
    lines = [
        f"{month},{name},{cost}"
        for name, costs in rows.items()
        for month, cost in zip(months, costs, strict=True)
    ]
    return "\n".join(["month,channel,cost", *lines]) + "\n"


def joined(a: Rows, b: str, **said: object) -> Files:
    """Two files beside the sound ones, with AdWords and YouTube counted as Search."""
    there = {name for name in ("AdWords", "YouTube") if name in b or name in a}
    names = {"channels": dict.fromkeys(sorted(there), "Search")}
    return {"a.csv": in_months(a), "b.csv": b, "mapping.json": json.dumps(names | said)}


def by_month(a: Sequence[object], b: Sequence[object], **said: object) -> Files:
    """Search in one file, AdWords in the other."""
    return joined({"Search": a}, in_months({"AdWords": b}), **said)


def by_day(a: Sequence[float], more: float) -> Files:
    """Search by month; AdWords by day, each day of a month the same and a little more."""
    lengths = [sum(day.startswith(month) for day in DAYS) for month in MONTHS]
    costs = {month: cost / length for month, cost, length in zip(MONTHS, a, lengths, strict=True)}
    rows = table("date,channel,cost", DAYS, ["AdWords"] * len(DAYS), [costs[day[:7]] + more for day in DAYS])
    return joined({"Search": COSTS}, rows)


def of_console(search: Sequence[object], youtube: Sequence[object], **said: object) -> Files:
    """An agency's Search, and a console's AdWords and YouTube."""
    return joined({"Search": SUMS}, in_months({"AdWords": search, "YouTube": youtube}), **said)


def in_one(search: Sequence[object], adwords: Sequence[object], **said: object) -> Files:
    """Both names in one file."""
    files = joined({"Search": search, "AdWords": adwords}, "", **said)
    return files | {"b.csv": None}


SAME = in_one(COSTS, COSTS)
JOINED_CASES = [
    Case(
        "overlap_taken_once",
        "info",
        by_month(COSTS, COSTS),
        by_month(COSTS, OTHERS),
        ["from 2023-01-01 to 2024-12-01 (24 amounts, all the same)"],
    ),
    *(
        Case("duplicate_across_files", "error", fires, silent, ["counts", "as one channel, Search", says])
        for fires, silent, says in [
            (by_month(COSTS, replaced(COSTS, at_3=7)), by_month(COSTS, COSTS), "23 of 24 dates"),
            (
                by_month(COSTS, replaced(COSTS, at_3=7)),
                by_month(COSTS, OTHERS),
                "such as 7 and 1,777 at 2023-04",
            ),
            (
                by_month(COSTS, [cost + 1 for cost in COSTS]),
                by_month(COSTS, [cost * 1.1 for cost in COSTS]),
                "24 of 24 dates",
            ),
            (
                by_month(COSTS, replaced(COSTS, at_3=7)),
                by_month(COSTS, replaced(COSTS, at_3=7), **PARTS),
                "AdWords (b.csv) and Search (a.csv)",
            ),
            (by_month(BUDGET, BUDGET), by_month(BUDGET, [1001] * 24), "24 of 24 dates"),
            (
                joined({"Search": COSTS}, in_months({"AdWords": COSTS[3:4]}, MONTHS[3:4])),
                joined({"Search": COSTS}, in_months({"AdWords": COSTS[4:5]}, MONTHS[3:4])),
                "1 of 1 date ",
            ),
            (by_day(COSTS, 0), by_day(OTHERS, 0), "24 of 24 dates"),
            (by_day(COSTS, 0.1), by_day(COSTS, 9), "24 of 24 dates"),
            (of_console(COSTS, OTHERS), of_console(COSTS, MAIL), "AdWords and YouTube (b.csv)"),
            (of_console(COSTS, [*OTHERS[:-1], 1]), of_console(COSTS, [*MAIL[:-1], 1]), "23 of 24 dates"),
            (SAME, in_one(COSTS, OTHERS), "AdWords (a.csv) and Search (a.csv)"),
            (SAME, in_one(COSTS, COSTS, files={"a.csv": {"add_up": True}}), "24 of 24 dates"),
            (SAME, SAME | {"mapping.json": "{}"}, "24 of 24 dates"),
        ]
    ),
    Case(
        "duplicate_across_files",
        "error",
        of_console(COSTS, OTHERS, **PARTS),
        of_console(COSTS, MAIL, **PARTS),
        ["that on AdWords and YouTube together (b.csv)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        joined(
            {"Paid": [sum(both) for both in zip(SUMS, MAIL, strict=True)]},
            in_months({"AdWords": SUMS, "Search": MAIL, "Mail": OTHERS}),
        ),
        joined({"Paid": BUDGET}, in_months({"AdWords": SUMS, "Search": MAIL, "Mail": OTHERS})),
        ["Paid"],
    ),
]

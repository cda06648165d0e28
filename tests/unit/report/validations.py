"""A made-up but complete validation, for tests."""

import datetime as dt

from spendcast_report import File, Finding, Panel, Text, Validation

PERIODS = [f"2024-{month:02d}" for month in range(1, 13)]
WARNING = Finding(
    "channels_move_together",
    "warning",
    Text("Channels move together", "媒体の連動"),
    Text("tv and search move together.", "tv と search が連動しています。"),
    Text("Nobody can tell which of them earned.", "どちらの効果か見分けられません。"),
    Text("Vary one of them alone.", "片方だけを変えてください。"),
)
NOTE = Finding(
    "unused_columns", "info", Text("Unused", "未使用"), Text("CLICKS was not used.", "CLICKS は使いません。")
)
PANEL = Panel(
    grain="month",
    periods=PERIODS,
    days=[31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
    complete=[True] * 11 + [False],
    revenue=[3100.0 + 10 * i for i in range(12)],
    spend={
        "search": [310.0 * (1 + i % 3) for i in range(12)],
        "tv": [0.0, 0.0] + [600.0] * 10,
        "radio": [100.0] * 5 + [0.0] * 2 + [100.0] * 5,
    },
)
FILES = [
    File("revenue.csv", "a" * 64, "revenue", 12, dt.date(2024, 1, 1), dt.date(2024, 12, 1), "month"),
    File("odd.pdf", "b" * 64),
]


def error(message: str, row: int | None = None, code: str = "unreadable_date") -> Finding:
    return Finding(
        code,
        "error",
        Text("A date that cannot be read", "読めない日付"),
        Text(message, message),
        fix=Text("Write the year first.", "年から書いてください。"),
        file="spend.csv",
        row=row,
    )


def validation(*findings: Finding, panel: Panel | None = PANEL) -> Validation:
    return Validation(dt.date(2024, 12, 20), findings, FILES, panel)

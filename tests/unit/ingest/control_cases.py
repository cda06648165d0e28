"""Findings about controls: what time they cover, and which of two files is meant."""

from collections.abc import Sequence

from unit.ingest.tables import MONTHS, TWO_YEARS, Case, table, without

PRICE = table("month,control_price", MONTHS, [100 + i for i in range(24)])
HOLIDAYS = [f"{month}-{day}" for month in MONTHS for day in ("03", "20")]


def noted(dates: Sequence[str], since: Sequence[str] = ()) -> str:
    """A control of some dates, which is 1 on those of `since`, or on all if there are none, and else 0."""
    return table("date,control_holidays", dates, [int(not since or day in since) for day in dates])


CONTROL_CASES = [
    Case(
        "control_gap",
        "error",
        {"price.csv": PRICE.replace("2023-05", "2022-12")},
        {"price.csv": PRICE},
        ["price has no value for 1 month: 2023-05"],
    ),
    Case(
        "control_gap",
        "error",
        {"c.csv": noted(HOLIDAYS)},
        {"c.csv": noted(TWO_YEARS, since=HOLIDAYS)},
        ["holidays has rows for 48 of 718 days only"],
    ),
    Case(
        "control_gap",
        "warning",
        {"c.csv": noted(HOLIDAYS, since=HOLIDAYS[20:])},
        {"c.csv": noted([f"{month}-15" for month in MONTHS], since=["2023-03-15"])},
        ["holidays has rows for 48 of 718 days only"],
    ),
    Case(
        "control_gap",
        "warning",
        {"c.csv": noted(without(TWO_YEARS, "2023-05-10", "2023-05-31"), since=["2023-06-01"])},
        {"c.csv": noted([day for i, day in enumerate(TWO_YEARS) if i % 7 < 5], since=["2023-06-02"])},
        ["far fewer days than usual in 1 month (2023-05)"],
    ),
    Case(
        "control_gap",
        "warning",
        {"c.csv": noted([day for i, day in enumerate(TWO_YEARS) if i % 7 < 4], since=["2023-06-02"])},
        {"c.csv": noted([day for i, day in enumerate(TWO_YEARS) if i % 7 < 5], since=["2023-06-02"])},
        ["holidays has rows for 419 of 731 days only; their mean"],
    ),
    Case(
        "control_does_not_vary",
        "warning",
        {"price.csv": table("month,control_price", MONTHS, [100] * 24)},
        {"price.csv": table("month,control_price", MONTHS, [100] * 23 + [101])},
        ["The control price is 100 in all 24 months"],
    ),
    Case(
        "duplicate_control",
        "error",
        {"price.csv": PRICE, "prices.csv": PRICE},
        {"price.csv": PRICE, "prices.csv": PRICE.replace("price", "other price")},
        ["price.csv and prices.csv"],
    ),
]

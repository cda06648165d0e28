"""Findings about sizes, and about what was closed before and is other now."""

from collections.abc import Sequence

from unit.ingest.tables import (
    MONTHS,
    RADIO,
    READ,
    REVENUE,
    TV,
    TWO_YEARS,
    Case,
    Run,
    daily,
    replaced,
    revenue,
    spend,
    table,
)

PRICE = [20.0 + (5 * i) % 7 for i in range(24)]
PRICED = [
    Run(
        table(
            "period,complete,revenue,spend.radio,spend.tv,control.price",
            MONTHS,
            ["true"] * 24,
            REVENUE,
            RADIO,
            TV,
            PRICE,
        ).encode()
    )
]
LIFT = "channel,start,end,incremental revenue,standard error\ntv,2024-03-01,2024-03-31,{},900\n"
TESTED = [
    Run(
        READ[0].panel,
        b"channel,start,end,incremental_revenue,standard_error\ntv,2024-03-01,2024-03-31,5000.0,900.0\n",
    )
]


def priced(price: Sequence[object]) -> str:
    return table("month,control_price", MONTHS, price)


THOUSANDS = [amount * 1000 for amount in TV[:12]] + TV[12:]
HUNDREDS = [amount * 100 for amount in TV[:12]] + TV[12:]
IN_THOUSANDS = [*TV[:18], *(amount / 1000 for amount in TV[18:])]


def scaled(amounts: Sequence[float], factor: float, since: int) -> list[float]:
    """The amounts, from one position on so many times as large."""
    return [*amounts[:since], *(amount * factor for amount in amounts[since:])]


HISTORY_CASES = [
    Case(
        "unit_jump",
        "error",
        {"revenue.csv": revenue(replaced(REVENUE, at_20=REVENUE[20] * 1000))},
        {"revenue.csv": revenue(replaced(REVENUE, at_20=REVENUE[20] * 10))},
        ["Revenue of 1 month (2024-09) is about 1,000 times as large"],
    ),
    Case(
        "unit_jump",
        "error",
        {"revenue.csv": revenue([amount / 100 for amount in REVENUE[:3]] + REVENUE[3:])},
        {"revenue.csv": revenue([amount / 5 for amount in REVENUE[:3]] + REVENUE[3:])},
        ["3 months (2023-01, 2023-02 and 2023-03)", "about 100 times as small"],
    ),
    Case(
        "unit_jump",
        "error",
        {"spend.csv": spend(tv=THOUSANDS)},
        {"spend.csv": spend(tv=HUNDREDS)},
        ["Spend on tv in 12 months", "about 1,000 times as large"],
    ),
    Case(
        "unit_jump",
        "warning",
        {"spend.csv": spend(tv=HUNDREDS)},
        {"spend.csv": spend(tv=replaced(HUNDREDS, at_11=11_000, at_12=9_000))},
        ["about 100 times as large"],
    ),
    Case(
        "unit_jump",
        "warning",
        {"spend.csv": spend(tv=[*TV[:22], 1.2, 1.3])},
        {"spend.csv": spend(tv=[*TV[:22], 0, 0])},
        ["2 months (2024-11 and 2024-12)", "about 1,000 times as small", "1.2"],
    ),
    Case(
        "unit_jump",
        "error",
        {"spend.csv": spend(tv=IN_THOUSANDS, radio=[*RADIO[:18], *(amount / 1000 for amount in RADIO[18:])])},
        {"spend.csv": spend(tv=IN_THOUSANDS)},
        ["Spend on radio and tv in 6 months", "about 1,000 times as small", "radio has 0."],
    ),
    Case(
        "unit_jump",
        "error",
        {"revenue.csv": revenue(scaled(REVENUE, 10_000, since=12))},
        {"revenue.csv": revenue(scaled(REVENUE, 3, since=12))},
        ["Revenue of 12 months", "about 10,000 times as large"],
    ),
    Case(
        "unit_jump",
        "error",
        {"spend.csv": spend(tv=scaled(TV, 1_000_000, since=16))},
        {"spend.csv": spend(tv=[10 * 1.5**i for i in range(24)])},
        ["Spend on tv in 8 months", "about 1,000,000 times as large"],
    ),
    Case(
        "unit_jump",
        "error",
        {"spend.csv": spend(tv=scaled(TV, 1 / 10_000, since=16))},
        {"spend.csv": spend(tv=scaled(TV, 1 / 10_000, since=20))},
        ["Spend on tv in 8 months", "about 10,000 times as small"],
    ),
    Case(
        "unit_jump",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_9=TV[9] * 1e8))},
        {"spend.csv": spend(tv=replaced(TV, at_9=0, at_10=0, at_11=0))},
        ["about 100,000,000 times as large"],
    ),
    Case(
        "unit_jump",
        "error",
        {"revenue.csv": revenue(replaced(REVENUE, at_9=REVENUE[9] * 350))},
        {"revenue.csv": revenue([100 * 10 ** (i / 11) for i in range(24)])},
        ["Revenue of 1 month (2023-10)"],
    ),
    Case(
        "unit_jump",
        "warning",
        {"revenue.csv": revenue(scaled(REVENUE, 10, since=12))},
        {"revenue.csv": revenue([amount * (1 if i % 12 else 10) for i, amount in enumerate(REVENUE)])},
        ["Revenue of 12 months", "about 10 times as large"],
    ),
    Case(
        "unit_jump",
        "warning",
        {"revenue.csv": revenue(scaled(REVENUE, 1 / 10, since=20))},
        {"revenue.csv": revenue(scaled(REVENUE, 1 / 10, since=22))},
        ["Revenue of 4 months", "about 10 times as small"],
    ),
    Case(
        "unit_jump",
        "warning",
        {"spend.csv": spend(tv=scaled(TV, 10, since=12), radio=scaled(RADIO, 10, since=12))},
        {"spend.csv": spend(tv=scaled(TV, 10, since=12))},
        ["Spend on radio and tv in 12 months", "about 10 times as large"],
    ),
    Case(
        "unit_jump",
        "warning",
        {"spend.csv": spend(tv=[0, 0, 0, 1, *TV[4:]])},
        {"spend.csv": spend(tv=[0, 0, 0, 20, 90, 400, *TV[6:]])},
        ["about 1,000 times as small"],
    ),
    Case(
        "outlier",
        "warning",
        {"revenue.csv": revenue(replaced(REVENUE, at_20=70_000))},
        {"revenue.csv": revenue(replaced(REVENUE, at_20=50_000))},
        ["Revenue of 2024-09 is 70,000", "times the usual"],
    ),
    Case(
        "outlier",
        "warning",
        {"revenue.csv": revenue(replaced(REVENUE, at_20=1_500))},
        {"revenue.csv": revenue(replaced(REVENUE, at_20=4_000))},
        ["Revenue of 2024-09 is 1,500", "times less"],
    ),
    Case(
        "outlier",
        "warning",
        {"spend.csv": spend(tv=replaced(TV, at_20=12_000))},
        {"spend.csv": spend(tv=replaced(TV, at_20=12))},
        ["Spend on tv in 2024-09 is 12,000"],
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"revenue.csv": revenue(replaced(REVENUE, at_4=REVENUE[4] * 1.02))},
        {"revenue.csv": revenue(replaced(REVENUE, at_4=REVENUE[4] + 0.004))},
        ["other revenue than before: 1 month (2023-05: 13,500 → 13,770)"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "info",
        {"revenue.csv": revenue(replaced(REVENUE, at_4=REVENUE[4] * 1.009))},
        {"revenue.csv": revenue()},
        ["slightly other revenue"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"spend.csv": spend(tv=replaced(TV, at_0=1500, at_1=1500))},
        {"spend.csv": spend()},
        ["other spend on tv than before: 2 months", "2023-01: 1,000 → 1,500", "2023-02: 1,200 → 1,500"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"spend.csv": table("month,tv", MONTHS, TV)},
        {"other.csv": table("month,mail", [*MONTHS, "2025-01"], [*[0] * 24, 9])},
        ["other spend on radio than before: 24 months", "2023-01: 500 → 0"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "info",
        {"spend.csv": spend(tv=replaced(TV, at_0=1009))},
        {"spend.csv": spend()},
        ["slightly other spend on tv"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"spend.csv": table("month,television,radio", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,radio,tv", MONTHS, RADIO, TV)},
        ["The channel tv is now called television"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"revenue.csv": revenue(REVENUE[2:], MONTHS[2:])},
        {"revenue.csv": revenue([*REVENUE, 9_000.0], [*MONTHS, "2025-01"])},
        ["no longer hold 2 months", "2023-01 and 2023-02"],
        earlier=(READ, READ),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"controls.csv": priced(replaced(PRICE, at_4=99))},
        {"controls.csv": priced(PRICE)},
        ["another price than before: 1 month (2023-05: 26 → 99)"],
        earlier=(PRICED, PRICED),
    ),
    Case(
        "closed_periods_revised",
        "info",
        {"controls.csv": priced(replaced(PRICE, at_4=26.1))},
        {"controls.csv": priced(replaced(PRICE, at_4=26.000001))},
        ["slightly other price than before: 1 month (2023-05: 26 → 26.1)"],
        earlier=(PRICED, PRICED),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {},
        {"controls.csv": priced(PRICE)},
        ["The control price, which an earlier run had read, is no longer there."],
        earlier=(PRICED, READ),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {"experiments.csv": LIFT.format(6000)},
        {"experiments.csv": LIFT.format(5000) + "radio,2024-03-01,2024-03-31,5000,900\n"},
        ["(tv, 2024-03-01, 2024-03-31: 5,000 ± 900 → 6,000 ± 900)"],
        earlier=(TESTED, TESTED),
    ),
    Case(
        "closed_periods_revised",
        "warning",
        {},
        {"experiments.csv": LIFT.format(5000)},
        ["no longer there (tv, 2024-03-01, 2024-03-31)"],
        earlier=(TESTED, TESTED),
    ),
    Case(
        "history_not_compared",
        "info",
        {
            "spend.csv": daily("date,tv", TWO_YEARS[1::7]),
            "revenue.csv": daily("date,revenue", TWO_YEARS[1::7]),
        },
        {"spend.csv": daily("date,tv", TWO_YEARS), "revenue.csv": daily("date,revenue", TWO_YEARS)},
        ["an earlier run are by month, these data are by week"],
        earlier=(READ, READ),
    ),
    Case(
        "history_not_compared",
        "info",
        {},
        {},
        ["cannot be read any more"],
        earlier=([Run(b"period,revenue\n2024-01,5\n")], READ),
    ),
]

"""Findings about columns of one file that name different taxes or currencies, or of which some name none."""

from unit.ingest.tables import MONTHS, RADIO, REVENUE, TV, Case, Files, table

ZEROS = [0] * 24


def side_by_side(header: str, **said: str) -> Files:
    """TV, radio and revenue under some names in one file."""
    return {"revenue.csv": None, "spend.csv": table(f"month,{header}", MONTHS, TV, RADIO, REVENUE), **said}


def of_spend(one: str, other: str) -> Files:
    return side_by_side(f"{one},{other},revenue")


BY_CELL = table("month,tv_cost,radio_cost", MONTHS, [f"{tv:.0f}円(税込)" for tv in TV], RADIO)
MARKED: list[tuple[Files, Files, str]] = [
    (
        side_by_side("tv_spend,radio_spend_usd,revenue"),
        side_by_side("tv_spend_usd,radio_spend_usd,revenue"),
        "name USD (radio_spend_usd), others no currency (tv_spend and revenue)",
    ),
    (
        side_by_side("tv_spend,radio_spend_usd,revenue"),
        side_by_side(
            "tv_spend,radio_spend_usd,revenue",
            **{"mapping.json": '{"files": {"spend.csv": {"unit": "USD"}}}'},
        ),
        "all were taken to be in USD",
    ),
    (
        {"spend.csv": table("month,tv_cost,radio_cost", MONTHS, [f"€{tv:.0f}" for tv in TV], RADIO)},
        {"spend.csv": table("month,tv_cost,radio_cost", MONTHS, [f"€{tv:.0f}" for tv in TV], ZEROS)},
        "name EUR (tv_cost), others no currency (radio_cost)",
    ),
]
"""Columns of which some name a currency, near misses, and what is said of them."""

MIXED_CASES = [
    *(
        Case("unclear_unit", "error", of_spend(one, other), of_spend(one, like), [says])
        for one, other, like, says in [
            (
                "テレビ広告費（税込）",
                "ラジオ広告費（税抜）",
                "ラジオ広告費（税込）",
                "with tax (テレビ広告費（税込）) beside amounts without (ラジオ広告費（税抜）)",
            ),
            ("テレビ広告費(税抜)", "ラジオ広告費(税込)", "ラジオ広告費", "ラジオ広告費(税込)"),
            ("テレビ広告費(税別)", "ラジオ広告費(税込)", "ラジオ広告費(税抜)", "beside amounts without"),
            ("TV cost inc. GST", "Radio cost exc. GST", "Radio cost inc. GST", "(TV cost inc. GST)"),
            ("TV cost (ex GST)", "Radio cost (inc GST)", "Radio cost", "(Radio cost (inc GST))"),
            ("TV cost TTC", "Radio cost HT", "Radio cost", "beside amounts without (Radio cost HT)"),
        ]
    ),
    Case(
        "unclear_unit",
        "error",
        {"spend.csv": BY_CELL.replace("radio_cost", "radio広告費(税抜)")},
        {"spend.csv": BY_CELL},
        ["with tax (tv_cost) beside amounts without (radio広告費(税抜))"],
    ),
    Case(
        "unclear_unit",
        "error",
        side_by_side("tv_cost (税込),radio_cost (税抜),売上(税込)"),
        side_by_side("tv_cost (税抜),radio_cost (税抜),売上(税込)"),
        ["with tax (tv_cost (税込)) beside"],
    ),
    *(Case("unnamed_currency", "warning", fires, silent, [says]) for fires, silent, says in MARKED),
    Case(
        "currency_read",
        "info",
        side_by_side("tv_spend,radio_spend,revenue (USD)"),
        side_by_side("tv_spend,radio_spend,revenue"),
        ["these columns name USD: revenue (USD); and these no currency: tv_spend and radio_spend"],
    ),
]

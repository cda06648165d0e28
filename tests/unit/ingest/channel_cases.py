"""Findings about what goes by a name among channels, and is none."""

from unit.ingest.tables import MONTHS, RADIO, TV, Case, Files, stacked, table


def beside_tv(name: str) -> Files:
    """Spend in rows on TV, and on what goes by that name."""
    return {"spend.csv": stacked("channel", TV=TV, **{name: RADIO})}


CHANNEL_CASES = [
    *(
        Case(
            "unclear_column",
            "error",
            beside_tv(other),
            beside_tv(channel),
            [f"'{other}' stands among the channels of spend.csv (24 rows)"],
        )
        for other, channel in [
            ("消費税", "税理士ドットコム"),
            ("消費税(10%)", "消費者金融広告"),
            ("VAT", "Vattenfall"),
            ("TVA 20%", "TV 20"),
            ("MwSt 19%", "Most 19"),
            ("ご請求額", "請求書くん"),
            ("税抜金額", "税抜くん"),
            ("Amount due", "Amount dunning"),
            ("Nettobetrag", "Netto Marken"),
            ("Revenue", "Revenue cat"),
            ("Sales", "Sales Navigator"),
            ("売上", "売上くん"),
            ("CV", "CV ads"),
            ("表示回数", "表示広告"),
            ("クリック数", "クリック広告"),
            ("Impressions", "Impressions magazine"),
            ("Besucher", "Besuchsdienst"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        beside_tv("売上"),
        beside_tv("売上") | {"mapping.json": '{"channels": {"売上": "売上 ads"}}'},
        ["'売上' stands among the channels"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            beside_tv(total),
            beside_tv(channel),
            [f"'{total}' in the column channel of spend.csv (24 rows) looks like a total"],
        )
        for total, channel in [("Total TTC", "Total Wine"), ("Total due", "Total Duet"), ("総広告費", "総研")]
    ),
    *(
        Case(
            "unclear_column",
            "warning",
            beside_tv(fee),
            beside_tv(channel),
            [f"'{fee}' was counted as a channel of spend.csv (24 rows)"],
        )
        for fee, channel in [
            ("代理店手数料", "手数料くん"),
            ("運用手数料(20%)", "アフィリエイト手数料"),
            ("値引", "値引堂"),
            ("割引", "割引ドットコム"),
            ("Agency fee", "Feedly"),
            ("Discount", "Discount tyres"),
            ("クーポン", "クーポンランド"),
        ]
    ),
    *(
        Case(
            "taken_for_spend",
            "warning",
            {"spend.csv": table(f"month,tv,{doubtful}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,tv,{channel}", MONTHS, TV, RADIO)},
            [doubtful, "a number of something"],
        )
        for doubtful, channel in [
            ("キャンペーン有無", "キャンペーン"),
            ("検索ボリューム", "検索ボリューム社"),
            ("Emails sent", "Sent emails"),
            ("Newsletter subscribers", "Newsletter"),
            ("Google Trends", "Google Trendsetter"),
            ("Campaign active", "Active campaign"),
            ("Newsletter-Empfänger", "Newsletter-Empfang"),
        ]
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"spend.csv": table("month,tv,Online campaign", MONTHS, TV, [0, 1] * 12)},
        {"spend.csv": table("month,tv,Online campaign", MONTHS, TV, [0, 1000] * 12)},
        ["Online campaign", "nothing but 0 and 1"],
    ),
]

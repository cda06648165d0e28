"""Findings about what goes by a name among channels, and is none."""

from unit.ingest.tables import MONTHS, RADIO, TV, Case, Files, stacked, table


def beside_tv(name: str) -> Files:
    """Spend in rows on TV, and on what goes by that name."""
    return {"spend.csv": stacked("channel", TV=TV, **{name: RADIO})}


def beside_spend(name: str) -> Files:
    """Spend in rows on what goes by the name tv_spend, as columns do, and on what goes by that name."""
    return {"spend.csv": stacked("channel", tv_spend=TV, **{name: RADIO})}


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
            ("CV", "CVS"),
            ("会員数", "会員"),
            ("表示回数", "表示広告"),
            ("クリック数", "クリック広告"),
            ("Impressions", "Impressions magazine"),
            ("Besucher", "Besuchsdienst"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            beside_spend(other),
            beside_spend(channel),
            [f"'{other}' in the column channel of spend.csv (24 rows) is called a plan"],
        )
        for other, channel in [
            ("tv_clicks", "tv_clicks ads"),
            ("tv_impressions", "tv_impressive"),
            ("TV_GRP", "grp magazine"),
            ("tv_ctr", "ctr"),
            ("tv_spend_budget", "budget_hotels_spend"),
            ("tv revenue", "revenue_cat_spend"),
            ("tv_prev_year", "tv_year"),
            ("TVクリック数", "クリック広告"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "warning",
            beside_spend(other),
            beside_spend(channel),
            [f"'{other}' was counted as a channel of spend.csv (24 rows)", "calls a number of something"],
        )
        for other, channel in [
            ("facebook_impressions", "facebook_leads"),
            ("ラジオクリック数", "ラジオクリック"),
            ("cost per click", "google cpc"),
            ("Osaka budget", "Plan B"),
            ("テレビ予算", "予算くん"),
            ("radio_forecast", "weather forecast ads"),
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
    *(
        Case(
            "taken_for_spend",
            "warning",
            {"spend.csv": table(f"month,tv_cost,{others}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,tv_cost,{own}", MONTHS, TV, RADIO)},
            [others, "speak of competitors or of a whole market"],
        )
        for others, own in [
            ("competitor_spend", "competence_spend"),
            ("競合広告費", "競馬広告費"),
            ("他社テレビ広告費", "自社テレビ広告費"),
            ("industry_spend", "industry_magazines_spend"),
            ("market_tv_cost", "market_radio_cost"),
            ("market ad spend", "marketplace spend"),
            ("業界全体広告費", "業界紙広告費"),
            ("Wettbewerber Kosten", "Wettbewerb24 Kosten"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "warning",
            beside_tv(others),
            beside_tv(own),
            [f"'{others}' was counted as a channel of spend.csv (24 rows), though its name speaks of comp"],
        )
        for others, own in [
            ("Competitor spend", "conquesting spend"),
            ("競合", "競馬新聞"),
            ("Industry", "Industry Week"),
            ("市場全体", "市場新聞"),
        ]
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"spend.csv": table("month,tv,Online campaign", MONTHS, TV, [0, 1] * 12)},
        {"spend.csv": table("month,tv,Online campaign", MONTHS, TV, [0, 1000] * 12)},
        ["Online campaign", "nothing but 0 and 1"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"spend.csv": table(f"month,{one},{other}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,{one},{apart}", MONTHS, TV, RADIO)},
            [f"The names of the columns {one} and {other} of spend.csv differ only by a word"],
        )
        for one, other, apart in [
            ("Google net", "Google gross", "Meta gross"),
            ("Google 2024", "Google 2025", "Google 20"),
            ("発生報酬額", "確定報酬額", "確定申告広告"),
            ("Google税抜", "Google税込", "Meta税込"),
            ("Google媒体費", "Google手数料込", "Meta手数料込"),
            ("Googleグロス", "Googleネット", "ネット広告"),
            ("テレビグロス", "テレビネット", "テレビ局ネット"),
            ("Meta Netto", "Meta Brutto", "Meta Netto Markt"),
            ("Google", "Google TTC", "Google Ttcl"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"spend.csv": table(f"month,tv,{column}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,tv,{column}", MONTHS, TV, silent)},
            [f"By their names the columns {column} of spend.csv tell rows of one date apart"],
        )
        for column, silent in [
            ("店舗", ["101"] * 24),
            ("Placement", ["Feed"] * 24),
            ("国", ["JP", "US"] * 12),
            ("Shop", ["1号店", "2号店"] * 12),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"revenue.csv": table("month,売上,店舗", MONTHS, RADIO, TV)},
            {"revenue.csv": table("month,売上,店舗", MONTHS, RADIO, TV), "mapping.json": said},
            ["revenue.csv tell rows of one date apart"],
        )
        for said in (
            '{"files": {"revenue.csv": {"columns": {"店舗": "breakdown"}}}}',
            '{"files": {"revenue.csv": {"columns": {"店舗": "ignore"}}}}',
        )
    ),
]
